"""Reading at size: rebuilding the cache, opening a session, a window of the past, the bytes of the cache, the memory of a rebuild."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb

from ledger.entry import read
from ledger.log import Log
from ledger.projections import SETTINGS, About, Session, Window, kept
from tests.bench.books import FIRST, WEEKS
from tests.bench.measure import Figure, Goal, compared, in_turn, peak, timed

MOVED = (
    'position bigint, "on" date, account varchar, layer varchar, amount decimal(18, 4), currency varchar, '
    "book_amount decimal(18, 4), document varchar, line integer"
)  # fmt: skip


def told(log: Log) -> About:
    about = log.opened
    return About(about["book"], about["title"], about["currency"], about["timezone"], about["clock"], 2)


@contextmanager
def opened(path: Path, on: date | None = None) -> Iterator[Session]:
    """A session over a book and its cache, as a report opens it."""
    with closing(Log(path)) as log:
        last = log.last()
        window = Window(last, log.at(last), on or log.day(last))
        with Session(log, told(log), window, names={}, cached=path.with_suffix(".cache")) as session:
            yield session


def seen(path: Path) -> None:
    with opened(path):
        pass


def rebuild(path: Path) -> None:
    """The cache from nothing."""
    path.with_suffix(".cache").unlink(missing_ok=True)
    with closing(Log(path)) as log:
        assert kept.publish(path.with_suffix(".cache"), log, told(log).id)


def handled(path: Path) -> None:
    """What a handler would do: each entry as a pydantic event, its moves by DuckDB's appender into one narrow table."""
    file = path.with_suffix(".handled")
    file.unlink(missing_ok=True)
    with closing(Log(path)) as log, duckdb.connect(str(file), config=SETTINGS) as connection:
        connection.execute(f"create table movements ({MOVED})")
        with closing(log.connection.execute("select stream, version, name, state, position, at from entries order by position")) as rows:
            appender = connection.appender("movements")
            for row in rows:
                entry = read(*row)
                for m in entry.event.moves(entry.stream):
                    figures = (m.amount.amount, m.amount.currency, m.book_amount.amount)
                    appender.append_row(entry.position, entry.on, m.account, m.layer, *figures, m.document, m.line)
            appender.flush()
        connection.execute("checkpoint")


def rebuilding(path: Path, lines: int, times: int) -> list[Figure]:
    """The rebuild beside a handler, and the bytes of what it makes."""
    mine, theirs = in_turn(times, lambda: timed(lambda: rebuild(path)), lambda: timed(lambda: handled(path)))
    size, whole = path.with_suffix(".cache").stat().st_size, path.stat().st_size
    goal = Goal(at_most=False, goal="6", aim="20")
    return [
        compared("rebuild", f"rebuild of {lines:,} lines", "pydantic handler with DuckDB's appender", goal, ours=mine, theirs=theirs,
                 faster=True),
        Figure("bytes", f"cache of {lines:,} lines, {size:,} bytes", f"book, {whole:,} bytes", Goal(at_most=True, goal="0.12", aim="0.05"),
               size / whole),
    ]  # fmt: skip


def windows(small: Path, large: Path, few: int, many: int, times: int) -> list[Figure]:
    """A session with an empty tail at two sizes; the cost report of half-way beside the current one."""
    for path in (small, large):
        rebuild(path)
    half = FIRST + timedelta(weeks=WEEKS // 2)

    def session(path: Path) -> float:
        with opened(path) as first:
            assert first.start == first.window.position
        return timed(lambda: seen(path))

    def report(on: date | None) -> float:
        def shown() -> None:
            with opened(large, on) as one:
                one.view("cost_report")

        return timed(shown)

    mine, theirs = in_turn(3 * times, lambda: session(large), lambda: session(small))
    past, now = in_turn(3 * times, lambda: report(half), lambda: report(None))
    return [
        compared("session", f"session with an empty tail, {many:,} lines", f"the same, {few:,} lines", Goal(at_most=True, goal="1.5"),
                 ours=mine, theirs=theirs),
        compared("as-of", f"cost report as of half-way, {many:,} lines", "the current one", Goal(at_most=True, goal="1.1", aim="1.0"),
                 ours=past, theirs=now),
    ]  # fmt: skip


def memory(large: Path, largest: Path, many: int, most: int) -> list[Figure]:
    """The most memory that a process holds while it rebuilds."""
    held = []
    for path in (largest, large):
        command = [sys.executable, "-m", "tests.bench.readers", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
        held.append(int(done.stdout))
    what, beside = f"peak of a rebuild of {most:,} lines, {held[0] // 1024} MiB", f"of {many:,} lines, {held[1] // 1024} MiB"
    return [Figure("memory", what, beside, Goal(at_most=True, goal="2", aim="1.1"), held[0] / held[1])]


if __name__ == "__main__":
    rebuild(Path(sys.argv[1]))
    print(peak())
