"""topsheet cash: by which terms the cash flow is planned, and what was settled with the tax office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.cash import Settles
    from ledger.decision import Decision

Function = Callable[..., Any]


@click.group("cash")
def command() -> None:
    """Cash: the terms of the weekly cash flow, VAT that came back, withheld tax that was paid over."""


@command.command()
@click.option("--tax-period", type=click.Choice(["month", "quarter"]), help="How often tax is declared; by the quarter until set.")
@click.option("--refund-after", type=int, metavar="MONTHS", help="After so many months VAT of a tax period comes back; 3 until set.")
@click.option("--pays-after", type=int, metavar="DAYS", help="So many days after its work an order is paid; 30 until set.")
@click.option(
    "--withholding-day", type=int, metavar="DAY", help="The day of the next month on which withheld tax is paid over; 20 until set."
)
@click.option("--social-security-day", type=int, metavar="DAY", help="That on which social security is paid; its last until set.")
@click.option("--vat", metavar="PERCENT", help="VAT expected on open orders; none until set.")
@click.option("--vat-on-estimates", metavar="PERCENT", help="VAT expected on what is estimated to come; none until set.")
@click.option("--spread", type=int, metavar="WEEKS", help="Over so many weeks an estimate is spread whose phase has no days; 13 until set.")
@writer()
def terms(decision: Decision, *, vat: str | None, vat_on_estimates: str | None, **asked: Any) -> Consequence:
    """Say what no document does: when tax is settled, when orders are paid, how much VAT is to come. What is not given stays."""
    from ledger.aggregates.cash import CASH, set_terms
    from ledger.money import number

    decision.authorise("cash", asked="The terms of the cash flow")
    rates = {"vat": vat, "vat_on_estimates": vat_on_estimates}
    read = {name: number(text, "percentage") for name, text in rates.items() if text is not None}
    decision.record(CASH, "main", set_terms(decision.load(CASH, "main"), **asked, **read))
    return "topsheet report cash-flow plans by them."


def settling(moved: str) -> Callable[[Function], Function]:
    """What a settlement with the tax office says: its tax period, how much moved, when, and by which line of the bank."""

    def wrap(function: Function) -> Function:
        for option in reversed((
            click.argument("period"),
            click.option("--amount", required=True, metavar="AMOUNT", help="How much, in the book's currency."),
            click.option("--day", type=DAY, metavar="DAY", help=f"When the money {moved}; the entry's day by default."),
            click.option("--reference", metavar="TEXT", help="The number on the bank statement."),
        )):  # fmt: skip
            function = option(function)
        return function

    return wrap


@command.command()
@settling("came")
@writer()
def refund(decision: Decision, **said: Any) -> Consequence:
    """Record VAT that the tax office paid back for a tax period, 2024-03 or 2024-Q1; minus takes it back."""
    return _settled(decision, "VAT", **said)


@command.command()
@settling("went")
@writer()
def remit(decision: Decision, **said: Any) -> Consequence:
    """Record tax withheld in a tax period, 2024-03 or 2024-Q1, that was paid over to the tax office; minus takes it back."""
    return _settled(decision, "withholding", **said)


def _settled(decision: Decision, tax: Settles, *, period: str, amount: str, day: date | None, reference: str | None) -> Consequence:
    from cli.words import money_day
    from ledger.aggregates.cash import CASH, period_end, settle
    from ledger.money import Money

    event = settle(
        decision.load(CASH, "main"), tax, period_ends=period_end(period), amount=Money.parse(amount, decision.currency),
        moved_on=money_day(decision, day), currency=decision.currency, reference=reference,
    )  # fmt: skip
    decision.authorise("cash", asked=str(event.amount), amount=event.amount)
    decision.record(CASH, "main", event)
    left = f"topsheet report {'recoverable-tax' if tax == 'VAT' else 'tax-withheld'} says what is left of it."
    return "\n".join([*_beyond(decision, tax, event.period_ends), left])


def _beyond(decision: Decision, tax: Settles, ends: date) -> list[str]:
    """A word where more has been settled of a quarter than its documents have; the book is looked at as it would become."""
    from cli.window import decided
    from ledger.money import round_half_up

    what, has = ("VAT back", "comes back") if tax == "VAT" else ("withheld tax paid over", "was withheld")
    with decided(decision) as (session, _, _):
        row = next(row for row in session.records("tax_settled") if row["tax"] == tax and row["quarter ends"] >= ends)
    if row["beyond"] <= 0:
        return []
    of, moved, beyond = (round_half_up(row[name], decision.currency) for name in ("of documents", "settled", "beyond"))
    return [f"Flagged: {what} for the quarter to {row['quarter ends']} is {moved}; by the documents {of} {has}, so {beyond} is beyond it."]
