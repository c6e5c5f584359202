"""The weekly cash flow and the sufficiency of a small book, reckoned by hand: events in, whole rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.aggregates.advance import ADVANCE, AdvanceIssued
from ledger.aggregates.cash import CASH, CashTermsSet, TaxSettled, Terms
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePosted
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.aggregates.schedule import SCHEDULE, PhaseSet
from ledger.aggregates.source import SOURCE, SourceAdded
from ledger.aggregates.source_terms import SourceTermsAgreed
from ledger.aggregates.tranche import Condition, ConditionWaived, TrancheReceived, TrancheScheduled
from tests.projections.books import budgeted, cost, eur, line, march, pay_line, payroll
from tests.window import Written

PLAN = (
    ("3320", "Camera rental", "3300", "production", 50_000),
    ("5000", "Editorial", "5000", "post-production", 40_000),
    ("6900", "Contingency", "6900", "other", 9_000),
)
TODAY = march(10)  # a Wednesday, and the next days are in the weeks of 8, 15, 22, 29 March, 5, 12, 19 and 26 April
Row = tuple[Any, ...]


def tranche(written: Written, source: str, key: str, amount: int, expected: date, *due: date) -> None:
    terms = tuple(Condition(key=f"C{n}", text="a cost report", due=day) for n, day in enumerate(due, 1))
    event = TrancheScheduled(tranche=key, amount=eur(amount), expected=expected, milestone="photography", conditions=terms)
    written.write(SOURCE, source, event, march(1))


def financed(written: Written) -> None:
    """Equity in three tranches, the first received; 5,000 of it in none; a deferral and a loan of equipment."""
    for key, form, amount in (("S-01", "equity", 65_000), ("S-02", "deferral", 5_000), ("S-03", "in kind", 4_000)):
        written.write(SOURCE, key, SourceAdded(financier="P-0003", form=form, title=form, amount=eur(amount)), march(1))  # type: ignore[arg-type]
    tranche(written, "S-01", "T1", 30_000, march(3))
    tranche(written, "S-01", "T2", 20_000, march(24), march(20), march(10))
    tranche(written, "S-01", "T3", 10_000, date(2021, 4, 1), march(9), march(20))
    tranche(written, "S-02", "T1", 5_000, march(24))
    written.write(SOURCE, "S-01", TrancheReceived(tranche="T1", amount=eur(30_000), received_on=march(3), charges=eur(50)), march(3))


def book() -> Written:
    """On 10 March: 5,000 net invoiced and unpaid, a payroll unpaid, 10,000 on order, 500 of petty cash out."""
    written = budgeted(PLAN)
    written.write(CASH, "main", CashTermsSet(tax_period="month", refund_after=1, pays_after=14, vat=Decimal(21)), march(1))
    for phase, starts, ends in (("photography", march(1), march(21)), ("post-production", march(22), date(2021, 4, 4))):
        written.write(SCHEDULE, "main", PhaseSet(phase=phase, starts=starts, ends=ends), march(1))
    financed(written)
    written.write(ADVANCE, "AV-0001", AdvanceIssued(holder="P-0020", means="cash", amount=eur(500)), march(4))
    asked = line("3320", 10_000).model_copy(update={"starts": march(8), "ends": march(21)})
    written.write(
        PURCHASE_ORDER, "PO-0001", PurchaseOrderRaised(vendor="P-0009", description="lights", lines=(asked,), dated=march(2)), march(2)
    )
    written.write(PURCHASE_ORDER, "PO-0001", PurchaseOrderApproved(lines=(line("3320", 10_000),)), march(2))
    taxed = cost("3320", 5_000).model_copy(update={"tax": eur(1_050), "recoverable": eur(1_050)})
    entered = InvoiceEntered(vendor="P-0009", number="F-1", dated=march(4), due=march(18), net=eur(5_000), tax=eur(1_050), gross=eur(6_050),
                             recoverable=eur(1_050), withholding=eur(750))  # fmt: skip
    for event in (entered, InvoiceApproved(), InvoicePosted(lines=(taxed,))):
        written.write(INVOICE, "I-0001", event, march(8))
    payroll(
        written, "PR-0001", march(8), pay_line(1, "straight", 2_000, code="3320"), pay_line(2, "fringes", 600, code="3320"), withheld=300
    )
    return written


COLUMNS = (
    "received",
    "sources",
    "refunds",
    "advances",
    "paid",
    "payables",
    "payroll",
    "withholding",
    "social",
    "commitments",
    "etc",
    "vat",
)
SHORT = "shortage"


def flow(week: str, starts: date, cash: tuple[int, int, int], shortage: str = "", **figures: int) -> Row:
    """A week: cash at its beginning, at its end, and with the contingency drawn; and what is not nothing."""
    opening, closing, drawn = cash
    moved = (figures.get(name, 0) for name in COLUMNS)
    return (week, starts, opening, *moved, closing, figures.get("contingency", 0), drawn, shortage)


OFFICE: dict[str, int] = {"payables": 5_300, "etc": 16_200, "advances": 500, "contingency": 4_500}
WEEKS = [
    flow("2021-W09", march(1), (0, 29_450, 29_450), received=29_950, paid=500),
    flow("2021-W10", march(8), (29_450, 11_550, 7_050), payroll=1_700, etc=16_200, contingency=4_500),
    flow("2021-W11", march(15), (11_550, -9_450, -18_450), "first week of shortage", **OFFICE),
    flow("2021-W12", march(22), (-9_450, -15_500, -24_500), SHORT, sources=20_000, etc=20_000, commitments=5_000, vat=1_050),
    flow("2021-W13", march(29), (-15_500, -41_550, -50_550), SHORT, etc=20_000, commitments=5_000, vat=1_050),
    flow("2021-W14", date(2021, 4, 5), (-41_550, -41_550, -50_550), SHORT),
    flow("2021-W15", date(2021, 4, 12), (-41_550, -41_550, -50_550), SHORT),
    flow("2021-W16", date(2021, 4, 19), (-41_550, -42_600, -51_600), SHORT, withholding=1_050),
    flow("2021-W17", date(2021, 4, 26), (-42_600, -40_050, -49_050), SHORT, refunds=3_150, social=600),
]


def test_a_week_says_what_was_and_what_is_to_come_and_the_first_week_of_shortage_is_marked() -> None:
    assert book().rows("cash_flow", on=TODAY) == WEEKS


def test_sufficiency_is_the_formula_at_the_windows_day_and_at_the_end_of_every_week() -> None:
    rows = book().rows("sufficiency", on=TODAY)
    owed = (5_300, 1_700, 1_050, 600, 10_000, 72_400, 2_100)
    assert rows[0] == ("now", TODAY, 29_450, 500, 20_000, 0, *owed, -43_200, 9_000, -52_200, "first week of shortage")
    owed = (5_300, 0, 1_050, 600, 10_000, 56_200, 2_100)
    assert rows[1] == ("2021-W10", march(14), 11_550, 500, 20_000, 0, *owed, -43_200, 9_000, -52_200, SHORT)
    assert rows[-1] == ("2021-W17", date(2021, 5, 2), -43_200, 0, 0, 3_150, *[0] * 7, -40_050, 9_000, -49_050, SHORT)
    assert [row[0] for row in rows] == ["now", *(week[0] for week in WEEKS[1:])]


def test_every_euro_of_the_finance_plan_comes_or_says_why_it_does_not() -> None:
    rows = book().rows("undrawn_funds", "source", "tranche", "in book", "cash to come", "comes on", "left out because", on=TODAY)
    assert rows == [
        ("S-01", "T2", 20_000, 20_000, march(24), ""),
        ("S-01", "T3", 10_000, 0, None, "C1 was due on 2021-03-09 and is open"),
        ("S-01", None, 5_000, 0, None, "no tranche schedules it"),
        ("S-02", "T1", 5_000, 0, None, "it is deferred"),
        ("S-03", None, 4_000, 0, None, "it comes in kind"),
    ]


def test_a_condition_that_is_waived_keeps_nothing_back_and_late_money_is_a_week_away() -> None:
    written = book()
    written.write(SOURCE, "S-01", ConditionWaived(tranche="T3", condition="C1"), march(10))
    agreed = SourceTermsAgreed(aid="none", fees=eur(1_000))
    written.write(SOURCE, "S-01", agreed, march(10))
    columns = ("tranche", "fees to keep", "cash to come", "comes on", "left out because")
    assert written.rows("undrawn_funds", *columns, on=march(20))[:2] == [
        ("T2", 0, 0, None, "C2 was due on 2021-03-10 and is open"),
        ("T3", 950, 9_050, date(2021, 4, 1), ""),
    ]
    written.write(SOURCE, "S-01", ConditionWaived(tranche="T2", condition="C1"), march(26))
    written.write(SOURCE, "S-01", ConditionWaived(tranche="T2", condition="C2"), march(26))
    assert written.rows("undrawn_funds", *columns, on=march(26))[0] == ("T2", 950, 19_050, date(2021, 4, 2), "")


def test_what_is_settled_with_the_tax_office_is_owed_no_more() -> None:
    written = book()
    for tax, amount in (("VAT", 1_000), ("withholding", 1_050)):
        event = TaxSettled(tax=tax, period_ends=march(31), amount=eur(amount), moved_on=date(2021, 4, 6))  # type: ignore[arg-type]
        written.write(CASH, "main", event, date(2021, 4, 6))
    on = date(2021, 4, 7)
    assert written.rows("recoverable_tax", "document", "amount", "due", on=on) == [
        ("cash/main", -1_000, date(2021, 4, 30)),
        ("invoice/I-0001", 1_050, date(2021, 4, 30)),
    ]
    withheld = written.rows("tax_withheld", "document", "amount", "due", on=on)
    assert withheld == [
        (name, amount, date(2021, 4, 20)) for name, amount in (("cash/main", -1_050), ("invoice/I-0001", 750), ("payroll/PR-0001", 300))
    ]
    assert written.rows("cash_position", on=on) == [(29_950, 550, 29_400)]
    assert written.rows("cash_flow", "from", "VAT refunds", "paid out", on=on)[5] == (date(2021, 4, 5), 1_000, 1_050)
    assert ("recoverable tax", 50) in written.rows("balance", "item", "amount", on=on)


def test_the_defaults_are_said_once_for_decisions_and_once_for_views() -> None:
    columns = tuple(dict(Terms()))
    assert budgeted().rows("cash_terms", *columns, on=TODAY) == [tuple(dict(Terms()).values())]
    other = Terms(tax_period="month", refund_after=1, pays_after=2, withholding_day=3, social_security_day=4, vat=Decimal("5.5"), spread=9)
    written = budgeted()
    written.write(CASH, "main", CashTermsSet(**dict(other)), march(2))
    assert written.rows("cash_terms", *columns, on=TODAY) == [tuple(dict(other).values())]


def test_what_does_not_divide_goes_to_the_later_weeks_and_nothing_is_lost() -> None:
    written = budgeted((("6800", "General", "6800", "other", 100),), contingency=None)
    written.write(CASH, "main", CashTermsSet(spread=3), march(1))
    rows = written.rows("cash_flow_items", "day", "kind", "account", "amount", on=march(1))
    assert rows == [(march(day), "ETC", "6800", Decimal(amount)) for day, amount in ((7, "-33.33"), (14, "-33.33"), (21, "-33.34"))]


@pytest.mark.parametrize("on", [march(2), march(9), TODAY, march(23), date(2021, 6, 1), None])
def test_every_figure_ties_to_its_list_on_any_day(on: date | None) -> None:
    with book().session(on=on) as session:
        for check in (
            "cash_flow_ties_to_its_lists",
            "cash_flow_ends_at_the_sufficiency",
            "sufficiency_ties_to_its_lists",
            "the_books_balance",
        ):
            assert session.view(check)[1] == [], check


def test_days_that_are_far_away_are_planned_within_ten_years() -> None:
    written = book()
    asked = line("5000", 1_000).model_copy(update={"starts": march(8), "ends": date(2199, 1, 1)})
    written.write(
        PURCHASE_ORDER, "PO-0002", PurchaseOrderRaised(vendor="P-0009", description="archive", lines=(asked,), dated=march(2)), march(2)
    )
    written.write(PURCHASE_ORDER, "PO-0002", PurchaseOrderApproved(lines=(line("5000", 1_000),)), march(2))
    taxed = cost("3320", 100).model_copy(update={"tax": eur(21), "recoverable": eur(21)})
    entered = InvoiceEntered(
        vendor="P-0009", number="F-2", dated=date(2150, 1, 1), net=eur(100), tax=eur(21), gross=eur(121), recoverable=eur(21)
    )
    for event in (entered, InvoiceApproved(), InvoicePosted(lines=(taxed,))):
        written.write(INVOICE, "I-0002", event, march(9))
    with written.session(on=TODAY) as session:
        assert session.records("cash_flow")[-1]["from"] == date(2031, 4, 28)  # ten years, and the VAT of the last week comes back
        for check in ("cash_flow_ties_to_its_lists", "cash_flow_ends_at_the_sufficiency", "sufficiency_ties_to_its_lists"):
            assert session.view(check)[1] == [], check


def test_tax_that_is_settled_beyond_its_documents_is_flagged_until_the_documents_come() -> None:
    written = budgeted(PLAN)
    assert written.rows("flags") == []
    for n, (tax, amount) in enumerate((("VAT", 900), ("withholding", 50)), 1):
        settled = TaxSettled(tax=tax, period_ends=date(2020, 12, 31), amount=eur(amount), moved_on=march(n))  # type: ignore[arg-type]
        written.write(CASH, "main", settled, march(n))
    last = len(written.entries)
    assert written.rows("flags") == [
        ("VAT back beyond its documents", "cash/main", None, 900, "EUR", last - 1),
        ("tax paid over beyond what was withheld", "cash/main", None, 50, "EUR", last),
    ]
    assert written.rows("tax_settled")[0] == ("VAT", date(2020, 12, 31), 0, 900, 900, last - 1)
    written.write(CASH, "main", TaxSettled(tax="VAT", period_ends=date(2020, 12, 31), amount=eur(-900), moved_on=march(3)), march(3))
    assert [row[0] for row in written.rows("flags")] == ["tax paid over beyond what was withheld"]
