"""An authority is a grant: which person may decide what, up to how much, from when to when.

The owner of the book grants the first one; after that nobody grants more than they hold. A decision names the grant it
rests on, and the narrowest that covers it is taken. A financier's person holds a grant that names the financier, and no
other grant releases that financier's money or waives its conditions.

A grant never changes: it is withdrawn, and another one is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates import KINDS
from ledger.aggregates.account import SECTIONS
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, Unknown
from ledger.event import Event, Frozen, PartyId, Text
from ledger.money import Money

Kind = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]


class AuthorityGranted(Event):
    """A person may decide on these kinds of document, in these sections, up to this limit for each decision.

    No kinds means every kind, no sections means every section, no limit means any amount.
    """

    party: PartyId
    role: Text
    kinds: tuple[Kind, ...] = ()
    sections: tuple[Text, ...] = ()
    financier: PartyId | None = None
    limit: Money | None = None
    over_budget: bool = False
    starts: date
    ends: date | None = None

    def sentence(self) -> str:
        what = ", ".join((*self.kinds, *self.sections)) or "every decision"
        for_whom = f" for the financier {self.financier}" if self.financier else ""
        over = ", over budget too" if self.over_budget else ""
        until = f" to {self.ends}" if self.ends else ""
        return f"granted {self.party} authority as {self.role}{for_whom} on {what}, {upto(self.limit)}{over}, from {self.starts}{until}"


class AuthorityWithdrawn(Event):
    """The grant covers nothing from now on; what was decided on it stands."""

    def sentence(self) -> str:
        return "withdrew the authority"


AuthorityEvent = AuthorityGranted | AuthorityWithdrawn


class Authority(Frozen):
    """What a grant allows, and whether it was withdrawn."""

    party: PartyId
    role: Text
    kinds: tuple[Kind, ...] = ()
    sections: tuple[Text, ...] = ()
    financier: PartyId | None = None
    limit: Money | None = None
    over_budget: bool = False
    starts: date
    ends: date | None = None
    withdrawn: bool = False


def upto(limit: Money | None) -> str:
    """A limit, as a sentence says it."""
    return f"up to {limit}" if limit else "any amount"


def grant(*, party: str, role: str, starts: date, currency: str, kinds: Sequence[str] = (), sections: Sequence[str] = (),
          financier: str | None = None, limit: Money | None = None, over_budget: bool = False, ends: date | None = None,
          holder: Authority | None, acts_for: str | None = None) -> AuthorityGranted:  # fmt: skip
    """Let a person decide. `holder` is the grant of the person who grants, None for the owner of the book, who may grant anything.

    `currency` is the book's, and `acts_for` the financier that the party is registered to act for. Raises BeyondAuthority.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise Unknown(f"{kind!r} is not a kind of document. The kinds are {', '.join(KINDS)}.")
    if financier and acts_for != financier:
        registered = f"is registered to act for {acts_for}" if acts_for else "is registered to act for no financier"
        raise BeyondAuthority(f"{party} {registered}, so cannot decide for {financier}. Register a person acting for {financier}.")
    event = AuthorityGranted(party=party, role=role, kinds=tuple(kinds), sections=tuple(sections), financier=financier, limit=limit,
                             over_budget=over_budget, starts=starts, ends=ends)  # fmt: skip
    _well_formed(event, currency)
    beyond = more_than(holder, event) if holder else ""
    if beyond:
        raise BeyondAuthority(f"{beyond}. Grant no more than that, or ask somebody who holds more.")
    return event


def more_than(holder: Authority, event: AuthorityGranted) -> str:
    """How this grant would be more than its giver holds, with both figures; empty when it is not."""
    giver = holder.party
    if holder.limit is not None and (event.limit is None or event.limit > holder.limit):
        return f"{giver} may approve {upto(holder.limit)} and cannot grant {upto(event.limit)}"
    for what, held, asked in (("kinds", holder.kinds, event.kinds), ("sections", holder.sections, event.sections)):
        beyond = [one for one in asked if one not in held]
        if held and (beyond or not asked):
            return f"{giver} holds the {what} {', '.join(held)} and cannot grant {', '.join(beyond) or 'all of them'}"
    if event.over_budget and not holder.over_budget:
        return f"{giver} may not decide over budget and cannot grant it"
    if holder.financier and event.financier != holder.financier:
        return f"{giver} acts for {holder.financier} and cannot grant authority for {event.financier or 'the production'}"
    if event.starts < holder.starts or (holder.ends and (event.ends is None or event.ends > holder.ends)):
        return f"{giver} holds authority {spelled(holder.starts, holder.ends)} and cannot grant it {spelled(event.starts, event.ends)}"
    return ""


def withdraw(key: str, held: Authority) -> AuthorityWithdrawn:
    """Take the grant back. Raises AlreadyDone."""
    if held.withdrawn:
        raise AlreadyDone(
            f"{key} of {held.party} is already withdrawn. Whoever shall decide again is granted it anew: topsheet authority grant."
        )
    return AuthorityWithdrawn()


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as a grant sees it. `financier` is whose decision it is (a release, a waiver, an overage), None for the production's own.

    `amount` is in the book's currency and taken without its sign.
    """

    kind: str
    on: date
    sections: Sequence[str] = ()
    amount: Money | None = None
    over_budget: bool = False
    financier: str | None = None

    @property
    def size(self) -> Money | None:
        """The amount without its sign."""
        return None if self.amount is None else max(self.amount, -self.amount)


def shortfalls(grant: Authority, asked: Asked) -> list[str]:
    """Everything that the grant lacks for the decision, in the order in which a reader would ask."""
    days = spelled(grant.starts, grant.ends)
    outside = [section for section in asked.sections if section not in grant.sections]
    lacks = (
        (grant.withdrawn, "held an authority that is withdrawn"),
        (asked.on < grant.starts or bool(grant.ends and asked.on > grant.ends), f"holds authority {days}, not on {asked.on}"),
        (bool(grant.kinds) and asked.kind not in grant.kinds, f"may decide on {', '.join(grant.kinds)} alone"),
        (bool(grant.sections and outside), f"may decide in {', '.join(grant.sections)} alone, not in {', '.join(outside)}"),
        (
            asked.financier != grant.financier,
            f"acts for {grant.financier or 'the production'}, not for {asked.financier or 'the production'}",
        ),
        (asked.over_budget and not grant.over_budget, "may not decide over budget"),
        (asked.size is not None and grant.limit is not None and asked.size > grant.limit, f"may approve {upto(grant.limit)}"),
    )
    return [words for lacking, words in lacks if lacking]


def choose(held: Sequence[tuple[str, Authority]], *, who: str, asked: str, kind: str, sections: Sequence[str] = (),
           amount: Money | None = None, on: date, over_budget: bool = False, financier: str | None = None,
           others: Sequence[tuple[str, Authority]] = ()) -> str:  # fmt: skip
    """The key of the narrowest grant of `held` that covers the decision.

    `who` names the person and `asked` the document, as the refusal says them; `others` are the grants of everybody else.
    Raises BeyondAuthority with what this person may approve, what is asked, and who may.
    """
    wanted = Asked(kind, on, sections, amount, over_budget, financier)
    enough = [(key, state) for key, state in held if not shortfalls(state, wanted)]
    if enough:
        return min(enough, key=_breadth)[0]
    may = sorted((pair for pair in others if not shortfalls(pair[1], wanted)), key=_breadth)
    what = f"{asked} is for {wanted.size}" if wanted.size else f"{asked} needs authority on {kind}"
    what += ", over budget" if over_budget else ""
    way = f"Ask {may[0][1].party}, who may approve {upto(may[0][1].limit)}." if may else "Nobody here may; see topsheet authority grant."
    raise BeyondAuthority(f"{who} {_closest(held, wanted)}. {what}. {way}")


def _closest(held: Sequence[tuple[str, Authority]], wanted: Asked) -> str:
    if not held:
        return "holds no authority"
    lacking = [(len(lacks := shortfalls(state, wanted)), -_size(state.limit), lacks) for _, state in held]
    return min(lacking)[2][0]


def _breadth(pair: tuple[str, Authority]) -> tuple[bool, bool, Decimal, str]:
    key, state = pair
    return (state.over_budget, state.limit is None, _size(state.limit), key)


def _size(limit: Money | None) -> Decimal:
    return limit.amount if limit else Decimal(0)


def spelled(starts: date, ends: date | None) -> str:
    """The days of a grant, as a sentence says them."""
    return f"from {starts} to {ends}" if ends else f"from {starts}"


def _well_formed(event: AuthorityGranted, currency: str) -> None:
    limit = event.limit
    for section in event.sections:
        if section not in SECTIONS:
            raise Unknown(f"{section!r} is not a section of a budget. The sections are {', '.join(SECTIONS)}.")
    if limit is not None and limit.currency != currency:
        raise DoesNotAdd(f"The limit of {event.party} is in {limit.currency} and the book is in {currency}. Give the limit in {currency}.")
    if limit is not None and limit <= Money.zero(currency):
        raise Misuse(f"A limit of {limit} allows nothing. Give more than zero, or no limit for any amount.")
    if event.ends and event.ends < event.starts:
        raise Misuse(f"An authority cannot end on {event.ends} when it starts on {event.starts}.")


def evolve(held: Authority | None, event: AuthorityEvent) -> Authority:
    """Fold one fact into what is known."""
    match event:
        case AuthorityGranted():
            return Authority(party=event.party, role=event.role, kinds=event.kinds, sections=event.sections, financier=event.financier,
                             limit=event.limit, over_budget=event.over_budget, starts=event.starts, ends=event.ends)  # fmt: skip
        case AuthorityWithdrawn():
            assert held is not None
            return held.model_copy(update={"withdrawn": True})
        case _:
            assert_never(event)


AUTHORITY = Aggregate("authority", "A", (AuthorityGranted, AuthorityWithdrawn), evolve)
