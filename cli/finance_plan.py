"""topsheet finance-plan: the versions of the plan that financiers are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("finance-plan")
def command() -> None:
    """The finance plan: every source together, issued in versions."""


@command.command()
@writer()
def issue(decision: Decision) -> Consequence:
    """Issue the plan as it stands; report finance-plan --known plan:1 shows it again."""
    from cli.source import final_budget
    from ledger.aggregates.finance_plan import FINANCE_PLAN
    from ledger.aggregates.finance_plan import issue as issued
    from ledger.aggregates.source import SOURCE
    from ledger.errors import TooEarly

    book = decision.book
    final = final_budget(book)
    if final is None:
        raise TooEarly("No budget is locked, so the plan balances to nothing yet. Lock it first: topsheet budget lock.")
    decision.authorise("source", asked="The finance plan")
    decision.known = book.size()  # it is the plan of every source, and of the budget
    documents = {key: document for key in book.keys(SOURCE) if (document := book.load(SOURCE, key))}
    event = issued(
        decision.load(FINANCE_PLAN, "main"), on=decision.on, sources={key: document.state for key, document in documents.items()},
        last=max((document.on for document in documents.values()), default=None), final=final,
    )  # fmt: skip
    decision.record(FINANCE_PLAN, "main", event)
    parts = ((event.cash, "arrives as cash"), (event.recognised, "is recognised"))
    apart = [f"{amount} {what}" for amount, what in parts if amount != event.gross]
    return f"Of it, {' and '.join(apart)}." if apart else None
