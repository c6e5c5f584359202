"""Progress, day out of days and hot costs in plain Python, from the entries of a window: the second path that the SQL must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ledger.aggregates.board import Hold, Schedule, ShootDay
from ledger.aggregates.calendar import ONE
from ledger.aggregates.schedule import SCHEDULE, by_date
from ledger.entry import Entry
from tests.agreement.fold import seen

Row = tuple[Any, ...]


@dataclass
class Shoot:
    """What a window says of the shoot: the board, the plan in force, and the report that counts of every day that stands."""

    board: Schedule = field(default_factory=Schedule)
    plan: Schedule | None = None
    reports: dict[str, Any] = field(default_factory=dict)

    @property
    def in_force(self) -> Schedule:
        """The board as it was issued last, or as it is."""
        return self.plan or self.board

    def reported(self, unit: str | None = None) -> list[tuple[ShootDay, Any]]:
        """The days that stand and have a report, in order, with it."""
        return [(day, self.reports[day.day]) for day in by_date(self.board) if day.day in self.reports and unit in (None, day.unit)]

    def script(self) -> dict[str, int]:
        """The eighths of every scene of the script."""
        return {number: scene.eighths for number, scene in self.board.scenes.items() if number not in self.board.omitted}


def told(entries: Iterable[Entry], position: int, on: date) -> Shoot:
    """Read the entries of a window."""
    shoot = Shoot()
    for entry in seen(entries, position, on):
        if entry.stream == "schedule/main":
            shoot.board = SCHEDULE.evolve(shoot.board, entry.event)
            shoot.plan = shoot.board if entry.name == "ScheduleIssued" else shoot.plan
        elif entry.stream.startswith("shoot-day/"):
            shoot.reports[entry.stream.partition("/")[2]] = entry.event
    return shoot


def scripted(report: Any) -> dict[str, int]:
    """The eighths of the script that a report shot, by scene."""
    return {one.scene: one.eighths for one in report.scenes if one.result in ("shot", "part")}


def planned(board: Schedule, unit: str) -> list[int]:
    """The eighths of every day of a unit, in order."""
    return [sum(board.scenes[scene].eighths for scene in day.order) for day in by_date(board) if day.unit == unit]


def progress(shoot: Shoot) -> dict[str, Row]:
    """Unit, number, planned, shot, added, planned and shot to date, left, eighths and days ahead, of every shoot day."""
    rows: dict[str, Row] = {}
    for unit in {day.unit for day in shoot.board.days.values()}:
        plan, shot = planned(shoot.in_force, unit), 0
        to_date = [sum(plan[:n]) for n in range(len(plan) + 1)]
        for number, day in enumerate((one for one in by_date(shoot.board) if one.unit == unit), 1):
            eighths, until = plan[number - 1] if number <= len(plan) else 0, to_date[min(number, len(plan))]
            report = shoot.reports.get(day.day)
            if report is None:
                rows[day.day] = (unit, number, eighths, None, None, until, None, None, None, None)
                continue
            here = sum(scripted(report).values())
            shot += here
            added = sum(one.eighths for one in report.scenes if one.result == "added")
            near = min(range(len(to_date)), key=lambda n: (abs(to_date[n] - shot), to_date[n], abs(n - number), n))
            ahead = near - number if plan else None
            rows[day.day] = (unit, number, eighths, here, added, until, shot, left(shoot, day.date), shot - until, ahead)
    return rows


def left(shoot: Shoot, until: date) -> int:
    """What the script has left after the reports of days up to a date."""
    spent: dict[str, int] = {}
    for day, report in shoot.reported():
        if day.date <= until:
            for scene, eighths in scripted(report).items():
                spent[scene] = spent.get(scene, 0) + eighths
    return sum(max(0, eighths - spent.get(scene, 0)) for scene, eighths in shoot.script().items())


def dood(shoot: Shoot) -> dict[tuple[str, str, date], str]:
    """The code of every player, unit and date."""
    works: dict[tuple[str, str], set[date]] = {}
    for day in shoot.board.days.values():
        for player in players(shoot, day):
            for unit in (day.unit, "all"):
                works.setdefault((unit, player), set()).add(day.date)
    return {
        (unit, player, on): code
        for (unit, player), dates in works.items()
        for on, code in coded(shoot.board, sorted(dates), shoot.board.holds.get(player, Hold())).items()
    }


def players(shoot: Shoot, day: ShootDay) -> set[str]:
    """Who works on a day: as shot where it has a report, else as planned."""
    report = shoot.reports.get(day.day)
    scenes: Iterable[str] = day.order if report is None else (scene for scene in scripted(report) if scene in shoot.script())
    called = {one.number for one in report.cast} if report else set()
    return called | {player for scene in scenes for player in shoot.board.scenes[scene].cast}


def coded(board: Schedule, dates: Sequence[date], rule: Hold) -> dict[date, str]:
    """One player's codes from start to finish."""
    gaps = [(one, two) for one, two in pairwise(dates) if rule.drop_after and (two - one).days > rule.drop_after]
    dropped, picked = gaps[0] if gaps and rule.hold else (None, None)
    codes: dict[date, str] = {}
    on = dates[0]
    while on <= dates[-1]:
        if on in dates:
            marks = ("S" * (on == dates[0]), "P" * (on == picked), "W", "D" * (on == dropped), "F" * (on == dates[-1]))
            codes[on] = "".join(marks)
        elif not (dropped and picked and dropped < on < picked):
            off = off_code(board, on)
            if off or rule.hold:
                codes[on] = off or "H"
        on += ONE
    return codes


def off_code(board: Schedule, on: date) -> str:
    """What the company's calendar says of a date on which no unit shoots."""
    if board.calendar is None or any(day.date == on for day in board.days.values()):
        return ""
    kinds = {off.date: {"holiday": "/", "travel": "M", "rest": "off"}[off.kind] for off in board.calendar.days_off}
    return kinds.get(on) or ("off" if board.calendar.why_off(on) else "")


def hot_costs(shoot: Shoot) -> dict[tuple[str, str], Row]:
    """Planned, actual, and the variance to date, by day and account."""
    rows: dict[tuple[str, str], Row] = {}
    to_date: dict[str, Decimal] = {}
    for day, report in shoot.reported():
        lines = [line for one in report.crew for line in one.lines]
        for account in sorted({line.account for line in lines}):
            planned_, actual = (
                sum((getattr(line, name).amount for line in lines if line.account == account), Decimal(0)) for name in ("planned", "actual")
            )
            to_date[account] = to_date.get(account, Decimal(0)) + planned_ - actual
            rows[day.day, account] = (planned_, actual, to_date[account])
    return rows
