"""The entry that turned a verdict: the last one after which the rule says what it says now, and before which it said something else.

The rows behind a rule are read once, with their entries; the rule is then judged as it stood after each of them, from the last one
back. That costs a judgement for each entry looked at. Of more than LOOKED_AT entries, evenly spaced ones are looked at first, and
then each between two of them: what turned twice between two that agree is not seen then.

An entry may also move rows of older ones, as when a cost is put in another class. So what was found is held against the windows just
before and after it, and where they disagree the entry is looked for between windows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any

from ledger.rules.facts import Ask, Known, Row, Said, catalogue
from ledger.rules.judging import Installed, Judge
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Rule
from ledger.rules.seen import Seen, chosen, framed, named
from ledger.rules.verdict import ZERO, Status

LOOKED_AT = 4096


@dataclass(slots=True)
class Series:
    """A running sum by entry."""

    positions: list[int]
    sums: list[Decimal]

    def at(self, position: int) -> Decimal:
        """What it came to after an entry."""
        place = bisect_right(self.positions, position)
        return self.sums[place - 1] if place else ZERO


@dataclass(slots=True)
class Past:
    """The facts of a session as they stood after an entry; what a rule asks is read once, whole."""

    seen: Seen
    position: int
    series: dict[tuple[object, ...], dict[str, Series]] = field(default_factory=dict)
    held: dict[tuple[Ask, str], Sequence[Row]] = field(default_factory=dict)
    begins: dict[Ask, int] = field(default_factory=dict)
    steps: dict[str, list[Known]] = field(default_factory=dict)
    said: dict[str, list[Said]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the window."""
        return self.seen.today

    def total(self, ask: Ask) -> Decimal | None:
        """The sum of the rows asked for."""
        if not self._begun(ask):
            return None
        apart = self._read((ask,), "''", "true", [])
        return apart[""].at(self.position) if apart else ZERO

    def groups(self, ask: Ask, per: str) -> dict[str, Decimal] | None:
        """The same, apart for every value of a column."""
        if not self._begun(ask):
            return None
        apart = self._read((ask, per), f"coalesce({named(ask.fact, per)}::varchar, '')", "true", [])
        return {key: one.at(self.position) for key, one in apart.items() if one.positions[0] <= self.position}

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Decimal | None:
        """The sum of the rows whose day is not in these days."""
        if not self._begun(ask):
            return None
        day = catalogue()[ask.fact].day
        apart = self._read((ask, first, last), "''", f"({day} < ? or {day} > ?)", [first or date.min, last or date.max])
        return apart[""].at(self.position) if apart else ZERO

    def rows(self, ask: Ask, per: str) -> Sequence[Row]:
        """The rows themselves."""
        if (ask, per) not in self.held:
            self.held[ask, per] = self.seen.rows(ask, per)
        return [one for one in self.held[ask, per] if one.position <= self.position]

    def known(self, anchor: str) -> Known | None:
        """A day by its name."""
        if not self.steps:
            self.seen.session.make("anchors")
            rows = self.seen.session.query("select name, day, position, planned from anchors order by planned desc, position")[1]
            for name, day, position, planned in rows:
                self.steps.setdefault(name, []).append(Known(day, position, planned))
        last = next((one for one in reversed(self.steps.get(anchor, [])) if one.position <= self.position), None)
        return last if last and last.day else None

    def last_on(self, ask: Ask, per: str, key: str) -> date | None:
        """The last day on which an entry added to the rows asked for, as the session sees it."""
        return self.seen.last_on(ask, per, key)

    def declared(self, name: str) -> Said | None:
        """What was declared last under a name."""
        if not self.said:
            self.seen.session.make("declared")
            value = "if(yes is null, coalesce(word, number::varchar, day::varchar), if(yes, 'yes', 'no'))"
            sql = f"select name, {value}, position from declarations order by position"
            for told, value, position in self.seen.session.query(sql)[1]:
                self.said.setdefault(told, []).append(Said(value, position))
        last = next((one for one in reversed(self.said.get(name, [])) if one.position <= self.position), None)
        return last if last and last.value is not None else None

    def _begun(self, ask: Ask) -> bool:
        frame = framed(ask)
        if frame not in self.begins:
            fact, (clause, values) = catalogue()[ask.fact], chosen(frame)
            self.seen.session.stand_on(fact.view)
            sql = f"select coalesce(min(position), 0) from {fact.view} where {clause}"
            self.begins[frame] = self.seen.session.query(sql, values)[1][0][0]
        return 0 < self.begins[frame] <= self.position

    def _read(self, key: tuple[object, ...], apart: str, more: str, values: list[object]) -> Mapping[str, Series]:
        if key not in self.series:
            ask = key[0]
            assert isinstance(ask, Ask)
            fact = catalogue()[ask.fact]
            clause, words = chosen(ask)
            what = "count(*)" if ask.count else f"sum({fact.amount})"
            sql = f"select {apart}, position, {what} from {fact.view} where {clause} and {more} group by all order by all"
            found: dict[str, tuple[list[int], list[Decimal]]] = {}
            for one, position, amount in self.seen.session.query(sql, [*words, *values])[1]:
                positions, amounts = found.setdefault(one, ([], []))
                positions.append(position)
                amounts.append(Decimal(amount or 0))
            self.series[key] = {one: Series(positions, list(accumulate(amounts))) for one, (positions, amounts) in found.items()}
        return self.series[key]

    def entries(self) -> list[int]:
        """The entries after which the rule could have said something else."""
        found = {position for apart in self.series.values() for one in apart.values() for position in one.positions}
        found |= {one.position for rows in self.held.values() for one in rows}
        found |= {one.position for steps in self.steps.values() for one in steps} | {
            one.position for told in self.said.values() for one in told
        }
        return sorted(found | {begins for begins in self.begins.values() if begins})


def turned(judge: Judge, one: Installed, rule: Rule) -> int | None:
    """The entry that turned a rule's verdict to what it is; None where no entry did, as when a day has passed."""
    assert isinstance(judge.facts, Seen)
    if any(isinstance(part, Quantity) and part.fact and catalogue()[part.fact].snapshot for _, part in rule.pieces):
        return None  # rows of a window as a whole: only windows tell, see confirmed
    past = Past(judge.facts, 2**62)
    now = _status(judge, past, one, rule, past.position)
    entries = sorted({*past.entries(), *(consent.position for consent in one.consents if consent.rule == rule.id)})
    looked = entries[:: max(1, len(entries) // LOOKED_AT)]
    for after in reversed(looked):
        if _status(judge, past, one, rule, after - 1) != now:
            return _between(judge, past, one, rule, entries=entries, last=after, now=now)
    return None


def confirmed(guess: int | None, last: int, status: Callable[[int], Status]) -> int | None:
    """The entry that turned a verdict, as windows show it. `status` judges the rule through the window of an entry; `last` is the last."""
    now = status(last)
    if guess and status(guess) == now and (guess == 1 or status(guess - 1) != now):
        return guess
    before = next((place for place in (guess, 1) if place and status(place) != now), None)
    if before is None:
        return None
    after = last
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if status(middle) == now else (middle, after)
    return after


def through(session: Any, judge: Judge, one: Installed, rule: Rule, at: Callable[[int], str]) -> Callable[[int], Status]:
    """Judges a rule through the windows of entries; `at` tells when each was recorded. The session stays at the window looked at last."""
    used = judge.facts.used if isinstance(judge.facts, Seen) else {}
    window = session.window

    @cache
    def status(position: int) -> Status:
        session.look(replace(window, position=position, at=at(position)))
        packs = _known(judge, position)
        own = next(pack for pack in packs if pack.key == one.key)
        return Judge(Seen(session, window.on, used), packs, judge.scale).verdict(own, rule).status

    return status


def _known(judge: Judge, position: int) -> list[Installed]:
    """The packs, with the leave that had been given by an entry."""
    return [replace(pack, consents=[given for given in pack.consents if given.position <= position]) for pack in judge.packs]


def _between(judge: Judge, past: Past, one: Installed, rule: Rule, *, entries: list[int], last: int, now: Status) -> int:
    """Of the entries from one looked at to the next, the last one before which the verdict was another."""
    place = bisect_left(entries, last)
    until = place + max(1, len(entries) // LOOKED_AT)
    return next((entry for entry in reversed(entries[place:until]) if _status(judge, past, one, rule, entry - 1) != now), last)


def _status(judge: Judge, past: Past, one: Installed, rule: Rule, position: int) -> Status:
    past.position = position
    packs = _known(judge, position)
    own = next((pack for pack in packs if pack.key == one.key), one)
    return Judge(past, packs, judge.scale).verdict(own, rule).status
