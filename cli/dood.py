"""The day out of days as a grid: players down, days across, their codes, and the totals at the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.options import reader
from cli.reports import grain_of

if TYPE_CHECKING:
    from ledger.projections import Session

LEGEND = "SW start, W work, H hold, WF finish, SWF one day; WD dropped, PW picked up; / holiday, M travel, . company day off."
WIDE = 3


def grid(session: Session, unit: str | None) -> str:
    """One grid for all units, or for the one that was asked for. Raises Unknown for a unit that shoots nothing."""
    from ledger.errors import Unknown

    cells = session.records("dood")
    units = sorted({row["unit"] for row in cells})
    if not cells:
        return "Nothing to show."
    if (unit or "all") not in units:
        raise Unknown(f"No player works with a unit called {unit}. The units are {', '.join(one for one in units if one != 'all')}.")
    rows = [row for row in cells if row["unit"] == (unit or "all")]
    totals = [row for row in session.records("dood_totals") if row["unit"] == (unit or "all")]
    days = sorted({row["date"] for row in rows})
    off = {row["date"]: row["code"] for row in session.records("off_dates")}
    codes = {(row["cast"], row["date"]): row["code"] for row in rows}
    wide = max(4, *(len(row["cast"]) for row in totals))

    def line(head: str, middle: list[str], tail: list[str]) -> str:
        sums = [f"{text:>{width}}" for text, width in zip(tail, (4, 4, 3, 3, 10, 10, 4), strict=True)]
        return "  ".join([head.ljust(wide), " ".join(text.ljust(WIDE) for text in middle), *sums]).rstrip()

    def shown(player: str, day: date) -> str:
        code = codes.get((player, day), "")
        return "." if code == "off" or (not code and off.get(day) == "off") else code

    head = [
        line("", [f"{day:%b}" for day in days], [""] * 7),
        line("cast", [f"{day:%d}" for day in days], ["work", "hold", "hol", "tvl", "start", "finish", "span"]),
    ]
    body = [
        line(
            row["cast"],
            [shown(row["cast"], day) for day in days],
            [str(row[name]) for name in ("work", "hold", "holiday", "travel", "start", "finish", "span")],
        )
        for row in totals
    ]
    return "\n".join([*head, *body, "", LEGEND])


@click.command("dood", help=grain_of("dood"))
@reader
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
