"""The verifier's own tree: the vectors of transparency-dev/merkle, and the recursive definitions of RFC 6962 for every small size."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.proof import topsheet_verify as verifier
from tests.verifier import handmade

VECTORS = Path(__file__).parent.parent / "data" / "merkle"
LEAVES = [sha256(b"\x00" + bytes([n])).digest() for n in range(24)]


def vectors(name: str) -> list[Any]:
    return [json.loads(line) for line in (VECTORS / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", vectors("inclusion.jsonl"), ids=lambda case: case["file"].removeprefix("testdata/"))
def test_the_98_inclusion_vectors(case: dict[str, Any]):
    proof = [b64decode(h) for h in case["proof"] or ()]
    root, leaf = b64decode(case["root"] or ""), b64decode(case["leafHash"] or "")
    assert verifier.included(leaf, case["leafIdx"], case["treeSize"], proof, root) is not case["wantErr"]


@pytest.mark.parametrize("case", vectors("consistency.jsonl"), ids=lambda case: case["file"].removeprefix("testdata/"))
def test_the_98_consistency_vectors(case: dict[str, Any]):
    proof = [b64decode(h) for h in case["proof"] or ()]
    roots = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
    assert verifier.consistent(case["size1"], case["size2"], proof, *roots) is not case["wantErr"]


def test_root_inclusion_and_consistency_of_every_tree_of_up_to_24_leaves():
    tree = verifier.Tree()
    assert tree.root(0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for n, leaf in enumerate(LEAVES, start=1):
        tree.add(leaf)
        new = handmade.root(LEAVES[:n])
        for m in range(1, n + 1):
            old = tree.root(m)
            assert old == handmade.root(LEAVES[:m])
            assert verifier.consistent(m, n, handmade.proof(m, LEAVES[:n]), old, new)
            assert verifier.included(LEAVES[m - 1], m - 1, n, handmade.path(m - 1, LEAVES[:n]), new)
            assert not verifier.included(LEAVES[m - 1], m, n, handmade.path(m - 1, LEAVES[:n]), new)
