"""The two files of a book's people: NAME.people holds sealed values, NAME.people-keys the key of each subject, for its owner alone.

What is added to both comes in one transaction of SQLite, each file under a rollback journal, so that a value never lies there without
its key. What is destroyed goes in a transaction of one file alone, the keys first: over two files SQLite cuts the journals off at the
commit, with the old pages in them, and of one file it keeps the journal (persist) until it is overwritten here. What is deleted is
overwritten (secure_delete), and the files are compacted.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ledger.errors import Unreadable

Sealed = tuple[str, str, bytes, bytes, bytes | None]
SCHEMA = """
create table if not exists main.whose (book text primary key) strict;
create table if not exists main.sealed (
    party text, field text, nonce blob not null, value blob not null, primary key (party, field)
) strict;
create table if not exists keys.whose (book text primary key) strict;
create table if not exists keys.subjects (party text primary key, key blob not null) strict;
"""
PATIENCE = 30


def keys_of(path: Path) -> Path:
    """The file of keys beside a file of people."""
    return path.with_name(f"{path.name}-keys")


def stand(path: Path) -> tuple[int, ...] | None:
    """What tells whether a file, or who may read it, was changed; None where it is not there."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return (told.st_ino, told.st_size, told.st_mode, told.st_mtime_ns, told.st_ctime_ns)


def there(path: Path) -> bool:
    """Whether a file holds anything."""
    return path.exists() and path.stat().st_size > 0


@contextmanager
def read(path: Path) -> Iterator[sqlite3.Connection]:
    """The people as they lie there, read-only, the keys attached as `keys` where they are beside them. Raises Unreadable."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection:
            keys = keys_of(path)
            if there(keys):
                closed_to_others(keys)
                connection.execute("attach ? as keys", (f"{keys.absolute().as_uri()}?mode=ro",))
            yield connection
    except sqlite3.DatabaseError as problem:
        raise Unreadable(f"{path} and its keys cannot be read as the people of this book: {problem}.") from problem


@contextmanager
def written(path: Path) -> Iterator[sqlite3.Connection]:
    """Both files, locked for one writer: committed at the end, and as they were if anything fails. Raises Unreadable."""
    keys = keys_of(path)
    for file in (path, keys):
        if not file.exists():
            with suppress(FileExistsError):
                os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    closed_to_others(keys)
    with closing(sqlite3.connect(path.absolute().as_uri(), uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
        try:
            connection.execute("pragma temp_store = memory")
            connection.execute("attach ? as keys", (keys.absolute().as_uri(),))
            for schema in ("main", "keys"):
                connection.execute(f"pragma {schema}.secure_delete = on")
                connection.execute(f"pragma {schema}.journal_mode = delete")
            connection.execute("begin immediate")
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{path} and its keys cannot be written: {problem}. Nothing was recorded.") from problem
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        try:
            connection.execute("commit")
        except sqlite3.DatabaseError as problem:
            raise Unreadable(
                f"{path} and its keys cannot be written: {problem}. What was recorded stands without the personal values: say them anew, "
                "topsheet party change."
            ) from problem


def destroy(file: Path, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Run a statement that deletes, on one file alone, so that nothing of it is left in a page or a journal. Raises Unreadable."""
    with closing(sqlite3.connect(file.absolute().as_uri(), uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
        try:
            for pragma in ("temp_store = memory", "secure_delete = on", "journal_mode = persist"):
                connection.execute(f"pragma {pragma}")
            connection.execute("begin immediate")
            for row in rows:
                connection.execute(statement, row)
            connection.execute("commit")
            _overwrite(connection, file)
            with suppress(sqlite3.OperationalError):  # a reader in the way: what was deleted is zeros already, only the room stays
                connection.execute("vacuum")
            _overwrite(connection, file)
            connection.execute("pragma journal_mode = delete")
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{file.name} cannot be written: {problem}. What is to be destroyed is in it still: repeat it.") from problem


def _overwrite(connection: sqlite3.Connection, file: Path) -> None:
    """Overwrite the journal of a file, which holds pages as they were. A writer is kept out meanwhile."""
    connection.execute("begin immediate")
    journal = file.with_name(f"{file.name}-journal")
    if journal.exists():
        with journal.open("r+b") as held:
            held.write(bytes(journal.stat().st_size))
            held.flush()
            os.fsync(held.fileno())
    connection.execute("rollback")


def tables(connection: sqlite3.Connection, schema: str = "main") -> set[str]:
    """The tables of one of the two files; none of a file that is not beside the other."""
    if schema not in {name for _, name, _ in connection.execute("pragma database_list")}:
        return set()
    return {name for (name,) in connection.execute(f"select name from {schema}.sqlite_master where type = 'table'")}


def closed_to_others(keys: Path) -> None:
    """See that a file of keys is its owner's alone. Raises Unreadable."""
    mode = stat.S_IMODE(keys.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise Unreadable(
            f"{keys} can be read by others (mode {mode:04o}), and whoever reads it reads the data of every person in {keys.stem}.people. "
            f"Nothing was opened. Make it yours alone: chmod 600 {keys.name}"
        )
