"""The schedule's facts and views: events in, rows out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from functools import reduce
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from ledger.aggregates import scene as scenes
from ledger.aggregates import schedule as days
from ledger.aggregates.board import DayMove, Scene, Schedule, pages
from ledger.aggregates.calendar import WEEK, Calendar, DayOff
from ledger.aggregates.scene import SceneAdded, SceneLifted, SceneMoved, SceneOmitted, ScenePlaced, SceneRestored, SceneRevised
from ledger.aggregates.schedule import (
    SCHEDULE,
    CalendarSet,
    PhaseSet,
    ScheduleIssued,
    SchedulePushed,
    ShootDayAdded,
    ShootDayCancelled,
    ShootDayMoved,
)
from ledger.errors import LedgerError
from ledger.event import Event, body, canonical
from ledger.projections import About, Session, Window, relations

VIEWS = ("shoot_days", "strips", "schedule", "one_liner", "unplaced_scenes", "phases", "days_off", "schedule_revisions", "schedule_changes")
Row = tuple[Any, ...]
Ask = Callable[[str], list[Row]]


def march(day: int) -> date:
    return date(2021, 3, day)


def folded(events: Sequence[Event]) -> Schedule:
    return reduce(SCHEDULE.evolve, events, Schedule())


class Told:
    """A book's rows, made of these events; entry n is recorded and effective on the n-th of January 2021 and the days after."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events

    def last(self) -> int:
        return len(self.events)

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        return iter(())

    def columns(self, first: int, last: int) -> Iterator[list[list[Any]]]:
        rows = [
            (
                position, f"{recorded(position)}T12:00:00.000000", "schedule/main", position, type(event).__name__,
                canonical({"event": body(event), "on": recorded(position).isoformat()}).decode(),
            )
            for position, event in enumerate(self.events[first - 1 : last], first)
        ]  # fmt: skip
        if rows:
            yield [list(column) for column in zip(*rows, strict=True)]


def recorded(position: int) -> date:
    return date(2021, 1, 1) + timedelta(days=position - 1)


def seen(events: Sequence[Event], known: int) -> Session:
    """The book of these events as known at a position."""
    about = About(id="0" * 32, title="Midnight", currency="EUR", timezone="Europe/Madrid", clock="demonstration", scale=2)
    return Session(Told(events), about, Window(known, f"{recorded(known)}T12:00:00.000000Z", recorded(known)), names={})


@pytest.fixture
def ask() -> Iterator[Callable[..., Ask]]:
    with ExitStack() as stack:

        def over_all(*events: Event) -> Ask:
            session = stack.enter_context(seen(events, len(events)))
            return lambda name: session.view(name)[1]

        yield over_all


CALENDAR = CalendarSet(
    working_week=WEEK[:5],
    days_off=(
        DayOff(date=march(19), kind="holiday", label="Founders' Day"),
        DayOff(date=march(10), kind="rest", label="turnaround after nights"),
    ),
)
KITCHEN = SceneAdded(scene="2", eighths=20, set="Kitchen", int_ext="int", day_night="day", cast=("C1", "C2"))
PIER = SceneAdded(scene="12A", eighths=5, set="Pier", int_ext="ext", day_night="night", cast=("C1", "C3"), synopsis="She waits.")
ROAD = SceneAdded(scene="30", eighths=8, set="Coast road", int_ext="int/ext", day_night="dusk")
MONDAY = ShootDayAdded(day="D-001", date=march(1))
TUESDAY = ShootDayAdded(day="D-002", date=march(2))
SPLINTER = ShootDayAdded(day="D-003", date=march(2), unit="second")
BOARD = (
    CALENDAR,
    KITCHEN,
    PIER,
    ROAD,
    MONDAY,
    TUESDAY,
    SPLINTER,
    ScenePlaced(scene="2", day="D-001", order=("2",)),
    ScenePlaced(scene="12A", day="D-001", order=("12A", "2")),
)


def test_the_schedule_has_one_row_for_each_shoot_day_in_order(ask: Callable[..., Ask]) -> None:
    assert ask(*BOARD)("schedule") == [
        (1, "D-001", march(1), "Monday", "main", "12A, 2", 25, "3 1/8", 3),
        (2, "D-002", march(2), "Tuesday", "main", "", 0, "0", 0),
        (1, "D-003", march(2), "Tuesday", "second", "", 0, "0", 0),
    ]


def test_a_days_number_is_its_rank_by_date_and_its_key_stays(ask: Callable[..., Ask]) -> None:
    later = ShootDayMoved(day="D-001", was=march(1), date=march(4))
    assert [row[:4] for row in ask(*BOARD, later)("schedule") if row[4] == "main"] == [
        (1, "D-002", march(2), "Tuesday"),
        (2, "D-001", march(4), "Thursday"),
    ]


def test_a_cancelled_day_is_gone(ask: Callable[..., Ask]) -> None:
    gone = ask(*BOARD, ShootDayCancelled(day="D-002", was=march(2)))
    assert [row[1] for row in gone("schedule")] == ["D-001", "D-003"]
    assert gone("schedule_changes") == [(10, date(2021, 1, 10), "D-002", "main", march(2), None)]


def test_the_one_liner_has_one_row_for_each_placed_scene_in_shooting_order(ask: Callable[..., Ask]) -> None:
    assert ask(*BOARD)("one_liner") == [
        (1, "D-001", march(1), "main", "12A", "EXT", "Pier", "night", 5, "5/8", "C1, C3", "She waits."),
        (1, "D-001", march(1), "main", "2", "INT", "Kitchen", "day", 20, "2 4/8", "C1, C2", ""),
    ]


def test_a_moved_scene_takes_the_place_that_its_entry_tells(ask: Callable[..., Ask]) -> None:
    moved = ask(*BOARD, SceneMoved(scene="12A", source="D-001", target="D-001", order=("2", "12A")))
    assert [row[4] for row in moved("one_liner")] == ["2", "12A"]
    away = ask(*BOARD, SceneMoved(scene="12A", source="D-001", target="D-002", order=("12A",)))
    assert [(row[1], row[4]) for row in away("one_liner")] == [("D-001", "2"), ("D-002", "12A")]


def test_unplaced_scenes_wait_in_the_order_of_the_script(ask: Callable[..., Ask]) -> None:
    lifted = ask(*BOARD, SceneLifted(scene="2", day="D-001"))
    assert lifted("unplaced_scenes") == [
        ("2", "INT", "Kitchen", "day", 20, "2 4/8", "C1, C2", ""),
        ("30", "INT/EXT", "Coast road", "dusk", 8, "1", "", ""),
    ]


def test_an_omitted_scene_is_nowhere_until_it_is_restored_and_then_waits(ask: Callable[..., Ask]) -> None:
    omitted = ask(*BOARD, SceneOmitted(scene="2", day="D-001"))
    assert [row[4] for row in omitted("one_liner")] == ["12A"]
    assert [row[0] for row in omitted("unplaced_scenes")] == ["30"]
    restored = ask(*BOARD, SceneOmitted(scene="2", day="D-001"), SceneRestored(scene="2"))
    assert [row[0] for row in restored("unplaced_scenes")] == ["2", "30"]


def test_a_revised_scene_says_what_it_is_now(ask: Callable[..., Ask]) -> None:
    revised = ask(*BOARD, SceneRevised(**dict(KITCHEN) | {"eighths": 14, "cast": ("C9",), "synopsis": "They argue."}))
    assert revised("one_liner")[1] == (1, "D-001", march(1), "main", "2", "INT", "Kitchen", "day", 14, "1 6/8", "C9", "They argue.")


def test_phases_are_as_set_last_with_their_entry(ask: Callable[..., Ask]) -> None:
    phases = ask(
        PhaseSet(phase="photography", starts=march(1), ends=march(19)),
        PhaseSet(phase="preparation", starts=date(2021, 1, 11), ends=date(2021, 2, 26)),
        PhaseSet(phase="photography", starts=march(1), ends=march(23)),
    )
    assert phases("phases") == [("preparation", date(2021, 1, 11), date(2021, 2, 26), 2), ("photography", march(1), march(23), 3)]


def test_days_off_are_those_of_the_latest_calendar_alone(ask: Callable[..., Ask]) -> None:
    assert ask(CALENDAR)("days_off") == [
        (march(10), "Wednesday", "rest", "turnaround after nights", 1),
        (march(19), "Friday", "holiday", "Founders' Day", 1),
    ]
    assert ask(CALENDAR, CalendarSet(working_week=WEEK[:6]))("days_off") == []


def test_each_issued_revision_keeps_its_colour_days_and_pages(ask: Callable[..., Ask]) -> None:
    issued = (ScheduleIssued(revision=1, colour="White", days=3, eighths=25), ScheduleIssued(revision=2, colour="Blue", days=3, eighths=0))
    assert ask(*issued)("schedule_revisions") == [
        (1, "White", date(2021, 1, 1), 3, 25, "3 1/8", 1),
        (2, "Blue", date(2021, 1, 2), 3, 0, "0", 2),
    ]


def test_a_push_changes_every_day_that_it_moves_and_says_what_it_was(ask: Callable[..., Ask]) -> None:
    moved = (DayMove(day="D-002", was=march(2), date=march(3)), DayMove(day="D-003", was=march(2), date=march(3)))
    pushed = ask(*BOARD, SchedulePushed(working_days=1, from_date=march(2), moved=moved))
    assert [(row[1], row[2]) for row in pushed("schedule")] == [("D-001", march(1)), ("D-002", march(3)), ("D-003", march(3))]
    assert pushed("schedule_changes") == [
        (10, date(2021, 1, 10), "D-002", "main", march(2), march(3)),
        (10, date(2021, 1, 10), "D-003", "second", march(2), march(3)),
    ]


def test_no_entry_is_no_row(ask: Callable[..., Ask]) -> None:
    empty = ask()
    assert [empty(name) for name in VIEWS] == [[]] * len(VIEWS)


SCENES = st.sampled_from(["1", "2", "3A", "10"])
DAYS = st.sampled_from(["D-001", "D-002", "D-003", "D-004"])
DATES = st.dates(march(1), march(31))
STEP: st.SearchStrategy[tuple[Callable[..., Event], dict[str, Any]]] = st.one_of(
    st.tuples(st.just(days.add_day), st.fixed_dictionaries({"date": DATES, "unit": st.sampled_from(["main", "second"])})),
    st.tuples(st.just(days.move_day), st.fixed_dictionaries({"day": DAYS, "date": DATES})),
    st.tuples(st.just(days.cancel_day), st.fixed_dictionaries({"day": DAYS})),
    st.tuples(st.just(days.push), st.fixed_dictionaries({"working_days": st.integers(-3, 5), "today": DATES})),
    st.tuples(st.just(days.issue), st.just({})),
    st.tuples(st.sampled_from([scenes.omit_scene, scenes.restore_scene, scenes.lift]), st.fixed_dictionaries({"scene": SCENES})),
    st.tuples(st.just(scenes.place), st.fixed_dictionaries({"scene": SCENES, "day": DAYS, "before": st.none() | SCENES})),
    st.tuples(st.just(scenes.move), st.fixed_dictionaries({"scene": SCENES, "target": DAYS, "before": st.none() | SCENES})),
)


def history(steps: Sequence[tuple[Callable[..., Event], dict[str, Any]]]) -> list[Event]:
    """A lawful history: four scenes, three of them placed on two days, then every step that is not refused."""
    events: list[Event] = [CalendarSet(**dict(Calendar(working_week=WEEK[:6], days_off=CALENDAR.days_off)))]
    for number, scene in enumerate(("1", "2", "3A", "10"), 3):
        events.append(
            SceneAdded(scene=scene, eighths=number, set=f"Set {scene}", int_ext="int", day_night="day", cast=("C1", f"C{number}"))
        )
    events += [MONDAY, TUESDAY, ScenePlaced(scene="1", day="D-001", order=("1",)), ScenePlaced(scene="2", day="D-001", order=("2", "1"))]
    events += [ScenePlaced(scene="10", day="D-002", order=("10",))]
    known = folded(events)
    for decide, facts in steps:
        try:
            event = decide(known, **facts)
        except LedgerError:
            continue
        events.append(event)
        known = SCHEDULE.evolve(known, event)
    return events


def told(known: Schedule) -> list[Row]:
    """The rows of the view `schedule`, from the fold."""
    numbers: dict[str, int] = {}
    rows = []
    for day in days.by_date(known):
        numbers[day.unit] = numbers.get(day.unit, 0) + 1
        shot: list[Scene] = [known.scenes[scene] for scene in day.order]
        eighths, cast = sum(scene.eighths for scene in shot), {player for scene in shot for player in scene.cast}
        words = (numbers[day.unit], day.day, day.date, f"{day.date:%A}", day.unit, ", ".join(day.order))
        rows.append((*words, eighths, pages(eighths), len(cast)))
    return rows


@settings(deadline=None, max_examples=10)
@over(st.lists(STEP, min_size=8, max_size=40), st.data())
def test_the_schedule_at_any_position_is_the_fold_of_the_entries_up_to_it(
    steps: list[tuple[Callable[..., Event], dict[str, Any]]], data: st.DataObject
) -> None:
    events = history(steps)
    known = data.draw(st.integers(1, len(events)))
    for position in {known, len(events)}:
        fold = folded(events[:position])
        with seen(events, position) as session:
            assert session.view("schedule")[1] == told(fold)
            placed = {scene for day in fold.days.values() for scene in day.order}
            assert {row[0] for row in session.view("unplaced_scenes")[1]} == set(fold.scenes) - fold.omitted - placed


def pilot() -> list[Event]:
    """The pilot's schedule as its file tells it: fifteen days from 1 to 19 March 2021, Monday to Friday."""
    text = files("ledger").joinpath("examples/pilot/schedule.csv").read_text(encoding="utf-8")
    events: list[Event] = [CalendarSet(working_week=WEEK[:5])]
    known = folded(events)

    def decide(decision: Callable[..., Event], **facts: Any) -> None:
        nonlocal known
        events.append(decision(known, **facts))
        known = SCHEDULE.evolve(known, events[-1])

    for number in range(15):
        decide(days.add_day, date=march(1 + number + number // 5 * 2))
    for row in csv.DictReader(text.splitlines()):
        day, cast, eighths = row.pop("day"), tuple(row.pop("cast").split()), int(row.pop("eighths"))
        decide(scenes.add_scene, scene=Scene.model_validate(row | {"cast": cast, "eighths": eighths}))
        decide(scenes.place, scene=row["scene"], day=day)
    decide(days.issue)
    return events


def test_the_pilot_shoots_forty_scenes_and_fifty_five_pages_in_fifteen_days(ask: Callable[..., Ask]) -> None:
    told_by = ask(*pilot())
    board = told_by("schedule")
    assert [(row[0], row[1], row[2]) for row in board][::7] == [(1, "D-001", march(1)), (8, "D-008", march(10)), (15, "D-015", march(19))]
    assert (len(board), len(told_by("one_liner")), told_by("unplaced_scenes")) == (15, 40, [])
    assert told_by("schedule_revisions") == [(1, "White", date(2021, 4, 7), 15, 440, "55", 97)]
    assert {player for row in told_by("one_liner") for player in row[10].split(", ")} == {f"C{n}" for n in range(1, 10)}


def test_a_push_in_the_middle_of_the_pilot_ends_it_two_working_days_later(ask: Callable[..., Ask]) -> None:
    events = pilot()
    known = folded(events)
    told_by = ask(*events, days.push(known, working_days=2, today=march(11)))
    assert [(row[1], row[2]) for row in told_by("schedule")][7:9] == [("D-008", march(10)), ("D-009", march(15))]
    assert told_by("schedule")[-1][:4] == (15, "D-015", march(23), "Tuesday")
    assert len(told_by("schedule_changes")) == 7


def test_every_event_of_the_schedule_is_named_in_a_fact() -> None:
    text = "".join(relations("facts").values())
    assert [event.__name__ for event in SCHEDULE.events if f"'{event.__name__}'" not in text] == []
