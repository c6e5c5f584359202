"""Kinds that ask for what is shown: documents, points, consents, and the facts on which money is released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from ledger.rules.form import Figure, Form, Words, Yes
from ledger.rules.predicates import Predicate, Quantity
from ledger.rules.rule import Asked, Rule
from ledger.rules.verdict import ZERO, Outcome, Undecided, some


class RequiresEvidence(Rule):
    """Documents are there: each of `documents` declared with its evidence, or for each row of `each` rows of `needs` with the same `per`.

    Parameter: `at_least`, how many of them; all documents, or one row, where there is none. What was not declared is not yet decidable.
    """

    kind: Literal["requires_evidence"]
    documents: Words = ()
    each: Quantity | None = None
    needs: Quantity | None = None
    per: str | None = None

    def judge(self, asked: Asked) -> Outcome:
        if self.documents:
            return self._declared(asked, asked.parameter("at_least", Decimal(len(self.documents))))
        assert self.per
        least = asked.parameter("at_least", Decimal(1))
        found = Counter(row.key for row in asked.rows("needs", self.per))
        bare = [row for row in asked.rows("each", self.per) if found[row.key] < least]
        amount = sum((row.amount for row in bare), ZERO)
        return Outcome(not bare, amount, ZERO, disallowed=amount, what=some(row.key for row in bare))

    def _declared(self, asked: Asked, least: Decimal) -> Outcome:
        held, missing = ZERO, []
        for name in self.documents:
            try:
                held += asked.true(Predicate(declared=name))
            except Undecided:
                missing.append(name)
        if held < least <= held + len(missing):
            raise Undecided(", ".join(missing))
        return Outcome(held >= least, held, least, unit="number")


class Points(Form):
    """So many points where something is so."""

    when: Predicate = Field(alias="if")
    points: Figure


class PointsMin(Rule):
    """Points are added up, and a number of them is reached. Parameter: `points`."""

    kind: Literal["points_min"]
    points: tuple[Points, ...] = Field(min_length=1)

    def judge(self, asked: Asked) -> Outcome:
        least = asked.parameter("points")
        sure, open_, missing = ZERO, ZERO, []
        for one in self.points:
            try:
                sure += one.points if asked.true(one.when) else ZERO
            except Undecided as what:
                open_ += one.points
                missing.append(str(what))
        if sure < least <= sure + open_:
            raise Undecided(", ".join(missing))
        return Outcome(sure >= least, sure, least, unit="number", value=sure)

    @property
    def named(self) -> tuple[str, ...]:
        return ("points",)


class ConsentDelta(Rule):
    """A change beyond a tolerance needs consent. `delta` and `base` are held apart for every value of `per`, with `whole` only `delta`.

    Parameters: `share` of the base, or `limit`; with both, a change is beyond both. `way` says which changes count: increases,
    decreases or both. All of a change that needed consent and has none is lost where the consequence is money.
    """

    kind: Literal["consent_delta"]
    delta: Quantity
    base: Quantity | None = None
    per: str | None = None
    way: Literal["both", "increase", "decrease"] = "both"
    whole: Yes = False

    def judge(self, asked: Asked) -> Outcome:
        per = self.per or ""
        changes = asked.groups("delta", per) if per else {"": asked.amount("delta")}
        bases = self._bases(asked, changes)
        least = asked.parameter("limit") if asked.has("limit") else ZERO
        beyond: dict[str, tuple[Decimal, Decimal]] = {}
        shown: dict[str, tuple[Decimal, Decimal]] = {}
        for key, change in changes.items():
            counted = {"both": abs(change), "increase": max(change, ZERO), "decrease": max(-change, ZERO)}[self.way]
            limit = max(asked.parameter("share") * bases.get(key, ZERO), least) if self.base else least
            shown[key] = counted, limit
            if counted > limit and not asked.consented(key, counted):
                beyond[key] = counted, limit
        if not shown:
            return Outcome(holds=True, amount=ZERO, unit=asked.unit("delta"))
        worst = max(beyond or shown, key=lambda key: shown[key][0] - shown[key][1])
        (amount, limit), unit = shown[worst], asked.unit("delta")
        lost = sum((one for one, _ in beyond.values()), ZERO) if self.costs and unit == "money" else ZERO
        return Outcome(
            not beyond,
            amount,
            limit,
            bases.get(worst),
            value=amount,
            disallowed=lost,
            unit=unit,
            what=some(beyond) or worst,
            names=frozenset(beyond),
        )

    def _bases(self, asked: Asked, changes: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        if not self.base:
            return {}
        if self.per and not self.whole:
            return asked.groups("base", self.per)
        return dict.fromkeys(changes, asked.amount("base"))

    @property
    def named(self) -> tuple[str, ...]:
        return ("share",) if self.base else ("limit",)


class ReleaseCondition(Rule):
    """Money is payable when all of this is so."""

    kind: Literal["release_condition"]
    all_: tuple[Predicate, ...] = Field(alias="all", min_length=1)

    def judge(self, asked: Asked) -> Outcome:
        missing, count = [], 0
        for one in self.all_:
            try:
                count += asked.true(one)
            except Undecided as what:
                missing.append(str(what))
        if missing:
            raise Undecided(", ".join(missing))
        return Outcome(count == len(self.all_), Decimal(count), Decimal(len(self.all_)), unit="number")
