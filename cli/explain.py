"""topsheet explain: where a cell of a report comes from, entry by entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.options import windowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.projections import Session
    from ledger.projections.explained import Cell

REPORTS = {"cost-report": "cost report", "top-sheet": "top sheet"}
ALIASES = {"cost": "cost-report"}
FORM = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="How to print it."
)


class Reports(click.Group):
    """The reports that can be explained, under the names by which they are printed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(REPORTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = ALIASES.get(cmd_name, cmd_name)
        return _command(name) if name in REPORTS else None


@click.group("explain", cls=Reports)
def command() -> None:
    """Where a figure comes from: the entries that made it, as signed steps that add up to it."""


def _command(name: str) -> click.Command:
    @click.option("--account", metavar="ACCOUNT", help="The line of one account.")
    @click.option("--category", metavar="CATEGORY", help="The subtotal of a category.")
    @click.option("--section", metavar="SECTION", help="The subtotal of a section, such as production.")
    @click.option("--column", default="EFC", show_default=True, metavar="COLUMN", help="The column, as the report prints it.")
    @FORM
    @windowed
    def show(book: str | None, as_of: date | None, known: str | None, form: str, column: str, **place: str | None) -> None:
        from cli.window import opened
        from ledger.errors import Misuse
        from ledger.projections import explained

        for word in click.get_current_context().args:
            raise Misuse(f"Say what {word} is: --account {word}, --category {word} or --section {word}; or --column for a column.")
        with opened(book, known, as_of) as (log, session):
            one = explained.cell(session, name, column, **place)
            rows = explained.steps(session, one)
            from cli.sentences import names, said

            words = said(log, names(session), [row["position"] for row in rows])
            told = [_told(row, words[row["position"]]) for row in rows]
            click.echo(_printed(session, one, told, form))

    text = f"The entries behind one cell of the {REPORTS[name]}; without account, category and section, of its grand total."
    return click.command(name, help=text, context_settings={"allow_extra_args": True})(show)


def _told(row: dict[str, Any], said: Any) -> dict[str, Any]:
    """A step, with the words of its entry."""
    return {
        "entry": row["position"],
        "effective": row["on"],
        "step": row["step"],
        "document": said.document,
        "amount": row["delta"],
        "running": row["running"],
        "declared by": said.by,
        "what": said.what,
        "reason": said.reason,
    }


def _printed(session: Session, one: Cell, told: list[dict[str, Any]], form: str) -> str:
    """The steps in the form that was asked for."""
    from cli.render import as_csv, as_json, figure, plain
    from cli.reports import about, header
    from ledger.projections import explained

    scale, cell = session.about.scale, explained.amount(session, one)
    columns = list(told[0]) if told else ["entry"]
    values = [[step[column] for column in columns] for step in told]
    if form == "csv":
        return as_csv(columns, values, scale)
    if form == "json":
        place = {level: value for level, value in one.places.items() if value}
        what = {"report": one.report, **place, "column": one.column, "cell": plain(cell, scale)}
        return as_json(columns, values, scale, {**about(session), **what})
    name = REPORTS[one.report]
    amount = f"{figure(cell, scale=scale)} {session.about.currency}"
    count = "no entry" if not told else "1 entry" if len(told) == 1 else f"the sum of {len(told)} entries"
    total = f"{one.column} {amount}: {count}, and what the {name} prints." + _mode(session, one, figure)
    return f"{header(session, f'explain {name}')}\n\n{_line(session, one)}: {one.column}\n\n{paragraphs(told, scale)}\n\n{total}"


def paragraphs(told: list[dict[str, Any]], scale: int, indent: str = "") -> str:
    """Steps one under the other, each with its sentence below."""
    from cli.render import table

    if not told:
        return f"{indent}Nothing moved it."
    amounts = [sign(step["amount"], scale) for step in told]
    width = max(len("amount"), *map(len, amounts))
    rows = [
        [*(step[column] for column in ("entry", "effective", "step", "document")), amount.rjust(width), step["running"]]
        for step, amount in zip(told, amounts, strict=True)
    ]
    columns = ["entry", "effective", "step", "document", "amount".rjust(width), "running"]
    head, rule, *lines = table(columns, rows, scale=scale).split("\n")
    out = [head, rule]
    for step, line in zip(told, lines, strict=True):
        out += [line, f"       {step['declared by']} {step['what']}.{why(step['reason'])}"]
    return "\n".join(f"{indent}{line}" for line in out)


def why(reason: str) -> str:
    """The reason as a sentence of its own, or nothing."""
    return f" Why: {reason}{'' if reason.endswith('.') else '.'}" if reason else ""


def sign(amount: Decimal, scale: int) -> str:
    """An amount with its sign, also when it is plus."""
    from cli.render import figure

    return f"{'+' if amount > 0 else ''}{figure(amount, scale=scale)}"


def _line(session: Session, one: Cell) -> str:
    """Which line of the report it is, by name."""
    if one.account:
        session.make("account_figures")
        described = session.query("select description from account_figures where account = ?", [one.account])[1][0][0]
        return f"Account {one.account}, {described}"
    return f"Category {one.category}" if one.category else f"Section {one.section}" if one.section else "Grand total"


def _mode(session: Session, one: Cell, figure: Callable[..., str]) -> str:
    """How the account is estimated, which is why some entries move its EFC and others do not."""
    if not one.account or not {"etc", "efc", "variance"} & set(one.parts):
        return ""
    mode, estimate, entry = session.query(
        "select mode, estimate, estimate_entry from account_figures where account = ?", [one.account]
    )[1][0]  # fmt: skip
    if mode == "on budget":
        return "\nThe account is on budget: its EFC is its final budget, or its total where that is more."
    amount = figure(estimate, scale=session.about.scale)
    if mode == "EFC held":
        return f"\nIts EFC is held at {amount} by entry {entry}: it moves only when the total goes beyond."
    return f"\nIts ETC was entered as {amount} by entry {entry}: the EFC moves with every cost and promise that takes nothing from it."
