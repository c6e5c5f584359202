"""How long what is known of a person must be kept: rules as data with their source, and the days from which their terms run.

The table is ledger/data/retention.csv. A rule serves a party that the documents it names have named; its term runs from the first of its
days that the book has. A rule none of whose days is recorded has not begun, and holds until it has begun and ended.

A regime that applied and was taken out is remembered with whoever did so: they are not who erases because of it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ledger.aggregates.holding import Holding
from ledger.aggregates.retention import RetentionChosen
from ledger.duties import Principal, people, unknown
from ledger.entry import read
from ledger.log import Log
from ledger.subject import APART, Named

SPAIN = ("Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta")
OF_SPAIN = ("es", "es-film-credit", "es-icaa")
ELSEWHERE = ("general",)
CHOSEN = "retention/main"


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


class Out(NamedTuple):
    """The entry that took a regime out of a book, and whose entry it is."""

    out: int | None
    by: frozenset[str]


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
    chosen = _last(log, CHOSEN)
    return tuple(chosen["regimes"]) if chosen else _unchosen(log)


def _unchosen(log: Log) -> tuple[str, ...]:
    return OF_SPAIN if log.opened["timezone"] in SPAIN else ELSEWHERE


def taken_out(log: Log, principal: Principal = unknown) -> dict[str, Out]:
    """The regimes that applied to a book once and do not any more, each with the entry that took it out last."""
    applied = set(_unchosen(log))
    out: dict[str, Out] = {}
    for stream, version, name, state, position, _ in log.document(CHOSEN):
        entry = read(stream, version, name, state)
        chosen = {*entry.event.regimes} if isinstance(entry.event, RetentionChosen) else applied
        out |= {regime: Out(position, frozenset(people(entry, principal))) for regime in applied - chosen}
        out = {regime: by for regime, by in out.items() if regime not in chosen}
        applied = chosen
    return out


def terms(log: Log, entries: Sequence[Named], days: Days | None = None) -> list[Holding]:
    """The rules that a party serves, whose entries these are, the longest term first."""
    return _terms(days or Days(log), entries, dict.fromkeys(regimes(log)))


def lifted(log: Log, entries: Sequence[Named], days: Days | None = None, principal: Principal = unknown) -> list[Holding]:
    """The rules that a party would serve, had their regimes not been taken out of the book, the longest term first.

    `principal` says for whom a deputy decided: a holder and a deputy are one.
    """
    return _terms(days or Days(log), entries, taken_out(log, principal))


def _terms(days: Days, entries: Sequence[Named], apply: Mapping[str, Out | None]) -> list[Holding]:
    found = []
    for rule in rules():
        served = rule.serves(entries) if rule.regime in apply else []
        if served:
            said, starts = _starts(days, rule, served)
            until = _after(starts, rule.years) if starts else None
            out = apply[rule.regime] or Out(None, frozenset())
            found.append(Holding(rule.rule, rule.source, rule.certainty, rule.years, said, starts, until, rule.regime, *out))
    return sorted(found, key=lambda term: term.until or date.min, reverse=True)


def _starts(days: Days, rule: Rule, served: Sequence[Named]) -> tuple[str, date | None]:
    """The first of a rule's days that the book has, and what day that is."""
    for name in rule.starts:
        day = max(entry.on for entry in served) if name == "last named" else days.day(name)
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


class Days:
    """The days of a book that terms run from; the book is asked once for each."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._known: dict[str, date | None] = {}

    def day(self, name: str) -> date | None:
        """A day of the book, by what the table calls it; any other name is that of a declaration."""
        if name == "year end":
            last = self.day("last entry")
            return date(last.year, 12, 31) if last else None
        if name not in self._known:
            self._known[name] = self._asked(name)
        return self._known[name]

    def _asked(self, name: str) -> date | None:
        match name:
            case "last entry":
                papers = f"substr(stream, 1, instr(stream, '/') - 1) not in ({', '.join('?' * len(APART))})"
                return _greatest(self.log, "$.on", papers, *APART)
            case "last receipt":
                return _greatest(self.log, "$.event.received_on", "name = ?", "TrancheReceived")
            case "delivery":
                return _greatest(self.log, "$.event.day", "name = ?", "ProductionDelivered")
        declared = _last(self.log, f"declaration/{name.upper().replace('_', '-')}")
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
