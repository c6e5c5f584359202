"""The catalogue of facts that rules may use, and how a rule asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from pydantic import Field as Listed

from ledger.rules.form import Form, Words, Yes
from ledger.rules.reading import read_page


class Fact(Form):
    """A view that rules may ask: what its rows add up, and the columns by which they are chosen.

    A `snapshot` shows a window as it stands: its rows up to an older entry are not what was known then. A column of `words` holds these
    alone, and one of `yes_no` yes or no.
    """

    view: str
    amount: str
    unit: Literal["money", "days", "number", "eighths"]
    day: str | None = None
    basis: Yes = False
    scheme: Yes = False
    party: Yes = False
    snapshot: Yes = False
    columns: Words = ()
    yes_no: Words = ()
    words: dict[str, Words] = Listed(default_factory=dict)

    def closed(self, column: str) -> Words:
        """All that a column ever holds, where that is a closed list; nothing where it is not."""
        return ("yes", "no") if column in self.yes_no else self.words.get(column, ())

    @property
    def frame(self) -> tuple[str, ...]:
        """The columns that say which rows are a rule's own: its basis, the pack's scheme, the financier whom it protects."""
        own = (("basis", self.basis), ("scheme", self.scheme), ("financier", self.party))
        return tuple(column for column, held in own if held)


class Declaration(Form):
    """Something that a production says of itself, because no other entry does."""

    kind: Literal["day", "yes", "number", "amount", "word"]
    words: Words = ()


@cache
def catalogue() -> Mapping[str, Fact]:
    """Every fact, by name."""
    return {name: Fact.model_validate(said) for name, said in _page("facts").items()}


@cache
def declarations() -> Mapping[str, Declaration]:
    """Everything that a production may declare, by name."""
    return {name: Declaration.model_validate(said) for name, said in _page("declarations").items()}


def _page(name: str) -> dict[str, Any]:
    path = Path(__file__).with_name(f"{name}.yaml")
    said: dict[str, Any] = read_page(path.read_text(encoding="utf-8"), path.name).said
    return said


@dataclass(frozen=True, slots=True)
class Ask:
    """Which rows of a fact are asked: those whose columns hold one of these words, and none of those."""

    fact: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    without: tuple[tuple[str, tuple[str, ...]], ...] = ()
    count: bool = False


class Known(NamedTuple):
    """A day that is known, or planned, and the entry that says so."""

    day: date
    position: int
    planned: bool = False


class Said(NamedTuple):
    """What was declared, and the entry that says so."""

    value: Any
    position: int


class Row(NamedTuple):
    """One row of a fact: its entry, what it adds, and the word in the column by which rows are held together."""

    position: int
    amount: Decimal
    key: str


class Facts(Protocol):
    """Where a rule's facts come from: a session over a book, the rows of it up to an entry, or the figures of a test."""

    @property
    def today(self) -> date:
        """The day of the window."""

    def total(self, ask: Ask) -> Decimal | None:
        """The sum of the rows asked for; None when the fact has no row at all."""

    def groups(self, ask: Ask, per: str) -> dict[str, Decimal] | None:
        """The same, apart for every value of a column."""

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Decimal | None:
        """The sum of the rows whose day is not in these days."""

    def rows(self, ask: Ask, per: str) -> Sequence[Row]:
        """The rows themselves, in the order of their entries, with what they have in a column."""

    def last_on(self, ask: Ask, per: str, key: str) -> date | None:
        """The last day of an entry behind the rows asked for, of a value of a column where one is named; None where none is told."""

    def known(self, anchor: str) -> Known | None:
        """A day by its name."""

    def declared(self, name: str) -> Said | None:
        """What was declared last under a name."""


@dataclass(slots=True)
class Told:
    """Facts as a pack's test tells them: figures by role, days by name, what is declared; see packs/README.md."""

    today: date
    figures: Mapping[str, Any] = field(default_factory=dict)
    anchors: Mapping[str, date] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)

    def total(self, ask: Ask) -> Decimal | None:
        """A test tells what its roles come to, so a fact is never asked."""
        return None

    def groups(self, ask: Ask, per: str) -> dict[str, Decimal] | None:
        """As total."""
        return None

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Decimal | None:
        """As total."""
        return None

    def rows(self, ask: Ask, per: str) -> Sequence[Row]:
        """As total."""
        return ()

    def last_on(self, ask: Ask, per: str, key: str) -> date | None:
        """A test tells no days of entries."""
        return None

    def known(self, anchor: str) -> Known | None:
        """A day that the test tells."""
        return Known(self.anchors[anchor], 0) if anchor in self.anchors else None

    def declared(self, name: str) -> Said | None:
        """What the test declares."""
        return Said(self.said[name], 0) if name in self.said else None
