"""topsheet what-if: what a book would become, and that it stays what it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from cli import window
from cli.options import Session
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
from ledger.projections import Session as Seen
from ledger.projections import named
from tests.cli.conftest import Desk

QUICK = ("cost_report", "audit_trail", "purchase_orders", "party_list", "status_figures")


MADE: dict[str, Path] = {}


def once(name: str, request: pytest.FixtureRequest, make: Callable[[], Desk]) -> Desk:
    """A book that is typed once, and copied for every other test."""
    if name not in MADE:
        desk = make()
        MADE[name] = Path(tempfile.mkdtemp(dir=request.getfixturevalue("tmp_path_factory").getbasetemp()))
        for path in desk.folder.glob("roxy.*"):
            shutil.copy(path, MADE[name])
        return desk
    desk = Desk(request.getfixturevalue("capsys"), request.getfixturevalue("tmp_path"))
    clock, chance = desk.session.clock, desk.session.chance
    desk.session = Session(clock, lambda length: sha256(name.encode() + chance(length)).digest()[:length])
    for path in MADE[name].iterdir():
        shutil.copy(path, desk.folder)
    setenv = request.getfixturevalue("monkeypatch").setenv
    setenv("TOPSHEET_BOOK", str(desk.path))
    setenv("TOPSHEET_BY", "Rosa Lind")
    return desk


@pytest.fixture
def locked(request: pytest.FixtureRequest) -> Desk:
    """A locked budget: camera 50,000, crew 30,000, contingency 8,000."""

    def make() -> Desk:
        book: Desk = request.getfixturevalue("book")
        book.does("budget", "chart", "us-tv")
        for account, what, amount in (("3300", "Cameras", 50_000), ("3500", "Crew vans", 30_000), ("8300", "Contingency", 8_000)):
            book.does("budget", "line", account, "--for", what, "--figure", amount)
        book.does("budget", "lock", "--reason", "agreed")
        return book

    return once("locked", request, make)


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


def seen(session: Seen) -> dict[str, object]:
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


def written(desk: Desk, text: str) -> str:
    """A file of commands."""
    path = desk.folder / "wish.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


MOVE = 'budget reallocate --line 3300 -4000 --line 3500 4000 --reason "vans"\n'
ORDER = "# a crane\n\ntopsheet po raise --vendor Northlight --for 'a crane' \\\n  --line 3300 12500\npo approve PO-0001\n"


def test_what_if_shows_what_would_be_different_and_records_nothing(locked: Desk) -> None:
    files = {path: path.read_bytes() for path in locked.folder.iterdir() if path.is_file()}
    out = locked.does("what-if", written(locked, ORDER + MOVE))
    assert "PO-0001  Rosa Lind approved 12,500.00 USD on account 3300." in out
    assert "promised 0.00 12,500.00 +12,500.00" in (told := " ".join(out.split()))
    assert "3500 Transportation" in told and "30,000.00 34,000.00 +4,000.00" in told
    assert {path: path.read_bytes() for path in locked.folder.iterdir() if path.name != "wish.txt" and path.is_file()} == files


def test_what_if_for_programs_says_the_same(locked: Desk) -> None:
    told = json.loads(locked.does("what-if", "--format", "json", written(locked, ORDER)))
    assert (told["before"]["commitments"], told["after"]["commitments"]) == ("0.00", "12500.00")
    assert [cell["change"] for cell in told["cells"] if cell["figure"] == "ETC"] == ["-12500.00"]


def test_nobody_waits_for_a_what_if(locked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def meanwhile(*_: object) -> list[str]:
        with closing(sqlite3.connect(locked.path, timeout=0, isolation_level=None)) as other:
            other.execute("begin exclusive")
            seen.append(1)
            other.execute("rollback")
        return []

    monkeypatch.setattr("cli.what_if.rules", meanwhile)
    locked.does("what-if", written(locked, MOVE))
    assert seen


def test_a_line_that_is_refused_is_named_with_its_refusal(locked: Desk) -> None:
    why = locked.refuses("what-if", written(locked, f"{MOVE}\n# twice\n{MOVE.replace('4000', '90000')}"))
    assert "wish.txt line 4 is refused: topsheet budget reallocate --line 3300 -90000" in why and "46,000.00 USD" in why
    assert "topsheet-what-if" not in why and why.rstrip().endswith("Nothing was recorded.")
    assert "may" in locked.refuses("what-if", written(locked, MOVE), "--by", "Tomas Rey")


@pytest.mark.parametrize(("text", "why"), [
    ("report cost", "topsheet report cost only reads"),
    ("status", "topsheet status only reads"),
    ("what-if wish.txt", "topsheet what-if has no place in a what-if"),
    ("demo", "topsheet demo has no place in a what-if"),
    ("init other.book", "topsheet init has no place in a what-if"),
    (f"{MOVE.strip()} --book other.book", "Leave --book out of the line"),
    (f"{MOVE.strip()} --dry-run", "It records nothing"),
    ("po", "line 1"),
    ("pay everybody", "There is no noun 'pay'"),
    ("po promise 3", "No such command 'promise'"),
])  # fmt: skip
def test_only_commands_that_record_are_played(locked: Desk, text: str, why: str) -> None:
    assert why in locked.refuses("what-if", written(locked, text))


@pytest.mark.parametrize(("text", "why"), [
    ("", "holds no command"),
    ("# nothing\n", "holds no command"),
    ('po void PO-0001 --reason "no end\n', "line 1 cannot be read: No closing quotation"),
    (MOVE * 1001, "holds 1,001 commands, and a what-if plays at most 1,000"),
])  # fmt: skip
def test_a_file_of_commands_that_cannot_be_read(locked: Desk, text: str, why: str) -> None:
    assert why in locked.refuses("what-if", written(locked, text), code=2)


def test_a_file_that_is_no_text_or_not_there(locked: Desk) -> None:
    (locked.folder / "wish.bin").write_bytes(b"\xff\xfe\x00")
    assert "is not text in UTF-8" in locked.refuses("what-if", locked.folder / "wish.bin", code=2)
    assert "cannot be read: No such file" in locked.refuses("what-if", locked.folder / "no.txt", code=2)


def test_a_book_that_cannot_be_copied_says_why(locked: Desk) -> None:
    locked.path.with_suffix(".people").write_bytes(b"no database at all" * 100)
    why = locked.refuses("what-if", written(locked, MOVE), code=4)
    assert ". Nothing was changed; TMPDIR names a folder with more room." in why and "file is not a database" in why


def test_a_shoot_day_more_is_paid_by_the_deals_of_those_who_stay(locked: Desk) -> None:
    assert "No shoot day is scheduled, so there is none to add to." in locked.refuses("what-if", "day", "+1")
    locked.does("schedule", "calendar", "--week", "mon,tue,wed,thu,fri,sat")
    locked.does("schedule", "working-day", "--hours", 11, "--overtime", 9, "1.5")
    locked.does("schedule", "add-day", "2021-03-05", "2021-03-06")
    deals = (
        ("2021-03-06", ("salary", "3300", "day", "400", 2), ("--fringe", 1, 20, "3500")),
        ("2021-03-06", ("salary", "3300", "week", "900", "1/2"), ()),
        ("2021-03-07", ("salary", "3300", "hour", "30", 20), ()),
        ("2021-03-06", ("flat", "3300", "flat", "1000", 1), ()),
        ("2021-03-05", ("salary", "3300", "day", "500", 1), ()),
        ("2021-03-20", ("salary", "3300", "day", "600", 1), ()),
    )
    for ends, deal, more in deals:
        who = ("hire", "add", "Tomas Rey", "--role", f"grip {deal[3]}", "--department", "grip", "--from", "2021-03-01", "--again")
        locked.does(*who, "--to", ends, "--deal", *deal, *more)
    out = locked.does("what-if", "day", "+1")
    assert "# E-0001 Tomas Rey, by deal: 400.00 USD on account 3300, 80.00 USD on account 3500." in out
    assert "hire extend E-0002 --to 2021-03-08 --deal salary 3300 week 900.00 1.166667/2.166667 --unplanned" in out
    assert "E-0003 --to 2021-03-08 --deal salary 3300 hour 30.00 31 --unplanned" in out and "# By deals 960.00 USD, by run rate 0.00" in out
    assert "# E-0004 Tomas Rey, by deal: nothing more, since it is by no hour, day or week." in out
    assert "E-0005" not in out and "E-0006" not in out and "shoot days 2 3 +1" in " ".join(out.split())
    out = locked.does("what-if", "day", "+1", "--at", "D-001", "--over-budget")
    assert "schedule push 1 --from 2021-03-05" in out and "hire extend E-0005 --to 2021-03-06" in out and "--over-budget" in out
    locked.does("schedule", "add-day", "2021-03-06", "--unit", "second")
    assert "schedule add-day 2021-03-10 --unit second" in locked.does("what-if", "day", "+1", "--at", "2021-03-10", "--unit", "second")
