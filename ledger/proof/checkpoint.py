"""A checkpoint (C2SP tlog-checkpoint): what a book's log was at one size, in three lines that its key signs.

    topsheet/5f0c3a…             the origin: the book's own random id, from entry 1
    245                          how many entries
    y1ZfW8ov…=                   base64 of the root over their leaves

It is given away: whoever keeps one can tell for ever whether the book still begins with the entries that it had. Without a key the
three lines stand alone, and a checkpoint is *unsigned*.

A proof of one entry for somebody who has a checkpoint alone (C2SP tlog-proof):

    c2sp.org/tlog-proof@v1
    index 19                     the entry's number less one
    q9Uo…=                       one hash a line, from the leaf's sibling to the root's child
                                 an empty line
    topsheet/5f0c3a…             the checkpoint
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import Unreadable
from ledger.proof.note import Note, read

SIZE = re.compile(r"0|[1-9][0-9]{0,17}")  # below 2^63, which a file of a witness holds
PROOF = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Checkpoint:
    """The origin of a log, how many leaves it had, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @property
    def note(self) -> Note:
        """The checkpoint as a note that nobody has signed yet."""
        return Note(self.text)


def origin(book: str) -> str:
    """The origin of a book's log, and the name of its key."""
    return f"topsheet/{book}"


def checkpoint(note: Note, what: str = "This") -> Checkpoint:
    """What a note says as a checkpoint; lines after the third are nobody's promise and are refused. Raises Unreadable."""
    lines = note.text.split("\n")
    if len(lines) != 4 or not lines[0] or not SIZE.fullmatch(lines[1]):
        said = ", ".join(lines[:4])[:120]
        raise Unreadable(f"{what} is no checkpoint: it must have three lines, an origin, a size and a root, and reads {said!r}.")
    root = hash_of(lines[2])
    if root is None:
        raise Unreadable(f"{what} is no checkpoint: its third line {lines[2][:60]!r} is not a root of 32 bytes in base64.")
    return Checkpoint(lines[0], int(lines[1]), root)


def opened(content: bytes, what: str = "This") -> tuple[Checkpoint, Note]:
    """A checkpoint and its note from the bytes of a file. Raises Unreadable."""
    note = read(content, what)
    return checkpoint(note, what), note


def hash_of(text: str) -> bytes | None:
    """The 32 bytes of a line of base64, or None."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if len(value) == 32 and base64.b64encode(value).decode() == text else None


def lines_of(proof: Sequence[bytes]) -> str:
    """Hashes as a proof lists them, one a line."""
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)


def entry_proof(index: int, proof: Sequence[bytes], note: Note) -> str:
    """The proof that an entry is in the log of a checkpoint; the index counts from 0."""
    return f"{PROOF}\nindex {index}\n{lines_of(proof)}\n{note}"


def proof_of_entry(content: bytes, what: str = "This") -> tuple[int, list[bytes], Note]:
    """Index, hashes and checkpoint of such a proof. Raises Unreadable."""
    head, empty, rest = content.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):  # what somebody adds for readers of their own; it is not proven
        del lines[1]
    index = lines[1].removeprefix("index ") if len(lines) > 1 else ""
    hashes = [hash_of(one) for one in lines[2:]]
    if not empty or lines[0] != PROOF or not lines[1].startswith("index ") or not SIZE.fullmatch(index) or None in hashes:
        raise Unreadable(f"{what} is no proof of an entry: it must begin {PROOF!r}, then 'index N', hashes and an empty line.")
    return int(index), [one for one in hashes if one is not None], read(rest, what)
