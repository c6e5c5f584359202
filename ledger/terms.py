"""The terms of an append: everything that must still be true inside its transaction, or nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from ledger.entry import Entry
from ledger.guards import Row

Keep = Literal["money", "estimate"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a decision saw and stands on.

    `unchanged` holds the versions of the streams that were read, `exactly` the guard rows whose value the decision used, and
    `keep` the accounts that must not fall below zero (money) or below their estimate to complete (estimate). `known` is the last
    entry of a decision that read the whole book. A `dry` append checks all of it and records nothing.
    """

    entries: Sequence[Entry]
    book: str
    currency: str
    timezone: ZoneInfo
    now: Callable[[], datetime]
    unchanged: Mapping[str, int] = field(default_factory=dict)
    exactly: Mapping[str, Row | None] = field(default_factory=dict)
    keep: Mapping[str, Keep] = field(default_factory=dict)
    known: int | None = None
    dry: bool = False


def held(keep: Mapping[str, Keep], entries: Sequence[Entry]) -> dict[str, Keep]:
    """The limits to hold: of the accounts that these entries leave with less."""
    less: dict[str, int] = {}
    for move in (move for entry in entries for move in entry.event.moves(entry.stream)):
        sign = {"ordered": 1, "cost": 1, "relieved": 0, "accrued": 0, "from_estimate": 0, "paid": 0}.get(move.layer, -1)
        less[move.account] = less.get(move.account, 0) + sign * move.book_amount.units
    return {account: limit for account, limit in keep.items() if less.get(account, 0) > 0}


class Agreed(Exception):
    """A dry run: everything held, and nothing was recorded."""


class Recorded(Exception):
    """The same command was recorded before, at these positions: its first result is the answer."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last
