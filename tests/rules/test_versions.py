"""One production under the two texts of the aid order: its own figures, and another day of the call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ledger.rules.facts import Told
from ledger.rules.installed import Installed
from ledger.rules.judging import Judge
from ledger.rules.pack import Pack, folder, read_pack, shipped_folder
from ledger.rules.rule import Example
from ledger.rules.trying import tried
from ledger.rules.verdict import Status, Verdict

PACK = read_pack(folder(shipped_folder("es-icaa-aid")), "es-icaa-aid")
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


def test_one_production_is_compliant_under_the_first_text_and_not_under_the_latest():
    assert {rule: status for rule, status in judged(FIRST).items() if rule in TELLING} == {
        "es.icaa.gen.tranche2_shoot": "fail",
        "es.icaa.gen.release": "fail",
        "es.icaa.gen.screens": "pass",
        "es.icaa.gen.shoot_start": "fail",
        "es.icaa.gen.script_paid": "pass",
        "es.icaa.gen.title3y": "pass",
    }
    assert {rule: status for rule, status in judged(LATEST).items() if rule in TELLING} == {
        "es.icaa.gen.tranche2_shoot": "not applicable",
        "es.icaa.gen.release": "pass",
        "es.icaa.gen.screens": "fail",
        "es.icaa.gen.shoot_start": "pass",
        "es.icaa.gen.script_paid": "pass",
        "es.icaa.gen.title3y": "pass",
    }
