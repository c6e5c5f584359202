"""What a report prints of amounts in currencies of more digits than the book's."""

from __future__ import annotations

from decimal import Decimal

from cli.render import as_csv, finer, table

COLUMNS = ("document", "currency", "amount", "in book")
ROWS = [("PR-0001", "TND", Decimal("114.7870"), Decimal("33.9400")), ("PR-0002", "EUR", Decimal("5.0000"), Decimal("5.0000"))]


def test_amounts_in_dinars_keep_their_third_digit_in_a_book_of_euros() -> None:
    rows = finer(COLUMNS, ROWS, 2)
    assert as_csv(COLUMNS, rows, 2).splitlines()[1:] == ["PR-0001,TND,114.787,33.94", "PR-0002,EUR,5.00,5.00"]
    assert table(COLUMNS, rows).splitlines()[2].split() == ["PR-0001", "TND", "114.787", "33.94"]


def test_other_amounts_stand_at_the_scale_of_the_book() -> None:
    assert finer(COLUMNS, ROWS[1:], 2) == ROWS[1:]
    assert finer(COLUMNS[2:], [row[2:] for row in ROWS], 2) == [row[2:] for row in ROWS]
