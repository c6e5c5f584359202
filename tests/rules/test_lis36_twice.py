"""LIS art. 36.1, written twice in two styles, says the same of any list of costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules.judging import Installed, Judge
from ledger.rules.pack import read_pack, shipped_files
from ledger.rules.verdict import Outcome
from tests.rules.in_memory import InMemory
from tests.rules.second.lis36 import COST, MILLION, PROMOTED, deduct

PACK = read_pack(shipped_files("es-lis36"), "es-lis36")
CLASSES = [*sorted(COST), *sorted(PROMOTED), "excluded", None]
CENTS = st.one_of(st.integers(-5_000, 900_000_000), st.sampled_from([1, 2, MILLION, MILLION + 1, MILLION + 2, 80 * MILLION]))
COSTS = st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from(["ES", "FR", None]), CENTS), min_size=1, max_size=24)


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def judged(costs: list[tuple[str, str, int]], subsidies: int, episodes: int | None) -> Judge:
    rows = [
        {"position": n, "scheme": "LIS", "basis": basis, "class": kind, "country": country, "amount": money(cents)}
        for n, (kind, country, cents) in enumerate(costs, 1) for basis in ("incurred", "efc")
    ]  # fmt: skip
    funds = [
        {"position": 90 + n, "stage": stage, "aid": aid, "form": form, "public": public, "amount": money(cents)}
        for n, (stage, aid, form, public, cents) in enumerate([
            ("planned", "aid", "subsidy", "yes", subsidies), ("received", "aid", "subsidy", "yes", 777),
            ("planned", "aid", "tax incentive", "no", 99_900), ("planned", "none", "equity", "no", 500_000),
        ])
    ]  # fmt: skip
    said = {"tax_incentive": "spanish production", "format": "series" if episodes else "feature", "episodes": str(episodes or 1)}
    facts = InMemory(date(2026, 6, 1), {"costs": rows, "funds": funds}, {"tax_period_started": date(2026, 1, 1)}, said)
    return Judge(facts, [Installed(PACK, PACK.id)])


def outcome(judge: Judge, name: str) -> Outcome:
    found = judge.outcome(judge.packs[0], judge.named(judge.packs[0], name)[1], None)
    assert isinstance(found, Outcome), found
    return found


@settings(max_examples=60, deadline=None)
@given(COSTS, st.integers(0, 400_000_000), st.one_of(st.none(), st.integers(1, 12)))
def test_both_writings_say_the_same(costs, subsidies, episodes):
    judge, second = judged(costs, subsidies, episodes), deduct(costs, subsidies, episodes)
    territory = outcome(judge, "es.lis361.territory")
    assert outcome(judge, "es.lis361.base").value == money(second.base)
    assert outcome(judge, "es.lis.deduction").value == money(second.deduction)
    assert (territory.amount, territory.holds) == (money(second.spanish), 2 * second.spanish >= second.base)


@pytest.mark.parametrize(
    ("base", "deduction"),
    [
        ("5000000.00", "1300000.00"),
        ("1000000.00", "300000.00"),
        ("1000000.04", "300000.01"),
        ("80000000.00", "20000000.00"),
    ],
)
def test_the_worked_values(base, deduction):
    cents = int(Decimal(base).scaleb(2))
    assert outcome(judged([("production", "ES", cents)], 0, None), "es.lis.deduction").value == Decimal(deduction)
    assert deduct([("production", "ES", cents)], 0, None).deduction == Decimal(deduction).scaleb(2)
