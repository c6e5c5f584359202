"""How long what is known of a person must be kept: rules as data with their source, and the days from which their terms run.

The table is ledger/data/retention.csv. A rule serves a party that the documents it names have named; its term runs from the first of its
days that the book has, and a rule none of whose days is recorded has not begun and holds nothing.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ledger.aggregates.party import Holding
from ledger.log import Log
from ledger.subject import APART, Named

SPAIN = ("Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta")
OF_SPAIN = ("es", "es-film-credit", "es-icaa")
ELSEWHERE = ("general",)


class Rule(NamedTuple):
    """One term: of which regime, for parties named in which documents (`*` in any), how many years, from the first of which days."""

    rule: str
    regime: str
    documents: tuple[str, ...]
    years: int
    starts: tuple[str, ...]
    certainty: str
    source: str
    says: str

    def serves(self, entries: Sequence[Named]) -> list[Named]:
        """The entries that put a party under this rule."""
        return [entry for entry in entries if "*" in self.documents or entry.kind in self.documents]


def rules() -> list[Rule]:
    """Every rule that there is."""
    with Path(__file__).with_name("data").joinpath("retention.csv").open(encoding="utf-8", newline="") as table:
        return [
            Rule(
                row["rule"], row["regime"], tuple(row["documents"].split()), int(row["years"]), tuple(row["from"].split("|")),
                row["certainty"], row["source"], row["says"],
            )
            for row in csv.DictReader(table)
        ]  # fmt: skip


def regimes(log: Log) -> tuple[str, ...]:
    """The regimes that apply to a book: those that were chosen; else those of Spain by its time zone, else the general one."""
    chosen = _last(log, "retention/main")
    if chosen:
        return tuple(chosen["regimes"])
    return OF_SPAIN if log.opened["timezone"] in SPAIN else ELSEWHERE


def terms(log: Log, entries: Sequence[Named]) -> list[Holding]:
    """The rules that a party serves, whose entries these are, the longest term first."""
    apply = regimes(log)
    found = []
    for rule in rules():
        served = rule.serves(entries) if rule.regime in apply else []
        if served:
            said, starts = _starts(log, rule, served)
            until = _after(starts, rule.years) if starts else None
            found.append(Holding(rule.rule, rule.source, rule.certainty, rule.years, said, starts, until))
    return sorted(found, key=lambda term: term.until or date.min, reverse=True)


def _starts(log: Log, rule: Rule, served: Sequence[Named]) -> tuple[str, date | None]:
    """The first of a rule's days that the book has, and what day that is."""
    for name in rule.starts:
        day = max(entry.on for entry in served) if name == "last named" else _day(log, name)
        if day:
            return SAID.get(name, f"{name.replace('_', ' ')}, as declared"), day
    return f"{rule.starts[-1].replace('_', ' ')}, which is not recorded", None


SAID = {
    "last named": "the last entry about it",
    "last entry": "the last entry of the books",
    "year end": "the end of the year of the last entry",
    "last receipt": "the last money received",
    "delivery": "the delivery",
}


def _day(log: Log, name: str) -> date | None:
    """A day of the book, by what the table calls it; any other name is that of a declaration."""
    match name:
        case "last entry" | "year end":
            said = _greatest(log, "$.on", f"substr(stream, 1, instr(stream, '/') - 1) not in ({', '.join('?' * len(APART))})", *APART)
            return date(said.year, 12, 31) if said and name == "year end" else said
        case "last receipt":
            return _greatest(log, "$.event.received_on", "name = ?", "TrancheReceived")
        case "delivery":
            return _greatest(log, "$.event.day", "name = ?", "ProductionDelivered")
    declared = _last(log, f"declaration/{name.upper().replace('_', '-')}")
    return date.fromisoformat(declared["day"]) if declared and "day" in declared else None


def _greatest(log: Log, path: str, condition: str, *values: str) -> date | None:
    asked = f"select max(json_extract(cast(state as text), ?)) from entries where {condition}"
    (day,) = log.connection.execute(asked, (path, *values)).fetchone()
    return date.fromisoformat(day) if day else None


def _last(log: Log, stream: str) -> dict[str, Any] | None:
    """The event that a document last said."""
    entries = log.document(stream)
    return json.loads(entries[-1][3])["event"] if entries else None


def _after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # from the last day of a February in a leap year
        return date(day.year + years, 3, 1)
