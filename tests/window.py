"""A book made of events, and what any view says of it: the one fixture of every projection test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ledger.aggregate import Aggregate
from ledger.entry import Authority, Command, Entry, leaf
from ledger.event import Event
from ledger.projections import About, Session, Window

ABOUT = About("0" * 32, "Midnight at the Roxy", "EUR", "Europe/Madrid", "system", 2)


@dataclass
class Written:
    """Entries in memory, in place of a file: position by position, with the day each took effect."""

    entries: list[Entry] = field(default_factory=list)
    about: About = ABOUT

    def write(self, aggregate: Aggregate[Any], key: str, event: Event, on: date, *, by: str = "P-0001", grant: str | None = None,
              reason: str | None = None) -> Entry:  # fmt: skip
        """Record an event without asking anything; an hour passes."""
        stream = aggregate.stream(key)
        position = len(self.entries) + 1
        at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=position)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        entry = Entry(
            stream=stream, version=1 + sum(e.stream == stream for e in self.entries), event=event, on=on, by=by,
            command=Command(f"c{position}", "0" * 64), salt="0" * 32, position=position, at=at, reason=reason,
            authority=Authority(by, grant) if grant else None,
        )  # fmt: skip
        self.entries.append(entry)
        return entry

    def last(self) -> int:
        return len(self.entries)

    def columns(self, first: int, last: int) -> Sequence[Sequence[Sequence[Any]]]:
        rows = [(e.position, e.at, e.stream, e.version, e.name, e.state().decode()) for e in self.entries[first - 1 : last]]
        return [[list(column) for column in zip(*rows, strict=True)]] if rows else []

    def leaves(self, first: int, last: int) -> Sequence[bytes]:
        return iter(  # type: ignore[return-value]
            leaf(at=e.at, book=self.about.id, name=e.name, position=e.position, state=e.state(), stream=e.stream, version=e.version)
            for e in self.entries[first - 1 : last]
        )

    def session(
        self, position: int | None = None, on: date | None = None, names: Mapping[str, str] | None = None,
        period: str | None = None, **options: Any,
    ) -> Session:  # fmt: skip
        """A session at a position and an effective day: by default everything."""
        known = position or self.last()
        at = self.entries[known - 1].at if known else "2026-01-01T00:00:00.000000Z"
        return Session(self, self.about, Window(known, at, on or date(9999, 12, 31), period), names=names or {}, **options)  # type: ignore[arg-type]

    def rows(
        self, view: str, *columns: str, position: int | None = None, on: date | None = None, names: Mapping[str, str] | None = None,
        period: str | None = None,
    ) -> list[tuple[Any, ...]]:  # fmt: skip
        """Rows of a view, all columns or those named."""
        with self.session(position, on, names, period) as session:
            session.make(view)
            chosen = ", ".join(f'"{c}"' for c in columns) or "*"
            return session.query(f'select {chosen} from "{view}"')[1]
