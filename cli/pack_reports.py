"""The reports of a pack: every one that its party may see, as CSV and Parquet, the audit trail, and the workbook.

A report is as topsheet report prints it, with nothing of the words of an entry that the party does not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cli.report import EXPLAINED, REPORTS, WHOLE, rendered

if TYPE_CHECKING:
    from ledger.projections import Session
    from ledger.proof.naming import Naming
    from ledger.proof.pack import Member
    from ledger.proof.sight import Seen, Sight

TRAIL, WORKBOOK, WITHHELD, WEEK = "audit-trail", "workbook", "withheld", "guarantor-week"
BESIDES = (TRAIL, WORKBOOK)


def reports(session: Session, seen: Seen, left_out: dict[str, str], naming: Naming) -> Iterator[Member]:
    """The files of every report that the party may see; what cannot be made is left out, and why.

    `naming` reads CSV and workbook as they go by; it is told the words of a view whose CSV says something else.
    """
    sight = seen.sight
    for name, view in REPORTS.items():
        if sight.holds(name):
            with session.held(view):
                yield f"reports/{name}.csv", csv_of(session, seen, name)
                if view in WHOLE | EXPLAINED or name == WEEK:
                    for _, rows in session.batches(view):
                        naming.text("\n".join(cell for row in rows for cell in row if isinstance(cell, str)))
                yield f"reports/{name}.parquet", session.parquet(view)
    if sight.holds(TRAIL):
        yield f"reports/{TRAIL}.csv", csv_of(session, seen, TRAIL)
    if sight.holds(WORKBOOK) and (book := workbook(session, left_out)):
        yield f"reports/{WORKBOOK}.xlsx", book


def workbook(session: Session, left_out: dict[str, str]) -> bytes | None:
    """The workbook, or why there is none."""
    from cli.workbook import content
    from ledger.errors import LedgerError

    try:
        return content(session)
    except LedgerError as why:
        left_out[WORKBOOK] = str(why)
        return None


def csv_of(session: Session, seen: Seen, name: str) -> Iterator[bytes]:
    """A report as CSV, some thousand rows at a time."""
    if name == TRAIL:
        yield from trail(session, seen)
    elif name == WEEK:
        yield week(session, seen)
    elif REPORTS[name] in WHOLE | EXPLAINED:
        told = rendered(session, name, REPORTS[name], "csv", log=seen)
        assert isinstance(told, str)
        yield f"{told}\n".encode()
    else:
        yield from plain(session, REPORTS[name])


def plain(session: Session, view: str) -> Iterator[bytes]:
    """A view as CSV."""
    from cli.render import as_csv
    from ledger.reports.digits import own

    scale = session.about.scale
    for number, (columns, rows) in enumerate(session.batches(view)):
        if rows or not number:
            yield f"{as_csv(columns, own(view, columns, rows, scale), scale, head=not number)}\n".encode()


def week(session: Session, seen: Seen) -> bytes:
    """The guarantor's week as CSV."""
    from cli import guarantor_week
    from cli.render import as_csv

    rows = [guarantor_week.exact(one) for one in guarantor_week.week(seen, session, None)]
    return f"{as_csv(guarantor_week.COLUMNS, rows, session.about.scale)}\n".encode()


def trail(session: Session, seen: Seen) -> Iterator[bytes]:
    """The audit trail as CSV: a sentence for every entry that is seen, and the number of every other."""
    from cli.audit import told_row
    from cli.render import as_csv

    names = {row["party"]: row["name"] for row in session.records("party_names")}
    for number, (columns, rows) in enumerate(session.batches("audit_trail")):
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        states = seen.log.states([row["position"] for row in records])
        told = [_sentence(row, states, seen.sight, lambda party: names.get(party, party), told_row) for row in records]
        yield f"{as_csv(list(told[0]), [list(one.values()) for one in told], session.about.scale, head=not number)}\n".encode()


def _sentence(row: dict[str, Any], states: Mapping[int, bytes], sight: Sight, called: Callable[[str], str],
              told_row: Callable[..., dict[str, Any]]) -> dict[str, Any]:  # fmt: skip
    if sight.shows(row["stream"]):
        return told_row(row, states[row["position"]], called)
    return dict.fromkeys(COLUMNS, "") | {"entry": row["position"], "what": WITHHELD}


COLUMNS = ("entry", "recorded", "effective", "document", "declared by", "authority", "what", "reason", "evidence", "corrects", "marks")


def sql() -> Iterator[Member]:
    """The text that made the figures."""
    from ledger.projections.files import relations

    for folder in ("facts", "views", "checks"):
        for name, text in relations(folder).items():
            yield f"sql/{folder}/{name}.sql", text.encode()


def versions() -> dict[str, str]:
    """With what the figures were made."""
    from ledger.projections import digest

    made = {name: version(name) for name in ("topsheet", "duckdb", "xlsxwriter")}
    return {**made, "projection": digest("facts", "views")}
