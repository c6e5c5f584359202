"""topsheet show: one document, entry by entry."""

from __future__ import annotations

import click

from cli.options import book_option


@click.command("show")
@click.argument("document")
@book_option
def command(document: str, book: str | None) -> None:
    """Show a document by its number (PO-0042) or stream (budget/main): its entries, and what is known of it."""
    from cli.options import open_book
    from cli.render import told
    from ledger.aggregates import KINDS, aggregate_of
    from ledger.errors import Unknown

    with open_book(book) as held:
        kind, _, key = document.rpartition("/")
        kinds = [kind] if kind else list(KINDS)
        found = [(aggregate, known) for aggregate in map(aggregate_of, kinds) if (known := held.load(aggregate, key))]
        if not found:
            raise Unknown(f"There is no document {document}. Write its number, such as PO-0042, or its stream, such as estimate/3300.")
        for aggregate, known in found:
            stream = aggregate.stream(key)
            entries = [entry for entry in held.entries() if entry.stream == stream]
            click.echo(f"{stream}, version {known.version}, last changed on {known.on}")
            click.echo(told(held, entries))
