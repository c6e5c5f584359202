"""topsheet actor, and every other command in a book whose decisions are signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli import window
from ledger.aggregates.party import PARTY
from ledger.book import Book
from ledger.decision import Decision
from ledger.errors import Conflict
from ledger.proof.key import create
from ledger.signing import Hand
from tests.cli.conftest import Desk

OWNER = ("--by", "P-0001")


def key(book: Desk, name: str) -> Path:
    """A key file of this name, made once."""
    path = book.folder / f"{name}.key"
    if not path.exists():
        create(path, name=name, seed=name.encode().ljust(32, b"."), passphrase=None)
    return path


@pytest.fixture
def signed(book: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Rosa Lind is the one actor, and her key is the one of the environment; a budget of 88,000 is locked."""
    book.does("actor", "enrol", "Rosa Lind", "--public", key(book, "rosa"), *OWNER)
    monkeypatch.setenv("TOPSHEET_KEY", str(key(book, "rosa")))
    book.does("budget", "chart", "us-feature")
    for account, figure in (("3300", 80000), ("8300", 8000)):
        book.does("budget", "line", account, "--for", "x", "--figure", figure)
    book.does("budget", "lock")
    return book


def names(book: Desk, last: int) -> list[str]:
    with window.opened(str(book.path)) as (_, session):
        return [row["name"] for row in session.records("audit_trail")][-last:]


def two(book: Desk) -> None:
    """Tomas Rey is the second actor, and may decide everything."""
    book.does("authority", "grant", "Tomas Rey", "--role", "producer", "--over-budget")
    book.does("actor", "enrol", "Tomas Rey", "--public", key(book, "tomas"))


def ordered(book: Desk) -> None:
    book.does("po", "raise", "--vendor", "Northlight", "--for", "a crane", "--line", "3300", "500")


def test_a_key_in_a_book_without_actors_signs_nothing_and_says_so(book: Desk) -> None:
    _, out, err = book("party", "change", "Northlight", "--country", "ES", "--reason", "As it is", "--key", key(book, "rosa"))
    assert (
        "changed the party" in out
        and err == "Nothing is signed: nobody is enrolled in this book. topsheet actor enrol enrols the first actor.\n"
    )


def test_a_public_key_is_read_from_text_and_files_and_nothing_else_is_one(book: Desk) -> None:
    asked = ("actor", "enrol", "Rosa Lind", *OWNER, "--public")
    assert "There is no public key nothing.key" in book.refuses(*asked, "nothing.key")
    (book.folder / "odd.key").write_bytes(b"\xff\xfe")
    assert "holds no verifier key on its first line" in book.refuses(*asked, book.folder / "odd.key", code=2)
    made = create(book.folder / "w.key", name="w", seed=bytes(32), passphrase=None)
    assert "is the key of a witness" in book.refuses(*asked, made.verifier.cosigner().vkey, code=2)
    assert "enrolled Rosa Lind to sign with key" in book.does(*asked, made.verifier.vkey)


def test_the_owner_enrols_the_first_actor(book: Desk) -> None:
    said = book.refuses("actor", "enrol", "Rosa Lind", "--public", key(book, "rosa"))
    assert "Rosa Lind (P-0002) may not enrol the first actor of the book; its owner does: --by" in said


def test_a_rehearsal_signs_nothing_and_a_repeated_command_needs_no_key(signed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("po", "raise", "--vendor", "Northlight", "--for", "a crane", "--line", "3300", "500", "--command-id", "once")
    before = signed.size()
    assert "Signed" not in signed.does(*asked, "--dry-run") and signed.size() == before
    assert "Signed by Rosa Lind with key" in signed.does(*asked) and names(signed, 2) == ["PurchaseOrderRaised", "DecisionSigned"]
    monkeypatch.delenv("TOPSHEET_KEY")
    assert "Signed by Rosa Lind with key" in signed.does(*asked) and signed.size() == before + 2
    assert "is enrolled with key" in signed.refuses("po", "approve", "PO-0001", "--dry-run")


def test_many_entries_of_one_command_have_one_signature(signed: Desk) -> None:
    rows = "\n".join(f"Northlight,{n},2021-02-01,10.00,0.00,10.00" for n in range(30))
    path = signed.folder / "invoices.csv"
    path.write_text(f"vendor,number,dated,net,tax,gross\n{rows}\n", encoding="utf-8")
    out = signed.does("invoice", "import", path, "--total", "300.00")
    assert names(signed, 31) == ["InvoiceEntered"] * 30 + ["DecisionSigned"] and "Signed by Rosa Lind" in out
    assert "Signed: 34 of " in signed.does("audit", "verify")


def test_a_file_that_is_posted_as_it_is_entered_is_one_override_or_waits_for_another(signed: Desk) -> None:
    path = signed.folder / "invoices.csv"
    path.write_text(
        "vendor,number,dated,net,account\nNorthlight,1,2021-02-01,10.00,3300\nNorthlight,2,2021-02-01,10.00,3300\n", encoding="utf-8"
    )
    asked = ("invoice", "import", path, "--post", "--dry-run")
    assert "Override: Rosa Lind decides on I-0001 and 1 more, which they asked for; every report counts it." in signed.does(*asked)
    two(signed)
    assert "Rosa Lind (P-0002) asked for invoice I-0001 by this command" in signed.refuses(*asked)


def test_an_enrolment_in_between_is_a_conflict(signed: Desk) -> None:
    with Book.open(signed.path, clock=signed.session.clock, chance=signed.session.chance) as book:
        from ledger.proof.key import opened

        decision = Decision(book, "P-0002", book.today(), book.command("slow", "0" * 64), hand=Hand(opened(key(signed, "rosa"), None)))
        decision.record(PARTY, "P-0004", PARTY.events[2](country="ES"))
        decision.actors()
        two(signed)
        with pytest.raises(Conflict, match="actors changed while you were deciding: it is now 2, and you saw 1"):
            decision.commit()


def test_nobody_decides_on_the_authority_of_another(signed: Desk) -> None:
    two(signed)
    ordered(signed)
    said = signed.refuses("po", "approve", "PO-0001", "--authority", "A-0001")
    assert "Rosa Lind (P-0002) cannot decide on the authority of Midnight at the Roxy (P-0001)" in said and "grant Rosa Lind" in said


def test_one_actor_overrides_and_every_report_counts_it(signed: Desk) -> None:
    ordered(signed)
    _, out, err = signed("po", "approve", "PO-0001")
    assert "approved 500.00 USD" in out and err == "Override: Rosa Lind decides on PO-0001, which they asked for; every report counts it.\n"
    assert "Override: 1 decided by whoever asked for it, see topsheet report own-requests." in signed.does("report", "cost-report")
    assert '"own requests": 1' in signed.does("report", "top-sheet", "--format", "json")
    assert "own request]" in signed.does("audit", "trail", "--document", "PO-0001")


def test_with_two_actors_nobody_answers_themself(signed: Desk) -> None:
    two(signed)
    ordered(signed)
    said = signed.refuses("po", "approve", "PO-0001", "--dry-run")
    assert "Rosa Lind (P-0002) asked for purchase order PO-0001 by entry" in said and "Ask Tomas Rey (P-0003), who may." in said
    signed.does("po", "approve", "PO-0001", "--by", "Tomas Rey", "--key", key(signed, "tomas"))
    ordered(signed)
    signed.does("authority", "withdraw", "A-0005", "--reason", "x")
    assert "Nobody else who is enrolled may: grant somebody authority on purchase-order" in signed.refuses("po", "approve", "PO-0002")


def test_a_proposal_is_signed_by_its_maker_and_with_all_it_holds_by_whoever_adopts_it(
    signed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = signed.folder / "plan.txt"
    path.write_text("po raise --vendor Northlight --for 'a crane' --line 3300 12500\npo approve PO-0001\n", encoding="utf-8")
    signed.does("what-if", path, "--keep", "A crane")
    assert names(signed, 2) == ["ProposalMade", "DecisionSigned"]
    two(signed)
    assert "PP-0001 was proposed by Rosa Lind (P-0002), who cannot adopt it. Ask Tomas Rey" in signed.refuses(
        "proposal", "adopt", "PP-0001"
    )
    monkeypatch.setenv("TOPSHEET_KEY", str(key(signed, "tomas")))
    signed.does("proposal", "adopt", "PP-0001", "--by", "Tomas Rey")
    assert names(signed, 4) == ["PurchaseOrderRaised", "PurchaseOrderApproved", "ProposalAdopted", "DecisionSigned"]
    assert "Signed: " in signed.does("audit", "verify") and "Nothing to show." in signed.does("report", "own-requests")


def test_one_actor_adopts_what_they_proposed_and_it_is_counted(signed: Desk) -> None:
    path = signed.folder / "plan.txt"
    path.write_text("po raise --vendor Northlight --for 'a crane' --line 3300 12500\npo approve PO-0001\n", encoding="utf-8")
    signed.does("what-if", path, "--keep", "A crane")
    assert "which is its maker's own" in signed.does("proposal", "adopt", "PP-0001")
    listed = signed.does("report", "own-requests", "--format", "csv").splitlines()
    assert [row.split(",")[3] for row in listed[1:]] == ["purchase order approved", "proposal adopted"]


def test_an_issued_report_of_a_signed_book_prints_again_as_it_was_issued(signed: Desk) -> None:
    ordered(signed)
    signed.does("po", "approve", "PO-0001")
    signed.does("period", "open", "2021-W05", "--from", "2021-02-01", "--to", "2021-02-07")
    signed.today = date(2021, 2, 9)
    signed.does("period", "cut-off", "2021-W05")
    signed.does("cost-report", "issue", "2021-W05")
    two(signed)
    again = signed.does("audit", "reissue", "1")
    assert "decisions signed; audit verify" in again and "Override: 1 decided" in again
    assert "issued cost reports (1)" in signed.does("audit", "verify")
