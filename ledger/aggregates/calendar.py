"""A calendar of working days: the working week, less the holidays, rest days and travel days of the production.

Dates are counted in working days: the second working day after a Friday is a Tuesday, and later when the Monday is a holiday.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from ledger.errors import Misuse
from ledger.event import Frozen, Text

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEK: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE = dt.timedelta(days=1)


class DayOff(Frozen):
    """One date on which the company does not shoot, and what it is called."""

    date: dt.date
    kind: Literal["holiday", "rest", "travel"]
    label: Text


class Calendar(Frozen):
    """The days of the week on which the company works, and the dates on which it does not."""

    working_week: tuple[Weekday, ...] = Field(min_length=1)
    days_off: tuple[DayOff, ...] = ()

    def why_off(self, day: dt.date) -> str:
        """Why this date is not a working day, as a refusal says it; empty when it is one."""
        for off in self.days_off:
            if off.date == day:
                return f"a {off.kind if off.kind == 'holiday' else f'{off.kind} day'} ({off.label})"
        weekday = WEEK[day.weekday()]
        return "" if weekday in self.working_week else f"a {weekday.capitalize()}, which is not in the working week"

    def working_day(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after this date; before it when n is negative. Raises Misuse where the calendar ends."""
        step, left = (ONE, n) if n > 0 else (-ONE, -n)
        try:
            while left:
                day += step
                left -= not self.why_off(day)
        except OverflowError:
            raise Misuse(f"{n} working days from {day} is beyond the calendar.") from None
        return day
