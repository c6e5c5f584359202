"""One production under the two texts of the aid order: its own figures, and another day of the call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ledger.rules.facts import Told
from ledger.rules.judging import Installed, Judge
from ledger.rules.pack import read_pack, shipped_files
from ledger.rules.rule import Example
from ledger.rules.trying import tried
from ledger.rules.verdict import Status

PACK = read_pack(shipped_files("es-icaa-aid"), "es-icaa-aid")
FIRST, LATEST, BETWEEN = date(2022, 2, 1), date(2025, 9, 1), date(2024, 2, 1)
DIFFER = {
    "es.icaa.all.access_green",
    "es.icaa.all.payterms",
    "es.icaa.gen.complete",
    "es.icaa.gen.fin80",
    "es.icaa.gen.fin_sources_distributor",
    "es.icaa.gen.pa_min",
    "es.icaa.gen.release",
    "es.icaa.gen.screens",
    "es.icaa.gen.screens_ov",
    "es.icaa.gen.shoot_start",
    "es.icaa.gen.tranche1",
    "es.icaa.gen.tranche2",
    "es.icaa.gen.tranche2_financed",
    "es.icaa.gen.tranche2_shoot",
    "es.icaa.gen.tranche3",
    "es.icaa.gen.tranche3_cost",
    "es.icaa.sel.complete",
    "es.icaa.sel.final_project",
    "es.icaa.sel.max",
    "es.icaa.sel.pa_min",
    "es.icaa.sel.screens",
    "es.icaa.sel.screens_ov",
    "es.icaa.sel.shoot_start",
    "es.icaa.short.cum",
}

TELLING: dict[str, tuple[Status, Status]] = {
    "es.icaa.gen.release": ("fail", "pass"),
    "es.icaa.gen.screens": ("pass", "fail"),
    "es.icaa.gen.script_paid": ("pass", "pass"),
    "es.icaa.gen.shoot_start": ("fail", "pass"),
    "es.icaa.gen.title3y": ("pass", "pass"),
    "es.icaa.gen.tranche2_shoot": ("pass", "not applicable"),
}


def called(example: Example, on: date) -> Example:
    return example.model_copy(update={"anchors": {**example.anchors, "icaa_call": on}})


def verdicts(on: date) -> Iterator[tuple[str, str, Status]]:
    for rule in PACK.written.rules:
        for example in rule.tests:
            yield rule.id, example.name, tried(PACK, rule, called(example, on)).status


def test_the_same_figures_are_judged_otherwise_under_the_other_text():
    found = defaultdict(set)
    for (rule, _, before), (_, _, after) in zip(verdicts(FIRST), verdicts(LATEST), strict=True):
        found[before == after].add(rule)
    assert found[False] == DIFFER


def test_a_figure_that_is_another_in_the_two_texts_is_not_decided_for_a_call_between_them():
    told = {(rule, name): status for rule, name, status in verdicts(BETWEEN)}
    assert {told["es.icaa.gen.tranche1", "call of 2022 at the limit"], told["es.icaa.gen.release", "call of 2025 on its last day"]} == {
        "not yet decidable"
    }


def judged(call: date) -> dict[str, Status]:
    """A co-production with Europe of 3,000,000.00, begun seven months after the first payment and released in 45 cinemas."""
    anchors = {
        "icaa_call": call,
        "aid_first_payment": date(2026, 1, 10),
        "shoot_started": date(2026, 8, 15),
        "nationality_notified": date(2027, 2, 1),
        "classified": date(2027, 1, 20),
        "theatrical_release": date(2027, 12, 15),
    }
    said = {
        "aid_line": "general", "animation": False, "documentary": False, "co_official_language": False, "coproduction_with": "europe",
        "cinemas": "45", "script_price": "40000.00", "script_paid": "20000.00",
    }  # fmt: skip
    facts = Told(date(2031, 1, 1), anchors=anchors, said=said, rules={"es.icaa.cost.recognised": "3000000.00"})
    return {verdict.rule: verdict.status for verdict in Judge(facts, [Installed(PACK, PACK.id)]).all()}


def test_one_production_is_judged_by_the_text_of_its_call():
    first, latest = judged(FIRST), judged(LATEST)
    assert {rule: (first[rule], latest[rule]) for rule in sorted(TELLING)} == TELLING
    assert {rule for rule in first if first[rule] != latest[rule]} <= DIFFER
