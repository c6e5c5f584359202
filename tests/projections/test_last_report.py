"""What the last cost report said, by how much that has changed, and the notes that explain variances: events in, rows out."""

from __future__ import annotations

from typing import Any

from ledger.aggregates.budget import BUDGET, AccountAdded
from ledger.aggregates.variance import VARIANCE, VarianceNoted, VarianceThresholdSet
from ledger.event import Number
from tests.projections.books import account, budgeted, by, eur, held, march, reported
from tests.window import Written

WEEK_9 = {"3500": (79_000, 1_000), "5000": (42_000, -2_000)}


def last(written: Written, *codes: str, on: int = 14, **window: Any) -> list[tuple[Any, ...]]:
    """Last EFC and change of these accounts; `window` may name the period that is reported."""
    rows = by(written.rows("cost_report", "account", "last EFC", "change", on=march(on), **window))
    return [rows[code] for code in codes]


def test_before_the_first_report_there_is_nothing_to_compare_with() -> None:
    written = budgeted()
    assert last(written, "3500", "") == [(None, None)] * 2
    reported(written, 1, "2021-W09", march(7), WEEK_9)
    assert last(written, "3500", on=7) == [(None, None)]


def test_an_account_counts_from_its_last_report_and_a_new_one_from_nothing() -> None:
    written = budgeted()
    reported(written, 1, "2021-W09", march(7), WEEK_9)
    held(written, "3500", 83_500, march(9))
    written.write(BUDGET, "main", AccountAdded(account=account("5100", "Music", "5100", "post-production")), march(9))
    held(written, "5100", 700, march(9))
    assert last(written, "3500", "5000", "5100") == [(79_000, 4_500), (42_000, -2_000), (0, 700)]
    sums = written.rows("cost_report", "kind", "last EFC", "change", on=march(14))
    assert [row[1:] for row in sums if row[0] == "grand total"] == [(121_000, 524_200 - 121_000)]


def test_a_report_of_a_later_day_is_the_last_one_and_a_superseded_one_never_is() -> None:
    written = budgeted()
    reported(written, 1, "2021-W09", march(7), WEEK_9)
    reported(written, 2, "2021-W10", march(14), {"3500": (81_000, -1_000)})
    assert last(written, "3500", on=14) == [(79_000, 1_000)]
    assert last(written, "3500", on=16) == [(81_000, -1_000)]
    reported(written, 3, "2021-W10", march(15), {"3500": (82_000, -2_000)}, on=march(17), supersedes=2)
    assert last(written, "3500", on=16) == [(82_000, -2_000)]
    assert last(written, "3500", on=15) == [(79_000, 1_000)]


def test_a_superseding_report_compares_with_the_one_before_the_superseded_one() -> None:
    written = budgeted()
    reported(written, 1, "2021-W09", march(7), WEEK_9)
    reported(written, 2, "2021-W10", march(14), {"3500": (81_000, -1_000)})
    assert last(written, "3500", on=15, period="2021-W10") == [(79_000, 1_000)]
    assert written.rows("current_period", "period", on=march(15), period="2021-W09") == [("2021-W09",)]


def test_a_report_that_was_issued_late_is_still_the_last_one_of_its_day() -> None:
    written = budgeted()
    reported(written, 1, "2021-W09", march(7), WEEK_9, on=march(16))
    assert last(written, "3500", on=14) == [(79_000, 1_000)]


def noted(written: Written, code: str, variance: int, day: int, text: str = "the ferry") -> None:
    written.write(VARIANCE, code, VarianceNoted(account=code, variance=eur(variance), text=text), march(day))


def notes(written: Written, *columns: str, on: int = 14) -> list[tuple[Any, ...]]:
    return written.rows("variance_notes", *columns, on=march(on), names={"P-0001": "Rosa Lindqvist (fictional)"})


def test_a_note_is_kept_until_the_variance_is_another_figure() -> None:
    written = budgeted()
    held(written, "3500", 85_000, march(5))
    noted(written, "3500", -5_000, 6)
    said = [("3500", "Transportation", -5_000, "over", -5_000, "kept", "the ferry", "Rosa Lindqvist (fictional)", march(6), 6)]
    assert notes(written) == said
    assert by(written.rows("cost_report", "account", "note", on=march(14)))["3500"] == ("the ferry; the plan",)
    held(written, "3500", 86_000, march(9))
    assert notes(written, "variance", "explains", "state") == [(-6_000, -5_000, "moved")]
    assert by(written.rows("cost_report", "account", "note", on=march(14)))["3500"] == ("the plan",)
    assert notes(written, "state", on=8) == [("kept",)]
    noted(written, "3500", -6_000, 10, text="the plan, and two trucks")
    assert by(written.rows("cost_report", "account", "note", on=march(14)))["3500"] == ("the plan, and two trucks",)
    noted(written, "3500", -6_000, 11, text="the planning")
    assert by(written.rows("cost_report", "account", "note", on=march(14)))["3500"] == ("the planning; the plan",)


def test_a_note_of_a_report_is_kept_into_the_next_and_a_later_note_takes_its_place() -> None:
    written = budgeted()
    held(written, "3500", 79_000, march(5))
    reported(written, 1, "2021-W09", march(7), WEEK_9, notes={"3500": "a cheaper truck"})
    assert notes(written, "explains", "state", "note", "entry") == [(1_000, "kept", "a cheaper truck", 6)]
    noted(written, "3500", 1_000, 9, "two cheaper trucks")
    assert notes(written, "state", "note") == [("kept", "two cheaper trucks")]


def threshold(written: Written, amount: int | None, percent: Number | None, day: int) -> None:
    limit = None if amount is None else eur(amount)
    written.write(VARIANCE, "main", VarianceThresholdSet(amount=limit, percent=percent), march(day))


def test_what_is_beyond_the_threshold_and_has_no_kept_note_is_unexplained() -> None:
    written = budgeted()
    held(written, "3500", 88_100, march(2))
    held(written, "3310", 195_000, march(2))
    held(written, "5000", 44_000, march(2))
    assert written.rows("unexplained_variances", on=march(7)) == []
    threshold(written, None, Number("10"), 3)  # type: ignore[operator]
    rows = written.rows("unexplained_variances", "account", "variance", "under/over", "change", "threshold", on=march(7))
    assert rows == [("3500", -8_100, "over", None, 8_000)]
    threshold(written, 4_000, Number("10"), 4)  # type: ignore[operator]
    rows = written.rows("unexplained_variances", "account", "variance", "under/over", "threshold", on=march(7))
    assert rows == [("3310", 5_000, "under", 4_000), ("3500", -8_100, "over", 4_000)]
    noted(written, "3500", -8_100, 5)
    assert written.rows("unexplained_variances", "account", on=march(7)) == [("3310",)]
    threshold(written, None, None, 6)
    assert written.rows("unexplained_variances", on=march(7)) == []


def test_a_change_since_the_last_report_needs_a_note_as_a_variance_does() -> None:
    written = budgeted()
    threshold(written, 4_000, None, 2)
    reported(written, 1, "2021-W09", march(7), {row: (efc, 0) for row, efc in (("1100", 100_000), ("3310", 200_000), ("3320", 50_000),
             ("3500", 74_000), ("5000", 40_000), ("6800", 30_000), ("6900", 20_000))})  # fmt: skip
    assert written.rows("unexplained_variances", "account", "variance", "change", on=march(14)) == [("3500", 0, 6_000)]
