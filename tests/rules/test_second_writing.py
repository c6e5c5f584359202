"""The cost rules of the ICAA, written twice in two styles, say the same of any list of costs."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules.judging import Installed, Judge
from ledger.rules.pack import read_pack, shipped_files
from ledger.rules.verdict import Outcome, Undecided
from tests.rules.in_memory import InMemory
from tests.rules.second.icaa_cost import NEVER, Cost, Film, general_days, months, recognise

PACK = read_pack(shipped_files("es-icaa-cost"), "es-icaa-cost")
DISALLOWING = (
    "no_vat", "no_luxury", "no_intercopro", "foreign_share", "cash_to_foreign_staff", "per_diem", "related_cliff", "related_market",
    "passed_on", "private_loan_deed", "private_loan", "phone", "phone_mobile", "meals", "post", "set", "car", "own_equipment", "ep_fee",
    "interest", "overheads", "pa_subsidised", "pa", "spanish_share", "subcontract_live", "subcontract_anim", "subcontract_staff",
    "subcontract_anim_staff", "subcontract_extra_eu",
)  # fmt: skip
WINDOWS = ("window_feature", "window_long", "window_short")
KINDS = (
    "realisation", "personnel", "development", "development travel", "travel", "meals", "phone", "mobile line", "set", "post-production",
    "private car", "own equipment", "subcontract", "subcontracted staff", "non-eu services", "passed on", "cash to foreign co-producer",
    "executive producer", "interest", "private interest", "overheads", "company staff", "publicity", "copies", "dubbing", "audit",
    *NEVER,
)  # fmt: skip
CENTS = st.sampled_from([100, 10_000, 1_000_000, 20_000_000, 400_000_000]).flatmap(lambda most: st.integers(1, most))
STARTS = st.sampled_from([date(2025, 3, 31), date(2024, 2, 29), date(2025, 6, 1)])


@st.composite
def films(draw):
    starts = draw(STARTS)
    short = draw(st.booleans())
    after = date(2023, 6, 3) if short else date(2022, 1, 1)
    return Film(
        short=short, animation=draw(st.booleans()), documentary=draw(st.booleans()), coproduction=draw(st.booleans()),
        procedure=draw(st.sampled_from([day for day in (date(2023, 6, 2), date(2023, 6, 3), date(2026, 5, 4)) if day >= after])),
        starts=starts, ends=starts + timedelta(draw(st.integers(20, 70))), classified=starts + timedelta(draw(st.integers(60, 180))),
        offers=draw(st.integers(2, 3)), too_few_suppliers=draw(st.booleans()), passed_on_unrelated=draw(st.booleans()),
        notarised=draw(st.booleans()), reference_interest=draw(st.integers(0, 3_000_000)), capital_years=draw(st.integers(0, 90_000_000)),
        subsidised=draw(st.integers(0, 20_000_000)), kilometres=draw(st.integers(0, 900_000)), depreciation=draw(st.integers(0, 9_000_000)),
        spanish_budget=draw(st.integers(0, 900_000_000)), spanish_percent=draw(st.sampled_from([69, 70, 71, 90])),
        abroad_for_script=draw(st.booleans()), abroad_for_technique=draw(st.booleans()),
    )  # fmt: skip


def edges(film: Film, kind: str) -> list[date]:
    """The days at which the rules of a kind of cost turn."""
    return [*general_days(film), *{
        "phone": [film.starts, film.ends],
        "meals": [film.starts, film.ends],
        "travel": [film.starts, film.ends],
        "mobile line": [months(film.starts, -1), months(film.starts, -3), months(film.ends, 1), months(film.ends, 3)],
        "development travel": [months(film.starts, -6)],
        "post-production": [months(film.classified, 1)],
        "set": [months(film.ends, 1)],
    }.get(kind, [film.starts])]  # fmt: skip


def limit_of(film: Film) -> int:
    new = film.procedure >= date(2023, 6, 3)
    return {(True, True): 400_000, (True, False): 200_000, (False, True): 5_000_000, (False, False): 4_000_000}[film.short, new]


@st.composite
def lists(draw):
    """A film, costs of most kinds at the days that matter to them, and related companies that invoice about their limit."""
    film = draw(films())
    costs = [Cost("realisation", draw(CENTS), film.starts)]
    for kind in draw(st.lists(st.sampled_from(KINDS), min_size=12, max_size=30)):
        day = draw(st.sampled_from(edges(film, kind))) + timedelta(draw(st.sampled_from([-1, 0, 0, 1])))
        costs.append(Cost(kind, draw(CENTS), day, draw(st.sampled_from(["P-1", "P-2"]))))
    for party in draw(st.lists(st.sampled_from(["P-2", "P-3", "P-4"]), unique=True)):
        whole, first = limit_of(film) + draw(st.sampled_from([-1, 0, 1])), draw(st.integers(1, 100_000))
        costs += [Cost(draw(st.sampled_from(KINDS)), part, film.starts, party, related=True) for part in (first, whole - first)]
    return film, costs


def judged(film: Film, costs: list[Cost]) -> Judge:
    rows = [
        {"position": position, "scheme": "ICAA", "basis": basis, "class": cost.kind, "party": cost.party, "related": cost.related,
         "day": cost.day, "amount": Decimal(cost.cents).scaleb(-2)}
        for position, cost in enumerate(costs) for basis in ("paid", "incurred")
    ]  # fmt: skip
    money = {
        "private_loan_reference_interest": film.reference_interest, "private_loan_capital_years": film.capital_years,
        "publicity_subsidised": film.subsidised, "own_equipment_depreciation": film.depreciation,
        "spanish_cost_authorised": film.spanish_budget, "spanish_share": film.spanish_percent,
    }  # fmt: skip
    said = {name: str(Decimal(cents).scaleb(-2)) for name, cents in money.items()} | {
        "format": "short" if film.short else "feature", "animation": film.animation, "documentary": film.documentary,
        "coproduction": "bilateral" if film.coproduction else "none", "related_offers": str(film.offers),
        "related_no_market": film.too_few_suppliers,
        "passed_on_from_own_country": True, "passed_on_suppliers_unrelated": film.passed_on_unrelated,
        "coproducers_unrelated": True, "private_loan_notarised": film.notarised, "private_lender_unrelated": True,
        "private_car_kilometres": str(film.kilometres), "shot_abroad_as_script_demands": film.abroad_for_script,
        "animation_abroad_justified": film.abroad_for_technique,
    }  # fmt: skip
    anchors = {
        "shoot_started": film.starts, "shoot_ended": film.ends, "classified": film.classified,
        "recognition_procedure_started": film.procedure,
    }  # fmt: skip
    return Judge(InMemory(date(2027, 1, 1), {"costs": rows}, anchors, said), [Installed(PACK, PACK.id)])


def found(judge: Judge, name: str) -> Outcome | None:
    one = judge.packs[0]
    outcome = judge.outcome(one, judge.named(one, f"es.icaa.cost.{name}")[1], None)
    assert not isinstance(outcome, Undecided), f"{name}: {outcome}"
    return outcome


def cents(amount: Decimal | None) -> int:
    return int(Decimal(amount or 0).scaleb(2))


@given(lists())
@settings(max_examples=60, deadline=None)
def test_the_two_writings_recognise_the_same(drawn):
    film, costs = drawn
    judge, second = judged(film, costs), recognise(costs, film)
    first = {name: cents(one.disallowed) if (one := found(judge, name)) else 0 for name in DISALLOWING}
    assert first == {name: second[name] for name in DISALLOWING}
    windows = sum(cents(one.disallowed) for name in WINDOWS if (one := found(judge, name)))
    assert windows == second["window"]
    for name in ("realisation", "total", "recognised"):
        assert cents(found(judge, name).value) == second[name], name
    assert cents(found(judge, "declared").value) == second["recognised"] + sum(first.values()) + windows


@given(lists(), st.sampled_from([kind for kind in NEVER if kind != "excluded"]))
@settings(max_examples=10, deadline=None)
def test_a_cost_that_never_counts_does_not_raise_what_is_recognised(drawn, kind):
    film, costs = drawn
    more = judged(film, [*costs, Cost(kind, 12_345, film.starts, "P-9")])
    assert found(more, "recognised").value == found(judged(film, costs), "recognised").value


@given(lists(), st.data())
@settings(max_examples=10, deadline=None)
def test_an_invoice_split_in_two_and_costs_in_another_order_change_nothing(drawn, data):
    film, costs = drawn
    whole = costs[-1]
    part = data.draw(st.integers(0, whole.cents))
    halves = [Cost(**{**{one.name: getattr(whole, one.name) for one in fields(Cost)}, "cents": of}) for of in (part, whole.cents - part)]
    split = judged(film, data.draw(st.permutations([*costs[:-1], *halves])))
    assert found(split, "related_cliff").disallowed == found(judged(film, costs), "related_cliff").disallowed
    assert found(split, "recognised").value == found(judged(film, costs), "recognised").value


@pytest.mark.parametrize(("cents_invoiced", "off"), [(5_000_000, 0), (5_000_001, 5_000_001)])
def test_the_related_company_stands_at_the_limit_and_falls_a_cent_over(cents_invoiced, off):
    film = Film(short=False, animation=False, documentary=False, coproduction=False, procedure=date(2026, 5, 4), starts=date(2025, 3, 31),
                ends=date(2025, 5, 31), classified=date(2025, 12, 1))  # fmt: skip
    costs = [Cost("realisation", 90_000_000, film.starts), Cost("realisation", cents_invoiced, film.starts, "P-2", related=True)]
    assert cents(found(judged(film, costs), "related_cliff").disallowed) == off == recognise(costs, film)["related_cliff"]
