"""Reading at size: rebuilding the cache, opening a session, a window of the past, the bytes of the cache, the memory of a rebuild."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb

from ledger.aggregates.invoice import InvoiceEntered, InvoicePosted
from ledger.aggregates.purchase_order import PurchaseOrderRaised
from ledger.entry import Entry, read
from ledger.log import Log
from ledger.projections import SETTINGS, STAGED, About, Session, Window, kept, relations
from tests.bench.books import FIRST, WEEKS
from tests.bench.measure import Figure, Goal, compared, in_turn, peak, timed

FLUSH = 20_000
LINE = ("position", "on", "document", "line", "account")
HANDLED = {
    "entries": ("position", "on", "stream", "kind", "key", "version", "name", "by", "authority", "grant_key"),
    "movements": ("position", "on", "account", "layer", "kind", "amount", "currency", "book_amount", "document", "line"),
    "statuses": ("position", "on", "document", "kind", "key", "stage", "ends", "label"),
    "documents": ("position", "on", "document", "kind", "key", "party", "number", "description", "dated", "due", "net", "gross"),
    "asked_lines": (*LINE, "amount", "currency", "book_amount", "description"),
    "cost_lines": (*LINE, "currency", "amount", "book_amount", "net", "worked_from", "worked_to", "description"),
}
STAGES = {
    "BudgetLocked": "locked", "PeriodOpened": "opened", "PurchaseOrderRaised": "raised", "PurchaseOrderApproved": "approved",
    "InvoiceEntered": "entered", "InvoiceApproved": "approved", "InvoicePosted": "posted", "InvoicePaid": "paid",
}  # fmt: skip


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
    """What a handler would do: each entry as a pydantic event, its rows by DuckDB's appender into the same tables.

    It fills the six facts that such a book has, and of their columns only those that it fills with something.
    """
    file = path.with_suffix(".handled")
    file.unlink(missing_ok=True)
    with closing(Log(path)) as log, duckdb.connect(str(file), config=SETTINGS) as connection:
        connection.execute(STAGED.replace("create table", "create temp table"))
        for fact in HANDLED:
            connection.execute(f'create table "{fact}" as {relations("facts")[fact]}')
        appenders = {fact: connection.appender(fact, columns=list(columns)) for fact, columns in HANDLED.items()}
        with closing(log.connection.execute("select stream, version, name, state, position, at from entries order by position")) as rows:
            for row in rows:
                entry = read(*row)
                for fact, values in handle(entry):
                    appenders[fact].append_row(*values)
                if entry.position % FLUSH == 0:
                    for appender in appenders.values():
                        appender.flush()
        for appender in appenders.values():
            appender.flush()
        connection.execute("checkpoint")


def handle(entry: Entry) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The rows of one entry, by fact."""
    event, at, on, stream, kind, key = entry.event, entry.position, entry.on, entry.stream, entry.kind, entry.key
    authority = (entry.authority.party, entry.authority.grant) if entry.authority else (None, None)
    yield "entries", (at, on, stream, kind, key, entry.version, entry.name, entry.by, *authority)
    for m in event.moves(stream):
        figures = (m.amount.amount, m.amount.currency, m.book_amount.amount)
        yield "movements", (at, on, m.account, m.layer, m.document.partition("/")[0], *figures, m.document, m.line)
    if entry.name in STAGES:
        label = event.number if isinstance(event, InvoiceEntered) else None
        yield "statuses", (at, on, stream, kind, key, STAGES[entry.name], getattr(event, "paid", None), label)
    if isinstance(event, PurchaseOrderRaised):
        yield "documents", (at, on, stream, kind, key, event.vendor, None, event.description, event.dated, None, None, None)
        for o in event.lines:
            yield "asked_lines", (at, on, stream, o.line, o.account, o.amount.amount, o.amount.currency, o.book.amount, o.description)
    if isinstance(event, InvoiceEntered):
        net, gross = event.net.amount, event.gross.amount
        yield "documents", (at, on, stream, kind, key, event.vendor, event.number, event.description, event.dated, event.due, net, gross)
    if isinstance(event, InvoicePosted):
        for c in event.lines:
            figures = (c.amount.currency, c.amount.amount, c.book.amount, c.net.amount)
            yield "cost_lines", (at, on, stream, c.line, c.account, *figures, c.worked_from, c.worked_to, c.description)


def same(path: Path) -> None:
    """See that both made as many rows of every fact, or say where they part."""
    with duckdb.connect(":memory:", config=SETTINGS) as connection:
        connection.execute(f"attach '{path.with_suffix('.cache')}' as mine (read_only)")
        connection.execute(f"attach '{path.with_suffix('.handled')}' as theirs (read_only)")
        for fact, columns in HANDLED.items():
            for what in ("count(*)", "sum(position)", *(("sum(amount)",) if "amount" in columns else ())):
                made = [connection.execute(f"select {what} from {side}.{fact}").fetchone() for side in ("mine", "theirs")]
                assert made[0] == made[1], (fact, what, made)


def rebuilding(path: Path, lines: int, times: int) -> list[Figure]:
    """The rebuild beside a handler, and the bytes of what it makes."""
    mine, theirs = in_turn(times, lambda: timed(lambda: rebuild(path)), lambda: timed(lambda: handled(path)))
    same(path)
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
