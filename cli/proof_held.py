"""A book beside the checkpoints that somebody holds of it: whether they agree, and who signed them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.proof_outside import kept
from ledger.errors import LedgerError, Misuse, Tampered, Unknown
from ledger.proof.checkpoint import entry_proof, origin
from ledger.proof.checkpoints import Checkpoints, Held, Proven, apart, held
from ledger.proof.key import verifier
from ledger.proof.log_keys import keys_of
from ledger.proof.merkle import Tree
from ledger.proof.note import time_of
from ledger.proof.signed import Signed, compared, signatures
from ledger.proof.stamp import SUFFIX, certificate, stated, strange
from ledger.proof.stamp import time_of as stamped_at

if TYPE_CHECKING:
    from ledger.log import Log


def tree_of(log: Log) -> Tree:
    """The tree over the leaves of a book, each made again from its entry; no stored one is believed."""
    from ledger.entry import leaf

    book = str(log.opened["book"])
    return Tree([
        leaf(at=at, book=book, name=name, position=position, state=state, stream=stream, version=version)
        for position, at, stream, version, name, state, _ in log.rows(1)
    ])  # fmt: skip


def beside(log: Log, files: Sequence[Held], pinned: Sequence[str]) -> tuple[list[tuple[Held, Signed]], list[str]]:
    """Checkpoints with who signed them, and what is wrong with them or with the book."""
    tree = tree_of(log)
    roots = {one.head.size: tree.root(one.head.size) for one in files if one.head.size <= tree.size}
    told, wrong = compared(
        files, origin(str(log.opened["book"])), roots, tree.size, keys=keys_of(log), pinned=[verifier(one) for one in pinned]
    )
    astray = {one.path: said for one in files if isinstance(one, Proven) and (said := one.wrong(tree.levels[0]))}
    return [(one, found) for one, found in told if one.path not in astray], [*wrong, *astray.values()]


def lines_of(told: Sequence[tuple[Held, Signed]]) -> Iterator[str]:
    """One sentence for each checkpoint that holds."""
    for one, found in told:
        if isinstance(one, Proven):
            yield f"{one.path.name}: entry {one.index + 1:,} is the one that was proven."
        yield f"{one.path.name}: the book still begins with these {one.head.size:,} entries, root {one.head.root.hex()[:16]}…. {found.said}"


def stamps_of(files: Sequence[Held], root: Path) -> Iterator[str]:
    """When each checkpoint that has a stamp was stamped by the authority of this root. Raises Tampered, Misuse, Unreadable."""
    trusted = certificate(root)
    for one in files:
        path = one.path.with_suffix(SUFFIX)
        if path.exists():
            when = stamped_at(path.read_bytes(), one.note.text, trusted)
            yield f"{one.path.name}: existed on {when:%Y-%m-%d at %H:%M:%S} UTC, says the authority."


def at(log: Log, tree: Tree, text: str) -> int:
    """A size, from its number or from a checkpoint that the book must agree with. Raises Unknown, Misuse, Tampered."""
    if text.isdecimal():
        if int(text) > tree.size:
            raise Unknown(f"There are no {int(text):,} entries; the book's last entry is {tree.size}.")
        return int(text)
    one = held(Path(text))
    roots = {one.head.size: tree.root(one.head.size)} if one.head.size <= tree.size else {}
    if said := apart(one, origin(str(log.opened["book"])), roots, tree.size):
        raise Tampered(f"{said} There is no proof between the two.")
    return one.head.size


def including(log: Log, number: int, size: int | None) -> tuple[str, Held]:
    """The proof of an entry in a checkpoint that is kept. Raises Unknown, Misuse."""
    log.at(number)
    one = kept(log, size)
    if number > one.head.size:
        raise Misuse(f"Entry {number} came after the checkpoint of {one.head.size:,} entries. Make a newer one: topsheet proof checkpoint.")
    tree = tree_of(log)
    at(log, tree, str(one.path))
    return entry_proof(number - 1, tree.inclusion(number - 1, one.head.size), one.note), one


def listed(log: Log) -> list[list[str]]:
    """The checkpoints that are kept, as rows."""
    keys, rows = keys_of(log), []
    for one in Checkpoints(log.path).all():
        found = signatures(one, keys, [])
        day = f"{log.day(one.head.size)}" if 0 < one.head.size <= log.last() else ""
        times = [datetime.fromtimestamp(time_of(signature), UTC) for _, signature in found.cosigned]
        cosigned = ", ".join(f"{key.name} {time:%Y-%m-%d}" for (key, _), time in zip(found.cosigned, times, strict=True))
        rows.append([str(one.head.size), day, found.short, cosigned or "no", stamp_of(one), one.path.name])
    return rows


def stamp_of(one: Held) -> str:
    """When an authority says that the checkpoint existed, or that there is no stamp."""
    path = one.path.with_suffix(SUFFIX)
    if not path.exists():
        return "no stamp"
    if strange(path, one.note.text):
        return "a stamp over another text"
    try:
        return f"{stated(path.read_bytes(), one.note.text):%Y-%m-%d %H:%M} UTC"
    except Tampered:
        return "a stamp over another text"
    except LedgerError:
        return "a stamp that this installation cannot read"
