"""Facts over lists of rows: what a session over a book answers to rules, without a book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.rules.facts import Ask, Known, Row, Said, catalogue

ZERO = Decimal(0)


@dataclass
class InMemory:
    """The rows of every fact, as mappings by column; the days and declarations of a production."""

    today: date
    held: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    anchors: Mapping[str, date] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)

    def total(self, ask: Ask) -> Decimal | None:
        if not self.held.get(ask.fact):
            return None
        return sum((self._adds(ask, row) for row in self._meant(ask)), ZERO)

    def groups(self, ask: Ask, per: str) -> dict[str, Decimal] | None:
        if not self.held.get(ask.fact):
            return None
        apart: dict[str, Decimal] = {}
        for row in self._meant(ask):
            apart[word(row.get(per))] = apart.get(word(row.get(per)), ZERO) + self._adds(ask, row)
        return dict(sorted(apart.items()))

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Decimal | None:
        if not self.held.get(ask.fact):
            return None
        column = catalogue()[ask.fact].day or ""
        days = ((row[column], self._adds(ask, row)) for row in self._meant(ask))
        return sum((amount for day, amount in days if day and ((first and day < first) or (last and day > last))), ZERO)

    def rows(self, ask: Ask, per: str) -> Sequence[Row]:
        return [Row(row["position"], self._adds(ask, row), word(row.get(per))) for row in self._meant(ask)]

    def last_on(self, ask: Ask, per: str, key: str) -> date | None:
        return None

    def known(self, anchor: str) -> Known | None:
        return Known(self.anchors[anchor], 0) if anchor in self.anchors else None

    def declared(self, name: str) -> Said | None:
        return Said(self.said[name], 0) if name in self.said else None

    def _meant(self, ask: Ask) -> Iterator[Mapping[str, Any]]:
        for row in self.held[ask.fact]:
            wanted = all(word(row.get(column)) in words for column, words in ask.where)
            if wanted and not any(word(row.get(column)) in words for column, words in ask.without):
                yield row

    def _adds(self, ask: Ask, row: Mapping[str, Any]) -> Decimal:
        return Decimal(1) if ask.count else Decimal(row[catalogue()[ask.fact].amount])


def word(value: Any) -> str:
    """A value as rules name it: yes and no for what is so or not, nothing for what is missing."""
    return "" if value is None else {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
