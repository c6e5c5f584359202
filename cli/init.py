"""topsheet init: begin a new book."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.key_options import log_key_option, log_signer
from cli.options import DAY, Session

if TYPE_CHECKING:
    from ledger.entry import Entry


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="The title of the production.")
@click.option("--currency", required=True, help="The book's currency, ISO 4217: EUR, USD.")
@click.option("--timezone", required=True, help="Where a day of the production begins: Europe/Madrid.")
@click.option("--company", help="The production company, which owns the book; the title by default.")
@click.option("--on", type=DAY, metavar="DAY", help="The day from which the book counts; today by default.")
@log_key_option
def command(path: Path, title: str, currency: str, timezone: str, company: str | None, on: date | None, log_key: Path | None,
            passphrase_file: Path | None) -> None:  # fmt: skip
    """Begin the book of one production, and let its company decide everything.

    The company is party P-0001 with the unlimited grant A-0001; people get grants of their own with topsheet authority grant.
    """
    from cli.options import formed, request_digest
    from cli.proof_made import taken
    from cli.render import told
    from ledger.aggregates import authority, party
    from ledger.aggregates import log_key as log_key_of
    from ledger.aggregates.book import BOOK
    from ledger.book import Book, system_chance, system_clock, zone
    from ledger.decision import Decision
    from ledger.proof.checkpoint import origin

    session = click.get_current_context().find_object(Session)
    session = session or Session(system_clock, system_chance)
    with formed():
        book, opened = Book.init(
            path, title=title, currency=currency, timezone=timezone, demonstration=session.demonstration, clock=session.clock,
            chance=session.chance,
        )  # fmt: skip
    entries: list[Entry] = []
    try:
        signer = log_signer(log_key, passphrase_file)
        starts = on or session.clock().astimezone(zone(timezone)).date()
        decision = Decision(book, "P-0001", starts, book.command(None, request_digest()), opened=opened)
        decision.record(BOOK, "main", opened)
        decision.record(party.PARTY, "P-0001", party.register_company(name=company or title, kind="production company"))
        owner = authority.grant(party="P-0001", role="owner of the book", starts=starts, currency=currency, over_budget=True, holder=None)
        decision.record(authority.AUTHORITY, "A-0001", owner)
        if signer:
            key = signer.verifier.named(origin(opened.book)).vkey
            decision.record(log_key_of.LOG_KEY, "main", log_key_of.take(key=key))
        entries = decision.commit()
        click.echo(told(book, entries))
        click.echo(f"      The book is {path}. Name it with --book or TOPSHEET_BOOK, and who records with --by or TOPSHEET_BY.")
        if signer:
            click.echo("\n".join(f"      {line}" for line in taken(book, signer).splitlines()))
    except BaseException:
        if not entries:  # a book that was begun stays, even where nobody reads on
            path.unlink(missing_ok=True)
        raise
    finally:
        book.close()
