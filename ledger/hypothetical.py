"""A book as it would become: above its last entry stand rows that are only supposed, which nobody recorded and no file holds.

A session derives its facts from both with the same SQL, so that every view and every rule can be asked what a decision would do to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

from ledger.entry import Entry, leaf
from ledger.errors import Unreadable
from ledger.log import CHUNK, Log

STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


class Supposed(NamedTuple):
    """One row as it would be stored."""

    position: int
    at: str
    stream: str
    version: int
    name: str
    state: bytes
    leaf: bytes


class Hypothetical:
    """The rows of a book and, above its last entry, those that are supposed: what a session asks of a book, it answers for both.

    `last` stays the last entry that was recorded, so that no cache ever holds another; `end` is the last position of all.
    """

    def __init__(self, log: Log, recorded: int, above: Sequence[Supposed]) -> None:
        self.log, self.recorded, self.above = log, recorded, above

    @classmethod
    def of(cls, log: Log, entries: Sequence[Entry], now: datetime) -> Self:
        """The book with these entries, as an append at this moment would place them."""
        recorded, book = log.last(), log.opened["book"]
        at = max(now.astimezone(UTC).strftime(STAMP), log.at(recorded))
        above = []
        for position, entry in enumerate(entries, recorded + 1):
            state, where = entry.state(), (entry.stream, entry.version, entry.name)
            stands = leaf(at=at, book=book, name=entry.name, position=position, state=state, stream=entry.stream, version=entry.version)
            above.append(Supposed(position, at, *where, state, stands))
        return cls(log, recorded, above)

    @classmethod
    def played(cls, log: Log, recorded: int, copy: Log) -> Self:
        """The book up to an entry, with what was played on a copy of it after that entry."""
        return cls(log, recorded, [Supposed(*row) for row in copy.rows(recorded + 1)])

    @property
    def end(self) -> int:
        """The last position, supposed or recorded."""
        return self.recorded + len(self.above)

    def last(self) -> int:
        """The position of the last recorded entry."""
        return self.recorded

    def at(self, position: int) -> str:
        """When an entry was recorded, or would be."""
        return self.log.at(position) if position <= self.recorded else self.above[position - self.recorded - 1].at

    def columns(self, first: int, last: int) -> Iterator[Sequence[Sequence[object]]]:
        """The entries between two positions, as the book gives them: position, at, stream, version, name and state, column by column."""
        yield from self.log.columns(first, min(last, self.recorded))
        some = self._above(first, last)
        for start in range(0, len(some), CHUNK):
            rows = [(*row[:5], row.state.decode()) for row in some[start : start + CHUNK]]
            yield [list(column) for column in zip(*rows, strict=True)]

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        """The leaves between two positions."""
        return chain(self.log.leaves(first, min(last, self.recorded)), (row.leaf for row in self._above(first, last)))

    def _above(self, first: int, last: int) -> Sequence[Supposed]:
        return [row for row in self.above if first <= row.position <= last]


@contextmanager
def copied(log: Log) -> Iterator[Path]:
    """A private copy of a book and of its people, gone afterwards; the book is only read. Raises Unreadable when there is no room."""
    with TemporaryDirectory(prefix="topsheet-what-if-") as folder:
        path = Path(folder) / log.path.name
        try:
            _copied(log.connection, path)
            for file in (log.people.path, log.people.keys):
                if file.exists():
                    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as people:
                        _copied(people, path.with_suffix(file.suffix))
        except (sqlite3.Error, OSError) as problem:
            raise Unreadable(
                f"No copy of {log.path} can be made in {folder}: {problem}. Nothing was changed; TMPDIR names a folder with more room."
            ) from problem
        yield path


def _copied(source: sqlite3.Connection, path: Path) -> None:
    """Copy a database whole, as one transaction sees it, for its owner alone."""
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as target:
        source.backup(target)
