"""An invoice is what a vendor asks for work done: a fact of the world, recorded even when it breaks a limit.

It is entered as it is printed, approved by someone with authority, posted to accounts as cost, and paid. Cost is net plus
the tax that cannot be recovered; payable is gross less what is withheld. A posting relieves the order it answers. What was
wrong is reversed, which turns around every line and frees the vendor's number.

An invoice is never edited after it is posted, and a paid one is not reversed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from ledger.aggregate import Aggregate
from ledger.aggregates.correction import InvoiceCredited, InvoiceRecoded, credited, moved
from ledger.aggregates.payable import (
    CreditNumber,
    ImportedRow,
    Invoice,
    Stage,
    after_it,
    credit_number_of,
    in_order,
    number_of,
    paid_on,
    printable,
)
from ledger.distribution import settled, settling
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, TooEarly
from ledger.event import Claim, Event, Move, Number, PartyId, Text
from ledger.line import CostLine, PaidLine, cost, from_estimate, reversed_cost, taking
from ledger.money import Money, split, total


class InvoiceEntered(Event):
    """A vendor asks for money: the figures as printed, in the invoice's currency.

    `gross` = net + tax; `recoverable` is the part of the tax that comes back; `withholding` is kept from the vendor for the
    tax office. `rate` is book units for one unit of the invoice's currency.
    """

    vendor: PartyId
    number: Text
    dated: date
    net: Money
    gross: Money
    tax_code: Text | None = None
    tax: Money | None = None
    recoverable: Money | None = None
    withholding: Money | None = None
    rate: Number | None = None
    description: Text | None = None
    received: date | None = None
    due: date | None = None
    means: Text | None = None
    order: Text | None = None
    imported: ImportedRow | None = None

    def sentence(self) -> str:
        return f"entered invoice {self.number} of {self.vendor}, dated {self.dated}, for {self.gross} gross, {self.net} net"

    def claims(self) -> Iterable[Claim]:
        return (number_of(self.vendor, self.number, self.dated), *([self.imported.claim] if self.imported else []))


class InvoiceApproved(Event):
    """Someone with authority agrees that it is owed."""

    def sentence(self) -> str:
        return "approved the invoice"


class InvoicePosted(Event):
    """It is cost now, on these accounts, and relieves what was promised for it."""

    lines: tuple[CostLine, ...]
    unplanned: bool = False

    def sentence(self) -> str:
        parts = ", ".join(f"{line.amount} on account {line.account}{_relieving(line)}" for line in self.lines)
        return f"posted {parts}{taking(self.lines, unplanned=self.unplanned)}"

    def moves(self, document: str) -> Iterable[Move]:
        return cost(self.lines, document)


class InvoicePaid(Event):
    """Money went to the vendor: `amount` of the payable, and the part of each cost line that it settles."""

    paid: date
    amount: Money
    lines: tuple[PaidLine, ...]
    means: Text | None = None
    reference: Text | None = None

    def sentence(self) -> str:
        return f"paid {self.amount} on {self.paid}{f' by {self.means}' if self.means else ''}"

    def moves(self, document: str) -> Iterable[Move]:
        return settled(self.lines, document)


class InvoiceReversed(Event):
    """The invoice should not have been recorded so: the lines carry minus what is left of what was posted.

    `credits` are its credit notes, whose numbers are free again too.
    """

    vendor: PartyId
    number: Text
    dated: date
    lines: tuple[CostLine, ...] = ()
    credits: tuple[CreditNumber, ...] = ()
    imported: ImportedRow | None = None

    def sentence(self) -> str:
        parts = ", ".join(f"{line.amount} on account {line.account}" for line in self.lines)
        return f"reversed the invoice{f': {parts}' if parts else ', before it was posted'}"

    def moves(self, document: str) -> Iterable[Move]:
        return cost(self.lines, document)

    def releases(self) -> Iterable[Claim]:
        noted = (credit_number_of(self.vendor, one.number, one.dated) for one in self.credits)
        read = [self.imported.claim] if self.imported else []
        return (number_of(self.vendor, self.number, self.dated), *noted, *read)


InvoiceEvent = InvoiceEntered | InvoiceApproved | InvoicePosted | InvoicePaid | InvoiceCredited | InvoiceRecoded | InvoiceReversed


def _relieving(line: CostLine) -> str:
    if not line.relieves:
        return ""
    relief, final = line.relieves, ", final" if line.relieves.final else ""
    return f" (relieving {relief.document.partition('/')[2]} line {relief.line} by {relief.amount}{final})"


def _relieves(line: CostLine) -> bool:
    return bool(line.relieves and (line.relieves.amount or line.relieves.book_amount))


def enter(*, on: date, vendor: str, number: str, dated: date, net: Money, gross: Money, tax: Money, recoverable: Money, withholding: Money,
          tax_code: str | None = None, rate: Decimal | None = None, description: str | None = None, received: date | None = None,
          due: date | None = None, means: str | None = None, order: str | None = None,
          imported: ImportedRow | None = None) -> InvoiceEntered:  # fmt: skip
    """Record what is printed. Raises DoesNotAdd when net and tax are not gross, or a part is more than its whole."""
    printable("The invoice", number)
    if net + tax != gross:
        raise DoesNotAdd(f"Invoice {number} says {gross} gross, but {net} net and {tax} tax are {net + tax}. Enter the figures as printed.")
    zero = Money.zero(net.currency)
    if dated > on:
        raise Misuse(f"Invoice {number} is dated {dated}, after the day on which it is entered, {on}. Give the day that is printed on it.")
    in_order(f"Invoice {number}", dated, due)
    if net <= zero or tax < zero:
        raise DoesNotAdd(
            f"Invoice {number} is for {net} net and {tax} tax; an invoice asks for more than nothing. What a vendor gives back is a credit "
            "note: topsheet invoice credit."
        )
    if not zero <= recoverable <= tax:
        raise DoesNotAdd(f"Invoice {number} has {tax} tax, of which {recoverable} cannot be recoverable. Give at most {tax}.")
    if not zero <= withholding < net:
        raise DoesNotAdd(
            f"Invoice {number} is for {net} net, from which {withholding} cannot be withheld. Withhold {zero} or more, and less than {net}."
        )
    if tax and not tax_code:
        raise Misuse(f"Invoice {number} has {tax} tax. Name its tax code with --tax-code, such as IVA21.")
    return InvoiceEntered(
        vendor=vendor, number=number, dated=dated, net=net, gross=gross, tax_code=tax_code, tax=tax or None,
        recoverable=recoverable or None, withholding=withholding or None, rate=rate, description=description, received=received,
        due=due, means=means, order=order, imported=imported,
    )  # fmt: skip


def approve(key: str, known: Invoice) -> InvoiceApproved:
    """Agree that it is owed. Raises AlreadyDone."""
    if known.stage is not Stage.ENTERED:
        raise AlreadyDone(f"{key} is already {known.stage}. {after_it(key, known.stage)}")
    return InvoiceApproved()


def _postable(key: str, known: Invoice) -> None:
    if known.stage not in (Stage.ENTERED, Stage.APPROVED):
        raise AlreadyDone(f"{key} is already {known.stage}. {after_it(key, known.stage)}")


def coded(key: str, known: Invoice, nets: Sequence[tuple[str, Money]], **common: Any) -> list[CostLine]:
    """The cost lines of net amounts by account, each with its share of the tax by largest remainder. Raises AlreadyDone, DoesNotAdd."""
    if not nets:
        raise Misuse(f"Say where {key} is posted: --line ACCOUNT NET for each account.")
    summed = total((net for _, net in nets), known.net.currency)
    if summed != known.net:
        _postable(key, known)  # of an invoice that is posted, no sum is the right one
        difference = known.net - summed
        way = "too little" if difference > Money.zero(difference.currency) else "too much"
        raise DoesNotAdd(f"{key} is for {known.net} net but its lines sum to {summed} ({max(difference, -difference)} {way}).")
    weights = [max(net.units, 0) for _, net in nets]
    taxes, backs = split(known.tax, weights), split(known.recoverable, weights)
    return [
        CostLine(line=n, account=account, net=net, amount=net + tax - back, tax_code=known.tax_code, tax=tax or None,
                 recoverable=back or None, **common)
        for n, ((account, net), tax, back) in enumerate(zip(nets, taxes, backs, strict=True), 1)
    ]  # fmt: skip


def post(key: str, known: Invoice, *, lines: Sequence[CostLine], planned: Mapping[str, Money], unplanned: bool = False,
         savings: Mapping[str, Money] | None = None) -> InvoicePosted:  # fmt: skip
    """Make it cost. Raises TooEarly before approval, AlreadyDone, Misuse, DoesNotAdd."""
    if known.stage is Stage.ENTERED:
        raise TooEarly(f"{key} is not approved yet. Approve it first: topsheet invoice approve {key}.")
    _postable(key, known)
    for line in lines:
        if line.worked_from and line.worked_to and line.worked_to < line.worked_from:
            raise Misuse(f"{key} would be worked up to {line.worked_to}, before {line.worked_from}, its first day. Give them in order.")
    summed = total((line.amount for line in lines), known.net.currency)
    if summed != known.cost:
        raise DoesNotAdd(f"{key} costs {known.cost} but its lines sum to {summed}.")
    return InvoicePosted(lines=from_estimate(lines, planned, unplanned=unplanned, savings=savings), unplanned=unplanned)


def pay(
    key: str, known: Invoice, *, paid: date, amount: Money | None = None, means: str | None = None, reference: str | None = None
) -> InvoicePaid:
    """Pay all of it, an instalment, or less than nothing when money comes back.

    The parts of the cost lines that are settled always sum to the cost. Raises TooEarly, AlreadyDone, DoesNotAdd.
    """
    known.posted_now(key)
    owed, zero = known.owed, Money.zero(known.paid.currency)
    if not owed and not (amount and amount < zero):
        raise AlreadyDone(f"{key} is already {known.stage}. {after_it(key, known.stage)}")
    amount = owed if amount is None else amount
    if not (-known.paid <= amount < zero or zero < amount <= owed):
        raise DoesNotAdd(
            f"{key} has {owed} left to pay and {known.paid} paid, so {amount} cannot be paid or come back. Pay at most {owed}; what came "
            "back has a minus."
        )
    lines = settling(known.lines, known.settled, paid=known.paid + amount, payable=known.payable, beyond=-owed)
    return InvoicePaid(paid=paid, amount=amount, lines=lines, means=means, reference=reference)


def reverse(key: str, known: Invoice, *, ended: Collection[str] = ()) -> InvoiceReversed:
    """Turn it around; what it relieved is open again, unless that promise has `ended`. Raises AlreadyDone when it is paid or reversed."""
    if known.stage is Stage.REVERSED:
        raise AlreadyDone(f"{key} is already reversed. {after_it(key, known.stage)}")
    if known.paid:
        back = f"topsheet invoice pay {key} --amount -{known.paid.plain()}"
        raise AlreadyDone(f"{key} has {known.paid} paid. When the money is back, record it with {back}; then reverse the invoice.")
    lines = tuple(reversed_cost(line, ended) for line in known.lines if line.net or line.amount or _relieves(line))
    return InvoiceReversed(vendor=known.vendor, number=known.number, dated=known.dated, lines=lines, credits=known.credits,
                           imported=known.imported)  # fmt: skip


def evolve(known: Invoice | None, event: InvoiceEvent) -> Invoice:
    """Fold one fact into what is known."""
    match event:
        case InvoiceEntered():
            zero = Money.zero(event.net.currency)
            return Invoice(
                vendor=event.vendor, number=event.number, dated=event.dated, stage=Stage.ENTERED, net=event.net, tax=event.tax or zero,
                recoverable=event.recoverable or zero, withholding=event.withholding or zero, gross=event.gross, tax_code=event.tax_code,
                rate=event.rate, order=event.order, imported=event.imported, paid=zero,
            )  # fmt: skip
        case InvoiceApproved():
            assert known is not None
            return known.model_copy(update={"stage": Stage.APPROVED})
        case InvoicePosted():
            assert known is not None
            return known.model_copy(update={"stage": Stage.POSTED, "lines": event.lines, "posted": event.lines})
        case InvoicePaid():
            assert known is not None
            return paid_on(known.model_copy(update={"paid": known.paid + event.amount}), event.lines)
        case InvoiceCredited():
            assert known is not None
            return credited(known, event)
        case InvoiceRecoded():
            assert known is not None
            return moved(known, event)
        case InvoiceReversed():
            assert known is not None
            return known.model_copy(update={"stage": Stage.REVERSED})
        case _:
            assert_never(event)


EVENTS = (InvoiceEntered, InvoiceApproved, InvoicePosted, InvoicePaid, InvoiceCredited, InvoiceRecoded, InvoiceReversed)
INVOICE = Aggregate("invoice", "I", EVENTS, evolve)
