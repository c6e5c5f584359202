"""What is left of a fact's rows after what other rules disallow of them, and what a pack may say of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Misuse
from ledger.rules.facts import Ask
from ledger.rules.judging import Installed, Judge
from ledger.rules.left import Lost, left
from ledger.rules.pack import read_pack
from ledger.rules.verdict import Undecided
from tests.rules.in_memory import InMemory, word

DAYS = [date(2026, month, 1) for month in range(1, 9)]
SPANS = [*combinations(DAYS, 2)]
ROWS = st.fixed_dictionaries(
    {
        "class": st.sampled_from(["set", "meals", None]),
        "party": st.sampled_from(["P-1", "P-2"]),
        "related": st.booleans(),
        "day": st.one_of(st.none(), st.sampled_from(DAYS)),
        "amount": st.integers(-5, 99),
    }
)
ASKS = st.sampled_from(
    [
        Ask("costs"),
        Ask("costs", (("class", ("set", "meals")),)),
        Ask("costs", (("party", ("P-1",)), ("related", ("yes",)))),
        Ask("costs", (("related", ("no",)),), (("class", ("set",)),)),
        Ask("costs", (), (("class", ("meals", "phone")),)),
    ]
)


def asked(ask: Ask, row: dict[str, object]) -> bool:
    return all(word(row[column]) in words for column, words in ask.where) and not any(
        word(row[column]) in words for column, words in ask.without
    )


def taken(one: Lost, row: dict[str, object]) -> bool:
    day = row["day"]
    return asked(one.ask, row) and (one.days is None or (isinstance(day, date) and not one.days[0] <= day <= one.days[1]))


@given(
    st.lists(ROWS, min_size=1, max_size=12), ASKS, st.lists(st.builds(Lost, ASKS, st.one_of(st.none(), st.sampled_from(SPANS))), max_size=4)
)
def test_a_row_is_taken_off_once_whatever_number_of_rules_disallow_it(rows, ask, lost):
    facts = InMemory(date(2026, 12, 31), {"costs": rows})
    kept = [row["amount"] for row in rows if asked(ask, row) and not any(taken(one, row) for one in lost)]
    assert left(facts, ask, lost) == Decimal(sum(kept))


def test_of_a_fact_without_rows_nothing_is_known():
    assert left(InMemory(date(2026, 12, 31)), Ask("costs"), [Lost(Ask("costs"))]) is None


PACK = """pack: try
version: "1"
acts: {{A: {{title: An act}}}}
words: {{never: [tax, luxury]}}
rules:
  - id: x.cliff
    kind: cliff
    certainty: C
    article: "1"
    amount: {{fact: costs, where: {{related: yes}}, except: {{class: [$never]}}}}
    per: party
    parameters: {{limit: {{values: [{{from: 2020-01-01, value: "100.00", act: A, article: "1"}}]}}}}
    tests: &tests
  - id: x.rest
    kind: amount_max
    certainty: C
    article: "2"
    amount: {{fact: costs, except: {{class: [$never]}}, after: [{after}]}}
    {more}
    parameters:
      limit: {{values: [{{from: 2020-01-01, value: "1000.00", act: A, article: "2"}}]}}
      floor: {{values: [{{from: 2020-01-01, value: "50.00", act: A, article: "2"}}]}}
    tests: &tests
"""
TESTS = """
      - {name: under, facts: {amount: "0.00"}, expect: pass}
      - {name: over, facts: {amount: "2000.00"}, expect: fail}
      - {name: at, facts: {amount: "100.00"}, expect: pass, boundary: yes}
"""
PER = TESTS.replace('"0.00"', '{P-1: "0.00"}').replace('"2000.00"', '{P-1: "2000.00"}').replace('"100.00"', '{P-1: "100.00"}')
LABELS = ["key,en,es,ca", "pack.try,a,a,a", "rule.x.cliff.title,a,a,a", "rule.x.rest.title,a,a,a"]


def pack(after: str = "x.cliff", more: str = "basis: paid"):
    text = PACK.format(after=after, more=more).replace(" &tests", PER.rstrip(), 1).replace(" &tests", TESTS.rstrip())
    return read_pack({"rules.yaml": text.splitlines(), "labels.csv": LABELS}, "try")


def judged(rows, more="basis: paid"):
    rows = [{"basis": "paid", "class": None, "party": "P-1", "related": False, "day": None, **row} for row in rows]
    one = Installed(pack(more=more), "try")
    judge = Judge(InMemory(date(2026, 12, 31), {"costs": rows}), [one])
    return judge.outcome(one, judge.named(one, "x.rest")[1], None)


def test_a_rule_asks_for_what_another_leaves_and_a_pack_has_lists_of_words():
    rows = [
        {"amount": 900},
        {"amount": 50, "class": "tax"},
        {"amount": 101, "party": "P-2", "related": True},
        {"amount": 100, "party": "P-3", "related": True},
    ]
    assert judged(rows).amount == Decimal(1000)


def test_a_question_about_a_quantity_is_whether_there_is_any_or_at_least_so_much():
    assert judged([{"amount": 0}], "applies: {quantity: {fact: costs}}") is None
    assert judged([{"amount": 1}], "applies: {quantity: {fact: costs}}").holds
    assert judged([{"amount": 49}], "applies: {quantity: {fact: costs}, at_least: floor}") is None
    assert judged([{"amount": 50}], "applies: {quantity: {fact: costs}, at_least: floor}").holds
    assert isinstance(judged([], "applies: {quantity: {fact: costs}}"), Undecided)


@pytest.mark.parametrize(("after", "more", "says"), [
    ("x.nothing", "basis: paid", "there is no rule x.nothing in this pack. What comes after a rule names one of its own pack."),
    ("x.rest", "basis: paid", "x.rest disallows no whole rows of a fact. A cliff, a date_window or an exclude_class of a fact does."),
    ("x.cliff", "applies: {declared: documentary, over: limit}", "a quantity is held at_most, at_least or over one parameter"),
    ("x.cliff", "applies: {quantity: {rule: x.cliff, after: [x.cliff]}}", "x.rest asks for rows after another rule where it does not add"),
])  # fmt: skip
def test_what_comes_after_a_rule_is_refused_where_no_rows_can_be_taken(after, more, says):
    with pytest.raises(Misuse) as refused:
        pack(after, more)
    assert says in str(refused.value)
