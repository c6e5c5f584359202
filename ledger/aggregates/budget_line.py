"""A budget line is one estimated item of an account: amount × X × rate, a percentage of a base, or a plain figure.

The arithmetic is exact up to its one rounding, which is half-up: to a whole unit of the currency in a budget kept in whole
units (the trade's common setting), to the minor unit (cents) in any other. The stored result has the currency's digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from ledger.aggregates.account import Accounts, covered
from ledger.errors import DoesNotAdd, Misuse
from ledger.event import Code, Frozen, Layer, Move, Number, Text
from ledger.line import BudgetMove
from ledger.money import Money, plain, scale_of, total

LARGEST = 10**14


class BudgetLine(Frozen):
    """One line. `amount`, `x` and `rate` are the factors of `result`, or `percent` is taken of `base_amount`; a plain figure has neither.

    `base` names accounts, sections or `total`, less the accounts of `excluding`. `kind` says where the figure comes from, such as
    `stand-in`. A `rounding` line is the accepted difference between the lines and a stated total.
    """

    account: Code
    line: int = Field(ge=1)
    description: Text
    result: Money
    amount: Number | None = None
    units: Text | None = None
    x: Number | None = None
    rate: Number | None = None
    percent: Number | None = None
    base: tuple[Text, ...] = ()
    excluding: tuple[Code, ...] = ()
    base_amount: Money | None = None
    rounding: bool = False
    kind: Text | None = None
    note: Text | None = None

    @property
    def how(self) -> str:
        """How the result came about, as a sentence says it: 10 days × 12.5 × 38.33; empty for a plain figure."""
        if self.percent is not None:
            less = f" less {', '.join(self.excluding)}" if self.excluding else ""
            taken = Fraction(self.percent) * Fraction(self.base_amount.amount if self.base_amount else 0) / 100
            itself = " and itself" if abs(Fraction(self.result.amount) - taken) > 1 else ""
            return f"{plain(self.percent)} % of {', '.join(self.base)}{less}, {self.base_amount}{itself}"
        if self.amount is None or self.rate is None:
            return ""
        counted = f"{plain(self.amount)} {self.units}" if self.units else plain(self.amount)
        return " × ".join((counted, *([plain(self.x)] if self.x is not None else []), plain(self.rate)))


def product(amount: Decimal, x: Decimal | None, rate: Decimal, *, currency: str, whole: bool = False, units: str | None = None) -> Money:
    """amount × X × rate, rounded half-up once; no X is 1, and units of % take a hundredth. Raises Misuse when it is too large."""
    over, under = 1, 100 if units == "%" else 1
    for factor in (amount, x, rate):
        if factor is not None:
            n, d = factor.as_integer_ratio()
            over, under = over * n, under * d
    return half_up(over, under, currency, whole=whole)


def share(percent: Decimal, base: Money, *, of_itself: bool, whole: bool = False) -> Money:
    """A percentage of a base, rounded half-up once.

    `base` is the base without the line itself. A base that contains the line is solved in closed form: x = p (B + x) gives
    x = p B / (1 - p), so nothing is iterated. Raises Misuse when the line would have to be all of its own base.
    """
    part = Fraction(percent) / 100
    if of_itself and part >= 1:
        raise Misuse(
            f"{plain(percent)} % of a base that contains the line itself has no answer; it must be under 100 %. Exclude its account."
        )
    exact = Fraction(base.amount) * part
    return half_up(*(exact / (1 - part) if of_itself else exact).as_integer_ratio(), base.currency, whole=whole)


def calculated(wanted: BudgetLine, accounts: Accounts, lines: Iterable[BudgetLine], *, whole: bool) -> BudgetLine:
    """The line with its result: amount × X × rate, or its percentage of the other lines; a plain figure is as it is.

    Raises DoesNotAdd when two percentages would contain each other.
    """
    currency = wanted.result.currency
    if wanted.amount is not None and wanted.rate is not None:
        result = product(wanted.amount, wanted.x, wanted.rate, currency=currency, whole=whole, units=wanted.units)
        return wanted.model_copy(update={"result": result})
    if wanted.percent is None:
        return wanted
    inside = covered(accounts, wanted.base, wanted.excluding)
    others = [line for line in lines if line.account in inside and (line.account, line.line) != (wanted.account, wanted.line)]
    for other in others:
        if other.percent is not None and wanted.account in covered(accounts, other.base, other.excluding):
            raise DoesNotAdd(
                f"Line {wanted.line} of account {wanted.account} is {plain(wanted.percent)} % of a base with account {other.account}, and "
                f"{plain(other.percent)} % of a base with account {wanted.account} is on that. Exclude one account from the other's base."
            )
    base = total((line.result for line in others), currency)
    result = share(wanted.percent, base, of_itself=wanted.account in inside, whole=whole)
    return wanted.model_copy(update={"result": result, "base_amount": base})


def half_up(over: int, under: int, currency: str, *, whole: bool) -> Money:
    """The exact fraction over / under as the nearest whole unit, or minor unit; half goes away from zero. Raises Misuse when too large."""
    size, step = abs(over), 10 ** scale_of(currency)
    if size >= LARGEST * under:
        raise Misuse(f"The line comes to {size // under:,} {currency}; a line holds less than {LARGEST:,}. Look for a slipped point.")
    units = (2 * size + under) // (2 * under) * step if whole else (2 * size * step + under) // (2 * under)
    return Money.minor(-units if over < 0 else units, currency)


def budgeted(layer: Layer, lines: Iterable[BudgetMove], document: str) -> list[Move]:
    """The moves of signed budget lines, which are always in the book's currency."""
    return [Move(layer, line.account, line.amount, line.amount, document) for line in lines]


def spelled(lines: Sequence[BudgetMove]) -> str:
    """Signed budget lines, as a sentence says them."""
    return ", ".join(f"{'+' if line.amount.amount > 0 else ''}{line.amount} on account {line.account}" for line in lines)


def one_each(what: str, lines: Sequence[BudgetMove]) -> None:
    """Refuse a line of nothing and an account that is named twice."""
    seen: dict[str, Money] = {}
    for line in lines:
        if not line.amount:
            raise DoesNotAdd(f"{what} moves {line.amount} on account {line.account}. Leave that line out.")
        if line.account in seen:
            once = seen[line.account] + line.amount
            raise DoesNotAdd(f"{what} names account {line.account} twice, with {seen[line.account]} and {line.amount}. Write {once} once.")
        seen[line.account] = line.amount
