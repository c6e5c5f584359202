"""The people of a book: names, addresses, bank, tax and health data, in a companion file that the book only knows by digest.

The book holds SHA-256(salt || canonical value) (ledger.aggregates.party.digest). Value and salt lie sealed in NAME.people, each under
the key of its subject, and the keys lie in NAME.people-keys. So destroying a key leaves every root unchanged and the digests
meaningless, in this copy of the people and in every other that was ever made of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ledger import people_files as files
from ledger.errors import AlreadyDone, Tampered, Unreadable
from ledger.sealed import KEY, NONCE, Place, opener, seal

COMMAND = "command"
Row = tuple[str, str, str, bytes]


@dataclass
class Opened:
    """What the companion gave: values with their salts, what is not as it was sealed, and what no key opens, by party and field."""

    rows: list[Row] = field(default_factory=list)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)
    locked: list[tuple[str, str]] = field(default_factory=list)


def nobody() -> Collection[str]:
    """No party was erased."""
    return ()


def no_chance(_: int) -> bytes:
    """Who reads draws no key and no nonce."""
    raise AssertionError("a writer gives the chance of its book")


class People:
    """The companion files of one book; they are made when the first person is registered.

    `book` gives the book's id, `erased` the parties whose data were erased; a writer gives the book's `chance` for keys and nonces.
    """

    def __init__(
        self,
        path: Path,
        book: Callable[[], str],
        erased: Callable[[], Collection[str]] = nobody,
        chance: Callable[[int], bytes] = no_chance,
    ) -> None:
        self.path, self.keys = path, files.keys_of(path)
        self.book, self.erased, self.chance = book, erased, chance
        self._names: tuple[object, dict[str, str]] = (None, {})

    def names(self) -> dict[str, str]:
        """Names by party id; none when there is no companion or key beside the book. Raises Tampered, Unreadable.

        They are opened once for as long as both files are as they were and nobody is erased: a command asks for them many times.
        """
        stand = (files.stand(self.path), files.stand(self.keys), frozenset(self.erased()) if files.there(self.path) else None)
        if self._names[0] != stand:
            self._names = (stand, {party: value for party, _, value, _ in self.rows(of="name")})
        return dict(self._names[1])

    def rows(self, *, of: str | None = None) -> list[Row]:
        """Every value that a key opens, or those of one field: party, field, value, salt; none of an erased party's, whatever was put back.

        Raises Tampered, Unreadable.
        """
        found = self.look(of=of)
        if found.wrong:
            raise Tampered("\n".join(found.wrong.values()))
        gone = self.erased() if found.rows else ()
        return [row for row in found.rows if row[0] not in gone]

    def look(self, *, of: str | None = None) -> Opened:
        """Every value, what is wrong and what is locked. A plain companion of an older version is read as it is. Raises Unreadable."""
        if not files.there(self.path):
            return Opened()
        with files.read(self.path) as connection:
            have = files.tables(connection)
            if "people" in have:
                asked = "select party, field, value, salt from people where ? in (field, '') order by party, field"
                return Opened(rows=connection.execute(asked, (of or "",)).fetchall())
            if "sealed" not in have:
                raise Unreadable(f"{self.path} cannot be read as the people of this book: it holds no table of them.")
            keyed = "subjects" in files.tables(connection, "keys")
            self._ours(connection, *(("main", "keys") if keyed else ("main",)))
            key, join = ("key", "left join keys.subjects using (party)") if keyed else ("null", "")
            kept = connection.execute(
                f"select party, field, nonce, value, {key} from main.sealed {join} where ? in (field, '') order by party, field",
                (of or "",),
            ).fetchall()
        return self._opened(kept)

    def _opened(self, kept: Sequence[files.Sealed]) -> Opened:
        found, book = Opened(), self.book()
        opened = opener() if any(key for *_, key in kept) else None
        for party, name, nonce, sealed, key in kept:
            if not (opened and key):
                found.locked.append((party, name))
                continue
            held = opened(key, nonce, sealed, Place(book, party, name))
            if held:
                found.rows.append((party, COMMAND if name.startswith(f"{COMMAND}/") else name, *held))
            else:
                found.wrong[party, name] = (
                    f"The {_said(name)} of {party} in {self.path.name} does not open with its key: it was changed, or moved "
                    f"there from another person, field or book. Put {self.path.name} and {self.keys.name} back as they were."
                )
        return found

    def subjects(self) -> set[str]:
        """The parties of whom there is a key, or a plain value of an older version. Raises Unreadable."""
        if not files.there(self.path):
            return set()
        with files.read(self.path) as connection:
            plain = "people" in files.tables(connection)
            keyed = "subjects" in files.tables(connection, "keys")
            asked = "select party from people" if plain else "select party from keys.subjects" if keyed else "select '' where false"
            return {party for (party,) in connection.execute(asked)}

    def fields(self, party: str) -> set[str]:
        """What is kept of a party, whether it opens or not: the fields, or `key` where no more than its key is there. Raises Unreadable."""
        seen = self.look()
        places = [(row[0], row[1]) for row in seen.rows] + seen.locked + list(seen.wrong)
        kept = {name for owner, name in places if owner == party and not name.startswith(COMMAND)}
        return kept or ({"key"} if party in self.subjects() else set())

    def command_salt(self, command: str | None) -> bytes | None:
        """The salt of a command that was sent before with a person's data, by the id that its sender gave it."""
        rows = self.rows(of=f"{COMMAND}/{command}") or self.rows(of=COMMAND) if command else []
        return next((salt for _, _, value, salt in rows if value == command), None)

    @contextmanager
    def adding(self, rows: Sequence[Row], *, erased: Sequence[str] = ()) -> Iterator[None]:
        """Keep persons' values, and destroy the keys and values of the erased, if what happens meanwhile succeeds. Others wait.

        What fails leaves everything as it was; a plain companion of an older version is sealed before anything else. Raises AlreadyDone
        for data of an erased party, Unreadable.
        """
        self._sealed()
        if not (rows or erased):
            yield
            return
        if back := sorted({row[0] for row in rows} & {*self.erased()}):
            raise AlreadyDone(f"The personal data of {', '.join(back)} were erased, and none are kept of them again. Register them anew.")
        self._with_keys()
        if rows:
            with self._open() as connection:
                self._put(connection, rows)
                yield
        else:
            yield
        if erased:  # after the entry says so; where this is cut short, audit verify says how to finish it
            gone = [(party,) for party in erased]
            files.destroy(self.keys, "delete from subjects where party = ?", gone)
            files.destroy(self.path, "delete from sealed where party = ?", gone)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Both files as those of this book, made where they are not there. Raises Unreadable."""
        with files.written(self.path) as connection:
            try:
                for statement in files.SCHEMA.split(";"):
                    connection.execute(statement)
                self._claimed(connection)
            except sqlite3.DatabaseError as problem:
                raise Unreadable(f"{self.path} and its keys cannot be written: {problem}. Nothing was recorded.") from problem
            yield connection

    def _plain(self) -> bool:
        """Whether the companion is the plain one of an older version."""
        if not files.there(self.path):
            return False
        with files.read(self.path) as connection:
            return "people" in files.tables(connection)

    def _with_keys(self) -> None:
        """See that sealed values are not left without their keys. Raises Unreadable."""
        if files.there(self.keys) or not files.there(self.path):
            return
        with files.read(self.path) as connection:
            held = "sealed" in files.tables(connection) and connection.execute("select count(distinct party) from sealed").fetchone()[0]
        if held:
            raise Unreadable(
                f"{self.keys.name} is not beside {self.path.name}, which holds sealed data (parties: {held}). Nothing was recorded. Put "
                f"the keys back. If they are lost, so are the data: move {self.path.name} away, and topsheet party change says them anew."
            )

    def _claimed(self, connection: sqlite3.Connection) -> None:
        for schema in ("main", "keys"):
            if not connection.execute(f"select 1 from {schema}.whose").fetchone():
                connection.execute(f"insert into {schema}.whose values (?)", (self.book(),))
        self._ours(connection, "main", "keys")

    def _ours(self, connection: sqlite3.Connection, *schemas: str) -> None:
        for schema in schemas:
            for (book,) in connection.execute(f"select book from {schema}.whose"):
                if book != self.book():
                    name = self.path.name if schema == "main" else self.keys.name
                    raise Unreadable(
                        f"{name} belongs to another book ({book[:16]}, and this one is {self.book()[:16]}). Put the right file beside the "
                        "book, or move this one away."
                    )

    def _sealed(self) -> None:
        """Seal what an older version kept in plain text, and destroy the plain text; whoever was erased since is left out.

        Where it is cut short, the plain text is sealed again: nothing was added to it meanwhile. Raises Unreadable.
        """
        if not self._plain():
            return
        self.path.chmod(0o600)
        with self._open() as connection:
            if "people" in files.tables(connection):
                gone, told = self.erased(), connection.execute("select party, field, value, salt from people").fetchall()
                self._put(connection, [row for row in told if row[0] not in gone])
        files.destroy(self.path, "drop table if exists people", [()])

    def _put(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
        """Seal and keep values. Raises Unreadable."""
        try:
            known: dict[str, bytes] = dict(connection.execute("select party, key from keys.subjects"))
            for party, name, value, salt in rows:
                if party not in known:
                    known[party] = self.chance(KEY)
                    connection.execute("insert into keys.subjects values (?, ?)", (party, known[party]))
                    connection.execute("delete from main.sealed where party = ?", (party,))  # what no key opens any more
                place = Place(self.book(), party, f"{COMMAND}/{value}" if name == COMMAND else name)
                nonce = self.chance(NONCE)
                sealed = seal(known[party], nonce, place, value=value, salt=salt)
                connection.execute("insert or replace into main.sealed values (?, ?, ?, ?)", (party, place.field, nonce, sealed))
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{self.path} and its keys cannot be written: {problem}. Nothing was recorded.") from problem


def _said(name: str) -> str:
    """A field in words."""
    return name.replace("_", " ") if not name.startswith(f"{COMMAND}/") else f"salt of command {name.partition('/')[2]}"


class Names(Mapping[str, str]):
    """The names by party id, opened when the first is asked for: figures that name nobody open nothing."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._known: dict[str, str] | None = None

    def known(self) -> dict[str, str]:
        """All of them. Raises Tampered, Unreadable."""
        if self._known is None:
            self._known = self.people.names()
        return self._known

    def __getitem__(self, party: str) -> str:
        return self.known()[party]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known())

    def __len__(self) -> int:
        return len(self.known())
