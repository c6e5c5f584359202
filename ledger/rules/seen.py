"""The facts of rules as a session over a book sees them: each a view, added up by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from ledger.rules.facts import Ask, Fact, Known, Row, Said, catalogue

MANY = 100_000
FRAME = ("basis", "scheme", "financier")
TRUTH = {"yes": ("true",), "no": ("false",)}
Clause = tuple[str, list[Any]]


class Asking(Protocol):
    """What is needed of a session: views made by name, and queries over them."""

    def make(self, name: str) -> None:
        """Make a view and what it stands on."""

    def query(self, sql: str, values: Sequence[Any] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query."""


@dataclass(slots=True)
class Seen:
    """Facts of a book at a session's window. `used` are the columns by which rules ask; the rows are added up by them once."""

    session: Asking
    today: date
    used: Mapping[str, frozenset[str]] = field(default_factory=dict)
    summed: set[str] = field(default_factory=set)
    begun: dict[Ask, bool] = field(default_factory=dict)
    anchors: dict[str, Known] | None = None
    said: dict[str, Said] | None = None

    def total(self, ask: Ask) -> Decimal | None:
        """The sum of the rows asked for; None when the fact has no row at all."""
        if not self._made(ask):
            return None
        clause, values = chosen(ask)
        what = "sum(rows)" if ask.count else "sum(amount)"
        (found,) = self.session.query(f"select {what} from {summed(ask.fact)} where {clause}", values)[1]
        return Decimal(found[0] or 0)

    def groups(self, ask: Ask, per: str) -> dict[str, Decimal] | None:
        """The same, apart for every value of a column; what has none stands under nothing."""
        if not self._made(ask):
            return None
        clause, values = chosen(ask)
        what = "sum(rows)" if ask.count else "sum(amount)"
        sql = f"select coalesce({per}::varchar, ''), {what} from {summed(ask.fact)} where {clause} group by all order by all"
        return {key: Decimal(value) for key, value in self.session.query(sql, values)[1]}

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Decimal | None:
        """The sum of the rows whose day is not in these days."""
        if not self._made(ask):
            return None
        clause, values = chosen(ask)
        fact = catalogue()[ask.fact]
        sql = f"select sum({fact.amount}) from {fact.view} where {clause} and ({fact.day} < ? or {fact.day} > ?)"
        (found,) = self.session.query(sql, [*values, first or date.min, last or date.max])[1]
        return Decimal(found[0] or 0)

    def rows(self, ask: Ask) -> Sequence[Row]:
        """The rows themselves, in the order of their entries."""
        fact = catalogue()[ask.fact]
        self.session.make(fact.view)
        clause, values = chosen(ask)
        columns, rows = self.session.query(f"select * from {fact.view} where {clause} order by position limit {MANY}", values)
        return [row(fact, dict(zip(columns, one, strict=True))) for one in rows]

    def known(self, anchor: str) -> Known | None:
        """A day by its name: what an entry says, before what is planned."""
        if self.anchors is None:
            self.session.make("anchors")
            rows = self.session.query("select name, day, position, planned from anchors order by planned desc, position")[1]
            self.anchors = {name: Known(day, position, planned) for name, day, position, planned in rows}
        return self.anchors.get(anchor)

    def declared(self, name: str) -> Said | None:
        """What was declared last under a name."""
        if self.said is None:
            self.session.make("declared")
            rows = self.session.query("select name, coalesce(yes, word, number::varchar, day::varchar), position from declared")[1]
            self.said = {name: Said(value, position) for name, value, position in rows}
        return self.said.get(name)

    def _made(self, ask: Ask) -> bool:
        """Add a fact up by the columns that rules ask it by, once; whether it has any row on this basis, of this scheme and financier."""
        name, fact = ask.fact, catalogue()[ask.fact]
        if name not in self.summed:
            self.session.make(fact.view)
            by = sorted(self.used.get(name, fact.columns)) + (["basis"] if fact.basis else []) + (["scheme"] if fact.scheme else [])
            by += ["financier"] if fact.party else []
            columns = "".join(f"{column}, " for column in dict.fromkeys(by))
            self.session.query(
                f"create or replace temp table {summed(name)} as select {columns}sum({fact.amount}) as amount, count(*) as rows "
                f"from {fact.view} group by all"
            )
            self.summed.add(name)
        if (frame := framed(ask)) not in self.begun:
            clause, values = chosen(frame)
            self.begun[frame] = bool(self.session.query(f"select 1 from {summed(name)} where {clause} limit 1", values)[1])
        return self.begun[frame]


def summed(fact: str) -> str:
    """The table in which a fact is added up."""
    return f"summed_{fact}"


def framed(ask: Ask) -> Ask:
    """All rows of the fact on the ask's basis, of its scheme and financier: without one, there is nothing to decide on."""
    return Ask(ask.fact, tuple((column, words) for column, words in ask.where if column in FRAME))


def chosen(ask: Ask) -> Clause:
    """The rows that an ask means, as SQL: its columns are those of the catalogue, its words are values."""
    parts, values = ["true"], []
    for held, not_ in ((ask.where, ""), (ask.without, "not ")):
        for column, words in held:
            meant = [one for word in words for one in (word, *TRUTH.get(word, ()))]
            parts.append(f"coalesce({column}::varchar, '') {not_}in ({', '.join('?' * len(meant))})")
            values += meant
    return " and ".join(parts), values


def row(fact: Fact, held: Mapping[str, Any]) -> Row:
    """One row of a fact's view."""
    amount = held[fact.amount]
    return Row(held["position"], Decimal(amount or 0), held.get(fact.day or ""), str(held.get("document") or ""), held)


def columns_used(asks: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    """The columns by which each fact is asked."""
    used: dict[str, set[str]] = {}
    for fact, columns in asks:
        used.setdefault(fact, set()).update(columns)
    return {fact: frozenset(columns) for fact, columns in used.items()}
