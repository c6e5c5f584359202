"""A signed note (C2SP signed-note): a text, an empty line, and the lines of whoever signed it.

    topsheet/5f0c…                                                        the text, with its last line end
    245
    y1ZfW8ov…=
                                                                          an empty line
    — topsheet/5f0c… base64(4 bytes of key id || 64 bytes)                Ed25519 over the text                           type 0x01
    — auditor.example base64(4 bytes of key id || 8 bytes || 64 bytes)    Ed25519 over "cosignature/v1", the time, the text   type 0x04

The eight bytes are the time of a cosignature, in seconds since 1970, most significant first. What is signed over for them is

    cosignature/v1
    time 1679315147
    topsheet/5f0c…
    245
    y1ZfW8ov…=

Lines of unknown keys are kept and ignored. A text without an empty line and signatures is an unsigned note.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ledger.errors import Tampered, Unreadable
from ledger.proof.key import COSIGNATURE, NAMED, Signer, Verifier

DASH = "— "
MOST = 100
LARGEST = 1 << 20


@dataclass(frozen=True)
class Line:
    """One signature as it stands in a note: the name and the id of its key, and its bytes."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {base64.b64encode(self.id + self.signature).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A text and its signatures."""

    text: str
    lines: tuple[Line, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.lines))}" if self.lines else self.text

    def signed(self, signer: Signer) -> Note:
        """The note with the signature of one more key; once for each key."""
        own = signer.verifier
        return self.joined([Line(own.name, own.id, signer.sign(self.text.encode()))])

    def joined(self, lines: Iterable[Line]) -> Note:
        """The note with these lines; one of a key that has signed already takes the place of the old one."""
        found = {(line.name, line.id): line for line in (*self.lines, *lines)}
        return replace(self, lines=tuple(found.values()))

    def by(self, key: Verifier) -> bytes | None:
        """What this key has signed: the bytes of its signature, or None. Raises Tampered for a signature that is not its own."""
        for line in self.lines:
            if (line.name, line.id) == (key.name, key.id):
                if not accepts(key, line.signature, self.text):
                    said = ", ".join(self.text.split("\n")[:3])
                    raise Tampered(f"The signature of {key.name} (key {key.id.hex()}) is not over this text: {said}.")
                return line.signature
        return None


def accepts(key: Verifier, signature: bytes, text: str) -> bool:
    """Whether a signature of a note's line is this key's over this text."""
    if key.kind == COSIGNATURE:
        return len(signature) == 72 and key.accepts(signature[8:], cosigned(time_of(signature), text))
    return len(signature) == 64 and key.accepts(signature, text.encode())


def cosigned(time: int, text: str) -> bytes:
    """What a witness signs (C2SP tlog-cosignature, cosignature/v1)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosignature(signer: Signer, time: int, text: str) -> Line:
    """The line of a witness: that as of this time, this is the largest tree of the log that it has seen, and that it saw it grow."""
    own = signer.verifier.cosigner()
    return Line(own.name, own.id, time.to_bytes(8) + signer.sign(cosigned(time, text)))


def time_of(signature: bytes) -> int:
    """The time that a cosignature states, in seconds since 1970."""
    return int.from_bytes(signature[:8])


def read(content: bytes, what: str = "This") -> Note:
    """A note from its bytes. Raises Unreadable, saying what is malformed; `what` names it."""
    if len(content) > LARGEST:
        raise Unreadable(f"{what} has {len(content):,} bytes, and a note has at most {LARGEST:,}.")
    try:
        text = content.decode()
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{what} is not text, so it is no signed note.") from problem
    if any(ord(c) < 0x20 and c != "\n" for c in text) or not text.endswith("\n"):
        raise Unreadable(f"{what} is no signed note: it holds a control character (as files of Windows do), or its last line has no end.")
    body, empty, tail = text.rpartition("\n\n")
    if not empty:
        return Note(text)
    lines = tail.split("\n")[:-1]
    if not lines or len(lines) > MOST or not body:
        raise Unreadable(f"{what} is no signed note: {len(lines)} signature lines follow its last empty line; 1 to {MOST} may stand there.")
    return Note(f"{body}\n", tuple(line(one, what) for one in lines))


def line(text: str, what: str = "This") -> Line:
    """One signature line. Raises Unreadable."""
    name, _, signature = text.removeprefix(DASH).partition(" ")
    try:
        signed = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        signed = b""
    if not text.startswith(DASH) or not NAMED.fullmatch(name) or len(signed) < 5:
        raise Unreadable(f"{what} has a line that is no signature: {text[:60]!r}. One reads '— NAME BASE64'.")
    return Line(name, signed[:4], signed[4:])
