"""Whether a pack holds together: what its rules name is there, their order has no circle, and no two values count on one day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.errors import near
from ledger.rules.facts import catalogue, declarations
from ledger.rules.form import Form, Place, walk
from ledger.rules.kinds.amounts import AmountMin, Cliff, ExcludeClass, RatioMin
from ledger.rules.kinds.days import DateWindow, Deadline, Edge, Precedence
from ledger.rules.kinds.shown import PointsMin, RequiresEvidence
from ledger.rules.parameters import overlap
from ledger.rules.predicates import Predicate, Quantity
from ledger.rules.reading import Page
from ledger.rules.rule import Consequence, Rule

if TYPE_CHECKING:
    from ledger.rules.pack import Written

APART = ("amount", "delta", "each", "needs")
LEAST_TESTS = 3
LISTS = "topsheet compliance declare --list"


def faults(written: Written, page: Page, needed: Callable[[str], Collection[str]]) -> Iterator[str]:
    """Everything that does not hold, by file and line. `needed` are the rules of a pack that comes with Topsheet; none of another."""
    if written.pack in written.needs:
        yield f"{page.at(('needs',))}: {written.pack} needs no pack of its own name. Take it out."
    others = [set(needed(name)) for name in written.needs if name != written.pack]
    elsewhere = None if not all(others) else set().union(*others)
    seen: dict[str, int] = {}
    for number, rule in enumerate(written.rules):
        at: Place = ("rules", number)
        if rule.id in seen:
            yield f"{page.at((*at, 'id'))}: {rule.id} is the rule on line {page.lines['rules', seen[rule.id], 'id']} too. Name one anew."
        seen.setdefault(rule.id, number)
        if rule.act and rule.act not in written.acts:
            yield f"{page.at((*at, 'act'))}: the act {rule.act} is not among acts. Add it there, with its title."
        for where, why in _held(rule, written, elsewhere):
            yield f"{page.at((*at, *where))}: {why}"
        yield from _tested(rule, page, at)
    for name in sorted(written.declares.keys() & declarations().keys()):
        yield f"{page.at(('declares', name))}: {name} is declared by every production already. Take it out, or name another."
    yield from _circle(written, page)


def _held(rule: Rule, written: Written, elsewhere: set[str] | None) -> Iterator[tuple[Place, str]]:
    days = {name for name, one in {**declarations(), **written.declares}.items() if one.kind == "day"}
    told = {*declarations(), *written.declares}
    ids = None if elsewhere is None else {one.id for one in written.rules} | elsewhere
    for name, parameter in rule.parameters.items():
        for values in parameter.spans():
            wrong = overlap(values)
            if wrong:
                yield ("parameters", name), f"{name} of {rule.id}: {wrong[1]}. Each day has one value."
            for act in sorted({one.act for one in values} - written.acts.keys()):
                yield (
                    ("parameters", name),
                    f"{name} of {rule.id}: the act {act} is not among acts. Add it there, with its title.",
                )
    for anchor in (*rule.selects, *written.selects):
        if anchor != "today" and anchor not in days:
            yield ("selects",), f"there is no day called {anchor}. {near(anchor, days, LISTS)}"
    for where, part in rule.pieces:
        for why in _named(part, rule, days=days, told=told, ids=ids):
            yield where, why
        if isinstance(part, Quantity):
            yield from ((where, why) for why in _after(part, rule, written))


def _named(part: Form, rule: Rule, *, days: set[str], told: set[str], ids: set[str] | None) -> Iterator[str]:
    named_days: Iterable[str | None] = ()
    declared: Iterable[str | None] = ()
    match part:
        case Quantity():
            yield from _quantity(part, rule, ids)
            declared = (part.declared,)
        case Predicate():
            named_days, declared = (part.known,), (part.declared,)
            yield from _parameters((part.at_most, part.at_least, part.over), rule)
            yield from _rule(part.passes, ids)
        case Edge():
            named_days = (part.anchor,)
        case RequiresEvidence():
            declared = part.documents
        case Deadline() | Precedence() | AmountMin() | RatioMin():
            named_days = _days(part)
        case Consequence():
            yield from _lost(part, rule)
    yield from (f"nothing called {one} is declared. {near(one, told, LISTS)}" for one in declared if one and one not in told)
    yield from (f"there is no day called {one}. {near(one, days, LISTS)}" for one in named_days if one and one not in days)
    if isinstance(part, Rule | Edge):
        yield from _parameters(part.named, rule)
    if isinstance(part, Rule):
        yield from _whole(part)
    if isinstance(part, Rule) and (per := getattr(part, "per", None)):
        roles = (*APART, *(() if getattr(part, "whole", True) else ("base",)))
        parts = (one for role in roles for _, one in walk(getattr(part, role, None)))
        facts = dict.fromkeys(one.fact for one in parts if isinstance(one, Quantity) and one.fact)
        yield from _apart(part, [one for role in roles for one in _summed(getattr(part, role, None))])
        lacking = (fact for fact in facts if fact in catalogue() and per not in catalogue()[fact].columns)
        yield from (f"{fact} has no column {per} to keep apart." for fact in lacking)


def _summed(quantity: Quantity | None) -> Iterator[Quantity]:
    """The quantities that a role adds up: itself, or its parts."""
    if quantity is not None:
        yield from (*quantity.plus, *quantity.minus) or (quantity,)


def _apart(rule: Rule, parts: Iterable[Quantity]) -> Iterator[str]:
    """What is held apart, or row by row, has rows: a fact, whole."""
    for one in parts:
        if not one.fact or one.share:
            yield f"{rule.id} keeps its figures apart, so each of them is of a fact, whole: no rule, declaration or share of one."


def _whole(rule: Rule) -> Iterator[str]:
    """A floor has no share at which to warn, and days and rows are those of a fact."""
    if rule.at_risk and rule.at_risk.warn_at and isinstance(rule, AmountMin | RatioMin | PointsMin):
        yield f"{rule.id} is a floor, which has no share of it at which to warn. Take warn_at out."
    rows = (rule.amount,) if isinstance(rule, DateWindow) else (getattr(rule, "each", None), getattr(rule, "needs", None))
    if any(one is not None and not one.fact for one in rows):
        yield f"{rule.id} asks for rows, so say the fact that has them."


def _days(part: Deadline | Precedence | AmountMin | RatioMin) -> tuple[str | None, ...]:
    match part:
        case Deadline():
            return (part.done,)
        case Precedence():
            return (part.first, part.then)
    return (part.settled,)


def _lost(part: Consequence, rule: Rule) -> Iterator[str]:
    yield from _parameters((part.share,), rule)
    if part.of and getattr(rule, part.of, None) is None:
        yield f"{rule.id} has no {part.of} of which anything could be lost. Name one of its figures, or say stake."


def _rule(name: str | None, ids: set[str] | None) -> Iterator[str]:
    """A rule of this pack or of one that it needs; `ids` is None where one of those does not come with Topsheet, so is not seen."""
    if name and ids is not None and name not in ids:
        yield f"there is no rule {name} in this pack or in those that it needs. Name the pack that has it under needs."


def _quantity(part: Quantity, rule: Rule, ids: set[str] | None) -> Iterator[str]:
    if part.fact:
        fact = catalogue().get(part.fact)
        if fact is None:
            yield f"there is no fact called {part.fact}. The facts are {', '.join(sorted(catalogue()))}."
            return
        for column, words in (*part.where.items(), *part.except_.items()):
            if column not in fact.columns:
                yield f"{part.fact} has no column {column}. It has {', '.join(fact.columns)}."
            closed = fact.closed(column)
            for word in words if closed else ():
                if word not in closed and not word.startswith("$"):
                    yield f"{column} of {part.fact} is never {word!r}: it is {', '.join(closed)}."
    yield from _rule(part.rule, ids)
    yield from _parameters((part.parameter, part.share), rule)


def _after(part: Quantity, rule: Rule, written: Written) -> Iterator[str]:
    """Rows are left after rules of this pack that disallow whole rows, and only where rows are added up to one figure."""
    kinds = {one.id: one for one in written.rules}
    for name in part.after:
        other = kinds.get(name)
        if other is None:
            yield f"there is no rule {name} in this pack. What comes after a rule names one of its own pack."
        elif not isinstance(other, Cliff | ExcludeClass | DateWindow) or not other.amount.fact:
            yield f"{name} disallows no whole rows of a fact. A cliff, a date_window or an exclude_class of a fact does."
    if part.after and (getattr(rule, "per", None) or not part.fact):
        yield f"{rule.id} asks for rows after another rule where it does not add up a fact's rows. Ask it of the sum."


def _parameters(names: Iterable[str | None], rule: Rule) -> Iterator[str]:
    for name in names:
        if name and name not in rule.parameters:
            yield f"{rule.id} has no parameter {name}. It has {', '.join(rule.parameters) or 'none'}."


def _tested(rule: Rule, page: Page, at: Place) -> Iterator[str]:
    expected = {test.expect for test in rule.tests}
    if len(rule.tests) < LEAST_TESTS:
        yield f"{page.at(at)}: {rule.id} has {len(rule.tests)} tests and needs at least {LEAST_TESTS}. Write them beside it, under tests."
        return
    where = f"{page.at((*at, 'tests'))}: {rule.id}"
    if not any(test.boundary for test in rule.tests):
        yield f"{where} has no test at its boundary. Mark it boundary: yes."
    for one in sorted({"pass", "fail"} - expected):
        if not (rule.computes and one == "fail"):
            yield f"{where} has no test that is a {one}. Write one."


def _circle(written: Written, page: Page) -> Iterator[str]:
    stands = {rule.id: [name for _, part in rule.pieces for name in rules_of(part)] for rule in written.rules}
    places = {rule.id: number for number, rule in enumerate(written.rules)}
    done: set[str] = set()

    def follow(one: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if one in path:
            return (*path[path.index(one) :], one)
        if one in done or one not in stands:
            return ()
        for other in stands[one]:
            if circle := follow(other, (*path, one)):
                return circle
        done.add(one)
        return ()

    for rule in written.rules:
        if circle := follow(rule.id, ()):
            yield f"{page.at(('rules', places[circle[0]], 'id'))}: {' stands on '.join(circle)}. A rule cannot stand on itself."
            return


def rules_of(part: Form) -> list[str]:
    """The rules that a part of a rule stands on."""
    if isinstance(part, Quantity):
        return [*([part.rule] if part.rule else []), *part.after]
    return [part.passes] if isinstance(part, Predicate) and part.passes else []
