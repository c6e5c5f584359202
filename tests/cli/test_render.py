"""What a report prints of amounts in currencies of other digits than the book's."""

from __future__ import annotations

from decimal import Decimal

from cli.render import as_csv, as_json, table
from ledger.reports.digits import own

COLUMNS = ("document", "currency", "amount", "in book")
ROWS = [
    ("PR-0001", "TND", Decimal("114.7870"), Decimal("33.9400")),
    ("PR-0002", "EUR", Decimal("5.0000"), Decimal("5.0000")),
    ("PR-0003", "JPY", Decimal("125000.0000"), Decimal("781.2500")),
]


def test_dinars_keep_their_third_digit_and_yen_have_none_in_a_book_of_euros() -> None:
    rows = own("payments", COLUMNS, ROWS, 2)
    assert as_csv(COLUMNS, rows, 2).splitlines()[1:] == ["PR-0001,TND,114.787,33.94", "PR-0002,EUR,5.00,5.00", "PR-0003,JPY,125000,781.25"]
    assert [line.split()[2:] for line in table(COLUMNS, rows).splitlines()[2:]] == [
        ["114.787", "33.94"], ["5.00", "5.00"], ["125,000", "781.25"],
    ]  # fmt: skip
    assert '"amount": "125000"' in as_json(COLUMNS, rows, 2)


def test_a_book_of_yen_prints_the_cents_of_its_euros() -> None:
    assert as_csv(COLUMNS, own("payments", COLUMNS, ROWS[1:2], 0), 0).splitlines()[1:] == ["PR-0002,EUR,5.00,5"]


def test_other_amounts_stand_at_the_scale_of_the_book() -> None:
    assert own("payments", COLUMNS, ROWS[1:2], 2) == ROWS[1:2]
    assert own("payments", COLUMNS[2:], [row[2:] for row in ROWS], 2) == [row[2:] for row in ROWS]


def test_what_a_view_says_in_the_books_currency_keeps_its_digits() -> None:
    columns, row = ("currency", "amount", "charges"), ("JPY", Decimal("125000.0000"), Decimal("3.1500"))
    assert as_csv(columns, own("receipts", columns, [row], 2), 2).splitlines()[1:] == ["JPY,125000,3.15"]
