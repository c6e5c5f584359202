"""Credit notes and recodes: what a posted invoice costs and owes after them, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as random
from hypothesis import settings
from hypothesis import strategies as st

from ledger.aggregates import correction, invoice
from ledger.aggregates.correction import InvoiceCredited, InvoiceRecoded
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePosted
from ledger.aggregates.payable import Invoice, Stage
from ledger.errors import Refused
from ledger.event import Claim
from ledger.guards import Row, committed, moved, units
from ledger.line import CostLine, PaidLine, Relief, reversed_cost
from ledger.money import Money
from tests.given import Given, given

DAY = date(2026, 3, 5)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


ENTERED = InvoiceEntered(
    vendor="P-0007", number="8812", dated=DAY, net=eur("1000"), gross=eur("1210"), tax_code="IVA21", tax=eur("210"), recoverable=eur("110"),
    withholding=eur("150"),
)  # fmt: skip
LINES = (
    CostLine(line=1, account="3300", net=eur("700"), amount=eur("770"), tax_code="IVA21", tax=eur("147"), recoverable=eur("77")),
    CostLine(line=2, account="3500", net=eur("300"), amount=eur("330"), tax_code="IVA21", tax=eur("63"), recoverable=eur("33")),
)
POSTED = given(INVOICE, ENTERED, InvoiceApproved(), InvoicePosted(lines=LINES))
NOTE: dict[str, Any] = {
    "on": DAY, "number": "CN-7", "dated": DAY, "net": eur("100"), "gross": eur("121"), "tax": eur("21"), "withholding": eur("15"),
    "nets": [("3300", eur("100"))],
}  # fmt: skip
ALL = {
    "net": eur("1000"),
    "gross": eur("1210"),
    "tax": eur("210"),
    "withholding": eur("150"),
    "nets": [("3300", eur("700")), ("3500", eur("300"))],
}


def credit(posted: Given, **other: Any) -> Any:
    return posted.when_named(correction.credit, "I-0002", **{**NOTE, **other})


def test_a_credit_note_takes_off_net_and_its_part_of_the_tax() -> None:
    line = CostLine(line=1, account="3300", net=eur("-100"), amount=eur("-110"), tax_code="IVA21", tax=eur("-21"), recoverable=eur("-11"))
    event = InvoiceCredited(vendor="P-0007", number="CN-7", dated=DAY, net=eur("100"), gross=eur("121"), tax=eur("21"),
                            withholding=eur("15"), lines=(line,))  # fmt: skip
    after = credit(POSTED).then(event).state
    assert (after.cost, after.payable, after.stage) == (eur("990"), eur("954"), Stage.POSTED)
    assert list(event.claims()) == [Claim("credit notes of P-0007 in 2026", "CN-7")]
    assert [(move.layer, move.account, move.amount) for move in event.moves("invoice/I-0002")] == [("cost", "3300", eur("-110"))]


def test_a_credit_note_is_not_dated_before_its_invoice() -> None:
    credit(POSTED, dated=DAY - timedelta(days=1)).refuses("CN-7 is dated", "before I-0002, which is dated")


def test_credit_notes_are_never_more_than_their_invoice() -> None:
    credit(POSTED, net=eur("1100"), gross=eur("1121")).refuses(
        "takes back 1,100.00 EUR net", "I-0002 has 1,000.00 EUR net not credited yet"
    )
    credit(POSTED, tax=eur("211"), gross=eur("311")).refuses("takes back 211.00 EUR tax", "210.00 EUR tax not credited yet")
    credit(POSTED, withholding=eur("151")).refuses("151.00 EUR of withholding", "150.00 EUR of withholding")
    too_much = {"net": eur("350"), "gross": eur("371"), "nets": [("3500", eur("350"))]}
    credit(POSTED, **too_much).refuses("350.00 EUR net on account 3500", "300.00 EUR not credited yet", "3300 with 700.00 EUR net")
    credit(POSTED, tax=eur("63.01"), gross=eur("163.01"), nets=[("3500", eur("100"))]).refuses(
        "63.01 EUR tax", "tax, and the lines of", "63.00 EUR not credited yet"
    )
    once = credit(POSTED, net=eur("250"), gross=eur("271"), nets=[("3500", eur("250"))]).decide()
    twice = Given(INVOICE, (*POSTED.events, once))
    credit(twice).then(credit(twice).decide())
    credit(twice, nets=[("3500", eur("100"))]).refuses("100.00 EUR net on account 3500", "50.00 EUR not credited yet")


def test_a_credit_note_is_entered_as_printed_and_after_the_posting() -> None:
    credit(POSTED, gross=eur("120")).refuses("says 120.00 EUR gross", "are 121.00 EUR")
    credit(POSTED, dated=date(2026, 3, 6)).refuses("dated 2026-03-06", "recorded, 2026-03-05")
    credit(POSTED, net=eur("-100"), gross=eur("-79")).refuses("-100.00 EUR net", "without a minus")
    credit(POSTED, nets=[]).refuses("--line ACCOUNT NET")
    credit(POSTED, nets=[("3300", eur("90"))]).refuses("is for 100.00 EUR net but its lines sum to 90.00 EUR")
    credit(POSTED, **{**ALL, "withholding": eur("0")}).refuses("leaves 0.00 EUR net", "150.00 EUR withheld", "--withholding")
    credit(given(INVOICE, ENTERED)).refuses("is entered and not posted yet", "topsheet invoice post I-0002")
    credit(Given(INVOICE, (*POSTED.events, invoice.reverse("I-0002", POSTED.state)))).refuses("already reversed")


def test_a_fully_credited_invoice_is_settled_and_its_reversal_turns_nothing_around() -> None:
    event = credit(POSTED, **ALL).decide()
    assert [line.amount for line in event.lines] == [eur("-770"), eur("-330")]
    after = credit(POSTED, **ALL).then(event)
    assert (after.state.stage, after.state.owed, after.state.cost) == (Stage.CREDITED, eur("0"), eur("0"))
    after.when_named(invoice.pay, "I-0002", paid=DAY).refuses("already credited in full")
    reversal = after.when_named(invoice.reverse, "I-0002").decide()
    assert reversal.lines == () and len(list(reversal.releases())) == 2


def test_a_reversal_turns_around_what_is_left() -> None:
    after = credit(POSTED).then(credit(POSTED).decide())
    reversal = after.when_named(invoice.reverse, "I-0002").decide()
    assert [line.amount for line in reversal.lines] == [eur("-660"), eur("-330")]
    assert list(reversal.releases()) == [Claim("invoices of P-0007 in 2026", "8812"), Claim("credit notes of P-0007 in 2026", "CN-7")]


def test_a_paid_invoice_that_is_credited_waits_for_its_refund() -> None:
    paid = POSTED.when_named(invoice.pay, "I-0002", paid=DAY)
    after = credit(POSTED.__class__(INVOICE, (*POSTED.events, paid.decide())))
    event = after.decide()
    assert event.settles == ()
    state = after.then(event)
    assert (state.state.owed, state.state.stage) == (eur("-106"), Stage.PAID)
    state.when_named(invoice.pay, "I-0002", paid=DAY, amount=eur("1")).refuses("-106.00 EUR left to pay and 1,060.00 EUR paid")
    half = state.when_named(invoice.pay, "I-0002", paid=DAY, amount=eur("-53"))
    assert half.decide().lines == (PaidLine(line=1, account="3300", amount=eur("-55")),)
    refunded = half.then(half.decide())
    rest = refunded.when_named(invoice.pay, "I-0002", paid=DAY)
    assert (rest.decide().amount, rest.decide().lines) == (eur("-53"), (PaidLine(line=1, account="3300", amount=eur("-55")),))
    assert rest.then(rest.decide()).state.stage is Stage.PAID


def test_a_credit_note_after_a_part_payment_spreads_the_payment_over_what_is_left() -> None:
    some = POSTED.when_named(invoice.pay, "I-0002", paid=DAY, amount=eur("530"))
    half = some.then(some.decide())
    event = credit(half, net=eur("500"), gross=eur("605"), tax=eur("105"), withholding=eur("75"), nets=[("3300", eur("500"))]).decide()
    assert event.settles == (
        PaidLine(line=1, account="3300", amount=eur("-165")),
        PaidLine(line=2, account="3500", amount=eur("165")),
    )
    state = Given(INVOICE, (*half.events, event)).state
    assert (state.stage, state.owed) == (Stage.PAID, eur("0"))
    assert state.settled == {1: (eur("220"), eur("220")), 2: (eur("330"), eur("330"))}


ORDER = "purchase-order/PO-0009"


def relieving(amount: str, *, of: str | None = None, final: bool = False, currency: str = "EUR", book: str | None = None) -> CostLine:
    """A cost of 3630 that relieves an order by as much, or by `of`."""
    own, worth = Money.parse(of or amount, currency), eur(book or of or amount)
    relief = Relief(document=ORDER, line=1, account="3630", amount=own, book_amount=worth, final=final)
    return CostLine(line=1, account="3630", net=eur(amount), amount=eur(amount), relieves=relief)


def posted(line: CostLine) -> Given:
    entered = InvoiceEntered(vendor="P-0007", number="8812", dated=DAY, net=line.net, gross=line.net)
    return given(INVOICE, entered, InvoiceApproved(), InvoicePosted(lines=(line,)))


def plain(amount: str, **other: Any) -> dict[str, Any]:
    """A credit note without tax."""
    return {"net": eur(amount), "gross": eur(amount), "tax": eur("0"), "withholding": eur("0"), "nets": [("3630", eur(amount))], **other}


def test_the_relief_table_of_the_permit_order() -> None:
    """domain research 8.3, with commitment and cost to date after every event; and the alternative with a cancellation."""
    rows: dict[str, Row] = {}
    key = f"{ORDER}/1/3630"

    def stands(*moves: Any) -> tuple[int, int]:
        moved(moves, rows)
        commitment = committed(rows, key)
        return commitment // 100, (units(rows, "total/3630") - commitment) // 100

    from ledger.line import OrderedLine, minus, ordered

    promised = [OrderedLine(line=1, account="3630", amount=eur("45000"))]
    assert stands(*ordered(promised, ORDER)) == (45_000, 0)
    assert stands(*InvoicePosted(lines=(relieving("18000"),)).moves("invoice/I-0001")) == (27_000, 18_000)
    cancelled = [minus(promised[0].model_copy(update={"amount": eur("27000")}))]
    before = dict(rows)
    assert stands(*ordered(cancelled, ORDER)) == (0, 18_000)
    rows.clear()
    rows.update(before)
    last = posted(relieving("29500", final=True))
    assert stands(*last.events[-1].moves("invoice/I-0002")) == (0, 47_500)
    assert units(rows, f"open/{key}") == -250_000
    note = credit(last, **plain("1000"))
    assert stands(*note.decide().moves("invoice/I-0002")) == (0, 46_500)


def test_a_promise_is_open_again_only_where_somebody_says_so() -> None:
    last = posted(relieving("20000", of="27000", final=True))
    assert credit(last, **plain("1000")).decide().lines[0].relieves is None
    once = credit(last, **plain("1000", reopen=True))
    assert once.decide().lines[0].relieves.amount == eur("-1000")
    rest = credit(once.then(once.decide()), **plain("19000", reopen=True, number="CN-8")).decide()
    assert rest.lines[0].relieves.amount == eur("-26000")
    credit(last, **plain("1000", reopen=True, ended={ORDER})).refuses("PO-0009 has ended", "Leave --reopen out")
    credit(POSTED, reopen=True).refuses("relieved nothing with its cost on account 3300")
    kept = credit(last, **plain("5000"))
    after = kept.then(kept.decide())
    assert credit(after, **plain("15000", reopen=True, number="CN-8")).decide().lines[0].relieves.amount == eur("-15000")


def test_a_promise_in_another_currency_is_reopened_at_its_own_rate_to_the_last_cent() -> None:
    line = relieving("100", of="145.45", currency="CAD", book="96.01")
    first = credit(posted(line), **plain("33.33", reopen=True))
    assert first.decide().lines[0].relieves.amount == Money.parse("-48.48", "CAD")
    second = credit(first.then(first.decide()), **plain("66.67", reopen=True, number="CN-8")).decide()
    backs = [first.decide().lines[0].relieves, second.lines[0].relieves]
    assert sum(back.amount.amount for back in backs) == Decimal("-145.45")
    assert sum(back.book_amount.amount for back in backs) == Decimal("-96.01")


def recode(known: Given, line: int = 1, account: str = "3600", net: str | None = None, **other: Any) -> Any:
    terms = {"segments": None, "planned": {}, **other}
    return known.when_named(correction.recode, "I-0002", line=line, account=account, net=eur(net) if net else None, **terms)


def test_a_recode_is_two_lines_that_sum_to_nothing() -> None:
    arrives = CostLine(
        line=3, account="3600", net=eur("233.33"), amount=eur("256.66"), tax_code="IVA21", tax=eur("49"), recoverable=eur("25.67")
    )
    after = recode(POSTED, net="233.33").then(
        InvoiceRecoded(lines=(reversed_cost(arrives.model_copy(update={"line": 1, "account": "3300"})), arrives))
    )
    assert [(line.account, line.net, line.amount) for line in after.state.lines] == [
        ("3300", eur("466.67"), eur("513.34")), ("3500", eur("300"), eur("330")), ("3600", eur("233.33"), eur("256.66")),
    ]  # fmt: skip
    assert credit(after, nets=[("3600", eur("100"))]).decide().lines[0].line == 3
    segmented = recode(POSTED, account="3300", segments={"episode": "102"}).decide()
    assert segmented.lines[1].segments == {"episode": "102"}


def test_a_recode_refuses_what_the_line_has_not() -> None:
    recode(POSTED, line=7).refuses("no cost on a line 7", "1 (3300, 700.00 EUR net), 2 (3500, 300.00 EUR net)")
    recode(POSTED, account="3300").refuses("on account 3300 already")
    recode(POSTED, net="701").refuses("has 700.00 EUR net on account 3300", "of which 701.00 EUR cannot")
    recode(given(INVOICE, ENTERED)).refuses("not posted yet")
    everything = recode(POSTED)
    recode(everything.then(everything.decide())).refuses("no cost on a line 1", "2 (3500")


def test_what_a_cost_took_from_an_estimate_moves_back_and_is_taken_where_it_arrives() -> None:
    taking = LINES[0].model_copy(update={"from_estimate": eur("300")})
    known = given(INVOICE, ENTERED, InvoiceApproved(), InvoicePosted(lines=(taking, LINES[1])))
    leaves, arrives = recode(known, net="350", planned={"3600": eur("1000")}).decide().lines
    assert (leaves.from_estimate, arrives.from_estimate) == (eur("-150"), eur("385"))


def test_what_was_relieved_stays_where_it_was_and_is_reopened_from_where_the_cost_is_now() -> None:
    moved = recode(posted(relieving("100")), net="40")
    after = moved.then(moved.decide())
    assert all(line.relieves is None for line in moved.decide().lines)
    note = credit(after, **plain("100", nets=[("3630", eur("60")), ("3600", eur("40"))], reopen=True)).decide()
    assert sum(line.relieves.amount.amount for line in note.lines) == Decimal(-100)
    reversal = after.when_named(invoice.reverse, "I-0002").decide()
    assert [(line.line, line.amount, bool(line.relieves)) for line in reversal.lines] == [(1, eur("-60"), True), (3 - 1, eur("-40"), False)]


STEP = st.tuples(st.sampled_from(["pay", "pay", "credit", "recode", "refund"]), *[st.integers(0, 10**6)] * 4)


@settings(max_examples=300, deadline=None, derandomize=True)
@random(
    st.lists(st.integers(1, 70_000), min_size=1, max_size=4), st.integers(0, 21), st.integers(0, 15), st.sampled_from(["EUR", "USD"]),
    st.lists(STEP, max_size=12),
)  # fmt: skip
def test_what_is_paid_of_the_lines_is_what_is_paid_of_the_invoice(nets: list[int], tax: int, kept: int, currency: str, steps: Any) -> None:
    known = begun(nets, tax, kept, currency)
    for name, *dice in steps:
        try:
            event = ACTS[name](known, *dice)
        except Refused:
            continue
        known = INVOICE.evolve(known, event)
        agrees(known)
    if known.owed:
        known = INVOICE.evolve(known, invoice.pay("I-1", known, paid=DAY))
        agrees(known)
    if known.paid:
        known = INVOICE.evolve(known, invoice.pay("I-1", known, paid=DAY, amount=-known.paid))
        agrees(known)
    if known.stage is not Stage.REVERSED:
        reversal = invoice.reverse("I-1", known)
        assert sum(line.amount.units for line in reversal.lines) == -sum(line.amount.units for line in known.lines)
        assert sum(line.book.units for line in reversal.lines) == -sum(line.book.units for line in known.lines)


def begun(nets: list[int], tax: int, kept: int, currency: str) -> Invoice:
    from ledger.line import in_book

    net = Money.minor(sum(nets), currency)
    taxed, kept_ = Money.minor(net.units * tax // 100, currency), Money.minor(net.units * kept // 100, currency)
    entered = InvoiceEntered(
        vendor="P-0007", number="1", dated=DAY, net=net, gross=net + taxed, tax=taxed or None, tax_code="X",
        recoverable=Money.minor(taxed.units * 2 // 3, currency) or None, withholding=kept_ or None,
        rate=Decimal("0.0317") if currency != "EUR" else None,
    )  # fmt: skip
    known = INVOICE.evolve(None, entered)
    lines = invoice.coded("I-1", known, [(str(3300 + n), Money.minor(some, currency)) for n, some in enumerate(nets)])
    books = in_book([line.amount for line in lines], known.rate, "EUR")
    lines = [line.model_copy(update={"book_amount": book}) for line, book in zip(lines, books, strict=True)]
    return INVOICE.evolve(INVOICE.evolve(known, InvoiceApproved()), InvoicePosted(lines=tuple(lines)))


def pays(known: Invoice, share: int, *_: int) -> Any:
    return invoice.pay("I-1", known, paid=DAY, amount=Money.minor(known.owed.units * share // 10**6, known.net.currency))


def refunds(known: Invoice, share: int, *_: int) -> Any:
    return invoice.pay("I-1", known, paid=DAY, amount=Money.minor(-known.paid.units * share // 10**6, known.net.currency))


def credits_(known: Invoice, which: int, share: int, more: int, _: int) -> Any:
    line = known.lines[which % len(known.lines)]
    currency = known.net.currency
    net = line.net if share % 4 == 0 else Money.minor(line.net.units * share // 10**6, currency)
    has = line.tax or Money.zero(currency)
    tax = has if share % 4 == 0 else Money.minor(has.units * (share if more % 3 else more) // 10**6, currency)
    kept = Money.minor(known.withholding.units * net.units // max(1, known.net.units), currency)
    return correction.credit("I-1", known, on=DAY, number="C", dated=DAY, net=net, gross=net + tax, tax=tax, withholding=kept,
                             nets=[(line.account, net)])  # fmt: skip


def recodes(known: Invoice, which: int, share: int, to: int, _: int) -> Any:
    line = known.lines[which % len(known.lines)]
    net = line.net if share % 4 == 0 else Money.minor(line.net.units * share // 10**6, known.net.currency)
    return correction.recode("I-1", known, line=line.line, account=str(3300 + to % 5), net=net, segments=None, planned={})


ACTS = {"pay": pays, "refund": refunds, "credit": credits_, "recode": recodes}


def agrees(known: Invoice) -> None:
    """The lines are the invoice's cost; none is below nothing; what is paid of each is right at every end, and never more than it costs."""
    assert sum(line.amount.units for line in known.lines) == known.cost.units
    for line in known.lines:
        zero, none = Money.zero(line.amount.currency), Money.zero(line.book.currency)
        amount, book = known.settled.get(line.line, (zero, none))
        assert line.amount >= zero and line.book >= none and line.net >= zero
        if known.owed >= zero:
            assert zero <= amount <= line.amount and none <= book <= line.book
        if not known.owed:
            assert (amount, book) == (line.amount, line.book)
        if not known.paid and known.payable:
            assert (amount, book) == (zero, none)


@pytest.mark.parametrize(
    ("whole", "taken", "of", "share"), [(7, 1, 2, 4), (-7, 1, 2, -4), (7, -1, -2, 4), (7, 2, 2, 7), (7, 0, 2, 0), (7, 1, 0, 0)]
)
def test_a_part_is_rounded_half_up(whole: int, taken: int, of: int, share: int) -> None:
    from ledger.distribution import part

    assert part(*(Money.minor(n, "EUR") for n in (whole, taken, of))).units == share
