"""Retention is which countries' and funders' terms the papers of this production are kept for, before a person's data may be erased.

Which rules apply to a production nobody can read from its figures, so it is chosen; what is chosen later takes the place of what was
chosen before. Until something is chosen, the time zone of the book decides (ledger.retention).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, Misuse
from ledger.event import Event, Frozen

Regime = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]


class RetentionChosen(Event):
    """These regimes apply to the papers of the production, and no others."""

    regimes: tuple[Regime, ...]

    def sentence(self) -> str:
        return f"chose the retention of {', '.join(self.regimes)}"


RetentionEvent = RetentionChosen


class Retention(Frozen):
    """The regimes that apply now."""

    regimes: tuple[Regime, ...]


def choose(known: Retention | None = None, *, regimes: Iterable[str], every: Iterable[str]) -> RetentionChosen:
    """Choose them from those that there are. Raises Misuse for another, AlreadyDone when they apply already."""
    chosen, there = tuple(sorted(set(regimes))), sorted(set(every))
    if strange := [regime for regime in chosen if regime not in there]:
        raise Misuse(f"There is no retention of {', '.join(strange)}. There are {', '.join(there)}.")
    if known and known.regimes == chosen:
        raise AlreadyDone(f"The retention is already that of {', '.join(chosen)}.")
    return RetentionChosen(regimes=chosen)


def evolve(_: Retention | None, event: RetentionEvent) -> Retention:
    """Fold one fact into what is known."""
    match event:
        case RetentionChosen():
            return Retention(regimes=event.regimes)
        case _:
            assert_never(event)


RETENTION = Aggregate("retention", "", (RetentionChosen,), evolve)
