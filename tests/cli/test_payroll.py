"""Payrolls at the command line: authority, workbooks, files read once, a big batch, another currency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ledger.book import Book
from tests.cli.conftest import Desk

HEAD = "person,engagement,units,straight,overtime,fringes,worked_from,worked_to\n"
WEEK = HEAD + "Ada Penhallow,E-0001,1,2000.00,150.00,400.00,2021-02-01,2021-02-05\n"
POST = ("--number", "W05", "--dated", "2021-02-08", "--on", "2021-02-08")


@pytest.fixture
def crew(book: Desk) -> Desk:
    """A locked budget and one operator with a guarantee of two weeks."""
    lines = book.folder / "budget.csv"
    lines.write_text("account,description,total\n3300,Camera,50000\n3600,Location,9000\n", encoding="utf-8")
    book.does("budget", "chart", "us-tv")
    book.does("budget", "import", lines)
    book.does("budget", "lock")
    book.does("party", "person", "Ada Penhallow", "--kind", "crew")
    deal = ("--deal", "salary", "3300", "week", "2000.00", "2", "--fringe", "1", "20", "3600")
    days = ("--from", "2021-02-01", "--to", "2021-02-26")
    book.does("hire", "add", "Ada Penhallow", "--role", "operator", "--department", "camera", *days, *deal)
    book.today = book.today.replace(day=8)
    return book


def saved(desk: Desk, text: str, name: str = "w05.csv") -> Path:
    path = desk.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sheet(desk: Desk, amount: Any) -> Path:
    path = desk.folder / "w05.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("W05")
        page.write_row(0, 0, ["Employee", "Engagement", "Units", "ST", "Worked from", "Worked to"])
        page.write_row(1, 0, ["Ada Penhallow", "E-0001", 1])
        page.write(1, 3, 2000.0) if amount is None else page.write_formula(1, 3, "=1000*2", None, amount)
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        page.write_datetime(1, 4, desk.today.replace(day=1), day)
        page.write_datetime(1, 5, desk.today.replace(day=5), day)
    return path


def test_a_payroll_needs_authority_over_its_amount_and_its_sections(crew: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(crew, WEEK)
    crew.does("authority", "grant", "Tomas Rey", "--role", "payroll accountant", "--kind", "payroll", "--limit", "2500")
    monkeypatch.setenv("TOPSHEET_BY", "Tomas Rey")
    why = crew.refuses("payroll", "post", file, "--total", "2550", *POST)
    assert "Tomas Rey may approve up to 2,500.00 USD. PR-0001 is for 2,550.00 USD. Ask Midnight at the Roxy" in why
    monkeypatch.setenv("TOPSHEET_BY", "Rosa Lind")
    assert "Would record" in crew("payroll", "post", file, "--total", "2550", "--dry-run", *POST)[2]
    assert "relieving 1 engagement by 2,400.00 USD" in crew.does("payroll", "post", file, "--total", "2550", *POST)
    assert crew.does("audit", "verify")
    rows = crew.does("report", "approvals", "--format", "csv")
    assert "payroll/PR-0001,payroll posted,Rosa Lind,Rosa Lind,A-0002,,,,2550.00" in rows


def test_a_file_is_read_once_until_its_payroll_is_reversed(crew: Desk) -> None:
    file = saved(crew, WEEK)
    crew.does("payroll", "post", file, "--total", "2550", *POST)
    other = saved(crew, WEEK, "again.csv")
    again = ("payroll", "post", other, "--total", "2550", "--number", "W05B", "--dated", "2021-02-08")
    assert "again.csv was recorded before: PR-0001 was read from a file of the same content" in crew.refuses(*again)
    crew.does("payroll", "reverse", "PR-0001", "--reason", "the wrong week")
    assert "PR-0002" in crew.does(*again)


def test_a_workbook_is_posted_and_one_without_results_is_refused(crew: Desk) -> None:
    how = ("--total", "2000", "--columns", "person=Employee,straight=ST", *POST)
    why = crew.refuses("payroll", "post", sheet(crew, ""), *how, code=2)
    assert "row 2, column ST: '=1000*2' is a formula without a result" in why
    assert "posted payroll W05" in crew.does("payroll", "post", sheet(crew, 2000), *how)


def test_a_payroll_in_another_currency_relieves_at_the_deals_rate(crew: Desk) -> None:
    why = crew.refuses("payroll", "post", saved(crew, WEEK), "--total", "2550", "--currency", "EUR", *POST, code=2)
    assert "Give --rate, the USD for one unit of it" in why
    done = crew.does("payroll", "post", saved(crew, WEEK), "--total", "2550", "--currency", "EUR", "--rate", "1.2", *POST)
    assert "2,550.00 EUR" in done and "relieving 1 engagement by 2,400.00 USD" in done
    no_units = saved(crew, WEEK.replace(",1,2000.00", ",,2000.00"), "w06.csv")
    why = crew.refuses("payroll", "post", no_units, "--total", "2550", "--currency", "EUR", "--rate", "1.2", *POST, code=2 - 1)
    assert "2,000.00 EUR of straight time is no whole multiple of line 1 of E-0001, 2,000.00 USD a week; say the units" in why


def test_a_crew_of_1500_rows_is_one_entry_far_below_the_limit(crew: Desk) -> None:
    rows = "".join(f"Ada Penhallow,E-0001,0.001,2.00,0.50,0.40,2021-02-01,2021-02-{1 + n % 5:02d}\n" for n in range(1500))
    done = crew.does("payroll", "post", saved(crew, HEAD + rows), "--total", "4350", "--rows", "1500", "--persons", "1", *POST)
    assert "4,350.00 USD for 1 person in 1500 rows" in done
    with Book.open(crew.path) as book:
        entry = book.entry(book.size())
    assert len(entry.state()) < 2 * 2**20
    assert sum(line.relieves.amount.units for line in entry.event.lines if line.pay == "straight") == 300_000  # type: ignore[attr-defined]


def test_a_file_that_is_no_payroll_is_refused(crew: Desk) -> None:
    how = ("--total", "1", *POST)
    assert "cannot be opened" in crew.refuses("payroll", "post", crew.folder / "none.csv", *how, code=2)
    assert "has no column person" in crew.refuses("payroll", "post", saved(crew, "who,straight\nA,1.00\n"), *how, code=2)
    assert "has no column straight" in crew.refuses("payroll", "post", saved(crew, "person,pay\nA,1.00\n"), *how, code=2)
    assert "'x=y' does not name a column" in crew.refuses("payroll", "post", saved(crew, WEEK), "--columns", "x=y", *how, code=2)
    empty = crew.refuses("payroll", "post", saved(crew, HEAD + "Ada Penhallow,E-0001,,,,,,\n,E-0001,,1.00,,,,\n"), *how, code=2)
    assert "row 2, column straight: '' is nothing, and so is every other component" in empty
    assert "row 3, column person: '' is empty; every row pays somebody" in empty
