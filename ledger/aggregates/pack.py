"""A pack is what a financier, a guarantor or an auditor is given of the book: its entries, reports and proofs as one file.

The book records to whom it was given and what it held, by digest: a later pack carries the earlier checkpoint, and a person who
asks who received their data is answered. What was given is out of the production's hands, so nothing takes it back.
"""

from __future__ import annotations

from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone
from ledger.event import Count, Event, Frozen, PartyId

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PackGiven(Event):
    """A party was given the file of this digest, over the first entries of the book, whose root was this; names: with persons' names."""

    party: PartyId
    size: Count
    root: Sha256
    sha256: Sha256
    names: bool = True

    def sentence(self) -> str:
        unnamed = "" if self.names else ", with party ids for persons"
        return f"gave {self.party} the pack of entries 1 to {self.size}{unnamed}: SHA-256 {self.sha256[:16]}"


class Pack(Frozen):
    """To whom a pack was given, and its digest."""

    party: PartyId
    sha256: Sha256


def give(packs: dict[str, Pack], *, party: str, size: int, root: str, sha256: str, names: bool = True) -> PackGiven:
    """Record the giving. Raises AlreadyDone where the party has this very file."""
    for key, pack in packs.items():
        if (pack.party, pack.sha256) == (party, sha256):
            raise AlreadyDone(f"{party} has this very pack already: it was given as {key}.")
    return PackGiven(party=party, size=size, root=root, sha256=sha256, names=names)


def evolve(_: Pack | None, event: PackGiven) -> Pack:
    """Fold one fact into what is known."""
    match event:
        case PackGiven():
            return Pack(party=event.party, sha256=event.sha256)
        case _:
            assert_never(event)


PACK = Aggregate("pack", "PK", (PackGiven,), evolve)
