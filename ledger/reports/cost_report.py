"""The cost report as a page of live formulas: what is entered in the book is a figure, what is reckoned from it is a formula.

An account's row reckons across (total, EFC, final, variance), and a subtotal reckons down: SUBTOTAL leaves out the subtotals inside
its range. The contingency account stands in the footer alone, as it does in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledger.labels.language import ENGLISH, Language, slug
from ledger.reports.formulas import cell, sign, subtotal
from ledger.reports.pages import amounts

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ledger.reports.pages import Pages

SHEET = "Cost report"
SUMS = {"total": ("to date", "commitments"), "EFC": ("total", "ETC"), "final": ("locked", "reallocated", "contingency", "overages")}
DIFFERENCES = {"variance": ("final", "EFC"), "change": ("EFC", "last EFC")}
SIGN, NOTE = "under/over", "note"
ALONE, PARTS = ("account", "contingency"), ("account", "category", "section")
NOTES = {
    "of which accrued": "of which accrued: work done and not invoiced, inside commitments",
    "total": "total = to date + commitments",
    "EFC": "EFC = total + ETC; commitments are never inside ETC (elsewhere: cost to complete = commitments + ETC)",
    "final": "final = locked + reallocated + contingency + overages",
    "variance": "variance = final - EFC: positive is under, negative is over",
    "change": "change = EFC - last EFC, that of the report issued before",
}
SIGNED = ("Production accountant", "Line producer", "Executive producer")
WIDTHS = {"account": 10, "description": 29, NOTE: 34, SIGN: 7}
SHADES = {"category": "#F7F8FA", "section": "#EEF1F4", "grand total": "#E3E8EE"}


@dataclass
class CostReport:
    """The rows of the report, where each stands on the page, and the formula of every cell.

    `categories` gives the category of an account; `first` is the row of the page under the head.
    """

    rows: Sequence[dict[str, Any]]
    categories: Mapping[str, str]
    first: int
    scale: int
    language: Language = ENGLISH

    @cached_property
    def shown(self) -> list[str]:
        """The columns, without those that only sort."""
        return [name for name in self.rows[0] if name not in ("kind", "section")]

    @cached_property
    def places(self) -> dict[str, int]:
        """The row of each kind of which there is one."""
        return {row["kind"]: index for index, row in enumerate(self.rows)}

    @cached_property
    def inside(self) -> dict[object, list[int]]:
        """The accounts of each category, the rows of each section, and the rows of all sections."""
        found: dict[object, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            if row["kind"] == "account":
                found[self.group(row)].append(index)
            if row["kind"] in ("account", "category"):
                found[row["section"]].append(index)
            if row["kind"] in PARTS:
                found["total"].append(index)
        return found

    def group(self, row: dict[str, Any]) -> tuple[str, str]:
        """The section and category of an account, or of a category's total."""
        account = row["account"]
        return row["section"], self.categories.get(account, account) if row["kind"] == "account" else account

    def cell(self, index: int, name: str) -> str:
        """The place of a figure: N7."""
        return cell(self.first + index, self.shown.index(name))

    def members(self, row: dict[str, Any]) -> list[int]:
        """The rows that a subtotal takes in."""
        keys = {"category": self.group(row), "section": row["section"], "total": "total"}
        return self.inside[keys[row["kind"]]]

    def formula(self, index: int, name: str) -> str | None:
        """What a cell reckons, or nothing where it holds a figure of the book."""
        row, kind = self.rows[index], self.rows[index]["kind"]
        if name == SIGN:
            return sign(self.cell(index, "variance"), self.scale, self.language)
        if not isinstance(row[name], Decimal):
            return None
        if kind in ALONE:
            return self.across(index, name)
        if kind == "grand total":
            return "+".join(self.cell(self.places[part], name) for part in ("total", "contingency") if part in self.places)
        if kind.startswith("variance"):
            return self.ending(kind)
        return subtotal([self.first + i for i in self.members(row)], self.shown.index(name))

    def across(self, index: int, name: str) -> str | None:
        """What an account reckons from its own figures; a difference of nothing is nothing, to the last bit."""
        parts = SUMS.get(name) or DIFFERENCES.get(name)
        if parts is None or not set(parts) <= set(self.shown):
            return None
        cells = [self.cell(index, part) for part in parts]
        return "+".join(cells) if name in SUMS else f"ROUND({'-'.join(cells)},{self.scale})"

    def ending(self, kind: str) -> str:
        """The two variances of the footer: before contingency, and if all that is undrawn is used."""
        cells = [self.cell(self.places["total"], "variance")] if "total" in self.places else []
        if kind == "variance with contingency":
            cells.append(self.cell(self.places["contingency"], "ETC"))
        return "+".join(cells) or "0"

    def level(self, row: dict[str, Any]) -> int:
        """The outline: sections, their categories and lone accounts, the accounts of a category."""
        if row["kind"] == "account":
            return 2 if len(self.inside[self.group(row)]) > 1 else 1
        return 1 if row["kind"] == "category" else 0


def page(pages: Pages, report: CostReport, lines: Sequence[str], *, sections: bool) -> None:
    """Write the page; with `sections` its outline is closed, and opens at a click."""
    sheet = pages.sheet(SHEET, lines)
    shown = report.shown
    values = [[row[name] for name in shown] for row in report.rows]
    pages.head(sheet, report.first - 1, shown, amounts(shown, values), keep=2)
    pages.widen(sheet, shown, values, WIDTHS)
    for index, row in enumerate(report.rows):
        level, place = report.level(row), report.first + index
        sheet.set_row(place, None, None, {"level": level, "hidden": sections and level > 0, "collapsed": sections and level == 0})
        for column, name in enumerate(shown):
            pages.put(
                sheet, place, column, row[name], formula=report.formula(index, name), warn=name in DIFFERENCES, **look(row["kind"], name)
            )
    end(pages, sheet, report, report.first + len(report.rows) + 1)


def look(kind: str, name: str) -> dict[str, Any]:
    """How a row looks: totals are bold under a rule, and darker the more they hold."""
    style: dict[str, Any] = {"text_wrap": True} if name in (NOTE, "description") else {}
    if kind == "account":
        return style
    style |= {"bold": True} | ({"bg_color": SHADES[kind]} if kind in SHADES else {})
    return style | ({} if kind.startswith("variance") else {"top": 1}) | ({"bottom": 6} if kind == "grand total" else {})


def end(pages: Pages, sheet: Worksheet, report: CostReport, row: int) -> None:
    """How the columns are reckoned, and the lines on which the report is signed."""
    for name in (name for name in NOTES if name in report.shown):
        pages.put(sheet, row, 0, pages.language.text(f"workbook.note.{slug(name)}", NOTES[name]), font_color="#404040")
        row += 1
    row += 2
    for number, who in enumerate(SIGNED):
        left = 1 + number * 4
        for column in range(left, left + (1 if number == 0 else 3)):
            signed = pages.language.text(f"workbook.signed.{slug(who)}", f"{who}, date")
            pages.put(sheet, row, column, signed if column == left else None, top=1)
