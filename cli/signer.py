"""The hand of whoever records: the key that they sign with, opened when the book asks for it and not before."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.book import Book
    from ledger.signing import Hand

SUPPOSING: ContextVar[bool] = ContextVar("supposing", default=False)
"""Whether what is recorded here is only supposed, on a copy of the book."""
KEY = "topsheet.key"
"""Where a reader that may record keeps the key that it was given."""
NOBODY = "Nothing is signed: nobody is enrolled in this book. topsheet actor enrol enrols the first actor."


def hand(book: Book, key: Path | None) -> Hand:
    """The hand with its key, in a book that has actors. Raises what opening a key file raises."""
    from ledger.signing import GUARD, Hand

    if SUPPOSING.get():
        return Hand(supposed=True)
    if key is None:
        return Hand()
    if book.guard(GUARD) is None:
        if click.get_current_context().get_parameter_source("signing_key") is click.core.ParameterSource.COMMANDLINE:
            click.echo(NOBODY, err=True)
        return Hand()
    from cli.key_options import signer

    return Hand(signer(key, None))
