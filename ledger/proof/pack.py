"""The financier's pack: what a party may see of a book, with all that is needed to check it without the book. The form is in README.md.

A pack is written in one pass: entries, reports and evidence go by piece by piece, and only the 32 bytes of every leaf are held.
The same book, window and key make the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ledger.entry import leaf
from ledger.errors import Tampered
from ledger.event import canonical
from ledger.proof.archive import Archive
from ledger.proof.checkpoint import Checkpoint, checkpoint, entry_proof, lines_of, opened, origin
from ledger.proof.merkle import Tree
from ledger.proof.naming import Naming
from ledger.proof.note import Note
from ledger.proof.sight import Sight
from ledger.proof.stamp import SUFFIX, strange

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.proof.key import Signer

FORM = "topsheet-pack/1"
PROVEN = """
select position from entries where name in ('CostReportIssued', 'LogKeyTaken', 'LogKeyRotated') and position <= ? order by position
"""
GIVEN = "select state from entries where name in ('CheckpointGiven', 'PackGiven') and position <= ? order by position"
ENROLLED = "select count(distinct stream) from entries where name = 'ActorEnrolled' and position <= ?"
ENTRIES = "select position, at, stream, version, name, state from entries where position <= ? order by position"
LARGE = 1 << 29
CHUNK = 1 << 16
VERIFIER = Path(__file__).with_name("topsheet_verify.py")
Member = tuple[str, bytes | Iterable[bytes]]


@dataclass(frozen=True)
class Asked:
    """What the pack is to hold: how many entries, effective to which day, for whom, with which names, signed with which key.

    `names` are those that may be given; the ones whom reports and entries name are given.
    `note` is the checkpoint of so many entries, with the signatures that it has; `period` and `notes` are those of an issued report whose
    window this is.
    """

    log: Log
    sight: Sight
    called: str
    size: int
    on: str
    note: Note
    names: Mapping[str, tuple[str, bytes]]
    versions: Mapping[str, str]
    period: str | None = None
    notes: Sequence[tuple[str, str]] = ()
    signer: Signer | None = None
    left_out: dict[str, str] = field(default_factory=dict)

    @cached_property
    def naming(self) -> Naming:
        """The persons whom the pack names, as far as it is written."""
        return Naming({party: name for party, (name, _) in self.names.items()})

    @property
    def folder(self) -> Path:
        """Where checkpoints lie beside the book."""
        return self.log.path.with_suffix(".checkpoints")


@dataclass
class Made:
    """What a pack came to hold; `unseen` are the cells of cost reports, which are no document for whoever may not see the report."""

    root: str = ""
    shown: int = 0
    evidence: dict[str, bool] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        """The documents that shown entries name and that are not in the pack."""
        return sorted(digest for digest, there in self.evidence.items() if not there)


def write(file: BinaryIO, asked: Asked, reports: Iterable[Member], sql: Iterable[Member]) -> Made:
    """Write the pack. Raises Tampered where an entry, a document or a checkpoint is not what was recorded."""
    made = Made()
    (total,) = asked.log.connection.execute("select sum(length(state)) from entries where position <= ?", (asked.size,)).fetchone()
    with closing(Archive(file, large=total > LARGE)) as archive:
        _members(archive, asked, made, reports, sql)
    return made


def _members(archive: Archive, asked: Asked, made: Made, reports: Iterable[Member], sql: Iterable[Member]) -> None:
    """Write one after the other, the manifest and its note last."""
    tree = Tree([*asked.log.leaves(1, asked.size)])
    made.root = tree.root().hex()
    _same(Checkpoint(origin(asked.log.opened["book"]), asked.size, tree.root()), checkpoint(asked.note).root, "its checkpoint")
    archive.add("READ-ME.txt", read_me(asked, made).encode())
    archive.add("checkpoint", str(asked.note).encode())
    if (stamp := asked.folder / f"{asked.size}{SUFFIX}").exists():
        if odd := strange(stamp, checkpoint(asked.note).text):
            raise Tampered(f"{odd} Nothing was given.")
        archive.add("checkpoint.tsr", stamp.read_bytes())
    proven = [*_proofs(archive, asked, tree)]
    archive.add("entries.jsonl", _entries(asked, tree.levels[0], made))
    for path, content in reports:
        archive.add(path, asked.naming.member(path, content))
    if named := asked.naming.found:
        told = {party: {"name": name, "salt": salt.hex()} for party, (name, salt) in asked.names.items() if party in named}
        archive.add("names.json", canonical(told))
    for digest in sorted(made.evidence):
        _evidence(archive, asked, digest, made)
    for path, content in sql:
        archive.add(path, content)
    archive.add("topsheet_verify.py", VERIFIER.read_bytes())
    manifest = canonical(_manifest(asked, made, proven, archive.files))
    archive.add("manifest.json", manifest)
    if asked.signer:
        said = Note(f"{origin(asked.log.opened['book'])}/pack\n{sha256(manifest).hexdigest()}\n")
        archive.add("manifest.note", str(said.signed(asked.signer)).encode())


def earlier(asked: Asked, tree: Tree) -> Iterator[tuple[int, Note]]:
    """The checkpoints that were given before, by size, each as it was signed then. Raises Tampered for another root."""
    given = [json.loads(state)["event"] for (state,) in asked.log.connection.execute(GIVEN, (asked.size,))]
    for size, root in sorted({event["size"]: event["root"] for event in given if event["size"] < asked.size}.items()):
        said = Checkpoint(origin(asked.log.opened["book"]), size, tree.root(size))
        _same(said, bytes.fromhex(root), f"the entry that gave the checkpoint of {size} entries")
        yield size, kept(asked, said) or said.note


def kept(asked: Asked, said: Checkpoint) -> Note | None:
    """A checkpoint as it lies beside the book. Raises Tampered where it has another root."""
    path = asked.folder / f"{said.size}.checkpoint"
    if not path.exists():
        return None
    lying, note = opened(path.read_bytes(), path.name)
    _same(said, lying.root, path.name)
    return note


def _same(fresh: Checkpoint, root: bytes, where: str) -> None:
    if fresh.root != root:
        raise Tampered(
            f"The first {fresh.size} entries make the root {fresh.root.hex()[:16]}…, and {where} says {root.hex()[:16]}…: history was "
            "rewritten, so nothing was given. topsheet audit verify says what is wrong."
        )


def _proofs(archive: Archive, asked: Asked, tree: Tree) -> Iterator[int]:
    """Write the earlier checkpoints and the proofs; the entries that are proven one by one."""
    before = [*earlier(asked, tree)]
    for size, one in before:
        archive.add(f"earlier/{size}.checkpoint", str(one).encode())
    for size, _ in before:
        archive.add(f"proofs/consistency-{size}-{asked.size}.txt", lines_of(tree.consistency(size)).encode())
    for (position,) in asked.log.connection.execute(PROVEN, (asked.size,)).fetchall():
        archive.add(f"proofs/inclusion-{position}.txt", entry_proof(position - 1, tree.inclusion(position - 1), asked.note).encode())
        yield position


def _entries(asked: Asked, leaves: Sequence[bytes], made: Made) -> Iterator[bytes]:
    """The entries, a line each; of those that are not seen the leaf alone. Raises Tampered."""
    book = asked.log.opened["book"]
    for position, at, stream, version, name, state in asked.log.connection.execute(ENTRIES, (asked.size,)):
        stored = leaves[position - 1]
        if leaf(at=at, book=book, name=name, position=position, state=state, stream=stream, version=version) != stored:
            raise Tampered(
                f"Entry {position} ({stream}, {name}) is not what was recorded, so nothing was given. topsheet audit verify says more."
            )
        if not asked.sight.shows(stream):
            yield canonical({"leaf": stored.hex(), "position": position}) + b"\n"
            continue
        made.shown += 1
        if asked.sight.sees(stream):
            asked.naming.entry(state)
        if b'"evidence":[' in state:
            made.evidence |= {one["sha256"]: False for one in json.loads(state).get("evidence", ())}
        if name == "CostReportIssued" and (cells := json.loads(state)["event"].get("cells_sha256")):
            made.evidence[cells] = False
            made.unseen |= set() if asked.sight.holds("cost-report") else {cells}
        told = {"at": at, "name": name, "position": position, "state": state.decode(), "stream": stream, "version": version}
        yield canonical(told) + b"\n"


def _evidence(archive: Archive, asked: Asked, digest: str, made: Made) -> None:
    """One document, if it is kept and may be seen. Raises Tampered for one that is not what was shown."""
    path = asked.log.path.with_suffix(".evidence") / digest
    if not asked.sight.evidence or digest in made.unseen or not path.is_file():
        return
    with path.open("rb") as document:
        archive.add(f"evidence/{digest}", iter(lambda: document.read(CHUNK), b""))
    if archive.files[-1]["sha256"] != digest:
        raise Tampered(
            f"The evidence {digest[:16]}… is not the document that was seen, so nothing was given. topsheet audit verify says more."
        )
    made.evidence[digest] = True


def _manifest(asked: Asked, made: Made, proven: Sequence[int], files: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    log, sight, told = asked.log, asked.sight, asked.log.opened
    optional = {
        "access": sight.entry,
        "evidence_seen": None if sight.evidence else False,
        "key": asked.signer.verifier.vkey if asked.signer else None,
        "left_out": dict(asked.left_out) or None,
        "names_seen": None if sight.names else False,
        "notes": [list(note) for note in asked.notes] or None,
        "period": asked.period,
        "reports": sorted(sight.reports) if sight.reports is not None else None,
    }
    return {
        "form": FORM, "book": told["book"], "title": told["title"], "currency": told["currency"], "clock": told["clock"],
        "for": sight.party, "for_name": asked.called, "known": asked.size, "as_of": asked.on, "at": log.at(asked.size),
        "entries": asked.size, "shown": made.shown, "withheld": asked.size - made.shown, "root": made.root,
        "complete": made.shown == asked.size, "signed_actors": log.connection.execute(ENROLLED, (asked.size,)).fetchone()[0],
        "missing_evidence": made.missing, "proofs": [*proven], "versions": dict(asked.versions), "files": [*files],
        **{name: value for name, value in optional.items() if value is not None},
    }  # fmt: skip


def read_me(asked: Asked, made: Made) -> str:
    """What a reader of the pack is told first."""
    told, key = asked.log.opened, " --key KEY" if asked.signer else ""
    return f"""{told["title"]}: a pack for {asked.called}

Entries 1 to {asked.size} of the book {told["book"]}, effective to {asked.on}, root {made.root}.

{SIGNED if asked.signer else UNSIGNED}
To check it you need Python 3.11 or later, and nothing else. Take topsheet_verify.py from somebody whom you trust rather than from
this pack, if you can:

    python topsheet_verify.py pack.zip{key}

With a pack or a checkpoint that you were given before, it also says whether history was rewritten since:

    python topsheet_verify.py pack.zip --earlier EARLIER.zip

Keep this pack, or its member `checkpoint` alone, where the production cannot reach it: it is what a later pack is held against.
What is proven and what is not, it says in plain words. Figures are computed anew from the entries by

    topsheet verify-pack --rebuild pack.zip

where the pack holds all entries. reports/ has every report as CSV and Parquet, entries.jsonl the entries, evidence/ the documents.
{"" if asked.sight.names else f"{chr(10)}Persons go by their party ids in reports. {asked.sight.worded}{chr(10)}"}\
{"" if told["clock"] == "system" else DEMONSTRATION}"""


SIGNED = """It is signed with the key of the book's log, which the manifest names. Ask the production for that KEY by another way than
the one on which this pack came.
"""
UNSIGNED = "It is unsigned: what is in it holds together, but nothing says who made it.\n"
DEMONSTRATION = "\nDemonstration: this book was played with given times.\n"
