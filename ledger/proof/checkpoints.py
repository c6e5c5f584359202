"""The checkpoints that a book has kept: NAME.checkpoints/<size>.checkpoint, with the cosignatures that were obtained for them.

They are every head that the log ever signed. One that does not fit what is there is never signed: two heads that are inconsistent would
be proof against their signer for ever. Looking and signing happen under one lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import Misuse, Tampered, Unknown, Unreadable
from ledger.proof import merkle
from ledger.proof.checkpoint import PROOF, Checkpoint, checkpoint, opened, proof_of_entry
from ledger.proof.key import Signer
from ledger.proof.note import Line, Note

SUFFIX = ".checkpoint"


@dataclass(frozen=True)
class Held:
    """A checkpoint that somebody holds, where it lies, and its note."""

    path: Path
    head: Checkpoint
    note: Note


@dataclass(frozen=True)
class Proven(Held):
    """The proof of an entry that somebody holds, with the checkpoint in it."""

    index: int
    hashes: Sequence[bytes]

    def wrong(self, leaves: Sequence[bytes]) -> str | None:
        """What is wrong between the proof and the entries that the book has; None when the entry is the one that was proven."""
        number = self.index + 1
        if number > len(leaves):
            return f"{self.path} proves entry {number:,}, and the book has {len(leaves):,}."
        if merkle.included(leaves[self.index], self.index, self.head.size, self.hashes, self.head.root):
            return None
        return f"{self.path} proves another entry {number:,} than the book has now: it was rewritten, or the proof is of another."


def held(path: Path) -> Held:
    """A checkpoint in a file. Raises Unknown, Unreadable."""
    return Held(path, *opened(_content(path), str(path)))


def held_or_proven(path: Path) -> Held:
    """A checkpoint in a file, or the proof of an entry that holds one. Raises Unknown, Unreadable."""
    content = _content(path)
    if not content.startswith(PROOF.encode()):
        return held(path)
    index, hashes, note = proof_of_entry(content, str(path))
    return Proven(path, checkpoint(note, str(path)), note, index, hashes)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unknown(f"There is no checkpoint {path}. topsheet proof list names those that are kept beside the book.") from None
    except OSError as problem:
        raise Unreadable(f"The checkpoint {path} cannot be read: {problem.strerror}.") from problem


def apart(one: Held, origin: str, roots: dict[int, bytes], entries: int) -> str | None:
    """What is wrong between a checkpoint and a book of this origin, so many entries and these roots; None when they agree."""
    head = one.head
    if head.origin != origin:
        return f"{one.path} is a checkpoint of another book: its origin is {head.origin}, and this book's is {origin}."
    if head.size > entries:
        gone = head.size - entries
        last = f"its last {gone:,} were" if gone > 1 else "its last one was"
        return (
            f"{one.path} is of {head.size:,} entries, and the book has {entries:,}: {last} taken away, or an older copy of the book was "
            "put back."
        )
    now = roots[head.size]
    if now != head.root:
        return (
            f"{one.path} has the root {head.root.hex()[:16]}… over entries 1 to {head.size:,}, which now make {now.hex()[:16]}…: one of "
            "them was altered since."
        )
    return None


class Checkpoints:
    """The folder of one book's checkpoints; it is made with the first one."""

    def __init__(self, book: Path) -> None:
        self.folder = book.with_suffix(".checkpoints")

    def path(self, size: int) -> Path:
        """Where the checkpoint of this size lies."""
        return self.folder / f"{size}{SUFFIX}"

    def all(self) -> list[Held]:
        """Every checkpoint that is kept, by size. Raises Unreadable for one that is none."""
        found = [held(path) for path in self.folder.glob(f"*{SUFFIX}")] if self.folder.is_dir() else []
        return sorted(found, key=lambda one: (one.head.size, one.path.name))

    def keep(self, leaves: Iterable[bytes], sizes: Sequence[int], origin: str, signer: Signer | None, *,
             dry: bool = False) -> list[Held]:  # fmt: skip
        """Make the checkpoints of these sizes and keep them, signed where there is a key; a dry run writes none.

        `leaves` are all of the book. Raises Tampered where one that is kept already is inconsistent with the book, and signs nothing.
        """
        with self._locked():
            before = self.all()
            roots, count = merkle.roots(leaves, {*sizes, *(one.head.size for one in before)})
            wrong = [said for one in before if (said := apart(one, origin, roots, count))]
            if wrong:
                raise Tampered("\n".join([*wrong, "No checkpoint was made: a log signs nothing that contradicts what it has signed."]))
            notes = {one.head.size: one.note for one in before}
            made = []
            for size in sizes:
                head = Checkpoint(origin, size, roots[size])
                note = notes.get(size, head.note)
                note = note.signed(signer.named(origin)) if signer else note
                made.append(Held(self.path(size), head, note) if dry else self._write(head, note))
            return made

    def add(self, size: int, lines: Iterable[Line]) -> Held:
        """Add signature lines of others, such as cosignatures, to a checkpoint that is kept. Raises Unknown."""
        with self._locked():
            one = held(self.path(size))
            return self._write(one.head, one.note.joined(lines))

    def _write(self, head: Checkpoint, note: Note) -> Held:
        path = self.path(head.size)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(str(note))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return Held(path, head, note)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Others wait meanwhile. Raises Misuse where the folder cannot be written."""
        try:
            self.folder.mkdir(exist_ok=True)
            handle = os.open(self.folder, os.O_RDONLY)
        except OSError as problem:
            raise Misuse(f"{self.folder} cannot be written: {problem.strerror}. No checkpoint was made.") from problem
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        except OSError as problem:
            raise Misuse(f"{self.folder} cannot be written: {problem.strerror}. No checkpoint was made.") from problem
        finally:
            os.close(handle)
