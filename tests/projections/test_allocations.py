"""Cost allocated to its funders: by line, to the cent, and what is left; events in, rows out."""

from __future__ import annotations

from decimal import Decimal

from ledger.aggregates.allocation import ALLOCATION, CostAllocated
from ledger.aggregates.correction import InvoiceRecoded
from ledger.aggregates.invoice import INVOICE
from ledger.aggregates.source import SOURCE, SourceAdded
from ledger.line import reversed_cost
from tests.projections.books import budgeted, cost, credit, eur, invoice, march
from tests.window import Written

BILL = "invoice/I-0001"


def stamp(written: Written, source: str, percent: str, *lines: int) -> None:
    event = CostAllocated(document=BILL, source=source, percent=Decimal(percent), lines=lines)
    written.write(ALLOCATION, "I-0001", event, march(8))


def book() -> Written:
    """A bill of two lines, thirds of the first shown to three funders, the second to one."""
    written = budgeted()
    for key in ("S-01", "S-02", "S-03"):
        written.write(SOURCE, key, SourceAdded(financier="P-0003", form="subsidy", title=f"Grant {key}", amount=eur(100)), march(1))
    invoice(written, "I-0001", march(7), cost("3320", "100.00"), cost("3500", 50, 2))
    stamp(written, "S-01", "33.333333", 1)
    stamp(written, "S-02", "33.333333", 1)
    stamp(written, "S-03", "33.333334", 1)
    stamp(written, "S-01", "40", 2)
    return written


def d(text: str) -> Decimal:
    return Decimal(text)


def test_the_parts_of_a_line_come_to_all_of_it() -> None:
    assert book().rows("allocations") == [
        (BILL, 1, "3320", "S-01", 100, d("33.333333"), d("33.33"), 11), (BILL, 1, "3320", "S-02", 100, d("33.333333"), d("33.34"), 12),
        (BILL, 1, "3320", "S-03", 100, d("33.333334"), d("33.33"), 13), (BILL, 2, "3500", "S-01", 50, 40, 20, 14),
    ]  # fmt: skip
    assert book().rows("cost_allocation") == [
        (BILL, 1, "3320", 100, "S-01 33.33 %, S-02 33.33 %, S-03 33.33 %", 100, 0),
        (BILL, 2, "3500", 50, "S-01 40.00 %", 20, 30),
    ]
    assert book().rows("source_allocations", "source", "recognised", "documents", "allocated", "still_to_show") == [
        ("S-01", 100, 1, d("53.33"), d("46.67")), ("S-02", 100, 1, d("33.34"), d("66.66")), ("S-03", 100, 1, d("33.33"), d("66.67")),
    ]  # fmt: skip


def test_a_recode_stays_with_its_funder_and_a_credit_note_lowers_all_of_them() -> None:
    written = book()
    leaves, arrives = reversed_cost(cost("3500", 30, 2)), cost("3310", 30, 3)
    written.write(INVOICE, "I-0001", InvoiceRecoded(lines=(leaves, arrives)), march(9))
    again = InvoiceRecoded(lines=(reversed_cost(cost("3310", 10, 3)), cost("1100", 10, 4)))
    written.write(INVOICE, "I-0001", again, march(9))
    credit(written, "I-0001", march(10), cost("3320", 10))
    assert written.rows("cost_allocation", "line", "account", "cost", "allocated", "unallocated") == [
        (1, "3320", 90, 90, 0), (2, "3500", 20, 8, 12), (3, "3310", 20, 8, 12), (4, "1100", 10, 4, 6),
    ]  # fmt: skip
    stamp(written, "S-01", "0", 2)
    assert written.rows("cost_allocation", "line", "sources", "unallocated")[1:] == [
        (2, "nobody", 20),
        (3, "nobody", 20),
        (4, "nobody", 10),
    ]
    with written.session() as session:
        assert session.view("costs_are_allocated_once")[1] == []
