"""Amounts in a currency that has more or fewer digits than the book's: dinars have three, yen none. They are printed as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ledger.money import scale_of

IN_BOOK: Mapping[str, frozenset[str]] = {
    "finance_plan": frozenset({"scheduled", "released", "received"}),
    "undrawn_funds": frozenset({"fees to keep", "cash to come"}),
    "receipts": frozenset({"charges", "reached the account"}),
}
"""What these views say in the book's currency beside a currency of a row, under a name that does not say so."""


class Own(Decimal):
    """An amount at exactly the digits of its own currency."""

    @property
    def digits(self) -> int:
        """How many of them are behind the point."""
        exponent = self.as_tuple().exponent
        assert isinstance(exponent, int)
        return -exponent


def own(view: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], scale: int) -> list[tuple[Any, ...]]:
    """The rows of a view, with the amounts of a currency of other digits than the book's at their own."""
    if "currency" not in columns:
        return list(rows)
    at, booked = columns.index("currency"), IN_BOOK.get(view, frozenset())
    mine = ["book" not in name and name not in booked for name in columns]

    def kept(row: tuple[Any, ...]) -> tuple[Any, ...]:
        digits = scale_of(row[at]) if row[at] else scale
        if digits == scale:
            return row
        to = Decimal(1).scaleb(-digits)
        return tuple(
            Own(value.quantize(to, ROUND_HALF_UP) + 0) if its and isinstance(value, Decimal) else value
            for value, its in zip(row, mine, strict=True)
        )

    return [kept(row) for row in rows]
