"""A production is one film or series, from the decision to make it to the closing of its book.

It is greenlit, photography starts, it wraps, it is delivered and accepted, and it is closed. Each step is one decision,
taken once and in this order, and each says the day on which it happened, which may be an earlier day than the entry's.

A production never goes back a step: a pick-up after wrap is a shoot day, not a second start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, TooEarly, TooLate
from ledger.event import Event, Frozen, PartyId
from ledger.money import Money


class Stage(IntEnum):
    """Where a production stands."""

    PLANNED = 0
    GREENLIT = 1
    SHOOTING = 2
    WRAPPED = 3
    DELIVERED = 4
    CLOSED = 5


SAID = {
    Stage.GREENLIT: ("greenlit", "topsheet production greenlight"),
    Stage.SHOOTING: ("in photography", "topsheet production start-photography"),
    Stage.WRAPPED: ("wrapped", "topsheet production wrap"),
    Stage.DELIVERED: ("delivered", "topsheet production deliver"),
    Stage.CLOSED: ("closed", "topsheet production close"),
}


class ProductionGreenlit(Event):
    """The production will be made."""

    def sentence(self) -> str:
        return "greenlit the production"


class PhotographyStarted(Event):
    """The first day of principal photography."""

    day: date

    def sentence(self) -> str:
        return f"started photography on {self.day}"


class ProductionWrapped(Event):
    """The last day of principal photography."""

    day: date

    def sentence(self) -> str:
        return f"wrapped photography on {self.day}"


class ProductionDelivered(Event):
    """The finished work is delivered, and accepted by the party named."""

    day: date
    accepted_by: PartyId | None = None

    def sentence(self) -> str:
        return f"delivered the production on {self.day}{f', accepted by {self.accepted_by}' if self.accepted_by else ''}"


class ProductionClosed(Event):
    """Nothing more is to be done; the book stays as it is."""

    def sentence(self) -> str:
        return "closed the production"


ProductionEvent = ProductionGreenlit | PhotographyStarted | ProductionWrapped | ProductionDelivered | ProductionClosed


class Production(Frozen):
    """The last step taken, and the day of the last step that has one."""

    stage: Stage = Stage.PLANNED
    day: date | None = None


def greenlight(production: Production | None = None) -> ProductionGreenlit:
    """Decide to make it."""
    _next(production, Stage.GREENLIT)
    return ProductionGreenlit()


def start_photography(production: Production | None = None, *, day: date) -> PhotographyStarted:
    """Say on which day photography started. Raises TooEarly before the greenlight."""
    _next(production, Stage.SHOOTING, day)
    return PhotographyStarted(day=day)


def wrap(production: Production | None = None, *, day: date) -> ProductionWrapped:
    """Say on which day photography ended. Raises TooEarly before it has started."""
    _next(production, Stage.WRAPPED, day)
    return ProductionWrapped(day=day)


def deliver(production: Production | None = None, *, day: date, accepted_by: str | None = None) -> ProductionDelivered:
    """Say on which day the finished work was delivered, and who accepted it. Raises TooEarly before wrap."""
    _next(production, Stage.DELIVERED, day)
    return ProductionDelivered(day=day, accepted_by=accepted_by)


def close(production: Production | None = None, *, promised: Money, accrued: Sequence[str] = (),
          held: Mapping[str, tuple[Money, str]] | None = None) -> ProductionClosed:  # fmt: skip
    """End the production. `accrued` are the accruals that stand, `held` what is outstanding of advances, and with whom.

    Raises TooEarly before delivery, and while any of it is open.
    """
    _next(production, Stage.CLOSED)
    if promised:
        raise TooEarly(
            f"{promised} is still promised. Close or void the orders and release the people first: topsheet report open-purchase-orders."
        )
    if accrued:
        raise TooEarly(
            f"{', '.join(accrued)} still accrue work that is not invoiced. Post the invoices with --accrual, or reverse what is not to "
            f"come: topsheet accrual reverse {accrued[0]} --reason TEXT."
        )
    for key, (outstanding, holder) in (held or {}).items():
        raise TooEarly(
            f"{key} has {outstanding} outstanding with {holder}. Account for it, or record its return: topsheet advance return {key}."
        )
    return ProductionClosed()


def while_open(production: Production | None, asked: str) -> None:
    """See that the production can still decide what is to come. Raises TooLate once it is closed."""
    if production and production.stage is Stage.CLOSED:
        raise TooLate(
            f"{asked} cannot be decided any more: the production is closed. What still arrives is recorded: an invoice, a payment, a "
            "credit note; what is wrong is put right by a reversal or a recode."
        )


def _next(production: Production | None, step: Stage, day: date | None = None) -> None:
    known = production or Production()
    if known.stage >= step:
        raise AlreadyDone(f"The production is already {SAID[known.stage][0]}, so it cannot be {SAID[step][0]} again.")
    before = Stage(step - 1)
    if known.stage < before:
        raise TooEarly(f"The production is not yet {SAID[before][0]}, so it cannot be {SAID[step][0]}. First {SAID[before][1]}.")
    if day and known.day and day < known.day:
        raise TooEarly(f"The production cannot be {SAID[step][0]} on {day}: it was {SAID[before][0]} on {known.day}. Give a later day.")


def evolve(production: Production | None, event: ProductionEvent) -> Production:
    """Fold one fact into what is known."""
    last = production.day if production else None
    match event:
        case ProductionGreenlit():
            return Production(stage=Stage.GREENLIT, day=last)
        case PhotographyStarted():
            return Production(stage=Stage.SHOOTING, day=event.day)
        case ProductionWrapped():
            return Production(stage=Stage.WRAPPED, day=event.day)
        case ProductionDelivered():
            return Production(stage=Stage.DELIVERED, day=event.day)
        case ProductionClosed():
            return Production(stage=Stage.CLOSED, day=last)
        case _:
            assert_never(event)


EVENTS = (ProductionGreenlit, PhotographyStarted, ProductionWrapped, ProductionDelivered, ProductionClosed)
PRODUCTION = Aggregate("production", "", EVENTS, evolve)
