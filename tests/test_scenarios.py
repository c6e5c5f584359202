"""Documents run, and say what is true. First the runner itself, on small documents of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import scenario

DOCUMENTS = [document for document in scenario.documents() if document.commands]
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_a_document_shows_what_its_commands_print(document: scenario.Document, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    wrong = scenario.check(document, tmp_path, update=pytestconfig.getoption("--update"))
    assert not wrong, f"\n{wrong}\n\nIf the new output is right: pytest --update"


def played(tmp_path: Path, text: str, *, update: bool = False) -> tuple[str, str]:
    path = tmp_path / "document.md"
    path.write_text(text, encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    return scenario.check(scenario.read(path), folder, update=update), path.read_text(encoding="utf-8")


WHOLE = """\
<!-- env: VENDOR="Lumen Camera" -->
# A document
```csv lines.csv
account,amount
3300,12.50
```
```console
$ tail -n 1 lines.csv; echo "$VENDOR" >&2; pwd
3300,12.50
Lumen Camera
$PWD

$ echo one \\
>   two
one two
$ cat <<EOF
three
> four
EOF
three
four
```
````markdown
```console
$ quoted, so never run
```
````
```console no-run
$ rm -rf /
```
```console
$ exit 3
[exit 3]
```
"""


def test_a_true_document_passes_and_update_leaves_it_alone(tmp_path: Path) -> None:
    assert played(tmp_path, WHOLE, update=True) == ("", WHOLE)


def test_what_runs_and_what_does_not_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "document.md"
    path.write_text(WHOLE, encoding="utf-8")
    document = scenario.read(path)
    assert (document.commands, document.not_run) == (4, 1)


def test_a_wrong_output_is_shown_with_its_file_and_line(tmp_path: Path) -> None:
    wrong, _ = played(tmp_path, "Cost.\n\n```console\n$ echo 1; echo 2\n1\n3\n```\n")
    assert wrong.splitlines()[0] == f"--- {tmp_path}/document.md:4"
    assert wrong.splitlines()[-3:] == [" 1", "-3", "+2"]


def test_update_writes_missing_and_drops_surplus_output(tmp_path: Path) -> None:
    _, text = played(tmp_path, "```console\n$ echo 1; false\n$ true\nold\n\n$ echo 2\n```\n", update=True)
    assert text == "```console\n$ echo 1; false\n1\n[exit 1]\n$ true\n\n$ echo 2\n2\n```\n"


def test_update_does_not_touch_a_line_that_differs_in_volatile_text_alone() -> None:
    old = ["entry 7 at 2026-03-01 09:00:00.123456Z", "root 0123456789abcdef", "on 2026-03-01, in 0.31 s", "total 5"]
    new = ["entry 7 at 2026-03-12T11:59Z", "root fedcba9876543210ffff", "on 2026-03-12, in 12.5 s", "total 6"]
    assert scenario.merged(old, new, NOON) == [*old[:3], "total 6"]


def test_a_date_that_is_not_today_must_be_as_written() -> None:
    assert scenario.merged(["on 2026-03-01"], ["on 2026-02-01"], NOON) == ["on 2026-02-01"]


def test_a_console_block_begins_with_a_command(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"document\.md:2: a console block begins with a command"):
        played(tmp_path, "```console\noutput\n```\n")
