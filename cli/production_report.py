"""topsheet production-report: what came of a shoot day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Consequence, Function, writer

if TYPE_CHECKING:
    from ledger.aggregates.board import Schedule
    from ledger.aggregates.shoot_day import Outcome, Report, ShootDayEvent, Told
    from ledger.decision import Decision

FILE = click.Path(path_type=Path)
TIMES = ("call", "first_shot", "lunch", "wrap")


@click.group("production-report")
def command() -> None:
    """What came of a shoot day: scenes, set-ups, hours, cast times and the hot cost of the crew."""


def telling(function: Function) -> Function:
    """The options that tell a day."""
    options = (
        click.option("--shot", multiple=True, metavar="SCENE", help="A scene that is finished. Repeatable, or 12,13."),
        click.option("--part", nargs=2, multiple=True, metavar="SCENE LENGTH", help="Shot in part: 14 3/8; the rest is owed. Repeatable."),
        click.option("--owed", multiple=True, metavar="SCENE", help="Scheduled and not shot. Repeatable, or 15,16."),
        click.option("--added", nargs=2, multiple=True, metavar="SCENE LENGTH", help="Shot beyond the script: 16A 2/8. Repeatable."),
        click.option("--scenes", type=FILE, help="Or a file: scene, result (shot, part, owed, added), eighths, setups."),
        click.option("--setups", type=click.IntRange(0, 9999), default=0, metavar="N", help="Set-ups of the day."),
        click.option("--call", metavar="HH:MM", help="The company's call; after midnight 00:30 or 24:30."),
        click.option("--first-shot", metavar="HH:MM", help="The first shot."),
        click.option("--lunch", metavar="HH:MM", help="Lunch."),
        click.option("--wrap", metavar="HH:MM", help="Wrap."),
        click.option("--minutes", "screen_time", metavar="M:SS", help="Screen time: 3:20."),
        click.option("--cast", type=FILE, help="A file: number, hotel out, on set, meal, dismissed."),
        click.option("--crew", type=FILE, help="A file: engagement, in, meal out, meal in, out, penalties, account."),
        click.option("--delay", type=(str, click.IntRange(0, 1440)), multiple=True, metavar="CAUSE MINUTES", help="A delay: Fog 45."),
        click.option("--accident", multiple=True, metavar="TEXT", help="An accident or illness; no names. Repeatable."),
        click.option("--notes", metavar="TEXT", help="Anything else; no personal data."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@command.command("file")
@click.argument("day", metavar="D-012")
@telling
@writer()
def file_report(decision: Decision, *, day: str, **given: Any) -> Consequence:
    """File the production report of a shoot day."""
    from ledger.aggregates import shoot_day

    return _decided(decision, day, given, shoot_day.file_report, today=decision.on)


@command.command()
@click.argument("day", metavar="D-012")
@telling
@writer(reason=True)
def correct(decision: Decision, *, day: str, **given: Any) -> Consequence:
    """Tell the whole report of a day again; the one before counts no more."""
    from ledger.aggregates import shoot_day

    return _decided(decision, day, given, shoot_day.correct_report)


def _decided(decision: Decision, day: str, given: dict[str, Any], decide: Callable[..., ShootDayEvent], **more: Any) -> str:
    """Read what is told, decide, record, and say what it means."""
    from ledger.aggregates.board import Schedule
    from ledger.aggregates.schedule import SCHEDULE
    from ledger.aggregates.shoot_day import SHOOT_DAY

    schedule = decision.load(SCHEDULE, "main") or Schedule()
    reports = {key: report for key in schedule.days if (report := decision.load(SHOOT_DAY, key))}
    known = reports.pop(day, None)
    schedule.shoot_day(day)
    event = decide(
        day, known, schedule=schedule, outcomes=_outcomes(given), others=reports, told=_told(decision, schedule, day, given), **more
    )
    decision.record(SHOOT_DAY, day, event)
    return _meaning(event, schedule, reports)


def _outcomes(given: dict[str, Any]) -> list[Outcome]:
    """What came of each scene, from options and file."""
    from cli.report_files import read_scenes
    from cli.schedule_file import length
    from ledger.aggregates.shoot_day import Outcome
    from ledger.errors import Misuse

    said = [Outcome(scene=scene, result="shot") for scene in _listed(given["shot"])]
    said += [Outcome(scene=scene, result="owed") for scene in _listed(given["owed"])]
    for result in ("part", "added"):
        for scene, text in given[result]:
            try:
                said.append(Outcome(scene=scene, result=result, eighths=length(text)))
            except Misuse as problem:
                raise Misuse(f"--{result} {scene} {text!r} {problem}.") from None
    return [*said, *(read_scenes(given["scenes"]) if given["scenes"] else [])]


def _listed(words: tuple[str, ...]) -> list[str]:
    """Scenes given one by one or with commas between them."""
    return [scene.strip() for word in words for scene in word.split(",") if scene.strip()]


def _told(decision: Decision, schedule: Schedule, day: str, given: dict[str, Any]) -> Told:
    """What is told of the day besides its scenes."""
    from cli import report_files
    from ledger.aggregates.hours import in_order
    from ledger.aggregates.shoot_day import Delay, Told
    from ledger.errors import DoesNotAdd

    date = schedule.shoot_day(day).date
    try:
        times = in_order({name.replace("_", " "): _time(name, given[name]) for name in TIMES})
    except DoesNotAdd as problem:
        raise DoesNotAdd(f"{day}: {problem}.") from None
    return Told(
        setups=given["setups"], screen_time=_seconds(given["screen_time"]), notes=given["notes"], accidents=given["accident"],
        cast=report_files.read_cast(given["cast"]) if given["cast"] else (),
        crew=report_files.read_crew(given["crew"], decision, schedule, date) if given["crew"] else (),
        delays=tuple(Delay(cause=cause, minutes=minutes) for cause, minutes in given["delay"]),
        **{name.replace(" ", "_"): time for name, time in times.items()},
    )  # fmt: skip


def _time(name: str, text: str | None) -> int | None:
    """A time given as an option."""
    from ledger.aggregates.hours import minute
    from ledger.errors import Misuse

    try:
        return None if text is None else minute(text)
    except Misuse as problem:
        raise Misuse(f"--{name.replace('_', '-')} {text!r} {problem}.") from None


def _seconds(text: str | None) -> int:
    """Screen time in seconds from 3:20."""
    from ledger.errors import Misuse

    if text is None:
        return 0
    minutes, _, seconds = text.partition(":")
    if not (minutes.isdecimal() and seconds.isdecimal() and len(seconds) == 2 and int(seconds) < 60 and len(minutes) < 5):
        raise Misuse(f"--minutes {text!r} is not a screen time. Write minutes and seconds, such as 3:20.")
    return int(minutes) * 60 + int(seconds)


def _meaning(event: ShootDayEvent, schedule: Schedule, others: dict[str, Report]) -> str:
    """How far the script is shot with this report, what the day owes, and what it cost against the plan."""
    from ledger.aggregates.board import pages
    from ledger.aggregates.shoot_day import evolve, hot_variance, shot_on
    from ledger.money import Money

    script = {number: scene.eighths for number, scene in schedule.scenes.items() if number not in schedule.omitted}
    spent = shot_on({**others, "": evolve(None, event)})
    left = sum(max(0, eighths - spent.get(number, 0)) for number, eighths in script.items())
    planned, shot = sum(one.eighths for one in event.planned), sum(one.eighths for one in event.scenes if one.result != "added")
    owed = ", ".join(f"{one.scene} ({pages(one.left)})" for one in event.scenes if one.left)
    lines = [
        f"{pages(shot)} of {pages(planned)} planned pages shot; {pages(left)} of {pages(sum(script.values()))} are left of the script."
    ]
    lines += [f"Owed: {owed}. Place what is owed on another day: topsheet schedule move SCENE DAY."] if owed else []
    variance = hot_variance(event)
    if variance is not None:
        word = "under" if variance > Money.zero(variance.currency) else "over" if variance else "as planned"
        lines.append(f"Hot cost: {abs(variance.amount):,} {variance.currency} {word}; topsheet report hot-cost proposes the estimates.")
    return "\n".join(lines)
