"""What a workbook hides from whoever reads its values: formulas without a result or with an error, and cells merged over several rows.

A workbook that a program wrote holds formulas without results until a spreadsheet has opened and saved it; their cells, and those
with an error such as #DIV/0!, are read as empty. Of merged cells only the first has the value. Neither is guessed: the cell is
named by row and column.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

UNCALCULATED = (
    "is a formula without a result, as a program writes it; open the workbook in a spreadsheet and save it, or write the value there"
)
ERROR = "is an error of the spreadsheet; put its formula right, or write the value there"
MERGED = "is one merged cell, of which only the first has a value; unmerge it and write the value into every row"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A cell that is not what it seems: where it stands, both counted from 0, and why it cannot be read."""

    row: int
    column: int
    value: str
    why: str


@dataclass(slots=True)
class Cells:
    """One sheet as its cells go by."""

    cell: dict[str, str] = field(default_factory=dict)
    inside: str = ""
    formula: str | None = None
    value: str = ""
    found: list[Hidden] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A cell begins, or a formula or a value in it."""
        if name == "c":
            self.cell, self.formula, self.value = attributes, None, ""
        elif name == "f":
            self.formula = ""
        self.inside = name

    def text(self, text: str) -> None:
        """The text of a formula or a value."""
        if self.inside == "f" and self.formula is not None:
            self.formula += text
        elif self.inside == "v":
            self.value += text

    def end(self, name: str) -> None:
        """A cell ends: one with a formula has a result, be it an empty text, and none has an error."""
        if name == "c" and self.value and self.cell.get("t") == "e":
            column, row = place(self.cell.get("r", "A1"))
            self.found.append(Hidden(row, column, self.value, ERROR))
        if name == "c" and self.formula is not None and not self.value and self.cell.get("t") != "str":
            column, row = place(self.cell.get("r", "A1"))
            self.found.append(Hidden(row, column, f"={self.formula}", UNCALCULATED))
        self.inside = ""


def uncalculated(path: Path, sheet: str) -> list[Hidden]:
    """The cells of one sheet with an error, or a formula without a result. A workbook of another form is left to its reader."""
    with zipfile.ZipFile(path) as parts:
        try:
            cells = Cells()
            told(parts.read(part_of(parts, sheet)), cells.start, cells.text, cells.end)
        except (KeyError, ExpatError):
            return []
    return cells.found


def merged(ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[Hidden]:
    """The merged cells of a sheet, from their first and last cells."""
    return [Hidden(*first, f"{letters(first[1])}{first[0] + 1}:{letters(last[1])}{last[0] + 1}", MERGED) for first, last in ranges]


def part_of(parts: zipfile.ZipFile, sheet: str) -> str:
    """The part of the file that holds the sheet of this name. Raises KeyError."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def named(tag: str, has: Mapping[str, str]) -> None:
        if tag == "sheet":
            ids[has.get("name", "")] = next((value for key, value in has.items() if key.endswith(" id")), "")

    def related(tag: str, has: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[has.get("Id", "")] = has.get("Target", "")

    told(parts.read("xl/workbook.xml"), named)
    told(parts.read("xl/_rels/workbook.xml.rels"), related)
    return posixpath.normpath(posixpath.join("/xl", targets[ids[sheet]])).lstrip("/")


def told(
    data: bytes, start: Callable[[str, dict[str, str]], None], text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Read XML part by part; a document type, which could unfold without end, is not read."""
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    parser.CharacterDataHandler = text
    parser.EndElementHandler = (lambda name: end(name.rpartition(" ")[2])) if end else None
    parser.StartDoctypeDeclHandler = _refused
    parser.ParseFile(BytesIO(data))


def _refused(*_: object) -> None:
    raise KeyError("a document type")


def place(reference: str) -> tuple[int, int]:
    """Column and row of a cell such as B7, counted from 0."""
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", reference)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return column - 1, int(found[2]) - 1


def letters(column: int) -> str:
    """The letters of a column, counted from 0: A, Z, AA."""
    column, name = column + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
