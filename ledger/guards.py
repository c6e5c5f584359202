"""The derived rows that an append checks: what each account has left, what each promised line has open, the closing dates.

They are a pure function of the entries, folded in position order; `audit verify` folds them again and compares.

    left/3300                        final budget less cost and commitments; floor: the estimate to complete it must keep
    total/3300                       cost and commitments
    etc/3300, held/3300              the entered estimate to complete, or the held estimated final cost
    open/purchase-order/PO-1/1/3300  the promised line less what was relieved, in its own currency; below zero when over-relieved
    book/purchase-order/PO-1/1/3300  the same at the promise's rate, in the book's currency
    accrued/purchase-order/PO-1/1/3300  work done on the line and not invoiced, in the book's currency; on accrual/AC-1/.. without a promise
    cut_off, issued                  dates: no posting, no entry of any kind, on or before them
    actors                           how many persons are enrolled to sign; absent in a book where nobody ever was

Amounts are whole minor units of the named currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import NamedTuple

from ledger.entry import Entry
from ledger.event import Move


class Row(NamedTuple):
    """One guard: its value, and the least value that a reallocation must leave, where there is one."""

    value: int | str
    floor: int | None = None


Rows = MutableMapping[str, Row]
BUDGET = ("budget", "reallocation", "contingency", "overage")
PROMISE = ("ordered", "relieved", "accrued")


Told = tuple[Entry, tuple[Move, ...]]  # an entry, and its moves told once


def named(told: Iterable[Told]) -> Iterator[str]:
    """The keys of every row that folding these entries reads or writes."""
    accounts: set[str] = set()
    lines: set[str] = set()
    for entry, moves in told:
        accounts.update(entry.event.estimates())
        for move in moves:
            accounts.add(move.account)
            if move.layer in PROMISE:
                lines.add(line_key(move.document, move.line, move.account))
        yield from entry.event.dates()
        yield from entry.event.counts()
    yield from (f"{row}/{account}" for account in accounts for row in ("left", "total", "etc", "held"))
    yield from (f"{row}/{line}" for line in lines for row in ("open", "book", "accrued"))


def after(entry: Entry, rows: Rows) -> None:
    """Fold one entry into the rows."""
    fold((entry, tuple(entry.event.moves(entry.stream))), rows)


def fold(told: Told, rows: Rows) -> None:
    """Fold one entry, whose moves were told before, into the rows."""
    entry, moves = told
    left = moved(moves, rows)
    for account, (mode, amount) in entry.event.estimates().items():
        rows.pop(f"etc/{account}", None)
        rows.pop(f"held/{account}", None)
        if amount is not None:
            rows[f"{mode}/{account}"] = Row(amount.units)
        left.setdefault(account, 0)
    for account, rise in left.items():
        rows[f"left/{account}"] = Row(units(rows, f"left/{account}") + rise, to_complete(rows, account))
    for key, more in entry.event.counts().items():
        rows[key] = Row(units(rows, key) + more)
    for key, day in entry.event.dates().items():
        rows[key] = Row(max(day, str(rows[key].value)) if key in rows else day)


def moved(moves: Iterable[Move], rows: Rows) -> dict[str, int]:
    """Fold moves into the rows; by how much what is left rises on each account that they touch, each account written once."""
    left: dict[str, int] = {}
    spent: dict[str, int] = {}
    for move in moves:
        account = move.account
        left.setdefault(account, 0)
        if move.layer in BUDGET:
            left[account] += move.book_amount.units
        elif move.layer in PROMISE:
            spent[account] = spent.get(account, 0) + _promised(move, rows)
        elif move.layer == "cost":
            spent[account] = spent.get(account, 0) + move.book_amount.units
        elif move.layer == "from_estimate" and f"etc/{account}" in rows:
            rows[f"etc/{account}"] = Row(units(rows, f"etc/{account}") - move.book_amount.units)
    for account, amount in spent.items():
        rows[f"total/{account}"] = Row(units(rows, f"total/{account}") + amount)
        left[account] -= amount
    return left


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


def committed(rows: Mapping[str, Row], key: str) -> int:
    """A line's part of the commitments: what it has open, never below zero, or the work accrued on it where that is more."""
    return _commitment(units(rows, f"open/{key}"), units(rows, f"book/{key}"), units(rows, f"accrued/{key}"))


def open_book(rows: Mapping[str, Row], key: str) -> int:
    """What a promised line has open in the book's currency, never below zero."""
    return _commitment(units(rows, f"open/{key}"), units(rows, f"book/{key}"), 0)


def _commitment(still: int, book: int, accrued: int) -> int:
    return max(0, book if still > 0 else 0, accrued)


def final_and_efc(rows: Mapping[str, Row], account: str) -> tuple[int, int]:
    """An account's final budget and its estimated final cost, in whichever mode it is, in minor units."""
    total = units(rows, f"total/{account}")
    final = units(rows, f"left/{account}") + total
    estimated = f"etc/{account}" in rows or f"held/{account}" in rows
    return final, total + to_complete(rows, account) if estimated else max(final, total)


def _promised(move: Move, rows: Rows) -> int:
    """Fold a move on a promised or accrued line into its rows; by how much the commitments of its account rise."""
    key = line_key(move.document, move.line, move.account)
    still, book, accrued = units(rows, f"open/{key}"), units(rows, f"book/{key}"), units(rows, f"accrued/{key}")
    before = _commitment(still, book, accrued)
    if move.layer == "accrued":
        accrued += move.book_amount.units
        rows[f"accrued/{key}"] = Row(accrued)
    else:
        sign = 1 if move.layer == "ordered" else -1
        still, book = still + sign * move.amount.units, book + sign * move.book_amount.units
        rows[f"open/{key}"], rows[f"book/{key}"] = Row(still), Row(book)
    return _commitment(still, book, accrued) - before
