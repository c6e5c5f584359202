"""The workbook of the cost report: live formulas, with the pages that a financier reads beside it.

    Cost report    every account, its formulas and its outline
    Top sheet      the categories, linked to the cost report
    EFC changes    the issued reports and this one, and a chart of EFC against final budget
    Open POs       what is still promised
    Payables       what is still to be paid

A formula carries the figure of the view as its stored value, so that a viewer that does not reckon shows the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlsxwriter.chart_line import ChartLine

from ledger.errors import TooEarly
from ledger.labels.language import ENGLISH, Language, slug
from ledger.money import scale_of
from ledger.reports import cost_report, top_sheet
from ledger.reports.cost_report import CostReport
from ledger.reports.digits import Own, own
from ledger.reports.formulas import cell, sign
from ledger.reports.pages import Pages, Row, amounts
from ledger.reports.top_sheet import TopSheet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ledger.projections import Session

Table = tuple[list[str], list[tuple[Any, ...]]]
Heading = Callable[[str], Sequence[str]]
Shown = Callable[[str], Table]
ISSUED = ["report", "period", "as of", "EFC", "final", "variance", "under/over"]
CHART_ROWS = 18


def workbook(session: Session, heading: Heading, shown: Shown, language: Language = ENGLISH, *, sections: bool = False) -> bytes:
    """The file. `heading` gives the lines above a report, `shown` a view with its parties by name. Raises TooEarly, Misuse."""
    rows = language.records("cost_report", session.records("cost_report"))
    if not rows:
        raise TooEarly(f"No budget took effect by {session.window.on}, so there is no cost to report. Lock a budget on that day or before.")
    pages, lines = Pages(session, language.title("cost-report"), language), heading("cost-report")
    categories = {row["account"]: row["category"] for row in session.records("account_figures")}
    report = CostReport(rows, categories, len(lines) + 2, session.about.scale, language)
    cost_report.page(pages, report, lines, sections=sections)
    lines = heading("top-sheet")
    tops = language.records("top_sheet", session.records("top_sheet"))
    top_sheet.page(pages, TopSheet(tops, report, len(lines) + 2, session.about.scale, language), lines)
    efc_changes(pages, report, session, heading("EFC-changes"), shown)
    for page, view in (("Open POs", "open_purchase_orders"), ("Payables", "payables")):
        columns, found = shown(view)
        listed(pages, page, heading(view.replace("_", "-")), (columns, own(view, columns, found, session.about.scale)))
    return pages.bytes()


def efc_changes(pages: Pages, report: CostReport, session: Session, lines: Sequence[str], shown: Shown) -> None:
    """What each issued report said and what this one says, drawn; then what changed and why."""
    language = pages.language
    issued = language.records("cost_reports", [row for row in session.records("cost_reports") if row["superseded by"] is None])
    rows: list[list[Any]] = [[f"CR {row['number']}", *(row[name] for name in ISSUED[1:])] for row in issued]
    period = session.records("current_period")
    grand = report.places["grand total"]
    now = [report.rows[grand][name] for name in ISSUED[3:]]
    rows.append([language.text("workbook.this-report", "this report"), period[0]["period"] if period else None, session.window.on, *now])
    sheet, first = pages.sheet("EFC changes", lines), len(lines) + 2
    pages.head(sheet, first - 1, ISSUED, amounts(ISSUED, rows))
    pages.widen(sheet, ISSUED, rows)
    for index, row in enumerate(rows):
        for column, name in enumerate(ISSUED):
            place = first + index
            formula = sign(cell(place, ISSUED.index("variance")), pages.scale, language) if name == "under/over" else None
            if index == len(rows) - 1 and isinstance(row[column], Decimal):
                formula = f"'{pages.named(cost_report.SHEET)}'!{report.cell(grand, name)}"
            pages.put(sheet, place, column, row[column], formula=formula, warn=name == "variance")
    last = first + len(rows) - 1
    chart(pages, sheet, first, last)
    table(pages, sheet, last + CHART_ROWS + 4, *shown("efc_changes"))


def chart(pages: Pages, sheet: Worksheet, first: int, last: int) -> None:
    """EFC against final budget, over the reports."""
    drawn = pages.book.add_chart({"type": "line"})
    assert isinstance(drawn, ChartLine)
    for name, drawn_as, colour in (("EFC", "EFC", "#B03A2E"), ("final", "final budget", "#1F4E79")):
        column = ISSUED.index(name)
        drawn.add_series({
            "name": pages.language.text(f"workbook.chart.{slug(name)}", drawn_as), "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, column, last, column], "marker": {"type": "circle", "size": 6},
            "line": {"color": colour, "width": 2},
        })  # fmt: skip
    title = pages.language.text("workbook.chart", "EFC against final budget")
    drawn.set_title({"name": title, "name_font": {"size": 12}})
    drawn.set_y_axis({"num_format": "#,##0", "name": pages.currency, "major_gridlines": {"visible": True, "line": {"color": "#D0D0D0"}}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 720, "height": CHART_ROWS * 20})
    sheet.insert_chart(last + 2, 0, drawn)


def listed(pages: Pages, name: str, lines: Sequence[str], found: Table) -> None:
    """A list on a page of its own, with totals of its amounts in each currency."""
    columns, rows = found
    sheet, first = pages.sheet(name, lines), len(lines) + 2
    pages.head(sheet, first - 1, columns, amounts(columns, rows), keep=1)
    pages.widen(sheet, columns, rows)
    _rows(pages, sheet, first, rows)
    if rows:
        totals(pages, sheet, first, columns, rows)
    else:
        pages.put(sheet, first, 0, pages.language.text("line.nothing", "Nothing to show."))


def table(pages: Pages, sheet: Worksheet, row: int, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """A second list on a page."""
    for column, (name, figure) in enumerate(zip(columns, amounts(columns, rows), strict=True)):
        pages.put(sheet, row, column, pages.language.column(name), bold=True, bottom=1, align="right" if figure else "left")
    _rows(pages, sheet, row + 1, rows)


def _rows(pages: Pages, sheet: Worksheet, first: int, rows: Sequence[Row]) -> None:
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            pages.put(sheet, first + index, column, value)


def total(pages: Pages, currency: str) -> str:
    """What a total is called."""
    return pages.language.text("word.total-of", "total {what}", what=currency)


def totals(pages: Pages, sheet: Worksheet, first: int, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """One line for each currency; what a column says in the book's currency is summed over all of them, on the book's line."""
    where = columns.index("currency") if "currency" in columns else None
    currencies = [pages.currency] if where is None else sorted({pages.currency, *(row[where] for row in rows)})
    figures, last = amounts(columns, rows), first + len(rows) - 1
    for place, currency in enumerate(currencies, last + 1):
        for column, name in enumerate(columns):
            span, its = f"{cell(first, column)}:{cell(last, column)}", where is not None and "book" not in name
            if not figures[column] or (not its and currency != pages.currency):
                pages.put(sheet, place, column, None if column else total(pages, currency), bold=True, top=1)
                continue
            summed = sum((row[column] for row in rows if row[column] is not None and not (its and row[where or 0] != currency)), Decimal(0))
            if its:
                summed = Own(summed.quantize(Decimal(1).scaleb(-scale_of(currency))))
            named = f"{cell(first, where or 0)}:{cell(last, where or 0)}"
            formula = f'SUMIF({named},"{currency}",{span})' if its else f"SUM({span})"
            pages.put(sheet, place, column, summed, formula=formula, bold=True, top=1)
