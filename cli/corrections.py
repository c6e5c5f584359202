"""What puts posted cost right: credit notes of invoices, and recodes of invoices, payrolls and envelopes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.line_options import planned_options
from cli.options import DAY, Consequence, Function, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.command()
@click.argument("invoice")
@click.option("--number", required=True, help="The credit note's own number.")
@click.option("--dated", type=DAY, required=True, metavar="DAY", help="The day printed on it.")
@click.option("--net", required=True, metavar="AMOUNT", help="What it takes back, net of tax, without a minus.")
@click.option("--tax", default="0", metavar="AMOUNT", help="Tax.")
@click.option("--withholding", default="0", metavar="AMOUNT", help="What it gives back of the withholding.")
@click.option("--gross", required=True, metavar="AMOUNT", help="Gross, as printed: net and tax.")
@click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT NET", help="An account and its part of the net. Repeatable.")
@click.option("--reopen", is_flag=True, help="What the invoice relieved is promised again, as far as it is credited.")
@writer(reason=True)
def credit(decision: Decision, *, invoice: str, number: str, dated: date, net: str, tax: str, withholding: str, gross: str,
           lines: tuple[tuple[str, str], ...], reopen: bool) -> Consequence:  # fmt: skip
    """Record a vendor's credit note: the invoice costs and owes less.

    An order that it relieved stays relieved, unless --reopen.
    """
    from cli.words import amounts, balance, sections
    from ledger.aggregates import correction
    from ledger.aggregates.invoice import INVOICE
    from ledger.money import Money

    known = decision.know(INVOICE, invoice)
    code, accounts = known.net.currency, {account for account, _ in lines}
    decision.authorise("invoice", asked=f"The credit note of {invoice}", sections=sections(decision, accounts))
    event = correction.credit(
        invoice, known, on=decision.on, number=number, dated=dated, net=Money.parse(net, code), gross=Money.parse(gross, code),
        tax=Money.parse(tax, code), withholding=Money.parse(withholding, code), nets=amounts(lines, code), reopen=reopen,
        ended=decision.ended({line.relieves.document for line in known.posted if line.relieves}) if reopen else (),
    )  # fmt: skip
    decision.record(INVOICE, invoice, event)
    after = INVOICE.evolve(known, event)
    touched = {line.account for line in event.lines} | {line.relieves.account for line in event.lines if line.relieves}
    left = f"{invoice} has {after.owed} left to pay"
    if after.owed < Money.zero(code):
        left += f": when the money comes back, topsheet invoice pay {invoice} --amount {after.owed.plain()}"
    return lambda: f"{left}.\n{balance(decision.book, touched)}"


@click.command()
@click.argument("document")
@click.option("--from", "line", type=int, required=True, metavar="LINE", help="The line that the cost leaves, as topsheet show lists it.")
@click.option("--to", "account", required=True, metavar="ACCOUNT", help="Where it belongs.")
@click.option("--amount", metavar="NET", help="So much of the line's net; all of it by default.")
@click.option("--segment", "segments", multiple=True, metavar="NAME=VALUE", help="episode=101, location=..., set=... Repeatable.")
@planned_options
@writer(reason=True)
def recode(decision: Decision, *, document: str, line: int, account: str, amount: str | None, segments: tuple[str, ...],
           unplanned: bool, savings: tuple[tuple[str, str], ...]) -> Consequence:  # fmt: skip
    """Move posted cost to the account where it belongs, on the first open day; what was paid of it moves along."""
    from cli.words import balance, estimated, money, sections, segments_of, spendable
    from ledger.aggregates import advance, aggregate_of, correction, payroll

    kind = str(click.get_current_context().parent.info_name)  # type: ignore[union-attr]  # a verb always stands under its noun
    deciders: dict[str, tuple[Function, str]] = {
        "invoice": (correction.recode, "net"), "payroll": (payroll.recode, "total"), "advance": (advance.recode, "advanced"),
    }  # fmt: skip
    aggregate, (decide, figure) = aggregate_of(kind), deciders[kind]
    known = decision.know(aggregate, document)
    net = money(amount, getattr(known, figure).currency)
    terms = estimated(decision, {account}, unplanned=unplanned, savings=savings)
    event = decide(document, known, line=line, account=account, net=net, segments=segments_of(segments), **terms)
    leaves, arrives = event.lines
    touched = {leaves.account, arrives.account}
    decision.authorise(kind, asked=f"The recode of {document}", amount=arrives.book, sections=sections(decision, touched))
    spendable(decision, {account})
    decision.record(aggregate, document, event)
    return lambda: balance(decision.book, touched)


VERBS = (credit, recode)
