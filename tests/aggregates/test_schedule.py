"""The schedule: phases, calendar, scenes, shoot days, placing, push and issue."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from ledger.aggregates.board import DayMove, Scene, Schedule, ShootDay, colour, pages
from ledger.aggregates.calendar import WEEK, Calendar, DayOff
from ledger.aggregates.scene import (
    SceneAdded,
    SceneLifted,
    SceneMoved,
    SceneOmitted,
    ScenePlaced,
    SceneRestored,
    SceneRevised,
    add_scene,
    lift,
    move,
    omit_scene,
    place,
    restore_scene,
    revise_scene,
)
from ledger.aggregates.schedule import (
    SCHEDULE,
    CalendarSet,
    PhaseSet,
    ScheduleIssued,
    SchedulePushed,
    ShootDayAdded,
    ShootDayCancelled,
    ShootDayMoved,
    add_day,
    by_date,
    cancel_day,
    evolve,
    issue,
    move_day,
    push,
    set_calendar,
    set_phase,
)
from ledger.errors import LedgerError
from tests.given import given


def march(day: int) -> date:
    return date(2021, 3, day)


NOTHING = Schedule()
HOLIDAY = DayOff(date=march(19), kind="holiday", label="Founders' Day")
REST = DayOff(date=march(10), kind="rest", label="turnaround after nights")
CALENDAR = Calendar(working_week=WEEK[:5], days_off=(HOLIDAY, REST))
WORKING = CalendarSet(working_week=WEEK[:5], days_off=(HOLIDAY, REST))
KITCHEN = Scene(scene="12", eighths=20, set="Kitchen", int_ext="int", day_night="day", cast=("C1", "C2"))
PIER = Scene(scene="12A", eighths=5, set="Pier", int_ext="ext", day_night="night", cast=("C1",), synopsis="She waits.")
ONE, TWELVE = SceneAdded(**dict(KITCHEN)), SceneAdded(**dict(PIER))
MONDAY = ShootDayAdded(day="D-001", date=march(1))
TUESDAY = ShootDayAdded(day="D-002", date=march(2))
PLACED = ScenePlaced(scene="12", day="D-001", order=("12",))
BOTH = ScenePlaced(scene="12A", day="D-001", order=("12A", "12"))


def test_a_phase_is_set_and_set_again() -> None:
    prepared = PhaseSet(phase="preparation", starts=date(2021, 1, 11), ends=date(2021, 2, 26))
    longer = PhaseSet(phase="preparation", starts=date(2021, 1, 4), ends=date(2021, 2, 26))
    first = given(SCHEDULE, prepared)
    first.when(set_phase, phase="preparation", starts=longer.starts, ends=longer.ends).then(longer)
    first.when(set_phase, phase="preparation", starts=prepared.starts, ends=prepared.ends).refuses("already runs", "2021-01-11")
    assert set_phase(NOTHING, phase="preparation", starts=prepared.starts, ends=prepared.ends) == prepared


def test_a_phase_does_not_end_before_it_starts() -> None:
    given(SCHEDULE, ONE).when(set_phase, phase="delivery", starts=march(5), ends=march(1)).refuses("2021-03-01, before", "2021-03-05")


def test_the_calendar_is_set() -> None:
    given(SCHEDULE, ONE).when(set_calendar, calendar=CALENDAR, today=march(1)).then(WORKING)
    given(SCHEDULE, WORKING).when(set_calendar, calendar=CALENDAR, today=march(1)).refuses("already says exactly this")


def test_a_calendar_that_puts_a_coming_shoot_day_on_a_day_off_is_refused_but_past_days_stay() -> None:
    closed = Calendar(working_week=WEEK[:5], days_off=(DayOff(date=march(1), kind="travel", label="to the coast"),))
    shooting = given(SCHEDULE, WORKING, MONDAY)
    shooting.when(set_calendar, calendar=closed, today=march(1)).refuses(
        "D-001 stands on 2021-03-01, a travel day (to the coast)", "Tuesday 2021-03-02"
    )
    shooting.when(set_calendar, calendar=closed, today=march(2)).then(CalendarSet(**dict(closed)))


def test_a_scene_is_added_once() -> None:
    assert add_scene(NOTHING, scene=KITCHEN) == ONE
    given(SCHEDULE, ONE).when(add_scene, scene=KITCHEN).refuses("Scene 12 is already in the schedule", "Revise it")
    given(SCHEDULE, ONE, SceneOmitted(scene="12")).when(add_scene, scene=KITCHEN).refuses("Restore it")


def test_a_scene_is_revised_to_what_it_is_now() -> None:
    shorter = KITCHEN.model_copy(update={"eighths": 14})
    given(SCHEDULE, ONE).when(revise_scene, scene=shorter).then(SceneRevised(**dict(shorter)))
    given(SCHEDULE, ONE).when(revise_scene, scene=KITCHEN).refuses("Scene 12 is already so: scene 12: INT Kitchen, day, 2 4/8 pages")
    given(SCHEDULE, ONE).when(revise_scene, scene=PIER).refuses("There is no scene 12A")


def test_a_revised_scene_stays_where_it_is_placed() -> None:
    shorter = SceneRevised(**dict(KITCHEN) | {"eighths": 14})
    known = given(SCHEDULE, WORKING, ONE, MONDAY, PLACED, shorter).state
    assert known.days["D-001"].order == ("12",)
    assert known.scenes["12"].eighths == 14


def test_omitting_a_placed_scene_takes_it_off_its_day() -> None:
    shooting = given(SCHEDULE, WORKING, ONE, MONDAY, PLACED)
    after = shooting.when(omit_scene, scene="12").then(SceneOmitted(scene="12", day="D-001"))
    assert after.state.days["D-001"].order == ()
    after.when(omit_scene, scene="12").refuses("Scene 12 is omitted", "Restore it")
    after.when(place, scene="12", day="D-001").refuses("Scene 12 is omitted")


def test_an_omitted_scene_is_restored_and_waits_to_be_placed() -> None:
    omitted = given(SCHEDULE, ONE, SceneOmitted(scene="12"))
    omitted.when(restore_scene, scene="12").then(SceneRestored(scene="12")).when(restore_scene, scene="12").refuses("not omitted")
    omitted.when(restore_scene, scene="99").refuses("There is no scene 99")


def test_a_shoot_day_is_added_with_the_next_key() -> None:
    given(SCHEDULE, WORKING).when(add_day, date=march(1)).then(MONDAY).when(add_day, date=march(2)).then(TUESDAY)


def test_the_key_of_a_cancelled_day_is_not_used_again() -> None:
    cancelled = given(SCHEDULE, WORKING, MONDAY).when(cancel_day, day="D-001").then(ShootDayCancelled(day="D-001", was=march(1)))
    cancelled.when(add_day, date=march(1)).then(ShootDayAdded(day="D-002", date=march(1)))


def test_no_day_is_added_before_there_is_a_calendar() -> None:
    given(SCHEDULE, ONE).when(add_day, date=march(1)).refuses("no calendar yet")


@pytest.mark.parametrize(
    ("day", "why", "instead"),
    [
        (march(6), "a Saturday, which is not in the working week", "Monday 2021-03-08"),
        (march(19), "a holiday (Founders' Day)", "Monday 2021-03-22"),
        (march(10), "a rest day (turnaround after nights)", "Thursday 2021-03-11"),
    ],
)
def test_no_shoot_day_stands_on_a_day_off(day: date, why: str, instead: str) -> None:
    given(SCHEDULE, WORKING).when(add_day, date=day).refuses("D-001", str(day), why, instead)
    given(SCHEDULE, WORKING, MONDAY).when(move_day, day="D-001", date=day).refuses("D-001", str(day), why, instead)


def test_two_days_of_one_unit_never_fall_on_one_date_but_two_units_may() -> None:
    shooting = given(SCHEDULE, WORKING, MONDAY, TUESDAY)
    shooting.when(add_day, date=march(1)).refuses("D-003 cannot shoot on 2021-03-01: the main unit shoots D-001")
    shooting.when(move_day, day="D-002", date=march(1)).refuses("D-002 cannot shoot on 2021-03-01: the main unit shoots D-001")
    shooting.when(add_day, date=march(1), unit="second").then(ShootDayAdded(day="D-003", date=march(1), unit="second"))


def test_a_day_moves_with_its_scenes() -> None:
    shooting = given(SCHEDULE, WORKING, ONE, MONDAY, PLACED)
    moved = shooting.when(move_day, day="D-001", date=march(4)).then(ShootDayMoved(day="D-001", was=march(1), date=march(4)))
    assert moved.state.days == {"D-001": ShootDay(day="D-001", date=march(4), order=("12",))}
    moved.when(move_day, day="D-001", date=march(4)).refuses("already on 2021-03-04")
    moved.when(move_day, day="D-009", date=march(5)).refuses("no shoot day D-009", "D-001 to D-001")


def test_a_day_with_scenes_is_not_cancelled() -> None:
    given(SCHEDULE, WORKING, ONE, MONDAY, PLACED).when(cancel_day, day="D-001").refuses("D-001 still shoots 12", "lift")


def test_a_scene_is_placed_last_or_before_another() -> None:
    board = given(SCHEDULE, WORKING, ONE, TWELVE, MONDAY, PLACED)
    board.when(place, scene="12A", day="D-001").then(ScenePlaced(scene="12A", day="D-001", order=("12", "12A")))
    board.when(place, scene="12A", day="D-001", before="12").then(BOTH)
    board.when(place, scene="12A", day="D-001", before="99").refuses("Scene 99 is not on D-001, which shoots 12")


def test_a_scene_is_placed_once_on_a_day_that_there_is() -> None:
    board = given(SCHEDULE, WORKING, ONE, MONDAY, TUESDAY, PLACED)
    board.when(place, scene="12", day="D-002").refuses("Scene 12 is already placed on D-001 (2021-03-01)", "Move it")
    board.when(place, scene="99", day="D-002").refuses("no scene 99")
    given(SCHEDULE, WORKING, ONE).when(place, scene="12", day="D-001").refuses("No shoot day has been added yet")


def test_a_scene_moves_to_another_day_and_within_its_day() -> None:
    board = given(SCHEDULE, WORKING, ONE, TWELVE, MONDAY, TUESDAY, PLACED, BOTH)
    away = SceneMoved(scene="12A", source="D-001", target="D-002", order=("12A",))
    moved = board.when(move, scene="12A", target="D-002").then(away)
    assert [day.order for day in moved.state.days.values()] == [("12",), ("12A",)]
    board.when(move, scene="12A", target="D-001").then(SceneMoved(scene="12A", source="D-001", target="D-001", order=("12", "12A")))
    board.when(move, scene="12", target="D-001").refuses("Scene 12 is already there: D-001 shoots 12A, 12")


def test_a_scene_is_lifted_off_its_day() -> None:
    board = given(SCHEDULE, WORKING, ONE, MONDAY, PLACED)
    lifted = board.when(lift, scene="12").then(SceneLifted(scene="12", day="D-001"))
    lifted.when(lift, scene="12").refuses("Scene 12 is not placed on any shoot day")
    lifted.when(move, scene="12", target="D-001").refuses("Place it first")
    lifted.when(place, scene="12", day="D-001").then(PLACED)


WEEK_TWO = tuple(ShootDayAdded(day=f"D-00{n}", date=march(day)) for n, day in enumerate((8, 9, 11, 12, 16), 1))


def test_a_push_moves_the_coming_days_by_working_days_over_days_off() -> None:
    pushed = SchedulePushed(
        working_days=2,
        from_date=march(9),
        moved=(
            DayMove(day="D-002", was=march(9), date=march(12)),
            DayMove(day="D-003", was=march(11), date=march(15)),
            DayMove(day="D-004", was=march(12), date=march(16)),
            DayMove(day="D-005", was=march(16), date=march(18)),
        ),
    )
    shooting = given(SCHEDULE, WORKING, *WEEK_TWO)
    assert shooting.state.last_day == march(16)
    after = shooting.when(push, working_days=2, today=march(9)).then(pushed)
    assert after.state.last_day == march(18)
    assert pushed.sentence() == (
        "pushed the schedule from 2021-03-09 by 2 working days: 4 shoot days, the last of them from 2021-03-16 to 2021-03-18"
    )


def test_a_push_from_a_given_date_leaves_the_days_before_it() -> None:
    late = SchedulePushed(working_days=3, from_date=march(15), moved=(DayMove(day="D-005", was=march(16), date=march(22)),))
    given(SCHEDULE, WORKING, *WEEK_TWO).when(push, working_days=3, today=march(1), from_date=march(15)).then(late)


def test_a_push_moves_every_unit() -> None:
    second = ShootDayAdded(day="D-003", date=march(2), unit="second")
    moved = (DayMove(day="D-002", was=march(2), date=march(3)), DayMove(day="D-003", was=march(2), date=march(3)))
    given(SCHEDULE, WORKING, MONDAY, TUESDAY, second).when(push, working_days=1, today=march(2)).then(
        SchedulePushed(working_days=1, from_date=march(2), moved=moved)
    )


def test_a_pull_brings_days_forward_and_never_over_an_earlier_day() -> None:
    shooting = given(SCHEDULE, WORKING, *WEEK_TWO)
    pulled = SchedulePushed(working_days=-1, from_date=march(16), moved=(DayMove(day="D-005", was=march(16), date=march(15)),))
    shooting.when(push, working_days=-1, today=march(15)).then(pulled)
    shooting.when(push, working_days=-2, today=march(12), from_date=march(15)).refuses("D-005 would fall on 2021-03-12", "D-004")


def test_a_pull_never_brings_a_day_before_today() -> None:
    given(SCHEDULE, WORKING, *WEEK_TWO).when(push, working_days=-2, today=march(8)).refuses("D-001 would fall on 2021-03-04, before today")


def test_a_push_says_what_it_needs() -> None:
    shooting = given(SCHEDULE, WORKING, *WEEK_TWO)
    shooting.when(push, working_days=0, today=march(8)).refuses("0 working days is not a push")
    shooting.when(push, working_days=251, today=march(8)).refuses("251 working days", "1 to 250")
    shooting.when(push, working_days=1, today=march(17)).refuses("No shoot day is on or after 2021-03-17; the last is on 2021-03-16")
    given(SCHEDULE, ONE).when(push, working_days=1, today=march(1)).refuses("no calendar yet")


def test_a_calendar_that_ends_is_said_not_thrown() -> None:
    last = given(SCHEDULE, WORKING, ShootDayAdded(day="D-001", date=date(9999, 12, 30)))
    last.when(push, working_days=9, today=march(1)).refuses("beyond the calendar")


def test_a_schedule_is_issued_on_the_next_colour_when_something_changed() -> None:
    board = given(SCHEDULE, WORKING, ONE, TWELVE, MONDAY, TUESDAY, PLACED)
    white = board.when(issue).then(ScheduleIssued(revision=1, colour="White", days=2, eighths=20))
    white.when(issue).refuses("Nothing has changed since revision 1 (White)")
    moved = white.when(move, scene="12", target="D-002").then(SceneMoved(scene="12", source="D-001", target="D-002", order=("12",)))
    moved.when(issue).then(ScheduleIssued(revision=2, colour="Blue", days=2, eighths=20))
    given(SCHEDULE, ONE).when(issue).refuses("no shoot day to issue")


def test_colours_follow_the_standard_sequence_and_begin_again() -> None:
    assert [colour(n) for n in (1, 2, 3, 9, 10, 11, 19, 46)] == [
        "White", "Blue", "Pink", "Cherry", "Second White", "Second Blue", "Third White", "White 6",
    ]  # fmt: skip


def test_pages_are_printed_in_eighths() -> None:
    assert [pages(n) for n in (0, 1, 8, 16, 20)] == ["0", "1/8", "1", "2", "2 4/8"]


@pytest.mark.parametrize("bad", [{"eighths": 0}, {"int_ext": "inside"}, {"scene": "12a"}, {"scene": "ABCDEFGHIJKLMNOPQ"}, {"set": "a\nb"}])
def test_a_strip_is_checked_for_form(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        Scene.model_validate(dict(KITCHEN) | bad)


DATES = st.dates(date(2021, 1, 1), date(2021, 12, 31))
CALENDARS = st.builds(
    lambda week, off: Calendar(
        working_week=tuple(day for day in WEEK if day in week),
        days_off=tuple(DayOff(date=d, kind="holiday", label="closed") for d in sorted(off)),
    ),
    st.sets(st.sampled_from(WEEK), min_size=1),
    st.sets(DATES, max_size=40),
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A calendar, and shoot days of two units on some of its working days."""
    calendar = draw(CALENDARS)
    known = evolve(None, CalendarSet(**dict(calendar)))
    for unit in ("main", "second"):
        for day in draw(st.lists(DATES.filter(lambda d: not calendar.why_off(d)), unique=True, max_size=15)):
            known = evolve(known, add_day(known, date=day, unit=unit))
    return known


def working_days_between(calendar: Calendar, one: date, two: date) -> int:
    return sum(not calendar.why_off(one + timedelta(days=n)) for n in range(1, (two - one).days + 1))


@over(schedules(), st.integers(1, 30), DATES)
def test_a_push_keeps_order_gaps_and_days_off(known: Schedule, n: int, today: date) -> None:
    calendar = known.working_calendar()
    before = by_date(known)
    if not any(day.date >= today for day in before):
        return
    pushed = push(known, working_days=n, today=today)
    after = evolve(known, pushed)
    for day in before:
        now = after.days[day.day]
        assert not calendar.why_off(now.date)
        assert working_days_between(calendar, day.date, now.date) == (n if day.date >= today else 0)
    assert [d.day for d in before if d.unit == "main"] == [d.day for d in by_date(after) if d.unit == "main"]
    coming = [day.day for day in before if day.date >= today]
    for one, two in pairwise(coming):
        gap = working_days_between(calendar, known.days[one].date, known.days[two].date)
        assert gap == working_days_between(calendar, after.days[one].date, after.days[two].date)


@over(schedules(), st.integers(1, 30), DATES)
def test_a_push_and_the_pull_of_the_same_days_leave_every_day_where_it_was(known: Schedule, n: int, today: date) -> None:
    if not any(day.date >= today for day in known.days.values()):
        return
    pushed = push(known, working_days=n, today=today)
    back = push(evolve(known, pushed), working_days=-n, today=pushed.from_date, from_date=pushed.moved[0].date)
    assert reduce(evolve, (pushed, back), known).days == known.days


@over(schedules(), st.integers(-30, -1), DATES)
def test_a_pull_is_refused_or_keeps_the_order_of_every_unit(known: Schedule, n: int, today: date) -> None:
    try:
        pulled = push(known, working_days=n, today=date(2020, 1, 1), from_date=today)
    except LedgerError:
        return
    after = evolve(known, pulled)
    for unit in ("main", "second"):
        days = [day for day in by_date(after) if day.unit == unit]
        assert [d.day for d in days] == [d.day for d in by_date(known) if d.unit == unit]
        assert len({day.date for day in days}) == len(days)
