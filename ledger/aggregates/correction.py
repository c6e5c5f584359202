"""What puts a posted invoice right while it stands: the vendor's credit note, and the recode of its cost to another account.

A credit note is a document of its own, with its own number, day and figures. Its lines carry minus what it takes off the cost, each
with its part of the tax. What the invoice relieved stays relieved, for the goods were bought and cost less; the promise is open again
only where somebody says so. A recode is one event of two lines that sum to nothing; it moves what was paid with the cost.

Credit notes together are never more than their invoice, as a whole and on each account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.aggregates.payable import CreditNumber, Invoice, credit_number_of, paid_on, printable
from ledger.distribution import came_from, carried, paid_with, part, portion, recoded, settled, settling, standing
from ledger.errors import DoesNotAdd, Misuse, Refused
from ledger.event import Claim, Event, Move, PartyId, Text
from ledger.line import CostLine, PaidLine, Relief, cost, from_estimate, reversed_cost, taking
from ledger.money import Money, split, total


class InvoiceCredited(Event):
    """The vendor takes back part of the invoice, or all of it: the figures as printed, and minus lines of cost.

    `settles` says how the payments made so far fall on the lines that are left.
    """

    vendor: PartyId
    number: Text
    dated: date
    net: Money
    gross: Money
    tax: Money | None = None
    withholding: Money | None = None
    lines: tuple[CostLine, ...]
    settles: tuple[PaidLine, ...] = ()

    def sentence(self) -> str:
        parts = ", ".join(f"{line.amount} on account {line.account}{_reopening(line)}" for line in self.lines)
        return f"recorded credit note {self.number} of {self.vendor}, dated {self.dated}, for {self.gross} gross: {parts}"

    def claims(self) -> Iterable[Claim]:
        return (credit_number_of(self.vendor, self.number, self.dated),)

    def moves(self, document: str) -> Iterable[Move]:
        return [*cost(self.lines, document), *settled(self.settles, document)]


class InvoiceRecoded(Event):
    """Cost of the invoice belongs elsewhere: minus on the line that it leaves, plus on a new one, nothing in sum.

    `settles` is what was paid of it, which moves with it.
    """

    lines: tuple[CostLine, ...]
    settles: tuple[PaidLine, ...] = ()
    unplanned: bool = False

    def sentence(self) -> str:
        leaves, arrives = self.lines
        return f"recoded {arrives.amount} {carried(leaves, arrives)}{taking([arrives], unplanned=self.unplanned)}"

    def moves(self, document: str) -> Iterable[Move]:
        return [*cost(self.lines, document), *settled(self.settles, document)]


def _reopening(line: CostLine) -> str:
    if not line.relieves:
        return ""
    return f" (reopening {line.relieves.document.partition('/')[2]} line {line.relieves.line} by {-line.relieves.amount})"


def credit(key: str, known: Invoice, *, on: date, number: str, dated: date, net: Money, gross: Money, tax: Money, withholding: Money,
           nets: Sequence[tuple[str, Money]], reopen: bool = False, ended: Collection[str] = ()) -> InvoiceCredited:  # fmt: skip
    """Record a vendor's credit note. `ended` are the promises that cannot be reopened.

    Raises TooEarly before the posting, AlreadyDone, and DoesNotAdd when the figures do not add or are more than the invoice has left.
    """
    known.posted_now(key)
    _printed(number, on=on, dated=dated, net=net, gross=gross, tax=tax, withholding=withholding)
    if dated < known.dated:
        raise Misuse(f"Credit note {number} is dated {dated}, before {key}, which is dated {known.dated}. Give the day printed on it.")
    if number.casefold() == known.number.casefold():
        raise Misuse(f"Credit note {number} would have the number of {key}, the invoice that it credits. Give the note's own number.")
    _within(key, known, number, net=net, tax=tax, withholding=withholding)
    parts = _by_line(key, known, number, net, nets)
    taxes = _taxes(key, number, tax, parts)
    credited = [portion(line, part_, tax_) for (line, part_), tax_ in zip(parts, taxes, strict=True)]
    lines = tuple(reversed_cost(line) for line in credited)
    if reopen:
        lines = _reopened(key, known, lines, ended)
    payable = known.payable - (gross - withholding)
    fall = settling(standing(known.lines, lines), known.settled, paid=known.paid, payable=payable) if known.paid <= payable else ()
    return InvoiceCredited(
        vendor=known.vendor, number=number, dated=dated, net=net, gross=gross, tax=tax or None, withholding=withholding or None,
        lines=lines, settles=fall,
    )  # fmt: skip


def _printed(number: str, *, on: date, dated: date, net: Money, gross: Money, tax: Money, withholding: Money) -> None:
    printable("The credit note", number)
    if net + tax != gross:
        raise DoesNotAdd(
            f"Credit note {number} says {gross} gross, but {net} net and {tax} tax are {net + tax}. Enter the figures as printed."
        )
    if dated > on:
        raise Misuse(f"Credit note {number} is dated {dated}, after the day on which it is recorded, {on}. Give the day printed on it.")
    zero = Money.zero(net.currency)
    if net <= zero or tax < zero or withholding < zero:
        raise DoesNotAdd(
            f"Credit note {number} is for {net} net, {tax} tax and {withholding} withheld; write what it takes back, without a minus."
        )


def _within(key: str, known: Invoice, number: str, *, net: Money, tax: Money, withholding: Money) -> None:
    for what, taken, left in (("net", net, known.net), ("tax", tax, known.tax), ("of withholding", withholding, known.withholding)):
        if taken > left:
            raise DoesNotAdd(
                f"Credit note {number} takes back {taken} {what}, and {key} has {left} {what} not credited yet. A credit note is never "
                f"more than its invoice."
            )
    rest, kept = known.net - net, known.withholding - withholding
    if kept and kept >= rest:
        raise DoesNotAdd(
            f"Credit note {number} leaves {rest} net of {key} and {kept} withheld. Say with --withholding what it gives back of the "
            f"withholding, at most {known.withholding}."
        )


def _by_line(key: str, known: Invoice, number: str, net: Money, nets: Sequence[tuple[str, Money]]) -> list[tuple[CostLine, Money]]:
    """What is credited of each line: an account's lines one after the other, as far as each goes."""
    if not nets:
        raise Misuse(f"Say what credit note {number} takes off: --line ACCOUNT NET for each account.")
    summed = total((some for _, some in nets), net.currency)
    if summed != net:
        raise DoesNotAdd(f"Credit note {number} is for {net} net but its lines sum to {summed}.")
    zero = Money.zero(net.currency)
    room = {line.line: line.net for line in known.lines}
    taken: dict[int, Money] = {}
    for account, asked in nets:
        rest = asked
        for line in (line for line in known.lines if line.account == account):
            some = min(rest, room[line.line]) if rest > zero else max(rest, room[line.line])
            if some and (some > zero) == (rest > zero):
                room[line.line], rest, taken[line.line] = room[line.line] - some, rest - some, taken.get(line.line, zero) + some
        if rest:
            raise DoesNotAdd(
                f"Credit note {number} takes back {asked} net on account {account}, where {key} has {asked - rest} not credited yet. "
                f"{key} stands on {_stands(known)}."
            )
    return [(line, taken[line.line]) for line in known.lines if line.line in taken]


def _stands(known: Invoice) -> str:
    return ", ".join(f"{line.account} with {line.net} net" for line in known.lines if line.net) or "no account any more"


def _taxes(key: str, number: str, tax: Money, parts: Sequence[tuple[CostLine, Money]]) -> list[Money]:
    """The tax of each line by largest remainder, never more than the line has; what does not fit goes to the next that has room."""
    zero = Money.zero(tax.currency)
    shares = split(tax, [max(net.units, 0) for _, net in parts])
    rooms = [line.tax or zero for line, _ in parts]
    taxes = [min(share, room) for share, room in zip(shares, rooms, strict=True)]
    over = tax - total(taxes, tax.currency)
    for n, room in enumerate(rooms):
        more = min(over, room - taxes[n])
        taxes[n], over = taxes[n] + more, over - more
    if over:
        where = ", ".join(sorted({line.account for line, _ in parts}))
        raise DoesNotAdd(
            f"Credit note {number} takes back {tax} tax, and the lines of {key} on account {where} have "
            f"{total(rooms, tax.currency)} not credited yet. Enter the figures as printed, on the accounts that carry the tax."
        )
    return taxes


def _reopened(key: str, known: Invoice, lines: Sequence[CostLine], ended: Collection[str]) -> tuple[CostLine, ...]:
    """The lines, each giving back what its cost relieved; credit notes that reopen all of a line give back exactly all of it."""
    posted, now = {line.line: line for line in known.posted}, {line.line: line for line in known.lines}
    done, told = dict(known.reopened), []
    given: dict[int, Relief] = {}
    for line in lines:
        first = known.origin.get(line.line, line.line)
        relief = posted[first].relieves
        if relief is None:
            told.append(line)
            continue
        if relief.document in ended:
            promise = relief.document.partition("/")[2]
            raise Refused(f"{promise} has ended and promises nothing any more, so {key} reopens nothing of it. Leave --reopen out.")
        done[first] = done.get(first, Money.zero(line.amount.currency)) - line.amount
        left = given.get(first, now[first].relieves)
        assert left is not None
        back = _back(posted[first], relief, left, done[first])
        given[first] = left.model_copy(update={"amount": left.amount + back.amount, "book_amount": left.book_amount + back.book_amount})
        told.append(line.model_copy(update={"relieves": back}))
    if not any(line.relieves for line in told):
        accounts = ", ".join(sorted({line.account for line in lines}))
        raise Refused(f"{key} relieved nothing with its cost on account {accounts}, so nothing is reopened. Leave --reopen out.")
    return tuple(told)


def _back(posted: CostLine, relief: Relief, left: Relief, credited: Money) -> Relief:
    """What is given back, as a minus, when so much of the posted line is credited in all: its cost, in the promise's currency."""
    own = credited if credited.currency == relief.amount.currency else part(relief.amount, credited, posted.amount)
    target = relief.amount if credited == posted.amount or abs(own.units) > abs(relief.amount.units) else own
    book = part(relief.book_amount, target, relief.amount)
    stays, stays_book = relief.amount - target, relief.book_amount - book
    return relief.model_copy(update={"amount": stays - left.amount, "book_amount": stays_book - left.book_amount})


def recode(key: str, known: Invoice, *, line: int, account: str, net: Money | None, segments: Mapping[str, str] | None,
           **estimated: Any) -> InvoiceRecoded:  # fmt: skip
    """Move cost of one line to another account, all of it or this much of its net, with what was paid of it.

    What it relieved stays where it was; what it took from an estimate is given back there, and taken on the account where it arrives,
    as `estimated` says (see from_estimate).
    Raises TooEarly, AlreadyDone, Unknown, DoesNotAdd.
    """
    known.posted_now(key)
    leaves, arrives = recoded(key, known.lines, line, account=account, net=net, segments=segments)
    was = next(one for one in known.lines if one.line == line)
    lines = (leaves, *from_estimate([arrives], **estimated))
    return InvoiceRecoded(lines=lines, settles=paid_with(leaves, arrives, was, known.settled), unplanned=bool(estimated.get("unplanned")))


def credited(known: Invoice, event: InvoiceCredited) -> Invoice:
    """The invoice after a credit note: its figures less what was taken back."""
    zero = Money.zero(event.net.currency)
    reopened = dict(known.reopened)
    for line in event.lines:
        if line.relieves:
            first = known.origin.get(line.line, line.line)
            reopened[first] = reopened.get(first, zero) - line.amount
    back = total((line.recoverable for line in event.lines if line.recoverable), event.net.currency)
    figures = {
        "net": known.net - event.net, "gross": known.gross - event.gross, "tax": known.tax - (event.tax or zero),
        "withholding": known.withholding - (event.withholding or zero), "recoverable": known.recoverable + back,
    }  # fmt: skip
    noted = (*known.credits, CreditNumber(number=event.number, dated=event.dated))
    told = {**figures, "lines": standing(known.lines, event.lines), "reopened": reopened, "credits": noted}
    return paid_on(known.model_copy(update=told), event.settles)


def moved(known: Invoice, event: InvoiceRecoded) -> Invoice:
    """The invoice after a recode: a line more, which remembers the posted line that it came from."""
    origin = came_from(known.origin, event.lines)
    return paid_on(known.model_copy(update={"lines": standing(known.lines, event.lines), "origin": origin}), event.settles)
