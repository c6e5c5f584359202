"""topsheet pack: what a financier, a guarantor or an auditor is given, as one file that they check by themselves."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.key_options import log_key_option
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.decision import Decision
    from ledger.log import Log
    from ledger.projections import Session
    from ledger.proof.key import Signer
    from ledger.proof.pack import Asked, Made


@click.command("pack")
@click.option("--for", "party", required=True, metavar="PARTY", help="Who is given it; what they may see is set with topsheet access set.")
@click.option("--known", metavar="WHEN", help="The entries known by then: a day, a time, an entry, a version, a report (issued:2); all.")
@click.option("--as-of", type=DAY, metavar="DAY", help="Reports of what took effect up to this day.")
@click.option("-o", "--out", required=True, metavar="FILE.zip", help="The file; one that is there already is never written over.")
@log_key_option
@writer()
def command(decision: Decision, *, party: str, known: str | None, as_of: date | None, out: str, log_key: Path | None,
            passphrase_file: Path | None) -> Consequence:  # fmt: skip
    """Give a party its pack: reports, entries, evidence, checkpoint and proofs of one window; and record that it was given.

    Whoever has it checks it without Topsheet and without trusting the production: python topsheet_verify.py FILE.zip
    """
    from cli.window import opened
    from ledger.aggregates.pack import PACK, give

    path, who, signer = place(Path(out)), decision.party(party), signing(decision.book, log_key, passphrase_file)
    decision.authorise("pack", asked=f"A pack for {who}")
    ctx = click.get_current_context()
    rehearsed = bool(ctx.params["dry_run"])
    with opened(str(decision.book.path), known, as_of, fresh=True) as (log, session):
        asked = asked_for(log, session, decision.book, who, signer, keep=not rehearsed)
        part, made = written(path, asked, session)
    digest = digest_of(part)
    other(path, digest)
    said = told(path, asked, made, digest)
    before = decision.book.every(PACK)
    if again := next((key for key, pack in before.items() if (pack.party, pack.sha256) == (who, digest)), None):
        also = "" if rehearsed else put(part, path, digest)
        click.echo(f"{decision.book.called(who)} was given this very pack as {again}; nothing more is recorded.\n{said}{also}")
        ctx.exit()
    event = give(before, party=who, size=asked.size, root=made.root, sha256=digest, names=asked.sight.names)
    decision.record(PACK, decision.new_key(PACK), event)

    return said if rehearsed else lambda: said + put(part, path, digest)


def put(part: Path, path: Path, digest: str) -> str:
    """Put a pack into its place, and say where it is if another took the place meanwhile: what was given is never written over."""
    for place in (path, path.with_stem(f"{path.stem}-{digest[:8]}")):
        try:
            place.open("xb").close()
        except FileExistsError:
            if place.is_file() and digest_of(place) == digest:
                return ""
            continue
        part.replace(place)
        return "" if place == path else f"\n{path.name} was written by another meanwhile, so this pack is {place.name}."
    return f"\n{path.name} was written by another meanwhile. Make this pack again under another name, with --known: it has the same bytes."


def place(path: Path) -> Path:
    """Where the pack goes. Raises Misuse, Unknown."""
    from ledger.errors import Misuse, Unknown

    if path.suffix.lower() != ".zip":
        raise Misuse(f"{path} does not end in .zip, so nobody would know what it is. Write {path.stem or 'pack'}.zip.")
    if not path.parent.is_dir():
        raise Unknown(f"There is no folder {path.parent} to write {path.name} in. Make it first, or name another.")
    if path.exists() and not path.is_file():
        raise Misuse(f"{path} is not a file. Name a file that ends in .zip.")
    return path.absolute()


def other(path: Path, digest: str) -> None:
    """See that no other file stands where the pack goes. Raises AlreadyDone."""
    from ledger.errors import AlreadyDone

    if path.exists() and (there := digest_of(path)) != digest:
        raise AlreadyDone(
            f"{path.name} exists already and is another file: its SHA-256 is {there[:16]}, that of this pack {digest[:16]}. "
            "Nothing was given. Choose another name: what was given is never written over."
        )


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def signing(book: Book, log_key: Path | None, passphrase_file: Path | None) -> Signer | None:
    """The key of the log, opened, under the log's name; None in a book that has none. Raises Misuse."""
    from cli.key_options import log_signer
    from cli.proof_made import the_log_key
    from ledger.aggregates.log_key import LOG_KEY, short
    from ledger.errors import Misuse
    from ledger.proof.checkpoint import origin

    signer, known = log_signer(log_key, passphrase_file), book.load(LOG_KEY, "main")
    if signer is None and known and known.state.key:
        raise Misuse(
            f"The log of this book has the key {short(known.state.key)}, and a pack that it did not sign would be refused by whoever "
            "verifies it. Give the key: --log-key FILE, or TOPSHEET_LOG_KEY."
        )
    if signer is None:
        return None
    the_log_key(book, signer)
    return signer.named(origin(book.opened.book))


def asked_for(log: Log, session: Session, book: Book, party: str, signer: Signer | None, *, keep: bool) -> Asked:
    """What the pack is to hold. Raises Refused where the party may see nothing, TooEarly for a day before the book begins, Tampered."""
    from cli.guarantor_week import begun
    from cli.pack_reports import versions
    from cli.proof_made import made
    from ledger.errors import Refused
    from ledger.proof.pack import Asked
    from ledger.proof.sight import proven_names, sight

    begun(log, session)
    window, seen = session.window, sight(log, party)
    if seen.nothing:
        raise Refused(
            f"{party} may see neither entries nor reports, as entry {seen.entry} says: a pack would hold digests alone. Give the "
            "checkpoint alone (topsheet proof checkpoint --to PARTY), or set what they may see (topsheet access set PARTY)."
        )
    note = made(book, window.position, signer, keep=keep).note
    names = proven_names(log, window.position) if seen.names else {}
    session.rename({person: name for person, (name, _) in names.items()})
    called = next((row["name"] for row in session.records("party_names") if row["party"] == party), party)
    return Asked(
        log, seen, called, window.position, window.on.isoformat(), note, names, versions(), period=window.period, notes=window.notes,
        signer=signer,
    )  # fmt: skip


def written(path: Path, asked: Asked, session: Session) -> tuple[Path, Made]:
    """The pack, written as a file beside its place that nobody reads yet. Raises Misuse where it cannot be written."""
    from cli.files_out import beside
    from cli.pack_reports import reports, sql
    from ledger.errors import Misuse
    from ledger.proof.pack import write
    from ledger.proof.sight import Seen

    try:
        with beside(path) as file:
            part = Path(file.name)
            click.get_current_context().call_on_close(lambda: part.unlink(missing_ok=True))
            made = write(file, asked, reports(session, Seen(asked.log, asked.sight), asked.left_out, asked.naming), sql())
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise Misuse(f"{path.parent} cannot be written: {problem.strerror}. Nothing was given and nothing recorded.") from problem
    return part, made


def told(path: Path, asked: Asked, made: Made, digest: str) -> str:
    """What was given, in words."""
    sight, lines = asked.sight, [f"{path.name}: {asked.size:,} entries, root {made.root[:16]}, SHA-256 {digest}."]
    if hidden := asked.size - made.shown:
        lines.append(f"{hidden:,} of them as digests alone, as entry {sight.entry} says; its figures cannot be made again from it.")
    if not sight.names:
        lines.append(f"Persons go by their party ids in reports. {sight.worded[:-1]} (topsheet access set PARTY).")
    if sight.evidence and (missing := set(made.missing) - made.unseen):
        lines.append(f"{len(missing):,} documents that entries name are not kept beside the book, so they are not in it.")
    lines += [f"Without the {name}: {why}" for name, why in asked.left_out.items()]
    signed = asked.signer and f"Signed by {asked.signer.verifier.vkey}.\nLet them have this key by another way than the pack."
    lines.append(signed or "Unsigned: no log key was given (--log-key FILE or TOPSHEET_LOG_KEY).")
    return "\n".join(lines)
