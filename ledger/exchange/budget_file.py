"""A budget out of a CSV or XLSX file: one row a line, or one row an account, and rows that state totals.

Every row is read before anything is said, so that one refusal lists every bad row. Stated totals must tie to the cent: a row
whose account is TOTAL (the budget), TOTAL 6700 (an account) or TOTAL PRODUCTION (a section), and the total given beside the
file. A difference is shown with both figures, and becomes a rounding line only where somebody accepts it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ledger.aggregates.budget_line import BudgetLine, product
from ledger.errors import DoesNotAdd, Misuse, Unknown, nearest
from ledger.exchange import table
from ledger.exchange.figures import decimal_mark, money, quantity
from ledger.exchange.table import Problems, Row, Table
from ledger.money import Money
from ledger.money import total as sum_of

FIELDS = ("account", "description", "amount", "units", "x", "rate", "total", "kind", "note")
FIGURES = ("amount", "x", "rate", "total")
STATED = re.compile(r"(?:GRAND )?TOTAL|TOTAL (?P<of>.+)|(?P<what>.+) TOTAL", re.IGNORECASE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BudgetFile:
    """What a budget file says, once every row is read and every stated total ties."""

    name: str
    lines: tuple[BudgetLine, ...]
    total: Money
    rounding: Money


@dataclass(frozen=True, slots=True)
class Stated:
    """A total that the file or its reader states: of which accounts, and where it stands."""

    row: int
    what: str
    accounts: frozenset[str]
    figure: Money


@dataclass(slots=True)
class Reader:
    """The rows of one file on their way to lines and stated totals."""

    file: Table
    places: Mapping[str, int]
    sections: Mapping[str, str]
    currency: str
    decimal: str | None
    whole: bool
    bad: Problems
    untied: Problems
    numbers: Counter[str]

    def text(self, row: Row, name: str) -> str:
        """The row's text in this column, empty when the file has no such column."""
        return row.cells[self.places[name]] if name in self.places else ""

    def parsed(self, row: Row, name: str, parse: Callable[..., T], *how: Any) -> T | None:
        """The row's figure in this column; None when it is empty, or bad and noted."""
        text = self.text(row, name)
        if not text.strip():
            return None
        try:
            return parse(text, *how)
        except Misuse as problem:
            self.bad.add(row.number, self.file.header[self.places[name]], text, str(problem))
            return None

    def note(self, row: Row, name: str, why: str) -> None:
        """A value of this row that cannot stand."""
        column = self.file.header[self.places[name]] if name in self.places else name
        self.bad.add(row.number, column, self.text(row, name), why)

    def line(self, row: Row, account: str) -> BudgetLine | None:
        """The budget line of this row; None when something in it is bad and noted."""
        before = len(self.bad.found)
        factors = {name: self.parsed(row, name, quantity, self.decimal) for name in ("amount", "x", "rate")}
        said = self.parsed(row, "total", money, self.currency, self.decimal)
        if len(self.bad.found) == before and said is None and (factors["amount"] is None or factors["rate"] is None):
            self.note(row, "total" if "total" in self.places else "rate", "is no figure: a line needs a total, or an amount and a rate")
        if len(self.bad.found) > before:
            return None
        self.numbers[account] += 1
        words = {name: self.text(row, name).strip() or None for name in ("description", "units", "kind", "note")}
        words["description"] = words["description"] or f"account {account}"
        try:
            result = self.result(row, factors, words["units"], said)
            return BudgetLine.model_validate({"account": account, "line": self.numbers[account], "result": result, **words, **factors})
        except Misuse as problem:
            self.note(row, "rate", f"is too much: {problem}")
        except ValidationError as problem:
            for error in problem.errors():
                self.note(row, str(error["loc"][0]), f"cannot be recorded: {error['msg']}")
        return None

    def result(self, row: Row, factors: Mapping[str, Decimal | None], units: str | None, said: Money | None) -> Money:
        """What the line comes to; a stated total that is not amount × X × rate is noted with both figures."""
        amount, x, rate = factors["amount"], factors["x"], factors["rate"]
        if amount is None or rate is None:
            assert said is not None
            return said
        made = product(amount, x, rate, currency=self.currency, whole=self.whole, units=units)
        if said is not None and said != made:
            ties = said == product(amount, x, rate, currency=self.currency, whole=True, units=units)
            way = "; in a budget of whole units it ties: add --whole" if ties else ""
            why = f"is stated, and amount × X × rate comes to {made}, {_apart(said, made)}{way}"
            self.untied.add(row.number, self.file.header[self.places["total"]], str(said), why)
        return made

    def stated(self, row: Row, label: str, of: str | None) -> Stated | None:
        """The total that this row states; None when it is bad and noted."""
        what, accounts = label, frozenset(self.sections)
        if of is not None:
            inside = {code for code, section in self.sections.items() if section.replace("-", " ") == of.casefold().replace("-", " ")}
            accounts = frozenset({of} if of in self.sections else inside)
            if not accounts:
                self.note(row, "account", "is a total of no account and no section; write TOTAL, TOTAL 6700 or TOTAL PRODUCTION")
                return None
        if not self.text(row, "total").strip():
            self.note(row, "total", f"is no figure, and the row is {label}")
        figure = self.parsed(row, "total", money, self.currency, self.decimal)
        return None if figure is None else Stated(row.number, what, accounts, figure)


@dataclass(slots=True)
class Sums:
    """What the lines come to by account, and how many they are."""

    currency: str
    accounts: dict[str, Money]
    lines: Counter[str]

    def add(self, line: BudgetLine) -> None:
        """Count a line in."""
        self.accounts[line.account] += line.result
        self.lines[line.account] += 1

    def of(self, accounts: Iterable[str]) -> Money:
        """What these accounts come to together."""
        return sum_of((self.accounts[code] for code in accounts), self.currency)

    def round_to(self, stated: Iterable[Stated], accepted: str) -> list[BudgetLine]:
        """Rounding lines that make the totals tie, from the smallest total to the whole.

        An account's own total is met on that account, any other on the accepted one where it is part of it. More than a whole unit
        for every line is no rounding, and is left apart.
        """
        made = []
        for total in sorted(stated, key=lambda total: len(total.accounts)):
            (account,) = total.accounts if len(total.accounts) == 1 else (accepted,)
            difference = total.figure - self.of(total.accounts)
            most = max(1, sum(self.lines[code] for code in total.accounts))
            if difference and account in total.accounts and abs(difference.amount) <= most:
                line = BudgetLine(account=account, line=self.lines[account] + 1, description=f"Rounding to {total.what}",
                                  result=difference, rounding=True)  # fmt: skip
                self.add(line)
                made.append(line)
        return made

    def check(self, name: str, stated: Iterable[Stated], accepted: str | None) -> None:
        """Raise DoesNotAdd when a stated total is not what its lines come to."""
        said = [
            f"{f'row {total.row}, ' if total.row else ''}{total.what}: {total.figure} is stated and the lines come to {made}, "
            f"{_apart(total.figure, made)}"
            for total in stated
            if total.figure != (made := self.of(total.accounts))
        ]
        if said:
            way = (
                "more than rounding on that account explains"
                if accepted
                else "or accept rounding on an account with --accept-rounding ACCOUNT"
            )
            rest = [f"and {len(said) - table.SHOWN:,} more"] if len(said) > table.SHOWN else []
            head = f"{name} does not tie; nothing was recorded. Correct the file{': it is ' if accepted else ', '}{way}."
            raise DoesNotAdd("\n  ".join([head, *said[: table.SHOWN], *rest]))


def _apart(stated: Money, made: Money) -> str:
    return f"{stated - made} more stated" if stated > made else f"{made - stated} less stated"


def columns(words: Iterable[str]) -> dict[str, str]:
    """The column map from words such as account=Acct,total=Amt: which column of the file holds which field. Raises Misuse."""
    return table.chosen(words, FIELDS)


def read_budget(path: Path, *, currency: str, sections: Mapping[str, str], columns: Mapping[str, str] | None = None,
                encoding: str | None = None, delimiter: str | None = None, decimal: str | None = None, sheet: str | None = None,
                whole: bool = False, total: Money | None = None, accept_rounding: str | None = None) -> BudgetFile:  # fmt: skip
    """The lines of a budget file, for accounts of the chart (`sections`: section by account code).

    A field without a column in the map is looked for under its own name. `accept_rounding` names the account that takes the
    difference to a stated total. Raises Misuse for what cannot be read, DoesNotAdd for a total that does not tie.
    """
    if accept_rounding is not None and accept_rounding not in sections:
        raise Unknown(f"There is no account {accept_rounding} to take a rounding difference. Add it to the chart, or name another.")
    decimal, bad, untied = decimal_mark(decimal), Problems(path.name), Problems(path.name)
    file = table.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet, problems=bad)
    reader = Reader(file, _places(file, columns or {}), sections, currency, decimal, whole, bad, untied, Counter())
    lines, stated = _read(reader)
    bad.check()
    untied.check(DoesNotAdd, "with a total that does not tie")
    if not lines:
        raise Misuse(f"{path.name} has a header and no lines, so there is nothing to import.")
    if total is not None:
        stated.append(Stated(0, "the total given", frozenset(sections), total))
    sums = Sums(currency, dict.fromkeys(sections, Money.zero(currency)), Counter())
    for line in lines:
        sums.add(line)
    rounding = sums.round_to(stated, accept_rounding) if accept_rounding else []
    sums.check(path.name, stated, accept_rounding)
    return BudgetFile(path.name, (*lines, *rounding), sums.of(sections), sum_of((line.result for line in rounding), currency))


def _places(file: Table, chosen: Mapping[str, str]) -> dict[str, int]:
    titles = {title.casefold() for title in file.header}
    places = {name: file.column(chosen.get(name, name)) for name in FIELDS if name in chosen or name in titles}
    if "account" not in places:
        file.column("account")
    if "total" not in places and not {"amount", "rate"} <= places.keys():
        file.column("total")
    return places


def _read(reader: Reader) -> tuple[list[BudgetLine], list[Stated]]:
    lines: list[BudgetLine | None] = []
    stated: list[Stated | None] = []
    for row in reader.file.rows:
        account = reader.text(row, "account").strip()
        if account in reader.sections:
            lines.append(reader.line(row, account))
        elif label := STATED.fullmatch(account):
            stated.append(reader.stated(row, account, label["of"] or label["what"]))
        elif account:
            near = ", ".join(nearest(account, reader.sections, 3)) if len(reader.bad.found) < table.SHOWN else ""
            reader.note(row, "account", f"is not an account of the chart{f'; the nearest are {near}' if near else ''}")
        elif any(reader.text(row, name).strip() for name in FIGURES):
            reader.note(row, "account", "is no account, and the row has a figure")
    return [line for line in lines if line], [total for total in stated if total]
