"""A party is a company or a person that the production deals with: a vendor, a financier, a member of the cast or crew.

A company is registered by its name. A person is registered by digests alone: the name, address, bank, tax and health data
live in the companion file and can be erased there, which leaves this book and its root as they are. Either may be
declared a related party for a span of days, because funders cap or forbid what is bought from one.

No personal value is ever written in the book, and a party's key is never a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.holding import Holding, by_another, held
from ledger.errors import AlreadyDone, Misuse, Refused, Unknown
from ledger.event import Country, Event, Frozen, PartyId, Text, canonical

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Digests = dict[FieldName, Sha256]
PROTECTED = ("financier", "guarantor", "funder", "fund", "bank", "investor", "insurer", "broadcaster", "distributor", "sales agent",
             "co-producer", "coproducer")  # fmt: skip
"""Kinds of party whom the rules of a contract or a law may protect."""


class CompanyRegistered(Event):
    """A company enters the book under its own name; related_from and related_to when it is a related party."""

    name: Text
    kind: Text
    country: Country | None = None
    tax_residence: Country | None = None
    related_from: date | None = None
    related_to: date | None = None
    relation: Text | None = None

    def sentence(self) -> str:
        related = f", a related party {spelled(self.related_from, self.related_to)}" if self.related_from else ""
        return f"registered the company {self.name} as {self.kind}{related}"


class PersonRegistered(Event):
    """A person enters the book: the digests of what the companion file holds, and nothing that names them."""

    digests: Digests
    kind: Text
    country: Country | None = None
    tax_residence: Country | None = None
    acts_for: PartyId | None = None
    related_from: date | None = None
    related_to: date | None = None
    relation: Text | None = None

    def sentence(self) -> str:
        related = f", a related party {spelled(self.related_from, self.related_to)}" if self.related_from else ""
        return f"registered a person as {self.kind}{f', acting for {self.acts_for}' if self.acts_for else ''}{related}"


class PartyChanged(Event):
    """What is said here replaces what was said before; what is absent stays."""

    name: Text | None = None
    digests: Digests | None = None
    kind: Text | None = None
    country: Country | None = None
    tax_residence: Country | None = None
    acts_for: PartyId | None = None

    def sentence(self) -> str:
        residence = ("tax residence", self.tax_residence)
        said = (("name", self.name), ("kind", self.kind), ("country", self.country), residence, ("acting for", self.acts_for))
        words = [f"{what} {value}" for what, value in said if value]
        words += [f"the person's {', '.join(sorted(self.digests))}"] if self.digests else []
        return f"changed the party: {', '.join(words)}"


class RelatedPartyDeclared(Event):
    """The party is related to the production for these days, and how."""

    starts: date
    ends: date | None = None
    relation: Text

    def sentence(self) -> str:
        return f"declared the party related {spelled(self.starts, self.ends)}: {self.relation}"


class Term(Frozen):
    """A retention rule that was looked at, and the last day of its term; none where its term has not begun."""

    rule: Text
    until: date | None = None


class SubjectErased(Event):
    """Key, salts and values of the party are destroyed: whose decision, on what legal basis, and which retention rules had run out.

    `regimes` are those whose rules were looked at; an older entry does not say them.
    """

    decided_by: PartyId
    basis: Text
    fields: tuple[FieldName, ...]
    terms: tuple[Term, ...] = ()
    regimes: tuple[Text, ...] = ()

    def sentence(self) -> str:
        what = f" ({', '.join(self.fields)})" if self.fields else ""
        looked = "; ".join(f"{term.rule}{f' until {term.until}' if term.until else ''}" for term in self.terms)
        said = f"erased the party's personal data{what}, as {self.decided_by} decided under {self.basis}"
        of = f" of {', '.join(self.regimes)}" if self.regimes else ""
        return f"{said}; retention{of}: {looked or 'none applies'}"


PartyEvent = CompanyRegistered | PersonRegistered | PartyChanged | RelatedPartyDeclared | SubjectErased


class Party(Frozen):
    """What a decision about or with a party needs to know. A person's name is empty here."""

    person: bool
    name: str
    kind: Text
    digests: Digests
    country: Country | None = None
    tax_residence: Country | None = None
    acts_for: PartyId | None = None
    related: tuple[tuple[date, date | None], ...] = ()
    erased: bool = False

    def related_on(self, day: date) -> bool:
        """Whether the party is related to the production on this day."""
        return any(starts <= day and (ends is None or day <= ends) for starts, ends in self.related)


def digest(salt: bytes, value: Any) -> str:
    """What the book keeps of a personal value: SHA-256 of the salt, which only the companion holds, and the canonical value."""
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def spelled(starts: date | None, ends: date | None) -> str:
    """A span of days, as a sentence says it."""
    return f"from {starts} to {ends}" if ends else f"from {starts}"


def register_company(*, name: str, kind: str, country: str | None = None, tax_residence: str | None = None,
                     related_from: date | None = None, related_to: date | None = None,
                     relation: str | None = None) -> CompanyRegistered:  # fmt: skip
    """Enter a company. Raises Misuse for a span that ends before it starts."""
    _span(related_from, related_to)
    return CompanyRegistered(name=name, kind=kind, country=country, tax_residence=tax_residence, related_from=related_from,
                             related_to=related_to, relation=relation)  # fmt: skip


def register_person(*, digests: Mapping[str, str], kind: str, country: str | None = None, tax_residence: str | None = None,
                    acts_for: str | None = None, related_from: date | None = None, related_to: date | None = None,
                    relation: str | None = None) -> PersonRegistered:  # fmt: skip
    """Enter a person by the digests of their values, the name at least. Raises Misuse."""
    _span(related_from, related_to)
    if "name" not in digests:
        raise Misuse("A person needs at least a name, which the companion file keeps: topsheet party person --name.")
    return PersonRegistered(digests=dict(digests), kind=kind, country=country, tax_residence=tax_residence, acts_for=acts_for,
                            related_from=related_from, related_to=related_to, relation=relation)  # fmt: skip


def change(key: str, party: Party, *, name: str | None = None, digests: Mapping[str, str] | None = None, kind: str | None = None,
           country: str | None = None, tax_residence: str | None = None, acts_for: str | None = None) -> PartyChanged:  # fmt: skip
    """Say what is different now. A person's name never enters the book; a company has no digests. Raises Misuse."""
    if party.erased and digests:
        raise AlreadyDone(
            f"The personal data of {key} were erased, and none are kept of it again. Register the person anew: topsheet party person."
        )
    if party.person and name:
        raise Misuse(f"{key} is a person; the name goes to the companion file and the book keeps its digest.")
    if not party.person and (digests or acts_for):
        raise Misuse(f"{key} is a company; its name stands in the book, and its persons are registered as acting for it.")
    new = {"name": name, "kind": kind, "country": country, "tax_residence": tax_residence, "acts_for": acts_for}
    said = {what: value for what, value in new.items() if value and value != getattr(party, what)}
    fresh = {what: value for what, value in (digests or {}).items() if party.digests.get(what) != value}
    if not said and not fresh:
        raise AlreadyDone(f"{key} is already as you say; there is nothing to change.")
    return PartyChanged(**said, digests=fresh or None)


def declare_related(key: str, party: Party, *, starts: date, ends: date | None = None, relation: str) -> RelatedPartyDeclared:
    """Declare the relation. Raises AlreadyDone when it is already declared for the whole of these days."""
    _span(starts, ends)
    for was_from, was_to in party.related:
        if was_from <= starts and (was_to is None or (ends is not None and ends <= was_to)):
            raise AlreadyDone(f"{key} is already declared related {spelled(was_from, was_to)}, which covers {spelled(starts, ends)}.")
    return RelatedPartyDeclared(starts=starts, ends=ends, relation=relation)


def erase(key: str, party: Party, *, fields: Iterable[str], terms: Iterable[Holding], today: date, decided_by: str, basis: str,
          regimes: Iterable[str] = (), lifted: Iterable[Holding] = (), people: Iterable[str] = ()) -> SubjectErased:  # fmt: skip
    """Destroy what is kept of a party. `lifted` are rules that were taken out of the book, `people` whoever erases.

    Raises TooEarly while a retention rule holds, BeyondAuthority for who took out one that would, AlreadyDone, Unknown.
    """
    looked, erased = tuple(terms), tuple(sorted(fields))
    if not erased and party.erased:
        raise AlreadyDone(f"The personal data of {key} are erased already; nothing of them is kept.")
    if not erased:
        raise Unknown(f"No personal data of {key} are kept beside the book, so there is nothing to erase.")
    if not party.erased:  # what was erased and came back with a copy goes again
        held(key, [term for term in looked if term.holds(today)], today)
        by_another(key, [term for term in lifted if term.holds(today)], {*people, decided_by})
    return SubjectErased(decided_by=decided_by, basis=basis, fields=erased, terms=tuple(Term(rule=t.rule, until=t.until) for t in looked),
                         regimes=tuple(regimes))  # fmt: skip


def _span(starts: date | None, ends: date | None) -> None:
    if ends and (starts is None or ends < starts):
        starting = f"on {starts}" if starts else "on no day"
        raise Misuse(f"A relation cannot end on {ends} when it starts {starting}. Give both days in order.")


def protects(key: str, known: Party, *, finances: bool) -> None:
    """See that a party can be protected by rules: it finances the production, guarantees it or produces it too. Raises Refused."""
    if known.kind not in PROTECTED and not finances:
        raise Refused(
            f"{key} is registered as {known.kind}, and rules protect who finances or guarantees the production: {', '.join(PROTECTED)}. "
            f"Register it so: topsheet party change {key} --kind financier; or add its source: topsheet source add."
        )


def evolve(party: Party | None, event: PartyEvent) -> Party:
    """Fold one fact into what is known."""
    match event:
        case CompanyRegistered():
            related = ((event.related_from, event.related_to),) if event.related_from else ()
            return Party(person=False, name=event.name, kind=event.kind, digests={}, country=event.country,
                         tax_residence=event.tax_residence, related=related)  # fmt: skip
        case PersonRegistered():
            related = ((event.related_from, event.related_to),) if event.related_from else ()
            return Party(person=True, name="", kind=event.kind, digests=event.digests, country=event.country,
                         tax_residence=event.tax_residence, acts_for=event.acts_for, related=related)  # fmt: skip
        case PartyChanged():
            assert party is not None
            said = ("name", "kind", "country", "tax_residence", "acts_for")
            new: dict[str, Any] = {what: getattr(event, what) for what in said if getattr(event, what)}
            return party.model_copy(update={**new, "digests": {**party.digests, **(event.digests or {})}})
        case RelatedPartyDeclared():
            assert party is not None
            return party.model_copy(update={"related": (*party.related, (event.starts, event.ends))})
        case SubjectErased():
            assert party is not None
            return party.model_copy(update={"erased": True})
        case _:
            assert_never(event)


PARTY = Aggregate("party", "P", (CompanyRegistered, PersonRegistered, PartyChanged, RelatedPartyDeclared, SubjectErased), evolve)
