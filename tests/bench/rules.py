"""Rules at size: every rule of the shipped packs on a book beside its cost report; a decision with rules beside one without."""

from __future__ import annotations

import shutil
from pathlib import Path

from ledger.rules.pack import shipped
from tests.bench.books import CODES, VENDORS
from tests.bench.measure import TOPSHEET, Figure, Goal, compared, in_turn, process

CLASSES = ("realisation", "personnel", "overheads", "interest", "publicity", "post-production")
BY = ("--by", "P-0001")
ESTIMATE = ("estimate", "etc", CODES[0], "1000.00", "--cause", "as measured", "--dry-run", *BY)


def ruled(plain: Path) -> Path:
    """The same book with its accounts in the classes of two schemes and every pack that ships with Topsheet."""
    path = plain.with_name(f"ruled-{plain.name}")
    if not path.exists():
        shutil.copy(plain, path)
        classes = [word for n, code in enumerate(CODES) for word in ("--line", code, CLASSES[n % len(CLASSES)])]
        for scheme in ("ICAA", "LIS"):
            process(TOPSHEET, "scheme", "classes", scheme, *classes, *BY, book=path)
        for pack in shipped():
            process(TOPSHEET, "compliance", "install", pack, "--for", f"P-{VENDORS + 1:04}", *BY, book=path)
    return path


def rules(plain: Path, lines: int, times: int) -> list[Figure]:
    """Whole processes, as a person waits for them; the first of each makes the cache."""
    book = ruled(plain)
    sides = (
        lambda: process(TOPSHEET, "compliance", "check", book=book),
        lambda: process(TOPSHEET, "report", "cost-report", book=book),
        lambda: process(TOPSHEET, *ESTIMATE, book=book),
        lambda: process(TOPSHEET, *ESTIMATE, book=plain),
    )
    in_turn(1, *sides)
    check, report, judged, free = in_turn(times, *sides)
    packs = len(shipped())
    return [
        compared("rules", f"compliance check of {packs} packs, {lines:,} lines", "report cost-report of the same book",
                 Goal(at_most=True, goal="8", aim="4"), ours=check, theirs=report),
        compared("decision", f"estimate etc with {packs} packs, {lines:,} lines", "the same without rules",
                 Goal(at_most=True, goal="8", aim="4"), ours=judged, theirs=free),
    ]  # fmt: skip
