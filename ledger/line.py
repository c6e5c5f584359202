"""The lines of documents: what is ordered, what was delivered and cost, and how a cost relieves a promise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self, TypeVar

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

    def turned(self) -> Self:
        """The same with its amounts turned around."""
        return self.model_copy(update={"amount": -self.amount, "book_amount": None if self.book_amount is None else -self.book_amount})


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


def minus(line: OrderedLine) -> OrderedLine:
    """A promised line with its amounts turned around."""
    return line.turned().model_copy(update={"from_estimate": -line.from_estimate if line.from_estimate else None})


def reversed_cost(line: C, ended: Collection[str] = ()) -> C:
    """A cost line with every amount turned around, and what it relieved given back, unless that promise has ended."""
    amounts = {
        name: -value for name in ("net", "amount", "book_amount", "tax", "recoverable", "from_estimate") if (value := getattr(line, name))
    }
    relief = line.relieves if line.relieves and line.relieves.document not in ended else None
    back = relief and relief.model_copy(update={"amount": -relief.amount, "book_amount": -relief.book_amount})
    return line.model_copy(update={**amounts, "relieves": back})


def still(line: OrderedLine, own: Money, worth: Money) -> OrderedLine:
    """A promised line as far as it is open, `own` in its own currency and `worth` in the book's, and what closing it gives back.

    That is what it took from the estimate, up to what is open; where it saved something of the plan, the open part of both.
    """
    back = line.from_estimate
    if back and back > line.book and line.amount:
        back = round_half_up(back.amount * own.amount / line.amount.amount, back.currency)
    elif back:
        back = min(back, worth)
    return line.model_copy(update={"amount": own, "book_amount": None if line.book_amount is None else worth, "from_estimate": back})


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
    shown = lines if sign > 0 else [line.turned() for line in lines]
    return ", ".join(f"{one.amount}{f' ({one.book_amount})' if one.book_amount else ''} on account {one.account}" for one in shown)


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


L = TypeVar("L", bound="OrderedLine | CostLine")


def from_estimate(
    lines: Sequence[L], planned: Mapping[str, Money], *, unplanned: bool = False, savings: Mapping[str, Money] | None = None
) -> tuple[L, ...]:
    """The lines, each saying how much of its account's entered estimate it uses up: as much as there is, up to its amount.

    `planned` is the estimate to complete of the accounts that have one entered. What was unplanned takes nothing. A saving says that
    the planned work costs so much less, and goes with the account's first line. What a cost relieves was taken when it was
    promised, and is not taken again. Raises Misuse, DoesNotAdd.
    """
    saved, rest = dict(savings or {}), {} if unplanned else dict(planned)
    if saved and unplanned:
        raise Misuse("What was not planned saves nothing of the plan. Give --unplanned or --saving, not both.")
    _affordable(lines, planned, saved)
    told: list[Any] = []
    for line in lines:
        zero = Money.zero(line.book.currency)
        taken = max(zero, min(rest.get(line.account, zero), _new(line))) + saved.pop(line.account, zero)
        if taken:
            rest[line.account] = rest[line.account] - taken
            told.append(line.model_copy(update={"from_estimate": taken}))
        else:
            told.append(line)
    return tuple(told)


def _new(line: OrderedLine | CostLine) -> Money:
    """What a line adds to the account's cost and commitments."""
    return line.book - line.relieves.book_amount if isinstance(line, CostLine) and line.relieves else line.book


def _affordable(lines: Sequence[OrderedLine | CostLine], planned: Mapping[str, Money], savings: Mapping[str, Money]) -> None:
    """Refuse a saving that the entered estimates cannot bear, with both figures and the way out."""
    accounts = {line.account for line in lines}
    for account, saving in savings.items():
        zero = Money.zero(saving.currency)
        if account not in accounts:
            raise Misuse(f"A saving of {saving} on account {account} answers no line: they are on {', '.join(sorted(accounts)) or 'none'}.")
        if saving <= zero:
            raise Misuse(f"A saving of {saving} on account {account} saves nothing. Give what the planned work costs less: above 0.")
        amount, has = total((max(zero, _new(line)) for line in lines if line.account == account), zero.currency), planned.get(account, zero)
        if amount + saving > has:
            raise DoesNotAdd(
                f"{amount} and a saving of {saving} would take {amount + saving} from the estimate to complete of account {account}, which "
                f"has {has}. Save at most {max(zero, has - amount)}, or estimate anew: topsheet estimate etc {account} AMOUNT --cause WHY."
            )


def not_entered(account: str, held: Money | None) -> str:
    """Why --unplanned and --saving say nothing about an account, in the mode it is in, and what does."""
    mode = f"its final cost is held at {held}" if held else "it is on budget"
    way = "hold another" if held else "hold one"
    return (
        f"Account {account} has no entered estimate to complete that --unplanned or --saving could speak of: {mode}. Leave the option out "
        f"and {way}: topsheet estimate efc {account} AMOUNT --cause WHY; or enter one first: topsheet estimate etc {account} AMOUNT "
        "--cause WHY."
    )


def taking(lines: Sequence[OrderedLine | CostLine], *, unplanned: bool) -> str:
    """How a decision stands to the estimate, where it is not simply planned: unplanned, or what it saves."""
    if unplanned:
        return ", unplanned"
    saved = [(line.account, line.from_estimate - max(_new(line), Money.zero(line.book.currency))) for line in lines if line.from_estimate]
    return "".join(f", saving {some} of the estimate of account {account}" for account, some in saved if some > Money.zero(some.currency))
