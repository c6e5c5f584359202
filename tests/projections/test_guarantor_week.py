"""The guarantor's week on a small book: events in, whole rows out, and every figure that of the report it comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates.calendar import WEEK, DayOff
from ledger.aggregates.scene import SceneAdded, ScenePlaced
from ledger.aggregates.schedule import SCHEDULE, CalendarSet, DayMove, ScheduleIssued, SchedulePushed, ShootDayAdded
from ledger.aggregates.shoot_day import SHOOT_DAY, Planned, ProductionReportFiled, SceneTold
from ledger.aggregates.source import SOURCE, SourceAdded
from ledger.aggregates.tranche import Condition, ConditionAdded, ConditionMet, TrancheReceived, TrancheScheduled
from tests.projections.books import budgeted, cost, draw, etc, eur, invoice, march, reported
from tests.window import Written

TODAY = march(12)  # the Friday of 2021-W10; the shoot is of seven working days from Monday the 8th, and the 17th is a holiday
DATES = (8, 9, 10, 11, 12, 15, 16)


def board(written: Written) -> None:
    """Seven days of a page each, issued; the first three are told of: one page, an eighth, nothing."""
    events: list[Any] = [CalendarSet(working_week=WEEK[:5], days_off=(DayOff(date=march(17), kind="holiday", label="Harbour day"),))]
    for n, day in enumerate(DATES, 1):
        events += [
            SceneAdded(scene=f"{n}", eighths=8, set="Quay", int_ext="ext", day_night="night", cast=("C1",)),
            ShootDayAdded(day=f"D-00{n}", date=march(day)),
            ScenePlaced(scene=f"{n}", day=f"D-00{n}", order=(f"{n}",)),
        ]
    for event in (*events, ScheduleIssued(revision=1, colour="White", days=7, eighths=56)):
        written.write(SCHEDULE, "main", event, march(1))
    told = (("shot", 8, 0), ("part", 1, 7), ("owed", 0, 8))
    for n, (result, shot, left) in enumerate(told, 1):
        scene = SceneTold(scene=f"{n}", result=result, eighths=shot, left=left)  # type: ignore[arg-type]
        report = ProductionReportFiled(date=march(7 + n), planned=(Planned(scene=f"{n}", eighths=8),), scenes=(scene,))
        written.write(SHOOT_DAY, f"D-00{n}", report, march(8 + n))


def financed(written: Written) -> None:
    """Half of the equity received; the other half waits for a paper, and for insurance that lapses or runs out."""
    written.write(SOURCE, "S-01", SourceAdded(financier="P-0003", form="equity", title="Equity", amount=eur(520_000)), march(1))
    for key, expected in (("T1", march(3)), ("T2", march(20))):
        event = TrancheScheduled(tranche=key, amount=eur(260_000), expected=expected, milestone="photography")
        written.write(SOURCE, "S-01", event, march(1))
    asked = [Condition(key="PAPER", text="chain of title", due=march(10))]
    asked += [Condition(key=key, text="cast insurance", kind="certificate") for key in ("FAR", "NEAR", "PAST")]
    for one in asked:
        written.write(SOURCE, "S-01", ConditionAdded(tranche="T2", condition=one), march(1))
    for key, ends in (("FAR", date(2021, 4, 12)), ("NEAR", date(2021, 4, 11)), ("PAST", march(11))):
        written.write(SOURCE, "S-01", ConditionMet(tranche="T2", condition=key, valid_to=ends), march(2))
    written.write(SOURCE, "S-01", TrancheReceived(tranche="T1", amount=eur(260_000), received_on=march(9), charges=eur(10)), march(9))


def book() -> Written:
    """520,000 with 20,000 of contingency, 12,000 of it drawn in two steps; camera rental is 30,000 over."""
    written = budgeted()
    board(written)
    financed(written)
    invoice(written, "I-0001", march(4), cost("3310", 60_000))
    draw(written, "C-0001", march(5), "3310", 4_000)
    reported(written, 1, "2021-W09", march(7), {"3310": (204_000, 0)}, on=march(8))
    invoice(written, "I-0002", march(9), cost("3320", 30_000))
    draw(written, "C-0002", march(10), "3320", 8_000)
    etc(written, "3320", 50_000, march(11))
    return written


def week(written: Written) -> dict[str, Any]:
    with written.session(on=TODAY) as session:
        (row,) = session.records("guarantor_week")
    return row


def test_the_week_is_one_row() -> None:
    assert week(book()) == {
        "period": "2021-W10", "starts": march(8), "ends": march(14),
        "received": 260_000, "received_in_week": 260_000,
        "efc_before": 534_000, "final_before": 512_000, "variance": -22_000, "under/over": "over",
        "contingency_locked": 20_000, "contingency_drawn": 12_000, "drawn_in_week": 8_000, "contingency_undrawn": 8_000,
        "efc_with_contingency": 542_000, "final_with_contingency": 520_000, "left_if_used": -14_000,
        "last_report": 1, "last_efc": 204_000, "change": 330_000,
        "to_date": 90_000, "spent_in_week": 30_000, "remaining": 444_000,
        "shoot_day": 5, "shoot_days": 7, "days_reported": 3, "last_reported": march(10), "days_left": 2, "days_behind": 2,
        "approved_wrap": march(16), "scheduled_wrap": march(16), "expected_wrap": march(19),
        "planned_to_date": 24, "shot_to_date": 9, "eighths_behind": 15, "eighths_left": 47,
        "cash": 259_990, "sufficiency": -274_010, "with_contingency": -282_010,
        "short_from": "2021-W11", "short_closing": Decimal("-124009.99"),
    }  # fmt: skip


def test_every_figure_is_that_of_the_report_it_comes_from() -> None:
    with book().session(on=TODAY) as session:
        told = session.records("guarantor_week")[0]
        lines = {row["kind"]: row for row in session.records("cost_report") if row["kind"] not in ("account", "category", "section")}
        day = [row for row in session.records("shooting_progress") if row["entry"]][-1]
        now, figures = session.records("sufficiency")[0], session.records("status_figures")[0]
        short = next(row for row in session.records("cash_flow") if row["shortage"] == "first week of shortage")
        moves = session.records("contingency_movement")
        wrap = session.records("schedule_figures")[0]
    before, undrawn, whole = lines["total"], lines["contingency"], lines["grand total"]
    names = ("efc_before", "final_before", "variance", "to_date", "last_efc", "change")
    assert [told[name] for name in names] == [before[name] for name in ("EFC", "final", "variance", "to date", "last EFC", "change")]
    assert told["remaining"] == before["commitments"] + before["ETC"]
    assert told["contingency_undrawn"] == undrawn["ETC"] == moves[-1]["undrawn"] == figures["contingency_undrawn"]
    assert told["contingency_drawn"] == -sum(row["change"] for row in moves if row["kind"] == "drawn")
    assert (told["efc_with_contingency"], told["variance"]) == (whole["EFC"], whole["variance"]) == (figures["efc"], figures["variance"])
    assert told["left_if_used"] == lines["variance with contingency"]["variance"]
    assert (told["days_behind"], told["eighths_behind"]) == (-day["days_ahead"], -day["eighths_ahead"])
    assert [told[name] for name in ("planned_to_date", "shot_to_date", "eighths_left")] == [
        day["planned_to_date"],
        day["shot_to_date"],
        day["left"],
    ]
    assert (told["shoot_days"], told["scheduled_wrap"], told["eighths_left"]) == (wrap["shoot_days"], wrap["last_day"], wrap["eighths"])
    assert [told[name] for name in ("cash", "sufficiency", "with_contingency")] == [
        now["cash"],
        now["sufficiency"],
        now["with contingency"],
    ]
    assert (told["short_from"], told["short_closing"]) == (short["week"], short["closing"])


def test_the_wrap_as_approved_stays_when_the_schedule_is_issued_anew() -> None:
    written = book()
    moves = tuple(DayMove(day=f"D-00{n}", was=march(was), date=march(now)) for n, was, now in ((6, 15, 18), (7, 16, 19)))
    written.write(SCHEDULE, "main", SchedulePushed(moved=moves, working_days=2, from_date=march(15)), march(12))
    written.write(SCHEDULE, "main", ScheduleIssued(revision=2, colour="Blue", days=7, eighths=56), march(12))
    told = week(written)
    assert (told["approved_wrap"], told["scheduled_wrap"], told["expected_wrap"]) == (march(16), march(19), march(23))


def test_the_expected_wrap_is_the_day_of_the_last_report_once_all_is_shot_and_none_where_nothing_is_scheduled() -> None:
    written = book()
    scenes = tuple(SceneTold(scene=f"{n}", result="shot", eighths=left) for n, left in ((2, 7), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8)))
    report = ProductionReportFiled(date=march(11), planned=(Planned(scene="4", eighths=8),), scenes=scenes)
    written.write(SHOOT_DAY, "D-004", report, march(12))
    assert (week(written)["eighths_left"], week(written)["expected_wrap"]) == (0, march(11))
    nothing = {name: value for name, value in week(budgeted()).items() if name.endswith("wrap") or "day" in name}
    assert {value for value in nothing.values() if value} == set()


def test_a_book_without_contingency_or_money_has_a_week_too() -> None:
    told = week(budgeted(contingency=None))
    assert (told["contingency_undrawn"], told["efc_before"], told["efc_with_contingency"], told["left_if_used"]) == (0, 520_000, 520_000, 0)
    assert (told["received"], told["last_report"], told["change"]) == (0, None, None)


def test_the_documents_that_are_missing_are_one_row_each() -> None:
    assert [row[:-1] for row in book().rows("documents_missing", on=TODAY)] == [
        ("condition", "source/S-01", "T2 PAPER: chain of title", None, "open", march(10), -2),
        ("condition", "source/S-01", "T2 PAST: cast insurance", None, "lapsed", march(11), -1),
        ("certificate", "source/S-01", "T2 NEAR: cast insurance", None, "runs out", date(2021, 4, 11), 30),
        ("production report", "shoot-day/D-004", "main", None, "not filed", march(11), -1),
    ]


def test_nothing_is_asked_of_money_that_has_arrived_and_a_period_that_is_over_wants_its_cost_report() -> None:
    written = book()
    written.write(SOURCE, "S-01", TrancheReceived(tranche="T2", amount=eur(260_000), received_on=march(12)), march(12))
    assert {row[0] for row in written.rows("documents_missing", on=TODAY)} == {"production report"}
    late = written.rows("documents_missing", on=march(15))
    assert [row[:-1] for row in late if row[0] == "cost report"] == [
        ("cost report", "period/2021-W10", "", None, "not issued", march(14), -1)
    ]
    reported(written, 2, "2021-W11", march(16), {"3310": (204_000, 0)}, on=march(17))
    assert {row[0] for row in written.rows("documents_missing", on=march(17))} == {"production report"}
