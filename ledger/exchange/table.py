"""A table of text out of a CSV or XLSX file, with the row numbers that a spreadsheet shows.

Nothing is guessed. A file that is not UTF-8 with commas is refused, and the refusal names the row, the column, the value and
the flag that reads it. Only a byte order mark is believed without being told.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from ledger.errors import LedgerError, Misuse
from ledger.exchange.figures import figure
from ledger.exchange.workbook import Hidden, letters, merged, uncalculated

SHOWN = 20
DELIMITERS = (";", "\t", "|", ",")
ZIP, OLD_XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and one text for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row that is not blank is the header; blank rows are left out."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> int:
        """Where the column of this name stands. Raises Misuse when there is none, or two."""
        places = [i for i, title in enumerate(self.header) if title.casefold() == name.casefold()]
        if len(places) > 1:
            raise Misuse(f"{self.name} has {len(places)} columns called {name}. Give them different names.")
        if not places:
            raise Misuse(f"{self.name} has no column {name}; it has {', '.join(t for t in self.header if t)}. Name it with --columns.")
        return places[0]

    def places(self, fields: Sequence[str], needed: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
        """Where each field stands: in the column chosen for it, or in the one of its own name. Raises Misuse when a needed one has none."""
        titles = {title.casefold().replace(" ", "_"): title for title in self.header}
        names = [name for name in fields if name in needed or name in chosen or name in titles]
        return {name: self.column(chosen.get(name) or titles.get(name) or name) for name in names}


@dataclass(slots=True)
class Problems:
    """What is wrong with a file: every bad row at once, the first twenty in words and the others as a count."""

    name: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, row: int, column: str, value: str, why: str) -> None:
        """One bad value."""
        self.found.append((row, f"row {row}, column {column}: {shortened(value)} {why}"))

    def check(self, error: type[LedgerError] = Misuse, what: str = "cannot be read") -> None:
        """Raise when something was found."""
        if self.found:
            count = len({row for row, _ in self.found})
            said = [line for _, line in sorted(self.found, key=lambda problem: problem[0])]
            rest = [f"and {len(said) - SHOWN:,} more"] if len(said) > SHOWN else []
            head = f"{self.name}: {count:,} {'row' if count == 1 else 'rows'} {what}; nothing was recorded."
            raise error("\n  ".join([head, *said[:SHOWN], *rest]))


def shortened(value: str) -> str:
    """A value in quotation marks, cut where it is long."""
    return repr(str(value) if len(value) <= 60 else f"{value[:57]}...")


def read(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None, problems: Problems | None = None
) -> Table:
    """The table in the file. Raises Misuse.

    Ragged rows, formulas without a result and merged cells go to `problems`; without it they are refused here.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise Misuse(f"{path} cannot be opened: {problem.strerror}.") from problem
    if data.startswith(OLD_XLS):
        raise Misuse(f"{path.name} is a workbook of the old XLS form. Save it as XLSX or CSV.")
    hidden: Sequence[Hidden] = ()
    if data.startswith(ZIP):
        rows, hidden = workbook(path, sheet)
    elif path.suffix.lower() == ".xlsx":
        raise Misuse(f"{path.name} is called XLSX and is not a workbook. Save it again, or name it .csv if it is text.")
    elif sheet is not None:
        raise Misuse(f"{path.name} is no workbook, so it has no sheet {sheet}. Leave --sheet out.")
    else:
        mark = delimiter_of(delimiter)
        rows = records(decoded(data, path.name, encoding, mark), path.name, mark)
    collected = Problems(path.name) if problems is None else problems
    result = squared(path.name, rows, collected)
    for cell in hidden:
        if cell.column < len(result.header):
            collected.add(cell.row + 1, result.header[cell.column] or letters(cell.column), cell.value, cell.why)
    if problems is None:
        collected.check()
    return result


def digest(path: Path) -> str:
    """SHA-256 of the file. Raises Misuse when it cannot be opened."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        raise Misuse(f"{path} cannot be opened: {problem.strerror}.") from problem


def chosen(words: Iterable[str], fields: Sequence[str]) -> dict[str, str]:
    """The column map from words such as account=Acct,total=Amt: which column of the file holds which field. Raises Misuse."""
    found: dict[str, str] = {}
    for pair in (pair for word in words for pair in word.split(",")):
        name, _, title = (part.strip() for part in pair.partition("="))
        if name not in fields or not title:
            raise Misuse(f"{pair!r} does not name a column. Write FIELD=COLUMN, the field being one of {', '.join(fields)}.")
        found[name] = title
    return found


def squared(name: str, rows: Iterable[Sequence[str]], problems: Problems) -> Table:
    """The rows as a table: every row as wide as the header."""
    header: tuple[str, ...] = ()
    kept = []
    for n, cells in enumerate(rows, 1):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = tuple(re.sub(r"\s+", " ", cell).strip() for cell in cells)
            while not header[-1]:
                header = header[:-1]
            continue
        if len(cells) < len(header):
            problems.add(n, header[len(cells)], ", ".join(cells), f"is a row of {len(cells)} cells where the header has {len(header)}")
        elif any(cell.strip() for cell in cells[len(header) :]):
            why = f"is beyond the {len(header)} columns of the header; put quotation marks around a value that holds the delimiter"
            problems.add(n, str(len(header) + 1), cells[len(header)], why)
        else:
            kept.append(Row(n, tuple(cells[: len(header)])))
    if not header:
        raise Misuse(f"{name} has no rows. Give a table whose first row names its columns.")
    return Table(name, header, tuple(kept))


def delimiter_of(word: str | None) -> str:
    """The character between cells: a comma, or what was declared; a tab is declared as tab. Raises Misuse."""
    mark = {"tab": "\t", "\\t": "\t", None: ","}.get(word, word or "")
    if len(mark) != 1 or mark in '"\r\n ':
        raise Misuse(f"--delimiter is {word!r}; it is one character, such as ',', ';' or tab.")
    return mark


def decoded(data: bytes, name: str, encoding: str | None, delimiter: str) -> str:
    """The text of the bytes. Raises Misuse, naming row, column, value and the flag, when they are not of this encoding."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    wanted = encoding or ("utf-16" if marked else "utf-8")
    try:
        wanted = codecs.lookup(wanted).name
        text = data.decode(wanted)
    except LookupError:
        raise Misuse(f"{encoding!r} is not an encoding. Use utf-8, cp1252, latin-1 or utf-16.") from None
    except UnicodeDecodeError as problem:
        where, byte = place(data, problem.start, wanted, delimiter), data[problem.start]
        way = f"Add --encoding {'cp1252' if wanted.startswith('utf-8') else 'utf-8'}, or the one it was saved in"
        raise Misuse(f"{name}, {where}: the byte 0x{byte:02X} is not {wanted}; nothing was recorded. {way}.") from problem
    except UnicodeError as problem:
        raise Misuse(f"{name} is not {wanted}: {problem}. Leave --encoding out, or name the one it was saved in.") from problem
    if not wanted.startswith("utf") and not data.isascii() and is_utf8(data):
        odd = next(cell for cell in re.split(r"[\r\n]+", text) if not cell.isascii())
        raise Misuse(f"{name} is UTF-8; --encoding {encoding} would read {shortened(odd)}. Leave --encoding out.")
    if "\0" in text:
        raise Misuse(f"{name} holds zero bytes, as text of two bytes a letter does. Add --encoding utf-16-le, or save it as UTF-8.")
    return text.removeprefix("\ufeff")


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def place(data: bytes, start: int, encoding: str, delimiter: str) -> str:
    """Row, column and value of a byte that cannot be decoded, the value as cp1252 would show it."""
    before = re.split(r"\r\n|\r|\n", data[:start].decode(encoding, "replace"))
    titles = before[0].removeprefix("\ufeff").split(delimiter) if len(before) > 1 else []
    cell = before[-1].count(delimiter)
    column = titles[cell] if cell < len(titles) else str(cell + 1)
    value = before[-1].rpartition(delimiter)[2] + re.split(r"[\r\n]", data[start : start + 200].decode("cp1252", "replace"))[0]
    return f"row {len(before)}, column {column.strip(chr(34))}, value {shortened(value.partition(delimiter)[0])}"


def records(text: str, name: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a CSV text. Raises Misuse for a quotation mark that is not closed, and for another delimiter in the header."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if number == 1 and len(cells) == 1:
                _one_column(cells[0], name)
            yield cells
    except csv.Error as problem:
        raise Misuse(
            f"{name}, row {number + 1}: {problem}; nothing was recorded. Look for a quotation mark that is not closed."
        ) from problem


def _one_column(header: str, name: str) -> None:
    other = max(DELIMITERS, key=header.count)
    if other in header:
        flag = "tab" if other == "\t" else f"'{other}'"
        raise Misuse(f"{name}, row 1: the header is one column, {shortened(header)}; nothing was recorded. Add --delimiter {flag}.")


def workbook(path: Path, sheet: str | None) -> tuple[Iterator[list[str]], list[Hidden]]:
    """The rows of one sheet of an XLSX workbook, and the cells that are not what they seem.

    Raises Misuse when it is damaged, or when it has several sheets and none is named.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names if sheet in (None, name)}
        filled = {name: found.to_python(skip_empty_area=False) for name, found in sheets.items() if sheet or found.height}
    except (CalamineError, OSError) as problem:
        raise Misuse(f"{path.name} is not a workbook that can be read: {problem}. Save it again as XLSX, or as CSV.") from problem
    if sheet is not None and not filled:
        raise Misuse(f"{path.name} has no sheet {sheet}; it has {', '.join(book.sheet_names)}. Name one of them with --sheet.")
    if len(filled) > 1:
        raise Misuse(f"{path.name} has {len(filled)} sheets: {', '.join(filled)}. Name one of them with --sheet.")
    rows = ([shown(cell) for cell in row] for rows in filled.values() for row in rows)
    hidden = [cell for name in filled for cell in (*uncalculated(path, name), *merged(list(sheets[name].merged_cell_ranges or ())))]
    return rows, hidden


def shown(cell: object) -> str:
    """The text of a workbook's cell."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return figure(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
