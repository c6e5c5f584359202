"""A payroll is one batch of timecards as the payroll company or the office ran it: a fact of the world, with many lines.

It is posted once its lines tie to its control totals, and is cost on that day: straight time, overtime, penalties, allowances
and fringes, person by person. Straight time uses up what the engagement guarantees, at the deal's rate; everything on top is
cost and uses up nothing. It is paid as a whole. What was wrong is reversed, which turns around every line and frees the
batch's number and its file.

A payroll is never edited, and a paid one is not reversed before the payment has come back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.pay_line import PaidPayLine, PayLine, by_component
from ledger.aggregates.payable import FILES, in_order, printable
from ledger.distribution import came_from, carried, recoded, settled, standing
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse
from ledger.event import Claim, Event, Frozen, Move, Number, PartyId, Text, counted
from ledger.line import cost, from_estimate, reversed_cost, taking
from ledger.money import Money, tie, total


class Stage(StrEnum):
    """Where a payroll stands."""

    POSTED = "posted"
    PAID = "paid"
    REVERSED = "reversed"


class ImportedFile(Frozen):
    """The file that a document was read from, by its name and its digest."""

    file: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PayrollPosted(Event):
    """A batch is cost now, and uses up what the engagements guarantee.

    `total` is its control total, in the batch's currency; `withheld` is kept from the people for the tax office; `rate` is book
    units for one unit of that currency; `vendor` is the payroll company, which is paid.
    """

    number: Text
    dated: date
    total: Money
    lines: tuple[PayLine, ...]
    vendor: PartyId | None = None
    due: date | None = None
    withheld: Money | None = None
    rate: Number | None = None
    imported: ImportedFile | None = None
    unplanned: bool = False

    def sentence(self) -> str:
        whose = f" of {self.vendor}" if self.vendor else ""
        sums = ", ".join(f"{pay} {amount}" for pay, amount in by_component(self.lines).items() if amount)
        persons = counted(len({line.party for line in self.lines}), "person")
        rows = counted(len({line.row for line in self.lines}), "row")
        how = f"({sums}){_using(self.lines)}{taking(self.lines, unplanned=self.unplanned)}"
        return f"posted payroll {self.number}{whose}, dated {self.dated}: {self.total} for {persons} in {rows} {how}"

    def moves(self, document: str) -> Iterable[Move]:
        return cost(self.lines, document)

    def claims(self) -> Iterable[Claim]:
        return claimed(self.vendor, self.number, self.dated, self.imported)


class PayrollPaid(Event):
    """The whole payable left the bank, or came back: the payment settles every line, or with a minus opens it again."""

    paid: date
    amount: Money
    lines: tuple[PaidPayLine, ...]
    means: Text | None = None
    reference: Text | None = None

    def sentence(self) -> str:
        how = f" by {self.means}" if self.means else ""
        if self.amount < Money.zero(self.amount.currency):
            return f"had {-self.amount} come back on {self.paid}{how}"
        return f"paid {self.amount} on {self.paid}{how}"

    def moves(self, document: str) -> Iterable[Move]:
        return settled(self.lines, document)


class PayrollRecoded(Event):
    """Cost of one person's pay belongs elsewhere: minus on the line that it leaves, plus on a new one, nothing in sum.

    `settles` is what was paid of it, which moves with it.
    """

    lines: tuple[PayLine, ...]
    settles: tuple[PaidPayLine, ...] = ()
    unplanned: bool = False

    def sentence(self) -> str:
        leaves, arrives = self.lines
        whose = f"{arrives.pay} of {arrives.party}"
        return f"recoded {arrives.amount} of {whose} {carried(leaves, arrives)}{taking([arrives], unplanned=self.unplanned)}"

    def moves(self, document: str) -> Iterable[Move]:
        return [*cost(self.lines, document), *settled(self.settles, document)]


class PayrollReversed(Event):
    """The batch should not have been recorded so: the lines carry minus what was posted."""

    number: Text
    dated: date
    lines: tuple[PayLine, ...]
    vendor: PartyId | None = None
    imported: ImportedFile | None = None

    def sentence(self) -> str:
        back = total((line.amount for line in self.lines), self.lines[0].amount.currency)
        return f"reversed payroll {self.number}: {back}{_using(self.lines)}"

    def moves(self, document: str) -> Iterable[Move]:
        return cost(self.lines, document)

    def releases(self) -> Iterable[Claim]:
        return claimed(self.vendor, self.number, self.dated, self.imported)


PayrollEvent = PayrollPosted | PayrollPaid | PayrollRecoded | PayrollReversed


class Payroll(Frozen):
    """What a decision about a payroll needs to know; a line that a recode made has its `origin`, the line that was posted."""

    stage: Stage
    number: Text
    dated: date
    total: Money
    withheld: Money
    lines: tuple[PayLine, ...]
    origin: dict[int, int] = Field(default_factory=dict)
    vendor: PartyId | None = None
    imported: ImportedFile | None = None

    @property
    def payable(self) -> Money:
        """What leaves the bank for it: the total less what is kept for the tax office."""
        return self.total - self.withheld


def claimed(vendor: str | None, number: str, dated: date, imported: ImportedFile | None) -> list[Claim]:
    """The batch's number, used once in a year, and its file, read once."""
    whose = f"payrolls of {vendor}" if vendor else "payrolls of the production"
    return [Claim(f"{whose} in {dated.year}", number), *([Claim(FILES, imported.sha256)] if imported else [])]


def _using(lines: Sequence[PayLine]) -> str:
    reliefs = [line.relieves for line in lines if line.relieves]
    if not reliefs:
        return ""
    amount = total((relief.book_amount for relief in reliefs), reliefs[0].book_amount.currency)
    given = amount < Money.zero(amount.currency)
    engagements = counted(len({relief.document for relief in reliefs}), "engagement")
    return f", giving back {-amount} of {engagements}" if given else f", relieving {engagements} by {amount}"


def ties(what: str, lines: Sequence[PayLine], stated: Money, *, rows: int | None = None, persons: int | None = None) -> None:
    """Hold a batch against its control totals. Raises DoesNotAdd with both figures."""
    tie(what, total((line.amount for line in lines), stated.currency), stated)
    counts = (("row", rows, len({line.row for line in lines})), ("person", persons, len({line.party for line in lines})))
    for noun, said, counts_to in counts:
        if said is not None and said != counts_to:
            raise DoesNotAdd(
                f"{what} has {counted(counts_to, noun)} and the control count is {said:,}; nothing was recorded. Correct one of them."
            )


def post(*, on: date, number: str, dated: date, lines: Sequence[PayLine], stated: Money, planned: Mapping[str, Money],
         vendor: str | None = None, due: date | None = None, withheld: Money | None = None, rate: Decimal | None = None,
         imported: ImportedFile | None = None, unplanned: bool = False,
         savings: Mapping[str, Money] | None = None) -> PayrollPosted:  # fmt: skip
    """Make a batch cost. `lines` say what they relieve. Raises Misuse, DoesNotAdd."""
    printable("The payroll", number)
    zero = Money.zero(stated.currency)
    if dated > on:
        raise Misuse(f"Payroll {number} is dated {dated}, after the day on which it is posted, {on}. Give the day that is printed on it.")
    in_order(f"Payroll {number}", dated, due)
    if stated <= zero:
        raise DoesNotAdd(f"Payroll {number} comes to {stated}; a payroll pays more than nothing. Put a correction into the next one.")
    if withheld is not None and not zero <= withheld < stated:
        raise DoesNotAdd(
            f"Payroll {number} comes to {stated}, from which {withheld} cannot be withheld. "
            f"Withhold {zero} or more, and less than {stated}."
        )
    ties(f"Payroll {number}", lines, stated)
    told = from_estimate(lines, planned, unplanned=unplanned, savings=savings)
    return PayrollPosted(number=number, dated=dated, total=stated, lines=told, vendor=vendor, due=due, withheld=withheld or None,
        rate=rate, imported=imported, unplanned=unplanned)  # fmt: skip


def pay(key: str, known: Payroll, *, paid: date, means: str | None = None, reference: str | None = None) -> PayrollPaid:
    """Pay all of it. Raises AlreadyDone."""
    if known.stage is not Stage.POSTED:
        raise AlreadyDone(f"{key} is already {known.stage}. {_after(key, known.stage)}")
    return PayrollPaid(paid=paid, amount=known.payable, lines=_settled(known.lines), means=means, reference=reference)


def come_back(key: str, known: Payroll, *, paid: date, means: str | None = None, reference: str | None = None) -> PayrollPaid:
    """The payment came back; all of it is owed again. Raises AlreadyDone when there is none."""
    if known.stage is not Stage.PAID:
        way = f"Pay it first: topsheet payroll pay {key}." if known.stage is Stage.POSTED else _after(key, known.stage)
        raise AlreadyDone(f"{key} is {known.stage} and not paid, so no payment of it can come back. {way}")
    lines = tuple(line.turned() for line in _settled(known.lines))
    return PayrollPaid(paid=paid, amount=-known.payable, lines=lines, means=means, reference=reference)


def _after(key: str, stage: Stage) -> str:
    """What can still be done about a payroll that is paid or reversed."""
    if stage is Stage.PAID:
        return f"If the money came back, record that: topsheet payroll pay {key} --came-back."
    return "Its number and its file are free: post the right file with topsheet payroll post."


def _settled(lines: Iterable[PayLine]) -> tuple[PaidPayLine, ...]:
    return tuple(
        PaidPayLine(line=line.line, account=line.account, amount=line.amount, book_amount=line.book_amount, party=line.party)
        for line in lines
        if line.amount or line.book
    )


def recode(key: str, known: Payroll, *, line: int, account: str, net: Money | None, segments: Mapping[str, str] | None,
           **estimated: Any) -> PayrollRecoded:  # fmt: skip
    """Move cost of one line to another account, all of it or this much, with its payment. What it relieved stays where it was.

    `estimated` is what from_estimate wants. Raises AlreadyDone, Unknown, DoesNotAdd.
    """
    if known.stage is Stage.REVERSED:
        raise AlreadyDone(f"{key} is already {known.stage}. {_after(key, known.stage)}")
    leaves, arrives = (
        one.model_copy(update={"units": None, "hours": None, "derived": False})
        for one in recoded(key, known.lines, line, account=account, net=net, segments=segments)
    )
    (arrives,) = from_estimate([arrives], **estimated)
    settles = _settled((leaves, arrives)) if known.stage is Stage.PAID else ()
    return PayrollRecoded(lines=(leaves, arrives), settles=settles, unplanned=bool(estimated.get("unplanned")))


def reverse(key: str, known: Payroll, *, ended: Collection[str] = ()) -> PayrollReversed:
    """Turn it around; what it used up is guaranteed again, unless that engagement has `ended`. Raises AlreadyDone."""
    if known.stage is Stage.REVERSED:
        raise AlreadyDone(f"{key} is already reversed. {_after(key, known.stage)}")
    if known.stage is Stage.PAID:
        back = f"topsheet payroll pay {key} --came-back"
        raise AlreadyDone(f"{key} has {known.payable} paid. When the money is back, record it with {back}; then reverse the payroll.")
    lines = tuple(reversed_cost(line, ended) for line in known.lines if line.net or line.relieves)
    return PayrollReversed(number=known.number, dated=known.dated, lines=lines, vendor=known.vendor, imported=known.imported)


def evolve(known: Payroll | None, event: PayrollEvent) -> Payroll:
    """Fold one fact into what is known."""
    match event:
        case PayrollPosted():
            return Payroll(
                stage=Stage.POSTED, number=event.number, dated=event.dated, total=event.total,
                withheld=event.withheld or Money.zero(event.total.currency), lines=event.lines, vendor=event.vendor,
                imported=event.imported,
            )  # fmt: skip
        case PayrollPaid():
            assert known is not None
            gone = event.amount > Money.zero(event.amount.currency)
            return known.model_copy(update={"stage": Stage.PAID if gone else Stage.POSTED})
        case PayrollRecoded():
            assert known is not None
            origin = came_from(known.origin, event.lines)
            return known.model_copy(update={"lines": standing(known.lines, event.lines), "origin": origin})
        case PayrollReversed():
            assert known is not None
            return known.model_copy(update={"stage": Stage.REVERSED})
        case _:
            assert_never(event)


PAYROLL = Aggregate("payroll", "PR", (PayrollPosted, PayrollPaid, PayrollRecoded, PayrollReversed), evolve)
