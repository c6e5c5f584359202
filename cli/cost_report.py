"""topsheet cost-report: issue and acknowledge."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.key_options import log_key_option
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.cost_report import Unexplained
    from ledger.decision import Decision
    from ledger.projections import Session


@click.group("cost-report")
def command() -> None:
    """The cost report made official: its window, its totals and the root of the book are frozen in the entry."""


@command.command()
@click.argument("period")
@click.option("--as-of", type=DAY, metavar="DAY", help="The last day it states; the last day of its period by default.")
@click.option(
    "--note", "notes", nargs=2, multiple=True, metavar="ACCOUNT TEXT", help="An explanation of an account's variance. Repeatable."
)
@log_key_option
@writer()
def issue(decision: Decision, *, period: str, as_of: date | None, notes: tuple[tuple[str, str], ...], log_key: Path | None,
          passphrase_file: Path | None) -> Consequence:  # fmt: skip
    """Issue the cost report of a period that is cut off. From then on nothing takes effect on its days.

    Accruals whose period is over are reversed on the day after it. A checkpoint of the book, the report in it, is made and kept.
    """
    from hashlib import sha256

    from cli.key_options import log_signer
    from cli.proof_made import sealed, the_log_key
    from cli.reissue import made_by
    from cli.window import opened
    from ledger.accrued import reverse_due, stands_in
    from ledger.aggregates import cost_report
    from ledger.aggregates.period import PERIOD
    from ledger.errors import Misuse

    decision.authorise("cost-report", asked="The cost report")
    if signer := log_signer(log_key, passphrase_file):
        the_log_key(decision.book, signer)
    days = decision.know(PERIOD, period)
    before = decision.book.every(cost_report.COST_REPORT)
    number = max((report.number for report in before.values()), default=0) + 1
    supersedes = max((report.number for report in before.values() if report.period == period), default=None)
    if supersedes and not decision.reason:
        raise Misuse(f"Cost report {supersedes} of {period} is issued. Another one supersedes it and needs a reason: --reason TEXT.")
    last, day = decision.book.size(), as_of or days.ends
    decision.known = last  # what is recorded from now on would belong to the days that the report closes, and not be in it
    stands_in(decision.book, day)
    with opened(str(decision.book.path), str(last), day, fresh=True, period=period, notes=notes) as (_, session):
        text, sheet, told = issued(session), cells(session), frozen(session)
        root, unexplained = session.root(), beyond(session)
    decision.printed(sheet.encode())
    told |= made_by()
    event = cost_report.issue(
        number=number, period=period, days=days, position=last, as_of=day, on=decision.on, root=root,
        report_sha256=sha256(text.encode()).hexdigest(), cells_sha256=sha256(sheet.encode()).hexdigest(),
        supersedes=supersedes, unexplained=unexplained, **told,
        notes=[cost_report.Note(account=account, text=said) for account, said in notes],
        stated=max((report.as_of for report in before.values()), default=None),
    )  # fmt: skip
    decision.record(cost_report.COST_REPORT, f"CR-{number:04d}", event)
    again = f"Cost report {number} can be printed again at any time: topsheet audit reissue {number}."
    lines = [again, *reverse_due(decision, closing=day)]
    return lambda: "\n".join([*lines, sealed(decision.book, signer)])


def beyond(session: Session) -> list[Unexplained]:
    """The accounts beyond the threshold that no note explains."""
    from ledger.aggregates.cost_report import Unexplained
    from ledger.money import round_half_up

    currency, found = session.about.currency, []
    for row in session.records("unexplained_variances"):
        variance, limit = (round_half_up(row[column], currency) for column in ("variance", "threshold"))
        change = None if row["change"] is None else round_half_up(row["change"], currency)
        found.append(Unexplained(row["account"], variance, change, limit))
    return found


def issued(session: Session, *, sections: bool = False) -> str:
    """The printed report, as it is frozen: the whole cost report to the cent."""
    from cli.report import rendered

    text = rendered(session, "cost-report", "cost_report", "table", cents=True, sections=sections)
    assert isinstance(text, str)
    return text


def cells(session: Session) -> str:
    """Every cell of the report to the cent, as CSV."""
    from cli.report import rendered

    text = rendered(session, "cost-report", "cost_report", "csv")
    assert isinstance(text, str)
    return text


def frozen(session: Session) -> dict[str, Any]:
    """The grand totals of every column and the figures of every account, to be kept in the entry."""
    from ledger.aggregates.cost_report import COLUMNS, AccountFigure
    from ledger.errors import TooEarly
    from ledger.money import Money, round_half_up

    grand = next((row for row in session.records("cost_report") if row["kind"] == "grand total"), None)
    if grand is None:
        raise TooEarly(f"No budget took effect by {session.window.on}, so there is no cost to report. Lock a budget on that day or before.")
    found = {column.lower().replace(" ", "_"): value for column, value in grand.items()}
    currency = session.about.currency
    zero = Money.zero(currency)
    figures = [
        AccountFigure(account=row["account"], efc=round_half_up(row["efc"], currency), variance=round_half_up(row["variance"], currency))
        for row in session.records("account_figures")
    ]
    return {
        "totals": {column: round_half_up(found[column], currency) if found[column] is not None else zero for column in COLUMNS},
        "figures": figures,
    }


@command.command()
@click.argument("number", type=int)
@click.option("--financier", required=True, metavar="PARTY", help="For whom.")
@writer()
def acknowledge(decision: Decision, *, number: int, financier: str) -> Consequence:
    """Say that a financier has the report; only a person of that financier does."""
    from ledger.aggregates import cost_report
    from ledger.errors import AlreadyDone

    who, key = decision.party(financier), f"CR-{number:04d}"
    report = decision.know(cost_report.COST_REPORT, key)
    later = next((r.number for r in decision.book.every(cost_report.COST_REPORT).values() if r.supersedes == number), None)
    if later:
        raise AlreadyDone(f"Cost report {number} is superseded by {later}. Acknowledge that one: topsheet cost-report acknowledge {later}.")
    grant = decision.authorise("cost-report", asked=key, financier=who)
    decision.record(cost_report.COST_REPORT, key, cost_report.acknowledge(key, report, financier=who, acts_for=grant.financier))
    return None


@command.command()
@click.argument("number", type=int)
@writer(reason=True)
def resolve(decision: Decision, *, number: int) -> Consequence:
    """Answer the cells of an issued report that are made otherwise now, as another person than issued it; the report stays as it is."""
    from functools import partial

    from cli.reissue import made
    from cli.window import opened
    from ledger.aggregates import cost_report
    from ledger.authorising import principal
    from ledger.duties import people

    key = f"CR-{number:04d}"
    grant = decision.authorise("cost-report", asked=key)
    report = decision.know(cost_report.COST_REPORT, key)
    issued_by = people(next(decision.book.life(cost_report.COST_REPORT, key)), partial(principal, decision.book))
    with opened(str(decision.book.path), f"issued:{number}", fresh=True) as (log, session):
        again = made(log, session, number)
    cells = [cost_report.Cell(row=row, column=column, issued=was, now=now) for row, column, was, now in again.open]
    resolves = {decision.by, grant.party, grant.principal}
    decision.record(cost_report.COST_REPORT, key, cost_report.resolve(key, report, cells=cells, issued_by=issued_by, resolves=resolves))
    return again.why()
