"""The derived rows that an append checks: what each account has left, what each promised line has open, the closing dates.

They are a pure function of the entries, folded in position order; `audit verify` folds them again and compares.

    left/3300                        final budget less cost and commitments; floor: the estimate to complete it must keep
    total/3300                       cost and commitments
    etc/3300, held/3300              the entered estimate to complete, or the held estimated final cost
    open/purchase-order/PO-1/1/3300  the promised line less what was relieved, in its own currency; below zero when over-relieved
    book/purchase-order/PO-1/1/3300  the same at the promise's rate, in the book's currency
    accrued/purchase-order/PO-1/1/3300  work done on the line and not invoiced, in the book's currency; on accrual/AC-1/.. without a promise
    cut_off, issued                  dates: no posting, no entry of any kind, on or before them

Amounts are whole minor units of the named currency.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import NamedTuple

from ledger.entry import Entry
from ledger.event import Move


class Row(NamedTuple):
    """One guard: its value, and the least value that a reallocation must leave, where there is one."""

    value: int | str
    floor: int | None = None


Rows = MutableMapping[str, Row]


def after(entry: Entry, rows: Rows) -> None:
    """Fold one entry into the rows."""
    touched = set()
    for move in entry.event.moves(entry.stream):
        _move(move, rows)
        touched.add(move.account)
    for account, (mode, amount) in entry.event.estimates().items():
        rows.pop(f"etc/{account}", None)
        rows.pop(f"held/{account}", None)
        if amount is not None:
            rows[f"{mode}/{account}"] = Row(amount.units)
        touched.add(account)
    for account in touched:
        left = units(rows, f"left/{account}")
        rows[f"left/{account}"] = Row(left, to_complete(rows, account))
    for key, day in entry.event.dates().items():
        rows[key] = Row(max(day, str(rows[key].value)) if key in rows else day)


def units(rows: Mapping[str, Row], key: str) -> int:
    """The row's amount in minor units; zero when there is none."""
    row = rows.get(key)
    return int(row.value) if row else 0


def to_complete(rows: Mapping[str, Row], account: str) -> int:
    """The estimate to complete that budget must stay for: entered, or what is missing to the held EFC, else nothing."""
    if f"etc/{account}" in rows:
        return max(0, units(rows, f"etc/{account}"))
    if f"held/{account}" in rows:
        return max(0, units(rows, f"held/{account}") - units(rows, f"total/{account}"))
    return 0


def line_key(document: str, line: int, account: str) -> str:
    """The name of a promised line, after open/ or book/."""
    return f"{document}/{line}/{account}"


def _move(move: Move, rows: Rows) -> None:
    match move.layer:
        case "budget" | "reallocation" | "contingency" | "overage":
            _add(rows, f"left/{move.account}", move.book_amount.units)
        case "ordered" | "relieved" | "accrued":
            key = line_key(move.document, move.line, move.account)
            before = committed(rows, key)
            if move.layer == "accrued":
                _add(rows, f"accrued/{key}", move.book_amount.units)
            else:
                sign = 1 if move.layer == "ordered" else -1
                _add(rows, f"open/{key}", sign * move.amount.units)
                _add(rows, f"book/{key}", sign * move.book_amount.units)
            _spend(rows, move.account, committed(rows, key) - before)
        case "cost":
            _spend(rows, move.account, move.book_amount.units)
        case "from_estimate":
            if f"etc/{move.account}" in rows:
                _add(rows, f"etc/{move.account}", -move.book_amount.units)
        case "paid":
            pass


def committed(rows: Mapping[str, Row], key: str) -> int:
    """A line's part of the commitments: what it has open, never below zero, or the work accrued on it where that is more."""
    still = units(rows, f"book/{key}") if units(rows, f"open/{key}") > 0 else 0
    return max(0, still, units(rows, f"accrued/{key}"))


def _spend(rows: Rows, account: str, amount: int) -> None:
    _add(rows, f"total/{account}", amount)
    _add(rows, f"left/{account}", -amount)


def _add(rows: Rows, key: str, amount: int) -> None:
    rows[key] = Row(units(rows, key) + amount)
