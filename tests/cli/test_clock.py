"""A clock that was set back: what is recorded keeps the order of time, and whoever records is told."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from tests.cli.conftest import Desk


def test_a_clock_set_back_is_told_and_the_log_does_not_go_back(book: Desk) -> None:
    morning = datetime(2021, 2, 1, 9, tzinfo=UTC)

    def recorded(clock: datetime, name: str) -> str:
        book.session = type(book.session)(clock=lambda: clock, chance=book.session.chance)
        code, _, told = book("party", "company", name, "--kind", "vendor", "--by", "Rosa Lind", "--on", "2021-02-01", "--book", book.path)
        assert code == 0
        return told

    assert not recorded(morning, "One")
    assert not recorded(morning - timedelta(seconds=59), "Two")
    told = recorded(morning - timedelta(hours=2), "Three")
    assert "The clock of this machine says 2021-02-01T07:00:00Z, and entry" in told
    assert "was recorded at 2021-02-01T09:00:00Z. What is recorded now has that later time, because a log never goes back" in told
    with sqlite3.connect(book.path) as connection:
        times = [at for (at,) in connection.execute("select at from entries order by position")]
    assert times == sorted(times)
