"""What stands above and below every report: the production, the window, the root, and how to read a sign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ledger
from cli.language import spoken

if TYPE_CHECKING:
    from ledger.projections import Session

SIGNED = ("cost-report", "top-sheet")
"""Reports that end in a variance."""


def grain_of(view: str) -> str:
    """What one row of a view is, from its first line."""
    text = Path(ledger.__path__[0]).joinpath(f"projections/views/{view}.sql").read_text(encoding="utf-8")
    return text.partition("\n")[0].removeprefix("-- ")


def header(session: Session, name: str) -> str:
    """The lines above a report: title, window, and the root of the book at that position."""
    about, language = session.about, spoken()
    lines = [f"{about.title}: {language.title(name)}, {about.currency}"]
    period = session.records("current_period") if name in SIGNED else []
    if period:
        lines.append(language.text("line.period", "Period {period}, {starts} to {ends}", **period[0]))
    if name in SIGNED:
        lines.append(language.text("line.variance", "Variance = final budget - EFC: positive is under, negative is over."))
    last = session.records("last_report") if name == "cost-report" else []
    if last:
        said = "Last EFC is that of cost report {number} of {period}, as of {as_of}."
        lines.append(language.text("line.last-efc", said, **last[0]))
    lines.append(language.text("line.known", "Known to {seen}", seen=seen(session)))
    lines += signing(session)
    if about.clock == "demonstration":
        lines.append(language.text("line.demonstration", "Demonstration: this book was played with given times."))
    return "\n".join(lines)


def signing(session: Session) -> list[str]:
    """How many decisions are signed, and how many answer a request of whoever decided; nothing in a book without actors."""
    if not session.records("actors_enrolled"):
        return []
    told, text = session.records("signing")[0], spoken().text
    lines = [text("line.signatures", "{signed} of {decisions} decisions signed; audit verify shows whether the signatures hold.", **told)]
    if told["own requests"]:
        said = "Override: {count} decided by whoever asked for it, see topsheet report own-requests."
        lines.append(text("line.own-requests", said, count=told["own requests"]))
    return lines


def notes(name: str, *, whole: bool) -> list[str]:
    """The lines below a report: how its EFC is reckoned, and that it is rounded."""
    language, lines = spoken(), []
    if name == "cost-report":
        lines.append(language.text(
            "line.efc",
            "EFC = to date + commitments + ETC; commitments are never inside ETC (elsewhere: cost to complete = commitments + ETC).",
        ))  # fmt: skip
    if whole:
        lines.append(language.text(
            "line.rounded",
            "Whole units, each rounded half-up from cents by itself; rounded parts may miss their total by a unit. "
            "--cents prints every cent.",
        ))  # fmt: skip
    return lines


def seen(session: Session) -> str:
    """The session's window in words, with the root of the book at its position."""
    window, timezone = session.window, session.about.timezone
    recorded = local(datetime.fromisoformat(window.at), timezone)
    return spoken().text(
        "line.seen", "entry {entry} ({recorded}), effective to {on}, root {root}; times of {timezone}",
        entry=window.position, recorded=f"{recorded:%Y-%m-%d %H:%M}", on=window.on, root=session.root()[:16], timezone=timezone,
    )  # fmt: skip


def local(moment: datetime, timezone: str) -> datetime:
    """A recorded time in the book's zone."""
    return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def about(session: Session) -> dict[str, Any]:
    """The same for programs."""
    window, book = session.window, session.about
    return {
        "title": book.title, "currency": book.currency, "clock": book.clock, "known": window.position, "recorded": window.at,
        "as_of": window.on.isoformat(), "root": session.root(), **({"signing": session.records("signing")[0]} if signing(session) else {}),
    }  # fmt: skip
