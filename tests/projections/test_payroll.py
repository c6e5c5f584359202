"""Payrolls and their register, and who was paid: events in, whole rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.aggregates.deal import OwedUnits
from ledger.aggregates.engagement import ENGAGEMENT, EngagementClosed, EngagementReleased
from ledger.aggregates.pay_line import PaidPayLine, PayLine
from ledger.aggregates.payroll import PAYROLL, PayrollPaid, come_back, evolve, reverse
from ledger.aggregates.period import PERIOD, PeriodCutOff
from tests.projections.books import budgeted, eur, hire, line, march, pay_line, payroll, relieves
from tests.window import Written

NAMES = {"P-0007": "Tidewater", "P-0020": "Ada Penhallow", "P-0021": "Olin Marsh"}
E1 = "engagement/E-0001"
WEEK = (
    pay_line(1, "straight", 3_000, relief=relieves(E1, "3310", 3_000)),
    pay_line(2, "overtime", 400),
    pay_line(3, "fringes", 600, code="6800"),
    pay_line(101, "straight", 120, code="3500", party="P-0021"),
    pay_line(102, "penalties", 30, code="3500", party="P-0021"),
)


def paid(on: date, amount: int, lines: tuple[PayLine, ...] = WEEK) -> PayrollPaid:
    settled = tuple(PaidPayLine(line=one.line, account=one.account, amount=one.amount, party=one.party) for one in lines)
    return PayrollPaid(paid=on, amount=eur(amount), lines=settled, means="transfer")


def week() -> Written:
    """One week of a person with a guarantee of 5,000 and of another without, withheld in part and paid."""
    written = budgeted()
    hire(written, "E-0001", march(2), line("3310", 5_000))
    payroll(written, "PR-0001", march(8), *WEEK, withheld=500, vendor="P-0007")
    written.write(PAYROLL, "PR-0001", paid(march(10), 3_650), march(10))
    return written


def test_a_payroll_says_its_control_totals_and_what_is_left_to_pay() -> None:
    columns = ("payroll", "vendor", "persons", "straight", "overtime", "penalties", "allowances", "fringes", "total", "withheld", "paid",
               "left to pay", "stage", "late")  # fmt: skip
    told = ("PR-0001", "Tidewater", 2, 3_120, 400, 30, 0, 600, 4_150, 500)
    assert week().rows("payrolls", *columns, names=NAMES) == [(*told, 3_650, 0, "paid", False)]
    assert week().rows("payrolls", *columns, names=NAMES, on=march(9)) == [(*told, 0, 3_650, "posted", False)]
    assert week().rows("payables", "kind", "document", "payee", "payable", "left to pay", names=NAMES, on=march(9)) == [
        ("payroll", "PR-0001", "Tidewater", 3_650, 3_650)
    ]
    assert week().rows("payables") == []


def test_the_register_says_every_person_by_component() -> None:
    assert week().rows("payroll_register", names=NAMES) == [
        ("PR-0001", "P-0020", "Ada Penhallow", "EUR", 3_000, 400, 0, 0, 600, 4_000),
        ("PR-0001", "P-0021", "Olin Marsh", "EUR", 120, 0, 30, 0, 0, 150),
    ]


def test_whoever_a_payroll_pays_is_a_person_of_the_production_and_the_payroll_company_is_paid_nothing_itself() -> None:
    assert week().rows("spend_by_person", names=NAMES) == [
        ("P-0020", "Ada Penhallow", 2_000, 4_000, 4_000, 0),
        ("P-0021", "Olin Marsh", 0, 150, 150, 0),
    ]
    assert week().rows("spend_by_vendor", names=NAMES) == []
    assert week().rows("payments", "document", "payee", "amount", "means", names=NAMES) == [("PR-0001", "Tidewater", 3_650, "transfer")]
    suppliers = week().rows("expense_list", "supplier", "concept", "net", "account", names=NAMES)
    assert suppliers[0] == ("Ada Penhallow", "straight", 3_000, "3310") and len(suppliers) == 5


def test_a_payment_that_came_back_leaves_all_of_it_to_pay_and_a_reversal_nothing() -> None:
    written = week()
    known = evolve(evolve(None, written.entries[-2].event), written.entries[-1].event)  # type: ignore[arg-type]
    written.write(PAYROLL, "PR-0001", come_back("PR-0001", known, paid=march(11)), march(11))
    columns = ("paid", "left to pay", "stage")
    assert written.rows("payrolls", *columns) == [(0, 3_650, "posted")]
    written.write(PAYROLL, "PR-0001", reverse("PR-0001", evolve(known, written.entries[-1].event)), march(12))  # type: ignore[arg-type]
    assert written.rows("payrolls", *columns) == [(0, 0, "reversed")]
    assert written.rows("payroll_register") == []
    assert written.rows("open_engagements", "document", "line", "open") == [(E1, 1, 5_000)]
    assert written.session().broken() == {}


def test_a_payroll_of_a_closed_week_is_late() -> None:
    written = week()
    written.write(PERIOD, "2021-W09", PeriodCutOff(ends=march(7)), march(15))
    payroll(written, "PR-0002", march(5), pay_line(1, "straight", 10))
    assert written.rows("payrolls", "payroll", "late", "vendor") == [("PR-0001", False, "P-0007"), ("PR-0002", True, None)]


def test_what_is_owed_after_a_release_stays_committed_until_it_is_closed() -> None:
    written = week()
    gone = EngagementReleased(ends=march(9), lines=(line("3310", -1_500),), owed=(OwedUnits(line=1, units=Decimal(1)),))
    written.write(ENGAGEMENT, "E-0001", gone, march(12))
    columns = ("engagement", "guaranteed", "relieved", "open", "stage")
    assert written.rows("engagements", *columns) == [("E-0001", 3_500, 3_000, 500, "released")]
    written.write(ENGAGEMENT, "E-0001", EngagementClosed(lines=(line("3310", -500),)), march(20))
    assert written.rows("engagements", *columns) == [("E-0001", 3_000, 3_000, 0, "closed")]
    assert written.session().broken() == {}
