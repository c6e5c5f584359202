"""topsheet overage: extra budget that a financier approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("overage")
def command() -> None:
    """Overages: the only decisions that change the grand total of the final budget."""


@command.command()
@click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT AMOUNT", help="An account and what is added to it. Repeatable.")
@click.option("--financier", required=True, metavar="PARTY", help="Which financier approved it.")
@click.option("--source", metavar="KEY", help="Which source of the finance plan pays for it.")
@writer(reason=True)
def approve(decision: Decision, *, lines: tuple[tuple[str, str], ...], financier: str, source: str | None) -> Consequence:
    """Add budget to accounts, as a financier approved it; only a person of that financier decides."""
    from cli.budget import moves
    from cli.words import balance
    from ledger.aggregates import overage
    from ledger.aggregates.budget import BUDGET
    from ledger.aggregates.source import SOURCE

    who = decision.party(financier)
    if source:
        decision.know(SOURCE, source)
    moved = moves(decision, lines)
    event = overage.approve(decision.know(BUDGET, "main"), lines=moved, financier=who, source=source)
    key = decision.new_key(overage.OVERAGE)
    decision.authorise("overage", asked=key, amount=event.total, financier=who)
    decision.record(overage.OVERAGE, key, event)
    return lambda: balance(decision.book, {m.account for m in moved})
