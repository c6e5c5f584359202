"""Kinds that hold one amount against a ceiling or a floor."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from ledger.rules.predicates import Quantity
from ledger.rules.rule import Asked, Rule, Taken
from ledger.rules.verdict import ZERO, Outcome, Undecided, Unit, some


class CapExcess(Rule):
    """The part above a share of a base, or above an amount, is disallowed; `per` a column, for each of its values.

    Parameters: `share` of the base, `limit` an amount, or both, and then the lower. Where its consequence is information, it only computes
    what counts and what does not.
    """

    kind: Literal["cap_excess"]
    amount: Quantity
    base: Quantity | None = None
    per: str | None = None

    def judge(self, asked: Asked) -> Outcome:
        base = asked.amount("base") if self.base else None
        share = asked.parameter("share") if base is not None else None
        limits = [share * base] if share is not None and base is not None else []
        limits += [asked.parameter("limit")] if asked.has("limit") else []
        limit = min(limits)
        apart = asked.groups("amount", self.per) if self.per else {"": asked.amount("amount")}
        excess = asked.money(sum((max(one - limit, ZERO) for one in apart.values()), ZERO))
        whole = sum(apart.values(), ZERO)
        most = max(apart, key=lambda key: apart[key], default="")
        return Outcome(
            self.computes or not any(one > limit for one in apart.values()),
            apart.get(most, ZERO),
            limit,
            base,
            share,
            whole - excess,
            excess,
            what=most,
        )

    @property
    def computes(self) -> bool:
        """Whether nothing follows from what is above."""
        return self.informs

    @property
    def named(self) -> tuple[str, ...]:
        return ("share",) if self.base else ("limit",)


class Cliff(Rule):
    """Above the limit nothing counts; `per` a column, for each of its values. Parameter: `limit`."""

    kind: Literal["cliff"]
    amount: Quantity
    per: str | None = None

    def judge(self, asked: Asked) -> Outcome:
        limit = asked.parameter("limit")
        apart = asked.groups("amount", self.per) if self.per else {"": asked.amount("amount")}
        lost = sum((one for one in apart.values() if one > limit), ZERO)
        most = max(apart, key=lambda key: apart[key], default="")
        whole = sum(apart.values(), ZERO)
        return Outcome(not lost, apart.get(most, ZERO), limit, value=whole - lost, disallowed=lost, what=most)

    def takes(self, asked: Asked) -> Taken | None:
        limit = asked.parameter("limit")
        if self.per is None:
            return Taken() if asked.amount("amount") > limit else None
        over = tuple(key for key, one in asked.groups("amount", self.per).items() if one > limit)
        return Taken(self.per, over) if over else None

    @property
    def named(self) -> tuple[str, ...]:
        return ("limit",)


class _Ratio(Rule):
    amount: Quantity
    base: Quantity
    unit: Unit | None = None

    def _held(self, asked: Asked) -> tuple[Decimal, Decimal, Decimal]:
        base, share = asked.amount("base"), asked.parameter("share")
        return asked.amount("amount"), base, share

    @property
    def named(self) -> tuple[str, ...]:
        return ("share",)


class RatioMax(_Ratio):
    """A share of the base is not exceeded. Parameter: `share`."""

    kind: Literal["ratio_max"]

    def judge(self, asked: Asked) -> Outcome:
        amount, base, share = self._held(asked)
        limit = share * base
        excess = asked.money(max(amount - limit, ZERO))
        return Outcome(amount <= limit, amount, limit, base, share, value=amount - excess, unit=self.unit or asked.unit("amount"))


class RatioMin(_Ratio):
    """A share of the base is reached, at the latest on the day `settled`, before which it is at risk. Parameter: `share`.

    With `of` and `base_of`, the amount as a part `of` its whole is held against the base as a part of its own: what is left of the
    contingency against what is left of the work. The limit is then the amount at which it holds.
    """

    kind: Literal["ratio_min"]
    settled: str | None = None
    of: Quantity | None = None
    base_of: Quantity | None = None

    def judge(self, asked: Asked) -> Outcome:
        amount, base, share = self._held(asked)
        limit = share * base
        holds, waiting = amount >= limit, _open(self.settled, asked)
        if self.of and self.base_of:
            whole, base_whole = asked.amount("of"), asked.amount("base_of")
            if base_whole <= ZERO:
                raise Undecided("the whole of the base")
            holds, limit = amount * base_whole >= limit * whole, asked.money(limit * whole / base_whole)
        unit = self.unit or asked.unit("amount")
        return Outcome(holds, amount, limit, base, share, amount, unit=unit, waiting=waiting and not holds)


class _Limit(Rule):
    amount: Quantity
    against: Quantity | None = None
    per: str | None = None
    unit: Unit | None = None

    def _held(self, asked: Asked) -> tuple[Mapping[str, Decimal], Decimal]:
        apart = asked.groups("amount", self.per) if self.per else {"": asked.amount("amount")}
        return apart, asked.amount("against") if self.against else asked.parameter("limit")

    @property
    def named(self) -> tuple[str, ...]:
        return () if self.against else ("limit",)


class AmountMin(_Limit):
    """An amount is reached, at the latest on the day `settled`, before which it is at risk; `per` a column, for each of its values.

    What is short is lost where the consequence is money. Parameter: `limit`; or a quantity in the role `against`.
    """

    kind: Literal["amount_min"]
    settled: str | None = None

    def judge(self, asked: Asked) -> Outcome:
        apart, limit = self._held(asked)
        under = sorted(key for key, one in apart.items() if one < limit)
        least = min(apart, key=lambda key: apart[key], default="")
        amount, unit, waiting = apart.get(least, limit), self.unit or asked.unit("amount"), bool(under) and _open(self.settled, asked)
        short = sum((limit - apart[key] for key in under), ZERO) if self.costs and unit == "money" else ZERO
        return Outcome(
            not under,
            amount,
            limit,
            value=amount,
            disallowed=short,
            unit=unit,
            waiting=waiting,
            what=some(under) or least,
            names=frozenset(under),
        )


class AmountMax(_Limit):
    """An amount is not exceeded; `per` a column, for each of its values. What is beyond is lost where the consequence is money.

    Parameter: `limit`; or a quantity in the role `against`.
    """

    kind: Literal["amount_max"]

    def judge(self, asked: Asked) -> Outcome:
        apart, limit = self._held(asked)
        over = sorted(key for key, one in apart.items() if one > limit)
        most = max(apart, key=lambda key: apart[key], default="")
        amount, unit = apart.get(most, ZERO), self.unit or asked.unit("amount")
        beyond = sum((apart[key] - limit for key in over), ZERO) if self.costs and unit == "money" else ZERO
        return Outcome(
            not over, amount, limit, value=min(amount, limit), disallowed=beyond, unit=unit, what=some(over) or most, names=frozenset(over)
        )


class ExcludeClass(Rule):
    """Costs of this description never count. A credit note alone, of a cost that is not in the book, takes nothing off."""

    kind: Literal["exclude_class"]
    amount: Quantity

    def judge(self, asked: Asked) -> Outcome:
        amount = asked.amount("amount")
        return Outcome(amount <= ZERO, amount, ZERO, value=ZERO, disallowed=max(amount, ZERO))

    def takes(self, asked: Asked) -> Taken | None:
        return Taken()


def _open(settled: str | None, asked: Asked) -> bool:
    """Whether there is time left to reach a floor."""
    if settled is None:
        return False
    known = asked.known(settled)
    return known is None or known.planned or known.day > asked.today
