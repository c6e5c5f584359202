"""The book: the one door to the log. Here alone the clock and the chance are read, and both are arguments.

with Book.open("midnight.book") as book:
    decision = book.decide(by="Clara Vidal", reason="second unit")
    order = decision.know(PURCHASE_ORDER, "PO-0042")
    decision.record(PURCHASE_ORDER, "PO-0042", purchase_order.approve(...))
    entries = decision.commit()
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError, OperationalError

from ledger.aggregate import Aggregate, Document, fold
from ledger.aggregates.book import BookOpened, open_book
from ledger.aggregates.book import Clock as BookClock
from ledger.aggregates.party import PARTY
from ledger.entry import Command, Entry, read
from ledger.errors import AlreadyDone, Conflict, Misuse, Unknown, Unreadable
from ledger.event import Claim
from ledger.guards import Row
from ledger.log import ERASED, UNFINISHED, checked
from ledger.people import People
from ledger.store import sqlite
from ledger.store.append import stamp
from ledger.store.application import Ledger
from ledger.terms import Terms

S = TypeVar("S")
Clock = Callable[[], datetime]
Chance = Callable[[int], bytes]


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def system_chance(length: int) -> bytes:
    """Random bytes from the operating system."""
    return secrets.token_bytes(length)


class Book:
    """One production's log, open for reading and deciding."""

    def __init__(self, path: Path, *, clock: Clock = system_clock, chance: Chance = system_chance) -> None:
        self.path, self.clock, self.chance = path, clock, chance
        self.ledger = Ledger(str(path))
        gone = lambda: {party for (party,) in self._query(ERASED)}  # noqa: E731
        self.people = People(path.with_suffix(".people"), lambda: self.opened.book, gone, chance)
        self.evidence = path.with_suffix(".evidence")

    @classmethod
    def init(
        cls,
        path: Path,
        *,
        title: str,
        currency: str,
        timezone: str,
        demonstration: bool = False,
        clock: Clock = system_clock,
        chance: Chance = system_chance,
    ) -> tuple[Book, BookOpened]:
        """Make a new, empty book file and say what its entry 1 shall be. Raises AlreadyDone, Misuse, Unreadable."""
        clock_word: BookClock = "demonstration" if demonstration else "system"
        opened = open_book(book=chance(16).hex(), title=title, currency=currency, timezone=timezone, clock=clock_word)
        if path.suffix != ".book":
            raise Misuse(f"{path} does not end in .book; its companions are named after it. Write {path}.book.")
        if path.exists():
            raise AlreadyDone(f"{path} exists already. Choose another name; a book is never overwritten.")
        try:
            sqlite.create(str(path))
        except sqlite3.OperationalError as problem:
            raise Misuse(f"{path} cannot be written: {problem}. Choose a folder that you may write to.") from problem
        return cls(path, clock=clock, chance=chance), opened

    @classmethod
    def open(cls, path: Path, *, clock: Clock = system_clock, chance: Chance = system_chance) -> Book:
        """Open a book. Raises Unknown when there is none, Unreadable when it is not one or of another format."""
        checked(path)
        return cls(path, clock=clock, chance=chance)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.ledger.recorder.close()  # type: ignore[attr-defined]  # our recorder has it, the library's interface has not
        self.ledger.close()

    @cached_property
    def opened(self) -> BookOpened:
        """Entry 1: what the book says of itself."""
        first = self.ledger.recorder.select_notifications(start=1, limit=1)
        if not first:
            raise Unreadable(UNFINISHED.format(path=self.path))
        entry = self.ledger.mapper.to_domain_event(first[0])
        assert isinstance(entry, Entry) and isinstance(entry.event, BookOpened)
        return entry.event

    @property
    def currency(self) -> str:
        """The book's currency."""
        return self.opened.currency

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The zone in which a day of this production begins."""
        return zone(self.opened.timezone)

    def today(self) -> date:
        """The day now, in the book's time zone."""
        return self.clock().astimezone(self.timezone).date()

    def late(self) -> str:
        """What to tell where the clock stands more than a minute before the last entry: the log never goes back in time."""
        position, last = next(self._query("select position, at from entries order by position desc limit 1"))
        now = self.clock()
        if self.opened.clock == "demonstration" or stamp(now + timedelta(minutes=1)) >= last:
            return ""
        return (
            f"The clock of this machine says {stamp(now)[:19]}Z, and entry {position} was recorded at {last[:19]}Z. What is recorded now "
            "has that later time, because a log never goes back; see which of the two clocks is wrong."
        )

    def load(self, aggregate: Aggregate[S], key: str) -> Document[S] | None:
        """What is known of one document, or None when it has no entries."""
        try:
            found: Document[S] = self.ledger.repository.get(aggregate.stream(key), projector_func=fold(aggregate))  # type: ignore[type-var,assignment]  # the library asks for mutable ids
        except AggregateNotFoundError:
            return None
        return found

    def keys(self, aggregate: Aggregate[Any]) -> list[str]:
        """The keys of every document of a kind, in the order in which they began."""
        begin = f"{aggregate.kind}/"
        rows = self._query(
            "select stream from entries where stream >= ? and stream < ? and version = 1 order by position", begin, begin[:-1] + "0"
        )
        return [stream.partition("/")[2] for (stream,) in rows]

    def last_number(self, aggregate: Aggregate[Any]) -> int:
        """The greatest number that the ledger or a printed document gave in this kind: 42 of PO-0042, 0 of none."""
        begin = f"{aggregate.kind}/{aggregate.prefix}-"
        number = f"cast(substr(stream, {len(begin) + 1}) as integer)"
        rows = self._query(f"select max({number}) from entries where version = 1 and stream glob ?", f"{begin}[0-9]*")
        return next(rows)[0] or 0

    def companies(self, name: str) -> list[str]:
        """The parties that are companies of this name now."""
        rows = self._query(
            "select distinct substr(stream, 7) from entries where stream >= 'party/' and stream < 'party0' "
            "and name in ('CompanyRegistered', 'PartyChanged') and json_extract(cast(state as text), '$.event.name') = ?",
            name,
        )
        found = [(key, self.load(PARTY, key)) for (key,) in rows.fetchall()]  # type: ignore[attr-defined]
        return [key for key, party in found if party and party.state.name == name]

    def every(self, aggregate: Aggregate[S]) -> dict[str, S]:
        """The state of every document of a kind, by key."""
        loaded = ((key, self.load(aggregate, key)) for key in self.keys(aggregate))
        return {key: document.state for key, document in loaded if document}

    def guard(self, key: str) -> Row | None:
        """One derived row of the guards."""
        row = next(self._query("select value, floor from guards where key = ?", key), None)
        return Row(*row) if row else None

    def guards(self, prefix: str) -> dict[str, Row]:
        """The derived rows whose key begins so, without the prefix."""
        rows = self._query("select key, value, floor from guards where key >= ? and key < ?", prefix, prefix + "\U0010ffff")
        return {key[len(prefix) :]: Row(value, floor) for key, value, floor in rows}

    def claiming(self, scope: str, prefix: str) -> list[str]:
        """The documents that use a number beginning so, in the order of their streams."""
        asked = "select distinct stream from claims where scope = ? and key >= ? and key < ? order by stream"
        return [stream for (stream,) in self._query(asked, scope, prefix, prefix + "\U0010ffff")]

    def holders(self, claims: Iterable[Claim]) -> dict[Claim, str]:
        """The documents that use these numbers, in capitals or not, by number as it is asked; asked for many at once."""
        asked = list(claims)
        spelled = {(claim.scope, claim.key.lower()): claim for claim in asked}
        found: dict[Claim, str] = {}
        for some in (asked[n : n + 500] for n in range(0, len(asked), 500)):
            values = ", ".join("(?, ?)" for _ in some)
            wanted = (value for claim in some for value in (claim.scope, claim.key))
            rows = self._query(f"select scope, key, stream from claims where (scope, key) in (values {values})", *wanted)
            found |= {spelled[scope, key.lower()]: stream for scope, key, stream in rows}
        return found

    def entry(self, position: int) -> Entry:
        """The entry at a position. Raises Unknown."""
        row = next(self._query("select stream, version, name, state, position, at from entries where position = ?", position), None)
        if row is None:
            raise Unknown(f"There is no entry {position}; the book's last entry is {self.size()}.")
        return read(*row)

    def entries(self, first: int = 1, last: int = 2**62) -> Iterator[Entry]:
        """The entries between two positions, in order."""
        rows = self._query(
            "select stream, version, name, state, position, at from entries where position between ? and ? order by position", first, last
        )
        return (read(*row) for row in rows)

    def life(self, aggregate: Aggregate[Any], key: str) -> Iterator[Entry]:
        """The entries of one document, in order."""
        rows = self._query(
            "select stream, version, name, state, position, at from entries where stream = ? order by version", aggregate.stream(key)
        )
        return (read(*row) for row in rows)

    def called(self, party: str) -> str:
        """The name of a party, where the book or its companion knows one, else its id."""
        document = self.load(PARTY, party)
        return (document.state.name if document else "") or self.people.names().get(party, party)

    def recorders(self) -> set[str]:
        """The parties who have recorded in this book."""
        return {by for (by,) in self._query("select distinct json_extract(cast(state as text), '$.by') from entries")}

    def size(self) -> int:
        """The last position."""
        return self.ledger.recorder.max_notification_id() or 0

    def leaves(self, last: int = 2**62) -> Iterator[bytes]:
        """The stored leaves up to a position."""
        return (leaf for (leaf,) in self._query("select leaf from entries where position <= ? order by position", last))

    def select(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows of the book's tables, by a statement that reads alone."""
        return self._query(statement, *values)

    def _query(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        recorder = self.ledger.recorder
        assert isinstance(recorder, sqlite.SQLiteRecorder)
        return recorder.connection.execute(statement, values)

    def append(self, entries: Sequence[Entry], *, opened: BookOpened | None = None, bulk: bool = False, **read_set: Any) -> list[Entry]:
        """Record entries in one transaction, or none. Raises Conflict, Refused and its kin, Unreadable, Recorded."""
        about = opened or self.opened
        terms = Terms(entries, about.book, about.currency, zone(about.timezone), self.clock, **read_set)
        try:
            if bulk:
                positions: Sequence[int] = self.ledger.import_events(entries, terms=terms)
            else:
                positions = [recording.notification.id for recording in self.ledger.save(*entries, terms=terms)]
        except IntegrityError as problem:
            raise Conflict(f"Someone recorded on the same document first: {problem}. Look again and decide again.") from problem
        except OperationalError as problem:
            if "locked" in str(problem):
                raise Conflict(
                    f"{self.path} is being written by somebody else, and stayed locked. Nothing was recorded; try again."
                ) from problem
            raise Unreadable(f"{self.path} cannot be written: {problem}. Nothing was recorded.") from problem
        at = next(self._query("select at from entries where position = ?", positions[-1]))[0]
        return [entry.placed(position, at) for entry, position in zip(entries, positions, strict=True)]

    def command(self, key: str | None, request: str) -> Command:
        """The command's identity: its own id, or a new one by chance."""
        if key is not None and not re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", key):
            raise Misuse(f"{key!r} is not a command id: up to 64 letters, digits and . _ : -")
        return Command(key or self.chance(8).hex(), request)

    def done_before(self, command: Command) -> list[Entry]:
        """The entries that this same command recorded before. Raises AlreadyDone when its id stood for another request."""
        row = next(self._query("select request, first, last from commands where id = ?", command.id), None)
        if row is None:
            return []
        if row[0] != command.request:
            raise AlreadyDone(f"Command {command.id} recorded entry {row[1]} with other arguments. Give this one an id of its own.")
        return list(self.entries(row[1], row[2]))


def zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises Misuse."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misuse(f"{name!r} is not a time zone. Write a name such as Europe/Madrid or America/Los_Angeles.") from None
