"""Demonstration productions as data: budgets, schedules, payrolls, evidence, and the play that records them. Their people are fictional.

Each is a folder: `production.toml` says whose book it is and what is shown of it, `play.txt` is the story as commands.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

TITLE, CLOCK, REFUSED = "=", "@", "!"


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
    screens: tuple[Screen, ...]

    def steps(self) -> Iterator[Step]:
        """The steps of the play, in order; times are in the book's own zone."""
        words = {"{here}": str(self.folder), "{title}": self.title, "{owner}": self.owner, "{currency}": self.currency,
                 "{timezone}": self.timezone}  # fmt: skip
        for line in (self.folder / "play.txt").read_text(encoding="utf-8").splitlines():
            mark, _, rest = line.partition(" ")
            if mark == TITLE:
                yield Step(told=rest)
            elif mark == CLOCK:
                yield Step(clock=datetime.fromisoformat(rest).replace(tzinfo=ZoneInfo(self.timezone)))
            elif mark in (REFUSED, "topsheet"):
                for name, value in words.items():
                    rest = rest.replace(name, value)
                said = shlex.split(rest)
                yield Step(words=tuple(said[1:] if mark == REFUSED else said), refused=mark == REFUSED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a play: something told, the clock set, or a command, which is refused when the play says so."""

    told: str = ""
    clock: datetime | None = None
    words: tuple[str, ...] = ()
    refused: bool = False


def names() -> list[str]:
    """The demonstrations that there are, by the names of their folders."""
    return sorted(path.parent.name for path in Path(str(files(__name__))).glob("*/production.toml"))


def folder(name: str) -> Path:
    """Where the files of a demonstration are."""
    return Path(str(files(__name__))) / name


def production(name: str) -> Production:
    """A demonstration as its `production.toml` tells it."""
    told = tomllib.loads((folder(name) / "production.toml").read_text(encoding="utf-8"))
    screens = tuple(Screen(**screen) for screen in told.pop("screens"))
    starts = told.pop("starts").replace(tzinfo=ZoneInfo(told["timezone"]))
    return Production(folder=folder(name), starts=starts, screens=screens, **told)
