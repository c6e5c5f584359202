"""From the rows of a book to what people look at: facts, views and checks, each one SQL file, opened through a window.

The window is the only place that knows time. A session opens every fact through a view that keeps the entries known up to a
position and effective up to a day; every view is defined over those names, so every report exists at every pair of the two.
Under a few thousand entries the facts are derived in memory; beyond, from a disposable cache beside the book and its tail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import duckdb

from ledger.projections import kept
from ledger.projections.columnar import Own
from ledger.projections.files import ASKED, CALLED, named, needed, relations, shared, unordered, written

STAGED = """
create table staged (
    position bigint, "at" timestamp, "on" date, stream varchar, kind varchar, key varchar, version integer, name varchar, state varchar
)
"""
STAGE = """
insert into staged
select
    position,
    "at"::timestamp,
    (state ->> '$.on')::date,
    stream,
    split_part(stream, '/', 1),
    split_part(stream, '/', 2),
    version,
    name,
    state,
from (
    select
        unnest($1::bigint[]) as position,
        unnest($2::varchar[]) as "at",
        unnest($3::varchar[]) as stream,
        unnest($4::integer[]) as version,
        unnest($5::varchar[]) as name,
        unnest($6::varchar[]) as state
)
"""
BOOK = """
create table book as
select
    $1::varchar as id, $2::varchar as title, $3::varchar as currency, $4::varchar as timezone, $5::varchar as clock,
    $6::decimal(18, 4) as unit
"""
# where a view rounds: an amount at a rate, or an exact sum of such, in the digits of the book's currency, half away from zero
IN_BOOK = "create macro in_book(amount, rate) as round(amount::decimal(38, 4) * rate::decimal(38, 8), {0})::decimal(18, 4);"
IN_BOOK += "create macro in_unit(exact) as round(exact::decimal(38, 14), {0})::decimal(18, 4);"
IN_PAGES = "create macro in_pages(n) as coalesce(nullif(concat_ws(' ', nullif(n // 8, 0), nullif(n % 8, 0) || '/8'), ''), '0');"
TAX_ENDS = "create macro tax_period_ends(day, tax_period) as "
TAX_ENDS += "if(tax_period = 'month', last_day(day), last_day((date_trunc('quarter', day) + interval 2 month)::date))"
AS_AT = """
create table as_at as
select $1::bigint as position, $2::timestamp as "at", $3::date as "on", $4::varchar as root, $5::varchar as period
"""
NAMES = "create or replace table names as select unnest($1::varchar[]) as party, unnest($2::varchar[]) as name"
SAID = "create or replace table said as select unnest($1::varchar[]) as account, unnest($2::varchar[]) as note"
SETTINGS: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 2}
SHORT = 1000
HASTE = "set threads = 1; pragma disable_optimizer"


class Rows(Protocol):
    """What a session asks of a book: its rows by column, and the hashes of its leaves."""

    def last(self) -> int:
        """The position of the last entry."""

    def columns(self, first: int, last: int) -> Iterator[Sequence[Sequence[Any]]]:
        """The entries between two positions, some thousands at a time: position, at, stream, version, name and state, column by column."""

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        """The leaves between two positions."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen: entries known up to a position (recorded `at`), effective up to a day.

    `period` is the period that is reported, where it is not that of the day; `notes` are what the report itself says of accounts.
    """

    position: int
    at: str
    on: date
    period: str | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What entry 1 says of the book, for reports."""

    id: str
    title: str
    currency: str
    timezone: str
    clock: str
    scale: int


@cache
def digest(*folders: str) -> str:
    """SHA-256 over the SQL of these folders: what a cache or an issued report was made with."""
    text = "\0".join(f"{name}\0{sql}" for folder in folders for name, sql in relations(folder).items())
    return hashlib.sha256((STAGED + STAGE + IN_BOOK + IN_PAGES + TAX_ENDS + ASKED + text).encode()).hexdigest()


class Session:
    """A book seen through one window; views are made as they are asked for, and what is stood on more than once is run once, as a table.

    In a short book planning costs more than running: there the optimizer rests, and all that a view stands on is run once.
    """

    def __init__(self, rows: Rows, about: About, window: Window, *, names: Mapping[str, str], cached: Path | None = None) -> None:
        self.rows, self.about, self.window = rows, about, window
        self.connection = duckdb.connect(":memory:", config=SETTINGS)
        self.own = Own(self.connection)
        self.connection.execute("create schema tail")
        self.made: dict[str, str] = {}
        self.loose: set[str] = set()
        self.start = kept.attach(self.connection, cached, rows, about.id) if cached else 0
        self.tail = not self.start or self.start < window.position
        self.short = not self.start and window.position <= SHORT
        if self.short:
            self.connection.execute(HASTE)
        self._stage()
        self.names: Mapping[str, str] | None = names
        self._known()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    def _stage(self) -> None:
        self.connection.execute(STAGED)
        if self.tail:
            for columns in self.rows.columns(self.start + 1, self.window.position):
                self.connection.execute(STAGE, columns)

    def _known(self) -> None:
        w, a, run = self.window, self.about, self.connection.execute
        run(BOOK, [a.id, a.title, a.currency, a.timezone, a.clock, Decimal(1).scaleb(-a.scale)])
        run(ASKED + IN_BOOK.format(a.scale) + IN_PAGES + TAX_ENDS)
        run(AS_AT, [w.position, w.at.removesuffix("Z"), w.on, self.root(), w.period])
        self._say()

    def rename(self, names: Mapping[str, str]) -> None:
        """Call persons by these names alone, for somebody who may know no others."""
        for name in [name for name, form in self.made.items() if form != "fact"]:
            self._drop(name)
        self.names = names

    def look(self, window: Window) -> None:
        """See the book through another window, at most as late as the one that the session was opened at."""
        another, self.window = window != self.window, window
        for name, form in list(self.made.items()) if another else ():
            if form == "fact":
                self._bound(name)
            else:
                self._drop(name)
        values = [window.position, window.at.removesuffix("Z"), window.on, self.root(), window.period]
        self.connection.execute('update as_at set position = ?, "at" = ?::timestamp, "on" = ?, root = ?, period = ?', values)
        self._say()

    def _say(self) -> None:
        notes = self.window.notes
        self.connection.execute(SAID, [[account for account, _ in notes], [note for _, note in notes]])

    def make(self, name: str) -> None:
        """Make a view or check's relation, in its own order, and everything that it stands on."""
        self._stand(name)
        if name in self.loose:
            self._drop(name)
        if name in named("views") and name not in self.made:
            self._made(name, "view")

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Run a view once for all that is asked of it meanwhile; in a short book its rows stay for what stands on it."""
        self._stand(name)
        if name in self.made and (name in self.loose or self.made[name] != "table"):
            self._drop(name)
        if name not in self.made:
            self._made(name, "table")
        yield
        if not self.short:
            self._drop(name)

    def stand_on(self, name: str, *beside: str) -> None:
        """Make a view to be added up, in no order; what it and the others beside it stand on more than once is run once."""
        self._stand(name, *beside)
        if name not in self.made:
            self._made(name, "table" if name in shared(name, *beside) else "view", loose=True)

    def _stand(self, name: str, *beside: str) -> None:
        facts, views = needed(name)
        if CALLED & {name, *views}:
            self._called()
        for fact in facts:
            if fact not in self.made:
                self._fact(fact)
        for view in views:
            if view not in self.made and view != name:
                self._made(view, "table" if self.short or view in shared(name, *beside) else "view", loose=not self.short)

    def _called(self) -> None:
        """The names of persons, which are not opened for figures that name nobody."""
        if self.names is not None:
            self.connection.execute(NAMES, [list(self.names), list(self.names.values())])
            self.names = None

    def _made(self, view: str, form: str, *, loose: bool = False) -> None:
        self.connection.execute(f'create {form} "{view}" as {unordered(view) if loose else written("views", view)}')
        self.made[view] = form
        self.loose |= {view} if loose else set()

    def _drop(self, view: str) -> None:
        self.connection.execute(f'drop {self.made.pop(view)} "{view}"')
        self.loose.discard(view)

    def _fact(self, fact: str) -> None:
        if self.tail:
            self.connection.execute(f'create table tail."{fact}" as {written("facts", fact)}')
        self._bound(fact)
        self.made[fact] = "fact"

    def _bound(self, fact: str) -> None:
        parts = [f'select {kept.wide(written("facts", fact))} from cache."{fact}"'] if self.start else []
        parts += [f'select * from tail."{fact}"'] if self.tail else []
        seen = " union all by name ".join(parts)
        bounds = f"position <= {self.window.position} and \"on\" <= date '{self.window.on}'"
        self.connection.execute(f'create or replace view "{fact}" as select * from ({seen}) where {bounds}')

    def view(self, name: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of one view, in its own order."""
        self._stand(name)
        if name in self.made and name not in self.loose:
            return self.query(f'select * from "{name}"')
        return self.query(written("views" if name in named("views") else "checks", name))

    def query(self, sql: str, values: Sequence[Any] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a query over relations that were made."""
        result = self.connection.execute(sql, list(values))
        columns = [column[0] for column in result.description or ()]
        return columns, result.fetchall()

    def batches(self, name: str, most: int = 5000) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
        """The columns of a view and its rows, so many at a time; at least once."""
        self.make(name)
        result = self.connection.cursor().execute(f'select * from "{name}"')
        columns = [column[0] for column in result.description or ()]
        rows = result.fetchmany(most)
        yield columns, rows
        while rows := result.fetchmany(most):
            yield columns, rows

    def records(self, name: str) -> list[dict[str, Any]]:
        """The rows of one view, each by column."""
        columns, rows = self.view(name)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def parquet(self, name: str, condition: str = "true") -> bytes:
        """One view, or those of its rows, as the bytes of a Parquet file."""
        self.make(name)
        return self.own.parquet(f'select * from "{name}" where {condition}')

    def parquet_rows(self, content: bytes) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a Parquet file."""
        return self.own.rows(content)

    def root(self) -> str:
        """The Merkle root over the leaves of the window's entries, in hex."""
        return kept.root(self.connection if self.start else None, self.rows, self.window.position)

    def broken(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of every check that is not empty: promises that this book breaks."""
        found = {name: self.view(name)[1] for name in named("checks")}
        return {name: rows for name, rows in found.items() if rows}
