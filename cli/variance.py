"""topsheet variance: from where on a variance needs a note, and the notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision


@click.group("variance")
def command() -> None:
    """Variances explained: a threshold asks for notes, and a note is kept until its account's variance is another figure."""


@command.command()
@click.option("--amount", metavar="AMOUNT", help="Beyond so much, under or over.")
@click.option("--percent", metavar="PERCENT", help="Beyond so much of the account's final budget; with an amount, the lesser counts.")
@click.option("--financier", metavar="PARTY", help="Who asks for it.")
@click.option("--lift", is_flag=True, help="Ask for no notes any more.")
@writer()
def threshold(decision: Decision, *, amount: str | None, percent: str | None, financier: str | None, lift: bool) -> Consequence:
    """Say from where on a variance, or a change since the last cost report, needs a note before the next is issued.

    While a period is cut off and its report not issued, it takes effect on the last day of that period, so that the report knows it.
    """
    from cli.words import money
    from ledger.aggregates import variance
    from ledger.money import number

    _stated(decision, "main")
    decision.authorise("cost-report", asked="The threshold of variances")
    event = variance.set_threshold(
        decision.load(variance.VARIANCE, "main"), amount=money(amount, decision.currency),
        percent=number(percent, "percentage") if percent else None, financier=decision.party(financier) if financier else None, lift=lift,
        currency=decision.currency,
    )  # fmt: skip
    decision.record(variance.VARIANCE, "main", event)
    return None if lift else "A cost report is issued once every account beyond it is explained: topsheet report unexplained-variances."


@command.command()
@click.argument("account")
@click.argument("text")
@click.option("--variance", "explained", metavar="AMOUNT", help="The variance that it explains; the account's own by default.")
@writer()
def note(decision: Decision, *, account: str, text: str, explained: str | None) -> Consequence:
    """Explain the variance of an account; minus is over. It is printed in the cost report until the variance is another.

    While a period is cut off and its report not issued, it takes effect on the last day of that period, so that the report knows it.
    """
    from cli.words import money, sections, standing
    from ledger.aggregates import variance

    _stated(decision, account)
    final, efc = standing(decision, account)
    decision.authorise("cost-report", asked=f"A note on account {account}", sections=sections(decision, [account]))
    figure = money(explained, decision.currency)
    known = decision.load(variance.VARIANCE, account)
    event = variance.note(account, known, variance=final - efc if figure is None else figure, text=text)
    decision.record(variance.VARIANCE, account, event)
    if event.variance != final - efc:
        return f"Account {account} is {variance.sided(final - efc)} as the book stands now; the note is kept where it is as explained."
    return None


def _stated(decision: Decision, key: str) -> None:
    """Take effect on the last day of what the next cost report states, where that is over and the document's life allows it."""
    from ledger.aggregates.variance import VARIANCE

    cut, issued = (str(row.value) if (row := decision.book.guard(name)) else "" for name in ("cut_off", "issued"))
    before = decision.book.load(VARIANCE, key)
    if cut > issued and (before is None or before.on.isoformat() <= cut):
        decision.on = min(decision.on, date.fromisoformat(cut))
