"""Inclusion and consistency: the published cases, every proof of every size up to 130, and every way to spoil one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ledger.proof import merkle

VECTORS = Path(__file__).parent / "data" / "merkle"
SIZES = 130
LEAVES = [sha256(b"\x00" + str(n).encode()).digest() for n in range(SIZES)]
TREE = merkle.Tree(LEAVES)
ROOTS = [TREE.root(size) for size in range(SIZES + 1)]


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def decoded(value: Any) -> Any:
    return [decoded(one) for one in value] if isinstance(value, list) else base64.b64decode(value or "")


@pytest.mark.parametrize("case", cases("inclusion"), ids=lambda case: case["file"])
def test_the_published_cases_of_inclusion(case: dict[str, Any]) -> None:
    proof = decoded(case["proof"] or [])
    found = merkle.included(decoded(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, decoded(case["root"]))
    assert found is not case["wantErr"]


@pytest.mark.parametrize("case", cases("consistency"), ids=lambda case: case["file"])
def test_the_published_cases_of_consistency(case: dict[str, Any]) -> None:
    proof = decoded(case["proof"] or [])
    found = merkle.consistent(case["size1"], case["size2"], proof, decoded(case["root1"]), decoded(case["root2"]))
    assert found is not case["wantErr"]


def test_there_are_98_cases_of_each() -> None:
    assert (len(cases("inclusion")), len(cases("consistency"))) == (98, 98)


def test_every_root_is_that_of_the_leaves() -> None:
    assert [merkle.root(LEAVES[:size]) for size in range(SIZES + 1)] == ROOTS
    assert merkle.roots(LEAVES, [0, 1, 64, 130, 131]) == ({size: ROOTS[size] for size in (0, 1, 64, 130)}, SIZES)


def test_every_inclusion_proof_of_every_size_holds() -> None:
    for size in range(1, SIZES + 1):
        for index in range(size):
            assert merkle.included(LEAVES[index], index, size, TREE.inclusion(index, size), ROOTS[size])


def test_every_consistency_proof_of_every_two_sizes_holds() -> None:
    for new in range(1, SIZES + 1):
        for old in range(1, new + 1):
            assert merkle.consistent(old, new, TREE.consistency(old, new), ROOTS[old], ROOTS[new])
        assert TREE.consistency(0, new) == []
        assert not merkle.consistent(0, new, [], ROOTS[0], ROOTS[new])
        assert merkle.extended(0, new, [], ROOTS[0], ROOTS[new])
        assert not merkle.extended(0, new, [ROOTS[1]], ROOTS[0], ROOTS[new])


def spoiled(proof: list[bytes]) -> Iterator[list[bytes]]:
    """A bit of each hash turned, a hash left out, doubled, added before or after, two exchanged, one cut, a byte moved to the next."""
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
    yield [*proof, b""]
    for n, one in enumerate(proof):
        yield [*proof[:n], bytes([one[0] ^ 1]) + one[1:], *proof[n + 1 :]]
        yield [*proof[:n], one[:-1], *proof[n + 1 :]]
        yield [*proof[:n], *proof[n + 1 :]]
        yield [*proof[:n], one, *proof[n:]]
    for n in range(len(proof) - 1):
        yield [*proof[:n], proof[n + 1], proof[n], *proof[n + 2 :]]


SPOILED = range(1, 34)


def test_no_inclusion_proof_survives_a_change() -> None:
    for size in (*SPOILED, 64, 65, SIZES):
        for index in range(size):
            proof, leaf, root = TREE.inclusion(index, size), LEAVES[index], ROOTS[size]
            assert not [wrong for wrong in spoiled(proof) if merkle.included(leaf, index, size, wrong, root)]
            others = [n for n in range(-1, size + 2) if n != index]
            assert not [n for n in others if merkle.included(leaf, n, size, proof, root)]
            assert not merkle.included(bytes(32), index, size, proof, root)
            assert not merkle.included(leaf, index, size, proof, bytes(32))


def test_no_consistency_proof_survives_a_change() -> None:
    for new in (*SPOILED, 64, 65, SIZES):
        for old in range(1, new):
            proof = TREE.consistency(old, new)
            assert not [wrong for wrong in spoiled(proof) if merkle.consistent(old, new, wrong, ROOTS[old], ROOTS[new])]
            assert not merkle.consistent(old, new, proof, ROOTS[new], ROOTS[old])
            assert not merkle.consistent(new, old, proof, ROOTS[old], ROOTS[new])
            assert not merkle.consistent(old, new, proof, bytes(32), ROOTS[new])
            assert not merkle.consistent(old, new, proof, ROOTS[old], bytes(32))


def test_another_size_is_another_tree() -> None:
    """A size that leads through the same steps would be accepted with the same proof; the root is what binds it (as in RFC 9162)."""
    for new in SPOILED:
        for old in range(1, new):
            wrong = [n for n in range(old + 1) if n != old and merkle.consistent(n, new, TREE.consistency(old, new), ROOTS[n], ROOTS[new])]
            assert not wrong


@given(some.integers(1, SIZES), some.data())
@settings(max_examples=30, deadline=None)
def test_pymerkle_makes_the_same_roots_and_accepts_the_same_proofs(size: int, data: some.DataObject) -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for n in range(size):
        oracle.append_entry(str(n).encode())
    index, old = data.draw(some.integers(1, size)), data.draw(some.integers(1, size))
    assert oracle.get_root(old) == ROOTS[old]
    theirs = oracle.prove_inclusion(index, size)
    assert path(theirs) == [LEAVES[index - 1], *TREE.inclusion(index - 1, size)]
    pymerkle.verify_inclusion(LEAVES[index - 1], ROOTS[size], theirs)
    theirs = oracle.prove_consistency(old, size)
    pymerkle.verify_consistency(ROOTS[old], ROOTS[size], theirs)
    assert merkle.consistent(old, size, TREE.consistency(old, size), ROOTS[old], ROOTS[size])


def path(proof: Any) -> list[bytes]:
    return list(proof.path)
