"""A proposal keeps commands that somebody examined with what-if, and what they would have come to, until somebody else decides.

It is made, and then adopted or declined. Whoever adopts it decides every one of its commands on their own authority; the entries are
recorded with the adoption, all or none. The commands are played again on the book as it then stands, so a proposal never grows old: it
holds, with figures that may have changed, or it is refused with the command that does not hold any more.

Whoever made it does not adopt it, unless nobody else has a part in the book; then the entry says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, assert_never

from pydantic import BeforeValidator, Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, BeyondAuthority, Misuse
from ledger.event import Count, Event, Frozen, PartyId, Text, counted, nfc
from ledger.money import Money

LONGEST = 4000
CommandText = Annotated[str, BeforeValidator(nfc), Field(min_length=1, max_length=LONGEST)]


class Stage(StrEnum):
    """Where a proposal is in its life."""

    OPEN = "open"
    ADOPTED = "adopted"
    DECLINED = "declined"


class ProposedCommand(Frozen):
    """One command as it is typed, without the word topsheet, and the documents on which it records."""

    command: CommandText
    documents: tuple[Text, ...]


class Outcome(Frozen):
    """What the production comes to: its estimated final cost, and the variance; minus is over."""

    efc: Money
    variance: Money


class ProposalMade(Event):
    """Somebody proposes these commands, with what the production came to without them and with them. `examined` is the last entry known."""

    title: Text
    maker: PartyId
    commands: tuple[ProposedCommand, ...]
    examined: Count
    before: Outcome
    after: Outcome

    def sentence(self) -> str:
        return f"proposed {self.title}: {counted(len(self.commands), 'command')}, EFC {self.before.efc} before and {self.after.efc} after"


class ProposalAdopted(Event):
    """The commands are decided: these entries, recorded just before. `alone` says that nobody but its maker has a part in the book."""

    first: Count
    last: Count
    before: Outcome
    after: Outcome
    alone: bool = False

    def sentence(self) -> str:
        which = f"entry {self.first}" if self.first == self.last else f"entries {self.first} to {self.last}"
        whose = ", which is its maker's own, since nobody else has a part in the book" if self.alone else ""
        return f"adopted the proposal as {which}, EFC {self.before.efc} before and {self.after.efc} after{whose}"


class ProposalDeclined(Event):
    """The proposal is not followed."""

    def sentence(self) -> str:
        return "declined the proposal"


ProposalEvent = ProposalMade | ProposalAdopted | ProposalDeclined


class Proposal(Frozen):
    """Who made it, its commands, what it came to when it was examined, and whether it is still open."""

    title: Text
    maker: PartyId
    commands: tuple[ProposedCommand, ...]
    examined: Count
    after: Outcome
    stage: Stage = Stage.OPEN


def make(*, title: str, maker: str, commands: Sequence[tuple[str, Sequence[str]]], examined: int, before: Outcome,
         after: Outcome) -> ProposalMade:  # fmt: skip
    """Keep commands as a proposal. Raises Misuse for one that is longer than an entry holds."""
    for command, _ in commands:
        if len(command) > LONGEST:
            raise Misuse(f"{command[:40]!r} and so on has {len(command):,} characters, and a proposal holds {LONGEST:,}. Split it.")
    proposed = tuple(ProposedCommand(command=command, documents=tuple(documents)) for command, documents in commands)
    return ProposalMade(title=title, maker=maker, commands=proposed, examined=examined, before=before, after=after)


def may_adopt(key: str, proposal: Proposal, *, by: str, others: Sequence[str], able: Sequence[str] = ()) -> bool:
    """See that it is open and not its maker's own; true where nobody else has a part in the book. Raises AlreadyDone, BeyondAuthority.

    `able` are those of the others who may decide everything in it.
    """
    _open(key, proposal)
    if by == proposal.maker and others:
        way = (
            f"Ask {', '.join(able[:3])} to adopt it or decline it."
            if able
            else "Nobody else may decide all of it: topsheet authority grant."
        )
        raise BeyondAuthority(f"{key} was proposed by {by}, who cannot adopt it. {way}")
    return by == proposal.maker


def adopt(*, first: int, last: int, before: Outcome, after: Outcome, alone: bool) -> ProposalAdopted:
    """Decide what was proposed."""
    return ProposalAdopted(first=first, last=last, before=before, after=after, alone=alone)


def decline(key: str, proposal: Proposal) -> ProposalDeclined:
    """Do not follow it. Raises AlreadyDone."""
    _open(key, proposal)
    return ProposalDeclined()


def _open(key: str, proposal: Proposal) -> None:
    if proposal.stage is not Stage.OPEN:
        raise AlreadyDone(f"{key} is already {proposal.stage}. Propose it again: topsheet what-if FILE --keep TITLE.")


def evolve(known: Proposal | None, event: ProposalEvent) -> Proposal:
    """Fold one fact into what is known."""
    match event:
        case ProposalMade():
            return Proposal(title=event.title, maker=event.maker, commands=event.commands, examined=event.examined, after=event.after)
        case ProposalAdopted():
            return _staged(known, Stage.ADOPTED)
        case ProposalDeclined():
            return _staged(known, Stage.DECLINED)
        case _:
            assert_never(event)


def _staged(known: Proposal | None, stage: Stage) -> Proposal:
    assert known is not None
    return known.model_copy(update={"stage": stage})


PROPOSAL = Aggregate("proposal", "PP", (ProposalMade, ProposalAdopted, ProposalDeclined), evolve)
