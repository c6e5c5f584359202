"""The log key of a book and its witnesses, as their entries name them, and what an old key signs when a new one takes its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.log import Log
from ledger.proof.key import Verifier, verifier

STREAM = "log-key/main"


@dataclass
class Keys:
    """Every log key of a book, the last one first, and the witnesses that are named; `wrong` says what is wrong with their entries."""

    log: list[Verifier] = field(default_factory=list)
    witnesses: list[Verifier] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def rotation(book: str, old: str, new: str) -> bytes:
    """What the old key signs: the book's id and both verifier keys."""
    said = {"book": book, "new": new, "old": old}
    return b"topsheet/log-key/v1\n" + json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def keys_of(log: Log, last: int | None = None) -> Keys:
    """The keys of a book, up to an entry; their signatures are checked."""
    rows = [(position, name, json.loads(state)["event"]) for _, _, name, state, position, _ in log.document(STREAM)]
    return folded(str(log.opened["book"]), [row for row in rows if last is None or row[0] <= last])


def folded(book: str, rows: Iterable[tuple[int, str, dict[str, Any]]]) -> Keys:
    """The keys that these entries of the stream make: position, name and event of each."""
    found = Keys()
    for position, name, event in rows:
        key = verifier(str(event["key"]))
        if name == "WitnessNamed":
            found.witnesses.append(key)
        elif name == "WitnessDropped":
            found.witnesses.remove(key)
        else:
            if name == "LogKeyRotated":
                old = found.log[0]
                if not old.accepts(bytes.fromhex(event["signature"]), rotation(book, old.vkey, key.vkey)):
                    found.wrong.append(
                        f"Entry {position} rotates the log key to {key.id.hex()}, and the old key {old.id.hex()} did not sign it."
                    )
            elif event.get("lost"):
                found.lost.append(f"Entry {position} took the log key {key.id.hex()} for one that was lost: the old one did not sign it.")
            found.log.insert(0, key)
    return found
