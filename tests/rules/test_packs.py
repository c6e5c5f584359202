"""Every pack that comes with Topsheet: it holds together, its tests come out, and no number of it can change unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from ledger.rules.facts import declarations
from ledger.rules.pack import LANGUAGES, Pack, read_pack, shipped, shipped_files
from ledger.rules.parameters import Dated
from ledger.rules.rule import Rule
from ledger.rules.trying import misses, tried, wrong

PACKS = {name: read_pack(shipped_files(name), name) for name in shipped()}


@pytest.mark.parametrize("name", PACKS)
def test_the_tests_beside_its_rules_come_out(name):
    assert list(misses(PACKS[name])) == []


@pytest.mark.parametrize("name", PACKS)
def test_a_parameter_that_changes_by_one_unit_fails_some_test(name):
    pack = PACKS[name]
    survived = [f"{changed.id} {what}" for rule in pack.written.rules for what, changed in changes(rule) if not caught(pack, rule, changed)]
    assert survived == []


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_is_titled_in_three_languages(name):
    pack = PACKS[name]
    for rule in pack.written.rules:
        assert all(pack.title(f"rule.{rule.id}.title", language) for language in LANGUAGES)


def caught(pack: Pack, rule: Rule, changed: Rule) -> bool:
    return any(wrong(test, tried(pack, changed, test)) for test in rule.tests)


def changes(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with each of its numbers one unit of its last digit more, and one less."""
    for name, parameter in rule.parameters.items():
        if parameter.default is not None:
            for by in (1, -1):
                other = parameter.model_copy(update={"default": moved(parameter.default, by)})
                yield f"{name} {other.default}", rule.model_copy(update={"parameters": {**rule.parameters, name: other}})
        for place, _ in enumerate(parameter.values):
            for by in (1, -1):
                values = shifted(parameter.values, place, by)
                other = parameter.model_copy(update={"values": values})
                yield f"{name} from {values[place].since} {values[place].value}", with_(rule, name, other)
        for number, case in enumerate(parameter.cases):
            for place, _ in enumerate(case.values):
                for by in (1, -1):
                    values = shifted(case.values, place, by)
                    cases = [*parameter.cases]
                    cases[number] = case.model_copy(update={"values": values})
                    yield (
                        f"{name} case {number + 1} {values[place].value}",
                        with_(rule, name, parameter.model_copy(update={"cases": tuple(cases)})),
                    )


def with_(rule: Rule, name: str, parameter: object) -> Rule:
    return rule.model_copy(update={"parameters": {**rule.parameters, name: parameter}})


def shifted(values: tuple[Dated, ...], place: int, by: int) -> tuple[Dated, ...]:
    return tuple(one.model_copy(update={"value": moved(one.value, by)}) if n == place else one for n, one in enumerate(values))


def moved(value: Decimal, by: int) -> Decimal:
    return value + by * Decimal(1).scaleb(int(value.as_tuple().exponent))


@pytest.mark.parametrize("name", PACKS)
def test_what_is_declared_has_a_name_that_an_entry_can_hold(name):
    assert not [said for said in (*declarations(), *PACKS[name].written.declares) if len(said) > 32]
