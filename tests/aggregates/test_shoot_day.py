"""The production report of a shoot day: scenes, hours, pay hours and hot cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.aggregates.board import Hold, Scene, Schedule, ShootDay, Tier, WorkingDay
from ledger.aggregates.calendar import WEEK, Calendar
from ledger.aggregates.engagement import DealLine
from ledger.aggregates.hold import CastHoldSet, set_hold
from ledger.aggregates.hours import HotLine, WorkingDaySet, clock, hot_lines, in_order, minute, pay_minutes, set_working_day
from ledger.aggregates.schedule import SCHEDULE, ShootDayAdded, cancel_day, move_day, push
from ledger.aggregates.shoot_day import (
    SHOOT_DAY,
    CrewDay,
    Outcome,
    Planned,
    ProductionReportCorrected,
    ProductionReportFiled,
    Report,
    SceneTold,
    Told,
    correct_report,
    file_report,
)
from ledger.errors import LedgerError
from ledger.money import Money
from tests.given import given


def march(day: int) -> date:
    return date(2021, 3, day)


def scene(number: str, eighths: int, *cast: str) -> Scene:
    return Scene(scene=number, eighths=eighths, set="Quay", int_ext="ext", day_night="night", cast=cast)


def reported(day: date, shot: dict[str, int]) -> Report:
    return Report(said=ProductionReportFiled(date=day), shot=shot)


def eur(text: str) -> Money:
    return Money(Decimal(text), "EUR")


BOARD = Schedule(
    scenes={"12": scene("12", 9, "C1"), "14": scene("14", 8, "C1", "C2"), "15": scene("15", 4), "20": scene("20", 6)},
    days={
        "D-012": ShootDay(day="D-012", date=march(16), order=("12", "14", "15")),
        "D-013": ShootDay(day="D-013", date=march(17), order=("20",)),
    },
    days_added=14,
)
TODAY = {"today": march(16), "told": Told(), "others": {}, "schedule": BOARD}
ALL = (Outcome(scene="12", result="shot"), Outcome(scene="14", result="part", eighths=3), Outcome(scene="15", result="owed"))
PLANNED = (Planned(scene="12", eighths=9), Planned(scene="14", eighths=8), Planned(scene="15", eighths=4))
TOLD = (
    SceneTold(scene="12", result="shot", eighths=9),
    SceneTold(scene="14", result="part", eighths=3, left=5),
    SceneTold(scene="15", result="owed", left=4),
)
FILED = ProductionReportFiled(date=march(16), planned=PLANNED, scenes=TOLD)


def test_a_report_says_what_every_planned_scene_came_to_and_what_it_has_left() -> None:
    given(SHOOT_DAY).when_named(file_report, "D-012", outcomes=ALL, **TODAY).then(FILED)
    assert FILED.sentence() == ("filed the production report of 2021-03-16: shot 12; part-shot 14; owed 15, 1 4/8 pages, 0 set-ups")


def test_a_scene_of_another_day_may_be_shot_and_what_is_added_never_counts_against_the_script() -> None:
    more = (*ALL, Outcome(scene="20", result="shot"), Outcome(scene="16A", result="added", eighths=2, setups=3))
    event = file_report("D-012", None, outcomes=more, **TODAY)  # type: ignore[arg-type]
    assert event.scenes[3:] == (
        SceneTold(scene="20", result="shot", eighths=6),
        SceneTold(scene="16A", result="added", eighths=2, setups=3),
    )
    assert event.setups == 3
    assert given(SHOOT_DAY, event).state.shot == {"12": 9, "14": 3, "20": 6}


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (ALL[:2], ("schedules 12, 14, 15", "does not say what came of 15", "--owed 15")),
        ((*ALL, ALL[0]), ("Scene 12", "is told twice. Say once")),
        ((*ALL, Outcome(scene="99", result="shot")), ("There is no scene 99",)),
        ((*ALL, Outcome(scene="20", result="owed")), ("Scene 20 is not scheduled on D-012",)),
        ((ALL[0], ALL[2], Outcome(scene="14", result="part", eighths=8)), ("1 pages of scene 14", "the 1 that it has left", "--shot 14")),
        ((ALL[0], ALL[2], Outcome(scene="14", result="part", eighths=11)), ("1 3/8 pages of scene 14", "the 1 that it has left")),
    ],
)
def test_a_report_refuses_what_the_scenes_cannot_be(outcomes: tuple[Outcome, ...], words: tuple[str, ...]) -> None:
    given(SHOOT_DAY).when_named(file_report, "D-012", outcomes=outcomes, **TODAY).refuses(*words)


def test_a_scene_is_completed_once_and_the_day_that_completed_it_is_named() -> None:
    before = {"D-011": reported(march(15), {"12": 4}), "D-010": reported(march(12), {"12": 5, "14": 2})}
    known = TODAY | {"others": before}
    given(SHOOT_DAY).when_named(file_report, "D-012", outcomes=ALL, **known).refuses(
        "Scene 12 was completed on D-011 (2021-03-15)", "all of its 1 1/8 pages", "--added 12"
    )
    event = file_report("D-012", None, outcomes=ALL[1:], **known)  # type: ignore[arg-type]
    assert event.planned == (Planned(scene="14", eighths=6), Planned(scene="15", eighths=4))
    assert event.scenes[0] == SceneTold(scene="14", result="part", eighths=3, left=3)


def test_a_day_is_reported_once_not_before_it_comes_and_not_when_it_was_cancelled() -> None:
    given(SHOOT_DAY, FILED).when_named(file_report, "D-012", outcomes=ALL, **TODAY).refuses("of 2021-03-16 already", "correct D-012")
    given(SHOOT_DAY).when_named(file_report, "D-013", outcomes=(), **TODAY).refuses("D-013 shoots on 2021-03-17", "on 2021-03-16")
    given(SHOOT_DAY).when_named(file_report, "D-014", outcomes=(), **TODAY).refuses("Shoot day D-014", "was cancelled. Add another one")
    given(SHOOT_DAY).when_named(file_report, "D-015", outcomes=(), **TODAY).refuses("There is no shoot day D-015")


def test_a_correction_tells_the_whole_report_again_and_keeps_what_was_planned() -> None:
    moved = BOARD.model_copy(update={"days": {**BOARD.days, "D-012": ShootDay(day="D-012", date=march(16), order=("12",))}})
    again = (ALL[0], Outcome(scene="14", result="shot"), ALL[2])
    facts = {"schedule": moved, "outcomes": again, "others": {}, "told": Told(setups=20)}
    told = (TOLD[0], SceneTold(scene="14", result="shot", eighths=8), TOLD[2])
    corrected = ProductionReportCorrected(date=march(16), planned=PLANNED, scenes=told, setups=20)
    given(SHOOT_DAY, FILED).when_named(correct_report, "D-012", **facts).then(corrected)
    given(SHOOT_DAY).when_named(correct_report, "D-012", **facts).refuses("has no production report to correct. File it", "file D-012")


def test_a_correction_that_says_the_same_is_none() -> None:
    facts = {"schedule": BOARD, "outcomes": ALL, "others": {}, "told": Told()}
    given(SHOOT_DAY, FILED).when_named(correct_report, "D-012", **facts).refuses("D-012 says all of this already")


def test_a_correction_takes_nothing_that_another_day_has_shot_since() -> None:
    later = {"D-013": reported(march(17), {"14": 5})}
    again = (ALL[0], Outcome(scene="14", result="part", eighths=4), ALL[2])
    facts = {"schedule": BOARD, "outcomes": again, "others": later, "told": Told()}
    given(SHOOT_DAY, FILED).when_named(correct_report, "D-012", **facts).refuses("4/8 pages of scene 14", "the 3/8 that it has left")


def test_a_day_can_be_corrected_after_its_scenes_were_finished_elsewhere_or_omitted() -> None:
    later = {"D-013": reported(march(17), {"14": 5})}
    board = BOARD.model_copy(update={"omitted": frozenset({"15"})})
    facts = {"schedule": board, "outcomes": ALL, "others": later, "told": Told(setups=21)}
    corrected = ProductionReportCorrected(date=march(16), planned=PLANNED, scenes=TOLD, setups=21)
    given(SHOOT_DAY, FILED).when_named(correct_report, "D-012", **facts).then(corrected)


def test_the_scenes_never_have_more_set_ups_than_the_day() -> None:
    more = (*ALL[:2], Outcome(scene="15", result="shot", setups=9))
    given(SHOOT_DAY).when_named(file_report, "D-012", outcomes=more, **(TODAY | {"told": Told(setups=8)})).refuses("9 set-ups", "the day 8")


def test_a_day_that_was_shot_is_neither_moved_nor_cancelled_and_a_push_leaves_it() -> None:
    board = SCHEDULE.evolve(None, ShootDayAdded(day="D-001", date=march(1)))
    board = SCHEDULE.evolve(board, ShootDayAdded(day="D-002", date=march(2)))
    board = SCHEDULE.evolve(board, WorkingDaySet(hours=Decimal(12))).model_copy(update={"calendar": Calendar(working_week=WEEK[:5])})
    for decide, more in ((move_day, {"date": march(5)}), (cancel_day, {})):
        with pytest.raises(LedgerError, match="D-001 was shot on 2021-03-01"):
            decide(board, day="D-001", shot={"D-001"}, **more)  # type: ignore[operator]
    pushed = push(board, working_days=1, today=march(1), shot={"D-001"})
    assert [(move.day, move.date) for move in pushed.moved] == [("D-002", march(3))]


# Hours


TIERS = (Tier(after=Decimal(8), times=Decimal("1.5")), Tier(after=Decimal(12), times=Decimal(2)))
TWELVE = WorkingDay(hours=Decimal(12), tiers=TIERS, least=Decimal(8))


@pytest.mark.parametrize(("hours", "paid"), [(8, 8), (10, 11), (11, "12.5"), (12, 14), (14, 18)])
def test_pay_hours_are_those_of_published_budgets(hours: int, paid: int | str) -> None:
    assert pay_minutes(Decimal(hours * 60), TIERS) == Decimal(paid) * 60


def test_double_time_after_ten_makes_fifteen_pay_hours_of_twelve() -> None:
    tiers = (TIERS[0], Tier(after=Decimal(10), times=Decimal(2)))
    assert pay_minutes(Decimal(720), tiers) == 15 * 60


def deal(unit: str, rate: str, *, fringe: str | None = None) -> tuple[DealLine, ...]:
    more = {"fringe": Decimal(fringe), "fringe_account": "4900"} if fringe else {}
    return (DealLine(line=1, pay="salary", account="3300", unit=unit, rate=eur(rate), guaranteed=Decimal(1), **more),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "rate", "worked", "planned", "actual"),
    [
        ("hour", "40.00", 720, "560.00", "560.00"),
        ("hour", "40.00", 300, "560.00", "320.00"),  # the guaranteed call of eight hours
        ("day", "600.00", 840, "600.00", "771.43"),  # 600 × 18 / 14
        ("day", "600.00", 480, "600.00", "600.00"),  # a day deal buys the planned day
        ("week", "3200.00", 840, "640.00", "822.86"),
    ],
)
def test_a_day_is_worth_its_pay_hours_at_the_rate_of_its_deal(unit: str, rate: str, worked: int, planned: str, actual: str) -> None:
    _, lines = hot_lines(deal(unit, rate), worked, rule=TWELVE, week=5, currency="EUR")
    assert lines == (HotLine(account="3300", planned=eur(planned), actual=eur(actual)),)


def test_penalties_are_cost_of_the_day_and_take_no_fringe_and_a_foreign_deal_is_valued_at_its_rate() -> None:
    paid, lines = hot_lines(deal("day", "600.00", fringe="10"), 840, rule=TWELVE, week=5, currency="EUR", penalties=eur("25.00"))
    assert (paid, lines) == (Decimal(1080), (
        HotLine(account="3300", planned=eur("600.00"), actual=eur("796.43")),
        HotLine(account="4900", planned=eur("60.00"), actual=eur("77.14")),
    ))  # fmt: skip
    foreign = (deal("day", "600.00")[0].model_copy(update={"rate": Money(Decimal("600.00"), "USD")}),)
    _, lines = hot_lines(foreign, 720, rule=TWELVE, week=5, currency="EUR", rate=Decimal("0.9137"), account="3310")
    assert lines == (HotLine(account="3310", planned=eur("548.22"), actual=eur("548.22")),)


def test_a_flat_deal_has_hours_and_no_hot_cost() -> None:
    assert hot_lines(deal("flat", "9000.00"), 720, rule=TWELVE, week=5, currency="EUR") == (Decimal(840), ())


def test_a_report_with_crew_says_what_the_day_cost() -> None:
    crew = CrewDay(
        engagement="E-0001", arrived=420, left=1260, worked=840, paid=Decimal(1080),
        lines=(HotLine(account="3300", planned=eur("600.00"), actual=eur("771.43")),),
    )  # fmt: skip
    event = file_report("D-012", None, outcomes=ALL, **(TODAY | {"told": Told(crew=(crew,))}))  # type: ignore[arg-type]
    assert event.sentence().endswith("0 set-ups, 1 crew line at 771.43 EUR, planned 600.00 EUR")
    given(SHOOT_DAY, event).when_named(file_report, "D-012", outcomes=ALL, **TODAY).refuses("already")


def test_times_go_on_after_midnight_and_a_day_has_twenty_four_hours() -> None:
    assert in_order({"in": 1200, "meal": None, "out": minute("04:30")}) == {"in": 1200, "out": 1710}
    assert (clock(1710), minute("28:30"), minute("1 day, 4:30:00"), minute("07:30:00")) == ("28:30", 1710, 1710, 450)
    with pytest.raises(LedgerError, match="out 29:30 is 24:30 hours after in 05:00; a day has 24:00"):
        in_order({"in": 300, "out": 1770})
    with pytest.raises(LedgerError, match=r"out 30:00 is 25:00 hours after in 05:00; .* and meal out 04:00, before in 05:00, was taken"):
        in_order({"in": 300, "meal out": 240, "out": 360})
    for text in ("7.30", "48:00", "07:60", ""):
        with pytest.raises(LedgerError, match="is not a time: write 07:30"):
            minute(text)


def test_a_working_day_has_its_tiers_in_order() -> None:
    board = Schedule()
    event = set_working_day(board, day=TWELVE)
    given(SCHEDULE, event).when(set_working_day, day=TWELVE).refuses("The working day is already so: 12 hours, 1.5 times after 8")
    for wrong in (TIERS[::-1], (Tier(after=Decimal(8), times=Decimal(1)),)):
        with pytest.raises(LedgerError, match="Give the tiers in order"):
            set_working_day(board, day=WorkingDay(hours=Decimal(12), tiers=wrong))
    with pytest.raises(LedgerError) as refusal:
        set_working_day(board, day=WorkingDay(hours=Decimal(25)))
    assert str(refusal.value).startswith("A day of 25 hours, at least 0 of them paid")
    assert "is not a working day. Write more than 0 and at most 24" in str(refusal.value)


def test_a_player_is_held_until_somebody_says_otherwise() -> None:
    event = set_hold(BOARD, cast="C1", hold=True, drop_after=10)
    assert event == CastHoldSet(player="C1", drop_after=10)
    assert SCHEDULE.evolve(BOARD, event).holds == {"C1": Hold(drop_after=10)}
    for facts, words in (
        ({"cast": "C1", "hold": True}, "It is already so: cast C1 is held between working days"),
        ({"cast": "C9", "hold": False}, "Cast C9 is in no scene. The scenes have C1, C2"),
        ({"cast": "C1", "hold": False, "drop_after": 4}, "only a held player is dropped"),
    ):
        with pytest.raises(LedgerError, match=words):
            set_hold(BOARD, **facts)  # type: ignore[arg-type]
