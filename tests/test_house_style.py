"""House style is a test: sizes, homes, exact money, no clock but the book's, and a sentence where a reader needs one.

Which of our own modules may import which is import-linter's, in pyproject.toml: make contracts.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(p.relative_to(ROOT).as_posix() for home in ("ledger", "cli") for p in (ROOT / home).rglob("*.py"))
QUERIES = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "ledger" / "projections").rglob("*.sql"))
PAGES = sorted(
    p.relative_to(ROOT).as_posix()
    for p in (*ROOT.glob("*.*"), ROOT / "Makefile", *(d for home in ("ledger", "cli", "tests", ".ci") for d in (ROOT / home).rglob("*")))
    if p.suffix in {".py", ".sql", ".md", ".toml", ".yaml", ".csv", ".txt", ""} and p.is_file() and p.name != ".git"
)

HOMES = {
    "click": ("cli/",),
    "cryptography": ("ledger/sealed.py", "ledger/proof/"),
    "duckdb": ("ledger/projections/", "ledger/reports/", "ledger/exchange/parquet.py"),
    "eventsourcing": ("ledger/store/", "ledger/book.py"),
    "pydantic": ("ledger/",),
    "pydantic_core": ("ledger/",),
    "python_calamine": ("ledger/exchange/",),
    "icalendar": ("ledger/reports/calendar_file.py",),
    "rfc3161_client": ("ledger/proof/stamp.py",),
    "xlsxwriter": ("ledger/reports/",),
    "yaml": ("ledger/rules/reading.py",),
}
ALONE = {"ledger/proof/topsheet_verify.py"}  # one file on purpose: a financier copies it, keeps it, and reads it from top to bottom
CLOCKS = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime)|uuid\.uuid[14]|os\.urandom)$")
CHANCE = {"random", "secrets"}
TIMELESS = {"time": {"time", "time_ns", "localtime", "gmtime"}, "uuid": {"uuid1", "uuid4"}, "os": {"urandom"}}
WHOLE_SQL = re.compile(r"as hugeint\) \* [^/]*?\s// ")  # whole cents a day: a quotient of integers; // on a DECIMAL gives a DOUBLE
ONE_SIDED_SQL = re.compile(r"\bleft join [a-z_]+(?: as [a-z_]+)?\s+on (?!true\b)[a-z_.]+\s*$", re.MULTILINE)
MACRO_SQL = re.compile(r"\bin_(book|pages|unit)\(")
INEXACT_SQL = re.compile(r"/|\b(avg|mean|favg|fsum|median)\s*\(|\b(double|float|real)\b", re.IGNORECASE)
ROUNDED_SQL = re.compile(r"\b(round|round_even|ceil|ceiling|floor|trunc)\s*\(", re.IGNORECASE)  # money is rounded by in_book alone
STEP_SQL = re.compile(r"^(\w+) as \($", re.MULTILINE)
CLOCK_SQL = re.compile(r"\b(now|today|random|uuid|get_current_\w+)\s*\(|\bcurrent_(date|time|timestamp)\b", re.IGNORECASE)
NOT_CODE_SQL = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"")
MACHINE = re.compile(r"(?<![\w.])/(work|root|home|opt|Users|tmp)/\w")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[tuple[str, str]]:
    """What a module imports, as (module, name); the name is empty for a plain import."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name) for alias in node.names)


def misplaced(module: str) -> list[str]:
    """The foreign packages that this module imports away from their home."""
    packages = {name.partition(".")[0] for name, _ in imports(module)} - {"ledger", "cli"} - set(sys.stdlib_module_names)
    return sorted(p for p in packages if not module.startswith(HOMES.get(p, ())))


def inexact(module: str) -> list[int]:
    """The lines that make a float, or reckon with one."""
    lines = []
    for node in ast.walk(tree(module)):
        made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        reckoned = isinstance(node, ast.BinOp | ast.AugAssign | ast.Compare | ast.UnaryOp) and any(
            isinstance(part, ast.Constant) and isinstance(part.value, float) for part in ast.iter_child_nodes(node)
        )
        if made or reckoned:
            lines.append(node.lineno)
    return lines


def clocks(module: str) -> list[str]:
    """Where a module reads the clock or asks for chance."""
    named = [name for name, _ in imports(module) if name in CHANCE]
    taken = [f"{home}.{name}" for home, name in imports(module) if name in TIMELESS.get(home, ())]
    read = [ast.unparse(node) for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)]
    return named + taken + [text for text in read if CLOCKS.search(text)]


def events() -> dict[str, ast.ClassDef]:
    """Every class that descends from Event, by name."""
    classes = {node.name: node for module in MODULES for node in ast.walk(tree(module)) if isinstance(node, ast.ClassDef)}
    found: dict[str, ast.ClassDef] = {}
    names = {"Event"}
    while names:
        children = {n: c for n, c in classes.items() if any(isinstance(b, ast.Name) and b.id in names for b in c.bases)}
        found |= children
        names = set(children)
    return found


def bare(query: str) -> str:
    """A query without its comments, strings and quoted names, and without whole quotients."""
    return WHOLE_SQL.sub(" ", NOT_CODE_SQL.sub(" ", query))


@pytest.mark.parametrize("module", MODULES)
def test_a_file_is_at_most_300_lines_and_a_function_50(module: str) -> None:
    lines = (ROOT / module).read_text(encoding="utf-8").count("\n")
    assert lines <= 300 or module in ALONE
    functions = [node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert not {f.name: f.end_lineno - f.lineno + 1 for f in functions if f.end_lineno and f.end_lineno - f.lineno >= 50}


@pytest.mark.parametrize("module", MODULES)
def test_a_foreign_package_is_imported_in_its_one_home(module: str) -> None:
    assert not misplaced(module)


@pytest.mark.parametrize("module", MODULES)
def test_python_makes_no_floats_and_reckons_with_none(module: str) -> None:
    assert not inexact(module)


@pytest.mark.parametrize("module", [m for m in MODULES if m != "ledger/book.py"])
def test_clock_and_chance_are_read_in_the_book_alone(module: str) -> None:
    assert not clocks(module)


def test_every_event_says_what_happened() -> None:
    found = events()
    assert len(found) > 5
    assert not [name for name, event in found.items() if not ast.get_docstring(event)]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_says_its_grain_is_exact_and_knows_no_time(query: str) -> None:
    text = (ROOT / query).read_text(encoding="utf-8")
    assert re.match(r"-- \S", text)
    assert not INEXACT_SQL.findall(bare(text))
    assert not ROUNDED_SQL.findall(bare(text))
    assert not CLOCK_SQL.findall(bare(text))
    assert "/facts/" not in query or not MACRO_SQL.search(bare(text)), "a cache is built without macros"


@pytest.mark.parametrize("query", QUERIES)
def test_an_outer_join_compares_two_relations(query: str) -> None:
    """DuckDB 2.0.1 loses the left rows where the right is empty, the condition is a column of the right alone, and a filter follows."""
    assert not ONE_SIDED_SQL.findall(bare((ROOT / query).read_text(encoding="utf-8")))


def test_a_step_of_a_query_is_not_called_as_a_relation_is() -> None:
    """What a view or check stands on is read from its text, and would be made for nothing."""
    relations = {Path(query).stem for query in QUERIES}
    named = {query: STEP_SQL.findall((ROOT / query).read_text(encoding="utf-8")) for query in QUERIES if "/facts/" not in query}
    assert not {query: taken for query, steps in named.items() if (taken := relations & set(steps))}


def test_no_page_names_a_place_on_one_machine() -> None:
    named = {page: MACHINE.search((ROOT / page).read_text(encoding="utf-8", errors="replace")) for page in PAGES}
    assert not {page: found[0] for page, found in named.items() if found}


def test_the_rules_see_what_they_forbid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    source = "import duckdb, random\nfrom time import time\nfrom datetime import datetime\nnow = datetime.now()\nx = 2 * 0.5 + float('1')\n"
    (tmp_path / "wrong.py").write_text(source, encoding="utf-8")
    assert misplaced("wrong.py") == ["duckdb"]
    assert clocks("wrong.py") == ["random", "time.time", "datetime.now"]
    assert inexact("wrong.py") == [5, 5]
    assert INEXACT_SQL.findall(bare("-- a / b\nselect 'a/b', \"a/b\", cast(a as hugeint) * b // c")) == []
    assert INEXACT_SQL.search(bare("amount // 8"))
    assert ROUNDED_SQL.search(bare("select Round(amount, 2)"))
    assert not ROUNDED_SQL.search(bare('select in_book(amount, rate) as "round(1)"'))
    assert CLOCK_SQL.search("select NOW()")
    assert ONE_SIDED_SQL.search("from a\nleft join b on b.own\n")
    assert not ONE_SIDED_SQL.search("left join b on b.x = a.x\n")
    assert MACRO_SQL.search("select in_pages(eighths)")
    assert MACHINE.search("see " + "/home" + "/anna")
