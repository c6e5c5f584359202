"""The rows of a book's facts, read once and whole, so that rules are judged on them without the database."""

from __future__ import annotations

from typing import Any

from ledger.projections import Session
from ledger.rules.facts import Ask, catalogue
from ledger.rules.seen import framed
from tests.rules.in_memory import InMemory, word


class OfBook(InMemory):
    """Facts over lists of rows, where a fact without rows on the ask's basis and of its scheme and financier decides nothing."""

    def total(self, ask: Ask) -> Any:
        return super().total(ask) if self._begun(ask) else None

    def groups(self, ask: Ask, per: str) -> Any:
        return super().groups(ask, per) if self._begun(ask) else None

    def outside(self, ask: Ask, first: Any, last: Any) -> Any:
        return super().outside(ask, first, last) if self._begun(ask) else None

    def _begun(self, ask: Ask) -> bool:
        frame = framed(ask)
        return any(all(word(row.get(column)) in words for column, words in frame.where) for row in self.held[ask.fact])


def of_book(session: Session) -> OfBook:
    return OfBook(session.window.on, {name: session.records(fact.view) for name, fact in catalogue().items()})
