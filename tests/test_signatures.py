"""Attacks on signed decisions. Each writes what the append would take, leaves, guards and all; `audit verify` names the wrong one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ledger.aggregates.actor import ACTOR, short
from ledger.aggregates.party import PARTY, PartyChanged
from ledger.aggregates.signature import SIGNATURE, Covered, number, sign, text
from ledger.book import Book
from ledger.entry import Command, Entry, leaf
from ledger.proof.key import Signer, create
from ledger.proof.signatures import Signatures
from tests.cli.conftest import Desk, book

__all__ = ["book"]
ROSA, TOMAS = "P-0002", "P-0003"


def key_file(folder: Path, name: str) -> Signer:
    """A key of this name in the folder, the same in every run."""
    return create(folder / f"{name}.key", name=name, seed=name.encode().ljust(32, b"."), passphrase=None)


@dataclass
class Signing:
    """A desk whose book has two actors, Rosa Lind and Tomas Rey, with their keys."""

    desk: Desk
    keys: dict[str, Signer]

    def does(self, *words: object, key: str = "rosa") -> str:
        return self.desk.does(*words, "--key", self.desk.folder / f"{key}.key")

    def verified(self) -> str:
        """What verification says is wrong."""
        return self.desk.refuses("audit", "verify", code=4)

    def adds(self, by: str, *, signer: Signer | None = None, command: str = "c1", kind: str = "crew") -> int:
        """Append a change of a party past the decision, and a signature with this key behind it where one is given; the first position."""
        with Book.open(self.desk.path, clock=self.desk.session.clock, chance=self.desk.session.chance) as opened:
            known = opened.load(PARTY, "P-0004")
            assert known is not None
            entry = Entry(
                "party/P-0004", known.version + 1, PartyChanged(kind=kind), self.desk.today, by, Command(command, "0" * 64), "0" * 32
            )
            entries = [entry]
            if signer:
                covered = [Covered(entry.stream, entry.version, entry.name, entry.state())]
                what = text(opened.opened.book, covered)
                event = sign(covered, key=signer.verifier.vkey, signature=signer.sign(what))
                entries.append(replace(entry, stream=SIGNATURE.stream(number(what)), version=1, event=event))
            return opened.append(entries)[0].position

    def rewrites(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Change stored entries, and make their leaves and the triggers anew, as somebody would who knows how a book is made."""
        connection = sqlite3.connect(self.desk.path)
        (trigger,) = connection.execute("select sql from sqlite_master where name = 'entries_are_never_updated'").fetchone()
        connection.execute("drop trigger entries_are_never_updated")
        change(connection)
        opened = json.loads(connection.execute("select state from entries where position = 1").fetchone()[0])["event"]["book"]
        for position, at, stream, version, name, state, _ in connection.execute("select * from entries").fetchall():
            made = leaf(at=at, book=opened, name=name, position=position, state=state, stream=stream, version=version)
            connection.execute("update entries set leaf = ? where position = ?", (made, position))
        connection.execute(trigger)
        connection.commit()
        connection.close()


@pytest.fixture
def signing(book: Desk) -> Signing:
    keys = {name: key_file(book.folder, name) for name in ("rosa", "tomas", "stranger")}
    book.does("actor", "enrol", "Rosa Lind", "--public", book.folder / "rosa.key", "--by", "P-0001")
    made = Signing(book, {ROSA: keys["rosa"].named(ROSA), TOMAS: keys["tomas"].named(TOMAS), "stranger": keys["stranger"]})
    made.does("actor", "enrol", "Tomas Rey", "--public", book.folder / "tomas.key")
    made.does("party", "change", "P-0004", "--kind", "fund", "--reason", "As it is")
    return made


def state_changed(position: int, change: Callable[[dict[str, Any]], None]) -> Callable[[sqlite3.Connection], None]:
    """A change of one stored state, in canonical form."""

    def do(connection: sqlite3.Connection) -> None:
        (state,) = connection.execute("select state from entries where position = ?", (position,)).fetchone()
        held = json.loads(state)
        change(held)
        written = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        connection.execute("update entries set state = ? where position = ?", (written, position))

    return do


def test_a_book_whose_decisions_are_signed_says_by_whom(signing: Signing) -> None:
    said = signing.desk.does("audit", "verify")
    assert "Signed: 2 of 15 decisions, by Rosa Lind (2); 13 are declared only, up to the first enrolment by entry 13." in said


def test_a_changed_entry_is_not_what_was_signed(signing: Signing) -> None:
    last = signing.desk.size() - 1
    signing.rewrites(state_changed(last, lambda held: held["event"].update(kind="bank")))
    said = signing.verified()
    assert f"a signature with key {short(signing.keys[ROSA].verifier.vkey)} behind entry {last}, and it is wrong" in said
    assert "the entries or the signature are not as they were signed" in said and "is not signed; since entry 13 every decision is." in said
    assert "2 found" in said


def test_a_forged_signature_is_named_with_its_key(signing: Signing) -> None:
    last = signing.desk.size()
    signing.rewrites(state_changed(last, lambda held: held["event"].update(signature="A" * 86 + "==")))
    assert f"Entry {last} (signature/S-" in signing.verified()
    signing.rewrites(state_changed(last, lambda held: held["event"].update(signature="short")))
    assert f"Entry {last} (signature/S-" in (said := signing.verified()) and "holds no signature that can be read." in said


def test_a_signature_is_not_moved_to_another_decision(signing: Signing) -> None:
    signing.does("party", "change", "P-0004", "--country", "ES", "--reason", "As it is")
    last = signing.desk.size()

    def swap(connection: sqlite3.Connection) -> None:
        """The states of two signed decisions on one document change places."""
        one, two = (connection.execute("select state from entries where position = ?", (n,)).fetchone()[0] for n in (last - 3, last - 1))
        connection.execute("update entries set state = ? where position = ?", (two, last - 3))
        connection.execute("update entries set state = ? where position = ?", (one, last - 1))

    signing.rewrites(swap)
    said = signing.verified()
    assert f"Entry {last - 2} (signature/S-" in said and f"Entry {last} (signature/S-" in said


def test_a_decision_is_not_signed_with_the_key_of_another(signing: Signing) -> None:
    signing.adds(ROSA, signer=signing.keys[TOMAS])
    assert f"the key is that of {TOMAS}, and {ROSA} recorded them" in signing.verified()


def test_a_key_that_is_not_enrolled_signs_for_nobody(signing: Signing) -> None:
    signing.adds(ROSA, signer=signing.keys["stranger"].named(ROSA))
    assert f"the key of {ROSA} in force was {short(signing.keys[ROSA].verifier.vkey)}" in signing.verified()
    signing.adds("P-0001", signer=signing.keys["stranger"].named("P-0001"), command="c2", kind="bank")
    assert "P-0001 was not enrolled" in signing.verified()


def test_whoever_was_withdrawn_signs_nothing_any_more(signing: Signing) -> None:
    signing.does("actor", "withdraw", "Tomas Rey", "--reason", "Left")
    by = signing.desk.size() - 1
    signing.adds(TOMAS, signer=signing.keys[TOMAS])
    assert f"{TOMAS} was withdrawn by entry {by}" in signing.verified()


def test_what_a_former_key_signed_stands_and_it_signs_no_more(signing: Signing) -> None:
    new = key_file(signing.desk.folder, "new")
    out = signing.does("actor", "rotate", "Rosa Lind", "--public", signing.desk.folder / "new.key", "--reason", "New machine")
    assert f"Signed by Rosa Lind with key {short(signing.keys[ROSA].verifier.vkey)}" in out
    signing.does("party", "change", "P-0004", "--country", "ES", "--reason", "As it is", key="new")
    assert "Signed: 4 of 17 decisions, by Rosa Lind (4)" in signing.desk.does("audit", "verify")
    signing.adds(ROSA, signer=signing.keys[ROSA])
    assert f"the key of {ROSA} in force was {short(new.named(ROSA).verifier.vkey)}" in signing.verified()


def test_a_decision_without_a_signature_is_listed(signing: Signing) -> None:
    position = signing.adds(ROSA)
    said = signing.verified()
    assert f"Entry {position} (party/P-0004, PartyChanged), recorded by {ROSA}, is not signed; since entry 13 every decision is." in said


def test_a_key_that_nobody_signed_for_is_never_in_force(signing: Signing) -> None:
    with Book.open(signing.desk.path, clock=signing.desk.session.clock, chance=signing.desk.session.chance) as opened:
        event = ACTOR.events[1](key=signing.keys["stranger"].named(ROSA).verifier.vkey)
        opened.append([Entry(f"actor/{ROSA}", 2, event, signing.desk.today, ROSA, Command("c0", "0" * 64), "0" * 32)])
    signing.adds(ROSA, signer=signing.keys["stranger"].named(ROSA))
    said = signing.verified()
    assert "(actor/P-0002, ActorKeyRotated), recorded by P-0002, is not signed" in said
    assert f"the key of {ROSA} in force was {short(signing.keys[ROSA].verifier.vkey)}" in said


def test_a_signature_fits_one_book(signing: Signing) -> None:
    rows = (
        sqlite3.connect(signing.desk.path)
        .execute("select position, stream, version, name, state from entries order by position")
        .fetchall()
    )
    for name, wrong in ((json.loads(rows[0][4])["event"]["book"], 0), ("0" * 32, 2)):
        found = Signatures(name)
        for row in rows:
            found.read(*row)
        found.close()
        assert (len(found.wrong), len(found.unsigned)) == (wrong, wrong)


def test_a_signature_is_over_all_that_its_command_recorded_and_stands_where_its_digest_says(signing: Signing) -> None:
    last = signing.desk.size()
    signing.rewrites(state_changed(last, lambda held: held["event"].update(signed=[{"stream": "party/P-0004", "version": 9}])))
    assert "it is over party/P-0004 version 9, and before it stands party/P-0004 version 2" in signing.verified()


def test_a_signature_stands_where_its_digest_says(signing: Signing) -> None:
    last = signing.desk.size()

    def moved(connection: sqlite3.Connection) -> None:
        connection.execute("update entries set stream = 'signature/S-0000000000000000' where position = ?", (last,))

    signing.rewrites(moved)
    assert "what is signed makes S-" in signing.verified()
