"""A shoot day is told by its production report: what came of every scene, when it began and wrapped, who worked how long.

The report is filed on the day or later. Every scene that the schedule still has on the day is said to be shot, shot in part,
or owed; a scene of another day may be shot too. What was shot beyond the script is told as added, and never counts against it.
Crew lines carry what the day costs, as planned and as it was. A correction is the whole report again, and replaces the one before.

No scene is shot for more than it has left, no day is reported before it comes, and nobody's name is in a report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.board import Schedule, Unit, pages
from ledger.aggregates.hours import HotLine, Minute
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, TooEarly
from ledger.event import Code, Count, Event, Frozen, Key, Number, Text, counted
from ledger.money import Money, total

Result = Literal["shot", "part", "owed", "added"]
Few = Annotated[int, Field(ge=0, le=9999)]


class SceneTold(Frozen):
    """What came of one scene on the day: the eighths shot, and the eighths that it has left after it."""

    scene: Code
    result: Result
    eighths: Count = 0
    left: Count = 0
    setups: Few = 0


class Planned(Frozen):
    """A scene that the schedule had on the day, with the eighths that were left of it."""

    scene: Code
    eighths: Count


class CastDay(Frozen):
    """A player's times by board number."""

    number: Code
    hotel_out: Minute | None = None
    on_set: Minute | None = None
    meal: Minute | None = None
    dismissed: Minute | None = None


class CrewDay(Frozen):
    """The times of one engagement, the minutes worked and paid, and what they cost."""

    engagement: Key
    arrived: Minute
    meal_out: Minute | None = None
    meal_in: Minute | None = None
    left: Minute
    worked: Count
    paid: Number
    penalties: Money | None = None
    lines: tuple[HotLine, ...] = ()


class Delay(Frozen):
    """What held the company up, and for how many minutes."""

    cause: Text
    minutes: Few


class Told(Frozen):
    """What is told of a day besides its scenes. Times are minutes after midnight, screen time is seconds."""

    setups: Few = 0
    call: Minute | None = None
    first_shot: Minute | None = None
    lunch: Minute | None = None
    wrap: Minute | None = None
    screen_time: Annotated[int, Field(ge=0, le=600_000)] = 0
    cast: tuple[CastDay, ...] = ()
    crew: tuple[CrewDay, ...] = ()
    delays: tuple[Delay, ...] = ()
    accidents: tuple[Text, ...] = ()
    notes: Text | None = None


class ProductionReportFiled(Told, Event):
    """What came of a shoot day, as its production report tells it."""

    date: dt.date
    unit: Unit = "main"
    planned: tuple[Planned, ...] = ()
    scenes: tuple[SceneTold, ...] = ()

    def sentence(self) -> str:
        return f"filed the production report of {self.date}: {spelled(self)}"


class ProductionReportCorrected(Told, Event):
    """The production report of a day, told again as a whole; what it said before counts no more."""

    date: dt.date
    unit: Unit = "main"
    planned: tuple[Planned, ...] = ()
    scenes: tuple[SceneTold, ...] = ()

    def sentence(self) -> str:
        return f"corrected the production report of {self.date}: {spelled(self)}"


ShootDayEvent = ProductionReportFiled | ProductionReportCorrected


class Report(Frozen):
    """The report of a day as it stands, whole, and the eighths of the script that it shot by scene."""

    said: ProductionReportFiled | ProductionReportCorrected
    shot: dict[str, int] = Field(default_factory=dict)

    @property
    def date(self) -> dt.date:
        """The day that it tells."""
        return self.said.date

    @property
    def planned(self) -> tuple[Planned, ...]:
        """What was planned for the day when its report was filed."""
        return self.said.planned


class Outcome(Frozen):
    """What somebody says of a scene: its result, and the eighths where they are not all that is left."""

    scene: Code
    result: Result
    eighths: Count = 0
    setups: Few = 0


def file_report(day: str, known: Report | None, *, schedule: Schedule, outcomes: Sequence[Outcome], others: Mapping[str, Report],
                told: Told, today: dt.date) -> ProductionReportFiled:  # fmt: skip
    """Tell what came of a shoot day. `others` are the reports of all other days. Raises AlreadyDone, TooEarly, Unknown."""
    shoots = schedule.shoot_day(day)
    if known:
        raise AlreadyDone(
            f"{day} has its production report of {known.date} already. Tell it again as a whole: topsheet production-report correct {day}."
        )
    if shoots.date > today:
        raise TooEarly(f"{day} shoots on {shoots.date}, and its report cannot be filed on {today}. File it on the day or later.")
    spent = shot_on(others)
    plan = tuple(Planned(scene=scene, eighths=left) for scene in shoots.order if (left := left_of(schedule, scene, spent)))
    scenes = tuple(_told((shoots.date, day), schedule, outcome, others, plan) for outcome in _each(day, outcomes, plan))
    return ProductionReportFiled(date=shoots.date, unit=shoots.unit, planned=plan, scenes=scenes, **dict(_with_setups(told, scenes)))


def correct_report(day: str, known: Report | None, *, schedule: Schedule, outcomes: Sequence[Outcome], others: Mapping[str, Report],
                   told: Told) -> ProductionReportCorrected:  # fmt: skip
    """Tell the whole report again; what was planned stays as it was filed. Raises TooEarly where none was filed, AlreadyDone."""
    if known is None:
        raise TooEarly(f"{day} has no production report to correct. File it: topsheet production-report file {day}.")
    unit = schedule.shoot_day(day).unit
    scenes = tuple(_told((known.date, day), schedule, outcome, others, known.planned) for outcome in _each(day, outcomes, known.planned))
    again = ProductionReportCorrected(date=known.date, unit=unit, planned=known.planned, scenes=scenes, **dict(_with_setups(told, scenes)))
    if dict(again) == dict(known.said):
        raise AlreadyDone(f"The production report of {day} says all of this already. Tell what was wrong in it, or leave it.")
    return again


def shot_on(others: Mapping[str, Report]) -> dict[str, int]:
    """The eighths of the script that these reports have shot, by scene."""
    sums: dict[str, int] = {}
    for report in others.values():
        for scene, eighths in report.shot.items():
            sums[scene] = sums.get(scene, 0) + eighths
    return sums


def left_of(schedule: Schedule, scene: str, spent: Mapping[str, int]) -> int:
    """The eighths that a scene of the script has left. Raises Unknown, and AlreadyDone when it is omitted."""
    return max(0, schedule.scene(scene).eighths - spent.get(scene, 0))


def _each(day: str, outcomes: Sequence[Outcome], plan: Sequence[Planned]) -> Sequence[Outcome]:
    """The outcomes, one for every planned scene and none told twice."""
    said = [(one.scene, one.result == "added") for one in outcomes]
    for scene, added in said:
        if said.count((scene, added)) > 1:
            raise Misuse(f"Scene {scene} is told twice. Say once what came of it on {day}.")
    silent = [one.scene for one in plan if (one.scene, False) not in said]
    if silent:
        raise Misuse(
            f"{day} schedules {', '.join(one.scene for one in plan)}, and the report does not say what came of {', '.join(silent)}. "
            f"Add --shot {silent[0]}, --part {silent[0]} LENGTH or --owed {silent[0]}."
        )
    return outcomes


def _told(when: tuple[dt.date, str], schedule: Schedule, one: Outcome, others: Mapping[str, Report], plan: Sequence[Planned]) -> SceneTold:
    """What came of one scene, with the eighths that it has left after the day.

    A report that is told later than another day's shoots no more than that one has left.
    """
    if one.result == "added":
        return SceneTold(scene=one.scene, result="added", eighths=one.eighths, setups=one.setups)
    planned = one.scene in {scene.scene for scene in plan}
    whole = (schedule.scenes[one.scene] if planned else schedule.scene(one.scene)).eighths
    left = max(0, whole - shot_on(others).get(one.scene, 0))
    before = {key: report for key, report in others.items() if (report.date, key) < when}
    had = max(0, whole - shot_on(before).get(one.scene, 0))
    if one.result == "owed":
        if not planned:
            raise Misuse(f"Scene {one.scene} is not scheduled on {when[1]}, so {when[1]} does not owe it. Leave it out.")
        return SceneTold(scene=one.scene, result="owed", left=had, setups=one.setups)
    if not left:
        date, day = max((report.date, key) for key, report in others.items() if report.shot.get(one.scene))
        raise AlreadyDone(
            f"Scene {one.scene} was completed on {day} ({date}): all of its {pages(whole)} pages are shot. What was shot beyond the script "
            f"is added: --added {one.scene} LENGTH."
        )
    if one.result == "part" and not (0 < one.eighths <= left and one.eighths < had):
        raise DoesNotAdd(
            f"{pages(one.eighths)} pages of scene {one.scene} would be a part of the {pages(left)} that it has left. Say "
            f"--shot {one.scene} when it is finished, and --added {one.scene} LENGTH for what was shot beyond the script."
        )
    if one.result == "part":
        return SceneTold(scene=one.scene, result="part", eighths=one.eighths, left=had - one.eighths, setups=one.setups)
    return SceneTold(scene=one.scene, result="shot", eighths=left, setups=one.setups)


def _with_setups(told: Told, scenes: Sequence[SceneTold]) -> Told:
    """The set-ups of the day: those that were said, or the sum over its scenes. Raises DoesNotAdd when the scenes have more."""
    by_scene = sum(scene.setups for scene in scenes)
    if told.setups and by_scene > told.setups:
        raise DoesNotAdd(f"The scenes have {by_scene} set-ups and the day {told.setups}. Put the scenes right, or --setups.")
    return told if told.setups else told.model_copy(update={"setups": by_scene})


def spelled(report: ShootDayEvent) -> str:
    """What came of a day, as a sentence says it."""
    words = {"shot": "shot", "part": "part-shot", "owed": "owed", "added": "added"}
    said = [
        f"{word} {', '.join(scene.scene for scene in report.scenes if scene.result == result)}"
        for result, word in words.items()
        if any(scene.result == result for scene in report.scenes)
    ]
    shot = sum(scene.eighths for scene in report.scenes if scene.result != "added")
    parts = ["; ".join(said) or "nothing shot", f"{pages(shot)} pages", counted(report.setups, "set-up")]
    planned, actual = hot_totals(report) or (None, None)
    if actual:
        parts.append(f"{counted(len(report.crew), 'crew line')} at {actual}, planned {planned}")
    return ", ".join(parts)


def hot_totals(report: ShootDayEvent) -> tuple[Money, Money] | None:
    """What the crew lines come to, as planned and as they were; None where nothing is valued."""
    costs = [line for one in report.crew for line in one.lines]
    if not costs:
        return None
    currency = costs[0].planned.currency
    return total((line.planned for line in costs), currency), total((line.actual for line in costs), currency)


def hot_variance(report: ShootDayEvent) -> Money | None:
    """Planned less actual: positive is under."""
    both = hot_totals(report)
    return both and both[0] - both[1]


def evolve(_: Report | None, event: ShootDayEvent) -> Report:
    """Fold one fact into what is known."""
    match event:
        case ProductionReportFiled() | ProductionReportCorrected():
            shot: dict[str, Any] = {one.scene: one.eighths for one in event.scenes if one.result in ("shot", "part")}
            return Report(said=event, shot=shot)
        case _:
            assert_never(event)


SHOOT_DAY = Aggregate("shoot-day", "", (ProductionReportFiled, ProductionReportCorrected), evolve)
