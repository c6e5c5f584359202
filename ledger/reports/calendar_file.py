"""The calendar of a book as iCalendar (RFC 5545): one all-day event for each day that waits for something.

The same window makes the same bytes. An event keeps its UID from window to window, so that a calendar which reads the file
again moves what has moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event

from ledger.labels.language import ENGLISH, Language
from ledger.money import scale_of
from ledger.projections import About, Window


def calendar(about: About, window: Window, rows: Sequence[dict[str, Any]], language: Language = ENGLISH) -> bytes:
    """The rows of the view `calendar` as a file, stamped with the time of the window's last entry.

    A day keeps its UID in every language, so that it is moved and not doubled.
    """
    at = datetime.strptime(window.at[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    made = Calendar()
    made.add("prodid", "-//Topsheet//calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", about.title)
    for row in rows:
        event = Event()
        event.add("uid", f"{about.id}/{row['document']}/{row['what']}/{row['text']}".replace(" ", "-"))
        event.add("dtstamp", at)
        event.add("dtstart", row["date"])
        amount = f", {row['amount']:,.{scale_of(row['currency'])}f} {row['currency']}" if row["amount"] is not None else ""
        event.add("summary", f"{language.word(row['what'], 'what', 'calendar')}: {row['text']}{amount}")
        made.add_component(event)
    content: bytes = made.to_ical(sorted=True)
    return content
