"""topsheet condition: what keeps a tranche back until it is met or waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer
from cli.tranche import for_either_side, of_the_financier, take, waits

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("condition")
def command() -> None:
    """Conditions of tranches: met by evidence or an entry, or waived by the financier."""


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.argument("condition")
@click.argument("text")
@writer()
def add(decision: Decision, *, source: str, tranche: str, condition: str, text: str) -> Consequence:
    """Ask one thing more before a tranche is released."""
    from ledger.aggregates import condition as conditions
    from ledger.aggregates import source as sources
    from ledger.aggregates.tranche import Condition

    known = decision.know(sources.SOURCE, source)
    for_either_side(decision, known, f"Condition {condition} of {tranche} of {source}")
    event = conditions.add_condition(source, known, tranche=tranche, condition=Condition(key=condition, text=text))
    return waits(source, take(decision, source, known, event), tranche)


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.argument("condition")
@click.option("--entry", type=int, metavar="ENTRY", help="The entry of the book that shows it.")
@click.option("--note", metavar="TEXT", help="What was seen.")
@writer()
def meet(decision: Decision, *, source: str, tranche: str, condition: str, entry: int | None, note: str | None) -> Consequence:
    """Show that a condition is so.

    With a document, --evidence FILE, or by an earlier --entry of the book.
    """
    from ledger.aggregates import condition as conditions
    from ledger.aggregates import source as sources

    known = decision.know(sources.SOURCE, source)
    event = conditions.meet(
        source, known, tranche=tranche, condition=condition, evidence=len(decision.evidence), last=decision.book.size(),
        entry=entry, note=note,
    )  # fmt: skip
    return waits(source, take(decision, source, known, event), tranche)


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.argument("condition")
@writer(reason=True)
def withdraw(decision: Decision, *, source: str, tranche: str, condition: str) -> Consequence:
    """Open a condition again, met or waived before."""
    from ledger.aggregates import condition as conditions
    from ledger.aggregates import source as sources

    known = decision.know(sources.SOURCE, source)
    for_either_side(decision, known, f"Condition {condition} of {tranche} of {source}")
    event = conditions.withdraw(source, known, tranche=tranche, condition=condition)
    return waits(source, take(decision, source, known, event), tranche)


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.argument("condition")
@writer(reason=True)
def waive(decision: Decision, *, source: str, tranche: str, condition: str) -> Consequence:
    """Do without one, as a person of the financier."""
    from ledger.aggregates import condition as conditions
    from ledger.aggregates import source as sources

    known = decision.know(sources.SOURCE, source)
    acts_for = of_the_financier(decision, known, f"Condition {condition} of {tranche} of {source}")
    event = conditions.waive(source, known, tranche=tranche, condition=condition, acts_for=acts_for)
    return waits(source, take(decision, source, known, event), tranche)
