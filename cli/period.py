"""topsheet period: the weeks or months that cost reports speak of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.period import Period
    from ledger.decision import Decision


@click.group("period")
def command() -> None:
    """Accounting periods: opened, and cut off when their postings are in."""


@command.command("open")
@click.argument("key")
@click.option("--from", "starts", type=DAY, required=True, metavar="DAY", help="The first day.")
@click.option("--to", "ends", type=DAY, required=True, metavar="DAY", help="The last day.")
@writer()
def open_period(decision: Decision, *, key: str, starts: date, ends: date) -> Consequence:
    """Open a period, such as 2026-W11; accruals whose period is over are reversed."""
    from ledger.accrued import reverse_due
    from ledger.aggregates import period

    decision.authorise("period", asked=key)
    event = period.open_period(key, decision.load(period.PERIOD, key), starts=starts, ends=ends, others=_others(decision, key))
    decision.record(period.PERIOD, key, event)
    return "\n".join(reverse_due(decision)) or None


@command.command("cut-off")
@click.argument("key")
@writer()
def cut_off(decision: Decision, *, key: str) -> Consequence:
    """Close a period to postings: what comes later is booked on the first open day and printed as late.

    Accruals whose period is over are reversed.
    """
    from ledger.accrued import reverse_due
    from ledger.aggregates import period

    decision.authorise("period", asked=key)
    known = decision.know(period.PERIOD, key)
    decision.record(period.PERIOD, key, period.cut_off(key, known, on=decision.on, others=_others(decision, key)))
    return "\n".join([f"No posting takes effect on or before {known.ends} any more.", *reverse_due(decision)])


def _others(decision: Decision, key: str) -> dict[str, Period]:
    from ledger.aggregates.period import PERIOD

    return {other: days for other, days in decision.book.every(PERIOD).items() if other != key}
