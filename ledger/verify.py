"""Verification: everything that a book promises of itself, computed again from its bytes.

Leaves, order, times, versions, canonical form, the root, guards, claims, commands, the roots frozen in cost reports, evidence
files, the digests of persons and the signatures of decisions. What is wrong is named by entry; nothing is mended.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.aggregates.bank_details import BankDetailsProposed
from ledger.aggregates.checkpoint import CheckpointGiven
from ledger.aggregates.cost_report import CostReportIssued
from ledger.aggregates.log_key import LogKeyEvent
from ledger.aggregates.pack import PackGiven
from ledger.aggregates.party import PartyChanged, PersonRegistered, SubjectErased
from ledger.entry import Entry, leaf, read
from ledger.errors import Unreadable
from ledger.event import body
from ledger.guards import Row, after
from ledger.log import SCHEMA, checked
from ledger.people import People
from ledger.people_compared import registered
from ledger.proof import merkle
from ledger.proof.checkpoint import origin
from ledger.proof.checkpoints import Checkpoints, Held, held
from ledger.proof.key import Verifier
from ledger.proof.log_keys import folded
from ledger.proof.signatures import Signatures
from ledger.proof.signed import Signed, compared

STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


@dataclass
class Verified:
    """What was recomputed: how many entries, the root over them, what is wrong, and what could not be checked.

    `unknown` entries are of names or shapes that this version does not know: their bytes are verified, their meaning is not.
    """

    entries: int = 0
    root: str = ""
    wrong: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    reports: int = 0
    evidence: int = 0
    people: int = 0
    clock: str = "system"
    book: str = ""
    checkpoints: list[tuple[Held, Signed]] = field(default_factory=list)
    signatures: Signatures = field(default_factory=Signatures)


@dataclass
class Fold:
    """What the entries so far make: the head of every stream, guards, claims, commands, digests and roots to compare."""

    versions: dict[str, tuple[int, str]] = field(default_factory=dict)
    guards: dict[str, Row] = field(default_factory=dict)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)
    people: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    erased: dict[str, int] = field(default_factory=dict)
    frozen: list[tuple[str, int, str]] = field(default_factory=list)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    log_keys: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)


def verify(path: Path, against: Sequence[Path] = (), pinned: Sequence[Verifier] = ()) -> Verified:
    """Recompute the whole book, and hold it against the checkpoints beside it and those that are kept elsewhere.

    Raises Unreadable when the file is no book or its pages cannot be read, Unknown for a checkpoint that there is not.
    """
    checked(path)
    files = [*Checkpoints(path).all(), *map(held, against)]
    result, fold = Verified(), Fold()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("begin")
            leaves = list(_entries(connection, result, fold))
            _signed(result)
            _form(connection, result)
            if not result.unknown:
                _tables(connection, result, fold)
    except sqlite3.DatabaseError as problem:
        raise Unreadable(f"{path} has pages that cannot be read: {problem}. Restore the file from a copy and verify that.") from problem
    roots, count = merkle.roots(leaves, {len(leaves), *(size for _, size, _ in fold.frozen), *(one.head.size for one in files)})
    result.root = roots[count].hex()
    _frozen(roots, result, fold)
    keys = folded(result.book, fold.log_keys)
    result.checkpoints, wrong = compared(files, origin(result.book), roots, count, keys=keys, pinned=pinned)
    result.wrong += wrong
    result.remarks += keys.lost
    _evidence(path.with_suffix(".evidence"), result, fold)
    _people(People(path.with_suffix(".people"), lambda: result.book), result, fold)
    return result


def _entries(connection: sqlite3.Connection, result: Verified, fold: Fold) -> Iterator[bytes]:
    last, book = "", ""
    for position, at, stream, version, name, state, stored in connection.execute("select * from entries order by position"):
        result.entries += 1
        if position != result.entries:
            result.wrong.append(f"Entry {result.entries} is missing: the next one is entry {position}.")
            result.entries = position
        if not STAMP.fullmatch(at) or at < last:
            result.wrong.append(f"Entry {position} was recorded at {at}, before entry {position - 1} at {last}.")
        last = at
        if position == 1:
            book, result.clock = _opened(state)
            result.book = book
            result.signatures.book = book
        result.signatures.read(position, stream, version, name, state)
        computed = leaf(at=at, book=book, name=name, position=position, state=state, stream=stream, version=version)
        if computed != stored:
            result.wrong.append(
                f"Entry {position} ({stream}, {name}) is not what was recorded: its leaf is {stored.hex()[:16]}… and its "
                f"bytes make {computed.hex()[:16]}…."
            )
        _entry((position, at, stream, version, name, state), result, fold)
        yield computed


def _signed(result: Verified) -> None:
    """What is wrongly signed, and what is not signed although the book has actors."""
    result.signatures.close()
    result.wrong += [*result.signatures.wrong, *result.signatures.unsigned]


def _opened(state: bytes) -> tuple[str, str]:
    try:
        event = json.loads(state)["event"]
        return str(event["book"]), str(event["clock"])
    except (ValueError, KeyError):
        return "", "unknown"


def _entry(row: tuple[int, str, str, int, str, bytes], result: Verified, fold: Fold) -> None:
    position, at, stream, version, name, state = row
    before, on = fold.versions.get(stream, (0, ""))
    if version != before + 1:
        result.wrong.append(f"Entry {position} is version {version} of {stream}, which was at version {before}.")
    try:
        entry = read(stream, version, name, state, position, at)
    except Unreadable as problem:
        result.unknown.append(str(problem))
        fold.versions[stream] = (version, on)
        return
    if entry.state() != state:
        result.wrong.append(f"Entry {position} ({name}) is not in canonical form.")
    if entry.on.isoformat() < on:
        result.wrong.append(f"Entry {position} takes effect on {entry.on}, before the last entry of {stream} on {on}.")
    fold.versions[stream] = (version, entry.on.isoformat())
    _fold(entry, fold)


def _fold(entry: Entry, fold: Fold) -> None:
    after(entry, fold.guards)
    for claim in entry.event.releases():
        fold.claims.pop((claim.scope, claim.key), None)
    for claim in entry.event.claims():
        fold.claims[claim.scope, claim.key] = entry.stream
    first = fold.commands.get(entry.command.id, ("", entry.position, 0))[1]
    fold.commands[entry.command.id] = (entry.command.request, first, entry.position)
    for seen in entry.evidence:
        fold.evidence[seen.sha256] = (seen.bytes, entry.position)
    if isinstance(entry.event, PersonRegistered | PartyChanged | BankDetailsProposed):
        for name, value in (entry.event.digests or {}).items():
            fold.people[entry.key, name] = (value, entry.position)
    if isinstance(entry.event, SubjectErased):
        fold.erased[entry.key] = entry.position or 0
        fold.people = {place: held for place, held in fold.people.items() if place[0] != entry.key}
    _fold_roots(entry, fold)
    if isinstance(entry.event, LogKeyEvent):
        fold.log_keys.append((entry.position, entry.name, body(entry.event)))


def _fold_roots(entry: Entry, fold: Fold) -> None:
    if isinstance(entry.event, CostReportIssued):
        fold.frozen.append((f"Cost report {entry.event.number}", entry.event.position, entry.event.root))
        if entry.event.cells_sha256:
            fold.cells[entry.event.cells_sha256] = (entry.event.number, entry.position)
    if isinstance(entry.event, CheckpointGiven | PackGiven):
        fold.frozen.append((entry.key, entry.event.size, entry.event.root))


def _form(connection: sqlite3.Connection, result: Verified) -> None:
    """The tables and the triggers that refuse every change, and the count of entries ever made."""
    with closing(sqlite3.connect(":memory:")) as plain:
        plain.executescript(SCHEMA)
        wanted = dict(plain.execute("select name, sql from sqlite_master where sql is not null").fetchall())
    have = dict(connection.execute("select name, sql from sqlite_master where sql is not null").fetchall())
    for name in sorted(wanted.keys() | have.keys()):
        if wanted.get(name) != have.get(name):
            found = "missing" if name not in have else "not as Topsheet makes it" if name in wanted else "not one of a book"
            result.wrong.append(f"{name.replace('_', ' ')}: this part of the file is {found}; somebody changed it with another program.")
    made = connection.execute("select seq from sqlite_sequence where name = 'entries'").fetchone()
    if made and made[0] != result.entries:
        result.wrong.append(f"The file has held {made[0]} entries and now holds {result.entries:,}: the last ones were taken away.")


def _tables(connection: sqlite3.Connection, result: Verified, fold: Fold) -> None:
    stored: dict[Any, Any] = {key: Row(value, floor) for key, value, floor in connection.execute("select key, value, floor from guards")}
    _compare("Guard", stored, fold.guards, result)
    stored = {(scope, key): stream for scope, key, stream in connection.execute("select scope, key, stream from claims")}
    _compare("Claim", stored, fold.claims, result)
    stored = {key: tuple(rest) for key, *rest in connection.execute("select id, request, first, last from commands")}
    _compare("Command", stored, fold.commands, result)


def _compare(what: str, stored: dict[Any, Any], folded: dict[Any, Any], result: Verified) -> None:
    for key in sorted(stored.keys() | folded.keys(), key=str):
        if stored.get(key) != folded.get(key):
            name = " ".join(key) if isinstance(key, tuple) else key
            result.wrong.append(f"{what} {name} is {_said(stored.get(key))}, and the entries make it {_said(folded.get(key))}.")


def _said(value: Any) -> str:
    if isinstance(value, Row):
        return f"{value.value}" if value.floor is None else f"{value.value} (floor {value.floor})"
    return "absent" if value is None else str(value)


def _frozen(roots: Mapping[int, bytes], result: Verified, fold: Fold) -> None:
    """The roots that cost reports, checkpoints and packs wrote into the book, beside those that the entries make now."""
    for what, size, stated in fold.frozen:
        issued = what.startswith("Cost report")
        result.reports += issued
        now = roots[size].hex() if size in roots else f"nothing, there being {result.entries:,}"
        if now != stated:
            wrote = "froze" if issued else "gave away"
            altered = ": one of them was altered" if issued else ""
            result.wrong.append(f"{what} {wrote} the root {stated[:16]}… over entries 1 to {size:,}, which now make {now[:16]}…{altered}.")


def _evidence(folder: Path, result: Verified, fold: Fold) -> None:
    for sha256, (length, position) in sorted(fold.evidence.items(), key=lambda pair: pair[1][1]):
        path = folder / sha256
        if not path.exists():
            result.remarks.append(
                f"The evidence of entry {position} ({sha256[:16]}…, {length:,} bytes) is not beside the book; ask its keeper for it."
            )
            continue
        try:
            content = path.read_bytes()
        except OSError as problem:
            result.remarks.append(f"The evidence of entry {position} cannot be read: {path}: {problem.strerror}.")
            continue
        result.evidence += 1
        if hashlib.sha256(content).hexdigest() != sha256:
            result.wrong.append(f"The evidence of entry {position} was altered: {path} is no longer what {sha256[:16]}… stands for.")
    for sha256, (number, position) in fold.cells.items():
        path = folder / sha256
        if not path.is_file():
            result.remarks.append(
                f"The cells of cost report {number}, issued by entry {position}, are not beside the book ({path.name[:16]}…): another "
                "version can compare its totals and accounts alone. Restore the file from a copy."
            )
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            result.wrong.append(
                f"The cells of cost report {number}, kept at {path}, were altered: they are no longer what {sha256[:16]}… stands for."
            )


def _people(people: People, result: Verified, fold: Fold) -> None:
    kept, wrong, remarks = registered(people, fold.people, fold.erased)
    result.people += kept
    result.wrong += wrong
    result.remarks += remarks
