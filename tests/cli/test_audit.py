"""Verification at the command line, where a document cannot show it."""

from __future__ import annotations

import json
import sqlite3

from ledger.entry import leaf
from tests.cli.conftest import Desk


def test_entries_that_this_version_does_not_know_are_verified_as_bytes_and_fail_closed(book: Desk) -> None:
    connection = sqlite3.connect(book.path)
    position, at, state = connection.execute("select position + 1, at, state from entries order by position desc limit 1").fetchone()
    opened = json.loads(connection.execute("select state from entries where position = 1").fetchone()[0])["event"]["book"]
    row = (position, at, "budget/main", 1, "BudgetBlessed", state)
    stored = leaf(at=at, book=opened, name=row[4], position=position, state=state, stream=row[2], version=1)
    connection.execute("insert into entries values (?, ?, ?, ?, ?, ?, ?)", (*row, stored))
    connection.commit()
    connection.close()
    said = book.refuses("audit", "verify", "--book", book.path, code=4)
    assert f"Entry {position} is a BudgetBlessed, which this version of Topsheet does not know. Open the book with a newer one." in said
    assert "Every leaf holds, root " in said
    assert "guards and figures need the version that wrote these entries." in said


def test_a_number_that_was_changed_is_named_by_its_entry(book: Desk) -> None:
    connection = sqlite3.connect(book.path)
    connection.execute("drop trigger entries_are_never_updated")
    connection.execute("update entries set at = '2020-01-01T00:00:00.000000Z' where position = 2")
    connection.execute("insert into claims values ('invoices of P-0001 in 2021', '1', 'invoice/I-0001')")
    connection.execute("insert into guards values ('left/3300', 5, null)")
    connection.commit()
    connection.close()
    said = book.refuses("audit", "verify", "--book", book.path, code=4)
    for words in (
        "Entry 2 was recorded at 2020-01-01T00:00:00.000000Z, before entry 1",
        "Entry 2 (party/P-0001, CompanyRegistered) is not what was recorded",
        "Guard left/3300 is 5, and the entries make it absent.",
        "Claim invoices of P-0001 in 2021 1 is invoice/I-0001, and the entries make it absent.",
        "entries are never updated: this part of the file is missing; somebody changed it with another program.",
        "is not what it promises: 5 found.",
    ):
        assert words in said, said
