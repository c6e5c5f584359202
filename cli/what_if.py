"""topsheet what-if: what some commands would make of the book, which stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import DAY, SIGNED, book_option, book_path
from cli.signer import KEY

if TYPE_CHECKING:
    from cli.played import Played, Script
    from ledger.projections import Session, Window

Row = dict[str, Any]
FIGURES = {
    "final budget": "final",
    "spent": "to_date",
    "promised": "commitments",
    "EFC": "efc",
    "variance": "variance",
    "contingency undrawn": "contingency_undrawn",
    "flags": "flags",
    "cash": "cash",
    "sufficiency": "sufficiency",
    "first week of shortage": "short",
    "shoot days": "shoot_days",
    "last shoot day": "last_day",
    "scenes not placed": "unplaced",
    "eighths to shoot": "eighths",
}
"""What is compared, and the column that says it."""


class Supposing(click.Group):
    """A file of commands, or one of the things that are so often asked that they have a name."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        place = next((place for place, word in enumerate(args) if word in self.commands), None)
        named = ["file", *args] if place is None else [args[place], *args[:place], *args[place + 1 :]]
        return super().resolve_command(ctx, named)


@dataclass(frozen=True)
class Examined:
    """What came of it: the entries in words, the figures before and after, and the cells of the cost report that differ."""

    entries: Sequence[str]
    before: Row
    after: Row
    cells: Sequence[Row]
    rules: Sequence[str]


@click.group("what-if", cls=Supposing, context_settings={"ignore_unknown_options": True})
def command() -> None:
    """What commands would make of the book: cost report, cash and schedule before and after. The book stays as it is.

    topsheet what-if FILE plays the commands that are written in a file.
    """


def supposing(function: Any) -> Any:
    """The options of every what-if."""
    for option in reversed((
        click.option("--by", envvar="TOPSHEET_BY", metavar="PARTY", help="Who would record: a name or a party id.  [env: TOPSHEET_BY]"),
        click.option("--authority", envvar="TOPSHEET_AUTHORITY", metavar="GRANT",
                     help="On whose authority: a grant (A-0003) or a party; by default the one who records."),
        click.option("--on", type=DAY, metavar="DAY", help="The day on which it would take effect; today by default."),
        click.option(
            "--key", "signing_key", type=click.Path(path_type=Path), envvar="TOPSHEET_KEY", metavar="FILE", expose_value=False,
            callback=lambda ctx, _, file: ctx.meta.update({KEY: file}),
            help="Your key, where --keep records in a book with enrolled actors.  [env: TOPSHEET_KEY]",
        ),
        click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="How to print it."),
    )):  # fmt: skip
        function = option(function)
    return book_option(function)


@command.command("file")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep", metavar="TITLE", help="Keep it as a proposal of this title, for somebody else to adopt.")
@supposing
def from_file(file: Path, keep: str | None, book: str | None, form: str, by: str | None, authority: str | None, on: date | None) -> None:
    """Play the commands of a file, one a line, on a copy of the book, and show what is different.

    A line is a command as it is typed, with or without the word topsheet; one that begins with # is a comment, and a backslash at the end
    goes on. A proposal is played again by its number: topsheet what-if PP-0001.
    """
    from cli.played import script
    from cli.proposal import is_number, script_named

    options = given(by, authority, on)
    named = is_number(str(file)) and not file.exists()
    show(book, script_named(book_path(book), str(file), options) if named else script(file, options), form, keep=keep)


@command.command("day", context_settings=SIGNED)
@click.argument("days", type=int, metavar="+N")
@click.option("--at", metavar="DAY", help="Where it comes in: a day, or a shoot day (D-012); after the last one by default.")
@click.option("--unit", default="main", show_default=True, help="Which unit shoots.")
@click.option("--without", multiple=True, metavar="ACCOUNT", help="An account whose run rate a shoot day does not raise. Repeatable.")
@click.option("--over-budget", is_flag=True, help="Extend people although an account has not that much left, where the authority says so.")
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE", help="Write the commands to a file, to be played as they are.")
@click.option("--keep", metavar="TITLE", help="Keep it as a proposal of this title, for somebody else to adopt.")
@supposing
def more_days(days: int, at: str | None, unit: str, without: tuple[str, ...], over_budget: bool, save: Path | None, keep: str | None,
              book: str | None, form: str, by: str | None, authority: str | None, on: date | None) -> None:  # fmt: skip
    """What so many more shoot days would come to: topsheet what-if day +1.

    Whoever is engaged to the end of the shoot by the hour, day or week is kept for it by their own deal; on production accounts without
    such a deal the day costs what the shoot days so far have cost. The commands are shown, and played as from a file.
    """
    from cli.extra_day import script_text
    from cli.played import written
    from cli.window import opened
    from ledger.errors import AlreadyDone

    if save and save.exists():
        raise AlreadyDone(f"{save} is there already, and is not written over. Name another file.")
    with opened(book, None, on) as (log, session):
        text = script_text(log, session, days=days, at=at, unit=unit, without=without, over=over_budget)
    asked = written(f"day {days:+}", text, given(by, authority, on))
    click.echo(text, err=form == "json")
    if save:
        save.write_text(text, encoding="utf-8")
        click.echo(f"Written to {save}.", err=True)
    show(book, asked, form, keep=keep)


def given(by: str | None, authority: str | None, on: date | None) -> dict[str, str | None]:
    """The options of lines that do not say their own."""
    return {"--by": by, "--authority": authority, "--on": on.isoformat() if on else None}


def show(book: str | None, asked: Script, form: str, *, keep: str | None = None) -> None:
    """Examine a script and print what comes of it; keep it as a proposal where that is asked."""
    from cli.proposal import proposable, propose

    with playing(book_path(book), asked) as done:
        commands = [] if keep is None else proposable(asked, done)
        with between(done) as (session, windows):
            found = examine(done, session, windows)
            click.echo(as_json(session, found) if form == "json" else screen(session, windows, found, asked.source))
    if keep is not None:
        propose(book, asked, commands, done.rows.recorded, found, keep, remark=form == "json")


@contextmanager
def playing(path: Path, asked: Script) -> Iterator[Played]:
    """A script played on a copy of the book, which is only read."""
    from cli.played import played
    from ledger.log import Log

    with closing(Log(path)) as log, played(log, asked) as done:
        yield done


@contextmanager
def between(done: Played) -> Iterator[tuple[Session, tuple[Window, Window]]]:
    """A session that sees the book without and with what was played, with its two windows."""
    from cli.window import would_become

    day = max([done.rows.log.day(done.rows.recorded), *done.days])
    with would_become(done.rows, done.copy.people.names(), day) as (session, before, after):
        yield session, (before, after)


def examine(done: Played, session: Session, windows: tuple[Window, Window], *, judged: bool = True) -> Examined:
    """Look at the book through both windows, with the verdicts of its rules unless those are asked elsewhere."""
    from cli.differences import columns_named
    from ledger.projections.differences import cost_report

    session.look(windows[0])
    before, printed = _figures(session), columns_named()
    cells = {
        (row["account"], row["column"]): {
            "account": row["account"], "description": row["description"] or "", "figure": printed[row["column"]],
            "before": row["cell_was"], "after": row["cell_now"], "change": row["cell_now"] - row["cell_was"],
        }
        for row in cost_report(session, *windows)
    }  # fmt: skip
    after = _figures(session)
    return Examined(told(done, session), before, after, list(cells.values()), rules(done, session, windows) if judged else [])


def told(done: Played, session: Session) -> list[str]:
    """The entries that would be recorded, in words."""
    from cli.sentences import names, said

    words = said(done.copy, names(session), [position for some in done.entries for position in some])
    return [f"{one.document}  {one.by} {one.what}.".lstrip() for one in words.values()]


def _figures(session: Session) -> Row:
    """The figures of the window: money, cash and schedule."""
    rows = [session.records(view)[0] for view in ("status_figures", "cash_position", "schedule_figures")]
    enough = next(row["sufficiency"] for row in session.records("sufficiency") if row["week"] == "now")
    short = next((row["week"] for row in session.records("cash_flow") if row["shortage"] == "first week of shortage"), "none")
    return {**{name: value for row in rows for name, value in row.items()}, "sufficiency": enough, "short": short}


def rules(done: Played, session: Session, windows: tuple[Window, Window]) -> list[str]:
    """The rules whose verdict is another afterwards, as lines to print; none while the book has no rules."""
    from cli.verdict_changes import at, changes, lines
    from cli.verdicts import of_pack

    if not session.records("rule_packs"):
        return []
    was = of_pack(at(session, windows[0], done.copy.states), None)
    found = at(session, windows[1], done.copy.states)
    return lines(found, changes(was, of_pack(found, None)), session.about.scale).splitlines()


def screen(session: Session, windows: tuple[Window, Window], found: Examined, source: str) -> str:
    """What a person reads."""
    scale = session.about.scale
    head = [f"{session.about.title}: what if {source}, {session.about.currency}"]
    for side, window in zip(("Before:", "After: "), windows, strict=True):
        head.append(f"{side} entry {window.position}, effective to {window.on}")
    parts = [
        "\n".join([*head, "None of it is recorded."]),
        "\n".join(["Would be recorded:", *(f"      {one}" for one in found.entries)]),
        _table(["the production", "before", "after", "change", ""], _compared(found, scale), 3, scale),
        _cells(found.cells, scale),
        "\n".join(found.rules),
    ]
    return "\n\n".join(part for part in parts if part)


def _compared(found: Examined, scale: int) -> list[list[Any]]:
    """Each figure before and after, by how much it differs, and on which side of the budget it is."""
    rows = []
    for name, column in FIGURES.items():
        was, now = found.before[column], found.after[column]
        side = found.after["under/over"] if column == "variance" else ""
        rows.append([name, was, now, apart(was, now, scale), side])
    return rows


def apart(was: Any, now: Any, scale: int) -> str:
    """By how much two figures differ, in words where it is days."""
    from cli.explain import sign

    if was == now or was is None or now is None:
        return ""
    if isinstance(now, date):
        days = (now - was).days
        return f"{days:+} day{'' if abs(days) == 1 else 's'}"
    if isinstance(now, str):
        return ""
    return sign(now - was, scale) if isinstance(now, Decimal) else f"{now - was:+}"


def _cells(cells: Sequence[Row], scale: int) -> str:
    """The cells of the cost report that differ, the account named once."""
    if not cells:
        return "No cell of the cost report is different."
    rows, last = [], ""
    for one in cells:
        same = one["account"] == last
        name = ["", ""] if same else [one["account"], one["description"]]
        rows.append([*name, one["figure"], one["before"], one["after"], apart(one["before"], one["after"], scale)])
        last = one["account"]
    return _table(["account", "description", "cost report", "before", "after", "change"], rows, 5, scale)


def _table(columns: list[str], rows: list[list[Any]], signed: int, scale: int) -> str:
    """A table one of whose columns holds figures with their sign, or days: to the right, as figures stand."""
    from cli.render import table

    width = max(len(columns[signed]), *(len(row[signed]) for row in rows))
    columns[signed] = columns[signed].rjust(width)
    for row in rows:
        row[signed] = row[signed].rjust(width)
    return table(columns, rows, scale=scale)


def as_json(session: Session, found: Examined) -> str:
    """The same for programs: amounts are text."""
    import json

    from cli.render import plain
    from cli.reports import about

    scale = session.about.scale
    figures = {side: {column: plain(row[column], scale) for column in FIGURES.values()}
               for side, row in (("before", found.before), ("after", found.after))}  # fmt: skip
    cells = [{name: plain(value, scale) for name, value in cell.items()} for cell in found.cells]
    shown = {**about(session), "entries": list(found.entries), **figures, "cells": cells, "rules": list(found.rules)}
    return json.dumps(shown, ensure_ascii=False, indent=2)
