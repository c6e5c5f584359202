"""Documents that run: the console blocks of a Markdown file, played in order in one folder and compared with what they show.

tests/scenarios/README.md is the manual. Volatile text is masked before two lines are compared, and an old line that agrees is kept.
"""

from __future__ import annotations

import atexit
import difflib
import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests import warm

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"(`{3,})(.*)")
HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)")
DEMONSTRATION = re.compile(r"topsheet demo --quiet demo( --production [a-z]+)?")
COLD = "<!-- console script -->"
DEEP = "TOPSHEET_DEEP" in os.environ
PLAYED = "TOPSHEET_DEMONSTRATIONS"
ENVIRONMENT = re.compile(r"<!-- env: (.*) -->")
DAY = r"\d{4}-\d\d-\d\d"
MASKS = (
    (re.compile(DAY + r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?Z|[+-]\d\d:\d\d)?"), "<time>"),
    (re.compile(r"\b[0-9a-f]{12,}\b"), "<digest>"),
    (re.compile(r"\b\d+(\.\d+)? m?s\b"), "<duration>"),
)


@dataclass
class Step:
    """A command with the output that the document shows, or a file to write; `first` and `last` frame the lines of the output."""

    line: int
    command: str = ""
    first: int = 0
    last: int = 0
    file: str = ""
    text: str = ""


@dataclass
class Document:
    """A Markdown file as lines, with its steps in order and the variables that it sets; `cold` where it runs the console script itself."""

    path: Path
    lines: list[str]
    steps: list[Step] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    cold: bool = False
    not_run: int = 0

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def commands(self) -> int:
        return sum(bool(step.command) for step in self.steps)


def documents() -> list[Document]:
    """Every document of the product that may hold console blocks."""
    paths = [ROOT / "README.md", ROOT / "ledger" / "README.md", *sorted((ROOT / "tests" / "scenarios").glob("*.md"))]
    return [read(path) for path in paths if path.exists()]


def read(path: Path) -> Document:
    """A document, its blocks and their commands."""
    document = Document(path, path.read_text(encoding="utf-8").split("\n"))
    for line in document.lines:
        if setting := ENVIRONMENT.fullmatch(line):
            document.environment |= dict(pair.split("=", 1) for pair in shlex.split(setting[1]))
        document.cold |= line == COLD
    for info, first, last in blocks(document.lines):
        language, _, rest = info.partition(" ")
        name = rest.removeprefix("title=")
        if info == "console no-run":
            document.not_run += 1
        elif info == "console":
            document.steps += commands(document, first, last)
        elif "." in name:
            text = "".join(f"{line}\n" for line in document.lines[first:last])
            document.steps.append(Step(first, file=name, text=text))
        elif language == "console":
            raise ValueError(f"{path}:{first}: a console block is 'console' or 'console no-run', not {info!r}")
    return document


def blocks(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """The fenced blocks: info string, first line inside, first line after. A longer fence quotes a shorter one."""
    fence, info, first = "", "", 0
    for number, line in enumerate(lines):
        if fence:
            if line.startswith(fence) and not line.strip("`"):
                yield info, first, number
                fence = ""
        elif opened := FENCE.fullmatch(line):
            fence, info, first = opened[1], opened[2].strip(), number + 1


def commands(document: Document, first: int, last: int) -> Iterator[Step]:
    """The commands of one console block, each with the lines of output under it."""
    at = first
    while at < last:
        if not document.lines[at].startswith("$ "):
            raise ValueError(f"{document.path}:{at + 1}: a console block begins with a command, '$ ...'")
        start, typed = at, [document.lines[at][2:]]
        at += 1
        while at < last and continues(typed, document.lines[at]):
            typed.append(re.sub(r"^> ?", "", document.lines[at]))
            at += 1
        shown = at
        while at < last and not document.lines[at].startswith("$ "):
            at += 1
        end = at
        while end > shown and not document.lines[end - 1].strip():
            end -= 1
        yield Step(start + 1, "\n".join(typed), shown, end)


def continues(typed: list[str], line: str) -> bool:
    """Whether this line still belongs to the command: it begins with '>', or a backslash or a heredoc is open."""
    opened = HEREDOC.search(typed[0])
    heredoc = opened is not None and opened[1] not in typed[1:]
    return heredoc or typed[-1].endswith("\\") or line == ">" or line.startswith("> ")


def play(document: Document, folder: Path) -> list[list[str]]:
    """The document's commands, run in order in this folder; for each step, what it printed."""
    work, home = folder / "work", folder / "home"
    work.mkdir()
    home.mkdir()
    script = str(Path(sys.executable).parent)
    warmed = [] if document.cold or DEEP else [str(warm.folder())]
    path = os.pathsep.join([*warmed, script, os.environ.get("PATH", os.defpath)])
    environment = {"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", "COLUMNS": "140", "TZ": "UTC"} | document.environment
    printed = [perform(step, work, environment) for step in document.steps]
    if warm.ended():
        raise RuntimeError("The warm process was ended from outside. Run the document again: what it printed is not what it says.")
    return printed


def perform(step: Step, work: Path, environment: dict[str, str]) -> list[str]:
    """Write the step's file, or run its command: stdout and stderr as they came, and the exit code unless it is 0."""
    if step.file:
        place = work / step.file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(step.text, encoding="utf-8")
        return []
    if DEMONSTRATION.fullmatch(step.command):
        folder, code, said = demonstration(step.command)
        shutil.copytree(folder, work, dirs_exist_ok=True)
        return [*said, f"[exit {code}]"] if code else said
    done = run(step.command, work, environment)
    if done.returncode < 0:
        raise RuntimeError(f"A command was ended from outside, by signal {-done.returncode}: {step.command}")
    printed = done.stdout.decode("utf-8", "replace").replace(str(work), "$PWD").rstrip()
    lines = [line.rstrip() for line in printed.split("\n")] if printed else []
    return [*lines, f"[exit {done.returncode}]"] if done.returncode else lines


def run(command: str, work: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """One command line, in a shell of its own."""
    return subprocess.run(
        ["bash", "-c", command],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )


@cache
def demonstration(command: str) -> tuple[Path, int, list[str]]:
    """A demonstration as it was played, once for all processes of a run of the tests: its folder, exit code and words."""
    place = Path(os.environ[PLAYED]) / re.sub(r"[^a-z]+", "-", command)
    folder, told = place / "folder", place / "told"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            folder.mkdir()
            path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
            done = run(command, folder, {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "140", "TZ": "UTC"})
            told.write_bytes(b"%d\n%s" % (done.returncode, done.stdout))
    code, *said = told.read_text(encoding="utf-8").splitlines()
    return folder, int(code), said


def book_of(folder: Path, production: str = "pilot") -> Path:
    """A copy in this folder of the book of a demonstration."""
    named = "" if production == "pilot" else f" --production {production}"
    played, code, said = demonstration(f"topsheet demo --quiet demo{named}")
    assert code == 0, said
    shutil.copytree(played, folder, dirs_exist_ok=True)
    return folder / "demo" / f"{production}.book"


def keep_demonstrations() -> None:
    """Make the folder in which a run of the tests keeps what it played; the processes that share the run find it named."""
    if PLAYED not in os.environ:
        os.environ[PLAYED] = mkdtemp(prefix="topsheet-demonstrations-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
        atexit.register(shutil.rmtree, os.environ[PLAYED], ignore_errors=True)


def mask(line: str, today: str) -> str:
    """The line without what differs from run to run. `today` is a pattern of the days that a run may call today."""
    for pattern, name in MASKS:
        line = pattern.sub(name, line)
    return re.sub(today, "<today>", line.rstrip())


def agrees(old: str, masked: str) -> bool:
    """Whether a line of the document says what a masked line of output says; where that has today, any day will do."""
    return re.fullmatch(re.escape(masked).replace("<today>", DAY), old) is not None


def merged(expected: list[str], actual: list[str], now: datetime) -> list[str]:
    """The output as the document should show it: the actual lines, but the expected one wherever the two agree."""
    today = "|".join((now + timedelta(days=d)).date().isoformat() for d in (-1, 0, 1))
    news = [mask(line, today) for line in actual]
    olds = [mask(line, "(?!)") for line in expected]
    keys = [old if old in news else next((new for new in news if agrees(old, new)), old) for old in olds]
    result: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, keys, news, autojunk=False).get_opcodes():
        result += expected[a:b] if tag == "equal" else actual[c:d]
    return result


def check(document: Document, folder: Path, *, update: bool = False) -> str:
    """Play the document and say where it is wrong, as a diff; or write down what is right."""
    now = datetime.now(UTC)
    wrong, lines = [], list(document.lines)
    for step, actual in reversed(list(zip(document.steps, play(document, folder), strict=True))):
        expected = document.lines[step.first : step.last]
        right = merged(expected, actual, now)
        if right != expected:
            lines[step.first : step.last] = right
            place = f"{document.path}:{step.line}"
            shown = difflib.unified_diff(expected, right, place, f"$ {step.command.splitlines()[0]}", lineterm="")
            wrong.append("\n".join(shown))
    if update and lines != document.lines:
        document.path.write_text("\n".join(lines), encoding="utf-8")
        return ""
    return "\n\n".join(reversed(wrong))
