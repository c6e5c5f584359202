"""topsheet schedule: what it prints, what it refuses, and what a push says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledger.aggregates.deal import DealLine
from ledger.aggregates.engagement import ENGAGEMENT, PersonEngaged
from ledger.aggregates.schedule import SCHEDULE
from ledger.book import Book
from ledger.decision import Decision
from ledger.money import Money
from tests.cli.conftest import Desk

HEADER = "scene,day,int_ext,set,day_night,eighths,cast,synopsis\n"
PILOT = Path(__file__).parents[2] / "ledger" / "examples" / "pilot" / "schedule.csv"


@pytest.fixture
def board(book: Desk) -> Desk:
    """Three shoot days from Monday 1 March, two scenes on the first."""
    book.does("schedule", "calendar", "--week", "mon,tue,wed,thu,fri", "--holiday", "2021-03-04", "Founders' Day")
    book.does("schedule", "add-day", "2021-03-01", "2021-03-02", "2021-03-03")
    strip = ("--int-ext", "int", "--set", "Lobby", "--day-night", "night")
    book.does("schedule", "add-scene", "1", *strip, "--eighths", "1 4/8", "--cast", "C1", "--cast", "C2")
    book.does("schedule", "add-scene", "2", *strip, "--eighths", "6", "--synopsis", "The lights go out.")
    book.does("schedule", "place", "1", "D-001")
    book.does("schedule", "place", "2", "D-001", "--before", "1")
    return book


def state(book: Desk) -> Any:
    with Book.open(book.path) as opened:
        document = opened.load(SCHEDULE, "main")
        assert document
        return document.state


def engage(book: Desk, key: str, ends: date, who: str = "Tomas Rey") -> None:
    """A hire without a budget: the schedule reads nothing but its days."""
    with Book.open(book.path, clock=book.session.clock) as opened:
        decision = Decision(opened, "P-0001", opened.today(), opened.command(None, "0" * 64))
        deal = DealLine(line=1, pay="flat", account="3300", unit="flat", rate=Money.zero("USD"), guaranteed=Decimal(0))
        starts = date(2021, 2, 1)
        event = PersonEngaged(
            party=decision.party(who), role="gaffer", department="electric", starts=starts, ends=ends, deal=(deal,), lines=()
        )
        decision.record(ENGAGEMENT, key, event)
        decision.commit()


def test_a_schedule_is_built_from_calendar_days_and_strips(book: Desk) -> None:
    assert "give the working week" in book.refuses("schedule", "calendar", "--holiday", "2021-03-04", "Founders' Day", code=2).lower()
    assert "topsheet schedule calendar --week DAYS" in book.refuses("schedule", "add-day", "2021-03-01")
    out = book.does("schedule", "calendar", "--week", "mon,tue,wed,thu,fri", "--travel", "2021-02-02", "to the coast")
    assert "5 working days a week, 1 day off; the next working day is Wednesday 2021-02-03." in out
    out = book.does("schedule", "add-day", "2021-03-01", "2021-03-02")
    assert out.endswith("      2 shoot days, the last on Tuesday 2021-03-02.\n")
    assert "Saturday" in book.refuses("schedule", "add-day", "2021-03-06")
    out = book.does("schedule", "phase", "photography", "--from", "2021-03-02", "--to", "2021-03-19")
    assert "1 of 2 shoot days fall into photography." in out
    assert "two days off" in book.refuses("schedule", "calendar", "--rest", "2021-03-08", "a", "--travel", "2021-03-08", "b", code=2)
    assert "'funday'" in book.refuses("schedule", "calendar", "--week", "mon,funday", code=2)


def test_days_off_are_added_and_taken_back_one_by_one(board: Desk) -> None:
    board.does("schedule", "calendar", "--rest", "2021-03-08", "turnaround")
    assert [str(off.date) for off in state(board).calendar.days_off] == ["2021-03-04", "2021-03-08"]
    board.does("schedule", "calendar", "--work", "2021-03-04")
    assert [off.label for off in state(board).calendar.days_off] == ["turnaround"]
    assert "2021-03-04 is not one" in board.refuses("schedule", "calendar", "--work", "2021-03-04")
    assert "D-001 stands on 2021-03-01" in board.refuses("schedule", "calendar", "--week", "tue,wed")


def test_every_move_of_a_strip_says_what_its_days_shoot_then(board: Desk) -> None:
    assert state(board).days["D-001"].order == ("2", "1")
    out = board.does("schedule", "move", "1", "D-002")
    assert "D-001 on Monday 2021-03-01 shoots 1 scene, 6/8 pages: 2." in out
    assert "D-002 on Tuesday 2021-03-02 shoots 1 scene, 1 4/8 pages: 1." in out
    assert "D-002 on Tuesday 2021-03-02 shoots nothing." in board.does("schedule", "lift", "1")
    assert "already placed on D-001" in board.refuses("schedule", "place", "2", "D-003")
    out = board.does("schedule", "omit", "2", "--reason", "cut in the second draft")
    assert "The script has 1 scene, 1 4/8 pages." in out and "shoots nothing" in out
    assert "2 scenes, 2 2/8 pages" in board.does("schedule", "restore", "2")
    assert "--reason" in board.refuses("schedule", "omit", "2", code=2)


def test_a_revised_scene_keeps_what_is_not_said_again(board: Desk) -> None:
    out = board.does("schedule", "revise-scene", "1", "--eighths", "20", "--cast", "C1,C3")
    assert "D-001 on Monday 2021-03-01 shoots 2 scenes, 3 2/8 pages: 2, 1." in out
    scene = state(board).scenes["1"]
    assert (scene.set, scene.eighths, scene.cast) == ("Lobby", 20, ("C1", "C3"))
    board.does("schedule", "revise-scene", "1", "--cast", "")
    assert state(board).scenes["1"].cast == ()
    assert "'1.5' is not a length" in board.refuses("schedule", "revise-scene", "1", "--eighths", "1.5", code=2)
    assert "already so" in board.refuses("schedule", "revise-scene", "1", "--eighths", "2 4/8")


def test_an_ill_formed_scene_is_named_by_its_field(board: Desk) -> None:
    strip = ("--int-ext", "INT", "--set", "Lobby", "--day-night", "night", "--eighths", "4")
    assert "The scene '3a'" in board.refuses("schedule", "add-scene", "3a", *strip, code=2)
    assert "scene 3A" in board.does("schedule", "add-scene", "3A", *strip)
    assert "The set is empty." in board.refuses("schedule", "revise-scene", "3A", "--set", "", code=2)
    assert "The phase 'Prep' is not up to 32 small letters" in board.refuses(
        "schedule", "phase", "Prep", "--from", "2021-02-01", "--to", "2021-02-26", code=2
    )
    assert "The unit 'Second Unit' is not up to 16" in board.refuses("schedule", "add-day", "2021-03-05", "--unit", "Second Unit", code=2)


def test_a_push_says_the_last_shoot_day_who_finishes_before_it_and_which_money_comes_after(board: Desk) -> None:
    engage(board, "E-0001", date(2021, 2, 26))
    engage(board, "E-0002", date(2021, 3, 3))
    engage(board, "E-0003", date(2021, 3, 31), "Rosa Lind")
    board.does("source", "add", "S-01", "--financier", "Northlight", "--form", "licence", "--title", "Licence", "--amount", "1000")
    for key, expected in (("T-1", "2021-03-01"), ("T-2", "2021-03-05"), ("T-3", "2021-04-30")):
        board.does("tranche", "schedule", "S-01", key, "--amount", "300", "--expected", expected, "--milestone", "a week of it")
    second = "T-2 of S-01, 300.00 USD, on 2021-03-05, now before the last shoot day"
    third = "T-3 of S-01, 300.00 USD, on 2021-04-30"
    out = board.does("schedule", "push", "2", "--from", "2021-03-02", "--reason", "storm")
    assert out.splitlines()[1:] == [
        "      Last shoot day: Wednesday 2021-03-03 before, Monday 2021-03-08 after.",
        "      Engagements that finish before it: E-0002 Tomas Rey on 2021-03-03.",
        f"      Tranches expected on 2021-03-03 or later: {second}; {third}.",
    ]
    out = board.does("schedule", "push", "-1", "--from", "2021-03-05", "--reason", "the storm passed")
    assert "Last shoot day: Monday 2021-03-08 before, Friday 2021-03-05 after." in out


def test_a_push_needs_a_reason_and_an_authority(board: Desk) -> None:
    assert "--reason" in board.refuses("schedule", "push", "1", code=2)
    assert "Tomas Rey holds no authority" in board.refuses("schedule", "push", "1", "--reason", "storm", "--by", "Tomas Rey")
    assert "not a valid integer" in board.refuses("schedule", "push", "--form", "2021-03-01", "--reason", "storm", code=2)
    assert "holds no authority" in board.refuses("schedule", "issue", "--by", "Tomas Rey")


def test_a_day_is_moved_and_an_empty_one_cancelled(board: Desk) -> None:
    out = board.does("schedule", "move-day", "D-003", "2021-03-05")
    assert "Last shoot day: Wednesday 2021-03-03 before, Friday 2021-03-05 after." in out
    assert "3 shoot days, the last on Friday 2021-03-05." in board.does("schedule", "move-day", "D-002", "2021-03-03")
    assert "2 shoot days" in board.does("schedule", "cancel-day", "D-003")
    assert "still shoots 2, 1" in board.refuses("schedule", "cancel-day", "D-001")
    assert "Founders' Day" in board.refuses("schedule", "move-day", "D-002", "2021-03-04")


def test_the_schedule_is_issued_on_the_next_colour_once_for_each_change(board: Desk) -> None:
    board.does("schedule", "lift", "2")
    out = board.does("schedule", "issue")
    assert "issued schedule revision 1 (White): 3 shoot days, 1 4/8 pages" in out
    assert "Not placed: 2." in out
    assert "Nothing has changed" in board.refuses("schedule", "issue")
    board.does("schedule", "place", "2", "D-002")
    assert "(Blue)" in board.does("schedule", "issue")


def test_a_dry_run_of_a_push_records_nothing(board: Desk) -> None:
    before = board.size()
    assert "pushed the schedule" in board.does("schedule", "push", "1", "--reason", "storm", "--dry-run")
    assert board.size() == before


def test_the_pilot_is_imported_in_one_command(book: Desk) -> None:
    book.does("schedule", "calendar", "--week", "mon,tue,wed,thu,fri")
    assert "15 new shoot days, D-001 to D-015" in book.refuses("schedule", "import", PILOT, code=2)
    out = book.does("schedule", "import", PILOT, "--starts", "2021-03-01")
    assert out.splitlines()[-3:] == [
        "      The script has 40 scenes, 55 pages.",
        "      15 shoot days, the last on Friday 2021-03-19.",
        "      Every scene is placed.",
    ]
    with Book.open(book.path) as opened:
        assert len({entry.command.id for entry in opened.entries(opened.size() - 94)}) == 1
    assert "is already in the schedule" in book.refuses("schedule", "import", PILOT, code=2)


def test_an_import_adds_to_the_days_that_there_are(board: Desk) -> None:
    file = board.folder / "more.csv"
    file.write_text("Sc,Location,INT/EXT,D/N,8ths,day\n3,Pier,EXT,Day,5,D-002\n4,Pier,EXT,Dusk,1 1/8,D-004\n5,Pier,ext,day,2/8,\n")
    columns = ("--columns", "scene=Sc,set=Location,int_ext=INT/EXT", "--columns", "day_night=D/N,eighths=8ths")
    out = board.does("schedule", "import", file, *columns, "--days", "2021-03-05")
    assert "4 shoot days, the last on Friday 2021-03-05." in out and "Not placed: 5." in out
    assert [day.order for day in state(board).days.values()] == [("2", "1"), ("3",), (), ("4",)]


def test_an_import_lists_every_bad_value_and_records_nothing(board: Desk) -> None:
    file = board.folder / "bad.csv"
    rows = (
        "3,D-002,inside,Pier,day,5,,",
        "4,D-006,ext,Pier,day,1.5,C1,",
        "1,D-001,ext,Pier,noon,2,c1,",
        "5,D-004,ext,,day,3,,",
        "6,D-004,ext,Pier,day,3,,",
        "6,D-009,ext,Pier,day,3,,",
        "2,D-001,ext,Pier,day,2,,",
    )
    file.write_text(HEADER + "\n".join(rows) + "\n")
    assert board.refuses("schedule", "import", file, "--starts", "2021-03-05", code=2).splitlines() == [
        "bad.csv: 6 rows cannot be read; nothing was recorded.",
        "  row 2, column int_ext: 'inside' is not int, ext or int/ext",
        "  row 3, column eighths: '1.5' is not a length: write eighths, such as 12, or pages, such as 1 4/8",
        "  row 3, column day: 'D-006' is no shoot day: new days begin with D-004, and none is left out",
        "  row 4, column day_night: 'noon' is not day, night, dawn or dusk",
        "  row 4, column cast: 'c1' is not up to 16 capital letters, digits and dashes",
        "  row 4, column scene: '1' is already in the schedule: take it out of the file, or revise it there",
        "  row 5, column set: '' is empty",
        "  row 7, column scene: '6' is already in row 6",
        "  row 7, column day: 'D-009' is no shoot day: new days begin with D-004, and none is left out",
        "  row 8, column scene: '2' is already in the schedule: take it out of the file, or revise it there",
    ]


def test_an_import_needs_its_columns_and_a_date_for_every_new_day(board: Desk) -> None:
    file = board.folder / "days.csv"
    file.write_text(HEADER.replace("eighths", "length") + "3,D-004,ext,Pier,day,5,,\n")
    assert "no column eighths" in board.refuses("schedule", "import", file, "--starts", "2021-03-05", code=2)
    file.write_text(HEADER + "3,D-004,ext,Pier,day,5,,\n")
    assert "--days gives 2 dates" in board.refuses("schedule", "import", file, "--days", "2021-03-05,2021-03-08", code=2)
    assert "'2021-3-5' is not a day" in board.refuses("schedule", "import", file, "--days", "2021-3-5", code=2)
    assert "Founders' Day" in board.refuses("schedule", "import", file, "--starts", "2021-03-04")
    file.write_text(HEADER)
    assert "no scenes" in board.refuses("schedule", "import", file, code=2)
