"""topsheet production: the stages of the production."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.decision import Decision
    from ledger.event import Event
    from ledger.money import Money

DAY_OF_IT = click.option("--day", type=DAY, metavar="DAY", help="The day of it; the day it takes effect by default.")


@click.group("production")
def command() -> None:
    """The stages of the production: greenlight, photography, wrap, delivery, close."""


@command.command()
@writer()
def greenlight(decision: Decision) -> Consequence:
    """The production goes ahead."""
    from ledger.aggregates import production

    return _step(decision, production.greenlight)


@command.command("start-photography")
@DAY_OF_IT
@writer()
def start_photography(decision: Decision, *, day: date | None) -> Consequence:
    """Principal photography begins."""
    from ledger.aggregates import production

    return _step(decision, production.start_photography, day=day or decision.on)


@command.command()
@DAY_OF_IT
@writer()
def wrap(decision: Decision, *, day: date | None) -> Consequence:
    """Principal photography is over."""
    from ledger.aggregates import production

    return _step(decision, production.wrap, day=day or decision.on)


@command.command()
@DAY_OF_IT
@click.option("--accepted-by", metavar="PARTY", help="Who accepted the film.")
@writer()
def deliver(decision: Decision, *, day: date | None, accepted_by: str | None) -> Consequence:
    """The finished film is delivered."""
    from ledger.aggregates import production

    return _step(decision, production.deliver, day=day or decision.on, accepted_by=decision.party(accepted_by) if accepted_by else None)


@command.command()
@writer()
def close(decision: Decision) -> Consequence:
    """The production is closed, once nothing is promised, accrued or in anybody's hand any more."""
    from ledger.accrued import standing
    from ledger.aggregates import payroll, production
    from ledger.aggregates.advance import ADVANCE
    from ledger.aggregates.invoice import INVOICE
    from ledger.aggregates.payable import Stage

    decision.known = decision.book.size()  # what is promised, accrued or handed out from now on would stand in a closed production
    held = {key: (known.outstanding, known.holder) for key, known in decision.book.every(ADVANCE).items() if known.outstanding}
    accrued = list(standing(decision.book))
    _step(decision, production.close, promised=promised(decision), accrued=accrued, held=held)
    open_still = {Stage.ENTERED, Stage.APPROVED, Stage.POSTED}
    unpaid = [key for key, bill in decision.book.every(INVOICE).items() if bill.stage in open_still]
    unpaid += [key for key, batch in decision.book.every(payroll.PAYROLL).items() if batch.stage is payroll.Stage.POSTED]
    more = f" and {len(unpaid) - 5} more" if len(unpaid) > 5 else ""
    return f"Still to be settled: {', '.join(unpaid[:5])}{more}; topsheet report payables." if unpaid else None


def promised(decision: Decision) -> Money:
    """What is still committed, over every open line."""
    from ledger.guards import committed
    from ledger.money import Money

    rows = {prefix + key: row for prefix in ("open/", "book/") for key, row in decision.book.guards(prefix).items()}
    keys = {key.removeprefix("open/") for key in rows if key.startswith("open/")}
    return Money.minor(sum(committed(rows, key) for key in keys), decision.currency)


def _step(decision: Decision, step: Callable[..., Event], **given: Any) -> Consequence:
    from ledger.aggregates.production import PRODUCTION

    decision.authorise("production", asked="The next stage of the production")
    decision.record(PRODUCTION, "main", step(decision.load(PRODUCTION, "main"), **given))
    return None
