"""A pack that does not hold is refused with file and line, and everything that is wrong at once."""

from __future__ import annotations

import re

import pytest

from ledger.errors import LedgerError
from ledger.rules.pack import read_pack
from ledger.rules.trying import misses

RULE = """\
pack: film
version: "1"
acts: {Law: {title: A law}}
rules:
  - id: film.cap
    kind: cap_excess
    certainty: A
    act: Law
    article: "3"
    amount: {fact: costs, where: {class: overheads}}
    base: {fact: costs}
    parameters:
      share: {values: [{from: 2016-01-01, value: "0.07", act: Law, article: "3"}]}
    tests:
      - {name: under, facts: {amount: "6.99", base: "100.00"}, expect: pass}
      - {name: at, facts: {amount: "7.00", base: "100.00"}, expect: pass, boundary: yes}
      - {name: over, facts: {amount: "7.01", base: "100.00"}, expect: fail, disallowed: "0.01"}
"""
LABELS = ("key,en,es,ca", "pack.film,The film,La película,La pel·lícula", "rule.film.cap.title,A cap,Un límite,Un límit")


def read(text, labels=LABELS):
    return read_pack({"rules.yaml": text.splitlines(), "labels.csv": labels})


def test_a_pack_that_holds_is_read():
    assert [rule.id for rule in read(RULE).written.rules] == ["film.cap"]


@pytest.mark.parametrize(
    ("instead", "of", "says"),
    [
        ("cap_exces", "cap_excess", "rules.yaml, line 5: there is no kind of rule called cap_exces"),
        ("fact: cost,", "fact: costs,", "rules.yaml, line 10: there is no fact called cost"),
        ("{klass:", "{class:", "rules.yaml, line 10: costs has no column klass"),
        ("{rule: film.cap}", "{fact: costs}", "rules.yaml, line 5: film.cap stands on film.cap. A rule cannot stand on itself."),
        ("{rule: film.other}", "{fact: costs}", "rules.yaml, line 11: there is no rule film.other in this pack"),
        ("0,07", "0.07", "rules.yaml, line 13: parameters share values value '0,07': is a plain figure"),
        ("March", "2016-01-01", "rules.yaml, line 13: parameters share values from 'March': is a day"),
        ("acts: {Other:", "acts: {Law:", "rules.yaml, line 8: the act Law is not among acts"),
        ("certainty: D", "certainty: A", "rules.yaml, line 7: certainty 'D'"),
        ("articel", 'article: "3"\n    amount', "rules.yaml, line 5: article is missing"),
        ("quota:", "share:", "rules.yaml, line 5: film.cap has no parameter share"),
        ("cap_excess\n    per: day", "cap_excess", "rules.yaml, line 5: costs has no column day to keep apart"),
        ("boundary: no", "boundary: yes", "rules.yaml, line 14: film.cap has no test at its boundary"),
        ("expect: pass", "expect: fail", "rules.yaml, line 14: film.cap has no test that is a fail"),
        ("wrong: x\nrules:", "rules:", "rules.yaml, line 4: wrong is no field here"),
        ('version: "1"\nversion:', "version:", "rules.yaml, line 3: version is said twice here. Say it once."),
        ("Lex, article", "Law, article", "line 13: share of film.cap: the act Lex is not among acts. Add it there, with its title."),
        ("related: maybe", "class: overheads", "rules.yaml, line 10: related of costs is never 'maybe': it is yes, no."),
        ("settlement: credit", "class: overheads", "settlement of costs is never 'credit': it is cash, deferred, in kind."),
        ("needs: [film]\nversion", "version", "rules.yaml, line 2: film needs no pack of its own name. Take it out."),
        ("needs: [es-icaa-cost]\nrules:", "rules:", "there is no rule es.icaa.cost.none in this pack or in those that it needs"),
        ("version: x", 'version: "1"', "version 'x': is figures with points between, such as \"1\" or \"2.1\"."),
        ("amount: 5\n", "amount: {fact: costs, where: {class: overheads}}\n", "amount '5': is a mapping of fields to what they say."),
        ("share: 3\n", 'share: {values: [{from: 2016-01-01, value: "0.07", act: Law, article: "3"}]}\n', "share '3': is a mapping"),
        ("9" * 400, "0.07", "value '9999999999999999999999999999999999999999' and so on, 400 characters: is a plain figure"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_and_line(instead, of, says):
    text = RULE.replace("base: {fact: costs}", "base: {rule: es.icaa.cost.none}") if "needs: [es" in instead else RULE
    with pytest.raises(LedgerError) as refusal:
        read(text.replace(of, instead if instead != "articel" else 'articel: "3"\n    amount'))
    assert says in str(refusal.value)
    assert "Input" not in str(refusal.value)


def test_two_values_of_one_day_are_refused():
    twice = '{from: 2016-01-01, value: "0.07", act: Law, article: "3"}, {from: 2016-01-01, value: "0.08", act: Law, article: "3"}'
    with pytest.raises(LedgerError, match=r"line 13: share of film\.cap: two values count from 2016-01-01"):
        read(RULE.replace('{from: 2016-01-01, value: "0.07", act: Law, article: "3"}', twice))
    over = twice.replace("2016-01-01", "2020-05-01").replace("2020-05-01", "2016-01-01, to: 2020-05-01", 1)
    with pytest.raises(LedgerError, match="a value counts from 2020-05-01, and the one before it counts to 2020-05-01"):
        read(RULE.replace('{from: 2016-01-01, value: "0.07", act: Law, article: "3"}', over))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x [1, 1]\nb: *x\n", "line 1: &x names a value to be repeated"),
        ("a: [*x]\n", "line 1: *x stands for what is written elsewhere. Write it out; a pack has no aliases."),
        ("a: !!set [ls]\n", "line 1: the tag tag:yaml.org,2002:set is refused. A pack holds text, lists and mappings."),
        ("a: [1\nb: 2\n", ". Write it as YAML with two spaces for each level."),
        ("", "rules.yaml is empty. A pack says at least pack, version and rules."),
        ("- a\n" * 3, "rules.yaml, line 1: the pack"),
        ("a: " + "[" * 40 + "]" * 40, ": this stands 31 levels deep and a pack has at most 30."),
        ("? [a]\n: b\n", "line 1: the name of a field is a word."),
        ("\x00", "rules.yaml is not YAML: unacceptable character #x0000: control characters are not allowed. Save it as plain UTF-8 text."),
        ("x" * 2_000_001, "has 2,000,001 characters and a pack's file has at most 2,000,000"),
    ],
)  # fmt: skip
def test_what_is_not_plain_yaml_is_refused(text, says):
    with pytest.raises(LedgerError) as refusal:
        read_pack({"rules.yaml": [text] if "\n" not in text else text.splitlines()})
    assert says in str(refusal.value) and refusal.value.exit_code == 2


def test_a_title_is_asked_for_in_three_languages():
    with pytest.raises(LedgerError, match=r"film\.cap has no title"):
        read(RULE, LABELS[:2])
    with pytest.raises(LedgerError, match="the pack has no title"):
        read(RULE, (LABELS[0], LABELS[2]))
    with pytest.raises(LedgerError, match=r"labels.csv, line 3.*ca"):
        read(RULE, (*LABELS[:2], "rule.film.cap.title,A cap,Un límite,"))


def test_a_pack_without_rules_is_none():
    with pytest.raises(LedgerError, match=re.escape("has no rules.yaml. A pack is a folder with rules.yaml and labels.csv.")):
        read_pack({"labels.csv": LABELS})


def test_what_cannot_be_judged_is_refused():
    apart = RULE.replace("kind: cap_excess", "kind: cap_excess\n    per: party")
    declares = "declares: {documentary: {kind: yes}}\nacts: {Law"
    for text, says in (
        (apart.replace("{fact: costs, where: {class: overheads}}", "{declared: documentary}"), "so each of them is of a fact, whole"),
        (RULE.replace("acts: {Law", declares), "documentary is declared by every production already. Take it out"),
        (RULE.replace('amount: "6.99"', "amount: abc"), None),
    ):
        if says is None:
            assert any("it tells what cannot be read" in miss for miss in misses(read(text)))
            continue
        with pytest.raises(LedgerError) as refusal:
            read(text)
        assert says in str(refusal.value)


def test_tests_stand_as_a_block_of_their_own():
    head, _, block = RULE.partition("    tests:\n")
    flow = ", ".join(line.strip().removeprefix("- ") for line in block.splitlines())
    where = ": the tests of a rule are its last field, under tests: with four spaces before it. Write them so."
    with pytest.raises(LedgerError, match=re.escape(f"rules.yaml{where}")):
        read(f"{head}    tests: [{flow}]\n")
