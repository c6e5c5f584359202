"""The root of the Merkle tree over the leaves of a book (RFC 6962 2.1, RFC 9162 2.1.1).

    root of nothing  = SHA-256("")
    root of one leaf = the leaf, which is SHA-256(0x00 || header) already
    an inner node    = SHA-256(0x01 || left || right), where left is the largest full tree that fits

A full subtree's root can stand for its leaves, as long as every node but the last covers the same power of two of leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def root(nodes: Iterable[bytes]) -> bytes:
    """The root hash over leaves, or over the roots of equally large full subtrees followed by one smaller one."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in nodes:
        node, height = leaf, 0
        while peaks and peaks[-1][0] == height:
            node = inner(peaks.pop()[1], node)
            height += 1
        peaks.append((height, node))
    if not peaks:
        return sha256(b"").digest()
    result = peaks.pop()[1]
    while peaks:
        result = inner(peaks.pop()[1], result)
    return result


def inner(left: bytes, right: bytes) -> bytes:
    """The node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()
