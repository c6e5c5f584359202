"""Entries in words, fetched from the book by position: who recorded it, what happened, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.log import Log
    from ledger.projections import Session


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as a person reads it."""

    position: int
    on: date
    document: str
    by: str
    what: str
    reason: str
    entry: Entry


def names(session: Session) -> Callable[[str], str]:
    """Parties by name in any text, as the window knows them."""
    from cli.render import PARTY

    known = {row["party"]: row["name"] for row in session.records("party_names")}
    return lambda text: PARTY.sub(lambda match: known.get(match.group(), match.group()), text)


def said(log: Log, called: Callable[[str], str], positions: Iterable[int]) -> dict[int, Said]:
    """These entries in words, by position."""
    from ledger.entry import read

    told = {}
    for position, (stream, version, name, state) in sorted(log.stored(sorted(set(positions))).items()):
        entry = read(stream, version, name, state, position)
        document = "" if entry.key == "main" else entry.key
        told[position] = Said(position, entry.on, document, called(entry.by), called(entry.event.sentence()), entry.reason or "", entry)
    return told


def party(session: Session, text: str) -> str:
    """The id of a party from its id or its name, as the window knows it. Raises Unknown, Misuse."""
    from ledger.errors import Misuse, Unknown

    found = [row["party"] for row in session.records("party_names") if text in (row["party"], row["name"])]
    if len(found) > 1:
        raise Misuse(f"{text!r} is the name of {', '.join(found)}. Give the party's id.")
    if not found:
        raise Unknown(f"No party is called {text!r} in this window; topsheet report parties lists them.")
    return str(found[0])
