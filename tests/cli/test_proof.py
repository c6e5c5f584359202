"""Keys, checkpoints, proofs and witnesses at the command line, where a document cannot show it."""

from __future__ import annotations

import builtins
import socket
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.entry import leaf
from ledger.errors import Misuse
from ledger.log import Log
from ledger.proof import key as keys
from ledger.proof.checkpoint import origin
from ledger.proof.checkpoints import held
from ledger.proof.log_keys import keys_of
from ledger.proof.stamp import library
from tests.cli.conftest import Desk


def keyed(book: Desk, name: str = "log") -> Path:
    path = book.folder / f"{name}.key"
    book.does("key", "create", path, "--name", f"roxy.example/{name}", "--no-passphrase")
    return path


def vkey(book: Desk, path: Path, line: int) -> str:
    return book.does("key", "show", path).splitlines()[line].split()[-1]


def rewritten(path: Path, position: int, reason: str) -> None:
    """Change an entry, and make its leaf again as somebody would who knows how."""
    with sqlite3.connect(path) as connection:
        book = connection.execute("select json_extract(cast(state as text), '$.event.book') from entries where position = 1").fetchone()[0]
        at, stream, version, name, state = connection.execute(
            "select at, stream, version, name, cast(state as text) from entries where position = ?", (position,)
        ).fetchone()
        changed = state.replace('"salt"', f'"reason":"{reason}","salt"').encode()
        made = leaf(at=at, book=book, name=name, position=position, state=changed, stream=stream, version=version)
        (trigger,) = connection.execute("select sql from sqlite_master where name = 'entries_are_never_updated'").fetchone()
        connection.execute("drop trigger entries_are_never_updated")
        connection.execute("update entries set state = ?, leaf = ? where position = ?", (changed, made, position))
        connection.execute(trigger)
    connection.close()


def test_a_past_that_was_rewritten_with_a_new_tree_is_caught_by_what_was_given_away(book: Desk) -> None:
    key = keyed(book)
    book.does("key", "take", key)
    given = book.folder / "bank.checkpoint"
    book("proof", "checkpoint", "--log-key", key, "--to", "Northlight")
    given.write_text((book.folder / "roxy.checkpoints" / f"{book.size() - 1}.checkpoint").read_text(encoding="utf-8"), encoding="utf-8")
    rewritten(book.path, 3, "as it should have been")
    said = book.refuses("proof", "checkpoint", "--log-key", key, code=4)
    assert "one of them was altered since" in said and "a log signs nothing that contradicts what it has signed" in said
    assert "CP-0001 gave away the root" in book.refuses("audit", "verify", code=4)
    for one in (book.folder / "roxy.checkpoints").iterdir():
        one.unlink()
    assert "bank.checkpoint has the root" in book.refuses("audit", "verify", "--against", given, code=4)
    assert "bank.checkpoint has the root" in book("proof", "verify", given)[2]
    assert "There is no proof between the two." in book.refuses("proof", "consistency", given, book.size(), code=4)


def test_a_checkpoint_is_given_on_authority_as_a_pack_is(book: Desk) -> None:
    book.does("party", "person", "Quill Amberson (fictional)", "--kind", "crew")
    for words in (("proof", "checkpoint", "--to", "Northlight"), ("pack", "--for", "Northlight", "-o", book.folder / "a.zip")):
        said = book.refuses(*words, "--by", "Quill Amberson (fictional)")
        assert said.startswith("Quill Amberson (fictional) holds no authority.") and "needs authority on" in said


def test_a_pinned_key_must_have_signed(book: Desk) -> None:
    key, other = keyed(book), keyed(book, "other")
    taken = book.does("key", "take", key)
    pinned = next(word for word in taken.split() if word.count("+") >= 2)
    assert "the key that you gave" in book.does("proof", "verify", "--key", pinned)
    assert book("audit", "verify", "--key", pinned)[0] == 0
    stranger = vkey(book, other, 0)
    code, _, err = book("proof", "verify", "--key", stranger)
    assert code == 4 and "is not signed by the key" in err
    assert "Misuse" not in book.refuses("proof", "verify", "--key", "nonsense", code=2)


def test_a_pinned_key_need_not_have_signed_what_was_before_it_and_signs_for_the_next(book: Desk) -> None:
    book.does("proof", "checkpoint")
    first, second, third = keyed(book), keyed(book, "second"), keyed(book, "third")
    pinned = next(word for word in book.does("key", "take", first).split() if word.count("+") >= 2)
    book.does("key", "rotate", second, "--old", first)
    said = book.does("proof", "verify", "--key", pinned)
    assert "Unsigned then: the key that you gave is the log's since entry" in said and said.count(", the key that you gave.") >= 3
    assert book("audit", "verify", "--key", pinned)[0] == 0
    log = Log(book.path)
    later = keys_of(log).log[0].vkey
    log.close()
    said = book.does("proof", "verify", "--key", later)
    assert "Signed by" in said and ": the key that you gave is the log's since entry" in said
    early = book.folder / "roxy.checkpoints" / f"{book.size() - 2}.checkpoint"
    code, _, wrong = book("proof", "verify", early, "--key", pinned)
    assert code == 4 and "all are of before the log took it" in wrong
    book.does("key", "take", third, "--lost", "--reason", "The machine burned")
    assert "is not signed by the key" in book.refuses("audit", "verify", "--key", pinned, code=4)


def test_a_key_that_was_given_up_signs_no_later_history(book: Desk) -> None:
    first, second = keyed(book), keyed(book, "second")
    book.does("key", "take", first)
    book.does("key", "take", second, "--lost", "--reason", "The machine burned")
    head = book.folder / "roxy.checkpoints" / f"{book.size()}.checkpoint"
    log = Log(book.path)
    stolen = keys.opened(first, None)
    one = held(head)
    head.write_text(str(replace(one.note, lines=()).signed(stolen.named(origin(str(log.opened["book"]))))), encoding="utf-8")
    log.close()
    code, _, said = book("proof", "verify")
    assert code == 4 and "in whose place the log has had another since entry" in said and "signed a later history with it" in said


def test_a_checkpoint_of_a_stranger_is_not_taken_for_the_logs(book: Desk) -> None:
    key = keyed(book)
    assert "The book names no log key" in book.refuses("proof", "checkpoint", "--log-key", key)
    book.does("proof", "checkpoint")
    book.does("key", "take", key)
    head = book.folder / "roxy.checkpoints" / f"{book.size()}.checkpoint"
    forged = head.read_text(encoding="utf-8").splitlines(keepends=True)
    signed = book.folder / "forged.checkpoint"
    signed.write_text("".join([*forged[:4], "— topsheet/none AAAAAAAA" + "A" * 80 + "\n"]), encoding="utf-8")
    assert "Signed by a key that this book does not name." in book.does("proof", "verify", signed)
    assert "There is no checkpoint" in book.refuses("proof", "verify", book.folder / "none.checkpoint")


def test_a_rotation_that_the_old_key_did_not_sign_is_found(book: Desk) -> None:
    first, second, third = keyed(book), keyed(book, "second"), keyed(book, "third")
    book.does("key", "take", first)
    book.does("key", "rotate", second, "--old", first)
    assert "is one of this book already. Make another" in book.refuses("key", "rotate", first, "--old", second)
    assert "it needs a reason" in book.refuses("key", "take", third, "--lost", code=2)
    book.does("key", "take", third, "--lost", "--reason", "The machine burned")
    assert "for one that was lost: the old one did not sign it." in book("audit", "verify")[2]
    with sqlite3.connect(book.path) as connection:
        connection.execute("drop trigger entries_are_never_updated")
        connection.execute(
            "update entries set state = cast(json_replace(cast(state as text), '$.event.signature', ?) as blob) where name = ?",
            ("00" * 64, "LogKeyRotated"),
        )
    connection.close()
    assert "and the old key" in book.refuses("audit", "verify", code=4)


def test_proofs_ask_for_what_is_there(book: Desk) -> None:
    assert "No checkpoint is kept beside this book" in book.does("proof", "list")
    assert "so nothing tells whether it was rewritten" in book.does("proof", "verify")
    assert "No checkpoint is kept beside this book" in book.refuses("proof", "entry", 2)
    book.does("proof", "checkpoint")
    assert "No checkpoint of 3 entries is kept" in book.refuses("proof", "entry", 2, "--size", 3)
    last = book.size()
    book.does("party", "company", "Gaffers Ltd", "--kind", "vendor")
    assert f"Entry {last + 1} came after the checkpoint of {last} entries." in book.refuses("proof", "entry", last + 1, code=2)
    assert "There are no 99 entries" in book.refuses("proof", "consistency", 1, 99)
    assert book.does("proof", "consistency", 5, 5) == ""


def test_a_witness_is_named_by_the_key_that_cosigns(book: Desk) -> None:
    key, witness = keyed(book), keyed(book, "witness")
    assert "gave its key as one that signs texts" in book.refuses("proof", "name-witness", vkey(book, witness, 0), code=2)
    book.does("proof", "name-witness", vkey(book, witness, 1))
    book.does("proof", "checkpoint")
    asks = ("proof", "witness", "--request", book.folder / "request.txt")
    assert "is unsigned, and a witness cosigns signed ones" in book.refuses(*asks, code=2)
    book.does("key", "take", key)
    assert "The witness cannot have cosigned 99 entries" in book.refuses(*asks, "--old", 99, code=2)
    assert "Say how the witness is asked" in book.refuses("proof", "witness", code=2)
    answer = book.folder / "answer.txt"
    assert "cannot be read" in book.refuses("proof", "witness", "--file", answer, code=2)
    answer.write_text("", encoding="utf-8")
    assert "The answer holds no cosignature of a witness" in book.refuses("proof", "witness", "--file", answer)
    (book.folder / "request.txt").write_text("old 5\n", encoding="utf-8")
    state = ("--state", book.folder / "witness.state", "--witness-key", witness)
    for words in (("list",), ("cosign", book.folder / "request.txt", *state[2:])):
        assert "it would cosign anything" in book.refuses("witness", *words, *state[:2])
    assert not state[1].exists()
    assert "witness.state is new" in book.does("witness", "add-origin", vkey(book, keyed(book, "else"), 0), *state[:2])
    assert "This is no request to a witness" in book.refuses("witness", "cosign", book.folder / "request.txt", *state, code=2)
    book.does("proof", "drop-witness", vkey(book, witness, 1))


def test_an_address_that_is_taken_is_refused(book: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        state = ("--state", book.folder / "witness.state", "--witness-key", keyed(book, "witness"))
        book.does("witness", "add-origin", vkey(book, keyed(book), 0), *state[:2])
        said = book.refuses("witness", "serve", "--port", taken.getsockname()[1], *state, code=2)
    assert "Choose another with --port." in said and "Nobody can listen on" in said


def test_a_passphrase_is_no_part_of_the_request(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    words = book.folder / "words.txt"
    words.write_text("a long passphrase\n", encoding="utf-8")
    words.chmod(0o600)
    key = book.folder / "log.key"
    book.does("key", "create", key, "--name", "roxy.example/log", "--passphrase-file", words)
    book.does("key", "take", key, "--passphrase-file", words, "--command-id", "take-1")
    monkeypatch.setenv("TOPSHEET_PASSPHRASE", "a long passphrase")
    assert "took the log key" in book.does("key", "take", key, "--command-id", "take-1")
    monkeypatch.setenv("TOPSHEET_LOG_PASSPHRASE", "another")
    assert "The passphrase does not open" in book.refuses("proof", "checkpoint", "--log-key", key, code=2)


def test_without_the_library_of_stamps_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    found: Callable[..., Any] = builtins.__import__

    def gone(name: str, *rest: Any, **named: Any) -> Any:
        if name == "rfc3161_client":
            raise ModuleNotFoundError(name)
        return found(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", gone)
    with pytest.raises(Misuse, match="Time stamps need a library that is not installed"):
        library()


def test_a_request_is_written_over_an_older_request_alone(book: Desk) -> None:
    key = keyed(book)
    book.does("key", "take", key)
    contract, asked = book.folder / "contract.pdf", book.folder / "asked"
    contract.write_bytes(b"precious")
    for file in (contract, book.path, key):
        before = file.read_bytes()
        assert "is no request to a witness" in book.refuses("proof", "witness", "--request", file)
        assert file.read_bytes() == before
    assert "cannot be written" in book.refuses("proof", "witness", "--request", book.folder, code=2)
    assert "cannot be written" in book.refuses("proof", "witness", "--request", book.folder / "no" / "asked", code=2)
    book.does("proof", "witness", "--request", asked)
    first = asked.read_text(encoding="utf-8")
    book.does("proof", "witness", "--request", asked, "--old", "1")
    assert first.startswith("old 0\n") and asked.read_text(encoding="utf-8").startswith("old 1\n")
    assert not [*book.folder.glob(".asked*")]


def test_a_checkpoint_that_is_signed_already_is_recorded_as_signed(book: Desk) -> None:
    taken = book.does("key", "take", keyed(book))
    pinned = next(word for word in taken.split() if word.count("+") >= 2)
    said = book.does("proof", "checkpoint", "--to", "Northlight")
    assert "unsigned" not in said and f"signed by {pinned.split('+')[1]}" in said
    assert "unsigned" in book.does("proof", "checkpoint", "--to", "Northlight")


def test_key_show_says_which_line_is_a_logs(book: Desk) -> None:
    assert "under the log's name" in book("key", "show", keyed(book))[2]
