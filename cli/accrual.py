"""topsheet accrual: work that is done and not invoiced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.line_options import planned_options
from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.accrual import AccruedLine
    from ledger.aggregates.period import Period
    from ledger.decision import Decision


@click.group("accrual")
def command() -> None:
    """Accruals: the cost of work done and not invoiced, shown inside the commitments as "of which accrued"."""


@command.command()
@click.option("--line", "lines", nargs=2, multiple=True, required=True, metavar="ACCOUNT AMOUNT",
    help="An account and what the work costs, net of recoverable tax. Repeatable.")  # fmt: skip
@click.option("--order", metavar="NUMBER[/LINE]", help="The order or engagement on which the work was done: PO-0042/1.")
@click.option("--for", "description", required=True, help="What work was done; no personal data.")
@click.option("--vendor", help="Who did it, where there is no order: a party's id or name.")
@click.option("--period", metavar="PERIOD", help="In which period; by default the one of --on. It takes effect on a day of it.")
@click.option("--again", is_flag=True, help="It is other work than the same that is accrued already.")
@planned_options
@writer()
def make(decision: Decision, *, lines: tuple[tuple[str, str], ...], order: str | None, description: str, vendor: str | None,
         period: str | None, again: bool, unplanned: bool, savings: tuple[tuple[str, str], ...]) -> Consequence:  # fmt: skip
    """Say what work of a period is done and not invoiced. It is reversed in the next period, or by the invoice that names it.

    What is beyond its order is recorded, for it is a forecast of what will be asked, and flagged.
    """
    from cli.words import balance, efc, estimated, sections, spendable
    from ledger import accrued
    from ledger.aggregates import accrual
    from ledger.errors import Misuse

    if order and vendor:
        raise Misuse(f"{order} says who does the work. Leave --vendor out, or --order.")
    decision.while_open("The accrual")
    accounts = {account for account, _ in lines}
    key, days = _period(decision, period)
    decision.on = min(decision.on, days.ends)
    decision.authorise("accrual", asked="The accrual", sections=sections(decision, accounts))
    spendable(decision, accounts)
    event = accrual.make(
        period=key, days=days, on=decision.on, issued=accrued.issued(decision.book), description=description,
        lines=_lines(decision, lines, order), vendor=decision.party(vendor) if vendor else None,
        standing={} if again else accrued.standing(decision.book), **estimated(decision, accounts, unplanned=unplanned, savings=savings),
    )  # fmt: skip
    number = decision.new_key(accrual.ACCRUAL)
    decision.record(accrual.ACCRUAL, number, event)
    until = f"It is {number}, and counts up to {days.ends}. The invoice that answers it names it: --accrual {number}."

    def said() -> str:
        over = accrued.beyond(decision.book, event)
        finals = [efc(decision, account) for account in sorted(accounts)] if over else []
        return "\n".join((until, balance(decision.book, accounts), *over, *finals))

    return said


@command.command()
@click.argument("number")
@writer(reason=True)
def reverse(decision: Decision, *, number: str) -> Consequence:
    """Take an accrual back by hand; after its period it counts no more from the first open day."""
    from cli.words import balance, sections
    from ledger import accrued
    from ledger.aggregates.accrual import ACCRUAL, ends_on

    known = decision.know(ACCRUAL, number)
    accounts = {line.account for line in known.lines}
    decision.on = ends_on(known, decision.on, accrued.issued(decision.book))
    decision.authorise("accrual", asked=number, sections=sections(decision, accounts))
    accrued.reverse(decision, number, follows=False)
    return lambda: balance(decision.book, accounts)


def _period(decision: Decision, key: str | None) -> tuple[str, Period]:
    """The period that was named, or the one of the day. Raises Unknown."""
    from ledger.aggregates.period import PERIOD
    from ledger.errors import Unknown

    if key:
        return key, decision.know(PERIOD, key)
    for found, days in decision.book.every(PERIOD).items():
        if days.starts <= decision.on <= days.ends:
            return found, days
    raise Unknown(f"No period has the day {decision.on}. Open it with topsheet period open, or name one: --period.")


def _lines(decision: Decision, lines: tuple[tuple[str, str], ...], order: str | None) -> list[AccruedLine]:
    """The lines as options give them, each on its promised line where an order is named. Raises Unknown."""
    from cli.words import amounts, promise_of
    from ledger.aggregates.accrual import AccruedLine, Promised
    from ledger.errors import Unknown
    from ledger.line import in_book

    if not order:
        return [AccruedLine(line=n, account=account, amount=some) for n, (account, some) in enumerate(amounts(lines, decision.currency), 1)]
    number, _, one = order.partition("/")
    promise = decision.promise(promise_of(decision, number))
    read = amounts(lines, promise.currency)
    told = []
    for (n, (account, some)), book in zip(
        enumerate(read, 1), in_book([some for _, some in read], promise.rate, decision.currency), strict=True
    ):
        found = [line for line, where in sorted(promise.still) if where == account and one in ("", str(line))]
        if not found:
            have = ", ".join(f"{line} on {where}" for line, where in sorted(promise.still)) or "none: it has ended"
            raise Unknown(f"{order} has no line on account {account}. The lines of {number} are {have}.")
        told.append(
            AccruedLine(line=n, account=account, amount=some, book_amount=book, promise=Promised(document=promise.document, line=found[0]))
        )
    return told
