"""A shooting schedule out of a CSV or XLSX file: one row a scene, in shooting order, with the shoot day that it is placed on.

The file has no dates. Its days are D-001, D-002 and so on: those that the schedule has, and after them the next ones in order.
Every row is read before anything is said, so that one refusal lists every bad value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from ledger.aggregates.board import Scene, Schedule
from ledger.errors import Misuse
from ledger.event import IllFormed
from ledger.exchange import table
from ledger.exchange.table import Problems, Row, Table

NEEDED = ("scene", "int_ext", "set", "day_night", "eighths")
FIELDS = (*NEEDED, "day", "cast", "synopsis")
WORDS = {"int_ext": "int, ext or int/ext", "day_night": "day, night, dawn or dusk"}
LENGTH = re.compile(r"(?:(?P<whole>[0-9]{1,4}) )?(?P<part>[1-7])/8|(?P<eighths>[0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Strip:
    """A scene of the file, and its shoot day; an empty day means that it is not placed."""

    scene: Scene
    day: str


def length(text: str) -> int:
    """Eighths of a page: 12 and "1 4/8" are the same. Raises Misuse, as the rest of a sentence."""
    read = LENGTH.fullmatch(text.strip())
    eighths = (int(read["eighths"]) if read["eighths"] else int(read["whole"] or 0) * 8 + int(read["part"])) if read else 0
    if not 1 <= eighths <= 9999:
        raise Misuse("is not a length: write eighths, such as 12, or pages, such as 1 4/8")
    return eighths


def players(text: str) -> tuple[str, ...]:
    """Board numbers, with spaces or commas between them."""
    return tuple(dict.fromkeys(name for name in re.split(r"[\s,;]+", text) if name))


def columns(words: Sequence[str]) -> dict[str, str]:
    """The column map from words such as scene=Sc,set=Location: which column of the file holds which field. Raises Misuse."""
    return table.chosen(words, FIELDS)


def read_schedule(path: Path, known: Schedule, *, columns: Mapping[str, str], encoding: str | None = None, delimiter: str | None = None,
                  sheet: str | None = None) -> list[Strip]:  # fmt: skip
    """The scenes of the file in its order, none of which the schedule has yet. Raises Misuse, listing every bad value."""
    bad = Problems(path.name)
    file = table.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet, problems=bad)
    titles = {title.casefold() for title in file.header}
    chosen = {name: columns.get(name, name) for name in FIELDS if name in NEEDED or name in columns or name in titles}
    places = {name: file.column(title) for name, title in chosen.items()}
    strips = [_strip(file, row, places, bad) for row in file.rows]
    _once(file, places["scene"], known, bad)
    if "day" in places:
        _days(file, places["day"], known, bad)
    bad.check()
    read = [strip for strip in strips if strip]
    if not read:
        raise Misuse(f"{path.name} has a header and no scenes, so there is nothing to import.")
    return read


def new_days(days: Iterable[str], known: Schedule) -> list[str]:
    """Those of the days that the schedule does not have, in order."""
    return sorted({day for day in days if day and day not in known.days}, key=lambda day: (len(day), day))


def _strip(file: Table, row: Row, places: Mapping[str, int], bad: Problems) -> Strip | None:
    text = {name: row.cells[place].strip() for name, place in places.items()}
    said: dict[str, Any] = {"scene": text["scene"], "set": text["set"], "cast": players(text.get("cast", ""))}
    said |= {name: text[name].lower() for name in WORDS} | {"synopsis": text.get("synopsis") or None, "eighths": 1}
    good = True
    try:
        said["eighths"] = length(text["eighths"])
    except Misuse as problem:
        bad.add(row.number, file.header[places["eighths"]], text["eighths"], str(problem))
        good = False
    try:
        scene = Scene.model_validate(said)
    except IllFormed as problem:
        for error in sorted(problem.errors(), key=lambda error: places[str(error["loc"][0])]):
            name = str(error["loc"][0])
            bad.add(row.number, file.header[places[name]], text[name], _why(name, error["type"], error["msg"]))
        return None
    return Strip(scene, text.get("day", "")) if good else None


def _why(name: str, kind: str, message: str) -> str:
    if name in WORDS:
        return f"is not {WORDS[name]}"
    if kind == "string_pattern_mismatch":
        return "is not up to 16 capital letters, digits and dashes"
    return "is empty" if kind.endswith("too_short") else f"cannot be recorded: {message.removeprefix('Value error, ')}"


def _once(file: Table, place: int, known: Schedule, bad: Problems) -> None:
    """Every scene is new, and is told once."""
    seen: dict[str, int] = {}
    for row in file.rows:
        number = row.cells[place].strip()
        if number and number in seen:
            bad.add(row.number, file.header[place], number, f"is already in row {seen[number]}")
        elif number in known.scenes:
            bad.add(row.number, file.header[place], number, "is already in the schedule: take it out of the file, or revise it there")
        seen.setdefault(number, row.number)


def _days(file: Table, place: int, known: Schedule, bad: Problems) -> None:
    """Every day is one of the schedule's, or one of the next ones, none left out."""
    fresh = new_days((row.cells[place].strip() for row in file.rows), known)
    nexts = (f"D-{known.days_added + n:03d}" for n in range(1, len(fresh) + 1))
    lawful = {"", *known.days, *takewhile(set(fresh).__contains__, nexts)}
    for row in file.rows:
        day = row.cells[place].strip()
        if day not in lawful:
            first = f"D-{known.days_added + 1:03d}"
            bad.add(row.number, file.header[place], day, f"is no shoot day: new days begin with {first}, and none is left out")
