"""topsheet po: purchase orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from cli.line_options import planned_options
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.authority import Authority
    from ledger.aggregates.purchase_order import PurchaseOrder
    from ledger.decision import Decision
    from ledger.line import OrderedLine

LINES = click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT AMOUNT",
    help="An account and its amount, net of recoverable tax. Repeatable.")  # fmt: skip

STARTS = click.option("--from", "starts", type=DAY, metavar="DAY", help="The first day of its work; the cash flow plans by it.")
ENDS = click.option("--to", "ends", type=DAY, metavar="DAY", help="The last day of its work.")


@click.group("po")
def command() -> None:
    """Purchase orders: money promised to a vendor before it is spent."""


@command.command("raise")
@click.option("--number", help="The number printed on the order; the next one by default.")
@click.option("--vendor", required=True, help="A party: its id or name.")
@click.option("--for", "description", required=True, help="What is ordered.")
@LINES
@click.option("--currency", help="The order's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the order's currency.")
@click.option("--dated", type=DAY, metavar="DAY", help="The day printed on the order.")
@click.option("--due", type=DAY, metavar="DAY", help="When it is expected.")
@STARTS
@ENDS
@click.option("--confirming", is_flag=True, help="The order was already placed: it is recorded even beyond a limit, and flagged.")
@writer()
def raise_order(decision: Decision, *, number: str | None, vendor: str, description: str, lines: tuple[tuple[str, str], ...],
                currency: str | None, rate: str | None, dated: date | None, due: date | None, starts: date | None, ends: date | None,
                confirming: bool) -> Consequence:  # fmt: skip
    """Ask to buy. Nothing is promised until the order is approved."""
    from ledger.aggregates import purchase_order
    from ledger.money import number as exact

    exchange = exact(rate, "rate") if rate else None
    ordered = purchase_order.worked(_lines(decision, lines, currency, exchange), starts, ends)
    key = decision.new_key(purchase_order.PURCHASE_ORDER, number)
    decision.while_open(key)
    event = purchase_order.raise_order(
        vendor=decision.party(vendor), description=description, lines=ordered, rate=exchange, dated=dated, due=due, confirming=confirming
    )
    decision.record(purchase_order.PURCHASE_ORDER, key, event)
    return f"{key} waits to be approved: topsheet po approve {key}."


@command.command()
@click.argument("number")
@click.option("--over-budget", is_flag=True, help="Approve it although the account has not that much left, where the authority says so.")
@planned_options
@writer()
def approve(decision: Decision, *, number: str, over_budget: bool, unplanned: bool, savings: tuple[tuple[str, str], ...]) -> Consequence:
    """Promise the money of an order, or of its amendment."""
    from cli.words import balance, estimated, left, sections
    from ledger.aggregates import purchase_order

    order = decision.know(purchase_order.PURCHASE_ORDER, number)
    accounts = {line.account for line in (*order.lines, *order.approved)}
    grant = decision.authorise(
        "purchase-order", asked=number, amount=order.amount, sections=sections(decision, accounts), over_budget=over_budget
    )
    event = purchase_order.approve(
        number,
        order,
        left=left(decision, accounts, hold=not (over_budget or order.confirming)),
        **estimated(decision, accounts, unplanned=unplanned, savings=savings),
        over_budget=over_budget,
    )
    decision.record(purchase_order.PURCHASE_ORDER, number, event)
    split = _split(decision, number, order, grant)
    return lambda: "\n".join(filter(None, [balance(decision.book, accounts), split]))


@command.command()
@click.argument("number")
@LINES
@STARTS
@ENDS
@writer(reason=True)
def amend(decision: Decision, *, number: str, lines: tuple[tuple[str, str], ...], starts: date | None, ends: date | None) -> Consequence:
    """Say what the order shall be, all its lines; it is approved again. Without other days it keeps those that it had."""
    from ledger.aggregates import purchase_order

    order = decision.know(purchase_order.PURCHASE_ORDER, number)
    new = purchase_order.worked(_lines(decision, lines, order.lines[0].amount.currency, order.rate), starts, ends)
    decision.record(purchase_order.PURCHASE_ORDER, number, purchase_order.amend(number, order, lines=new))
    return f"{number} waits to be approved again: topsheet po approve {number}."


@command.command()
@click.argument("number")
@click.option("--offer", "offers", nargs=2, multiple=True, required=True, metavar="PARTY AMOUNT",
    help="Whose offer, and what it asks net of recoverable tax. Repeatable; the vendor's is one of them.")  # fmt: skip
@writer()
def offers(decision: Decision, *, number: str, offers: tuple[tuple[str, str], ...]) -> Consequence:
    """Compare the offers that were obtained; where the vendor's is not the cheapest, --reason says why. --evidence keeps them."""
    from ledger.aggregates import purchase_order
    from ledger.money import Money

    order = decision.know(purchase_order.PURCHASE_ORDER, number)
    currency = order.lines[0].amount.currency
    told = [purchase_order.Offer(party=decision.party(who), amount=Money.parse(amount, currency)) for who, amount in offers]
    event = purchase_order.compare_offers(number, order, offers=told)
    decision.record(purchase_order.PURCHASE_ORDER, number, event)
    own = next(one.amount for one in told if one.party == order.vendor)
    least = min(one.amount for one in told)
    return f"{number} has {len(told)} offers: the vendor asks {own}, and the cheapest is {least}."


@command.command()
@click.argument("number")
@writer()
def close(decision: Decision, *, number: str) -> Consequence:
    """Nothing more will come: give back what is open."""
    from cli.words import balance, sections, still_open
    from ledger.accrued import settled
    from ledger.aggregates import purchase_order

    order = decision.know(purchase_order.PURCHASE_ORDER, number)
    settled(decision, f"purchase-order/{number}")
    if order.approved:
        decision.authorise("purchase-order", asked=number, sections=sections(decision, {line.account for line in order.approved}))
    lines = still_open(decision, f"purchase-order/{number}", order.approved)
    decision.record(purchase_order.PURCHASE_ORDER, number, purchase_order.close(number, order, still_open=lines))
    return lambda: balance(decision.book, {line.account for line in order.approved})


@command.command()
@click.argument("number")
@writer(reason=True)
def void(decision: Decision, *, number: str) -> Consequence:
    """Take an order back before anything was invoiced against it."""
    from cli.words import balance, sections
    from ledger.accrued import settled
    from ledger.aggregates import purchase_order

    order = decision.know(purchase_order.PURCHASE_ORDER, number)
    settled(decision, f"purchase-order/{number}")
    if order.approved:
        decision.authorise("purchase-order", asked=number, sections=sections(decision, {line.account for line in order.approved}))
    promised = {(line.line, line.account): line.amount.units for line in order.approved}
    found = decision.open_lines(f"purchase-order/{number}")
    relieved = any(found[key][0] != units for key, units in promised.items())
    decision.record(purchase_order.PURCHASE_ORDER, number, purchase_order.void(number, order, relieved=relieved))
    return lambda: balance(decision.book, {line.account for line in order.approved})


def _split(decision: Decision, number: str, order: PurchaseOrder, grant: Authority) -> str:
    """What to know when the order is within what the grant lets one decide alone, and others of its vendor with it are not."""
    from ledger.splitting import together

    limit = min((one for one in (grant.limit, grant.second_above) if one), default=None)
    if limit is None:
        return ""
    found = together(
        decision.book, number, vendor=order.vendor, principal=grant.principal, amount=order.amount, limit=limit, on=decision.on
    )
    if not found:
        return ""
    days, others, whole = found
    alone = f"decides above {limit} together with a second person" if limit == grant.second_above else f"may approve up to {limit}"
    return (
        f"Mind the limit: with {', '.join(others)} to {decision.book.called(order.vendor)} within {days} days it comes to {whole}, and "
        f"{decision.book.called(grant.party)} {alone}: topsheet report split-orders."
    )


def _lines(decision: Decision, lines: tuple[tuple[str, str], ...], currency: str | None, rate: Decimal | None) -> list[OrderedLine]:
    """The ordered lines as options give them, with their book amounts."""
    from cli.words import amounts, spendable
    from ledger.line import OrderedLine, in_book

    read = amounts(lines, currency or decision.currency)
    books = in_book([amount for _, amount in read], rate, decision.currency) if read else []
    spendable(decision, {account for account, _ in read})
    return [
        OrderedLine(line=n, account=account, amount=amount, book_amount=book)
        for n, ((account, amount), book) in enumerate(zip(read, books, strict=True), 1)
    ]
