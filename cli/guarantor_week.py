"""The guarantor's week: one page of figures, each with the report that it comes from, and what the guarantor's rules say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cli.language import language_option, spoken
from cli.options import reader
from cli.reports import grain_of

if TYPE_CHECKING:
    from ledger.log import Log, States
    from ledger.projections import Session

COLUMNS = ("part", "figure", "value", "unit", "due", "note", "source")
PARTS = ("strike price", "cost", "contingency", "schedule", "cash", "triggers", "documents missing")
LISTS = frozenset({"triggers", "documents missing"})
TENTH = Decimal("0.1")
WIDE = 150


class Figure(NamedTuple):
    """One figure of the page: under which heading, what it is, its value and unit, what is to be said of it, and where it comes from."""

    part: str
    name: str
    value: Any
    unit: str = "money"
    note: str = ""
    source: str = ""
    due: date | None = None


@click.command("guarantor-week", help=grain_of("guarantor_week"))
@click.option("--pack", "key", metavar="KEY", help="The covenants to hold it against; by default those that protect a guarantor, else all.")
@click.option("--period", metavar="PERIOD", help="The week of this period, as of its last day.")
@reader
@language_option
def command(book: str | None, as_of: date | None, known: str | None, form: str, *, key: str | None, period: str | None) -> None:
    """Print the page, or its figures for a program."""
    from cli.render import as_csv, as_json
    from cli.reports import about
    from cli.window import opened

    with opened(book, known, as_of, period=period) as (log, session):
        begun(log, session)
        if form == "parquet":
            click.echo(session.parquet("guarantor_week"), nl=False)
            return
        figures = list(week(log, session, key))
        scale = session.about.scale
        if form == "table":
            click.echo(page(session, figures))
            return
        rows = [exact(one) for one in figures]
        click.echo(as_csv(COLUMNS, rows, scale) if form == "csv" else as_json(COLUMNS, rows, scale, about(session)))


def begun(log: Log, session: Session) -> None:
    """Raises TooEarly where the window's day is before the book begins."""
    from ledger.errors import TooEarly

    begins = date.fromisoformat(json.loads(log.states([1])[1])["on"])
    if session.window.on < begins:
        raise TooEarly(f"Nothing had taken effect by {session.window.on}: the book begins on {begins}. Give a later day: --as-of DAY.")


def week(log: States, session: Session, key: str | None) -> Iterator[Figure]:
    """Every figure of the page, in its order."""
    from cli.guarantor_rules import covenants

    told = session.records("guarantor_week")[0]
    rules = covenants(session, log.states, key)
    yield from rules.strike_price(told)
    yield from cost(told)
    yield from contingency(told)
    yield from rules.floors()
    yield from schedule(told)
    yield from cash(told)
    yield from rules.triggers(session.about.scale)
    yield from documents(session)
    yield from rules.missing()


def cost(told: dict[str, Any]) -> Iterator[Figure]:
    """The final cost before contingency and with all of it, against the budget, and since the last cost report."""
    language, part, source = spoken(), "cost", "cost-report"
    side = language.word(told["under/over"]) or language.word("on budget")
    yield Figure(part, "cost to date", told["to_date"], note=in_week(told["spent_in_week"]), source=source)
    yield Figure(part, "EFC before contingency", told["efc_before"], source=source)
    yield Figure(part, "final budget before contingency", told["final_before"], source=source)
    yield Figure(part, "variance before contingency", told["variance"], note=side, source=source)
    if told["change"] is None:
        none = language.text("guarantor.no-report", "no cost report was issued before")
        yield Figure(part, "change of the EFC", None, note=none, source=source)
    else:
        since = language.text("guarantor.since", "since cost report {last_report}, which had {last_efc}", **worded(told))
        yield Figure(part, "change of the EFC", told["change"], note=since, source=source)
    yield Figure(part, "EFC after contingency", told["efc_with_contingency"], source=source,
                 note=language.text("guarantor.all-used", "all that is undrawn is used"))  # fmt: skip
    yield Figure(part, "final budget", told["final_with_contingency"], source=source)
    over = told["left_if_used"] < 0
    covered = (
        language.text("guarantor.uncovered", "over by more than the contingency")
        if over
        else language.text("guarantor.covered", "the contingency covers what is over")
        if told["variance"] < 0
        else language.word("under")
    )
    yield Figure(part, "variance if all contingency is used", told["left_if_used"], note=covered, source=source)


def contingency(told: dict[str, Any]) -> Iterator[Figure]:
    """What the contingency was, what is drawn of it, and what is left as a share of what is still to be paid for."""
    language, part, source = spoken(), "contingency", "contingency-movement"
    yield Figure(part, "contingency at lock", told["contingency_locked"], source=source)
    yield Figure(part, "contingency drawn", told["contingency_drawn"], note=in_week(told["drawn_in_week"]), source=source)
    yield Figure(part, "contingency undrawn", told["contingency_undrawn"], source=source)
    base = language.text("guarantor.base", "EFC before contingency - cost to date")
    yield Figure(part, "remaining cost", told["remaining"], note=base, source="cost-report")
    left, nothing = told["contingency_undrawn"] * 100, language.text("guarantor.nothing-left", "nothing is left to pay for")
    share = (left / told["remaining"]).quantize(TENTH, ROUND_FLOOR) if told["remaining"] > 0 else None
    yield Figure(part, "undrawn of the remaining cost", share, "%", nothing if share is None else "", "guarantor-week")


def schedule(told: dict[str, Any]) -> Iterator[Figure]:
    """Day x of y, days and eighths behind, the wrap, and the pages that a day has to shoot."""
    language, part, source = spoken(), "schedule", "schedule-standing"
    if not told["shoot_days"]:
        yield Figure(part, "shoot day", None, "days", language.text("guarantor.no-day", "no shoot day is scheduled"), source)
        return
    days = language.text("guarantor.days", "of {shoot_days}; {days_reported} have their production report", **told)
    yield Figure(part, "shoot day", told["shoot_day"], "days", days, source)
    yield Figure(part, "days behind", told["days_behind"], "days", behind(told["days_behind"]), "shooting-progress")
    by = language.text("guarantor.by", "by the report of {last_reported}", **told) if told["days_reported"] else ""
    yield Figure(part, "scheduled to date", told["planned_to_date"], "eighths", by, "shooting-progress")
    yield Figure(part, "shot to date", told["shot_to_date"], "eighths", source="shooting-progress")
    yield Figure(part, "pages behind", told["eighths_behind"], "eighths", behind(told["eighths_behind"]), "shooting-progress")
    yield Figure(part, "pages left", told["eighths_left"], "eighths", source="scene-progress")
    if told["days_reported"]:
        a_day = (Decimal(told["shot_to_date"]) / told["days_reported"]).quantize(Decimal(1), ROUND_HALF_UP)
        yield Figure(part, "shot a day", int(a_day), "eighths", source=source)
    if told["days_left"]:
        left = (
            language.text("guarantor.days-left", "in the {days_left} days left", **told)
            if told["days_left"] > 1
            else language.text("guarantor.last-day", "on the last day")
        )
        yield Figure(part, "needed a day", -(-told["eighths_left"] // told["days_left"]), "eighths", left, source)
    for name, day in (("approved wrap", "approved_wrap"), ("scheduled wrap", "scheduled_wrap"), ("expected wrap", "expected_wrap")):
        late = told[day] is not None and told["approved_wrap"] is not None and (told[day] - told["approved_wrap"]).days
        note = language.text("guarantor.later", "{late} calendar days later than approved", late=late) if late and late > 0 else ""
        yield Figure(part, name, told[day], "day", note, source)


def cash(told: dict[str, Any]) -> Iterator[Figure]:
    """Whether the money lasts."""
    language, part = spoken(), "cash"
    yield Figure(part, "cash", told["cash"], source="cash")
    yield Figure(part, "sufficiency", told["sufficiency"], source="sufficiency")
    yield Figure(part, "sufficiency with contingency", told["with_contingency"], source="sufficiency")
    closing = language.text("guarantor.closing", "it would end at {short_closing}", **worded(told))
    note = closing if told["short_from"] else language.text("guarantor.no-shortage", "no week is short")
    yield Figure(part, "first week of shortage", told["short_from"], "week", note, "cash-flow")


def documents(session: Session) -> Iterator[Figure]:
    """Conditions, certificates and reports that somebody waits for."""
    from cli.sentences import names

    language, called = spoken(), names(session)
    for row in session.records("documents_missing"):
        state = language.word(row["state"], "state", "documents_missing")
        party = f", {called(row['party'])}" if row["party"] else ""
        what = f"{row['document'].partition('/')[2]} {row['text']}".rstrip()
        note = f"{what}{party}: {state}"
        yield Figure("documents missing", row["kind"], row["days"], "days", note, "documents-missing", row["due"])


def in_week(amount: Decimal) -> str:
    """What of it came in the week; nothing where none did."""
    return spoken().text("guarantor.in-week", "{amount} in the week", amount=money(amount)) if amount else ""


def behind(much: int) -> str:
    """That the shoot is not behind, where it is not."""
    return "" if much > 0 else spoken().word("ahead" if much < 0 else "on plan")


def money(amount: Decimal) -> str:
    """An amount as a note says it."""
    from cli.render import figure

    return figure(amount)


def worded(told: dict[str, Any]) -> dict[str, Any]:
    """Amounts as they are printed."""
    return {name: money(value) if isinstance(value, Decimal) else value for name, value in told.items()}


def exact(one: Figure) -> tuple[Any, ...]:
    """A figure for programs: amounts as text at the currency's scale, a share as it is."""
    from ledger.reports.digits import Own

    value = Own(one.value) if one.unit == "%" and one.value is not None else one.value
    return one.part, one.name, value, one.unit, one.due, one.note, one.source


def page(session: Session, figures: Sequence[Figure]) -> str:
    """The page: the week, then part by part."""
    from cli.reports import header

    told, language, scale = session.records("guarantor_week")[0], spoken(), session.about.scale
    named = f"{told['period']}, " if told["period"] else ""
    said = language.text("guarantor.week", "Week {named}{starts} to {ends}", **{**told, "named": named})
    title, *lines = header(session, "guarantor-week").split("\n")
    parts = [[one for one in figures if one.part == part] for part in PARTS]
    wide = max(len(language.word(one.name, "guarantor_week")) for one in figures if one.part not in LISTS)
    shown = [listed(own, scale) if own[0].part in LISTS else plainly(own, wide, scale) for own in parts if own]
    return "\n\n".join(["\n".join([title, said, *lines]), *shown])


def headed(own: Sequence[Figure]) -> str:
    """The heading of a part, with the reports that its figures come from."""
    sources = ", ".join(dict.fromkeys(one.source for one in own if one.source))
    return f"{spoken().word(own[0].part, 'guarantor_week').upper()}  ({sources})" if sources else spoken().word(own[0].part).upper()


def plainly(own: Sequence[Figure], wide: int, scale: int) -> str:
    """A line for each figure: what it is, the figure, what is to be said of it."""
    cells = [(spoken().word(one.name, "guarantor_week"), shown(one, scale), one.note) for one in own]
    return "\n".join([headed(own), *(f"  {name:<{wide}}  {value:>16}  {note}".rstrip() for name, value, note in cells)])


def listed(own: Sequence[Figure], scale: int) -> str:
    """The rules or documents of a part: what, when it is due, what is at stake, and the sentence under it where it is long."""
    from cli.render import figure

    named = [(one.name if one.part == "triggers" else spoken().word(one.name, "guarantor_week")) for one in own]
    wide, lines = max(map(len, named)), [headed(own)]
    staked = any(one.unit == "money" and one.value is not None for one in own)
    for name, one in zip(named, own, strict=True):
        due = f"{figure(one.due):<10}  " if any(each.due for each in own) else ""
        stake = f"{figure(one.value, scale=scale):>14}  " if staked else ""
        lead = f"  {name:<{wide}}  {due}{stake}"
        lines += wrap(
            one.note, WIDE, initial_indent=lead, subsequent_indent=" " * len(lead), break_long_words=False, break_on_hyphens=False
        )
    return "\n".join(lines)


def shown(one: Figure, scale: int) -> str:
    """A figure with its unit; money without, because the header names the currency."""
    from cli.render import figure

    if one.value is None:
        return "-"
    if one.unit == "eighths":
        return pages(one.value)
    return f"{one.value} %" if one.unit == "%" else figure(one.value, scale=scale)


def pages(eighths: int) -> str:
    """Eighths as pages: 4 3/8."""
    whole, part = divmod(abs(eighths), 8)
    return " ".join([*([str(whole)] if whole or not part else []), *([f"{part}/8"] if part else [])])
