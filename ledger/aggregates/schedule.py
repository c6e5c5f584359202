"""The schedule says within which dates each phase of the production runs, on which dates it shoots, and what is shot when.

The calendar fixes the working days. Shoot days are added on working days, moved, and cancelled while they are empty; scenes
(their life is in scene.py) are placed on them. A push moves every coming shoot day by working days, keeping their order and
the gaps between them. The schedule is made official by issuing it, each revision on the next colour.

Two days of one unit never fall on one date, nobody is called to shoot on a day off, a day that was shot keeps its date, and
nothing is issued twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.board import DayKey, DayMove, Hold, Phase, Schedule, ShootDay, Unit, WorkingDay, colour, pages
from ledger.aggregates.calendar import WEEK, Calendar
from ledger.aggregates.hold import CastHoldSet
from ledger.aggregates.hours import WorkingDaySet
from ledger.aggregates.scene import (
    SceneAdded,
    SceneEvent,
    SceneLifted,
    SceneMoved,
    SceneOmitted,
    ScenePlaced,
    SceneRestored,
    SceneRevised,
    scene_changes,
)
from ledger.errors import AlreadyDone, Misuse, Refused, TooEarly, TooLate
from ledger.event import Count, Event, Text, counted

FURTHEST = 250


class PhaseSet(Event):
    """A phase of the production, such as preparation or photography, shall run from one date to another."""

    phase: Phase
    starts: dt.date
    ends: dt.date

    def sentence(self) -> str:
        return f"set {self.phase} from {self.starts} to {self.ends}"


class CalendarSet(Calendar, Event):
    """The working week and the days off, as they shall be from now on."""

    def sentence(self) -> str:
        return f"set the calendar: {', '.join(self.working_week)}, {counted(len(self.days_off), 'day')} off"


class ShootDayAdded(Event):
    """A unit shall shoot on this date. The key is the day's identity; its printed number is its rank by date."""

    day: DayKey
    date: dt.date
    unit: Unit = "main"

    def sentence(self) -> str:
        return f"added shoot day {self.day} on {self.date} for the {self.unit} unit"


class ShootDayMoved(Event):
    """A shoot day, with all its scenes, goes to another date."""

    day: DayKey
    was: dt.date
    date: dt.date

    def sentence(self) -> str:
        return f"moved shoot day {self.day} from {self.was} to {self.date}"


class ShootDayCancelled(Event):
    """An empty shoot day is taken out of the schedule."""

    day: DayKey
    was: dt.date

    def sentence(self) -> str:
        return f"cancelled shoot day {self.day} on {self.was}"


class SchedulePushed(Event):
    """Every shoot day from a date on moves by working days, later or (negative: a pull) earlier; each move is told."""

    working_days: int
    from_date: dt.date
    moved: tuple[DayMove, ...]

    def sentence(self) -> str:
        verb, n, days = "pushed" if self.working_days > 0 else "pulled", abs(self.working_days), len(self.moved)
        by = f"by {n} working day{'s' if n > 1 else ''}: {days} shoot day{'s' if days > 1 else ''}"
        was, now = max(m.was for m in self.moved), max(m.date for m in self.moved)
        return f"{verb} the schedule from {self.from_date} {by}, the last of them from {was} to {now}"


class ScheduleIssued(Event):
    """The schedule as it stands is official, under the next number and colour."""

    revision: int = Field(ge=1)
    colour: Text
    days: Count
    eighths: Count

    def sentence(self) -> str:
        return f"issued schedule revision {self.revision} ({self.colour}): {self.days} shoot days, {pages(self.eighths)} pages"


ScheduleEvent = (
    PhaseSet | CalendarSet | SceneEvent | ShootDayAdded | ShootDayMoved | ShootDayCancelled | SchedulePushed | ScheduleIssued | CastHoldSet
    | WorkingDaySet
)  # fmt: skip


def set_phase(schedule: Schedule, *, phase: str, starts: dt.date, ends: dt.date) -> PhaseSet:
    """Say from when to when a phase runs; saying it again replaces it."""
    if ends < starts:
        raise Misuse(f"{phase} would end on {ends}, before it starts on {starts}.")
    if schedule.phases.get(phase) == (starts, ends):
        raise AlreadyDone(f"{phase} already runs from {starts} to {ends}.")
    return PhaseSet(phase=phase, starts=starts, ends=ends)


def set_calendar(schedule: Schedule, *, calendar: Calendar, today: dt.date) -> CalendarSet:
    """Say which days are working days. Refused while a coming shoot day stands on a day off; past days stay as they were."""
    if schedule.calendar == calendar:
        raise AlreadyDone("The calendar already says exactly this.")
    for day in by_date(schedule):
        why = calendar.why_off(day.date)
        if why and day.date >= today:
            free = calendar.working_day(day.date, 1)
            raise Refused(f"{day.day} stands on {day.date}, {why}. Move or push it first; the next working day is {weekday(free)}.")
    return CalendarSet(**dict(calendar))


def add_day(schedule: Schedule, *, date: dt.date, unit: str = "main") -> ShootDayAdded:
    """Add a day of photography on a working day. The ledger gives its key."""
    day = f"D-{schedule.days_added + 1:03d}"
    checked_date(schedule, day, date, unit)
    return ShootDayAdded(day=day, date=date, unit=unit)


def move_day(schedule: Schedule, *, day: str, date: dt.date, shot: Collection[str] = ()) -> ShootDayMoved:
    """Put a shoot day with all its scenes on another working day. `shot` are the days that have a production report."""
    moved = schedule.shoot_day(day)
    not_shot(schedule, day, shot)
    if moved.date == date:
        raise AlreadyDone(f"{day} is already on {date}.")
    checked_date(schedule, day, date, moved.unit)
    return ShootDayMoved(day=day, was=moved.date, date=date)


def cancel_day(schedule: Schedule, *, day: str, shot: Collection[str] = ()) -> ShootDayCancelled:
    """Take an empty shoot day out of the schedule. `shot` are the days that have a production report."""
    gone = schedule.shoot_day(day)
    not_shot(schedule, day, shot)
    if gone.order:
        raise TooEarly(f"{day} still shoots {', '.join(gone.order)}. Move or lift every scene first.")
    return ShootDayCancelled(day=day, was=gone.date)


def push(schedule: Schedule, *, working_days: int, today: dt.date, from_date: dt.date | None = None,
         shot: Collection[str] = ()) -> SchedulePushed:  # fmt: skip
    """Move every shoot day on or after a date (the first not before today) by working days; negative is a pull.

    `shot` are the days that have a production report: they stay.
    """
    if not 0 < abs(working_days) <= FURTHEST:
        raise Misuse(f"{working_days} working days is not a push. Write 1 to {FURTHEST}, or -1 to -{FURTHEST} for a pull.")
    calendar, start = schedule.working_calendar(), from_date or today
    coming = [day for day in by_date(schedule) if day.date >= start and day.day not in shot]
    if not coming:
        raise TooLate(f"No shoot day is on or after {start}; the last is on {schedule.last_day or 'no date yet'}.")
    moves = tuple(DayMove(day=d.day, was=d.date, date=calendar.working_day(d.date, working_days)) for d in coming)
    for move in moves:
        if move.date < today <= move.was:
            raise TooLate(f"{move.day} would fall on {move.date}, before today ({today}). Pull by fewer working days.")
    in_order(schedule, moves)
    return SchedulePushed(working_days=working_days, from_date=from_date or coming[0].date, moved=moves)


def issue(schedule: Schedule) -> ScheduleIssued:
    """Make the schedule official as it stands, on the next colour."""
    if not schedule.days:
        raise TooEarly("There is no shoot day to issue. Add shoot days first.")
    if not schedule.changed:
        raise AlreadyDone(f"Nothing has changed since revision {schedule.revision} ({colour(schedule.revision)}) was issued.")
    eighths = sum(schedule.scenes[scene].eighths for day in schedule.days.values() for scene in day.order)
    number = schedule.revision + 1
    return ScheduleIssued(revision=number, colour=colour(number), days=len(schedule.days), eighths=eighths)


def not_shot(schedule: Schedule, day: str, shot: Collection[str]) -> None:
    """Refuse to move or cancel a day that was shot."""
    if day in shot:
        raise TooLate(f"{day} was shot on {schedule.days[day].date}: it has a production report, and keeps its date.")


def checked_date(schedule: Schedule, day: str, date: dt.date, unit: str) -> None:
    """Refuse a date on which the company does not work, or on which the unit already shoots."""
    calendar = schedule.working_calendar()
    if why := calendar.why_off(date):
        raise Refused(f"{day} cannot shoot on {date}, {why}. The next working day is {weekday(calendar.working_day(date, 1))}.")
    for other in schedule.days.values():
        if (other.date, other.unit) == (date, unit):
            raise AlreadyDone(f"{day} cannot shoot on {date}: the {unit} unit shoots {other.day} then. Move {other.day}, or push.")


def in_order(schedule: Schedule, moves: Sequence[DayMove]) -> None:
    """Refuse moves that would put two days of one unit on one date or change their order."""
    dates = {move.day: move.date for move in moves}
    for one, two in pairwise(sorted(by_date(schedule), key=lambda day: day.unit)):
        first, second = dates.get(one.day, one.date), dates.get(two.day, two.date)
        if one.unit == two.unit and second <= first:
            raise Refused(
                f"{two.day} would fall on {second}, and {one.day}, which comes before it, on {first}. "
                "Take fewer working days, or start from another date."
            )


def by_date(schedule: Schedule) -> list[ShootDay]:
    """The shoot days of all units in the order of their dates."""
    return sorted(schedule.days.values(), key=lambda day: (day.date, day.unit, day.day))


def weekday(date: dt.date) -> str:
    """A date with its day of the week, as a refusal proposes it."""
    return f"{WEEK[date.weekday()].capitalize()} {date}"


def evolve(schedule: Schedule | None, event: ScheduleEvent) -> Schedule:
    """Fold one fact into what is known."""
    known = schedule or Schedule()
    return known.model_copy(update={"changed": True, **_changes(known, event)})


def _changes(known: Schedule, event: ScheduleEvent) -> dict[str, Any]:
    match event:
        case PhaseSet():
            return {"phases": {**known.phases, event.phase: (event.starts, event.ends)}}
        case CalendarSet():
            return {"calendar": Calendar(**dict(event))}
        case ShootDayAdded():
            day = ShootDay(day=event.day, date=event.date, unit=event.unit)
            return {"days": {**known.days, event.day: day}, "days_added": known.days_added + 1}
        case ShootDayMoved():
            return {"days": _redated(known, {event.day: event.date})}
        case ShootDayCancelled():
            return {"days": {key: day for key, day in known.days.items() if key != event.day}}
        case SchedulePushed():
            return {"days": _redated(known, {move.day: move.date for move in event.moved})}
        case ScheduleIssued():
            return {"revision": event.revision, "changed": False}
        case CastHoldSet() | WorkingDaySet():
            return _rules(known, event)
        case SceneAdded() | SceneRevised() | SceneOmitted() | SceneRestored() | ScenePlaced() | SceneMoved() | SceneLifted():
            return scene_changes(known, event)
        case _:
            assert_never(event)


def _rules(known: Schedule, event: CastHoldSet | WorkingDaySet) -> dict[str, Any]:
    if isinstance(event, WorkingDaySet):
        return {"working_day": WorkingDay(**dict(event)), "changed": known.changed}
    return {"holds": {**known.holds, event.player: Hold(hold=event.hold, drop_after=event.drop_after)}}


def _redated(known: Schedule, dates: dict[str, dt.date]) -> dict[str, ShootDay]:
    return {key: day.model_copy(update={"date": dates[key]}) if key in dates else day for key, day in known.days.items()}


SCHEDULE = Aggregate("schedule", "", (
    PhaseSet, CalendarSet, SceneAdded, SceneRevised, SceneOmitted, SceneRestored, ShootDayAdded, ShootDayMoved, ShootDayCancelled,
    ScenePlaced, SceneMoved, SceneLifted, SchedulePushed, ScheduleIssued, CastHoldSet, WorkingDaySet,
), evolve)  # fmt: skip
