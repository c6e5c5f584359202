"""A window whose day lies in an issued period gives the same rows at every later position (DESIGN 4), whatever is recorded afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.aggregates.cost_report import CostReportIssued
from ledger.projections import relations
from tests.agreement.histories import Play, played, programs
from tests.agreement.test_agreement import SLOW, few
from tests.agreement.windows import Windows

VIEWS = (
    "account_figures", "budget", "cost_report", "finance_plan", "invoices", "schedule", "strips", "tranches",
    "spend_by_account", "spend_by_period", "spend_by_person", "spend_by_vendor",
)  # fmt: skip


def issued(play: Play) -> list[tuple[int, date]]:
    """Where reports were issued, and the last day that each closed."""
    return [(entry.position, entry.event.as_of) for entry in play.entries if isinstance(entry.event, CostReportIssued)]


def shown(windows: Windows, views: tuple[str, ...], position: int, on: date) -> dict[str, Any]:
    windows.at(position, on)
    return {view: windows.rows(view) for view in views}


@settings(max_examples=few(2, 4), **SLOW)
@given(programs(least=20), st.integers(2, 19), st.data())
def test_an_issued_period_says_the_same_at_every_later_position(program: list[tuple[int, ...]], closing: int, data: st.DataObject) -> None:
    play = played(program, closing=closing)
    last = len(play.entries)
    with Windows(play.written) as windows:
        for position, as_of in issued(play)[:1]:
            days = sorted({entry.on for entry in play.entries if entry.on <= as_of} | {as_of})
            for on in {as_of, data.draw(st.sampled_from(days))}:
                first = shown(windows, VIEWS, position, on)
                for later in {last, data.draw(st.integers(position, last))} - {position}:
                    assert shown(windows, VIEWS, later, on) == first


@settings(max_examples=few(1, 2), **SLOW)
@given(programs(least=20), st.integers(2, 19))
def test_no_view_at_all_changes_in_an_issued_period(program: list[tuple[int, ...]], closing: int) -> None:
    play = played(program, closing=closing)
    with Windows(play.written, every=True) as windows:
        for position, as_of in issued(play)[:1]:
            views = tuple(relations("views"))
            assert shown(windows, views, len(play.entries), as_of) == shown(windows, views, position, as_of)


@settings(max_examples=few(20, 40), **SLOW)
@given(programs(least=20), st.integers(2, 19))
def test_nothing_is_ever_recorded_in_an_issued_period(program: list[tuple[int, ...]], closing: int) -> None:
    play = played(program, closing=closing)
    assert issued(play)
    for position, as_of in issued(play):
        assert all(entry.on > as_of for entry in play.entries[position - 1 :])
