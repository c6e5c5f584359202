"""topsheet-verify: what a financier's pack proves, computed with nothing but Python's standard library.

    python topsheet_verify.py pack.zip [--earlier EARLIER.zip|CHECKPOINT ...] [--key KEY] [--witness KEY ... --quorum N]

Nothing in the pack is trusted but what the reader brought: a key given with --key or kept in an earlier pack, and the checkpoints
that the reader kept. Exit 0: proven. 4: not proven, and why. 2: the command was typed wrongly. Ask for --help.

The file reads from top to bottom: signatures (RFC 8032), the Merkle tree (RFC 6962, RFC 9162), signed notes (C2SP), the zip, the
entries, what is said of each part, and the command. It was written from the description of the pack alone, and shares no line
with the program that writes packs; so it is one file, which can be read in an evening, copied and kept.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

FORM = "topsheet-pack/1"
CHUNK = 1 << 20  # bytes read at a time
LARGEST_NOTE = 1 << 20  # a checkpoint, with room for the signatures of many witnesses
LARGEST_MANIFEST = 1 << 26
LARGEST_LINE = 1 << 28  # an entry of 16 MiB, every byte of it escaped
LARGEST_PACK = 1 << 34  # all members together, unpacked
MOST_MEMBERS = 100_000
MOST_TOLD = 12  # failures of one kind that are printed


class NotProven(Exception):
    """The pack is refused: a sentence that names the member, the entry and both values."""


class Misuse(Exception):
    """What the reader brought is not what it should be."""


# Signatures: Ed25519 of RFC 8032. A point is (X, Y, Z, T) of section 5.1.4: x = X/Z, y = Y/Z, x * y = T/Z.

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def added(p: Point, q: Point) -> Point:
    """The sum of two points, which may be the same point (RFC 8032 5.1.4)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % PRIME
    b = (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c = 2 * p[3] * q[3] * CURVE_D % PRIME
    d = 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def decoded(text: bytes) -> Point | None:
    """The point of 32 bytes, or None where they are no point in canonical form (RFC 8032 5.1.3)."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= PRIME:
        return None
    u, v = (y * y - 1) % PRIME, (CURVE_D * y * y + 1) % PRIME
    x = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if v * x * x % PRIME == -u % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if v * x * x % PRIME != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


def encoded(p: Point) -> bytes:
    """The 32 bytes of a point (RFC 8032 5.1.2)."""
    inverse = pow(p[2], -1, PRIME)
    x, y = p[0] * inverse % PRIME, p[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


Multiples = list[list[Point]]


def multiples(p: Point) -> Multiples:
    """Of every hexadecimal digit of a multiplier, the sixteen points that it may stand for."""
    rows = []
    for _ in range(64):
        row = [NEUTRAL]
        for _ in range(15):
            row.append(added(row[-1], p))
        rows.append(row)
        p = added(row[-1], p)
    return rows


def times(rows: Multiples, n: int) -> Point:
    """A point, so many times; n is below 2^256."""
    total = NEUTRAL
    for row in rows:
        if n & 15:
            total = added(total, row[n & 15])
        n >>= 4
    return total


@lru_cache(maxsize=1)
def base() -> Multiples:
    """The multiples of the base point, whose y is 4/5."""
    point = decoded((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    assert point is not None
    return multiples(point)


@lru_cache(maxsize=256)
def negated(public: bytes) -> Multiples | None:
    """The multiples of a public key with its sign turned, or None where it is no key to sign with.

    A key of small order (8 times it is the neutral point) is refused: signatures that fit it fit any text.
    """
    point = decoded(public)
    if point is None:
        return None
    double = added(point, point)
    four = added(double, double)
    if encoded(added(four, four)) == encoded(NEUTRAL):
        return None
    return multiples((PRIME - point[0], point[1], point[2], PRIME - point[3]))


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the signature of the message by the key (RFC 8032 5.1.7), by the strictest reading.

    S must be below the group order, the key a canonical point that is not of small order, and R the very bytes of S*B - h*A: the
    equation without the factor 8, so R is canonical too. Nothing is accepted here that OpenSSL refuses.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    key = negated(public)
    s = int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return encoded(added(times(base(), s), times(key, h))) == signature[:32]


# The Merkle tree: RFC 6962 2.1 for hashes, RFC 9162 2.1.3.2 and 2.1.4.2 for proofs. Leaves are counted from 0, entries from 1.


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Every full subtree of the leaves so far, by its height; so the root at any earlier size is a few hashes away."""

    def __init__(self) -> None:
        self.levels: list[bytearray] = [bytearray()]

    def __len__(self) -> int:
        return len(self.levels[0]) // 32

    def leaf(self, index: int) -> bytes:
        """The hash of one leaf."""
        return bytes(self.levels[0][index * 32 : index * 32 + 32])

    def add(self, leaf: bytes) -> None:
        """One more leaf, and every subtree that it completes."""
        height = 0
        self.levels[0] += leaf
        while len(self.levels[height]) % 64 == 0:
            pair = self.levels[height][-64:]
            height += 1
            if height == len(self.levels):
                self.levels.append(bytearray())
            self.levels[height] += hashlib.sha256(b"\x01" + pair).digest()

    def root(self, size: int) -> bytes:
        """The root over the first so many leaves; over none it is SHA-256 of nothing (RFC 6962 2.1)."""
        found, start = b"", size
        for height, level in enumerate(self.levels):
            if size >> height & 1:
                start -= 1 << height
                place = (start >> height) * 32
                subtree = bytes(level[place : place + 32])
                found = node(subtree, found) if found else subtree
        return found or hashlib.sha256(b"").digest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at this index to the root over so many leaves (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != 32:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def consistent(first: int, second: int, proof: list[bytes], old: bytes, new: bytes) -> bool:
    """Whether the proof shows that the tree of `second` leaves begins with that of `first` (RFC 9162 2.1.4.2); first is not 0."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and old == new
    path = [old, *proof] if first & (first - 1) == 0 else proof
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old and sr == new


# Notes: C2SP signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof.

SIGNATURE, COSIGNATURE = 0x01, 0x04


def unbase64(text: str) -> bytes:
    """The bytes of standard base64, and of nothing that only looks like it. Raises ValueError."""
    value = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(value).decode() != text:
        raise ValueError("not the one base64 of these bytes")
    return value


@dataclass(frozen=True)
class Key:
    """A public Ed25519 key under its name; two keys are the same when name and key are."""

    name: str
    public: bytes

    def id(self, kind: int = SIGNATURE) -> bytes:
        """The first four bytes of SHA-256(name || newline || type || public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key: name+id+base64(type || public key)."""
        return f"{self.name}+{self.id().hex()}+{base64.b64encode(bytes([SIGNATURE]) + self.public).decode()}"

    def __str__(self) -> str:
        return f"{self.name}+{self.id().hex()}"


def key_of(text: str) -> Key:
    """The key of a verifier key: name+id+base64(type || public key). Raises ValueError with a sentence."""
    parts = text.strip().split("+", 2)
    try:
        name, said, data = parts[0], bytes.fromhex(parts[1]), unbase64(parts[2])
    except (ValueError, IndexError) as problem:
        raise ValueError(f"“{text[:100]}” is no key: a key is name+id+base64.") from problem
    if not name or any(c.isspace() for c in name) or len(data) != 33 or data[0] not in {SIGNATURE, COSIGNATURE}:
        raise ValueError(f"“{text[:100]}” is no Ed25519 key with a name.")
    key = Key(name, data[1:])
    if key.id(data[0]) != said:
        raise ValueError(f"“{text[:100]}” says id {said.hex()}, and its name and key make {key.id(data[0]).hex()}: it was copied wrongly.")
    return key


@dataclass(frozen=True)
class Note:
    """A text and the lines that sign it, as (name, key id, signature)."""

    text: bytes
    lines: tuple[tuple[str, bytes, bytes], ...]

    def by(self, name: str, identity: bytes) -> list[bytes]:
        """The signatures that say they are by this key."""
        return [signature for who, which, signature in self.lines if who == name and which == identity]

    def signed(self, key: Key) -> bool:
        """Whether this key signed the text. A second line of the same key that does not fit spoils the first."""
        found = self.by(key.name, key.id())
        return bool(found) and all(ed25519(key.public, self.text, signature) for signature in found)

    def cosigned(self, key: Key) -> int | None:
        """When this witness cosigned the text, in seconds since 1970, or None where it did not (tlog-cosignature)."""
        for blob in self.by(key.name, key.id(COSIGNATURE)):
            when = int.from_bytes(blob[:8], "big")
            if ed25519(key.public, b"cosignature/v1\ntime %d\n" % when + self.text, blob[8:]):
                return when
        return None


def note_of(data: bytes) -> Note:
    """The text and signatures of a signed note; a text without a blank line is unsigned. Raises ValueError with a sentence."""
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        raise ValueError("it is not UTF-8") from problem
    if any(c < " " and c != "\n" for c in text) or not text.endswith("\n"):
        raise ValueError("it has control characters, or no line break at its end")
    body, blank, tail = text.rpartition("\n\n")
    if not blank:
        return Note(data, ())
    lines = []
    for line in tail.splitlines():
        dash, name, blob, *more = [*line.split(" "), "", ""]
        if dash != "\u2014" or not name or not blob or any(more):
            raise ValueError(f"“{line[:60]}” is no signature line")
        try:
            signature = unbase64(blob)
        except ValueError as problem:
            raise ValueError(f"the signature of {name} is not base64") from problem
        lines.append((name, signature[:4], signature[4:]))
    if not lines:
        raise ValueError("it ends in a blank line without a signature")
    return Note((body + "\n").encode(), tuple(lines))


@dataclass(frozen=True)
class Checkpoint:
    """How many entries a log had, and the root over them; the note is what was signed."""

    origin: str
    size: int
    root: bytes
    note: Note
    source: str = "checkpoint"

    def __str__(self) -> str:
        return f"{counted(self.size, 'entry')}, root {self.root.hex()[:16]}…"


def checkpoint_of(data: bytes, source: str) -> Checkpoint:
    """A checkpoint: origin, size and base64 root, one a line, and nothing after them. Raises NotProven."""
    try:
        note = note_of(data)
        found = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([^\n]{44})\n", note.text.decode())
        origin, size, root = found.groups() if found else ("", "", "")
        return Checkpoint(origin, int(size), unbase64(root), note, source)
    except ValueError as problem:
        why = problem if not str(problem).startswith("invalid literal") else "it is not three lines: the log, how many entries, the root"
        raise NotProven(f"{source} is no checkpoint: {why}.") from problem


def hashes_of(lines: Iterable[str], source: str) -> list[bytes]:
    """The hashes of a proof, one base64 text a line. Raises NotProven."""
    found = []
    for line in lines:
        try:
            found.append(unbase64(line))
        except ValueError:
            found.append(b"")
        if len(found[-1]) != 32:
            raise NotProven(f"{source}: “{line[:60]}” is no hash.")
    return found


# The zip: read in chunks, never further than the manifest says, and never unpacked.

PLAIN_NAME = re.compile(r"[A-Za-z0-9._+-]+(/[A-Za-z0-9._+-]+)*")
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError, ValueError, OSError)


class Pack:
    """The members of a zip, each once, under a plain name, and nothing hidden between them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            begun = file.read(4) == b"PK\x03\x04"
        try:
            self.zip = zipfile.ZipFile(path)
        except DAMAGED as problem:
            said = "begins as a zip and has no end: it was cut short. Ask for it again" if begun else "is not a zip"
            raise NotProven(f"{path.name} {said}.") from problem
        members = self.zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise NotProven(f"{path.name} has {len(members):,} members; a pack has at most {MOST_MEMBERS:,}.")
        self.members: dict[str, zipfile.ZipInfo] = {}
        alike: dict[str, str] = {}
        for member in members:
            name = _plain(member)
            if name.lower() in alike:
                other = alike[name.lower()]
                raise NotProven(
                    f"Member {name} is in the zip twice{'' if other == name else f', also as {other}'}: nobody knows which one counts."
                )
            alike[name.lower()] = name
            self.members[name] = member
        self.places: dict[str, int] = {}
        self._adjacent(members)

    def _adjacent(self, members: list[zipfile.ZipInfo]) -> None:
        """Refuse bytes outside the members, and a second name or length of one: other programs might read what nobody checked."""
        place = 0
        with self.path.open("rb") as file:
            for member in sorted(members, key=lambda m: m.header_offset):
                file.seek(place)
                head = file.read(30)
                if member.header_offset != place or len(head) < 30 or (local := _local(head, file)) is None or local != _central(member):
                    raise NotProven(
                        f"The zip says two things of member {member.filename}, or hides bytes before it; Topsheet makes no such zip."
                    )
                self.places[member.orig_filename] = place + 30 + sum(struct.unpack("<HH", head[26:]))
                place = self.places[member.orig_filename] + member.compress_size
            file.seek(-22, 2)
            end = file.read(4)
        if place != self.zip.start_dir or self.zip.comment or end != b"PK\x05\x06":
            raise NotProven("The zip hides bytes after its last member; Topsheet makes no such zip.")

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """The bytes of a member, refused as soon as there are more than its limit."""
        if name not in self.members:
            raise NotProven(f"Member {name} is missing from the pack.")
        seen, checksum = 0, 0
        try:
            for chunk in self._unpacked(name):
                seen, checksum = seen + len(chunk), zlib.crc32(chunk, checksum)
                if seen > limit:
                    raise NotProven(f"Member {name} is larger than {limit:,} bytes, which is all that it may have.")
                yield chunk
        except DAMAGED as problem:
            raise NotProven(f"Member {name} is damaged: {problem}.") from problem
        if (seen, checksum) != (self.members[name].file_size, self.members[name].CRC):
            raise NotProven(f"Member {name} is damaged: the zip says another length or checksum of it.")

    def _unpacked(self, name: str) -> Iterator[bytes]:
        """A member, unpacked, which ends where its bytes in the zip end. Raises what DAMAGED names."""
        if self.members[name].compress_type == zipfile.ZIP_STORED:
            yield from self._packed(name)
            return
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        for packed in self._packed(name):
            rest = packed
            while rest:
                yield stream.decompress(rest, CHUNK)
                rest = b"" if stream.eof else stream.unconsumed_tail
            if stream.unused_data:
                raise ValueError("bytes are hidden after its end")
        while more := stream.decompress(b"", CHUNK):
            yield more
        if not stream.eof:
            raise EOFError("it was cut short")

    def _packed(self, name: str) -> Iterator[bytes]:
        """The bytes of a member as they lie in the zip."""
        with self.path.open("rb") as file:
            file.seek(self.places[name])
            rest = self.members[name].compress_size
            while rest:
                chunk = file.read(min(rest, CHUNK))
                if not chunk:
                    raise EOFError("it was cut short")
                rest -= len(chunk)
                yield chunk

    def read(self, name: str, limit: int) -> bytes:
        """A small member, whole."""
        return b"".join(self.chunks(name, limit))


Header = tuple[int, int, int, int, int, int, bytes]


def _local(head: bytes, file: BinaryIO) -> Header | None:
    """What stands before a member: version, flags, packing, checksum, length, packed length, name. None where anything else does."""
    magic, version, flags, packing, _, checksum, packed, size, named, extra = struct.unpack("<4sHHHIIIIHH", head)
    name, more = file.read(named), file.read(extra)
    if magic != b"PK\x03\x04":
        return None
    if packed == size == 0xFFFFFFFF and len(more) == 20 and more[:4] == struct.pack("<HH", 1, 16):
        size, packed = struct.unpack("<QQ", more[4:])
    elif more:  # such as another name (0x7075), which some programs unpack it by
        return None
    return version, flags, packing, checksum, size, packed, name


def _central(member: zipfile.ZipInfo) -> Header | None:
    """The same, as the list at the end of the zip says it."""
    more = member.extra
    large = not more or (more[:2] == b"\1\0" and len(more) in {12, 20, 28} and len(more) - 4 == more[2])
    plain = not member.flag_bits & ~0x800 and member.extract_version in {10, 20, 45} and not member.comment and not member.volume
    if not large or not plain or (member.compress_type == zipfile.ZIP_STORED and member.file_size != member.compress_size):
        return None
    return (member.extract_version, member.flag_bits, member.compress_type, member.CRC, member.file_size, member.compress_size,
            member.orig_filename.encode())  # fmt: skip


def _plain(member: zipfile.ZipInfo) -> str:
    """The name of a member. Raises NotProven where it leaves the folder, is no file, or cannot be read by everybody."""
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name[:1] in "/\\" or ":" in name:
        raise NotProven(f"Member {name!r} would be written outside its folder when somebody unpacks the zip. Do not unpack it.")
    mode = member.external_attr >> 16
    if not PLAIN_NAME.fullmatch(name) or "." in parts or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        raise NotProven(f"Member {name!r} is no plain file with a plain name.")
    if member.flag_bits & 1 or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotProven(f"Member {name} is encrypted, or packed in a way that a pack does not use.")
    return name


canonical: Callable[[Any], str] = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical_json(data: bytes) -> Any:
    """JSON that is written in the one canonical way, so that nobody can read it in another. Raises ValueError."""
    try:
        value = json.loads(data.decode())
        same = canonical(value).encode() == data
    except RecursionError as problem:
        raise ValueError("it is nested too deeply") from problem
    if not same:
        raise ValueError("it is not in canonical form")
    return value


TEXTS = ("form", "book", "title", "currency", "clock", "for", "for_name", "as_of", "at", "root")
WANTED: dict[str, type] = dict.fromkeys(TEXTS, str) | {
    "known": int,
    "entries": int,
    "shown": int,
    "withheld": int,
    "complete": bool,
    "files": list,
}
ALLOWED: dict[str, type] = {"key": str, "access": int, "signed_actors": int, "missing_evidence": list, "proofs": list, "versions": dict}


def manifest_of(pack: Pack) -> tuple[dict[str, Any], bytes]:
    """The manifest and its digest. Raises NotProven where it is none, or of another form."""
    if "manifest.json" not in pack.members:
        raise NotProven("The zip has no manifest.json, so it is no pack of Topsheet's.")
    data = pack.read("manifest.json", LARGEST_MANIFEST)
    try:
        said = canonical_json(data)
    except ValueError as problem:
        raise NotProven(f"manifest.json cannot be read: {problem}.") from problem
    form = said.get("form") if isinstance(said, dict) else None
    if form != FORM:
        raise NotProven(f"manifest.json says that this is a {form!r}; this program verifies {FORM}. Ask for the verifier of that form.")
    for name, kind in {**WANTED, **ALLOWED}.items():
        value = said.get(name)
        right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not right and (name in WANTED or name in said):
            raise NotProven(f"manifest.json says {value!r} for {name}, which is not what a manifest says there.")
    lists = (("proofs", int), ("missing_evidence", str), ("files", dict))
    if not all(isinstance(value, kind) for name, kind in lists for value in said.get(name, ())):
        raise NotProven("manifest.json lists proofs, files or evidence in a way that a manifest does not.")
    if not re.fullmatch(r"[0-9a-f]{32}", said["book"]) or not re.fullmatch(r"[0-9a-f]{64}", said["root"]):
        raise NotProven("manifest.json names no book or no root in hexadecimal.")
    return said, hashlib.sha256(data).digest()


def files_of(manifest: dict[str, Any], pack: Pack) -> dict[str, tuple[int, str]]:
    """Every member that the manifest promises, with its length and digest. Raises NotProven where zip and manifest do not agree."""
    promised: dict[str, tuple[int, str]] = {}
    for file in manifest["files"]:
        path, size, digest = file.get("path"), file.get("bytes"), file.get("sha256")
        right = isinstance(path, str) and type(size) is int and size >= 0 and isinstance(digest, str) and path not in promised
        if not right or path in {"manifest.json", "manifest.note"}:
            raise NotProven(f"manifest.json lists {path!r} wrongly, or twice.")
        promised[path] = (size, digest)
    for name in sorted(promised.keys() - pack.members.keys()):
        raise NotProven(f"Member {name} is missing: manifest.json promises {promised[name][0]:,} bytes of it.")
    for name in sorted(pack.members.keys() - promised.keys() - {"manifest.json", "manifest.note"}):
        raise NotProven(f"Member {name} is in the zip, and manifest.json does not know it.")
    for name, (size, _) in promised.items():
        if pack.members[name].file_size != size:
            raise NotProven(f"Member {name} has {pack.members[name].file_size:,} bytes, and manifest.json says {size:,}: it was changed.")
    if (whole := sum(size for size, _ in promised.values())) > LARGEST_PACK:
        raise NotProven(f"The pack would be {whole:,} bytes unpacked; this program reads at most {LARGEST_PACK:,}.")
    return promised


# The entries: each line again into its leaf, each leaf into the tree, and what a few of them say.

SHOWN, WITHHELD = {"at", "name", "position", "state", "stream", "version"}, {"leaf", "position"}
OF_LOG = {"BookOpened", "LogKeyTaken", "LogKeyRotated", "CostReportIssued", "CheckpointGiven", "PackGiven", "AccessSet"}
OF_PERSON = {"PersonRegistered", "PartyChanged", "ActorEnrolled", "ActorKeyRotated", "ActorWithdrawn", "DecisionSigned"}
STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


@dataclass(frozen=True)
class Seen:
    """What an entry was, as far as a signature over it needs it; `key` is the one that it puts in place for `party`."""

    position: int
    stream: str
    version: int
    name: str
    by: str
    digest: str
    key: Key | None = None

    @property
    def party(self) -> str:
        """Whose document it is, where it is a person's."""
        return self.stream.partition("/")[2]


@dataclass
class Hands:
    """Whose signatures stand behind the decisions: the rule of the house, for a reader who does not trust the house.

    A signature stands directly behind what it covers. After the first enrolment (`begun`) every decision has one, and a key is in force,
    or withdrawn, from an entry that is signed itself; the first enrolment alone is not. What stands before a withheld entry may be signed
    by that, so it is `loose`, and a person whose key it changes is `doubtful`.
    """

    book: str
    begun: int = 0
    hidden: int = 0
    keys: dict[str, Key] = field(default_factory=dict)
    put: dict[str, tuple[str, int]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    enrolled: set[str] = field(default_factory=set)
    waiting: list[Seen] = field(default_factory=list)
    placed: dict[tuple[str, str, int], None] = field(default_factory=dict)
    signatures: int = 0
    signed: int = 0
    faulty: int = 0
    loose: int = 0
    unseen: int = 0
    mistaken: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)

    def show(self, entry: Seen) -> None:
        """One entry more that is no signature."""
        if entry.name == "ActorEnrolled":
            self.enrolled.add(entry.party)
        if self.begun:
            self.waiting.append(entry)
        elif entry.key:
            self.begun = entry.position
            self._change(entry)
            self.waiting += [entry] if self.hidden else []  # it may not be the first: an earlier one may be withheld

    def hide(self, position: int) -> None:
        """One entry that is withheld."""
        self.hidden = position
        self._loosen()

    def close(self) -> None:
        """What still waits is signed by nobody: nothing that is withheld stands behind it."""
        self.unsigned += (
            f"Entry {entry.position} is signed by nobody, and since entry {self.begun} every decision of this book is signed."
            for entry in self.waiting
            if entry.position != self.begun
        )
        self.waiting = []

    def sign(self, position: int, stream: str, by: str, event: dict[str, Any]) -> None:
        """One person's signature over the entries of a command. Raises ValueError, KeyError, TypeError where it is none."""
        self.signatures += 1
        rows, key, signature = [(part["stream"], part["version"]) for part in event["signed"]], key_of(event["key"]), event["signature"]
        if self.hidden and (self.hidden >= position - len(rows) or by in self.doubtful or not (by in self.keys or by in self.gone)):
            self.unseen += 1
            self._loosen()
            return
        covered = self.waiting[-len(rows) :]
        direct = bool(rows) and [(entry.stream, entry.version) for entry in covered] == rows
        fault = self._fault(by, key, rows, covered if direct else [], stream=stream, signature=bytes_of(signature))
        if direct:
            self.waiting = self.waiting[: -len(rows)]
        self.close()
        if fault:
            self.mistaken.append(f"Entry {position} is {fault}")
            self.faulty += len(covered) if direct else 0
            return
        self.signed += len(covered)
        if self.put[by][0] != by:
            self.placed[by, *self.put[by]] = None
        for entry in covered:
            self._change(entry)

    def _fault(self, by: str, key: Key, rows: list[tuple[str, int]], covered: list[Seen], *, stream: str, signature: bytes) -> str:
        """What is wrong with a signature, as the end of a sentence; empty when nothing is."""
        held = self.keys.get(by)
        if held is None:
            return f"signed by {by}, who had no key at that time."
        if key != held:
            return f"signed with {key}, and the key of {by} was {held}."
        if not covered:
            return f"a signature over {_streams(rows) or 'nothing'}, and other entries stand directly before it."
        if other := [entry for entry in covered if entry.by != by]:
            return f"signed by {by}, and entry {other[0].position} is a decision of {other[0].by}."
        signed = [{"name": e.name, "state_sha256": e.digest, "stream": e.stream, "version": e.version} for e in covered]
        message = b"topsheet/decision/v1\n" + canonical({"book": self.book, "entries": signed}).encode()
        if not ed25519(key.public, message, signature):
            return f"no signature of {by} over {_streams(rows)}: another text was signed, or it was forged."
        place = f"signature/S-{hashlib.sha256(message).hexdigest()[:16].upper()}"
        return "" if stream == place else f"a signature that belongs into {place}, and stands in {stream}."

    def _change(self, entry: Seen) -> None:
        """The key that a signed entry changes is in force, or no more, from here on."""
        if entry.key or entry.name == "ActorWithdrawn":
            self.doubtful.discard(entry.party)
        if entry.name == "ActorWithdrawn":
            self.keys.pop(entry.party, None)
            self.gone[entry.party] = entry.position
        elif entry.key:
            self.keys[entry.party], self.put[entry.party] = entry.key, (entry.by, entry.position)

    def _loosen(self) -> None:
        """What waits stays undecided: a withheld entry may have signed it."""
        found = [entry for entry in self.waiting if entry.position != self.begun]
        self.loose += len(found)
        self.doubtful |= {entry.party for entry in found if entry.key or entry.name == "ActorWithdrawn"}
        self.waiting = []


@dataclass
class Entries:
    """What the lines of entries.jsonl come to."""

    book: str
    tree: Tree = field(default_factory=Tree)
    wrong: list[str] = field(default_factory=list)
    shown: int = 0
    withheld: int = 0
    opened: dict[str, Any] = field(default_factory=dict)
    last: str = ""
    versions: dict[str, int] = field(default_factory=dict)
    keys: list[tuple[int, Key]] = field(default_factory=list)
    since: int = 0
    frozen: list[tuple[int, str, int, bytes]] = field(default_factory=list)
    given: dict[int, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    names: dict[str, tuple[int, str]] = field(default_factory=dict)
    access: dict[int, str] = field(default_factory=dict)
    hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        self.hands = Hands(self.book)

    def add(self, line: bytes) -> None:
        """One line more. Raises NotProven where it is no entry, or not the next one."""
        place = len(self.tree) + 1
        try:
            row = canonical_json(line)
        except ValueError as problem:
            raise NotProven(f"Line {place} of entries.jsonl cannot be read: {problem}.") from problem
        form = row.keys() if isinstance(row, dict) else set()
        if form not in (SHOWN, WITHHELD):
            raise NotProven(f"Line {place} of entries.jsonl has a form that an entry does not have.")
        if row["position"] != place or type(row["position"]) is not int:
            raise NotProven(f"Line {place} of entries.jsonl holds entry {row['position']!r}: entries were swapped, taken out or put in.")
        if form == WITHHELD:
            self.withheld += 1
            if not isinstance(row["leaf"], str) or not re.fullmatch(r"[0-9a-f]{64}", row["leaf"]):
                raise NotProven(f"Entry {place} is withheld, and its leaf is no digest.")
            self.tree.add(bytes.fromhex(row["leaf"]))
            self.hands.hide(place)
        else:
            self.shown += 1
            self._show(row)

    def _show(self, row: dict[str, Any]) -> None:
        """An entry that can be read: its leaf, its place in time and in its document, and what it says."""
        position, at, name, state, stream, version = (row[k] for k in ("position", "at", "name", "state", "stream", "version"))
        if not all(isinstance(text, str) for text in (at, name, state, stream)) or type(version) is not int:
            raise NotProven(f"Entry {position} has a field that is no text or no number.")
        digest = hashlib.sha256(state.encode()).hexdigest()
        head = {k: row[k] for k in ("at", "name", "position", "stream", "version")} | {"book": self.book, "state_sha256": digest}
        self.tree.add(hashlib.sha256(b"\x00" + canonical(head).encode()).digest())
        if not STAMP.fullmatch(at) or at < self.last:
            self.wrong.append(f"Entry {position} says that it was recorded at {at}, and the one that is shown before it at {self.last}.")
        self.last = at
        before = self.versions.get(stream, 0)
        if version <= before or (not self.withheld and version != before + 1):
            self.wrong.append(f"Entry {position} is version {version} of {stream}, which was at version {before}.")
        self.versions[stream] = version
        if name in OF_LOG or name in OF_PERSON or self.hands.begun or '"evidence":[' in state:
            try:
                said = canonical_json(state.encode())
                self._tell(position, name, stream, said)
                if name != "DecisionSigned":
                    key = key_of(said["event"]["key"]) if name in {"ActorEnrolled", "ActorKeyRotated"} else None
                    self.hands.show(Seen(position, stream, version, name, str(said["by"]), digest, key))
            except (ValueError, KeyError, TypeError, AttributeError) as problem:
                self.wrong.append(f"Entry {position} ({name}) does not say what an entry of its name says: {problem}.")

    def _tell(self, position: int, name: str, stream: str, said: dict[str, Any]) -> None:
        """Keep what this entry says, where something is checked against it."""
        event, party = said["event"], stream.partition("/")[2]
        if not isinstance(event, dict):
            raise TypeError("its event is none")
        for document in said.get("evidence", ()):
            self.evidence.setdefault(_digest(document["sha256"]), position)
        if position == 1:
            self.opened = dict(event) if name == "BookOpened" else {}
        elif name in {"LogKeyTaken", "LogKeyRotated"}:
            self._keyed(position, name, event)
        elif name == "CostReportIssued":
            self.frozen.append((position, f"cost report {event['number']}", _number(event["position"]), bytes_of(event["root"])))
            if event.get("cells_sha256") is not None:
                self.evidence.setdefault(_digest(event["cells_sha256"]), position)
        elif name in {"CheckpointGiven", "PackGiven"}:
            what = "a checkpoint" if name == "CheckpointGiven" else "a pack"
            self.frozen.append((position, f"{what} that was given", _number(event["size"]), bytes_of(event["root"])))
            self.given[position] = event["size"]
        elif name == "AccessSet":
            self.access[position] = party
        else:
            self._tell_person(position, name, stream, str(said["by"]), event)

    def _tell_person(self, position: int, name: str, stream: str, by: str, event: dict[str, Any]) -> None:
        """Keep what this entry says of a person: a name by its digest, a signature."""
        if name in {"PersonRegistered", "PartyChanged"} and "name" in event.get("digests", {}):
            self.names[stream.partition("/")[2]] = (position, event["digests"]["name"])
        elif name == "DecisionSigned":
            self.hands.sign(position, stream, by, event)

    def _keyed(self, position: int, name: str, event: dict[str, Any]) -> None:
        """The log has a key from now on; a later key is vouched for by the one before it."""
        key, before = key_of(event["key"]), self.keys[-1][1] if self.keys else None
        if name == "LogKeyTaken" and event.get("lost") != (before.text if before else None):
            self.wrong.append(f"Entry {position} takes {key} for a key that is lost, and the log had {before or 'none'}.")
        elif name == "LogKeyRotated" and before is None:
            self.wrong.append(f"Entry {position} changes the key of the log, which had none.")
        elif name == "LogKeyRotated" and before and not self._followed(before, key, event):
            self.wrong.append(f"Entry {position} changes the key of the log to {key}, and {before} did not sign that.")
        else:
            self.since = len(self.keys) if name == "LogKeyTaken" else self.since
            self.keys.append((position, key))

    def _followed(self, old: Key, new: Key, event: dict[str, Any]) -> bool:
        """Whether the old key signed that the new one takes its place."""
        message = b"topsheet/log-key/v1\n" + canonical({"book": self.book, "new": new.text, "old": old.text}).encode()
        return ed25519(old.public, message, bytes_of(event["signature"]))


def bytes_of(text: str) -> bytes:
    """The bytes of a digest or a signature, in hexadecimal or base64. Raises ValueError."""
    return bytes.fromhex(text) if re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{128}", text) else unbase64(text)


def _number(value: Any) -> int:
    """A count of entries. Raises TypeError for anything else, and for true and false."""
    if type(value) is not int:
        raise TypeError(f"{value!r:.40} is no number")
    return value


def _digest(value: Any) -> str:
    """A SHA-256 in hexadecimal. Raises TypeError, ValueError."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError(f"{value!r:.40} is no digest")
    return value


def _streams(rows: list[tuple[str, int]]) -> str:
    return ", ".join(f"version {version} of {stream}" for stream, version in rows)


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a text that arrives in pieces. Raises NotProven where the last one has no end, or one is too long."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
        if len(rest) > LARGEST_LINE:
            raise NotProven("entries.jsonl has a line that is longer than any entry.")
    if rest:
        raise NotProven("entries.jsonl ends in the middle of an entry: it was cut short.")


# What is said of each part.


@dataclass
class Findings:
    """What was proven, what was not looked at or cannot be seen, and what failed; each a short name and a sentence."""

    heading: list[str] = field(default_factory=list)
    proven: list[tuple[str, str]] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def prove(self, part: str, sentence: str) -> None:
        """Note what was proven."""
        self.proven.append((part, sentence))

    def leave(self, part: str, sentence: str) -> None:
        """Note what was not proven, and why."""
        self.open.append((part, sentence))

    def refuse(self, part: str, sentence: str) -> None:
        """Note what failed."""
        self.failed.append((part, sentence))

    def fail(self, part: str, sentences: Iterable[str]) -> bool:
        """Note what failed of a part, the first dozen of it. True where something did."""
        told = list(sentences)
        self.failed += [(part, sentence) for sentence in told[:MOST_TOLD]]
        if len(told) > MOST_TOLD:
            self.failed.append((part, f"… and {len(told) - MOST_TOLD:,} more of this kind."))
        return bool(told)


@dataclass
class Brought:
    """What the reader kept of an earlier day: a checkpoint, and the key of the pack that it came in."""

    checkpoint: Checkpoint
    key: Key | None = None


@dataclass
class Asked:
    """What the reader gives the verifier to hold the pack against."""

    key: Key | None = None
    earlier: list[Brought] = field(default_factory=list)
    witnesses: list[Key] = field(default_factory=list)
    quorum: int = 0


@dataclass
class Content:
    """The pack, read: its manifest, the small members that are checked further, and the entries."""

    manifest: dict[str, Any]
    digest: bytes
    entries: Entries
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The name of the log, and of the key that signs for it."""
        return f"topsheet/{self.manifest['book']}"


def counted(number: int, noun: str) -> str:
    """So many of them: 1 entry, 2 entries."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + ("es" if noun.endswith("s") else "s")
    return f"{number:,} {noun if number == 1 else plural}"


def read(path: Path, findings: Findings) -> Content:
    """Read the whole pack once: digests of every member, and each entry into the tree. Raises NotProven."""
    pack = Pack(path)
    with closing(pack.zip):
        manifest, digest = manifest_of(pack)
        content = Content(manifest, digest, Entries(manifest["book"]))
        findings.heading = _heading(manifest)
        files = files_of(manifest, pack)
        wrong = []
        for name, (size, promised) in files.items():
            found = _through(pack, name, size, content)
            if found != promised:
                wrong.append(f"Member {name} was changed: its digest is {found[:16]}…, and manifest.json says {promised[:16]}….")
        if "manifest.note" in pack.members:
            content.kept["manifest.note"] = pack.read("manifest.note", LARGEST_NOTE)
        for name in ("checkpoint", "entries.jsonl"):
            if name not in files:
                raise NotProven(f"Member {name} is missing, and manifest.json does not promise it.")
    if not findings.fail("files", wrong):
        whole = sum(size for size, _ in files.values())
        findings.prove("files", f"{counted(len(files), 'file')}, {whole:,} bytes, each with the digest that the manifest says.")
    return content


def _heading(manifest: dict[str, Any]) -> list[str]:
    withheld = f", {manifest['withheld']:,} of them withheld" if manifest["withheld"] else ""
    return [
        f"{manifest['title']}, book {manifest['book']}, in {manifest['currency']}",
        f"for {manifest['for_name']} ({manifest['for']}): {counted(manifest['entries'], 'entry')}{withheld}, as of {manifest['as_of']}",
    ]


def _through(pack: Pack, name: str, size: int, content: Content) -> str:
    """The digest of a member, which is read once: small ones are kept, entries are added as they come."""
    digest = hashlib.sha256()

    def seen() -> Iterator[bytes]:
        for chunk in pack.chunks(name, size):
            digest.update(chunk)
            yield chunk

    if name == "entries.jsonl":
        for line in lines_of(seen()):
            content.entries.add(line)
    elif name in {"checkpoint", "names.json"} or name.startswith(("earlier/", "proofs/")):
        limit = LARGEST_MANIFEST if name == "names.json" else LARGEST_NOTE
        if size > limit:
            raise NotProven(f"Member {name} has {size:,} bytes; it may have {limit:,}.")
        content.kept[name] = b"".join(seen())
    else:
        for _ in seen():
            pass
        if name.startswith("evidence/"):
            content.kept[name] = b""
    return digest.hexdigest()


def say_entries(content: Content, checkpoint: Checkpoint, findings: Findings) -> None:
    """The entries against the manifest and the checkpoint, and against the roots that they themselves froze."""
    manifest, entries = content.manifest, content.entries
    size, root = len(entries.tree), entries.tree.root(len(entries.tree))
    counts = {
        "entries": size,
        "known": size,
        "shown": entries.shown,
        "withheld": entries.withheld,
        "complete": not entries.withheld,
        "root": root.hex(),
    }
    wrong = [f"manifest.json says {manifest[k]} for {k}, and the entries make {v}." for k, v in counts.items() if manifest[k] != v]
    if checkpoint.origin != content.origin:
        wrong.append(f"The checkpoint is of {checkpoint.origin}, and this pack is of {content.origin}: it belongs to another book.")
    elif (checkpoint.size, checkpoint.root) != (size, root):
        wrong.append(f"The checkpoint says {checkpoint}; the entries make {counted(size, 'entry')}, root {root.hex()[:16]}….")
    for position, what, at, frozen in entries.frozen:
        if type(at) is not int or not 0 <= at < position:
            wrong.append(f"Entry {position} freezes a root at {at}, which is not before it.")
        elif (now := entries.tree.root(at)) != frozen:
            wrong.append(
                f"Entry {position} ({what}) froze the root {frozen.hex()[:16]}… over entries 1 to {at:,}, which make {now.hex()[:16]}…: "
                "one of them was altered."
            )
    if not findings.fail("entries", entries.wrong + wrong + list(_opening(content))):
        findings.prove("entries", _told(content, root))
        if entries.frozen:
            findings.prove(
                "frozen", f"{counted(len(entries.frozen), 'root')} that cost reports and checkpoints froze, each as the entries make it."
            )
    if entries.withheld:
        findings.leave(
            "withheld",
            f"{counted(entries.withheld, 'entry')} by digest alone: that nothing else was withheld than what "
            f"{manifest['for']} may not see is not proven{_unseen(manifest, size)}.",
        )


def _unseen(manifest: dict[str, Any], size: int) -> str:
    """That the entry which limits what the reader may see came after those of this pack, as the manifest has it."""
    access = manifest.get("access", 0)
    return f", and what that is was set by entry {access:,}, which is not in this pack" if access > size else ""


def _told(content: Content, root: bytes) -> str:
    entries = content.entries
    alone = f", and {entries.withheld:,} withheld ones by their digests" if entries.withheld else ""
    return f"{counted(entries.shown, 'entry')} from their stored bytes{alone}; together they make the root {root.hex()}."


def _opening(content: Content) -> Iterator[str]:
    """What entry 1 says of the book, and the entry that limits what is shown."""
    manifest, entries = content.manifest, content.entries
    for name in ("book", "title", "currency", "clock"):
        if entries.shown and entries.opened.get(name) != manifest[name]:
            yield f"manifest.json says {manifest[name]!r} for {name}, and entry 1 says {entries.opened.get(name)!r}."
    if entries.last > manifest["at"] or (not entries.withheld and entries.last != manifest["at"]):
        yield f"manifest.json says that the last entry was recorded at {manifest['at']}, and the entries say {entries.last}."
    if entries.withheld and not (access := manifest.get("access", 0)):
        yield f"{counted(entries.withheld, 'entry')} withheld, and manifest.json names no entry that sets what {manifest['for']} may see."
    elif entries.withheld and access <= len(entries.tree) and entries.access.get(access) != manifest["for"]:
        yield f"manifest.json says that entry {access} sets what {manifest['for']} may see, and it does not."


def say_signatures(content: Content, checkpoint: Checkpoint, asked: Asked, findings: Findings) -> list[Key]:
    """Who signed, and whether the reader has a reason of their own to trust that key. Returns the keys of the log, the last one last."""
    manifest, keys = content.manifest, [key for _, key in content.entries.keys]
    try:
        named = key_of(manifest["key"]) if "key" in manifest else None
    except ValueError as problem:
        findings.refuse("signature", f"manifest.json: {problem}")
        return keys
    trusted = [(asked.key, "the key that you gave")] if asked.key else []
    trusted += [(b.key, f"the key of {b.checkpoint.source}") for b in asked.earlier if b.key]
    if named is None:
        reasons = [f"{source} carries a signature of {content.origin}: signed before, unsigned now" for source in _once(content, asked)]
        if not keys and not reasons:
            none = "no key is shown" if content.entries.withheld else "the book has no key"
            findings.leave("signature", f"unsigned: {none}, so nothing here says who made this pack.")
        reasons += [f"you trust {key}, {why}" for key, why in trusted]
        reasons += [f"the log has the key {keys[-1]} since entry {content.entries.keys[-1][0]}"] if keys else []
        findings.fail("signature", (f"The pack is unsigned, and {reason}." for reason in reasons))
        return keys
    lost, chain = keys[: content.entries.since], keys[content.entries.since :]
    if named not in keys:  # taken after the last entry of this pack, or no key of this log
        chain, keys = [named], [*keys, named]
    elif named != keys[-1]:
        since = content.entries.keys[-1][0]
        findings.refuse("signature", f"The pack is signed by {named}, in whose place the log has had {keys[-1]} since entry {since}.")
    if named.name != content.origin:
        findings.refuse("signature", f"The key is called {named.name}, and the log {content.origin}: a key signs for its own log alone.")
    if not findings.fail("signature", _unsigned(content, checkpoint, named)):
        trusted += [
            (key, f"the key that signed {b.checkpoint.source}")
            for b in asked.earlier
            for key in keys
            if not b.key and b.checkpoint.origin == content.origin and b.checkpoint.note.signed(key)
        ]
        _trust(named, chain, lost, trusted, findings)
    return keys


def _once(content: Content, asked: Asked) -> Iterator[str]:
    """Where a checkpoint of this log says that the log signed it: among those that the reader kept, and in the pack."""
    told = [checkpoint_of(note, name) for name, note in sorted(content.kept.items()) if name == "checkpoint" or name.startswith("earlier/")]
    for checkpoint in (*(brought.checkpoint for brought in asked.earlier), *told):
        if checkpoint.origin == content.origin and any(name == content.origin for name, _, _ in checkpoint.note.lines):
            yield checkpoint.source


def _unsigned(content: Content, checkpoint: Checkpoint, key: Key) -> Iterator[str]:
    """What the key of the log should have signed, and did not."""
    if not checkpoint.note.signed(key):
        yield f"The checkpoint {_by(checkpoint.note, key)}."
    data = content.kept.get("manifest.note")
    if data is None:
        yield f"manifest.note is missing: the manifest is not signed, although the log has the key {key}."
        return
    try:
        note = note_of(data)
    except ValueError as problem:
        yield f"manifest.note is no signed note: {problem}."
        return
    wanted = f"{content.origin}/pack\n{content.digest.hex()}\n"
    if note.text.decode() != wanted:
        said = (note.text.decode().split("\n")[1:2] or [""])[0]
        yield f"manifest.note signs another manifest ({said[:16]}…) than this one ({content.digest.hex()[:16]}…): the manifest was changed."
    elif not note.signed(key):
        yield f"The manifest {_by(note, key)}."


def _by(note: Note, key: Key) -> str:
    if note.by(key.name, key.id()):
        return f"carries a signature of {key} that does not fit: it was forged, or the text was changed"
    others = ", ".join(f"{name}+{identity.hex()}" for name, identity, _ in note.lines)
    return f"is not signed by {key}{f', but by {others}' if others else ''}"


def _trust(named: Key, keys: list[Key], lost: list[Key], trusted: list[tuple[Key, str]], findings: Findings) -> None:
    """Whether a key that the reader trusts signed, or signed for the key that did."""
    strangers = []
    for key, why in trusted:
        if key in lost:
            strangers.append(
                f"The pack is signed by {named}. The key that you trust, {key} ({why}), was given up as lost and signed for no other: ask "
                "the production by another way whether that is so, and for its new key."
            )
        elif key not in keys:
            strangers.append(f"The pack is signed by {named}, and you trust {key} ({why}); no change of keys leads from one to the other.")
    if findings.fail("signature", strangers):
        return
    if not trusted:
        findings.leave(
            "signature",
            f"checkpoint and manifest are signed by a key that only this pack names: {named}. Ask the production "
            "for it by another way, and give it with --key.",
        )
        return
    key, why = trusted[0]
    changes = len(keys) - 1 - keys.index(key)
    since = f" after {counted(changes, 'change')} of keys, each signed by the key before it, from {key}" if changes else ""
    findings.prove("signature", f"checkpoint and manifest are signed by {named}{since}: {why}.")


def say_earlier(content: Content, keys: list[Key], asked: Asked, findings: Findings) -> None:
    """Every earlier checkpoint, kept by the reader or told in the pack, against the tree as it is now."""
    tree, held = content.entries.tree, _held(content, keys, findings)
    for brought in asked.earlier:
        b, size = brought.checkpoint, len(tree)
        if b.origin != content.origin:
            findings.refuse("kept", f"{b.source} is a checkpoint of {b.origin}, and this pack is of {content.origin}: another book.")
        elif b.size > size:
            findings.refuse(
                "kept",
                f"{b.source} counts {counted(b.size, 'entry')}, and this pack {size:,}: entries were taken away since, "
                "or an old pack was given for a new one.",
            )
        elif (now := tree.root(b.size)) != b.root:
            both = " Both are signed: keep both, together they are evidence." if keys and any(b.note.signed(k) for k in keys) else ""
            findings.refuse(
                "kept",
                f"History was rewritten: in {b.source}, entries 1 to {b.size:,} made the root {b.root.hex()[:16]}…; in this "
                f"pack they make {now.hex()[:16]}….{both}",
            )
        elif _strange(b, keys):
            findings.refuse("kept", f"{b.source} {_by(b.note, keys[-1])}, which is the key of this log.")
        else:
            findings.prove("kept", f"{b.source}: none of its {counted(b.size, 'entry')} was changed, taken out or moved since.")
    if not asked.earlier:
        findings.leave(
            "kept", "you gave no earlier checkpoint (--earlier): history may have been rewritten before you were given this pack."
        )
    if held:
        findings.prove(
            "earlier", f"{counted(len(held), 'checkpoint')} that the pack tells of, over {_sizes(held)} entries, with a proof each."
        )
    for position, size in content.entries.given.items():
        if size not in held and f"earlier/{size}.checkpoint" not in content.kept:
            findings.refuse(
                "earlier", f"Entry {position} says that a checkpoint over {size:,} entries was given, and it is not in the pack."
            )


def _strange(kept: Checkpoint, keys: list[Key]) -> bool:
    """Whether a checkpoint says that this log signed it, with a key that the log did not have."""
    return bool(keys) and any(name == kept.origin for name, _, _ in kept.note.lines) and not any(kept.note.signed(key) for key in keys)


def _sizes(sizes: list[int]) -> str:
    return ", ".join(f"{size:,}" for size in sizes[:6]) + (", …" if len(sizes) > 6 else "")


def _held(content: Content, keys: list[Key], findings: Findings) -> list[int]:
    """The sizes of the earlier checkpoints in the pack that hold: origin, signature, root, and the proof beside them."""
    good, size, root = [], len(content.entries.tree), content.entries.tree.root(len(content.entries.tree))
    for name in sorted(content.kept):
        if not name.startswith("earlier/"):
            continue
        old = checkpoint_of(content.kept[name], name)
        proof = f"proofs/consistency-{old.size}-{size}.txt"
        if name != f"earlier/{old.size}.checkpoint":
            sentence = f"{name} is a checkpoint over {old.size:,} entries, which is not its name."
        elif old.origin != content.origin:
            sentence = f"{name} is of {old.origin}, and this pack is of {content.origin}: another book."
        elif old.size > size or (now := content.entries.tree.root(old.size)) != old.root:
            said = f"the entries make {now.hex()[:16]}…" if old.size <= size else f"the pack has {counted(size, 'entry')}"
            sentence = f"{name} says {old}; {said}: history was rewritten since it was signed."
        elif _strange(old, keys):
            sentence = f"{name} {_by(old.note, keys[-1])}."
        elif proof not in content.kept:
            sentence = f"{proof} is missing."
        else:
            hashes = hashes_of(content.kept[proof].decode("ascii", "replace").splitlines(), proof)
            fits = not hashes if old.size == 0 else consistent(old.size, size, hashes, old.root, root)
            sentence = "" if fits else f"{proof} does not lead from {old} to this checkpoint."
        if sentence:
            findings.refuse("earlier", sentence)
        else:
            good.append(old.size)
    return sorted(good)


def say_proofs(content: Content, checkpoint: Checkpoint, findings: Findings) -> None:
    """The inclusion proofs, each by itself, as it might be handed on without the pack."""
    found, wrong, tree = [], [], content.entries.tree
    for name in sorted(content.kept):
        if not (match := re.fullmatch(r"proofs/inclusion-([1-9][0-9]{0,17})\.txt", name)):
            continue
        position = int(match[1])
        found.append(position)
        head, _, tail = content.kept[name].decode("utf-8", "replace").partition("\n\n")
        lines = head.split("\n")
        if lines[:2] != ["c2sp.org/tlog-proof@v1", f"index {position - 1}"] or tail.encode() != content.kept["checkpoint"]:
            wrong.append(f"{name} is no proof of entry {position} under the checkpoint of this pack.")
        elif position > len(tree) or not included(
            tree.leaf(position - 1), position - 1, checkpoint.size, hashes_of(lines[2:], name), checkpoint.root
        ):
            wrong.append(f"{name} does not lead from entry {position} to the root of the checkpoint.")
    if sorted(found) != sorted(content.manifest.get("proofs", [])):
        wrong.append(
            f"manifest.json names proofs of entries {content.manifest.get('proofs', [])}, and the pack holds those of {sorted(found)}."
        )
    if not findings.fail("proofs", wrong) and found:
        findings.prove("proofs", f"{counted(len(found), 'proof')} of single entries, which can be handed on without the pack.")


def say_witnesses(checkpoint: Checkpoint, keys: list[Key], asked: Asked, findings: Findings) -> None:
    """The cosignatures of the witnesses that the reader named; a key counts once, under however many names, and the log's own never."""
    signed, own = {key.public for key in keys}, {key.public for key in keys}
    for witness in asked.witnesses:
        when = checkpoint.note.cosigned(witness)
        if when is not None and when < 1 << 37 and witness.public not in signed:
            signed.add(witness.public)
            findings.prove(
                "witness",
                f"{witness.name} cosigned at {datetime.fromtimestamp(when, UTC):%Y-%m-%d %H:%M:%S} UTC: what it had "
                "seen of this log before is part of this history.",
            )
    if len(signed - own) < asked.quorum:
        missing = ", ".join(
            f"{witness.name} {'has the key of the log itself' if witness.public in own else 'did not'}"
            for witness in asked.witnesses
            if witness.public not in signed - own
        )
        findings.refuse(
            "witness", f"{len(signed - own)} of the witnesses that you named cosigned, and you ask for {asked.quorum}: {missing}."
        )
    known = {witness.name for witness in asked.witnesses} | {checkpoint.origin}
    if others := sorted({name for name, _, _ in checkpoint.note.lines} - known):
        findings.leave("witness", f"signatures of {', '.join(others)} were not checked: give their keys with --witness.")


def say_evidence(content: Content, findings: Findings) -> None:
    """The documents that entries name: those in the pack, and those that are not."""
    held = {name.partition("/")[2] for name in content.kept if name.startswith("evidence/")}
    digests = {file["path"].partition("/")[2]: file["sha256"] for file in content.manifest["files"] if file["path"].startswith("evidence/")}
    wrong = [
        f"evidence/{name} is no document with that digest, but with {digests[name]}." for name in sorted(held) if digests[name] != name
    ]
    wrong += [f"evidence/{name} is named by no entry that is shown." for name in sorted(held - content.entries.evidence.keys())]
    if not findings.fail("evidence", wrong) and held:
        findings.prove("evidence", f"{counted(len(held), 'document')}, each the one that an entry names by its digest.")
    missing = sorted(content.entries.evidence.keys() - held, key=lambda sha: content.entries.evidence[sha])
    if missing:
        first = ", ".join(str(content.entries.evidence[sha]) for sha in missing[:6]) + (", …" if len(missing) > 6 else "")
        findings.leave("evidence", f"{counted(len(missing), 'document')} that entries name, not in the pack (entries {first}).")
    if sorted(missing) != sorted(content.manifest.get("missing_evidence", [])):
        said = len(content.manifest.get("missing_evidence", []))
        findings.refuse(
            "evidence", f"manifest.json names {counted(said, 'document')} that are missing, and it is not those that are: {len(missing)}."
        )


def say_names(content: Content, findings: Findings) -> None:
    """The names of persons against the salted digests in the entries that registered them."""
    if "names.json" not in content.kept:
        return
    good, wrong, unseen = 0, [], 0
    try:
        names = canonical_json(content.kept["names.json"])
        for party, said in sorted(names.items()):
            if party not in content.entries.names:
                unseen += 1
                continue
            position, registered = content.entries.names[party]
            digest = hashlib.sha256(bytes.fromhex(said["salt"]) + canonical(said["name"]).encode()).hexdigest()
            if digest == registered:
                good += 1
            else:
                wrong.append(f"names.json calls {party} {said['name']!r}, and that is not the name that entry {position} registered.")
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        wrong.append(f"names.json cannot be read: {problem}.")
    if not findings.fail("names", wrong):
        findings.prove("names", f"{counted(good, 'name')} of persons, each the one that was registered.")
    if unseen:
        findings.leave("names", f"{counted(unseen, 'name')} whose entries are withheld.")


def say_actors(content: Content, findings: Findings) -> None:
    """How many decisions were signed by those who made them, with whose key."""
    entries, hands = content.entries, content.entries.hands
    hands.close()
    decisions = entries.shown - hands.signatures
    findings.fail("decisions", hands.mistaken)
    findings.fail("decisions", hands.unsigned)
    said, enrolled = content.manifest.get("signed_actors"), len(hands.enrolled)
    if said is not None and not entries.withheld and enrolled != said:
        findings.refuse("decisions", f"manifest.json counts {counted(said, 'person')} with a key, and the entries {enrolled}.")
    if hands.signed:
        findings.prove("decisions", f"{hands.signed:,} of {counted(decisions, 'decision')} shown signed by those who made them.")
    declared = decisions - hands.signed - hands.faulty - hands.loose - len(hands.unsigned)
    if declared:
        none = "no decision is shown to be signed" if hands.signatures else "no decision is signed"
        counts = f"{counted(declared, 'decision')} unsigned, up to entry {hands.begun}" if hands.begun else none
        findings.leave("decisions", f"{counts}: who made them is declared, and vouched for by the log alone.")
    if hands.loose:
        findings.leave("decisions", f"{counted(hands.loose, 'decision')} whose signatures, if there are any, are withheld.")
    if hands.unseen:
        findings.leave("decisions", f"{counted(hands.unseen, 'signature')} over entries that are withheld, or with a key from one.")
    if hands.placed:
        told = [f"{party} signs with a key that {by} put in place by entry {position:,}" for party, by, position in hands.placed]
        more = f"; and {len(told) - 6:,} more" if len(told) > 6 else ""
        findings.leave("decisions", f"{'; '.join(told[:6])}{more}: that they alone hold it is for them to say.")


def verify(path: Path, asked: Asked) -> Findings:
    """Everything that can be said of a pack. Raises nothing that a pack could cause: what cannot be read is a failure."""
    findings = Findings()
    try:
        content = read(path, findings)
        checkpoint = checkpoint_of(content.kept["checkpoint"], "checkpoint")
        say_entries(content, checkpoint, findings)
        keys = say_signatures(content, checkpoint, asked, findings)
        say_earlier(content, keys, asked, findings)
        say_witnesses(checkpoint, keys, asked, findings)
        say_proofs(content, checkpoint, findings)
        say_evidence(content, findings)
        say_names(content, findings)
        say_actors(content, findings)
        _never(content, findings)
    except NotProven as refused:
        findings.refuse("pack", str(refused))
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as problem:
        findings.refuse("pack", f"The pack says something that no pack says, so it was not read to its end: {problem!r:.200}.")
    return findings


def _never(content: Content, findings: Findings) -> None:
    """What no run of this program looks at, whatever the pack."""
    if content.manifest["clock"] != "system":
        findings.leave("times", "the clock of this book is a demonstration: its times were given, not read.")
    if any(file["path"] == "checkpoint.tsr" for file in content.manifest["files"]):
        findings.leave("times", "the RFC 3161 token (checkpoint.tsr) was not checked: openssl ts -verify does.")
    else:
        findings.leave("times", "no RFC 3161 token: when the entries were recorded is what the production's own clock said.")
    rebuilt = (
        "topsheet verify-pack --rebuild recomputes them." if content.manifest["complete"] else "they cannot be, since entries are withheld."
    )
    findings.leave("figures", f"the figures of the reports were not recomputed: {rebuilt}")
    findings.leave("omissions", "what was never recorded cannot be seen by any proof.")


# The command.


def brought_of(path: Path) -> Brought:
    """An earlier pack, or a checkpoint that was kept by itself. Raises Misuse with a sentence."""
    try:
        if zipfile.is_zipfile(path):
            pack = Pack(path)
            with closing(pack.zip):
                manifest, _ = manifest_of(pack)
                checkpoint = checkpoint_of(pack.read("checkpoint", LARGEST_NOTE), path.name)
                key = key_of(manifest["key"]) if "key" in manifest else None
        else:
            with path.open("rb") as file:
                checkpoint, key = checkpoint_of(file.read(LARGEST_NOTE), path.name), None
    except (NotProven, ValueError) as problem:
        raise Misuse(f"--earlier {path.name}: {problem} Give an earlier pack, or a checkpoint that you kept.") from problem
    if key and not checkpoint.note.signed(key):
        raise Misuse(f"--earlier {path.name}: its checkpoint {_by(checkpoint.note, key)}. It was altered while you kept it.")
    return Brought(checkpoint, key)


def arguments() -> argparse.ArgumentParser:
    """The options, as --help tells them."""
    parser = argparse.ArgumentParser(
        prog="topsheet-verify",
        description="Verify a financier's pack of Topsheet's with nothing but this program: signatures, every entry, every digest, "
        "and that nothing that you were shown before was rewritten since.",
        epilog="Exit 0: proven. 4: not proven. 2: the command was typed wrongly.",
    )
    parser.add_argument("pack", type=Path, metavar="PACK.zip", help="the pack")
    parser.add_argument(
        "--earlier",
        type=Path,
        action="append",
        default=[],
        metavar="PACK|CHECKPOINT",
        help="an earlier pack, or a checkpoint that you kept; may be repeated",
    )
    parser.add_argument("--key", metavar="KEY", help="the key of the log, name+id+base64, as the production gave it to you by another way")
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="the key of a witness that you trust; may be repeated"
    )
    parser.add_argument(
        "--quorum", type=int, metavar="N", help="how many of the witnesses must have cosigned; all of them, if you do not say"
    )
    return parser


def asked_of(typed: argparse.Namespace) -> Asked:
    """What the reader gave, read. Raises Misuse with a sentence."""
    try:
        witnesses = list(dict.fromkeys(key_of(text) for text in typed.witness))
        asked = Asked(None if typed.key is None else key_of(typed.key), [brought_of(path) for path in typed.earlier], witnesses)
    except ValueError as problem:
        raise Misuse(str(problem)) from problem
    apart = len({witness.public for witness in witnesses})  # a key under two names is one witness
    asked.quorum = apart if typed.quorum is None else typed.quorum
    if not 0 <= asked.quorum <= apart:
        raise Misuse(f"--quorum {asked.quorum}, and you named {counted(apart, 'witness')}.")
    return asked


def printed(findings: Findings) -> Iterator[str]:
    """The findings as lines of text; whatever a pack holds, nothing but letters and signs comes out."""
    yield from findings.heading
    for title, rows in (("Proven", findings.proven), ("Not proven", findings.open), ("Failed", findings.failed)):
        if rows:
            yield from ("", title)
            yield from (f"  {part:<10} {sentence}" for part, sentence in rows)
    yield ""
    if findings.failed:
        yield "NOT PROVEN. Do not rely on this pack; ask the production about what failed, and keep the pack as it is."
    else:
        yield "Proven, as far as is said above. Keep this pack, or its checkpoint: the next one is verified against it with --earlier."


def main(words: list[str] | None = None) -> int:
    """Verify one pack, print what was found, and return the exit code."""
    typed = arguments().parse_args(words)
    try:
        findings = verify(typed.pack, asked_of(typed))
    except Misuse as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except OSError as problem:
        sys.stderr.write(f"{problem.filename}: {problem.strerror}.\n")
        return 2
    try:
        for line in printed(findings):
            plain = "".join(c if c.isprintable() else "?" for c in line)
            sys.stdout.write(plain.encode(sys.stdout.encoding or "utf-8", "backslashreplace").decode(sys.stdout.encoding or "utf-8") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough; what is left in the buffer goes nowhere, or Python would say so at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 4 if findings.failed else 0


if __name__ == "__main__":
    sys.exit(main())
