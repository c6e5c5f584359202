"""Who signed a checkpoint: the log, with a key that the book names or that the reader was given, and which witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.errors import Tampered
from ledger.proof.checkpoints import Held, apart
from ledger.proof.key import Verifier
from ledger.proof.log_keys import Keys
from ledger.proof.stamp import SUFFIX, strange


@dataclass
class Signed:
    """The log keys that signed a checkpoint, the witnesses with their signatures, and what is wrong.

    `before` is the entry by which the log took the key that the reader gave, where the checkpoint is of before that.
    """

    by: list[Verifier] = field(default_factory=list)
    cosigned: list[tuple[Verifier, bytes]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unknown: int = 0
    pinned: bool = False
    before: int | None = None

    @property
    def short(self) -> str:
        """In one word: the id of the key, or unsigned."""
        return ", ".join(key.id.hex() for key in self.by) or ("by an unknown key" if self.unknown else "unsigned")

    @property
    def said(self) -> str:
        """As a sentence."""
        if self.before is not None:
            how = f"Signed by {self.short}" if self.by or self.unknown else "Unsigned then"
            signed = f"{how}: the key that you gave is the log's since entry {self.before}."
        elif self.by:
            whose = "the key that you gave" if self.pinned else "the key that this book names"
            signed = f"Signed by {self.short}, {whose}."
        else:
            signed = "Signed by a key that this book does not name." if self.unknown else "Unsigned."
        names = ", ".join(key.name for key, _ in self.cosigned)
        return f"{signed} Cosigned by {names}." if names else signed


def signatures(one: Held, keys: Keys, pinned: Sequence[Verifier]) -> Signed:
    """Who signed it, each key while it was the log's. With pinned keys one of them must have, or a key that it signed for as the next.

    A checkpoint of before the pinned key was taken cannot be signed by it, and is told as what it was then.
    """
    found = Signed(pinned=bool(pinned))
    trusted = list(dict.fromkeys(heir for key in pinned for heir in keys.heirs(key)))
    _signers(one, keys, trusted or keys.log, found)
    terms = [term.since for key in pinned if (term := keys.term(key))]
    if pinned and not found.by and len(terms) == len(pinned) and one.head.size < min(terms):
        found.before = min(terms)
        _signers(one, keys, keys.log, found)
    for key in keys.witnesses:
        try:
            if signature := one.note.by(key):
                found.cosigned.append((key, signature))
        except Tampered as problem:
            found.wrong.append(f"{one.path}: {problem}")
    found.unknown = len(one.note.lines) - len(found.by) - len(found.cosigned)
    if pinned and not found.by and found.before is None:
        found.wrong.append(f"{one.path} is not signed by the key {ids(pinned)} that you gave. Ask the production for the one that is.")
    return found


def _signers(one: Held, keys: Keys, trusted: Sequence[Verifier], found: Signed) -> None:
    for key in trusted:
        try:
            if not one.note.by(key):
                continue
        except Tampered as problem:
            found.wrong.append(f"{one.path}: {problem}")
            continue
        term = keys.term(key)
        if term and term.until is not None and one.head.size >= term.until:
            found.wrong.append(
                f"{one.path} is signed by the key {key.id.hex()}, in whose place the log has had another since entry {term.until}: "
                "whoever has the old one signed a later history with it."
            )
        else:
            found.by.append(key)


def ids(keys: Sequence[Verifier]) -> str:
    """Keys by their ids."""
    return ", ".join(key.id.hex() for key in keys)


def compared(files: Sequence[Held], origin: str, roots: dict[int, bytes], entries: int, *, keys: Keys,
             pinned: Sequence[Verifier] = ()) -> tuple[list[tuple[Held, Signed]], list[str]]:  # fmt: skip
    """The checkpoints that agree with a book of so many entries and these roots, with who signed them; and what is wrong.

    A checkpoint whose own signature is wrong says nothing about the book.
    """
    told, wrong = [], list(keys.wrong)
    for one in files:
        found = signatures(one, keys, pinned)
        said = apart(one, origin, roots, entries) or strange(one.path.with_suffix(SUFFIX), one.note.text)
        if one.head.origin == origin and found.wrong:
            wrong += found.wrong
        elif said:
            wrong.append(said)
        else:
            told.append((one, found))
    if pinned and told and not wrong and all(found.before is not None for _, found in told):
        wrong.append(f"No checkpoint here is signed by the key {ids(pinned)} that you gave: all are of before the log took it.")
    return told, wrong
