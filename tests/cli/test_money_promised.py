"""Orders, invoices and commands sent twice, typed at a book with a small locked budget."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.aggregates import production
from tests.cli.conftest import Desk
from tests.scenario import book_of

BUDGET = "account,description,total\n3300,Camera,95000\n3500,Transport,60000\n8300,Contingency,10000\n"


@pytest.fixture
def desk(book: Desk) -> Desk:
    """A locked us-tv budget: 3300 has 95,000, 3500 has 60,000; Hal is a vendor."""
    (book.folder / "small.csv").write_text(BUDGET)
    book.does("budget", "chart", "us-tv")
    book.does("budget", "import", book.folder / "small.csv")
    book.does("budget", "lock")
    book.does("party", "company", "Hal", "--kind", "vendor")
    return book


def ordered(desk: Desk, amount: str, *more: str) -> str:
    out = desk.does("po", "raise", "--vendor", "Hal", "--for", "lenses", "--line", "3300", amount, *more)
    return out.split()[1]


def invoiced(desk: Desk, number: str, amount: str, *more: str) -> str:
    out = desk.does(
        "invoice", "enter", "--vendor", "Hal", "--number", number, "--dated", "2021-02-01", "--net", amount, "--gross", amount, *more
    )
    key = out.split()[1]
    desk.does("invoice", "approve", key)
    return key


def test_an_order_over_budget_may_always_be_lowered(desk: Desk) -> None:
    key = ordered(desk, "120000")
    desk.refuses("po", "approve", key)
    assert "25,000.00 USD over its final budget of 95,000.00 USD" in desk.does("po", "approve", key, "--over-budget")
    desk.does("po", "amend", key, "--line", "3300", "110000", "--reason", "fewer lenses")
    assert "15,000.00 USD over its final budget" in desk.does("po", "approve", key)


def test_a_closed_order_stays_closed_when_its_invoice_is_reversed(desk: Desk) -> None:
    key = ordered(desk, "1000")
    desk.does("po", "approve", key)
    bill = invoiced(desk, "1", "400", "--order", key)
    desk.does("invoice", "post", bill, "--line", "3300", "400")
    desk.does("po", "close", key)
    assert "95,000.00 USD of 95,000.00 USD left" in desk.does("invoice", "reverse", bill, "--reason", "wrong vendor")
    again = invoiced(desk, "2", "100", "--order", key)
    desk.does("invoice", "post", again, "--line", "3300", "100")
    assert desk("report", "open-purchase-orders")[1].rstrip().endswith("Nothing to show.")
    assert desk("audit", "verify")[0] == 0


def test_a_production_is_not_closed_over_what_is_promised_in_the_same_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in ("greenlight", "start-photography", "wrap", "deliver"):
        desk.does("production", stage, *(("--reason", "ready") if stage == "greenlight" else ()))
    key, close = ordered(desk, "1000"), production.close

    def slowly(*known: Any, **found: Any) -> Any:
        monkeypatch.setattr(production, "close", close)
        desk.does("po", "approve", key)
        return close(*known, **found)

    monkeypatch.setattr(production, "close", slowly)
    code, _, said = desk("production", "close")
    assert (code, "The book changed while you were deciding" in said) == (3, True), said
    assert "1,000.00 USD is still promised" in desk.refuses("production", "close")


def test_a_payment_that_came_back_lets_the_invoice_be_reversed(desk: Desk) -> None:
    bill = invoiced(desk, "1", "400")
    desk.does("invoice", "post", bill, "--line", "3300", "400")
    desk.does("invoice", "pay", bill)
    refused = desk.refuses("invoice", "reverse", bill, "--reason", "wrong vendor")
    assert "400.00 USD paid. When the money is back, record it with topsheet invoice pay I-0001 --amount -400.00" in refused
    assert "cannot be paid or come back" in desk.refuses("invoice", "pay", bill, "--amount", "-401")
    assert "400.00 USD left to pay" in desk.does("invoice", "pay", bill, "--amount", "-400")
    desk.does("invoice", "reverse", bill, "--reason", "wrong vendor")


def test_a_relieved_line_is_named_by_its_number(desk: Desk) -> None:
    key = ordered(desk, "1000")
    desk.does("po", "approve", key)
    bill = invoiced(desk, "1", "400")
    refused = desk.refuses("invoice", "post", bill, "--line", "3300", "400", "--relieves", f"{key}/x", code=2)
    assert f"'{key}/x' names no line. Write the order, or the order and its line: {key}/1." in refused


def test_figures_that_no_report_could_hold_are_refused(desk: Desk) -> None:
    assert "more than a book can hold" in desk.refuses("estimate", "etc", "3300", "999999999999999", "--cause", "x", code=2)
    foreign = ("po", "raise", "--vendor", "Hal", "--for", "x", "--line", "3300", "5", "--currency", "CAD", "--rate")
    for rate in ("0", "-1", "0.000000001"):
        assert "is refused. Give the USD for one unit: above 0, with at most 8 decimals." in desk.refuses(*foreign, rate, code=2)
    deal = (
        "hire",
        "add",
        "Hal",
        "--role",
        "r",
        "--department",
        "d",
        "--from",
        "2021-02-01",
        "--to",
        "2021-02-02",
        "--deal",
        "salary",
        "3300",
    )
    assert "none of them can be below zero." in desk.refuses(*deal, "day", "100.00", "-3")


def test_a_grant_for_one_section_posts_in_no_other(desk: Desk) -> None:
    desk.does("authority", "grant", "Tomas Rey", "--role", "post accountant", "--kind", "invoice", "--section", "post-production")
    bill = invoiced(desk, "1", "400")
    refused = desk.refuses("invoice", "post", bill, "--line", "3300", "400", "--by", "Tomas Rey")
    assert "may decide in post-production alone, not in production" in refused
    assert "'catering' is not a section" in desk.refuses("authority", "grant", "Tomas Rey", "--role", "x", "--section", "catering")


def test_an_authority_that_is_named_must_be_there(desk: Desk) -> None:
    assert "There is no authority A-9999" in desk.refuses("party", "company", "Ida", "--kind", "vendor", "--authority", "A-9999")


def test_the_same_command_with_another_file_is_another_request(desk: Desk) -> None:
    again = ("overage", "approve", "--line", "3300", "5", "--financier", "Northlight", "--reason", "more", "--by", "Ida Moss")
    desk.does("authority", "grant", "Ida Moss", "--role", "commissioner", "--financier", "Northlight", "--kind", "overage")
    letter = desk.folder / "letter.txt"
    letter.write_text("yes")
    desk.does(*again, "--evidence", letter, "--command-id", "k1")
    code, out, _ = desk(*again, "--evidence", letter, "--command-id", "k1")
    assert code == 0 and "recorded an overage" in out
    letter.write_text("no")
    assert "recorded entry" in desk.refuses(*again, "--evidence", letter, "--command-id", "k1")


def test_text_that_a_report_could_not_show_is_refused(desk: Desk) -> None:
    raising = ("po", "raise", "--vendor", "Hal", "--for", "x", "--line", "3300", "5", "--reason")
    for text in ("two\nlines", "\x1b[31mred", "stray \udcff byte"):
        assert "must not hold control characters" in desk.refuses(*raising, text, code=2)
    assert "holds 500" in desk.refuses(*raising, "x" * 501, code=2)


def test_a_request_with_personal_data_cannot_be_guessed_from_the_book(desk: Desk) -> None:
    desk.does("party", "person", "Ana Gil", "--kind", "crew", "--tax-id", "12345678Z", "--command-id", "ana")
    desk.does("party", "person", "Ana Gil", "--kind", "crew", "--tax-id", "12345678Z", "--command-id", "ana")
    (request,) = [e.command.request for e in desk_entries(desk) if e.command.id == "ana"]
    asked = json.dumps(["topsheet party person", {"kind": "crew", "name": "Ana Gil", "tax_id": "12345678Z"}], sort_keys=True)
    assert request != hashlib.sha256(asked.encode()).hexdigest()


def desk_entries(desk: Desk):  # type: ignore[no-untyped-def]
    from ledger.book import Book

    with Book.open(desk.path) as held:
        return list(held.entries())


def test_a_restored_copy_never_shows_figures_of_the_history_that_was_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.projections import kept

    monkeypatch.setattr(kept, "TAIL", 2)
    copy = Path(shutil.copy(desk.path, desk.folder / "copy"))
    desk.does("po", "approve", ordered(desk, "111"))
    desk("report", "cost-report")
    assert desk.path.with_suffix(".cache").exists()
    shutil.copy(copy, desk.path)
    desk.does("po", "approve", ordered(desk, "222"))
    assert "222" in desk("report", "open-purchase-orders")[1] and "111" not in desk("report", "open-purchase-orders")[1]


def test_verification_and_issued_reports_believe_no_cache(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from ledger.projections import kept

    monkeypatch.setattr(kept, "TAIL", 2)
    desk.does("po", "approve", ordered(desk, "111"))
    desk("report", "cost-report")
    with duckdb.connect(str(desk.path.with_suffix(".cache"))) as cache:
        cache.execute("update movements set book_amount = book_amount + 1000 where layer = 'ordered'")
    desk.does("period", "open", "2021-W04", "--from", "2021-01-25", "--to", "2021-01-31")
    desk.does("period", "open", "2021-W05", "--from", "2021-02-01", "--to", "2021-02-07")
    desk.does("period", "cut-off", "2021-W04")
    assert "No budget took effect by 2021-01-31" in desk.refuses("cost-report", "issue", "2021-W04")
    desk.today = date(2021, 2, 8)
    desk.does("period", "cut-off", "2021-W05")
    desk.does("cost-report", "issue", "2021-W05")
    assert desk("audit", "reissue", "1")[0] == 0
    assert desk("audit", "verify")[0] == 0


def test_a_large_foreign_invoice_is_measured_and_paid_like_any_other(desk: Desk) -> None:
    foreign = ("--net", "1200000", "--gross", "1200000", "--currency", "CAD", "--rate", "0.01234567")
    desk.does("invoice", "enter", "--vendor", "Hal", "--number", "9", "--dated", "2021-02-01", *foreign)
    desk.does("invoice", "approve", "I-0001")
    desk.does("invoice", "post", "I-0001", "--line", "3300", "1200000")
    desk.does("invoice", "pay", "I-0001")
    assert "-14,815" in desk.does("status")
    assert desk("audit", "verify")[0] == 0


def test_a_dry_run_refuses_what_recording_refuses(desk: Desk) -> None:
    raising = ("po", "raise", "--vendor", "Hal", "--for", "x", "--line", "3300", "5", "--dry-run")
    before = desk.size()
    assert "today is 2021-02-01" in desk.refuses(*raising, "--on", "2999-01-01")
    assert desk(*raising)[0] == 0
    assert desk.size() == before


def test_an_invoice_answers_an_order_of_its_own_vendor(desk: Desk) -> None:
    key = ordered(desk, "1000")
    desk.does("po", "approve", key)
    desk.does("party", "company", "Ida", "--kind", "vendor")
    other = ("invoice", "enter", "--vendor", "Ida", "--number", "1", "--dated", "2021-02-01", "--net", "5", "--gross", "5", "--order", key)
    assert "is an order to Hal (P-0008), and the invoice is of Ida (P-0009)" in desk.refuses(*other)


def test_what_cannot_be_is_named(desk: Desk) -> None:
    hire = ("hire", "add", "Hal", "--role", "r", "--department", "d", "--from", "2021-02-01", "--to", "2021-02-02", "--deal", "salary")
    assert "guarantees 8 units and estimates 4, which is fewer." in desk.refuses(*hire, "3300", "day", "5.00", "8/4")
    assert "cannot be held at -5.00 USD, below 0.00 USD." in desk.refuses("estimate", "efc", "3300", "-5", "--cause", "x")
    assert "is not a number of a period" in desk.refuses("period", "open", "", "--from", "2021-02-01", "--to", "2021-02-02", code=2)
    assert "The name is empty." in desk.refuses("party", "person", " ", "--kind", "crew", code=2)
    assert "There is no document NOPE" in desk("audit", "trail", "--document", "NOPE")[2]
    code, _, err = desk("init", desk.folder / "empty.book", "--title", "", "--currency", "USD", "--timezone", "Europe/Madrid")
    assert (code, err) == (2, "The title is empty.\n")


def test_a_demonstration_that_somebody_went_on_with_is_not_replaced(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(desk.folder)
    folder = book.parent
    desk.does("demo", folder, "--quiet")
    desk.today = date(2026, 1, 2)
    monkeypatch.setenv("TOPSHEET_BOOK", str(book))
    desk.does("party", "company", "Mine", "--kind", "vendor", "--by", "P-0001")
    code, _, err = desk("demo", folder)
    assert code == 1 and "is a demonstration that somebody went on with and is not replaced" in err
