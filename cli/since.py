"""topsheet since: what changed since the cost report that somebody goes by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from cli.explain import FORM
from cli.options import windowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.differences import Change
    from ledger.projections import Session


@click.command("since")
@click.option(
    "--by",
    envvar="TOPSHEET_BY",
    metavar="PARTY",
    help="For whom: the report that they, or the financier they act for, acknowledged last.  [env: TOPSHEET_BY]",
)
@click.option("--financier", metavar="PARTY", help="For a financier: the report that was acknowledged for it last.")
@FORM
@windowed
def command(book: str | None, as_of: date | None, known: str | None, form: str, by: str | None, financier: str | None) -> None:
    """What changed since the cost report that you acknowledged last; since the last one issued for whoever acknowledges none.

    Account by account: what the EFC and the variance were, what they are, and the entries behind the difference.
    """
    from cli.differences import changes, printed
    from cli.sentences import party
    from cli.window import opened, window

    with opened(book, known, as_of) as (log, session):
        asked = financier or by
        who = party(session, asked) if asked else None
        number, why = _report(session, who, asked=financier)
        windows = window(log, f"issued:{number}", None), session.window
        found = changes(log, session, windows, ("efc", "variance"))
        click.echo(printed(session, windows, found, form, f"since cost report {number}, {why}", "EFC"))
        if form == "table" and found:
            click.echo(f"\n{_whole(found, session.about.scale)}")


def _report(session: Session, who: str | None, *, asked: str | None) -> tuple[int, str]:
    """The report that this party goes by, and why it is that one. Raises Unknown when there is none."""
    from cli.sentences import names
    from ledger.errors import Unknown

    called = names(session)
    for row in session.records("acknowledgements"):
        if row["party"] == who:
            return row["cost report"], f"acknowledged for {called(row['financier'])} by entry {row['entry']}"
    if asked:
        raise Unknown(f"{called(str(who))} has acknowledged no cost report. Leave --financier out: since the last one issued.")
    issued = session.records("cost_reports")
    if not issued:
        raise Unknown("No cost report is issued in this window. topsheet audit diff --from 20 compares with any day or entry.")
    last = max(issued, key=lambda row: row["entry"])
    return last["number"], f"the last one issued, by entry {last['entry']}"


def _whole(found: Sequence[Change], scale: int) -> str:
    """What it comes to for the whole production."""
    from cli.explain import sign

    sums = {column: sum(one["change"] for one in found if one["column"] == column) for column in ("EFC", "variance")}
    return "The whole production: " + ", ".join(f"{column} {sign(Decimal(amount), scale)}" for column, amount in sums.items()) + "."
