"""The people of a book: names, addresses, bank, tax and health data, in a companion file that the book only knows by digest.

The book holds SHA-256(salt || canonical value) (ledger.aggregates.party.digest); value and salt live here alone, so erasing a
row leaves every root unchanged.
The file is for its owner alone (mode 0600).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from ledger.errors import Unreadable

Row = tuple[str, str, str, bytes]
SCHEMA = "create table if not exists people (party text, field text, value text, salt blob, primary key (party, field)) strict"


class People:
    """The companion file of one book; it is made when the first person is registered."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> dict[str, str]:
        """Names by party id; empty when there is no companion beside the book."""
        return {party: value for party, field, value, _ in self.rows() if field == "name"}

    def rows(self) -> list[Row]:
        """Every stored value: party, field, value, salt."""
        if not self.path.exists():
            return []
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return connection.execute("select party, field, value, salt from people order by party, field").fetchall()
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{self.path} cannot be read as the people of this book: {problem}.") from problem

    def add(self, party: str, values: Mapping[str, str], salts: Mapping[str, bytes]) -> list[Row]:
        """Keep a person's values, and return the rows that they had before."""
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        before = [row for row in self.rows() if row[0] == party] if self.path.stat().st_size else []
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(SCHEMA)
            rows = [(party, field, value, salts[field]) for field, value in values.items()]
            connection.executemany("insert or replace into people values (?, ?, ?, ?)", rows)
        return before

    def restore(self, party: str, rows: Sequence[Row]) -> None:
        """Put a person's values back as they were: their entry was refused."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("delete from people where party = ?", (party,))
            connection.executemany("insert into people values (?, ?, ?, ?)", rows)
