"""Which rules a decision can touch: those whose facts, days and declarations are made of such events, and those that stand on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ledger.rules.facts import catalogue
from ledger.rules.form import Form
from ledger.rules.holding import rules_of, walk
from ledger.rules.judging import Installed
from ledger.rules.kinds.amounts import AmountMin, RatioMin
from ledger.rules.kinds.days import Deadline, Edge, Precedence
from ledger.rules.kinds.shown import RequiresEvidence
from ledger.rules.predicates import Predicate, Quantity
from ledger.rules.rule import Rule

Reads = Callable[[str], frozenset[str] | None]
"""The events of which a view is made; None for every event."""
OWN = ("rule_packs", "rule_consents")
PLANNED = "phases"
"""The view that plans days: what a rule takes for known is never planned."""


def touched(packs: Sequence[Installed], reads: Reads, events: frozenset[str]) -> set[tuple[str, str]]:
    """The rules, by pack and id, whose verdict events of these names can turn on one and the same day."""
    rules = {(one.key, rule.id): (one, rule, list(walk(rule))) for one in packs for rule in one.pack.written.rules}
    stands = {key: {name for _, part in parts for name in rules_of(part)} for key, (_, _, parts) in rules.items()}
    known = ((reads("anchors") or events) - (reads(PLANNED) or frozenset())) & events
    hit = {view for view in {*OWN, "anchors", "declared", *(fact.view for fact in catalogue().values())} if _meets(reads(view), events)}
    found = {
        key
        for key, (one, rule, parts) in rules.items()
        if not hit.isdisjoint({*OWN, *views(part for _, part in parts)}) or (known and _chosen(one, rule, parts))
    }
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
