"""The terms of sources, gross, cash and recognised apart, and the versions of the plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.aggregates.budget import BudgetLocked
from ledger.aggregates.finance_plan import FinancePlanIssued
from ledger.aggregates.source import SourceAdded, SourceChanged
from ledger.aggregates.source_terms import SourceRecognised, SourceTermsAgreed
from ledger.event import Event
from ledger.line import BudgetMove
from ledger.money import Money
from tests.projections.test_finance import d, january, rows, usd

Row = tuple[Any, ...]
EUROS = Money.minor(50_000, "EUR")
BUDGET = ("budget/main", BudgetLocked(lines=(BudgetMove(account="3300", amount=usd(1_750)),), total=usd(1_750)))
LOAN = ("source/S-01", SourceAdded(financier="P-0009", form="loan", title="Bank", amount=usd(1_000)))
FUND = (
    "source/S-02",
    SourceAdded(financier="P-0008", form="subsidy", title="Fund", amount=EUROS, rate=Decimal("1.2"), book_amount=usd(600), public=True),
)
CAMERAS = ("source/S-03", SourceAdded(financier="P-0007", form="in kind", title="Cameras", amount=usd(150)))
FEES = ("source/S-01", SourceTermsAgreed(aid="none", security="pledge", fees=usd(40), interest=Decimal("6.5"), recoupment=1))
CHARGED = ("source/S-02", SourceTermsAgreed(aid="eu programme", fees=Money.minor(1_000, "EUR")))
COUNTED = ("source/S-03", SourceRecognised(amount=usd(100)))
PLAN: tuple[tuple[str, Event], ...] = (BUDGET, LOAN, FUND, CAMERAS, FEES, CHARGED, COUNTED)


def parted(*events: tuple[str, Event], known: int | None = None) -> list[Row]:
    """Of every row of the plan: its name, gross, cash and recognised."""
    return [(row[1] or row[0], *row[10:13]) for row in rows("finance_plan", *events, known=known)]


def test_gross_cash_and_recognised_are_held_apart_against_the_budget() -> None:
    assert parted(*PLAN) == [
        ("S-01", d(1_000), d(960), d(1_000)),
        ("S-02", d(600), d(588), d(600)),
        ("S-03", d(150), d(0), d(100)),
        ("total", d(1_750), d(1_548), d(1_700)),
        ("budget", d(1_750), d(1_600), d(1_750)),
        ("balance", d(0), d(-52), d(-50)),
    ]


def test_a_window_before_the_terms_shows_the_plan_without_them() -> None:
    assert parted(*PLAN, known=4)[-3:] == [
        ("total", d(1_750), d(1_600), d(1_750)),
        ("budget", d(1_750), d(1_600), d(1_750)),
        ("balance", d(0), d(0), d(0)),
    ]


def test_the_terms_of_a_source_are_those_agreed_last() -> None:
    again = ("source/S-01", SourceTermsAgreed(aid="none", security="mortgage", recoupment=2))
    terms = {row[0]: row[10:] for row in rows("source_terms", *PLAN, again)}
    assert terms == {
        "S-01": (d(1_000), d(1_000), "none", "mortgage", None, None, 2),
        "S-02": (d(588), d(600), "eu programme", None, d(10), None, None),
        "S-03": (d(0), d(100), "none", None, None, None, None),
    }


def test_what_nobody_agreed_counts_as_aid_when_it_is_a_public_subsidy_or_a_tax_incentive() -> None:
    deduction = ("source/S-04", SourceAdded(financier="P-0006", form="tax incentive", title="Deduction", amount=usd(10)))
    assert [row[12] for row in rows("source_terms", LOAN, FUND, CAMERAS, deduction)] == ["none", "aid", "none", "aid"]


def test_a_version_keeps_its_own_figures() -> None:
    figures = {"gross": usd(1_750), "cash": usd(1_548), "recognised": usd(1_700), "final": usd(1_750)}
    first = ("finance-plan/main", FinancePlanIssued(number=1, **figures))
    less = ("source/S-01", SourceChanged(amount=usd(900)))
    fewer = {"gross": usd(1_650), "cash": usd(1_448), "recognised": usd(1_600), "final": usd(1_750)}
    second = ("finance-plan/main", FinancePlanIssued(number=2, **fewer))
    assert rows("finance_plans", *PLAN, first, less, second) == [
        (1, january(8), 8, d(1_750), d(1_548), d(1_700), d(1_750), d(0)),
        (2, january(10), 10, d(1_650), d(1_448), d(1_600), d(1_750), d(-100)),
    ]
    assert rows("issued_plans_say_the_same", *PLAN, first, less, second) == []
