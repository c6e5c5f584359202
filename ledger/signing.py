"""Who signs, and who may not answer themself: what a decision must stand up to in a book with enrolled actors.

From the first enrolment on every command is signed by an enrolled actor, with the key that is in force for them; the signature is one more
entry behind the others, in the same transaction. A book without actors is as it always was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ledger.errors import BeyondAuthority

if TYPE_CHECKING:
    from ledger.aggregates.actor import Actor
    from ledger.aggregates.covers import Asked
    from ledger.book import Book
    from ledger.decision import Decision
    from ledger.entry import Entry
    from ledger.proof.key import Signer

GUARD = "actors"


@dataclass
class Hand:
    """The hand of whoever records: their key, if they gave one. What is `supposed` is played on a copy of the book, and nobody signs it.

    `taken` are the entries that were decided on such a copy; `wanted` is what authority was last asked for, and `overrides` are the
    requests of their own that a decision answers because nobody else could.
    """

    signer: Signer | None = None
    supposed: bool = False
    taken: set[int] = field(default_factory=set)
    wanted: Asked | None = None
    overrides: list[str] = field(default_factory=list)


def actors(book: Book) -> dict[str, Actor]:
    """Who is enrolled now, by party."""
    from ledger.aggregates.actor import ACTOR

    return {party: actor for party, actor in book.every(ACTOR).items() if not actor.withdrawn}


def agreed(decision: Decision) -> Actor | None:
    """See that whoever decides may sign, and does, where the book has actors, and answers nothing that they asked for themself.

    The actor joins the read set. Raises BeyondAuthority.
    """
    from ledger.aggregates.actor import ACTOR, short

    if not decision.actors() or decision.hand.supposed:
        return None
    who, actor = decision.by, decision.load(ACTOR, decision.by)
    if actor is None:
        some = ", ".join(list(actors(decision.book))[:3])
        raise BeyondAuthority(
            f"{who} is not enrolled, and in this book every decision is signed by an enrolled actor. Ask {some} to record it; persons are "
            "enrolled with topsheet actor enrol."
        )
    if actor.withdrawn:
        raise BeyondAuthority(
            f"{who} was withdrawn as an actor, and signs nothing any more. Ask somebody who is enrolled to record it, or to enrol them "
            "anew with another key: topsheet actor enrol."
        )
    if decision.hand.signer is None:
        raise BeyondAuthority(
            f"{who} is enrolled with key {short(actor.key)}, so what they decide is signed with it. Give --key FILE, or set TOPSHEET_KEY."
        )
    given = decision.hand.signer.named(who).verifier.vkey
    if given != actor.key:
        raise BeyondAuthority(
            f"{who} is enrolled with key {short(actor.key)}, and the key given is {short(given)}. Give the key that is enrolled; another "
            "takes its place with topsheet actor rotate."
        )
    _separate(decision)
    return actor


def own_authority(decision: Decision, holder: str) -> None:
    """See that whoever signs decides on a grant of their own, where the book has actors. Raises BeyondAuthority."""
    if holder != decision.by and decision.actors():
        raise BeyondAuthority(
            f"{decision.by} cannot decide on the authority of {holder}: in a book with enrolled actors whoever decides signs. Let {holder} "
            f"decide with their own key, or grant {decision.by} the authority: topsheet authority grant."
        )


def signed(decision: Decision, entries: Sequence[Entry]) -> list[Entry]:
    """The entries with their signature behind them, where the book has actors. Raises BeyondAuthority."""
    actor = agreed(decision)
    if actor is None or decision.hand.signer is None:
        return list(entries)
    from ledger.aggregates.signature import SIGNATURE, Covered, number, sign, text

    covered = [Covered(entry.stream, entry.version, entry.name, entry.state()) for entry in entries]
    what = text(decision.book.opened.book, covered)
    event = sign(covered, key=actor.key, signature=decision.hand.signer.sign(what))
    last = max(entries, key=lambda entry: entry.on)
    return [
        *entries,
        replace(
            last, stream=SIGNATURE.stream(number(what)), version=1, event=event, by=decision.by, command=decision.command,
            salt=decision.book.chance(16).hex(), authority=None, reason=None, evidence=(), corrects=(),
        ),
    ]  # fmt: skip


def _separate(decision: Decision) -> None:
    """Refuse what answers a request of the same person while somebody else could; where one actor alone is enrolled it is an override.

    What an adopted proposal holds was asked for by whoever proposed it. Raises BeyondAuthority.
    """
    from ledger.aggregates import aggregate_of
    from ledger.authorising import principal
    from ledger.duties import asked_by, deciders, duty_of

    if decision.hand.supposed or not decision.actors():
        return
    before: dict[str, list[Entry]] = {}
    own = []
    for entry in decision.drafts:
        here = before.setdefault(entry.stream, [])
        duty = duty_of(entry.name)
        whose = partial(principal, decision.book)
        asked = asked_by(duty, entry, [*decision.book.life(aggregate_of(entry.kind), entry.key), *here], whose) if duty else {}
        own_request = sorted(deciders(entry, whose) & asked.keys())
        if own_request:
            if decision.actors() > 1:
                raise BeyondAuthority(_refusal(decision, entry, own_request[0], asked))
            own.append(entry.key)
        if id(entry) not in decision.hand.taken:
            here.append(entry)
    if own:
        more = f" and {len(own) - 1} more" if len(own) > 1 else ""
        who = decision.book.called(decision.by)
        decision.hand.overrides.append(f"Override: {who} decides on {own[0]}{more}, which they asked for; every report counts it.")


def _refusal(decision: Decision, entry: Entry, asker: str, asked: dict[str, int]) -> str:
    decider = entry.authority.party if entry.authority else entry.by
    what = "source" if entry.kind == "source" else entry.kind.replace("-", " ")
    made = f"entry {asked[asker]}" if asked[asker] else "this command"
    others = may_instead(decision, {*asked, decider})
    who = asker if asker == decider else f"{decider} decides for {asker}, who"
    way = f"Ask {' or '.join(others[:3])}, who may." if others else (
        f"Nobody else who is enrolled may: grant somebody authority on {entry.kind}, and enrol them: topsheet actor enrol."
    )  # fmt: skip
    return f"{who} asked for {what} {entry.key} by {made}, and nobody decides on a request of their own. {way}"


def may_instead(decision: Decision, but: set[str]) -> list[str]:
    """The other enrolled actors who hold a grant for what this decision was authorised for."""
    from ledger.aggregates.covers import shortfalls
    from ledger.authorising import grants

    if decision.hand.wanted is None:
        return sorted(actors(decision.book).keys() - but)
    may = {
        grant.party
        for grant in grants(decision.book).values()
        if grant.principal not in but and not shortfalls(grant, decision.hand.wanted)
    }
    return sorted((actors(decision.book).keys() & may) - but)
