"""Invoices out of a CSV or XLSX file: one row an invoice, or one row a line of one, where rows share vendor and number.

Every row is read before anything is said, so that one refusal lists every bad row. What stands once for an invoice (its days, its
currency, its order) is written in its first row, and the others repeat it or leave it empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledger.exchange import table
from ledger.exchange.figures import day, decimal_mark, money, quantity
from ledger.exchange.reading import Reader, Reading
from ledger.exchange.table import Problems, Table
from ledger.money import Money, scales

AMOUNTS = ("net", "tax", "gross", "recoverable", "withholding")
DAYS = ("dated", "due", "received")
NEEDED = ("vendor", "number", "dated", "net")
FIELDS = (*NEEDED, "tax", "tax_code", "gross", "recoverable", "withholding", "currency", "rate", "due", "received", "order", "description",
          "account")  # fmt: skip
ONCE = ("dated", "due", "received", "currency", "rate", "order")


@dataclass(frozen=True, slots=True)
class Printed:
    """One row: the amounts of an invoice or of one line of it, and where they go. `row` is its number in a spreadsheet."""

    row: int
    net: Money
    tax: Money
    gross: Money
    recoverable: Money
    withholding: Money
    tax_code: str | None
    description: str | None
    account: str


@dataclass(slots=True)
class Billed:
    """One invoice of the file: what stands once for it, and its rows."""

    vendor: str
    number: str
    currency: str
    days: dict[str, date | None]
    rate: Decimal | None
    order: str | None
    rows: list[Printed] = field(default_factory=list)

    @property
    def row(self) -> int:
        """The row where it begins."""
        return self.rows[0].row

    def sum(self, name: str) -> Money:
        """What its rows come to in this column."""
        result = Money.zero(self.currency)
        for row in self.rows:
            result += getattr(row, name)
        return result


@dataclass(slots=True)
class InvoiceFile(Reading):
    """What a file of invoices says, and what is wrong with it so far."""

    invoices: dict[tuple[str, str], Billed] = field(default_factory=dict)

    def check(self) -> None:
        """Raise with every bad row at once. Raises Misuse, Refused."""
        self.refuse("cannot be recorded")


def read_invoices(path: Path, *, currency: str, columns: Mapping[str, str] | None = None, encoding: str | None = None,
                  delimiter: str | None = None, decimal: str | None = None, sheet: str | None = None) -> InvoiceFile:  # fmt: skip
    """The invoices of a file, in its order. `currency` is that of rows that name none. Raises Misuse for a file that is no table."""
    problems = Problems(path.name)
    read = table.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet, problems=problems)
    file = InvoiceFile(read, read.places(FIELDS, NEEDED, _described(read, columns or {})), problems)
    mark = decimal_mark(decimal)
    for row in read.rows:
        InvoiceReader(file, row, mark, currency).take()
    file.ended("invoices", "import")
    return file


def _described(file: Table, chosen: Mapping[str, str]) -> dict[str, str]:
    """The chosen columns; what an invoice is for may stand in a column called for."""
    titles = {title.casefold() for title in file.header}
    return {"description": "for", **chosen} if "for" in titles and "description" not in titles else dict(chosen)


@dataclass(slots=True)
class InvoiceReader(Reader):
    """One row on its way. `currency` is that of rows that name none."""

    file: InvoiceFile
    currency: str

    def take(self) -> None:
        """Add the row to its invoice, or note what is wrong with it."""
        before = len(self.file.problems.found)
        key = (self.text("vendor").casefold(), self.text("number"))
        known = self.file.invoices.get(key)
        code = self.text("currency") or (known.currency if known else self.currency)
        if code not in scales():
            self.bad("currency", "is not an ISO 4217 currency in use; write a code such as EUR")
            return
        days = {name: self.parsed(name, day) for name in DAYS}
        rate = self.parsed("rate", quantity, self.mark)
        amounts = {name: self.parsed(name, money, code, self.mark) for name in AMOUNTS}
        for name in NEEDED:
            if not self.text(name) and not (known and name == "dated"):
                self.bad(name, "is empty")
        if len(self.file.problems.found) > before:
            return
        printed = self.printed(amounts, Money.zero(code))
        told = {**days, "currency": code, "rate": rate, "order": self.text("order") or None}
        if printed and (known is None or self.same(known, told)):
            one = known or Billed(self.text("vendor"), self.text("number"), code, days, rate, self.text("order") or None)
            one.rows.append(printed)
            self.file.invoices[key] = one

    def printed(self, amounts: Mapping[str, Money | None], zero: Money) -> Printed | None:
        """The amounts of the row, once they tie."""
        net, tax = amounts["net"] or zero, amounts["tax"] or zero
        gross, back = amounts["gross"], amounts["recoverable"]
        if gross is not None and gross != net + tax:
            self.bad("gross", f"is stated, and {net} net and {tax} tax are {net + tax}")
            return None
        if back is not None and not zero <= back <= tax:
            self.bad("recoverable", f"cannot be recoverable of {tax} tax")
            return None
        if tax and not self.text("tax_code"):
            self.bad("tax_code", f"is empty, and the row has {tax} tax; name its code, such as IVA21")
            return None
        words = {name: self.text(name) or None for name in ("tax_code", "description")}
        return Printed(
            row=self.row.number, net=net, tax=tax, gross=net + tax, recoverable=tax if back is None else back,
            withholding=amounts["withholding"] or zero, account=self.text("account"), **words,
        )  # fmt: skip

    def same(self, known: Billed, told: Mapping[str, Any]) -> bool:
        """Whether a further row of an invoice is one: each has its account, and says nothing else of what stands once."""
        if not self.text("account") or not known.rows[0].account:
            self.bad("number", f"is already in row {known.row}; several rows of one invoice are its lines, each with its account")
            return False
        was = {**known.days, "currency": known.currency, "rate": known.rate, "order": known.order}
        for name in ONCE:
            if told[name] is not None and told[name] != was[name]:
                self.bad(name, f"is another than in row {known.row} of the same invoice, which says {was[name] or 'nothing'}")
                return False
        return True
