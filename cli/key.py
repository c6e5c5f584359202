"""topsheet key: make and show key files, and say which one signs the checkpoints of a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.key_options import FILE, PASSPHRASE, passphrase_option
from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.proof.key import Verifier


@click.group("key")
def command() -> None:
    """Keys that sign: of a book's log, of a person, of a witness."""


@command.command()
@click.argument("file", type=FILE)
@click.option("--name", required=True, help="Whose it is: no spaces; such as bank.example/ruiz.")
@click.option("--no-passphrase", is_flag=True, help="Keep the key as it is, for a machine that signs by itself.")
@passphrase_option
def create(file: Path, name: str, no_passphrase: bool, passphrase_file: Path | None) -> None:
    """Make a key file, for its owner alone, locked with a passphrase. Whoever has file and passphrase signs as its owner."""
    from cli.key_options import passphrase
    from cli.options import Session
    from ledger.book import system_chance
    from ledger.errors import Misuse
    from ledger.proof import key

    word = None if no_passphrase else passphrase(passphrase_file, PASSPHRASE)
    if word is None and not no_passphrase:
        raise Misuse("A key is locked with a passphrase: set TOPSHEET_PASSPHRASE or give --passphrase-file FILE. Or say --no-passphrase.")
    session: Session | None = click.get_current_context().find_object(Session)
    made = key.create(file, name=name, seed=(session.chance if session else system_chance)(32), passphrase=word)
    click.echo(f"{file} is a new key, {'locked with the passphrase' if word else 'not locked'}; only its owner can read it.")
    told(made.verifier)


@command.command()
@click.argument("file", type=FILE)
def show(file: Path) -> None:
    """The verifier key of a key file, to be given to whoever is to know its signatures. It needs no passphrase."""
    from ledger.proof import key

    told(key.shown(file))
    click.echo("Of a book's log it is another line, under the log's name: topsheet key take and topsheet pack print that one.", err=True)


def told(key: Verifier) -> None:
    """A key as others know it."""
    click.echo(f"verifier key  {key.vkey}")
    click.echo(f"as a witness  {key.cosigner().vkey}")


@command.command()
@click.argument("file", type=FILE)
@click.option("--lost", is_flag=True, help="The key before it is lost, so it cannot sign this one.")
@passphrase_option
@writer()
def take(decision: Decision, *, file: Path, lost: bool, passphrase_file: Path | None) -> Consequence:
    """Sign the checkpoints of this book with a key from now on; those of no entries, of one and of all are made at once."""
    from cli.key_options import log_signer
    from cli.proof_made import taken
    from ledger.aggregates import log_key
    from ledger.errors import Misuse
    from ledger.proof.checkpoint import origin

    decision.authorise("log-key", asked="The log key")
    if lost and not decision.reason:
        raise Misuse("A key that takes the place of a lost one is signed by nobody, so it needs a reason: --reason TEXT.")
    signer = log_signer(file, passphrase_file)
    assert signer is not None
    key = signer.verifier.named(origin(decision.book.opened.book)).vkey
    decision.record(log_key.LOG_KEY, "main", log_key.take(decision.load(log_key.LOG_KEY, "main"), key=key, lost=lost))
    return lambda: taken(decision.book, signer)


@command.command()
@click.argument("new", type=FILE)
@click.option("--old", required=True, type=FILE, metavar="FILE", help="The key until now, which signs that the new one follows it.")
@passphrase_option
@writer()
def rotate(decision: Decision, *, new: Path, old: Path, passphrase_file: Path | None) -> Consequence:
    """Sign with another key from now on; the old one signs the entry, so that whoever knows it can follow."""
    from cli.key_options import log_signer
    from cli.proof_made import taken
    from ledger.aggregates import log_key
    from ledger.proof.checkpoint import origin
    from ledger.proof.log_keys import rotation

    decision.authorise("log-key", asked="The log key")
    book = decision.book.opened.book
    signer, before = log_signer(new, passphrase_file), log_signer(old, passphrase_file)
    assert signer is not None and before is not None
    key, was = signer.verifier.named(origin(book)).vkey, before.verifier.named(origin(book)).vkey
    signature = before.sign(rotation(book, was, key)).hex()
    event = log_key.rotate(decision.load(log_key.LOG_KEY, "main"), key=key, old=was, signature=signature)
    decision.record(log_key.LOG_KEY, "main", event)
    return lambda: taken(decision.book, signer)
