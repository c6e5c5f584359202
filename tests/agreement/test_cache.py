"""A real book file of a random history: its root, its guards, and what every view says with and without the disposable cache."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.aggregates.book import BOOK
from ledger.aggregates.party import CompanyRegistered
from ledger.book import Book
from ledger.entry import Command, Entry
from ledger.log import Log
from ledger.projections import Session, Window, kept, relations
from ledger.projections.altered import altered
from ledger.proof import merkle
from ledger.verify import verify
from tests.agreement.histories import FIRST, played, programs
from tests.agreement.test_agreement import SLOW, few
from tests.agreement.windows import EVER, pairs
from tests.window import ABOUT, Written

ROOT = Path(__file__).parent.parent.parent
QUICK = ("cost_report", "audit_trail", "tranches", "spend_by_vendor", "strips", "flags")


class Clock:
    """The hours of the history in memory, so that a file gets the very same leaves."""

    def __init__(self) -> None:
        self.hours = 1

    def __call__(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.hours)


def nothing(length: int) -> bytes:
    return bytes(length)


@contextmanager
def written_down(folder: Path, entries: Sequence[Entry], *, bulk: bool = False) -> Iterator[Book]:
    """A book file with these entries, recorded at their own times one by one, or all at once."""
    clock = Clock()
    book, opened = Book.init(
        folder / "midnight.book", title=ABOUT.title, currency=ABOUT.currency, timezone=ABOUT.timezone, clock=clock, chance=nothing
    )
    with book:
        parts = [entries[:1], entries[1:]] if bulk else [entries[n : n + 1] for n in range(len(entries))]
        for part in filter(None, parts):
            clock.hours = part[-1].position or clock.hours
            book.append(part, opened=opened, bulk=bulk)
        yield book


class Upto:
    """The first entries of a log, as a session saw it then."""

    def __init__(self, log: Log | Written, position: int) -> None:
        self.columns, self.leaves, self.position = log.columns, log.leaves, position

    def last(self) -> int:
        return self.position


def session(log: Log, position: int, on: date, **options: Any) -> Session:
    return Session(log, ABOUT, Window(position, log.at(position), on), names={}, **options)


@settings(max_examples=few(2, 4), **SLOW)
@given(programs(), st.booleans())
def test_a_file_takes_every_lawful_history_and_proves_it(program: list[tuple[int, ...]], bulk: bool) -> None:  # noqa: FBT001 - drawn
    play = played(program)
    with TemporaryDirectory() as folder, written_down(Path(folder), play.entries, bulk=bulk) as book:
        assert book.guards("") == play.rows
        assert [entry.state() for entry in book.entries()] == [entry.state() for entry in play.entries]
        wrong = verify(book.path).wrong
        if bulk:
            assert all("froze the root" in said for said in wrong)
        else:
            assert wrong == []
            assert merkle.root(book.leaves()) == merkle.root(play.written.leaves(1, play.written.last()))


@settings(max_examples=few(1, 2), **SLOW)
@given(programs(least=30), st.data())
def test_rebuilding_is_the_cache_and_its_tail(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    play = played(program)
    last = len(play.entries)
    first = data.draw(st.integers(1, last))
    second = data.draw(st.integers(first, last))
    with (
        TemporaryDirectory() as folder,
        written_down(Path(folder), play.entries, bulk=True) as book,
        closing(Log(book.path)) as log,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(kept, "SUBTREE", 4)
        cache = Path(folder) / "midnight.cache"
        for position in (first, second):
            assert kept.publish(cache, Upto(log, position), ABOUT.id)
        every = [(p, d) for p, d in pairs(play.written) if p < first], [(p, d) for p, d in pairs(play.written) if p >= second]
        older, newer = (data.draw(st.sampled_from(some or [(last, EVER)])) for some in every)
        for (position, on), views in ((older, QUICK), (newer, QUICK), ((last, EVER), tuple(relations("views")))):
            with session(log, position, on) as bare, session(log, position, on, cached=cache) as quick:
                assert (bare.start, quick.start) == (0, second)
                assert quick.root() == bare.root() == merkle.root(log.leaves(1, position)).hex()
                for view in views:
                    assert quick.view(view) == bare.view(view), view


def test_a_long_tail_is_moved_into_the_cache_by_whoever_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with written_down(tmp_path, companies(90), bulk=True) as book, closing(Log(book.path)) as log:
        cache = tmp_path / "midnight.cache"
        with session(log, 90, EVER, cached=cache) as short:
            assert short.start == 0 and not cache.exists()
        monkeypatch.setattr(kept, "TAIL", 20)
        with session(log, 40, EVER, cached=cache) as long:
            assert long.start == 90 and len(long.view("party_list")[1]) == 39
        assert [path.name for path in sorted(tmp_path.iterdir()) if "part" in path.name] == []


def test_whoever_finds_the_cache_being_built_leaves_it_alone(tmp_path: Path) -> None:
    with written_down(tmp_path, companies(30), bulk=True) as book, closing(Log(book.path)) as log:
        cache, part = tmp_path / "midnight.cache", tmp_path / "midnight.cache-part"
        part.write_bytes(b"of another process")
        with (tmp_path / "midnight.cache-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert not kept.publish(cache, log, ABOUT.id)
            assert part.read_bytes() == b"of another process"
        assert kept.publish(cache, log, ABOUT.id)
        assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_what_a_process_left_that_was_ended_in_the_middle_is_in_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with written_down(tmp_path, companies(90), bulk=True) as book, closing(Log(book.path)) as log:
        cache, left = tmp_path / "midnight.cache", tmp_path / "left"
        left.mkdir()
        assert kept.publish(cache, Upto(log, 40), ABOUT.id)

        def ended(*_: object) -> None:
            for path in tmp_path.glob("*part*"):
                (left / path.name).write_bytes(path.read_bytes())
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr(kept, "_subtrees", ended)
            assert not kept.publish(cache, Upto(log, 80), ABOUT.id)
        assert {path.name for path in left.iterdir()} == {"midnight.cache-part", "midnight.cache-part.wal"}
        for path in left.iterdir():
            path.rename(tmp_path / path.name)
        assert kept.publish(cache, log, ABOUT.id)
        with session(log, 90, EVER) as bare, session(log, 90, EVER, cached=cache) as quick:
            assert quick.start == 90
            assert quick.view("audit_trail") == bare.view("audit_trail")


def test_batches_and_checkpoints_on_the_way_make_the_same_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with written_down(tmp_path, companies(300), bulk=True) as book, closing(Log(book.path)) as log:
        whole, parted = tmp_path / "whole.cache", tmp_path / "parted.cache"
        assert kept.publish(whole, log, ABOUT.id)
        monkeypatch.setattr(kept, "BATCH", 32)
        monkeypatch.setattr(kept, "FLUSH", 2)
        assert kept.publish(parted, log, ABOUT.id)
        with session(log, 300, EVER, cached=whole) as one, session(log, 300, EVER, cached=parted) as other:
            assert one.start == other.start == 300
            for view in ("audit_trail", "party_list"):
                assert one.view(view) == other.view(view)


def companies(count: int) -> list[Entry]:
    """A first page and simple entries, on a day each."""
    from ledger.aggregates.book import open_book

    opened = open_book(book=ABOUT.id, title=ABOUT.title, currency=ABOUT.currency, timezone=ABOUT.timezone)
    first = Entry(
        stream=BOOK.stream("main"), version=1, event=opened, on=FIRST, by="P-0001", command=Command("init", "0" * 64), salt="0" * 32
    )
    return [first, *(
        Entry(
            stream=f"party/P-{n:04d}", version=1, event=CompanyRegistered(name=f"Company {n}", kind="vendor"), by="P-0001",
            on=FIRST + timedelta(days=n % 90), command=Command(f"c{n}", "0" * 64), salt="0" * 32,
        )
        for n in range(1, count)
    )]  # fmt: skip


def test_the_root_is_the_same_by_subtrees_and_by_leaves(tmp_path: Path) -> None:
    count = 2 * kept.SUBTREE + 77
    with written_down(tmp_path, companies(count), bulk=True) as book, closing(Log(book.path)) as log:
        cache = tmp_path / "midnight.cache"
        leaves = list(book.leaves())
        for published in (1500, count):
            assert kept.publish(cache, Upto(log, published), ABOUT.id)
            with duckdb.connect(str(cache), read_only=True) as inside:
                assert inside.execute("select count(*) from subtrees").fetchone() == (published // kept.SUBTREE,)
            for position in (1, 2, 1023, 1024, 1025, 1500, 2047, 2048, 2049, count):
                with session(log, position, EVER, cached=cache) as quick:
                    assert quick.start == published
                    assert quick.root() == merkle.root(leaves[:position]).hex()


def garbage(cache: Path) -> None:
    cache.write_bytes(b"not a database " * 4000)


def cut_short(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[:5000])


def empty(cache: Path) -> None:
    cache.write_bytes(b"")


def of_another_book(cache: Path) -> None:
    with duckdb.connect(str(cache)) as inside:
        inside.execute("update made set book = repeat('f', 32)")


def of_other_sql(cache: Path) -> None:
    with duckdb.connect(str(cache)) as inside:
        inside.execute("update made set digest = repeat('f', 64)")


def ahead_of_the_book(cache: Path) -> None:
    with duckdb.connect(str(cache)) as inside:
        inside.execute("update made set position = 5000")


@pytest.mark.parametrize("spoil", [garbage, cut_short, empty, of_another_book, of_other_sql, ahead_of_the_book])
def test_a_cache_that_is_not_this_books_is_never_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any) -> None:
    with written_down(tmp_path, companies(60), bulk=True) as book, closing(Log(book.path)) as log:
        cache = tmp_path / "midnight.cache"
        assert kept.publish(cache, log, ABOUT.id)
        spoil(cache)
        with session(log, 60, EVER) as bare, session(log, 60, EVER, cached=cache) as quick:
            assert quick.start == 0
            assert quick.view("audit_trail") == bare.view("audit_trail")
            assert quick.root() == bare.root()
        monkeypatch.setattr(kept, "TAIL", 20)
        with session(log, 60, EVER, cached=cache) as again:
            if spoil is not ahead_of_the_book:
                assert again.start == 60
            assert len(again.view("audit_trail")[1]) == 60


CHILD = """
import os, sys
from datetime import date
from pathlib import Path
from ledger.log import Log
from ledger.projections import About, Session, Window, kept, relations

relations("facts"), relations("views"), relations("checks")
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
kept.TAIL = 20
path = Path(sys.argv[1])
log = Log(path)
about = About(log.opened["book"], "", "EUR", "Europe/Madrid", "system", 2)
window = Window(log.last(), log.at(log.last()), date(2026, 12, 31))
with Session(log, about, window, names={}, cached=path.with_suffix(".cache")) as session:
    print(session.start, len(session.view("audit_trail")[1]), session.root())
"""


@pytest.mark.parametrize("with_cache", [False, True])
def test_a_folder_that_may_not_be_written_is_read_all_the_same(with_cache: bool) -> None:  # noqa: FBT001 - a case
    with TemporaryDirectory() as place, written_down(Path(place), companies(60), bulk=True) as book:
        root = merkle.root(book.leaves()).hex()
        with closing(Log(book.path)) as log:
            if with_cache:
                assert kept.publish(book.path.with_suffix(".cache"), Upto(log, 30), ABOUT.id)
        book.close()
        before = sorted(path.name for path in Path(place).iterdir())
        for path in Path(place).iterdir():
            path.chmod(0o444)
        Path(place).chmod(0o555)
        try:
            done = subprocess.run([sys.executable, "-c", CHILD, str(book.path)], capture_output=True, text=True, check=False, cwd=ROOT)
        finally:
            Path(place).chmod(0o755)
        assert done.stderr == ""
        assert done.stdout.split() == ["30" if with_cache else "0", "60", root]
        assert sorted(path.name for path in Path(place).iterdir()) == before


def test_what_the_cache_holds_are_rows_of_this_book_alone(tmp_path: Path) -> None:
    with written_down(tmp_path, companies(30), bulk=True) as book, closing(Log(book.path)) as log:
        cache = tmp_path / "midnight.cache"
        assert kept.publish(cache, log, ABOUT.id)
        with duckdb.connect(str(cache), read_only=True) as inside:
            tables = {name for (name,) in inside.execute("select table_name from duckdb_tables()").fetchall()}
            assert tables == {*relations("facts"), "made", "subtrees"}
            names = [name for (name,) in inside.execute("select name from parties order by position").fetchall()]
        assert names == [json.loads(entry.state())["event"]["name"] for entry in book.entries(2)]


def test_a_cache_that_was_edited_is_found_by_its_table(tmp_path: Path) -> None:
    with written_down(tmp_path, companies(40), bulk=True) as book, closing(Log(book.path)) as log:
        cache = tmp_path / "midnight.cache"
        assert altered(cache, log, ABOUT.id) == {}
        assert kept.publish(cache, Upto(log, 30), ABOUT.id)
        assert altered(cache, log, ABOUT.id) == {}
        with duckdb.connect(str(cache)) as inside:
            inside.execute("update parties set name = 'Northlight (fictional)' where position = 20")
            inside.execute("insert into parties select * from parties where position = 21")
        assert altered(cache, log, ABOUT.id) == {"parties": 3}
