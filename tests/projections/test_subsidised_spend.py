"""What a public body asks of the purchases and payments behind its grant: events in, rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.aggregates.coproducer import COPRODUCER, CoproducerJoined, CostStatementCertified, StatementLine
from ledger.aggregates.invoice import INVOICE, InvoicePaid
from ledger.aggregates.purchase_order import PURCHASE_ORDER, Offer, OffersCompared, PurchaseOrderVoided
from ledger.aggregates.scheme import SCHEME, SchemeClassesSet
from ledger.aggregates.source import SOURCE, SourceAdded
from ledger.line import PaidLine
from tests.projections.books import budgeted, cost, eur, invoice, line, march, order
from tests.window import Written

PO = "purchase-order/PO-0001"


def compared(written: Written, on: date, reason: str | None = None, **asked: int) -> None:
    offers = tuple(Offer(party=party.replace("_", "-"), amount=eur(amount)) for party, amount in asked.items())
    written.write(PURCHASE_ORDER, "PO-0001", OffersCompared(offers=offers), on, reason=reason)


def bought() -> Written:
    written = budgeted()
    written.write(SCHEME, "LGS", SchemeClassesSet(classes={"3500": "works", "3300": "own"}), march(1))
    order(written, "PO-0001", march(2), line("3320", 18_000), line("3500", 500, 2))
    return written


def test_purchases_add_up_by_class_and_are_taken_back() -> None:
    written = bought()
    posted = len(written.entries)
    taken_back = PurchaseOrderVoided(lines=(line("3320", -18_000), line("3500", -500, 2)))
    written.write(PURCHASE_ORDER, "PO-0001", taken_back, march(4))
    assert written.rows("purchases") == [
        (posted, march(2), "LGS", "own", PO, "P-0009", 18_000),
        (posted, march(2), "LGS", "works", PO, "P-0009", 500),
        (posted + 1, march(4), "LGS", "own", PO, "P-0009", -18_000),
        (posted + 1, march(4), "LGS", "works", PO, "P-0009", -500),
    ]


def test_the_last_comparison_counts_and_each_offer_since_it_was_first_named() -> None:
    written = bought()
    columns = ("position", "offered_by", "chosen", "cheapest", "reasoned", "amount")
    compared(written, march(3), P_0009=18_000, P_0010=19_000)
    first = len(written.entries)
    assert written.rows("offers", *columns) == [
        (first, "P-0009", "yes", "yes", "no", 18_000),
        (first, "P-0010", "no", "no", "no", 19_000),
    ]
    compared(written, march(4), "they have the lenses", P_0009=18_000, P_0011=17_000)
    assert written.rows("offers", *columns) == [
        (first, "P-0009", "yes", "no", "yes", 18_000),
        (first + 1, "P-0011", "no", "yes", "yes", 17_000),
    ]


def test_days_until_an_invoice_is_paid_run_on_while_something_is_left() -> None:
    written = budgeted()
    invoice(written, "I-0001", march(5), cost("3320", 400), dated=march(1))
    posted = len(written.entries)

    def pay(on: date, amount: int) -> None:
        lines = (PaidLine(line=1, account="3320", amount=eur(amount)),)
        written.write(INVOICE, "I-0001", InvoicePaid(paid=on, amount=eur(amount), lines=lines), on)

    pay(march(9), 100)
    assert written.rows("supplier_days", on=march(20)) == [(posted, "invoice/I-0001", "P-0009", 19)]
    pay(march(21), 300)
    assert written.rows("supplier_days", on=march(31)) == [(posted + 2, "invoice/I-0001", "P-0009", 20)]


def test_a_statement_is_held_against_the_rate_of_the_plan() -> None:
    written = budgeted()
    francs, rate = eur(1_000, "CHF"), Decimal("1.05")
    plan = SourceAdded(financier="P-0007", form="equity", title="Share", amount=francs, rate=rate, book_amount=eur(1_050))
    written.write(SOURCE, "S-01", plan, march(1))
    written.write(COPRODUCER, "CP-0002", CoproducerJoined(party="P-0007", country="CH", share=Decimal(25)), march(1))
    for number, stated_at, book in (("1", "1.10", 550), ("2", "1.05", 525)):
        lines = (StatementLine(account="3320", amount=eur(500, "CHF"), book_amount=eur(book)),)
        stated = CostStatementCertified(
            number=number, up_to=march(2), certified_by="P-0030", total=eur(500, "CHF"), rate=Decimal(stated_at), lines=lines
        )
        written.write(COPRODUCER, "CP-0002", stated, march(3))
        difference = book - 525
        assert written.rows("rate_differences", "coproducer", "currency", "amount") == [("CP-0002", "CHF", difference)]
