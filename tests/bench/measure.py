"""How a ratio is measured: both sides in turn, three times, the median of the three ratios; their spread is the noise of the machine."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

TOPSHEET = str(Path(sys.executable).parent / "topsheet")


@dataclass(frozen=True)
class Goal:
    """What a ratio must be: at most, or at least, this much; `aim` is what would be better still."""

    at_most: bool
    goal: str
    aim: str = ""

    def met(self, ratio: float, bound: str) -> bool:
        return ratio <= float(bound) if self.at_most else ratio >= float(bound)

    def verdict(self, ratio: float | None) -> str:
        if ratio is None:
            return "absent"
        if self.aim and self.met(ratio, self.aim):
            return "aim met"
        return "met" if self.met(ratio, self.goal) else "falls short"

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {self.goal}"


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, beside what, the ratio and how far its repetitions lie apart."""

    name: str
    what: str
    beside: str
    goal: Goal
    ratio: float | None = None
    low: float = 0
    high: float = 0
    remark: str = ""

    def row(self) -> tuple[str, ...]:
        shown = "absent" if self.ratio is None else f"{self.ratio:.2f}" if self.ratio < 10 else f"{self.ratio:,.0f}"
        spread = "" if self.ratio is None or self.low == self.high else f"{self.low:.2f} to {self.high:.2f}"
        return self.name, self.what, self.beside, shown, spread, str(self.goal), self.goal.aim, self.remark or self.goal.verdict(self.ratio)


def compared(
    name: str, what: str, beside: str, goal: Goal, *, ours: Sequence[float], theirs: Sequence[float], faster: bool = False, remark: str = ""
) -> Figure:
    """Ours in terms of theirs, the median of the ratios of neighbours; with `faster`, how many times less time ours takes."""
    pairs = [(b / a if faster else a / b) for a, b in zip(ours, theirs, strict=True)]
    return Figure(name, what, beside, goal, median(pairs), min(pairs), max(pairs), remark)


def in_turn(times: int, *sides: Callable[[], float]) -> list[list[float]]:
    """What each side says, side by side, so many times."""
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(times):
        for side, said in zip(sides, found, strict=True):
            gc.collect()
            said.append(side())
    return found


def timed(function: Callable[[], object]) -> float:
    """The seconds that it takes."""
    begin = perf_counter()
    function()
    return perf_counter() - begin


def process(*command: str, book: Path | None = None, **variables: str) -> float:
    """The seconds of a whole process, its output thrown away."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TOPSHEET_")} | variables
    if book:
        environment["TOPSHEET_BOOK"] = str(book)
    return timed(lambda: subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True))


def peak() -> int:
    """The most memory that this process has held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
