"""Every heading, title and word of a report has a label in three languages, and a file of labels is read strictly."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest

from cli import dood
from cli.report import REPORTS
from ledger.aggregates import (
    account,
    advance,
    calendar,
    condition,
    engagement,
    payable,
    payroll,
    purchase_order,
    source,
    source_terms,
    tranche,
)  # fmt: skip
from ledger.errors import Misuse
from ledger.labels import HEAD, LANGUAGES, PLACE, SHIPPED, filled, read_labels, shipped
from ledger.labels.language import ENGLISH, TITLES, Language, column_key, slug
from ledger.projections import relations
from ledger.reports import cost_report
from tests.catalogues import ROOT, described, in_order

SPANISH, CATALAN = Language("es"), Language("ca")


def lists() -> Iterator[str]:
    """The words of closed lists that cells hold."""
    for module in (account, advance, calendar, condition, source, source_terms, tranche):
        for name in ("Section", "Form", "Aid", "Means", "Kind", "Milestone", "Met", "Weekday"):
            if hasattr(module, name):
                yield from get_args(getattr(module, name))
    for module in (engagement, payable, payroll, purchase_order, tranche):
        yield from module.Stage
    yield from ("under", "over", "ahead", "behind", "on plan", "more", "less", "yes", "grand total", "total before contingency")
    yield from ("contingency undrawn", "variance before contingency", "variance if all contingency is used")
    yield from ("int", "ext", "int/ext", "day", "night", "dawn", "dusk", "holiday", "rest", "travel")


def lacking(wanted: dict[str, str]) -> str:
    """Lines for labels.csv, with the English and places for the other two."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    words = {key.rpartition(".")[2] for key in shipped() if key.startswith("word.")}
    for key, english in sorted(wanted.items()):
        known = key in shipped() or (key.startswith("word.") and key.removeprefix("word.") in words)
        if not known:
            writer.writerow([key, english, "?", "?"])
    return out.getvalue()


@cache
def columns() -> dict[str, set[str]]:
    """How each column of the views is printed in English, by its key."""
    found = defaultdict(set)
    for view, named in described().items():
        if view in relations("views"):
            for name, _ in named:
                found[column_key(name)].add(name.replace("_", " "))
    return found


def test_every_column_of_every_view_has_a_heading() -> None:
    wanted = {key: max(names) for key, names in columns().items()}
    missing = lacking(wanted)
    assert not missing, f"{SHIPPED.relative_to(ROOT)} lacks these headings; say them in Spanish and Catalan for ?:\n{missing}"


def test_every_report_has_a_title() -> None:
    missing = lacking({f"report.{name}": name.replace("-", " ") for name in REPORTS})
    assert not missing, f"{SHIPPED.relative_to(ROOT)} lacks these titles; say them in Spanish and Catalan for ?:\n{missing}"


def test_every_word_of_a_closed_list_has_a_label() -> None:
    missing = lacking({f"word.{slug(word)}": word for word in lists()})
    assert not missing, f"{SHIPPED.relative_to(ROOT)} lacks these words; say them in Spanish and Catalan for ?:\n{missing}"


def test_the_english_of_the_file_is_what_is_printed() -> None:
    printed = columns()
    texts = {key: row["en"] for key, row in shipped().items()}
    assert not {key: texts[key] for key in printed if key in texts and texts[key] not in printed[key] and texts[key].isupper() is False}
    titles = {f"report.{name}": ENGLISH.title(name) for name in REPORTS}
    assert {key: texts[key].casefold() for key in titles} == titles
    words = {key: text for key, text in texts.items() if key.startswith("word.") and "{" not in text}
    assert not {key: text for key, text in words.items() if slug(text) != key.rpartition(".")[2]}


CONSTANTS: dict[str, Any] = {"LEGEND": dood.LEGEND, "SHEET": cost_report.SHEET}


def told(function: ast.FunctionDef) -> Iterator[tuple[str, Any]]:
    """The key and the English of every line that a function says."""
    named = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=english)):
                named[name] = english
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr="text") | ast.Name(id="text"), args=[ast.Constant(value=str(key)), english]):
                said = getattr(english, "id", getattr(english, "attr", ""))
                yield key, english.value if isinstance(english, ast.Constant) else (CONSTANTS | named)[said]


def said_in_code() -> dict[str, set[str]]:
    """Every line that the code says through Language.text, with its English there."""
    found = defaultdict(set)
    for path in (path for home in ("cli", "ledger") for path in (ROOT / home).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "text(" not in text:
            continue
        for function in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)):
            for key, english in told(function):
                found[key].add(english)
    for name, note in cost_report.NOTES.items():
        found[f"workbook.note.{slug(name)}"].add(note)
    for who in cost_report.SIGNED:
        found[f"workbook.signed.{slug(who)}"].add(f"{who}, date")
    return found


def test_a_line_says_in_the_code_what_it_says_in_the_file() -> None:
    said = said_in_code()
    assert len(said) > 15
    assert {key: {shipped()[key]["en"]} if key in shipped() else None for key in said} == said


def test_the_file_is_sorted_and_one_text_is_spelled_one_way() -> None:
    keys = [row.partition(",")[0] for row in SHIPPED.read_text(encoding="utf-8").splitlines()[1:]]
    assert keys == sorted(keys)
    spelled = defaultdict(set)
    for key, texts in shipped().items():
        for language in LANGUAGES:
            spelled[key.partition(".")[0], language, texts[language].casefold()].add(texts[language])
            assert texts[language].count("  ") == texts["en"].count("  "), key
            assert len(texts[language]) <= 31 or not key.startswith("sheet."), "a sheet's name has at most 31 characters"
    assert not [sorted(ways) for ways in spelled.values() if len(ways) > 1]


def test_titles_headings_and_words_begin_small_as_they_are_printed() -> None:
    begun = {
        (key, text.split()[0])
        for key, texts in shipped().items()
        if key.startswith(("column.", "report.", "word.")) and not key.startswith("word.month.")
        for text in texts.values()
    }
    assert not sorted(key for key, word in begun if not (word[0].islower() or word.isupper() or word[0] in "{%"))


def test_labels_of_two_branches_are_put_in_order() -> None:
    assert in_order("key,en,es,ca\nb,B,B,B\na,A,A,A\nb,B,B,B\n") == "key,en,es,ca\na,A,A,A\nb,B,B,B\n"
    assert in_order(SHIPPED.read_text(encoding="utf-8")) == SHIPPED.read_text(encoding="utf-8")


def test_every_label_has_its_places_in_all_three_languages() -> None:
    assert not [key for key, texts in shipped().items() if len({frozenset(PLACE.findall(texts[one])) for one in LANGUAGES}) > 1]


def test_a_label_is_filled_with_text_as_it_is_printed() -> None:
    assert SPANISH.text("line.period", "", period="2026-W11", starts="2026-03-09", ends="2026-03-15").startswith(
        "Período 2026-W11, del 2026"
    )
    assert filled("{amount} of {limit}", {"amount": "{limit}", "limit": "9"}) == "{limit} of 9"
    with pytest.raises(Misuse, match=re.escape("has a place {ends} that nothing fills. What it may say: period, starts.")):
        filled("{period}, {ends}", {"period": "2026-W11", "starts": "2026-03-09"})


def test_a_phrase_with_a_figure_a_day_or_a_name_in_it_is_said_in_the_language() -> None:
    said = {
        "refused: spent in FR": "no admitido: gastado en FR",
        "no class; related party": "sin clase; parte vinculada",
        "dated 2026-03-01, before 2026-04-01": "con fecha 2026-03-01, antes del 2026-04-01",
        "above the cap of 10.00": "por encima del máximo de 10.00",
        "above 10.00": "por encima de 10.00",
        "limit, which the contract has to say": "limit, que debe decir el contrato",
        "lifted: shot in the Canary Islands": "incrementado: shot in the Canary Islands",
        "nobody": "nadie",
        "": "",
    }
    assert {words: SPANISH.phrase(words) for words in said} == said
    assert CATALAN.phrase("last day of 2026-P4", words=False) == "últim dia de 2026-P4"
    assert CATALAN.phrase("cash", words=False) == "cash"  # people wrote it
    assert ENGLISH.phrase("refused: spent in FR") == "refused: spent in FR"


def test_a_view_and_a_column_may_have_words_of_their_own() -> None:
    assert SPANISH.word("released") == "finalizada"
    assert SPANISH.word("released", "stage", "tranches") == "liberado"
    assert CATALAN.column("over", "early_warnings") == "excés previst"
    assert SPANISH.word("over budget, over-relieved") == "sobre presupuesto, aplicado en exceso"
    assert SPANISH.word("written by a person") == "written by a person"
    assert SPANISH.total("total Camera") == "total Camera"
    assert CATALAN.total("total post-production") == "total postproducció"


def test_only_the_ledgers_own_words_are_translated() -> None:
    names = ("line", "source", "title", "form", "public", "amount")
    rows = [
        ("source", "S-01", "Own contribution", "own contribution", True, None),
        ("gap", None, "gap: the plan lacks this", None, None, 1),
    ]
    assert SPANISH.rows("finance_plan", names, rows) == [
        ("fuente", "S-01", "Own contribution", "aportación propia", "sí", None),
        ("déficit", None, "déficit: al plan le falta esto", None, None, 1),
    ]
    assert ENGLISH.rows("finance_plan", names, rows) == rows
    assert Language("es").title("dood") == "jornadas por intérprete (DOOD)" and ENGLISH.title("dood") == TITLES["dood"]


def test_english_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.labels.language.shipped", lambda: pytest.fail("the file was read"))
    assert ENGLISH.title("cost-report") == "cost report" and ENGLISH.column("to_date") == "to date" and ENGLISH.word("under") == "under"
    assert ENGLISH.text("line.period", "Period {period}", period="2026-W11") == "Period 2026-W11"
    assert ENGLISH.total("total Camera") == "total Camera" and ENGLISH.records("grants", [{"stage": "open"}]) == [{"stage": "open"}]


HEADS = ",".join(HEAD) + "\n"
BAD = {
    "key,en,es\na,b,c\n": "pack.csv, line 1: there is no column ca. A file of labels has the columns key,en,es,ca.",
    "key,en,es,ca,fr\n": "pack.csv, line 1: the column 'fr' is not read. A file of labels has the columns key,en,es,ca.",
    "key,en,es,ca,ca\n": "pack.csv, line 1: a column is there twice. A file of labels has the columns key,en,es,ca.",
    "": "pack.csv, line 1: there is no column key, en, es, ca.",
    HEADS + "rule.a.title,A,B\n": "pack.csv, line 2: 3 cells where there are 4: 'rule.a.title' needs a text in en, es, ca.",
    HEADS + "rule.a.title,A,,C\n": "pack.csv, line 2: rule.a.title has no text in the column es.",
    HEADS + "a,A,B,C\nb,A,B,C\na,A,B,C\n": "pack.csv, line 4: the key a is already on line 2.",
    HEADS + "Rule A,A,B,C\n": "pack.csv, line 2: 'Rule A' is not a key. Write small letters, digits, dots, dashes and underscores",
    HEADS + "a,A ,B,C\n": "pack.csv, line 2: a in the column en begins or ends with a space: 'A '.",
    HEADS + "a,A {n},B {m},C {n}\n": "a in the column es has a place {m} that the column en does not have.",
    HEADS + "a,A {n},B {n},C\n": "a in the column ca lacks the place {n} of the column en.",
    HEADS + "a,A {n.__class__},B,C\n": "a in the column en has a { that is no place, such as {amount}: 'A {n.__class__}'.",
    HEADS + "a,A {n:>9},B,C\n": "a in the column en has a { that is no place, such as {amount}: 'A {n:>9}'.",
    HEADS + 'a,"A,B,C\n': "pack.csv, line 2: unexpected end of data. A text that holds a comma or a quote stands in double quotes.",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_file_of_labels_is_refused_with_file_and_line(text: str) -> None:
    with pytest.raises(Misuse, match=re.escape(BAD[text])):
        read_labels(io.StringIO(text), "pack.csv")


def test_every_bad_line_is_said_at_once() -> None:
    with pytest.raises(Misuse) as refusal:
        read_labels(io.StringIO(HEADS + "a,,B,C\nb,A,B,\n"), "pack.csv")
    assert str(refusal.value).count("pack.csv, line ") == 2
