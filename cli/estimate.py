"""topsheet estimate: what an account will still cost, and how that is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import SIGNED, Consequence, writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.decision import Decision
    from ledger.event import Event

CAUSE = click.option("--cause", required=True, help="Why the estimate is what it is.")


@click.group("estimate")
def command() -> None:
    """Three modes for an account: on budget until somebody estimates, ETC entered, or EFC held."""


AMOUNT = click.argument("amount")
ACCOUNT = click.argument("account")


@command.command(context_settings=SIGNED)
@ACCOUNT
@AMOUNT
@CAUSE
@writer()
def etc(decision: Decision, *, account: str, amount: str, cause: str) -> Consequence:
    """Enter the estimate to complete: the final cost floats with what is spent and promised."""
    from ledger.aggregates import estimate

    return _decided(decision, account, estimate.enter, amount, cause)


@command.command(context_settings=SIGNED)
@ACCOUNT
@AMOUNT
@CAUSE
@writer()
def efc(decision: Decision, *, account: str, amount: str, cause: str) -> Consequence:
    """Hold the estimated final cost: what is still to come is what is missing to it."""
    from ledger.aggregates import estimate

    return _decided(decision, account, estimate.hold, amount, cause)


@command.command("on-budget")
@ACCOUNT
@writer()
def on_budget(decision: Decision, *, account: str) -> Consequence:
    """Let the final cost follow the budget again."""
    from cli.words import efc
    from ledger.aggregates import estimate

    _may(decision, account)
    decision.record(estimate.ESTIMATE, account, estimate.on_budget(account, decision.load(estimate.ESTIMATE, account)))
    return lambda: efc(decision, account)


def _decided(decision: Decision, account: str, decide: Callable[..., Event], amount: str, cause: str) -> Consequence:
    """Estimate an account in one of the two modes that have an amount."""
    from cli.words import efc
    from ledger.aggregates.estimate import ESTIMATE
    from ledger.money import Money

    _may(decision, account)
    known, figure = decision.load(ESTIMATE, account), Money.parse(amount, decision.currency)
    event = decide(account, known, amount=figure, cause=cause, currency=decision.currency, contingency=_contingency(decision))
    decision.record(ESTIMATE, account, event)
    return lambda: efc(decision, account)


def _may(decision: Decision, account: str) -> None:
    from cli.words import sections

    decision.left(account)
    decision.authorise("estimate", asked=f"The estimate of account {account}", sections=sections(decision, [account]))


def _contingency(decision: Decision) -> str | None:
    from ledger.aggregates.budget import BUDGET

    return decision.know(BUDGET, "main", watch=False).contingency_account
