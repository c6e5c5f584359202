"""What stands above and below every report: the production, the window, the root, and how to read a sign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ledger

if TYPE_CHECKING:
    from ledger.projections import Session

SIGN = "Variance = final budget - EFC: positive is under, negative is over."
FOOTNOTES = {
    "cost-report": "\nEFC = to date + commitments + ETC; commitments are never inside ETC (elsewhere: cost to "
    "complete = commitments + ETC).",
    "top-sheet": "",
}


def grain_of(view: str) -> str:
    """What one row of a view is, from its first line."""
    text = Path(ledger.__path__[0]).joinpath(f"projections/views/{view}.sql").read_text(encoding="utf-8")
    return text.partition("\n")[0].removeprefix("-- ")


def header(session: Session, name: str) -> str:
    """The lines above a report: title, window, and the root of the book at that position."""
    about = session.about
    title = name.replace("-", " ")
    lines = [f"{about.title}: {title}, {about.currency}"]
    period = session.records("current_period") if name in ("cost-report", "top-sheet") else []
    if period:
        lines.append(f"Period {period[0]['period']}, {period[0]['starts']} to {period[0]['ends']}")
    if name in FOOTNOTES:
        lines.append(SIGN)
    last = session.records("last_report") if name == "cost-report" else []
    if last:
        lines.append(f"Last EFC is that of cost report {last[0]['number']} of {last[0]['period']}, as of {last[0]['as_of']}.")
    lines.append(f"Known to {seen(session)}")
    if about.clock == "demonstration":
        lines.append("Demonstration: this book was played with given times.")
    return "\n".join(lines)


def seen(session: Session) -> str:
    """The session's window in words, with the root of the book at its position."""
    window, timezone = session.window, session.about.timezone
    recorded = local(datetime.fromisoformat(window.at), timezone)
    root = session.root()[:16]
    return f"entry {window.position} ({recorded:%Y-%m-%d %H:%M}), effective to {window.on}, root {root}; times of {timezone}"


def local(moment: datetime, timezone: str) -> datetime:
    """A recorded time in the book's zone."""
    return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def about(session: Session) -> dict[str, Any]:
    """The same for programs."""
    window, book = session.window, session.about
    return {
        "title": book.title, "currency": book.currency, "clock": book.clock, "known": window.position, "recorded": window.at,
        "as_of": window.on.isoformat(), "root": session.root(),
    }  # fmt: skip
