"""Many windows of one history in one database: entries staged once, and the session's views over facts bounded by the one row of as_at.

It differs from a session in nothing but where the bounds stand, and some windows of every history are compared with a session's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

import duckdb

from ledger.projections import IN_BOOK, IN_PAGES, SETTINGS, STAGE, STAGED, TAX_ENDS, needed, relations
from ledger.projections.files import ASKED
from tests.window import ABOUT, Written

Rows = list[tuple[Any, ...]]
EVER = date(2026, 12, 31)


class Windows:
    """A history, and what any view or check says of it at any (position, effective date).

    With `every`, where nearly all views or checks are asked for, what they stand on is run once for each window, as a session does.
    """

    def __init__(self, written: Written, *, every: bool = False) -> None:
        self.written, self.every = written, every
        self.connection = duckdb.connect(":memory:", config={**SETTINGS, "threads": 1})
        run = self.connection.execute
        run("pragma disable_optimizer")  # plans of a second kind, and quicker over few rows
        run(STAGED)
        for columns in written.columns(1, written.last()):
            run(STAGE, columns)
        run("create table names (party varchar, name varchar)")
        run("create table book (id varchar, title varchar, currency varchar, timezone varchar, clock varchar, unit decimal(18, 4))")
        run("insert into book values (?, ?, ?, ?, ?, 0.01)", [ABOUT.id, ABOUT.title, ABOUT.currency, ABOUT.timezone, ABOUT.clock])
        run(IN_BOOK.format(ABOUT.scale) + IN_PAGES + TAX_ENDS)
        run('create table as_at (position bigint, "at" timestamp, "on" date, period varchar)')
        run("insert into as_at values (0, timestamp '2026-01-01', date '2025-01-01', null)")
        run("create table said (account varchar, note varchar)")
        run(ASKED)
        run("create schema tail")
        for fact, sql in relations("facts").items():
            run(f'create table tail."{fact}" as {sql}')
            bounds = 'position <= (select position from as_at) and "on" <= (select "on" from as_at)'
            run(f'create view "{fact}" as select * from tail."{fact}" where {bounds}')
        self.made: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def at(self, position: int, on: date) -> None:
        """Look through this window from now on."""
        while self.every and self.made:
            self.connection.execute(f'drop table "{self.made.pop()}"')
        known = self.written.entries[position - 1].at.removesuffix("Z")
        self.connection.execute('update as_at set position = ?, "at" = ?::timestamp, "on" = ?', [position, known, on])

    def rows(self, name: str, columns: Sequence[str] = ()) -> Rows:
        """The rows of a view, all its columns or some, or of a check."""
        for view in needed(name)[1]:
            if view not in self.made:
                self.connection.execute(f'create {"table" if self.every else "view"} "{view}" as {relations("views")[view]}')
                self.made.append(view)
        if name in relations("checks"):
            return self.connection.execute(relations("checks")[name]).fetchall()
        chosen = ", ".join(f'"{column}"' for column in columns) or "*"
        return self.connection.execute(f'select {chosen} from "{name}"').fetchall()

    def broken(self, checks: Iterable[str] | None = None) -> dict[str, Rows]:
        """The rows of every check that is not empty."""
        found = {name: self.rows(name) for name in checks or relations("checks")}
        return {name: rows for name, rows in found.items() if rows}


def pairs(written: Written) -> list[tuple[int, date]]:
    """Every position with every day on which something took effect, and one before and one after them all."""
    on = sorted({entry.on for entry in written.entries})
    return [(position, day) for position in range(1, written.last() + 1) for day in (*on, EVER)]
