"""topsheet contingency: draw on it, and give back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import SIGNED, Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("contingency")
def command() -> None:
    """The contingency: an account of the locked budget that is drawn into others and takes no postings."""


@command.command(context_settings=SIGNED)
@click.argument("account")
@click.argument("amount")
@writer(reason=True)
def draw(decision: Decision, *, account: str, amount: str) -> Consequence:
    """Draw contingency into an account."""
    from cli.words import balance
    from ledger.aggregates import draw as contingency
    from ledger.aggregates.budget import BUDGET
    from ledger.money import Money

    budget = decision.know(BUDGET, "main")
    reserve = budget.contingency_account
    wanted = Money.parse(amount, decision.currency)
    left = decision.left(reserve, keep="money") if reserve else Money.zero(decision.currency)
    event = contingency.draw(budget, account=account, amount=wanted, left=left)
    key = decision.new_key(contingency.DRAW)
    decision.authorise("draw", asked=key, amount=wanted)
    decision.record(contingency.DRAW, key, event)
    return lambda: balance(decision.book, {account, event.contingency_account})


@command.command("return", context_settings=SIGNED)
@click.argument("number")
@click.argument("amount")
@writer(reason=True)
def give_back(decision: Decision, *, number: str, amount: str) -> Consequence:
    """Return what was drawn, as far as the account can spare it."""
    from cli.words import balance
    from ledger.aggregates import draw as contingency
    from ledger.money import Money

    drawn = decision.know(contingency.DRAW, number)
    back = Money.parse(amount, decision.currency)
    event = contingency.give_back(number, drawn, amount=back, movable=decision.left(drawn.account, keep="estimate"))
    decision.authorise("draw", asked=number, amount=back)
    decision.record(contingency.DRAW, number, event)
    return lambda: balance(decision.book, {drawn.account, drawn.contingency_account})
