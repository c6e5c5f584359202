"""Demonstration productions as data: budgets, schedules, payrolls, evidence, and the play that records them. Their people are fictional.

Each is a folder: `production.toml` says whose book it is and what is shown of it, `play.txt` is the story as commands. One may go on
where another ends (`after`): that one is played first, in silence.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

TITLE, CLOCK, REFUSED, ASKED = "=", "@", "!", "?"


@dataclass(frozen=True, slots=True)
class Screen:
    """A question to the book once it is played, under what it shows."""

    title: str
    command: str


@dataclass(frozen=True, slots=True)
class Production:
    """Whose book a demonstration is, when it plays, and what is shown of it."""

    folder: Path
    book: str
    title: str
    owner: str
    currency: str
    timezone: str
    starts: datetime
    played_by: date
    seed: str
    screens: tuple[Screen, ...] = ()
    after: str = ""
    shown: bool = False

    def steps(self) -> Iterator[Step]:
        """The steps of the play, in order; times are in the book's own zone."""
        if self.after:
            yield from (replace(step, told="", silent=True) for step in production(self.after).steps())
        words = {"{here}": str(self.folder), "{title}": self.title, "{owner}": self.owner, "{currency}": self.currency,
                 "{timezone}": self.timezone}  # fmt: skip
        for line in (self.folder / "play.txt").read_text(encoding="utf-8").splitlines():
            mark, _, rest = line.partition(" ")
            if mark == TITLE:
                yield Step(told=rest)
            elif mark == CLOCK:
                yield Step(clock=datetime.fromisoformat(rest).replace(tzinfo=ZoneInfo(self.timezone)))
            elif mark in (REFUSED, ASKED, "topsheet"):
                for name, value in words.items():
                    rest = rest.replace(name, value)
                yield Step(**_typed(rest), refused=mark == REFUSED, asked=mark == ASKED, typed=line if mark == "topsheet" else line[2:])


def _typed(line: str) -> Typed:
    """The words of a command line, and what `grep -E` picks of the answer."""
    command, _, lines = line.removeprefix("topsheet ").partition(" | grep -E ")
    return {"words": tuple(shlex.split(command)), "lines": "".join(shlex.split(lines))}


class Typed(TypedDict):
    """What a line of a play holds of a command."""

    words: tuple[str, ...]
    lines: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a play: something told, the clock set, or a command, which is refused when the play says so, or only asks.

    `lines` is what is shown of the answer, as `grep -E` has it; a silent step is of the play that this one goes on with.
    """

    told: str = ""
    clock: datetime | None = None
    words: tuple[str, ...] = ()
    refused: bool = False
    asked: bool = False
    lines: str = ""
    typed: str = ""
    silent: bool = False


def names() -> list[str]:
    """The demonstrations that there are, by the names of their folders."""
    return sorted(path.parent.name for path in Path(str(files(__name__))).glob("*/production.toml"))


def folder(name: str) -> Path:
    """Where the files of a demonstration are."""
    return Path(str(files(__name__))) / name


def production(name: str) -> Production:
    """A demonstration as its `production.toml` tells it."""
    told = tomllib.loads((folder(name) / "production.toml").read_text(encoding="utf-8"))
    screens = tuple(Screen(**screen) for screen in told.pop("screens", []))
    starts = told.pop("starts").replace(tzinfo=ZoneInfo(told["timezone"]))
    return Production(folder=folder(name), starts=starts, screens=screens, **told)
