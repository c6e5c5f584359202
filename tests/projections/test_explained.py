"""Any cell of the cost report and the top sheet, by its line and column: its steps add up to what the report prints there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.errors import Misuse, Unknown
from ledger.projections import Session
from ledger.projections.explained import amount, cell, steps
from tests.projections.books import budgeted
from tests.projections.test_checks import lawful

SOME = {"cost-report": ("commitments", "EFC", "variance"), "top-sheet": ("changes", "EFC")}
LINES = {"account": "account", "category": "category", "section": "section", "contingency": "account"}


def place(kind: str, section: str, code: str) -> dict[str, str]:
    """How a line that a report prints is named."""
    return {LINES[kind]: section if kind == "section" else code} if kind in LINES else {}


def lines(session: Session, report: str) -> list[tuple[dict[str, str], dict[str, Decimal]]]:
    """Every line of a report that sums accounts, by name, with its figures by column."""
    return [
        (place(row["kind"], row["section"], row["account"]), {column: row[column] for column in SOME[report]})
        for row in session.records(report.replace("-", "_"))
        if row["kind"] in LINES or row["kind"] == "grand total"
    ]


@pytest.mark.parametrize("report", SOME)
def test_a_cell_of_every_line_is_the_sum_of_its_steps(report: str) -> None:
    with lawful().session() as session:
        told = lines(session, report)
        assert len(told) > 7
        for named, figures in told:
            for column, printed in figures.items():
                one = cell(session, report, column, **named)
                made = steps(session, one)
                assert amount(session, one) == printed == sum(step["delta"] for step in made), (named, column)
                assert not made or made[-1]["running"] == printed


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
