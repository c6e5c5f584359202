"""What people say and show with a decision: reasons as an entry holds them, and documents copied beside the book."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ledger.entry import Evidence
from ledger.errors import Misuse
from ledger.event import nfc

LONGEST = 500


def spoken(text: str, what: str) -> str:
    """Text as an entry holds it: NFC, no control characters, at most 500 characters. Raises Misuse."""
    try:
        said: str = nfc(text)
    except ValueError as problem:
        raise Misuse(f"The {what} {text!r} is refused: {problem}.") from None
    if not said:
        raise Misuse(f"The {what} is empty.")
    if len(said) > LONGEST:
        raise Misuse(f"The {what} has {len(said)} characters and an entry holds {LONGEST}. Put the rest into a document: --evidence FILE.")
    return said


def seen(path: Path) -> tuple[Evidence, bytes]:
    """A document as an entry names it, and its content. Raises Misuse when it cannot be read."""
    title = spoken(path.name, "name of the evidence")
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Misuse(f"The evidence {path} cannot be read: {problem.strerror}.") from problem
    return Evidence(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content), title=title), content


def keep_evidence(path: Path, folder: Path) -> Evidence:
    """Copy a document beside the book under its digest. Raises Misuse when it cannot be read."""
    found, content = seen(path)
    keep(content, folder)
    return found


def keep(content: bytes, folder: Path) -> str:
    """Keep bytes beside the book under their digest, and give it."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = folder / sha256
    if not target.exists():
        from tempfile import NamedTemporaryFile

        folder.mkdir(mode=0o700, exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as part:
            part.write(content)
        Path(part.name).replace(target)
    return sha256
