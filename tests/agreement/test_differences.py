"""Every cell that differs between two windows of a random book is told, and the entries behind it add up to the difference."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.projections import Window
from ledger.projections.differences import cost_report
from tests.agreement import fold
from tests.agreement.histories import played, programs
from tests.agreement.test_agreement import SLOW, few
from tests.agreement.test_steps import ZERO, Cells, cells
from tests.agreement.windows import pairs
from tests.window import Written


def window(written: Written, position: int, on: date) -> Window:
    return Window(position, written.entries[position - 1].at, on)


@settings(max_examples=few(2, 3), **SLOW)
@given(programs(), st.data())
def test_every_difference_is_the_sum_of_the_entries_behind_it(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    every = pairs(written)
    with written.session() as session:
        for first, second in data.draw(st.lists(st.tuples(st.sampled_from(every), st.sampled_from(every)), min_size=8, max_size=8)):
            before, after = cells(written, *first), cells(written, *second)
            told: Cells = defaultdict(lambda: ZERO)
            for row in cost_report(session, window(written, *first), window(written, *second)):
                cell = (row["account"], row["column"])
                told[cell] += row["change"]
                assert row["change"] == row["now"] - row["was"] != 0
                assert (row["cell_was"], row["cell_now"]) == (before.get(cell, ZERO), after.get(cell, ZERO))
                seen = [e.position for end in (first, second) for e in fold.seen(written.entries, *end)]
                assert row["position"] in seen
            changed: dict[tuple[str, str], Decimal] = {c: after.get(c, ZERO) - before.get(c, ZERO) for c in {*before, *after}}
            assert told == {c: amount for c, amount in changed.items() if amount}


@settings(max_examples=few(2, 3), **SLOW)
@given(programs(), st.data())
def test_a_session_that_looks_elsewhere_sees_what_a_session_there_sees(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    position, on = data.draw(st.sampled_from(pairs(written)))
    with written.session() as moved, written.session(position, on) as there:
        names = ("account_figures", "cost_report", "audit_trail", "purchase_orders")
        for name in names:
            moved.view(name)
        moved.look(window(written, position, on))
        assert all(moved.view(name) == there.view(name) for name in names)
        assert moved.root() == there.root()
