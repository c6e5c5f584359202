"""topsheet advance: petty cash and production cards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.corrections import recode
from cli.line_options import file_options, planned_options
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.advance import Advance, EnvelopeLine, Means
    from ledger.aggregates.payroll import ImportedFile
    from ledger.decision import Decision


@click.group("advance")
def command() -> None:
    """Advances: petty cash and cards in somebody's hand, accounted for by envelopes of receipts. No cost until then."""


command.add_command(recode)


@command.command()
@click.option("--holder", required=True, metavar="PERSON", help="Who holds it: a party's id or name.")
@click.option("--amount", required=True, metavar="AMOUNT")
@click.option("--means", type=click.Choice(["cash", "card"]), default="cash", show_default=True)
@click.option("--for", "description", help="What it is for; no personal data.")
@click.option("--currency", help="The advance's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the advance's currency.")
@writer()
def issue(decision: Decision, *, holder: str, amount: str, means: Means, description: str | None, currency: str | None,
          rate: str | None) -> Consequence:  # fmt: skip
    """Hand out money, or load a card."""
    from ledger.aggregates import advance
    from ledger.line import in_book
    from ledger.money import Money
    from ledger.money import number as exact

    exchange = exact(rate, "rate") if rate else None
    event = advance.issue(holder=decision.party(holder), means=means, amount=Money.parse(amount, currency or decision.currency),
                          description=description, rate=exchange)  # fmt: skip
    (book,) = in_book([event.amount], exchange, decision.currency)
    key = decision.new_key(advance.ADVANCE)
    decision.while_open(key)
    decision.authorise("advance", asked=key, amount=book or event.amount)
    decision.record(advance.ADVANCE, key, event)
    return f"It is {key}, and no cost until its receipts come: topsheet advance envelope {key} FILE --total AMOUNT."


@command.command()
@click.argument("number")
@click.option("--amount", required=True, metavar="AMOUNT")
@writer()
def increase(decision: Decision, *, number: str, amount: str) -> Consequence:
    """Hand out more of it."""
    from ledger.aggregates import advance
    from ledger.line import in_book
    from ledger.money import Money

    known = decision.know(advance.ADVANCE, number)
    event = advance.increase(number, known, amount=Money.parse(amount, known.advanced.currency))
    whole = known.advanced + event.amount
    (book,) = in_book([whole], known.rate, decision.currency)
    decision.while_open(number)
    decision.authorise("advance", asked=number, amount=book or whole)
    decision.record(advance.ADVANCE, number, event)
    return f"{number} has {known.outstanding + event.amount} outstanding."


@command.command()
@click.argument("number")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--total", metavar="AMOUNT", help="The control total of a file: what its receipts come to, with tax.")
@click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT NET", help="Without a file: one receipt, by account. Repeatable.")
@click.option("--supplier", help="Who gave the receipt, as printed on it; no personal data.")
@click.option("--receipt", help="Its number.")
@click.option("--dated", type=DAY, metavar="DAY", help="The day printed on it; the day it takes effect by default.")
@click.option("--tax", default="0", metavar="AMOUNT", help="Its tax.")
@click.option("--tax-code", help="The code of the tax: IVA21.")
@click.option("--recoverable", metavar="AMOUNT", help="The part of the tax that comes back; all of it by default.")
@click.option("--for", "description", help="What was bought; no personal data.")
@file_options("supplier=Shop")
@planned_options
@writer()
def envelope(decision: Decision, *, number: str, path: Path | None, total: str | None, lines: tuple[tuple[str, str], ...], unplanned: bool,
             savings: tuple[tuple[str, str], ...], words: tuple[str, ...], **printed: Any) -> Consequence:  # fmt: skip
    """Account for receipts: of a CSV or XLSX file with a control total, or one given by --line. They are cost, and paid.

    Columns: supplier, receipt, dated, account, net, tax_code, tax, recoverable, gross, description. Suppliers stand in the book
    as text, so they hold no personal data.
    """
    from cli.words import balance, estimated, sections
    from ledger.aggregates import advance
    from ledger.errors import Misuse
    from ledger.line import in_book

    known = decision.know(advance.ADVANCE, number)
    if (path is None) == (not lines):
        raise Misuse("An envelope is a file of receipts, or one receipt by --line ACCOUNT NET. Give the one or the other.")
    imported, remarks = None, list[str]()
    if path:
        imported, coded, remarks = _file(decision, known, path, total, words, printed)
    else:
        coded = _receipt(decision, known, lines, printed)
    books = in_book([line.amount for line in coded], known.rate, decision.currency)
    coded = [line.model_copy(update={"book_amount": book}) for line, book in zip(coded, books, strict=True)]
    accounts = {line.account for line in coded}
    decision.authorise("advance", asked=f"The envelope of {number}", sections=sections(decision, accounts))
    event = advance.envelope(number, known, on=decision.on, lines=coded, imported=imported,
        **estimated(decision, accounts, unplanned=unplanned, savings=savings))  # fmt: skip
    decision.evidence = (*decision.evidence, *([path] if path else []))
    decision.record(advance.ADVANCE, number, event)
    return lambda: "\n".join([*remarks, balance(decision.book, accounts), f"{number} has {known.outstanding - event.gross} outstanding."])


@command.command()
@click.argument("number")
@click.argument("envelope", type=int)
@writer(reason=True)
def reverse(decision: Decision, *, number: str, envelope: int) -> Consequence:
    """Turn an envelope around; its receipts are outstanding again, and its file may be given again."""
    from cli.words import sections
    from ledger.aggregates import advance

    known = decision.know(advance.ADVANCE, number)
    event = advance.reverse(number, known, number=envelope)
    accounts = {line.account for line in event.lines}
    decision.authorise("advance", asked=f"Envelope {envelope} of {number}", sections=sections(decision, accounts))
    decision.record(advance.ADVANCE, number, event)
    return f"{number} has {known.outstanding - event.gross} outstanding."


@command.command("return")
@click.argument("number")
@click.option("--amount", metavar="AMOUNT", help="All that is outstanding by default.")
@writer()
def give_back(decision: Decision, *, number: str, amount: str | None) -> Consequence:
    """Money comes back from the holder."""
    from cli.words import money
    from ledger.aggregates import advance

    known = decision.know(advance.ADVANCE, number)
    event = advance.give_back(number, known, amount=money(amount, known.advanced.currency))
    decision.authorise("advance", asked=number)
    decision.record(advance.ADVANCE, number, event)
    return f"{number} has {known.outstanding - event.amount} outstanding."


def _file(decision: Decision, known: Advance, path: Path, total: str | None, words: tuple[str, ...],
          printed: dict[str, Any]) -> tuple[ImportedFile, list[EnvelopeLine], list[str]]:  # fmt: skip
    """The receipts of a file, which ties to its control total, and what to remark on it. Raises every bad row at once."""
    from cli.words import not_read, spendable, unread
    from ledger.aggregates.advance import EnvelopeLine
    from ledger.aggregates.payroll import ImportedFile
    from ledger.errors import Misuse, Refused
    from ledger.exchange import envelope_file, table
    from ledger.money import Money

    loose = [name for name in ("supplier", "receipt", "dated", "tax_code", "recoverable", "description") if printed.get(name)]
    if total is None or loose or printed["tax"] != "0":
        raise Misuse(
            f"{path.name} holds its receipts itself. Give its control total, --total AMOUNT, and none of the options of one receipt."
        )
    imported = ImportedFile(file=path.name, sha256=table.digest(path))
    unread(decision, path.name, imported.sha256, "envelope")
    form = {name: printed[name] for name in ("encoding", "delimiter", "decimal", "sheet")}
    code = known.advanced.currency
    file = envelope_file.read_envelope(path, currency=code, on=decision.on, columns=table.chosen(words, envelope_file.FIELDS), **form)
    for one in file.receipts:
        try:
            spendable(decision, [one.account])
        except Refused as problem:
            file.note(one.row, "account", f"is refused: {problem}")
    file.check(Money.parse(total, code))
    lines = [
        EnvelopeLine(line=n, account=one.account, net=one.net, amount=one.net + one.tax - one.recoverable, tax_code=one.tax_code,
                     tax=one.tax or None, recoverable=one.recoverable or None, description=one.description, supplier=one.supplier,
                     receipt=one.receipt, dated=one.dated)
        for n, one in enumerate(file.receipts, 1)
    ]  # fmt: skip
    return imported, lines, not_read(file)


def _receipt(decision: Decision, known: Advance, lines: tuple[tuple[str, str], ...], printed: dict[str, Any]) -> list[EnvelopeLine]:
    """One receipt as the options give it, its tax shared among its accounts by largest remainder."""
    from cli.words import amounts, spendable
    from ledger.aggregates.advance import EnvelopeLine
    from ledger.errors import DoesNotAdd, Misuse
    from ledger.money import Money, split

    code = known.advanced.currency
    nets = amounts(lines, code)
    spendable(decision, {account for account, _ in nets})
    tax = Money.parse(printed["tax"], code)
    back = tax if printed["recoverable"] is None else Money.parse(printed["recoverable"], code)
    if not Money.zero(code) <= back <= tax:
        raise DoesNotAdd(f"The receipt has {tax} tax, of which {back} cannot be recoverable. Give at most {tax}.")
    if tax and not printed["tax_code"]:
        raise Misuse(f"The receipt has {tax} tax. Name its tax code with --tax-code, such as IVA21.")
    weights = [max(net.units, 0) for _, net in nets]
    words = {"supplier": printed["supplier"], "receipt": printed["receipt"], "description": printed["description"]}
    dated: date = printed["dated"] or decision.on
    return [
        EnvelopeLine(line=n, account=account, net=net, amount=net + part - comes, tax_code=printed["tax_code"], tax=part or None,
                     recoverable=comes or None, dated=dated, **words)
        for n, ((account, net), part, comes) in enumerate(zip(nets, split(tax, weights), split(back, weights), strict=True), 1)
    ]  # fmt: skip
