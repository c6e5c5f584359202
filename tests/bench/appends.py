"""Recording: many ready entries at once, and one durable command, beside SQLite writing the same bytes with the same settings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ledger.aggregates.invoice import INVOICE, enter
from ledger.book import Book
from ledger.decision import Decision
from ledger.entry import Command, Entry
from ledger.store import sqlite
from tests.bench.books import FIRST, begun, entries, eur
from tests.bench.measure import Figure, Goal, compared, in_turn, timed

INSERT = "insert into entries values (?, ?, ?, ?, ?, ?, ?)"
COMMANDS = 40


def bulk(folder: Path, lines: int, times: int) -> list[Figure]:
    """Ready entries through the bulk path, with every check and guard, as one command; and their rows through executemany."""
    ready: list[Entry] = [replace(entry, command=Command("import", "0" * 64)) for entry in entries(lines)]
    written = folder / "bulk.book"

    def ours() -> float:
        remove(written)
        with begun(written) as book:
            return timed(lambda: book.append(ready, bulk=True))

    def raw() -> float:
        with closing(sqlite3.connect(written)) as connection:
            rows = connection.execute("select * from entries").fetchall()
        with empty(folder / "raw.book") as connection:
            return timed(lambda: inserted(connection, rows))

    theirs, mine = reversed(in_turn(times, ours, raw))
    goal = Goal(at_most=False, goal="0.5", aim="0.8")
    what = f"bulk append of {len(ready):,} entries, {lines:,} lines"
    return [compared("bulk", what, "sqlite3.executemany of the same bytes", goal, ours=mine, theirs=theirs, faster=True)]


def command(folder: Path, times: int) -> list[Figure]:
    """One decision after another in one process, each durable when it returns; and one insert after another."""
    written = folder / "commands.book"
    remove(written)
    with begun(written) as book:
        book.append(list(entries(2000)), bulk=True)
    counter = iter(range(10**9))

    def ours() -> float:
        with Book.open(written) as book:
            enters(book, next(counter))  # the book's first page and the vendor are read once
            return timed(lambda: [enters(book, next(counter)) for _ in range(COMMANDS)])

    def raw() -> float:
        with closing(sqlite3.connect(written)) as connection:
            rows = connection.execute("select * from entries order by position desc limit ?", (COMMANDS,)).fetchall()
        with empty(folder / "raw.book") as connection:
            return timed(lambda: [inserted(connection, [row]) for row in reversed(rows)])

    mine, theirs = in_turn(times, ours, raw)
    goal = Goal(at_most=True, goal="2.5", aim="1.5")
    return [compared("command", f"{COMMANDS} durable commands (invoice enter)", "one-insert transactions", goal, ours=mine, theirs=theirs)]


def enters(book: Book, number: int) -> None:
    """Enter an invoice, as the command does, in one durable transaction."""
    decision = Decision(book, "P-0001", FIRST, book.command(None, "0" * 64))
    key, net, none = f"N-{number:07}", eur(100_00), eur(0)
    asked = enter(on=FIRST, vendor="P-0002", number=key, dated=FIRST, net=net, gross=net, tax=none, recoverable=none, withholding=none)
    decision.record(INVOICE, key, asked)
    decision.commit()


def inserted(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    connection.execute("begin immediate")
    connection.executemany(INSERT, rows)
    connection.execute("commit")


class empty:  # noqa: N801 - reads as a verb: with empty(path)
    """A new book file without rows, over the connection that a book would use."""

    def __init__(self, path: Path) -> None:
        remove(path)
        sqlite.create(str(path))
        self.connection = sqlite.connect(str(path))

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def remove(path: Path) -> None:
    """Remove a book and its companions."""
    for one in companions(path):
        one.unlink()


def companions(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.stem}.*")
