"""A small book in which every formula of the workbook has something to reckon."""

from __future__ import annotations

from tests.projections.books import budgeted, cost, draw, etc, invoice, line, march, order, reallocate, relieves
from tests.window import Written


def busy() -> Written:
    """Orders, an invoice, a draw and an estimate, on a chart in which one category has two accounts."""
    written = budgeted()
    order(written, "PO-0001", march(2), line("3310", "1200.10"), line("3320", "40000.33", 2))
    invoice(written, "I-0001", march(3), cost("3310", "700.07", relief=relieves("purchase-order/PO-0001", "3310", "700.07")))
    reallocate(written, "R-0001", march(3), **{"3500": -1000, "5000": 1000})
    draw(written, "C-0001", march(3), "3310", 500)
    etc(written, "5000", 70_000, march(4), "=1+1")
    return written
