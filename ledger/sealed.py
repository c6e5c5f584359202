"""One personal value, sealed for one place: AES-256-GCM (NIST SP 800-38D) under the key of its subject.

key         256 random bits for each subject; without it the value is nothing but noise
nonce       96 random bits for each value (SP 800-38D 8.2.2), never used twice with a key
associated  canonical {"book", "field", "party"}: sealed for this book, person and field, it opens nowhere else
plaintext   canonical {"salt", "value"}: the salt of the digest in the book lies with the value, and is lost with it
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

KEY, NONCE = 32, 12


class Place(NamedTuple):
    """Where a value belongs."""

    book: str
    party: str
    field: str

    def associated(self) -> bytes:
        """The associated data: what must be the same when the value is opened."""
        return _plain({"book": self.book, "field": self.field, "party": self.party})


def seal(key: bytes, nonce: bytes, place: Place, *, value: str, salt: bytes) -> bytes:
    """The value and its salt as ciphertext and tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, _plain({"salt": salt.hex(), "value": value}), place.associated())


def opener() -> Callable[[bytes, bytes, bytes, Place], tuple[str, bytes] | None]:
    """What opens values: key, nonce, ciphertext and place give value and salt, or None where one of the four is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    def opened(key: bytes, nonce: bytes, sealed: bytes, place: Place) -> tuple[str, bytes] | None:
        try:
            held = json.loads(AESGCM(key).decrypt(nonce, sealed, place.associated()))
        except (InvalidTag, ValueError):  # a key or nonce of another length was changed too
            return None
        return held["value"], bytes.fromhex(held["salt"])

    return opened


def _plain(value: dict[str, str]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
