"""topsheet place: where costs are spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.country import COUNTRY
from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("place")
def command() -> None:
    """Where costs are spent, line by line and account by account, where the documents do not say it."""


@command.command()
@click.argument("document", metavar="I-0004")
@click.argument("line", type=int)
@click.argument("country", type=COUNTRY, metavar="CC")
@click.option("--region", help="The region in it.")
@writer()
def cost(decision: Decision, *, document: str, line: int, country: str, region: str | None) -> Consequence:
    """Say where one cost line of an invoice, a payroll or an advance is spent, whatever its document said."""
    from cli.scheme import cost_document
    from ledger.aggregates import place

    voucher = cost_document(decision, document)
    decision.authorise("place", asked=f"The place of {document}")
    event = place.place_cost(decision.load(place.PLACE, document), voucher, line=line, country=country, region=region)
    decision.record(place.PLACE, document, event)
    account, net = voucher.lines[line]
    return f"{document} line {line} has {net} net on account {account}."


@command.command()
@click.argument("account")
@click.argument("country", type=COUNTRY, metavar="CC")
@click.option("--region", help="The region in it.")
@writer()
def account(decision: Decision, *, account: str, country: str, region: str | None) -> Consequence:
    """Say where an account is spent: its lines that do not say it themselves, and what is still to come on it.

    A category places each of its accounts that has no place of its own.
    """
    from ledger.aggregates import place
    from ledger.aggregates.budget import BUDGET

    accounts = decision.know(BUDGET, "main", watch=False).accounts
    decision.authorise("place", asked=f"The place of account {account}")
    events = place.place_accounts(
        {code: decision.load(place.PLACE, code) for code in place.meant(accounts, account)},
        accounts,
        account=account,
        country=country,
        region=region,
    )
    for event in events:
        decision.record(place.PLACE, event.account, event)
    return "Lines that say their own place stay there. topsheet report country-costs says what is spent where."
