"""What a command imports. Help needs click alone, figures need neither pydantic nor eventsourcing, and a decision needs no duckdb."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

BOOK = 'init midnight.book --title "Midnight at the Roxy" --currency EUR --timezone Europe/Madrid'
HELP = ["--help", "--version", "init --help"]
OWNER = '--by "Midnight at the Roxy"'
FIGURES = [
    "report top-sheet", "report cost --cents", "report budget-history", "report spend-by-vendor", "report schedule", "report dood",
    "report hot-cost", "report finance-plan", "report guarantor-week",
    "report tranches --format json", "status", "show A-0001",
]  # fmt: skip
DECISIONS = [
    f"party company Northlight --kind vendor {OWNER}", f"budget chart us-tv {OWNER}", f"authority grant P-0001 --role producer {OWNER}",
    f"period open 2026-W01 --from 2026-01-01 --to 2026-01-04 {OWNER}",
    f"source add S-01 --financier P-0001 --form equity --title E --amount 1 {OWNER}",
    f"access set P-0001 --report cost-report --reason agreed {OWNER}",
]  # fmt: skip
WORDS = ["explain cost-report", "audit diff --from 1", "correct 1"]  # they tell entries, so they read events

PROBE = """
import os, sys
sys.argv[0] = "topsheet"
from cli import main
leave = os._exit
def told(code):
    print("IMPORTED", *{name.partition(".")[0] for name in sys.modules}, file=sys.stderr, flush=True)
    leave(code)
os._exit = told
main()
"""


def imported(line: str, folder: Path) -> set[str]:
    """The foreign packages that this command line imports, run in this folder on midnight.book."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TOPSHEET_")} | {"TOPSHEET_BOOK": "midnight.book"}
    command = [sys.executable, "-c", PROBE, *shlex.split(line)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    names = done.stderr.rpartition("IMPORTED ")[2].split()
    owners = packages_distributions()
    return {name for name in names if set(owners.get(name, ())) - {"topsheet", "setuptools"}}  # the venv of Python 3.11 hooks the latter in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an open book."""
    imported(BOOK, tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", HELP)
def test_help_imports_click_alone(line: str, tmp_path: Path) -> None:
    assert imported(line, tmp_path) <= {"click"}


@pytest.mark.parametrize("line", FIGURES)
def test_figures_import_neither_pydantic_nor_eventsourcing(line: str, folder: Path) -> None:
    assert not imported(line, folder) & {"pydantic", "pydantic_core", "eventsourcing"}


def test_figures_open_no_name_and_what_prints_one_does(folder: Path) -> None:
    told = imported(f'party person "Nils Oren" --kind crew {OWNER}', folder)
    assert "cryptography" in told and "duckdb" not in told
    for line in ("report cost-report", "report top-sheet", "report schedule", "report budget"):
        assert "cryptography" not in imported(line, folder), line
    assert "cryptography" in imported("report parties", folder)


def test_a_workbook_imports_xlsxwriter_and_nothing_else_does(folder: Path) -> None:
    for line in (f"budget chart us-tv {OWNER}", f"budget line 3300 --for Camera --figure 1000 {OWNER}", f"budget lock {OWNER}"):
        imported(line, folder)
    told = imported("report cost --xlsx cost.xlsx", folder)
    assert "xlsxwriter" in told and not told & {"pydantic", "pydantic_core", "eventsourcing"}
    assert "xlsxwriter" not in imported("report cost --cents", folder)


@pytest.mark.parametrize("line", WORDS)
def test_words_import_no_eventsourcing(line: str, folder: Path) -> None:
    assert "eventsourcing" not in imported(line, folder)


@pytest.mark.parametrize("line", DECISIONS)
def test_a_decision_does_not_import_duckdb(line: str, folder: Path) -> None:
    assert "duckdb" not in imported(line, folder)


@pytest.mark.parametrize("line", ["proof list", "proof checkpoint", f"party company Northlight --kind vendor {OWNER}"])
def test_without_a_key_nothing_of_cryptography_is_imported(line: str, folder: Path) -> None:
    assert not imported(line, folder) & {"cryptography", "rfc3161_client", "duckdb"}


def test_a_new_book_does_not_import_duckdb(tmp_path: Path) -> None:
    assert "duckdb" not in imported(BOOK, tmp_path)
