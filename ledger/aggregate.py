"""An aggregate: the life of one kind of document, as a fold over its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.event import Event

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[S]):
    """A kind of stream, the prefix of its keys (empty for the single `main`), its events and how they fold into state."""

    kind: str
    prefix: str
    events: tuple[type[Event], ...]
    evolve: Callable[[S | None, Any], S]

    def event(self, name: str) -> type[Event] | None:
        """The event class of this stored name, from the closed list."""
        return next((e for e in self.events if e.__name__ == name), None)

    def stream(self, key: str) -> str:
        """The name of one document's stream, such as purchase-order/PO-0042."""
        return f"{self.kind}/{key}"


@dataclass(frozen=True, slots=True)
class Document(Generic[S]):
    """What is known of one stream: its state, and the version and day of its last entry."""

    stream: str
    version: int
    on: date
    state: S


def fold(aggregate: Aggregate[S]) -> Callable[[Document[S] | None, Iterable[Entry]], Document[S] | None]:
    """The projector of an aggregate: entries in order, one by one, into what is known. It never refuses."""

    def step(known: Document[S] | None, entry: Entry) -> Document[S]:
        state = aggregate.evolve(known.state if known else None, entry.event)
        return Document(entry.stream, entry.version, entry.on, state)

    return lambda known, entries: reduce(step, entries, known)
