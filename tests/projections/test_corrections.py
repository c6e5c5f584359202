"""Credit notes and recodes in the views: commitments, cost to date and EFC after every event."""

from __future__ import annotations

from typing import Any

from ledger.aggregates.authority import AUTHORITY, AuthorityGranted
from ledger.aggregates.invoice import INVOICE, InvoicePaid, InvoiceRecoded
from ledger.aggregates.period import PERIOD, PeriodCutOff
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderClosed
from ledger.line import PaidLine, reversed_cost
from tests.projections.books import Plan, budgeted, cost, credit, etc, eur, held, invoice, line, march, order, relieves
from tests.window import Written

PLAN: Plan = (("3630", "Security", "3600", "production", 50_000), ("3500", "Transportation", "3500", "production", 50_000))
PO = "purchase-order/PO-0001"
ORDERED = line("3630", 45_000, taken=45_000)
FIGURES = ("commitments", "to_date", "etc", "efc")


def figures(written: Written, account: str = "3630") -> tuple[Any, ...]:
    return {row[0]: row[1:] for row in written.rows("account_figures", "account", *FIGURES)}[account]


def ordered() -> Written:
    """The order of 8.3, of which 18,000 are invoiced, on an account whose ETC was 45,000."""
    written = budgeted(PLAN, None)
    etc(written, "3630", 45_000, march(2))
    order(written, "PO-0001", march(2), ORDERED)
    assert figures(written) == (45_000, 0, 0, 45_000)
    invoice(written, "I-0001", march(3), cost("3630", 18_000, relief=relieves(PO, "3630", 18_000)))
    assert figures(written) == (27_000, 18_000, 0, 45_000)
    return written


def test_the_relief_table_of_the_order_of_the_security_account() -> None:
    """domain research 8.3, event by event."""
    written = ordered()
    invoice(written, "I-0002", march(4), cost("3630", 29_500, relief=relieves(PO, "3630", 29_500, final=True)))
    assert figures(written) == (0, 47_500, 0, 47_500)
    assert written.rows("flags", "what", "document", "amount") == [("over-relief", PO, 2_500)]
    credit(written, "I-0002", march(5), cost("3630", 1_000))
    assert figures(written) == (0, 46_500, 0, 46_500)


def test_an_order_cancelled_after_its_first_invoice_gives_the_rest_back_to_the_estimate() -> None:
    written = ordered()
    written.write(PURCHASE_ORDER, "PO-0001", PurchaseOrderClosed(lines=(line("3630", -27_000, taken=-27_000),)), march(4))
    assert figures(written) == (0, 18_000, 27_000, 45_000)


def test_a_credit_note_raises_the_etc_of_a_held_efc_until_somebody_lowers_it() -> None:
    written = budgeted(PLAN, None)
    held(written, "3630", 45_000, march(2))
    invoice(written, "I-0001", march(3), cost("3630", 18_000))
    credit(written, "I-0001", march(4), cost("3630", 1_000))
    assert figures(written) == (0, 17_000, 28_000, 45_000)
    held(written, "3630", 44_000, march(5))
    assert figures(written) == (0, 17_000, 27_000, 44_000)


def test_a_reopened_promise_is_committed_again() -> None:
    written = ordered()
    back = cost("3630", 1_000, relief=relieves(PO, "3630", 1_000))
    credit(written, "I-0001", march(5), back)
    assert figures(written) == (28_000, 17_000, 0, 45_000)


def test_the_list_of_invoices_says_what_was_credited_and_what_comes_back() -> None:
    written = budgeted(PLAN, None)
    for n in (1, 2, 3):
        invoice(written, f"I-000{n}", march(3), cost("3630", 100))
    whole = InvoicePaid(paid=march(4), amount=eur(100), lines=(PaidLine(line=1, account="3630", amount=eur(100)),))
    written.write(INVOICE, "I-0001", whole, march(4))
    written.write(PERIOD, "2021-W09", PeriodCutOff(ends=march(7)), march(8))
    for n, some in ((1, 30), (2, 100), (3, 40)):
        credit(written, f"I-000{n}", march(8), cost("3630", some), dated=march(5), number=f"CN-{n}")
    columns = ("invoice", "gross", "credited", "payable", "paid", "left to pay", "stage", "late")
    assert written.rows("invoices", *columns) == [
        ("I-0001", 100, 30, 70, 100, -30, "paid", False),
        ("I-0002", 100, 100, 0, 0, 0, "credited in full", False),
        ("I-0003", 100, 40, 60, 0, 60, "posted", False),
    ]
    assert written.rows("credit_note_list", names={"P-0009": "Northlight"})[0] == (
        "CN-1", "Northlight", "I-0001", "N-I-0001", march(5), march(8), "EUR", 30, 0, 30, 30, True,
    )  # fmt: skip
    assert written.rows("payables", "document", "left to pay") == [("I-0001", -30), ("I-0003", 60)]


def test_a_recode_moves_cost_and_its_payment_and_is_measured_by_what_it_moves() -> None:
    written = budgeted(PLAN, None)
    granted = AuthorityGranted(party="P-0001", role="accountant", kinds=("invoice",), limit=eur(10), starts=march(1))
    written.write(AUTHORITY, "A-0001", granted, march(1))
    invoice(written, "I-0001", march(3), cost("3630", 100))
    half = InvoicePaid(paid=march(4), amount=eur(50), lines=(PaidLine(line=1, account="3630", amount=eur(50)),))
    written.write(INVOICE, "I-0001", half, march(4))
    there = cost("3500", 40, 2)
    settles = (PaidLine(line=1, account="3630", amount=eur(-20)), PaidLine(line=2, account="3500", amount=eur(20)))
    recoded = InvoiceRecoded(lines=(reversed_cost(cost("3630", 40)), there), settles=settles)
    written.write(INVOICE, "I-0001", recoded, march(5), grant="A-0001")
    assert written.rows("spend_by_account") == [("3630", "Security", 0, 60, 30, 30), ("3500", "Transportation", 0, 40, 20, 20)]
    assert written.rows("invoices", "left to pay", "stage") == [(50, "posted")]
    assert written.rows("approvals", "what", "limit", "amount") == [("invoice recoded", 10, 40)]
