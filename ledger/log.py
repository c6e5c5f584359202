"""A book as readers see it: a file opened read-only, its rows as they are stored. No event is decoded here.

Reports need neither the event models nor the eventsourcing library, and never lock a writer out for longer than a read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from ledger.errors import Unknown, Unreadable
from ledger.people import People

APPLICATION_ID = 0x546F7073
FORMAT = 1
SCHEMA = """
create table entries (
    position integer primary key autoincrement,
    at text not null,
    stream text not null,
    version integer not null,
    name text not null,
    state blob not null,
    leaf blob not null,
    unique (stream, version)
) strict;
create trigger entries_are_never_updated before update on entries begin select raise(abort, 'entries are never updated'); end;
create trigger entries_are_never_deleted before delete on entries begin select raise(abort, 'entries are never deleted'); end;
create table guards (key text primary key, value any not null, floor integer) strict, without rowid;
create table claims (
    scope text not null, key text not null collate nocase, stream text not null, primary key (scope, key)
) strict, without rowid;
create table commands (id text primary key, request text not null, first integer not null, last integer not null) strict, without rowid;
"""
CHUNK = 5000
ERASED = "select substr(stream, 7) from entries where stream >= 'party/' and stream < 'party0' and name = 'SubjectErased'"
UNFINISHED = "{path} has no entry 1: it was left unfinished. Remove it and make the book again with topsheet init."


class States(Protocol):
    """What a report asks of a book beside its figures: the words of entries."""

    def states(self, positions: Sequence[int]) -> dict[int, bytes]:
        """The stored states of these entries."""


class Log:
    """One book, read-only. `title`, `currency`, `timezone` and `clock` are what entry 1 says."""

    def __init__(self, path: Path) -> None:
        checked(path)
        self.path = path
        self.people = People(path.with_suffix(".people"), lambda: str(self.opened["book"]), self.erased)
        self.connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30, isolation_level=None)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @cached_property
    def opened(self) -> dict[str, Any]:
        """The fields of entry 1. Raises Unreadable for a book that was never opened."""
        row = self.connection.execute("select state from entries where position = 1").fetchone()
        if row is None:
            raise Unreadable(UNFINISHED.format(path=self.path))
        event: dict[str, Any] = json.loads(row[0])["event"]
        return event

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which a day of this production begins."""
        return ZoneInfo(self.opened["timezone"])

    def erased(self) -> set[str]:
        """The parties whose personal data were erased."""
        return {party for (party,) in self.connection.execute(ERASED)}

    def last(self) -> int:
        """The position of the last entry."""
        position: int = self.connection.execute("select coalesce(max(position), 0) from entries").fetchone()[0]
        return position

    def at(self, position: int) -> str:
        """When an entry was recorded. Raises Unknown."""
        row = self.connection.execute("select at from entries where position = ?", (position,)).fetchone()
        if row is None:
            raise Unknown(f"There is no entry {position}; the book's last entry is {self.last()}.")
        return str(row[0])

    def day(self, position: int) -> date:
        """The day on which an entry was recorded, in the book's time zone."""
        return datetime.fromisoformat(self.at(position)).astimezone(self.zone).date()

    def known_by(self, moment: datetime) -> int:
        """The last position recorded up to a moment. Raises Unknown when there was none yet."""
        stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        row = self.connection.execute("select position from entries where at <= ? order by position desc limit 1", (stamp,)).fetchone()
        if row is None:
            begins = datetime.fromisoformat(self.at(1)).astimezone(self.zone)
            raise Unknown(f"Nothing was recorded up to {moment:%Y-%m-%d %H:%M}; the book begins on {begins:%Y-%m-%d at %H:%M}.")
        return int(row[0])

    def end_of(self, day: date) -> datetime:
        """The last moment of a day in the book's time zone."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone) - timedelta(microseconds=1)

    def named(self, name: str, field: str, value: object) -> tuple[int, dict[str, Any]] | None:
        """The last entry of a name whose event has this value in a field, with its event."""
        rows = self.connection.execute("select position, state from entries where name = ? order by position desc", (name,))
        for position, state in rows:
            event: dict[str, Any] = json.loads(state)["event"]
            if event.get(field) == value:
                return position, event
        return None

    def first(self, stream: str) -> dict[str, Any] | None:
        """The event with which a document begins."""
        row = self.connection.execute("select state from entries where stream = ? and version = 1", (stream,)).fetchone()
        return json.loads(row[0])["event"] if row else None

    def columns(self, first: int, last: int) -> Iterator[Sequence[Sequence[Any]]]:
        """The entries between two positions, some thousands at a time: position, at, stream, version, name and state, column by column."""
        rows = self.connection.execute(
            "select position, at, stream, version, name, cast(state as text) from entries where position between ? and ? order by position",
            (first, last),
        )
        while some := rows.fetchmany(CHUNK):
            yield [list(column) for column in zip(*some, strict=True)]

    def rows(self, first: int) -> list[tuple[Any, ...]]:
        """The entries from a position on as they are stored: position, at, stream, version, name, state, leaf."""
        asked = "select position, at, stream, version, name, state, leaf from entries where position >= ? order by position"
        return self.connection.execute(asked, (first,)).fetchall()

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        """The stored leaves between two positions."""
        rows = self.connection.execute("select leaf from entries where position between ? and ? order by position", (first, last))
        return (leaf for (leaf,) in rows)

    def states(self, positions: Sequence[int]) -> dict[int, bytes]:
        """The stored states of these entries."""
        return {position: state for position, (_, _, _, state) in self.stored(positions).items()}

    def stored(self, positions: Sequence[int]) -> dict[int, tuple[str, int, str, bytes]]:
        """Stream, version, name and state of these entries as they are stored, fetched a thousand at a time."""
        found: dict[int, tuple[str, int, str, bytes]] = {}
        for start in range(0, len(positions), 1000):
            some = positions[start : start + 1000]
            marks = ",".join("?" * len(some))
            rows = self.connection.execute(f"select position, stream, version, name, state from entries where position in ({marks})", some)
            found.update((position, held) for position, *held in rows)
        return found

    def document(self, stream: str) -> list[tuple[str, int, str, bytes, int, str]]:
        """The entries of one document as they are stored: stream, version, name, state, position, at."""
        statement = "select stream, version, name, state, position, at from entries where stream = ? order by version"
        return self.connection.execute(statement, (stream,)).fetchall()


def checked(path: Path) -> None:
    """See that a file is a book of this format. Raises Unknown, Unreadable."""
    if not path.exists():
        raise Unknown(f"There is no book at {path}. Make one with topsheet init {path}, or name yours with --book or TOPSHEET_BOOK.")
    if path.is_dir():
        raise Unreadable(f"{path} is a folder, not a Topsheet book. Name the file in it that ends in .book.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            mark = connection.execute("pragma application_id").fetchone()[0]
            form = connection.execute("pragma user_version").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        raise Unreadable(f"{path} is not a Topsheet book ({problem}). Nothing was changed in it.") from problem
    if mark != APPLICATION_ID:
        raise Unreadable(f"{path} is a database, but not a Topsheet book. Nothing was changed in it.")
    if form != FORMAT:
        which = "a newer" if form > FORMAT else "an older"
        raise Unreadable(
            f"{path} is of format {form}, {which} one; this version reads format {FORMAT}. CHANGELOG.md names the version to use."
        )
