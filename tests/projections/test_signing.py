"""Who signs, and who answered themself: events in, whole rows out."""

from __future__ import annotations

import base64

from ledger.aggregates.actor import ACTOR, ActorEnrolled, ActorKeyRotated, ActorWithdrawn, short
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoicePaid
from ledger.aggregates.proposal import PROPOSAL, Outcome, ProposalAdopted, ProposalMade, ProposedCommand
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderAmended, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.aggregates.signature import SIGNATURE, DecisionSigned, SignedEntry
from ledger.aggregates.source import SOURCE
from ledger.aggregates.tranche import TrancheReleased, TrancheRequested
from ledger.duties import DUTIES
from ledger.entry import Entry
from ledger.proof.key import Verifier
from tests.projections.books import budgeted, eur, line, march
from tests.projections.test_duties import SMALL, approved
from tests.window import Written

KEYS = [Verifier("P-0002", bytes([n]) * 32).vkey for n in (1, 2)]
FIRST, SECOND = map(short, KEYS)


def signed(book: Written, entry: Entry, key: str) -> None:
    covered = (SignedEntry(stream=entry.stream, version=entry.version),)
    event = DecisionSigned(key=key, signature=base64.b64encode(bytes(64)).decode(), signed=covered)
    book.write(SIGNATURE, f"S-{entry.position:016}", event, entry.on, by=entry.by)


def decided(book: Written, key: str, event: object, day: int, by: str) -> Entry:
    return book.write(PURCHASE_ORDER, key, event, march(day), by=by, grant="A-0001")  # type: ignore[arg-type]


def test_an_actor_has_a_row_for_each_key_with_what_it_signed() -> None:
    book = budgeted(SMALL)
    assert book.rows("actors") == [] and book.rows("actors_enrolled") == []
    book.write(ACTOR, "P-0002", ActorEnrolled(key=KEYS[0]), march(1))
    lines = (line("3310", 10),)
    raised = decided(book, "PO-0001", PurchaseOrderRaised(vendor="P-0009", description="x", lines=lines), 2, "P-0002")
    signed(book, raised, KEYS[0])
    signed(book, book.write(ACTOR, "P-0002", ActorKeyRotated(key=KEYS[1]), march(3), by="P-0002"), KEYS[0])
    signed(book, decided(book, "PO-0001", PurchaseOrderApproved(lines=lines), 4, "P-0002"), KEYS[1])
    book.write(ACTOR, "P-0002", ActorWithdrawn(), march(5))
    begun = raised.position - 1
    assert book.rows("actors", names={"P-0002": "Ana Ruiz"}) == [
        ("Ana Ruiz", "P-0002", FIRST, march(1), march(3), "rotated", 2, begun),
        ("Ana Ruiz", "P-0002", SECOND, march(3), march(5), "withdrawn", 1, begun + 3),
    ]
    assert book.rows("actors", "stage", "decisions signed", position=begun + 6) == [("rotated", 2), ("in force", 1)]
    (told,) = book.rows("signing")
    assert told == (1, len(book.entries) - 3, 3, 1)
    trail = book.rows("audit_trail", "signature", "signed_by", "key_id", "own_request", names={"P-0002": "Ana Ruiz"})
    assert trail[begun : begun + 2] == [(raised.position + 1, "Ana Ruiz", FIRST, False), (None, None, None, False)]
    assert trail[begun + 4] == (begun + 6, "Ana Ruiz", SECOND, True)


def test_who_amended_an_order_asked_for_it_too() -> None:
    book = budgeted(SMALL)
    approved(book, "PO-0001", 10, 2)
    decided(book, "PO-0001", PurchaseOrderAmended(lines=(line("3310", 20),)), 3, "P-0003")
    decided(book, "PO-0001", PurchaseOrderApproved(lines=(line("3310", 10),)), 3, "P-0003")
    last = len(book.entries)
    assert book.rows("own_requests") == [(last, march(3), "purchase-order/PO-0001", "purchase order approved", "P-0003", last - 1, 0)]
    assert [row[0] for row in book.rows("decisions_made", "same")][-1] == "yes"


def test_the_tranche_that_one_released_is_the_one_that_one_requested() -> None:
    book = budgeted(SMALL)
    for tranche, by in (("T-1", "P-0002"), ("T-2", "P-0003")):
        book.write(SOURCE, "S-01", TrancheRequested(tranche=tranche), march(2), by=by)
    for tranche in ("T-1", "T-2"):
        book.write(SOURCE, "S-01", TrancheReleased(tranche=tranche), march(3), by="P-0003", grant="A-0002")
    last = len(book.entries)
    assert book.rows("own_requests", "entry", "requested by entry") == [(last, last - 2)]


def test_what_an_adopted_proposal_holds_was_asked_for_by_its_maker() -> None:
    for adopter, own in (("P-0003", []), ("P-0002", ["purchase order approved", "proposal adopted"])):
        book = budgeted(SMALL)
        same = Outcome(efc=eur(1), variance=eur(0))
        made = ProposalMade(title="x", maker="P-0002", commands=(ProposedCommand(command="x", documents=()),), examined=1, before=same,
                            after=same)  # fmt: skip
        book.write(PROPOSAL, "PP-0001", made, march(1), by="P-0002")
        first = len(book.entries) + 1
        approved(book, "PO-0001", 10, 2, raiser=adopter, approver=adopter)
        book.write(PROPOSAL, "PP-0001", ProposalAdopted(first=first, last=first + 1, before=same, after=same), march(2), by=adopter)
        assert [row[0] for row in book.rows("own_requests", "what")] == own


def test_an_order_of_ones_own_is_not_adopted_by_way_of_somebody_elses_proposal() -> None:
    book = budgeted(SMALL)
    lines = (line("3310", 10),)
    raised = decided(book, "PO-0001", PurchaseOrderRaised(vendor="P-0009", description="x", lines=lines), 2, "P-0003")
    same = Outcome(efc=eur(1), variance=eur(0))
    made = ProposalMade(
        title="x", maker="P-0002", commands=(ProposedCommand(command="x", documents=()),), examined=1, before=same, after=same
    )
    book.write(PROPOSAL, "PP-0001", made, march(2), by="P-0002")
    answer = decided(book, "PO-0001", PurchaseOrderApproved(lines=lines), 3, "P-0003").position
    book.write(PROPOSAL, "PP-0001", ProposalAdopted(first=answer, last=answer, before=same, after=same), march(3), by="P-0003")
    assert book.rows("own_requests", "entry", "requested by entry") == [(answer, raised.position)]


def test_every_entry_that_asks_or_answers_is_an_event() -> None:
    from ledger.aggregates import KINDS, aggregate_of

    events = {event.__name__: event for kind in KINDS for event in aggregate_of(kind).events}
    for duty in DUTIES:
        assert {*duty.asked, duty.answered} <= events.keys()
        assert not duty.part or all(duty.part in events[name].model_fields for name in (*duty.asked, duty.answered))
    assert {InvoiceApproved.__name__, InvoicePaid.__name__} <= {duty.answered for duty in DUTIES} and INVOICE.kind == "invoice"
