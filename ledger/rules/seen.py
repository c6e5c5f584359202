"""The facts of rules as a session over a book sees them: each a view, added up by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from ledger.errors import Unreadable
from ledger.rules.facts import Ask, Known, Row, Said, catalogue

FRAME = ("basis", "scheme", "financier")
TRUTH = {"yes": ("true",), "no": ("false",)}
Clause = tuple[str, list[Any]]


class Asking(Protocol):
    """What is needed of a session: views made by name, and queries over them."""

    def make(self, name: str) -> None:
        """Make a view and what it stands on."""

    def stand_on(self, name: str, *beside: str) -> None:
        """Make a view to be added up, where these others are too."""

    def query(self, sql: str, values: Sequence[Any] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query."""


@dataclass(slots=True)
class Seen:
    """Facts of a book at a session's window. `used` are the columns by which rules ask; a view is added up by them once.

    Rows after the entry `recorded` are supposed, where one is given. `plain` leaves them out: the same tables tell both sides of a
    decision.
    """

    session: Asking
    today: date
    used: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recorded: int | None = None
    plain: bool = False
    summed: set[str] = field(default_factory=set)
    begun: dict[Ask, bool] = field(default_factory=dict)
    anchors: dict[str, Known] | None = None
    said: dict[str, Said] | None = None

    def total(self, ask: Ask) -> Decimal | None:
        """The sum of the rows asked for; None when the fact has no row at all."""
        if not self._begun(ask):
            return None
        clause, values = self._chosen(ask)
        (found,) = self.session.query(f"select {added(ask)} from {self._summed(ask)} where {clause}", values)[1]
        return Decimal(found[0] or 0)

    def groups(self, ask: Ask, per: str) -> dict[str, Decimal] | None:
        """The same, apart for every value of a column; what has none stands under nothing."""
        if not self._begun(ask):
            return None
        column, (clause, values) = named(ask.fact, per), self._chosen(ask)
        sql = f"select coalesce({column}::varchar, ''), {added(ask)} from {self._summed(ask)} where {clause} group by all order by all"
        return {key: Decimal(value) for key, value in self.session.query(sql, values)[1]}

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Decimal | None:
        """The sum of the rows whose day is not in these days."""
        if not self._begun(ask):
            return None
        clause, values = self._chosen(ask)
        day = catalogue()[ask.fact].day
        sql = f"select {added(ask)} from {self._summed(ask, day)} where {clause} and ({day} < ? or {day} > ?)"
        (found,) = self.session.query(sql, [*values, first or date.min, last or date.max])[1]
        return Decimal(found[0] or 0)

    def rows(self, ask: Ask, per: str) -> Sequence[Row]:
        """The rows themselves, in the order of their entries."""
        fact = catalogue()[ask.fact]
        self.session.stand_on(fact.view, *self._views())
        column, (clause, values) = named(ask.fact, per), chosen(ask)
        rows = f"{clause} and position <= {self.recorded}" if self.plain else clause
        sql = f"select position, coalesce({fact.amount}, 0), coalesce({column}::varchar, '') from {fact.view} where {rows} order by all"
        return [Row(position, Decimal(amount), key) for position, amount, key in self.session.query(sql, values)[1]]

    def last_on(self, ask: Ask, per: str, key: str) -> date | None:
        """The last day on which an entry added to the rows asked for, of a value of a column where one is named."""
        fact = catalogue()[ask.fact]
        self.session.stand_on(fact.view, *self._views())
        self.session.make("entry_days")
        clause, values = chosen(ask)
        apart = f" and coalesce({named(ask.fact, per)}::varchar, '') = ?" if per else ""
        apart += f" and position <= {self.recorded}" if self.plain else ""
        sql = f'select max("on") from {fact.view} inner join entry_days using (position) where {clause}{apart}'
        found: date | None = self.session.query(sql, [*values, *([key] if per else [])])[1][0][0]
        return found

    def known(self, anchor: str) -> Known | None:
        """A day by its name: what an entry says, before what is planned."""
        if self.anchors is None:
            self.session.make("anchors")
            rows = self.session.query("select name, day, position, planned from anchors order by planned desc, position")[1]
            last = {name: Known(day, position, planned) for name, day, position, planned in rows}
            self.anchors = {name: known for name, known in last.items() if known.day}
        return self.anchors.get(anchor)

    def declared(self, name: str) -> Said | None:
        """What was declared last under a name."""
        if self.said is None:
            self.session.make("declared")
            rows = self.session.query("select name, coalesce(yes, word, number::varchar, day::varchar), position from declared")[1]
            self.said = {name: Said(value, position) for name, value, position in rows}
        return self.said.get(name)

    def _begun(self, ask: Ask) -> bool:
        """Whether the fact has any row on this basis, of this scheme and financier."""
        if (frame := framed(ask)) not in self.begun:
            clause, values = self._chosen(frame)
            self.begun[frame] = bool(self.session.query(f"select 1 from {self._summed(ask)} where {clause} limit 1", values)[1])
        return self.begun[frame]

    def _summed(self, ask: Ask, day: str | None = None) -> str:
        """The table in which a fact's view is added up by the columns that rules ask it by, and by a day where one is asked; made once."""
        view = catalogue()[ask.fact].view
        name = f"summed_{view}_{day}" if day else f"summed_{view}"
        if name not in self.summed:
            self.session.stand_on(view, *self._views())
            facts = {one: fact for one, fact in catalogue().items() if fact.view == view and (one in self.used or one == ask.fact)}
            by = {column: None for one, fact in facts.items() for column in (*sorted(self.used.get(one, fact.columns)), *fact.frame)}
            amounts = sorted({f"sum({fact.amount}) as {fact.amount}" for fact in facts.values()})
            supposed = [f"position > {self.recorded} as supposed"] if self.recorded is not None else []
            columns = ", ".join((*by, *([day] if day else []), *supposed, *amounts))
            self.session.query(f"create or replace temp table {name} as select {columns}, count(*) as rows from {view} group by all")
            self.summed.add(name)
        return name

    def _chosen(self, ask: Ask) -> Clause:
        clause, values = chosen(ask)
        return f"{clause} and not supposed" if self.plain else clause, values

    def before(self) -> Seen:
        """The same without what is supposed. Days and declarations stay, and so do facts that are snapshots of a window."""
        return replace(self, plain=True, begun={})

    def _views(self) -> tuple[str, ...]:
        """The views that rules ask in this book."""
        return tuple(sorted({catalogue()[fact].view for fact in self.used}))


def added(ask: Ask) -> str:
    """What an ask adds up, of rows that are added up already."""
    return "sum(rows)" if ask.count else f"sum({catalogue()[ask.fact].amount})"


def framed(ask: Ask) -> Ask:
    """All rows of the fact on the ask's basis, of its scheme and financier: without one, there is nothing to decide on."""
    return Ask(ask.fact, tuple((column, words) for column, words in ask.where if column in FRAME))


def named(fact: str, column: str) -> str:
    """A column of a fact, as SQL may say it. Raises Unreadable for what the catalogue does not have, whatever a pack's text says."""
    if fact not in catalogue() or column not in (*catalogue()[fact].columns, *FRAME, "position"):
        raise Unreadable(f"A rule asks {fact} by {column!r}, which it does not have. Install the pack again as this version reads it.")
    return column


def chosen(ask: Ask) -> Clause:
    """The rows that an ask means, as SQL: its columns are those of the catalogue, its words are values."""
    parts, values = ["true"], []
    for held, not_ in ((ask.where, ""), (ask.without, "not ")):
        for column, words in held:
            named(ask.fact, column)
            meant = [one for word in words for one in (word, *TRUTH.get(word, ()))]
            held_ = f"coalesce({column}::varchar, '')" if not_ or "" in meant else f"{column}::varchar"
            parts.append(f"{held_} {not_}in ({', '.join('?' * len(meant))})")
            values += meant
    return " and ".join(parts), values


def columns_used(asks: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    """The columns by which each fact is asked."""
    used: dict[str, set[str]] = {}
    for fact, columns in asks:
        used.setdefault(fact, set()).update(named(fact, column) for column in columns)
    return {fact: frozenset(columns) for fact, columns in used.items()}
