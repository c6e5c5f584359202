"""A book in memory that decisions play on: its entries, what is known of every document, guards and claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from ledger.aggregate import Aggregate
from ledger.entry import Entry
from ledger.errors import AlreadyDone, Refused, TooEarly, Unknown
from ledger.event import Event
from ledger.guards import Row, after, units
from ledger.line import CostLine, OrderedLine
from ledger.line import still as still_of
from ledger.money import Money
from ledger.relief import Promise
from ledger.store.append import refuse_day
from tests.window import Written

T = TypeVar("T")
FIRST, TODAY = date(2025, 3, 3), date(2025, 12, 31)
RATES = {"EUR": None, "USD": Decimal("0.9137"), "JPY": Decimal("0.0061"), "TND": Decimal("0.297")}
ACCOUNTS = ("3300", "3310", "1100", "5000")
VENDORS, PEOPLE, FINANCIER = ("P-0011", "P-0012", "P-0013"), ("P-0021", "P-0022", "P-0011"), "P-0031"
OURS, THEIRS = {"by": "P-0001", "grant": "A-0001"}, {"by": "P-0032", "grant": "A-0002"}


def day(number: int) -> date:
    """A day of the play, from its first."""
    return FIRST + timedelta(days=number)


@dataclass
class Dice:
    """The numbers of one step, taken one by one; mixed anew when they are used up."""

    numbers: tuple[int, ...]
    taken: int = 0

    def upto(self, most: int) -> int:
        """A number from 0 to below `most`."""
        turn, place = divmod(self.taken, len(self.numbers))
        self.taken += 1
        return (self.numbers[place] * (1 + 16 * turn) + 7 * turn) % most

    def one(self, things: Iterable[T]) -> T:
        """One of these. Raises Unknown when there is none."""
        listed = list(things)
        if not listed:
            raise Unknown("there is none")
        return listed[self.upto(len(listed))]


@dataclass
class Play:
    """A book in memory: its entries, what is known of every document, guards and claims."""

    written: Written = field(default_factory=Written)
    rows: dict[str, Row] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    claims: set[Any] = field(default_factory=set)

    @property
    def entries(self) -> list[Entry]:
        return self.written.entries

    def record(self, aggregate: Aggregate[Any], key: str, event: Event, dice: Dice, *, least: date = FIRST, **who: Any) -> Entry:
        """Append as the book does: an admissible day that wanders, claims, guards, what is known."""
        stream = aggregate.stream(key)
        closed = [date.fromisoformat(str(self.rows[k].value)) for k in self._closing(event, stream) if k in self.rows]
        low = max([self.last.get(stream, FIRST), least, *(one + timedelta(days=1) for one in closed)])
        wander = (0, 0, 1, 2, 3, 5, 8) if stream in self.last else (0, 1, 2, 4, 6, 9, 13, 17)
        entry = self.written.write(aggregate, key, event, low + timedelta(days=dice.one(wander)), **(who or OURS))
        try:
            refuse_day(entry, TODAY, self.last.get(stream, FIRST).isoformat(), self.rows, opened=FIRST.isoformat())
            claimed = {*event.claims()}
            if claimed & (self.claims - {*event.releases()}):
                raise AlreadyDone("the number is used")
        except Refused:
            self.entries.pop()
            raise
        self.claims = self.claims - {*event.releases()} | claimed
        self.last[stream] = entry.on
        self.known[stream] = aggregate.evolve(self.known.get(stream), event)
        after(entry, self.rows)
        return entry

    @staticmethod
    def _closing(event: Event, stream: str) -> tuple[str, ...]:
        return ("issued", "cut_off") if any(move.layer == "cost" for move in event.moves(stream)) else ("issued",)

    def every(self, aggregate: Aggregate[Any], **having: Any) -> dict[str, Any]:
        """The documents of a kind by key, those whose fields are so."""
        found = {stream.partition("/")[2]: state for stream, state in self.known.items() if stream.startswith(f"{aggregate.kind}/")}
        return {key: state for key, state in found.items() if all(getattr(state, name) in values for name, values in having.items())}

    def new(self, aggregate: Aggregate[Any]) -> str:
        return f"{aggregate.prefix}-{len(self.every(aggregate)) + 1:04d}"

    def left(self, account: str, keep: str = "money") -> Money:
        """What an account has left, or may give away. Raises Unknown before the lock."""
        if f"left/{account}" not in self.rows:
            raise Unknown(f"{account} is not in the locked budget")
        row = self.rows[f"left/{account}"]
        return Money.minor(int(row.value) - ((row.floor or 0) if keep == "estimate" else 0), "EUR")

    def terms(self, lines: Iterable[OrderedLine]) -> dict[str, Any]:
        accounts = {line.account for line in lines}
        return {"left": {one: self.left(one) for one in accounts}, "planned": self.planned(accounts)}

    def estimating(self, dice: Dice, lines: Sequence[OrderedLine | CostLine]) -> dict[str, Any]:
        """Planned, unplanned, or with a saving that the estimate may not have."""
        accounts, kind = [line.account for line in lines], dice.upto(6)
        savings = {dice.one(accounts): amount(dice, most=20)} if accounts and kind == 1 else {}
        return {"planned": self.planned(accounts), "unplanned": kind == 0, "savings": savings}

    def planned(self, accounts: Iterable[str]) -> dict[str, Money]:
        return {one: Money.minor(units(self.rows, f"etc/{one}"), "EUR") for one in accounts if f"etc/{one}" in self.rows}

    def promise(self, document: str) -> Promise:
        state = self.known[document]
        currency = state.deal[0].rate.currency if hasattr(state, "deal") else state.lines[0].amount.currency if state.lines else "EUR"
        still = {}
        for key in [key for key in self.rows if key.startswith(f"open/{document}/")]:
            number, _, account = key.removeprefix(f"open/{document}/").partition("/")
            book = Money.minor(units(self.rows, key.replace("open/", "book/", 1)), "EUR")
            still[int(number), account] = (Money.minor(units(self.rows, key), currency), book)
        return Promise(document, currency, state.rate, still)

    def ended(self) -> set[str]:
        """The promises that take nothing back."""
        return {stream for stream, state in self.known.items() if str(getattr(state, "stage", "")) in ("closed", "voided")}

    def settled(self, document: str) -> None:
        """An order or engagement does not end while work is accrued on it. Raises TooEarly."""
        if any(row.value for key, row in self.rows.items() if key.startswith(f"accrued/{document}/")):
            raise TooEarly("work is accrued on it")

    def still_open(self, document: str, lines: Sequence[OrderedLine]) -> list[OrderedLine]:
        found = self.promise(document).still
        told = []
        for line in lines:
            own, book = found.get((line.line, line.account), (Money.zero(line.amount.currency), Money.zero("EUR")))
            if own > Money.zero(own.currency):
                told.append(still_of(line, own, book))
        return told


def amount(dice: Dice, currency: str = "EUR", most: int = 120) -> Money:
    """More than nothing, odd cents, small at times, so that a rounded book amount can be nothing."""
    whole = Money.minor(1 + dice.upto(997) * dice.upto(most) // 10, currency)
    return whole if currency != "EUR" else max(whole, Money.minor(3, "EUR"))
