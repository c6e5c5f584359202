"""The budget, its history and its versions: events in, rows out."""

from __future__ import annotations

from datetime import datetime

from ledger.aggregates.budget import BUDGET, BudgetVersionNamed
from ledger.aggregates.party import PARTY, CompanyRegistered
from ledger.aggregates.reallocation import REALLOCATION
from tests.projections.books import budgeted, draw, march, overage, reallocate
from tests.window import Written


def at(position: int) -> datetime:
    return datetime(2026, 1, 1, position)  # noqa: DTZ001 (rows hold UTC without saying so)


def changed() -> Written:
    written = budgeted()
    reallocate(written, "R-0001", march(3), a1100=-5_000, a3320=5_000)
    written.write(BUDGET, "main", BudgetVersionNamed(name="v02"), march(3))
    draw(written, "C-0001", march(2), "3320", 2_000)
    overage(written, "O-0001", march(9), "3320", 500)
    written.write(BUDGET, "main", BudgetVersionNamed(name="v03"), march(9))
    return written


def test_the_budget_has_one_row_for_each_account_with_the_layers_that_make_its_final_budget() -> None:
    assert changed().rows("budget") == [
        ("1100", "Writer", "1100", "above the line", 100_000, -5_000, 0, 0, 95_000),
        ("3310", "Camera crew", "3300", "production", 200_000, 0, 0, 0, 200_000),
        ("3320", "Camera rental", "3300", "production", 50_000, 5_000, 2_000, 500, 57_500),
        ("3500", "Transportation", "3500", "production", 80_000, 0, 0, 0, 80_000),
        ("5000", "Editorial", "5000", "post-production", 40_000, 0, 0, 0, 40_000),
        ("6800", "General", "6800", "other", 30_000, 0, 0, 0, 30_000),
        ("6900", "Contingency", "6900", "other", 20_000, 0, -2_000, 0, 18_000),
    ]


def test_the_history_of_an_account_runs_in_the_order_of_effect() -> None:
    rows = [row for row in changed().rows("budget_history") if row[4] == "3320"]
    assert rows == [
        (2, at(2), march(1), "locked budget", "3320", "Camera rental", 0, 50_000, 50_000, 520_000, "P-0001", "", 0),
        (7, at(7), march(2), "contingency", "3320", "Camera rental", 50_000, 2_000, 52_000, 520_000, "P-0001", "", 0),
        (5, at(5), march(3), "reallocation", "3320", "Camera rental", 52_000, 5_000, 57_000, 520_000, "P-0001", "", 0),
        (8, at(8), march(9), "overage", "3320", "Camera rental", 57_000, 500, 57_500, 520_500, "P-0001", "", 0),
    ]


def test_the_history_names_who_decided_and_on_which_grant() -> None:
    written = budgeted()
    reallocate(written, "R-0001", march(2), a1100=-1, a3320=1)
    reallocation = written.entries.pop().event
    written.write(PARTY, "P-0005", CompanyRegistered(name="Owl Films", kind="producer"), march(1))
    written.write(REALLOCATION, "R-0001", reallocation, march(2), by="P-0005", grant="A-0001")
    assert written.rows("budget_history", "account", "change", "by", "authority")[-2:] == [
        ("1100", -1, "Owl Films", "A-0001 Owl Films"),
        ("3320", 1, "Owl Films", "A-0001 Owl Films"),
    ]
    assert written.rows("budget_history", "by", names={"P-0005": "Ana Ruiz"})[-1] == ("Ana Ruiz",)


def test_versions_are_the_lock_and_every_name_with_the_total_of_then() -> None:
    assert changed().rows("versions") == [
        ("v01", 2, march(1), 520_000),
        ("v02", 6, march(3), 520_000),
        ("v03", 9, march(9), 520_500),
    ]


def test_a_window_shows_the_budget_of_its_position_and_day() -> None:
    written = changed()
    final = {row[0]: row[1] for row in written.rows("budget", "account", "final", on=march(2))}
    assert final["3320"] == 52_000
    final = {row[0]: row[1] for row in written.rows("budget", "account", "final", position=6)}
    assert final["3320"] == 55_000
