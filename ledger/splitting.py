"""Orders that stay under a limit by being several: what a person has approved for one vendor within some days, as an approval sees it.

It looks at the last entries of the book alone, so that an approval stays quick in a book of any size; `report split-orders` sees them all.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from ledger.book import Book
from ledger.money import Money, total

APPROVED = """
select approved.stream, approved.state
from entries as approved
join entries as raised on raised.stream = approved.stream and raised.version = 1
where approved.position > ? and approved.name = 'PurchaseOrderApproved'
and json_extract(cast(approved.state as text), '$.authority.grant') in (
    select substr(stream, 11) from entries
    where stream >= 'authority/' and stream < 'authority0' and version = 1
    and coalesce(json_extract(cast(state as text), '$.event.stands_for'), json_extract(cast(state as text), '$.event.party')) = ?
)
and json_extract(cast(raised.state as text), '$.event.vendor') = ?
"""
SPANS = (7, 14, 30)
LOOK = 5000
"""How many entries back an approval looks: five weeks in a book of 100,000 entries over two years."""


def together(
    book: Book, key: str, *, vendor: str, principal: str, amount: Money, limit: Money, on: date
) -> tuple[int, list[str], Money] | None:
    """The fewest days within which this order, with others of the vendor that one person or their deputies approved, goes beyond `limit`.

    None when it does not, or when one of them is beyond it by itself. `amount` is the whole order in the book's currency, and `limit`
    what one may decide alone.
    """
    rows = ((stream.partition("/")[2], json.loads(state)) for stream, state in book.select(APPROVED, book.size() - LOOK, principal, vendor))
    found = [(other, date.fromisoformat(held["on"]), _worth(held["event"]["lines"], limit.currency)) for other, held in rows]
    for span in SPANS:
        near: dict[str, Money] = {key: amount}
        for other, day, worth in found:
            if other != key and on - timedelta(days=span) < day <= on:
                near[other] = near.get(other, Money.zero(limit.currency)) + worth
        whole = total(near.values(), limit.currency)
        if max(near.values()) <= limit < whole:
            return span, sorted(near.keys() - {key}), whole
    return None


def _worth(lines: list[dict[str, Any]], currency: str) -> Money:
    return total((Money.parse((one.get("book_amount") or one["amount"])["amount"], currency) for one in lines), currency)
