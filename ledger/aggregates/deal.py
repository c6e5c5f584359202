"""A deal is what a deal memo agrees: lines of guaranteed and expected units at a rate, and the fringes on them.

Not a document of its own: the deal belongs to the engagement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from ledger.errors import DoesNotAdd, Unknown
from ledger.event import Code, Frozen, Number
from ledger.line import OrderedLine, in_book, minus, still
from ledger.money import Money, plain, round_half_up, split

Pay = Literal["salary", "kit rental", "box rental", "allowance", "per diem", "flat", "deferred"]
Unit = Literal["hour", "day", "week", "month", "flat"]
FRINGE = 100
MOST = Decimal(100)
"""No fringe is more percent of a pay than this."""


class DealLine(Frozen):
    """One line of the deal memo: so many guaranteed units, and so many estimated, at a rate for one unit.

    `rate` is in the deal's currency, `fringe` a percentage of the pay that falls on `fringe_account`.
    """

    line: int = Field(ge=1, lt=FRINGE)
    pay: Pay
    account: Code
    unit: Unit
    rate: Money
    guaranteed: Number
    estimated: Number | None = None
    fringe: Number | None = None
    fringe_account: Code | None = None


class OwedUnits(Frozen):
    """Units of a deal line that were worked and are not yet paid."""

    line: int = Field(ge=1, lt=FRINGE)
    units: Number


def promised(deal: Sequence[DealLine], rate: Decimal | None, currency: str) -> tuple[OrderedLine, ...]:
    """The commitment of a deal: guaranteed units x rate half-up to the cent, and the fringe of each line as line 100 + n.

    Raises DoesNotAdd for a fringe without an account, Misuse for a missing or needless rate of exchange.
    """
    lines = []
    for d in deal:
        if d.guaranteed < 0 or d.rate.amount < 0 or (d.fringe or 0) < 0:
            said = f"{plain(d.guaranteed)} units at {d.rate} with a fringe of {plain(d.fringe or Decimal(0))}"
            raise DoesNotAdd(f"Deal line {d.line} promises {said}; none of them can be below zero.")
        if d.fringe and d.fringe > MOST:
            raise DoesNotAdd(f"Deal line {d.line} has a fringe of {plain(d.fringe)} %, more than the pay itself. Look for a slipped point.")
        if d.estimated is not None and d.estimated < d.guaranteed:
            raise DoesNotAdd(
                f"Deal line {d.line} guarantees {plain(d.guaranteed)} units and estimates {plain(d.estimated)}, which is fewer."
            )
        if (d.fringe is None) != (d.fringe_account is None):
            raise DoesNotAdd(
                f"Deal line {d.line} has a fringe of {d.fringe or 'nothing'} for account {d.fringe_account or 'none'}. "
                "Give both or neither."
            )
        pay = round_half_up(d.guaranteed * d.rate.amount, d.rate.currency)
        lines.append((d.line, d.account, pay))
        if d.fringe is not None and d.fringe_account is not None:
            lines.append((FRINGE + d.line, d.fringe_account, share(d.fringe, pay)))
    lines = [line for line in lines if line[2]]
    books = in_book([amount for _, _, amount in lines], rate, currency) if lines else []
    return tuple(
        OrderedLine(line=n, account=account, amount=amount, book_amount=book)
        for (n, account, amount), book in zip(lines, books, strict=True)
    )


def share(percent: Decimal, pay: Money) -> Money:
    """The fringe on some pay: a percentage, half-up to the cent."""
    return round_half_up(pay.amount * percent * Decimal("0.01"), pay.currency)


def kept(key: str, agreed: Sequence[DealLine], still_open: Sequence[OrderedLine], owed: Mapping[int, Decimal]) -> dict[int, Money]:
    """What stays promised of each line, and of its fringe. Raises Unknown, DoesNotAdd with both figures."""
    has_open = {line.line: line.amount for line in still_open}
    deal = {line.line: line for line in agreed}
    stays: dict[int, Money] = {}
    for n, units in owed.items():
        if n not in deal:
            raise Unknown(f"{key} has no deal line {n}. Its lines are {', '.join(map(str, deal))}.")
        one = deal[n]
        worth = round_half_up(units * one.rate.amount, one.rate.currency)
        has = has_open.get(n, Money.zero(worth.currency))
        if not Money.zero(worth.currency) < worth <= has:
            raise DoesNotAdd(
                f"{key} has {has} open on line {n}, and {plain(units)} units at {one.rate} are {worth}, which cannot stay owed. "
                "What was worked beyond the guarantee is cost when its payroll comes."
            )
        stays[n] = worth
        if one.fringe is not None and FRINGE + n in has_open:
            stays[FRINGE + n] = min(has_open[FRINGE + n], share(one.fringe, worth))
    return stays


def freed(line: OrderedLine, stays: Money | None) -> OrderedLine:
    """Minus what is open of a line and does not stay; of its book amount the same part, so that both end at nothing together."""
    if stays is None:
        return minus(line)
    back = line.amount - stays
    worth, _ = split(line.book, [back.units, stays.units])
    return minus(still(line, back, worth))
