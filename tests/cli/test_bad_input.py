"""Bad input that a page cannot show: folders that cannot be written, crowds of figures, entries too long, and nothing left behind."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli import run
from ledger.store import append, sqlite
from tests.cli.conftest import Desk
from tests.scenario import book_of

FIGURES = [
    "NaN",
    "nan",
    "Infinity",
    "1e5",
    "1E+2",
    "0x10",
    "1_000",
    "12,50",
    "12.5.0",
    "٣",
    "\uff11\uff12",
    "",
    " ",
    "1.005",
    "+-1",
    "1/3",
    "0.1000000000000000055",
    "12 EUR",
]


INES = ("--by", "Ines Calder (fictional)")
DANA = ("--by", "Dana Whitlock (fictional)")
GRANT = ("authority", "grant", "Piet Vane (fictional)", "--role", "buyer", "--kind", "purchase-order", *INES)
REFUSED = [
    (
        ("compliance", "check", "--with", "any.txt", "--as-of", "2021-03-01"),
        "--with plays its commands on the book as it is today. Leave --as-of and --known out.",
    ),
    (("schedule", "calendar", "--work", "2021-03-30", *INES), "2021-03-30 is not one of the calendar's days off; it has none."),
    (
        ("hire", "release", "E-0002", "--day", "2021-02-01", "--reason", "early", *INES),
        "E-0002 runs from 2021-03-01 to 2021-03-19; the person cannot be released on 2021-02-01.",
    ),
    (
        ("budget", "reallocate", "--line", "3300", "0", "--line", "3600", "9", "--reason", "x", *INES),
        "moves 0.00 USD on account 3300. Leave that line out.",
    ),
    (("contingency", "draw", "3600", "0", "--reason", "x", *INES), "A draw of 0.00 USD moves nothing. Give an amount above 0.00 USD."),
    (("invoice", "post", "I-0009", *INES), "Say where I-0009 is posted: --line ACCOUNT NET for each account."),
    (
        ("invoice", "post", "I-0009", "--line", "3500", "9", "--segment", "One", *INES),
        "'One' is not a segment. Write NAME=VALUE, such as episode=101.",
    ),
    (("invoice", "post", "I-0009", "--line", "3500", "6400", "--relieves", "PO-0004/7", *INES), "PO-0004 has no line 7. Its lines are 1."),
    (
        ("period", "open", "2021-W12", "--from", "2021-03-28", "--to", "2021-03-22", *INES),
        "2021-W12 cannot end on 2021-03-22 when it starts on 2021-03-28.",
    ),
    (
        ("overage", "approve", "--financier", "P-0005", "--reason", "x", *DANA),
        "An overage on the budget of 6,491,640.00 USD needs at least one account and its amount.",
    ),
    (("budget", "name", "two", *INES), "'two' is not a version's name. Write v and then letters, digits, points or hyphens, such as v02."),
    ((*GRANT, "--limit", "0"), "A limit of 0.00 USD allows nothing. Give more than zero, or no limit for any amount."),
    ((*GRANT, "--from", "2021-04-01", "--to", "2021-03-01"), "An authority cannot end on 2021-03-01 when it starts on 2021-04-01."),
    ((*GRANT, "--section", "camera"), "'camera' is not a section of a budget. The sections are above the line, production"),
]
UNLOCKED = [
    (("--for", "Camera"), "Line 1 of account 3300 needs one of three: a figure; an amount and a rate; a percentage and its base."),
    (
        ("--for", "Camera", "--percent", "100", "--base", "total"),
        "100 % of a base that contains the line itself has no answer; it must be under 100 %. Exclude its account.",
    ),
    (
        ("--for", "Camera", "--amount", "999999999999", "--x", "999999", "--rate", "999999"),
        "a line holds less than 100,000,000,000,000. Look for a slipped point.",
    ),
]
LIMITED = """
import contextlib, io, os, sys
from cli import run
copy, *words = sys.argv[1:]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    run([word if word != "roxy.book" else copy for word in words])  # once in a folder of our own: everything is loaded
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(run(words))
"""


def limited(folder: Path, copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in this folder as a user without rights, even where the tests run as one who has them all."""
    environment = {"PATH": os.defpath, "TOPSHEET_BY": "P-0001", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", LIMITED, str(copy), *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that anybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


def shut(folder: Path) -> None:
    """Nobody writes here any more, nor in what lies here."""
    for path in folder.iterdir():
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    folder.chmod(0o555)


@pytest.fixture
def visited(closed: Path, book: Desk) -> Path:
    """That folder with a book in it."""
    (closed / "roxy.book").write_bytes(book.path.read_bytes())
    return closed


def test_a_book_is_not_begun_in_a_folder_that_cannot_be_written(closed: Path, tmp_path: Path) -> None:
    shut(closed)
    done = limited(
        closed, tmp_path / "other.book", "init", "roxy.book", "--title", "Roxy", "--currency", "EUR", "--timezone", "Europe/Madrid"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "roxy.book cannot be written" in done.stderr and "Choose a folder that you may write to." in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(closed.iterdir())


def test_nothing_is_recorded_in_a_book_that_cannot_be_written(visited: Path, book: Desk) -> None:
    before = (visited / "roxy.book").read_bytes()
    shut(visited)
    done = limited(visited, book.path, "party", "company", "Lumen Camera", "--kind", "vendor", "--book", "roxy.book")
    assert (done.returncode, done.stdout) == (4, "")
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr
    assert (visited / "roxy.book").read_bytes() == before


def test_a_book_that_cannot_be_written_is_read_all_the_same(visited: Path, book: Desk) -> None:
    shut(visited)
    done = limited(visited, book.path, "status", "--book", "roxy.book")
    assert done.returncode == 0, done.stderr
    assert "Known to entry" in done.stdout


def test_an_amount_is_plain_digits_or_nothing(book: Desk) -> None:
    book.does("budget", "chart", "us-tv")
    for figure in FIGURES:
        assert book.refuses("budget", "line", "3300", "--for", "Camera", "--figure", figure, code=2), figure


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, to be refused at."""
    return book_of(tmp_path_factory.mktemp("pilot"))


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_a_refusal_says_why_and_records_nothing(pilot: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = pilot.read_bytes()
    assert run([*words, "--book", str(pilot)]) in (1, 2)
    assert said in capsys.readouterr().err
    assert pilot.read_bytes() == before


def test_a_line_that_cannot_be_reckoned_is_refused(book: Desk) -> None:
    book.does("budget", "chart", "us-tv")
    for words, said in UNLOCKED:
        assert said in book.refuses("budget", "line", "3300", *words, code=2)
    new = ("budget", "add-account", "9998", "--name", "Reserve", "--category", "9998")
    assert "Category 9998 is new: give its --category-name and --section." in book.refuses(*new, code=2)
    book.does(*new, "--category-name", "Reserve", "--section", "other", "--contingency")
    book.does("budget", "line", "3300", "--for", "Camera", "--figure", "100")
    assert "The chart has 2 contingency accounts: 8300, 9998. Say which one holds the contingency." in book.refuses(
        "budget", "lock", code=2
    )


def test_an_entry_has_a_greatest_length(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(append, "LIMIT", 100)
    assert "an entry holds at most 100. Split the batch into several." in book.refuses("budget", "chart", "us-tv")


def test_a_book_that_stays_locked_is_a_conflict(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LOCK_TIMEOUT", 0)
    with closing(sqlite3.connect(book.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        said = book.refuses("party", "company", "Lumen Camera", "--kind", "vendor", code=3)
    assert "is being written by somebody else, and stayed locked. Nothing was recorded; try again." in said


def test_a_refused_person_leaves_no_name_behind(book: Desk) -> None:
    book.refuses("party", "person", "Anna Nobody", "--kind", "crew", "--on", "2040-01-01")
    assert b"Anna Nobody" not in book.path.with_suffix(".people").read_bytes()
    assert "No party is called" in book.refuses("authority", "grant", "Anna Nobody", "--role", "buyer")


def test_a_fault_of_ours_is_a_sentence_too(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(append, "_agree", broken)
    said = book.refuses("party", "company", "Lumen Camera", "--kind", "vendor", code=4)
    assert "RuntimeError: out of order" in said and "Traceback" not in said


def test_control_characters_and_line_breaks_are_refused(book: Desk) -> None:
    for text in ("two\nlines", "a\x07bell", "a\x00zero"):
        assert book.refuses("party", "company", text, "--kind", "vendor", code=2)


def test_a_reason_is_never_cut_short(book: Desk) -> None:
    said = book.refuses("party", "company", "Lumen", "--kind", "vendor", "--reason", "x" * 501, code=2)
    assert "501 characters and an entry holds 500" in said


def test_a_book_that_was_begun_stays_where_nobody_reads_what_it_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cli.render.told", closed)
    begun = ["init", str(tmp_path / "new.book"), "--title", "Roxy", "--currency", "USD", "--timezone", "Europe/Madrid"]
    run(begun)
    monkeypatch.undo()
    assert run([*begun[:1], str(tmp_path / "new.book"), *begun[2:]]) == 1
    assert run(["audit", "verify", "--book", str(tmp_path / "new.book")]) == 0
