"""Whether the cache beside a book holds what the entries make: everything in it is derived again, and row by row compared.

Reports believe the cache, because deriving everything anew for each of them would take seconds; what is verified or made official does not.
So a cache that somebody edited with another program shows in reports alone, until it is looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb

from ledger.projections import kept

if TYPE_CHECKING:
    from ledger.projections import Rows

DIFFERENT = """
select count(*) from ((select * from cache."{name}" except all select * from again."{name}")
                      union all (select * from again."{name}" except all select * from cache."{name}"))
"""


@dataclass(frozen=True, slots=True)
class Upto:
    """The first entries of a book, as it was when its cache was made."""

    rows: Rows
    position: int

    def last(self) -> int:
        """The position of the last entry that the cache knows."""
        return self.position

    def columns(self, first: int, last: int) -> Iterator[Sequence[Sequence[Any]]]:
        """As the book gives them."""
        return self.rows.columns(first, last)

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        """As the book gives them."""
        return self.rows.leaves(first, last)


def altered(path: Path, rows: Rows, book: str) -> dict[str, int]:
    """The tables of the cache that are not what the entries make, each with how many rows are missing or too many.

    A cache that no report would believe (of other SQL, of another book or of another history of it) is not looked at.
    """
    with duckdb.connect(":memory:") as connection, TemporaryDirectory() as folder:
        position = kept.attached(connection, path, rows, book)
        again = Path(folder) / "again.cache"
        if not position or not kept.publish(again, Upto(rows, position), book):
            return {}
        connection.execute(f"attach '{kept.quoted(again)}' as again (read_only)")
        names = connection.execute("select table_name from duckdb_tables() where database_name = 'again' order by 1").fetchall()
        counts = {name: connection.execute(DIFFERENT.format(name=name)).fetchone() for (name,) in names}
    return {name.replace("_", " "): count[0] for name, count in counts.items() if count and count[0]}
