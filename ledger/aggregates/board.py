"""The production board: strips, shoot days in order, and what is known of the schedule when something is decided about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ledger.aggregates.calendar import Calendar
from ledger.errors import AlreadyDone, TooEarly, Unknown
from ledger.event import Code, Frozen, Number, Text
from ledger.money import plain

Phase = Annotated[str, Field(pattern=r"^[a-z][a-z -]{0,31}$")]
Unit = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}$")]
DayKey = Annotated[str, Field(pattern=r"^D-[0-9]{3,}$")]
Order = Annotated[tuple[Code, ...], Field(min_length=1)]

COLOURS = ("White", "Blue", "Pink", "Yellow", "Green", "Goldenrod", "Buff", "Salmon", "Cherry")
ROUNDS = ("", "Second ", "Third ", "Fourth ", "Fifth ")


def pages(eighths: int) -> str:
    """A length in eighths as it is printed on a strip: 20 is 2 4/8."""
    whole, part = divmod(eighths, 8)
    return " ".join(([str(whole)] if whole or not part else []) + ([f"{part}/8"] if part else []))


def colour(revision: int) -> str:
    """The paper of a revision: White, Blue, ... Cherry, then Second White."""
    again, which = divmod(revision - 1, len(COLOURS))
    return f"{ROUNDS[again]}{COLOURS[which]}" if again < len(ROUNDS) else f"{COLOURS[which]} {again + 1}"


class Scene(Frozen):
    """What a strip says of a scene. `cast` are the board numbers or party ids of the players."""

    scene: Code
    eighths: int = Field(ge=1, le=9999)
    set: Text
    int_ext: Literal["int", "ext", "int/ext"]
    day_night: Literal["day", "night", "dawn", "dusk"]
    cast: tuple[Code, ...] = ()
    synopsis: Text | None = None

    def spelled(self) -> str:
        """The strip in one line, as a sentence says it."""
        heading = f"{self.int_ext.upper()} {self.set}, {self.day_night}"
        return f"scene {self.scene}: {heading}, {pages(self.eighths)} pages{', cast ' + ' '.join(self.cast) if self.cast else ''}"


class DayMove(Frozen):
    """One shoot day and the two dates between which it moves."""

    day: DayKey
    was: dt.date
    date: dt.date


class ShootDay(Frozen):
    """A day of photography of one unit, and its scenes in shooting order."""

    day: DayKey
    date: dt.date
    unit: Unit = "main"
    order: tuple[Code, ...] = ()


class Tier(Frozen):
    """From this many hours on, an hour is paid so many times."""

    after: Number
    times: Number


class WorkingDay(Frozen):
    """The hours of a planned day, what longer hours are paid, and the hours that an hourly deal is paid at least."""

    hours: Number
    tiers: tuple[Tier, ...] = ()
    least: Number = Decimal(0)

    def spelled(self) -> str:
        """The rule as a sentence says it."""
        extra = "".join(f", {plain(tier.times)} times after {plain(tier.after)}" for tier in self.tiers)
        return f"{plain(self.hours)} hours{extra}" + (f", at least {plain(self.least)} paid by the hour" if self.least else "")


class Hold(Frozen):
    """Whether a player is held, and from how many calendar days between two working days the player is dropped."""

    hold: bool = True
    drop_after: int | None = Field(default=None, ge=1, le=999)


class Schedule(Frozen):
    """What a decision about the schedule needs to know; before the first entry, nothing."""

    phases: dict[str, tuple[dt.date, dt.date]] = Field(default_factory=dict)
    calendar: Calendar | None = None
    scenes: dict[str, Scene] = Field(default_factory=dict)
    omitted: frozenset[str] = frozenset()
    days: dict[str, ShootDay] = Field(default_factory=dict)
    days_added: int = 0
    revision: int = 0
    changed: bool = False
    holds: dict[str, Hold] = Field(default_factory=dict)
    working_day: WorkingDay | None = None

    @property
    def cancelled(self) -> frozenset[str]:
        """The shoot days that were added and are not in the schedule any more."""
        return frozenset(f"D-{n:03d}" for n in range(1, self.days_added + 1)) - self.days.keys()

    @property
    def last_day(self) -> dt.date | None:
        """The date of the last shoot day of all units."""
        return max((day.date for day in self.days.values()), default=None)

    def working_calendar(self) -> Calendar:
        """The calendar. Raises TooEarly when there is none yet."""
        if self.calendar is None:
            raise TooEarly("There is no calendar yet, so no date is a working day. Set it first: topsheet schedule calendar --week DAYS.")
        return self.calendar

    def scene(self, scene: str) -> Scene:
        """A scene of the script as it stands. Raises Unknown, and AlreadyDone when it is omitted."""
        if scene not in self.scenes:
            raise Unknown(f"There is no scene {scene} in the schedule. Add it first.")
        if scene in self.omitted:
            raise AlreadyDone(f"Scene {scene} is omitted. Restore it first.")
        return self.scenes[scene]

    def shoot_day(self, day: str) -> ShootDay:
        """A shoot day. Raises Unknown."""
        if day not in self.days and day in self.cancelled:
            raise Unknown(f"Shoot day {day} was cancelled. Add another one: topsheet schedule add-day DAY.")
        if day not in self.days:
            span = f"The shoot days are {min(self.days)} to {max(self.days)}" if self.days else "No shoot day has been added yet"
            raise Unknown(f"There is no shoot day {day}. {span}.")
        return self.days[day]

    def placed_on(self, scene: str) -> ShootDay | None:
        """The shoot day on which the scene is placed."""
        return next((day for day in self.days.values() if scene in day.order), None)
