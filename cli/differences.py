"""What is different between two windows: every changed cell of the cost report, and the entries behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from cli.explain import FORM
from cli.options import book_option

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.projections import Session, Window

Change = dict[str, Any]
COLUMNS = (
    "account", "description", "column", "cell was", "cell now", "entry", "effective", "step", "document", "was", "now", "change",
    "declared by", "what", "reason",
)  # fmt: skip


@click.command("diff")
@click.option(
    "--from", "first", required=True, metavar="WHEN", help="The first window: KNOWN or KNOWN@DAY, such as issued:1 or 120@2021-03-07."
)
@click.option("--to", "second", metavar="WHEN", help="The second window, written alike; everything that is known by default.")
@click.option("--account", metavar="ACCOUNT", help="Only one account.")
@click.option("--column", metavar="COLUMN", help="Only one column, as the report prints it.")
@FORM
@book_option
def diff(first: str, second: str | None, account: str | None, column: str | None, form: str, book: str | None) -> None:
    """Every cell of the cost report that differs between two windows, with the entries behind it, adding up to the difference.

    KNOWN is what --known takes: an entry, a day, a time, a version (v02) or a report (issued:1); DAY is what --as-of takes.
    """
    from cli.window import opened
    from ledger.projections.explained import FIGURES, column_named

    wanted = FIGURES[column_named(column, "difference", FIGURES)] if column else [name for (name,) in FIGURES.values()]
    with opened(book) as (log, session):
        windows = _window(log, first), _window(log, second)
        found = changes(log, session, windows, wanted, account=account)
        click.echo(printed(session, windows, found, form, "difference of the cost report", "cell of the cost report"))


def _window(log: Log, text: str | None) -> Window:
    """The window that KNOWN@DAY means. Raises Unknown, Misuse."""
    from cli.window import window
    from ledger.errors import Misuse

    known, at, day = (text or "").partition("@")
    try:
        as_of = date.fromisoformat(day) if at else None
    except ValueError:
        raise Misuse(f"{day!r} in {text!r} is not a day. Write the window as 120@2021-03-07, issued:1, v02 or 2021-03-12.") from None
    return window(log, known or None, as_of)


def changes(
    log: Log, session: Session, windows: tuple[Window, Window], columns: Collection[str], *, account: str | None = None
) -> list[Change]:
    """The changed cells of these columns, entry by entry, in words."""
    from cli.sentences import names, said
    from ledger.projections.differences import cost_report

    rows = [row for row in cost_report(session, *windows, account=account) if row["column"] in columns]
    words = said(log, names(session), [row["position"] for row in rows])
    return [
        {
            "account": row["account"],
            "description": row["description"] or "",
            "column": columns_named()[row["column"]],
            "cell was": row["cell_was"],
            "cell now": row["cell_now"],
            "entry": row["position"],
            "effective": row["on"],
            "step": row["step"],
            "document": words[row["position"]].document,
            "was": row["was"],
            "now": row["now"],
            "change": row["change"],
            "declared by": words[row["position"]].by,
            "what": words[row["position"]].what,
            "reason": words[row["position"]].reason,
        }
        for row in rows
    ]


def columns_named() -> dict[str, str]:
    """The printed name of each column of account_figures."""
    from ledger.projections.explained import FIGURES

    return {parts[0]: name for name, parts in FIGURES.items()}


def printed(session: Session, windows: tuple[Window, Window], found: Sequence[Change], form: str, title: str, what: str) -> str:
    """The changes in the form that was asked for."""
    from cli.render import as_csv, as_json
    from cli.reports import seen

    scale = session.about.scale
    columns = list(COLUMNS)
    values = [[one[column] for column in columns] for one in found]
    if form == "csv":
        return as_csv(columns, values, scale)
    if form == "json":
        sides = {
            side: {"known": w.position, "recorded": w.at, "as_of": w.on.isoformat()}
            for side, w in zip(("from", "to"), windows, strict=True)
        }
        return as_json(columns, values, scale, {"title": session.about.title, "currency": session.about.currency, **sides})
    head = [f"{session.about.title}: {title}, {session.about.currency}"]
    for side, window in zip(("From", "To  "), windows, strict=True):
        session.look(window)
        head.append(f"{side} {seen(session)}")
    return "\n".join(head) + "\n\n" + ("\n\n".join(_accounts(found, scale)) if found else f"No {what} is different.")


def _accounts(found: Sequence[Change], scale: int) -> list[str]:
    """The changes, account by account, and in the end the entries in words, each once."""
    out = []
    for (account, description), rows in groupby(found, key=lambda one: (one["account"], one["description"])):
        lines = [f"{account} {description}".rstrip()]
        for _, cell in groupby(rows, key=lambda one: one["column"]):
            lines += _cell(list(cell), scale)
        out.append("\n".join(lines))
    return [*out, "\n".join(_words(found))]


def _cell(rows: Sequence[Change], scale: int) -> list[str]:
    """One cell: what it was, what it is, and the entries behind the difference."""
    from cli.explain import sign
    from cli.render import figure

    one = rows[0]
    was, now = (figure(one[side], scale=scale) for side in ("cell was", "cell now"))
    lines = [f"  {one['column']:<16} {was:>14}  ->  {now:>14}  {sign(one['cell now'] - one['cell was'], scale):>14}"]
    for row in rows:
        both = f"  ({sign(row['was'], scale)} before, {sign(row['now'], scale)} now)" if row["was"] and row["now"] else ""
        step = f"{row['step']} {row['document']}"
        lines.append(f"  {row['entry']:>11} {row['effective']}  {step:<28} {sign(row['change'], scale):>14}{both}")
    return lines


def _words(found: Sequence[Change]) -> list[str]:
    from cli.explain import why

    told = {one["entry"]: f"{one['entry']:>5}  {one['declared by']} {one['what']}.{why(one['reason'])}" for one in found}
    return ["The entries:", *(told[entry] for entry in sorted(told))]
