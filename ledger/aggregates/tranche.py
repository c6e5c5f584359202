"""A tranche is one part of a source's money: what can happen to it and to its conditions, and what is known of it.

It is scheduled, requested, released and received, perhaps in parts, and its conditions are met, waived, and opened again.
The decisions stand with the source, whose financier and amount they need.

A receipt is never more than a fact: money that arrived beyond the tranche is recorded, and shown.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, assert_never

from pydantic import Field

from ledger.event import Count, Event, Frozen, Key, Number, PartyId, Text
from ledger.line import Valued
from ledger.money import Money

Met = Literal["open", "met", "waived"]
Kind = Literal["document", "certificate", "consent", "milestone", "cost report", "rule"]
Milestone = Literal["greenlight", "first day of photography", "wrap", "delivery"]


class Stage(StrEnum):
    """Where a tranche stands."""

    SCHEDULED = "scheduled"
    REQUESTED = "requested"
    RELEASED = "released"
    RECEIVED = "received"


class Condition(Frozen):
    """What must be so before the money is released.

    `kind` is what shows it: a document; a certificate, which is valid up to a day; the consent of a `party`; a `milestone` of the
    production; an issued cost report; or a `rule` of a pack in the book, which passes. Without a kind any document or entry does.
    It is due by `due`, where a day is agreed.
    """

    key: Key
    text: Text
    kind: Kind | None = None
    milestone: Milestone | None = None
    party: PartyId | None = None
    rule: Text | None = None
    due: date | None = None


class TrancheScheduled(Event):
    """A part of the money, expected on a day, for a milestone, under conditions."""

    tranche: Key
    amount: Money
    book_amount: Money | None = None
    expected: date
    milestone: Text
    conditions: tuple[Condition, ...] = ()

    def sentence(self) -> str:
        under = f", under {', '.join(c.key for c in self.conditions)}" if self.conditions else ""
        return f"scheduled {self.tranche} of {self.amount} for {self.expected}, {self.milestone}{under}"


class TrancheRescheduled(Event):
    """The money is expected on another day, or another amount of it."""

    tranche: Key
    expected: date
    amount: Money | None = None
    book_amount: Money | None = None

    def sentence(self) -> str:
        return f"rescheduled {self.tranche}{f' of {self.amount}' if self.amount else ''} to {self.expected}"


class ConditionAdded(Event):
    """One more thing must be so before the tranche is released."""

    tranche: Key
    condition: Condition

    def sentence(self) -> str:
        return f"added to {self.tranche} the condition {self.condition.key}: {self.condition.text}"


class ConditionMet(Event):
    """It is so: the entry's evidence shows it, or an earlier entry of the book does. After `valid_to` it is so no more."""

    tranche: Key
    condition: Key
    entry: Count | None = None
    note: Text | None = None
    valid_to: date | None = None

    def sentence(self) -> str:
        by = f" by entry {self.entry}" if self.entry else ""
        until = f", valid to {self.valid_to}" if self.valid_to else ""
        return f"met condition {self.condition} of {self.tranche}{by}{until}{f': {self.note}' if self.note else ''}"


class ConditionWithdrawn(Event):
    """The condition is open again: what met it was wrong, or has run out, or the waiver is taken back."""

    tranche: Key
    condition: Key

    def sentence(self) -> str:
        return f"opened condition {self.condition} of {self.tranche} again"


class ConditionWaived(Event):
    """The financier does without it."""

    tranche: Key
    condition: Key

    def sentence(self) -> str:
        return f"waived condition {self.condition} of {self.tranche}"


class TrancheRequested(Event):
    """The production asks for the money, with the issued cost report that it refers to."""

    tranche: Key
    cost_report: Count | None = None

    def sentence(self) -> str:
        return f"requested {self.tranche}{f', with cost report {self.cost_report}' if self.cost_report else ''}"


class TrancheReleased(Event):
    """The financier lets the money go."""

    tranche: Key

    def sentence(self) -> str:
        return f"released {self.tranche}"


class TrancheReceived(Event):
    """Money arrived on this value date; minus when a receipt is taken back. `charges` is what banks kept of the amount."""

    tranche: Key
    amount: Money
    rate: Number | None = None
    book_amount: Money | None = None
    received_on: date
    charges: Money | None = None

    def sentence(self) -> str:
        kept = f", less {self.charges} of charges" if self.charges else ""
        return f"received {self.amount} of {self.tranche} on {self.received_on}{kept}"


TrancheEvent = TrancheScheduled | TrancheRescheduled | TrancheRequested | TrancheReleased | TrancheReceived
ConditionEvent = ConditionAdded | ConditionMet | ConditionWithdrawn | ConditionWaived


class Term(Frozen):
    """A condition, and whether it is met; what met it may be valid to a day only."""

    asks: Condition
    met: Met = "open"
    valid_to: date | None = None

    @property
    def text(self) -> str:
        """What must be so, in words."""
        return self.asks.text

    def lacks(self, on: date) -> bool:
        """Whether it keeps the money back on a day: it was never met, or what met it has run out."""
        return self.met == "open" or (self.valid_to is not None and self.valid_to < on)


class Tranche(Valued):
    """What a decision about a tranche needs to know."""

    expected: date
    received: Money
    stage: Stage = Stage.SCHEDULED
    conditions: dict[str, Term] = Field(default_factory=dict)

    def open(self, on: date) -> dict[str, Term]:
        """The conditions that keep the money back on a day: those not met, and those whose showing has run out."""
        return {key: term for key, term in self.conditions.items() if term.lacks(on)}


def lapsed(term: Term) -> str:
    """That what met a condition has run out, as a refusal says it; empty when it was never met."""
    return f", lapsed on {term.valid_to}" if term.valid_to else ""


def what_next(source: str, key: str, known: Tranche, financier: str) -> str:
    """What can still be done about a tranche that is further than somebody thought."""
    if known.stage is Stage.REQUESTED:
        return f"{financier} releases it: topsheet tranche release {source} {key}."
    if known.stage is Stage.RELEASED:
        return f"When the money arrives: topsheet tranche receive {source} {key} --amount AMOUNT."
    return f"A receipt that was none is taken back with a minus: topsheet tranche receive {source} {key} --amount -AMOUNT."


def scheduled(event: TrancheScheduled) -> Tranche:
    """What is known of a tranche when it is scheduled."""
    terms = {condition.key: Term(asks=condition) for condition in event.conditions}
    return Tranche(amount=event.amount, book_amount=event.book_amount, expected=event.expected, received=Money.zero(event.amount.currency),
                   conditions=terms)  # fmt: skip


def evolve(tranche: Tranche, event: TrancheEvent | ConditionEvent) -> Tranche:
    """Fold one fact into what is known of its tranche."""
    match event:
        case TrancheScheduled():
            return scheduled(event)
        case TrancheRescheduled():
            money = {"amount": event.amount, "book_amount": event.book_amount} if event.amount else {}
            return tranche.model_copy(update={"expected": event.expected, **money})
        case ConditionAdded():
            return _with(tranche, event.condition.key, Term(asks=event.condition))
        case ConditionMet():
            return _with(tranche, event.condition, _now(tranche, event.condition, "met", event.valid_to))
        case ConditionWithdrawn():
            return _with(tranche, event.condition, _now(tranche, event.condition, "open"))
        case ConditionWaived():
            return _with(tranche, event.condition, _now(tranche, event.condition, "waived"))
        case TrancheRequested():
            return tranche.model_copy(update={"stage": Stage.REQUESTED})
        case TrancheReleased():
            return tranche.model_copy(update={"stage": Stage.RELEASED})
        case TrancheReceived():
            received = tranche.received + event.amount
            stage = Stage.RECEIVED if received >= tranche.amount else Stage.RELEASED
            return tranche.model_copy(update={"received": received, "stage": stage})
        case _:
            assert_never(event)


def _with(tranche: Tranche, key: str, term: Term) -> Tranche:
    return tranche.model_copy(update={"conditions": {**tranche.conditions, key: term}})


def _now(tranche: Tranche, key: str, met: Met, valid_to: date | None = None) -> Term:
    return tranche.conditions[key].model_copy(update={"met": met, "valid_to": valid_to})
