"""A book in one SQLite file: entries are only ever added, and everything that an append must check is in its transaction."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    PersistenceError,
    StoredEvent,
    Subscription,
)

from ledger.log import APPLICATION_ID, FORMAT, SCHEMA
from ledger.store.append import append

LOCK_TIMEOUT = 30
SAFE_WAL = (3, 51, 3)


def connect(path: str, *, create: bool = False) -> sqlite3.Connection:
    """A writing connection with the settings that every book has."""
    uri = f"{Path(path).absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False)
    connection.execute("pragma synchronous=full")
    connection.execute("pragma trusted_schema=off")
    connection.execute("pragma cell_size_check=on")
    wanted = "wal" if sqlite3.sqlite_version_info >= SAFE_WAL else "delete"
    if connection.execute("pragma journal_mode").fetchone()[0] != wanted:
        connection.execute(f"pragma journal_mode={wanted}")
    return connection


def create(path: str) -> None:
    """Make an empty book file. The caller has seen that there is none."""
    connection = connect(path, create=True)
    try:
        connection.executescript(f"begin immediate; {SCHEMA} pragma application_id={APPLICATION_ID}; pragma user_version={FORMAT}; commit;")
    finally:
        connection.close()


@contextmanager
def errors() -> Iterator[None]:
    """SQLite's errors as the library's."""
    try:
        yield
    except sqlite3.IntegrityError as problem:
        raise IntegrityError(problem) from problem
    except sqlite3.OperationalError as problem:
        raise OperationalError(problem) from problem
    except sqlite3.Error as problem:
        raise PersistenceError(problem) from problem


class SQLiteRecorder(ApplicationRecorder):
    """The library's recorder interface over a book file. Safe for many threads and processes; one connection a thread."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        if not hasattr(self._local, "connection"):
            self._local.connection = connect(self.path)
        connection: sqlite3.Connection = self._local.connection
        return connection

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append in one transaction and return the positions.

        With `terms` everything that they name is checked; raises IntegrityError, or the refusal, and then nothing is recorded.
        """
        with errors():
            connection = self.connection
            connection.execute("begin immediate")
            try:
                positions = append(connection, stored_events, kwargs.get("terms"))
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
            return positions

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The entries of one stream, in order of version."""
        statement = (
            "select stream, version, name, state from entries where stream = ? and version > ? and version <= ? "
            f"order by version {'desc' if desc else 'asc'} limit ?"
        )
        bounds = (str(originator_id), -1 if gt is None else gt, 2**62 if lte is None else lte, -1 if limit is None else limit)
        with errors():
            return [StoredEvent(*row) for row in self.connection.execute(statement, bounds)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The entries of the whole book in order of position."""
        first = 0 if start is None else start if inclusive_of_start else start + 1
        named = f"and name in ({','.join('?' * len(topics))})" if topics else ""
        statement = (
            f"select stream, version, name, state, position from entries where position >= ? and position <= ? {named} "
            "order by position limit ?"
        )
        with errors():
            rows = self.connection.execute(statement, (first, 2**62 if stop is None else stop, *topics, limit))
            return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position, or None in an empty book."""
        with errors():
            last: int | None = self.connection.execute("select max(position) from entries").fetchone()[0]
            return last

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """The entries after a position, then each new one as it is recorded; SQLite sends no word, so it is asked."""
        return Polled(self, gt, topics)

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection


class Polled(Subscription[ApplicationRecorder]):
    """Looks for new entries twenty times a second until it is stopped."""

    pending: Sequence[Notification] = ()

    def __next__(self) -> Notification:
        while not self.pending and not self._has_been_stopped:
            start = self._last_notification_id or 0
            self.pending = self._recorder.select_notifications(start, 500, topics=self._topics, inclusive_of_start=False)
            if not self.pending:
                sleep(1 / 20)
        if self._has_been_stopped:
            raise StopIteration
        first, *rest = self.pending
        self.pending, self._last_notification_id = rest, first.id
        return first
