"""A signature covers every entry of one command; it is recorded behind them, in the same transaction, and never changes.

What is signed is the line `topsheet/decision/v1`, and under it the canonical JSON of the book's id and, for each entry in its order,
its name, the stream, the version and the SHA-256 of its state. The name is what was decided (a refusal and a confirmation may say nothing
else), and the state holds who decides, since when, on which authority and why, and a random salt; so a signature fits one decision of one
book, in one place of one document, and no other.

The key of its stream is `S-` and the first 16 hex digits, in capitals, of the SHA-256 of what is signed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.actor import ActorKey, named, short
from ledger.event import Count, Event, Frozen, Text, canonical

FORM = b"topsheet/decision/v1\n"
Signed64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class SignedEntry(Frozen):
    """One entry that a signature covers, by its document and its version there."""

    stream: Text
    version: Count


class DecisionSigned(Event):
    """Whoever decided has signed these entries with this key (Ed25519, RFC 8032)."""

    key: ActorKey
    signature: Signed64
    signed: tuple[SignedEntry, ...]

    def sentence(self) -> str:
        what = "one entry" if len(self.signed) == 1 else f"{len(self.signed):,} entries"
        return f"signed {what} with key {short(self.key)}"


class Signature(Frozen):
    """Who signed what."""

    key: ActorKey
    signed: tuple[SignedEntry, ...]

    @property
    def party(self) -> str:
        """Who signed."""
        return named(self.key)


class Covered(NamedTuple):
    """An entry as a signature sees it."""

    stream: str
    version: int
    name: str
    state: bytes


def text(book: str, entries: Iterable[Covered]) -> bytes:
    """The bytes that are signed."""
    told = [
        {"name": one.name, "state_sha256": hashlib.sha256(one.state).hexdigest(), "stream": one.stream, "version": one.version}
        for one in entries
    ]
    return FORM + canonical({"book": book, "entries": told})


def number(signed: bytes) -> str:
    """The key of a signature's stream."""
    return f"S-{hashlib.sha256(signed).hexdigest()[:16].upper()}"


def sign(entries: Sequence[Covered], *, key: str, signature: bytes) -> DecisionSigned:
    """Keep the 64 bytes of a signature over these entries."""
    covered = tuple(SignedEntry(stream=one.stream, version=one.version) for one in entries)
    return DecisionSigned(key=key, signature=base64.b64encode(signature).decode(), signed=covered)


def evolve(_: Signature | None, event: DecisionSigned) -> Signature:
    """Fold the one fact into what is known."""
    return Signature(key=event.key, signed=event.signed)


SIGNATURE = Aggregate("signature", "S", (DecisionSigned,), evolve)
