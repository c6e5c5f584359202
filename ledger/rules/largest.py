"""The entries behind a rule's figures: the largest of each of its roles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.facts import catalogue
from ledger.rules.figures import Figures
from ledger.rules.form import Place
from ledger.rules.holding import APART
from ledger.rules.judging import Installed, Judge
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Basis, Rule
from ledger.rules.seen import Seen, chosen, named
from ledger.rules.verdict import Undecided, Unit


class Contribution(NamedTuple):
    """What one entry adds to a figure of a rule: the role, the entry, its document, the amount and what it counts."""

    role: str
    position: int
    document: str
    amount: Decimal
    unit: Unit


ROLES = {"of": "part", "base_of": "base of the part", "applies": "what it applies to", "parameters": "what chooses its figure",
         "all": "conditions"}  # fmt: skip
"""How a role is called where its own name is no word for what it holds."""


def largest(
    judge: Judge, one: Installed, rule: Rule, basis: Basis | None, *, groups: Collection[str] = (), most: int = 5
) -> list[Contribution]:
    """The largest entries of each role that asks a fact for an amount, the largest first; of what is kept apart, those of these groups."""
    found: dict[str, list[Contribution]] = {}
    for each in _contributions(judge, one, rule, basis, groups=groups, most=most):
        found.setdefault(each.role, []).append(each)
    return [each for held in found.values() for each in sorted(held, key=lambda one: (-abs(one.amount), one.position))[:most]]


def _contributions(
    judge: Judge, one: Installed, rule: Rule, basis: Basis | None, *, groups: Collection[str], most: int
) -> Iterator[Contribution]:
    facts = judge.facts
    assert isinstance(facts, Seen)
    figures = Figures(judge, one, rule, basis)
    for where, part in rule.pieces:
        if not isinstance(part, Quantity) or not part.fact:
            continue
        fact = catalogue()[part.fact]
        with suppress(Undecided):
            clause, values = chosen(figures.ask(part))
            facts.session.stand_on(fact.view)
            document = "document" if "document" in fact.columns else "''"
            per = getattr(rule, "per", None) if where and where[0] in APART else None
            apart = f", {named(part.fact, per)}" if per and per in fact.columns else ""
            if apart and groups:
                clause += f" and coalesce({named(part.fact, str(per))}::varchar, '') in ({', '.join('?' * len(groups))})"
                values = [*values, *sorted(groups)]
            sql = (
                f"select position, any_value({document}), sum({fact.amount}) as added from {fact.view} where {clause} "
                f"group by position{apart} having added <> 0 order by abs(added) desc, position limit {most}"
            )
            for position, held, amount in facts.session.query(sql, values)[1]:
                yield Contribution(_role(where), position, str(held or ""), Decimal(amount), fact.unit)


def _role(where: Place) -> str:
    """The role of a part of a rule, in words; what is taken off a figure says so."""
    name = str(where[0]).rstrip("_")
    return f"{ROLES.get(name, name)}{', taken off' if 'minus' in where else ''}"
