"""Rules that hold a figure apart for each value of a column, or a part against another part; and covenants judged on a small book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.rules.facts import Told
from ledger.rules.installed import judge
from ledger.rules.judging import Consent, Installed, Judge
from ledger.rules.pack import Pack, read_pack, shipped_files
from ledger.rules.verdict import Verdict
from tests.projections.books import budgeted, cost, invoice, march, reallocate

COVENANTS = read_pack(shipped_files("contract-covenants"), "contract-covenants")
TODAY = date(2026, 3, 31)


def rules(*lines: str) -> Pack:
    """A pack of one rule, t.one."""
    begin = ["pack: t", 'version: "1"', "words: {headings: [none]}", "rules:", "  - id: t.one", "    certainty: C", "    article: one"]
    ends = ("pass", "fail", "pass")
    tests = ["    tests:", *(f"      - {{name: a{n}, expect: {expect}, boundary: yes}}" for n, expect in enumerate(ends))]
    labels = ["key,en,es,ca", "pack.t,t,t,t", "rule.t.one.title,one,uno,un"]
    return read_pack({"rules.yaml": [*begin, *(f"    {line}" for line in lines), *tests], "labels.csv": labels})


def verdict(pack: Pack, figures: Mapping[str, Any], rule: str = "t.one") -> Verdict:
    one = Installed(pack, pack.id)
    return Judge(Told(TODAY, figures), [one]).verdict(*Judge(Told(TODAY), [one]).named(one, rule))


def test_an_amount_is_held_apart_and_those_beyond_it_are_named() -> None:
    limit = 'parameters: {limit: {ask: days, default: "5"}}'
    most = rules("kind: amount_max", "amount: {fact: report_days}", "per: period", limit)
    found = verdict(most, {"amount": {"W09": "7", "W10": "6", "W11": "5"}})
    assert found.outcome
    assert (found.status, found.outcome.what, found.outcome.amount, found.outcome.unit) == ("fail", "W09, W10", 7, "days")
    nothing = verdict(most, {"amount": {}})
    assert (nothing.status, nothing.outcome and nothing.outcome.amount) == ("pass", 0)
    least = rules("kind: amount_min", "amount: {fact: weekly_sufficiency}", "per: week", limit)
    found = verdict(least, {"amount": {"W09": "4", "W10": "5"}})
    assert found.outcome
    assert (found.status, found.outcome.what, found.outcome.amount, found.outcome.unit) == ("fail", "W09", 4, "money")


def test_what_is_counted_is_a_number() -> None:
    pack = rules("kind: amount_max", "amount: {fact: decisions, count: yes}", 'parameters: {limit: {ask: count, default: "0"}}')
    found = verdict(pack, {"amount": "1"}).outcome
    assert found and (found.holds, found.unit) == (False, "number")


def test_days_outside_a_window_are_no_money_lost() -> None:
    found = verdict(COVENANTS, {"amount": [{"day": "2026-03-01", "amount": "1"}]}, "fin.insurance")
    assert found.status == "not yet decidable"
    one = Installed(COVENANTS, COVENANTS.id)
    told = Told(TODAY, {"amount": [{"day": "2026-03-01", "amount": "1"}]}, {"insurance_from": date(2026, 3, 2), "insurance_to": TODAY})
    found = Judge(told, [one]).verdict(*Judge(told, [one]).named(one, "fin.insurance"))
    assert found.outcome
    assert (found.status, found.outcome.amount, found.outcome.disallowed, found.stake) == ("fail", 1, 0, None)


def test_a_part_is_held_against_a_part() -> None:
    figures = {"amount": "10.00", "of": "30.00", "base": "40.00", "base_of": "90.00"}
    found = verdict(COVENANTS, figures, "fin.contingency.burn").outcome
    assert found and (found.holds, found.limit) == (False, Decimal("10.67"))
    assert verdict(COVENANTS, figures | {"base_of": "0.00"}, "fin.contingency.burn").missing == "the whole of the base"


def test_a_word_means_what_the_pack_says_until_the_contract_says_otherwise() -> None:
    book = budgeted()
    pack = rules(
        "kind: amount_min", "amount: {fact: budget, where: {category: $headings}}", 'parameters: {limit: {ask: amount, default: "1"}}'
    )
    with book.session(on=march(31)) as session:
        for words, amount in (({}, 0), ({"headings": ("3300",)}, 250_000)):
            one = Installed(pack, "T", words=words)
            found = judge(session, [one]).verdict(one, pack.written.rules[0]).outcome
            assert found and found.amount == amount


def test_covenants_are_judged_on_a_book_and_consent_cures_a_transfer() -> None:
    book = budgeted()
    reallocate(book, "R-0001", march(2), a1100=-10_001, a3500=10_001)
    invoice(book, "I-0001", march(3), cost("5000", 40_500))
    one = Installed(COVENANTS, "C", words={"locked": ("6800",)})
    consent = Consent("fin.transfer.heading", None, Decimal(12_000), march(1), None, 1)
    with book.session(on=march(31)) as session:
        found = {each.rule: each for each in judge(session, [one]).all()}
        agreed = judge(session, [replace(one, consents=(consent,))])
        assert agreed.verdict(*agreed.named(agreed.packs[0], "fin.transfer.heading")).status == "pass"
    moved, over = found["fin.transfer.heading"].outcome, found["fin.overage.unapproved"].outcome
    assert moved and over
    assert (moved.holds, moved.what, moved.amount, moved.limit) == (False, "1100, 3500", 10_001, 8_000)
    assert (over.holds, over.what, over.amount) == (False, "5000", 500)
    assert found["fin.transfer.locked"].status == found["fin.transfer.above_line"].status == "pass"
