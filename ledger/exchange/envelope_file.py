"""An envelope of receipts out of a CSV or XLSX file: one row for a receipt, or for one account's part of it.

Every row is read before anything is said, so that one refusal lists every bad row. A receipt's gross must be its net and its tax,
and the file must come to the total that was stated beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ledger.exchange import table
from ledger.exchange.figures import day, decimal_mark, money
from ledger.exchange.reading import Reader, Reading
from ledger.exchange.table import Problems
from ledger.money import Money, tie, total

NEEDED = ("supplier", "dated", "account", "net")
FIELDS = (*NEEDED, "receipt", "tax_code", "tax", "recoverable", "gross", "description")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One row: what was bought of whom, when, and on which account. `row` is its number in a spreadsheet."""

    row: int
    account: str
    net: Money
    tax: Money
    recoverable: Money
    dated: date
    supplier: str
    receipt: str | None
    tax_code: str | None
    description: str | None


@dataclass(slots=True)
class EnvelopeFile(Reading):
    """What a file of receipts says, and what is wrong with it so far."""

    receipts: list[Receipt] = field(default_factory=list)

    def check(self, stated: Money) -> None:
        """Raise with every bad row at once, or with both totals where the receipts do not come to the stated one."""
        self.refuse("cannot be posted")
        tie(f"The gross of {self.table.name}", total((one.net + one.tax for one in self.receipts), stated.currency), stated)


def read_envelope(path: Path, *, currency: str, on: date, columns: Mapping[str, str] | None = None, encoding: str | None = None,
                  delimiter: str | None = None, decimal: str | None = None, sheet: str | None = None) -> EnvelopeFile:  # fmt: skip
    """The receipts of a file, in its order; none is dated after `on`. Raises Misuse for a file that is no table."""
    mark, problems = decimal_mark(decimal), Problems(path.name)
    read = table.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet, problems=problems)
    file = EnvelopeFile(read, read.places(FIELDS, NEEDED, columns or {}), problems)
    for row in read.rows:
        made = ReceiptReader(file, row, mark).made(currency, on)
        if made is not None:
            file.receipts.append(made)
    file.ended("receipts", "post")
    _once(file)
    return file


def _once(file: EnvelopeFile) -> None:
    """Note every row that tells a numbered receipt again, word for word."""
    seen: dict[Receipt, int] = {}
    for one in file.receipts:
        first = seen.setdefault(replace(one, row=0), one.row)
        if one.receipt and first != one.row:
            file.note(one.row, "receipt", f"is told in row {first} already, word for word; take one out, or describe what each part bought")


class ReceiptReader(Reader):
    """One receipt on its way."""

    __slots__ = ()

    def made(self, currency: str, on: date) -> Receipt | None:
        """The receipt, or None when something in it is bad and noted."""
        before, zero = len(self.file.problems.found), Money.zero(currency)
        for name in NEEDED:
            if not self.text(name):
                self.bad(name, "is empty; every receipt says it")
        net, tax, gross, back = (self.parsed(name, money, currency, self.mark) for name in ("net", "tax", "gross", "recoverable"))
        dated, tax = self.parsed("dated", day), tax or zero
        if dated and dated > on:
            self.bad("dated", f"is after {on}, the day of posting")
        if len(self.file.problems.found) > before:
            return None
        assert net is not None and dated is not None
        back = tax if back is None else back
        self._ties(net, tax, gross, back)
        if len(self.file.problems.found) > before:
            return None
        words = {name: self.text(name) or None for name in ("receipt", "tax_code", "description")}
        return Receipt(row=self.row.number, account=self.text("account"), net=net, tax=tax, recoverable=back, dated=dated,
                       supplier=self.text("supplier"), **words)  # fmt: skip

    def _ties(self, net: Money, tax: Money, gross: Money | None, back: Money) -> None:
        zero = Money.zero(net.currency)
        if net <= zero or tax < zero:
            self.bad("net", f"and {tax} tax are no receipt: it is for more than nothing")
        elif gross is not None and net + tax != gross:
            self.bad("gross", f"is stated, and {net} net and {tax} tax are {net + tax}")
        elif not zero <= back <= tax:
            self.bad("recoverable", f"is more than the tax of {tax}, or below nothing")
        elif tax and not self.text("tax_code"):
            self.bad("tax_code", f"is empty, and the tax is {tax}; name its code, such as IVA21")
