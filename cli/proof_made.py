"""Checkpoints made beside a decision: when a key is taken, when a cost report is issued, when somebody asks for one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.proof.checkpoints import Held
    from ledger.proof.key import Signer, Verifier

UNSIGNED = "unsigned: no log key was given (--log-key FILE or TOPSHEET_LOG_KEY)"


def taken(book: Book, signer: Signer) -> str:
    """The checkpoints of no entries, of one and of all, signed; and what to do with them."""
    from ledger.proof.checkpoint import origin
    from ledger.proof.checkpoints import Checkpoints

    own = origin(book.opened.book)
    made = Checkpoints(book.path).keep(book.leaves(), sorted({0, 1, book.size()}), own, signer)
    sizes = [f"{one.head.size:,}" for one in made]
    return (
        f"The log key of {own}: {signer.verifier.named(own).vkey}\n"
        f"Checkpoints of {', '.join(sizes[:-1])} and {sizes[-1]} entries are signed and kept in {made[0].path.parent.name}.\n"
        "Give the key and the last one to everybody who is to check this book: topsheet proof checkpoint --to PARTY."
    )


def made(book: Book, size: int, signer: Signer | None, *, keep: bool = True) -> Held:
    """The checkpoint of so many entries, kept unless it is a rehearsal. Raises Tampered, Misuse for a key that is not the log's."""
    from ledger.proof.checkpoint import origin
    from ledger.proof.checkpoints import Checkpoints

    if signer:
        the_log_key(book, signer)
    return Checkpoints(book.path).keep(book.leaves(), [size], origin(book.opened.book), signer, dry=not keep)[0]


def sealed(book: Book, signer: Signer | None) -> str:
    """The checkpoint that belongs to an issued report. The report stands even where no checkpoint could be made."""
    from ledger.errors import LedgerError

    try:
        one = made(book, book.size(), signer)
        return said(one, signed_by(book, one))
    except LedgerError as problem:
        return f"{problem}\nThe report is issued all the same."


def the_log_key(book: Book, signer: Signer) -> None:
    """See that this is the key that the book names. Raises TooEarly, Misuse."""
    from ledger.aggregates.log_key import LOG_KEY, short
    from ledger.errors import Misuse, TooEarly
    from ledger.proof.checkpoint import origin

    known = book.load(LOG_KEY, "main")
    now, given = known.state.key if known else None, signer.verifier.named(origin(book.opened.book)).vkey
    if now is None:
        raise TooEarly("The book names no log key, so nobody could know the signature. Take it first: topsheet key take FILE.")
    if given != now:
        raise Misuse(f"The log key of this book is {short(now)}, and the key given is {short(given)}. Give the file of the first.")


def signed_by(book: Book, one: Held) -> Verifier | None:
    """The book's log key where it signed this checkpoint, now or before; None where it did not. Raises Tampered."""
    from ledger.aggregates.log_key import LOG_KEY
    from ledger.proof.key import verifier

    known = book.load(LOG_KEY, "main")
    key = verifier(known.state.key) if known and known.state.key else None
    return key if key and one.note.by(key) else None


def said(one: Held, key: Verifier | None) -> str:
    """One line about a checkpoint that was made, and the log key that signed it."""
    how = f"signed by {key.id.hex()}" if key else UNSIGNED
    return f"Checkpoint of {one.head.size:,} entries, {short_path(one.path)}, {how}."


def short_path(path: Path) -> str:
    """Where a checkpoint lies beside its book."""
    return f"{path.parent.name}/{path.name}"
