"""Ed25519 keys (RFC 8032 5.1): the file of whoever signs, and the verifier key that everybody else is given.

    verifier key   NAME+ID+BASE64        ID = the first 4 bytes of SHA-256(NAME || 0x0A || type || public key), in hex    C2SP signed-note
                                         BASE64 = base64(type || public key), 33 bytes
    type           0x01                  signs the text of a note
                   0x04                  cosigns a checkpoint with the time (C2SP tlog-cosignature)

    key file       first line            the verifier key, so that it can be shown without the passphrase
                   then                  the private key as PKCS8 PEM, encrypted with the passphrase, or plain where the owner said so

A key file is for its owner alone (mode 0600) and one that others can read is refused. The public key may be used under more than one
name: what is signed says for which book it is.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import AlreadyDone, Misuse, Tampered, Unknown, Unreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOTE, COSIGNATURE = 0x01, 0x04
NAMED = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")
VKEY = re.compile(r"([^\s+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")
LARGEST = 1 << 16
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Verifier:
    """A public key, the name under which it signs, and what its signatures are made over."""

    name: str
    public: bytes
    kind: int = NOTE

    @cached_property
    def id(self) -> bytes:
        """The four bytes by which a signature line says its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The verifier key as text."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def named(self, name: str) -> Verifier:
        """The same public key under another name."""
        return replace(self, name=name)

    def cosigner(self) -> Verifier:
        """The same key as a witness uses it."""
        return replace(self, kind=COSIGNATURE)

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made the 64 bytes over the message (RFC 8032 5.1.7)."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def verifier(text: str) -> Verifier:
    """A verifier key from its text. Raises Misuse for one that is not, or whose id is not that of its name and key."""
    said = VKEY.fullmatch(text.strip())
    try:
        key = base64.b64decode(said[3], validate=True) if said else b""
    except binascii.Error:
        key = b""
    if said is None or len(key) != 33 or key[0] not in (NOTE, COSIGNATURE):
        raise Misuse(f"{text.strip()[:80]!r} is not a verifier key. It reads NAME+ID+KEY on one line, as topsheet key show FILE prints it.")
    found = Verifier(said[1], key[1:], key[0])
    if found.id.hex() != said[2]:
        made = found.id.hex()
        raise Misuse(f"The verifier key of {found.name} says the id {said[2]}, and its name and key make {made}. Ask for it again.")
    return found


@dataclass(frozen=True)
class Signer:
    """A private key that was opened, under the name by which it signs here."""

    verifier: Verifier
    private: Ed25519PrivateKey

    def named(self, name: str) -> Signer:
        """The same key under another name, such as that of a book's log."""
        return replace(self, verifier=self.verifier.named(name))

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes over a message (RFC 8032 5.1.6)."""
        return self.private.sign(message)


def create(path: Path, *, name: str, seed: bytes, passphrase: str | None) -> Signer:
    """Make a key file from 32 random bytes. Without a passphrase the key lies in it as it is. Raises AlreadyDone, Misuse."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not NAMED.fullmatch(name):
        raise Misuse(f"{name!r} cannot name a key: no spaces, no plus, at most 255 characters. A name reads such as bank.example/ruiz.")
    if passphrase == "":
        raise Misuse("The passphrase is empty. Set TOPSHEET_PASSPHRASE or give --passphrase-file; without any, say --no-passphrase.")
    signer = _signer(name, Ed25519PrivateKey.from_private_bytes(seed))
    lock = form.BestAvailableEncryption(passphrase.encode()) if passphrase else form.NoEncryption()
    written = signer.private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, lock)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise AlreadyDone(f"{path} exists already. A key is never overwritten: what it signed could not be signed again.") from None
    except OSError as problem:
        raise Misuse(f"{path} cannot be written: {problem.strerror}.") from problem
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(signer.verifier.vkey.encode() + b"\n" + written)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        path.unlink(missing_ok=True)  # half a key is none, and would stand in the way of the next
        raise Misuse(f"{path} cannot be written: {problem.strerror}. No key was made.") from problem
    return signer


def shown(path: Path) -> Verifier:
    """The verifier key of a key file. Raises Unknown, Misuse, Unreadable."""
    return _parts(path)[0]


def opened(path: Path, passphrase: str | None) -> Signer:
    """The key in a file. Raises Unknown, Misuse for the wrong passphrase or a file that others can read, Unreadable, Tampered."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    said, pem = _parts(path)
    locked = b"ENCRYPTED" in pem.partition(b"\n")[0]
    if locked and not passphrase:
        raise Misuse(f"{path} is locked with a passphrase. Set TOPSHEET_PASSPHRASE, or put it into a file: --passphrase-file FILE.")
    try:
        private = load_pem_private_key(pem, passphrase.encode() if locked and passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        if locked:
            raise Misuse(f"The passphrase does not open {path}, the key {said.name}. Nothing was signed.") from problem
        raise Unreadable(f"{path} holds no private key that can be read. Restore it from your copy.") from problem
    if not isinstance(private, Ed25519PrivateKey):
        raise Unreadable(f"{path} holds a key of another kind; a key here is Ed25519. Make one with topsheet key create FILE.")
    signer = _signer(said.name, private)
    if signer.verifier != said:
        made = signer.verifier.vkey
        raise Tampered(f"{path} says the verifier key {said.vkey}, and its private key makes {made}: one of them was changed.")
    return signer


def _signer(name: str, private: Ed25519PrivateKey) -> Signer:
    return Signer(Verifier(name, private.public_key().public_bytes_raw()), private)


def _owned(path: Path) -> tuple[os.stat_result, bytes]:
    """Whose a key file is, and what it holds: of one file that was opened once, not of a name that may change meanwhile."""
    if path.is_symlink():
        raise Misuse(f"{path} is a link, which somebody may point elsewhere. Give the key file itself: {path.resolve()}.")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            return os.fstat(file.fileno()), file.read(LARGEST)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise Unknown(f"There is no key file {path}. Make one with topsheet key create {path} --name NAME.") from None
    except OSError as problem:
        raise Misuse(f"The key file {path} cannot be read: {problem.strerror}.") from problem


def _parts(path: Path) -> tuple[Verifier, bytes]:
    """The first line and the rest of a key file that nobody but its owner can read."""
    seen, content = _owned(path)
    mode = seen.st_mode
    if seen.st_uid != os.geteuid():
        raise Misuse(f"{path} belongs to another user of this computer, who can read and change it. Make a key of your own.")
    if mode & OTHERS:
        raise Misuse(
            f"{path} can be read or changed by others (mode {stat.S_IMODE(mode):04o}), and a key is its owner's alone. Run chmod 600 "
            f"{path}; if others may have read it, make another key and rotate to it."
        )
    first, _, pem = content.partition(b"\n")
    try:
        said = verifier(first.decode())
    except (Misuse, UnicodeDecodeError) as problem:
        raise Unreadable(f"{path} is not a key file of Topsheet: its first line is no verifier key.") from problem
    return said, pem
