"""Early warnings and changes of the EFC: what predicts a breach, what changed the final cost, and the entry that did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.aggregates.cost_report import COLUMNS as COLUMNS_OF_REPORT
from ledger.aggregates.cost_report import COST_REPORT, CostReportIssued
from ledger.aggregates.engagement import ENGAGEMENT, EngagementChanged, EngagementClosed, EngagementReleased
from ledger.aggregates.schedule import SCHEDULE, ShootDayAdded, ShootDayMoved
from ledger.aggregates.shoot_day import SHOOT_DAY, ProductionReportFiled
from tests.projections.books import budgeted, cost, etc, eur, held, hire, invoice, line, march, order, overage, relieves
from tests.window import Written

COLUMNS = ("account", "sign", "predicted", "over", "entry")


def warned(written: Written, day: int) -> list[tuple[object, ...]]:
    return written.rows("early_warnings", *COLUMNS, on=march(day))


def shooting(days: int = 5) -> Written:
    """A book with a shoot of some days from 8 March, scheduled by its first entries."""
    written = budgeted()
    for number in range(days):
        written.write(SCHEDULE, "main", ShootDayAdded(day=f"D-{number + 1:03d}", date=march(8 + number)), march(1))
    return written


def test_commitments_beyond_the_budget_name_the_entry_that_went_beyond_and_stayed_there() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 50_500), over_budget=True)
    overage(written, "O-0001", march(3), "3320", 1_000)
    order(written, "PO-0002", march(4), line("3320", 700), over_budget=True)
    order(written, "PO-0003", march(5), line("3320", 10), over_budget=True)
    over = next(e.position for e in written.entries if e.key == "PO-0002" and e.name == "PurchaseOrderApproved")
    assert warned(written, 6) == [("3320", "commitments", 51_210, 210, over)]


def test_a_held_final_cost_beyond_the_budget_is_a_sign_before_anything_is_spent() -> None:
    written = budgeted()
    held(written, "3500", 82_000, march(2))
    assert warned(written, 6) == [("3500", "estimate", 82_000, 2_000, written.last())]


def test_the_rate_of_the_days_shot_is_carried_to_the_days_to_come() -> None:
    written = shooting()
    invoice(written, "I-0001", march(3), cost("3500", 10_000))
    invoice(written, "I-0002", march(8), cost("3500", 20_000))
    assert warned(written, 8) == []
    invoice(written, "I-0003", march(9), cost("3500", 10_000))
    first = written.last()
    assert warned(written, 9) == [("3500", "run rate", 85_000, 5_000, first)]
    assert warned(written, 12) == []
    invoice(written, "I-0004", march(10), cost("3500", 20_000))
    assert warned(written, 10) == [("3500", "run rate", Decimal("93333.33"), Decimal("13333.33"), first)]


def test_the_run_rate_of_production_accounts_with_costs_on_two_days_since_the_shoot_began() -> None:
    written = shooting()
    for n, (code, day, amount) in enumerate((
        ("3320", 4, 90), ("3320", 5, 500), ("3320", 6, 400), ("3500", 6, 700), ("5000", 5, 10), ("5000", 6, 10), ("6800", 6, 10),
        ("3310", 5, 300), ("3310", 6, -300),
    ), 1):  # fmt: skip
        invoice(written, f"I-{n:04d}", march(day + 3), cost(code, amount))
    assert written.rows("run_rates", on=march(9)) == [("3320", "Camera rental", 900, 2)]
    assert written.rows("run_rates", on=march(11)) == [("3320", "Camera rental", 900, 4)]
    written.write(SHOOT_DAY, "D-002", ProductionReportFiled(date=march(9)), march(11))
    assert written.rows("run_rates", on=march(11)) == [("3320", "Camera rental", 900, 2)]
    assert written.rows("run_rates", on=march(12)) == []


def test_deals_that_end_before_the_last_shoot_day_would_go_on_to_it() -> None:
    written = shooting(12)
    hire(written, "E-0001", march(2), line("3310", 190_000))
    assert warned(written, 9) == []
    written.write(SCHEDULE, "main", ShootDayMoved(day="D-012", was=march(19), date=march(21)), march(9))
    assert warned(written, 9) == [("3310", "remaining days", 210_000, 10_000, written.last())]


def test_remaining_days_name_the_entry_since_which_they_are_too_many() -> None:
    written = shooting(12)
    hire(written, "E-0001", march(2), line("3310", 190_000))
    written.write(SCHEDULE, "main", ShootDayMoved(day="D-012", was=march(19), date=march(21)), march(8))
    overage(written, "O-0001", march(8), "3310", 15_000)
    written.write(SCHEDULE, "main", ShootDayMoved(day="D-012", was=march(21), date=march(22)), march(9))
    breach = written.last()
    written.write(SCHEDULE, "main", ShootDayMoved(day="D-011", was=march(18), date=march(20)), march(9))
    written.write(SCHEDULE, "main", ShootDayMoved(day="D-012", was=march(22), date=march(23)), march(10))
    written.write(ENGAGEMENT, "E-0001", EngagementChanged(deal=(), lines=(line("3310", 950),)), march(10))
    hire(written, "E-0002", march(10), line("3310", 50), party="P-0021")
    seen = range(breach - 4, written.last() + 1)
    shown = {position: written.rows("early_warnings", "sign", "entry", position=position) for position in seen}
    assert [position for position, rows in shown.items() if rows] == [breach - 2, *range(breach, written.last() + 1)]
    assert shown[breach - 2] == [("remaining days", breach - 2)]
    assert {tuple(rows) for position, rows in shown.items() if position >= breach} == {(("remaining days", breach),)}


def test_a_person_who_is_released_goes_on_no_further_even_once_the_engagement_is_closed() -> None:
    written = shooting(14)
    hire(written, "E-0001", march(2), line("3310", 190_000))
    invoice(written, "I-0001", march(8), cost("3310", 180_000, relief=relieves("engagement/E-0001", "3310", 180_000)))
    assert [row[1] for row in warned(written, 8)] == ["remaining days"]
    written.write(ENGAGEMENT, "E-0001", EngagementReleased(ends=march(9), lines=(line("3310", -5_000),)), march(8))
    assert warned(written, 8) == []
    written.write(ENGAGEMENT, "E-0001", EngagementClosed(lines=(line("3310", -5_000),)), march(8))
    assert warned(written, 8) == []


def test_changes_of_the_efc_have_a_cause_and_the_report_that_first_showed_them() -> None:
    written = budgeted()
    overage(written, "O-0001", march(2), "3500", 1_000)
    issued(written, 1, known=written.last(), as_of=march(3), on=march(4))
    etc(written, "3320", 49_000, march(5), cause="one lens less")
    order(written, "PO-0001", march(6), line("3320", 800), over_budget=True)
    columns = ("report", "account", "cause", "change", "more/less", "EFC", "why")
    assert written.rows("efc_changes", *columns) == [
        (1, "3500", "overage", 1_000, "more", 81_000, ""),
        (None, "3320", "ETC entered", -1_000, "less", 49_000, "one lens less"),
        (None, "3320", "order approved", 800, "more", 49_800, ""),
    ]
    assert written.rows("efc_changes_by_cause", "report", "account", "cause", "entries", "change") == [
        (1, "3500", "overage", 1, 1_000),
        (None, "3320", "ETC entered", 1, -1_000),
        (None, "3320", "order approved", 1, 800),
    ]


def issued(written: Written, number: int, *, known: int, as_of: date, on: date) -> None:
    """A cost report as it is issued; its totals are of no interest here."""
    nothing = {column: eur(0) for column in COLUMNS_OF_REPORT}
    event = CostReportIssued(number=number, period="2021-W09", position=known, as_of=as_of, root="0" * 64, projection="0" * 64,
                             report_sha256="0" * 64, totals=nothing)  # fmt: skip
    written.write(COST_REPORT, f"CR-{number:04d}", event, on)
