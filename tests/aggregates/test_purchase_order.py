"""The life of a purchase order."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.aggregates import purchase_order as po
from ledger.aggregates.purchase_order import (
    PURCHASE_ORDER,
    Offer,
    OffersCompared,
    PurchaseOrderAmended,
    PurchaseOrderApproved,
    PurchaseOrderClosed,
    PurchaseOrderRaised,
    PurchaseOrderVoided,
)
from ledger.line import OrderedLine
from ledger.money import Money
from tests.given import given


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def line(amount: str, account: str = "3300", number: int = 1, **more: Any) -> OrderedLine:
    return OrderedLine(line=number, account=account, amount=eur(amount), **more)


LINES = (line("12500"),)
RAISED = PurchaseOrderRaised(vendor="P-0007", description="lenses", lines=LINES)
APPROVED = PurchaseOrderApproved(lines=LINES)
ENOUGH = {"3300": eur("20000"), "3500": eur("20000")}


def test_an_order_needs_a_line_that_promises_something_in_one_currency() -> None:
    ask = given(PURCHASE_ORDER).when
    ask(po.raise_order, vendor="P-0007", description="lenses", lines=LINES).then(RAISED)
    ask(po.raise_order, vendor="P-0007", description="lenses", lines=()).refuses("at least one line", "--line ACCOUNT AMOUNT")
    days = {"dated": date(2026, 3, 5), "due": date(2026, 3, 4)}
    ask(po.raise_order, vendor="P-0007", description="lenses", lines=LINES, **days).refuses("due on 2026-03-04, before 2026-03-05")
    ask(po.raise_order, vendor="P-0007", description="lenses", lines=[line("0")]).refuses("is 0.00 EUR", "more than nothing")
    cad = OrderedLine(line=2, account="3300", amount=Money.parse("5", "CAD"))
    ask(po.raise_order, vendor="P-0007", description="lenses", lines=[*LINES, cad]).refuses("CAD", "EUR", "raise two orders")


def test_approving_promises_every_line() -> None:
    given(PURCHASE_ORDER, RAISED).when_named(po.approve, "PO-0042", left=ENOUGH, planned={}).then(APPROVED)


def test_an_account_without_the_money_refuses_with_both_figures_and_the_way_out() -> None:
    asked = given(PURCHASE_ORDER, RAISED).when_named(po.approve, "PO-0042", left={"3300": eur("9300")}, planned={})
    asked.refuses("PO-0042 would commit 12,500.00 EUR on account 3300", "9,300.00 EUR left", "Reallocate budget into 3300", "overage")


def test_over_budget_where_the_authority_says_so_and_confirming_orders_are_flagged() -> None:
    short = {"3300": eur("9300")}
    flagged = PurchaseOrderApproved(lines=LINES, over_budget=True)
    given(PURCHASE_ORDER, RAISED).when_named(po.approve, "PO-0042", left=short, planned={}, over_budget=True).then(flagged)
    confirming = RAISED.model_copy(update={"confirming": True})
    given(PURCHASE_ORDER, confirming).when_named(po.approve, "PO-0042", left=short, planned={}).then(flagged)
    given(PURCHASE_ORDER, RAISED).when_named(po.approve, "PO-0042", left=ENOUGH, planned={}, over_budget=True).then(APPROVED)


def test_a_promise_uses_up_the_entered_estimate_as_far_as_there_is_one() -> None:
    two = RAISED.model_copy(update={"lines": (line("8000"), line("4500", number=2))})
    taken = (line("8000", from_estimate=eur("8000")), line("4500", number=2, from_estimate=eur("2000")))
    given(PURCHASE_ORDER, two).when_named(po.approve, "PO-0042", left=ENOUGH, planned={"3300": eur("10000")}).then(
        PurchaseOrderApproved(lines=taken)
    )


def test_an_amendment_is_approved_again_and_carries_the_differences() -> None:
    lines = (line("10000"), line("3000", "3500", 2))
    amended = PurchaseOrderAmended(lines=lines)
    after = given(PURCHASE_ORDER, RAISED, APPROVED).when_named(po.amend, "PO-0042", lines=lines).then(amended)
    differences = PurchaseOrderApproved(lines=(line("-2500"), line("3000", "3500", 2)))
    again = after.when_named(po.approve, "PO-0042", left=ENOUGH, planned={}).then(differences)
    assert again.state.approved == lines
    again.when_named(po.approve, "PO-0042", left=ENOUGH, planned={}).refuses("PO-0042 is already approved", "Amend it first")


def test_an_amendment_keeps_the_days_of_the_work_unless_it_says_others() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 13)
    days = po.worked(LINES, first, last)
    assert (days[0].starts, days[0].ends, po.worked(LINES, None, None)) == (first, last, list(LINES))
    asked = given(PURCHASE_ORDER, PurchaseOrderRaised(vendor="P-0007", description="lenses", lines=tuple(days)))
    kept = line("9000", starts=first, ends=last)
    asked.when_named(po.amend, "PO-0042", lines=[line("9000")]).then(PurchaseOrderAmended(lines=(kept,)))
    other = line("9000", starts=last)
    asked.when_named(po.amend, "PO-0042", lines=[other]).then(PurchaseOrderAmended(lines=(other,)))
    given(PURCHASE_ORDER).when(po.worked, LINES, last, first).refuses("The work would end on 2026-03-02, before it starts on 2026-03-13")


def test_an_amendment_keeps_the_currency() -> None:
    cad = [OrderedLine(line=1, account="3300", amount=Money.parse("5", "CAD"))]
    given(PURCHASE_ORDER, RAISED).when_named(po.amend, "PO-0042", lines=cad).refuses("is in EUR, not CAD", "Void it")


def test_closing_gives_back_what_is_open() -> None:
    closed = PurchaseOrderClosed(lines=(line("-4500"),))
    after = given(PURCHASE_ORDER, RAISED, APPROVED).when_named(po.close, "PO-0042", still_open=[line("4500")]).then(closed)
    after.when_named(po.close, "PO-0042", still_open=[]).refuses("already closed")
    after.when_named(po.amend, "PO-0042", lines=LINES).refuses("already closed", "Raise another order")
    given(PURCHASE_ORDER, RAISED).when_named(po.close, "PO-0042", still_open=[]).refuses("never approved", "topsheet po void PO-0042")


def test_voiding_takes_back_the_whole_promise_until_something_was_invoiced() -> None:
    voided = PurchaseOrderVoided(lines=(line("-12500"),))
    after = given(PURCHASE_ORDER, RAISED, APPROVED).when_named(po.void, "PO-0042", relieved=False).then(voided)
    after.when_named(po.void, "PO-0042", relieved=False).refuses("already voided")
    given(PURCHASE_ORDER, RAISED).when_named(po.void, "PO-0042", relieved=False).then(PurchaseOrderVoided())
    given(PURCHASE_ORDER, RAISED, APPROVED).when_named(po.void, "PO-0042", relieved=True).refuses("invoiced against", "po close PO-0042")


def test_the_events_say_what_happened() -> None:
    assert RAISED.sentence() == "raised an order to P-0007 for 12,500.00 EUR on account 3300: lenses"
    assert APPROVED.sentence() == "approved 12,500.00 EUR on account 3300"
    assert PurchaseOrderClosed(lines=(line("-4500"),)).sentence() == "closed the order, giving back 4,500.00 EUR on account 3300"


def test_offers_are_compared_before_or_after_an_order_is_approved_and_the_vendor_is_one_of_them() -> None:
    def offers(**asked: str) -> list[Offer]:
        return [Offer(party=party.replace("_", "-"), amount=eur(amount)) for party, amount in asked.items()]

    three = offers(P_0007="12500", P_0008="13000", P_0009="12000")
    compare = given(PURCHASE_ORDER, RAISED).when_named
    compare(po.compare_offers, "PO-0042", offers=three).then(OffersCompared(offers=tuple(three)))
    given(PURCHASE_ORDER, RAISED, APPROVED, OffersCompared(offers=tuple(three))).when_named(
        po.approve, "PO-0042", left={}, planned={}
    ).refuses("already approved")
    compare(po.compare_offers, "PO-0042", offers=three[:1]).refuses("1 offer for PO-0042 cannot be compared", "--offer PARTY AMOUNT")
    compare(po.compare_offers, "PO-0042", offers=[*three, three[1]]).refuses("P-0008 is named 2 times", "one offer of each")
    compare(po.compare_offers, "PO-0042", offers=three[1:]).refuses("P-0007, the vendor of PO-0042, is not among", "another --offer")
    compare(po.compare_offers, "PO-0042", offers=[three[0], *offers(P_0008="0")]).refuses("P-0008 is 0.00 EUR", "more than nothing")
    cad = Offer(party="P-0008", amount=Money.parse("5", "CAD"))
    compare(po.compare_offers, "PO-0042", offers=[three[0], cad]).refuses("is in EUR and the offer of P-0008 is 5.00 CAD")
    gone = given(PURCHASE_ORDER, RAISED, PurchaseOrderVoided())
    gone.when_named(po.compare_offers, "PO-0042", offers=three).refuses("PO-0042 is already voided", "no offer for it counts")
