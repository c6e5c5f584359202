"""A purchase order is money promised to a vendor before it is spent.

A department raises it, someone with authority approves it, and from that moment its open lines are a commitment in the
cost report. Invoices relieve it. An amendment carries the differences and is approved again as a whole; closing and
voiding give back what is still open.

An order is never edited, and nothing is relieved below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.payable import in_order
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, OverBudget, TooEarly
from ledger.event import Event, Frozen, Move, Number, PartyId, Text, counted
from ledger.line import OrderedLine, differences, from_estimate, minus, ordered, over, spelled, taken_by_line, taking
from ledger.money import Money, total

MANY = 2


class Stage(StrEnum):
    """Where an order stands."""

    RAISED = "raised"
    APPROVED = "approved"
    AMENDED = "amended, to be approved again"
    CLOSED = "closed"
    VOIDED = "voided"


class PurchaseOrderRaised(Event):
    """A department asks to buy; nothing is promised yet."""

    vendor: PartyId
    description: Text
    lines: tuple[OrderedLine, ...]
    rate: Number | None = None
    dated: date | None = None
    due: date | None = None
    confirming: bool = False

    def sentence(self) -> str:
        what = "raised a confirming order" if self.confirming else "raised an order"
        return f"{what} to {self.vendor} for {spelled(self.lines)}: {self.description}"


class PurchaseOrderApproved(Event):
    """The promise is made: these lines are committed. After an amendment they are the differences."""

    lines: tuple[OrderedLine, ...]
    over_budget: bool = False
    unplanned: bool = False

    def sentence(self) -> str:
        how = taking(self.lines, unplanned=self.unplanned)
        return f"approved {spelled(self.lines)}{' over budget' if self.over_budget else ''}{how}"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class PurchaseOrderAmended(Event):
    """The order's lines as they shall be; the new total waits to be approved."""

    lines: tuple[OrderedLine, ...]

    def sentence(self) -> str:
        return f"amended the order to {spelled(self.lines)}, to be approved again"


class PurchaseOrderClosed(Event):
    """Nothing more will be delivered; the lines carry minus what is still open."""

    lines: tuple[OrderedLine, ...] = ()

    def sentence(self) -> str:
        return f"closed the order, giving back {spelled(self.lines, -1)}" if self.lines else "closed the order"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class PurchaseOrderVoided(Event):
    """The order is taken back before anything was invoiced; the lines carry minus what was promised."""

    lines: tuple[OrderedLine, ...] = ()

    def sentence(self) -> str:
        return f"voided the order, giving back {spelled(self.lines, -1)}" if self.lines else "voided the order"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class Offer(Frozen):
    """What somebody asks for what is ordered, net of recoverable tax."""

    party: PartyId
    amount: Money


class OffersCompared(Event):
    """The offers that were obtained for what is ordered, that of its vendor among them; a later comparison takes their place."""

    offers: tuple[Offer, ...] = Field(min_length=1)

    def sentence(self) -> str:
        return f"compared {counted(len(self.offers), 'offer')}: {', '.join(f'{one.party} {one.amount}' for one in self.offers)}"


PurchaseOrderEvent = (
    PurchaseOrderRaised | OffersCompared | PurchaseOrderApproved | PurchaseOrderAmended | PurchaseOrderClosed | PurchaseOrderVoided
)


class PurchaseOrder(Frozen):
    """What a decision about an order needs to know."""

    vendor: PartyId
    stage: Stage
    lines: tuple[OrderedLine, ...]
    approved: tuple[OrderedLine, ...] = ()
    rate: Number | None = None
    confirming: bool = False

    @property
    def amount(self) -> Money:
        """The order's total in the book's currency."""
        return total((line.book for line in self.lines), self.lines[0].book.currency)


def raise_order(*, vendor: str, description: str, lines: Sequence[OrderedLine], rate: Number | None = None, dated: date | None = None,
                due: date | None = None, confirming: bool = False) -> PurchaseOrderRaised:  # fmt: skip
    """Ask to buy. Raises DoesNotAdd when a line promises nothing or the lines are in two currencies, Misuse when it is due too early."""
    checked(lines)
    if dated:
        in_order("The order", dated, due)
    return PurchaseOrderRaised(
        vendor=vendor, description=description, lines=tuple(lines), rate=rate, dated=dated, due=due, confirming=confirming
    )


def approve(key: str, order: PurchaseOrder, *, left: Mapping[str, Money], planned: Mapping[str, Money], unplanned: bool = False,
            savings: Mapping[str, Money] | None = None, over_budget: bool = False) -> PurchaseOrderApproved:  # fmt: skip
    """Promise the money, if the accounts still have it; a confirming order is a fact of the world and is only flagged.

    `left` is final budget less cost and commitments by account, and `planned` the entered estimate to complete that the
    promise may use up (DESIGN: default min(ETC, amount)), both in the book's currency. `unplanned` uses up nothing of it, and
    `savings` say how much less the planned work costs. Raises OverBudget.
    """
    if order.stage not in (Stage.RAISED, Stage.AMENDED):
        way = "Amend it first if its amount has changed." if order.stage is Stage.APPROVED else "Raise another order."
        raise AlreadyDone(f"{key} is already {order.stage}. {way}")
    lines = differences(order.approved, order.lines)
    short = over(key, lines, left)
    if short and not (over_budget or order.confirming):
        raise OverBudget(short)
    lines = from_estimate(lines, planned, unplanned=unplanned, savings=savings)
    return PurchaseOrderApproved(lines=lines, over_budget=bool(short), unplanned=unplanned)


def amend(key: str, order: PurchaseOrder, *, lines: Sequence[OrderedLine]) -> PurchaseOrderAmended:
    """Say what the order shall be, on the days that it had where no others are given; nothing changes until it is approved again."""
    if order.stage in (Stage.CLOSED, Stage.VOIDED):
        raise AlreadyDone(f"{key} is already {order.stage}. Raise another order.")
    checked(lines)
    if lines[0].amount.currency != order.lines[0].amount.currency:
        raise DoesNotAdd(f"{key} is in {order.lines[0].amount.currency}, not {lines[0].amount.currency}. Void it and raise another.")
    days = {line.line: {"starts": line.starts, "ends": line.ends} for line in order.lines if line.starts or line.ends}
    kept = (line if line.starts or line.ends else line.model_copy(update=days.get(line.line)) for line in lines)
    return PurchaseOrderAmended(lines=tuple(kept))


def worked(lines: Sequence[OrderedLine], starts: date | None, ends: date | None) -> list[OrderedLine]:
    """The lines of an order whose work is done between these days. Raises Misuse."""
    if starts and ends and ends < starts:
        raise Misuse(f"The work would end on {ends}, before it starts on {starts}. Give --to {starts} or later.")
    return [line.model_copy(update={"starts": starts, "ends": ends}) for line in lines] if starts or ends else list(lines)


def compare_offers(key: str, order: PurchaseOrder, *, offers: Sequence[Offer]) -> OffersCompared:
    """Record what was asked for the same. Raises Misuse for one offer, an offer twice or none of the vendor; DoesNotAdd for its amount."""
    if order.stage in (Stage.CLOSED, Stage.VOIDED):
        raise AlreadyDone(f"{key} is already {order.stage}, and no offer for it counts any more.")
    parties = [one.party for one in offers]
    if len(offers) < MANY:
        raise Misuse(f"{counted(len(offers), 'offer')} for {key} cannot be compared. Give each: --offer PARTY AMOUNT --offer PARTY AMOUNT.")
    twice = next((party for party in parties if parties.count(party) > 1), None)
    if twice:
        raise Misuse(f"{twice} is named {parties.count(twice)} times among the offers for {key}. Give one offer of each.")
    if order.vendor not in parties:
        raise Misuse(f"{order.vendor}, the vendor of {key}, is not among the offers. Give theirs too, with another --offer.")
    currency = order.lines[0].amount.currency
    for one in offers:
        if one.amount.currency != currency:
            raise DoesNotAdd(f"{key} is in {currency} and the offer of {one.party} is {one.amount}. Give it in {currency}.")
        if one.amount <= Money.zero(currency):
            raise DoesNotAdd(f"The offer of {one.party} is {one.amount}; an offer asks more than nothing.")
    return OffersCompared(offers=tuple(offers))


def close(key: str, order: PurchaseOrder, *, still_open: Sequence[OrderedLine]) -> PurchaseOrderClosed:
    """Give back what was promised and not invoiced. `still_open` are the open lines, as positive amounts."""
    _promised(key, order)
    return PurchaseOrderClosed(lines=tuple(minus(line) for line in still_open if line.amount))


def void(key: str, order: PurchaseOrder, *, relieved: bool) -> PurchaseOrderVoided:
    """Take the order back. Refused once something was invoiced against it."""
    if order.stage in (Stage.CLOSED, Stage.VOIDED):
        raise AlreadyDone(f"{key} is already {order.stage}, and promises nothing any more.")
    if relieved:
        raise AlreadyDone(f"{key} has been invoiced against. Close it with topsheet po close {key}, which gives back what is open.")
    return PurchaseOrderVoided(lines=tuple(minus(line) for line in order.approved))


def checked(lines: Sequence[OrderedLine]) -> None:
    """Refuse an order without lines, with a line of nothing, or in two currencies."""
    if not lines:
        raise Misuse("An order needs at least one line: --line ACCOUNT AMOUNT.")
    for line in lines:
        if line.amount <= Money.zero(line.amount.currency):
            raise DoesNotAdd(f"Line {line.line} on account {line.account} is {line.amount}; an order promises more than nothing.")
        if line.amount.currency != lines[0].amount.currency:
            raise DoesNotAdd(f"Line {line.line} is in {line.amount.currency} and line 1 in {lines[0].amount.currency}; raise two orders.")


def _promised(key: str, order: PurchaseOrder) -> None:
    if order.stage in (Stage.CLOSED, Stage.VOIDED):
        raise AlreadyDone(f"{key} is already {order.stage}, and promises nothing any more.")
    if not order.approved:
        raise TooEarly(f"{key} was never approved, so nothing is open. Void it with topsheet po void {key}.")


def evolve(order: PurchaseOrder | None, event: PurchaseOrderEvent) -> PurchaseOrder:
    """Fold one fact into what is known."""
    match event:
        case PurchaseOrderRaised():
            return PurchaseOrder(vendor=event.vendor, stage=Stage.RAISED, lines=event.lines, rate=event.rate, confirming=event.confirming)
        case OffersCompared():
            assert order is not None
            return order
        case PurchaseOrderApproved():
            assert order is not None
            taken = taken_by_line((*order.approved, *event.lines))
            now = tuple(line.model_copy(update={"from_estimate": taken.get((line.line, line.account))}) for line in order.lines)
            return order.model_copy(update={"stage": Stage.APPROVED, "lines": now, "approved": now})
        case PurchaseOrderAmended():
            assert order is not None
            return order.model_copy(update={"stage": Stage.AMENDED, "lines": event.lines})
        case PurchaseOrderClosed():
            assert order is not None
            return order.model_copy(update={"stage": Stage.CLOSED})
        case PurchaseOrderVoided():
            assert order is not None
            return order.model_copy(update={"stage": Stage.VOIDED})
        case _:
            assert_never(event)


LIFE = (PurchaseOrderRaised, OffersCompared, PurchaseOrderApproved, PurchaseOrderAmended, PurchaseOrderClosed, PurchaseOrderVoided)
PURCHASE_ORDER = Aggregate("purchase-order", "PO", LIFE, evolve)
