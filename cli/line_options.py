"""Options of writers that take lines of money: how they stand to the estimate, and how a file of them is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Function = Callable[..., Any]


def planned_options(function: Function) -> Function:
    """--unplanned and --saving: how an order, a hire or a cost stands to the entered estimate to complete of its accounts."""
    unplanned = click.option(
        "--unplanned", is_flag=True, help="It was not in the estimate to complete: that stays as it is, and the final cost rises."
    )
    saving = click.option(
        "--saving", "savings", nargs=2, multiple=True, metavar="ACCOUNT AMOUNT",
        help="The planned work costs that much less: the estimate to complete falls by it too. Repeatable.",
    )  # fmt: skip
    return unplanned(saving(function))


def file_options(example: str) -> Callable[[Function], Function]:
    """How a CSV or XLSX file is read: --columns, with an example of it, and the form of its text."""

    def wrap(function: Function) -> Function:
        for option in reversed((
            click.option("--columns", "words", multiple=True, metavar="FIELD=COLUMN",
                         help=f"{example}: which column holds which field. Repeatable."),
            click.option("--encoding", help="utf-8 by default; cp1252 for older Windows files."),
            click.option("--delimiter", help="A comma by default; ';' where decimals have a comma."),
            click.option("--decimal", help="The decimal mark, . or ,"),
            click.option("--sheet", help="The sheet of a workbook; the first by default."),
        )):  # fmt: skip
            function = option(function)
        return function

    return wrap
