"""The lines of documents: what is ordered, what was delivered and cost, and how a cost relieves a promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from ledger.errors import DoesNotAdd, Misuse
from ledger.event import Code, Count, Country, Frozen, Move, Number, Segments, Text
from ledger.money import Money, round_half_up, split, total

Settlement = Literal["cash", "deferred", "in kind"]


class Relief(Frozen):
    """How much of a promised line this cost uses up.

    `account` is the promise's; `amount` is in the promise's currency and `book_amount` values it at the promise's rate; `final` takes the rest of the line.
    """

    document: Text
    line: Count
    account: Code
    amount: Money
    book_amount: Money
    final: bool = False


class OrderedLine(Frozen):
    """One line of a promise: what is ordered, on which account, net of recoverable tax, in the document's currency.

    `amount` is signed as the event says: plus when promised, minus when closed or voided.
    """

    line: int = Field(ge=1)
    account: Code
    amount: Money
    book_amount: Money | None = None
    description: Text | None = None
    from_estimate: Money | None = None
    starts: date | None = None
    ends: date | None = None
    country: Country | None = None
    region: Text | None = None
    segments: Segments | None = None

    @property
    def book(self) -> Money:
        """The amount in the book's currency."""
        return self.book_amount or self.amount


class CostLine(Frozen):
    """One line of cost. `amount` = net + unrecoverable tax, in the document's currency, signed plus for a cost.

    The fields that no report reads yet are here because a posted cost is never amended.
    """

    line: int = Field(ge=1)
    account: Code
    net: Money
    amount: Money
    book_amount: Money | None = None
    tax_code: Text | None = None
    tax: Money | None = None
    recoverable: Money | None = None
    description: Text | None = None
    worked_from: date | None = None
    worked_to: date | None = None
    country: Country | None = None
    region: Text | None = None
    segments: Segments | None = None
    settlement: Settlement = "cash"
    related: bool = False
    relieves: Relief | None = None
    from_estimate: Money | None = None

    @property
    def book(self) -> Money:
        """The amount in the book's currency."""
        return self.book_amount or self.amount


class PaidLine(Frozen):
    """The part of one cost line that a payment settles, signed plus when paid, as cost (net + unrecoverable tax)."""

    line: int = Field(ge=1)
    account: Code
    amount: Money
    book_amount: Money | None = None

    @property
    def book(self) -> Money:
        """The amount in the book's currency."""
        return self.book_amount or self.amount


class BudgetMove(Frozen):
    """A signed change of one account's budget, in the book's currency."""

    account: Code
    amount: Money


def in_book(amounts: Sequence[Money], rate: Decimal | None, currency: str) -> list[Money | None]:
    """Book amounts of a document's lines: half-up on the document's total, then largest remainder, so that the lines tie.

    `rate` is book units for one document unit, and absent exactly when the document is in the book's currency.
    """
    foreign = {a.currency for a in amounts} - {currency}
    if not foreign:
        if rate is not None:
            raise Misuse(f"A document in {currency}, the book's currency, takes no rate. Leave --rate out.")
        return [None] * len(amounts)
    if rate is None:
        raise Misuse(f"The document is in {foreign.pop()} and the book is in {currency}. Give --rate, the {currency} for one unit of it.")
    (one,) = foreign if len(foreign) == 1 else (None,)
    if one is None or any(a.currency != one for a in amounts):
        raise DoesNotAdd("The lines of one document are in one currency.")
    whole = round_half_up(total(amounts, one).amount * rate, currency)
    weights = [abs(a.amount) for a in amounts]
    if all(a.amount >= 0 for a in amounts) or all(a.amount <= 0 for a in amounts):
        return list(split(whole, weights))
    return [round_half_up(a.amount * rate, currency) for a in amounts]


def ordered(lines: Sequence[OrderedLine], document: str, sign: int = 1) -> list[Move]:
    """The moves of promised lines: plus on ordered, and minus on the estimate they were planned in."""
    moves = []
    for line in lines:
        amount, book = (line.amount, line.book) if sign > 0 else (-line.amount, -line.book)
        moves.append(Move("ordered", line.account, amount, book, document, line.line))
        if line.from_estimate:
            taken = line.from_estimate if sign > 0 else -line.from_estimate
            moves.append(Move("from_estimate", line.account, taken, taken, document, line.line))
    return moves


def cost(lines: Sequence[CostLine], document: str) -> list[Move]:
    """The moves of cost lines: plus on cost, plus on what they relieve, and what they take from the estimate."""
    moves = []
    for line in lines:
        moves.append(Move("cost", line.account, line.amount, line.book, document, line.line))
        if line.relieves:
            r = line.relieves
            moves.append(Move("relieved", r.account, r.amount, r.book_amount, r.document, r.line))
        if line.from_estimate:
            moves.append(Move("from_estimate", line.account, line.from_estimate, line.from_estimate, document, line.line))
    return moves
