"""Demonstration productions as data: budgets, schedules, evidence, and the play that records them. Their people are fictional."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

TITLE, CLOCK, REFUSED = "=", "@", "!"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a play: something told, the clock set, or a command, which is refused when the play says so."""

    told: str = ""
    clock: datetime | None = None
    words: tuple[str, ...] = ()
    refused: bool = False


def folder(name: str) -> Path:
    """Where the files of a demonstration are."""
    return Path(str(files(__name__))) / name


def play(name: str) -> Iterator[Step]:
    """The steps of a demonstration, in order; times are in the book's own zone."""
    for line in (folder(name) / "play.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == TITLE:
            yield Step(told=rest)
        elif mark == CLOCK:
            yield Step(clock=datetime.fromisoformat(rest))
        elif mark in (REFUSED, "topsheet"):
            words = shlex.split(rest.replace("{here}", str(folder(name))))
            yield Step(words=tuple(words[1:] if mark == REFUSED else words), refused=mark == REFUSED)
