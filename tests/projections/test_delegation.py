"""Deputies, second persons, split orders and changes of bank details: events in, whole rows out."""

from __future__ import annotations

from typing import Any

from ledger.aggregates.authority import AUTHORITY, AuthorityDelegated, AuthorityGranted, AuthorityWithdrawn
from ledger.aggregates.bank_details import BANK_DETAILS, BankDetailsConfirmed, BankDetailsProposed, BankDetailsRefused
from ledger.aggregates.invoice import INVOICE, InvoicePaid
from ledger.aggregates.party import PARTY, PersonRegistered
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderAmended, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.aggregates.second import SECOND, At, DecisionSeconded, SecondTakenBack, SecondUsed
from ledger.line import PaidLine
from tests.projections.books import budgeted, cost, eur, invoice, line, march
from tests.window import Written

SMALL = (("3310", "Camera crew", "3300", "production", 200), ("6900", "Contingency", "6900", "other", 20))
NAMES = {"P-0002": "Mar", "P-0004": "Ada"}


def deputised() -> Written:
    """P-0002 decides on orders, above 50 with a second person; P-0003 stands in from the 3rd to the 9th, up to 40; P-0004 may second."""
    book = budgeted(SMALL)
    held = AuthorityGranted(
        party="P-0002", role="line producer", kinds=("purchase-order",), limit=eur(90), second_above=eur(50), starts=march(1)
    )
    book.write(AUTHORITY, "A-0001", held, march(1))
    deputy = AuthorityDelegated(origin="A-0001", stands_for="P-0002", party="P-0003", role="line producer", kinds=("purchase-order",),
                                limit=eur(40), starts=march(3), ends=march(9))  # fmt: skip
    book.write(AUTHORITY, "A-0002", deputy, march(2), by="P-0002", grant="A-0001")
    book.write(AUTHORITY, "A-0003", AuthorityGranted(party="P-0004", role="accountant", starts=march(1)), march(2))
    return book


def broken(book: Written, check: str) -> list[tuple[Any, ...]]:
    with book.session() as session:
        return session.view(check)[1]


def raised(book: Written, key: str, amount: int, day: int) -> None:
    lines = (line("3310", amount),)
    book.write(PURCHASE_ORDER, key, PurchaseOrderRaised(vendor="P-0009", description="an order", lines=lines, dated=march(day)), march(day))


def approved(book: Written, key: str, amount: int, day: int, by: str, *, grant: str) -> None:
    book.write(PURCHASE_ORDER, key, PurchaseOrderApproved(lines=(line("3310", amount),)), march(day), by=by, grant=grant)


def test_a_deputys_grant_says_for_whom_it_is_and_is_in_force_no_longer_than_the_one_it_stands_on() -> None:
    book = deputised()
    columns = ("grant_key", "party", "stands_for", "origin", "up_to", "second_above", "starts", "ends", "withdrawn", "in_force")
    own = ("A-0001", "P-0002", None, None, 90, 50, march(1), None)
    deputy = ("A-0002", "P-0003", "P-0002", "A-0001", 40, None, march(3), march(9))
    assert book.rows("grants", *columns, on=march(5))[:2] == [(*own, None, True), (*deputy, None, True)]
    assert book.rows("grants", *columns, on=march(10))[:2] == [(*own, None, True), (*deputy, None, False)]
    book.write(AUTHORITY, "A-0001", AuthorityWithdrawn(), march(6))
    assert book.rows("grants", *columns, on=march(7))[:2] == [(*own, march(6), False), (*deputy, march(6), False)]


def test_a_deputys_decision_is_told_as_made_for_the_holder_and_judged_by_both_grants() -> None:
    book = deputised()
    for n, day in enumerate((3, 10, 8), 1):
        raised(book, f"PO-000{n}", 10, day)
        if n == 3:
            book.write(AUTHORITY, "A-0001", AuthorityWithdrawn(), march(8))
        approved(book, f"PO-000{n}", 10, day, "P-0003", grant="A-0002")
    shown = book.rows("approvals", "document", "authority", "grant_key", "stands_for", "second", names=NAMES)
    assert shown[0] == ("authority/A-0002", "Mar", "A-0001", None, None)
    assert shown[1:] == [(f"purchase-order/PO-000{n}", "P-0003", "A-0002", "Mar", None) for n in (1, 2, 3)]
    assert [row for row in book.rows("audit_trail", "position", "stands_for", "role", names=NAMES) if row[1]] == [
        (9, "Mar", "line producer"), (11, "Mar", "line producer"), (14, "Mar", "line producer"),
    ]  # fmt: skip
    held = book.rows("decisions_made", "document", "held")
    assert held == [
        ("authority/A-0002", "in force"), ("purchase-order/PO-0001", "in force"), ("purchase-order/PO-0002", "ended"),
        ("purchase-order/PO-0003", "withdrawn"),
    ]  # fmt: skip
    assert [(row[0], row[-1]) for row in broken(book, "decisions_rest_on_a_grant_in_force")] == [
        (11, "not in force on that day"), (14, "withdrawn before"),
    ]  # fmt: skip


def seconded(book: Written, number: int, document: str | None, version: int | None, day: int) -> None:
    words = DecisionSeconded(kind="purchase-order", amount=eur(60), document=document, version=version)
    book.write(SECOND, f"SC-000{number}", words, march(day), by="P-0004", grant="A-0003")


def test_a_second_persons_word_is_open_until_it_is_used_taken_back_or_its_document_moves_on() -> None:
    book = deputised()
    raised(book, "PO-0001", 55, 3)
    seconded(book, 1, "purchase-order/PO-0001", 1, 3)
    raised(book, "PO-0002", 51, 3)
    seconded(book, 2, "purchase-order/PO-0002", 1, 4)
    seconded(book, 3, None, None, 4)
    seconded(book, 4, None, None, 4)
    approved(book, "PO-0001", 55, 5, "P-0002", grant="A-0001")
    book.write(SECOND, "SC-0001", SecondUsed(decisions=(At(stream="purchase-order/PO-0001", version=2),)), march(5), by="P-0002")
    book.write(PURCHASE_ORDER, "PO-0002", PurchaseOrderAmended(lines=(line("3310", 52),)), march(5))
    book.write(SECOND, "SC-0004", SecondTakenBack(), march(5), by="P-0004")
    word = (march(4), "Ada", "A-0003", "purchase-order")
    assert book.rows("seconded_decisions", names=NAMES) == [
        ("SC-0001", march(3), "Ada", "A-0003", "purchase-order", "PO-0001", 60, "EUR", "used", "PO-0001", "Mar", 55, 9, 14),
        ("SC-0002", *word, "PO-0002", 60, "EUR", "moved on", None, None, None, 11, None),
        ("SC-0003", *word, None, 60, "EUR", "open", None, None, None, 12, None),
        ("SC-0004", *word, None, 60, "EUR", "taken back", None, None, None, 13, None),
    ]
    approvals = book.rows("approvals", "document", "second", names=NAMES)
    assert approvals[-1] == ("purchase-order/PO-0001", "Ada")
    assert broken(book, "decisions_above_a_threshold_have_a_second") == broken(book, "decisions_rest_on_a_grant_in_force") == []
    assert book.rows("decided_for") == []
    assert [row for row in book.rows("decisions_made", "document") if "second" in row[0]] == []


def test_orders_that_together_go_beyond_a_limit_are_listed_with_the_fewest_days_in_which_they_do() -> None:
    book = deputised()
    for key, amount, day in (("PO-0001", 30, 3), ("PO-0002", 25, 5), ("PO-0003", 20, 8), ("PO-0004", 60, 20)):
        raised(book, key, amount, day)
        approved(book, key, amount, day, "P-0003", grant="A-0002")
    assert book.rows("split_orders") == [
        (march(5), "PO-0002", "P-0009", "P-0003", 7, "PO-0001, PO-0002", 55, 40, "EUR", 11),
        (march(8), "PO-0003", "P-0009", "P-0003", 7, "PO-0001, PO-0002, PO-0003", 75, 40, "EUR", 13),
    ]


def test_what_a_deputy_decides_is_decided_by_the_one_for_whom_they_do() -> None:
    book = deputised()
    lines = (line("3310", 10),)
    raised_by = PurchaseOrderRaised(vendor="P-0009", description="an order", lines=lines, dated=march(3))
    book.write(PURCHASE_ORDER, "PO-0001", raised_by, march(3), by="P-0002")
    approved(book, "PO-0001", 10, 4, "P-0003", grant="A-0002")
    last = len(book.entries)
    assert book.rows("decided_for") == [(last, "P-0002")]
    own = (last, march(4), "purchase-order/PO-0001", "purchase order approved", "P-0003", last - 1, 0)
    assert book.rows("own_requests") == [own]
    assert book.rows("decisions_made", "decider", "same", "own")[-1] == ("P-0003", "yes", "no")


def test_a_deputys_word_is_no_second_persons_for_the_holder() -> None:
    book = deputised()
    other = AuthorityGranted(party="P-0002", role="line producer", starts=march(1))
    book.write(AUTHORITY, "A-0004", other, march(2))
    standing_in = AuthorityDelegated(
        origin="A-0004", stands_for="P-0002", party="P-0005", role="line producer", starts=march(2), ends=march(9)
    )
    book.write(AUTHORITY, "A-0005", standing_in, march(2), by="P-0002", grant="A-0004")
    raised(book, "PO-0001", 55, 3)
    words = DecisionSeconded(kind="purchase-order", amount=eur(60), document="purchase-order/PO-0001", version=1)
    book.write(SECOND, "SC-0001", words, march(3), by="P-0005", grant="A-0005")
    approved(book, "PO-0001", 55, 5, "P-0002", grant="A-0001")
    book.write(SECOND, "SC-0001", SecondUsed(decisions=(At(stream="purchase-order/PO-0001", version=2),)), march(5), by="P-0002")
    (found,) = broken(book, "decisions_above_a_threshold_have_a_second")
    assert found[-1] == "P-0005"


def test_orders_under_what_one_decides_alone_are_added_up_with_those_of_a_deputy() -> None:
    book = deputised()
    for key, amount, day, by, grant in (("PO-0001", 30, 3, "P-0002", "A-0001"), ("PO-0002", 15, 5, "P-0003", "A-0002"),
                                        ("PO-0003", 10, 6, "P-0002", "A-0001")):  # fmt: skip
        raised(book, key, amount, day)
        approved(book, key, amount, day, by, grant=grant)
    assert book.rows("split_orders", "document", "decider", "together", "limit") == [
        ("PO-0002", "P-0003", 45, 40),
        ("PO-0003", "P-0002", 55, 50),
    ]


def test_bank_details_are_not_confirmed_by_a_deputy_of_the_proposer_or_by_who_acts_for_the_payee() -> None:
    book = deputised()
    told = BankDetailsProposed(digests={"bank_1": "0" * 64})
    book.write(PARTY, "P-0006", PersonRegistered(digests={"name": "0" * 64}, kind="manager", acts_for="P-0010"), march(2))
    for key, by, grant in (("P-0009", "P-0003", "A-0002"), ("P-0010", "P-0006", "A-0003")):
        book.write(BANK_DETAILS, key, told, march(3), by="P-0002")
        book.write(BANK_DETAILS, key, BankDetailsConfirmed(), march(4), by=by, grant=grant)
    assert [(row[1], row[-1]) for row in broken(book, "bank_details_are_confirmed_by_another")] == [
        ("P-0009", "the same person"), ("P-0010", "acts for them"),
    ]  # fmt: skip


def test_a_change_of_bank_details_says_who_proposed_and_confirmed_it_and_what_was_paid_meanwhile() -> None:
    book = budgeted(SMALL)
    told = BankDetailsProposed(digests={"bank_1": "0" * 64})
    invoice(book, "I-0001", march(2), cost("3310", 10))
    book.write(BANK_DETAILS, "P-0009", told, march(3), by="P-0002")
    for amount in (4, 6):
        lines = (PaidLine(line=1, account="3310", amount=eur(amount)),)
        book.write(INVOICE, "I-0001", InvoicePaid(paid=march(4), amount=eur(amount), lines=lines), march(4))
    book.write(BANK_DETAILS, "P-0009", BankDetailsConfirmed(), march(5), by="P-0004")
    book.write(BANK_DETAILS, "P-0010", told.model_copy(update={"form": "account"}), march(5), by="P-0002")
    book.write(BANK_DETAILS, "P-0010", BankDetailsRefused(), march(5), by="P-0002")
    book.write(BANK_DETAILS, "P-0009", told, march(6), by="P-0004")
    assert book.rows("bank_changes") == [
        ("P-0009", "iban", march(3), "P-0002", 0, "confirmed", march(5), "P-0004", 2, 8, 11),
        ("P-0010", "account", march(5), "P-0002", 0, "refused", march(5), "P-0002", 0, 12, 13),
        ("P-0009", "iban", march(6), "P-0004", 0, "waiting", None, None, 0, 14, None),
    ]
    assert broken(book, "bank_details_are_confirmed_by_another") == []
