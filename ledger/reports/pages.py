"""A workbook in the making: its formats, its pages as they print, and one way to write a value to the cent.

Spreadsheets reckon with fifteen digits. An amount is written from its Decimal, digit by digit, and one that has more is refused.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from ledger.errors import Misuse
from ledger.labels.language import Language, slug
from ledger.reports.digits import Own

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from ledger.projections import Session

Row = Sequence[Any]
DIGITS = 15
WIDEST = 44
LETTER = {"USD", "CAD", "MXN"}
PAPER_LETTER, PAPER_A4 = 1, 9
GREY: dict[str, Any] = {"font_color": "#404040"}
FIRST: dict[str, Any] = {"bold": True, "font_size": 14}
HEAD: dict[str, Any] = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": "#E3E8EE"}
FIGURE: dict[str, Any] = {"align": "right", "indent": 1}
WORD: dict[str, Any] = {"align": "left", "indent": 1}


class Pages:
    """The workbook of one window. The same window makes the same bytes: it is dated by its last entry, and by no clock."""

    def __init__(self, session: Session, title: str, language: Language) -> None:
        self.language = language
        self.scale, self.currency, self.title = session.about.scale, session.about.currency, session.about.title
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True})
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        window = session.window
        made = datetime.fromisoformat(window.at).replace(tzinfo=None, microsecond=0)
        told = f"Known to entry {window.position}, effective to {window.on}, root {session.root()}"
        self.book.set_properties({"title": f"{self.title}: {title}", "comments": told, "created": made})
        self.printed = language.text(
            "workbook.known", "Known to entry {entry}, effective to {on}, root {root}",
            entry=window.position, on=window.on, root=session.root()[:16],
        )  # fmt: skip

    def bytes(self) -> bytes:
        """The file."""
        self.book.close()
        return self.file.getvalue()

    def style(self, **wanted: Any) -> Format:
        """A format, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Calibri", "font_size": 10, "valign": "vcenter", **wanted})
        return self.formats[key]

    def sheet(self, name: str, lines: Sequence[str]) -> Worksheet:
        """A page with its heading, set up to print: landscape, as wide as the paper, numbered."""
        name = self.named(name)
        sheet = self.book.add_worksheet(name)
        sheet.set_row(0, 22)
        for number, line in enumerate(lines):
            self.put(sheet, number, 0, line, **(FIRST if number == 0 else GREY))
        sheet.set_landscape()
        sheet.set_paper(PAPER_LETTER if self.currency in LETTER else PAPER_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.ignore_errors(dict.fromkeys(("number_stored_as_text", "formula_differs", "formula_range"), "A1:XFD1048576"))
        title = self.title[:80].replace("&", "&&")
        sheet.set_header(f'&L&"Calibri,Bold"{title}&R&"Calibri"{name}, {self.currency}')
        numbered = self.language.text("workbook.page", "Page {page} of {pages}", page="&P", pages="&N")
        sheet.set_footer(f'&L&8{self.printed}&R&"Calibri"&9{numbered}')
        return sheet

    def named(self, name: str) -> str:
        """The name of a page."""
        return self.language.text(f"sheet.{slug(name)}", name)

    def head(self, sheet: Worksheet, row: int, names: Sequence[str], amounts: Sequence[bool], *, keep: int = 0) -> None:
        """The names of the columns, which stay on the screen and on every printed page."""
        for column, name in enumerate(names):
            after = column > 0 and amounts[column - 1]
            self.put(sheet, row, column, self.language.column(name), **HEAD, **(FIGURE if amounts[column] else WORD if after else {}))
        sheet.set_row(row, 28)
        sheet.repeat_rows(row)
        sheet.freeze_panes(row + 1, keep)

    def digits(self, value: Decimal) -> int:
        """How many digits an amount has behind the point: those of its own currency, or of the book's."""
        return value.digits if isinstance(value, Own) else self.scale

    def exact(self, value: Decimal) -> Decimal:
        """An amount at its currency's scale. Raises Misuse when a spreadsheet would not keep its last digit."""
        scale = self.digits(value)
        amount = value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP) + 0
        if abs(amount) >= Decimal(10) ** (DIGITS - scale):
            whose = "" if isinstance(value, Own) else f" {self.currency}"
            raise Misuse(f"{amount:,}{whose} has more than the {DIGITS} digits that a spreadsheet keeps. Print it as text: --format csv.")
        return amount

    def money(self, scale: int, *, warn: bool = False) -> str:
        """The number format of amounts: at their currency's scale, nothing as a dash, and what is over budget in red."""
        plain = "#,##0" + ("." + "0" * scale if scale else "")
        return f'{plain};{"[Red]" if warn else ""}-{plain};"–"'

    def put(
        self, sheet: Worksheet, row: int, column: int, value: Any, *, formula: str | None = None, warn: bool = False, **style: Any
    ) -> None:
        """One value, or a formula with the value that it has now. Text is never taken for a formula."""
        if isinstance(value, Decimal):
            style = {"num_format": self.money(self.digits(value), warn=warn), **FIGURE, **style}
            value = self.exact(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            style = {"align": "left", **style}
        elif formula:
            style = {**WORD, **style}
        if formula:
            sheet.write_formula(row, column, f"={formula}", self.style(**style), value)
        elif value is None or value == "" or value is False:
            sheet.write_blank(row, column, None, self.style(**style))
        elif isinstance(value, datetime):
            sheet.write(row, column, value, self.style(num_format="yyyy-mm-dd hh:mm", align="left", **style))
        elif isinstance(value, date):
            sheet.write(row, column, value, self.style(num_format="yyyy-mm-dd", align="left", **style))
        elif isinstance(value, Decimal) or (isinstance(value, int) and value is not True):
            sheet.write(row, column, value, self.style(**style))
        else:
            sheet.write_string(row, column, said(value), self.style(**style))

    def widen(self, sheet: Worksheet, names: Sequence[str], rows: Sequence[Row], widths: Mapping[str, int] | None = None) -> None:
        """Columns as wide as what stands in them, unless a width is given."""
        for column, name in enumerate(names):
            if widths and name in widths:
                sheet.set_column(column, column, widths[name])
                continue
            longest = max((self._length(row[column]) for row in rows), default=0)
            words = max(len(word) for word in self.language.column(name).split())
            sheet.set_column(column, column, min(max(longest, words, 5) + 3, WIDEST))

    def _length(self, value: Any) -> int:
        return len(f"{self.exact(value):,}") if isinstance(value, Decimal) else len(said(value))


def said(value: Any) -> str:
    """A value in words."""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return ", ".join(map(said, value))
    return "" if value is None or value is False else str(value)


def amounts(names: Sequence[str], rows: Sequence[Row]) -> list[bool]:
    """Which columns hold amounts."""
    return [any(isinstance(row[column], Decimal) for row in rows) for column in range(len(names))]
