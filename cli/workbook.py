"""A report as a workbook: what is in it, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.projections import Session


def content(session: Session, *, sections: bool = False) -> bytes:
    """The workbook of a session's window. Raises TooEarly while there is no budget, Misuse for more digits than a spreadsheet keeps."""
    from cli.language import spoken
    from cli.report import for_people
    from cli.reports import header
    from ledger.reports.xlsx import workbook

    def heading(name: str) -> list[str]:
        return header(session, name).split("\n")

    language = spoken()

    def shown(view: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        columns, rows = for_people(session, *session.view(view))
        return columns, language.rows(view, columns, rows)

    return workbook(session, heading, shown, language, sections=sections)


def written(session: Session, path: Path, *, sections: bool) -> str:
    """Write the workbook as a whole or not at all, and say what was written."""
    from hashlib import sha256

    from cli.files_out import put

    made = content(session, sections=sections)
    replaced = put(path, made)
    window = session.window
    return (
        f"{path.name}: cost report, top sheet, EFC changes, open POs and payables{replaced}.\n"
        f"Known to entry {window.position}, effective to {window.on}; SHA-256 {sha256(made).hexdigest()[:16]}."
    )
