"""topsheet compliance check, explain, matrix, diff, packs, test: what the rules say of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.language import language_option, spoken
from cli.options import windowed

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.projections import Session
    from ledger.rules.judging import Judge
    from ledger.rules.verdict import Status, Verdict


FORM = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="How to print it."
)


def advice() -> str:
    """What a verdict is not."""
    return spoken().text(
        "line.no-advice",
        "Rules are applied as the packs write them; this is no legal advice. "
        "Certainty: A the law was read, B a secondary source, C practice.",
    )


def list_declarations(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print what can be declared, and leave."""
    if not wanted or ctx.resilient_parsing:
        return
    from cli.declaring import asked_in_words, known_names, spelled
    from cli.render import table
    from ledger.rules.pack import asked_by

    names = known_names(None)
    rules = asked_by(names)
    rows = [[name, spelled(one), asked_in_words(rules[name])] for name, one in sorted(names.items())]
    click.echo(table(["name", "value", "asked for by"], rows))
    ctx.exit()


@contextmanager
def judged(book: str | None, known: str | None, as_of: date | None, *, period: str | None = None) -> Iterator[tuple[Log, Session, Judge]]:
    """A session at a window, and a judge of the book's packs on it. Raises TooEarly when there is none."""
    from cli.window import opened
    from ledger.errors import TooEarly
    from ledger.rules.installed import installed, judge

    with opened(book, known, as_of, period=period) as (log, session):
        packs = installed(session, log.states)
        if not packs:
            raise TooEarly(
                "No rule pack is installed in this window. Install one: topsheet compliance install PACK; compliance packs lists them."
            )
        yield log, session, judge(session, packs)


def of_pack(found: Judge, key: str | None) -> list[Verdict]:
    """The verdicts of one pack, of all by default. Raises Unknown."""
    known_pack(found, key)
    return [found.verdict(one, rule) for one in found.packs if key in (None, one.key) for rule in one.pack.written.rules]


def known_pack(found: Judge, key: str | None) -> None:
    """Raises Unknown for a pack that is not installed, with those that are."""
    from ledger.errors import Unknown

    if key and key not in {one.key for one in found.packs}:
        raise Unknown(f"No pack {key} is installed in this window; there is {', '.join(one.key for one in found.packs)}.")


@click.command("check")
@click.option("--pack", "key", metavar="KEY", help="Only the rules of this pack.")
@click.option("--all", "every", is_flag=True, help="Also the rules that do not apply.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a rule fails that is not waived.")
@click.option("--with", "file", type=click.Path(path_type=Path), metavar="FILE", help="As if the commands of this file had been recorded.")
@windowed
@FORM
@language_option
def check(book: str | None, as_of: date | None, known: str | None, form: str, *, key: str | None, every: bool, strict: bool,
          file: Path | None) -> int:  # fmt: skip
    """Every rule's verdict: amounts, limits, what is at stake, the law; what fails and what is at risk first."""
    if file:
        from cli.verdict_changes import supposed
        from ledger.errors import Misuse

        if as_of or known:
            raise Misuse("--with plays its commands on the book as it is today. Leave --as-of and --known out.")
        breached = _breached(supposed(book, file, key, form))
        return int(strict and breached)
    with judged(book, known, as_of) as (_, session, found):
        verdicts = of_pack(found, key)
        click.echo(printed(session, found, verdicts, form, every=every))
    return int(strict and _breached(verdicts))


def _breached(verdicts: Sequence[Verdict]) -> bool:
    return any(one.status == "fail" and one.waived is None for one in verdicts)


def printed(session: Session, found: Judge, verdicts: Sequence[Verdict], form: str, *, every: bool) -> str:
    """Verdicts in the form that was asked for."""
    from cli.render import as_csv, as_json
    from cli.reports import about, header

    scale = session.about.scale
    if form != "table":
        records = [record(found, one) for one in verdicts if every or one.status != "not applicable"]
        columns, rows = list(records[0]) if records else ["pack"], [list(one.values()) for one in records]
        packs = {one.key: {"version": one.pack.written.version, "digest": one.pack.digest} for one in found.packs}
        return as_csv(columns, rows, scale) if form == "csv" else as_json(columns, rows, scale, {**about(session), "packs": packs})
    parts = [header(session, "compliance")]
    for one in found.packs:
        own = [verdict for verdict in verdicts if verdict.pack == one.key]
        if own:
            title = one.pack.title(f"pack.{one.pack.id}", spoken().code)
            head = f"{one.key}: {title}, {spoken().text('word.version', 'version')} {one.pack.written.version}, {one.pack.digest[:16]}"
            parts.append(f"{head}\n\n{_table(found, own, scale, every=every)}")
    if any(one.status == "not yet decidable" for one in verdicts):
        parts.append(
            spoken().text(
                "line.what-is-missing", "What a rule waits for: topsheet compliance explain RULE, or --format csv for all of them."
            )
        )
    return "\n\n".join([*parts, counted(verdicts), *alarms(session, verdicts), advice()])


def alarms(session: Session, verdicts: Sequence[Verdict]) -> list[str]:
    """Conditions of tranches that a rule had met and that it no longer passes."""
    now = {one.rule: word(one) for one in verdicts if one.status != "pass" and one.waived is None}
    met = [one for one in session.records("conditions") if one["stage"] == "met" and one["rule"] in now]
    said = "Condition {condition} of {tranche} of {source} rests on {rule}, which is now: {verdict}."
    named = [{name: one[name] for name in ("condition", "tranche", "source", "rule")} for one in met]
    return [spoken().text("line.condition-alarm", said, verdict=now[one["rule"]], **one) for one in named]


def _table(found: Judge, verdicts: Sequence[Verdict], scale: int, *, every: bool) -> str:
    """The verdicts of one pack, the worst first."""
    from cli.render import table
    from ledger.rules.verdict import STATUSES

    shown = sorted((one for one in verdicts if every or one.status != "not applicable"), key=lambda one: STATUSES.index(one.status))
    if not shown:
        return spoken().text("line.nothing", "Nothing to show.")
    names = ["verdict", "rule", "amount", "limit", "at stake", "certainty", "source", "title"]
    rows = []
    for one in shown:
        figures = one.figures
        unit = figures.unit if figures else ""
        amount, limit = told(figures and figures.amount, unit, scale), told(figures and figures.limit, unit, scale)
        stake = told(one.stake, "money", scale)
        rows.append([word(one), one.rule, amount, limit, stake, one.certainty, one.citation, title(found, one)])
    for place in (2, 3, 4):
        width = max(len(spoken().column(names[place])), *(len(row[place]) for row in rows))
        for row in rows:
            row[place] = row[place].rjust(width)
    heads = [spoken().column(name) for name in names]
    for place in (2, 3, 4):
        heads[place] = heads[place].rjust(len(rows[0][place]))
    return table(heads, rows, scale=scale)


def word(one: Verdict) -> str:
    """The verdict as people read it; a waiver stands beside it."""
    said = _status(one.status)
    return f"{said}, {spoken().text('word.waived', 'waived')}" if one.waived else said


def _status(status: Status) -> str:
    return spoken().text(f"verdict.{status.replace(' ', '-')}", status)


def told(value: Any, unit: str, scale: int) -> str:
    """A figure with its unit; money without, because the header names the currency."""
    from cli.render import figure

    if value is None:
        return ""
    if unit == "money":
        return figure(value, scale=scale)
    whole = format(value.normalize() + 0, "f")
    if unit not in ("days", "eighths"):
        return whole
    word = unit[:-1] if abs(value) == 1 else unit
    return f"{whole} {spoken().text(f'word.{word}', word)}"


def title(found: Judge, one: Verdict) -> str:
    """What the rule is called."""
    pack = next(pack for pack in found.packs if pack.key == one.pack)
    return pack.pack.title(f"rule.{one.rule}.title", spoken().code)


def record(found: Judge, one: Verdict) -> dict[str, Any]:
    """A verdict for programs: amounts as text, in the book's currency where the unit is money."""
    from ledger.reports.digits import Own

    figures = one.figures
    unit = figures.unit if figures else ""

    def exact(value: Any) -> Any:
        return value if value is None or unit == "money" else Own(value)

    return {
        "pack": one.pack, "rule": one.rule, "title": title(found, one), "verdict": one.status, "kind": one.kind,
        "basis": one.basis, "unit": unit,
        "amount": exact(figures and figures.amount), "limit": exact(figures and figures.limit), "base": figures and figures.base,
        "share": Own(figures.share) if figures and figures.share is not None else None, "margin": exact(figures and figures.margin),
        "disallowed": figures and figures.disallowed, "at_stake": one.stake, "consequence": one.consequence, "due": figures and figures.due,
        "what": figures.what if figures else "", "missing": one.missing, "waived_by": one.waived, "financier": one.financier,
        "certainty": one.certainty, "source": one.citation,
    }  # fmt: skip


def counted(verdicts: Sequence[Verdict]) -> str:
    """How many of each."""
    from ledger.rules.verdict import STATUSES

    counts = Counter(one.status for one in verdicts)
    said = [f"{counts[status]} {_status(status)}" for status in STATUSES if counts[status]]
    return f"{len(verdicts)} {spoken().text('word.rules', 'rules')}: {', '.join(said)}."


@click.command("matrix")
@click.option("--all", "every", is_flag=True, help="Also the rules that pass or do not apply.")
@windowed
@FORM
@language_option
def matrix(book: str | None, as_of: date | None, known: str | None, form: str, *, every: bool) -> None:
    """Rules by financier: one row a rule, one column a protected party, and how many of each verdict."""
    from cli.render import as_csv, as_json, table
    from cli.reports import about, header
    from cli.sentences import names
    from ledger.rules.verdict import STATUSES

    with judged(book, known, as_of) as (_, session, found):
        called = names(session)
        parties = list(dict.fromkeys(one.financier or "" for one in found.packs))
        cells: dict[str, dict[str, list[Verdict]]] = {}
        for verdict in of_pack(found, None):
            cells.setdefault(verdict.rule, {}).setdefault(verdict.financier or "", []).append(verdict)
        heads = [called(party) if party else spoken().text("word.nobody", "nobody") for party in parties]
        quiet = () if every else ("pass", "not applicable")
        rows = [
            [rule, *(", ".join(word(one) for one in own.get(party, ())) for party in parties)]
            for rule, own in cells.items()
            if any(one.status not in quiet for some in own.values() for one in some)
        ]
        given = [(verdict.financier or "", verdict.status) for own in cells.values() for some in own.values() for verdict in some]
        tally = [[_status(status), *(given.count((party, status)) for party in parties)] for status in STATUSES]
        columns, scale = ["rule", *heads], session.about.scale
        if form == "csv":
            click.echo(as_csv(columns, rows, scale))
        elif form != "table":
            click.echo(as_json(columns, rows, scale, about(session)))
        else:
            columns[0] = spoken().column("rule")
            parts = header(session, "compliance"), table(columns, rows, scale=scale), table(["", *heads], tally, scale=scale)
            click.echo("\n\n".join(parts))
