"""Money: an exact decimal amount in an ISO 4217 currency, at exactly the currency's minor unit.

Nothing here rounds unless its name says so. Floats, booleans, exponents, NaN and excess digits are refused, with both
figures in the message, and two currencies never meet in one sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import DoesNotAdd, Misuse

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

LARGEST = Decimal(10) ** 14
PLAIN = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?")


@cache
def scales() -> dict[str, int]:
    """Minor-unit digits by currency code (ISO 4217 list one; the table ships with the package)."""
    table = Path(__file__).with_name("data").joinpath("iso4217.csv").read_text(encoding="utf-8")
    rows = (line.split(",", 2) for line in table.splitlines()[1:])
    return {code: int(scale) for code, scale, _ in rows}


def scale_of(currency: str) -> int:
    """Digits after the point in this currency: 2 for EUR, 0 for JPY. Raises Misuse for a code that is not in use."""
    try:
        return scales()[currency]
    except KeyError:
        raise Misuse(f"{currency!r} is not an ISO 4217 currency in use. Write a code such as EUR, USD or GBP.") from None


def number(text: str, what: str = "number") -> Decimal:
    """A plain decimal number: digits and at most one point, no exponent, no thousands separator. Raises Misuse."""
    if not isinstance(text, str) or not PLAIN.fullmatch(text):
        raise Misuse(f"{text!r} is not a plain {what}. Write digits and one point, such as 12500.00 or 38.33.")
    return Decimal(text)


def plain(value: Decimal) -> str:
    """The one way a decimal is written in the book: no exponent, no trailing zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency. The sign is the direction that the event or column names.

    Raises Misuse when the amount is not a Decimal with exactly the currency's digits.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        scale = scale_of(self.currency)
        if type(self.amount) is not Decimal or not self.amount.is_finite() or self.amount.as_tuple().exponent != -scale:
            raise Misuse(f"{self.amount!s} is not an amount of {self.currency}, which has exactly {scale} digits after the point.")
        if abs(self.amount) >= LARGEST:
            raise Misuse(f"{self.amount:,} {self.currency} is more than a book can hold; every amount is below {LARGEST:,}.")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read whole units or exactly the currency's digits: 12500 and 12500.00 are EUR, 12500.5 and 1e4 are refused."""
        scale = scale_of(currency)
        value = number(text, "amount")
        digits = len(text.partition(".")[2])
        if digits not in (0, scale):
            raise Misuse(
                f"{text} has {digits} {'digit' if digits == 1 else 'digits'} after the point and {currency} has {scale}. Write "
                f"{round_half_up(value, currency).plain()}, if that is meant."
            )
        return cls(value.quantize(Decimal(1).scaleb(-scale)) + 0, currency)  # nothing has no sign

    @classmethod
    def zero(cls, currency: str) -> Money:
        """No money, in this currency."""
        return cls.minor(0, currency)

    @classmethod
    def minor(cls, units: int, currency: str) -> Money:
        """From a whole number of minor units (cents)."""
        scale = scale_of(currency)
        return cls(Decimal(units).scaleb(-scale).quantize(Decimal(1).scaleb(-scale)), currency)

    @property
    def units(self) -> int:
        """The amount as a whole number of minor units (cents)."""
        return int(self.amount.scaleb(scale_of(self.currency)))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount if self.amount else self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other).amount

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other).amount

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other).amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise DoesNotAdd(f"{self} and {other} are two currencies; record the rate and the book amount.")
        return other

    def plain(self) -> str:
        """The amount alone, as the book stores it: 12500.00."""
        return format(self.amount, "f")

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema as core

        amount = core.no_info_after_validator_function(
            _stored, core.str_schema(strict=True), serialization=core.to_string_ser_schema(when_used="always")
        )
        fields = [core.dataclass_field("amount", amount), core.dataclass_field("currency", core.str_schema(strict=True))]
        parsed = core.dataclass_schema(
            cls, core.dataclass_args_schema("Money", fields), ["amount", "currency"],
            slots=True, post_init=True, config=core.CoreConfig(extra_fields_behavior="forbid"),
        )  # fmt: skip
        return core.json_or_python_schema(
            json_schema=parsed,
            python_schema=core.is_instance_schema(
                cls, serialization=core.plain_serializer_function_ser_schema(lambda m: {"amount": m.plain(), "currency": m.currency})
            ),
        )


def _stored(amount: str) -> Decimal:
    if not PLAIN.fullmatch(amount):
        raise ValueError(f"{amount!r} is not a stored amount")
    return Decimal(amount)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The exact sum, zero of this currency when there is none. Raises DoesNotAdd on a second currency."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def tie(what: str, made: Money, stated: Money) -> None:
    """Hold what a file comes to against its control total. Raises DoesNotAdd with both figures."""
    if made != stated:
        apart = f"{made - stated} too much" if made > stated else f"{stated - made} too little"
        raise DoesNotAdd(f"{what} comes to {made} and the control total is {stated} ({apart}); nothing was recorded. Correct one of them.")


def round_half_up(value: Decimal, currency: str) -> Money:
    """To the currency's minor unit, half away from zero: the trade's rounding for amount x X x rate."""
    return Money(value.quantize(Decimal(1).scaleb(-scale_of(currency)), ROUND_HALF_UP) + 0, currency)


def split(whole: Money, weights: Sequence[int | Decimal]) -> list[Money]:
    """Share out by weight with the largest remainder, so that the parts always sum to the whole.

    Weights are not negative; all zero means equal parts. Ties go to the earlier part.
    """
    exact = [Decimal(w) for w in weights]
    if not any(exact):
        exact = [Decimal(1)] * len(exact)
    base, sign = abs(whole.units), -1 if whole.units < 0 else 1
    shares = [(base * w) // sum(exact) for w in exact]
    remainders = [(base * w) % sum(exact) for w in exact]
    for i in sorted(range(len(exact)), key=lambda i: -remainders[i])[: base - int(sum(shares))]:
        shares[i] += 1
    return [Money.minor(sign * int(s), whole.currency) for s in shares]
