"""The calendar as a file that a calendar program reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.projections import Session


def written(session: Session, path: Path) -> str:
    """Write the calendar as a whole or not at all, and say what was written."""
    from cli.files_out import put
    from cli.language import spoken
    from ledger.event import counted
    from ledger.reports.calendar_file import calendar

    rows = session.records("calendar")
    replaced = put(path, calendar(session.about, session.window, rows, spoken()))
    days = counted(len(rows), "day")
    return f"{path.name}: {days}{replaced}.\nKnown to entry {session.window.position}, effective to {session.window.on}."
