"""Files that a report writes: where they may go, and that they are written as a whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast


def place(path: Path, form: str, *, option: str, suffix: str, what: str) -> Path:
    """Where the file goes. A report may be written over an older one; nothing else is. Raises Misuse, Unknown."""
    from ledger.errors import Misuse, Unknown

    if form != "table":
        raise Misuse(f"{option} writes a {what} and --format {form} prints. Give one of the two.")
    if path.suffix.lower() != suffix:
        raise Misuse(f"{path} does not end in {suffix}, so nothing would open it as a {what}. Write {path.stem or 'report'}{suffix}.")
    if not path.parent.is_dir():
        raise Unknown(f"There is no folder {path.parent} to write {path.name} in. Make it first, or name another.")
    if path.exists() and not path.is_file():
        raise Misuse(f"{path} is not a file. Name a file that ends in {suffix}.")
    return path.resolve()


def put(path: Path, content: bytes) -> str:
    """Write the file, and say whether one was there."""
    replaced = ", written over the one that was there" if path.exists() else ""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return replaced


def beside(path: Path) -> BinaryIO:
    """A file of its own beside another, to be put into its place when it is whole; readable as any new file. Raises OSError."""
    import os
    from tempfile import NamedTemporaryFile

    os.umask(mask := os.umask(0o077))
    part = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False)  # noqa: SIM115  # the caller closes it
    os.fchmod(part.fileno(), 0o666 & ~mask)
    return cast("BinaryIO", part)
