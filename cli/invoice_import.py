"""topsheet invoice import: the invoices of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.line_options import file_options
from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.intake import Ready
    from ledger.money import Money


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--post", is_flag=True, help="Approve and post each too, on the accounts of the file.")
@click.option("--total", metavar="AMOUNT", help="The control total: the gross amounts must come to it.")
@click.option("--currency", help="The currency of rows that name none; the book's by default.")
@file_options("number=Ref,net=Base")
@writer()
def command(decision: Decision, *, path: Path, post: bool, total: str | None, currency: str | None, words: tuple[str, ...],
            **form: str | None) -> Consequence:  # fmt: skip
    """Enter the invoices of a CSV or XLSX file, all of them or none.

    Columns: vendor, number, dated, net, and tax, tax_code, gross, recoverable, withholding, currency, rate, due, received, order,
    description, account. Rows of one vendor and number that have accounts are the lines of one invoice.
    """
    from cli.words import not_read, unread
    from ledger import intake
    from ledger.exchange import invoice_file, table
    from ledger.money import Money

    code = currency or decision.currency
    sha256 = table.digest(path)
    unread(decision, path.name, sha256)
    file = invoice_file.read_invoices(path, currency=code, columns=table.chosen(words, invoice_file.FIELDS), **form)
    found = intake.ready(decision, file, sha256, post=post)
    file.check()
    if total is not None:
        intake.ties(file, Money.parse(total, code))
    decision.evidence = (*decision.evidence, path)
    planned = _posted(decision, found) if post else {}
    keys = intake.record(decision, found, planned)
    span = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]}"
    sums: dict[str, Money] = {}
    for one in found:
        gross = one.entered.gross
        sums[gross.currency] = sums[gross.currency] + gross if gross.currency in sums else gross
    said = f"{span}: {', '.join(map(str, sums.values()))} gross"
    ignored = "".join(f"\n{remark}" for remark in not_read(file))
    if post:
        return f"{said}, posted.{ignored}"
    coded = " The accounts of the file were not used: --post approves and posts." if "account" in file.places else ""
    return f"{said}. Approve each with topsheet invoice approve.{coded}{ignored}"


def _posted(decision: Decision, found: list[Ready]) -> dict[str, Money]:
    """Code every invoice, see that whoever imports may approve the greatest, and say what the accounts still have planned."""
    from cli.words import planned, sections
    from ledger import intake

    intake.code(decision, found)
    accounts = {line.account for one in found for line in one.lines}
    worth = max(sum((line.book for line in one.lines[1:]), one.lines[0].book) for one in found)
    decision.authorise("invoice", asked="The import", amount=worth, sections=sections(decision, accounts))
    return planned(decision, accounts | {line.relieves.account for one in found for line in one.lines if line.relieves})
