"""topsheet actor: who signs, and with which key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision

PUBLIC = click.option(
    "--public", required=True, metavar="VKEY",
    help="The public key: a verifier key, as topsheet key show prints it, or a file that holds one, or the key file itself.",
)  # fmt: skip


@click.group("actor")
def command() -> None:
    """Actors sign what they decide, each with a key of their own; from the first enrolment on nobody else records.

    Make a key with topsheet key create; the book is given its public part alone.
    """


@command.command()
@click.argument("party")
@PUBLIC
@writer()
def enrol(decision: Decision, *, party: str, public: str) -> Consequence:
    """Bind a key to a person. The owner of the book enrols the first; later it needs authority on actors."""
    from ledger.aggregates import actor
    from ledger.aggregates.authority import AUTHORITY
    from ledger.aggregates.party import PARTY

    who = decision.party(party)
    first = not decision.actors()
    decision.authorise("actor", asked=f"The enrolment of {who}")
    if first:
        actor.first_by_owner(decision.by, decision.know(AUTHORITY, "A-0001").party)
    guardians = _guardians(decision, also=who)
    event = actor.enrol(
        who, decision.know(PARTY, who), decision.load(actor.ACTOR, who), key=_key(who, public), used=_used(decision), guardians=guardians
    )
    decision.record(actor.ACTOR, who, event)
    named = decision.book.called(who)
    then = (
        "From now on every decision in this book is signed, and only actors record." if first else f"{named} records with it from now on."
    )
    return f"{then} Sign with --key FILE, or set TOPSHEET_KEY."


@command.command()
@click.argument("party")
@PUBLIC
@writer(reason=True)
def rotate(decision: Decision, *, party: str, public: str) -> Consequence:
    """Take another key in place of the one in force: one's own, signed with the old key, or another's, with authority on actors."""
    from ledger.aggregates import actor

    who = decision.party(party)
    if who != decision.by:
        decision.authorise("actor", asked=f"The key of {who}")
    event = actor.rotate(who, decision.know(actor.ACTOR, who), to=_key(who, public), used=_used(decision))
    decision.record(actor.ACTOR, who, event)
    return f"{decision.book.called(who)} signs with key {actor.short(event.key)} from now on; what the former one signed stands."


@command.command()
@click.argument("party")
@writer(reason=True)
def withdraw(decision: Decision, *, party: str) -> Consequence:
    """Let a person sign nothing any more; what they signed stands. Their grants stay, and wait for another enrolment."""
    from ledger.aggregates import actor

    who = decision.party(party)
    decision.authorise("actor", asked=f"The withdrawal of {who}")
    known = decision.know(actor.ACTOR, who)
    event = actor.withdraw(who, known, guardians=[one for one in _guardians(decision) if one != who])
    decision.record(actor.ACTOR, who, event)
    return f"{decision.book.called(who)} records nothing in this book any more."


def _guardians(decision: Decision, *, also: str = "") -> list[str]:
    """The enrolled persons, and this one too, who may decide on actors on the day of the decision."""
    from ledger.aggregates.covers import Asked, shortfalls
    from ledger.authorising import grants
    from ledger.signing import actors

    asked = Asked("actor", decision.on)
    may = {grant.party for grant in grants(decision.book).values() if not shortfalls(grant, asked)}
    return sorted({*actors(decision.book), also} & may)


def _key(who: str, public: str) -> str:
    """The key as the book writes it, of a verifier key or a file with one. Raises Misuse, Unknown."""
    from pathlib import Path

    from ledger.errors import Misuse, Unknown
    from ledger.proof.key import NOTE, verifier

    text = public
    if "+" not in public or Path(public).is_file():
        try:
            text = Path(public).read_text(encoding="ascii").partition("\n")[0]
        except OSError as problem:
            raise Unknown(f"There is no public key {public}: {problem.strerror}. Make one with topsheet key create.") from problem
        except UnicodeDecodeError:
            raise Misuse(f"{public} holds no verifier key on its first line. topsheet key show FILE prints one.") from None
    found = verifier(text)
    if found.kind != NOTE:
        raise Misuse(f"{found.vkey} is the key of a witness, which signs checkpoints. Give the key that signs, of topsheet key show FILE.")
    return found.named(who).vkey


def _used(decision: Decision) -> dict[str, str]:
    """The keys that the book has seen, with whose they are or were."""
    from ledger.aggregates.actor import ACTOR, ActorWithdrawn, claim

    found = {}
    for party in decision.book.keys(ACTOR):
        for entry in decision.book.life(ACTOR, party):
            if not isinstance(entry.event, ActorWithdrawn):
                found[claim(entry.event.key).key] = party  # type: ignore[attr-defined]  # an entry of an actor has a key
    return found
