"""The catalogue of facts: every one is a view with the columns by which rules may ask it, and counts in its own unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger.errors import Unreadable
from ledger.projections import named
from ledger.rules.facts import Ask, catalogue
from ledger.rules.seen import Seen
from tests.projections.books import budgeted

WHERE = {name: fact for name, fact in catalogue().items() if fact.view in named("views")}


SMALL = (("1100", "Writer", "1100", "above the line", 100), ("6900", "Contingency", "6900", "other", 20))


@pytest.fixture(scope="module")
def seen() -> Iterator[Seen]:
    with budgeted(SMALL).session(on=date(2021, 3, 8)) as session:
        yield Seen(session, date(2021, 3, 8))


@pytest.mark.parametrize("name", WHERE)
def test_a_fact_is_asked_by_each_of_its_columns(name: str, seen: Seen) -> None:
    fact = WHERE[name]
    words = (("basis", ("incurred",)),) if fact.basis else ()
    for column in fact.columns:
        seen.groups(Ask(name, (*words, (column, ("none",)))), column)
    seen.rows(Ask(name), "position")
    if fact.day:
        seen.outside(Ask(name), date(2021, 3, 1), None)


def test_a_fact_is_asked_by_no_other_column(seen: Seen) -> None:
    said = "by 'weather', which it does not have. Install the pack again as this version reads it."
    with pytest.raises(Unreadable, match=said):
        seen.groups(Ask("budget"), "weather")


def test_every_fact_is_a_view() -> None:
    assert {fact.view for fact in catalogue().values()} <= set(named("views"))


def test_a_fact_that_reckons_with_the_day_of_the_window_is_a_snapshot() -> None:
    """All but one: whether a tranche is due is known of its day, whatever the entries."""
    views = Path(__file__).parents[2] / "ledger" / "projections" / "views"
    today = {name for name, fact in catalogue().items() if "as_at" in (views / f"{fact.view}.sql").read_text(encoding="utf-8")}
    assert today - {name for name, fact in catalogue().items() if fact.snapshot} == {"scheduled_by_financier"}
    assert not catalogue()["costs"].snapshot
