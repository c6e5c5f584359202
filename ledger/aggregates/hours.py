"""Hours worked, and what they are worth: the working day of the production, pay hours, and the hot cost of one person's day.

The production says how long a planned day is and from which hour on an hour is paid more than once. Pay hours are the hours
worked with that extra: twelve hours, with one and a half after eight, are fourteen pay hours. A day or week deal buys planned
days, so a shorter day is paid whole; an hourly deal is paid by the hour, and never less than the call that is guaranteed.

Times are minutes after midnight of the shoot day, so half past four of the next morning is 28:30.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Annotated

from pydantic import Field

from ledger.aggregates.board import Schedule, Tier, WorkingDay
from ledger.aggregates.deal import DealLine
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse
from ledger.event import Code, Event, Frozen
from ledger.money import Money, plain, round_half_up

Minute = Annotated[int, Field(ge=0, lt=3 * 24 * 60)]
DAY = 24 * 60
TIME = re.compile(r"(?:(1) day, )?([0-9]|[0-3][0-9]|4[0-7]):([0-5][0-9])(?::00)?")  # a workbook's cell says 07:30:00, or 1 day, 4:30:00
PER_CENT = Decimal("0.01")


class WorkingDaySet(WorkingDay, Event):
    """How long a planned day is and how longer hours are paid, as hot costs reckon from now on."""

    def sentence(self) -> str:
        return f"set the working day: {self.spelled()}"


class HotLine(Frozen):
    """What one person's day costs on one account in the book's currency: as planned, and as it was."""

    account: Code
    planned: Money
    actual: Money


def set_working_day(schedule: Schedule, *, day: WorkingDay) -> WorkingDaySet:
    """Say how long a planned day is and what longer hours are paid. Raises DoesNotAdd, AlreadyDone."""
    steps = [(Decimal(0), Decimal(1)), *((tier.after, tier.times) for tier in day.tiers)]
    for (after, times), (later, more) in pairwise(steps):
        if later <= after or more <= times:
            said = f"{plain(more)} times after {plain(later)} hours does not follow {plain(times)} times after {plain(after)}"
            raise DoesNotAdd(f"{said}. Give the tiers in order, each later and higher than the one before.")
    if not 0 < day.hours <= 24 or not 0 <= day.least <= day.hours:
        said = f"A day of {plain(day.hours)} hours, at least {plain(day.least)} of them paid"
        raise Misuse(f"{said}, is not a working day. Write more than 0 and at most 24, and no more guaranteed than planned.")
    if schedule.working_day == day:
        raise AlreadyDone(f"The working day is already so: {day.spelled()}.")
    return WorkingDaySet(**dict(day))


def pay_minutes(worked: Decimal, tiers: Sequence[Tier]) -> Decimal:
    """Minutes as they are paid: 720 minutes with one and a half after eight hours are 840."""
    paid, before = worked, Decimal(1)
    for tier in tiers:
        paid += (tier.times - before) * max(Decimal(0), worked - tier.after * 60)
        before = tier.times
    return paid


def hot_lines(deal: Sequence[DealLine], worked: int, *, rule: WorkingDay, week: int, currency: str, account: str | None = None,
              penalties: Money | None = None, rate: Decimal | None = None) -> tuple[Decimal, tuple[HotLine, ...]]:  # fmt: skip
    """A person's pay minutes, and their day's cost by account: pay with penalties, then its fringe.

    Every amount is rounded half-up to the cent once, from exact hours; a week has `week` working days.
    """
    line = next((one for one in deal if one.unit in ("hour", "day", "week")), None)
    normal, hourly = pay_minutes(rule.hours * 60, rule.tiers), line is not None and line.unit == "hour"
    paid = pay_minutes(max(Decimal(worked), (rule.least if hourly else rule.hours) * 60), rule.tiers)
    if line is None:
        return paid, ()
    whole = {"hour": Decimal(60), "day": normal}.get(line.unit, normal * week)
    units = line.rate.currency
    pay = [round_half_up(line.rate.amount * minutes / whole, units) for minutes in (normal, paid)]
    fringes = [round_half_up(one.amount * (line.fringe or 0) * PER_CENT, units) for one in pay]
    pay[1] = pay[1] + penalties if penalties else pay[1]
    told = [(account or line.account, pay), *([(line.fringe_account, fringes)] if line.fringe_account else [])]
    book = [(code, [round_half_up(one.amount * rate, currency) if rate else one for one in both]) for code, both in told]
    return paid, tuple(HotLine(account=code, planned=planned, actual=actual) for code, (planned, actual) in book)


def minute(text: str) -> int:
    """Minutes after midnight from 07:30, or from 28:30, which is half past four of the next day. Raises Misuse, as a clause."""
    read = TIME.fullmatch(text.strip())
    if not read:
        raise Misuse("is not a time: write 07:30, and 28:30 for half past four of the next morning")
    return int(read[1] or 0) * DAY + int(read[2]) * 60 + int(read[3])


def clock(minutes: int) -> str:
    """A time, or a length of time, in hours and minutes: 07:30, 28:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def in_order(times: Mapping[str, int | None]) -> dict[str, int]:
    """The times that were given, one after the other; one that is earlier than the one before it is of the next day.

    Raises DoesNotAdd, as a clause with both figures, when the last is more than 24 hours after the first.
    """
    told: dict[str, int] = {}
    over = ""
    for name, time in times.items():
        if time is not None:
            before, last = max(told.items(), key=itemgetter(1), default=("", 0))
            if time < last:
                over = over or f", and {name} {clock(time)}, before {before} {clock(last)}, was taken to be of the next day"
            told[name] = time if time >= last else time + -(-(last - time) // DAY) * DAY
    for (first, begins), (name, ends) in ((next(iter(told.items())), pair) for pair in told.items()):
        if ends - begins > DAY:
            raise DoesNotAdd(f"{name} {clock(ends)} is {clock(ends - begins)} hours after {first} {clock(begins)}; a day has 24:00{over}")
    return told
