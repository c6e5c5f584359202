"""make bench: every ratio of the ledger's speed in one run, with what each was measured beside. tests/bench/README.md holds the figures.

python -m tests.bench [--lines N] [--largest N] [--times N] [--folder FOLDER]
                      [--only start,bulk,command,rebuild,windows,seal,rules,memory,peers]
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tests.bench import appends, books, peers, readers, rules
from tests.bench.measure import Figure
from tests.bench.seal import seal
from tests.bench.start import start

HEAD = ("name", "measured", "beside", "ratio", "spread", "goal", "aim", "verdict")
BULK = 100_000


def main() -> None:
    options = asked()
    with TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print("\n".join(machine(folder)), flush=True)
        found: list[Figure] = []
        for name, measure in measures(folder, options.lines, options.largest, options.times).items():
            if not options.only or name in options.only.split(","):
                print(f"  measuring {name}", file=sys.stderr, flush=True)
                found += measure()
        print(table(found))


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000, help="lines of money in the book that most ratios are measured on")
    parser.add_argument("--largest", type=int, default=0, help="lines of the book whose rebuild is weighed; none by default")
    parser.add_argument("--times", type=int, default=3, help="how often each side is measured; medians are printed")
    parser.add_argument("--only", default="", help="some of the measures, with commas between")
    parser.add_argument("--folder", type=Path, help="keep the books here; a temporary folder by default")
    return parser.parse_args()


def measures(folder: Path, lines: int, largest: int, times: int) -> dict[str, Callable[[], list[Figure]]]:
    """Every measure by its name, in the order in which they run."""

    def book(size: int) -> Path:
        path = folder / f"bench-{size}.book"
        return path if path.exists() else books.made(path, size)

    few = lines // 10
    found: dict[str, Callable[[], list[Figure]]] = {
        "start": lambda: start(folder / "demonstration", times),
        "bulk": lambda: appends.bulk(folder, min(lines, BULK), times),
        "command": lambda: appends.command(folder, times),
        "rebuild": lambda: readers.rebuilding(book(lines), lines, times),
        "windows": lambda: readers.windows(book(few), book(lines), few, lines, times),
        "seal": lambda: seal(folder, lines, times),
        "rules": lambda: rules.rules(book(lines), lines, times),
        "peers": lambda: peers.peers(book(lines), lines, times),
    }
    if largest:
        found["memory"] = lambda: readers.memory(book(lines), book(largest), lines, largest)
    return found


def machine(folder: Path) -> list[str]:
    """What the figures were measured on, and with."""
    path = folder / "journal.book"
    appends.remove(path)
    with appends.empty(path) as connection:
        mode = connection.execute("pragma journal_mode").fetchone()[0]
        synchronous = connection.execute("pragma synchronous").fetchone()[0]
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began.",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, DuckDB {duckdb.__version__}.",
        f"Journal mode {mode}, synchronous {'full' if synchronous == 2 else synchronous}, the same for every baseline.",
    ]


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [HEAD, *(figure.row() for figure in figures)]
    width = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, width, strict=True)) + " |" for row in rows]
    return "\n".join(["", lines[0], "|" + "|".join("-" * (w + 2) for w in width) + "|", *lines[1:]])


if __name__ == "__main__":
    main()
