"""The disposable cache beside a book: the facts of its entries up to a position, and the hashes of full subtrees of leaves.

It is read-only for every session. When the tail has grown, one process copies it, appends and publishes the new file by
`os.replace`; open readers keep the old one, and nobody waits for a lock. It is dropped when it does not open, when it is of
another book or of another history of this one (its last leaf tells), or when the SQL that made it is another.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from ledger.proof import merkle

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ledger.projections import Rows

TAIL = 4000
BATCH = 25_000
SUBTREE = 1024
PAIRED = "as book_amount"
CORES = 2
FLUSH = 8  # batches between checkpoints: each leaves blocks free inside the file, and until one all that is new stays in memory
NEVER = "1TB"  # the size of the log at which DuckDB would checkpoint by itself, which is at every few batches
BLOCK = 65536  # a quarter of the usual: sixteen tables begin a block or more each


def attach(connection: duckdb.DuckDBPyConnection, path: Path, rows: Rows, book: str) -> int:
    """Attach the cache read-only as `cache`, after bringing it up to date if its tail has grown. Returns its position; 0 for none."""
    position = attached(connection, path, rows, book)
    last = rows.last()
    if last - position > TAIL and publish(path, rows, book):
        if position:
            connection.execute("detach cache")
        position = attached(connection, path, rows, book)
    if position > last:
        connection.execute("detach cache")
        return 0
    return position


def attached(connection: duckdb.DuckDBPyConnection, path: Path, rows: Rows, book: str) -> int:
    """Attach the cache read-only as `cache`, as it is. Returns its position; 0 for none, and for one that is not to be believed."""
    from ledger.projections import digest

    if not path.exists():
        return 0
    try:
        connection.execute(f"attach '{quoted(path)}' as cache (read_only)")
        made = connection.execute("select book, digest, position, leaf from cache.made").fetchone()
    except duckdb.Error:
        made = None
    if made and made[:2] == (book, digest("facts")) and bytes(made[3]) == next(rows.leaves(made[2], made[2]), b""):
        return int(made[2])
    with suppress(duckdb.Error):
        connection.execute("detach cache")
    return 0


def publish(path: Path, rows: Rows, book: str) -> bool:
    """Bring the cache up to the last entry, in a new file put in its place.

    False when another process is doing it, or the folder is closed.
    """
    part = path.with_suffix(".cache-part")
    try:
        handle = os.open(path.with_suffix(".cache-lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return False
    try:
        _clear(part)
        _build(part, path, rows, book)
        part.replace(path)
    except (OSError, duckdb.Error):
        return False
    finally:
        with suppress(OSError):
            _clear(part)
        os.close(handle)
    return True


def _clear(part: Path) -> None:
    """Away with what a process left that ended in the middle; its log would be played into the next file of that name."""
    for left in (part, part.with_name(f"{part.name}.wal")):
        left.unlink(missing_ok=True)


def _build(part: Path, path: Path, rows: Rows, book: str) -> None:
    from ledger.projections import SETTINGS, digest
    from ledger.projections.files import relations

    with duckdb.connect(":memory:", config=SETTINGS) as probe:
        position = attached(probe, path, rows, book)
    if position:
        shutil.copy(path, part)
    with duckdb.connect(str(part), config={**SETTINGS, "default_block_size": BLOCK, "checkpoint_threshold": NEVER}) as connection:
        run = connection.execute
        run("attach ':memory:' as held")
        stages = [_staged(connection, n) for n in range(2)]
        if not position:
            run("create table made (book varchar, digest varchar, position bigint, leaf blob)")
            run("create table subtrees (number bigint, hash blob)")
            for name, sql in relations("facts").items():
                stages[0].execute(f'create table "{name}" as {sql}')
        last = rows.last()
        _derive(stages, rows, position + 1, last)
        _subtrees(connection, rows, last)
        run("delete from made")
        run("insert into made values (?, ?, ?, ?)", [book, digest("facts"), last, next(rows.leaves(last, last), b"")])
        run("checkpoint")


def _staged(connection: duckdb.DuckDBPyConnection, number: int) -> duckdb.DuckDBPyConnection:
    """A connection in whose eyes `staged` is a table of its own, in memory."""
    _emptied(connection, number)
    return _seeing(connection.cursor(), number)


def _emptied(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """A new table in place of the old, whose memory is free at once; that of deleted rows would be only after a checkpoint."""
    from ledger.projections import STAGED

    connection.execute(STAGED.replace("create table staged", f"create or replace table held.staged_{number}"))


def _seeing(connection: duckdb.DuckDBPyConnection, number: int) -> duckdb.DuckDBPyConnection:
    return connection.execute(f"create temp view staged as from held.staged_{number}")


def _derive(stages: Sequence[duckdb.DuckDBPyConnection], rows: Rows, first: int, last: int) -> None:
    """The facts of these entries: a batch is staged while, fact by fact, the one before is parsed; nothing more is begun once one fails."""
    from concurrent.futures import ThreadPoolExecutor

    from ledger.projections import STAGE
    from ledger.projections.files import relations

    running: list[Future[Any]] = []
    pool = ThreadPoolExecutor(CORES)
    try:
        for turn, start in enumerate(range(first, last + 1, BATCH)):
            number, stage = turn % 2, stages[turn % 2]
            _emptied(stage, number)
            for columns in rows.columns(start, min(last, start + BATCH - 1)):
                stage.execute(STAGE.replace("into staged", f"into held.staged_{number}"), columns)
            _finished(running)
            if turn % FLUSH == FLUSH - 1:  # nothing else writes now
                stage.execute("checkpoint")
            running = [
                pool.submit(_seeing(stage.cursor(), number).execute, f'insert into "{name}" by name select {narrow(sql)} from ({sql})')
                for name, sql in relations("facts").items()
            ]
        _finished(running)
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(running: Iterable[Future[Any]]) -> None:
    for one in running:
        one.result()


def narrow(sql: str) -> str:
    """What is kept of a fact: an amount in the book's currency only where it is another one than the document's."""
    return "* replace (nullif(book_amount, amount) as book_amount)" if PAIRED in sql else "*"


def wide(sql: str) -> str:
    """A kept fact as it was derived."""
    return "* replace (coalesce(book_amount, amount) as book_amount)" if PAIRED in sql else "*"


def _subtrees(connection: duckdb.DuckDBPyConnection, rows: Rows, last: int) -> None:
    have = connection.execute("select count(*) from subtrees").fetchone()
    first = int(have[0]) if have else 0
    leaves = rows.leaves(first * SUBTREE + 1, last)
    hashes = [merkle.root(islice(leaves, SUBTREE)) for _ in range(first, last // SUBTREE)]
    if hashes:
        numbers = list(range(first, first + len(hashes)))
        connection.execute("insert into subtrees select unnest($1::bigint[]), unnest($2::blob[])", [numbers, hashes])


def root(connection: duckdb.DuckDBPyConnection | None, rows: Rows, position: int) -> str:
    """The root over the first leaves of the book, by way of the cached subtrees where there are any; hex."""
    full: list[tuple[bytes]] = []
    if connection is not None:
        full = connection.execute("select hash from cache.subtrees where number < ? order by number", [position // SUBTREE]).fetchall()
    rest = rows.leaves(len(full) * SUBTREE + 1, position)
    return merkle.root(chain((bytes(one) for (one,) in full), _blocks(rest))).hex() if full else merkle.root(rest).hex()


def _blocks(leaves: Iterator[bytes]) -> Iterator[bytes]:
    while block := list(islice(leaves, SUBTREE)):
        yield merkle.root(block)


def quoted(path: Path) -> str:
    """A path inside SQL quotes."""
    return str(path.absolute()).replace("'", "''")
