"""Leaves sealed, proofs, checks, signatures beside SHA-256 of the same bytes; what an append does for the proof beside its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ledger.entry import Command, leaf
from ledger.proof import key, merkle
from ledger.proof.checkpoint import Checkpoint
from tests.bench.appends import empty, inserted, remove
from tests.bench.books import begun, entries
from tests.bench.measure import Figure, Goal, compared, in_turn, timed

MANY = 200
UNDER = 50_000


def seal(folder: Path, count: int, times: int) -> list[Figure]:
    """Every part of a proof over so many leaves; and leaf and frontier of an append beside its rows written by SQLite."""
    leaves = [sha256(b"\x00" + n.to_bytes(8)).digest() for n in range(count)]
    tree = merkle.Tree(leaves)
    root, height = tree.root(), (count - 1).bit_length()
    nodes = [b"\x01" + bytes(64)] * (count - 1)
    several = range(0, count, max(1, count // MANY))
    proofs = [(n, tree.inclusion(n)) for n in several]
    few = [b"\x01" + bytes(64)] * (height * len(proofs))
    signer = key.create(_fresh(folder / "seal.key"), name="topsheet/bench", seed=bytes(32), passphrase=None)
    text = Checkpoint("topsheet/bench", count, root).text.encode()
    signature = signer.sign(text)

    def against(name: str, what: str, limit: str, ours: Callable[[], object], same: list[bytes]) -> Figure:
        mine, theirs = in_turn(times, lambda: timed(ours), lambda: timed(lambda: [sha256(one).digest() for one in same]))
        beside = f"SHA-256 of {len(same):,} times {len(same[0])} bytes"
        return compared(name, what, beside, Goal(at_most=True, goal=limit), ours=mine, theirs=theirs)

    some = [text] * MANY
    return [
        against("seal", f"root over {count:,} leaves", "3", lambda: merkle.root(leaves), nodes),
        against("tree", f"every subtree over {count:,} leaves", "3", lambda: merkle.Tree(leaves), nodes),
        against("proof", f"{len(proofs)} proofs of {height} hashes", "20", lambda: [tree.inclusion(n) for n in several], few),
        against("check", f"{len(proofs)} proofs checked", "5",
                lambda: [merkle.included(leaves[n], n, count, proof, root) for n, proof in proofs], few),
        against("sign", f"{MANY} checkpoints signed", "600", lambda: [signer.sign(text) for _ in range(MANY)], some),
        against("verify", f"{MANY} checkpoints verified", "1500",
                lambda: [signer.verifier.accepts(signature, text) for _ in range(MANY)], some),
        appended(folder, min(count, UNDER), times),
    ]  # fmt: skip


def appended(folder: Path, lines: int, times: int) -> Figure:
    """What an append does for the proof, its leaf and the frontier, beside SQLite writing the same rows."""
    written = folder / "sealed.book"
    remove(written)
    with begun(written) as book:
        book.append([replace(entry, command=Command("import", "0" * 64)) for entry in entries(lines)], bulk=True)
    with closing(sqlite3.connect(written)) as connection:
        rows = connection.execute("select * from entries").fetchall()

    def ours() -> None:
        frontier = merkle.Frontier()
        for position, at, stream, version, name, state, _ in rows:
            frontier.add(leaf(at=at, book="0" * 32, name=name, position=position, state=state, stream=stream, version=version))

    def raw() -> float:
        with empty(folder / "raw.book") as connection:
            return timed(lambda: inserted(connection, rows))

    mine, theirs = in_turn(times, lambda: timed(ours), raw)
    what = f"leaf and frontier of {len(rows):,} entries"
    return compared("append", what, "sqlite3.executemany of the same rows", Goal(at_most=True, goal="0.35"), ours=mine, theirs=theirs)


def _fresh(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path
