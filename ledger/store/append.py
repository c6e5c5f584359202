"""The append: what is checked and written inside one transaction, in this order.

command ids, streams that were read, the whole book where it was read, guard rows that were used, versions, days, claims, guards and
their limits, entries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, MutableMapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent

from ledger.entry import LIMIT, Entry, leaf
from ledger.errors import AlreadyDone, Conflict, Refused, TooLate
from ledger.guards import Row, after
from ledger.money import Money
from ledger.terms import Agreed, Recorded, Terms

STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


class StoredRows(MutableMapping[str, Row]):
    """The guards of the book, with changes kept until they are written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.seen: dict[str, Row | None] = {}
        self.changed: set[str] = set()

    def __getitem__(self, key: str) -> Row:
        found: Row | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(str(key)) is not None

    def get(self, key: str, default: Any = None) -> Any:
        """The row of a key, read once."""
        if key not in self.seen:
            row = self.connection.execute("select value, floor from guards where key = ?", (key,)).fetchone()
            self.seen[key] = Row(*row) if row else None
        found = self.seen[key]
        return default if found is None else found

    def __setitem__(self, key: str, row: Row) -> None:
        self.seen[key] = row
        self.changed.add(key)

    def __delitem__(self, key: str) -> None:
        self.seen[key] = None
        self.changed.add(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key, row in self.seen.items() if row)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def write(self) -> None:
        """Store what changed."""
        kept = [(key, *row) for key in sorted(self.changed) if (row := self.seen[key])]
        gone = [(key,) for key in sorted(self.changed) if not self.seen[key]]
        self.connection.executemany("insert or replace into guards values (?, ?, ?)", kept)
        self.connection.executemany("delete from guards where key = ?", gone)


def append(connection: sqlite3.Connection, stored: Sequence[StoredEvent], terms: Terms | None) -> list[int]:
    """Write the entries and return their positions. The caller holds the write lock, and rolls back on any refusal."""
    position, last = connection.execute("select position, at from entries order by position desc limit 1").fetchone() or (0, "")
    at = max(stamp(terms.now() if terms else datetime.fromtimestamp(0, UTC)), last)
    book = terms.book if terms else ""
    first = position + 1
    if terms:
        _agree(connection, terms, first, at)
    rows = []
    for event in stored:
        position += 1
        if len(event.state) > LIMIT:
            raise Refused(
                f"{event.topic} is {len(event.state):,} bytes and an entry holds at most {LIMIT:,}. Split the batch into several."
            )
        stream = str(event.originator_id)
        digest = leaf(
            at=at, book=book, name=event.topic, position=position, state=event.state, stream=stream, version=event.originator_version
        )
        rows.append((position, at, stream, event.originator_version, event.topic, event.state, digest))
    connection.executemany("insert into entries values (?, ?, ?, ?, ?, ?, ?)", rows)
    if terms and terms.dry:
        raise Agreed
    return list(range(first, position + 1))


def stamp(moment: datetime) -> str:
    """A moment as the book writes it: UTC, six digits."""
    return moment.astimezone(UTC).strftime(STAMP)


def _agree(connection: sqlite3.Connection, terms: Terms, first: int, at: str) -> None:
    _commands(connection, terms.entries, first)
    for stream, version in terms.unchanged.items():
        head = _head(connection, stream)
        if head[0] != version:
            raise Conflict(
                f"{stream} changed while you were deciding: it is now at version {head[0]} (entry {head[2]}), and you saw "
                f"{version}. Look again."
            )
    if terms.known is not None and terms.known != first - 1:
        raise Conflict(
            f"The book changed while you were deciding: its last entry is now {first - 1}, and you saw {terms.known}. Look again."
        )
    guards = StoredRows(connection)
    for key, seen in terms.exactly.items():
        if guards.get(key) != seen:
            raise Conflict(f"{key} changed while you were deciding: it is now {_figure(guards.get(key))}, and you saw {_figure(seen)}.")
    _days(connection, terms, guards, at)
    for account, keep in terms.keep.items():
        left = guards[f"left/{account}"]
        short = (left.floor or 0 if keep == "estimate" else 0) - int(left.value)
        if short > 0:
            raise Conflict(
                f"Account {account} changed while you were deciding: {Money.minor(short, terms.currency)} more would be "
                "needed than it has left. "
                "Look again with topsheet report cost."
            )
    guards.write()


def _figure(row: Row | None) -> str:
    return "absent" if row is None else str(row.value)


def _commands(connection: sqlite3.Connection, entries: Sequence[Entry], first: int) -> None:
    spans: dict[str, tuple[str, int, int]] = {}
    for offset, entry in enumerate(entries):
        start = spans.get(entry.command.id, ("", first + offset, 0))[1]
        spans[entry.command.id] = (entry.command.request, start, first + offset)
    for key, (request, start, end) in spans.items():
        known = connection.execute("select request, first, last from commands where id = ?", (key,)).fetchone()
        if known and known[0] == request:
            raise Recorded(known[1], known[2])
        if known:
            raise AlreadyDone(f"Command {key} recorded entry {known[1]} with other arguments. Give this one an id of its own.")
        connection.execute("insert into commands values (?, ?, ?, ?)", (key, request, start, end))


def _head(connection: sqlite3.Connection, stream: str) -> tuple[int, str, int]:
    """Version, day and position of a stream's last entry; zeros and an empty day when there is none."""
    row = connection.execute(
        "select version, json_extract(cast(state as text), '$.on'), position from entries where stream = ? order by version desc limit 1",
        (stream,),
    ).fetchone()
    return row or (0, "", 0)


def _days(connection: sqlite3.Connection, terms: Terms, guards: StoredRows, at: str) -> None:
    today = datetime.strptime(at, STAMP).replace(tzinfo=UTC).astimezone(terms.timezone).date()
    heads: dict[str, tuple[int, str]] = {}
    for entry in terms.entries:
        version, last = heads.get(entry.stream) or _head(connection, entry.stream)[:2]
        if entry.version != version + 1:
            raise IntegrityError(f"{entry.stream} is at version {version}, and version {entry.version} was decided")
        heads[entry.stream] = (entry.version, entry.on.isoformat())
        refuse_day(entry, today, last, guards)
        _claims(connection, entry)
        after(entry, guards)


def refuse_day(entry: Entry, today: date, last: str, guards: MutableMapping[str, Row]) -> None:
    """Refuse a day in the future, before the document's last entry, or in a closed period (DESIGN 4). Raises Refused, TooLate."""
    on = entry.on.isoformat()
    what = f"The {entry.kind}" if entry.key == "main" else entry.key
    if entry.on > today:
        raise Refused(
            f"{what} would take effect on {on}, and today is {today}. A day still to come is a plan: give it as a date of the document."
        )
    if on < last:
        raise Refused(f"{what} would take effect on {on}, and its last entry did on {last}. Give --on {last} or later.")
    issued, cut = (str(guards[k].value) if k in guards else "" for k in ("issued", "cut_off"))
    if on <= issued:
        raise TooLate(
            f"{what} would take effect on {on}, and the cost report up to {issued} is issued. Give a day after "
            f"{issued}; it is printed as late."
        )
    if on <= cut and any(move.layer == "cost" for move in entry.event.moves(entry.stream)):
        raise TooLate(f"{what} would post on {on}, and the books are cut off up to {cut}. Post on the first open day, after {cut}.")


def _claims(connection: sqlite3.Connection, entry: Entry) -> None:
    for claim in entry.event.releases():
        connection.execute("delete from claims where scope = ? and key = ?", (claim.scope, claim.key))
    for claim in entry.event.claims():
        holder = connection.execute("select stream from claims where scope = ? and key = ?", (claim.scope, claim.key)).fetchone()
        if holder:
            raise AlreadyDone(
                f"{claim.key} is already used among the {claim.scope}, by {holder[0]}. Reverse that first, or give the other number."
            )
        connection.execute("insert into claims values (?, ?, ?)", (claim.scope, claim.key, entry.stream))
