"""topsheet party: the people and companies of the production."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli import bank
from cli.country import COUNTRY
from cli.options import DAY, Consequence, Function, writer
from cli.personal import erase, export, regimes, retention

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("party")
def command() -> None:
    """The people and companies of the production.

    A person's name and data are kept sealed in the companion file NAME.people, and what opens them in NAME.people-keys; the book holds
    salted digests alone.
    """


for _verb in (*bank.VERBS, erase, export, retention, regimes):
    command.add_command(_verb)


def about(function: Function) -> Function:
    """The options that persons and companies share."""
    options = (
        click.option("--kind", required=True, help="What they are here: vendor, crew, cast, financier, guarantor."),
        click.option("--country", type=COUNTRY, metavar="CC", help="Country, two letters: ES."),
        click.option("--tax-residence", type=COUNTRY, metavar="CC", help="Country of tax residence, two letters."),
        click.option("--related-from", type=DAY, metavar="DAY", help="Related to the production from this day."),
        click.option("--related-to", type=DAY, metavar="DAY", help="Related up to this day."),
        click.option("--relation", help="How they are related."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command()
@click.argument("name")
@about
@writer()
def company(decision: Decision, *, name: str, kind: str, country: str | None, tax_residence: str | None, related_from: date | None,
            related_to: date | None, relation: str | None) -> Consequence:  # fmt: skip
    """Register a company under its name."""
    from ledger.aggregates import party

    _unknown(decision, name)
    key = decision.new_key(party.PARTY)
    event = party.register_company(
        name=name,
        kind=kind,
        country=country,
        tax_residence=tax_residence,
        related_from=related_from,
        related_to=related_to,
        relation=relation,
    )
    decision.record(party.PARTY, key, event)
    return f"{name} is {key}."


@command.command()
@click.argument("name")
@about
@click.option("--acts-for", metavar="PARTY", help="The financier whose person this is.")
@click.option("--email", help="Kept in the companion file.")
@click.option("--phone", help="Kept in the companion file.")
@click.option("--address", help="Kept in the companion file.")
@click.option("--tax-id", help="Kept in the companion file.")
@click.option("--bank", help="Bank account; kept in the companion file.")
@writer(personal=True)
def person(decision: Decision, *, name: str, kind: str, country: str | None, tax_residence: str | None, related_from: date | None,
           related_to: date | None, relation: str | None, acts_for: str | None, **private: str | None) -> Consequence:  # fmt: skip
    """Register a person; the name stays out of the book."""
    from ledger.aggregates import party

    _unknown(decision, name)
    key = decision.new_key(party.PARTY)
    values = {"name": name, **{field: value for field, value in private.items() if value}}
    event = party.register_person(
        digests=decision.person(key, values), kind=kind, country=country, tax_residence=tax_residence,
        acts_for=_represented(decision, acts_for), related_from=related_from, related_to=related_to, relation=relation,
    )  # fmt: skip
    decision.record(party.PARTY, key, event)
    return f"{name} is {key}; the name is kept in {decision.book.people.path.name}, and the book holds its digest."


@command.command()
@click.argument("who")
@click.option("--kind", help="What they are here now.")
@click.option("--name", help="A new name; a person's goes to the companion file.")
@click.option("--country", type=COUNTRY, metavar="CC", help="Country, two letters.")
@click.option("--tax-residence", type=COUNTRY, metavar="CC", help="Country of tax residence, two letters.")
@click.option("--acts-for", metavar="PARTY", help="The financier whose person this is.")
@writer(reason=True, personal=True)
def change(decision: Decision, *, who: str, kind: str | None, name: str | None, country: str | None, tax_residence: str | None,
           acts_for: str | None) -> Consequence:  # fmt: skip
    """Say what is different about a party now; what is not given stays."""
    from ledger.aggregates import party
    from ledger.errors import AlreadyDone

    key = decision.party(who)
    known = decision.know(party.PARTY, key)
    said = {"kind": kind, "country": country, "tax_residence": tax_residence, "acts_for": _represented(decision, acts_for)}
    if known.person and name == decision.book.called(key):
        raise AlreadyDone(f"{key} is called {name} already; there is nothing to change.")
    named = decision.person(key, {"name": name}) if name and known.person else None
    event = party.change(key, known, **said, name=None if known.person else name, digests=named)
    decision.record(party.PARTY, key, event)
    return None


@command.command()
@click.argument("who")
@click.option("--from", "starts", type=DAY, required=True, metavar="DAY", help="The first day.")
@click.option("--to", "ends", type=DAY, metavar="DAY", help="The last day; open when absent.")
@click.option("--relation", required=True, help="How they are related.")
@writer()
def related(decision: Decision, *, who: str, starts: date, ends: date | None, relation: str) -> Consequence:
    """Declare that a party is related to the production for some days."""
    from ledger.aggregates import party

    key = decision.party(who)
    event = party.declare_related(key, decision.know(party.PARTY, key), starts=starts, ends=ends, relation=relation)
    decision.record(party.PARTY, key, event)
    return None


def _represented(decision: Decision, acts_for: str | None) -> str | None:
    """The company for whom a person acts. Raises Refused for a person, or a vendor."""
    from ledger.aggregates import party
    from ledger.errors import Refused

    if acts_for is None:
        return None
    key = decision.party(acts_for)
    known = decision.know(party.PARTY, key)
    if known.person or known.kind == "vendor":
        raise Refused(f"{key} is a {'person' if known.person else known.kind}; a financier's person acts for a financier or guarantor.")
    return key


def _unknown(decision: Decision, name: str) -> None:
    from ledger.errors import AlreadyDone, Unknown

    try:
        key = decision.party(name)
    except Unknown:
        return
    raise AlreadyDone(f"{key} is registered already. Two parties of one name need names that differ.")
