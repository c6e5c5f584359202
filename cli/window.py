"""From --known and --as-of to a session over a book. Neither pydantic nor eventsourcing is needed to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from cli.options import book_path
from ledger.errors import Misuse, Unknown
from ledger.log import Log
from ledger.money import scale_of
from ledger.people import Names

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.hypothetical import Hypothetical
    from ledger.projections import About, Session, Window

Notes = Sequence[tuple[str, str]]


@contextmanager
def opened(book: str | None, known: str | None = None, as_of: date | None = None, *, fresh: bool = False, period: str | None = None,
           notes: Notes = ()) -> Iterator[tuple[Log, Session]]:  # fmt: skip
    """A session at this window; a `fresh` one believes no cache, for what is verified or made official.

    `period` is the one that is reported, if not that of the day; `notes` are those of a report that is being issued.
    """
    from ledger import projections

    log = Log(book_path(book))
    try:
        seen = window(log, known, as_of, period, notes)
        cached = None if fresh else log.path.with_suffix(".cache")
        with projections.Session(log, _about(log), seen, names=Names(log.people), cached=cached) as session:
            yield log, session
    finally:
        log.close()


@contextmanager
def seen_through(log: Log, seen: Window, names: Mapping[str, str]) -> Iterator[Session]:
    """A session over a log at a window that is known already, and believes no cache."""
    from ledger.projections import Session

    with Session(log, _about(log), seen, names=names) as session:
        yield session


def _about(log: Log) -> About:
    """What entry 1 says of the book."""
    from ledger.projections import About

    told = log.opened
    return About(told["book"], told["title"], told["currency"], told["timezone"], told["clock"], scale_of(told["currency"]))


@contextmanager
def would_become(rows: Hypothetical, names: Mapping[str, str], day: date | None = None) -> Iterator[tuple[Session, Window, Window]]:
    """A session over a book as it would become, and its windows of one day: without what is supposed, and with it, where it stands.

    The day is the one on which the last entry would be recorded, unless another is given.
    """
    from ledger.projections import Session, Window

    log = rows.log
    on = day or datetime.fromisoformat(rows.at(rows.end)).astimezone(log.zone).date()
    before, after = (Window(position, rows.at(position), on) for position in (rows.recorded, rows.end))
    with Session(rows, _about(log), after, names=names, cached=log.path.with_suffix(".cache")) as session:
        yield session, before, after


@contextmanager
def decided(decision: Decision) -> Iterator[tuple[Session, Window, Window]]:
    """The book as a decision would leave it, with the windows before and after: its entries are in memory, and nothing is recorded."""
    from ledger.hypothetical import Hypothetical

    log = Log(decision.book.path)
    try:
        rows = Hypothetical.of(log, decision.would(), decision.book.clock())
        with would_become(rows, {**log.people.names(), **decision.names()}) as seen:
            yield seen
    finally:
        log.close()


def window(log: Log, known: str | None, as_of: date | None, period: str | None = None, notes: Notes = ()) -> Window:
    """The position and day that --known, --as-of and --period mean; an issued report has its own. Raises Unknown, Misuse."""
    from ledger.projections import Window

    position, day = _known(log, known)
    if known and known.startswith("issued:") and not (as_of or period):
        period, notes = _reported(log, int(known[7:]))
    ends = min(log.day(position), _ends(log, period)) if period and not (as_of or day) else None
    return Window(position, log.at(position), as_of or day or ends or log.day(position), period, tuple(notes))


def _reported(log: Log, number: int) -> tuple[str, Notes]:
    """The period of an issued report, and what it says of accounts."""
    found = log.named("CostReportIssued", "number", number)
    assert found is not None
    return found[1]["period"], [(note["account"], note["text"]) for note in found[1].get("notes", ())]


def _ends(log: Log, period: str) -> date:
    """The last day of a period. Raises Unknown."""
    found = log.first(f"period/{period}")
    if found is None:
        raise Unknown(f"There is no period {period}. topsheet report periods lists them.")
    return date.fromisoformat(found["ends"])


def _known(log: Log, known: str | None) -> tuple[int, date | None]:
    last = log.last()
    if known is None:
        return last, None
    if re.fullmatch(r"[0-9]+", known):
        if not 1 <= int(known) <= last:
            raise Unknown(f"There is no entry {known}; the book's last entry is {last}.")
        return int(known), None
    if known.startswith("v"):
        found = log.named("BudgetVersionNamed", "name", known) or log.named("BudgetLocked", "version", None if known == "v01" else known)
        if not found:
            raise Unknown(f"No version of the budget is named {known}. topsheet report versions lists them.")
        return found[0], None
    if known.startswith("issued:"):
        found = log.named("CostReportIssued", "number", int(known[7:])) if known[7:].isdigit() else None
        if not found:
            raise Unknown(f"There is no issued cost report {known[7:]}. topsheet report cost-reports lists them.")
        return found[1]["position"], date.fromisoformat(found[1]["as_of"])
    if known.startswith("plan:"):
        found = log.named("FinancePlanIssued", "number", int(known[5:])) if known[5:].isdigit() else None
        if not found:
            raise Unknown(f"There is no issued finance plan {known[5:]}. topsheet report finance-plans lists them.")
        return found[0], None
    return log.known_by(_moment(log, known)), None


def _moment(log: Log, known: str) -> datetime:
    try:
        if len(known) == 10:
            return log.end_of(date.fromisoformat(known))
        moment = datetime.fromisoformat(known)
    except ValueError:
        raise Misuse(
            f"{known!r} is not a day, a time, an entry, a version, a report or a plan. "
            "Write 2026-03-12, 2026-03-12T18:00, 42, v02, issued:2 or plan:1."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=log.zone)
