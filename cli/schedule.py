"""topsheet schedule: phases, the calendar, scenes, shoot days, pushes and revisions. The strips are in scenes.py."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import DAY, SIGNED, Consequence, writer
from cli.scenes import VERBS, Board, script
from cli.work_rules import RULES, shot_days

if TYPE_CHECKING:
    from ledger.aggregates.board import Schedule
    from ledger.aggregates.calendar import Calendar, Weekday
    from ledger.decision import Decision

OFF = ("holiday", "rest", "travel")


@click.group("schedule")
def command() -> None:
    """Phases, the calendar, scenes and their shoot days, pushes and revisions.

    Shoot days are D-001, D-002 and so on, as topsheet report schedule lists them.
    """


for verb in (*VERBS, *RULES):
    command.add_command(verb)


@command.command()
@click.argument("name")
@click.option("--from", "starts", type=DAY, required=True, metavar="DAY", help="The first day.")
@click.option("--to", "ends", type=DAY, required=True, metavar="DAY", help="The last day.")
@writer()
def phase(decision: Decision, *, name: str, starts: date, ends: date) -> Consequence:
    """Say from when to when a phase runs, such as photography."""
    from ledger.aggregates import schedule

    board = Board(decision)
    board.take(schedule.set_phase, phase=name, starts=starts, ends=ends)
    inside = sum(starts <= day.date <= ends for day in board.schedule.days.values())
    return f"{inside} of {len(board.schedule.days)} shoot days fall into {name}." if board.schedule.days else None


@command.command()
@click.option("--week", metavar="DAYS", help="The working week: mon,tue,wed,thu,fri. Left out, it stays.")
@click.option("--holiday", type=(DAY, str), multiple=True, metavar="DAY LABEL", help="A public holiday. Repeatable.")
@click.option("--rest", type=(DAY, str), multiple=True, metavar="DAY LABEL", help="A day of rest. Repeatable.")
@click.option("--travel", type=(DAY, str), multiple=True, metavar="DAY LABEL", help="A travel day. Repeatable.")
@click.option("--work", type=DAY, multiple=True, metavar="DAY", help="A day off that is a working day after all. Repeatable.")
@writer()
def calendar(decision: Decision, *, week: str | None, work: tuple[date, ...], **off: tuple[tuple[date, str], ...]) -> Consequence:
    """Say which days are working days. Days off are added to those that the calendar has."""
    from ledger.aggregates import schedule

    board = Board(decision)
    decision.authorise("schedule", asked="The calendar")
    event = board.take(schedule.set_calendar, calendar=_calendar(board.schedule, week, off, work), today=decision.on)
    count, after = len(event.days_off), schedule.weekday(board.schedule.working_calendar().working_day(decision.on, 1))
    return f"{len(event.working_week)} working days a week, {count} day{'' if count == 1 else 's'} off; the next working day is {after}."


@command.command("add-day")
@click.argument("dates", nargs=-1, required=True, type=DAY, metavar="DAY...")
@click.option("--unit", default="main", show_default=True, help="Which unit shoots.")
@writer()
def add_day(decision: Decision, *, dates: tuple[date, ...], unit: str) -> Consequence:
    """Add shoot days; the ledger gives their keys."""
    from ledger.aggregates import schedule

    board = Board(decision)
    for day in dates:
        board.take(schedule.add_day, date=day, unit=unit)
    return _shoot(board.schedule)


@command.command("cancel-day")
@click.argument("day")
@writer()
def cancel_day(decision: Decision, *, day: str) -> Consequence:
    """Take an empty shoot day out of the schedule."""
    from ledger.aggregates import schedule

    board = Board(decision)
    board.take(schedule.cancel_day, day=day, shot=shot_days(decision, [day]))
    return _shoot(board.schedule)


@command.command("move-day")
@click.argument("day")
@click.argument("to", type=DAY, metavar="DATE")
@writer()
def move_day(decision: Decision, *, day: str, to: date) -> Consequence:
    """Put a shoot day with all its scenes on another date."""
    from ledger.aggregates import schedule

    board = Board(decision)
    decision.authorise("schedule", asked=f"Moving {day}")
    was = board.schedule.last_day
    event = board.take(schedule.move_day, day=day, date=to, shot=shot_days(decision, [day]))
    return _shoot(board.schedule) if board.schedule.last_day == was else _consequence(decision, board.schedule, was, event.was)


@command.command(context_settings=SIGNED)
@click.argument("working_days", type=int, metavar="N")
@click.option("--from", "starts", type=DAY, metavar="DAY", help="From this date on; from the first coming shoot day by default.")
@writer(reason=True)
def push(decision: Decision, *, working_days: int, starts: date | None) -> Consequence:
    """Move coming shoot days by N working days.

    A push is later; a pull is earlier, and written -N.
    """
    from ledger.aggregates import schedule

    board = Board(decision)
    decision.authorise("schedule", asked=f"A push by {working_days} working days")
    was = board.schedule.last_day
    shot = shot_days(decision, board.schedule.days)
    event = board.take(schedule.push, working_days=working_days, today=decision.on, from_date=starts, shot=shot)
    return _consequence(decision, board.schedule, was, event.from_date)


@command.command()
@writer()
def issue(decision: Decision) -> Consequence:
    """Make the schedule official as it stands, on the next colour."""
    from ledger.aggregates import schedule

    board = Board(decision)
    decision.authorise("schedule", asked="The next revision of the schedule")
    board.take(schedule.issue)
    return f"{_shoot(board.schedule)}\n{_waiting(board.schedule)}"


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--starts", type=DAY, metavar="DAY", help="New shoot days stand on consecutive working days from this one.")
@click.option("--days", metavar="DAY,DAY,...", help="Or: the date of every new shoot day.")
@click.option("--unit", default="main", show_default=True, help="Which unit shoots the new days.")
@click.option("--columns", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field: scene=Sc,set=Location. Repeatable.")
@click.option("--encoding", help="The file's encoding where it is not UTF-8: cp1252.")
@click.option("--delimiter", help="What stands between cells where it is not a comma: ';' or tab.")
@click.option("--sheet", help="The sheet of a workbook that has several.")
@writer()
def import_file(decision: Decision, *, file: Path, starts: date | None, days: str | None, unit: str, columns: tuple[str, ...],
                encoding: str | None, delimiter: str | None, sheet: str | None) -> Consequence:  # fmt: skip
    """Add and place scenes from a CSV or XLSX file.

    Its new shoot days are added.

    Columns: scene, int_ext, set, day_night, eighths; day (D-001 and so on), cast and synopsis where there are any.
    """
    from cli import schedule_file
    from ledger.aggregates import scene, schedule

    board = Board(decision)
    strips = schedule_file.read_schedule(
        file, board.schedule, columns=schedule_file.columns(columns), encoding=encoding, delimiter=delimiter, sheet=sheet
    )
    for day in _dates(board.schedule, schedule_file.new_days((strip.day for strip in strips), board.schedule), starts, days):
        board.take(schedule.add_day, date=day, unit=unit)
    for strip in strips:
        board.take(scene.add_scene, scene=strip.scene)
    for strip in strips:
        if strip.day:
            board.take(scene.place, scene=strip.scene.scene, day=strip.day)
    return "\n".join([script(board.schedule), *([_shoot(board.schedule)] if board.schedule.days else []), _waiting(board.schedule)])


def _calendar(known: Schedule, week: str | None, off: dict[str, tuple[tuple[date, str], ...]], work: tuple[date, ...]) -> Calendar:
    """The calendar as it shall be: the week if one is given, and the days off with those given and without those worked."""
    from ledger.aggregates.calendar import Calendar, DayOff
    from ledger.errors import Misuse, Unknown

    if week is None and known.calendar is None:
        raise Misuse("There is no calendar yet. Give the working week: --week mon,tue,wed,thu,fri.")
    days = {day.date: day for day in (known.calendar.days_off if known.calendar else ())}
    for day in work:
        if days.pop(day, None) is None:
            raise Unknown(f"{day} is not one of the calendar's days off; it has {', '.join(map(str, sorted(days))) or 'none'}.")
    given = [DayOff.model_validate({"date": day, "kind": kind, "label": label}) for kind in OFF for day, label in off[kind]]
    for one, other in pairwise(sorted(given, key=lambda day: day.date)):
        if one.date == other.date:
            raise Misuse(f"{one.date} is given as two days off. Give it once, as a holiday, a rest day or a travel day.")
    days |= {day.date: day for day in given}
    working = known.working_calendar().working_week if week is None else _week(week)
    return Calendar(working_week=working, days_off=tuple(days[day] for day in sorted(days)))


def _week(text: str) -> tuple[Weekday, ...]:
    """The working week from words such as mon,tue."""
    from ledger.aggregates.calendar import WEEK
    from ledger.errors import Misuse

    named = {word.strip().lower() for word in text.split(",")}
    wrong = sorted(named - {*WEEK, *(day[:3] for day in WEEK)})
    if wrong:
        raise Misuse(f"{wrong[0]!r} is not a day of the week. Write --week mon,tue,wed,thu,fri.")
    return tuple(day for day in WEEK if {day, day[:3]} & named)


def _dates(known: Schedule, new: list[str], starts: date | None, days: str | None) -> list[date]:
    """The dates of the new shoot days: as listed, or consecutive working days."""
    from ledger.errors import Misuse

    if not new:
        return []
    named = f"{len(new)} new shoot day{'s' if len(new) > 1 else ''}, {new[0]} to {new[-1]}"
    if (starts is None) == (days is None):
        raise Misuse(f"The file has {named}, and no dates. Give --starts DAY for consecutive working days, or every date with --days.")
    if starts is None:
        assert days is not None
        dates = [DAY.convert(text.strip(), None, None) for text in days.split(",")]
        if len(dates) != len(new):
            raise Misuse(f"The file has {named}, and --days gives {len(dates)} dates. Give one for each, in order.")
        return dates
    dates, calendar = [starts], known.working_calendar()
    while len(dates) < len(new):
        dates.append(calendar.working_day(dates[-1], 1))
    return dates


def _shoot(schedule: Schedule) -> str:
    """How many days the production shoots, and until when."""
    from ledger.aggregates.schedule import weekday

    count = len(schedule.days)
    last = f", the last on {weekday(schedule.last_day)}" if schedule.last_day else ""
    return f"{count} shoot day{'' if count == 1 else 's'}{last}."


def _waiting(schedule: Schedule) -> str:
    """The scenes of the script that are not placed."""
    waiting = [number for number in schedule.scenes if number not in schedule.omitted and not schedule.placed_on(number)]
    return f"Not placed: {', '.join(waiting)}." if waiting else "Every scene is placed."


def _consequence(decision: Decision, schedule: Schedule, was: date | None, start: date) -> str:
    """What another last shoot day means: people whose engagement finishes before it, and money that is expected around it."""
    from ledger.aggregates.schedule import weekday

    now = schedule.last_day
    assert was is not None and now is not None
    people, money = _finishing(decision, start, now), _expected(decision, was, now)
    return "\n".join([
        f"Last shoot day: {weekday(was)} before, {weekday(now)} after.",
        f"Engagements that finish before it: {'; '.join(people) or 'none'}.",
        f"Tranches expected on {was} or later: {'; '.join(money) or 'none'}.",
    ])  # fmt: skip


def _finishing(decision: Decision, start: date, last: date) -> list[str]:
    """The people engaged on or after the first day moved who finish before the last shoot day."""
    from ledger.aggregates.engagement import ENGAGEMENT, Stage

    found = [(known.ends, key, known) for key, known in decision.book.every(ENGAGEMENT).items() if known.stage is not Stage.RELEASED]
    return [f"{key} {decision.book.called(known.party)} on {ends}" for ends, key, known in sorted(found) if start <= ends < last]


def _expected(decision: Decision, was: date, now: date) -> list[str]:
    """The tranches not yet received that were expected on the old last shoot day or later."""
    from ledger.aggregates.source import SOURCE
    from ledger.aggregates.tranche import Stage

    found = sorted(
        (tranche.expected, source, key, tranche)
        for source, known in decision.book.every(SOURCE).items()
        for key, tranche in known.tranches.items()
        if tranche.stage is not Stage.RECEIVED and tranche.expected >= was
    )
    return [
        f"{key} of {source}, {tranche.amount}, on {expected}{', now before the last shoot day' if expected < now else ''}"
        for expected, source, key, tranche in found
    ]
