"""topsheet authority: who may decide what, up to how much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.authority import Authority
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
@click.option("--second-above", metavar="AMOUNT", help="Above it they decide together with a second person.")
@click.option("--from", "starts", type=DAY, metavar="DAY", help="The first day; the day of the grant by default.")
@click.option("--to", "ends", type=DAY, metavar="DAY", help="The last day; open when absent.")
@writer()
def grant(decision: Decision, *, party: str, role: str, kinds: tuple[str, ...], sections: tuple[str, ...], financier: str | None,
          limit: str | None, over_budget: bool, second_above: str | None, starts: date | None,
          ends: date | None) -> Consequence:  # fmt: skip
    """Let a person decide. Nobody grants more than they hold."""
    from cli.words import money
    from ledger.aggregates import authority
    from ledger.aggregates.party import PARTY

    holder = decision.authorise("authority", asked="A grant")
    who = decision.party(party)
    event = authority.grant(
        party=who, role=role, starts=starts or decision.on, currency=decision.currency, kinds=kinds, sections=sections,
        financier=decision.party(financier) if financier else None, limit=money(limit, decision.currency), over_budget=over_budget,
        second_above=money(second_above, decision.currency), ends=ends, holder=holder, acts_for=decision.know(PARTY, who).acts_for,
    )  # fmt: skip
    key = decision.new_key(authority.AUTHORITY)
    decision.record(authority.AUTHORITY, key, event)
    return f"The grant is {key}."


@command.command()
@click.argument("number")
@click.argument("deputy")
@click.option("--from", "starts", type=DAY, metavar="DAY", help="The deputy's first day; the day of the entry by default.")
@click.option("--to", "ends", type=DAY, metavar="DAY", required=True, help="The deputy's last day.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of document. Repeatable; as the grant has it by default.")
@click.option("--section", "sections", multiple=True, help="Only this section of the budget. Repeatable; as the grant has it by default.")
@click.option("--limit", metavar="AMOUNT", help="A lower limit than the grant's.")
@writer(reason=True)
def delegate(decision: Decision, *, number: str, deputy: str, starts: date | None, ends: date, kinds: tuple[str, ...],
             sections: tuple[str, ...], limit: str | None) -> Consequence:  # fmt: skip
    """Name a deputy for the holder of a grant, on some days. The holder may, and whoever grants authority."""
    from cli.words import money
    from ledger.aggregates import authority
    from ledger.aggregates.party import PARTY

    held = decision.know(authority.AUTHORITY, number)
    giver = _own_or_granting(decision, number, held)
    who = decision.party(deputy)
    event = authority.delegate(
        number, held, party=who, on=decision.on, starts=starts, ends=ends, currency=decision.currency, kinds=kinds, sections=sections,
        limit=money(limit, decision.currency), acts_for=decision.know(PARTY, who).acts_for, giver=giver,
    )  # fmt: skip
    key = decision.new_key(authority.AUTHORITY)
    decision.record(authority.AUTHORITY, key, event)
    return f"{decision.book.called(who)} decides for {decision.book.called(held.party)} on {key} until {ends}."


@command.command()
@click.argument("what", metavar="DOCUMENT|KIND")
@click.option("--amount", required=True, metavar="AMOUNT", help="The most that the decision comes to, in the book's currency.")
@writer()
def second(decision: Decision, *, what: str, amount: str) -> Consequence:
    """Stand for a decision of another beforehand: on a document as it is now (PO-0042), or on the next one of a kind (reallocation)."""
    from ledger import authorising
    from ledger.aggregates import second as words
    from ledger.aggregates.covers import Asked
    from ledger.money import Money

    kind, request = authorising.about(decision, what)
    worth = Money.parse(amount, decision.currency)
    grants = authorising.grants(decision.book)
    who = authorising.holder(decision, grants)
    event = words.second(kind=kind, amount=worth, currency=decision.currency, who=who, recorder=decision.by, request=request)
    held = [(key, grant) for key, grant in grants.items() if grant.party == who and decision.authority in (None, who, key)]
    decision.rest_on(words.may_second(held, Asked(kind, decision.on, amount=worth), decision.book.called(who)))
    key = decision.new_key(words.SECOND)
    decision.record(words.SECOND, key, event)
    return f"{key} is used up by that decision, and stands for no other."


@command.command()
@click.argument("number")
@writer(reason=True)
def withdraw(decision: Decision, *, number: str) -> Consequence:
    """Take a grant back, or a second person's word (SC-0001); what was decided on it stands."""
    from ledger.aggregates import authority, second

    if number.startswith(f"{second.SECOND.prefix}-"):
        word = decision.know(second.SECOND, number)
        if decision.by != next(decision.book.life(second.SECOND, number)).by:
            decision.authorise("authority", asked=number)
        decision.record(second.SECOND, number, second.take_back(number, word))
        return f"Nothing is decided on {number} any more."
    held = decision.know(authority.AUTHORITY, number)
    origin = decision.know(authority.AUTHORITY, held.origin) if held.origin else None
    if origin and origin.party == decision.by:
        decision.rest_on(str(held.origin))
    else:
        decision.authorise("authority", asked=number)
    decision.record(authority.AUTHORITY, number, authority.withdraw(number, held))
    return f"{decision.book.called(held.party)} decides nothing on {number} any more."


def _own_or_granting(decision: Decision, number: str, held: Authority) -> Authority | None:
    """Rest on the grant itself where its holder hands it on, else on one that lets a person grant authority, which is given back."""
    if decision.by == held.party and decision.authority in (None, number, held.party):
        decision.rest_on(number)
        return None
    return decision.authorise("authority", asked=f"A deputy on {number}")
