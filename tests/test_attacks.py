"""Attacks on a book, wherever they fall: any changed byte, any two entries that change places, any entries taken away.

`tests/scenarios/attacks.md` does one of each kind and shows what every party is told; `tests/verifier/` does the same to packs.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.aggregates.book import BOOK
from ledger.aggregates.party import PARTY, register_company
from ledger.book import Book
from ledger.decision import Decision
from ledger.entry import leaf
from ledger.event import canonical
from ledger.proof import key
from ledger.proof import topsheet_verify as verifier
from ledger.proof.log_keys import folded
from ledger.proof.signatures import Signatures
from ledger.verify import verify
from tests.verifier.handmade import Handmade, Signer

SIZE = 9
EACH = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of nine entries, and the checkpoint of it that somebody keeps elsewhere."""
    path, numbers = tmp_path_factory.mktemp("honest") / "roxy.book", count(1)

    def clock() -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=next(numbers))

    def chance(length: int) -> bytes:
        return next(numbers).to_bytes(length, "big")

    book, opened = Book.init(path, title="Midnight at the Roxy", currency="EUR", timezone="Europe/Madrid", clock=clock, chance=chance)
    with book:
        first = Decision(book, "P-0001", date(2026, 1, 1), book.command(None, "0" * 64), opened=opened)
        first.record(BOOK, "main", opened)
        first.commit()
        for n in range(1, SIZE):
            decision = Decision(book, "P-0001", date(2026, 1, 1), book.command(None, "0" * 64))
            decision.record(PARTY, f"P-{n:04d}", register_company(name=f"Vendor {n} (fictional)", kind="vendor"))
            decision.commit()
    return path


@contextmanager
def attacked(honest: Path, folder: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """A copy that is open to whoever drops its triggers; they are made again afterwards."""
    path = Path(shutil.copy(honest, folder / "copy.book"))
    with closing(sqlite3.connect(path)) as book:
        triggers = book.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            book.execute(f"drop trigger {name}")
        yield path, book
        for _, sql in triggers:
            book.execute(sql)
        book.commit()


def named(path: Path, *positions: int) -> bool:
    wrong = verify(path).wrong
    return all(any(said.startswith(f"Entry {position} ") for said in wrong) for position in positions)


def test_the_book_is_whole(honest: Path):
    assert verify(honest).wrong == []


@EACH
@given(st.integers(1, SIZE), st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_of_a_state_is_named_by_its_entry(honest: Path, tmp_path: Path, position: int, place: int, change: int):
    with attacked(honest, tmp_path) as (path, book):
        (state,) = book.execute("select state from entries where position = ?", (position,)).fetchone()
        place %= len(state)
        altered = state[:place] + bytes([state[place] ^ change]) + state[place + 1 :]
        book.execute("update entries set state = ? where position = ?", (altered, position))
    assert named(path, position)


@EACH
@given(st.permutations(range(1, SIZE + 1)).map(lambda order: order[:2]))
def test_any_two_entries_that_change_places_are_named(honest: Path, tmp_path: Path, pair: list[int]):
    with attacked(honest, tmp_path) as (path, book):
        for old, new in ((pair[0], -1), (pair[1], pair[0]), (-1, pair[1])):
            book.execute("update entries set position = ? where position = ?", (new, old))
    assert named(path, *pair)


@EACH
@given(st.integers(1, SIZE - 1), st.booleans())
def test_entries_taken_away_are_missed_by_the_count_or_by_whoever_kept_a_checkpoint(
    honest: Path, tmp_path: Path, left: int, thorough: bool  # noqa: FBT001 - drawn
):  # fmt: skip
    with attacked(honest, tmp_path) as (path, book):
        book.execute("delete from entries where position > ?", (left,))
        if thorough:
            book.execute("update sqlite_sequence set seq = ? where name = 'entries'", (left,))
            book.execute("delete from commands where last > ?", (left,))
    assert (verify(path).wrong == []) is thorough
    assert len(leaves(path)) < SIZE


@EACH
@given(st.integers(2, SIZE))
def test_a_past_that_was_rewritten_with_its_leaves_is_whole_and_has_another_root(honest: Path, tmp_path: Path, position: int):
    """No verification of the book alone can see it; every checkpoint of that size or more can."""
    with attacked(honest, tmp_path) as (path, book):
        opened = verify(honest).book
        at, stream, version, name, state = book.execute(
            "select at, stream, version, name, state from entries where position = ?", (position,)
        ).fetchone()
        state = state.replace(b"Vendor", b"Seller")
        made = leaf(at=at, book=opened, name=name, position=position, state=state, stream=stream, version=version)
        book.execute("update entries set state = ?, leaf = ? where position = ?", (state, made, position))
    assert verify(path).wrong == []
    before, now = leaves(honest), leaves(path)
    for size in range(SIZE + 1):
        assert (root(before[:size]) == root(now[:size])) is (size < position)


@pytest.mark.parametrize(("said", "made"), [("BankDetailsRefused", "BankDetailsConfirmed"), ("ProposalDeclined", "ProposalAdopted")])
def test_a_renamed_decision_is_not_what_was_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, made: str):
    """The name is in no state: whoever keeps the book turns a signed no into a yes, with leaves, root and checkpoint made anew."""
    book, ruiz = Handmade(), Signer("P-0002", 3)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    decision = book.say(said, "bank-details/B-0001", {}, by="P-0002")
    book.signed(ruiz, "P-0002", decision)
    assert verifier.main([str(book.pack(tmp_path / "honest.zip"))]) == 0
    assert signatures(book).wrong == []
    book.entries[decision - 1]["name"] = made
    assert verifier.main([str(book.pack(tmp_path / "renamed.zip"))]) == 4
    assert "is no signature of P-0002 over version 1 of bank-details/B-0001" in capsys.readouterr().out
    assert "the entries or the signature are not as they were signed" in signatures(book).wrong[0]


def signatures(book: Handmade) -> Signatures:
    """What the house finds of the signatures in a book that was written by hand."""
    found = Signatures(book.book)
    for row in book.entries:
        found.read(row["position"], row["stream"], row["version"], row["name"], row["state"].encode())
    found.close()
    return found


def leaves(path: Path) -> list[bytes]:
    with closing(sqlite3.connect(path)) as book:
        return [found for (found,) in book.execute("select leaf from entries order by position")]


def root(hashes: list[bytes]) -> bytes:
    tree = verifier.Tree()
    for one in hashes:
        tree.add(one)
    return tree.root(len(hashes))


KEYS = [key.Verifier(f"topsheet/{'00' * 16}", bytes([n]) * 32) for n in (1, 2)]
FIRST, SECOND = (one.vkey for one in KEYS)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("LogKeyRotated", {"key": FIRST, "signature": "00" * 64})], "Entry 2 rotates the log key to {0}, and there was none"),
        ([("LogKeyTaken", {"key": FIRST, "lost": SECOND})], "Entry 2 takes the log key {0} for one that is lost, and there was none."),
        (
            [("LogKeyTaken", {"key": FIRST}), ("LogKeyTaken", {"key": SECOND})],
            "Entry 3 takes the log key {1}, and the key {0} was not given",
        ),
        ([("LogKeyTaken", {"key": FIRST}), ("LogKeyTaken", {"key": FIRST, "lost": FIRST})], "Entry 3 takes the log key {0} a second time."),
        ([("LogKeyTaken", {"key": FIRST}), ("LogKeyRotated", {"key": SECOND, "signature": "x"})], "and the old key {0} did not sign it."),
        ([("WitnessDropped", {"key": FIRST})], "Entry 2 drops the witness"),
        ([("LogKeyTaken", {"key": "x"})], "Entry 2 (LogKeyTaken) names a key that is none: 'x'."),
        ([("LogKeyTaken", {})], "Entry 2 (LogKeyTaken) names a key that is none: 'None'."),
    ],
)
def test_a_forged_log_key_stream_is_named_and_gives_no_key(rows: list[tuple[str, dict[str, str]]], said: str):
    found = folded("00" * 16, [(position, name, event) for position, (name, event) in enumerate(rows, 2)])
    assert any(said.format(*(one.id.hex() for one in KEYS)) in one for one in found.wrong) and len(found.wrong) == 1
    assert KEYS[1] not in found.log and found.witnesses == [] == found.lost


@pytest.mark.parametrize(
    ("name", "event", "said"),
    [
        ("LogKeyRotated", {"key": FIRST, "signature": "00" * 64}, "and there was none that could sign it"),
        ("WitnessDropped", {"key": FIRST}, "who was not named"),
        ("LogKeyTaken", {"key": f"topsheet/x+00000000+{'A' * 44}"}, "names a key that is none"),
    ],
)
def test_a_forged_log_key_stream_in_a_book_is_wrong_and_never_a_traceback(
    honest: Path, tmp_path: Path, name: str, event: dict[str, str], said: str
):
    with attacked(honest, tmp_path) as (path, book):
        opened = verify(honest).book
        (state,) = book.execute("select state from entries where position = 3").fetchone()
        forged = canonical({**json.loads(state), "event": event})
        (at,) = book.execute("select at from entries where position = 3").fetchone()
        made = leaf(at=at, book=opened, name=name, position=3, state=forged, stream="log-key/main", version=1)
        book.execute(
            "update entries set state = ?, leaf = ?, name = ?, stream = 'log-key/main', version = 1 where position = 3",
            (forged, made, name),
        )
    assert any(one.startswith("Entry 3 ") and said in one for one in verify(path).wrong)
