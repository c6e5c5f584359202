"""Kinds that compute an amount, or hold a sum over several sources or parties."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from ledger.rules.form import Form, Yes
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Asked, Rule
from ledger.rules.verdict import ZERO, Outcome, Undecided

HUNDRED = Decimal(100)


class ShareRange(Rule):
    """The share of each party lies in a range: of the base or, where there is none, of what they have together.

    Shares in `percent` are held against a hundred, and not yet decidable until all that there are come to it.
    Parameters: `min`, `max`, and `parties`, how many there are at least.
    """

    kind: Literal["share_range"]
    amount: Quantity
    base: Quantity | None = None
    per: str
    percent: Yes = False

    def judge(self, asked: Asked) -> Outcome:
        apart = {key: one for key, one in asked.groups("amount", self.per).items() if one}
        whole = asked.amount("base") if self.base else sum(apart.values(), ZERO)
        if whole <= ZERO or not apart:
            raise Undecided("nobody has a share yet")
        if self.percent and whole != HUNDRED:
            raise Undecided(f"the shares of all, which come to {whole.normalize():f} of 100 %")
        least, most = asked.parameter("min", ZERO), asked.parameter("max", Decimal(1))
        few = len(apart) < asked.parameter("parties", ZERO)
        wrong = {key: one for key, one in apart.items() if one < least * whole or one > most * whole}
        shown = next(iter(wrong), None) or max(apart, key=lambda key: apart[key])
        limit = (least if apart[shown] < least * whole else most) * whole
        return Outcome(not wrong and not few, apart[shown], limit, whole, least if apart[shown] < least * whole else most, what=shown)


class Band(Form):
    """A slice of the base and its rate; `up_to` is the parameter that ends it, none for the rest."""

    up_to: str | None = None
    rate: str


class BandRate(Rule):
    """A rate by slices of a base, up to a `cap`, times a `factor`, held against what is claimed where the rule says it.

    Where the base falls into equal `parts`, such as episodes, each has slices and a cap of its own.
    Parameters: those that the bands name, and `cap`, `factor` where it has them.
    """

    kind: Literal["band_rate"]
    base: Quantity
    bands: tuple[Band, ...] = Field(min_length=1)
    parts: Quantity | None = None
    claimed: Quantity | None = None

    def judge(self, asked: Asked) -> Outcome:
        base, parts = asked.amount("base"), asked.amount("parts") if self.parts else Decimal(1)
        value, begins = ZERO, ZERO
        for band in self.bands:
            ends = parts * asked.parameter(band.up_to) if band.up_to else base
            value += max(min(base, ends) - begins, ZERO) * asked.parameter(band.rate)
            begins = ends
        value *= asked.parameter("factor", Decimal(1))
        if asked.has("cap"):
            value = min(value, parts * asked.parameter("cap"))
        value = asked.money(value)
        claimed = asked.amount("claimed") if self.claimed else value
        return Outcome(claimed <= value, claimed, value, base, value=value, disallowed=max(claimed - value, ZERO))

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(name for band in self.bands for name in (band.up_to, band.rate) if name)

    @property
    def computes(self) -> bool:
        return self.claimed is None


class LesserOf(Rule):
    """The least of several quantities, or the one there is, held against what is claimed where the rule says it."""

    kind: Literal["lesser_of"]
    of: tuple[Quantity, ...] = Field(min_length=1)
    claimed: Quantity | None = None

    def judge(self, asked: Asked) -> Outcome:
        figures = [asked.amount(f"of.{number}") for number in range(len(self.of))]
        value = asked.money(min(figures))
        claimed = asked.amount("claimed") if self.claimed else value
        return Outcome(claimed <= value, claimed, value, max(figures), value=value, disallowed=max(claimed - value, ZERO))

    @property
    def computes(self) -> bool:
        return self.claimed is None


class Cumulation(Rule):
    """The sum of aid by class stays within a share of the cost, the share chosen from cases. Parameter: `share`."""

    kind: Literal["cumulation"]
    amount: Quantity
    base: Quantity

    def judge(self, asked: Asked) -> Outcome:
        base, share = asked.amount("base"), asked.parameter("share")
        amount, limit = asked.amount("amount"), share * base
        excess = asked.money(max(amount - limit, ZERO))
        return Outcome(amount <= limit, amount, limit, base, share, value=asked.money(limit), disallowed=excess)

    @property
    def named(self) -> tuple[str, ...]:
        return ("share",)
