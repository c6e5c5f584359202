"""An authority is a grant: which person may decide what, up to how much, from when to when.

The owner of the book grants the first one; after that nobody grants more than they hold. A decision names the grant it
rests on, and the narrowest that covers it is taken. A financier's person holds a grant that names the financier, and no
other grant releases that financier's money or waives its conditions.

A grant never changes: it is withdrawn, and another one is made. Its holder may name a deputy for some days, on a grant of the deputy's
own that ends, stays inside the first one and covers nothing once that is withdrawn. A deputy names no deputy. Where the matrix of
the production asks for two, the grant says the amount above which its holder decides together with a second person.

Whether a grant covers a decision is told in `covers.py`, the second person's word in `second.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates import KINDS
from ledger.aggregates.account import SECTIONS
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, TooEarly, TooLate, Unknown
from ledger.event import Event, Frozen, Key, PartyId, Text
from ledger.money import Money

Kind = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]


class Terms(Frozen):
    """Who may decide on which kinds of document, in which sections, up to which limit for each decision, on which days.

    No kinds means every kind, no sections means every section, no limit means any amount. Above `second_above` a second person's word is
    needed beforehand.
    """

    party: PartyId
    role: Text
    kinds: tuple[Kind, ...] = ()
    sections: tuple[Text, ...] = ()
    financier: PartyId | None = None
    limit: Money | None = None
    over_budget: bool = False
    second_above: Money | None = None
    starts: date
    ends: date | None = None


class AuthorityGranted(Terms, Event):
    """A person may decide on these terms."""

    def sentence(self) -> str:
        return f"granted {self.party} authority as {self.role}{_terms(self)}"


class AuthorityDelegated(Terms, Event):
    """A deputy may decide for the holder of the grant `origin` on these days, within it; it is a grant of its own, and ends."""

    origin: Key
    stands_for: PartyId
    ends: date

    def sentence(self) -> str:
        return f"made {self.party} deputy of {self.stands_for} on {self.origin}, as {self.role}{_terms(self)}"


class AuthorityWithdrawn(Event):
    """The grant covers nothing from now on; what was decided on it stands."""

    def sentence(self) -> str:
        return "withdrew the authority"


AuthorityEvent = AuthorityGranted | AuthorityDelegated | AuthorityWithdrawn


class Authority(Terms):
    """What a grant allows, and whether it was withdrawn; a deputy's names the grant that it stands on and whose that is.

    `lapsed` is the day on which that grant was withdrawn, where grants are looked at together.
    """

    withdrawn: bool = False
    origin: Key | None = None
    stands_for: PartyId | None = None
    lapsed: date | None = None

    @property
    def principal(self) -> str:
        """Whose decision it is that is made on this grant: the holder's, or for a deputy that of the one whom they stand for."""
        return self.stands_for or self.party


def _terms(event: Terms) -> str:
    what = ", ".join((*event.kinds, *event.sections)) or "every decision"
    for_whom = f" for the financier {event.financier}" if event.financier else ""
    over = ", over budget too" if event.over_budget else ""
    second = f", with a second person above {event.second_above}" if event.second_above else ""
    until = f" to {event.ends}" if event.ends else ""
    return f"{for_whom} on {what}, {upto(event.limit)}{second}{over}, from {event.starts}{until}"


def upto(limit: Money | None) -> str:
    """A limit, as a sentence says it."""
    return f"up to {limit}" if limit else "any amount"


def grant(*, party: str, role: str, starts: date, currency: str, kinds: Sequence[str] = (), sections: Sequence[str] = (),
          financier: str | None = None, limit: Money | None = None, over_budget: bool = False, second_above: Money | None = None,
          ends: date | None = None, holder: Authority | None, acts_for: str | None = None) -> AuthorityGranted:  # fmt: skip
    """Let a person decide. `holder` is the grant of the person who grants, None for the owner of the book, who may grant anything.

    `currency` is the book's, and `acts_for` the financier that the party is registered to act for. Raises BeyondAuthority.
    """
    if financier and acts_for != financier:
        registered = f"is registered to act for {acts_for}" if acts_for else "is registered to act for no financier"
        raise BeyondAuthority(f"{party} {registered}, so cannot decide for {financier}. Register a person acting for {financier}.")
    event = AuthorityGranted(party=party, role=role, kinds=tuple(kinds), sections=tuple(sections), financier=financier, limit=limit,
                             over_budget=over_budget, second_above=second_above, starts=starts, ends=ends)  # fmt: skip
    _well_formed(event, currency)
    beyond = more_than(holder, event) if holder else ""
    if beyond:
        raise BeyondAuthority(f"{beyond}. Grant no more than that, or ask somebody who holds more.")
    return event


def delegate(key: str, held: Authority, *, party: str, on: date, ends: date, currency: str, starts: date | None = None,
             kinds: Sequence[str] = (), sections: Sequence[str] = (), limit: Money | None = None, acts_for: str | None = None,
             giver: Authority | None = None) -> AuthorityDelegated:  # fmt: skip
    """Let somebody decide for the holder of a grant on some days; what is not given is as the grant has it.

    `giver` is the grant of whoever delegates, where that is not the holder. Raises BeyondAuthority, AlreadyDone, TooEarly, TooLate.
    """
    _can_be_delegated(key, held, party, on)
    first = starts or on
    if first < on:
        raise TooEarly(
            f"A deputy decides from the day on which that is recorded: from {on}, not from {first}. What was decided before stands alone."
        )
    if held.financier and acts_for != held.financier:
        registered = f"is registered to act for {acts_for}" if acts_for else "is registered to act for no financier"
        raise BeyondAuthority(f"{party} {registered}, so cannot stand in for {held.party}, who decides for {held.financier}.")
    event = AuthorityDelegated(
        origin=key, stands_for=held.party, party=party, role=held.role, kinds=tuple(kinds) or held.kinds,
        sections=tuple(sections) or held.sections, financier=held.financier, limit=held.limit if limit is None else limit,
        over_budget=held.over_budget,
        second_above=None if limit and held.second_above and limit <= held.second_above else held.second_above, starts=first, ends=ends,
    )  # fmt: skip
    _well_formed(event, currency)
    beyond = more_than(held, event) or (more_than(giver, event) if giver else "")
    if beyond:
        raise BeyondAuthority(f"{beyond}. Delegate no more than that, on no other days.")
    return event


def _can_be_delegated(key: str, held: Authority, party: str, on: date) -> None:
    if held.origin:
        raise BeyondAuthority(
            f"{held.party} is a deputy on {key}, for {held.stands_for} on {held.origin}, and a deputy names no deputy. "
            f"{held.stands_for} may name another: topsheet authority delegate {held.origin}."
        )
    if party == held.party:
        raise AlreadyDone(f"{party} holds {key} already. A deputy is somebody else.")
    if held.withdrawn:
        raise TooLate(f"{key} of {held.party} is withdrawn and covers nothing, so nobody stands in on it. Grant it anew first.")
    if on < held.starts or (held.ends and on > held.ends):
        raise TooLate(f"{key} of {held.party} is in force {spelled(held.starts, held.ends)}, not on {on}, so nobody stands in on it.")


def standing(grants: Mapping[str, Authority], withdrawn: Mapping[str, date]) -> dict[str, Authority]:
    """The grants of a book as they stand: a deputy's lapses with the grant that it stands on. `withdrawn` gives days by key."""
    return {
        key: grant.model_copy(update={"lapsed": withdrawn[grant.origin]}) if grant.origin and grant.origin in withdrawn else grant
        for key, grant in grants.items()
    }


def more_than(holder: Authority, event: AuthorityGranted | AuthorityDelegated) -> str:
    """How this grant would be more than its giver holds, with both figures; empty when it is not."""
    giver = holder.party
    if holder.limit is not None and (event.limit is None or event.limit > holder.limit):
        return f"{giver} may approve {upto(holder.limit)} and cannot grant {upto(event.limit)}"
    for what, held, asked in (("kinds", holder.kinds, event.kinds), ("sections", holder.sections, event.sections)):
        beyond = [one for one in asked if one not in held]
        if held and (beyond or not asked):
            return f"{giver} holds the {what} {', '.join(held)} and cannot grant {', '.join(beyond) or 'all of them'}"
    above = holder.second_above
    alone = min([one for one in (event.limit, event.second_above) if one], default=None)
    if above is not None and (alone is None or alone > above):
        said = f"grant that {event.party} decides on {alone} alone" if alone else f"grant that {event.party} decides on any amount alone"
        return f"{giver} decides above {above} together with a second person and cannot {said}"
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


def spelled(starts: date, ends: date | None) -> str:
    """The days of a grant, as a sentence says them."""
    return f"from {starts} to {ends}" if ends else f"from {starts}"


def _well_formed(event: AuthorityGranted | AuthorityDelegated, currency: str) -> None:
    limit, above = event.limit, event.second_above
    for kind in event.kinds:
        if kind not in KINDS:
            raise Unknown(f"{kind!r} is not a kind of document. The kinds are {', '.join(KINDS)}.")
    for section in event.sections:
        if section not in SECTIONS:
            raise Unknown(f"{section!r} is not a section of a budget. The sections are {', '.join(SECTIONS)}.")
    if limit is not None and limit.currency != currency:
        raise DoesNotAdd(f"The limit of {event.party} is in {limit.currency} and the book is in {currency}. Give the limit in {currency}.")
    if limit is not None and limit <= Money.zero(currency):
        raise Misuse(f"A limit of {limit} allows nothing. Give more than zero, or no limit for any amount.")
    if above is not None and (above.currency != currency or above <= Money.zero(currency) or (limit and above >= limit)):
        raise Misuse(
            f"A second person above {above} makes no rule of authority over {upto(limit)}. Give an amount in {currency}, more than zero "
            "and less than the limit."
        )
    if event.ends and event.ends < event.starts:
        raise Misuse(f"An authority cannot end on {event.ends} when it starts on {event.starts}.")


def evolve(held: Authority | None, event: AuthorityEvent) -> Authority:
    """Fold one fact into what is known."""
    match event:
        case AuthorityGranted() | AuthorityDelegated():
            return Authority(**{name: getattr(event, name) for name in type(event).model_fields})
        case AuthorityWithdrawn():
            assert held is not None
            return held.model_copy(update={"withdrawn": True})
        case _:
            assert_never(event)


AUTHORITY = Aggregate("authority", "A", (AuthorityGranted, AuthorityDelegated, AuthorityWithdrawn), evolve)
