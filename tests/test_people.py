"""Persons: their values live in the companion file alone, and can be erased there without touching the book."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger.aggregates import party
from ledger.aggregates.book import BOOK
from ledger.book import Book
from ledger.decision import Decision
from ledger.errors import Conflict, Unreadable
from ledger.event import canonical
from ledger.log import Log
from ledger.people import People
from ledger.projections import About, Session, Window, kept
from ledger.proof import merkle
from ledger.verify import verify

DAY = date(2026, 3, 2)
VALUES = {
    "name": "Iñaki Etxeberria Olaizola",
    "address": "Kale Nagusia 14, 3. ezk., Zarautz",
    "iban": "ES9121000418450200051332",
    "tax_id": "72134567-Q",
    "health": "allergic to penicillin",
}


class Chance:
    """Bytes that repeat from run to run."""

    drawn = 0

    def __call__(self, length: int) -> bytes:
        self.drawn += 1
        return hashlib.sha256(str(self.drawn).encode()).digest()[:length]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with one person, whose registration the cache has too."""
    made, opened = Book.init(
        tmp_path / "midnight.book", title="Midnight", currency="EUR", timezone="Europe/Madrid",
        clock=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC), chance=Chance(),
    )  # fmt: skip
    with made:
        first = Decision(made, "P-0001", DAY, made.command(None, "init"), opened=opened)
        first.record(BOOK, "main", opened)
        first.record(party.PARTY, "P-0001", party.register_company(name="Midnight SL", kind="production company"))
        first.commit()
        register(made, "P-0002")
        yield made


def register(book: Book, key: str, values: dict[str, str] | None = None) -> None:
    decision = Decision(book, "P-0001", DAY, book.command(None, f"person {key}"))
    decision.record(party.PARTY, key, party.register_person(digests=decision.person(key, values or VALUES), kind="gaffer", country="ES"))
    decision.commit()


def everything(book: Book) -> dict[str, bytes]:
    """The bytes of every file of the book: the cache, the people and their keys are among them."""
    with closing(Log(book.path)) as log:
        assert kept.publish(book.path.with_suffix(".cache"), log, book.opened.book)
        about = About(book.opened.book, "Midnight", "EUR", "Europe/Madrid", "system", 2)
        with Session(
            log, about, Window(log.last(), log.at(log.last()), DAY), names=log.people.names(), cached=book.path.with_suffix(".cache")
        ) as session:
            assert ("P-0002", VALUES["name"]) in [row[:2] for row in session.view("party_list")[1]]
    files = [path for path in book.path.parent.iterdir() if path.is_file()]
    assert {"midnight.book", "midnight.cache"} <= {path.name for path in files}
    return {path.name: path.read_bytes() for path in files}


def test_the_companion_is_for_its_owner_alone(book: Book) -> None:
    before = os.umask(0)
    try:
        register(book, "P-0003")
        other = People(book.path.with_name("other.people"), lambda: "0" * 32, chance=Chance())
        with other.adding([("P-0001", "name", "x", b"salt")]):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(book.people.path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(file.stat().st_mode) for file in (other.path, other.keys, book.people.keys)] == [0o600] * 3


def test_no_value_is_in_the_bytes_of_any_file_of_the_book(book: Book) -> None:
    sought = [*VALUES.values(), *VALUES["name"].split(), "Zarautz", "penicillin", VALUES["iban"][-8:]]
    for name, content in everything(book).items():
        for text in sought:
            for form in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.upper().encode(), text.lower().encode()):
                assert form not in content, f"{text} is in {name}"
    assert {value for _, field, value, _ in book.people.rows() if field in VALUES} == {*VALUES.values()}


def test_no_salt_and_no_bare_digest_is_in_the_book_or_the_cache(book: Book) -> None:
    salts = {field: salt for _, field, _, salt in book.people.rows()}
    assert len(set(salts.values())) == len(VALUES) and all(len(salt) == 16 for salt in salts.values())
    for content in everything(book).values():
        for field, value in VALUES.items():
            guessable = (hashlib.sha256(value.encode()), hashlib.sha256(canonical(value)))
            assert not any(guess.hexdigest().encode() in content or guess.digest() in content for guess in guessable)
            assert salts[field] not in content and salts[field].hex().encode() not in content


def test_the_book_holds_the_digest_of_salt_and_value(book: Book) -> None:
    event = book.entry(3).event
    assert isinstance(event, party.PersonRegistered)
    assert event.digests == {field: hashlib.sha256(salt + canonical(value)).hexdigest() for _, field, value, salt in book.people.rows()}
    assert verify(book.path).people == len(VALUES)


def test_erasing_a_person_leaves_the_root_as_it_was_and_is_remarked(book: Book) -> None:
    root, before = merkle.root(book.leaves()), book.path.read_bytes()
    with closing(sqlite3.connect(book.people.path)) as connection, connection:
        connection.execute("delete from sealed where party = 'P-0002'")
    result = verify(book.path)
    assert result.wrong == []
    assert [remark for remark in result.remarks if "P-0002" in remark and "no entry erased them" in remark]
    assert (result.root, book.path.read_bytes()) == (root.hex(), before)
    assert book.called("P-0002") == "P-0002"


def test_a_companion_kept_elsewhere_is_remarked(book: Book) -> None:
    book.people.path.rename(book.path.with_name("elsewhere.people"))
    result = verify(book.path)
    assert (result.wrong, result.people) == ([], 0)
    assert [remark for remark in result.remarks if "kept elsewhere" in remark]


def test_an_altered_value_is_named(book: Book) -> None:
    with closing(sqlite3.connect(book.people.path)) as connection, connection:
        connection.execute("update sealed set value = zeroblob(length(value)) where field = 'iban'")
    assert [said for said in verify(book.path).wrong if "iban" in said and "P-0002" in said and "changed" in said]


def test_a_refused_registration_leaves_nothing_in_the_companion(book: Book) -> None:
    decision = Decision(book, "P-0001", DAY, book.command(None, "slow"))
    decision.record(party.PARTY, "P-0009", party.register_person(digests=decision.person("P-0009", {"name": "Slow One"}), kind="gaffer"))
    decision.load(party.PARTY, "P-0002")
    quick = Decision(book, "P-0001", DAY, book.command(None, "quick"))
    known = quick.know(party.PARTY, "P-0002")
    quick.record(party.PARTY, "P-0002", party.change("P-0002", known, country="FR"))
    quick.commit()
    with pytest.raises(Conflict):
        decision.commit()
    assert "P-0009" not in book.people.names()


def test_two_persons_of_one_name_have_two_digests(book: Book) -> None:
    register(book, "P-0003")
    one, other = (book.entry(n).event for n in (3, 4))
    assert isinstance(one, party.PersonRegistered) and isinstance(other, party.PersonRegistered)
    assert not {*one.digests.values()} & {*other.digests.values()}


def test_a_file_that_is_no_companion_is_named(book: Book) -> None:
    book.people.path.write_bytes(b"not a database, and long enough to be looked at " * 20)
    with pytest.raises(Unreadable, match=r"midnight\.people and its keys cannot be read as the people of this book"):
        book.people.names()
