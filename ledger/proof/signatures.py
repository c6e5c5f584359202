"""Whose signatures stand behind the decisions of a book, read entry by entry from its stored bytes.

A signature stands directly behind the entries that it covers. What is checked of it: that these are the ones that it lists, as they are
stored, that it is an Ed25519 signature (RFC 8032 5.1.7) by the key that was in force for whoever recorded them before the first of them,
and that it stands in the stream which its own digest names. What stands before a signature and is not covered by it is not signed. A key
that nobody signed for is never in force, except the first one, which the owner of the book enrolled.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ledger.proof.key import Verifier

if TYPE_CHECKING:
    from ledger.aggregates.signature import DecisionSigned

KEYS = ("ActorEnrolled", "ActorKeyRotated")
WITHDRAWN = "ActorWithdrawn"
SIGNED = "DecisionSigned"


class Stored(NamedTuple):
    """One entry as it is stored, and who recorded it."""

    position: int
    stream: str
    version: int
    name: str
    state: bytes
    by: str

    def __str__(self) -> str:
        return f"Entry {self.position} ({self.stream}, {self.name})"


@dataclass
class Signatures:
    """What is known of a book's signatures so far: the keys in force, who signed how many decisions, what is wrong, what is not signed.

    `begun` is the entry that enrolled the first actor, 0 while there is none.
    """

    book: str = ""
    begun: int = 0
    decisions: int = 0
    signed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)
    _waiting: list[Stored] = field(default_factory=list)

    def read(self, position: int, stream: str, version: int, name: str, state: bytes) -> None:
        """Take the next entry. Before anybody is enrolled it is only counted."""
        self.decisions += name != SIGNED
        if not self.begun and name not in (*KEYS, SIGNED):
            return
        try:
            by = str(json.loads(state)["by"])
        except (ValueError, KeyError, TypeError):
            by = "nobody"
        entry = Stored(position, stream, version, name, state, by)
        if name == SIGNED:
            self._check(entry)
        elif not self.begun:
            self._change(entry)
        else:
            self._waiting.append(entry)

    def close(self) -> None:
        """Name what still waits for a signature: nothing more comes."""
        told = (f"{one}, recorded by {one.by}, is not signed; since entry {self.begun} every decision is." for one in self._waiting)
        self.unsigned += told
        self._waiting = []

    def _change(self, entry: Stored) -> None:
        """The key that an entry changes is in force, or no more, from here on."""
        party = entry.stream.partition("/")[2]
        if entry.name == WITHDRAWN:
            self.keys.pop(party, None)
            self.withdrawn[party] = entry.position
        elif entry.name in KEYS:
            self.keys[party] = str(json.loads(entry.state)["event"]["key"])
            self.begun = self.begun or entry.position

    def _check(self, signature: Stored) -> None:
        """Check one signature against the entries before it, and count it or say what is wrong."""
        from ledger.aggregates.signature import DecisionSigned

        try:
            event = DecisionSigned.model_validate_json(json.dumps(json.loads(signature.state)["event"]))
        except (ValueError, KeyError, TypeError):
            self.wrong.append(f"{signature} holds no signature that can be read.")
            return
        covered = self._waiting[-len(event.signed) :]
        fault = self._fault(signature, event, covered)
        if fault:
            key = event.key.split("+")[1]
            self.wrong.append(f"{signature} is a signature with key {key} behind {_spelled(covered)}, and it is wrong: {fault}.")
            return
        self._waiting = self._waiting[: -len(event.signed)]
        self.close()
        self.signed[signature.by] += len(covered)
        for entry in covered:
            self._change(entry)

    def _fault(self, signature: Stored, event: DecisionSigned, covered: list[Stored]) -> str:
        """What is wrong with a signature; empty when nothing is."""
        from ledger.aggregates.actor import named, public_key, short
        from ledger.aggregates.signature import Covered, number, text

        listed = [(one.stream, one.version) for one in event.signed]
        stored = [(entry.stream, entry.version) for entry in covered]
        if listed != stored or not listed:
            said, has = (", ".join(f"{stream} version {version}" for stream, version in some) or "nothing" for some in (listed, stored))
            return f"it is over {said}, and before it stands {has}"
        who = named(event.key)
        others = sorted({entry.by for entry in (*covered, signature)} - {who})
        if others:
            return f"the key is that of {who}, and {', '.join(others)} recorded them"
        if who in self.withdrawn and who not in self.keys:
            return f"{who} was withdrawn by entry {self.withdrawn[who]}"
        held = self.keys.get(who)
        if held != event.key:
            return f"the key of {who} in force was {short(held)}" if held else f"{who} was not enrolled"
        what = text(self.book, [Covered(entry.stream, entry.version, entry.name, entry.state) for entry in covered])
        if not Verifier(who, public_key(event.key)).accepts(base64.b64decode(event.signature), what):
            return "the entries or the signature are not as they were signed"
        return "" if signature.stream == f"signature/{number(what)}" else f"what is signed makes {number(what)}"


def _spelled(covered: list[Stored]) -> str:
    """Entries as a sentence names them."""
    first, last = (covered[0].position, covered[-1].position) if covered else (0, 0)
    return "no entry" if not covered else f"entry {first}" if first == last else f"entries {first} to {last}"
