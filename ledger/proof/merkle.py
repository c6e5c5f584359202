r"""The Merkle tree over the leaves of a book: its root at any size, and what proves that an entry is in it, or that it only grew.

    root of nothing  = SHA-256("")                                                          RFC 9162 2.1.1
    root of one leaf = the leaf, which is SHA-256(0x00 || header) already
    an inner node    = SHA-256(0x01 || left || right), where left is the largest full tree that fits

    seven leaves          root                     every letter is 32 bytes; k = i(i(a, b), i(c, d)), l = i(i(e, f), g)
                        /      \                    inclusion of c, index 2, in seven:   d  i(a, b)  l        2.1.3.1
                      k          l                 consistency of three with seven:     c  d  i(a, b)  l     2.1.4.1
                    /   \      /   \
                   .     .    .     g
                  / \   / \  / \
                 a   b c   d e  f

A full subtree's root can stand for its leaves, as long as every node but the last covers the same power of two of leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

WIDTH = 32


class Frontier:
    """The full subtrees that so many leaves make, the largest first: all that is needed to add a leaf and to say the root.

    Each binary digit 1 of the size is one of them, so five leaves have one of four and one of one.
    """

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, node: bytes) -> None:
        """One more leaf; two subtrees of one height become one."""
        rest, peaks = self.size, self.peaks
        while rest & 1:
            node = sha256(b"\x01" + peaks.pop() + node).digest()
            rest >>= 1
        peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far, from the smallest subtree to the largest."""
        if not self.peaks:
            return sha256(b"").digest()
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = inner(peak, result)
        return result


def root(nodes: Iterable[bytes]) -> bytes:
    """The root hash over leaves, or over the roots of equally large full subtrees followed by one smaller one."""
    frontier = Frontier()
    for node in nodes:
        frontier.add(node)
    return frontier.root()


def roots(leaves: Iterable[bytes], sizes: Iterable[int]) -> tuple[dict[int, bytes], int]:
    """The roots at these sizes in one pass, and how many leaves there were; a size beyond them is left out."""
    wanted, frontier, found = set(sizes), Frontier(), {}
    if 0 in wanted:
        found[0] = frontier.root()
    for leaf in leaves:
        frontier.add(leaf)
        if frontier.size in wanted:
            found[frontier.size] = frontier.root()
    return found, frontier.size


def inner(left: bytes, right: bytes) -> bytes:
    """The node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """Leaves with every full subtree over them, so that any root and any proof takes a few dozen hashes."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self.levels = [list(leaves)]
        while len(below := self.levels[-1]) > 1:
            self.levels.append([sha256(b"\x01" + left + right).digest() for left, right in zip(below[::2], below[1::2], strict=False)])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first leaves, over all of them by default (RFC 9162 2.1.1)."""
        size = self.size if size is None else size
        assert 0 <= size <= self.size
        return self._over(0, size) if size else sha256(b"").digest()

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that the leaf of this index, from 0, is among the first leaves: siblings, from the leaf's own to the root's child.

        PATH(m, D_n) of RFC 9162 2.1.3.1.
        """
        size = self.size if size is None else size
        assert 0 <= index < size <= self.size
        return list(self._path(index, 0, size))

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the first leaves are the same in both trees: PROOF(m, D_n) of RFC 9162 2.1.4.1; of nothing it is empty."""
        new = self.size if new is None else new
        assert 0 <= old <= new <= self.size
        return self._subproof(old, 0, new, whole=True) if 0 < old < new else []

    def _over(self, start: int, end: int) -> bytes:
        """The node over leaves start to end; start is a multiple of the largest power of two in end - start, as the tree splits."""
        count = end - start
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            return self.levels[height][start >> height]
        middle = start + split(count)
        return inner(self._over(start, middle), self._over(middle, end))

    def _path(self, index: int, start: int, end: int) -> Iterator[bytes]:
        if end - start == 1:
            return
        middle = start + split(end - start)
        if index < middle:
            yield from self._path(index, start, middle)
            yield self._over(middle, end)
        else:
            yield from self._path(index, middle, end)
            yield self._over(start, middle)

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        """SUBPROOF(m, D[start:end], b): `whole` while the node over the old leaves is the old root, which the reader has."""
        if old == end:
            return [] if whole else [self._over(start, end)]
        middle = start + split(end - start)
        if old <= middle:
            return [*self._subproof(old, start, middle, whole=whole), self._over(middle, end)]
        return [*self._subproof(old, middle, end, whole=False), self._over(start, middle)]


def split(count: int) -> int:
    """The largest power of two smaller than a count of two or more."""
    return 1 << (count - 1).bit_length() - 1


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof takes this leaf, at this index from 0, to the root of a tree of this size (RFC 9162 2.1.3.2, step by step)."""
    if not 0 <= index < size or not _hashes(leaf, root, *proof):
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = inner(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = inner(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the tree of the new root begins with the leaves of the old one (RFC 9162 2.1.4.2).

    An old size of 0 proves nothing and is never accepted here; `extended` is for whoever begins with nothing.
    """
    if old == new:
        return old > 0 and not proof and old_root == new_root
    if not 0 < old < new or not _hashes(old_root, new_root, *proof):
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = inner(c, fr), inner(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = inner(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def extended(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """As `consistent`, for a witness (C2SP tlog-witness): every tree extends the empty one, whose root is fixed, with an empty proof."""
    if old == 0:
        empty = sha256(b"").digest()
        return not proof and old_root == empty and _hashes(new_root) and (new > 0 or new_root == empty)
    return consistent(old, new, proof, old_root, new_root)


def _hashes(*values: bytes) -> bool:
    """Whether all are as long as a hash: else two of another length could make the bytes of one node."""
    return all(len(value) == WIDTH for value in values)
