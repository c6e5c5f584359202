"""The root of the tree over the leaves: RFC 6962, against its own recursive definition and published roots."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ledger.proof import merkle

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (  # of the first 0, 1, 2 ... of these inputs: the test tree of Certificate Transparency (RFC 6962 implementations share it)
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def leaf(data: bytes) -> bytes:
    """RFC 6962 2.1: the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def defined(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, word for word: split at the largest power of two smaller than n."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + defined(leaves[:k]) + defined(leaves[k:])).digest()


def some(count: int) -> list[bytes]:
    return [leaf(str(n).encode()) for n in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    leaves = [leaf(bytes.fromhex(text)) for text in INPUTS[:size]]
    assert merkle.root(leaves).hex() == ROOTS[size]


def test_the_root_is_the_recursive_definition_for_every_size() -> None:
    leaves = some(300)
    for size in (*range(71), 127, 128, 129, 255, 256, 257, 300):
        assert merkle.root(leaves[:size]) == defined(leaves[:size])


def test_the_roots_of_full_subtrees_stand_for_their_leaves() -> None:
    leaves = some(200)
    for block in (1, 2, 4, 8, 16, 32, 64, 128, 256):
        for size in range(201):
            blocks = [merkle.root(leaves[start : min(start + block, size)]) for start in range(0, size, block)]
            assert merkle.root(blocks) == merkle.root(leaves[:size])


def test_blocks_that_are_no_power_of_two_do_not_stand_for_their_leaves() -> None:
    leaves = some(9)
    assert merkle.root(merkle.root(leaves[start : start + 3]) for start in (0, 3, 6)) != merkle.root(leaves)


def test_every_leaf_its_place_and_the_size_are_in_the_root() -> None:
    leaves = some(21)
    root = merkle.root(leaves)
    for n in range(21):
        altered = [*leaves[:n], leaf(b"other"), *leaves[n + 1 :]]
        assert merkle.root(altered) != root
        assert merkle.root(leaves[:n]) != root
        assert merkle.root([*leaves[:n], *leaves[n + 1 :]]) != root
        if n:
            swapped = [*leaves[: n - 1], leaves[n], leaves[n - 1], *leaves[n + 1 :]]
            assert merkle.root(swapped) != root


def test_an_inner_node_never_passes_for_a_leaf() -> None:
    leaves = some(4)
    assert merkle.root([leaf(leaves[0] + leaves[1]), leaf(leaves[2] + leaves[3])]) != merkle.root(leaves)


def test_leaves_may_come_one_by_one() -> None:
    assert merkle.root(iter(some(37))) == merkle.root(some(37))
