"""topsheet source: the lines of the finance plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.options import DAY, SIGNED, Consequence, Function, writer

if TYPE_CHECKING:
    from ledger.aggregates.source import Source
    from ledger.aggregates.source_terms import SourceTermsAgreed
    from ledger.book import Book
    from ledger.decision import Decision
    from ledger.money import Money

FORMS = 'equity, licence, "minimum guarantee", pre-sale, subsidy, "tax incentive", loan, gap, deferral, "in kind" or "own contribution".'


TERMS = (
    click.option("--aid", help='How it counts towards public aid: aid, "eu programme" or none.'),
    click.option("--security", metavar="TEXT", help="What secures it: a pledge on the account, a mortgage on the rights."),
    click.option("--fees", metavar="AMOUNT", help="What the financier keeps of the amount, in the source's currency."),
    click.option("--interest", metavar="PERCENT", help="Percent a year."),
    click.option("--recoupment", type=click.IntRange(1), metavar="POSITION", help="Its recoupment position: 1 is repaid first."),
)


def terms_options(function: Function) -> Function:
    """What stands beside the amount of a source."""
    for option in reversed(TERMS):
        function = option(function)
    return function


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
@terms_options
@writer()
def add(decision: Decision, *, key: str, financier: str, form: str, title: str, amount: str, currency: str | None, rate: str | None,
        territory: str | None, rights: str | None, public: bool, **terms: Any) -> Consequence:  # fmt: skip
    """Put a financier in the plan under a key such as S-01, with the terms of its money."""
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
    if any(value is not None for value in terms.values()):
        decision.record(source.SOURCE, key, _agreed(key, source.evolve(None, event), terms))
    return lambda: _plan(decision.book)


@command.command()
@click.argument("key")
@terms_options
@writer()
def terms(decision: Decision, *, key: str, **terms: Any) -> Consequence:
    """Agree on the terms of a source; what is not named stays as it was agreed."""
    from ledger.aggregates import source
    from ledger.errors import Misuse

    if all(value is None for value in terms.values()):
        raise Misuse("Say what is agreed: --aid, --security, --fees, --interest or --recoupment.")
    known = decision.know(source.SOURCE, key)
    decision.authorise("source", asked=f"The terms of {key}")
    decision.record(source.SOURCE, key, _agreed(key, known, terms))
    return lambda: _plan(decision.book)


@command.command()
@click.argument("key")
@click.option("--amount", required=True, help="How much of it counts, in the source's currency.")
@writer()
def recognise(decision: Decision, *, key: str, amount: str) -> Consequence:
    """Say how much of a source an authority, an auditor or the financier recognises; the document that says so is evidence."""
    from ledger.aggregates import source, source_terms
    from ledger.money import Money

    known = decision.know(source.SOURCE, key)
    decision.authorise("source", asked=f"What is recognised of {key}")
    event = source_terms.recognise(
        key, known, amount=Money.parse(amount, known.amount.currency), evidence=len(decision.evidence), rate=known.rate,
        currency=decision.currency, known=known.recognised.amount if known.recognised else None,
    )  # fmt: skip
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


@command.command()
@click.argument("key")
@click.option("--amount", required=True, help="What went back, in the source's currency; its interest is an invoice of the bank.")
@click.option("--day", type=DAY, metavar="DAY", help="The day on which the money moved; the day it takes effect by default.")
@click.option("--rate", help="Book units for one unit of the source's currency on that day; the source's by default.")
@click.option("--means", help="transfer, set-off.")
@click.option("--reference", help="The payment's own number.")
@writer()
def repay(decision: Decision, *, key: str, amount: str, day: date | None, rate: str | None, means: str | None,
          reference: str | None) -> Consequence:  # fmt: skip
    """Record money that went back to the financier."""
    from cli.words import money_day
    from ledger.aggregates import source, source_terms
    from ledger.money import Money, number

    known = decision.know(source.SOURCE, key)
    decision.authorise("source", asked=f"The repayment of {key}")
    event = source_terms.repay(
        key, known, amount=Money.parse(amount, known.amount.currency), outstanding=known.outstanding, repaid_on=money_day(decision, day),
        rate=number(rate, "rate") if rate else known.rate, currency=decision.currency, means=means, reference=reference,
    )  # fmt: skip
    decision.record(source.SOURCE, key, event)
    return f"{key} has {known.outstanding - event.amount} received and not repaid."


@command.command(context_settings=SIGNED)
@click.argument("key", metavar="S-03")
@click.argument("document", metavar="I-0004")
@click.argument("percent")
@click.option("--line", "lines", type=int, multiple=True, metavar="LINE", help="A cost line; all that were posted by default. Repeatable.")
@writer()
def allocate(decision: Decision, *, key: str, document: str, percent: str, lines: tuple[int, ...]) -> Consequence:
    """Show a document's cost to a source, in percent of each line: never more than 100 over all sources; 0 takes it back."""
    from cli.scheme import cost_document
    from ledger.aggregates import allocation, source
    from ledger.money import number

    known = decision.know(source.SOURCE, key)
    voucher = cost_document(decision, document)
    decision.authorise("allocation", asked=f"The allocation of {document}")
    event = allocation.allocate(
        decision.load(allocation.ALLOCATION, document), voucher, source=key, percent=number(percent, "percentage"), lines=lines
    )
    decision.record(allocation.ALLOCATION, document, event)
    return f"{key} brings {known.book}. topsheet report source-allocations says what is allocated to it."


def _agreed(key: str, known: Source, terms: dict[str, Any]) -> SourceTermsAgreed:
    """The terms as the options give them."""
    from cli.words import money
    from ledger.aggregates import source_terms
    from ledger.errors import Misuse
    from ledger.money import number

    aid, interest = terms["aid"], terms["interest"]
    if aid not in (None, *source_terms.COUNTS):
        raise Misuse(f"{aid!r} is no class of aid. It is {', '.join(source_terms.COUNTS)}.")
    read = terms | {
        "fees": money(terms["fees"], known.amount.currency), "interest": None if interest is None else number(interest, "percentage"),
    }  # fmt: skip
    return source_terms.agree(key, known.terms, amount=known.amount, **read)


def _plan(book: Book) -> str:
    """What the plan comes to, and how far that is from the final budget."""
    from ledger.aggregates.finance_plan import against
    from ledger.aggregates.source import SOURCE
    from ledger.money import total

    plan, budget = total((known.book for known in book.every(SOURCE).values()), book.currency), final_budget(book)
    if budget is None:
        return f"The finance plan comes to {plan}; no budget is locked yet."
    return f"The finance plan comes to {plan}, {against(plan, budget)}."


def final_budget(book: Book) -> Money | None:
    """The final budget of all accounts; None before a budget is locked."""
    from ledger.money import Money

    rows = [*book.guards("left/").values(), *book.guards("total/").values()]
    return Money.minor(sum(int(row.value) for row in rows), book.currency) if rows else None
