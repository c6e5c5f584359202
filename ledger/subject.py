"""What a book holds about one party: the entries that name it, and as what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from ledger.log import Log

APART = ("party", "bank-details", "retention", "access", "actor", "signature", "checkpoint", "log-key", "pack", "witness")
"""Documents about the book and its parties, which are no papers of the production: no retention rule is served by them."""
HOLDERS = ("party", "vendor", "holder")
"""The fields by which a document is that of a party, with every entry of it."""

GIVEN = ("CostReportAcknowledged", "PackGiven")
"""Events by which somebody outside received something of the book."""


class Named(NamedTuple):
    """One entry that names a party: where it stands, and the parts that the party has in it."""

    position: int
    at: str
    stream: str
    version: int
    name: str
    state: bytes
    on: date
    parts: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The kind of its document."""
        return self.stream.partition("/")[0]


def named(log: Log, party: str) -> list[Named]:
    """Every entry that names a party, in a field or in words, or that belongs to a document of it, in order."""
    rows = log.connection.execute(
        "select position, at, stream, version, name, state from entries where instr(state, ?) > 0 "
        "or substr(stream, instr(stream, '/') + 1) = ? order by position",
        (party.encode(), party),
    ).fetchall()
    said = re.compile(rf"(?<![A-Z0-9-]){re.escape(party)}(?![0-9])".encode())
    rows = [row for row in rows if said.search(row[5]) or row[2].partition("/")[2] == party]
    own = {row[2] for row in rows if any(json.loads(row[5])["event"].get(field) == party for field in HOLDERS)}
    seen = {row[0] for row in rows}
    for stream in own:
        asked = "select position, at, stream, version, name, state from entries where stream = ?"
        rows += [row for row in log.connection.execute(asked, (stream,)) if row[0] not in seen]
    return [_named(row, _parts(row[2], json.loads(row[5]), party, own)) for row in sorted(rows)]


def of_papers(entries: list[Named]) -> list[Named]:
    """Those that belong to the papers of the production, which retention rules are about."""
    return [entry for entry in entries if entry.kind not in APART]


def _named(row: tuple[Any, ...], parts: tuple[str, ...]) -> Named:
    position, at, stream, version, name, state = row
    return Named(position, at, stream, version, name, state, date.fromisoformat(json.loads(state)["on"]), parts)


def _parts(stream: str, state: dict[str, Any], party: str, own: set[str]) -> tuple[str, ...]:
    parts = (
        ("about the party", stream.partition("/")[2] == party),
        ("recorded it", state["by"] == party),
        ("on its authority", state.get("authority", {}).get("party") == party),
        ("named in it", party in _values(state["event"])),
        ("named in words", speaks_of(party, [state.get("reason") or "", *_values(state["event"])])),
        ("on a document of the party", stream in own),
    )
    return tuple(said for said, so in parts if so)


def speaks_of(party: str, words: Iterable[str]) -> bool:
    """Whether words name a party by its id, beside being that id."""
    said = re.compile(rf"(?<![A-Z0-9-]){re.escape(party)}(?![0-9])")
    return any(text != party and said.search(text) for text in words)


def _values(value: Any) -> set[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {one for part in value for one in _values(part)}
    return {value} if isinstance(value, str) else set()


def received(log: Log, entries: list[Named]) -> list[Named]:
    """The entries by which others received what this party may stand in, since it was first named: packs, reports acknowledged."""
    if not entries:
        return []
    asked = (
        "select position, at, stream, version, name, state from entries where position >= ? and "
        f"name in ({', '.join('?' * len(GIVEN))}) order by position"
    )
    rows = log.connection.execute(asked, (entries[0].position, *GIVEN)).fetchall()
    return [_named(row, ()) for row in rows if json.loads(row[5])["event"].get("names", True)]  # a pack may be given without names
