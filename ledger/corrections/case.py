"""The case of one entry that somebody wants undone: what it did, what its document has become since, and what answers it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ledger.aggregate import fold
from ledger.aggregates import aggregate_of
from ledger.entry import Entry
from ledger.event import Event
from ledger.line import CostLine
from ledger.money import Money


@dataclass(frozen=True, slots=True)
class Undone:
    """How an entry is undone: in words, and the commands to type, in order; none when nothing undoes it."""

    words: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """An entry, and every entry of its document; `relieved` says whether costs have used up what the document promised."""

    entry: Entry
    document: tuple[Entry, ...]
    relieved: bool = False

    @property
    def event(self) -> Any:
        """What happened."""
        return self.entry.event

    @property
    def key(self) -> str:
        """The document's number."""
        return self.entry.key

    @property
    def now(self) -> Any:
        """What the document is now."""
        return self._state(self.document)

    @property
    def before(self) -> Any:
        """What it was before the entry; None when the entry began it."""
        return self._state(self.document[: self.document.index(self.entry)])

    def later(self, *events: type[Event], **fields: object) -> Iterator[Entry]:
        """The later entries of the document with these events, of all of them by default, and these values in their fields."""
        for entry in self.document[self.document.index(self.entry) + 1 :]:
            if (not events or isinstance(entry.event, events)) and all(getattr(entry.event, k) == v for k, v in fields.items()):
                yield entry

    def earlier(self, *events: type[Event], **fields: object) -> Iterator[Entry]:
        """The earlier ones, the last one first."""
        for entry in reversed(self.document[: self.document.index(self.entry)]):
            if isinstance(entry.event, events) and all(getattr(entry.event, k) == v for k, v in fields.items()):
                yield entry

    def _state(self, entries: tuple[Entry, ...]) -> Any:
        known = fold(aggregate_of(self.entry.kind))(None, entries)
        return known.state if known else None

    def command(self, *words: object, reason: bool = True) -> str:
        """A command with its arguments, its reason and the entry that it corrects."""
        said = [plain(word) for word in words]
        why = ["--reason", f"Entry {self.entry.position} is put right"] if reason else []
        return shlex.join(["topsheet", *said, *why, "--corrects", str(self.entry.position)])

    def by(self, words: str, *commands: tuple[object, ...]) -> Undone:
        """Undone by these commands."""
        return Undone(words, tuple(self.command(*one) for one in commands))


def plain(word: object) -> str:
    """A word of a command: an amount without its currency."""
    return word.plain() if isinstance(word, Money) else str(word)


def options(**given: object) -> list[object]:
    """Options that have a value, as words: to=2021-03-19 is --to 2021-03-19."""
    return [word for name, value in given.items() if value is not None for word in (f"--{name.replace('_', '-')}", value)]


def recoded_back(case: Case, lines: Iterable[CostLine]) -> Undone:
    """A recode turned around, as far as its new line still has the cost; `lines` are those that stand."""
    leaves, arrives = case.event.lines
    has = next((line.net for line in lines if line.line == arrives.line), None)
    if not has:
        return Undone(f"It counts no more: nothing of {case.key} stands on line {arrives.line}.")
    was, moved = leaves.segments or {}, leaves.segments != arrives.segments
    if moved and not was and leaves.account == arrives.account:
        return Undone("The line had no segment before, and none is taken off. Recode it to the right one with --segment.")
    net = min(has, arrives.net, key=lambda one: abs(one.units))
    segments = [word for name, value in was.items() for word in ("--segment", f"{name}={value}")] if moved else []
    words = f"Recode {net} net back to account {leaves.account}."
    if moved and not segments:
        words += " Its segment stays: none is taken off."
    command = (case.entry.kind, "recode", case.key, "--from", arrives.line, "--to", leaves.account, "--amount", net, *segments)
    return case.by(words, command)


Answer = Callable[[Case], Undone]
ANSWERS: dict[type[Event], Answer] = {}


def undoes(*events: type[Event]) -> Callable[[Answer], Answer]:
    """This function says how entries of these events are undone; its docstring says it for the catalogue."""

    def wrap(answer: Answer) -> Answer:
        ANSWERS.update(dict.fromkeys(events, answer))
        return answer

    return wrap


def stands(*events: type[Event], why: str) -> None:
    """Entries of these events are never undone; `why` says what is done instead."""

    def answer(_: Case) -> Undone:
        return Undone(f"Nothing undoes it: {why}")

    answer.__doc__ = f"Not undone: {why}"
    ANSWERS.update(dict.fromkeys(events, answer))
