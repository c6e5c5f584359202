"""A book to type commands at: book(*words) gives the exit code and what was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from cli import run
from cli.options import Session
from ledger.book import Book

BEGUN = date(2021, 2, 1)


@dataclass
class Desk:
    """Where commands are typed in-process: a fresh book in `folder`, a clock that stands at nine in the morning, and chance by counting.

    `today` may be set. The line producer Rosa Lind records unless --by names another; she may decide everything.
    """

    capsys: pytest.CaptureFixture[str]
    folder: Path
    today: date = BEGUN

    def __post_init__(self) -> None:
        numbers = count()
        self.session = Session(
            clock=lambda: datetime.combine(self.today, time(9), UTC),
            chance=lambda length: sha256(str(next(numbers)).encode()).digest()[:length],
        )

    @property
    def path(self) -> Path:
        return self.folder / "roxy.book"

    def __call__(self, *words: object) -> tuple[int, str, str]:
        """Type a command: its exit code, what it printed and what it remarked."""
        self.capsys.readouterr()
        code = run([str(word) for word in words], self.session)
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def does(self, *words: object) -> str:
        """Type a command that is done: what it printed."""
        code, out, err = self(*words)
        assert code == 0, err
        return out

    def refuses(self, *words: object, code: int = 1) -> str:
        """Type a command that is refused with this exit code, and records nothing: why."""
        before = self.size()
        got, out, err = self(*words)
        assert (got, out) == (code, ""), out + err
        assert self.size() == before
        return err

    def size(self) -> int:
        """The position of the book's last entry."""
        with Book.open(self.path) as book:
            return book.size()


@pytest.fixture
def book(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A fresh book in US dollars, with people and their grants.

    Rosa Lind (line producer, everything), Tomas Rey (assistant, no grant); the financier Northlight with Ida Moss, who may
    decide for it, and the financier Harbour Fund with Per Dahl, who may decide for that.
    """
    desk = Desk(capsys, tmp_path)
    monkeypatch.setenv("TOPSHEET_BOOK", str(desk.path))
    monkeypatch.setenv("TOPSHEET_BY", "P-0001")
    desk.does("init", desk.path, "--title", "Midnight at the Roxy", "--currency", "USD", "--timezone", "America/Los_Angeles")
    desk.does("party", "person", "Rosa Lind", "--kind", "crew")
    desk.does("party", "person", "Tomas Rey", "--kind", "crew")
    desk.does("authority", "grant", "Rosa Lind", "--role", "line producer", "--over-budget")
    for financier, person in (("Northlight", "Ida Moss"), ("Harbour Fund", "Per Dahl")):
        desk.does("party", "company", financier, "--kind", "financier")
        desk.does("party", "person", person, "--kind", "financier", "--acts-for", financier)
        desk.does("authority", "grant", person, "--role", "representative", "--kind", "source", "--financier", financier)
    monkeypatch.setenv("TOPSHEET_BY", "Rosa Lind")
    return desk
