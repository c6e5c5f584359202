"""topsheet status: the one screen for the executive producer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.language import language_option, spoken
from cli.options import reader

if TYPE_CHECKING:
    from ledger.projections import Session


@click.command("status")
@reader
@language_option
def command(book: str | None, as_of: date | None, known: str | None, form: str) -> None:
    """Spent, promised, EFC, contingency, cash, the next tranche and what it waits for, the day of shooting, decisions waiting."""
    from cli.render import as_csv, as_json
    from cli.reports import header
    from cli.window import opened

    with opened(book, known, as_of) as (_, session):
        if form in ("json", "csv"):
            columns, rows = session.view("status_figures")
            click.echo((as_json if form == "json" else as_csv)(columns, rows, session.about.scale))
        elif form == "parquet":
            click.echo(session.parquet("status_figures"), nl=False)
        else:
            click.echo(f"{header(session, 'status')}\n\n{screen(session)}")


def screen(session: Session) -> str:
    """The screen's lines: a word and its figures."""
    short = _shortage(session)  # first: what it stands on is run once for the lines after it
    figures = session.records("status_figures")[0]
    lines = [
        ("stage", _stage(figures)),
        *_money(figures),
        ("split orders", _split(session)),
        ("cash", _cash(session)),
        ("shortage", short),
        *_tranche(session),
        ("shooting", _shooting(session)),
    ]
    said = [(spoken().word(word, "status"), text) for word, text in (*lines, *_waiting(session)) if text]
    wide = max(13, *(len(word) + 1 for word, _ in said))
    return "\n".join(f"{word:<{wide}}{text}" for word, text in said)


def _money(figures: dict[str, Any]) -> list[tuple[str, str]]:
    variance, flags, language = figures["variance"], figures["flags"], spoken()
    text = language.text
    whole = {name: _whole(value) for name, value in figures.items() if isinstance(value, Decimal)}
    accrued = text("status.accrued", ", {accrued} of it accrued", **whole) if figures["accrued"] else ""
    beside = f"{_whole(abs(variance))} {language.word(figures['under/over'])}" if variance else language.word("on budget")
    return [
        ("final budget", text("status.final-budget", "{final}  (locked {locked})", **whole)),
        ("spent", text("status.spent", "{to_date} posted, {paid} of it paid", **whole)),
        ("promised", whole["commitments"] + accrued),
        ("EFC", f"{whole['efc']}, {beside}"),
        ("contingency", text("status.contingency", "{contingency_undrawn} undrawn", **whole)),
        (
            "flags",
            text("status.flags", "{flags} beyond a limit: topsheet report flags", flags=flags) if flags else language.word("none", "flags"),
        ),
    ]


def _split(session: Session) -> str:
    """Orders that were kept under a limit by being several."""
    limited = any(grant["up_to"] for grant in session.records("grants"))
    found = len(session.records("split_orders")) if limited else 0
    said = "{found} beyond a limit together with others of their vendor: topsheet report split-orders"
    return spoken().text("status.split-orders", said, found=found) if found else ""


def _stage(figures: dict[str, Any]) -> str:
    period = spoken().text("status.period", ", period {period}", **figures) if figures["period"] else ""
    return f"{spoken().word(figures['stage'], 'production')}{period}"


def _cash(session: Session) -> str:
    cash = session.records("cash_position")[0]
    whole = {name: _whole(cash[name]) for name in ("cash", "received", "paid")}
    return spoken().text("status.cash", "{cash}  ({received} received, {paid} paid)", **whole)


def _shortage(session: Session) -> str:
    """The first week whose cash does not last, where the production has money or expects it."""
    weeks = session.records("cash_flow")
    if not any(week["received"] or week["from sources"] for week in weeks):
        return ""
    first = next((week for week in weeks if week["shortage"] == "first week of shortage"), None)
    said = "week {week} would end at {closing}: topsheet report cash-flow"
    return spoken().text("status.shortage", said, week=first["week"], closing=_whole(first["closing"])) if first else ""


def _tranche(session: Session) -> list[tuple[str, str]]:
    coming = [row for row in session.records("tranches") if row["stage"] in ("scheduled", "requested")]
    coming.sort(key=lambda row: (row["expected"], row["source"], row["tranche"]))
    text = spoken().text
    if not coming:
        return [("next tranche", text("status.no-tranche", "none is scheduled"))]
    row = coming[0]
    waits = (
        text("status.waits", "waits for {first_open}", **row)
        if row["first_open"]
        else text("status.waits-for-release", "waits for its release")
        if row["stage"] == "requested"
        else text("status.may-be-requested", "may be requested")
    )
    said = (
        "{source} {tranche}, {whole} {currency} at {at}, expected {expected}; "
        "{conditions_met} of {conditions_total} conditions met, {waits}"
    )
    at = spoken().own(row["milestone"], "milestone")
    return [("next tranche", text("status.tranche", said, whole=_whole(row["amount"]), at=at, waits=waits, **row))]


def _shooting(session: Session) -> str:
    days, text = session.records("schedule"), spoken().text
    if not days:
        return text("status.no-day", "no shoot day is scheduled")
    today = session.window.on
    past = sum(day["date"] <= today for day in days)
    last = days[-1]["date"]
    if not past:
        return text("status.days", "{days} days from {first} to {last}", days=len(days), first=days[0]["date"], last=last)
    return text("status.day", "day {past} of {days}, last shoot day {last}", past=past, days=len(days), last=last) + _progress(session)


def _progress(session: Session) -> str:
    """How far the script is shot by the last production report of each unit, and whether that is ahead of the plan or behind it."""
    told = {row["unit"]: row for row in session.records("shooting_progress") if row["entry"]}
    language, text = spoken(), spoken().text
    said = [text("status.left", "; {pages} pages left", pages=list(told.values())[-1]["pages_left"])] if told else []
    for unit, row in told.items():
        days, side = abs(row["days_ahead"]), language.word(row["ahead/behind"])
        pages = text("status.pages", "{pages} pages {side}", pages=row["pages_ahead"], side=side)
        much = pages if row["eighths_ahead"] else language.word("on plan")
        whole = text("status.one-day", ", 1 day") if days == 1 else text("status.more-days", ", {days} days", days=days) if days else ""
        which = text("status.unit", "{unit} unit", unit=unit) + " " if len(told) > 1 else ""
        said.append(text("status.progress", ", {which}{much} at {day}{whole}", which=which, much=much, day=row["day"], whole=whole))
    return "".join(said)


def _waiting(session: Session) -> list[tuple[str, str]]:
    """Decisions that somebody waits for: orders and invoices to approve, tranches to release, proposals to adopt."""
    orders = [row["order"] for row in session.records("purchase_orders") if row["stage"] in ("raised", "amended")]
    invoices = [row["invoice"] for row in session.records("invoices") if row["stage"] == "entered"]
    tranches = [f"{row['source']} {row['tranche']}" for row in session.records("tranches") if row["stage"] == "requested"]
    proposals = [row["proposal"] for row in session.records("proposals") if row["stage"] == "open"]
    parties = [row["party"] for row in session.records("bank_changes") if row["stage"] == "waiting"]
    accounts = [row["name"] for row in session.records("party_names") if row["party"] in parties] if parties else []
    waiting = [
        ("approve", orders), ("approve", invoices), ("release", tranches), ("adopt", proposals), ("confirm bank details of", accounts),
    ]  # fmt: skip
    own = [] if session.records("actors_enrolled") else session.records("own_requests")  # else every report counts them above
    said = "; ".join(f"{spoken().word(verb, 'status')} {', '.join(keys)}" for verb, keys in waiting if keys)
    text = spoken().text
    overrides = text("status.own-requests", "{count} decided by whoever asked for it: topsheet report own-requests", count=len(own))
    return [("waiting", said or text("status.no-decision", "no decision waits")), ("overrides", overrides if own else "")]


def _whole(value: Decimal) -> str:
    from cli.render import figure

    return figure(value, whole=True)
