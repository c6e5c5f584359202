"""What is remarked on a decision beside what it records."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.decision import Decision


def on_rules(decision: Decision) -> list[str]:
    """What the decision would do to the rules of the book, in a book that has any. Raises Refused."""
    from ledger.aggregates.rule_pack import RULE_PACK

    if decision.opened or not decision.book.keys(RULE_PACK):
        return []
    from cli.rule_check import checked

    return checked(decision)


def on_persons(decision: Decision) -> list[str]:
    """Registered persons whom the reason names."""
    if not decision.reason:
        return []
    from cli.personal import spoken_of

    return spoken_of(decision.reason, {**decision.book.people.names(), **decision.names()})
