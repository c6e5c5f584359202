"""Who prepared, decided, signed and paid: events in, whole rows out."""

from __future__ import annotations

from ledger.aggregates.authority import AUTHORITY, AuthorityGranted, AuthorityWithdrawn
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePaid, InvoicePosted
from ledger.aggregates.party import PARTY, RelatedPartyDeclared
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.line import PaidLine
from tests.projections.books import budgeted, cost, eur, line, march, order, reallocate
from tests.window import Written

SMALL = (("1100", "Writer", "1100", "above the line", 100), ("3310", "Camera crew", "3300", "production", 200),
         ("6900", "Contingency", "6900", "other", 20))  # fmt: skip


def granted(**said: object) -> AuthorityGranted:
    """Authority on orders up to 60, from 1 March to the 20th, unless something else is said."""
    held = {
        "party": "P-0002",
        "role": "line producer",
        "kinds": ("purchase-order",),
        "limit": eur(60),
        "starts": march(1),
        "ends": march(20),
    }
    return AuthorityGranted(**(held | said))  # type: ignore[arg-type]


def approved(book: Written, key: str, amount: int, day: int, *, raiser: str = "P-0001", approver: str = "P-0002", grant: str = "A-0001",
             vendor: str = "P-0009") -> None:  # fmt: skip
    """An order raised by one and approved by another."""
    lines = (line("3310", amount),)
    raised = PurchaseOrderRaised(vendor=vendor, description="an order", lines=lines, dated=march(day))
    book.write(PURCHASE_ORDER, key, raised, march(day), by=raiser)
    book.write(PURCHASE_ORDER, key, PurchaseOrderApproved(lines=lines), march(day), by=approver, grant=grant)


def with_grants() -> Written:
    book = budgeted(SMALL)
    book.write(AUTHORITY, "A-0001", granted(), march(1))
    book.write(AUTHORITY, "A-0002", granted(kinds=("invoice",), limit=None, ends=None), march(1))
    return book


def test_a_decision_keeps_to_its_grant_or_says_what_is_wrong_with_it() -> None:
    book = with_grants()
    approved(book, "PO-0001", 60, 2)
    approved(book, "PO-0002", 61, 3, raiser="P-0002", vendor="P-0002")
    approved(book, "PO-0003", 5, 4, approver="P-0003")
    approved(book, "PO-0004", 5, 5, grant="A-0002")
    approved(book, "PO-0005", 5, 21)
    book.write(AUTHORITY, "A-0001", AuthorityWithdrawn(), march(21))
    approved(book, "PO-0006", 5, 10)
    columns = ("document", "step", "maker", "decider", "party", "same", "own", "within_limit", "held", "amount")
    assert book.rows("decisions_made", *columns) == [
        ("purchase-order/PO-0001", "approved", "P-0001", "P-0002", "P-0009", "no", "no", "yes", "in force", 60),
        ("purchase-order/PO-0002", "approved", "P-0002", "P-0002", "P-0002", "yes", "yes", "no", "in force", 61),
        ("purchase-order/PO-0003", "approved", "P-0001", "P-0003", "P-0009", "no", "no", "yes", "of another person", 5),
        ("purchase-order/PO-0004", "approved", "P-0001", "P-0002", "P-0009", "no", "no", "yes", "of another kind", 5),
        ("purchase-order/PO-0005", "approved", "P-0001", "P-0002", "P-0009", "no", "no", "yes", "ended", 5),
        ("purchase-order/PO-0006", "approved", "P-0001", "P-0002", "P-0009", "no", "no", "yes", "withdrawn", 5),
    ]


def test_a_decision_says_its_evidence_its_related_party_and_how_far_it_reaches_back() -> None:
    book = with_grants()
    book.write(PARTY, "P-0009", RelatedPartyDeclared(starts=march(3), relation="same owner"), march(1))
    approved(book, "PO-0001", 10, 2)
    approved(book, "PO-0002", 10, 3)
    reallocate(book, "R-0001", march(4), a1100=-4, a3310=4)
    first, second, third = book.rows("decisions_made")
    assert first == (9, march(2), "purchase-order/PO-0001", "purchase-order", "approved", "P-0001", "P-0002", "P-0009", "A-0001",
                     "no", "no", "no", "yes", "in force", "no", "no", 1766, 10, 10)  # fmt: skip
    assert (second[2], second[11]) == ("purchase-order/PO-0002", "yes")
    assert third == (12, march(4), "reallocation/R-0001", "reallocation", "budget reallocated", "P-0001", "P-0001", None, None,
                     "yes", "no", "no", "yes", "none", "no", "no", 1764, 4, 4)  # fmt: skip


def test_orders_to_one_party_are_added_up_by_who_approved_them_within_so_many_days() -> None:
    book = with_grants()
    approved(book, "PO-0001", 40, 2)
    approved(book, "PO-0002", 20, 8)
    approved(book, "PO-0003", 1, 9)
    approved(book, "PO-0004", 50, 9, vendor="P-0010")
    book.write(PURCHASE_ORDER, "PO-0004", PurchaseOrderApproved(lines=(line("3310", 5),)), march(10), by="P-0002", grant="A-0001")
    assert book.rows("orders_by_party_days", "document", "within", "split", "amount") == [
        ("purchase-order/PO-0001", "7", "no", 40),
        ("purchase-order/PO-0001", "14", "no", 40),
        ("purchase-order/PO-0001", "30", "no", 40),
        ("purchase-order/PO-0002", "7", "no", 60),
        ("purchase-order/PO-0002", "14", "no", 60),
        ("purchase-order/PO-0002", "30", "no", 60),
        ("purchase-order/PO-0003", "7", "no", 21),
        ("purchase-order/PO-0003", "14", "yes", 61),
        ("purchase-order/PO-0003", "30", "yes", 61),
        ("purchase-order/PO-0004", "7", "no", 50),
        ("purchase-order/PO-0004", "14", "no", 50),
        ("purchase-order/PO-0004", "30", "no", 50),
        ("purchase-order/PO-0004", "7", "no", 55),
        ("purchase-order/PO-0004", "14", "no", 55),
        ("purchase-order/PO-0004", "30", "no", 55),
    ]


def test_an_order_recorded_late_with_an_earlier_day_is_seen_and_orders_further_apart_than_the_span_are_not() -> None:
    book = with_grants()
    approved(book, "PO-0001", 40, 9)
    approved(book, "PO-0002", 21, 3)
    approved(book, "PO-0003", 5, 15)
    approved(book, "PO-0004", 30, 9)
    seven = [row for row in book.rows("orders_by_party_days", "document", "within", "split", "amount") if row[1] == "7"]
    assert seven == [
        ("purchase-order/PO-0001", "7", "no", 40),
        ("purchase-order/PO-0002", "7", "yes", 61),
        ("purchase-order/PO-0003", "7", "no", 45),
        ("purchase-order/PO-0004", "7", "yes", 91),
    ]


def test_an_order_between_two_others_is_held_with_the_one_or_the_other() -> None:
    book = with_grants()
    approved(book, "PO-0001", 30, 2)
    approved(book, "PO-0002", 30, 14)
    approved(book, "PO-0003", 5, 8)
    last = [row for row in book.rows("orders_by_party_days", "document", "within", "split", "amount") if row[0].endswith("3")]
    assert [row[1:] for row in last] == [("7", "no", 35), ("14", "yes", 65), ("30", "yes", 65)]


def paid(book: Written, key: str, amount: int, day: int, *people: str, vendor: str = "P-0009") -> None:
    """An invoice that these people enter, approve, post and pay."""
    enters, approves, posts, pays = people
    entered = InvoiceEntered(vendor=vendor, number=key, dated=march(day), net=eur(amount), gross=eur(amount))
    book.write(INVOICE, key, entered, march(day), by=enters)
    book.write(INVOICE, key, InvoiceApproved(), march(day), by=approves)
    book.write(INVOICE, key, InvoicePosted(lines=(cost("3310", amount),)), march(day), by=posts)
    settles = InvoicePaid(paid=march(day), amount=eur(amount), lines=(PaidLine(line=1, account="3310", amount=eur(amount)),))
    book.write(INVOICE, key, settles, march(day), by=pays)


def test_a_payment_says_who_asked_for_it_and_how_many_stood_for_it() -> None:
    book = budgeted(SMALL)
    paid(book, "I-0001", 10, 2, "P-0001", "P-0002", "P-0003", "P-0004")
    paid(book, "I-0002", 20, 3, "P-0001", "P-0001", "P-0001", "P-0001")
    paid(book, "I-0003", 30, 4, "P-0001", "P-0002", "P-0001", "P-0002", vendor="P-0002")
    assert book.rows("payments_made") == [
        (8, march(2), "invoice/I-0001", "invoice", "3310", "3300", "P-0009", "P-0004", "no", "no", "4", "2", 10),
        (12, march(3), "invoice/I-0002", "invoice", "3310", "3300", "P-0009", "P-0001", "yes", "no", "1", "1", 20),
        (16, march(4), "invoice/I-0003", "invoice", "3310", "3300", "P-0002", "P-0002", "no", "yes", "2", "2", 30),
    ]
    assert book.rows("signatures", position=8) == [
        (5, march(2), "invoice/I-0001", "invoice", "entered", "P-0001", 1),
        (6, march(2), "invoice/I-0001", "invoice", "approved", "P-0002", 1),
        (7, march(2), "invoice/I-0001", "invoice", "posted", "P-0003", 1),
        (8, march(2), "invoice/I-0001", "invoice", "paid", "P-0004", 1),
    ]


def test_a_decision_over_budget_lasts_until_its_accounts_are_within_their_budgets() -> None:
    book = budgeted(SMALL)
    order(book, "PO-0001", march(2), line("3310", 230), over_budget=True)
    order(book, "PO-0002", march(3), line("1100", 130), over_budget=True)
    reallocate(book, "R-0001", march(9), a1100=-30, a3310=30)
    assert book.rows("overrides", on=march(12)) == [
        (2, march(1), "budget/main", "yes", 0),
        (6, march(2), "purchase-order/PO-0001", "yes", 7),
        (8, march(3), "purchase-order/PO-0002", "no", 9),
    ]
