"""topsheet condition: what keeps a tranche back until it is met or waived."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import click

from cli.options import DAY, Consequence, writer
from cli.tranche import for_either_side, of_the_financier, take, waits

if TYPE_CHECKING:
    from ledger.aggregates.condition import Shown
    from ledger.aggregates.source import Source
    from ledger.decision import Decision


@click.group("condition")
def command() -> None:
    """Conditions of tranches: met by evidence or an entry, or waived by the financier."""


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.argument("condition")
@click.argument("text")
@click.option("--kind", help='What shows it: document, certificate, consent, milestone, "cost report" or rule; anything by default.')
@click.option("--milestone", help='The milestone: greenlight, "first day of photography", wrap or delivery.')
@click.option("--party", help="Whose consent it is: a party's id or name.")
@click.option("--rule", metavar="RULE", help="The rule of a pack in the book that has to pass.")
@click.option("--due", type=DAY, metavar="DAY", help="The day by which it must be so.")
@writer()
def add(decision: Decision, *, source: str, tranche: str, condition: str, text: str, kind: str | None, milestone: str | None,
        party: str | None, rule: str | None, due: date | None) -> Consequence:  # fmt: skip
    """Ask one thing more before a tranche is released."""
    from ledger.aggregates import condition as conditions
    from ledger.aggregates import source as sources
    from ledger.aggregates.tranche import Kind

    known = decision.know(sources.SOURCE, source)
    for_either_side(decision, known, f"Condition {condition} of {tranche} of {source}")
    asked = conditions.asks(
        condition, text, kind=_one_of(kind, get_args(Kind), "kind of condition"),
        milestone=_one_of(milestone, conditions.MILESTONES, "milestone"), party=decision.party(party) if party else None,
        rule=rule_named(decision, rule), due=due,
    )  # fmt: skip
    event = conditions.add_condition(source, known, tranche=tranche, condition=asked)
    return waits(decision, source, take(decision, source, known, event), tranche)


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.argument("condition")
@click.option("--entry", type=int, metavar="ENTRY", help="The entry of the book that shows it.")
@click.option("--note", metavar="TEXT", help="What was seen.")
@click.option("--valid-to", type=DAY, metavar="DAY", help="The last day on which what was shown is valid; after it the condition is open.")
@writer()
def meet(decision: Decision, *, source: str, tranche: str, condition: str, entry: int | None, note: str | None,
         valid_to: date | None) -> Consequence:  # fmt: skip
    """Show that a condition is so.

    With a document, --evidence FILE, or by an earlier --entry of the book.
    """
    from ledger.aggregates import condition as conditions
    from ledger.aggregates import source as sources

    known = decision.know(sources.SOURCE, source)
    event = conditions.meet(
        source, known, tranche=tranche, condition=condition, on=decision.on, evidence=len(decision.evidence), last=decision.book.size(),
        entry=entry, shown=_shown(decision, entry), note=note, valid_to=valid_to, verdict=_verdict(decision, known, tranche, condition),
    )  # fmt: skip
    return waits(decision, source, take(decision, source, known, event), tranche)


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
    return waits(decision, source, take(decision, source, known, event), tranche)


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
    event = conditions.waive(source, known, tranche=tranche, condition=condition, on=decision.on, acts_for=acts_for)
    return waits(decision, source, take(decision, source, known, event), tranche)


def _shown(decision: Decision, position: int | None) -> Shown | None:
    """What the entry tells that shows a condition; None where there is no such entry."""
    from ledger.aggregates.condition import Shown
    from ledger.aggregates.party import PARTY

    if position is None or not 1 <= position <= decision.book.size():
        return None
    entry = decision.book.entry(position)
    person = decision.load(PARTY, entry.by, watch=False)
    return Shown(entry.event, entry.on, person.acts_for if person else None)


def _verdict(decision: Decision, known: Source, tranche: str, condition: str) -> str | None:
    """What the rule says that the condition asks for; None where it asks for something else."""
    from cli.rule_check import verdict_now

    term = known.tranches[tranche].conditions.get(condition) if tranche in known.tranches else None
    return verdict_now(decision, term.asks.rule) if term and term.asks.rule else None


def rule_named(decision: Decision, rule: str | None) -> str | None:
    """A rule of a pack in the book. Raises Unknown."""
    from ledger.aggregates.rule_pack import RULE_PACK
    from ledger.errors import Unknown, near

    known = [one for pack in decision.book.every(RULE_PACK).values() if not pack.withdrawn for one in pack.rules] if rule else []
    if rule is not None and rule not in known:
        raise Unknown(f"No pack of this book has a rule {rule}. {near(rule, known, 'topsheet compliance check --all')}")
    return rule


def _one_of(text: str | None, words: Collection[str], what: str) -> Any:
    """A word of a list. Raises Misuse."""
    from ledger.errors import Misuse

    if text is not None and text not in words:
        raise Misuse(f"{text!r} is no {what}. It is {', '.join(words)}.")
    return text
