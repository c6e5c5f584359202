"""topsheet proposal: kept of a what-if, adopted by somebody who may, or declined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from cli import window
from cli.options import Session
from cli.played import Line, Script, renumbered
from cli.proposal import outcome
from ledger.aggregates.proposal import Outcome
from ledger.errors import LedgerError
from tests.cli.conftest import Desk
from tests.cli.test_what_if import MOVE, ORDER, locked, once, written

__all__ = ["locked"]
PER = ("--by", "Mona Reef")


@pytest.fixture
def proposed(request: pytest.FixtureRequest) -> Desk:
    """A crane is proposed by Rosa Lind; the producer Mona Reef may adopt it."""

    def make() -> Desk:
        locked: Desk = request.getfixturevalue("locked")
        locked.does("party", "person", "Mona Reef", "--kind", "crew")
        locked.does("authority", "grant", "Mona Reef", "--role", "producer", "--by", "Midnight at the Roxy")
        locked.does("what-if", written(locked, ORDER + MOVE), "--keep", "A crane")
        return locked

    return once("proposed", request, make)


def trail(desk: Desk, last: int) -> Sequence[str]:
    """The names of the last entries."""
    with window.opened(str(desk.path)) as (_, session):
        return [f"{row['name']} {row['key']}" for row in session.records("audit_trail")][-last:]


def test_a_proposal_is_kept_with_what_it_comes_to_and_adopted_whole(proposed: Desk) -> None:
    assert "topsheet po raise" not in proposed.does("proposal", "show", "PP-0001")
    shown = proposed.does("proposal", "show", "PP-0001")
    assert "A crane" in shown and "po raise --vendor Northlight --for 'a crane' --line 3300 12500\npo approve PO-0001" in shown
    assert "waiting      adopt PP-0001" in proposed.does("status")
    assert "-  PP-0001  Mona Reef adopted the proposal" in proposed.does("proposal", "adopt", "PP-0001", "--dry-run", *PER)
    proposed.does("party", "company", "Tidewater", "--kind", "vendor")
    out = proposed.does("proposal", "adopt", "PP-0001", *PER)
    assert trail(proposed, 4) == [
        "PurchaseOrderRaised PO-0001", "PurchaseOrderApproved PO-0001", "BudgetReallocated R-0001", "ProposalAdopted PP-0001",
    ]  # fmt: skip
    assert "PO-0001  Mona Reef approved 12,500.00 USD" in out
    assert "EFC 88,000.00 USD, on budget, as it was examined; 1 other entry was recorded" in out
    assert "adopted by Mona Reef" in proposed.does("proposal", "show", "PP-0001")
    assert "PP-0001 is already adopted" in proposed.refuses("proposal", "adopt", "PP-0001", *PER)
    assert "hold; guards, claims" in proposed.does("audit", "verify")


def test_who_made_it_does_not_adopt_it_and_who_may_not_decide_it_neither(proposed: Desk) -> None:
    why = proposed.refuses("proposal", "adopt", "PP-0001")
    assert "PP-0001 was proposed by Rosa Lind (P-0002), who cannot adopt it. Ask Midnight at the Roxy" in why
    why = proposed.refuses("proposal", "adopt", "PP-0001", "--by", "Ida Moss")
    assert "PP-0001 line 2 is refused: topsheet po approve PO-0001" in why and "Ida Moss" in why
    assert "There is no proposal PP-0002" in proposed.refuses("proposal", "adopt", "PP-0002", *PER)


def test_the_only_one_who_records_adopts_alone(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book.folder / "alone.book"
    monkeypatch.setenv("TOPSHEET_BOOK", str(path))
    monkeypatch.setenv("TOPSHEET_BY", "Lone")
    book.does("init", path, "--title", "Lone", "--currency", "USD", "--timezone", "America/Los_Angeles")
    book.does("what-if", written(book, "party company Northlight --kind vendor\n"), "--keep", "a vendor")
    assert "since nobody else has a part in the book" in book.does("proposal", "adopt", "PP-0001")


def test_a_book_that_moved_gives_other_numbers_and_other_figures(proposed: Desk) -> None:
    proposed.does("po", "raise", "--vendor", "Northlight", "--for", "a boat", "--line", "3500", "100")
    proposed.does("estimate", "efc", "3500", "31000", "--cause", "two vans more")
    assert "PO-0002  Mona Reef approved" in proposed.does("what-if", "PP-0001", *PER)
    assert "There is no proposal PP-0009" in proposed.refuses("what-if", "PP-0009")
    out = proposed.does("proposal", "adopt", "PP-0001", *PER)
    assert "PO-0001 is PO-0002 now." in out and "PO-0002  Mona Reef approved" in out
    assert "EFC 85,000.00 USD, 3,000.00 USD under. It was examined as EFC 88,000.00 USD, on budget; 2 other entries were recorded" in out


def test_a_command_that_does_not_hold_any_more_refuses_the_whole(proposed: Desk) -> None:
    proposed.does("budget", "reallocate", "--line", "3300", -40000, "--line", "3500", 40000, "--reason", "vans")
    why = proposed.refuses("proposal", "adopt", "PP-0001", *PER)
    assert "PP-0001 line 2 is refused: topsheet po approve PO-0001" in why and "10,000.00 USD" in why


def test_a_book_that_moves_during_an_adoption_is_a_conflict(proposed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Outcome] = []

    def meanwhile(currency: str, row: dict[str, Any]) -> Outcome:
        if not told:
            other = Desk(proposed.capsys, proposed.folder)
            other.session = Session(proposed.session.clock, lambda length: b"o" * length)
            other.does("party", "company", "Tidewater", "--kind", "vendor")
        told.append(outcome(currency, row))
        return told[-1]

    monkeypatch.setattr("cli.proposal.outcome", meanwhile)
    code, _, err = proposed("proposal", "adopt", "PP-0001", *PER)
    assert code == 3 and "The book changed while you were deciding" in err
    assert trail(proposed, 1) == ["CompanyRegistered P-0009"]


def test_a_command_about_another_document_than_was_examined_is_refused() -> None:
    asked = Script("PP-0001", [Line(1, ("po", "raise"), ("purchase-order/PO-0001", "estimate/3300"))], {})
    with pytest.raises(LedgerError, match="examined as entries on purchase-order/PO-0001, estimate/3300, and would now be entries on e"):
        renumbered(asked, asked.lines[0], ["estimate/3300"])
    assert renumbered(asked, asked.lines[0], ["purchase-order/PO-0002", "estimate/3300"]) == {"PO-0001": "PO-0002"}


def test_a_proposal_is_declined_by_its_maker_or_by_who_may(proposed: Desk) -> None:
    assert "needs a reason" in proposed.refuses("proposal", "decline", "PP-0001", code=2)
    assert "Declining PP-0001" in proposed.refuses("proposal", "decline", "PP-0001", "--reason", "no", "--by", "Tomas Rey")
    assert "declined the proposal" in proposed.does("proposal", "decline", "PP-0001", "--reason", "no crane")
    assert "PP-0001 is already declined" in proposed.refuses("proposal", "adopt", "PP-0001", *PER)


def test_a_proposal_holds_its_commands_whole(proposed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(proposed.folder)
    for text, why in (
        (f"{MOVE.strip()} --by 'Mona Reef'", "Leave --by out of the line"),
        (f"{MOVE.strip()} --evidence wish.txt", "wish.txt may be another file when it is adopted"),
        ("party person 'Ada Vale' --kind crew", "It holds a person's data, which the book does not."),
    ):
        assert why in proposed.refuses("what-if", written(proposed, text), "--keep", "a wish")


def test_persons_are_proposed_by_their_numbers(locked: Desk) -> None:
    hire = "hire add 'Tomas Rey' --role grip --department camera --from 2021-02-01 --to 2021-02-10 --deal salary 3300 day 200 2\n"
    locked.does("what-if", written(locked, hire), "--keep", "a grip", "--format", "json")
    assert b"Tomas" not in locked.path.read_bytes()
    assert "hire add P-0003 --role grip" in locked.does("proposal", "show", "PP-0001")
