"""The append: what is checked and written inside one transaction, in this order.

command ids, streams that were read, the whole book where it was read, guard rows that were used, versions, days, claims, guards and
their limits, entries.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError, StoredEvent

from ledger.entry import LIMIT, Entry, leaf
from ledger.errors import AlreadyDone, Conflict, Refused, TooLate
from ledger.guards import Row, Told, fold, named
from ledger.money import Money
from ledger.terms import Agreed, Recorded, Terms

STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"
CLOSED = ("issued", "cut_off")


class Head(NamedTuple):
    """The last entry of a stream: its version, the day on which it took effect, its position."""

    version: int
    on: str
    position: int


NO_HEAD = Head(0, "", 0)


class Guards(dict[str, Row]):
    """The guards that an append needs, read at once; what folding changed in them is stored at once."""

    def __init__(self, connection: sqlite3.Connection, keys: Iterable[str]) -> None:
        self.connection, self.keys_read = connection, sorted({*keys})
        query = "select key, value, floor from guards where key in (select value from json_each(?))"
        self.was = {key: Row(value, floor) for key, value, floor in connection.execute(query, (json.dumps(self.keys_read),))}
        super().__init__(self.was)

    def write(self) -> None:
        """Store what changed."""
        changed = [key for key in self.keys_read if self.get(key) != self.was.get(key)]
        kept = [(key, *self[key]) for key in changed if key in self]
        self.connection.executemany("insert or replace into guards values (?, ?, ?)", kept)
        self.connection.executemany("delete from guards where key = ?", [(key,) for key in changed if key not in self])


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
    heads = _heads(connection, {*terms.unchanged, *(entry.stream for entry in terms.entries)})
    for stream, version in terms.unchanged.items():
        head = heads.get(stream, NO_HEAD)
        if head[0] != version and not version:
            raise Conflict(f"Somebody else began {stream} in the same moment (entry {head[2]}). Nothing was recorded; do it again.")
        if head[0] != version:
            raise Conflict(
                f"{stream} changed while you were deciding: it is now at version {head[0]} (entry {head[2]}), and you saw "
                f"{version}. Look again."
            )
    if terms.known is not None and terms.known != first - 1:
        raise Conflict(
            f"The book changed while you were deciding: its last entry is now {first - 1}, and you saw {terms.known}. Look again."
        )
    kept = (f"left/{account}" for account in terms.keep)
    told = [(entry, tuple(entry.event.moves(entry.stream))) for entry in terms.entries]
    guards = Guards(connection, (*CLOSED, *terms.exactly, *kept, *named(told)))
    for key, seen in terms.exactly.items():
        if guards.get(key) != seen:
            raise Conflict(f"{key} changed while you were deciding: it is now {_figure(guards.get(key))}, and you saw {_figure(seen)}.")
    _days(connection, told, guards, heads, datetime.strptime(at, STAMP).replace(tzinfo=UTC).astimezone(terms.timezone).date())
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


def _heads(connection: sqlite3.Connection, streams: Iterable[str]) -> dict[str, Head]:
    """Version, day and position of the last entry of each stream that has one."""
    rows = connection.execute(
        "select stream, version, json_extract(cast(state as text), '$.on'), position from json_each(?) as asked "
        "join entries on stream = asked.value and version = (select max(version) from entries where stream = asked.value)",
        (json.dumps(sorted(streams)),),
    )
    return {stream: Head(version, on, position) for stream, version, on, position in rows}


def _days(connection: sqlite3.Connection, told: Sequence[Told], guards: Guards, heads: dict[str, Head], today: date) -> None:
    (opened,) = connection.execute("select json_extract(cast(state as text), '$.on') from entries where position = 1").fetchone() or ("",)
    for entry, moves in told:
        version, last, _ = heads.get(entry.stream, NO_HEAD)
        if entry.version != version + 1:
            raise IntegrityError(f"{entry.stream} is at version {version}, and version {entry.version} was decided")
        heads[entry.stream] = Head(entry.version, entry.on.isoformat(), 0)
        refuse_day(entry, today, last, guards, opened=opened)
        _claims(connection, entry)
        fold((entry, moves), guards)


def refuse_day(entry: Entry, today: date, last: str, guards: Mapping[str, Row], *, opened: str = "") -> None:
    """Refuse a day to come, before the book's first, before the document's last entry, or in a closed period. Raises Refused, TooLate."""
    on = entry.on.isoformat()
    issued, cut = (str(guards[k].value) if k in guards else "" for k in CLOSED)
    if opened <= on >= last and on > issued and on > cut and entry.on <= today:
        return
    what = f"The {entry.kind}" if entry.key == "main" else entry.key
    if entry.on > today:
        raise Refused(
            f"{what} would take effect on {on}, and today is {today}. A day still to come is a plan: give it as a date of the document."
        )
    if on < opened:
        raise Refused(
            f"{what} would take effect on {on}, and the book counts from {opened}. Give --on {opened} or later; what a document has "
            "printed on it stays."
        )
    if on < last:
        raise Refused(f"{what} would take effect on {on}, and its last entry did on {last}. Give --on {last} or later.")
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
        try:
            connection.execute("insert into claims values (?, ?, ?)", (claim.scope, claim.key, entry.stream))
        except sqlite3.IntegrityError:
            held = connection.execute("select stream from claims where scope = ? and key = ?", (claim.scope, claim.key)).fetchone()
            raise AlreadyDone(
                f"{claim.key} is already used among the {claim.scope}, by {held[0]}. Reverse that first, or give the other number."
            ) from None
