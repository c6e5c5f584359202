"""The people of a book: names, addresses, bank, tax and health data, in a companion file that the book only knows by digest.

The book holds SHA-256(salt || canonical value) (ledger.aggregates.party.digest); value and salt live here alone, so erasing a
row leaves every root unchanged.
The file is for its owner alone (mode 0600).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.errors import Unreadable

COMMAND = "command"
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
        if not self.path.exists() or not self.path.stat().st_size:
            return []
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return connection.execute("select party, field, value, salt from people order by party, field").fetchall()
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{self.path} cannot be read as the people of this book: {problem}.") from problem

    def command_salt(self, command: str | None) -> bytes | None:
        """The salt of a command that was sent before with a person's data, by the id that its sender gave it."""
        return next((salt for _, field, value, salt in self.rows() if field == COMMAND and value == command), None)

    @contextmanager
    def adding(self, rows: Sequence[Row]) -> Iterator[None]:
        """Keep persons' values if what happens meanwhile succeeds, and else leave everything as it was. Others wait."""
        if not rows:
            yield
            return
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as connection:
            try:
                connection.execute("begin immediate")
                connection.execute(SCHEMA)
                connection.executemany("insert or replace into people values (?, ?, ?, ?)", rows)
            except sqlite3.OperationalError as problem:
                raise Unreadable(f"{self.path} cannot be written: {problem}. Nothing was recorded.") from problem
            try:
                yield
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")
