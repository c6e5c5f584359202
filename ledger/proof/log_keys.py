"""The log key of a book and its witnesses, as their entries name them, and what an old key signs when a new one takes its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import Misuse
from ledger.log import Log
from ledger.proof.key import Verifier, verifier

STREAM = "log-key/main"


@dataclass
class Term:
    """A log key from the entry that names it until the entry that names the next; `followed` when the key before it signed for it."""

    key: Verifier
    since: int
    followed: bool = False
    until: int | None = None


@dataclass
class Keys:
    """Every log key of a book, the last one first, and the witnesses that are named; `wrong` says what is wrong with their entries."""

    terms: list[Term] = field(default_factory=list)
    witnesses: list[Verifier] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def log(self) -> list[Verifier]:
        """The log keys alone."""
        return [term.key for term in self.terms]

    def term(self, key: Verifier) -> Term | None:
        """When this key was the log's; None where the book does not name it."""
        return next((term for term in self.terms if term.key == key), None)

    def heirs(self, key: Verifier) -> list[Verifier]:
        """The key, and those after it for which the key before them signed; none that took the place of a lost one."""
        found = [key]
        for term in reversed(self.terms):
            if term.followed and self.terms[self.terms.index(term) + 1].key == found[-1]:
                found.append(term.key)
        return found


def rotation(book: str, old: str, new: str) -> bytes:
    """What the old key signs: the book's id and both verifier keys."""
    said = {"book": book, "new": new, "old": old}
    return b"topsheet/log-key/v1\n" + json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def keys_of(log: Log, last: int | None = None) -> Keys:
    """The keys of a book, up to an entry; their signatures are checked."""
    rows = [(position, name, json.loads(state)["event"]) for _, _, name, state, position, _ in log.document(STREAM)]
    return folded(str(log.opened["book"]), [row for row in rows if last is None or row[0] <= last])


def folded(book: str, rows: Iterable[tuple[int, str, dict[str, Any]]]) -> Keys:
    """The keys that these entries of the stream make: position, name and event of each. What no honest book holds is in `wrong`."""
    found = Keys()
    for position, name, event in rows:
        try:
            key = verifier(str(event.get("key")))
        except Misuse:
            found.wrong.append(f"Entry {position} ({name}) names a key that is none: {str(event.get('key'))[:80]!r}.")
            continue
        if name == "WitnessNamed":
            found.witnesses.append(key)
        elif name == "WitnessDropped":
            if key not in found.witnesses:
                found.wrong.append(f"Entry {position} drops the witness {key.name} ({key.id.hex()}), who was not named.")
            found.witnesses = [one for one in found.witnesses if one != key]
        elif said := _refused(book, found, key, (position, name, event)):
            found.wrong.append(said)
        else:
            if found.terms:
                found.terms[0].until = position
            if name == "LogKeyTaken" and found.terms:
                found.lost.append(f"Entry {position} took the log key {key.id.hex()} for one that was lost: the old one did not sign it.")
            found.terms.insert(0, Term(key, position, followed=name == "LogKeyRotated"))
    return found


def _refused(book: str, found: Keys, key: Verifier, row: tuple[int, str, dict[str, Any]]) -> str | None:
    """Why a key does not become the log's; None where it does."""
    position, name, event = row
    old = found.terms[0].key if found.terms else None
    if key in found.log:
        return f"Entry {position} takes the log key {key.id.hex()} a second time."
    if name == "LogKeyTaken":
        if event.get("lost") == (old.vkey if old else None):
            return None
        return (
            f"Entry {position} takes the log key {key.id.hex()}, and the key {old.id.hex()} was not given up as lost: it does not count."
            if old
            else f"Entry {position} takes the log key {key.id.hex()} for one that is lost, and there was none."
        )
    if old is None:
        return f"Entry {position} rotates the log key to {key.id.hex()}, and there was none that could sign it."
    try:
        signature = bytes.fromhex(str(event.get("signature")))
    except ValueError:
        signature = b""
    if not old.accepts(signature, rotation(book, old.vkey, key.vkey)):
        return f"Entry {position} rotates the log key to {key.id.hex()}, and the old key {old.id.hex()} did not sign it."
    return None
