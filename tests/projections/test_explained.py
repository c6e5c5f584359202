"""Any cell of the cost report and the top sheet, by its line and column: its steps add up to what the report prints there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.errors import Misuse, Unknown
from ledger.projections import Session
from ledger.projections.explained import COLUMNS, amount, cell, steps
from tests.projections.books import budgeted, etc, held, march, overage, reported
from tests.projections.test_checks import lawful
from tests.window import Written

SOME = {"cost-report": ("commitments", "EFC", "variance"), "top-sheet": ("changes", "EFC")}
LINES = {"account": "account", "category": "category", "section": "section", "contingency": "account"}


def place(kind: str, section: str, code: str) -> dict[str, str]:
    """How a line that a report prints is named."""
    return {LINES[kind]: section if kind == "section" else code} if kind in LINES else {}


def lines(session: Session, report: str) -> list[tuple[dict[str, str], dict[str, Decimal]]]:
    """Every line of a report that sums accounts, by name, with its figures by column."""
    return [
        (place(row["kind"], row["section"], row["account"]), {column: row[column] for column in COLUMNS[report]})
        for row in session.records(report.replace("-", "_"))
        if row["kind"] in LINES or row["kind"] == "grand total"
    ]


@pytest.mark.parametrize("report", SOME)
def test_a_cell_of_every_line_is_the_sum_of_its_steps(report: str) -> None:
    with lawful().session() as session:
        told = lines(session, report)
        assert len(told) > 7
        for named, figures in told:
            for column in SOME[report]:
                printed = figures[column]
                one = cell(session, report, column, **named)
                made = steps(session, one)
                assert amount(session, one) == printed == sum(step["delta"] for step in made), (named, column)
                assert not made or made[-1]["running"] == printed


def since_the_report() -> Written:
    """Cost report 1 of 7 March, and afterwards an overage, a held final cost and an account that is new."""
    written = budgeted()
    etc(written, "3500", 50_000, march(2))
    reported(written, 1, "2021-W09", march(7), {"3500": (50_000, 30_000), "5000": (40_000, 0), "6900": (20_000, 0)})
    overage(written, "O-0001", march(9), "5000", 2_000)
    held(written, "3500", 52_000, march(10))
    return written


def test_the_last_efc_is_explained_by_the_report_that_froze_it_and_the_change_by_what_came_since() -> None:
    with since_the_report().session(on=march(14)) as session:
        report = next(row for row in session.records("last_report"))["position"]
        frozen = steps(session, cell(session, "cost-report", "last EFC", account="3500"))
        assert [(s["position"], s["step"], s["document"], s["delta"]) for s in frozen] == [
            (report, "cost report 1", "cost-report/CR-0001", 50_000)
        ]
        changed = steps(session, cell(session, "cost-report", "change", account="3500"))
        assert [(s["position"], s["step"], s["delta"], s["running"]) for s in changed] == [
            (report, "cost report 1", 0, 0), (report + 2, "held at", 2_000, 2_000)
        ]  # fmt: skip
        assert [s["delta"] for s in steps(session, cell(session, "cost-report", "change"))] == [380_000, 2_000, 2_000]
        for named, figures in lines(session, "cost-report"):
            for column in ("last EFC", "change"):
                one = cell(session, "cost-report", column, **named)
                assert amount(session, one) == figures[column] == sum(step["delta"] for step in steps(session, one))


def test_before_the_first_report_there_is_no_change_to_explain() -> None:
    with since_the_report().session(on=march(7)) as session, pytest.raises(Unknown, match="No cost report was issued for a day before"):
        cell(session, "cost-report", "change", account="3500")


def test_a_subtotal_leaves_out_what_moves_inside_it() -> None:
    with lawful().session() as session:
        assert 7 in [step["position"] for step in steps(session, cell(session, "cost-report", "final", account="1100"))]
        assert steps(session, cell(session, "cost-report", "reallocated")) == []


def test_a_column_is_named_as_people_write_it() -> None:
    with budgeted().session() as session:
        assert {cell(session, "cost-report", text).column for text in ("to date", "to_date", "To-Date")} == {"to date"}


def test_what_a_report_does_not_have_is_refused_with_what_it_has() -> None:
    with budgeted().session() as session:
        with pytest.raises(Unknown, match=r"The top sheet has no column 'ETC'\. It has locked, changes, final, EFC, variance\."):
            cell(session, "top-sheet", "ETC")
        with pytest.raises(
            Unknown, match=r"The cost report has no section 'post' in this window\. It has above the line, production, post-"
        ):
            cell(session, "cost-report", "EFC", section="post")
        with pytest.raises(Misuse, match=r"Name one line: --account 3500 or --section other; none for the grand total\."):
            cell(session, "cost-report", "EFC", account="3500", section="other")
