"""topsheet schedule, the strips: scenes enter the script, change, leave it, and are placed on shoot days."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from cli.options import Consequence, Function, writer

if TYPE_CHECKING:
    from ledger.aggregates.board import Schedule
    from ledger.decision import Decision

PLACES, TIMES = ("int", "ext", "int/ext"), ("day", "night", "dawn", "dusk")
BEFORE = click.option("--before", metavar="SCENE", help="Before this scene of that day; last by default.")


class Board:
    """The schedule as this command leaves it: every step is recorded, and the next one sees it."""

    def __init__(self, decision: Decision) -> None:
        from ledger.aggregates.board import Schedule
        from ledger.aggregates.schedule import SCHEDULE

        self.decision, self.aggregate = decision, SCHEDULE
        self.schedule = decision.load(SCHEDULE, "main") or Schedule()

    def take(self, step: Callable[..., Any], **given: Any) -> Any:
        """Decide one step on the schedule as it stands, record what came of it, and return that."""
        event = step(self.schedule, **given)
        self.decision.record(self.aggregate, "main", event)
        self.schedule = self.aggregate.evolve(self.schedule, event)
        return event


def strip(*, required: bool) -> Callable[[Function], Function]:
    """The options that say what a scene is."""
    options = (
        click.option("--int-ext", type=click.Choice(PLACES, case_sensitive=False), required=required, help="Inside or outside."),
        click.option("--set", "where", required=required, metavar="TEXT", help="The set, as the script names it."),
        click.option("--day-night", type=click.Choice(TIMES, case_sensitive=False), required=required, help="The light."),
        click.option("--eighths", required=required, metavar="LENGTH", help='The length in eighths of a page: 12, or "1 4/8".'),
        click.option("--cast", multiple=True, metavar="C1", help="The board number of a player. Repeatable; an empty text for nobody."),
        click.option("--synopsis", metavar="TEXT", help="What happens, in a line."),
    )

    def wrap(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return wrap


@click.command("add-scene")
@click.argument("number")
@strip(required=True)
@writer()
def add_scene(decision: Decision, *, number: str, int_ext: str, where: str, day_night: str, eighths: str, cast: tuple[str, ...],
              synopsis: str | None) -> Consequence:  # fmt: skip
    """Take a scene of the script into the schedule."""
    from ledger.aggregates import scene

    said = _said(int_ext=int_ext, where=where, day_night=day_night, eighths=eighths, cast=cast, synopsis=synopsis)
    Board(decision).take(scene.add_scene, scene=_scene({"scene": number, **said}))
    return f"Scene {number} waits for its shoot day: topsheet schedule place {number} DAY."


@click.command("revise-scene")
@click.argument("number")
@strip(required=False)
@writer()
def revise_scene(decision: Decision, *, number: str, int_ext: str | None, where: str | None, day_night: str | None, eighths: str | None,
                 cast: tuple[str, ...], synopsis: str | None) -> Consequence:  # fmt: skip
    """Say what the script changed in a scene."""
    from ledger.aggregates import scene

    board = Board(decision)
    said = _said(int_ext=int_ext, where=where, day_night=day_night, eighths=eighths, cast=cast, synopsis=synopsis)
    board.take(scene.revise_scene, scene=_scene({**dict(board.schedule.scene(number)), **said}))
    day = board.schedule.placed_on(number)
    return load(board.schedule, day.day) if day else f"Scene {number} is not placed on any shoot day."


@click.command()
@click.argument("number")
@writer(reason=True)
def omit(decision: Decision, *, number: str) -> Consequence:
    """Drop a scene from the script, and take it off its day."""
    from ledger.aggregates import scene

    board = Board(decision)
    decision.authorise("schedule", asked=f"Omitting scene {number}")
    event = board.take(scene.omit_scene, scene=number)
    return "\n".join([*([load(board.schedule, event.day)] if event.day else []), script(board.schedule)])


@click.command()
@click.argument("number")
@writer()
def restore(decision: Decision, *, number: str) -> Consequence:
    """Take an omitted scene back into the script."""
    from ledger.aggregates import scene

    board = Board(decision)
    decision.authorise("schedule", asked=f"Restoring scene {number}")
    board.take(scene.restore_scene, scene=number)
    return f"Scene {number} waits for its shoot day: topsheet schedule place {number} DAY.\n{script(board.schedule)}"


@click.command()
@click.argument("scene")
@click.argument("day")
@BEFORE
@writer()
def place(decision: Decision, *, scene: str, day: str, before: str | None) -> Consequence:
    """Put a scene on a shoot day."""
    from ledger.aggregates import scene as strips

    board = Board(decision)
    board.take(strips.place, scene=scene, day=day, before=before)
    return load(board.schedule, day)


@click.command()
@click.argument("scene")
@click.argument("day")
@BEFORE
@writer()
def move(decision: Decision, *, scene: str, day: str, before: str | None) -> Consequence:
    """Put a placed scene on another day, or elsewhere in its own."""
    from ledger.aggregates import scene as strips

    board = Board(decision)
    event = board.take(strips.move, scene=scene, target=day, before=before)
    return "\n".join(load(board.schedule, key) for key in dict.fromkeys((event.source, event.target)))


@click.command()
@click.argument("scene")
@writer()
def lift(decision: Decision, *, scene: str) -> Consequence:
    """Take a scene off its day; it waits to be placed again."""
    from ledger.aggregates import scene as strips

    board = Board(decision)
    event = board.take(strips.lift, scene=scene)
    return load(board.schedule, event.day)


VERBS = (add_scene, revise_scene, omit, restore, place, move, lift)


def _said(*, int_ext: str | None, where: str | None, day_night: str | None, eighths: str | None, cast: tuple[str, ...],
          synopsis: str | None) -> dict[str, Any]:  # fmt: skip
    """What the options say of a scene; what they leave out is absent."""
    from cli.schedule_file import length, players
    from ledger.errors import Misuse

    try:
        counted = None if eighths is None else length(eighths)
    except Misuse as problem:
        raise Misuse(f"--eighths {eighths!r} {problem}.") from None
    given = {"int_ext": int_ext, "set": where, "day_night": day_night, "eighths": counted, "synopsis": synopsis}
    said: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return {**said, "cast": players(" ".join(cast))} if cast else said


def _scene(said: dict[str, Any]) -> Any:
    from ledger.aggregates.board import Scene

    return Scene.model_validate(said)


def load(schedule: Schedule, key: str) -> str:
    """How much a shoot day shoots."""
    from ledger.aggregates.board import pages
    from ledger.aggregates.schedule import weekday

    day = schedule.shoot_day(key)
    eighths, n = sum(schedule.scenes[scene].eighths for scene in day.order), len(day.order)
    much = f"{n} scene{'s' if n > 1 else ''}, {pages(eighths)} pages: {', '.join(day.order)}" if n else "nothing"
    return f"{key} on {weekday(day.date)} shoots {much}."


def script(schedule: Schedule) -> str:
    """How long the script is without what was omitted."""
    from ledger.aggregates.board import pages

    lengths = [scene.eighths for number, scene in schedule.scenes.items() if number not in schedule.omitted]
    return f"The script has {len(lengths)} scene{'' if len(lengths) == 1 else 's'}, {pages(sum(lengths))} pages."
