"""Which rules a decision can touch: those whose facts, days and declarations are made of such events, and those that stand on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ledger.rules.facts import catalogue
from ledger.rules.form import Form
from ledger.rules.holding import rules_of
from ledger.rules.judging import Installed
from ledger.rules.kinds.amounts import AmountMin, RatioMin
from ledger.rules.kinds.days import Deadline, Edge, Precedence
from ledger.rules.kinds.shown import RequiresEvidence
from ledger.rules.predicates import Predicate, Quantity
from ledger.rules.rule import Rule

Reads = Callable[[str], frozenset[str] | None]
"""The events of which a view is made; None for every event."""
OWN = ("rule_packs", "rule_consents")
WHOLE = (*OWN, "anchors", "declared")
"""The views whose latest row counts."""
PLANNED = "phases"
"""The view that plans days: what a rule takes for known is never planned."""


def touched(packs: Sequence[Installed], reads: Reads, events: frozenset[str]) -> dict[tuple[str, str], bool]:
    """The rules, by pack and id, whose verdict events of these names can turn on one and the same day.

    True for those whose facts before these events are no sum of rows up to an entry: only another window tells them.
    """
    rules = {(one.key, rule.id): (one, rule, rule.pieces) for one in packs for rule in one.pack.written.rules}
    stands = {key: {name for _, part in parts for name in rules_of(part)} for key, (_, _, parts) in rules.items()}
    known = ((reads("anchors") or events) - (reads(PLANNED) or frozenset())) & events
    facts = catalogue().values()
    hit = {view for view in {*WHOLE, *(fact.view for fact in facts)} if _meets(reads(view), events)}
    whole = hit & {*WHOLE, *(fact.view for fact in facts if fact.snapshot)}
    asked = {key: {*OWN, *views(part for _, part in parts)} for key, (_, _, parts) in rules.items()}
    chosen = {key for key, (one, rule, parts) in rules.items() if known and _chosen(one, rule, parts)}
    meant = _and_on_them({key for key, names in asked.items() if names & hit} | chosen, stands)
    windows = _and_on_them({key for key, names in asked.items() if names & whole} | chosen, stands)
    return {key: key in windows for key in meant}


def _and_on_them(found: set[tuple[str, str]], stands: Mapping[tuple[str, str], set[str]]) -> set[tuple[str, str]]:
    """These rules, and those that stand on them."""
    while more := {key for key, names in stands.items() if key not in found and not names.isdisjoint(name for _, name in found)}:
        found |= more
    return found


def _meets(names: frozenset[str] | None, events: frozenset[str]) -> bool:
    return names is None or not names.isdisjoint(events)


def views(parts: Iterable[Form]) -> Iterator[str]:
    """The views that the parts of a rule ask, but for days that it takes for known."""
    for part in parts:
        match part:
            case Quantity() if part.fact:
                yield catalogue()[part.fact].view
            case Edge() | Deadline() | Precedence():
                yield "anchors"
            case AmountMin() | RatioMin() if part.settled:
                yield "anchors"
        if isinstance(part, Quantity | Predicate) and part.declared:
            yield "declared"
        if isinstance(part, RequiresEvidence) and part.documents:
            yield "declared"


def _chosen(one: Installed, rule: Rule, parts: Iterable[tuple[object, Form]]) -> bool:
    """Whether it asks for a day that is known, or is chosen by one."""
    chosen = set(rule.selects or one.pack.written.selects) - {"today"}
    return bool(chosen) or any(isinstance(part, Predicate) and part.known for _, part in parts)
