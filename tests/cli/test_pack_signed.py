"""A pack of a book whose log has a key: it is signed, the checkpoint is kept, and the next pack tells of it."""

from __future__ import annotations

import zipfile

import pytest

from ledger.proof import topsheet_verify as verifier
from tests.cli.conftest import Desk


def test_a_pack_is_signed_with_the_key_of_the_log(book: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    owner = ("--by", "Rosa Lind", "--book", book.path)
    log, first, second = book.folder / "log.key", book.folder / "first.zip", book.folder / "second.zip"
    book.does("party", "company", "Harbor Bank", "--kind", "financier", *owner)
    book.does("access", "set", "Harbor Bank", "--no-reports", "--reason", "a test", *owner)
    book.does("key", "create", log, "--name", "roxy.example/log", "--no-passphrase")
    taken = book.does("key", "take", log, *owner)
    key = next(word for word in taken.split() if word.startswith("topsheet/") and word.count("+") > 1)
    said = book.refuses("pack", "--for", "Harbor Bank", "-o", first, *owner, code=2)
    assert "and a pack that it did not sign would be refused by whoever verifies it. Give the key: --log-key FILE" in said
    sign = ("--log-key", log, *owner)
    assert f"Signed by {key}." in book.does("pack", "--for", "Harbor Bank", "-o", first, *sign)
    book.does("pack", "--for", "Harbor Bank", "-o", second, *sign)
    with zipfile.ZipFile(first) as pack, zipfile.ZipFile(second) as later:
        size = pack.read("checkpoint").split(b"\n")[1].decode()
        assert (book.path.with_suffix(".checkpoints") / f"{size}.checkpoint").read_bytes() == pack.read("checkpoint")
        assert later.read(f"earlier/{size}.checkpoint") == pack.read("checkpoint")
    assert verifier.main([str(second), "--key", key, "--earlier", str(first)]) == 0
    assert "are signed by topsheet/" in capsys.readouterr().out
