"""The top sheet as a page: every category's figures are links to the cost report's page, so the two cannot differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledger.labels.language import ENGLISH, Language
from ledger.reports import cost_report
from ledger.reports.formulas import cell, sign, subtotal
from ledger.reports.pages import amounts

if TYPE_CHECKING:
    from ledger.reports.cost_report import CostReport
    from ledger.reports.pages import Pages

SHEET = "Top sheet"
SUMS = ("section", "grand total")


@dataclass
class TopSheet:
    """The rows of the top sheet and the formula of every cell; `first` is the row of the page under the head."""

    rows: Sequence[dict[str, Any]]
    report: CostReport
    first: int
    scale: int
    language: Language = ENGLISH

    @cached_property
    def shown(self) -> list[str]:
        """The columns, without those that only sort."""
        return [name for name in self.rows[0] if name not in ("kind", "section")]

    def cell(self, index: int, name: str) -> str:
        """The place of a figure."""
        return cell(self.first + index, self.shown.index(name))

    def linked(self, row: dict[str, Any]) -> int | None:
        """The row of the cost report with the same figures: the category's total, or its one account."""
        undrawn = self.report.places.get("contingency")
        if row["kind"] == "contingency":
            return undrawn if undrawn is not None and self.report.rows[undrawn]["account"] == row["account"] else None
        return self.links.get((row["section"], row["account"]))

    @cached_property
    def links(self) -> dict[tuple[str, str], int]:
        """The rows of the cost report by section and category; a total stands after its accounts."""
        return {self.report.group(one): index for index, one in enumerate(self.report.rows) if one["kind"] in ("account", "category")}

    def members(self, index: int) -> list[int]:
        """The rows that a total takes in."""
        whole = self.rows[index]["kind"] == "grand total"
        return [i for i, row in enumerate(self.rows) if i != index and (whole or row["section"] == self.rows[index]["section"])]

    def formula(self, index: int, name: str) -> str | None:
        """What a cell reckons or links to."""
        row = self.rows[index]
        if name == "under/over":
            return sign(self.cell(index, "variance"), self.scale, self.language)
        if not isinstance(row[name], Decimal):
            return None
        if row["kind"] in SUMS:
            return subtotal([self.first + i for i in self.members(index)], self.shown.index(name))
        if name == "changes":
            return f"{self.cell(index, 'final')}-{self.cell(index, 'locked')}"
        if name == "variance":
            return f"ROUND({self.cell(index, 'final')}-{self.cell(index, 'EFC')},{self.scale})"
        link = self.linked(row)
        return None if link is None else f"'{self.language.text('sheet.cost-report', cost_report.SHEET)}'!{self.report.cell(link, name)}"


def page(pages: Pages, top: TopSheet, lines: Sequence[str]) -> None:
    """Write the page."""
    sheet, names = pages.sheet(SHEET, lines), top.shown
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    values = [[row[name] for name in names] for row in top.rows]
    pages.head(sheet, top.first - 1, names, amounts(names, values), keep=2)
    pages.widen(sheet, names, values)
    for index, row in enumerate(top.rows):
        strong = {"bold": True, "top": 1, "bg_color": cost_report.SHADES[row["kind"]]} if row["kind"] in SUMS else {}
        for column, name in enumerate(names):
            pages.put(
                sheet,
                top.first + index,
                column,
                row[name],
                formula=top.formula(index, name),
                warn=name in cost_report.DIFFERENCES,
                **strong,
            )
