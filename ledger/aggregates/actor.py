"""An actor is a person who signs what they decide, with an Ed25519 key of their own; the book holds the public key alone.

The owner of the book enrols the first one. From then on every decision is signed by an enrolled actor, in the same transaction, and
somebody who is not enrolled, or no longer, records nothing. An actor changes their own key, signing with the old one; whoever holds
authority on actors enrols and withdraws others. A key is one person's for ever: it never comes back, under their name or another.

A key is written as a verifier key (C2SP signed-note): `P-0003+1a2b3c4d+<base64 of 0x01 and the 32 bytes>`. Whatever its file calls it, its
name in the book is the party's number, so that nothing in the book names a person.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.party import Party
from ledger.errors import AlreadyDone, BeyondAuthority, Refused, TooEarly
from ledger.event import Claim, Event, Frozen

ACTORS = "actors"
"""The guard that counts who is enrolled."""

ActorKey = Annotated[str, Field(pattern=r"^P-[0-9]{4,}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43}[A-Za-z0-9+/=]$")]


class ActorEnrolled(Event):
    """A person signs with this key from now on."""

    key: ActorKey

    def sentence(self) -> str:
        return f"enrolled {named(self.key)} to sign with key {short(self.key)}"

    def claims(self) -> Iterable[Claim]:
        return (claim(self.key),)

    def counts(self) -> dict[str, int]:
        return {ACTORS: 1}


class ActorKeyRotated(Event):
    """The person signs with this key instead; what the former one signed stands."""

    key: ActorKey

    def sentence(self) -> str:
        return f"gave {named(self.key)} the key {short(self.key)} in place of the former one"

    def claims(self) -> Iterable[Claim]:
        return (claim(self.key),)


class ActorWithdrawn(Event):
    """The person signs nothing from now on; what they signed stands."""

    def sentence(self) -> str:
        return "withdrew the actor, who signs nothing any more"

    def counts(self) -> dict[str, int]:
        return {ACTORS: -1}


ActorEvent = ActorEnrolled | ActorKeyRotated | ActorWithdrawn


class Actor(Frozen):
    """The key in force, and whether the person was withdrawn."""

    key: ActorKey
    withdrawn: bool = False


def public_key(key: str) -> bytes:
    """The 32 bytes of a key as the book writes it."""
    return base64.b64decode(key.split("+", 2)[2])[1:]


def named(key: str) -> str:
    """Whose key it is."""
    return key.partition("+")[0]


def short(key: str) -> str:
    """What people call the key by: its eight hex digits."""
    return key.split("+", 2)[1]


def claim(key: str) -> Claim:
    """A key is used once in a book."""
    return Claim("actors' keys", public_key(key).hex())


def enrol(who: str, party: Party, actor: Actor | None, *, key: str, used: Mapping[str, str], guardians: Sequence[str]) -> ActorEnrolled:
    """Bind a key to a person. `used` are the keys that the book has seen, by what they are claimed as, with whose they are.

    `guardians` are the enrolled persons, this one among them, who may decide on actors. Raises Refused, AlreadyDone, TooEarly.
    """
    if not party.person:
        raise Refused(f"{who} is a company, and a company signs by its people. Enrol one of them: topsheet party person registers them.")
    if actor and not actor.withdrawn:
        raise AlreadyDone(f"{who} is enrolled with key {short(actor.key)}. Another key takes its place with topsheet actor rotate.")
    _unused(who, key, used)
    if not guardians:
        raise TooEarly(
            f"From the first enrolment on only actors record, and {who} may not decide on actors, so nobody could enrol the next one. "
            "Grant them authority first, on actors or on every kind: topsheet authority grant."
        )
    return ActorEnrolled(key=key)


def first_by_owner(holder: str, owner: str) -> None:
    """See that the owner of the book enrols the first actor. Raises BeyondAuthority."""
    if holder != owner:
        raise BeyondAuthority(f"{holder} may not enrol the first actor of the book; its owner does: --by {owner}.")


def rotate(who: str, actor: Actor, *, to: str, used: Mapping[str, str]) -> ActorKeyRotated:
    """Take another key in place of the one in force. Raises AlreadyDone, Refused."""
    _enrolled(who, actor)
    _unused(who, to, used)
    return ActorKeyRotated(key=to)


def withdraw(who: str, actor: Actor, *, guardians: Sequence[str]) -> ActorWithdrawn:
    """Let the person sign nothing any more. `guardians` are the others who are enrolled and may decide on actors.

    Raises AlreadyDone, TooEarly.
    """
    _enrolled(who, actor)
    if not guardians:
        raise TooEarly(
            f"{who} is the only actor who may decide on actors; without them nobody could enrol another. Enrol somebody first who holds "
            "such a grant: topsheet actor enrol."
        )
    return ActorWithdrawn()


def _enrolled(who: str, actor: Actor) -> None:
    if actor.withdrawn:
        raise AlreadyDone(f"{who} is withdrawn already. Enrol them anew, with another key: topsheet actor enrol.")


def _unused(who: str, key: str, used: Mapping[str, str]) -> None:
    whose = used.get(claim(key).key)
    if whose == who:
        raise AlreadyDone(f"Key {short(key)} is or was the key of {who} already. It is used once: topsheet key create makes another.")
    if whose:
        raise Refused(
            f"Key {short(key)} is or was the key of {whose}, and a key is one person's. Each makes their own: topsheet key create."
        )


def evolve(actor: Actor | None, event: ActorEvent) -> Actor:
    """Fold one fact into what is known."""
    match event:
        case ActorEnrolled() | ActorKeyRotated():
            return Actor(key=event.key)
        case ActorWithdrawn():
            assert actor is not None
            return actor.model_copy(update={"withdrawn": True})
        case _:
            assert_never(event)


ACTOR = Aggregate("actor", "P", (ActorEnrolled, ActorKeyRotated, ActorWithdrawn), evolve)
