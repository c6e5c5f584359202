"""The few formulas of a workbook: ranges of rows, subtotals, and the word beside a variance."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell

from ledger.labels.language import Language


def cell(row: int, column: int) -> str:
    """The name of a place: N7."""
    return str(xl_rowcol_to_cell(row, column))


def subtotal(rows: Iterable[int], column: int) -> str:
    """The sum of these rows; SUBTOTAL leaves out the subtotals among them, and takes in what the outline hides."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0])]
    ranges = (cell(run[0], column) + (f":{cell(run[-1], column)}" if len(run) > 1 else "") for run in runs)
    return f"SUBTOTAL(9,{','.join(ranges)})"


def sign(variance: str, scale: int, language: Language) -> str:
    """Under, over, or nothing; rounded, so that what is nothing in money is nothing to the last bit."""
    under, over = language.word("under"), language.word("over")
    return f'IF(ROUND({variance},{scale})>0,"{under}",IF(ROUND({variance},{scale})<0,"{over}",""))'
