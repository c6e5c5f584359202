"""A book made again from the entries of a pack, row by row as they were stored, to ask it for the figures that the pack states.

Nothing is recorded anew: position, time, version and bytes are those of the pack, and every leaf is made from them.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from ledger.entry import leaf
from ledger.log import APPLICATION_ID, FORMAT, SCHEMA

HEADS = 3
Table = tuple[list[str], list[tuple[Any, ...]]]


class Difference(NamedTuple):
    """A cell that the pack states and that its entries make otherwise; row 1 is the first below the heads."""

    report: str
    row: int
    of: str
    column: str
    stated: str
    made: str

    def __str__(self) -> str:
        where = f"row {self.row}" + (f" ({self.of})" if self.of else "") if self.row else "the heads"
        return f"{self.report}, {where}, {self.column}: the pack says {_said(self.stated)}, and its entries make {_said(self.made)}."


def _said(cell: str) -> str:
    return cell or "nothing"


def book(pack: zipfile.ZipFile, manifest: dict[str, Any], path: Path) -> None:
    """Write the entries of a pack that holds them all as a book."""
    with closing(sqlite3.connect(path)) as connection, pack.open("entries.jsonl") as lines:
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {FORMAT}")
        connection.executescript(SCHEMA)
        connection.executemany("insert into entries values (?, ?, ?, ?, ?, ?, ?)", _rows(lines, manifest["book"]))
        connection.commit()


def _rows(lines: Iterable[bytes], of: str) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        told = json.loads(line)
        state = told.pop("state").encode()
        yield *(told[name] for name in ("position", "at", "stream", "version", "name")), state, leaf(book=of, state=state, **told)


def differences(report: str, stated: bytes, made: Iterable[bytes]) -> Iterator[Difference]:
    """The cells in which two CSV files of a report differ, and rows that one of them lacks."""
    one, other = (csv.reader(io.StringIO(text.decode())) for text in (stated, b"".join(made)))
    heads = next(one, []), next(other, [])
    if heads[0] != heads[1]:
        yield from _cells(report, 0, [str(n) for n in range(1, max(map(len, heads)) + 1)], *heads)
        return
    for number, (left, right) in enumerate(zip_longest(one, other), 1):
        if left is None or right is None:
            whole = (", ".join((left or right or [])[:HEADS]), "") if right is None else ("", ", ".join(right[:HEADS]))
            yield Difference(report, number, "", "the whole row", *whole)
        elif left != right:
            yield from _cells(report, number, heads[0], left, right)


def rows_apart(report: str, stated: Table, made: Table) -> Iterator[Difference]:
    """The cells in which two tables differ."""
    if stated[0] != made[0]:
        yield Difference(report, 0, "", "the columns", ", ".join(stated[0]), ", ".join(made[0]))
        return
    for number, (left, right) in enumerate(zip_longest(stated[1], made[1]), 1):
        if left != right:
            yield from _cells(report, number, made[0], [*map(str, left or ())], [*map(str, right or ())])


def _cells(report: str, row: int, heads: list[str], left: list[str], right: list[str]) -> Iterator[Difference]:
    of = left[0] if row and left and right and left[0] == right[0] else ""
    for column, stated, made in zip_longest(heads, left, right, fillvalue=""):
        if stated != made:
            yield Difference(report, row, of, column, stated, made)
