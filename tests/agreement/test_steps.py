"""Every cell of the cost report is the sum of its steps, in random books at random windows; a step is what its entry did there and then."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement import fold
from tests.agreement.histories import played, programs
from tests.agreement.test_agreement import DEEP, SLOW, sampled
from tests.agreement.windows import EVER, Windows
from tests.window import Written

ZERO = Decimal(0)
PARTS = {"po_commitments", "engagement_commitments", "accrued_beyond"}
Cells = dict[tuple[str, str], Decimal]


def cells(written: Written, position: int, on: date) -> Cells:
    """Every cell of a window as the plain fold tells it, without those that are nothing."""
    told = fold.accounts(fold.told(written.entries, position, on), on)
    return {
        (account, column): figures[column]
        for account, figures in told.items()
        for column in fold.FIGURES
        if column not in PARTS and figures[column]
    }


def stepped(rows: list[tuple[Any, ...]]) -> Cells:
    """The sums of the steps by cell, each step leading to what stands beside it."""
    sums: Cells = defaultdict(lambda: ZERO)
    for account, column, delta, running in rows:
        sums[account, column] += delta
        assert sums[account, column] == running
    return {cell: amount for cell, amount in sums.items() if amount}


@settings(max_examples=2 * DEEP, **SLOW)
@given(programs(), st.data())
def test_every_cell_is_the_sum_of_its_steps(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    with Windows(played(program).written) as windows:
        for position, on in sampled(windows.written, data):
            windows.at(position, on)
            assert stepped(windows.rows("cost_report_steps", ("account", "column", "delta", "running"))) == cells(
                windows.written, position, on
            )


@settings(max_examples=6 * DEEP, **SLOW)
@given(programs())
def test_a_cell_after_a_step_is_what_a_fold_of_the_entries_up_to_it_says(program: list[tuple[int, ...]]) -> None:
    play = played(program)
    with Windows(play.written) as windows:
        windows.at(len(play.entries), EVER)
        rows = windows.rows("cost_report_steps", ("account", "column", "position", "running"))
    order = fold.seen(play.entries, len(play.entries), EVER)
    whole = fold.told(play.entries, len(play.entries), EVER)
    after = {entry.position: figures(order[: n + 1], whole) for n, entry in enumerate(order)}
    assert rows
    assert all(after[position][account][column] == running for account, column, position, running in rows)


def figures(entries: list[Any], whole: fold.Told) -> dict[str, dict[str, Any]]:
    """The figures of these entries alone; what the accounts are, and the periods, as the whole book knows them."""
    what = fold.told(entries, len(whole.chart) + 10**6, EVER)
    what.chart, what.rounding, what.lock, what.locked, what.periods = whole.chart, whole.rounding, whole.lock, whole.locked, whole.periods
    return fold.accounts(what, EVER)
