"""What a contract says to a pack when it is installed, whom a pack may protect, and what a production may declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.rules.test_reading import LABELS, RULE

ASKED = """\
      share: {ask: share, default: "0.07"}
    tests:"""
NAMED = RULE.replace("where: {class: overheads}", "where: {party: $persons, account: $accounts}")
PACK = NAMED.partition("    parameters:")[0] + "    parameters:\n" + ASKED + NAMED.partition("    tests:")[2]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack whose contract fills in a share, persons and accounts."""
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / "rules.yaml").write_text(PACK, encoding="utf-8")
    (folder / "labels.csv").write_text("\n".join(LABELS), encoding="utf-8")
    return folder


def test_a_pack_protects_who_finances_or_guarantees_the_production(book: Desk, pack: Path) -> None:
    book.does("party", "company", "Crane Hire", "--kind", "vendor")
    for party, kind in (("Crane Hire", "vendor"), ("P-0001", "production company"), ("Rosa Lind", "crew")):
        said = book.refuses("compliance", "install", pack, "--for", party)
        assert f"is registered as {kind}, and rules protect who finances or guarantees the production: financier, guarantor" in said
    book.does("source", "add", "S-01", "--financier", "Crane Hire", "--form", "deferral", "--title", "Deferred hire", "--amount", "5")
    assert "which protects Crane Hire" in book.does("compliance", "install", pack, "--for", "Crane Hire")


def test_words_of_the_contract_are_parties_and_accounts_of_the_book(book: Desk, pack: Path) -> None:
    book.does("budget", "chart", "us-tv")
    install = ("compliance", "install", pack, "--for", "Northlight")
    assert "No party is called 'Nobody'" in book.refuses(*install, "--set", "persons=Nobody")
    assert "--set accounts=9999 names no account of the book. Near it are" in book.refuses(*install, "--set", "accounts=9999")
    said = book.does(*install, "--set", "persons=Tomas Rey", "--set", "accounts=3300", "--set", "share=0.05")
    assert "The contract says: share 0.05; persons P-0003; accounts 3300." in said


def test_a_figure_that_several_rules_ask_for_is_said_of_one(book: Desk, pack: Path) -> None:
    second = PACK.partition("rules:\n")[2].replace("film.cap", "film.other")
    (pack / "rules.yaml").write_text(f"{PACK}{second}", encoding="utf-8")
    (pack / "labels.csv").write_text("\n".join((*LABELS, LABELS[2].replace("cap", "other"))), encoding="utf-8")
    said = book.refuses("compliance", "install", pack, "--set", "share=0.05", code=2)
    assert "2 rules of film ask for share: film.cap.share, film.other.share. Say which: --set film.cap.share=0.05" in said
    said = book.refuses("compliance", "install", pack, "--set", "film.cap.share=0.05", "--set", "film.cap.share=0.06", code=2)
    assert "--set says film.cap.share twice, 0.05 and 0.06. Say it once." in said
    said = book.refuses("compliance", "install", pack, "--as", "tv", code=2)
    assert "'tv' is no key of a pack: a key is in capitals. Write --as TV." in said
    assert "'' is not a number" in book.refuses("compliance", "install", pack, "--as", "", code=2)


def test_a_pack_that_is_needed_is_there(book: Desk, pack: Path) -> None:
    (pack / "rules.yaml").write_text(PACK.replace('version: "1"', 'version: "1"\nneeds: [nowhere]'), encoding="utf-8")
    for command in (("compliance", "test", pack), ("compliance", "install", pack)):
        assert "film needs the pack nowhere, which neither comes with Topsheet nor lies beside" in book.refuses(*command)
    beside = pack.parent / "nowhere"
    beside.mkdir()
    (beside / "rules.yaml").write_text(RULE, encoding="utf-8")
    assert "film 1: 1 rules" in book.does("compliance", "test", pack)


def test_a_pack_of_ones_own_says_what_the_contract_fills_in(book: Desk, pack: Path) -> None:
    said = book.does("compliance", "packs", pack)
    assert "The film: film 1," in said and "film.cap.share  0.07     share" in said


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("aid_budget", "-5", "aid_budget is an amount of nothing or more, and '-5' is not."),
        ("aid_budget", "5.005", "aid_budget is in USD, which has 2 digits after the point, and '5.005' has 3."),
        ("spanish_actors", "-1", "spanish_actors is a number of nothing or more, and '-1' is not."),
        ("contribution_percent", "150", "contribution_percent is a percentage from 0 to 100, and '150' is not."),
        ("classified", "0001-01-01", "classified is a day of this production, and 0001-01-01 is none."),
    ],
)
def test_what_cannot_be_is_not_declared(book: Desk, pack: Path, name: str, value: str, says: str) -> None:
    assert says in book.refuses("compliance", "declare", name, value, "--evidence", pack / "rules.yaml", code=2)


def test_what_can_be_declared_says_who_asks_for_it(book: Desk) -> None:
    said = book.does("compliance", "declare", "--list").splitlines()
    assert next(line for line in said if line.startswith("activity_ended")).endswith(
        "The justification is filed in time (es.lgs.justify3m)"
    )


def test_the_terms_of_a_scheme_come_after_its_classes(book: Desk) -> None:
    book.does("budget", "chart", "icaa")
    said = book.refuses("scheme", "terms", "LIS", "--band", "rest", "25")
    assert "LIS has no classes of cost yet. Put the accounts in them first: topsheet scheme classes LIS --default." in said
    assert "topsheet scheme classes SEK --line ACCOUNT CLASS." in book.refuses("scheme", "terms", "SEK", "--band", "rest", "25")


def test_a_pack_is_shown_as_a_summary_and_explained_by_the_command_that_says_what_is_missing(book: Desk, pack: Path) -> None:
    (pack / "rules.yaml").write_text(PACK.replace("base: {fact: costs}", "base: {declared: aid_budget}"), encoding="utf-8")
    book.does("compliance", "install", pack, "--for", "Northlight", "--as", "FILM")
    assert "files: labels.csv (3 lines), rules.yaml (" in (said := book.does("show", "FILM")) and len(said) < 900
    explain = ("compliance", "explain", "film.cap")
    assert "Way out: declare it: topsheet compliance declare aid_budget VALUE --evidence FILE" in book.does(*explain)
    book.does("compliance", "declare", "aid_budget", "100", "--evidence", pack / "rules.yaml")
    said = book.does(*explain)
    assert "Way out: say what the contract says: topsheet compliance install film --as FILM --for P-0004 --set persons=VALUE" in said


def test_a_difference_has_one_later_window(book: Desk) -> None:
    said = book.refuses("compliance", "diff", "1", "--to", "2", "--known", "3", code=2)
    assert "--to 2 and --known 3 both say the later window. Give one of them." in said


def test_after_the_wrap_no_shoot_day_comes_in(book: Desk) -> None:
    book.does("schedule", "calendar", "--week", "mon,tue,wed,thu,fri")
    book.does("schedule", "add-day", "2021-02-01")
    for step in ("greenlight", "start-photography", "wrap"):
        book.does("production", step)
    said = book.refuses("what-if", "day", "+1")
    assert (
        "The shoot has wrapped, so no day comes after it. For what is shot again: topsheet schedule add-day DAY, in a what-if FILE." in said
    )
