"""topsheet source: the lines of the finance plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.decision import Decision

FORMS = 'equity, licence, "minimum guarantee", pre-sale, subsidy, "tax incentive", loan, gap, deferral, "in kind" or "own contribution".'


@click.group("source")
def command() -> None:
    """Sources of the finance plan: who brings what kind of money, and how much."""


@command.command()
@click.argument("key")
@click.option("--financier", required=True, metavar="PARTY", help="Who brings it: a party's id or name.")
@click.option("--form", required=True, help=f"What kind of money it is: {FORMS}")
@click.option("--title", required=True, help="What the finance plan calls it.")
@click.option("--amount", required=True, help="How much, in the source's currency.")
@click.option("--currency", help="The source's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the source's currency.")
@click.option("--territory", help="Where its rights lie.")
@click.option("--rights", help="What rights it buys.")
@click.option("--public", is_flag=True, help="It is public money.")
@writer()
def add(decision: Decision, *, key: str, financier: str, form: str, title: str, amount: str, currency: str | None, rate: str | None,
        territory: str | None, rights: str | None, public: bool) -> Consequence:  # fmt: skip
    """Put a financier in the plan under a key such as S-01."""
    from ledger.aggregates import source
    from ledger.errors import Misuse
    from ledger.money import Money, number

    if form not in source.Form.__args__:  # type: ignore[attr-defined]
        raise Misuse(f"{form!r} is not a form of finance. It is {FORMS}")
    decision.new_key(source.SOURCE, key)
    event = source.add(
        financier=decision.party(financier), form=form, title=title, amount=Money.parse(amount, currency or decision.currency),  # type: ignore[arg-type]
        currency=decision.currency, rate=number(rate, "rate") if rate else None, territory=territory, rights=rights, public=public,
    )  # fmt: skip
    decision.authorise("source", asked=key, amount=event.book)
    decision.record(source.SOURCE, key, event)
    return lambda: _plan(decision.book)


@command.command()
@click.argument("key")
@click.option("--amount", required=True, help="How much it brings now, in the source's currency.")
@click.option("--rate", help="Book units for one unit of the source's currency; as before by default.")
@writer(reason=True)
def change(decision: Decision, *, key: str, amount: str, rate: str | None) -> Consequence:
    """Plan another amount from a source."""
    from ledger.aggregates import source
    from ledger.money import Money, number

    known = decision.know(source.SOURCE, key)
    new = Money.parse(amount, known.amount.currency)
    event = source.change(key, known, amount=new, currency=decision.currency, rate=number(rate, "rate") if rate else known.rate)
    decision.authorise("source", asked=key, amount=event.book)
    decision.record(source.SOURCE, key, event)
    return lambda: _plan(decision.book)


def _plan(book: Book) -> str:
    """What the plan comes to, and how far that is from the final budget."""
    from ledger.aggregates.source import SOURCE
    from ledger.money import Money, total

    plan = total((known.book for known in book.every(SOURCE).values()), book.currency)
    rows = [*book.guards("left/").values(), *book.guards("total/").values()]
    if not rows:
        return f"The finance plan comes to {plan}; no budget is locked yet."
    budget = Money.minor(sum(int(row.value) for row in rows), book.currency)
    if plan == budget:
        return f"The finance plan comes to {plan}, exactly the final budget."
    word, gap = ("less", budget - plan) if plan < budget else ("more", plan - budget)
    return f"The finance plan comes to {plan}, {gap} {word} than the final budget of {budget}."
