"""What covenants ask of the money, the reports and the schedule: events in, whole rows out."""

from __future__ import annotations

from decimal import Decimal

from ledger.aggregates.cost_report import COST_REPORT, CostReportAcknowledged
from ledger.aggregates.engagement import ENGAGEMENT, EngagementReleased
from ledger.aggregates.invoice import INVOICE, InvoiceEntered
from ledger.aggregates.party import PARTY, RelatedPartyDeclared
from ledger.aggregates.source import SOURCE, SourceAdded, SourceChanged
from ledger.aggregates.source_terms import SourceRepaid
from ledger.aggregates.tranche import Condition, ConditionMet, TrancheReceived, TrancheReleased, TrancheRequested, TrancheScheduled
from ledger.aggregates.variance import VARIANCE, VarianceNoted, VarianceThresholdSet
from tests.projections.books import (
    budgeted,
    cost,
    draw,
    eur,
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
from tests.projections.test_shooting import FIRST, SECOND, shoot
from tests.window import Written

SMALL = (("1100", "Writer", "1100", "above the line", 100), ("3310", "Camera crew", "3300", "production", 200),
         ("3320", "Camera rental", "3300", "production", 50), ("6900", "Contingency", "6900", "other", 20))  # fmt: skip


def D(amount: str) -> Decimal:  # noqa: N802  # as it is printed
    return Decimal(amount)


def test_a_heading_changes_by_what_is_locked_moved_drawn_and_added() -> None:
    book = budgeted(SMALL)
    reallocate(book, "R-0001", march(2), a1100=-10, a3310=4, a3320=6)
    draw(book, "C-0001", march(3), "3310", 5)
    overage(book, "O-0001", march(4), "1100", 7)
    rows = book.rows("heading_budgets")
    assert rows[:2] == [
        (2, march(1), "locked", "budget/main", "1100", "1100", "above the line", "no", 100),
        (2, march(1), "locked", "budget/main", "3310", "3300", "production", "no", 200),
    ]
    assert rows[4:] == [
        (5, march(2), "reallocated", "reallocation/R-0001", "1100", "1100", "above the line", "no", -10),
        (5, march(2), "reallocated", "reallocation/R-0001", "3310", "3300", "production", "no", 4),
        (5, march(2), "reallocated", "reallocation/R-0001", "3320", "3300", "production", "no", 6),
        (6, march(3), "contingency drawn", "draw/C-0001", "3310", "3300", "production", "no", 5),
        (6, march(3), "contingency drawn", "draw/C-0001", "6900", "6900", "other", "yes", -5),
        (7, march(4), "overage", "overage/O-0001", "1100", "1100", "above the line", "no", 7),
    ]


def test_the_steps_of_a_figure_add_up_to_the_cost_report() -> None:
    book = budgeted(SMALL)
    held(book, "3310", 230, march(2))
    invoice(book, "I-0001", march(3), cost("3310", 40))
    rows = book.rows("cost_report_amounts")
    assert [row for row in rows if row[4] == "3310" and row[2] in ("efc", "etc", "to_date")] == [
        (2, march(1), "efc", "budget/main", "3310", "3300", "production", "no", 200),
        (2, march(1), "etc", "budget/main", "3310", "3300", "production", "no", 200),
        (5, march(2), "efc", "estimate/3310", "3310", "3300", "production", "no", 30),
        (5, march(2), "etc", "estimate/3310", "3310", "3300", "production", "no", 30),
        (8, march(3), "etc", "invoice/I-0001", "3310", "3300", "production", "no", -40),
        (8, march(3), "to_date", "invoice/I-0001", "3310", "3300", "production", "no", 40),
    ]
    assert [row[8] for row in rows if row[2] == "etc" and row[7] == "yes"] == [20]


def test_a_variance_beyond_the_threshold_has_a_note_or_not() -> None:
    book = budgeted(SMALL)
    held(book, "3310", 230, march(2))
    held(book, "1100", 80, march(2))
    assert book.rows("variances_told") == []
    book.write(VARIANCE, "main", VarianceThresholdSet(amount=eur(10)), march(3))
    book.write(VARIANCE, "1100", VarianceNoted(account="1100", variance=eur(20), text="a shorter script"), march(3))
    assert book.rows("variances_told") == [
        (6, "1100", "1100", "yes", "under", 20),
        (5, "3310", "3300", "no", "over", 30),
        (2, "3320", "3300", "not needed", "under", 0),
        (2, "6900", "6900", "not needed", "under", 0),
    ]


def test_reports_are_so_many_days_after_their_period_and_so_old() -> None:
    book = budgeted(SMALL)
    reported(book, 1, "2021-W09", march(7), {"1100": (100, 0)}, on=march(9))
    assert book.rows("report_days", on=march(16)) == [
        (5, march(7), "2021-W09", "issued", 2),
        (4, march(14), "2021-W10", "waiting", 2),
    ]
    assert book.rows("report_ages", on=march(16)) == [(5, march(7), "cost report", 9)]
    assert book.rows("report_ages", on=march(4)) == [(3, march(1), "cost report", 3)]


def test_a_report_is_delivered_to_each_financier_when_it_acknowledges() -> None:
    book = budgeted(SMALL)
    book.write(SOURCE, "S-01", SourceAdded(financier="P-0003", form="equity", title="Fund", amount=eur(100)), march(1))
    reported(book, 1, "2021-W09", march(7), {"1100": (100, 0)}, on=march(9))
    book.write(COST_REPORT, "CR-0001", CostReportAcknowledged(financier="P-0004"), march(12))
    assert book.rows("report_deliveries", on=march(20)) == [
        (6, march(7), "2021-W09", "P-0003", "waiting", 13),
        (7, march(7), "2021-W09", "P-0004", "acknowledged", 5),
    ]


def test_money_was_scheduled_and_drawn_under_conditions() -> None:
    book = Written()
    book.write(SOURCE, "S-01", SourceAdded(financier="P-0003", form="subsidy", title="Fund", amount=eur(100), public=True), march(1))
    book.write(SOURCE, "S-01", SourceChanged(amount=eur(90)), march(2))
    one = Condition(key="C1", text="a contract")
    book.write(
        SOURCE, "S-01", TrancheScheduled(tranche="T1", amount=eur(60), expected=march(10), milestone="start", conditions=(one,)), march(3)
    )
    two = Condition(key="C1", text="an audit")
    book.write(
        SOURCE, "S-01", TrancheScheduled(tranche="T2", amount=eur(30), expected=march(30), milestone="end", conditions=(two,)), march(3)
    )
    book.write(SOURCE, "S-01", ConditionMet(tranche="T1", condition="C1", valid_to=march(12)), march(4))
    book.write(SOURCE, "S-01", TrancheRequested(tranche="T1"), march(5))
    book.write(SOURCE, "S-01", TrancheReleased(tranche="T1"), march(6))
    book.write(SOURCE, "S-01", TrancheReceived(tranche="T1", amount=eur(50), received_on=march(11)), march(11))
    book.write(SOURCE, "S-01", SourceRepaid(amount=eur(5), repaid_on=march(12)), march(12))
    assert book.rows("money_scheduled", on=march(12)) == [
        (3, march(10), "S-01", "T1", "P-0003", "yes", 60),
        (4, march(30), "S-01", "T2", "P-0003", "no", 30),
    ]
    assert book.rows("drawdown_conditions", on=march(13)) == [
        (4, march(3), "S-01", "T2", "C1", "P-0003", "open", "no", None, "no", 1),
        (5, march(4), "S-01", "T1", "C1", "P-0003", "met", "yes", march(11), "yes", 1),
    ]


def drawn(valid_to: int, *, received: int | None) -> list[tuple[object, ...]]:
    """Where a condition stands on 20 March, of a tranche that was released on the 6th."""
    book = Written()
    book.write(SOURCE, "S-01", SourceAdded(financier="P-0003", form="subsidy", title="Fund", amount=eur(90), public=True), march(1))
    one = Condition(key="C1", text="a tax certificate")
    book.write(SOURCE, "S-01", TrancheScheduled(tranche="T1", amount=eur(30), expected=march(7), milestone="start"), march(3))
    later = TrancheScheduled(tranche="T2", amount=eur(60), expected=march(10), milestone="end", conditions=(one,))
    book.write(SOURCE, "S-01", later, march(3))
    book.write(SOURCE, "S-01", ConditionMet(tranche="T2", condition="C1", valid_to=march(valid_to)), march(4))
    book.write(SOURCE, "S-01", TrancheRequested(tranche="T2"), march(5))
    book.write(SOURCE, "S-01", TrancheReleased(tranche="T2"), march(6))
    if received:
        book.write(SOURCE, "S-01", TrancheReceived(tranche="T2", amount=eur(20), received_on=march(received)), march(18))
        book.write(SOURCE, "S-01", TrancheReceived(tranche="T2", amount=eur(20), received_on=march(18)), march(18))
    return book.rows("drawdown_conditions", "stage", "drawn_on", "first_drawdown", on=march(20))


def test_a_certificate_that_runs_out_after_the_money_came_is_no_breach_and_one_that_ran_out_before_it_is() -> None:
    assert drawn(12, received=8) == drawn(8, received=8) == [("met", march(8), "no")]
    assert drawn(7, received=8) == [("lapsed", march(8), "no")]
    assert drawn(6, received=None) == [("met", march(6), "no")]
    assert drawn(5, received=None) == [("lapsed", march(6), "no")]


def test_what_is_in_another_currency_is_held_against_the_rate_of_the_finance_plan() -> None:
    book = budgeted(SMALL)
    dollars = SourceAdded(financier="P-0003", form="equity", title="Fund", amount=eur(100, "USD"), rate=D("0.9"), book_amount=eur(90))
    book.write(SOURCE, "S-01", dollars, march(1))
    entered = InvoiceEntered(vendor="P-0009", number="7", dated=march(2), net=eur(50, "USD"), gross=eur(50, "USD"), rate=D("0.92"))
    book.write(INVOICE, "I-0001", entered, march(2))
    book.write(INVOICE, "I-0002", entered.model_copy(update={"number": "8", "rate": D("0.9")}), march(2))
    differences = [(6, march(2), "invoice/I-0001", "USD", 1), (7, march(2), "invoice/I-0002", "USD", 0)]
    assert book.rows("exchange_differences") == differences
    book.write(SOURCE, "S-02", dollars.model_copy(update={"rate": D("0.95"), "book_amount": eur(95)}), march(3))
    assert book.rows("exchange_differences") == differences
    book.write(SOURCE, "S-01", SourceChanged(amount=eur(100, "USD"), rate=D("0.92"), book_amount=eur(92)), march(3))
    assert book.rows("agreed_rates") == [("USD", D("0.92"))]
    assert [row[-1] for row in book.rows("exchange_differences")] == [0, 1]


def test_costs_say_whose_they_are_and_what_they_were_promised_on() -> None:
    book = budgeted(SMALL)
    order(book, "PO-0001", march(3), line("3310", 50))
    invoice(book, "I-0001", march(4), cost("3310", 20, relief=relieves("purchase-order/PO-0001", "3310", 20)))
    invoice(book, "I-0002", march(4), cost("3310", 10, relief=relieves("purchase-order/PO-0001", "3310", 10)), dated=march(2))
    book.write(PARTY, "P-0009", RelatedPartyDeclared(starts=march(4), relation="same owner"), march(5))
    invoice(book, "I-0003", march(5), cost("3310", 5))
    rows = book.rows("party_costs")
    assert [row for row in rows if row[2] == "incurred"] == [
        (9, march(4), "incurred", "invoice/I-0001", "invoice", "3310", "3300", "P-0009", "yes", "no", "before", "no", 20),
        (12, march(2), "incurred", "invoice/I-0002", "invoice", "3310", "3300", "P-0009", "no", "no", "after", "no", 10),
        (16, march(5), "incurred", "invoice/I-0003", "invoice", "3310", "3300", "P-0009", "yes", "yes", "none", "no", 5),
    ]
    assert sum(row[-1] for row in rows if row[2] == "committed") == 55


def test_a_role_that_another_had_is_replaced_and_an_early_end_is_a_release() -> None:
    book = budgeted(SMALL)
    hire(book, "E-0001", march(2), line("1100", 10), party="P-0020")
    hire(book, "E-0002", march(2), line("1100", 10), party="P-0020")
    hire(book, "E-0003", march(4), line("1100", 10), party="P-0021")
    book.write(ENGAGEMENT, "E-0001", EngagementReleased(ends=march(18)), march(18))
    book.write(ENGAGEMENT, "E-0003", EngagementReleased(ends=march(19)), march(19))
    assert book.rows("engagement_changes") == [
        (5, march(2), "engagement/E-0001", "P-0020", "operator", "camera", "engaged", 1),
        (6, march(2), "engagement/E-0002", "P-0020", "operator", "camera", "engaged", 1),
        (7, march(4), "engagement/E-0003", "P-0021", "operator", "camera", "replaced", 1),
        (8, march(18), "engagement/E-0001", "P-0020", "operator", "camera", "released", 1),
        (9, march(19), "engagement/E-0003", "P-0021", "operator", "camera", "finished", 1),
    ]


def test_a_unit_falls_behind_by_day_and_its_reports_come_so_many_days_later() -> None:
    book = shoot(("D-001", FIRST), ("D-002", SECOND))
    assert book.rows("behind") == [
        (17, march(1), "main", "D-001", 0, 4),
        (18, march(2), "main", "D-002", 1, 8),
    ]
    assert book.rows("shooting_days") == [
        (7, march(1), "main", "D-001", 1),
        (8, march(2), "main", "D-002", 1),
        (10, march(2), "second", "D-004", 1),
        (9, march(8), "main", "D-003", 1),
    ]
    assert book.rows("production_report_days", on=march(11)) == [
        (17, march(1), "main", "D-001", "filed", 9),
        (18, march(2), "main", "D-002", "filed", 8),
        (10, march(2), "second", "D-004", "waiting", 9),
        (9, march(8), "main", "D-003", "waiting", 3),
    ]


def test_every_week_is_sufficient_or_not_without_the_contingency_and_with_it() -> None:
    book = budgeted(SMALL)
    assert book.rows("weekly_sufficiency", on=march(2))[:2] == [
        (4, march(2), "now", "with", -370),
        (4, march(2), "now", "without", -350),
    ]
