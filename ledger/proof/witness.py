"""A witness (C2SP tlog-witness): it remembers one head of every log it knows, and cosigns only a head that grew out of it.

What a cosignature says: this tree holds everything that I ever cosigned for this log, and it is the newest that I have seen, at this time.
It does not say that nobody was shown another tree; that takes several witnesses who do not know each other.

    old 228                      the size that the witness cosigned last; 0 where it knows none
    q9Uo…=                       one hash a line: RFC 9162 2.1.4 from that size to the new one; none from 0
                                 an empty line
    topsheet/5f0c3a…             the new checkpoint, signed by the log
    ...

    200  the cosignature
    400  malformed, or the old size is above the new one
    403  no signature of a key that the witness knows for this log
    404  a log that it does not know
    409  the old size is not the one that it cosigned last, which is the answer; or another root at the same size
    422  the proof does not hold
    503  it cannot remember now: its file is busy, or cannot be written
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import AlreadyDone, Misuse, Tampered, Unknown, Unreadable
from ledger.proof.checkpoint import Checkpoint, checkpoint, hash_of, lines_of
from ledger.proof.key import NOTE, Signer, Verifier, verifier
from ledger.proof.merkle import extended
from ledger.proof.note import Line, Note, cosignature, read

MOST = 63
OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
EMPTY = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
MAGIC, APPLICATION_ID = b"SQLite format 3\0", 0x546F7077
SCHEMA = f"""
begin immediate;
pragma application_id = {APPLICATION_ID};
create table if not exists logs (origin text not null, key text not null, primary key (origin, key)) strict;
create table if not exists heads (origin text primary key, size integer not null, root blob not null, note text not null) strict;
commit;
"""

HEADS = """
select origin, group_concat(key, ' '), coalesce(size, 0), root
from logs left join heads using (origin) group by origin order by origin
"""


@dataclass(frozen=True)
class Answer:
    """What a witness answers: the status of HTTP, the body, and why."""

    status: int
    body: str
    why: str


def request(old: int, proof: Sequence[bytes], note: Note) -> str:
    """What a log asks of a witness: to cosign this checkpoint, which grew out of the old size."""
    return f"old {old}\n{lines_of(proof)}\n{note}"


def asked(content: bytes) -> tuple[int, list[bytes], Note]:
    """Old size, proof and checkpoint of a request. Raises Unreadable."""
    head, empty, rest = content.partition(b"\n\n")
    first, *lines = head.decode(errors="replace").split("\n")
    said, proof = OLD.fullmatch(first), [hash_of(line) for line in lines]
    if not empty or said is None or None in proof or len(proof) > MOST:
        raise Unreadable(f"This is no request to a witness: it begins 'old N', then up to {MOST} hashes, an empty line and a checkpoint.")
    return int(said[1]), [one for one in proof if one is not None], read(rest, "The checkpoint of the request")


class Witness:
    """The logs that a witness knows and the last head of each, in one small file; looking and storing are one step."""

    def __init__(self, path: Path, wait: float = 30) -> None:
        self.path, self.wait = path, wait
        if _bytes(path):
            self._seen()

    def _seen(self) -> None:
        """See that the file is a witness's before anything is written into it. Raises Unreadable."""
        head, no = _bytes(self.path), f"{self.path} is not the file of a witness, or cannot be read"
        if not head.startswith(MAGIC) or int.from_bytes(head[68:72]) not in {0, APPLICATION_ID}:
            raise Unreadable(f"{no}. Nothing was changed in it.")
        try:
            with closing(self._connect()) as connection:
                tables = {name for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")}
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{no}: {problem}. Nothing was changed in it.") from problem
        if tables != {"logs", "heads"}:
            raise Unreadable(f"{no}: it has other tables. Nothing was changed in it.")

    def _begin(self) -> None:
        """Make the file where there is none. Raises Unreadable."""
        if _bytes(self.path):
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=self.wait, isolation_level=None)) as connection:
                connection.executescript(SCHEMA)
        except sqlite3.DatabaseError as problem:
            raise Unreadable(f"{self.path} is not the file of a witness, or cannot be written: {problem}.") from problem

    def _connect(self) -> sqlite3.Connection:
        """The file as it is; one that is not there is never made. Raises Unknown."""
        if not _bytes(self.path):
            raise Unknown(
                f"No witness has remembered anything in {self.path}: with an empty memory it would cosign anything. Look whether the "
                "path is right; a new witness begins with topsheet witness add-origin VKEY."
            )
        connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=rw", uri=True, timeout=self.wait, isolation_level=None)
        connection.execute("pragma synchronous = full")
        return connection

    def add(self, key: Verifier, instead: Verifier | None = None) -> None:
        """Know a log by the verifier key that it signs with, whose name is the origin; or by it instead of one that it signed with before.

        Raises Misuse, AlreadyDone, Unknown where the key before is none that the witness knows.
        """
        if key.kind != NOTE:
            raise Misuse(f"{key.vkey} is the key of a witness. Give the one with which the log signs: topsheet key take prints it.")
        if instead and instead.name != key.name:
            raise Misuse(f"{instead.name} and {key.name} are two logs: the key of one cannot take the place of the other's.")
        self._begin()
        with self._changed() as connection:
            if not connection.execute("insert or ignore into logs values (?, ?)", (key.name, key.vkey)).rowcount:
                raise AlreadyDone(f"The witness knows {key.name} with this key already.")
            if instead:
                _forgotten(connection, instead)

    def drop(self, key: Verifier) -> None:
        """Accept nothing more that this key signs; what was cosigned last is remembered, whatever key is known later. Raises Unknown."""
        with self._changed() as connection:
            _forgotten(connection, key)

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """All of a change or nothing. Raises Unreadable where the file cannot be written."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("begin immediate")
                yield connection
                connection.execute("commit")
        except sqlite3.OperationalError as problem:
            raise Unreadable(f"{self.path} cannot be written now: {problem}. Nothing was changed.") from problem

    def heads(self) -> list[tuple[str, list[str], int, str]]:
        """Every log: its origin, the ids of its keys, the size cosigned last and its root in hex."""
        with closing(self._connect()) as connection:
            rows = connection.execute(HEADS).fetchall()
        return [(origin, _ids(keys), size, (root or EMPTY).hex()) for origin, keys, size, root in rows]

    def cosign(self, content: bytes, signer: Signer, clock: Callable[[], int]) -> Answer:
        """Answer a request, in the order of the specification; the new head is on disk before the cosignature leaves."""
        try:
            old, proof, note = asked(content)
            head = checkpoint(note, "The checkpoint of the request")
        except Unreadable as problem:
            return Answer(400, "", str(problem))
        try:
            return self._remembered(head, old, proof, note, lambda: cosignature(signer, clock(), head.text))
        except (sqlite3.Error, Unknown) as problem:
            return Answer(503, "", f"The witness cannot remember now ({problem}), so it cosigns nothing. Ask again later.")

    def _remembered(self, head: Checkpoint, old: int, proof: Sequence[bytes], note: Note, made: Callable[[], Line]) -> Answer:
        with closing(self._connect()) as connection:
            connection.execute("begin immediate")
            keys = [verifier(key) for (key,) in connection.execute("select key from logs where origin = ?", (head.origin,))]
            row = connection.execute("select size, root from heads where origin = ?", (head.origin,)).fetchone()
            if refused := _refused(keys, row or (0, EMPTY), old, proof, note):
                connection.execute("rollback")
                return refused
            connection.execute("insert or replace into heads values (?, ?, ?, ?)", (head.origin, head.size, head.root, str(note)))
            line = made()
            connection.execute("commit")
        return Answer(200, str(line), f"Cosigned {head.origin} at {head.size:,} entries, which grew out of {old:,}.")


def _refused(keys: Sequence[Verifier], known: tuple[int, bytes], old: int, proof: Sequence[bytes], note: Note) -> Answer | None:
    """Why the head of a note is not cosigned, by a witness with these keys of its log and this head of it; None when it is."""
    head, (size, root) = checkpoint(note), known
    if not keys:
        return Answer(404, "", f"The log {head.origin} is not known here. Its witness adds it first: topsheet witness add-origin VKEY.")
    if not signed(note, keys):
        ids = ", ".join(key.id.hex() for key in keys)
        return Answer(403, "", f"The checkpoint is not signed by a key of {head.origin} that is known here ({ids}).")
    if old > head.size:
        return Answer(400, "", f"The old size {old:,} is above that of the checkpoint, {head.size:,}.")
    if old != size:
        return Answer(409, f"{size}\n", f"The witness cosigned {head.origin} last at {size:,} entries; the request begins at {old:,}.")
    if old == head.size and head.root != root:
        two = f"{root.hex()[:16]}… was cosigned and {head.root.hex()[:16]}… is asked for"
        return Answer(409, f"{size}\n", f"Two roots at {size:,} entries: {two}. The log shows two histories.")
    if not extended(old, head.size, proof, root, head.root):
        return Answer(422, "", f"The proof does not lead from the {old:,} entries cosigned last to {head.size:,}: history was rewritten.")
    return None


def _bytes(path: Path) -> bytes:
    """The first bytes of a file, none where there is no file. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise Unreadable(f"{path} is not the file of a witness, or cannot be read: {problem.strerror}.") from problem


def _forgotten(connection: sqlite3.Connection, key: Verifier) -> None:
    if not connection.execute("delete from logs where origin = ? and key = ?", (key.name, key.vkey)).rowcount:
        raise Unknown(
            f"The witness does not know {key.name} by the key {key.id.hex()}. topsheet witness list names the keys that it knows."
        )


def _ids(keys: str) -> list[str]:
    return [verifier(one).id.hex() for one in keys.split()]


def signed(note: Note, keys: Sequence[Verifier]) -> bool:
    """Whether one of these keys signed the note; a wrong signature counts as none."""
    for key in keys:
        try:
            if note.by(key):
                return True
        except Tampered:
            continue
    return False
