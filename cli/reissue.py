"""Issued reports, made again: byte for byte with the versions that made them, cell for cell with others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import book_option

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.projections import Session

MADE_BY = ("topsheet", "duckdb", "projection")
SHOWN = 10
COLUMNS = {"to_date": "to date", "etc": "ETC", "efc": "EFC"}
"""Columns of the printed report, by the names that its totals have in the entry."""


def many(cells: int) -> str:
    """1 cell, 3 cells."""
    return f"{cells:,} cell{'' if cells == 1 else 's'}"


@dataclass(frozen=True)
class Made:
    """An issued report as this version makes it: whether the bytes are the same, and which cells and versions are not.

    `differing` holds row, column, the value issued and the value now; `whole` is false where the cells were not kept, so that totals
    and accounts alone could be compared.
    """

    number: int
    position: int
    text: str
    same: bool
    differing: tuple[tuple[str, str, str, str], ...]
    open: tuple[tuple[str, str, str, str], ...]
    versions: tuple[str, ...]
    whole: bool = True

    def wrong(self) -> str:
        """What is an alarm in it; empty where nothing is."""
        if self.open:
            cells = "; ".join(f"{column} of {row} {was} -> {now}" for row, column, was, now in self.open[:SHOWN])
            more = f", and {len(self.open) - SHOWN} more" if len(self.open) > SHOWN else ""
            return (
                f"Cost report {self.number} of entry {self.position} is made otherwise now, in {many(len(self.open))}: {cells}{more}. "
                f"{self.why()} It stays an alarm until somebody answers it: topsheet cost-report resolve {self.number} --reason TEXT."
            )
        if not (self.same or self.versions or self.differing):
            return (
                f"Cost report {self.number} no longer prints as it was issued at entry {self.position}, though the same versions make it."
            )
        return ""

    def why(self) -> str:
        """Which versions are not those that made it."""
        return f"Made by other versions: {', '.join(self.versions)}." if self.versions else "The versions are those that made it."


def made(log: Log, session: Session, number: int) -> Made:
    """Make a report again; the session stands at its window. Raises Tampered where what was kept of it was changed."""
    from cli.cost_report import cells, issued

    found = log.named("CostReportIssued", "number", number)
    assert found is not None
    position, event = found
    text = issued(session)
    same = sha256(text.encode()).hexdigest() == event["report_sha256"]
    kept = _kept(log.path.with_suffix(".evidence"), event.get("cells_sha256"), number)
    now = cells(session)
    differing = () if same else tuple(_between(kept, now) if kept is not None else _of_totals(event, now))
    resolved = {tuple(cell[name] for name in ("row", "column", "issued", "now")) for cell in _resolved(log, number)}
    open_ = tuple(cell for cell in differing if cell not in resolved)
    return Made(number, position, text, same, differing, open_, _versions(event), kept is not None)


def _resolved(log: Log, number: int) -> Iterator[dict[str, Any]]:
    from json import loads

    asked = "select state from entries where stream = ? and name = 'CostReportDifferenceResolved' order by position"
    for (state,) in log.connection.execute(asked, (f"cost-report/CR-{number:04d}",)):
        yield from loads(state)["event"]["cells"]


def _kept(folder: Path, digest: str | None, number: int) -> str | None:
    """The cells as they were issued, where they are kept. Raises Tampered."""
    from ledger.errors import Tampered

    path = folder / (digest or "none")
    if digest is None or not path.exists():
        return None
    content = path.read_bytes()
    if sha256(content).hexdigest() != digest:
        raise Tampered(
            f"The cells of cost report {number}, kept at {path}, were altered: they are no longer what {digest[:16]}… stands for."
        )
    return content.decode()


def _versions(event: dict[str, Any]) -> tuple[str, ...]:
    now = made_by()
    return tuple(f"{name} {_short(event[name])} -> {_short(now[name])}" for name in MADE_BY if event.get(name, now[name]) != now[name])


def _short(version: str) -> str:
    return version[:12] if len(version) == 64 else version


def made_by() -> dict[str, str]:
    """The versions that make a report here: of Topsheet, of DuckDB, and the digest of the queries."""
    from importlib.metadata import version

    from ledger.projections import digest

    return {"topsheet": version("topsheet"), "duckdb": version("duckdb"), "projection": digest("facts", "views")}


def _between(was: str, now: str) -> Iterator[tuple[str, str, str, str]]:
    """The cells that differ between two CSV reports, in the order of the first."""
    before, after = (_rows(text) for text in (was, now))
    for key in dict.fromkeys([*before, *after]):
        one, two = before.get(key, {}), after.get(key, {})
        for column in dict.fromkeys([*one, *two]):
            if one.get(column) != two.get(column):
                yield key, column, one.get(column, "absent"), two.get(column, "absent")


def _rows(text: str) -> dict[str, dict[str, str]]:
    """The rows of a CSV cost report, each by its account or the words of its total."""
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        name = row["account"] or row["description"]
        found[name if name not in found else f"{name} ({row['description']})"] = row
    return found


def _of_totals(event: dict[str, Any], now: str) -> Iterator[tuple[str, str, str, str]]:
    """The totals and the final cost and variance of accounts that differ, of a report whose cells were not kept."""
    rows = _rows(now)
    named = {"grand total": {name: figure["amount"] for name, figure in event["totals"].items()}}
    named |= {one["account"]: {name: one[name]["amount"] for name in ("efc", "variance")} for one in event.get("figures", ())}
    for row, figures in named.items():
        for name, was in figures.items():
            column = COLUMNS.get(name, name)
            is_now = rows.get(row, {}).get(column)
            if is_now is not None and is_now != was:
                yield row, column, was, is_now


@click.command()
@click.argument("number", type=int)
@click.option("--sections", is_flag=True, help="Check the whole report, and print only its sections and totals.")
@book_option
def reissue(number: int, book: str | None, sections: bool) -> None:
    """Print a cost report as it was issued: byte for byte, or cell for cell where other versions make it."""
    from cli.cost_report import issued
    from cli.window import opened
    from ledger.errors import Tampered

    with opened(book, f"issued:{number}", fresh=True) as (log, session):
        again = made(log, session, number)
        if again.wrong():
            raise Tampered(again.wrong())
        click.echo(issued(session, sections=True) if sections else again.text)
        found = log.named("CostReportIssued", "number", number)
        assert found is not None
        digest = f"root {found[1]['root'][:16]}, SHA-256 {found[1]['report_sha256'][:16]}"
        if again.same:
            click.echo(f"As issued at entry {again.position}: {digest}.", err=True)
            return
        how = "Cell for cell" if again.whole else "Not cell for cell"
        cells = f"{many(len(again.differing))} resolved" if again.differing else "every cell as issued"
        if not again.whole:
            cells = (
                "the cells that were kept when it was issued are not beside the book, so its totals and accounts alone were compared: "
                + (cells if again.differing else "as issued")
            )
        click.echo(f"{how}, entry {again.position}: {cells}; the bytes differ. {again.why()} Issued with {digest}.", err=True)
