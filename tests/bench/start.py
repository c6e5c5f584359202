"""What a user waits for before anything is read: help, and a report on the demonstration."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.measure import TOPSHEET, Figure, Goal, compared, in_turn, process


def start(folder: Path, times: int) -> list[Figure]:
    """Help beside an empty interpreter; reports on the demonstration beside `import duckdb` alone."""
    process(TOPSHEET, "demo", "--quiet", str(folder))
    book = folder / "pilot.book"
    sides = (
        lambda: process(sys.executable, "-c", "pass"),
        lambda: process(TOPSHEET, "--help"),
        lambda: process(sys.executable, "-c", "import duckdb"),
        lambda: process(TOPSHEET, "report", "cost-report", book=book),
        lambda: process(TOPSHEET, "report", "budget", book=book),
    )
    in_turn(1, *sides)
    empty, help_, duckdb, cost, budget = in_turn(3 * times, *sides)
    report = Goal(at_most=True, goal="2")
    return [
        compared("help", "topsheet --help", "python -c pass", Goal(at_most=True, goal="6", aim="3.5"), ours=help_, theirs=empty),
        compared("report", "report cost-report, demonstration", "python -c 'import duckdb'", report, ours=cost, theirs=duckdb),
        compared("report-budget", "report budget, demonstration", "python -c 'import duckdb'", report, ours=budget, theirs=duckdb),
    ]
