"""What is owed, what was paid, what came in, and that the two sides of the production meet: events in, rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.aggregates.correction import InvoiceCredited
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePaid, InvoicePosted, InvoiceReversed
from ledger.aggregates.source import SOURCE, SourceAdded
from ledger.aggregates.tranche import TrancheReceived, TrancheScheduled
from ledger.line import CostLine, PaidLine, reversed_cost
from ledger.money import Money
from tests.projections.books import budgeted, cost, draw, eur, invoice, march
from tests.window import Written

NAMES = {"P-0009": "Northlight", "P-0010": "Harbour Haulage"}


def usd(text: str) -> Money:
    return Money(Decimal(text), "USD")


def paid(written: Written, key: str, on: date, amount: Money, line: PaidLine, **how: str) -> None:
    written.write(INVOICE, key, InvoicePaid(paid=on, amount=amount, lines=(line,), **how), on)


def weekly() -> Written:
    """An invoice with IVA and IRPF paid in part, one in dollars, one that nobody approved, and money from a financier less charges."""
    written = budgeted()
    written.write(SOURCE, "S-01", SourceAdded(financier="P-0003", form="equity", title="Equity", amount=eur(50_000)), march(1))
    written.write(SOURCE, "S-01", TrancheScheduled(tranche="T-1", amount=eur(50_000), expected=march(2), milestone="signature"), march(1))
    received = TrancheReceived(tranche="T-1", amount=eur(50_000), received_on=march(2), charges=eur("12.50"))
    written.write(SOURCE, "S-01", received, march(2))
    taxed = InvoiceEntered(vendor="P-0009", number="N-1", dated=march(3), due=march(10), net=eur(1_000), tax_code="IVA21", tax=eur(210),
                           recoverable=eur(210), gross=eur(1_210), withholding=eur(150), description="lighting plan")  # fmt: skip
    written.write(INVOICE, "I-0001", taxed, march(3))
    written.write(INVOICE, "I-0001", InvoiceApproved(), march(3))
    line = CostLine(line=1, account="3310", net=eur(1_000), amount=eur(1_000), tax_code="IVA21", tax=eur(210), recoverable=eur(210),
                    worked_from=march(1), worked_to=march(3))  # fmt: skip
    written.write(INVOICE, "I-0001", InvoicePosted(lines=(line,)), march(4))
    paid(written, "I-0001", march(8), eur(530), PaidLine(line=1, account="3310", amount=eur(500)), means="transfer", reference="T-77")
    invoice(written, "I-0002", march(5), cost("3500", "100.01", book=90, currency="USD"), vendor="P-0010", rate="0.9")
    dollars = PaidLine(line=1, account="3500", amount=usd("50.00"), book_amount=eur(45))
    paid(written, "I-0002", march(9), usd("50.00"), dollars)
    asked = InvoiceEntered(vendor="P-0010", number="N-3", dated=march(9), net=eur(40), gross=eur(40))
    written.write(INVOICE, "I-0003", asked, march(9))
    return written


def test_payables_stand_by_due_date_and_say_how_late_they_are() -> None:
    columns = ("document", "payee", "due", "left to pay", "left in book", "stage", "days overdue")
    assert weekly().rows("payables", *columns, on=march(12), names=NAMES) == [
        ("I-0001", "Northlight", march(10), 530, 530, "posted", 2),
        ("I-0002", "Harbour Haulage", None, Decimal("50.01"), Decimal("45.01"), "posted", None),
        ("I-0003", "Harbour Haulage", None, 40, 40, "entered", None),
    ]


def test_payments_are_in_their_own_currency_and_in_the_books() -> None:
    columns = ("paid on", "document", "payee", "currency", "amount", "in book", "means", "reference")
    assert weekly().rows("payments", *columns, names=NAMES) == [
        (march(8), "I-0001", "Northlight", "EUR", 530, 530, "transfer", "T-77"),
        (march(9), "I-0002", "Harbour Haulage", "USD", 50, 45, None, None),
    ]


def test_cash_is_what_came_in_less_charges_and_what_went_out() -> None:
    assert weekly().rows("receipts", "source", "tranche", "in book", "charges", "reached the account") == [
        ("S-01", "T-1", 50_000, Decimal("12.50"), Decimal("49987.50")),
    ]
    assert weekly().rows("cash") == [
        ("S-01", "Equity", Decimal("49987.50"), 0, Decimal("49987.50")),
        ("", "paid to vendors", 0, 575, Decimal("49412.50")),
        ("", "cash", Decimal("49987.50"), 575, Decimal("49412.50")),
    ]


def test_the_two_sides_of_the_balance_meet_to_the_cent() -> None:
    assert weekly().rows("balance") == [
        ("has", "cash", Decimal("49412.50")),
        ("has", "advances", 0),
        ("has", "recoverable tax", 210),
        ("has", "cost to date", 1_090),
        ("owes", "received from financiers", Decimal("49987.50")),
        ("owes", "owed to payees", Decimal("575.01")),
        ("owes", "withheld for the tax office", 150),
        ("owes", "exchange rounding", Decimal("-0.01")),
    ]


def test_the_expense_list_names_each_line_of_cost_and_its_sum_is_the_cost_to_date() -> None:
    columns = ("supplier", "document", "number", "concept", "issued", "service from", "net", "tax", "withheld", "payable", "cost",
               "cost in book", "cost paid", "paid on", "means", "account", "head")  # fmt: skip
    rows = weekly().rows("expense_list", *columns, names=NAMES)
    assert rows == [
        ("Northlight", "invoice/I-0001", "N-1", "lighting plan", march(3), march(1), 1_000, 210, 150, 1_060, 1_000, 1_000,
         500, march(8), "transfer", "3310", "Camera"),
        ("Harbour Haulage", "invoice/I-0002", "N-I-0002", "", march(5), None, Decimal("100.01"), 0, 0, Decimal("100.01"),
         Decimal("100.01"), 90, 50, march(9), "", "3500", "Transportation"),
    ]  # fmt: skip


def test_a_reversed_invoice_leaves_nothing_withheld_payable_or_paid_in_the_expense_list() -> None:
    written, lines = budgeted(), (cost("3310", 600), cost("3500", 400, 2))
    invoice(written, "I-0001", march(3), *lines, withholding=150)
    paid(written, "I-0001", march(4), eur(850), PaidLine(line=1, account="3310", amount=eur(600)))
    paid(written, "I-0001", march(5), eur(-850), PaidLine(line=1, account="3310", amount=eur(-600)))
    noted = InvoiceCredited(vendor="P-0009", number="C-1", dated=march(6), net=eur(100), gross=eur(100), withholding=eur(15),
                            lines=(reversed_cost(cost("3310", 100)),))  # fmt: skip
    written.write(INVOICE, "I-0001", noted, march(6))
    left = tuple(reversed_cost(one) for one in (cost("3310", 500), lines[1]))
    written.write(INVOICE, "I-0001", InvoiceReversed(vendor="P-0009", number="N-I-0001", dated=march(3), lines=left), march(7))
    assert written.rows("expense_list", "entry", "account", "net", "withheld", "payable", "paid on") == [
        (7, "3310", 600, 150, 450, None),
        (7, "3500", 400, 0, 400, None),
        (10, "3310", -100, -15, -85, None),
        (11, "3310", -500, -135, -365, None),
        (11, "3500", -400, 0, -400, None),
    ]


def test_contingency_moves_by_draws_and_returns() -> None:
    written = budgeted()
    draw(written, "C-0001", march(3), "3500", 5_000)
    draw(written, "C-0002", march(4), "3310", 1_000)
    draw(written, "C-0001", march(5), "3500", -2_000)
    assert written.rows("contingency_movement", "entry", "effective", "kind", "account", "change", "undrawn") == [
        (2, march(1), "locked budget", None, 20_000, 20_000),
        (5, march(3), "drawn", "3500", -5_000, 15_000),
        (6, march(4), "drawn", "3310", -1_000, 14_000),
        (7, march(5), "given back", "3500", 2_000, 16_000),
    ]
