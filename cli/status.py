"""topsheet status: the one screen for the executive producer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.options import reader

if TYPE_CHECKING:
    from ledger.projections import Session


@click.command("status")
@reader
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
    figures = session.records("status_figures")[0]
    lines = [
        ("stage", _stage(figures)),
        *_money(figures),
        ("cash", _cash(session)),
        *_tranche(session),
        ("shooting", _shooting(session)),
    ]
    return "\n".join(f"{word:<13}{said}" for word, said in (*lines, *_waiting(session)) if said)


def _money(figures: dict[str, Any]) -> list[tuple[str, str]]:
    variance = figures["variance"]
    word = figures["under/over"] or "on budget"
    flags = figures["flags"]
    return [
        ("final budget", f"{_whole(figures['final'])}  (locked {_whole(figures['locked'])})"),
        ("spent", f"{_whole(figures['to_date'])} posted, {_whole(figures['paid'])} of it paid"),
        ("promised", _whole(figures["commitments"]) + (f", {_whole(figures['accrued'])} of it accrued" if figures["accrued"] else "")),
        ("EFC", f"{_whole(figures['efc'])}, {_whole(abs(variance))} {word}" if variance else f"{_whole(figures['efc'])}, on budget"),
        ("contingency", f"{_whole(figures['contingency_undrawn'])} undrawn"),
        ("flags", f"{flags} beyond a limit: topsheet report flags" if flags else "none"),
    ]


def _stage(figures: dict[str, Any]) -> str:
    period = f", period {figures['period']}" if figures["period"] else ""
    return f"{figures['stage']}{period}"


def _cash(session: Session) -> str:
    cash = session.records("cash_position")[0]
    return f"{_whole(cash['cash'])}  ({_whole(cash['received'])} received, {_whole(cash['paid'])} paid)"


def _tranche(session: Session) -> list[tuple[str, str]]:
    coming = [row for row in session.records("tranches") if row["stage"] in ("scheduled", "requested")]
    coming.sort(key=lambda row: (row["expected"], row["source"], row["tranche"]))
    if not coming:
        return [("next tranche", "none is scheduled")]
    row = coming[0]
    waits = (
        f"waits for {row['first_open']}"
        if row["first_open"]
        else "waits for its release"
        if row["stage"] == "requested"
        else "may be requested"
    )
    met = f"{row['conditions_met']} of {row['conditions_total']} conditions met"
    what = f"{row['source']} {row['tranche']}, {_whole(row['amount'])} {row['currency']} at {row['milestone']}"
    return [("next tranche", f"{what}, expected {row['expected']}; {met}, {waits}")]


def _shooting(session: Session) -> str:
    days = session.records("schedule")
    if not days:
        return "no shoot day is scheduled"
    today = session.window.on
    past = sum(day["date"] <= today for day in days)
    last = days[-1]["date"]
    if not past:
        return f"{len(days)} days from {days[0]['date']} to {last}"
    return f"day {past} of {len(days)}, last shoot day {last}{_progress(session)}"


def _progress(session: Session) -> str:
    """How far the script is shot by the last production report of each unit, and whether that is ahead of the plan or behind it."""
    told = {row["unit"]: row for row in session.records("shooting_progress") if row["entry"]}
    said = [f"; {list(told.values())[-1]['pages_left']} pages left"] if told else []
    for unit, row in told.items():
        days = abs(row["days_ahead"])
        much = f"{row['pages_ahead']} pages {row['ahead/behind']}" if row["eighths_ahead"] else "on plan"
        whole = f", {days} day{'s' if days > 1 else ''}" if days else ""
        said.append(f", {f'{unit} unit ' if len(told) > 1 else ''}{much} at {row['day']}{whole}")
    return "".join(said)


def _waiting(session: Session) -> list[tuple[str, str]]:
    """Decisions that somebody waits for: orders and invoices to approve, tranches to release."""
    orders = [row["order"] for row in session.records("purchase_orders") if row["stage"] in ("raised", "amended")]
    invoices = [row["invoice"] for row in session.records("invoices") if row["stage"] == "entered"]
    tranches = [f"{row['source']} {row['tranche']}" for row in session.records("tranches") if row["stage"] == "requested"]
    waiting = [("approve", orders), ("approve", invoices), ("release", tranches)]
    said = "; ".join(f"{verb} {', '.join(keys)}" for verb, keys in waiting if keys)
    return [("waiting", said or "no decision waits")]


def _whole(value: Decimal) -> str:
    from cli.render import figure

    return figure(value, whole=True)
