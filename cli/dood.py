"""The day out of days as a grid: players down, days across, their codes, and the totals at the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.language import language_option, spoken
from cli.options import reader
from cli.reports import grain_of

if TYPE_CHECKING:
    from ledger.projections import Session

LEGEND = "SW start, W work, H hold, WF finish, SWF one day; WD dropped, PW picked up; / holiday, M travel, . company day off."
WIDE = 3
SUMS = (("work", 4), ("hold", 4), ("hol", 3), ("tvl", 3), ("start", 10), ("finish", 10), ("span", 4))


def grid(session: Session, unit: str | None) -> str:
    """One grid for all units, or for the one that was asked for. Raises Unknown for a unit that shoots nothing."""
    from ledger.errors import Unknown

    language, cells = spoken(), session.records("dood")
    sums = [(language.word(name, "dood"), width) for name, width in SUMS]
    units = sorted({row["unit"] for row in cells})
    if not cells:
        return language.text("line.nothing", "Nothing to show.")
    if (unit or "all") not in units:
        raise Unknown(f"No player works with a unit called {unit}. The units are {', '.join(one for one in units if one != 'all')}.")
    rows = [row for row in cells if row["unit"] == (unit or "all")]
    totals = [row for row in session.records("dood_totals") if row["unit"] == (unit or "all")]
    days = sorted({row["date"] for row in rows})
    off = {row["date"]: row["code"] for row in session.records("off_dates")}
    codes = {(row["cast"], row["date"]): row["code"] for row in rows}
    cast = language.column("cast")
    wide = max(len(cast), *(len(row["cast"]) for row in totals))

    def line(head: str, middle: list[str], tail: list[str]) -> str:
        said = [f"{text:>{max(width, len(name))}}" for text, (name, width) in zip(tail, sums, strict=True)]
        return "  ".join([head.ljust(wide), " ".join(text.ljust(WIDE) for text in middle), *said]).rstrip()

    def shown(player: str, day: date) -> str:
        code = codes.get((player, day), "")
        return "." if code == "off" or (not code and off.get(day) == "off") else code

    head = [
        line("", [language.word(f"{day:%b}", "month") for day in days], [""] * 7),
        line(cast, [f"{day:%d}" for day in days], [name for name, _ in sums]),
    ]
    body = [
        line(
            row["cast"],
            [shown(row["cast"], day) for day in days],
            [str(row[name]) for name in ("work", "hold", "holiday", "travel", "start", "finish", "span")],
        )
        for row in totals
    ]
    return "\n".join([*head, *body, "", language.text("line.dood", LEGEND)])


@click.command("dood", help=grain_of("dood"))
@reader
@language_option
@click.option("--unit", metavar="UNIT", help="One unit alone; all of them together by default.")
def command(book: str | None, as_of: date | None, known: str | None, form: str, unit: str | None) -> None:
    """Print the grid, or the rows for a program."""
    from cli.report import rendered
    from cli.reports import header
    from cli.window import opened

    with opened(book, known, as_of) as (_, session):
        if form == "table":
            click.echo(f"{header(session, 'dood')}\n\n{grid(session, unit)}")
        else:
            click.echo(rendered(session, "dood", "dood", form), nl=form != "parquet")
