"""A checkpoint is what the book's log was at one size: how many entries, and the root over them, given to somebody who keeps it.

What is given is out of the production's hands: whoever keeps it can tell for ever whether the book still begins with the entries
that it had then. The entry says to whom it went, so that it is known who can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone
from ledger.event import Count, Event, Frozen, PartyId, Text

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CheckpointGiven(Event):
    """A party was given the checkpoint of this size; `key` is the verifier key of the log that signed it, absent where it is unsigned."""

    size: Count
    root: Sha256
    key: Text | None = None
    party: PartyId | None = None

    def sentence(self) -> str:
        signed = "signed" if self.key else "unsigned"
        return f"gave {self.party or 'everybody'} the {signed} checkpoint of entries 1 to {self.size}: root {self.root[:16]}"


class Checkpoint(Frozen):
    """To whom which checkpoint went, and whether it was signed."""

    size: int
    root: str
    party: PartyId | None = None
    key: str | None = None


def give(given: Mapping[str, Checkpoint], *, size: int, root: str, party: str | None, key: str | None = None) -> CheckpointGiven:
    """Record the giving. Raises AlreadyDone where the party has this checkpoint already, signed by the same key."""
    for number, before in given.items():
        if (before.size, before.root, before.party, before.key) == (size, root, party, key):
            raise AlreadyDone(f"{party} has the checkpoint of {size} entries already: it was given as {number}.")
    return CheckpointGiven(size=size, root=root, party=party, key=key)


def evolve(_: Checkpoint | None, event: CheckpointGiven) -> Checkpoint:
    """Fold one fact into what is known."""
    match event:
        case CheckpointGiven():
            return Checkpoint(size=event.size, root=event.root, party=event.party, key=event.key)
        case _:
            assert_never(event)


CHECKPOINT = Aggregate("checkpoint", "CP", (CheckpointGiven,), evolve)
