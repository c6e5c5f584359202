"""topsheet correct: which decision undoes an entry. It is a reader: it says what to type, and records nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.options import book_option

if TYPE_CHECKING:
    from ledger.corrections.case import Case
    from ledger.log import Log
    from ledger.projections import Session


@click.command("correct")
@click.argument("number", type=int, metavar="ENTRY")
@book_option
def command(number: int, book: str | None) -> None:
    """Say what an entry did, and which decision undoes it, with the command to type; or that nothing does, and why.

    It knows what has become of the document since, and records nothing.
    """
    from cli.explain import why
    from cli.sentences import names, said
    from cli.window import opened
    from ledger.corrections import undone

    with opened(book) as (log, session):
        log.at(number)
        called = names(session)
        told = said(log, called, [number])[number]
        case = _case(log, session, number)
        answer = undone(case)
        head = f"{number:>5}  {told.on}  {told.document}".rstrip()
        lines = [head, f"       {told.by} {told.what}.{why(told.reason)}", "", called(answer.words)]
        lines += [f"  {line}" for line in answer.commands]
        lines += _remarks(session, number, told.on, commands=bool(answer.commands))
        click.echo("\n".join(lines))


def _case(log: Log, session: Session, number: int) -> Case:
    """The entry with its whole document, as they are now."""
    from ledger.corrections.case import Case
    from ledger.entry import read

    stream = log.stored([number])[number][0]
    document = tuple(read(*row) for row in log.document(stream))
    session.make("promised_lines")
    relieved = session.query("select count(*) from promised_lines where document = ? and relieved <> 0", [stream])[1][0][0]
    return Case(next(entry for entry in document if entry.position == number), document, bool(relieved))


def _remarks(session: Session, number: int, on: date, *, commands: bool) -> list[str]:
    """What else to know: what has corrected it before, and that its day is closed."""
    session.make("entries_corrected")
    out = []
    before = session.query("select position from entries_corrected where corrected = ?", [number])[1]
    if before:
        out.append(f"Entry {', '.join(str(position) for (position,) in before)} says already that it puts this one right.")
    closed = session.records("closings")
    last = closed[-1]["issued"] if closed else None
    if commands and last and on <= last:
        out.append(
            f"The days up to {last} are in an issued report, so the correction takes effect later, and the report stays as it was issued."
        )
    if commands:
        out.append("Say in --reason why. Who records is --by or TOPSHEET_BY; --dry-run shows what would be recorded.")
    return ["", *out] if out else []
