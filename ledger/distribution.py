"""How a cost is distributed over lines, and how a line of it is divided, moved to another account, and paid in part.

Pure arithmetic over cost lines, for invoices and for every other document that posts cost. A part is rounded half-up in the
minor unit of its own currency, and what is left is always the whole less the part, so that no cent is made or lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from ledger.errors import AlreadyDone, DoesNotAdd, Unknown
from ledger.event import Move
from ledger.line import CostLine, PaidLine, Relief, reversed_cost
from ledger.money import Money

C = TypeVar("C", bound=CostLine)
Settled = Mapping[int, tuple[Money, Money]]
"""What is paid of each line, in the document's currency and in the book's."""


def part(whole: Money, taken: Money, of: Money) -> Money:
    """The whole's share for `taken` out of `of`, half-up: all of it for all of it. Of nothing there is no share."""
    if not of:
        return Money.zero(whole.currency)
    over = abs(of.units)
    units = (2 * abs(whole.units * taken.units) + over) // (2 * over)
    return Money.minor(-units if (whole.units < 0) ^ (taken.units < 0) ^ (of.units < 0) else units, whole.currency)


def portion(line: C, net: Money, tax: Money | None = None) -> C:
    """The part of a cost line that falls to this much of its net; `tax` where a document prints it. It relieves nothing."""
    zero = Money.zero(net.currency)
    if tax is None:
        tax = part(line.tax, net, line.net) if line.tax else zero
    back = part(line.recoverable, tax, line.tax) if line.recoverable and line.tax else zero
    amount = net + tax - back
    amounts = {
        "net": net, "amount": amount, "tax": tax or None, "recoverable": back or None, "relieves": None,
        "book_amount": line.book_amount and part(line.book_amount, amount, line.amount),
        "from_estimate": line.from_estimate and part(line.from_estimate, amount, line.amount),
    }  # fmt: skip
    return line.model_copy(update=amounts)


def recoded(key: str, lines: Sequence[C], number: int, *, account: str, net: Money | None = None,
            segments: Mapping[str, str] | None = None) -> tuple[C, C]:  # fmt: skip
    """Two lines that sum to nothing: cost leaves line `number` and stands on `account`, as a new line of the document.

    What was relieved stays where it was. Raises Unknown, AlreadyDone, DoesNotAdd.
    """
    have = {line.line: line for line in lines if line.net}
    if number not in have:
        some = ", ".join(f"{n} ({line.account}, {line.net} net)" for n, line in have.items()) or "none"
        raise Unknown(f"{key} has no cost on a line {number}. Its lines are {some}.")
    line, zero = have[number], Money.zero(have[number].net.currency)
    if account == line.account and segments in (None, line.segments):
        raise AlreadyDone(f"Line {number} of {key} is on account {account} already. Name another account, or another --segment.")
    net = line.net if net is None else net
    if not (zero < net <= line.net or line.net <= net < zero):
        span = f"above {zero} and at most {line.net}" if line.net > zero else f"below {zero} and at least {line.net}"
        raise DoesNotAdd(
            f"Line {number} of {key} has {line.net} net on account {line.account}, of which {net} cannot be recoded. Give --amount {span}, "
            "or leave it out for all of it."
        )
    moved = portion(line, net)
    there = {"line": 1 + max(one.line for one in lines), "account": account, "from_estimate": None}
    return reversed_cost(moved), moved.model_copy(update={**there, "segments": dict(segments) if segments else line.segments})


def carried(leaves: CostLine, arrives: CostLine) -> str:
    """From where to where a recode moves its cost, as its sentence says it."""
    segments = f" ({', '.join(f'{name} {value}' for name, value in arrives.segments.items())})" if arrives.segments else ""
    return f"from line {leaves.line} on account {leaves.account} to line {arrives.line} on account {arrives.account}{segments}"


def paid_with(leaves: CostLine, arrives: CostLine, line: CostLine, settled: Settled) -> tuple[PaidLine, ...]:
    """The part of a line's payment that moves with a recoded cost, as two lines that sum to nothing."""
    amount, book = settled.get(line.line, (Money.zero(line.amount.currency), Money.zero(line.book.currency)))
    moved = (part(amount, arrives.amount, line.amount), part(book, arrives.book, line.book))
    return tuple(one for one in (_paid(leaves, -moved[0], -moved[1]), _paid(arrives, *moved)) if one)


def settled(lines: Sequence[PaidLine], document: str) -> list[Move]:
    """The moves of what is paid of each cost line."""
    return [Move("paid", line.account, line.amount, line.book, document, line.line) for line in lines]


def standing(lines: Sequence[C], changes: Iterable[C]) -> tuple[C, ...]:
    """The lines of a document after signed changes: by number, each with what is left on it; new numbers are new lines."""
    now = {line.line: line for line in lines}
    for change in changes:
        was = now.get(change.line)
        now[change.line] = change if was is None else _sum(was, change)
    return tuple(now.values())


def came_from(origin: Mapping[int, int], lines: Sequence[CostLine]) -> dict[int, int]:
    """From which posted line the cost of each recoded line came, after a recode of these two lines."""
    leaves, arrives = lines
    return {**origin, arrives.line: origin.get(leaves.line, leaves.line)}


def _sum(line: C, change: C) -> C:
    amounts = {name: _plus(getattr(line, name), getattr(change, name)) for name in ("net", "amount", "book_amount")}
    amounts |= {name: _plus(getattr(line, name), getattr(change, name)) or None for name in ("tax", "recoverable", "from_estimate")}
    return line.model_copy(update={**amounts, "relieves": _relief(line.relieves, change.relieves)})


def _plus(one: Money | None, other: Money | None) -> Money | None:
    return one + other if one is not None and other is not None else one if other is None else other


def _relief(one: Relief | None, other: Relief | None) -> Relief | None:
    if one is None or other is None:
        return one or other
    return one.model_copy(update={"amount": one.amount + other.amount, "book_amount": one.book_amount + other.book_amount})


def after(settled: Settled, lines: Iterable[PaidLine]) -> dict[int, tuple[Money, Money]]:
    """What is paid of each line after these signed payments."""
    now = dict(settled)
    for line in lines:
        amount, book = now.get(line.line, (Money.zero(line.amount.currency), Money.zero(line.book.currency)))
        now[line.line] = (amount + line.amount, book + line.book)
    return now


def settling(
    lines: Sequence[CostLine], settled: Settled, *, paid: Money, payable: Money, beyond: Money | None = None
) -> tuple[PaidLine, ...]:
    """What has to be settled of each line so that the lines stand where `paid` out of `payable` puts them.

    Each line is paid in the share in which the document is, whole minor units downwards: all of every line when all is paid.
    While more is paid than is owed, each line comes back by the share of `beyond`, what was paid too much before, that came back.
    """
    found = []
    for line in lines:
        was = settled.get(line.line, (Money.zero(line.amount.currency), Money.zero(line.book.currency)))
        now = (_there(whole, before, paid, payable, beyond) for whole, before in zip((line.amount, line.book), was, strict=True))
        amount, book = (there - before for there, before in zip(now, was, strict=True))
        found.append(_paid(line, amount, book))
    return tuple(line for line in found if line)


def _there(whole: Money, before: Money, paid: Money, payable: Money, beyond: Money | None) -> Money:
    if paid == payable:
        return whole
    if paid < payable:
        return Money.minor(whole.units * paid.units // payable.units, whole.currency)
    assert beyond
    return whole + part(before - whole, paid - payable, beyond)


def _paid(line: CostLine, amount: Money, book: Money) -> PaidLine | None:
    if not amount and not book:
        return None
    return PaidLine(line=line.line, account=line.account, amount=amount, book_amount=None if line.book_amount is None else book)
