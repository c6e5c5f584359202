"""What a floor says before its day, a time that must pass, days of a rule's law, and what a breach puts at stake."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.errors import Misuse
from ledger.rules.pack import LABELS, RULES, Pack, read_pack
from ledger.rules.rule import Example
from ledger.rules.trying import tried

HEAD = """
pack: tried
version: "1"
selects: [icaa_call]
acts: {ACT: {title: An act}}
rules:
  - id: es.tried.rule
    certainty: A
    act: ACT
    article: "1"
    tests:
      - {name: a, facts: {amount: "1.00"}, expect: pass, boundary: yes}
      - {name: b, facts: {amount: "0.00"}, expect: fail}
      - {name: c, facts: {amount: "0.00"}, expect: fail}
"""
FLOOR = """
    kind: amount_min
    amount: {declared: aid_budget}
    settled: cost_filed
    parameters: {limit: {values: [{from: 2020-01-01, value: "1.00", act: ACT, article: "1"}]}}
"""
KEPT = """
    kind: precedence
    first: classified
    then: title_transferred
    after: years
    unit: years
    parameters: {years: {values: [{from: 2020-01-01, value: "3", act: ACT, article: "1"}]}}
"""


def pack(body: str) -> Pack:
    labels = ["key,en,es,ca", "pack.tried,Tried,Probado,Provat", "rule.es.tried.rule.title,Rule,Regla,Regla"]
    return read_pack({RULES: (HEAD + body).splitlines(), LABELS: labels})


def status(body: str, **told: object) -> str:
    one = pack(body)
    return tried(
        one, one.written.rules[0], Example.model_validate({"name": "one", "expect": "pass", "anchors": {"icaa_call": "2021-01-01"}} | told)
    ).status


@pytest.mark.parametrize(
    ("anchors", "today", "expected"),
    [
        ({}, "2022-01-01", "at risk"),
        ({"cost_filed": "2022-01-02"}, "2022-01-01", "at risk"),
        ({"cost_filed": "2022-01-01"}, "2022-01-01", "fail"),
    ],
)
def test_a_floor_that_is_not_reached_is_at_risk_until_the_day_that_settles_it(anchors, today, expected):
    anchors = {"icaa_call": "2021-01-01", **anchors}
    assert status(FLOOR, facts={"amount": "0.99"}, anchors=anchors, today=today) == expected
    assert status(FLOOR, facts={"amount": "1.00"}, anchors=anchors, today=today) == "pass"


@pytest.mark.parametrize(
    ("transferred", "today", "expected"),
    [
        (None, "2024-02-29", "not yet decidable"),
        (None, "2024-03-01", "pass"),
        ("2024-02-29", "2025-01-01", "fail"),
        ("2024-03-01", "2025-01-01", "pass"),
    ],
)
def test_a_time_has_to_pass_between_two_days(transferred, today, expected):
    anchors = {"icaa_call": "2021-01-01", "classified": "2021-03-01"} | ({"title_transferred": transferred} if transferred else {})
    assert status(KEPT, anchors=anchors, today=today) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [("2021-05-31", "not applicable"), ("2021-06-01", "fail"), ("2021-06-30", "fail"), ("2021-07-01", "not applicable")],
)
def test_a_rule_counts_on_the_days_on_which_the_law_has_it(call, expected):
    body = FLOOR.replace("    settled: cost_filed\n", "    from: 2021-06-01\n    to: 2021-06-30\n")
    assert status(body, facts={"amount": "0.00"}, anchors={"icaa_call": call}) == expected


def test_a_share_of_what_is_at_stake_is_told_with_the_breach():
    body = FLOOR.replace(
        "    settled: cost_filed\n", "    stake: {declared: aid_requested}\n    consequence: {kind: cut, of: stake, share: limit}\n"
    )
    one = pack(body)
    told = {
        "name": "one",
        "expect": "fail",
        "facts": {"amount": "0.99"},
        "declared": {"aid_requested": "250.00"},
        "anchors": {"icaa_call": "2021-01-01"},
    }
    assert tried(one, one.written.rules[0], Example.model_validate(told)).stake == 250


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (FLOOR.replace("cost_filed", "cost_fild"), "there is no day called cost_fild"),
        (FLOOR + "    consequence: {kind: cut, of: stake}\n", "es.tried.rule has no stake of which anything could be lost"),
        (FLOOR + "    consequence: {kind: cut, share: part}\n", "es.tried.rule has no parameter part"),
        (KEPT.replace("after: years", "after: decades"), "es.tried.rule has no parameter decades"),
    ],
)
def test_a_name_that_is_not_there_is_refused(body, why):
    with pytest.raises(Misuse, match=why):
        pack(body)


WINDOW = """
    kind: date_window
    amount: {fact: shooting_days}
    opens: {anchor: shoot_started}
    closes: {anchor: shoot_ended}
"""


def test_a_window_whose_last_day_is_unknown_is_undecided_unless_it_may_stay_open():
    may = WINDOW.replace("shoot_ended}", "shoot_ended, open: yes}")
    begun = {"icaa_call": "2021-01-01", "shoot_started": "2021-03-02"}
    for body, day, expected in (
        (WINDOW, "2021-03-02", "not yet decidable"),
        (may, "2021-03-02", "pass"),
        (may, "2021-03-01", "fail"),
        (may.replace("    opens: {anchor: shoot_started}\n", ""), None, "a window without its first day cannot stay open"),
        (WINDOW.replace("shoot_started}", "shoot_started, open: yes}"), None, "open"),
    ):
        if day is None:
            with pytest.raises(Misuse, match=expected):
                pack(body)
        else:
            assert status(body, facts={"amount": [{"day": day, "amount": "1"}]}, anchors=begun) == expected


def test_a_credit_note_alone_takes_nothing_off():
    body = "    kind: exclude_class\n    amount: {fact: costs}\n    consequence: {kind: not counted}\n"
    one = pack(body)
    for amount, expected, lost in (("-5.00", "pass", "0"), ("0.00", "pass", "0"), ("0.01", "fail", "0.01")):
        told = {"name": "one", "expect": "pass", "facts": {"amount": amount}, "anchors": {"icaa_call": "2021-01-01"}}
        found = tried(one, one.written.rules[0], Example.model_validate(told))
        assert found.outcome
        assert (found.status, found.outcome.disallowed) == (expected, Decimal(lost))
