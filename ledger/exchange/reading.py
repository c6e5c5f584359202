"""A table on its way in: what stands in a cell is read, or noted as bad, so that one refusal lists every bad row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ledger.errors import LedgerError, Misuse, Refused
from ledger.exchange.table import Problems, Row, Table

T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """A file as far as it is read: which column holds which field, and what is wrong with it; `unread` of that cannot be read at all."""

    table: Table
    places: Mapping[str, int]
    problems: Problems
    unread: int = field(default=0, kw_only=True)

    @property
    def ignored(self) -> list[str]:
        """The columns of the file that hold no field."""
        return [title for place, title in enumerate(self.table.header) if title and place not in self.places.values()]

    def note(self, row: int, column: str, why: str) -> None:
        """A value of this row that cannot stand. `row` is its number in a spreadsheet."""
        place = self.places.get(column)
        if place is None:
            self.problems.add(row, column, "", why)
        else:
            cells = next(one.cells for one in self.table.rows if one.number == row)
            self.problems.add(row, self.table.header[place], cells[place].strip(), why)

    def ended(self, holds: str, purpose: str) -> None:
        """Every row is read: what is noted from now on can be read, and cannot stand. Raises Misuse for a file of no rows."""
        self.unread = len(self.problems.found)
        if not self.table.rows and not self.unread:
            raise Misuse(f"{self.table.name} has a header and no {holds}, so there is nothing to {purpose}.")

    def refuse(self, what: str) -> None:
        """Raise with every bad row at once: Misuse when some cannot be read, Refused when all can."""
        error: type[LedgerError] = Misuse if self.unread else Refused
        self.problems.check(error, what)


@dataclass(slots=True)
class Reader:
    """One row on its way. `mark` is the decimal mark that was declared."""

    file: Reading
    row: Row
    mark: str | None

    def text(self, name: str) -> str:
        """The row's text in this column, empty when the file has no such column."""
        return self.row.cells[self.file.places[name]].strip() if name in self.file.places else ""

    def bad(self, name: str, why: str) -> None:
        """A value that cannot stand."""
        self.file.note(self.row.number, name, why)

    def parsed(self, name: str, parse: Callable[..., T], *how: Any) -> T | None:
        """The row's value in this column; None when it is empty, or bad and noted."""
        if not self.text(name):
            return None
        try:
            return parse(self.row.cells[self.file.places[name]], *how)
        except Misuse as problem:
            self.bad(name, str(problem))
            return None
