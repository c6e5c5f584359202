"""An engagement is a hire: a person's work promised by deal lines, from the day they start to the day they finish.

What is guaranteed, units times rate with its fringes, is committed from the moment the hire is approved; units beyond the
guarantee are an estimate and promise nothing. A change or an extension carries the differences. A release frees what is
still open, but for what is owed for days worked and not yet paid, unless the deal is pay or play; what stays promised is
relieved by the payroll of those days, and closing frees what is left of it.

A deal is never edited, and a released person is engaged anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.aggregates.deal import DealLine, OwedUnits, freed, kept
from ledger.errors import AlreadyDone, Misuse, OverBudget, TooEarly
from ledger.event import Event, Frozen, Move, Number, PartyId, Text
from ledger.line import OrderedLine, differences, from_estimate, minus, ordered, over, spelled, taken_by_line, taking
from ledger.money import Money, plain


class Stage(StrEnum):
    """Where an engagement stands."""

    ENGAGED = "engaged"
    RELEASED = "released"
    CLOSED = "closed"


class PersonEngaged(Event):
    """The hire is approved: the guaranteed lines and their fringes are committed."""

    party: PartyId
    role: Text
    department: Text
    starts: date
    ends: date
    deal: tuple[DealLine, ...]
    lines: tuple[OrderedLine, ...]
    rate: Number | None = None
    pay_or_play: bool = False
    over_budget: bool = False
    unplanned: bool = False

    def sentence(self) -> str:
        how = " pay or play" if self.pay_or_play else ""
        over_it = " over budget" if self.over_budget else ""
        return (
            f"engaged {self.party} as {self.role}{how} from {self.starts} to {self.ends}, guaranteeing "
            f"{spelled(self.lines) or 'nothing'}{over_it}{taking(self.lines, unplanned=self.unplanned)}"
        )

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class EngagementChanged(Event):
    """The deal is another one; the lines carry the differences of what is guaranteed."""

    deal: tuple[DealLine, ...]
    lines: tuple[OrderedLine, ...]
    over_budget: bool = False
    unplanned: bool = False

    def sentence(self) -> str:
        return f"changed the deal, by {spelled(self.lines) or 'nothing guaranteed'}{taking(self.lines, unplanned=self.unplanned)}"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class EngagementExtended(Event):
    """The person stays until a later day; the lines carry what is guaranteed on top."""

    ends: date
    deal: tuple[DealLine, ...]
    lines: tuple[OrderedLine, ...]
    over_budget: bool = False
    unplanned: bool = False

    def sentence(self) -> str:
        more = f"{spelled(self.lines) or 'nothing'} more{taking(self.lines, unplanned=self.unplanned)}"
        return f"extended the engagement to {self.ends}, guaranteeing {more}"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class EngagementReleased(Event):
    """The person is released; the lines carry minus what was still open and is not owed, unless the deal is pay or play.

    `owed` is what was worked and not yet paid: it stays promised.
    """

    ends: date
    lines: tuple[OrderedLine, ...] = ()
    owed: tuple[OwedUnits, ...] = ()

    def sentence(self) -> str:
        kept = ", ".join(f"{plain(one.units)} units of line {one.line}" for one in self.owed)
        still = f", still owing {kept}" if kept else ""
        return f"released the person on {self.ends}, giving back {spelled(self.lines, -1) or 'nothing'}{still}"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


class EngagementClosed(Event):
    """Nothing more is owed to a released person; the lines carry minus what was still open."""

    lines: tuple[OrderedLine, ...]

    def sentence(self) -> str:
        return f"closed the engagement, giving back {spelled(self.lines, -1)}"

    def moves(self, document: str) -> Iterable[Move]:
        return ordered(self.lines, document)


EngagementEvent = PersonEngaged | EngagementChanged | EngagementExtended | EngagementReleased | EngagementClosed


class Engagement(Frozen):
    """What a decision about an engagement needs to know."""

    party: PartyId
    stage: Stage
    starts: date
    ends: date
    deal: tuple[DealLine, ...]
    lines: tuple[OrderedLine, ...]
    rate: Number | None = None
    pay_or_play: bool = False


def engage(key: str, *, party: str, role: str, department: str, starts: date, ends: date, deal: Sequence[DealLine],
           lines: Sequence[OrderedLine], left: Mapping[str, Money], planned: Mapping[str, Money], unplanned: bool = False,
           savings: Mapping[str, Money] | None = None, rate: Decimal | None = None, pay_or_play: bool = False,
           over_budget: bool = False, others: Mapping[str, Engagement] | None = None) -> PersonEngaged:  # fmt: skip
    """Hire, if the accounts still have the money. `lines` are `promised(deal, ...)`; `others` are the engagements there are.

    Raises OverBudget, Misuse, AlreadyDone.
    """
    if not deal:
        raise Misuse("A hire needs at least one deal line: --deal PAY ACCOUNT UNIT RATE GUARANTEED.")
    if ends < starts:
        raise Misuse(f"{key} would end on {ends}, before it starts on {starts}.")
    for other, known in (others or {}).items():
        if known.stage is Stage.ENGAGED and (known.party, known.starts, known.ends, known.deal) == (party, starts, ends, tuple(deal)):
            raise AlreadyDone(
                f"{other} engages {party} from {starts} to {ends} on the same deal already. If it is a second one, say so with --again; "
                f"if {other} is wrong: topsheet hire change {other}."
            )
    short = _affordable(key, lines, left, over_budget=over_budget)
    return PersonEngaged(party=party, role=role, department=department, starts=starts, ends=ends, deal=tuple(deal),
        lines=from_estimate(lines, planned, unplanned=unplanned, savings=savings), rate=rate, pay_or_play=pay_or_play, over_budget=short,
        unplanned=unplanned)  # fmt: skip


def change(key: str, known: Engagement, *, deal: Sequence[DealLine], lines: Sequence[OrderedLine], left: Mapping[str, Money],
           planned: Mapping[str, Money], unplanned: bool = False, savings: Mapping[str, Money] | None = None,
           over_budget: bool = False) -> EngagementChanged:  # fmt: skip
    """Agree another deal. Raises AlreadyDone, OverBudget."""
    _engaged(key, known)
    moved = differences(known.lines, lines)
    short = _affordable(key, moved, left, over_budget=over_budget)
    moved = from_estimate(moved, planned, unplanned=unplanned, savings=savings)
    return EngagementChanged(deal=tuple(deal), lines=moved, over_budget=short, unplanned=unplanned)


def extend(key: str, known: Engagement, *, ends: date, deal: Sequence[DealLine], lines: Sequence[OrderedLine],
           left: Mapping[str, Money], planned: Mapping[str, Money], unplanned: bool = False,
           savings: Mapping[str, Money] | None = None, over_budget: bool = False) -> EngagementExtended:  # fmt: skip
    """Keep the person until a later day. Raises AlreadyDone, Misuse, OverBudget."""
    _engaged(key, known)
    if ends <= known.ends:
        raise Misuse(f"{key} runs to {known.ends} already; {ends} is not later. To end it sooner, release the person.")
    moved = differences(known.lines, lines)
    short = _affordable(key, moved, left, over_budget=over_budget)
    moved = from_estimate(moved, planned, unplanned=unplanned, savings=savings)
    return EngagementExtended(ends=ends, deal=tuple(deal), lines=moved, over_budget=short, unplanned=unplanned)


def release(key: str, known: Engagement, *, ends: date, still_open: Sequence[OrderedLine],
            owed: Mapping[int, Decimal] | None = None) -> EngagementReleased:  # fmt: skip
    """Let the person go, giving back what is open and not owed; a pay or play deal keeps its promise.

    Raises AlreadyDone, Misuse, Unknown, DoesNotAdd.
    """
    _engaged(key, known)
    if not known.starts <= ends <= known.ends:
        raise Misuse(
            f"{key} runs from {known.starts} to {known.ends}; the person cannot be released on {ends}. Give a day from {known.starts} to "
            f"{known.ends}."
        )
    if known.pay_or_play and owed:
        raise Misuse(f"{key} is pay or play: all that is open stays promised. Release the person without what is owed: leave --owed out.")
    if known.pay_or_play:
        return EngagementReleased(ends=ends)
    stays = kept(key, known.deal, still_open, owed or {})
    back = (freed(line, stays.get(line.line)) for line in still_open if line.amount)
    return EngagementReleased(
        ends=ends,
        lines=tuple(line for line in back if line.amount or line.book),
        owed=tuple(OwedUnits(line=line, units=units) for line, units in sorted((owed or {}).items())),
    )


def close(key: str, known: Engagement, *, still_open: Sequence[OrderedLine]) -> EngagementClosed:
    """Nothing more is owed to a released person: give back what is open. Raises TooEarly, AlreadyDone."""
    if known.stage is Stage.ENGAGED:
        raise TooEarly(f"{key} runs to {known.ends}: the person is engaged. Release them first: topsheet hire release {key}.")
    back = tuple(minus(line) for line in still_open if line.amount)
    if known.stage is Stage.CLOSED or not back:
        raise AlreadyDone(f"{key} has nothing open any more, so there is nothing to close.")
    return EngagementClosed(lines=back)


def _engaged(key: str, known: Engagement) -> None:
    if known.stage is not Stage.ENGAGED:
        raise AlreadyDone(f"{key} ended on {known.ends}: the person is released. Engage them anew with topsheet hire add.")


def _affordable(key: str, lines: Sequence[OrderedLine], left: Mapping[str, Money], *, over_budget: bool) -> bool:
    short = over(key, lines, left)
    if short and not over_budget:
        raise OverBudget(short)
    return bool(short)


def evolve(known: Engagement | None, event: EngagementEvent) -> Engagement:
    """Fold one fact into what is known."""
    match event:
        case PersonEngaged():
            return Engagement(party=event.party, stage=Stage.ENGAGED, starts=event.starts, ends=event.ends, deal=event.deal,
                lines=event.lines, rate=event.rate, pay_or_play=event.pay_or_play)  # fmt: skip
        case EngagementChanged() | EngagementExtended():
            assert known is not None
            ends = event.ends if isinstance(event, EngagementExtended) else known.ends
            return known.model_copy(update={"deal": event.deal, "lines": _summed(known.lines, event.lines), "ends": ends})
        case EngagementReleased():
            assert known is not None
            return known.model_copy(update={"stage": Stage.RELEASED, "ends": event.ends, "lines": _summed(known.lines, event.lines)})
        case EngagementClosed():
            assert known is not None
            return known.model_copy(update={"stage": Stage.CLOSED, "lines": _summed(known.lines, event.lines)})
        case _:
            assert_never(event)


def _summed(before: Sequence[OrderedLine], moved: Sequence[OrderedLine]) -> tuple[OrderedLine, ...]:
    lines = {(line.line, line.account): line for line in before}
    for line in moved:
        was = lines.get((line.line, line.account))
        if was is None:
            lines[line.line, line.account] = line
        else:
            book = None if was.book_amount is None else was.book + line.book
            taken = taken_by_line((was, line)).get((line.line, line.account))
            lines[line.line, line.account] = was.model_copy(
                update={"amount": was.amount + line.amount, "book_amount": book, "from_estimate": taken}
            )
    return tuple(line for line in lines.values() if line.amount)


ENGAGEMENT = Aggregate(
    "engagement", "E", (PersonEngaged, EngagementChanged, EngagementExtended, EngagementReleased, EngagementClosed), evolve
)
