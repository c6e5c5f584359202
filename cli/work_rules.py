"""topsheet schedule, the rules of work: how players are held, and how long a planned day is; which days were shot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer
from cli.scenes import Board

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.command("cast")
@click.argument("number", metavar="C1")
@click.option("--hold/--no-hold", default=True, help="Whether days between two working days are held; they are by default.")
@click.option("--drop-after", type=int, metavar="DAYS", help="Drop and pick up in the first gap of so many calendar days.")
@writer()
def cast(decision: Decision, *, number: str, hold: bool, drop_after: int | None) -> Consequence:
    """Say how a player is held between working days."""
    from ledger.aggregates.hold import set_hold

    Board(decision).take(set_hold, cast=number, hold=hold, drop_after=drop_after)
    return "topsheet report dood shows every player's days."


@click.command("working-day")
@click.option("--hours", required=True, metavar="HOURS", help="How long a planned day is: 12.")
@click.option("--overtime", nargs=2, multiple=True, metavar="AFTER TIMES", help="What an hour is paid from there on: 8 1.5. Repeatable.")
@click.option("--least", default="0", metavar="HOURS", help="The hours that an hourly deal is paid at least.")
@writer()
def working_day(decision: Decision, *, hours: str, overtime: tuple[tuple[str, str], ...], least: str) -> Consequence:
    """Say how long a planned day is and what longer hours are paid, for hot costs."""
    from ledger.aggregates.board import Tier, WorkingDay
    from ledger.aggregates.hours import pay_minutes, set_working_day
    from ledger.money import number, plain

    tiers = tuple(Tier(after=number(after, "number of hours"), times=number(times)) for after, times in overtime)
    day = WorkingDay(hours=number(hours, "number of hours"), tiers=tiers, least=number(least, "number of hours"))
    Board(decision).take(set_working_day, day=day)
    paid = pay_minutes(day.hours * 60, tiers)
    return f"A planned day of {plain(day.hours)} hours is {plain(paid)} minutes of pay for {plain(day.hours * 60)} of work."


RULES = (cast, working_day)


def shot_days(decision: Decision, days: Iterable[str]) -> frozenset[str]:
    """Those of these shoot days that have a production report; none can be filed for them until this is recorded."""
    from ledger.aggregates.shoot_day import SHOOT_DAY

    return frozenset(day for day in days if decision.load(SHOOT_DAY, day) is not None)
