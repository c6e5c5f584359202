"""The cost report and the top sheet: events in, rows out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledger.aggregates.account import Account
from ledger.aggregates.budget import BUDGET, AccountAdded, BudgetChartAdopted
from ledger.aggregates.engagement import ENGAGEMENT, EngagementReleased
from ledger.aggregates.estimate import ESTIMATE, EstimateOnBudget
from ledger.aggregates.invoice import INVOICE, InvoiceReversed
from ledger.aggregates.period import PERIOD, PeriodOpened
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderApproved, PurchaseOrderClosed, PurchaseOrderVoided
from ledger.line import reversed_cost
from ledger.projections import relations
from tests.projections.books import (
    account,
    budgeted,
    by,
    cost,
    draw,
    etc,
    held,
    hire,
    invoice,
    line,
    march,
    order,
    overage,
    reallocate,
    relieves,
    reported,
)
from tests.window import Written

COLUMNS = ["kind", "section", "account", "description", "period", "to date", "commitments", "of which accrued", "total", "ETC", "EFC",
           "locked", "reallocated", "contingency", "overages", "final", "variance", "under/over", "last EFC", "change", "note"]  # fmt: skip

SHOWN = ["account", "description", "period", "to date", "commitments", "total", "ETC", "EFC", "final", "variance", "under/over", "last EFC",
         "change"]  # fmt: skip


def figures(written: Written, code: str, *columns: str, position: int | None = None) -> tuple[object, ...]:
    return by(written.rows("account_figures", "account", *columns, position=position))[code]


def test_the_cost_report_has_exactly_these_columns() -> None:
    with budgeted().session() as session:
        assert session.view("cost_report")[0] == COLUMNS


# fmt: off
def test_the_weekly_cost_report_of_the_real_pilot() -> None:
    """research, domain 8.3: budgets of the first version, illustrative actuals, the end of the second week of the shoot.

    What the first week's report said is the third version of the budget, as far as it was known by then.
    """
    weeks = (
        # account, name, this week, before, open orders, ETC, budget, last EFC
        ("1100", "Writer", 0, 185_355, 0, 0, 185_355, 185_355),
        ("1400", "Principal cast", 121_400, 122_400, 0, 349_846, 587_646, 587_646),
        ("2000", "Production staff", 96_250, 322_650, 0, 329_222, 742_380, 748_122),
        ("2100", "Extra talent", 41_200, 38_450, 0, 106_850, 178_153, 178_153),
        ("2300", "Set construction", 9_120, 232_190, 11_200, 9_390, 258_444, 258_444),
        ("3300", "Camera", 88_700, 109_750, 92_000, 88_935, 379_385, 379_385),
        ("3500", "Transportation", 142_300, 214_600, 118_400, 241_500, 693_195, 709_354),
        ("3600", "Location", 176_400, 224_850, 143_700, 217_950, 749_226, 750_589),
        ("5000", "Editorial and post", 4_200, 5_600, 212_000, 204_742, 426_542, 426_542),
        ("6700", "Insurance", 0, 10_627, 0, 0, 10_627, 10_627),
    )
    written = budgeted([(code, name, code, "production", budget) for code, name, *_, budget, _ in weeks], contingency=None)
    reported(written, 1, "2021-W09", march(7), {code: (last, budget - last) for code, *_, budget, last in weeks})
    for n, (code, _, this_week, before, open_, to_complete, *_) in enumerate(weeks):
        if before:
            invoice(written, f"I-1{n}", march(5), cost(code, before))
        if this_week:
            invoice(written, f"I-2{n}", march(12), cost(code, this_week))
        if open_:
            order(written, f"PO-{n}", march(12), line(code, open_))
        etc(written, code, to_complete, march(14))
    rows = written.rows("cost_report", *SHOWN, on=march(14))
    total = (679_570, 2_146_042, 577_300, 2_723_342, 1_548_435, 4_271_777, 4_210_953, -60_824, "over", 4_234_217, 37_560)
    assert rows == [
        ("1100", "Writer", 0, 185_355, 0, 185_355, 0, 185_355, 185_355, 0, "", 185_355, 0),
        ("1400", "Principal cast", 121_400, 243_800, 0, 243_800, 349_846, 593_646, 587_646, -6_000, "over", 587_646, 6_000),
        ("2000", "Production staff", 96_250, 418_900, 0, 418_900, 329_222, 748_122, 742_380, -5_742, "over", 748_122, 0),
        ("2100", "Extra talent", 41_200, 79_650, 0, 79_650, 106_850, 186_500, 178_153, -8_347, "over", 178_153, 8_347),
        ("2300", "Set construction", 9_120, 241_310, 11_200, 252_510, 9_390, 261_900, 258_444, -3_456, "over", 258_444, 3_456),
        ("3300", "Camera", 88_700, 198_450, 92_000, 290_450, 88_935, 379_385, 379_385, 0, "", 379_385, 0),
        ("3500", "Transportation", 142_300, 356_900, 118_400, 475_300, 241_500, 716_800, 693_195, -23_605, "over", 709_354, 7_446),
        ("3600", "Location", 176_400, 401_250, 143_700, 544_950, 217_950, 762_900, 749_226, -13_674, "over", 750_589, 12_311),
        ("5000", "Editorial and post", 4_200, 9_800, 212_000, 221_800, 204_742, 426_542, 426_542, 0, "", 426_542, 0),
        ("6700", "Insurance", 0, 10_627, 0, 10_627, 0, 10_627, 10_627, 0, "", 10_627, 0),
        ("", "total production", *total),
        ("", "total before contingency", *total),
        ("", "grand total", *total),
    ]
# fmt: on


def moved() -> Written:
    """A budget that was moved every way, spent and promised on."""
    written = budgeted()
    reallocate(written, "R-0001", march(2), a1100=-5_000, a3320=5_000)
    draw(written, "C-0001", march(3), "3500", 8_000)
    draw(written, "C-0001", march(4), "3500", -1_000)
    overage(written, "O-0001", march(4), "5000", 2_500)
    invoice(written, "I-0001", march(5), cost("3320", 60_000))
    order(written, "PO-0001", march(9), line("3500", 12_000))
    hire(written, "E-0001", march(9), line("3310", 150_000))
    return written


REPORT = """\
account | above the line | 1100 | Writer | 0 0 0 0 95000 95000 100000 -5000 0 0 95000 0
section | above the line |  | total above the line | 0 0 0 0 95000 95000 100000 -5000 0 0 95000 0
account | production | 3310 | Camera crew | 0 0 150000 150000 50000 200000 200000 0 0 0 200000 0
account | production | 3320 | Camera rental | 0 60000 0 60000 0 60000 50000 5000 0 0 55000 -5000 | over
category | production | 3300 | total Camera | 0 60000 150000 210000 50000 260000 250000 5000 0 0 255000 -5000 | over
account | production | 3500 | Transportation | 0 0 12000 12000 75000 87000 80000 0 7000 0 87000 0
section | production |  | total production | 0 60000 162000 222000 125000 347000 330000 5000 7000 0 342000 -5000 | over
account | post-production | 5000 | Editorial | 0 0 0 0 42500 42500 40000 0 0 2500 42500 0
section | post-production |  | total post-production | 0 0 0 0 42500 42500 40000 0 0 2500 42500 0
account | other | 6800 | General | 0 0 0 0 30000 30000 30000 0 0 0 30000 0
section | other |  | total other | 0 0 0 0 30000 30000 30000 0 0 0 30000 0
total |  |  | total before contingency | 0 60000 162000 222000 292500 514500 500000 0 7000 2500 509500 -5000 | over
contingency |  | 6900 | contingency undrawn | 0 0 0 0 13000 13000 20000 0 -7000 0 13000 0
grand total |  |  | grand total | 0 60000 162000 222000 305500 527500 520000 0 0 2500 522500 -5000 | over
variance before contingency |  |  | variance before contingency | - - - - - - - - - - - -5000 | over
variance with contingency |  |  | variance if all contingency is used | - - - - - - - - - - - 8000 | under"""


def told(row: tuple[Any, ...]) -> str:
    """A row of the report in one line: its words, its figures from period to variance but for what is accrued, and under or over."""
    row = (*row[:7], *row[8:])
    figures = " ".join("-" if figure is None else f"{figure:f}".partition(".")[0] for figure in row[4:16])
    return " | ".join([*row[:4], figures, row[16]]).rstrip(" |")


def test_the_report_has_subtotals_and_a_footer_that_adds_the_contingency() -> None:
    assert "\n".join(told(row) for row in moved().rows("cost_report", on=march(10))) == REPORT


def test_the_top_sheet_shows_the_contingency_inside_its_section_and_ends_at_the_same_total() -> None:
    assert moved().rows("top_sheet") == [
        ("category", "above the line", "1100", "Writer", 100_000, -5_000, 95_000, 95_000, 0, ""),
        ("section", "above the line", "", "total above the line", 100_000, -5_000, 95_000, 95_000, 0, ""),
        ("category", "production", "3300", "Camera", 250_000, 5_000, 255_000, 260_000, -5_000, "over"),
        ("category", "production", "3500", "Transportation", 80_000, 7_000, 87_000, 87_000, 0, ""),
        ("section", "production", "", "total production", 330_000, 12_000, 342_000, 347_000, -5_000, "over"),
        ("category", "post-production", "5000", "Editorial", 40_000, 2_500, 42_500, 42_500, 0, ""),
        ("section", "post-production", "", "total post-production", 40_000, 2_500, 42_500, 42_500, 0, ""),
        ("category", "other", "6800", "General", 30_000, 0, 30_000, 30_000, 0, ""),
        ("contingency", "other", "6900", "Contingency", 20_000, -7_000, 13_000, 13_000, 0, ""),
        ("section", "other", "", "total other", 50_000, -7_000, 43_000, 43_000, 0, ""),
        ("grand total", "", "", "grand total", 520_000, 2_500, 522_500, 527_500, -5_000, "over"),
    ]


# fmt: on
@pytest.mark.parametrize(
    ("days", "period"),
    [((5,), 100), ((10,), 20), ((12, 14), 27), ((20,), 3)],
)
def test_period_cost_is_what_was_booked_in_the_latest_period_that_has_started(days: tuple[int, ...], period: int) -> None:
    written = budgeted()
    for n, (day, amount) in enumerate(((5, 100), (10, 20), (12, 7), (15, 3))):
        invoice(written, f"I-{n}", march(day), cost("3500", amount))
    written.write(PERIOD, "2021-W11", PeriodOpened(starts=march(15), ends=march(21)), march(15))
    for day in days:
        assert by(written.rows("account_figures", "account", "period", on=march(day)))["3500"] == (period,)


def test_before_any_period_nothing_is_of_this_period() -> None:
    written = Written()
    chart = BudgetChartAdopted(chart="c", accounts=(account("3500", "Transportation", "3500", "production"),), currency="EUR")
    written.write(BUDGET, "main", chart, march(1))
    invoice(written, "I-0001", march(2), cost("3500", 50))
    assert written.rows("current_period") == []
    assert written.rows("account_figures", "account", "period", "to_date") == [("3500", 0, 50)]


def test_relief_of_a_purchase_order() -> None:
    """research, domain 8.3: an order of 45,000, an invoice of 18,000, a final one of 29,500."""
    written = budgeted([("3630", "Security", "3600", "production", 45_000)], contingency=None)
    etc(written, "3630", 45_000, march(1))
    columns = ("commitments", "to_date", "etc", "efc")
    assert figures(written, "3630", *columns) == (0, 0, 45_000, 45_000)
    order(written, "PO-0001", march(2), line("3630", 45_000, taken=45_000))
    assert figures(written, "3630", *columns) == (45_000, 0, 0, 45_000)
    invoice(written, "I-0001", march(3), cost("3630", 18_000, relief=relieves("purchase-order/PO-0001", "3630", 18_000)))
    assert figures(written, "3630", *columns) == (27_000, 18_000, 0, 45_000)
    first = written.last()
    invoice(written, "I-0002", march(4), cost("3630", 29_500, relief=relieves("purchase-order/PO-0001", "3630", 29_500, final=True)))
    assert figures(written, "3630", *columns) == (0, 47_500, 0, 47_500)
    assert written.rows("promised_lines", "ordered", "relieved", "open", "over_relief", "open_book") == [(45_000, 47_500, 0, 2_500, 0)]
    assert written.rows("flags") == [
        ("account over its final budget", None, "3630", 2_500, "EUR", written.last()),
        ("over-relief", "purchase-order/PO-0001", "3630", 2_500, "EUR", written.last()),
    ]
    del written.entries[first:]
    given_back = line("3630", -27_000, taken=-27_000)
    written.write(PURCHASE_ORDER, "PO-0001", PurchaseOrderClosed(lines=(given_back,)), march(5))
    assert figures(written, "3630", *columns) == (0, 18_000, 27_000, 45_000)


def test_a_void_order_gives_its_part_of_the_estimate_back() -> None:
    written = budgeted()
    etc(written, "3500", 50_000, march(1))
    order(written, "PO-0001", march(2), line("3500", 30_000, taken=30_000))
    assert figures(written, "3500", "commitments", "etc", "efc", "variance") == (30_000, 20_000, 50_000, 30_000)
    written.write(PURCHASE_ORDER, "PO-0001", PurchaseOrderVoided(lines=(line("3500", -30_000, taken=-30_000),)), march(3))
    assert figures(written, "3500", "commitments", "etc", "efc") == (0, 50_000, 50_000)


def test_an_amendment_is_committed_when_it_is_approved_again() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3500", 30_000))
    written.write(PURCHASE_ORDER, "PO-0001", PurchaseOrderApproved(lines=(line("3500", 5_000),)), march(3))
    assert written.rows("open_purchase_orders", "document", "ordered", "open_book") == [("purchase-order/PO-0001", 35_000, 35_000)]


def test_a_foreign_order_is_relieved_in_its_own_currency_and_valued_at_its_own_rate() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000, currency="USD", book=900))
    relief = relieves("purchase-order/PO-0001", "3320", 400, currency="USD", book=360)
    invoice(written, "I-0001", march(3), cost("3320", 400, currency="USD", book=380, relief=relief), rate="0.95")
    assert figures(written, "3320", "to_date", "commitments", "total") == (380, 540, 920)
    assert written.rows("promised_lines", "currency", "open", "open_book") == [("USD", 600, 540)]


def test_a_line_that_is_relieved_in_full_has_nothing_open_whatever_its_rate_left() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000, currency="USD", book=900))
    relief = relieves("purchase-order/PO-0001", "3320", 1_000, currency="USD", book=880)
    invoice(written, "I-0001", march(3), cost("3320", 1_000, currency="USD", book=950, relief=relief), rate="0.95")
    assert written.rows("promised_lines", "open", "ordered_book", "relieved_book", "open_book") == [(0, 900, 880, 0)]


def test_commitments_are_of_orders_and_engagements_and_each_has_its_list() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3310", 10_000), line("3500", 4_000, 2))
    hire(written, "E-0001", march(2), line("3310", 60_000), line("3310", 12_000, 101))
    assert figures(written, "3310", "po_commitments", "engagement_commitments", "commitments") == (10_000, 72_000, 82_000)
    assert written.rows("open_purchase_orders", "document", "line", "account", "party", "open_book") == [
        ("purchase-order/PO-0001", 1, "3310", "P-0009", 10_000),
        ("purchase-order/PO-0001", 2, "3500", "P-0009", 4_000),
    ]
    assert written.rows("open_engagements", "document", "line", "open_book", "ends") == [
        ("engagement/E-0001", 1, 60_000, march(19)),
        ("engagement/E-0001", 101, 12_000, march(19)),
    ]
    freed = (line("3310", -60_000), line("3310", -12_000, 101))
    written.write(ENGAGEMENT, "E-0001", EngagementReleased(ends=march(12), lines=freed), march(10))
    assert written.rows("open_engagements") == []
    assert written.rows("engagements", "engagement", "guaranteed", "open", "ends", "stage") == [("E-0001", 0, 0, march(12), "released")]


def test_on_budget_the_final_cost_follows_the_budget_and_never_falls_below_the_total() -> None:
    written = budgeted()
    invoice(written, "I-0001", march(2), cost("3500", 30_000))
    assert figures(written, "3500", "mode", "etc", "efc", "variance") == ("on budget", 50_000, 80_000, 0)
    draw(written, "C-0001", march(3), "3500", 5_000)
    assert figures(written, "3500", "etc", "efc", "variance") == (55_000, 85_000, 0)
    invoice(written, "I-0002", march(4), cost("3500", 60_000))
    assert figures(written, "3500", "etc", "efc", "variance") == (0, 90_000, -5_000)


def test_a_held_final_cost_leaves_what_is_missing_to_it_and_is_flagged_when_it_is_exceeded() -> None:
    written = budgeted()
    held(written, "3500", 70_000, march(2), "one truck less")
    invoice(written, "I-0001", march(3), cost("3500", 30_000))
    order(written, "PO-0001", march(3), line("3500", 25_000))
    columns = ("mode", "total", "etc", "efc", "variance", "held_exceeded")
    assert figures(written, "3500", *columns) == ("EFC held", 55_000, 15_000, 70_000, 10_000, False)
    assert by(written.rows("account_figures", "account", "note"))["3500"] == ("one truck less",)
    invoice(written, "I-0002", march(4), cost("3500", 16_000))
    assert figures(written, "3500", *columns) == ("EFC held", 71_000, 0, 71_000, 9_000, True)
    assert by(written.rows("account_figures", "account", "note"))["3500"] == ("held EFC exceeded; one truck less",)
    assert written.rows("flags") == [("held EFC exceeded", None, "3500", 1_000, "EUR", 5)]


def test_an_entered_estimate_floats_and_falls_by_what_is_taken_from_it() -> None:
    written = budgeted()
    etc(written, "3500", 50_000, march(2))
    invoice(written, "I-0001", march(3), cost("3500", 20_000, taken=20_000))
    assert figures(written, "3500", "to_date", "etc", "efc") == (20_000, 30_000, 50_000)
    invoice(written, "I-0002", march(3), cost("3500", 5_000))
    assert figures(written, "3500", "to_date", "etc", "efc") == (25_000, 30_000, 55_000)
    back = reversed_cost(cost("3500", 20_000, taken=20_000))
    written.write(INVOICE, "I-0001", InvoiceReversed(vendor="P-0009", number="N-I-0001", dated=march(3), lines=(back,)), march(4))
    assert figures(written, "3500", "to_date", "etc", "efc") == (5_000, 50_000, 55_000)


def test_an_estimate_that_is_used_up_stays_at_nothing() -> None:
    written = budgeted()
    etc(written, "3500", 50_000, march(2))
    invoice(written, "I-0001", march(3), cost("3500", 60_000, taken=60_000))
    assert figures(written, "3500", "etc", "efc") == (0, 60_000)


def test_a_new_estimate_begins_anew_and_the_latest_is_the_greatest_day_then_position() -> None:
    written = budgeted()
    etc(written, "3500", 50_000, march(2))
    invoice(written, "I-0001", march(3), cost("3500", 20_000, taken=20_000))
    etc(written, "3500", 35_000, march(3))
    assert figures(written, "3500", "etc") == (35_000,)
    order(written, "PO-0001", march(3), line("3500", 5_000, taken=5_000))
    assert figures(written, "3500", "etc") == (30_000,)
    order(written, "PO-0002", march(2), line("3500", 1_000, taken=1_000))
    assert figures(written, "3500", "etc", "efc") == (29_000, 55_000)
    held(written, "3500", 90_000, march(4))
    assert figures(written, "3500", "mode", "etc", "efc") == ("EFC held", 64_000, 90_000)
    written.write(ESTIMATE, "3500", EstimateOnBudget(account="3500"), march(4))
    assert figures(written, "3500", "mode", "etc", "efc") == ("on budget", 54_000, 80_000)


def test_a_window_shows_the_estimate_that_was_in_force_on_its_day() -> None:
    written = budgeted()
    etc(written, "3500", 50_000, march(2))
    etc(written, "3500", 10_000, march(9))
    assert by(written.rows("account_figures", "account", "etc", on=march(8)))["3500"] == (50_000,)
    assert by(written.rows("account_figures", "account", "etc", on=march(9)))["3500"] == (10_000,)
    assert by(written.rows("account_figures", "account", "etc", position=5))["3500"] == (50_000,)


def test_undrawn_contingency_is_its_own_estimate_whatever_was_estimated_on_it() -> None:
    written = budgeted()
    etc(written, "6900", 1, march(1))
    draw(written, "C-0001", march(3), "3500", 8_000)
    columns = ("is_contingency", "mode", "final", "etc", "efc", "variance")
    assert figures(written, "6900", *columns) == (True, "on budget", 12_000, 12_000, 12_000, 0)


def test_the_lock_says_which_account_is_the_contingency() -> None:
    written = budgeted(contingency="6800")
    assert [row[0] for row in written.rows("chart", "account", "is_contingency") if row[1]] == ["6800"]
    assert [row[0] for row in written.rows("chart", "account", "is_contingency", position=1) if row[1]] == ["6900"]


def test_an_account_added_later_stands_at_the_end_of_its_category() -> None:
    written = budgeted()
    written.write(BUDGET, "main", AccountAdded(account=account("3305", "Lenses", "3300", "production")), march(2))
    written.write(BUDGET, "main", AccountAdded(account=account("2000", "Staff", "2000", "production", to_confirm=True)), march(2))
    assert [row[0] for row in written.rows("chart", "account")] == ["1100", "3310", "3320", "3305", "3500", "2000", "5000", "6800", "6900"]
    assert by(written.rows("account_figures", "account", "note"))["2000"] == ("label to be confirmed",)


def test_money_on_an_account_outside_the_chart_is_still_reported() -> None:
    written = budgeted()
    invoice(written, "I-0001", march(2), cost("9999", 70))
    rows = written.rows("cost_report", "kind", "section", "account", "description", "to date", "EFC")
    assert [row for row in rows if row[1] == "not in the chart"] == [
        ("account", "not in the chart", "9999", "not in the chart", 70, 70),
        ("section", "not in the chart", "", "total not in the chart", 70, 70),
    ]


def test_a_book_without_a_budget_has_an_empty_report() -> None:
    written = Written()
    assert written.rows("cost_report") == []
    assert written.rows("top_sheet") == []
    assert written.rows("status_figures", "stage", "efc", "variance", "flags") == [("planned", 0, 0, 0)]


def test_a_contingency_account_is_marked_by_its_chart_before_the_lock() -> None:
    reserve = Account(code="6900", name="Reserve", category="69", category_name="Reserve", section="other", contingency=True)
    written = Written()
    written.write(BUDGET, "main", BudgetChartAdopted(chart="c", accounts=(reserve,), currency="EUR"), march(1))
    assert written.rows("cost_report", "kind", "account") == [
        ("contingency", "6900"), ("grand total", ""), ("variance before contingency", ""), ("variance with contingency", ""),
    ]  # fmt: skip
    assert written.rows("cost_report", "variance")[-1] == (0,)


def test_no_column_of_any_view_is_a_float() -> None:
    with budgeted().session() as session:
        for view in relations("views"):
            session.make(view)
            columns = session.query(f'describe "{view}"')[1]
            assert not [column[0] for column in columns if column[1] in ("DOUBLE", "FLOAT")], view


def test_cents_are_exact() -> None:
    written = budgeted()
    for n in range(3):
        invoice(written, f"I-{n}", march(2), cost("3500", "0.10"))
    assert figures(written, "3500", "to_date") == (Decimal("0.30"),)
