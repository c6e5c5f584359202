"""The files of a production report: scenes, cast times and crew times, one row each. Every bad row is said at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.schedule_file import length
from ledger.aggregates.board import Schedule
from ledger.aggregates.engagement import ENGAGEMENT, Engagement, Stage
from ledger.aggregates.hours import hot_lines, in_order, minute
from ledger.aggregates.shoot_day import CastDay, CrewDay, Outcome
from ledger.errors import DoesNotAdd, LedgerError, Misuse, TooEarly
from ledger.event import IllFormed
from ledger.exchange import figures, table
from ledger.exchange.table import Problems

if TYPE_CHECKING:
    from ledger.decision import Decision

SCENES = ("scene", "result", "eighths", "setups")
CAST = ("number", "hotel out", "on set", "meal", "dismissed")
CREW = ("engagement", "in", "meal out", "meal in", "out", "penalties", "account")
Cells = Mapping[str, str]


def read_scenes(path: Path) -> list[Outcome]:
    """What came of each scene. Raises Misuse."""
    bad = Problems(path.name)
    found = []
    for number, cells in rows(path, SCENES, ("scene", "result"), bad):
        eighths = _read(length, number, "eighths", cells, bad) or 0
        setups = _read(_count, number, "setups", cells, bad) or 0
        if eighths and cells["result"] in ("shot", "owed"):
            bad.add(number, "eighths", cells["eighths"], f"is told of a scene that is {cells['result']}: only part and added have a length")
        said = {"scene": cells["scene"], "result": cells["result"], "eighths": eighths, "setups": setups}
        found += _made(Outcome, said, number, cells, bad, {"result": "is not shot, part, owed or added"})
    bad.check()
    return found


def read_cast(path: Path) -> tuple[CastDay, ...]:
    """The players' times. Raises Misuse."""
    bad = Problems(path.name)
    found = []
    for number, cells in rows(path, CAST, ("number",), bad):
        times = _times(number, CAST[1:], cells, bad)
        said = {"number": cells["number"], **{name.replace(" ", "_"): time for name, time in times.items()}}
        found += _made(CastDay, said, number, cells, bad, {})
    bad.check()
    return tuple(found)


def read_crew(path: Path, decision: Decision, schedule: Schedule, day: date) -> tuple[CrewDay, ...]:
    """The crew's times, each line valued by its deal. Raises Misuse, and TooEarly where no working day is set."""
    if schedule.working_day is None:
        raise TooEarly(
            "There is no working day yet, so hours cannot be valued. Set it: topsheet schedule working-day --hours 12 --overtime 8 1.5."
        )
    bad = Problems(path.name)
    found = [
        line
        for number, cells in rows(path, CREW, ("engagement", "in", "out"), bad)
        if (line := _crew_line(number, cells, decision, schedule, day, bad))
    ]
    bad.check()
    return tuple(found)


def rows(path: Path, columns: Sequence[str], needed: Sequence[str], bad: Problems) -> Iterator[tuple[int, Cells]]:
    """The file's rows by column; a first column that repeats, and a column that nobody reads, are refused."""
    file = table.read(path, problems=bad)
    titles = {title.casefold().replace("_", " "): place for place, title in enumerate(file.header)}
    if missing := [name for name in needed if name not in titles]:
        raise Misuse(f"{path.name} has no column {missing[0]}; it has {', '.join(file.header)}. The columns are {', '.join(columns)}.")
    if strange := [title for title in titles if title and title not in columns]:
        raise Misuse(f"{path.name} has a column {strange[0]} that is not read. The columns are {', '.join(columns)}.")
    seen: dict[str, int] = {}
    for row in file.rows:
        cells = {name: row.cells[titles[name]].strip() if name in titles else "" for name in columns}
        key = f"{cells[columns[0]]} {cells.get('result') == 'added'}"
        if key in seen:
            bad.add(row.number, columns[0], cells[columns[0]], f"is already in row {seen[key]}")
        seen.setdefault(key, row.number)
        yield row.number, cells


def _crew_line(number: int, cells: Cells, decision: Decision, schedule: Schedule, day: date, bad: Problems) -> CrewDay | None:
    """One person's day: hours, pay hours and cost."""
    assert schedule.working_day is not None and schedule.calendar is not None
    count, key = len(bad.found), cells["engagement"]
    hired = _engaged(number, key, decision, day, bad)
    times = _times(number, ("in", "meal out", "meal in", "out"), cells, bad)
    if ("meal out" in times) != ("meal in" in times):
        bad.add(number, "meal out", cells["meal out"], f"and meal in {cells['meal in']!r}: give both or neither")
    for name in ("in", "out"):
        if name not in times and len(bad.found) == count:
            bad.add(number, name, "", "is empty")
    currency = hired.deal[0].rate.currency if hired else decision.currency
    penalties = _read(lambda text: figures.money(text, currency, None), number, "penalties", cells, bad)
    account = _read(lambda text: _account(decision, text), number, "account", cells, bad)
    if hired is None or len(bad.found) > count:
        return None
    worked = times["out"] - times["in"] - (times.get("meal in", 0) - times.get("meal out", 0))
    paid, lines = hot_lines(
        hired.deal, worked, rule=schedule.working_day, week=len(schedule.calendar.working_week), currency=decision.currency,
        account=account, penalties=penalties, rate=hired.rate,
    )  # fmt: skip
    return CrewDay(engagement=key, arrived=times["in"], meal_out=times.get("meal out"), meal_in=times.get("meal in"), left=times["out"],
        worked=worked, paid=paid, penalties=penalties, lines=lines)  # fmt: skip


def _engaged(number: int, key: str, decision: Decision, day: date, bad: Problems) -> Engagement | None:
    """The engagement of a row; one that ended with a release before the day is refused."""
    try:
        known = decision.know(ENGAGEMENT, key)
    except LedgerError as problem:
        bad.add(number, "engagement", key, f"is unknown: {problem}")
        return None
    if known.stage is Stage.RELEASED and known.ends < day:
        bad.add(number, "engagement", key, f"was released on {known.ends}, before {day}: engage the person anew with topsheet hire add")
        return None
    return known


def _account(decision: Decision, code: str) -> str:
    """An account that takes costs. Raises Misuse, as a clause."""
    from cli.words import spendable

    try:
        spendable(decision, [code])
    except LedgerError as problem:
        raise Misuse(f"takes no cost: {problem}") from None
    return code


def _times(number: int, names: Sequence[str], cells: Cells, bad: Problems) -> dict[str, int]:
    """The times of a row in their order, past midnight where one is earlier than the one before it; at most 24 hours."""
    read = {name: _read(minute, number, name, cells, bad) for name in names}
    try:
        return in_order(read)
    except DoesNotAdd as problem:
        bad.add(number, names[-1], cells[names[-1]], f"cannot be: {problem}")
        return {}


def _read(how: Any, number: int, name: str, cells: Cells, bad: Problems) -> Any:
    """A cell as a value; None where it is empty or bad."""
    if not cells[name]:
        return None
    try:
        return how(cells[name])
    except Misuse as problem:
        bad.add(number, name, cells[name], str(problem))
        return None


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) < 5):
        raise Misuse("is not a number of set-ups")
    return int(text)


def _made(kind: Any, said: dict[str, Any], number: int, cells: Cells, bad: Problems, why: Mapping[str, str]) -> list[Any]:
    """The row as a value, or nothing and a problem."""
    try:
        return [kind.model_validate(said)]
    except IllFormed as problem:
        for error in problem.errors():
            name = str(error["loc"][0]).replace("_", " ")
            bad.add(number, name, cells.get(name, ""), why.get(name, "is not up to 16 capital letters, digits and dashes"))
        return []
