"""How a cost uses up what was promised for it: line by line, in the promise's currency and at the promise's rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import Unknown
from ledger.line import CostLine, Relief
from ledger.money import Money, round_half_up


@dataclass(frozen=True, slots=True)
class Promise:
    """An order or engagement as it is open: by line and account, what is open in its own currency and in the book's."""

    document: str
    currency: str
    rate: Decimal | None
    still: dict[tuple[int, str], tuple[Money, Money]]

    @property
    def key(self) -> str:
        """The document's number, as people say it."""
        return self.document.partition("/")[2]


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


def relieved(lines: Sequence[CostLine], promise: Promise, *, line: int | None = None, final: bool = False) -> list[CostLine]:
    """The cost lines, each with what it uses up: of the named line, or of the promise's line on its own account.

    A cost on an account that the promise does not have relieves nothing. Raises Unknown for a line that the promise has not,
    and for a final cost that answers none.
    """
    still = dict(promise.still)
    told = []
    for cost in lines:
        key = _answers(cost, promise, line, final=final)
        if key is None:
            told.append(cost)
            continue
        relief = _relief(cost, promise, key, still[key], final=final)
        still[key] = (still[key][0] - relief.amount, still[key][1] - relief.book_amount)
        told.append(cost.model_copy(update={"relieves": relief}))
    return told


def _answers(cost: CostLine, promise: Promise, line: int | None, *, final: bool) -> tuple[int, str] | None:
    found = [key for key in sorted(promise.still) if (key[0] == line if line else key[1] == cost.account)]
    if not found and line:
        raise Unknown(f"{promise.key} has no line {line}. Its lines are {', '.join(str(n) for n, _ in sorted(promise.still)) or 'none'}.")
    if not found and final:
        have = ", ".join(sorted({account for _, account in promise.still})) or "no account"
        raise Unknown(f"{promise.key} has no line on account {cost.account}, so nothing of it is final. It is on {have}.")
    return found[0] if found else None


def _relief(cost: CostLine, promise: Promise, key: tuple[int, str], still: tuple[Money, Money], *, final: bool) -> Relief:
    amount = cost.amount
    if amount.currency != promise.currency:
        amount = round_half_up(cost.book.amount if promise.rate is None else cost.book.amount / promise.rate, promise.currency)
    return relieve(promise.document, *key, amount, still_open=still[0], still_book=still[1], rate=promise.rate, final=final)
