"""An entry: one event with its place in the book, who recorded it, on whose authority, when and why.

    position  at  stream  version  name  state            leaf
    42        ..  purchase-order/PO-0001  2  PurchaseOrderApproved
              {"by":"P-0003","authority":{..},"command":{..},"event":{..},"on":"2021-03-02","salt":".."}

    leaf = SHA-256(0x00 || canonical {at, book, name, position, state_sha256, stream, version})

The leaf binds the state by its digest alone, so that a state can be withheld and the proof still stands.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic_core import to_json

from ledger.errors import Unreadable
from ledger.event import Event, canonical, written

LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose decision it is: the party, and the grant that lets them decide, where one was used."""

    party: str
    grant: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document seen: the digest and length of its bytes, and what it is called."""

    sha256: str
    bytes: int
    title: str


@dataclass(frozen=True, slots=True)
class Command:
    """The command that recorded the entry: its id, and the digest of what was asked before defaults."""

    id: str
    request: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One immutable entry. `position` is 0 and `at` empty until the append gives them."""

    stream: str
    version: int
    event: Event
    on: date
    by: str
    command: Command
    salt: str
    authority: Authority | None = None
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    corrects: tuple[int, ...] = ()
    position: int = 0
    at: str = ""

    @property
    def name(self) -> str:
        """The stable name of the event."""
        return type(self.event).__name__

    @property
    def kind(self) -> str:
        """The kind of document: purchase-order."""
        return self.stream.partition("/")[0]

    @property
    def key(self) -> str:
        """The document's key: PO-0042."""
        return self.stream.partition("/")[2]

    @property
    def originator_id(self) -> str:
        """The library's name for the stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The library's name for the version."""
        return self.version

    def placed(self, position: int, at: str) -> Entry:
        """The same entry as it was recorded; by name, since `replace` takes three times as long and an import places thousands."""
        return Entry(
            self.stream, self.version, self.event, self.on, self.by, self.command, self.salt, self.authority, self.reason,
            self.evidence, self.corrects, position, at,
        )  # fmt: skip

    def state(self) -> bytes:
        """The canonical bytes that are stored and hashed; every name stands in its place already."""
        before: dict[str, Any] = {}
        if self.authority:
            before["authority"] = {k: v for k, v in (("grant", self.authority.grant), ("party", self.authority.party)) if v}
        before["by"] = self.by
        before["command"] = {"id": self.command.id, "request": self.command.request}
        if self.corrects:
            before["corrects"] = self.corrects
        after: dict[str, Any] = {}
        if self.evidence:
            after["evidence"] = [{"bytes": e.bytes, "sha256": e.sha256, "title": e.title} for e in self.evidence]
        after["on"] = self.on.isoformat()
        if self.reason:
            after["reason"] = self.reason
        after["salt"] = self.salt
        return b'%b,"event":%b,%b' % (to_json(before)[:-1], written(self.event), to_json(after)[1:])


def read(stream: str, version: int, name: str, state: bytes, position: int = 0, at: str = "") -> Entry:  # noqa: PLR0917  # the columns of a row, in their order
    """An entry from its stored bytes. Checks form, never rules; raises Unreadable for a name or shape this version does not know."""
    from ledger.aggregates import aggregate_of

    where = f"Entry {position}" if position else f"An entry of {stream}"
    event = aggregate_of(stream.partition("/")[0]).event(name)
    if event is None:
        raise Unreadable(f"{where} is a {name}, which this version of Topsheet does not know. Open the book with a newer one.")
    try:
        held = json.loads(state)
        return Entry(
            stream=stream,
            version=version,
            event=event.model_validate_json(canonical(held["event"])),
            on=date.fromisoformat(held["on"]),
            by=held["by"],
            command=Command(**held["command"]),
            salt=held["salt"],
            authority=Authority(**held["authority"]) if "authority" in held else None,
            reason=held.get("reason"),
            evidence=tuple(Evidence(**e) for e in held.get("evidence", ())),
            corrects=tuple(held.get("corrects", ())),
            position=position,
            at=at,
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable(f"{where} ({name}) cannot be read: {problem}") from problem


def leaf(*, at: str, book: str, name: str, position: int, state: bytes, stream: str, version: int) -> bytes:
    """The 32 bytes that stand for an entry in the Merkle tree (RFC 6962 2.1 leaf of the canonical header)."""
    head = {  # in canonical order
        "at": at,
        "book": book,
        "name": name,
        "position": position,
        "state_sha256": hashlib.sha256(state).hexdigest(),
        "stream": stream,
        "version": version,
    }
    return hashlib.sha256(b"\x00" + to_json(head)).digest()
