"""What the run-time dependencies of Topsheet allow us: prints a table, and fails on a licence that is not permissive."""

from __future__ import annotations

import sys
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PERMISSIVE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense"}
CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
}


def closure(name: str, seen: set[str]) -> set[str]:
    """The distributions that this one needs at run time, itself included."""
    name = canonicalize_name(name)
    if name in seen:
        return seen
    seen.add(name)
    for requirement in map(Requirement, distribution(name).requires or []):
        if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
            closure(requirement.name, seen)
    return seen


def licence(name: str) -> str:
    """The licence that a distribution declares: an SPDX expression, an old field or a classifier."""
    declared = distribution(name).metadata
    expression = declared.get("License-Expression") or declared.get("License")
    return expression or " AND ".join(CLASSIFIERS.get(c, c) for c in declared.get_all("Classifier", []) if c.startswith("License"))


def permissive(expression: str) -> bool:
    """Whether one alternative of the expression is permissive in all its parts."""
    return any(all(part.strip(" ()") in PERMISSIVE for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def main() -> int:
    table = {name: licence(name) for name in sorted(closure("topsheet", set()))}
    for name, expression in table.items():
        print(f"{name:20} {distribution(name).version:12} {expression:16} {'' if permissive(expression) else 'NOT PERMISSIVE'}".rstrip())
    return 0 if all(map(permissive, table.values())) else 1


if __name__ == "__main__":
    sys.exit(main())
