"""The entries behind a rule's figures: the largest of each of its roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.facts import catalogue
from ledger.rules.figures import Figures
from ledger.rules.holding import APART
from ledger.rules.judging import Installed, Judge
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Basis, Rule
from ledger.rules.seen import Seen, chosen, named
from ledger.rules.verdict import Undecided


class Contribution(NamedTuple):
    """What one entry adds to a figure of a rule: the role, the entry, its document, the amount."""

    role: str
    position: int
    document: str
    amount: Decimal


def largest(judge: Judge, one: Installed, rule: Rule, basis: Basis | None, most: int = 5) -> Iterator[Contribution]:
    """The largest entries of each role that asks a fact for an amount, the largest first."""
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
            sql = (
                f"select position, any_value({document}), sum({fact.amount}) as added from {fact.view} where {clause} "
                f"group by position{apart} having added <> 0 order by abs(added) desc, position limit {most}"
            )
            for position, held, amount in facts.session.query(sql, values)[1]:
                yield Contribution(" ".join(str(word) for word in where), position, str(held or ""), Decimal(amount))
