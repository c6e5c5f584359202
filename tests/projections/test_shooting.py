"""Production reports, progress, day out of days and hot costs: events in, whole rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates.board import DayMove
from ledger.aggregates.calendar import WEEK, DayOff
from ledger.aggregates.hold import CastHoldSet
from ledger.aggregates.hours import HotLine
from ledger.aggregates.scene import SceneAdded, SceneMoved, ScenePlaced
from ledger.aggregates.schedule import SCHEDULE, CalendarSet, ScheduleIssued, SchedulePushed, ShootDayAdded
from ledger.aggregates.shoot_day import (
    SHOOT_DAY,
    CastDay,
    CrewDay,
    Delay,
    Planned,
    ProductionReportCorrected,
    ProductionReportFiled,
    SceneTold,
)
from ledger.event import Event
from tests.projections.books import budgeted, eur, march
from tests.window import Written

OFF = (DayOff(date=march(4), kind="holiday", label="Harbour day"), DayOff(date=march(5), kind="travel", label="to the island"))
BOARD = (
    CalendarSet(working_week=WEEK[:5], days_off=OFF),
    SceneAdded(scene="1", eighths=8, set="Quay", int_ext="ext", day_night="night", cast=("C1", "C2")),
    SceneAdded(scene="2", eighths=6, set="Quay", int_ext="ext", day_night="night", cast=("C1",)),
    SceneAdded(scene="3", eighths=8, set="Hold", int_ext="int", day_night="day", cast=("C3",)),
    SceneAdded(scene="4", eighths=4, set="Hold", int_ext="int", day_night="day", cast=("C1", "C2")),
    SceneAdded(scene="5", eighths=3, set="Pier", int_ext="ext", day_night="dawn", cast=("C2",)),
    ShootDayAdded(day="D-001", date=march(1)),
    ShootDayAdded(day="D-002", date=march(2)),
    ShootDayAdded(day="D-003", date=march(8)),
    ShootDayAdded(day="D-004", date=march(2), unit="second"),
    ScenePlaced(scene="1", day="D-001", order=("1",)),
    ScenePlaced(scene="2", day="D-001", order=("1", "2")),
    ScenePlaced(scene="3", day="D-002", order=("3",)),
    ScenePlaced(scene="4", day="D-003", order=("4",)),
    ScenePlaced(scene="5", day="D-004", order=("5",)),
    ScheduleIssued(revision=1, colour="White", days=4, eighths=29),
)
FIRST = ProductionReportFiled(
    date=march(1),
    planned=(Planned(scene="1", eighths=8), Planned(scene="2", eighths=6)),
    scenes=(
        SceneTold(scene="1", result="shot", eighths=8, setups=12),
        SceneTold(scene="2", result="part", eighths=2, left=4, setups=3),
        SceneTold(scene="1A", result="added", eighths=1),
    ),
    setups=15, call=1080, first_shot=1150, lunch=1410, wrap=1770, screen_time=200,
    cast=(CastDay(number="C1", hotel_out=1035, dismissed=1800),),
    delays=(Delay(cause="Fog", minutes=45),), accidents=("A twisted ankle",),
)  # fmt: skip
SECOND = ProductionReportFiled(
    date=march(2), planned=(Planned(scene="3", eighths=8),), scenes=(SceneTold(scene="3", result="owed", left=8),)
)


def shoot(*more: tuple[str, Event], written: Written | None = None) -> Written:
    """The board, and these events on their streams, each on the day after the one before."""
    book = written or Written()
    for event in BOARD:
        book.write(SCHEDULE, "main", event, march(1))
    for key, event in more:
        book.write(SCHEDULE if key == "main" else SHOOT_DAY, key, event, march(10))
    return book


def shot(scene: str, eighths: int) -> SceneTold:
    return SceneTold(scene=scene, result="shot", eighths=eighths)


def crew(engagement: str, *lines: tuple[str, int, int]) -> CrewDay:
    """A crew line that costs so much, planned and actual."""
    costs = tuple(HotLine(account=code, planned=eur(planned), actual=eur(actual)) for code, planned, actual in lines)
    return CrewDay(engagement=engagement, arrived=420, left=1140, worked=720, paid=Decimal(840), lines=costs)


def test_a_production_report_is_one_row_with_everything_that_the_day_came_to() -> None:
    book = shoot(("D-001", FIRST))
    assert book.rows("production_reports") == [
        (1, "D-001", march(1), "main", "1, 2", "1", "2", "", "1A", 14, 10, 10, 19, 15, "18:00", "19:10", "23:30", "29:30", "11:30",
         "00:03:20", 45, 1, 1, 0, 0, 17),
    ]  # fmt: skip
    assert book.rows("day_times") == [(1, "D-001", march(1), "main", "cast", "C1", "17:15", None, None, None, "30:00", None)]


def test_the_latest_report_of_a_day_counts_and_the_one_before_is_kept() -> None:
    again = ProductionReportCorrected(**dict(FIRST) | {"scenes": (FIRST.scenes[0], SceneTold(scene="2", result="owed", left=6))})
    book = shoot(("D-001", FIRST), ("D-001", again))
    assert book.rows("scenes_told", "scene", "result", "eighths", "left") == [("1", "shot", 8, 0), ("2", "owed", 0, 6)]
    assert book.rows("scenes_told", "scene", "result", position=17)[1:] == [("1A", "added"), ("2", "part")]
    assert book.rows("production_reports", "day", "corrections", "entry") == [("D-001", 1, 18)]


def test_every_scene_says_what_is_shot_added_left_and_owed_and_the_day_that_completed_it() -> None:
    assert shoot(("D-001", FIRST), ("D-002", SECOND)).rows("scene_progress") == [
        ("1", 8, 8, 0, 0, 0, 12, "D-001", march(1), "shot", "D-001"),
        ("1A", 0, 0, 1, 0, 0, 0, None, None, "added", None),
        ("2", 6, 2, 0, 4, 4, 3, None, None, "part-shot", "D-001"),
        ("3", 8, 0, 0, 8, 8, 0, None, None, "owed", "D-002"),
        ("4", 4, 0, 0, 4, 0, 0, None, None, "to shoot", "D-003"),
        ("5", 3, 0, 0, 3, 0, 0, None, None, "to shoot", "D-004"),
    ]


def progress(book: Written) -> dict[str, tuple[Any, ...]]:
    """Planned and shot to date, left, eighths and days ahead, and the word, of each day that has a report."""
    columns = ("day", "planned_to_date", "shot_to_date", "left", "eighths_ahead", "days_ahead", "ahead/behind", "pages_ahead", "entry")
    return {row[0]: row[1:-1] for row in book.rows("shooting_progress", *columns) if row[-1]}


def test_the_days_behind_are_counted_to_the_day_whose_pages_are_nearest() -> None:
    assert progress(shoot(("D-001", FIRST), ("D-002", SECOND))) == {
        "D-001": (14, 10, 19, -4, 0, "behind", "4/8"),
        "D-002": (22, 10, 19, -12, -1, "behind", "1 4/8"),
    }


def test_what_is_owed_stays_behind_the_issued_plan_wherever_it_is_moved_until_another_is_issued() -> None:
    moved = ("main", SceneMoved(scene="2", source="D-001", target="D-003", order=("4", "2")))
    told = [("D-001", FIRST), ("D-002", SECOND), moved]
    assert progress(shoot(*told))["D-002"] == (22, 10, 19, -12, -1, "behind", "1 4/8")
    issued = ("main", ScheduleIssued(revision=2, colour="Blue", days=4, eighths=29))
    assert progress(shoot(*told, issued))["D-001"] == (8, 10, 19, 2, 0, "ahead", "2/8")


def test_a_scene_that_is_shot_on_another_day_counts_on_the_day_that_shot_it_and_a_push_changes_no_progress() -> None:
    early = ProductionReportFiled(date=march(2), planned=SECOND.planned, scenes=(shot("3", 8), shot("4", 4), shot("2", 4)))
    book = shoot(("D-001", FIRST), ("D-002", early))
    assert progress(book)["D-002"] == (22, 26, 3, 4, 1, "ahead", "4/8")
    pushed = SchedulePushed(working_days=2, from_date=march(8), moved=(DayMove(day="D-003", was=march(8), date=march(10)),))
    assert progress(shoot(("D-001", FIRST), ("D-002", early), ("main", pushed))) == progress(book)


def test_each_unit_has_its_own_plan_and_what_is_left_is_of_all_units() -> None:
    second = ProductionReportFiled(
        date=march(2), unit="second", planned=(Planned(scene="5", eighths=3),), scenes=(SceneTold(scene="5", result="shot", eighths=3),)
    )
    told = progress(shoot(("D-001", FIRST), ("D-002", SECOND), ("D-004", second)))
    assert told["D-004"] == (3, 3, 16, 0, 0, "on plan", "0")
    assert told["D-002"] == (22, 10, 16, -12, -1, "behind", "1 4/8")


def codes(book: Written, unit: str = "all") -> dict[str, str]:
    """The codes of each player in a line, from start to finish."""
    found = [row for row in book.rows("dood", "unit", "cast", "code") if row[0] == unit]
    return {player: " ".join(row[2] for row in found if row[1] == player) for player in dict.fromkeys(row[1] for row in found)}


def test_a_day_out_of_days_starts_holds_over_working_days_and_finishes() -> None:
    book = shoot()
    assert codes(book) == {"C1": "SW H H / M off off WF", "C2": "SW W H / M off off WF", "C3": "SWF"}
    assert codes(book, "second") == {"C2": "SWF"}
    assert book.rows("dood_totals")[:3] == [
        ("all", "C1", 2, 2, 1, 1, march(1), march(8), 8, 0),
        ("all", "C2", 3, 1, 1, 1, march(1), march(8), 8, 0),
        ("all", "C3", 1, 0, 0, 0, march(2), march(2), 1, 0),
    ]
    assert book.rows("off_dates") == [(march(4), "/"), (march(5), "M"), (march(6), "off"), (march(7), "off")]


def test_a_player_who_is_not_held_has_no_code_in_between_and_a_long_enough_gap_is_a_drop() -> None:
    book = shoot(("main", CastHoldSet(player="C1", hold=False)), ("main", CastHoldSet(player="C2", drop_after=5)))
    assert codes(book) == {"C1": "SW / M off off WF", "C2": "SW WD PWF", "C3": "SWF"}
    assert [row[-1] for row in book.rows("dood_totals") if row[:2] == ("all", "C2")] == [5]
    assert codes(shoot(("main", CastHoldSet(player="C2", drop_after=6))))["C2"] == "SW W H / M off off WF"


def test_a_date_on_which_a_unit_shoots_is_no_day_off() -> None:
    book = shoot(("main", ShootDayAdded(day="D-005", date=march(6), unit="second")))
    assert (codes(book)["C1"], [row[0] for row in book.rows("off_dates")]) == ("SW H H / M H off WF", [march(4), march(5), march(7)])


def test_a_day_that_was_shot_was_worked_by_those_who_were_there() -> None:
    told = ("D-002", ProductionReportFiled(**dict(SECOND) | {"cast": (CastDay(number="C1"),)}))
    assert codes(shoot(told)) == {"C1": "SW W H / M off off WF", "C2": "SW W H / M off off WF"}  # C3 was planned, and not there


def test_hot_costs_are_by_day_and_account_with_what_they_come_to_and_what_projects_them() -> None:
    lines = (crew("E-0001", ("3310", 600, 750)), crew("E-0002", ("3310", 400, 380), ("6800", 50, 50)))
    one = ProductionReportFiled(**dict(FIRST) | {"crew": lines})
    two = ProductionReportFiled(**dict(SECOND) | {"crew": (crew("E-0001", ("3310", 600, 600)),)})
    book = shoot(("D-001", one), ("D-002", two), written=budgeted())
    over, zero = eur(-130).amount, Decimal(0)
    camera, general = ("main", "3310", "Camera crew"), ("main", "6800", "General")
    assert book.rows("hot_costs") == [
        (1, "D-001", march(1), *camera, Decimal(1000), Decimal(1130), over, "over", over, over, 1, 2),
        (1, "D-001", march(1), *general, Decimal(50), Decimal(50), zero, "", zero, zero, 1, 2),
        (2, "D-002", march(2), *camera, Decimal(600), Decimal(600), zero, "", over, over, 2, 1),
    ]


def test_a_window_before_the_reports_has_none_and_a_report_of_a_day_that_is_gone_is_no_row() -> None:
    book = shoot(("D-001", FIRST), ("D-009", SECOND))
    views = ("production_reports", "hot_costs", "scenes_told", "day_times")
    assert [book.rows(view, on=date(2021, 3, 9)) for view in views] == [[]] * 4
    assert [row[1] for row in book.rows("production_reports")] == ["D-001"]
