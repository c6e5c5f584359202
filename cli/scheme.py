"""topsheet scheme: what each scheme of aid makes of the cost, account by account and line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.country import COUNTRY
from cli.line_options import file_options
from cli.options import DAY, Consequence, book_path, writer
from cli.what_if import supposing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cli.played import Script
    from ledger.aggregates.scheme import CostDocument, Scheme
    from ledger.aggregates.scheme_terms import Uplift
    from ledger.decision import Decision
    from ledger.line import CostLine


FIGURES = ("qualifying", "base", "minimum met", "gross", "incentive")


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

    known = _classed(decision, key)
    stream, lines, _ = cost_document(decision, document)
    decision.authorise("scheme", asked=f"The classes of {key}")
    event = scheme.class_cost(key, known, document=stream, line=line, lines=lines, cost_class=cost_class)
    decision.record(scheme.SCHEME, key, event)
    account, net = lines[line]
    was = known.lines.get((stream, line)) or known.classes.get(account)
    return f"{document} line {line} has {net} net on account {account}{f', until now in {was}' if was else ''}."


@command.command()
@click.argument("key", metavar="LIS")
@click.option(
    "--band",
    "bands",
    nargs=2,
    multiple=True,
    metavar="UP-TO PERCENT",
    help="So many percent up to this amount; rest is what is above. From the lowest up. Repeatable.",
)
@click.option("--territory", type=COUNTRY, multiple=True, metavar="CC", help="Where it must be spent; anywhere by default. Repeatable.")
@click.option("--region", "regions", multiple=True, help="In which region of it. Repeatable.")
@click.option("--basis", type=click.Choice(["incurred", "paid"]), default="incurred", show_default=True, help="What counts so far.")
@click.option("--from", "starts", type=DAY, metavar="DAY", help="The first day of a document that counts.")
@click.option("--to", "ends", type=DAY, metavar="DAY", help="The last one.")
@click.option("--paid-by", type=DAY, metavar="DAY", help="The last day of a payment that counts.")
@click.option("--exclude", "excludes", multiple=True, metavar="CLASS", help="A class that never counts. Repeatable.")
@click.option("--no-related", "related_excluded", is_flag=True, help="Nothing of a related party counts.")
@click.option("--no-in-kind", "in_kind_excluded", is_flag=True, help="Nothing that is settled in kind counts.")
@click.option("--less-subsidies", "subsidies_deducted", is_flag=True, help="Subsidies of the finance plan lower the base.")
@click.option("--minimum", metavar="AMOUNT", help="The least that must qualify.")
@click.option("--base-share", metavar="PERCENT", help="The most of the total cost that the base may be.")
@click.option("--cap", metavar="AMOUNT", help="The most that is given.")
@click.option(
    "--uplift", "uplifts", nargs=2, multiple=True, metavar="CONDITION +POINTS|xFACTOR", help="A condition that is met. Repeatable."
)
@writer()
def terms(decision: Decision, *, key: str, bands: tuple[tuple[str, str], ...], minimum: str | None, cap: str | None, base_share: str | None,
          uplifts: tuple[tuple[str, str], ...], **said: Any) -> Consequence:  # fmt: skip
    """Set the terms of a scheme, all of them: what qualifies, and what it gives for it."""
    from cli.words import money
    from ledger.aggregates import scheme, scheme_terms
    from ledger.money import number

    known = _classed(decision, key)
    decision.authorise("scheme", asked=f"The terms of {key}")
    read = [scheme_terms.Band(up_to=None if end == "rest" else money(end, decision.currency), percent=number(rate, "percentage"))
            for end, rate in bands]  # fmt: skip
    event = scheme_terms.set_terms(
        key, bands=read, currency=decision.currency, known=sorted(known.names), minimum=money(minimum, decision.currency),
        cap=money(cap, decision.currency), base_share=number(base_share, "percentage") if base_share else None,
        uplifts=tuple(_uplift(*one) for one in uplifts), **said,
    )  # fmt: skip
    decision.record(scheme.SCHEME, key, event)
    return "What it comes to: topsheet report incentive-estimate, step by step incentive-steps, line by line eligible-costs."


def _classed(decision: Decision, key: str) -> Scheme:
    """A scheme that has classes. Raises TooEarly with how to give it some."""
    from ledger.aggregates.scheme import SCHEME
    from ledger.charts import classed
    from ledger.errors import TooEarly

    known = decision.load(SCHEME, key)
    if known is None:
        how = "--default" if key in classed() else "--line ACCOUNT CLASS"
        raise TooEarly(f"{key} has no classes of cost yet. Put the accounts in them first: topsheet scheme classes {key} {how}.")
    return known


def _uplift(condition: str, lift: str) -> Uplift:
    """A condition, and +5 points or a factor x1.8. Raises Misuse."""
    from ledger.aggregates.scheme_terms import Uplift
    from ledger.errors import Misuse
    from ledger.money import number

    if lift[:1] not in ("+", "x"):
        raise Misuse(f"{lift!r} lifts nothing. Write +5 for points on the rate, or x1.8 for a factor.")
    value = number(lift[1:], "points" if lift[0] == "+" else "factor")
    return Uplift(condition=condition, points=value) if lift[0] == "+" else Uplift(condition=condition, factor=value)


@command.command("what-if")
@click.argument("key", metavar="LIS")
@click.option("--move", "moves", nargs=3, multiple=True, metavar="DOCUMENT LINE CC", help="A cost line is spent there. Repeatable.")
@click.option(
    "--move-account",
    "accounts",
    nargs=2,
    multiple=True,
    metavar="ACCOUNT CC",
    help="An account is spent there: what says no place of its own, and what is still to come. Repeatable.",
)
@supposing
def what_if(key: str, moves: tuple[tuple[str, str, str], ...], accounts: tuple[tuple[str, str], ...], book: str | None, form: str,
            by: str | None, authority: str | None, on: date | None) -> None:  # fmt: skip
    """What a scheme would give if costs were spent elsewhere: before and after. The book stays as it is."""
    from cli.played import Line, Script
    from cli.what_if import given
    from ledger.errors import Misuse

    commands = [("place", "cost", *move) for move in moves] + [("place", "account", *one) for one in accounts]
    if not commands:
        raise Misuse("Say what moves where: --move DOCUMENT LINE CC, or --move-account ACCOUNT CC.")
    lines = [Line(number, words) for number, words in enumerate(commands, 1)]
    click.echo(_estimated(book, Script("what moves", lines, given(by, authority, on)), key, form))


def _estimated(book: str | None, asked: Script, key: str, form: str) -> str:
    """What the scheme gives before and after, as a table or as JSON. Raises Unknown for one without terms."""
    from cli.render import as_json, table
    from cli.what_if import apart, between, playing, told
    from ledger.errors import Unknown

    columns = ["basis", "figure", "before", "after", "change"]
    with playing(book_path(book), asked) as done, between(done) as (session, windows):
        seen = []
        for window in windows:
            session.look(window)
            seen.append({row["basis"]: row for row in session.records("incentive_estimate") if row["scheme"] == key})
        if not seen[0]:
            raise Unknown(f"{key} has no terms to reckon with. Set them first: topsheet scheme terms {key} --band rest PERCENT.")
        was, now = seen
        scale = session.about.scale
        rows = [
            (basis if name == FIGURES[0] else "", name, before[name], now[basis][name], apart(before[name], now[basis][name], scale))
            for basis, before in was.items()
            for name in FIGURES
        ]
        if form == "json":
            return as_json(columns, rows, scale, {"title": session.about.title, "scheme": key, "currency": session.about.currency})
        head = f"{session.about.title}: what {key} would give, {session.about.currency}\nNothing was recorded."
        would = "\n".join(["Would be recorded:", *(f"      {one}" for one in told(done, session))])
        return f"{head}\n\n{would}\n\n{table(columns, rows, scale=scale)}"


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
