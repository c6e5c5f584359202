"""The lines of documents: what is ordered, what was delivered and cost, and how a cost relieves a promise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from pydantic import Field

from ledger.errors import DoesNotAdd, Misuse
from ledger.event import Code, Count, Country, Frozen, Move, Segments, Text
from ledger.money import Money, plain, round_half_up, split, total

Settlement = Literal["cash", "deferred", "in kind"]


class Relief(Frozen):
    """How much of a promised line this cost uses up.

    `account` is the promise's; `amount` is in the promise's currency and `book_amount` values it at the promise's rate; `final`
    takes the rest of the line.
    """

    document: Text
    line: Count
    account: Code
    amount: Money
    book_amount: Money
    final: bool = False


class Valued(Frozen):
    """An amount in its document's currency, and in the book's where that is another one."""

    amount: Money
    book_amount: Money | None = None

    @property
    def book(self) -> Money:
        """The amount in the book's currency."""
        return self.amount if self.book_amount is None else self.book_amount


class OrderedLine(Valued):
    """One line of a promise: what is ordered, on which account, net of recoverable tax, in the document's currency.

    `amount` is signed as the event says: plus when promised, minus when closed or voided.
    """

    line: int = Field(ge=1)
    account: Code
    description: Text | None = None
    from_estimate: Money | None = None
    starts: date | None = None
    ends: date | None = None
    country: Country | None = None
    region: Text | None = None
    segments: Segments | None = None


class CostLine(Valued):
    """One line of cost. `amount` = net + unrecoverable tax, in the document's currency, signed plus for a cost.

    The fields that no report reads yet are here because a posted cost is never amended.
    """

    line: int = Field(ge=1)
    account: Code
    net: Money
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


C = TypeVar("C", bound=CostLine)


class PaidLine(Valued):
    """The part of one cost line that a payment settles, signed plus when paid, as cost (net + unrecoverable tax)."""

    line: int = Field(ge=1)
    account: Code


class BudgetMove(Frozen):
    """A signed change of one account's budget, in the book's currency."""

    account: Code
    amount: Money


def in_book(amounts: Sequence[Money], rate: Decimal | None, currency: str) -> list[Money | None]:
    """Book amounts of a document's lines: half-up on the document's total, then largest remainder, so that the lines tie.

    `rate` is book units for one document unit, and absent exactly when the document is in the book's currency.
    """
    if rate is not None and not (0 < rate < 10**9 and rate == round(rate, 8)):
        raise Misuse(f"A rate of {plain(rate)} is refused. Give the {currency} for one unit: above 0, with at most 8 decimals.")
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


def ordered(lines: Sequence[OrderedLine], document: str) -> list[Move]:
    """The moves of promised lines: what they order, and what they take from the estimate they were planned in."""
    moves = []
    for line in lines:
        moves.append(Move("ordered", line.account, line.amount, line.book, document, line.line))
        if line.from_estimate:
            moves.append(Move("from_estimate", line.account, line.from_estimate, line.from_estimate, document, line.line))
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


def relieve(
    document: str, line: int, account: str, cost: Money, *, still_open: Money, still_book: Money, rate: Decimal | None, final: bool
) -> Relief:
    """What a cost uses up of a promise.

    `cost` is in the promise's currency; `still_open` and `still_book` are what the promise has open in its own and in the book's
    currency. The last of a line takes exactly the book amount that is left, so that no cent stays open. What goes beyond the
    promise is relieved too, and shown as over-relief.
    """
    zero = Money.zero(cost.currency)
    amount = max(cost, still_open) if final else cost
    at_rate = round_half_up(amount.amount * rate, still_book.currency) if rate else Money(amount.amount, still_book.currency)
    if amount >= still_open > zero:
        beyond = amount - still_open
        extra = round_half_up(beyond.amount * rate, still_book.currency) if rate else Money(beyond.amount, still_book.currency)
        at_rate = still_book + extra
    return Relief(document=document, line=line, account=account, amount=amount, book_amount=at_rate, final=final)


def minus(line: OrderedLine) -> OrderedLine:
    """A promised line with its amounts turned around."""
    back = {"amount": -line.amount, "book_amount": None if line.book_amount is None else -line.book_amount}
    return line.model_copy(update={**back, "from_estimate": -line.from_estimate if line.from_estimate else None})


def reversed_cost(line: C, ended: Collection[str] = ()) -> C:
    """A cost line with every amount turned around, and what it relieved given back, unless that promise has ended."""
    amounts = {
        name: -value for name in ("net", "amount", "book_amount", "tax", "recoverable", "from_estimate") if (value := getattr(line, name))
    }
    relief = line.relieves if line.relieves and line.relieves.document not in ended else None
    back = relief and relief.model_copy(update={"amount": -relief.amount, "book_amount": -relief.book_amount})
    return line.model_copy(update={**amounts, "relieves": back})


def differences(before: Sequence[OrderedLine], after: Sequence[OrderedLine]) -> tuple[OrderedLine, ...]:
    """The signed lines that turn what is promised into what shall be."""
    old = {(line.line, line.account): line for line in before}
    changes = []
    for line in after:
        was = old.pop((line.line, line.account), None)
        if was is None:
            changes.append(line)
        else:
            book = None if line.book_amount is None else line.book - was.book
            changes.append(line.model_copy(update={"amount": line.amount - was.amount, "book_amount": book, "from_estimate": None}))
    changes += [minus(line) for line in old.values()]
    return tuple(line for line in changes if line.amount or line.book)


def taken_by_line(lines: Iterable[OrderedLine]) -> dict[tuple[int, str], Money]:
    """What each line and account has taken from the estimate, where it is more than nothing: a void or a close gives it back."""
    sums: dict[tuple[int, str], Money] = {}
    for line in lines:
        if line.from_estimate:
            key = (line.line, line.account)
            sums[key] = sums[key] + line.from_estimate if key in sums else line.from_estimate
    return {key: taken for key, taken in sums.items() if taken}


def spelled(lines: Sequence[OrderedLine], sign: int = 1) -> str:
    """Promised amounts by account, as a sentence says them."""
    said = []
    for line in lines:
        amount, book = (line.amount, line.book_amount) if sign > 0 else (-line.amount, -line.book_amount if line.book_amount else None)
        said.append(f"{amount}{f' ({book})' if book else ''} on account {line.account}")
    return ", ".join(said)


def by_account(lines: Sequence[OrderedLine | CostLine]) -> dict[str, Money]:
    """What the lines come to on each account, in the book's currency."""
    sums: dict[str, Money] = {}
    for line in lines:
        sums[line.account] = sums[line.account] + line.book if line.account in sums else line.book
    return sums


def over(key: str, lines: Sequence[OrderedLine], left: Mapping[str, Money]) -> str:
    """Why these lines are more than their accounts have left, with both figures and the way out; empty when they are not."""
    for account, amount in by_account(lines).items():
        if amount > left[account] and amount > Money.zero(amount.currency):
            return (
                f"{key} would commit {amount} on account {account}, which has {left[account]} left. Reallocate budget into {account}, "
                f"have an overage approved, or decide it with --over-budget."
            )
    return ""


L = TypeVar("L", OrderedLine, CostLine)


def from_estimate(lines: Sequence[L], planned: Mapping[str, Money]) -> tuple[L, ...]:
    """The lines, each saying how much of its account's entered estimate it uses up: as much as there is, up to its amount.

    What a cost relieves was taken from the estimate when it was promised, and is not taken again.
    """
    rest = dict(planned)
    told = []
    for line in lines:
        zero = Money.zero(line.book.currency)
        new = line.book - line.relieves.book_amount if isinstance(line, CostLine) and line.relieves else line.book
        taken = max(zero, min(rest.get(line.account, zero), new))
        if taken:
            rest[line.account] = rest[line.account] - taken
            told.append(line.model_copy(update={"from_estimate": taken}))
        else:
            told.append(line)
    return tuple(told)
