"""topsheet scheme: what each scheme of aid makes of the cost, account by account and line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import Consequence, file_options, writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.aggregates.scheme import CostDocument
    from ledger.decision import Decision
    from ledger.line import CostLine


@click.group("scheme")
def command() -> None:
    """Schemes of aid and tax incentives: in which of its classes a scheme puts each account and cost line."""


@command.command()
@click.argument("key", metavar="ICAA")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--default", is_flag=True, help="Take the classes that ship with Topsheet for the scheme's own chart.")
@click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT CLASS", help="The class of one account or category. Repeatable.")
@file_options("account=Cuenta,class=Clase")
@writer()
def classes(decision: Decision, *, key: str, path: Path | None, default: bool, lines: tuple[tuple[str, str], ...], words: tuple[str, ...],
            **form: str | None) -> Consequence:  # fmt: skip
    """Put accounts in classes: those of a CSV or XLSX file (account, class), of the package, or given by --line.

    A class is the scheme's own word: personnel, overheads, excluded. An account without one has its category's. What is set again
    takes the place of what was set.
    """
    from cli.words import not_read
    from ledger.aggregates import scheme
    from ledger.aggregates.budget import BUDGET
    from ledger.errors import Misuse

    if path and default:
        raise Misuse("Classes come from a file or with --default, not both. Change single ones with --line.")
    accounts = decision.know(BUDGET, "main", watch=False).accounts
    chart = {*accounts, *(account.category for account in accounts.values())}
    told: dict[str, str] = {}
    remarks: list[str] = []
    if default:
        from ledger.charts import classes as shipped

        told = shipped(key)
    if path:
        from ledger.exchange.class_file import FIELDS, read_classes
        from ledger.exchange.table import chosen

        told, file = read_classes(path, chart=chart, columns=chosen(words, FIELDS), **form)
        remarks = not_read(file)
        decision.evidence = (*decision.evidence, path)
    known = decision.load(scheme.SCHEME, key)
    decision.authorise("scheme", asked=f"The classes of {key}")
    event = scheme.set_classes(key, known, {**told, **dict(lines)}, chart=chart)
    decision.record(scheme.SCHEME, key, event)
    covered = {**(known.classes if known else {}), **event.classes}
    left = [code for code, account in accounts.items() if code not in covered and account.category not in covered]
    without = f"; {len(left)} of {len(accounts)} accounts are in none: {', '.join(left[:5])}{' and so on' if len(left) > 5 else ''}"
    return "\n".join([*remarks, f"{key} has {len(set(covered.values()))} classes{without if left else ', and every account is in one'}."])


@command.command("class")
@click.argument("key", metavar="ICAA")
@click.argument("document", metavar="I-0004")
@click.argument("line", type=int)
@click.argument("cost_class", metavar="CLASS")
@writer()
def class_line(decision: Decision, *, key: str, document: str, line: int, cost_class: str) -> Consequence:
    """Put one cost line of an invoice, a payroll or an advance in a class, whatever its account's; a recode of it keeps the class."""
    from ledger.aggregates import scheme

    known = decision.know(scheme.SCHEME, key)
    stream, lines, _ = cost_document(decision, document)
    decision.authorise("scheme", asked=f"The classes of {key}")
    event = scheme.class_cost(key, known, document=stream, line=line, lines=lines, cost_class=cost_class)
    decision.record(scheme.SCHEME, key, event)
    account, net = lines[line]
    was = known.lines.get((stream, line)) or known.classes.get(account)
    return f"{document} line {line} has {net} net on account {account}{f', until now in {was}' if was else ''}."


def cost_document(decision: Decision, number: str) -> CostDocument:
    """A document that posts cost, by its number. Raises Unknown."""
    from ledger.aggregates.advance import ADVANCE
    from ledger.aggregates.invoice import INVOICE
    from ledger.aggregates.payroll import PAYROLL
    from ledger.aggregates.scheme import CostDocument
    from ledger.errors import Unknown

    lines: Iterable[CostLine]
    if (invoice := decision.load(INVOICE, number, watch=False)) is not None:
        stream, lines, origin = INVOICE.stream(number), invoice.lines, invoice.origin
    elif (payroll := decision.load(PAYROLL, number, watch=False)) is not None:
        stream, lines, origin = PAYROLL.stream(number), payroll.lines, payroll.origin
    elif (advance := decision.load(ADVANCE, number, watch=False)) is not None:
        lines = [one for envelope in advance.envelopes.values() for one in envelope.lines]
        stream, origin = ADVANCE.stream(number), advance.origin
    else:
        raise Unknown(
            f"There is no invoice, payroll or advance {number}. topsheet report expense-list lists every cost line with its document."
        )
    return CostDocument(stream, {one.line: (one.account, one.net) for one in lines}, origin)
