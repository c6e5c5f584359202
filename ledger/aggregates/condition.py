"""A condition keeps the money of a tranche back until it is met by evidence or by a named entry of the book, or waived by the financier.

What met it may turn out wrong, or run out: then it is withdrawn, and the condition is open again. What was released on it stays
released, and is flagged. Conditions are part of their source's stream, and are known with their tranche.
"""

from __future__ import annotations

from ledger.aggregates.source import Source, before_release, of_the_financier, tranche_of
from ledger.aggregates.tranche import Condition, ConditionAdded, ConditionMet, ConditionWaived, ConditionWithdrawn, Term
from ledger.errors import AlreadyDone, TooEarly, Unknown


def add_condition(key: str, source: Source, *, tranche: str, condition: Condition) -> ConditionAdded:
    """Ask one thing more. Raises AlreadyDone once the tranche is released."""
    known = before_release(key, source, tranche)
    if condition.key in known.conditions:
        raise AlreadyDone(f"{tranche} of {key} already has the condition {condition.key}: {known.conditions[condition.key].text}.")
    return ConditionAdded(tranche=tranche, condition=condition)


def meet(key: str, source: Source, *, tranche: str, condition: str, evidence: int, last: int, entry: int | None = None,
         note: str | None = None) -> ConditionMet:  # fmt: skip
    """Show that it is so, by `evidence` documents or by an earlier `entry` of a book of `last` entries. Raises TooEarly without either."""
    term = _term(key, source, tranche, condition)
    if term.met != "open":
        raise AlreadyDone(
            f"Condition {condition} of {tranche} of {key} is already {term.met}. If it is not, topsheet condition withdraw opens it again."
        )
    if entry is not None and not 1 <= entry <= last:
        raise Unknown(f"Condition {condition} of {tranche} cannot be met by entry {entry}: the book has entries 1 to {last}.")
    if not evidence and entry is None:
        raise TooEarly(f"Condition {condition} of {tranche} of {key} needs something that shows it: --evidence FILE, or --entry NUMBER.")
    return ConditionMet(tranche=tranche, condition=condition, entry=entry, note=note)


def withdraw(key: str, source: Source, *, tranche: str, condition: str) -> ConditionWithdrawn:
    """Open the condition again. What was released on it stays released, and is flagged."""
    if _term(key, source, tranche, condition).met == "open":
        raise AlreadyDone(f"Condition {condition} of {tranche} of {key} is already open. topsheet condition meet says that it is met.")
    return ConditionWithdrawn(tranche=tranche, condition=condition)


def waive(key: str, source: Source, *, tranche: str, condition: str, acts_for: str | None) -> ConditionWaived:
    """Do without it. Raises BeyondAuthority for anybody but a person of the financier."""
    term = _term(key, source, tranche, condition)
    of_the_financier(f"Condition {condition} of {tranche} of {key} is waived", source, acts_for)
    if term.met != "open":
        raise AlreadyDone(
            f"Condition {condition} of {tranche} of {key} is already {term.met}. If it is not, topsheet condition withdraw opens it again."
        )
    return ConditionWaived(tranche=tranche, condition=condition)


def _term(key: str, source: Source, tranche: str, condition: str) -> Term:
    terms = tranche_of(key, source, tranche).conditions
    if condition not in terms:
        raise Unknown(f"{tranche} of {key} has no condition {condition}; it has {', '.join(terms) or 'none'}.")
    return terms[condition]
