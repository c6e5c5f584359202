"""Who signed a checkpoint: the log, with a key that the book names or that the reader was given, and which witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.errors import Tampered
from ledger.proof.checkpoints import Held, apart
from ledger.proof.key import Verifier
from ledger.proof.log_keys import Keys


@dataclass
class Signed:
    """The log keys that signed a checkpoint, the witnesses with their signatures, and what is wrong."""

    by: list[Verifier] = field(default_factory=list)
    cosigned: list[tuple[Verifier, bytes]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unknown: int = 0
    pinned: bool = False

    @property
    def short(self) -> str:
        """In one word: the id of the key, or unsigned."""
        return ", ".join(key.id.hex() for key in self.by) or ("by an unknown key" if self.unknown else "unsigned")

    @property
    def said(self) -> str:
        """As a sentence."""
        if self.by:
            whose = "the key that you gave" if self.pinned else "the key that this book names"
            signed = f"Signed by {self.short}, {whose}."
        else:
            signed = "Signed by a key that this book does not name." if self.unknown else "Unsigned."
        names = ", ".join(key.name for key, _ in self.cosigned)
        return f"{signed} Cosigned by {names}." if names else signed


def signatures(one: Held, keys: Keys, pinned: Sequence[Verifier]) -> Signed:
    """Who signed it. With pinned keys one of them must have, and what the book says of itself counts for nothing."""
    found = Signed(pinned=bool(pinned))
    for key in pinned or keys.log:
        try:
            if one.note.by(key):
                found.by.append(key)
        except Tampered as problem:
            found.wrong.append(f"{one.path}: {problem}")
    for key in keys.witnesses:
        try:
            if signature := one.note.by(key):
                found.cosigned.append((key, signature))
        except Tampered as problem:
            found.wrong.append(f"{one.path}: {problem}")
    found.unknown = len(one.note.lines) - len(found.by) - len(found.cosigned)
    if pinned and not found.by:
        ids = ", ".join(key.id.hex() for key in pinned)
        found.wrong.append(f"{one.path} is not signed by the key {ids} that you gave. Ask the production for the one that is.")
    return found


def compared(files: Sequence[Held], origin: str, roots: dict[int, bytes], entries: int, *, keys: Keys,
             pinned: Sequence[Verifier] = ()) -> tuple[list[tuple[Held, Signed]], list[str]]:  # fmt: skip
    """The checkpoints that agree with a book of so many entries and these roots, with who signed them; and what is wrong.

    A checkpoint whose own signature is wrong says nothing about the book.
    """
    told, wrong = [], list(keys.wrong)
    for one in files:
        found = signatures(one, keys, pinned)
        said = apart(one, origin, roots, entries)
        if one.head.origin == origin and found.wrong:
            wrong += found.wrong
        elif said:
            wrong.append(said)
        else:
            told.append((one, found))
    return told, wrong
