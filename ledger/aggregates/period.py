"""A period is the stretch of days that one cost report speaks of, usually a week: 2021-W09.

It is opened with its first and last day, costs are posted in it, and it is cut off: from then on nothing is posted on its
days or any day before, and what arrives late is dated in it but booked on the first open day.

Two periods never share a day, and a period that is cut off is never opened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, Misuse, TooEarly, TooLate
from ledger.event import Event, Frozen

LONGEST = 366
"""Days of a period; a slip in the year would close every day behind it to any other."""


class PeriodOpened(Event):
    """Costs of these days, the first and the last included, are reported together."""

    starts: date
    ends: date

    def sentence(self) -> str:
        return f"opened the period from {self.starts} to {self.ends}"


class PeriodCutOff(Event):
    """No posting is dated on or before this day from now on."""

    ends: date

    def sentence(self) -> str:
        return f"cut off postings on {self.ends}"

    def dates(self) -> dict[str, str]:
        return {"cut_off": self.ends.isoformat()}


PeriodEvent = PeriodOpened | PeriodCutOff


class Period(Frozen):
    """The days of a period, and whether postings on them have ended."""

    starts: date
    ends: date
    cut_off: bool = False


def open_period(key: str, period: Period | None = None, *, starts: date, ends: date, others: Mapping[str, Period]) -> PeriodOpened:
    """Begin a period. `others` are all the other periods by key. Raises AlreadyDone where they share a day, TooLate behind a cut-off."""
    if period is not None:
        raise AlreadyDone(f"{key} is already open from {period.starts} to {period.ends}. Open the next one under another name.")
    if ends < starts:
        raise Misuse(f"{key} cannot end on {ends} when it starts on {starts}. Give the first and the last day in order.")
    if (ends - starts).days >= LONGEST:
        raise Misuse(f"{key} from {starts} to {ends} is longer than a year. Look for a slip: its days are settled when it is opened.")
    for other, days in sorted(others.items(), key=lambda pair: pair[1].starts):
        if starts <= days.ends and days.starts <= ends:
            said = f"{key} from {starts} to {ends} shares days with {other}, which is from {days.starts} to {days.ends}"
            raise AlreadyDone(f"{said}. Start after {days.ends}, or end before {days.starts}.")
    for other, days in others.items():
        if days.cut_off and ends < days.ends:
            raise TooLate(
                f"{key} would end on {ends}, and {other} is cut off on {days.ends}. Nothing can be posted in it; open a later one."
            )
    return PeriodOpened(starts=starts, ends=ends)


def cut_off(key: str, period: Period, *, on: date, others: Mapping[str, Period]) -> PeriodCutOff:
    """End postings in the period. Raises TooEarly while its last day is not over, or an earlier period is open."""
    if period.cut_off:
        raise AlreadyDone(f"{key} is already cut off on {period.ends}. What comes late is booked on the first open day.")
    if on < period.ends:
        raise TooEarly(f"{key} ends on {period.ends} and cannot be cut off on {on}. Cut it off on or after its last day.")
    for other, days in sorted(others.items(), key=lambda pair: pair[1].starts):
        if not days.cut_off and days.ends < period.ends:
            raise TooEarly(
                f"{key} would close every day up to {period.ends}, and {other} is open to {days.ends}. Cut it off first: topsheet period "
                f"cut-off {other}."
            )
    return PeriodCutOff(ends=period.ends)


def evolve(period: Period | None, event: PeriodEvent) -> Period:
    """Fold one fact into what is known."""
    match event:
        case PeriodOpened():
            return Period(starts=event.starts, ends=event.ends)
        case PeriodCutOff():
            assert period is not None
            return period.model_copy(update={"cut_off": True})
        case _:
            assert_never(event)


PERIOD = Aggregate("period", "", (PeriodOpened, PeriodCutOff), evolve)
