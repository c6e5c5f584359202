"""topsheet what-if: what a book would become, and that it stays what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from cli import window
from ledger.aggregates.party import PARTY, PersonRegistered
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.aggregates.reallocation import REALLOCATION, BudgetReallocated
from ledger.book import Book
from ledger.decision import Decision
from ledger.entry import Command
from ledger.hypothetical import Hypothetical
from ledger.line import BudgetMove, OrderedLine
from ledger.log import Log
from ledger.money import Money
from ledger.projections import Session, named
from tests.cli.conftest import Desk

QUICK = ("cost_report", "audit_trail", "purchase_orders", "party_list", "status_figures")


@pytest.fixture
def locked(book: Desk) -> Desk:
    """A locked budget: camera 50,000, crew 30,000, contingency 8,000."""
    book.does("budget", "chart", "us-tv")
    for account, what, amount in (("3300", "Cameras", 50_000), ("3500", "Crew vans", 30_000), ("8300", "Contingency", 8_000)):
        book.does("budget", "line", account, "--for", what, "--figure", amount)
    book.does("budget", "lock", "--reason", "agreed")
    return book


@pytest.fixture
def decision(locked: Desk) -> Iterator[Decision]:
    """Drafts of several documents, one of them of a person whom only this decision knows, with evidence."""
    note = locked.folder / "quote.txt"
    note.write_text("a quote")
    with Book.open(locked.path, clock=locked.session.clock, chance=locked.session.chance) as book:
        made = Decision(book, "P-0002", locked.today, Command("c1", "0" * 64), reason="to see", evidence=[note])
        line = OrderedLine(line=1, account="3300", amount=usd("1200.00"))
        made.record(PARTY, "P-0099", PersonRegistered(kind="crew", digests=made.person("P-0099", {"name": "Ada Vale"})))
        made.record(PURCHASE_ORDER, "PO-0001", PurchaseOrderRaised(vendor="P-0099", description="a crane", lines=(line,)))
        made.record(PURCHASE_ORDER, "PO-0001", PurchaseOrderApproved(lines=(line,)))
        moved = (BudgetMove(account="3500", amount=usd("-500.00")), BudgetMove(account="3300", amount=usd("500.00")))
        made.record(REALLOCATION, "R-0001", BudgetReallocated(lines=moved))
        yield made


def usd(amount: str) -> Money:
    return Money.parse(amount, "USD")


def seen(session: Session) -> dict[str, object]:
    """The root, every fact and some views of a session."""
    views = {name: session.view(name) for name in QUICK}
    facts = {name: session.query(f'select * from "{name}" order by all')[1] for name, form in session.made.items() if form == "fact"}
    assert len(facts) > len(named("facts")) // 3
    return {"root": session.root(), **views, **facts}


def test_a_book_as_it_would_become_is_the_book_that_it_becomes(decision: Decision) -> None:
    with window.decided(decision) as (session, before, after):
        would = seen(session)
        assert (before.position, after.position - before.position) == (decision.book.size(), 4)
        session.look(before)
        was = seen(session)
    with window.opened(str(decision.book.path)) as (_, session):
        assert was == seen(session)
    decision.commit()
    with window.opened(str(decision.book.path)) as (_, session):
        assert would == seen(session) != was


def test_a_cache_never_holds_what_is_only_supposed(decision: Decision, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.projections.kept.TAIL", 3)
    with window.decided(decision) as (session, before, _):
        assert session.start == before.position
        would = seen(session)
    decision.commit()
    with window.opened(str(decision.book.path), fresh=True) as (_, session):
        assert would == seen(session)


def test_what_is_supposed_stands_above_the_last_entry_that_was_seen(decision: Decision) -> None:
    with closing(Log(decision.book.path)) as log:
        rows = Hypothetical.of(log, decision.would(), decision.book.clock())
        decision.commit()
        assert rows.last() == rows.end - 4 == log.last() - 4
        assert [columns[0] for columns in rows.columns(rows.end - 5, rows.end)] == [
            [rows.end - 5, rows.end - 4],
            [*range(rows.end - 3, rows.end + 1)],
        ]
        assert [*rows.leaves(2, rows.end)] == [*log.leaves(2, log.last())]
