"""A payroll out of a CSV or XLSX file: one row for a person and their days, with what was paid by component.

Every row is read before anything is said, so that one refusal lists every bad row. A row's own total must tie to its components.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ledger.aggregates.pay_line import COMPONENTS
from ledger.aggregates.payroll import ImportedFile
from ledger.exchange import table
from ledger.exchange.figures import day, decimal_mark, money, quantity
from ledger.exchange.reading import Reader, Reading
from ledger.exchange.table import Problems, Table
from ledger.money import Money, total
from ledger.pay import PayRow

FIELDS = ("person", "engagement", "line", "account", "fringe_account", "units", "hours", *COMPONENTS, "worked_from", "worked_to", "total")


@dataclass(slots=True)
class PayrollFile(Reading):
    """What a payroll file says, and what is wrong with it so far."""

    rows: list[PayRow] = field(default_factory=list)

    def check(self) -> None:
        """Raise with every bad row at once. Raises Misuse, Refused."""
        self.refuse("cannot be posted")


def digest(path: Path) -> ImportedFile:
    """The file's name and digest. Raises Misuse when it cannot be opened."""
    return ImportedFile(file=path.name, sha256=table.digest(path))


def read_payroll(path: Path, *, currency: str, columns: Mapping[str, str] | None = None, encoding: str | None = None,
                 delimiter: str | None = None, decimal: str | None = None, sheet: str | None = None,
                 worked: tuple[date | None, date | None] = (None, None)) -> PayrollFile:  # fmt: skip
    """The rows of a payroll file. `worked` are the days of rows that name none. Raises Misuse for a file that is no table."""
    mark, problems = decimal_mark(decimal), Problems(path.name)
    read = table.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet, problems=problems)
    file = PayrollFile(read, _places(read, columns or {}), problems)
    for row in read.rows:
        reader = PayReader(file, row, mark)
        made = reader.made(currency, worked)
        if made is not None:
            file.rows.append(made)
    file.ended("rows", "post")
    return file


def _places(file: Table, chosen: Mapping[str, str]) -> dict[str, int]:
    places = file.places(FIELDS, ("person",), chosen)
    return places if any(pay in places for pay in COMPONENTS) else places | {"straight": file.column("straight")}


class PayReader(Reader):
    """One row on its way."""

    __slots__ = ()

    def made(self, currency: str, worked: tuple[date | None, date | None]) -> PayRow | None:
        """The row, or None when something in it is bad and noted."""
        before = len(self.file.problems.found)
        zero = Money.zero(currency)
        amounts = {pay: self.parsed(pay, money, currency, self.mark) or zero for pay in COMPONENTS}
        stated = self.parsed("total", money, currency, self.mark)
        line, units, hours = (self.parsed(name, quantity, self.mark) for name in ("line", "units", "hours"))
        starts, ends = (self.parsed(name, day) for name in ("worked_from", "worked_to"))
        if len(self.file.problems.found) == before:
            self._ties(amounts.values(), stated, currency)
            if not self.text("person"):
                self.bad("person", "is empty; every row pays somebody")
            if line is not None and line != int(line):
                self.bad("line", "is no number of a deal line")
        if len(self.file.problems.found) > before:
            return None
        words = {name: self.text(name) for name in ("engagement", "account", "fringe_account")}
        return PayRow(
            row=self.row.number, person=self.text("person"), amounts=amounts, line=None if line is None else int(line), units=units,
            hours=hours, worked_from=starts or worked[0], worked_to=ends or worked[1], **words,
        )  # fmt: skip

    def _ties(self, amounts: Iterable[Money], stated: Money | None, currency: str) -> None:
        made = total(amounts, currency)
        if stated is not None and stated != made:
            apart = f"{stated - made} more stated" if stated > made else f"{made - stated} less stated"
            self.bad("total", f"is stated, and the components come to {made}, {apart}")
        elif not any(amounts):
            self.bad("total" if stated is not None else "straight", "is nothing, and so is every other component")
