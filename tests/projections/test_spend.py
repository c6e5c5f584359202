"""What was promised, posted and paid, cut four ways, and the lists of documents: events in, rows out."""

from __future__ import annotations

from datetime import date

from ledger.aggregates.engagement import ENGAGEMENT, EngagementExtended
from ledger.aggregates.invoice import INVOICE, InvoiceEntered, InvoicePaid
from ledger.aggregates.overage import OVERAGE
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderAmended, PurchaseOrderRaised
from ledger.line import PaidLine
from tests.projections.books import budgeted, by, cost, eur, hire, invoice, line, march, order, overage, relieves
from tests.window import Written

NAMES = {"P-0009": "Northlight", "P-0010": "Harbour Haulage", "P-0020": "Ada Penhallow"}
PO = "purchase-order/PO-0001"


def pay(written: Written, key: str, on: date, code: str, amount: int, *, payable: int = 0) -> None:
    lines = (PaidLine(line=1, account=code, amount=eur(amount)),)
    written.write(INVOICE, key, InvoicePaid(paid=on, amount=eur(payable or amount), lines=lines), on)


def spent() -> Written:
    """An order half invoiced, a hire invoiced in part, and a bill of another vendor with withholding, all paid in part."""
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000))
    hire(written, "E-0001", march(3), line("3310", 5_000))
    invoice(written, "I-0001", march(5), cost("3320", 400, relief=relieves(PO, "3320", 400)))
    invoice(written, "I-0002", march(8), cost("3310", 2_000, relief=relieves("engagement/E-0001", "3310", 2_000)), vendor="P-0020")
    invoice(written, "I-0003", march(20), cost("3500", 300), vendor="P-0010", withholding=30)
    pay(written, "I-0001", march(9), "3320", 400)
    pay(written, "I-0003", march(21), "3500", 100, payable=90)
    return written


def test_spend_by_account() -> None:
    assert spent().rows("spend_by_account") == [
        ("3310", "Camera crew", 3_000, 2_000, 0, 2_000),
        ("3320", "Camera rental", 600, 400, 400, 0),
        ("3500", "Transportation", 0, 300, 100, 200),
    ]


def test_account_balances_are_the_plain_sums_of_the_layers() -> None:
    columns = ("account", "ordered", "relieved", "committed", "posted", "paid", "unpaid", "lines")
    assert [row for row in spent().rows("account_balances", *columns) if row[4]] == [
        ("3310", 5_000, 2_000, 3_000, 2_000, 0, 2_000, 4),
        ("3320", 1_000, 400, 600, 400, 400, 0, 5),
        ("3500", 0, 0, 0, 300, 100, 200, 3),
    ]


def test_account_balances_leave_in_what_the_commitments_leave_out() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000))
    invoice(written, "I-0001", march(5), cost("3320", 1_300, relief=relieves(PO, "3320", 1_300)))
    balances = {row[0]: row[1:] for row in written.rows("account_balances", "account", "committed", "posted", "budget")}
    figures = {row[0]: row[1:] for row in written.rows("account_figures", "account", "commitments", "to_date", "final")}
    assert (balances["3320"][0], figures["3320"][0]) == (-300, 0)
    assert {account: row[1:] for account, row in balances.items()} == {account: figures[account][1:] for account in balances}


def test_spend_by_vendor_and_by_person_share_the_parties_between_them() -> None:
    assert spent().rows("spend_by_vendor", names=NAMES) == [
        ("P-0009", "Northlight", 600, 400, 400, 0),
        ("P-0010", "Harbour Haulage", 0, 300, 100, 200),
    ]
    assert spent().rows("spend_by_person", names=NAMES) == [("P-0020", "Ada Penhallow", 3_000, 2_000, 0, 2_000)]


def test_spend_by_period_adds_up_and_tells_what_lies_outside() -> None:
    assert spent().rows("spend_by_period") == [
        ("2021-W09", march(1), march(7), 5_600, 400, 0, 400),
        ("2021-W10", march(8), march(14), -2_000, 2_000, 400, 1_600),
        ("outside any period", None, None, 0, 300, 100, 200),
    ]


def test_periods_say_what_was_posted_in_them() -> None:
    assert spent().rows("periods") == [
        ("2021-W09", march(1), march(7), "open", None, 400, None),
        ("2021-W10", march(8), march(14), "open", None, 2_000, None),
    ]


def test_invoices_say_what_is_left_to_pay() -> None:
    written = spent()
    entered = InvoiceEntered(
        vendor="P-0010", number="88", dated=march(20), net=eur(100), tax=eur(21), tax_code="IVA21", gross=eur(121), order="PO-0009"
    )
    written.write(INVOICE, "I-0004", entered, march(21))
    columns = ("invoice", "vendor", "order", "booked on", "net", "gross", "payable", "paid", "left to pay", "stage", "late")
    assert written.rows("invoices", *columns, names=NAMES) == [
        ("I-0001", "Northlight", None, march(5), 400, 400, 400, 400, 0, "paid", False),
        ("I-0002", "Ada Penhallow", None, march(8), 2_000, 2_000, 2_000, 0, 2_000, "posted", False),
        ("I-0003", "Harbour Haulage", None, march(20), 300, 300, 270, 90, 180, "posted", False),
        ("I-0004", "Harbour Haulage", "PO-0009", None, 100, 121, 121, 0, 121, "entered", False),
    ]


def test_purchase_orders_say_what_they_ask_for_and_what_of_it_is_promised() -> None:
    written = spent()
    raised = PurchaseOrderRaised(vendor="P-0010", description="trucks", lines=(line("3500", 50), line("3500", 20, 2)), due=march(30))
    written.write(PURCHASE_ORDER, "PO-0002", raised, march(10))
    written.write(PURCHASE_ORDER, "PO-0001", PurchaseOrderAmended(lines=(line("3320", 1_500),)), march(10))
    columns = ("order", "vendor", "description", "due", "amount", "promised", "relieved", "open", "stage", "flags")
    assert written.rows("purchase_orders", *columns, names=NAMES) == [
        ("PO-0001", "Northlight", "an order", None, 1_500, 1_000, 400, 600, "amended", ""),
        ("PO-0002", "Harbour Haulage", "trucks", march(30), 70, 0, 0, 0, "raised", ""),
    ]


def test_an_extended_engagement_ends_later() -> None:
    written = spent()
    longer = EngagementExtended(ends=march(26), deal=(), lines=(line("3310", 1_000),), over_budget=True)
    written.write(ENGAGEMENT, "E-0001", longer, march(10))
    columns = ("engagement", "person", "role", "starts", "ends", "guaranteed", "relieved", "open", "stage", "flags")
    assert written.rows("engagements", *columns, names=NAMES) == [
        ("E-0001", "Ada Penhallow", "operator", march(1), march(26), 6_000, 2_000, 4_000, "engaged", "over budget"),
    ]


def test_what_was_decided_over_budget_is_flagged_until_it_is_cured() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 60_000), over_budget=True)
    assert written.rows("flags") == [
        ("account over its final budget", None, "3320", 10_000, "EUR", 6),
        ("decided over budget", PO, "3320", 60_000, "EUR", 6),
    ]
    overage(written, "O-0001", march(3), "3320", 10_000)
    assert written.rows("flags") == []
    assert written.entries[-1].stream == OVERAGE.stream("O-0001")
    assert written.rows("purchase_orders", "flags") == [("over budget",)]


def test_a_confirming_order_is_flagged() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 60), line("3500", 5, 2), confirming=True)
    assert written.rows("flags") == [("confirming order", PO, "3320, 3500", 65, "EUR", 5)]


def test_the_steps_of_a_commitment_add_up_to_what_is_open() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000))
    invoice(written, "I-0001", march(4), cost("3320", 1_200, relief=relieves(PO, "3320", 1_200)))
    order(written, "PO-0001", march(6), line("3320", 500))
    assert written.rows("commitment_steps", "on", "change", "open_book") == [
        (march(2), 1_000, 1_000),
        (march(4), -1_000, 0),
        (march(6), 300, 300),
    ]


def test_the_status_figures_are_those_of_the_reports() -> None:
    columns = ("stage", "period", "final", "to_date", "commitments", "efc", "variance", "contingency_undrawn", "paid", "flags")
    assert spent().rows("status_figures", *columns, on=march(10)) == [
        ("planned", "2021-W10", 520_000, 2_400, 3_600, 520_000, 0, 20_000, 400, 0),
    ]


def test_a_party_without_a_name_is_called_by_its_number() -> None:
    assert by(spent().rows("party_names", names=NAMES)) == {
        "P-0001": ("P-0001",), "P-0009": ("Northlight",), "P-0010": ("Harbour Haulage",), "P-0020": ("Ada Penhallow",),
    }  # fmt: skip
