"""Parameters of a rule: dated values, each with its source, chosen by the rule's own day; ordered cases; what a contract fills in."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from ledger.rules.form import Day, Figure, Form
from ledger.rules.predicates import Predicate


class Dated(Form):
    """A value in force from a day on, to another day or until the next one; `act` and `article` say where it stands."""

    since: Day = Field(alias="from")
    to: Day | None = None
    value: Figure
    act: str
    article: str
    note: str | None = None


class Case(Form):
    """The values that count where something is so."""

    when: Predicate = Field(alias="if")
    values: tuple[Dated, ...] = Field(min_length=1)


class Parameter(Form):
    """One number of a rule: dated `values`, or `cases` in order, or what a contract says (`ask`, with a `default`).

    Of several cases that are so, `choose` takes the first, or the most or least; `values` then count where none is so.
    """

    values: tuple[Dated, ...] = ()
    cases: tuple[Case, ...] = ()
    choose: Literal["first", "most", "least"] = "first"
    ask: Literal["share", "amount", "days", "count"] | None = None
    default: Figure | None = None

    @model_validator(mode="after")
    def _held(self) -> Self:
        if self.ask and (self.values or self.cases):
            raise ValueError("is asked of the contract, so it has no values of its own")
        if not (self.ask or self.values or self.cases):
            raise ValueError("has no value; give values, cases or ask")
        return self

    def spans(self) -> list[tuple[Dated, ...]]:
        """Its lists of dated values, each of which must not overlap."""
        return [case.values for case in self.cases] + ([self.values] if self.values else [])


def overlap(values: tuple[Dated, ...]) -> tuple[int, str] | None:
    """The first dated value that overlaps the one before it, by its place, and why; None where each day has one value at most."""
    inside = sorted(enumerate(values), key=lambda one: one[1].since)
    for (_, before), (place, after) in pairwise(inside):
        if after.since == before.since:
            return place, f"two values count from {after.since}"
        if before.to and before.to >= after.since:
            return place, f"a value counts from {after.since}, and the one before it counts to {before.to}"
    for place, one in enumerate(values):
        if one.to and one.to < one.since:
            return place, f"a value counts from {one.since} to {one.to}"
    return None


def in_force(values: tuple[Dated, ...], on: date) -> Dated | None:
    """The value that counts on a day."""
    held = [one for one in values if one.since <= on and (one.to is None or on <= one.to)]
    return max(held, key=lambda one: one.since, default=None)
