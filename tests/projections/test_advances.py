"""Petty cash and cards: money in a hand is no cost, its receipts are cost and paid, and cash goes out once. Events in, rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.aggregates.advance import (
    ADVANCE,
    AdvanceIncreased,
    AdvanceIssued,
    AdvanceReturned,
    EnvelopeLine,
    EnvelopePosted,
    EnvelopeRecoded,
    EnvelopeReversed,
)
from ledger.aggregates.period import PERIOD, PeriodCutOff
from ledger.line import reversed_cost
from tests.projections.books import budgeted, by, eur, hire, line, march
from tests.window import Written

NAMES = {"P-0009": "Northlight", "P-0020": "Ada Penhallow", "P-0021": "Ben Okri"}


def receipt(n: int, code: str, net: int, *, tax: int = 0, back: int = 0, dated: date | None = None) -> EnvelopeLine:
    return EnvelopeLine(line=n, account=code, net=eur(net), amount=eur(net + tax - back), tax=eur(tax) if tax else None,
                        recoverable=eur(back) if back else None, supplier="Harbour Garage", receipt=str(n), dated=dated)  # fmt: skip


def in_hand() -> Written:
    """Cash of 500 and 100 more to Ada, a card of 300 to Ben; two envelopes, one of them reversed; 50 comes back."""
    written = budgeted()
    written.write(ADVANCE, "AV-0001", AdvanceIssued(holder="P-0020", means="cash", amount=eur(500), description="locations"), march(2))
    written.write(ADVANCE, "AV-0002", AdvanceIssued(holder="P-0021", means="card", amount=eur(300)), march(3))
    written.write(ADVANCE, "AV-0001", AdvanceIncreased(amount=eur(100)), march(4))
    lines = receipt(1, "3500", 100, tax=21, back=21, dated=march(3)), receipt(2, "5000", 200, tax=20, dated=march(4))
    written.write(ADVANCE, "AV-0001", EnvelopePosted(number=1, gross=eur(341), lines=lines), march(5))
    wrong = (receipt(1, "3500", 90, dated=march(5)),)
    written.write(ADVANCE, "AV-0002", EnvelopePosted(number=1, gross=eur(90), lines=wrong), march(6))
    back = tuple(reversed_cost(one) for one in wrong)
    written.write(ADVANCE, "AV-0002", EnvelopeReversed(number=1, gross=eur(-90), lines=back), march(9))
    written.write(ADVANCE, "AV-0001", AdvanceReturned(amount=eur(50)), march(10))
    return written


def test_the_list_of_advances_and_who_holds_them() -> None:
    assert in_hand().rows("advances", names=NAMES) == [
        ("AV-0001", "P-0020", "Ada Penhallow", "cash", "locations", march(2), "EUR", 600, 341, 50, 209, 209),
        ("AV-0002", "P-0021", "Ben Okri", "card", "", march(3), "EUR", 300, 0, 0, 300, 300),
    ]
    assert in_hand().rows("advances_by_holder", names=NAMES, on=march(8)) == [
        ("P-0020", "Ada Penhallow", "EUR", 1, 600, 341, 0, 259, march(2)),
        ("P-0021", "Ben Okri", "EUR", 1, 300, 90, 0, 210, march(3)),
    ]


def test_the_list_of_envelopes() -> None:
    columns = ("advance", "envelope", "holder", "booked on", "lines", "accounts", "net", "tax", "recoverable", "cost", "gross", "stage",
               "reversed on")  # fmt: skip
    assert in_hand().rows("envelopes", *columns, names=NAMES) == [
        ("AV-0001", "1", "Ada Penhallow", march(5), 2, "3500, 5000", 300, 41, 21, 320, 341, "posted", None),
        ("AV-0002", "1", "Ben Okri", march(6), 1, "3500", 90, 0, 0, 90, 90, "reversed", march(9)),
    ]


def test_an_advance_is_no_cost_and_its_receipts_are_cost_with_the_tax_that_does_not_come_back() -> None:
    written = in_hand()
    figures = by(written.rows("account_figures", "account", "to_date", "commitments", "total"))
    assert (figures["3500"], figures["5000"]) == ((100, 0, 100), (220, 0, 220))
    assert by(written.rows("paid_costs")) == {"3500": (100,), "5000": (220,)}
    assert by(written.rows("account_figures", "account", "to_date", on=march(4)))["3500"] == (0,)


def test_cash_goes_out_with_the_advance_and_comes_back_with_its_return() -> None:
    written = in_hand()
    assert written.rows("cash_position") == [(0, 850, -850)]
    assert written.rows("cash_position", on=march(4)) == [(0, 900, -900)]
    paid = written.rows("payments", "paid on", "kind", "document", "payee", "amount", "means", names=NAMES)
    assert paid == [
        (march(2), "advance", "AV-0001", "Ada Penhallow", 500, "cash"),
        (march(3), "advance", "AV-0002", "Ben Okri", 300, "card"),
        (march(4), "advance", "AV-0001", "Ada Penhallow", 100, "cash"),
        (march(10), "advance", "AV-0001", "Ada Penhallow", -50, "cash"),
    ]
    assert written.rows("cash", "description", "paid")[0] == ("advanced, less what came back", 850)
    assert written.rows("balance", "side", "item", "amount")[:4] == [
        ("has", "cash", -850), ("has", "advances", 509), ("has", "recoverable tax", 21), ("has", "cost to date", 320),
    ]  # fmt: skip


def test_what_an_envelope_cost_is_spend_of_its_holder() -> None:
    written = in_hand()
    hire(written, "E-0001", march(10), line("3310", 10), party="P-0020")
    assert written.rows("spend_by_person", names=NAMES) == [("P-0020", "Ada Penhallow", 10, 320, 320, 0)]
    assert written.rows("spend_by_vendor", names=NAMES) == [("P-0021", "Ben Okri", 0, 0, 0, 0)]
    assert written.rows("expense_list", "supplier", "number", "cost", "paid on", "means")[0] == (
        "Harbour Garage",
        "1",
        100,
        march(5),
        "cash",
    )


def test_receipts_of_a_closed_week_are_late() -> None:
    written = in_hand()
    written.write(PERIOD, "2021-W09", PeriodCutOff(ends=march(7)), march(8))
    more = (receipt(3, "3500", 10, dated=march(9)), receipt(4, "3500", 5, dated=march(7)))
    written.write(ADVANCE, "AV-0001", EnvelopePosted(number=2, gross=eur(15), lines=more), march(11))
    assert written.rows("envelopes", "envelope", "first receipt", "late")[:2] == [("1", march(3), False), ("2", march(7), True)]


def test_an_advance_in_another_currency_is_worth_its_rate() -> None:
    written = budgeted()
    usd = eur(100, "USD")
    written.write(ADVANCE, "AV-0001", AdvanceIssued(holder="P-0020", means="cash", amount=usd, rate=Decimal("0.9")), march(2))
    one = EnvelopeLine(line=1, account="3500", net=eur(50, "USD"), amount=eur(50, "USD"), book_amount=eur(45))
    written.write(ADVANCE, "AV-0001", EnvelopePosted(number=1, gross=eur(50, "USD"), lines=(one,)), march(3))
    assert written.rows("advances", "currency", "outstanding", "outstanding in book") == [("USD", 50, 45)]
    assert written.rows("cash_position") == [(0, 90, -90)]
    with written.session() as session:
        assert session.view("the_books_balance")[1] == []


def test_a_recoded_receipt_is_cost_and_paid_on_its_new_account() -> None:
    written = in_hand()
    there, here = (receipt(n, code, 100, tax=21, back=21, dated=march(3)) for n, code in ((3, "3320"), (1, "3500")))
    written.write(ADVANCE, "AV-0001", EnvelopeRecoded(number=1, lines=(reversed_cost(here), there)), march(11))
    assert by(written.rows("paid_costs")) == {"3320": (100,), "3500": (0,), "5000": (220,)}
    columns = ("envelope", "lines", "accounts", "net", "gross", "stage")
    assert written.rows("envelopes", *columns)[0] == ("1", 2, "3320, 5000", 300, 341, "posted")
    assert written.rows("envelopes", *columns, on=march(10))[0] == ("1", 2, "3500, 5000", 300, 341, "posted")
    assert written.rows("advances", "accounted", "outstanding") == [(341, 209), (0, 300)]
    with written.session() as session:
        assert session.broken() == {}


def test_a_book_with_advances_breaks_no_promise() -> None:
    with in_hand().session() as session:
        assert session.broken() == {}
