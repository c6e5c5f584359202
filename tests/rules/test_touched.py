"""Which rules a decision can touch: those whose facts are made of its events, and those that stand on them."""

from __future__ import annotations

import re

import pytest

from ledger.projections.files import reads, relations
from ledger.rules.installed import judge
from ledger.rules.judging import Installed
from ledger.rules.pack import read_pack, shipped, shipped_files
from ledger.rules.touched import touched
from tests.projections.books import budgeted, cost, invoice, march, reallocate

PACKS = [Installed(read_pack(shipped_files(name), name), name.upper(), financier="P-0001") for name in shipped()]
FEW = [one for one in PACKS if one.key in ("CONTRACT-COVENANTS", "ES-LGS")]


@pytest.mark.parametrize("fact", sorted(relations("facts").keys() - {"entries"}))
def test_a_fact_names_the_events_that_it_reads(fact: str) -> None:
    sql = relations("facts")[fact]
    assert len(re.findall(r"\bstaged\b", sql)) == 1
    assert re.search(r"from staged\n(?:    )?where name (?:=|in) ", sql)


def test_a_view_that_looks_entries_up_reads_no_others() -> None:
    assert reads("decisions_made") is None  # an entry on a grant is a decision, whatever it is called
    told = reads("cost_report_amounts")
    assert told and "BudgetReallocated" in told and "SourceAdded" not in told


def test_a_rule_is_touched_by_the_events_of_its_facts_and_of_the_rules_below() -> None:
    realised = touched(PACKS, reads, frozenset({"EstimateToCompleteEntered"}))
    assert ("ES-ICAA-COST", "es.icaa.cost.overheads") in realised  # 7% of the realisation cost, which the rule below adds up
    funded = touched(PACKS, reads, frozenset({"SourceAdded"}))
    assert ("ES-ICAA-COST", "es.icaa.cost.overheads") not in funded
    assert touched(PACKS, reads, frozenset({"RuleWaived"})).keys() == {
        (one.key, rule.id) for one in PACKS for rule in one.pack.written.rules
    }


def test_the_verdict_of_a_rule_that_is_not_touched_stays_what_it_was() -> None:
    written = budgeted()
    invoice(written, "I-0001", march(3), cost("3300", 100))
    before, said = written.last(), []
    reallocate(written, "R-0001", march(4), a3300=-5, a3400=5)
    for position in (before, written.last()):
        with written.session(position, on=march(8)) as session:
            said.append({(verdict.pack, verdict.rule): verdict for verdict in judge(session, FEW).all()})
    was, now = said
    changed = {key for key in was if was[key] != now[key]}
    assert changed and changed <= touched(FEW, reads, frozenset({"BudgetReallocated"})).keys()
