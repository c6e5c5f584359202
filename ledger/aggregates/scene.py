"""A scene enters the schedule from the script, with its length in eighths of a page, its set and its cast.

It is revised when the script changes, and omitted when the script drops it. It is placed on a shoot day in shooting order,
moved to another day or another place in its day, and lifted off to wait. Each placing carries the whole shooting order of
the day, so one entry tells what the day shoots.

A scene is never on two days, and an omitted scene is on none.
"""

from __future__ import annotations

from typing import Any, assert_never

from ledger.aggregates.board import DayKey, Order, Scene, Schedule, ShootDay
from ledger.errors import AlreadyDone, TooEarly, Unknown
from ledger.event import Code, Event


class SceneAdded(Scene, Event):
    """A scene of the script is in the schedule, and not yet placed."""

    def sentence(self) -> str:
        return f"added {self.spelled()}"


class SceneRevised(Scene, Event):
    """The script changed; the scene is now as told here, and stays where it is placed."""

    def sentence(self) -> str:
        return f"revised {self.spelled()}"


class SceneOmitted(Event):
    """The script dropped the scene; `day` is the shoot day it comes off, where it was placed."""

    scene: Code
    day: DayKey | None = None

    def sentence(self) -> str:
        return f"omitted scene {self.scene}{f', placed on {self.day}' if self.day else ''}"


class SceneRestored(Event):
    """An omitted scene is back in the script, and not yet placed."""

    scene: Code

    def sentence(self) -> str:
        return f"restored scene {self.scene}"


class ScenePlaced(Event):
    """A scene is placed on a shoot day; `order` is the day's shooting order with it."""

    scene: Code
    day: DayKey
    order: Order

    def sentence(self) -> str:
        return f"placed scene {self.scene} on {self.day}, which shoots {', '.join(self.order)}"


class SceneMoved(Event):
    """A scene goes from one shoot day to another, or to another place in its day; `order` is the target's shooting order."""

    scene: Code
    source: DayKey
    target: DayKey
    order: Order

    def sentence(self) -> str:
        where = f"from {self.source} to {self.target}" if self.source != self.target else f"within {self.target}"
        return f"moved scene {self.scene} {where}, which shoots {', '.join(self.order)}"


class SceneLifted(Event):
    """A scene is taken off its shoot day and waits to be placed again."""

    scene: Code
    day: DayKey

    def sentence(self) -> str:
        return f"lifted scene {self.scene} off {self.day}"


SceneEvent = SceneAdded | SceneRevised | SceneOmitted | SceneRestored | ScenePlaced | SceneMoved | SceneLifted


def add_scene(schedule: Schedule, *, scene: Scene) -> SceneAdded:
    """Take a scene of the script into the schedule."""
    if scene.scene in schedule.scenes:
        way = "Restore it" if scene.scene in schedule.omitted else "Revise it, or give the new one a letter"
        raise AlreadyDone(f"Scene {scene.scene} is already in the schedule. {way}.")
    return SceneAdded(**dict(scene))


def revise_scene(schedule: Schedule, *, scene: Scene) -> SceneRevised:
    """Say what the scene is now; it stays where it is placed."""
    if schedule.scene(scene.scene) == scene:
        raise AlreadyDone(f"Scene {scene.scene} is already so: {scene.spelled()}.")
    return SceneRevised(**dict(scene))


def omit_scene(schedule: Schedule, *, scene: str) -> SceneOmitted:
    """Drop the scene from the script, and lift it off its day."""
    schedule.scene(scene)
    day = schedule.placed_on(scene)
    return SceneOmitted(scene=scene, day=day.day if day else None)


def restore_scene(schedule: Schedule, *, scene: str) -> SceneRestored:
    """Take an omitted scene back; it waits to be placed."""
    if scene not in schedule.omitted:
        schedule.scene(scene)
        raise AlreadyDone(f"Scene {scene} is not omitted.")
    return SceneRestored(scene=scene)


def place(schedule: Schedule, *, scene: str, day: str, before: str | None = None) -> ScenePlaced:
    """Put the scene on a shoot day: last, or before another scene of that day."""
    schedule.scene(scene)
    target, placed = schedule.shoot_day(day), schedule.placed_on(scene)
    if placed:
        raise AlreadyDone(f"Scene {scene} is already placed on {placed.day} ({placed.date}). Move it.")
    return ScenePlaced(scene=scene, day=day, order=ordered(target, scene, before))


def move(schedule: Schedule, *, scene: str, target: str, before: str | None = None) -> SceneMoved:
    """Put a placed scene on another day, or before another scene of its own day."""
    source, day = _placed(schedule, scene), schedule.shoot_day(target)
    order = ordered(day, scene, before)
    if order == day.order:
        raise AlreadyDone(f"Scene {scene} is already there: {day.day} shoots {', '.join(order)}.")
    return SceneMoved(scene=scene, source=source.day, target=target, order=order)


def lift(schedule: Schedule, *, scene: str) -> SceneLifted:
    """Take the scene off its day; it waits to be placed again."""
    return SceneLifted(scene=scene, day=_placed(schedule, scene).day)


def ordered(day: ShootDay, scene: str, before: str | None) -> tuple[str, ...]:
    """The day's shooting order with this scene last, or before another of its scenes. Raises Unknown."""
    others = tuple(s for s in day.order if s != scene)
    if before is None:
        return (*others, scene)
    if before not in others:
        raise Unknown(f"Scene {before} is not on {day.day}, which shoots {', '.join(others) or 'nothing yet'}.")
    at = others.index(before)
    return (*others[:at], scene, *others[at:])


def _placed(schedule: Schedule, scene: str) -> ShootDay:
    schedule.scene(scene)
    day = schedule.placed_on(scene)
    if day is None:
        raise TooEarly(f"Scene {scene} is not placed on any shoot day. Place it first.")
    return day


def scene_changes(schedule: Schedule, event: SceneEvent) -> dict[str, Any]:
    """What one fact about a scene changes in what is known."""
    match event:
        case SceneAdded() | SceneRevised():
            return {"scenes": {**schedule.scenes, event.scene: Scene(**dict(event))}}
        case SceneOmitted():
            return {"omitted": schedule.omitted | {event.scene}, "days": _without(schedule, event.scene)}
        case SceneRestored():
            return {"omitted": schedule.omitted - {event.scene}}
        case ScenePlaced():
            return {"days": _shoots(schedule, event.scene, event.day, event.order)}
        case SceneMoved():
            return {"days": _shoots(schedule, event.scene, event.target, event.order)}
        case SceneLifted():
            return {"days": _without(schedule, event.scene)}
        case _:
            assert_never(event)


def _without(schedule: Schedule, scene: str) -> dict[str, ShootDay]:
    day = schedule.placed_on(scene)
    if day is None:
        return schedule.days
    return {**schedule.days, day.day: day.model_copy(update={"order": tuple(s for s in day.order if s != scene)})}


def _shoots(schedule: Schedule, scene: str, day: str, order: tuple[str, ...]) -> dict[str, ShootDay]:
    days = _without(schedule, scene)
    return {**days, day: days[day].model_copy(update={"order": order})}
