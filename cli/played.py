"""Commands written in a file, played by the commands themselves on a private copy of the book: its guards, its authority, its refusals."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import Session

if TYPE_CHECKING:
    from ledger.hypothetical import Hypothetical
    from ledger.log import Log

MOST = 1000
NEVER = ("init", "demo", "what-if", "proposal", "actor")


@dataclass(frozen=True)
class Line:
    """One command: the line of its source on which it begins, its words, and the documents on which it recorded when it was examined."""

    number: int
    words: tuple[str, ...]
    documents: Sequence[str] = ()

    def __str__(self) -> str:
        return shlex.join(self.words)


@dataclass(frozen=True)
class Script:
    """The commands of one source. `given` are options for every line that does not say its own: --by, --authority, --on."""

    source: str
    lines: Sequence[Line]
    given: Mapping[str, str | None]


@dataclass(frozen=True)
class Played:
    """A book and its copy on which a script was played: the rows of both, and the entries and documents of each line.

    `renumbered` holds the numbers that documents have now, where they had others when the script was examined.
    """

    rows: Hypothetical
    copy: Log
    entries: Sequence[range]
    documents: Sequence[Sequence[str]]
    renumbered: Mapping[str, str]

    @property
    def days(self) -> list[date]:
        """The days on which the supposed entries would take effect."""
        return [date.fromisoformat(json.loads(row.state)["on"]) for row in self.rows.above]


def script(path: Path, given: Mapping[str, str | None]) -> Script:
    """The commands of a file. Raises Misuse, naming file and line."""
    from ledger.errors import Misuse

    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise Misuse(f"{path} cannot be read: {problem.strerror}. Give a file of topsheet commands, one a line.") from problem
    except UnicodeDecodeError as problem:
        raise Misuse(f"{path} is not text in UTF-8 (byte {problem.start}: {problem.reason}). Give topsheet commands, one a line.") from None
    return written(str(path), text, given)


def written(path: str, text: str, given: Mapping[str, str | None]) -> Script:
    """The commands of a text. Raises Misuse."""
    from ledger.errors import Misuse

    lines = [Line(number, words) for number, words in _written(path, text)]
    if not lines:
        raise Misuse(f"{path} holds no command. Write topsheet commands, one a line, such as: po approve PO-0009")
    if len(lines) > MOST:
        raise Misuse(f"{path} holds {len(lines):,} commands, and a what-if plays at most {MOST:,}. Import what is a batch from a file.")
    return Script(path, lines, given)


def _written(source: str, text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line numbers and words; a line that begins with # says nothing, and a backslash at the end goes on."""
    from ledger.errors import Misuse

    begun, so_far = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        begun = begun or number
        if not so_far and line.lstrip().startswith("#"):
            begun = 0
            continue
        if line.endswith("\\"):
            so_far += line[:-1] + " "
            continue
        try:
            words = shlex.split(so_far + line)
        except ValueError as problem:
            raise Misuse(f"{source} line {begun} cannot be read: {problem} in {(so_far + line)[:80]!r}.") from None
        words = words[1:] if words[:1] == ["topsheet"] else words
        if words:
            yield begun, tuple(words)
        begun, so_far = 0, ""


@contextmanager
def played(log: Log, script: Script) -> Iterator[Played]:
    """Play a script on a copy of the book, which is gone afterwards. Raises Refused with source, line and why."""
    from ledger.hypothetical import Hypothetical, copied
    from ledger.log import Log

    with copied(log) as path, closing(Log(path)) as copy:
        recorded, entries, documents = copy.last(), [], []
        numbers: dict[str, str] = {}
        for asked in script.lines:
            before, line = copy.last(), _with(asked, numbers)
            _play(script, line, path, log.path)
            entries.append(range(before + 1, copy.last() + 1))
            documents.append(_documents(copy, entries[-1]))
            if not entries[-1]:
                raise refusal(script, line, "It records nothing. Leave it out.")
            numbers |= renumbered(script, line, documents[-1]) if line.documents else {}
        yield Played(Hypothetical.played(log, recorded, copy), copy, entries, documents, numbers)


def _documents(copy: Log, positions: Sequence[int]) -> list[str]:
    """The documents on which these entries are recorded; a new shoot day, which others name, counts as one."""
    found = []
    for stream, _, name, state in copy.stored(positions).values():
        found.append(f"{stream}/{json.loads(state)['event']['day']}" if name == "ShootDayAdded" else stream)
    return found


def _with(line: Line, renumbered: Mapping[str, str]) -> Line:
    """The line with the numbers that documents have now."""
    if not renumbered:
        return line
    number = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, renumbered))})(?![\w-])")
    return replace(line, words=tuple(number.sub(lambda match: renumbered[match.group()], word) for word in line.words))


def renumbered(script: Script, line: Line, documents: Sequence[str]) -> dict[str, str]:
    """The documents that a line begins under other numbers than when it was examined. Raises Refused when it is about others altogether."""
    pairs = [(was.rpartition("/"), now.rpartition("/")) for was, now in zip(line.documents, documents, strict=False)]
    if len(documents) != len(line.documents) or any(was[0] != now[0] for was, now in pairs):
        was, now = (", ".join(dict.fromkeys(some)) for some in (line.documents, documents))
        raise refusal(script, line, f"It was examined as entries on {was}, and would now be entries on {now}. Propose it again.")
    return {was[2]: now[2] for was, now in pairs if was[2] != now[2]}


def _play(script: Script, line: Line, path: Path, book: Path) -> None:
    """One command on the copy, through the command line's own function."""
    from cli import run
    from cli.rule_check import supposing

    if why := _unfit(line.words):
        raise refusal(script, line, why)
    given = [word for name, value in script.given.items() if value and not says(line.words, name) for word in (name, value)]
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said), supposing():
        code = run([*line.words, *given, "--book", str(path)], click.get_current_context().find_object(Session))
    if code:
        raise refusal(script, line, said.getvalue().rpartition("Error: ")[2].strip().replace(str(path), str(book)))


def _unfit(words: Sequence[str]) -> str | None:
    """Why this is not a command that decides or records something on this book, if it is not."""
    if words[0] in NEVER:
        return f"topsheet {words[0]} has no place in a what-if. Only commands that record in this book have."
    if says(words, "--book"):
        return "A what-if is about one book. Leave --book out of the line, and give it to what-if."
    command, _ = called(words)
    if command is None or isinstance(command, click.Group):
        return None  # the command line itself says what it does not know
    if not any(parameter.name == "dry_run" for parameter in command.params):
        return f"topsheet {' '.join(words[:2])} only reads. A what-if plays commands that record; ask the reports of what comes of it."
    return None


def called(words: Sequence[str]) -> tuple[click.Command | None, list[str]]:
    """The command that these words call, and the rest of them."""
    from cli import topsheet

    command: click.Command | None = topsheet
    rest = list(words)
    with click.Context(topsheet) as ctx:
        while isinstance(command, click.Group) and rest:
            command = command.get_command(ctx, rest.pop(0))
    return command, rest


def says(words: Sequence[str], option: str) -> bool:
    """Whether a line gives this option itself."""
    return any(word == option or word.startswith(f"{option}=") for word in words)


def refusal(script: Script, line: Line, why: str) -> Exception:
    """A refusal that names source and line."""
    from ledger.errors import Refused

    return Refused(f"{script.source} line {line.number} is refused: topsheet {line}\n{why}\nNothing was recorded.")
