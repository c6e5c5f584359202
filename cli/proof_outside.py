"""topsheet proof witness, stamp: what others say of a checkpoint that is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.key_options import FILE
from cli.options import book_option, book_path

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.proof.checkpoints import Held

LARGEST = 1 << 20


def kept(log: Log, size: int | None) -> Held:
    """A checkpoint that is kept, the last one by default. Raises Unknown."""
    from ledger.errors import Unknown
    from ledger.proof.checkpoints import Checkpoints

    found = [one for one in Checkpoints(log.path).all() if size in (None, one.head.size)]
    if not found:
        which = f"of {size:,} entries " if size is not None else ""
        raise Unknown(f"No checkpoint {which}is kept beside this book. Make one: topsheet proof checkpoint.")
    return found[-1]


@click.command()
@click.option("--size", type=int, metavar="N", help="The checkpoint of this size; the last one by default.")
@click.option("--url", metavar="URL", help="Ask the witness that listens there.")
@click.option("--request", "asked", type=FILE, metavar="FILE", help="Write the request into this file, to be sent to the witness.")
@click.option("--old", type=int, default=0, metavar="N", help="With --request: the size that the witness cosigned last; 0 at first.")
@click.option("--file", "answer", type=FILE, metavar="FILE", help="Add the cosignature that came back in this file.")
@book_option
def witness(size: int | None, url: str | None, asked: Path | None, old: int, answer: Path | None, book: str | None) -> None:
    """Have a checkpoint cosigned by a witness that the book names, over HTTP or by files that are sent."""
    from cli.proof_held import at, tree_of
    from ledger.errors import Misuse
    from ledger.log import Log
    from ledger.proof.asking import added, over_http
    from ledger.proof.checkpoints import Checkpoints
    from ledger.proof.log_keys import keys_of
    from ledger.proof.witness import request

    if sum(map(bool, (url, asked, answer))) != 1:
        raise Misuse("Say how the witness is asked: --url URL, or --request FILE and later --file FILE with what came back.")
    log = Log(book_path(book))
    try:
        one, witnesses, tree = kept(log, size), keys_of(log).witnesses, tree_of(log)
        at(log, tree, str(one.path))
    finally:
        log.close()
    if not one.note.lines:
        raise Misuse(f"{one.path.name} is unsigned, and a witness cosigns signed ones. First topsheet proof checkpoint --log-key FILE.")
    if asked:
        if not 0 <= old <= one.head.size:
            raise Misuse(f"The witness cannot have cosigned {old:,} entries before these {one.head.size:,}.")
        _asked(asked, request(old, tree.consistency(old, one.head.size), one.note))
        click.echo(f"{asked} asks a witness to cosign {one.head.size:,} entries that grew out of {old:,}: topsheet witness cosign {asked}.")
        return
    body = over_http(url, tree, one) if url else _read(answer)
    for line in added(Checkpoints(log.path), one, body, witnesses):
        click.echo(f"{one.path.name} is cosigned by {line.name}.")


def _asked(path: Path, content: str) -> None:
    """Write a request; over an older request, and over nothing else. Raises AlreadyDone, Misuse where it cannot be written."""
    from ledger.errors import Misuse

    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(content)
    except FileExistsError:
        _instead(path, content)
    except OSError as problem:
        raise Misuse(f"The request {path} cannot be written: {problem.strerror}.") from problem


def _instead(path: Path, content: str) -> None:
    from cli.files_out import beside
    from ledger.errors import AlreadyDone, Misuse, Unreadable
    from ledger.proof.witness import asked

    try:
        with path.open("rb") as file:
            asked(file.read(LARGEST))
        with beside(path) as part:
            part.write(content.encode())
        Path(part.name).replace(path)
    except Unreadable as problem:
        raise AlreadyDone(f"{path} exists already and is no request to a witness, so it was not written over. Name another.") from problem
    except OSError as problem:
        raise Misuse(f"The request {path} cannot be written: {problem.strerror}.") from problem


def _read(answer: Path | None) -> str:
    from ledger.errors import Misuse

    assert answer is not None
    try:
        return answer.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Misuse(f"The answer {answer} cannot be read: {getattr(problem, 'strerror', 'it is not text')}.") from problem


@click.command()
@click.option("--size", type=int, metavar="N", help="The checkpoint of this size; the last one by default.")
@click.option("--authority-url", "url", required=True, envvar="TOPSHEET_STAMP_URL", metavar="URL",
              help="The authority's address.  [env: TOPSHEET_STAMP_URL]")  # fmt: skip
@click.option("--authority-root", "root", required=True, envvar="TOPSHEET_STAMP_ROOT", type=FILE, metavar="FILE",
              help="Its root certificate, against which the answer is checked.  [env: TOPSHEET_STAMP_ROOT]")  # fmt: skip
@book_option
def stamp(size: int | None, url: str, root: Path, book: str | None) -> None:
    """Have a checkpoint stamped with the time by an authority (RFC 3161), and keep the stamp beside it."""
    from ledger.log import Log
    from ledger.proof.stamp import SUFFIX, over_http, stamped

    log = Log(book_path(book))
    try:
        one = kept(log, size)
    finally:
        log.close()
    answer, when = stamped(one.note.text, root, over_http(url))
    path = one.path.with_suffix(SUFFIX)
    part = path.with_suffix(".part")
    part.write_bytes(answer)
    part.replace(path)
    click.echo(f"{one.path.name} existed on {when:%Y-%m-%d at %H:%M:%S} UTC, says the authority; its stamp is {path.name}.")
