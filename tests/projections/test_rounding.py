"""Views round in one place, to the digits of the book's own currency, half away from zero: as Python does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledger.aggregates.advance import ADVANCE, AdvanceIssued
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePaid, InvoicePosted
from ledger.aggregates.schedule import SCHEDULE, ShootDayAdded
from ledger.aggregates.source import SOURCE, SourceAdded
from ledger.aggregates.tranche import TrancheReceived, TrancheScheduled
from ledger.line import CostLine, PaidLine
from ledger.money import Money, round_half_up, scale_of
from tests.projections.books import invoice, march
from tests.window import ABOUT, Written

AMOUNTS = ("1", "-1", "0.5", "-0.5", "1.005", "-1.005", "0.0045", "-0.0045", "33.33", "12345678901.34", "0")
RATES = ("1", "0.1", "0.00005", "0.33333333", "1234.56780005")


def book(currency: str) -> Written:
    return Written(about=replace(ABOUT, currency=currency, scale=scale_of(currency)))


def clf(text: str) -> Money:
    return Money(Decimal(text), "CLF")


def usd(text: str) -> Money:
    return Money(Decimal(text), "USD")


@pytest.mark.parametrize("currency", ["JPY", "EUR", "TND", "CLF"])
def test_an_amount_in_the_book_is_rounded_to_the_digits_of_its_currency(currency: str) -> None:
    pairs = [(Decimal(amount), Decimal(rate)) for amount in AMOUNTS for rate in RATES]
    with book(currency).session() as session:
        asked = "select in_book(unnest($1::decimal(18, 4)[]), unnest($2::decimal(18, 8)[]))"
        told = [amount for (amount,) in session.query(asked, [list(column) for column in zip(*pairs, strict=True)])[1]]
    assert told == [round_half_up(amount * rate, currency).amount for amount, rate in pairs]


def in_unidades_de_fomento() -> Written:
    """A book of four digits: an advance and a paid invoice in dollars, money from a financier, at a rate of 0.02345678."""
    written = book("CLF")
    rate = Decimal("0.02345678")
    written.write(SOURCE, "S-01", SourceAdded(financier="P-0003", form="equity", title="Equity", amount=clf("50.0000")), march(1))
    planned = TrancheScheduled(tranche="T-1", amount=clf("50.0000"), expected=march(2), milestone="signature")
    written.write(SOURCE, "S-01", planned, march(1))
    received = TrancheReceived(tranche="T-1", amount=clf("50.0000"), received_on=march(2), charges=clf("0.0125"))
    written.write(SOURCE, "S-01", received, march(2))
    written.write(ADVANCE, "AV-0001", AdvanceIssued(holder="P-0020", amount=usd("33.33"), means="cash", rate=rate), march(2))
    entered = InvoiceEntered(vendor="P-0009", number="N-1", dated=march(3), net=usd("100.01"), tax_code="IVA", tax=usd("19.00"),
                             recoverable=usd("19.00"), gross=usd("119.01"), withholding=usd("10.07"), rate=rate)  # fmt: skip
    written.write(INVOICE, "I-0001", entered, march(3))
    written.write(INVOICE, "I-0001", InvoiceApproved(), march(3))
    line = CostLine(line=1, account="3310", net=usd("100.01"), amount=usd("100.01"), book_amount=clf("2.3459"), tax_code="IVA",
                    tax=usd("19.00"), recoverable=usd("19.00"))  # fmt: skip
    written.write(INVOICE, "I-0001", InvoicePosted(lines=(line,)), march(3))
    part = PaidLine(line=1, account="3310", amount=usd("50.00"), book_amount=clf("1.1728"))
    written.write(INVOICE, "I-0001", InvoicePaid(paid=march(4), amount=usd("54.47"), lines=(part,)), march(4))
    return written


def test_a_book_of_four_digits_keeps_them_in_every_list() -> None:
    written = in_unidades_de_fomento()
    assert written.rows("advances", "outstanding in book") == [(Decimal("0.7818"),)]
    assert written.rows("payments", "in book") == [(Decimal("0.7818"),), (Decimal("1.2777"),)]
    assert written.rows("payables", "left in book") == [(Decimal("1.2777"),)]
    assert written.rows("receipts", "charges", "reached the account") == [(Decimal("0.0125"), Decimal("49.9875"))]
    assert [amount for _, amount in written.rows("decision_amounts")] == [
        clf("50.0000").amount, Decimal("0.7818"), Decimal("2.3459"),
    ]  # fmt: skip
    assert written.rows("balance", "item", "amount") == [
        ("cash", Decimal("47.9280")),
        ("advances", Decimal("0.7818")),
        ("recoverable tax", Decimal("0.4457")),
        ("cost to date", Decimal("2.3459")),
        ("received from financiers", Decimal("49.9875")),
        ("owed to payees", Decimal("1.2777")),
        ("withheld for the tax office", Decimal("0.2362")),
        ("exchange rounding", 0),
    ]


@pytest.mark.parametrize(("currency", "predicted"), [("JPY", "27"), ("EUR", "26.67"), ("TND", "26.667"), ("CLF", "26.6667")])
def test_a_prediction_is_rounded_to_the_digits_of_the_book(currency: str, predicted: str) -> None:
    written, ten = book(currency), Money.parse("10", currency)
    for number in range(4):
        written.write(SCHEDULE, "main", ShootDayAdded(day=f"D-{number + 1:03d}", date=march(8 + number)), march(1))
    for key, day in (("I-0001", 8), ("I-0002", 10)):
        invoice(written, key, march(day), CostLine(line=1, account="3500", net=ten, amount=ten))
    told = written.rows("early_warnings", "sign", "predicted", on=march(10))
    assert ("run rate", Decimal(predicted)) in told
