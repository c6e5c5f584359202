"""topsheet invoice: what vendors ask for. Credit notes and recodes are in corrections.py, files in invoice_import.py."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli import invoice_import
from cli.corrections import VERBS
from cli.country import COUNTRY
from cli.line_options import planned_options
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("invoice")
def command() -> None:
    """Invoices: entered as printed or imported, approved, posted to accounts, paid; credited, recoded or reversed."""


for verb in (invoice_import.command, *VERBS):
    command.add_command(verb)


@command.command()
@click.option("--vendor", required=True, help="A party: its id or name.")
@click.option("--number", required=True, help="The vendor's number.")
@click.option("--dated", type=DAY, required=True, metavar="DAY", help="The day printed on it.")
@click.option("--net", required=True, metavar="AMOUNT", help="Net of tax.")
@click.option("--tax", default="0", metavar="AMOUNT", help="Tax.")
@click.option("--tax-code", help="The code of the tax: IVA21.")
@click.option("--recoverable", metavar="AMOUNT", help="The part of the tax that comes back; all of it by default.")
@click.option("--withholding", default="0", metavar="AMOUNT", help="Kept from the vendor for the tax office.")
@click.option("--gross", required=True, metavar="AMOUNT", help="Gross, as printed: net and tax.")
@click.option("--currency", help="The invoice's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the invoice's currency.")
@click.option("--for", "description", help="What it is for.")
@click.option("--received", type=DAY, metavar="DAY", help="When it came in.")
@click.option("--due", type=DAY, metavar="DAY", help="When it is to be paid.")
@click.option("--means", help="How it is to be paid: transfer, card.")
@click.option("--order", metavar="NUMBER", help="The order or engagement that it answers: PO-0042.")
@writer()
def enter(decision: Decision, *, vendor: str, number: str, dated: date, net: str, tax: str, tax_code: str | None,
          recoverable: str | None, withholding: str, gross: str, currency: str | None, rate: str | None, description: str | None,
          received: date | None, due: date | None, means: str | None, order: str | None) -> Consequence:  # fmt: skip
    """Record an invoice as it is printed. A vendor's number is used once a year."""
    from ledger.aggregates import invoice
    from ledger.line import in_book
    from ledger.money import Money
    from ledger.money import number as exact

    code = currency or decision.currency
    party = decision.party(vendor)
    exchange = exact(rate, "rate") if rate else None
    taxed = Money.parse(tax, code)
    event = invoice.enter(on=decision.on, vendor=party, number=number, dated=dated, net=Money.parse(net, code),
        gross=Money.parse(gross, code), tax=taxed, recoverable=Money.parse(recoverable, code) if recoverable is not None else taxed,
        withholding=Money.parse(withholding, code), tax_code=tax_code, rate=exchange, description=description, received=received,
        due=due, means=means, order=_ordered_from(decision, order, party) if order else None)  # fmt: skip
    in_book([event.net], exchange, decision.currency)
    key = decision.new_key(invoice.INVOICE)
    decision.record(invoice.INVOICE, key, event)
    return f"It is {key}: {event.gross - (event.withholding or Money.zero(code))} payable. Approve it with topsheet invoice approve {key}."


@command.command()
@click.argument("number")
@writer()
def approve(decision: Decision, *, number: str) -> Consequence:
    """Agree that it is owed."""
    from ledger.aggregates import invoice
    from ledger.line import in_book

    known = decision.know(invoice.INVOICE, number)
    (book,) = in_book([known.cost], known.rate, decision.currency)
    decision.authorise("invoice", asked=number, amount=book or known.cost)
    decision.record(invoice.INVOICE, number, invoice.approve(number, known))
    return f"Post it with topsheet invoice post {number} --line ACCOUNT NET."


@command.command()
@click.argument("number")
@click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT NET", help="An account and its part of the net. Repeatable.")
@click.option("--relieves", metavar="ORDER[/LINE]", help="The order or engagement it relieves; by default the one it was entered for.")
@click.option("--final", is_flag=True, help="Nothing more comes on the relieved lines: the rest of them is free again.")
@click.option("--worked-from", type=DAY, metavar="DAY", help="First day of the service.")
@click.option("--worked-to", type=DAY, metavar="DAY", help="Last day of the service.")
@click.option("--country", type=COUNTRY, metavar="CC", help="Where it was performed.")
@click.option("--region", help="The region in which it was performed.")
@click.option("--segment", "segments", multiple=True, metavar="NAME=VALUE", help="episode=101, location=..., set=... Repeatable.")
@click.option("--settlement", type=click.Choice(["cash", "deferred", "in kind"]), default="cash", show_default=True)
@click.option(
    "--accrual", "accruals", multiple=True, metavar="NUMBER", help="The accrual that it answers, which is reversed: AC-0001. Repeatable."
)
@planned_options
@writer()
def post(decision: Decision, *, number: str, lines: tuple[tuple[str, str], ...], relieves: str | None, final: bool,
         worked_from: date | None, worked_to: date | None, country: str | None, region: str | None, segments: tuple[str, ...],
         settlement: str, accruals: tuple[str, ...], unplanned: bool, savings: tuple[tuple[str, str], ...]) -> Consequence:  # fmt: skip
    """Make it cost on accounts, and relieve the order that it answers."""
    from cli.words import amounts, balance, estimated, promise_of, sections, segments_of, spendable
    from ledger import accrued
    from ledger.aggregates import invoice
    from ledger.aggregates.accrual import given_back
    from ledger.aggregates.party import PARTY
    from ledger.errors import Misuse
    from ledger.line import in_book
    from ledger.relief import relieved

    known = decision.know(invoice.INVOICE, number)
    decision.authorise("invoice", asked=f"The posting of {number}", sections=sections(decision, {account for account, _ in lines}))
    spendable(decision, {account for account, _ in lines})
    common = {
        "worked_from": worked_from,
        "worked_to": worked_to,
        "country": country,
        "region": region,
        "settlement": settlement,
        "segments": segments_of(segments),
        "related": decision.know(PARTY, known.vendor, watch=False).related_on(known.dated),
    }
    coded = invoice.coded(number, known, amounts(lines, known.net.currency), **common)
    books = in_book([line.amount for line in coded], known.rate, decision.currency)
    coded = [line.model_copy(update={"book_amount": book}) for line, book in zip(coded, books, strict=True)]
    promise, _, one = relieves.partition("/") if relieves else ((known.order or "").partition("/")[2], "", "")
    if one and not one.isdigit():
        raise Misuse(f"{relieves!r} names no line. Write the order, or the order and its line: {promise}/1.")
    if promise:
        coded = relieved(coded, decision.promise(promise_of(decision, promise)), line=int(one) if one.isdigit() else None, final=final)
    accounts = {line.account for line in coded} | {line.relieves.account for line in coded if line.relieves}
    back = given_back([accrued.reverse(decision, key, invoice=invoice.INVOICE.stream(number)) for key in dict.fromkeys(accruals)])
    terms = estimated(decision, accounts, unplanned=unplanned, savings=savings, back=back)
    event = invoice.post(number, known, lines=coded, **terms)
    decision.record(invoice.INVOICE, number, event)
    forgotten = accrued.unnamed(decision, {line.relieves.document for line in coded if line.relieves})
    return lambda: "\n".join(filter(None, [balance(decision.book, accounts), *forgotten]))


@command.command()
@click.argument("number")
@click.option("--day", "paid", type=DAY, metavar="DAY", help="The day of the payment; the day it takes effect by default.")
@click.option("--amount", metavar="AMOUNT", help="An instalment; all that is left by default.")
@click.option("--means", help="transfer, card, cheque.")
@click.option("--reference", help="The payment's own number.")
@writer()
def pay(decision: Decision, *, number: str, paid: date | None, amount: str | None, means: str | None, reference: str | None) -> Consequence:
    """Pay the vendor. Bank details that wait to be confirmed, or are new, are told."""
    from cli.bank import remark
    from cli.words import money, money_day, sections
    from ledger.aggregates import invoice

    known = decision.know(invoice.INVOICE, number)
    decision.authorise("invoice", asked=f"The payment of {number}", sections=sections(decision, {line.account for line in known.lines}))
    day = money_day(decision, paid)
    event = invoice.pay(number, known, paid=day, amount=money(amount, known.net.currency), means=means, reference=reference)
    decision.record(invoice.INVOICE, number, event)
    return "\n".join(filter(None, [f"{number} has {known.owed - event.amount} left to pay.", remark(decision, known.vendor)]))


@command.command()
@click.argument("number")
@writer(reason=True)
def reverse(decision: Decision, *, number: str) -> Consequence:
    """Turn an unpaid invoice around; its number is free again."""
    from cli.words import balance, sections
    from ledger.aggregates import invoice

    known = decision.know(invoice.INVOICE, number)
    decision.authorise("invoice", asked=number, sections=sections(decision, {line.account for line in known.lines}))
    ended = decision.ended({line.relieves.document for line in known.lines if line.relieves})
    decision.record(invoice.INVOICE, number, invoice.reverse(number, known, ended=ended))
    return lambda: balance(decision.book, {line.account for line in known.lines})


def _ordered_from(decision: Decision, number: str, vendor: str) -> str:
    """The stream of the order or engagement that an invoice answers. Raises Refused when the order is another vendor's."""
    from cli.words import promise_of
    from ledger.aggregates.purchase_order import PURCHASE_ORDER
    from ledger.errors import Refused

    stream = promise_of(decision, number)
    order = decision.load(PURCHASE_ORDER, number, watch=False)
    if order and order.vendor != vendor:
        raise Refused(
            f"{number} is an order to {order.vendor}, and the invoice is of {vendor}. Enter it without --order, or for its own order."
        )
    return stream
