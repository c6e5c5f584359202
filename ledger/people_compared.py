"""The people beside a book against what its entries say of them: digests, places, and who was erased."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.aggregates.party import digest
from ledger.errors import Unreadable
from ledger.people import Opened, People

Digests = Mapping[tuple[str, str], tuple[str, int]]


def registered(people: People, digests: Digests, erased: Mapping[str, int]) -> tuple[int, list[str], list[str]]:
    """How many values are what their entries registered, what is wrong, and what could not be looked at.

    `digests` are those of every party and field, with the entry that registered it; `erased` the parties, each with the entry of it.
    """
    try:
        found, subjects = people.look(), people.subjects()
    except Unreadable as problem:
        return 0, [str(problem)], []
    wrong, right = list(found.wrong.values()), 0
    for party, name, value, salt in found.rows:
        stored, position = digests.get((party, name), ("", 0))
        if stored and digest(salt, value) != stored:
            said = f"The {name.replace('_', ' ')} of {party} is not what entry {position} registered"
            wrong.append(f"{said}; {people.path.name} was altered.")
        else:
            right += bool(stored)
    wrong += [
        f"{party} was erased at entry {position}, and {people.keys.name} or {people.path.name} has its data again: a copy was put back, or "
        f"the erasure was cut short. Finish it: topsheet party erase {party}."
        for party, position in sorted(erased.items())
        if party in subjects
    ]
    return right, wrong, _remarks(people, digests, erased, found)


def _remarks(people: People, digests: Digests, erased: Mapping[str, int], found: Opened) -> list[str]:
    gone = {
        party for party, name in digests if not {(party, name)} & {*found.wrong, *found.locked, *((row[0], row[1]) for row in found.rows)}
    }
    locked = {party for party, _ in found.locked} - erased.keys()
    return [
        *(f"The data of {party} were erased at entry {position}." for party, position in sorted(erased.items())),
        *(
            [f"The data of {', '.join(sorted(gone))} are not in {people.path.name}: lost, or kept elsewhere; no entry erased them."]
            if gone
            else []
        ),
        *([f"The data of {', '.join(sorted(locked))} cannot be read: no key of theirs is in {people.keys.name}."] if locked else []),
    ]
