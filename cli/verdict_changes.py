"""topsheet compliance diff, and check --with: whose verdict is another, between two windows, two packs, or before and after a decision."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.language import language_option, spoken
from cli.options import book_path, windowed
from cli.verdicts import judged, of_pack, title, told, word

if TYPE_CHECKING:
    from ledger.projections import Session, Window
    from ledger.rules.judging import Installed, Judge
    from ledger.rules.verdict import Verdict

Change = tuple["Verdict | None", "Verdict | None"]


@click.command("diff")
@click.argument("since", required=False)
@click.option("--to", metavar="WHEN", help="The later window, as --known says it, which it is another name of; now by default.")
@click.option(
    "--pack", "folder", type=click.Path(path_type=Path), metavar="PACK|FOLDER", help="Instead: what another version of a pack would change."
)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="How to print it.")
@windowed
@language_option
def diff(since: str | None, to: str | None, folder: Path | None, book: str | None, form: str, *, as_of: date | None,
         known: str | None) -> None:  # fmt: skip
    """Which verdicts differ: since an entry, a day, a report (issued:2), or under another version of a pack.

    With --as-of, both windows hold only what took effect up to that day.
    """
    from ledger.errors import Misuse
    from ledger.rules.installed import judge

    if (since is None) == (folder is None):
        raise Misuse("Say since when (an entry, a day, issued:2), or which pack: topsheet compliance diff --pack FOLDER.")
    if to and known:
        raise Misuse(f"--to {to} and --known {known} both say the later window. Give one of them.")
    to = to or known
    if folder:
        with judged(book, to, as_of) as (_, session, now):
            was, found = of_pack(now, None), judge(session, _updated(now.packs, folder))
            _print(session, found, changes(was, of_pack(found, None)), form)
        return
    with judged(book, since, as_of) as (_, _session, before):
        was = of_pack(before, None)
    with judged(book, to, as_of) as (_, session, now):
        _print(session, now, changes(was, of_pack(now, None)), form)


def _updated(packs: Sequence[Installed], folder: Path) -> list[Installed]:
    """The packs, one of them in another version. Raises Unknown."""
    from cli.compliance import pack_named
    from ledger.errors import Unknown

    new = pack_named(str(folder))
    if new.id not in {one.pack.id for one in packs}:
        there = ", ".join(one.key for one in packs)
        raise Unknown(f"{new.id} is not installed in this book, so there is nothing to compare; there is {there}.")
    return [replace(one, pack=new) if one.pack.id == new.id else one for one in packs]


def changes(was: Sequence[Verdict], now: Sequence[Verdict]) -> list[Change]:
    """Each rule whose verdict, or what is at stake by it, is another; with what it was and what it is."""
    before = {(one.pack, one.rule): one for one in was}
    after = {(one.pack, one.rule): one for one in now}
    pairs = [(before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after])]
    return [(one, two) for one, two in pairs if _said(one) != _said(two)]


def _said(one: Verdict | None) -> Any:
    """What makes a verdict another; of a breach, also by how much."""
    broken = one.figures if one and one.status in ("fail", "at risk") else None
    return one and (one.status, one.stake, bool(one.waived), broken and (broken.margin, broken.names))


def supposed(book: str | None, file: Path, key: str | None, form: str) -> list[Verdict]:
    """Print the verdicts that the commands of a file would change, and return those as they would be; nothing is recorded."""
    from cli.played import played, script
    from cli.window import would_become
    from ledger.log import Log

    with closing(Log(book_path(book))) as log, played(log, script(file, {})) as done:
        day = max([log.day(done.rows.recorded), *done.days])
        with would_become(done.rows, done.copy.people.names(), day) as (session, before, after):
            was = of_pack(at(session, before, done.copy.states), key)
            found = at(session, after, done.copy.states)
            now = of_pack(found, key)
            _print(session, found, changes(was, now), form)
            return now


def at(session: Session, window: Window, states: Any, today: date | None = None, recorded: int | None = None) -> Judge:
    """A judge of the packs as a session sees them through a window, on its day or another; rows after `recorded` are supposed."""
    from ledger.rules.installed import installed, judge

    session.look(window)
    return judge(session, installed(session, states), today, recorded)


def _print(session: Session, found: Judge, changed: Sequence[Change], form: str) -> None:
    from cli.render import as_csv, as_json
    from cli.reports import about, header

    if form != "table":
        shown = [(two or one, one, two) for one, two in changed]
        rows = [
            [held.pack, held.rule, one and one.status, two and two.status, one and one.stake, two and two.stake]
            for held, one, two in shown
            if held
        ]
        columns, scale = ["pack", "rule", "was", "is", "at_stake_was", "at_stake"], session.about.scale
        click.echo(as_csv(columns, rows, scale) if form == "csv" else as_json(columns, rows, scale, about(session)))
        return
    click.echo(f"{header(session, 'compliance')}\n\n{lines(found, changed, session.about.scale)}")


def lines(found: Judge, changed: Sequence[Change], scale: int) -> str:
    """The changes as people read them."""
    from cli.render import table

    if not changed:
        return spoken().text("line.no-verdict-changes", "No verdict changes.")
    rows = []
    for one, two in changed:
        shown = two or one
        assert shown
        stake = told(two.stake, "money", scale) if two else ""
        rows.append([shown.pack, shown.rule, word(one) if one else "", word(two) if two else "", stake, title(found, shown)])
    return table([spoken().column(name) for name in ("pack", "rule", "was", "is", "at stake", "title")], rows, scale=scale)
