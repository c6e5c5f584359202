"""--language: in which of the three languages a report is printed for people. Programs read the English names of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ledger.labels.language import Language

HELD = "topsheet.language"


def _hold(ctx: click.Context, _: click.Parameter, code: str) -> None:
    ctx.meta[HELD] = code


def language_option(function: Any) -> Any:
    """--language, or TOPSHEET_LANGUAGE."""
    return click.option(
        "--language", type=click.Choice(["en", "es", "ca"]), default="en", envvar="TOPSHEET_LANGUAGE", expose_value=False, callback=_hold,
        help="Title, headings and words in English, Spanish or Catalan; json, csv and parquet keep the English columns."
        "  [env: TOPSHEET_LANGUAGE]",
    )(function)  # fmt: skip


def spoken() -> Language:
    """The language that the command was asked for; English where it takes none, so that what is issued is always the same."""
    from ledger.labels.language import Language

    ctx = click.get_current_context(silent=True)
    return Language(ctx.meta.get(HELD, "en") if ctx else "en")
