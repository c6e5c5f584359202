"""The steps of a cell: which entries moved it, in the order in which they took effect, and what each left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.projections.books import budgeted, cost, draw, etc, held, invoice, line, march, order, overage, reallocate, relieves
from tests.window import Written


def steps(written: Written, account: str, column: str, **window: Any) -> list[tuple[Any, ...]]:
    with written.session(**window) as session:
        session.make("cost_report_steps")
        condition = f"account = '{account}' and \"column\" = '{column}'"
        return session.query(f"select position, step, delta, running from cost_report_steps where {condition}")[1]


def full(*rows: tuple[int, str, int, int]) -> list[tuple[Any, ...]]:
    return [(position, step, Decimal(delta), Decimal(running)) for position, step, delta, running in rows]


def test_on_budget_the_final_cost_follows_the_budget_and_then_the_cost() -> None:
    written = budgeted()  # entries 1 to 4; 3500 is locked at 80,000 by entry 2
    overage(written, "O-0001", march(2), "3500", 16_000)
    order(written, "PO-0001", march(3), line("3500", 90_000))
    invoice(written, "I-0001", march(4), cost("3500", 100_000, relief=relieves("purchase-order/PO-0001", "3500", 90_000)))
    assert steps(written, "3500", "efc") == full((2, "lock", 80_000, 80_000), (5, "overage", 16_000, 96_000), (10, "cost", 4_000, 100_000))
    assert steps(written, "3500", "commitments") == full((7, "order approved", 90_000, 90_000), (10, "relief", -90_000, 0))
    assert steps(written, "3500", "total") == full((7, "order approved", 90_000, 90_000), (10, "cost", 10_000, 100_000))
    assert steps(written, "3500", "variance") == full((10, "cost", -4_000, -4_000))


def test_an_estimate_is_a_step_even_when_it_changes_nothing() -> None:
    written = budgeted()
    held(written, "3500", 80_000, march(2))
    overage(written, "O-0001", march(3), "3500", 5_000)
    assert steps(written, "3500", "efc") == full((2, "lock", 80_000, 80_000), (5, "held at", 0, 80_000))
    assert steps(written, "3500", "variance") == full((6, "overage", 5_000, 5_000))


def test_what_a_back_dated_order_takes_from_an_estimate_counts_from_the_estimate_on() -> None:
    written = budgeted()
    etc(written, "3500", 50_000, march(5))
    order(written, "PO-0001", march(3), line("3500", 30_000, taken=30_000))  # recorded after the estimate, and before it in effect
    assert steps(written, "3500", "etc") == full(
        (2, "lock", 80_000, 80_000), (7, "order approved", -30_000, 50_000), (5, "ETC entered", -30_000, 20_000)
    )
    assert steps(written, "3500", "efc") == full((2, "lock", 80_000, 80_000), (5, "ETC entered", -30_000, 50_000))


def test_a_draw_and_a_return_are_told_apart_on_both_sides() -> None:
    written = budgeted()
    draw(written, "C-0001", march(2), "3500", 8_000)
    draw(written, "C-0001", march(3), "3500", -3_000)
    reallocate(written, "R-0001", march(4), a3310=-1_000, a3500=1_000)
    assert steps(written, "6900", "etc") == full(
        (2, "lock", 20_000, 20_000), (5, "contingency draw", -8_000, 12_000), (6, "contingency return", 3_000, 15_000)
    )
    assert steps(written, "3500", "final") == full(
        (2, "lock", 80_000, 80_000), (5, "contingency draw", 8_000, 88_000), (6, "contingency return", -3_000, 85_000),
        (7, "reallocation", 1_000, 86_000),
    )  # fmt: skip


def test_steps_are_those_of_the_window() -> None:
    written = budgeted()
    overage(written, "O-0001", march(2), "3500", 16_000)
    reallocate(written, "R-0001", march(4), a3310=-1_000, a3500=1_000)
    assert steps(written, "3500", "final", on=march(3)) == full((2, "lock", 80_000, 80_000), (5, "overage", 16_000, 96_000))
    assert steps(written, "3500", "final", position=4) == full((2, "lock", 80_000, 80_000))
