"""The hot cost of a day: its crew lines by account against the planned day, and the estimates that it proposes."""

from __future__ import annotations

import shlex
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.language import language_option, spoken
from cli.options import reader
from cli.reports import grain_of

if TYPE_CHECKING:
    from ledger.projections import Session

COLUMNS = ("account", "description", "planned", "actual", "variance", "under/over", "to date", "projection")


@click.command("hot-cost", help=grain_of("hot_costs"))
@reader
@language_option
@click.option("--day", metavar="D-012", help="The shoot day; the last one that has a hot cost by default.")
def command(book: str | None, as_of: date | None, known: str | None, form: str, day: str | None) -> None:
    """Print a day by account, or every day's rows for a program."""
    from cli.report import rendered
    from cli.reports import header
    from cli.window import opened

    with opened(book, known, as_of) as (_, session):
        if form == "table":
            click.echo(f"{header(session, 'hot-cost')}\n{of_day(session, day)}")
        else:
            click.echo(rendered(session, "hot-cost", "hot_costs", form), nl=form != "parquet")


def of_day(session: Session, day: str | None) -> str:
    """One day's hot cost, and what to type to bring it into the estimates. Raises Unknown for a day without one."""
    from cli.render import table
    from ledger.errors import Unknown

    every, language = session.records("hot_costs"), spoken()
    if not every and not day:
        return "\n" + language.text("line.nothing", "Nothing to show.")
    rows = [row for row in every if row["day"] == (day or every[-1]["day"])]
    if not rows:
        have = ", ".join(sorted({row["day"] for row in every})) or "none yet"
        raise Unknown(f"{day} has no hot cost. The days that have crew lines are {have}.")
    one, scale = rows[0], session.about.scale
    lines = [[*(row[name] for name in (*COLUMNS[:6], "variance_to_date")), projection(row, scale)] for row in rows]
    whole = [sum((line[i] for line in lines), Decimal(0)) for i in (2, 3, 4, 6, 7)]
    word = "under" if whole[2] > 0 else "over" if whole[2] else ""
    lines.append([language.word("total"), "", *whole[:3], word, *whole[3:]])
    heads, worded = (
        [language.column(name, "hot_costs") for name in COLUMNS],
        language.rows("hot_costs", COLUMNS, [(*line,) for line in lines]),
    )
    body = table(heads, worded, scale=scale, strong=[False] * len(rows) + [True], wrap=language.code != "en")
    said = language.text("line.hot-cost.day", "Day {number} of the {unit} unit, {day} on {date}; {days_left} days left.", **one)
    note = language.text(
        "line.hot-cost.note", "Variance = planned - actual: positive is under. Projection = mean variance of the last 5 days x days left."
    )
    return "\n".join([said, note, "", body, *proposals(session, rows, scale)])


def projection(row: dict[str, Any], scale: int) -> Decimal:
    """What the account will be under or over on the days left, if they are as the last days were; half-up to the cent."""
    whole: Decimal = row["last_variance"] * row["days_left"] / row["last_days"]
    return whole.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)


def proposals(session: Session, rows: list[dict[str, Any]], scale: int) -> list[str]:
    """The estimate of each account with the day's variance in it, in the account's own mode, as a command to type."""
    from cli.render import figure, plain

    figures = {row["account"]: row for row in session.records("account_figures")}
    lines = []
    for row in rows:
        account, variance = figures.get(row["account"]), row["variance"]
        if variance and account:
            etc = account["mode"] == "ETC entered"
            now = account["etc"] if etc else account["efc"]
            cause = f"hot cost of {row['day']}: {figure(abs(variance), scale=scale)} {row['under/over']}"
            verb, amount = "etc" if etc else "efc", plain(max(now - variance, Decimal(0)), scale)
            lines.append(f"  topsheet estimate {verb} {row['account']} {amount} --cause {shlex.quote(cause)}")
    return (
        ["", spoken().text("line.hot-cost.estimates", "To bring the day into the estimates, each as it stands now:"), *lines]
        if lines
        else []
    )
