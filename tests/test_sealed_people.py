"""The people of a book are sealed, each for their own place; what an older version kept plain is sealed by whoever writes next."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger import people_files
from ledger.aggregates import party
from ledger.aggregates.book import BOOK
from ledger.book import Book
from ledger.decision import Decision
from ledger.errors import Tampered, Unreadable
from ledger.log import Log
from ledger.people import COMMAND, Opened, People
from ledger.sealed import NONCE, Place, opener, seal
from ledger.verify import verify

DAY = date(2026, 3, 2)
PERSONS = {"P-0002": ("Iñaki Etxeberria", "ES9121000418450200051332"), "P-0003": ("Aurora Lindqvist", "SE3550000000054910000003")}
OLD = "create table people (party text, field text, value text, salt blob, primary key (party, field)) strict"


def made(path: Path) -> Book:
    """A book with one company."""
    clock = lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)  # noqa: E731
    book, opened = Book.init(path, title="Midnight", currency="EUR", timezone="Europe/Madrid", clock=clock)
    first = Decision(book, "P-0001", DAY, book.command(None, "init"), opened=opened)
    first.record(BOOK, "main", opened)
    first.record(party.PARTY, "P-0001", party.register_company(name="Midnight SL", kind="production company"))
    first.commit()
    return book


def register(book: Book, key: str) -> None:
    name, iban = PERSONS[key]
    decision = Decision(book, "P-0001", DAY, book.command(None, f"person {key}"))
    decision.record(
        party.PARTY, key, party.register_person(digests=decision.person(key, {"name": name, "iban": iban}), kind="crew", country="ES")
    )
    decision.commit()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with two persons."""
    with made(tmp_path / "midnight.book") as book:
        for key in PERSONS:
            register(book, key)
        yield book


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def older(book: Book) -> None:
    """Turn the companion into the plain one of an older version."""
    rows = book.people.rows()
    book.people.path.unlink()
    book.people.keys.unlink()
    with closing(sqlite3.connect(book.people.path)) as connection, connection:
        connection.execute(OLD)
        connection.executemany("insert into people values (?, ?, ?, ?)", [*rows, ("P-0002", COMMAND, "mine-7", b"s" * 16)])


def everything(book: Book) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(book.path.parent.iterdir()) if file.is_file())


def test_a_value_opens_in_its_place_alone() -> None:
    place = Place("b" * 32, "P-0002", "iban")
    sealed = seal(b"k" * 32, b"n" * NONCE, place, value="ES91", salt=b"s" * 16)
    opened = opener()
    assert opened(b"k" * 32, b"n" * NONCE, sealed, place) == ("ES91", b"s" * 16)
    for other in (place._replace(book="c" * 32), place._replace(party="P-0003"), place._replace(field="name")):
        assert opened(b"k" * 32, b"n" * NONCE, sealed, other) is None
    assert opened(b"K" * 32, b"n" * NONCE, sealed, place) is opened(b"short", b"n" * NONCE, sealed, place) is None
    assert opened(b"k" * 32, b"", sealed, place) is opened(b"k" * 32, b"n" * NONCE, b"", place) is None


def test_every_value_has_a_nonce_of_its_own_and_every_person_a_key(book: Book) -> None:
    with closing(sqlite3.connect(book.people.path)) as people, closing(sqlite3.connect(book.people.keys)) as keys:
        nonces = [nonce for (nonce,) in people.execute("select nonce from sealed")]
        held = [key for (key,) in keys.execute("select key from subjects")]
    assert len({*nonces}) == len(nonces) == 4 and {len(nonce) for nonce in nonces} == {12}
    assert len({*held}) == len(held) == 2 and {len(key) for key in held} == {32}


@pytest.mark.parametrize(("statement", "wrong"), [
    ("update sealed set value = zeroblob(50) where party = 'P-0002' and field = 'iban'", ["The iban of P-0002"]),
    ("update sealed set nonce = zeroblob(12) where party = 'P-0003' and field = 'name'", ["The name of P-0003"]),
    ("update sealed set party = iif(party = 'P-0002', 'P-0003', 'P-0002')",
     ["The iban of P-0002", "The name of P-0002", "The iban of P-0003", "The name of P-0003"]),
    ("update sealed set field = iif(field = 'iban', 'name', 'iban') where party = 'P-0003'", ["The iban of P-0003", "The name of P-0003"]),
])  # fmt: skip
def test_what_was_changed_or_moved_is_named_by_party_and_field(book: Book, statement: str, wrong: list[str]) -> None:
    changed(book.people.path, "create table was as select * from sealed", "delete from sealed")
    changed(book.people.path, statement.replace("sealed", "was"), "insert into sealed select * from was", "drop table was")
    said = verify(book.path).wrong
    assert [one.partition(" in ")[0] for one in said] == wrong and "does not open with its key" in said[0]
    with pytest.raises(Tampered, match=wrong[0]):
        book.people.rows()


def test_a_value_of_before_put_back_is_not_what_the_book_registered(book: Book) -> None:
    kept = book.people.path.read_bytes()
    decision = Decision(book, "P-0001", DAY, book.command(None, "change"))
    known = decision.know(party.PARTY, "P-0002")
    decision.record(party.PARTY, "P-0002", party.change("P-0002", known, digests=decision.person("P-0002", {"name": "Ines Roca"})))
    decision.commit()
    book.people.path.write_bytes(kept)
    assert verify(book.path).wrong == ["The name of P-0002 is not what entry 5 registered; midnight.people was altered."]


def test_the_people_of_another_book_are_refused_by_name(book: Book, tmp_path: Path) -> None:
    with made(tmp_path / "other.book") as other:
        register(other, "P-0002")
        for suffix, name in ((".people", "other.people"), (".people-keys", "other.people-keys")):
            kept = other.path.with_suffix(suffix).read_bytes()
            shutil.copyfile(book.path.with_suffix(suffix), other.path.with_suffix(suffix))
            with pytest.raises(Unreadable, match=rf"^{name} belongs to another book \({book.opened.book[:16]}, and this one is"):
                other.people.names()
            with pytest.raises(Unreadable, match=f"^{name} belongs to another book"):
                register(other, "P-0003")
            assert [said for said in verify(other.path).wrong if "Put the right file beside the book, or move this one away." in said]
            other.path.with_suffix(suffix).write_bytes(kept)
        assert verify(other.path).wrong == []


def test_keys_that_others_can_read_are_refused(book: Book) -> None:
    for mode in (0o640, 0o604, 0o620):
        book.people.keys.chmod(mode)
        for asked in (book.people.names, lambda: register(book, "P-0003")):
            with pytest.raises(Unreadable, match=rf"midnight\.people-keys can be read by others \(mode {mode:04o}\).*chmod 600"):
                asked()
    book.people.keys.chmod(0o600)
    assert len(book.people.names()) == 2


def test_lost_keys_leave_numbers_and_nothing_is_sealed_without_them(book: Book) -> None:
    book.people.keys.unlink()
    assert (book.people.names(), book.called("P-0002")) == ({}, "P-0002")
    result = verify(book.path)
    assert result.wrong == []
    assert "The data of P-0002, P-0003 cannot be read: no key of theirs is in midnight.people-keys." in result.remarks
    with pytest.raises(Unreadable, match="Put the keys back"):
        register(book, "P-0003")
    assert not book.people.keys.exists()


def test_the_journals_keep_what_was_destroyed_until_they_are_overwritten(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, list[tuple[bytes, bytes]]] = {}
    overwrite = people_files._overwrite

    def looked(connection: sqlite3.Connection, file: Path) -> None:
        journal = file.with_name(f"{file.name}-journal")
        before = journal.read_bytes()
        overwrite(connection, file)
        seen.setdefault(file.suffix, []).append((before, journal.read_bytes()))

    monkeypatch.setattr(people_files, "_overwrite", looked)
    with closing(sqlite3.connect(book.people.keys)) as keys, closing(sqlite3.connect(book.people.path)) as people:
        (key,) = keys.execute("select key from subjects where party = 'P-0002'").fetchone()
        (value,) = people.execute("select value from sealed where party = 'P-0002' and field = 'iban'").fetchone()
    with book.people.adding([], erased=["P-0002"]):
        assert not seen  # nothing is destroyed before the book has the entry
    assert [*seen] == [".people-keys", ".people"]  # the keys first
    for suffix, secret in ((".people-keys", key), (".people", value)):
        (before, after), *later = seen[suffix]
        assert secret in before and len(after) == len(before) and not any(after)
        assert all(secret not in one and not any(two) for one, two in later)
    assert key not in everything(book) and value not in everything(book)
    older(book)
    book.people.path.chmod(0o644)
    seen.clear()
    with book.people.adding([("P-0004", "name", "Ada Penhallow", bytes(16))]):
        pass
    (before, after), *_ = seen[".people"]
    assert PERSONS["P-0003"][1].encode() in before and not any(after)
    assert stat.S_IMODE(book.people.path.stat().st_mode) == 0o600


def test_an_erasure_that_a_reader_is_in_the_way_of_is_said_and_repeated(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_files, "PATIENCE", 0.1)
    with closing(sqlite3.connect(book.people.keys, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select * from subjects").fetchall()
        words = r"midnight.people-keys cannot be written: database is locked. What is to be destroyed is in it still: repeat it."
        with pytest.raises(Unreadable, match=words), book.people.adding([], erased=["P-0002"]):
            pass
        words = r"cannot be written: database is locked. What was recorded stands without the personal values: say them anew"
        with pytest.raises(Unreadable, match=words), book.people.adding([("P-0004", "name", "Ada Penhallow", bytes(16))]):
            pass
    with book.people.adding([], erased=["P-0002"]):
        pass
    assert book.people.subjects() == {"P-0003"} and verify(book.path).remarks == [
        "The data of P-0002 are not in midnight.people: lost, or kept elsewhere; no entry erased them."
    ]


def test_names_are_opened_once_until_the_files_change(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str | None] = []
    look = People.look

    def counted(people: People, *, of: str | None = None) -> Opened:
        opened.append(of)
        return look(people, of=of)

    monkeypatch.setattr(People, "look", counted)
    assert [book.called("P-0002"), book.called("P-0003"), len(book.people.names())] == ["Iñaki Etxeberria", "Aurora Lindqvist", 2]
    assert opened == ["name"]
    with book.people.adding([("P-0002", "name", "Iñaki Etxebarria", bytes(16))]):
        pass
    assert book.called("P-0002") == "Iñaki Etxebarria" and opened == ["name", "name"]
    book.people.keys.chmod(0o644)
    with pytest.raises(Unreadable, match="can be read by others"):
        book.called("P-0002")


def test_a_plain_companion_of_before_is_read(book: Book) -> None:
    before = book.people.rows()
    older(book)
    assert [row for row in book.people.rows() if row[1] != COMMAND] == before
    assert book.people.names() == {key: name for key, (name, _) in PERSONS.items()}
    assert book.people.command_salt("mine-7") == b"s" * 16
    assert verify(book.path).wrong == [] and not book.people.keys.exists()


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_plain_companion_is_sealed_by_the_next_writer_and_nothing_clear_is_left(book: Book, mode: str) -> None:
    before = book.people.rows()
    older(book)
    changed(book.people.path, f"pragma journal_mode = {mode}", "create table junk as select * from people", "drop table junk")
    assert PERSONS["P-0002"][1].encode() in everything(book)
    decision = Decision(book, "P-0001", DAY, book.command(None, "a company"))
    decision.record(party.PARTY, "P-0004", party.register_company(name="Northlight", kind="vendor"))
    decision.commit()
    assert [row for row in book.people.rows() if row[1] != COMMAND] == before
    assert (book.people.command_salt("mine-7"), book.people.command_salt("mine-8")) == (b"s" * 16, None)
    held = everything(book)
    for name, iban in PERSONS.values():
        assert iban.encode() not in held and name.encode() not in held
    assert {file.name for file in book.path.parent.iterdir()} == {"midnight.book", "midnight.people", "midnight.people-keys"}
    assert stat.S_IMODE(book.people.keys.stat().st_mode) == 0o600
    assert verify(book.path).wrong == []


REGISTER = """
import os, sys
from datetime import date
from pathlib import Path
from ledger.aggregates import party
from ledger.book import Book
from ledger.decision import Decision
with Book.open(Path(sys.argv[1])) as book:
    for n in range(int(sys.argv[2]), int(sys.argv[3])):
        decision = Decision(book, "P-0001", date(2026, 3, 2), book.command(None, f"person {n}"))
        key = f"P-{n:04d}"
        event = party.register_person(digests=decision.person(key, {"name": f"Person {n}"}), kind="crew")
        decision.record(party.PARTY, key, event)
        if sys.argv[4] == "cut":
            append = book.append
            def cut(*entries, **told):
                append(*entries, **told)
                os._exit(9)
            book.append = cut
        decision.commit()
"""


def test_two_processes_register_at_once(book: Book) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", REGISTER, str(book.path), first, last, "whole"], stderr=subprocess.PIPE)
        for first, last in (("100", "108"), ("200", "208"))
    ]
    assert [(process.communicate(timeout=60)[1].decode(), process.returncode) for process in started] == [("", 0)] * 2
    with closing(Log(book.path)) as log:
        assert len(log.people.names()) == 2 + 8 + 8
    assert verify(book.path).wrong == []


def test_a_command_that_is_cut_off_after_the_book_leaves_a_digest_without_a_value(book: Book) -> None:
    done = subprocess.run([sys.executable, "-c", REGISTER, str(book.path), "100", "101", "cut"], check=False, timeout=60)
    assert done.returncode == 9
    result = verify(book.path)
    assert result.wrong == [] and [said for said in result.remarks if said.startswith("The data of P-0100 are not in midnight.people")]
    decision = Decision(book, "P-0001", DAY, book.command(None, "again"))
    known = decision.know(party.PARTY, "P-0100")
    decision.record(party.PARTY, "P-0100", party.change("P-0100", known, digests=decision.person("P-0100", {"name": "Person 100"})))
    decision.commit()
    assert book.called("P-0100") == "Person 100" and not verify(book.path).remarks


def test_a_reader_draws_no_key(tmp_path: Path) -> None:
    people = People(tmp_path / "x.people", lambda: "0" * 32)
    with pytest.raises(AssertionError, match="a writer gives the chance"), people.adding([("P-0001", "name", "x", b"s" * 16)]):
        pass
    assert hashlib.sha256(people.path.read_bytes()).digest() == hashlib.sha256(b"").digest()
