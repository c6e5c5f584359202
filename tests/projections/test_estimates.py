"""What a promise or a cost takes from an entered estimate: planned, unplanned and with a saving, as guards and views say it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.aggregates.estimate import ESTIMATE, EstimatedFinalCostHeld, EstimateToCompleteEntered
from ledger.aggregates.invoice import INVOICE, InvoicePosted, reverse
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder, PurchaseOrderApproved, close, evolve, void
from ledger.event import Event
from ledger.guards import Row, after, units
from ledger.line import CostLine, from_estimate, not_entered, still
from tests.given import When, given
from tests.projections.books import budgeted, by, cost, eur, invoice, line, march, order, relieves
from tests.window import Written

PLANNED = {"3500": eur(60_000)}
ENTERED = EstimateToCompleteEntered(account="3500", amount=eur(60_000), cause="the plan")
HELD = EstimatedFinalCostHeld(account="3500", amount=eur(70_000), cause="the plan")


def estimated(event: Event | None) -> Written:
    """A book whose account 3500, budgeted at 80,000, is estimated so."""
    written = budgeted()
    if event:
        written.write(ESTIMATE, "3500", event, march(2))
    return written


def figures(written: Written) -> tuple[Any, ...]:
    """ETC and EFC of 3500; the guards say the same of an entered estimate."""
    to_complete, efc, mode = by(written.rows("account_figures", "account", "etc", "efc", "mode"))["3500"]
    rows: dict[str, Row] = {}
    for entry in written.entries:
        after(entry, rows)
    if mode == "ETC entered":
        assert units(rows, "etc/3500") == to_complete * 100
    return to_complete, efc


@pytest.mark.parametrize(
    ("mode", "before", "planned"),
    [(ENTERED, (60_000, 60_000), (50_000, 60_000)), (HELD, (70_000, 70_000), (60_000, 70_000)), (None, (80_000, 80_000), (70_000, 80_000))],
    ids=["ETC entered", "EFC held", "on budget"],
)
def test_planned_work_leaves_the_final_cost_where_it_was_in_every_mode(
    mode: Event | None, before: tuple[int, int], planned: tuple[int, int]
) -> None:
    written = estimated(mode)
    assert figures(written) == before
    has = PLANNED if mode is ENTERED else {}
    order(written, "PO-0001", march(3), *from_estimate([line("3500", 10_000)], has))
    assert figures(written) == planned


def test_unplanned_work_raises_the_final_cost_by_its_amount_and_a_saving_lowers_it() -> None:
    written = estimated(ENTERED)
    order(written, "PO-0001", march(3), *from_estimate([line("3500", 10_000)], PLANNED, unplanned=True))
    assert figures(written) == (60_000, 70_000)
    order(written, "PO-0002", march(4), *from_estimate([line("3500", 10_000)], PLANNED, savings={"3500": eur(2_000)}))
    assert figures(written) == (48_000, 68_000)


def test_a_cost_saves_as_an_order_does_and_its_reversal_gives_both_back() -> None:
    written = estimated(ENTERED)
    lines = from_estimate([cost("3500", 10_000)], PLANNED, savings={"3500": eur(2_000)})
    invoice(written, "I-0001", march(3), *lines)
    assert figures(written) == (48_000, 58_000)
    posted = given(INVOICE, *(entry.event for entry in written.entries if entry.stream == "invoice/I-0001"))
    written.write(INVOICE, "I-0001", reverse("I-0001", posted.state), march(4))
    assert figures(written) == (60_000, 60_000)


def saved(written: Written) -> PurchaseOrder:
    """PO-0001 over 10,000 that saves 2,000 of the plan, and what is known of it."""
    order(written, "PO-0001", march(3), *from_estimate([line("3500", 10_000)], PLANNED, savings={"3500": eur(2_000)}))
    state = None
    for entry in written.entries:
        state = evolve(state, entry.event) if entry.stream == "purchase-order/PO-0001" else state  # type: ignore[arg-type]
    assert state
    return state


def test_void_and_close_give_back_what_was_taken_and_what_was_saved() -> None:
    for ended in (lambda state: void("PO-0001", state, relieved=False), lambda state: close("PO-0001", state, still_open=state.approved)):
        written = estimated(ENTERED)
        written.write(PURCHASE_ORDER, "PO-0001", ended(saved(written)), march(5))
        assert figures(written) == (60_000, 60_000)


def test_closing_a_part_gives_back_its_part_of_the_saving() -> None:
    written = estimated(ENTERED)
    state = saved(written)
    invoice(written, "I-0001", march(4), cost("3500", 7_500, relief=relieves("purchase-order/PO-0001", "3500", 7_500)))
    rest = [still(state.approved[0], eur(2_500), eur(2_500))]
    written.write(PURCHASE_ORDER, "PO-0001", close("PO-0001", state, still_open=rest), march(5))
    assert figures(written) == (51_000, 58_500)
    short = line("3500", 10_000, taken=4_000)
    assert [still(short, eur(some), eur(some)).from_estimate for some in (2_500, 10_000)] == [eur(2_500), eur(4_000)]


def test_an_estimate_that_is_used_up_gives_what_it_has_and_is_shared_by_the_lines() -> None:
    assert [one.from_estimate for one in from_estimate([line("3500", 50_000), line("3500", 50_000, 2)], PLANNED)] == [
        eur(50_000),
        eur(10_000),
    ]
    relieving = cost("3500", 10_000, relief=relieves("purchase-order/PO-0001", "3500", 8_000))
    assert from_estimate([relieving], PLANNED)[0].from_estimate == eur(2_000)
    more = from_estimate([line("3500", 1_000), line("3500", 1_000, 2)], PLANNED, savings={"3500": eur(500)})
    assert [one.from_estimate for one in more] == [eur(1_500), eur(1_000)]


def asks(lines: Any, **options: Any) -> When:
    return given(INVOICE).when(from_estimate, lines, PLANNED, **options)


def test_a_saving_that_the_plan_has_not_is_refused_with_both_figures() -> None:
    asks([line("3500", 50_000)], savings={"3500": eur(12_000)}).refuses(
        "50,000.00 EUR and a saving of 12,000.00 EUR would take 62,000.00 EUR", "has 60,000.00 EUR", "Save at most 10,000.00 EUR"
    )
    asks([line("3500", 1)], savings={"3310": eur(1)}).refuses("on account 3310 answers no line: they are on 3500")
    nothing = asks([line("3500", 1)], savings={"3500": eur(0)})
    nothing.refuses("A saving of 0.00 EUR on account 3500 saves nothing. Give what the planned work costs less: above 0.")
    asks([line("3500", 1)], unplanned=True, savings={"3500": eur(1)}).refuses("Give --unplanned or --saving, not both")


def test_an_account_in_another_mode_is_named_with_its_mode_and_the_way_out() -> None:
    assert "it is on budget" in not_entered("3500", None) and "hold one: topsheet estimate efc 3500 AMOUNT --cause WHY" in not_entered(
        "3500", None
    )
    assert "its final cost is held at 70,000.00 EUR" in not_entered("3500", eur(70_000))


def test_the_sentence_says_unplanned_or_what_was_saved() -> None:
    planned, saving = line("3500", 10_000, taken=10_000), line("3500", 10_000, taken=12_000)
    assert PurchaseOrderApproved(lines=(planned,)).sentence() == "approved 10,000.00 EUR on account 3500"
    assert PurchaseOrderApproved(lines=(line("3500", 10_000),), unplanned=True).sentence().endswith("on account 3500, unplanned")
    said = "10,000.00 EUR on account 3500, saving 2,000.00 EUR of the estimate of account 3500"
    assert PurchaseOrderApproved(lines=(saving,)).sentence() == f"approved {said}"
    posted: CostLine = cost("3500", 10_000, taken=12_000)
    assert InvoicePosted(lines=(posted,)).sentence() == f"posted {said}"
