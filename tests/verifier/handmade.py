"""A second small writer of packs, from the description alone: it shares no line with the product's writer, nor with the verifier.

Trees and proofs are the recursive definitions of RFC 6962, word for word; keys are those of the `cryptography` library.
"""

from __future__ import annotations

import json
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BOOK = "00112233445566778899aabbccddeeff"
Members = dict[str, bytes]
Change = Callable[[Members], None]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    k = split(len(leaves))
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    return [*path(m, leaves[:k]), root(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), root(leaves[:k])]


def proof(m: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 6962 2.1.2, SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*proof(m, leaves[:k], whole=whole), root(leaves[k:])]
    return [*proof(m - k, leaves[k:], whole=False), root(leaves[:k])]


@dataclass(frozen=True)
class Signer:
    """A key under its name, made of a seed, so that it is the same on every run."""

    name: str
    seed: int = 7

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    def id(self, kind: int = 1) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([kind]) + self.private.public_key().public_bytes_raw()).digest()[:4]

    def vkey(self, kind: int = 1) -> str:
        return f"{self.name}+{self.id(kind).hex()}+{b64encode(bytes([kind]) + self.private.public_key().public_bytes_raw()).decode()}"

    def sign(self, message: bytes) -> str:
        return b64encode(self.private.sign(message)).decode()

    def line(self, text: bytes) -> bytes:
        return f"\u2014 {self.name} {b64encode(self.id() + self.private.sign(text)).decode()}\n".encode()

    def cosign(self, text: bytes, when: int) -> bytes:
        signed = when.to_bytes(8, "big") + self.private.sign(b"cosignature/v1\ntime %d\n" % when + text)
        return f"\u2014 {self.name} {b64encode(self.id(4) + signed).decode()}\n".encode()


@dataclass
class Handmade:
    """A book of a few entries, and the packs that can be made of it."""

    book: str = BOOK
    key: Signer | None = field(default_factory=lambda: Signer(f"topsheet/{BOOK}"))
    entries: list[dict[str, Any]] = field(default_factory=list)
    given: dict[int, bytes] = field(default_factory=dict)
    evidence: list[bytes] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    witnesses: list[tuple[Signer, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        opened = {
            "book": self.book,
            "clock": "system",
            "currency": "EUR",
            "format": 1,
            "timezone": "Europe/Madrid",
            "title": "Midnight at the Roxy",
        }
        if not self.entries:
            self.say("BookOpened", "book/main", opened)

    def say(self, name: str, stream: str, event: dict[str, Any], *, by: str = "P-0001", evidence: tuple[bytes, ...] = ()) -> int:
        """One more entry; returns its position."""
        position = len(self.entries) + 1
        said: dict[str, Any] = {"by": by, "event": event, "on": "2026-11-25", "salt": f"{position:032x}"}
        if evidence:
            said["evidence"] = [{"bytes": len(d), "sha256": sha256(d).hexdigest(), "title": "a letter"} for d in evidence]
            self.evidence += evidence
        version = 1 + sum(e["stream"] == stream for e in self.entries)
        row = {"at": f"2026-11-25T10:{position // 60:02d}:{position % 60:02d}.000000Z", "name": name, "position": position}
        self.entries.append(row | {"state": canonical(said).decode(), "stream": stream, "version": version})
        return position

    def orders(self, count: int) -> Handmade:
        """So many entries that raise an order."""
        for n in range(1, count + 1):
            self.say("PurchaseOrderRaised", f"purchase-order/PO-{n:04d}", {"amount": {"amount": f"{n}00.00", "currency": "EUR"}})
        return self

    def signed(self, signer: Signer, by: str, *positions: int) -> None:
        """An entry that signs these entries."""
        rows = [self.entries[p - 1] for p in positions]
        parts = [{k: r[k] for k in ("name", "stream", "version")} | {"state_sha256": sha256(r["state"].encode()).hexdigest()} for r in rows]
        text = b"topsheet/decision/v1\n" + canonical({"book": self.book, "entries": parts})
        pairs = [{"stream": r["stream"], "version": r["version"]} for r in rows]
        event = {"key": signer.vkey(), "signature": signer.sign(text), "signed": pairs}
        self.say("DecisionSigned", f"signature/S-{sha256(text).hexdigest()[:16].upper()}", event, by=by)

    def leaves(self) -> list[bytes]:
        found = []
        for row in self.entries:
            head = {k: v for k, v in row.items() if k != "state"}
            head |= {"book": self.book, "state_sha256": sha256(row["state"].encode()).hexdigest()}
            found.append(sha256(b"\x00" + canonical(head)).digest())
        return found

    def checkpoint(self, size: int | None = None) -> bytes:
        """The checkpoint over the first so many entries, as signed now."""
        size = len(self.entries) if size is None else size
        text = f"topsheet/{self.book}\n{size}\n{b64encode(root(self.leaves()[:size])).decode()}\n".encode()
        cosigned = b"".join(witness.cosign(text, when) for witness, when in self.witnesses)
        return text + b"\n" + self.key.line(text) + cosigned if self.key else text

    def give(self) -> None:
        """A checkpoint given away now."""
        self.given[len(self.entries)] = self.checkpoint()

    def members(self) -> Members:
        """Everything but the manifest and its signature."""
        leaves, size, checkpoint = self.leaves(), len(self.entries), self.checkpoint()
        made: Members = {"READ-ME.txt": b"python topsheet_verify.py pack.zip\n", "checkpoint": checkpoint}
        for old, note in self.given.items():
            made[f"earlier/{old}.checkpoint"] = note
            hashes = proof(old, leaves) if 0 < old < size else []
            made[f"proofs/consistency-{old}-{size}.txt"] = b"".join(b64encode(h) + b"\n" for h in hashes)
        inner = "".join(b64encode(h).decode() + "\n" for h in path(0, leaves))
        made["proofs/inclusion-1.txt"] = f"c2sp.org/tlog-proof@v1\nindex 0\n{inner}\n".encode() + checkpoint
        made["entries.jsonl"] = b"".join(
            canonical({"leaf": leaf.hex(), "position": row["position"]} if row["position"] in self.hidden else row) + b"\n"
            for row, leaf in zip(self.entries, leaves, strict=True)
        )
        if self.names:
            made["names.json"] = canonical(self.names)
        made["reports/cost-report.csv"] = b"account,final\n3300,95000.00\n"
        return made | {f"evidence/{sha256(d).hexdigest()}": d for d in self.evidence}

    def manifest(self, members: Members, **said: Any) -> bytes:
        """The manifest over these members; `said` takes the place of what is true."""
        size, last = len(self.entries), self.entries[-1]["at"]
        files = [{"bytes": len(data), "path": name, "sha256": sha256(data).hexdigest()} for name, data in members.items()]
        made = {"form": "topsheet-pack/1", "book": self.book, "title": "Midnight at the Roxy", "currency": "EUR", "clock": "system",
                "for": "P-0005", "for_name": "Harbor Bank (fictional)", "known": size, "as_of": "2026-11-25", "at": last, "entries": size,
                "shown": size - len(self.hidden), "withheld": len(self.hidden), "root": root(self.leaves()).hex(),
                "complete": not self.hidden, "missing_evidence": [], "proofs": [1], "versions": {"topsheet": "0.1.0"},
                "files": files}  # fmt: skip
        made |= {"key": self.key.vkey()} if self.key else {}
        return canonical({k: v for k, v in (made | said).items() if v is not None})

    def pack(
        self, file: Path, change: Callable[[Members], None] | None = None, after: Callable[[Members], None] | None = None, **said: Any
    ) -> Path:
        """A pack; `change` alters its members before the manifest is made, `after` alters what is zipped."""
        members = self.members()
        if change:
            change(members)
        manifest = self.manifest(members, **said)
        made = {"READ-ME.txt": members.pop("READ-ME.txt"), "manifest.json": manifest}
        if self.key:
            text = f"topsheet/{self.book}/pack\n{sha256(manifest).hexdigest()}\n".encode()
            made["manifest.note"] = text + b"\n" + self.key.line(text)
        made |= members
        if after:
            after(made)
        return zipped(file, made)


def zipped(file: Path, members: Members) -> Path:
    """These members, deflated, in this order."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in members.items():
            pack.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file
