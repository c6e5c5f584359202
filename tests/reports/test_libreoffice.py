"""LibreOffice reckons the workbook anew, and every figure is that of the CSV; also where the stored values were wrong."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli import run
from ledger.reports.xlsx import workbook
from tests.reports.busy import busy
from tests.scenario import book_of

pytestmark = pytest.mark.libreoffice

CENT = Decimal("0.01")
# Without this LibreOffice shows the stored values of a workbook that it did not write itself.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
SHEETS = {"Cost report": "cost-report", "Top sheet": "top-sheet"}


def said(*words: object) -> str:
    """A command in this process: what it printed."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        assert run([str(word) for word in words]) == 0
    return out.getvalue()


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after reckoning every formula."""
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(ALWAYS, encoding="utf-8")
    out = folder / "recalculated"
    where = f"-env:UserInstallation={profile.as_uri()}"
    done = subprocess.run(
        ["soffice", where, "--headless", "--norestore", "--convert-to", "xlsx", "--outdir", out, path],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert (out / path.name).exists(), done.stderr
    return out / path.name


def falsified(path: Path, to: Path) -> Path:
    """The same workbook with a wrong stored value in every formula."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(r"(</f><v>)-?[0-9.]+</v>", r"\g<1>98765.43</v>", content.decode())
                content = re.sub(r"(</f><v>)(under|over)?</v>", r"\g<1>wrong</v>", text).encode()
            new.writestr(name, content)
    return to


def shown(value: Any) -> str:
    """A cell as CSV writes it; a formula may leave a last bit, never half a cent."""
    if isinstance(value, int | float):
        exact = Decimal(repr(value))
        assert abs(exact - exact.quantize(CENT)) < Decimal("0.000001")
        return str(exact.quantize(CENT) + 0)
    return str(value)


def page(path: Path, sheet: str) -> list[list[str]]:
    """The rows of a page from its head on."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    head = next(number for number, row in enumerate(rows) if row[0] == "account")
    return [[shown(value) for value in row] for row in rows[head:]]


def as_csv(book: Path, report: str, *window: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(said("report", report, *window, "--format", "csv", "--book", book))))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return book_of(tmp_path_factory.mktemp("demonstration"))


@pytest.mark.parametrize("window", [(), ("--known", "issued:1")], ids=["now", "issued"])
def test_the_recalculated_figures_equal_the_csv_to_the_cent(book: Path, tmp_path: Path, window: tuple[str, ...]) -> None:
    path = tmp_path / "cost.xlsx"
    said("report", "cost", "--xlsx", path, *window, "--book", book)
    after = recalculated(path, tmp_path)
    for sheet, report in SHEETS.items():
        wanted = as_csv(book, report, *window)
        found = page(after, sheet)
        assert [row[: len(wanted[0])] for row in found[: len(wanted)]] == wanted
        assert page(path, sheet)[: len(wanted)] == found[: len(wanted)]


def test_wrong_stored_values_come_out_right(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "cost.xlsx"
    said("report", "cost", "--xlsx", path, "--book", book)
    control = falsified(path, tmp_path / "control.xlsx")
    assert shown(98765.43) in page(control, "Cost report")[1]
    after = recalculated(control, tmp_path)
    for sheet, report in SHEETS.items():
        wanted = as_csv(book, report)
        assert [row[: len(wanted[0])] for row in page(after, sheet)[: len(wanted)]] == wanted
    right = CalamineWorkbook.from_path(path)
    for sheet in ("EFC changes", "Open POs", "Payables"):
        assert CalamineWorkbook.from_path(after).get_sheet_by_name(sheet).to_python() == right.get_sheet_by_name(sheet).to_python()


def test_subtotals_inside_subtotals_are_summed_once(tmp_path: Path) -> None:
    path = tmp_path / "nested.xlsx"
    with busy().session() as session:
        path.write_bytes(workbook(session, lambda _: ["Midnight at the Roxy"], session.view))
    after, right = recalculated(falsified(path, tmp_path / "control.xlsx"), tmp_path), CalamineWorkbook.from_path(path)
    for sheet in right.sheet_names:
        rows = [[shown(value) for value in row] for row in CalamineWorkbook.from_path(after).get_sheet_by_name(sheet).to_python()]
        assert rows == [[shown(value) for value in row] for row in right.get_sheet_by_name(sheet).to_python()]
