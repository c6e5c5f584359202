"""Logs for tests of witnesses: a key, leaves, and the checkpoints and proofs of any two sizes."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ledger.proof import key
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.merkle import Tree
from ledger.proof.note import Note
from ledger.proof.witness import request

ORIGIN = "topsheet/00112233445566778899aabbccddeeff"


def leaves(count: int, word: str = "entry") -> list[bytes]:
    return [sha256(f"\x00{word} {n}".encode()).digest() for n in range(count)]


def made(folder: Path, name: str, seed: int) -> key.Signer:
    return key.create(folder / f"{seed}.key", name=name, seed=bytes([seed]) * 32, passphrase=None)


@dataclass
class PlainLog:
    """A log of so many leaves, signed by a key."""

    signer: key.Signer
    leaves: list[bytes] = field(default_factory=lambda: leaves(64))

    def head(self, size: int) -> Checkpoint:
        return Checkpoint(self.signer.verifier.name, size, Tree(self.leaves).root(size))

    def note(self, size: int) -> Note:
        return self.head(size).note.signed(self.signer)

    def asks(self, old: int, size: int) -> bytes:
        return request(old, Tree(self.leaves).consistency(old, size), self.note(size)).encode()
