"""The catalogues are fresh, what they list is whole, and every refusal that a user can meet is shown somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.report import REPORTS
from ledger import errors
from ledger.aggregates import KINDS, aggregate_of
from ledger.projections import needed, relations
from ledger.rules.facts import catalogue
from tests import catalogues, scenario
from tests.catalogues import ROOT, grain

EVENTS = [event for kind in KINDS for event in aggregate_of(kind).events]
REFUSALS = {name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, errors.LedgerError)}
ENOUGH = 12

NO_COMMAND = "the command line never asks for it; a caller of the decision could"
NOT_SHOWN = {
    "The play went wrong at topsheet ": "the play of the demonstration is a test of its own",
    " has no accounts. A budget needs at least one.": "every chart that is shipped has accounts",
    ", the budget's currency. Budget it in that, with the rate of exchange as X.": NO_COMMAND,
    " twice. Number the lines of each account.": "a file's lines are numbered as they are read",
    ", the book's currency. Give the estimate of account ": NO_COMMAND,
    ". Void it and raise another.": NO_COMMAND,
    ". Give the amount in ": NO_COMMAND,
    " is a person; the name goes to the companion file and the book keeps its digest.": NO_COMMAND,
    " is a company; its name stands in the book, and its persons are registered as acting for it.": NO_COMMAND,
    "Someone recorded on the same document first: ": "a second lock; the read set refuses first",
    " is the name of ": "two parties of one name are refused when the second is registered",
    " is not an amount of ": NO_COMMAND,
    " are two currencies; record the rate and the book amount.": NO_COMMAND,
    "There is no report called ": "the command line knows its reports by name",
}


@pytest.mark.parametrize("page", catalogues.PAGES)
def test_a_catalogue_is_what_the_code_says(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == catalogues.PAGES[page](), "make catalogues writes it again"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_explained_and_says_what_happened(event: type) -> None:
    assert event.__doc__ and len(event.__doc__) > 20
    assert "sentence" in vars(event) or any("sentence" in vars(base) for base in event.__mro__[1:-4])


def test_every_aggregate_has_decisions_and_a_story() -> None:
    for aggregate in map(aggregate_of, KINDS):
        assert list(catalogues.decisions(aggregate)), aggregate.kind
        assert len((catalogues.home(aggregate).__doc__ or "").split("\n\n")) >= 2, aggregate.kind


def test_every_report_is_a_view() -> None:
    assert set(REPORTS.values()) <= relations("views").keys()


@pytest.mark.parametrize("view", relations("views"))
def test_a_view_has_a_grain_and_somebody_who_asks_for_it(view: str) -> None:
    assert re.match(r"One row\b", grain(relations("views")[view]))
    others = [name for name in (*relations("views"), *relations("checks")) if name != view]
    pages = [path for folder in ("cli", "ledger/rules") for path in (ROOT / folder).glob("*.py")]
    asked = any(f'"{view}"' in page.read_text(encoding="utf-8") for page in pages)
    asked = asked or any(fact.view == view for fact in catalogue().values())
    assert asked or view in REPORTS.values() or any(view in needed(name)[1] for name in others)


def test_no_amount_of_any_relation_is_a_double() -> None:
    columns = catalogues.described()
    assert not [(name, column) for name, found in columns.items() for column, kind in found if kind in ("double", "float", "real")]


def raised() -> Iterator[tuple[str, ast.expr]]:
    """Where the product refuses, with the message as it is written there."""
    for path in sorted(path for home in ("ledger", "cli") for path in (ROOT / home).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[message, *_])) if name in REFUSALS:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", message


def chunks(message: ast.expr) -> list[str]:
    """The fixed words of a message, between its figures and names."""
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    return [
        part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value.strip()) >= ENOUGH
    ]


def shown() -> str:
    """Everything that documents print."""
    return "\n".join("\n".join(document.lines) for document in scenario.documents())


def known_to_tests() -> list[str]:
    """Every text of a test long enough to know a message by."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests").rglob("test_*.py")) if path != Path(__file__))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) >= ENOUGH]


def test_every_refusal_is_shown_by_a_document_or_a_test() -> None:
    pages, texts = shown(), known_to_tests()
    missing = {}
    for place, message in raised():
        words = chunks(message)
        known = any(word.strip() in pages or any(word.strip() in text or text in word for text in texts) for word in words)
        if words and not known and not any(key in word for key in NOT_SHOWN for word in words):
            missing[place] = " … ".join(words)
    listed = "\n".join(f"{place}: {words}" for place, words in missing.items())
    assert not missing, f"{len(missing)} refusals are shown nowhere; add a block to tests/scenarios/errors.md:\n{listed}"


def test_no_reason_is_kept_for_a_refusal_that_is_gone() -> None:
    written = [word for _, message in raised() for word in chunks(message)]
    assert not [key for key in NOT_SHOWN if not any(key in word for word in written)]
