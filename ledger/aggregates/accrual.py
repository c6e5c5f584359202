"""An accrual is the cost of work that is done and not invoiced yet, so that a period's report does not look cheaper than it was.

It is made in a period and stands until the period's last day, inside the commitments. On a line of an order it counts as far
as it is more than what the line has open, so nothing counts twice; without an order it uses up planned work, as a cost does.
It is reversed in the next period by itself, by the invoice that names it, or by hand.

An accrual is never changed: it is reversed, and another one is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.period import Period
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, TooLate
from ledger.event import Count, Event, Frozen, Key, Move, PartyId, Text
from ledger.line import OrderedLine, from_estimate, spelled, taking
from ledger.money import Money


class Promised(Frozen):
    """The line of an order or engagement on which the work was done."""

    document: Text
    line: Count


class AccruedLine(OrderedLine):
    """Work that is done on an account, signed plus when accrued; on a promised line in the promise's currency, at its rate."""

    promise: Promised | None = None


class AccrualMade(Event):
    """Work of this period is done and not invoiced; `until` is the last day on which it counts."""

    period: Key
    until: date
    description: Text
    lines: tuple[AccruedLine, ...] = Field(min_length=1)
    vendor: PartyId | None = None
    unplanned: bool = False

    def sentence(self) -> str:
        whose = f" by {self.vendor}" if self.vendor else ""
        how = taking([line for line in self.lines if not line.promise], unplanned=self.unplanned)
        what = f"{spelled(self.lines)}{_of(self.lines)}"
        return f"accrued {what} in {self.period}, work done{whose} and not invoiced{how}: {self.description}"

    def moves(self, document: str) -> Iterable[Move]:
        return accrued(self.lines, document)


class AccrualReversed(Event):
    """It stands no more: `due` when its period was over, or answered by the `invoice`. The lines carry minus what was accrued."""

    lines: tuple[AccruedLine, ...]
    invoice: Text | None = None
    due: bool = False

    def sentence(self) -> str:
        why = f", answered by {self.invoice.partition('/')[2]}" if self.invoice else ", its period being over" if self.due else ""
        return f"reversed the accrual of {spelled(self.lines, -1)}{why}"

    def moves(self, document: str) -> Iterable[Move]:
        return accrued(self.lines, document)


AccrualEvent = AccrualMade | AccrualReversed


class Accrual(Frozen):
    """What is accrued in which period, and whether it still stands."""

    period: Key
    until: date
    lines: tuple[AccruedLine, ...]
    vendor: PartyId | None = None
    standing: bool = True


def accrued(lines: Sequence[AccruedLine], document: str) -> list[Move]:
    """The moves of accrued lines: on the promised line where there is one, else on the accrual's own; and what they take."""
    moves = []
    for line in lines:
        where = (line.promise.document, line.promise.line) if line.promise else (document, line.line)
        moves.append(Move("accrued", line.account, line.amount, line.book, *where))
        if line.from_estimate:
            moves.append(Move("from_estimate", line.account, line.from_estimate, line.from_estimate, document, line.line))
    return moves


def make(*, period: str, days: Period, on: date, issued: date | None, description: str, lines: Sequence[AccruedLine],
         planned: Mapping[str, Money], unplanned: bool = False, savings: Mapping[str, Money] | None = None,
         vendor: str | None = None, standing: Mapping[str, Accrual] | None = None) -> AccrualMade:  # fmt: skip
    """Say what work of a period is done and not invoiced. `issued` is the last day of the latest issued cost report.

    What is on a promised line was planned when it was promised; what is not takes from the estimate. Work that is the same to the
    cent as a `standing` accrual is taken for that one. Raises DoesNotAdd, TooLate, AlreadyDone.
    """
    if issued and days.ends <= issued:
        raise TooLate(f"{period} ends on {days.ends}, and the cost report up to {issued} is issued. Accrue it in a later period: --period.")
    if on < days.starts:
        raise Misuse(f"{period} begins on {days.starts}, after {on}. Work that is done by {on} is accrued in the period of that day.")
    for line in lines:
        if line.amount <= Money.zero(line.amount.currency):
            raise DoesNotAdd(
                f"{line.amount} on account {line.account} is no work done. Accrue more than {Money.zero(line.amount.currency)}."
            )
    for key, known in (standing or {}).items():
        if (known.period, known.vendor, _work(known.lines)) == (period, vendor, _work(lines)):
            raise AlreadyDone(
                f"{key} accrues the same in {period} already: {spelled(lines)}{_of(lines)}. If it is other work, say so with --again; if "
                f"{key} is wrong, reverse it first: topsheet accrual reverse {key} --reason TEXT."
            )
    own = from_estimate([line for line in lines if not line.promise], planned, unplanned=unplanned, savings=savings)
    taken = {line.line: line.from_estimate for line in own}
    told = tuple(line.model_copy(update={"from_estimate": taken.get(line.line)}) for line in lines)
    return AccrualMade(period=period, until=days.ends, description=description, lines=told, vendor=vendor, unplanned=unplanned)


def _work(lines: Sequence[AccruedLine]) -> list[tuple[str, int, str, str, int]]:
    """What makes an accrual's work the same as another's: accounts, amounts and promised lines, in any order."""
    return sorted(
        (line.account, line.amount.units, line.amount.currency, *((line.promise.document, line.promise.line) if line.promise else ("", 0)))
        for line in lines
    )


def _of(lines: Sequence[AccruedLine]) -> str:
    return next((f" of {line.promise.document.partition('/')[2]}" for line in lines if line.promise), "")


def reverse(key: str, known: Accrual, *, on: date, estimated: Collection[str] = (), invoice: str | None = None) -> AccrualReversed:
    """Turn it around. `estimated` are the accounts whose estimate to complete is entered.

    By hand it gives back what it took. When its period is over or its invoice has come, the work is still to be paid: all of it
    goes back into the entered estimate, where the invoice finds it, so that the final cost does not move. Raises AlreadyDone.
    """
    if not known.standing:
        raise AlreadyDone(f"{key} is already reversed. What was accrued in {known.period} counts no more; make another one.")
    due = on > known.until
    lines = []
    for line in known.lines:
        back = -line.from_estimate if line.from_estimate else None
        whole = (due or invoice) and line.account in estimated and not line.promise
        lines.append(line.turned().model_copy(update={"from_estimate": -line.book if whole else back}))
    return AccrualReversed(lines=tuple(lines), invoice=invoice, due=due and not invoice)


def ends_on(known: Accrual, on: date, issued: date | None) -> date:
    """The day from which it counts no more: the one asked for, at the latest the first open day after its period."""
    return min(on, max(known.until, issued or known.until) + timedelta(days=1))


def given_back(events: Iterable[AccrualReversed]) -> dict[str, Money]:
    """What reversals put back into the estimates, by account."""
    back: dict[str, Money] = {}
    for line in (line for event in events for line in event.lines):
        if line.from_estimate:
            back[line.account] = back[line.account] - line.from_estimate if line.account in back else -line.from_estimate
    return back


def evolve(known: Accrual | None, event: AccrualEvent) -> Accrual:
    """Fold one fact into what is known."""
    match event:
        case AccrualMade():
            return Accrual(period=event.period, until=event.until, lines=event.lines, vendor=event.vendor)
        case AccrualReversed():
            assert known is not None
            return known.model_copy(update={"standing": False})
        case _:
            assert_never(event)


ACCRUAL = Aggregate("accrual", "AC", (AccrualMade, AccrualReversed), evolve)
