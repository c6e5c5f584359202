"""A report as a workbook: where it may be written, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.projections import Session


def place(path: Path, form: str) -> Path:
    """Where the workbook goes. A report may be written over an older one; nothing else is. Raises Misuse, Unknown."""
    from ledger.errors import Misuse, Unknown

    if form != "table":
        raise Misuse(f"--xlsx writes a workbook and --format {form} prints. Give one of the two.")
    if path.suffix.lower() != ".xlsx":
        raise Misuse(f"{path} does not end in .xlsx, so nothing would open it as a workbook. Write {path.stem or 'cost'}.xlsx.")
    if not path.parent.is_dir():
        raise Unknown(f"There is no folder {path.parent} to write {path.name} in. Make it first, or name another.")
    if path.exists() and not path.is_file():
        raise Misuse(f"{path} is not a file. Name a file that ends in .xlsx.")
    return path.resolve()


def written(session: Session, path: Path, *, sections: bool) -> str:
    """Write the workbook as a whole or not at all, and say what was written."""
    from hashlib import sha256

    from cli.report import for_people
    from cli.reports import header
    from ledger.reports.xlsx import workbook

    def heading(name: str) -> list[str]:
        return header(session, name).split("\n")

    content = workbook(session, heading, lambda view: for_people(session, *session.view(view)), sections=sections)
    replaced = ", written over the one that was there" if path.exists() else ""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    window = session.window
    return (
        f"{path.name}: cost report, top sheet, EFC changes, open POs and payables{replaced}.\n"
        f"Known to entry {window.position}, effective to {window.on}; SHA-256 {sha256(content).hexdigest()[:16]}."
    )
