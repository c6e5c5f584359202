"""The life of an invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates import invoice
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePaid, InvoicePosted, InvoiceReversed
from ledger.event import Claim
from ledger.line import CostLine, OrderedLine, PaidLine, Relief, cost, differences, in_book
from ledger.money import Money
from ledger.relief import Promise, relieve, relieved
from tests.given import given

DAY = date(2026, 3, 5)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


PRINTED: dict[str, Any] = {
    "vendor": "P-0007",
    "number": "8812",
    "dated": DAY,
    "net": eur("1000"),
    "gross": eur("1210"),
    "tax_code": "IVA21",
}
AMOUNTS: dict[str, Any] = {"tax": eur("210"), "recoverable": eur("110"), "withholding": eur("150")}
ENTERED = InvoiceEntered(**PRINTED, **AMOUNTS)
LINES = (
    CostLine(line=1, account="3300", net=eur("700"), amount=eur("770"), tax_code="IVA21", tax=eur("147"), recoverable=eur("77")),
    CostLine(line=2, account="3500", net=eur("300"), amount=eur("330"), tax_code="IVA21", tax=eur("63"), recoverable=eur("33")),
)
POSTED = InvoicePosted(lines=LINES)


def test_gross_ties_and_no_part_is_more_than_its_whole() -> None:
    enter = given(INVOICE).when
    enter(invoice.enter, on=DAY, **PRINTED, **AMOUNTS).then(ENTERED)
    enter(invoice.enter, on=DAY, **{**PRINTED, "gross": eur("1200")}, **AMOUNTS).refuses("1,200.00 EUR gross", "are 1,210.00 EUR")
    enter(invoice.enter, on=DAY, **PRINTED, **{**AMOUNTS, "recoverable": eur("211")}).refuses(
        "210.00 EUR tax", "211.00 EUR cannot be recoverable"
    )
    enter(invoice.enter, on=DAY, **{**PRINTED, "number": "9" * 61}, **AMOUNTS).refuses("a number of 61 characters, and may have 60: '99")
    enter(invoice.enter, on=DAY, **{**PRINTED, "due": date(2020, 1, 1)}, **AMOUNTS).refuses("is due on 2020-01-01, before", "Correct one")
    enter(invoice.enter, on=DAY, **PRINTED, **{**AMOUNTS, "withholding": eur("1001")}).refuses("1,001.00 EUR cannot be withheld")
    enter(invoice.enter, on=DAY, **PRINTED, **{**AMOUNTS, "withholding": eur("-1")}).refuses("-1.00 EUR cannot", "0.00 EUR or more")
    enter(invoice.enter, on=DAY, **{**PRINTED, "tax_code": None}, **AMOUNTS).refuses("Name its tax code")
    nothing = {**PRINTED, "net": eur("0"), "gross": eur("210")}
    enter(invoice.enter, on=DAY, **nothing, **AMOUNTS).refuses("asks for more than nothing")
    enter(invoice.enter, on=date(2026, 3, 4), **PRINTED, **AMOUNTS).refuses("dated 2026-03-05", "entered, 2026-03-04", "printed on it")


def test_cost_is_net_and_unrecoverable_tax_and_payable_is_gross_less_withholding() -> None:
    known = given(INVOICE, ENTERED).state
    assert (known.cost, known.payable) == (eur("1100"), eur("1060"))
    assert list(ENTERED.claims()) == [Claim("invoices of P-0007 in 2026", "8812")]


def test_an_invoice_is_approved_before_it_is_posted_and_posted_before_it_is_paid() -> None:
    entered = given(INVOICE, ENTERED)
    entered.when_named(invoice.post, "I-0042", lines=LINES, planned={}).refuses("not approved yet", "topsheet invoice approve I-0042")
    entered.when_named(invoice.pay, "I-0042", paid=DAY).refuses("is entered and not posted yet")
    approved = entered.when_named(invoice.approve, "I-0042").then(InvoiceApproved())
    approved.when_named(invoice.approve, "I-0042").refuses("already approved")
    posted = approved.when_named(invoice.post, "I-0042", lines=LINES, planned={}).then(POSTED)
    posted.when_named(invoice.post, "I-0042", lines=LINES, planned={}).refuses("already posted")
    posted.when_named(invoice.coded, "I-0042", [("3300", eur("1"))]).refuses("already posted", "topsheet invoice pay I-0042")


def test_the_days_that_were_worked_are_in_order() -> None:
    backwards = [LINES[0].model_copy(update={"worked_from": DAY, "worked_to": date(2026, 3, 1)}), LINES[1]]
    given(INVOICE, ENTERED, InvoiceApproved()).when_named(invoice.post, "I-0042", lines=backwards, planned={}).refuses(
        "worked up to 2026-03-01, before 2026-03-05"
    )


def test_lines_share_the_tax_by_largest_remainder_and_tie() -> None:
    known = given(INVOICE, ENTERED).state
    assert tuple(invoice.coded("I-0042", known, [("3300", eur("700")), ("3500", eur("300"))])) == LINES
    given(INVOICE, ENTERED).when_named(invoice.coded, "I-0042", [("3300", eur("950"))]).refuses("sum to 950.00 EUR (50.00 EUR too little)")
    given(INVOICE, ENTERED).when_named(invoice.coded, "I-0042", [("3300", eur("1050"))]).refuses("(50.00 EUR too much)")
    given(INVOICE, ENTERED).when_named(invoice.coded, "I-0042", []).refuses("--line ACCOUNT NET")
    given(INVOICE, ENTERED, InvoiceApproved()).when_named(invoice.post, "I-0042", lines=LINES[:1], planned={}).refuses(
        "costs 1,100.00 EUR but its lines sum to 770.00 EUR"
    )


def test_instalments_settle_the_cost_to_the_cent() -> None:
    posted = given(INVOICE, ENTERED, InvoiceApproved(), POSTED)
    first = InvoicePaid(
        paid=DAY,
        amount=eur("353.33"),
        lines=(PaidLine(line=1, account="3300", amount=eur("256.66")), PaidLine(line=2, account="3500", amount=eur("109.99"))),
    )
    some = posted.when_named(invoice.pay, "I-0042", paid=DAY, amount=eur("353.33")).then(first)
    rest = InvoicePaid(
        paid=DAY,
        amount=eur("706.67"),
        lines=(PaidLine(line=1, account="3300", amount=eur("513.34")), PaidLine(line=2, account="3500", amount=eur("220.01"))),
    )
    some.when_named(invoice.pay, "I-0042", paid=DAY, amount=eur("800")).refuses(
        "706.67 EUR left to pay and 353.33 EUR paid, so 800.00 EUR cannot be paid"
    )
    paid = some.when_named(invoice.pay, "I-0042", paid=DAY).then(rest)
    paid.when_named(invoice.pay, "I-0042", paid=DAY).refuses("already paid")
    back = InvoicePaid(paid=DAY, amount=-first.amount, lines=tuple(x.model_copy(update={"amount": -x.amount}) for x in first.lines))
    returned = some.when_named(invoice.pay, "I-0042", paid=DAY, amount=eur("-353.33")).then(back)
    assert isinstance(returned.when_named(invoice.reverse, "I-0042").decide(), InvoiceReversed)
    some.when_named(invoice.reverse, "I-0042").refuses("353.33 EUR paid", "topsheet invoice pay I-0042 --amount -353.33")


def test_a_reversal_turns_every_line_around_and_frees_the_number() -> None:
    relief = Relief(document="purchase-order/PO-0001", line=1, account="3300", amount=eur("770"), book_amount=eur("770"))
    lines = (LINES[0].model_copy(update={"relieves": relief}), LINES[1])
    posted = given(INVOICE, ENTERED, InvoiceApproved(), InvoicePosted(lines=lines))
    event = posted.when_named(invoice.reverse, "I-0042").decide()
    assert isinstance(event, InvoiceReversed)
    sums: dict[tuple[str, str], Decimal] = {}
    for move in (*cost(lines, "invoice/I-0042"), *event.moves("invoice/I-0042")):
        sums[move.layer, move.account] = sums.get((move.layer, move.account), Decimal(0)) + move.book_amount.amount
    assert set(sums.values()) == {Decimal("0.00")}
    assert list(event.releases()) == list(ENTERED.claims())
    kept = posted.when_named(invoice.reverse, "I-0042", ended={"purchase-order/PO-0001"}).decide()
    assert [move.layer for move in kept.moves("invoice/I-0042")] == ["cost", "cost"]
    after = posted.when_named(invoice.reverse, "I-0042").then(event)
    after.when_named(invoice.reverse, "I-0042").refuses("already reversed")


def cost_of(amount: str, account: str = "3630") -> CostLine:
    return CostLine(line=1, account=account, net=eur(amount), amount=eur(amount))


def test_the_relief_table_of_the_permit_order() -> None:
    """domain research 8.3: a PO of 45,000, invoices of 18,000 and 29,500 (final), the second 2,500 above the order."""
    promise = Promise("purchase-order/PO-0009", "EUR", None, {(1, "3630"): (eur("45000"), eur("45000"))})
    (first,) = relieved([cost_of("18000")], promise)
    assert first.relieves is not None and first.relieves.amount == eur("18000")
    rest = Promise("purchase-order/PO-0009", "EUR", None, {(1, "3630"): (eur("27000"), eur("27000"))})
    (second,) = relieved([cost_of("29500")], rest, final=True)
    assert second.relieves is not None and (second.relieves.amount, second.relieves.final) == (eur("29500"), True)
    (small,) = relieved([cost_of("20000")], rest, final=True)
    assert small.relieves is not None and small.relieves.amount == eur("27000")


def test_a_cost_relieves_the_line_on_its_own_account_or_the_named_one() -> None:
    promise = Promise("purchase-order/PO-0009", "EUR", None, {(1, "3630"): (eur("100"), eur("100")), (2, "3609"): (eur("50"), eur("50"))})
    other, own = relieved([cost_of("10", "3300"), cost_of("20", "3609")], promise)
    assert other.relieves is None and own.relieves is not None and own.relieves.line == 2
    (named,) = relieved([cost_of("10", "3300")], promise, line=1)
    assert named.relieves is not None and (named.relieves.account, named.account) == ("3630", "3300")
    given(INVOICE).when(relieved, [cost_of("10")], promise, line=7).refuses("PO-0009 has no line 7", "1, 2")
    given(INVOICE).when(relieved, [cost_of("10", "3300")], promise, final=True).refuses("no line on account 3300", "3609, 3630")


def test_relief_is_compared_in_the_promises_currency_and_valued_at_its_rate() -> None:
    promise = Promise("purchase-order/PO-0009", "CAD", Decimal("0.66"), {(1, "3630"): (Money.parse("15000", "CAD"), eur("9900"))})
    bill = CostLine(line=1, account="3630", net=Money.parse("15000", "CAD"), amount=Money.parse("15000", "CAD"), book_amount=eur("10200"))
    (line,) = relieved([bill], promise)
    assert line.relieves is not None and line.relieves.book_amount == eur("9900")
    (converted,) = relieved([cost_of("6600")], promise)
    assert converted.relieves is not None and converted.relieves.amount == Money.parse("10000", "CAD")


def test_the_last_relief_takes_exactly_the_book_amount_that_is_left() -> None:
    cad = Money.parse("10", "CAD")
    relief = relieve("d", 1, "1", cad, still_open=cad, still_book=eur("6.61"), rate=Decimal("0.66"), final=False)
    assert relief.book_amount == eur("6.61")


def test_book_amounts_of_a_documents_lines_sum_to_the_documents() -> None:
    thirds = [Money.parse("33.33", "CAD"), Money.parse("33.33", "CAD"), Money.parse("33.34", "CAD")]
    books = in_book(thirds, Decimal("0.6667"), "EUR")
    assert sum(book.amount for book in books if book) == Decimal("66.67")
    assert in_book([eur("1")], None, "EUR") == [None]


def test_differences_turn_one_set_of_lines_into_another() -> None:
    before = [OrderedLine(line=1, account="3300", amount=eur("100")), OrderedLine(line=2, account="3500", amount=eur("50"))]
    after = [OrderedLine(line=1, account="3300", amount=eur("80")), OrderedLine(line=3, account="3600", amount=eur("10"))]
    moved = {(line.line, line.account): line.amount for line in differences(before, after)}
    assert moved == {(1, "3300"): eur("-20"), (3, "3600"): eur("10"), (2, "3500"): eur("-50")}
