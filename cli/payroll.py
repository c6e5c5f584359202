"""topsheet payroll: what people are paid, batch by batch."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.corrections import recode
from cli.line_options import file_options, planned_options
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.pay_line import PayLine
    from ledger.decision import Decision

FEW = 4


@click.group("payroll")
def command() -> None:
    """Payrolls: posted from a file as one batch, paid as a whole, recoded or reversed."""


command.add_command(recode)


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--number", required=True, help="The batch's own number: W09.")
@click.option("--dated", type=DAY, required=True, metavar="DAY", help="The day printed on it.")
@click.option("--total", required=True, metavar="AMOUNT", help="The control total: the rows must come to it.")
@click.option("--rows", type=int, help="How many rows the file must have.")
@click.option("--persons", type=int, help="How many persons it must pay.")
@click.option("--vendor", help="The payroll company, a party: its id or name.")
@click.option("--due", type=DAY, metavar="DAY", help="When it is to be paid.")
@click.option("--withheld", metavar="AMOUNT", help="Kept for the tax office; it is not part of what is paid out.")
@click.option("--currency", help="The payroll's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the payroll's currency.")
@click.option("--worked-from", type=DAY, metavar="DAY", help="First day worked, of rows that name none.")
@click.option("--worked-to", type=DAY, metavar="DAY", help="Last day worked, of rows that name none.")
@file_options("person=Employee,straight=ST")
@planned_options
@writer()
def post(decision: Decision, *, path: Path, number: str, dated: date, total: str, rows: int | None, persons: int | None,
         vendor: str | None, due: date | None, withheld: str | None, currency: str | None, rate: str | None, worked_from: date | None,
         worked_to: date | None, words: tuple[str, ...], unplanned: bool, savings: tuple[tuple[str, str], ...],
         **form: str | None) -> Consequence:  # fmt: skip
    """Post a CSV or XLSX file of timecards as one batch; it must tie to its control total."""
    from cli.words import estimated, money, not_read, sections, unread
    from ledger import batch, pay
    from ledger.aggregates import payroll
    from ledger.exchange import payroll_file, table
    from ledger.money import Money
    from ledger.money import number as exact
    from ledger.pay_remarks import remarks

    code = currency or decision.currency
    imported = payroll_file.digest(path)
    unread(decision, path.name, imported.sha256)
    columns = table.chosen(words, payroll_file.FIELDS)
    file = payroll_file.read_payroll(path, currency=code, columns=columns, worked=(worked_from, worked_to), **form)
    found = pay.coded(file.rows, batch.known(decision, file.rows), file.note)
    file.check()
    stated, exchange = Money.parse(total, code), exact(rate, "rate") if rate else None
    payroll.ties(path.name, [one.line for one in found], stated, rows=rows, persons=persons)
    lines = _related(decision, pay.relieving(found, rate=exchange, currency=decision.currency), dated)
    accounts = {line.account for line in lines} | {line.relieves.account for line in lines if line.relieves}
    key = decision.new_key(payroll.PAYROLL)
    event = payroll.post(on=decision.on, number=number, dated=dated, lines=lines, stated=stated,
        **estimated(decision, accounts, unplanned=unplanned, savings=savings),
        vendor=decision.party(vendor) if vendor else None, due=due, withheld=money(withheld, code), rate=exchange,
        imported=imported)  # fmt: skip
    worth = Money.zero(decision.currency)
    for line in event.lines:
        worth += line.book
    decision.authorise("payroll", asked=key, amount=worth, sections=sections(decision, accounts))
    decision.evidence = (*decision.evidence, path)
    decision.record(payroll.PAYROLL, key, event)
    return lambda: "\n".join([*remarks(found), *not_read(file), *_consequence(decision, key, event)])


@command.command()
@click.argument("number")
@click.option("--day", "paid", type=DAY, metavar="DAY", help="The day of the payment; the day it takes effect by default.")
@click.option("--came-back", is_flag=True, help="The payment came back: all of it is owed again.")
@click.option("--means", help="transfer, card, cheque.")
@click.option("--reference", help="The payment's own number.")
@writer()
def pay(decision: Decision, *, number: str, paid: date | None, came_back: bool, means: str | None, reference: str | None) -> Consequence:
    """Pay the whole of it."""
    from cli.words import money_day, sections
    from ledger.aggregates import payroll
    from ledger.money import Money

    known = decision.know(payroll.PAYROLL, number)
    decision.authorise("payroll", asked=f"The payment of {number}", sections=sections(decision, {line.account for line in known.lines}))
    decided = payroll.come_back if came_back else payroll.pay
    decision.record(payroll.PAYROLL, number, decided(number, known, paid=money_day(decision, paid), means=means, reference=reference))
    return f"{number} has {known.payable if came_back else Money.zero(known.payable.currency)} left to pay."


@command.command()
@click.argument("number")
@writer(reason=True)
def reverse(decision: Decision, *, number: str) -> Consequence:
    """Turn an unpaid payroll around; its number and its file are free again."""
    from cli.words import sections
    from ledger.aggregates import payroll

    known = decision.know(payroll.PAYROLL, number)
    decision.authorise("payroll", asked=number, sections=sections(decision, {line.account for line in known.lines}))
    ended = decision.ended({line.relieves.document for line in known.lines if line.relieves})
    decision.record(payroll.PAYROLL, number, payroll.reverse(number, known, ended=ended))
    return lambda: _balance(decision, known.lines)


def _related(decision: Decision, lines: list[PayLine], dated: date) -> list[PayLine]:
    """The lines, those of related parties marked."""
    from ledger.aggregates.party import PARTY

    related = {party: decision.know(PARTY, party, watch=False).related_on(dated) for party in {line.party for line in lines}}
    return [line.model_copy(update={"related": True}) if related[line.party] else line for line in lines]


def _consequence(decision: Decision, key: str, event: Any) -> list[str]:
    from ledger.money import Money

    payable = event.total - (event.withheld or Money.zero(event.total.currency))
    said = (_balance(decision, event.lines), f"{payable} payable. Pay it with topsheet payroll pay {key}.")
    return [one for one in said if one]


def _balance(decision: Decision, lines: Any) -> str:
    """What accounts have left: all of a few, and of many those that are over."""
    from cli.words import balance

    accounts = {line.account for line in lines}
    said = balance(decision.book, accounts)
    return said if len(accounts) <= FEW else "\n".join(line for line in said.splitlines() if " over its " in line)
