"""topsheet proof: checkpoints of the book, what proves that it only grew, and whether it still fits what others hold."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.key_options import FILE, log_key_option
from cli.options import Consequence, book_option, book_path, writer, writing
from cli.proof_outside import stamp, witness

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.proof.key import Signer

PINNED = click.option(
    "--key", "pinned", multiple=True, metavar="VKEY", help="The verifier key that you were given; only its signature counts. Repeatable."
)


@click.group("proof")
def command() -> None:
    """What proves to others that the history of the book was not rewritten: checkpoints, proofs, witnesses, stamps."""


command.add_command(witness)
command.add_command(stamp)


@command.command()
@click.option("--to", metavar="PARTY", help="Record that this party was given it.")
@log_key_option
@writing
def checkpoint(to: str | None, log_key: Path | None, passphrase_file: Path | None, **common: Any) -> None:
    """Make the checkpoint of the book as it is, keep it beside the book, and print it.

    With --to the giving is recorded, and then --by is needed.
    """
    from cli.key_options import log_signer
    from cli.options import decide, named, open_book
    from cli.proof_made import made, said, short_path, signed_by

    signer = log_signer(log_key, passphrase_file)
    with open_book(common["book"]) as book, named(book):
        if to:
            decide(book, common, functools.partial(_give, to=to, signer=signer, keep=not common["dry_run"]), personal=False)
            return
        one = made(book, book.size(), signer)
        click.echo(one.note, nl=False)
        click.echo(
            f"{said(one, signed_by(book, one))} Give it away: topsheet proof checkpoint --to PARTY, and send {short_path(one.path)}.",
            err=True,
        )


def _give(decision: Decision, *, to: str, signer: Signer | None, keep: bool) -> Consequence:
    from cli.proof_made import made, said, short_path, signed_by
    from ledger.aggregates import checkpoint as given

    who, size = decision.party(to), decision.book.size()
    decision.authorise("checkpoint", asked=f"A checkpoint for {who}")
    one = made(decision.book, size, signer, keep=keep)
    key = signed_by(decision.book, one)
    before = decision.book.every(given.CHECKPOINT)
    event = given.give(before, size=size, root=one.head.root.hex(), party=who, key=key.vkey if key else None)
    decision.record(given.CHECKPOINT, decision.new_key(given.CHECKPOINT), event)
    return f"{said(one, key)}\nSend them {short_path(one.path)}; whoever keeps it can tell whether the book still begins so."


@command.command()
@click.argument("checkpoints", nargs=-1, type=FILE, metavar="[CHECKPOINT]...")
@PINNED
@click.option("--authority-root", "root", type=FILE, metavar="FILE", help="Check stamps up to this root certificate of their authority.")
@book_option
def verify(checkpoints: tuple[Path, ...], pinned: tuple[str, ...], root: Path | None, book: str | None) -> None:
    """Hold the book against checkpoints or proofs of entries: those given, or all kept. Every leaf is made again from its entry."""
    from cli.proof_held import beside, lines_of, stamps_of
    from ledger.errors import Tampered
    from ledger.log import Log
    from ledger.proof.checkpoints import Checkpoints, held_or_proven

    path = book_path(book)
    log = Log(path)
    try:
        files = [held_or_proven(one) for one in checkpoints] or Checkpoints(path).all()
        told, wrong = beside(log, files, pinned)
    finally:
        log.close()
    for line in lines_of(told):
        click.echo(line)
    for line in stamps_of([one for one, _ in told], root) if root else ():
        click.echo(line)
    if wrong:
        raise Tampered("\n".join(wrong))
    if not files:
        click.echo(
            "No checkpoint is kept beside this book, so nothing tells whether it was rewritten. Make one: topsheet proof checkpoint."
        )


@command.command("list")
@book_option
def list_(book: str | None) -> None:
    """Every checkpoint that is kept: size, day of its last entry, who signed, who cosigned, and whether an authority stamped it."""
    from cli.proof_held import listed
    from cli.render import table
    from ledger.log import Log

    log = Log(book_path(book))
    try:
        rows = listed(log)
    finally:
        log.close()
    if not rows:
        click.echo("No checkpoint is kept beside this book. Make one: topsheet proof checkpoint.")
        return
    click.echo(table(["size", "day", "signed", "cosigned", "stamped", "file"], rows))


@command.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@book_option
def consistency(old: str, new: str, book: str | None) -> None:
    """What proves that the entries of OLD still begin those of NEW; each is a size or a checkpoint. One hash a line (RFC 9162 2.1.4)."""
    from cli.proof_held import at, tree_of
    from ledger.errors import Misuse
    from ledger.log import Log
    from ledger.proof.checkpoint import lines_of

    log = Log(book_path(book))
    try:
        tree = tree_of(log)
        first, last = at(log, tree, old), at(log, tree, new)
    finally:
        log.close()
    if first > last:
        raise Misuse(f"The old size is {first:,} and the new one {last:,}: a book only grows. Name the smaller one first.")
    click.echo(lines_of(tree.consistency(first, last)), nl=False)
    click.echo(f"{first:,} entries to {last:,}: root {tree.root(first).hex()[:16]}… to {tree.root(last).hex()[:16]}….", err=True)


@command.command()
@click.argument("number", type=int)
@click.option("--size", type=int, metavar="N", help="In the checkpoint of this size; the last that is kept by default.")
@book_option
def entry(number: int, size: int | None, book: str | None) -> None:
    """What proves that an entry is in the log of a checkpoint: a C2SP tlog-proof, which holds the checkpoint."""
    from cli.proof_held import including
    from ledger.log import Log

    log = Log(book_path(book))
    try:
        proof, one = including(log, number, size)
    finally:
        log.close()
    click.echo(proof, nl=False)
    signed = "signed" if one.note.lines else "unsigned"
    click.echo(f"Entry {number} is in the {signed} checkpoint of {one.head.size:,} entries.", err=True)


@command.command("name-witness")
@click.argument("key", metavar="VKEY")
@writer()
def name_witness(decision: Decision, *, key: str) -> Consequence:
    """Name a witness by its verifier key (topsheet key show, as a witness): its cosignatures count from now on."""
    from ledger.aggregates import log_key
    from ledger.errors import Misuse
    from ledger.proof.key import COSIGNATURE, verifier

    decision.authorise("log-key", asked="Naming a witness")
    known = verifier(key)
    if known.kind != COSIGNATURE:
        raise Misuse(f"{known.name} gave its key as one that signs texts. Ask for the line 'as a witness' of topsheet key show.")
    event = log_key.name_witness(decision.load(log_key.LOG_KEY, "main"), key=known.vkey)
    decision.record(log_key.LOG_KEY, "main", event)
    return "A cosignature says: this tree holds everything that I ever cosigned for this log, and it is the newest that I have seen."


@command.command("drop-witness")
@click.argument("key", metavar="VKEY")
@writer()
def drop_witness(decision: Decision, *, key: str) -> Consequence:
    """Let the cosignatures of a witness count no more."""
    from ledger.aggregates import log_key
    from ledger.proof.key import verifier

    decision.authorise("log-key", asked="Dropping a witness")
    event = log_key.drop_witness(decision.load(log_key.LOG_KEY, "main"), key=verifier(key).vkey)
    decision.record(log_key.LOG_KEY, "main", event)
    return None
