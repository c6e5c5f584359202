"""For random lawful histories the cash flow and the sufficiency of any window are those of a plain fold, week by week."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.cash_fold import Cash
from tests.agreement.histories import played, programs
from tests.agreement.test_agreement import DEEP, SLOW, noise
from tests.agreement.windows import EVER, Windows, pairs


def agree(windows: Windows, position: int, on: date) -> None:
    """Every flow of every week, and what suffices at its end."""
    windows.at(position, on)
    folded = Cash(windows.written.entries, position, on)
    sums: dict[tuple[date, str], object] = {}
    for week, kind, amount in windows.rows("cash_flow_items", ("week", "kind", "amount")):
        sums[week, kind] = sums.get((week, kind), 0) + amount
    assert {key: amount for key, amount in sums.items() if amount} == folded.by_week()
    assert windows.rows("sufficiency", ("up to", "cash", "sufficiency")) == folded.sufficiency()
    assert windows.broken(("cash_flow_ties_to_its_lists", "cash_flow_ends_at_the_sufficiency")) == {}


@settings(max_examples=2 * DEEP, **SLOW)
@given(programs(least=30), st.data())
def test_the_cash_flow_and_a_plain_fold_agree_at_any_position_and_day(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    every = pairs(written)
    with Windows(written, every=True) as windows:
        for position, on in [*data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=1 if DEEP == 1 else 4)), every[-1]]:
            agree(windows, position, on)


def test_the_histories_reach_every_kind_of_flow() -> None:
    plays = [played(noise(seed, 60)) for seed in range(15)]
    kinds = {flow.kind for play in plays for flow in Cash(play.entries, len(play.entries), EVER).flows}
    assert kinds == {
        "received", "paid", "settled", "sources", "VAT refunds", "payables", "payroll", "withholding", "social security", "commitments",
        "ETC", "VAT", "advances", "contingency",
    }  # fmt: skip
