"""topsheet authority: who may decide what, up to how much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("authority")
def command() -> None:
    """Who may decide what, up to how much, from when to when."""


@command.command()
@click.argument("party")
@click.option("--role", required=True, help="As what: line producer, financier's representative.")
@click.option("--kind", "kinds", multiple=True, help="A kind of document: purchase-order, engagement, invoice. Repeatable; all by default.")
@click.option("--section", "sections", multiple=True, help='A section of the budget: "above the line". Repeatable; all by default.')
@click.option("--financier", metavar="PARTY", help="The financier for whom they decide.")
@click.option("--limit", metavar="AMOUNT", help="The most for one decision, in the book's currency; any amount by default.")
@click.option("--over-budget", is_flag=True, help="They may decide over budget.")
@click.option("--from", "starts", type=DAY, metavar="DAY", help="The first day; the day of the grant by default.")
@click.option("--to", "ends", type=DAY, metavar="DAY", help="The last day; open when absent.")
@writer()
def grant(decision: Decision, *, party: str, role: str, kinds: tuple[str, ...], sections: tuple[str, ...], financier: str | None,
          limit: str | None, over_budget: bool, starts: date | None, ends: date | None) -> Consequence:  # fmt: skip
    """Let a person decide. Nobody grants more than they hold."""
    from cli.words import money
    from ledger.aggregates import authority
    from ledger.aggregates.party import PARTY

    holder = decision.authorise("authority", asked="A grant")
    who = decision.party(party)
    event = authority.grant(
        party=who, role=role, starts=starts or decision.on, currency=decision.currency, kinds=kinds, sections=sections,
        financier=decision.party(financier) if financier else None, limit=money(limit, decision.currency), over_budget=over_budget,
        ends=ends, holder=holder, acts_for=decision.know(PARTY, who).acts_for,
    )  # fmt: skip
    key = decision.new_key(authority.AUTHORITY)
    decision.record(authority.AUTHORITY, key, event)
    return f"The grant is {key}."


@command.command()
@click.argument("number")
@writer(reason=True)
def withdraw(decision: Decision, *, number: str) -> Consequence:
    """Take a grant back; what was decided on it stands."""
    from ledger.aggregates import authority

    decision.authorise("authority", asked=number)
    held = decision.know(authority.AUTHORITY, number)
    decision.record(authority.AUTHORITY, number, authority.withdraw(number, held))
    return f"{decision.book.called(held.party)} decides nothing on {number} any more."
