"""A source is one line of the finance plan: a financier, what kind of money it is, and how much.

The money comes in tranches. Each is scheduled with its milestone and conditions, requested by the production, released by a
person of the financier, and received, perhaps in parts. A condition is met by evidence or by a named entry of the book, or
waived by the financier; a meeting that turns out wrong, or runs out, is withdrawn and the condition is open again.

A tranche is never released while one of its conditions is open, and nobody releases or waives for another's money. What is
decided about conditions stands in condition.py, and the terms of a source in source_terms.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.source_terms import (
    NEVER_ARRIVE,
    Form,
    SourceRecognised,
    SourceRepaid,
    SourceTerms,
    SourceTermsAgreed,
    assumed,
    terms_within,
)
from ledger.aggregates.tranche import (
    Condition,
    ConditionAdded,
    ConditionEvent,
    ConditionMet,
    ConditionWaived,
    ConditionWithdrawn,
    Stage,
    Tranche,
    TrancheEvent,
    TrancheReceived,
    TrancheReleased,
    TrancheRequested,
    TrancheRescheduled,
    TrancheScheduled,
    lapsed,
    scheduled,
    what_next,
)
from ledger.aggregates.tranche import evolve as evolve_tranche
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, TooEarly, Unknown
from ledger.event import Event, Number, PartyId, Text, counted
from ledger.line import Valued, in_book
from ledger.money import Money, round_half_up, total


class SourceAdded(Event, Valued):
    """A financier is in the plan with this amount; `rate` and `book_amount` where it is in another currency than the book."""

    financier: PartyId
    form: Form
    title: Text
    rate: Number | None = None
    territory: Text | None = None
    rights: Text | None = None
    public: bool = False

    def sentence(self) -> str:
        return f"added {self.title} to the finance plan: {self.amount} of {self.form} from {self.financier}"


class SourceChanged(Event, Valued):
    """The financier puts in another amount than was planned."""

    rate: Number | None = None

    def sentence(self) -> str:
        return f"changed the source to {self.amount}"


SourceEvent = SourceAdded | SourceChanged | SourceTermsAgreed | SourceRecognised | SourceRepaid | TrancheEvent | ConditionEvent


class Source(Valued):
    """What a decision about a source needs to know."""

    financier: PartyId
    form: Form
    rate: Number | None
    terms: SourceTerms
    recognised: Valued | None = None
    repaid: Money
    tranches: dict[str, Tranche] = Field(default_factory=dict)

    @property
    def cash(self) -> Money:
        """What arrives of it, in the book's currency: nothing in kind or deferred, and the rest without the fees."""
        if self.form in NEVER_ARRIVE:
            return Money.zero(self.book.currency)
        kept = self.terms.fees or Money.zero(self.amount.currency)
        return self.book - (kept if self.rate is None else round_half_up(kept.amount * self.rate, self.book.currency))

    @property
    def outstanding(self) -> Money:
        """What was received of it and not repaid, in its own currency."""
        return total((tranche.received for tranche in self.tranches.values()), self.amount.currency) - self.repaid

    @property
    def recognised_book(self) -> Money:
        """What counts of it, in the book's currency."""
        return self.recognised.book if self.recognised else self.book


def add(*, financier: str, form: Form, title: str, amount: Money, currency: str, rate: Decimal | None = None, territory: str | None = None,
        rights: str | None = None, public: bool = False) -> SourceAdded:  # fmt: skip
    """Put a financier in the plan. `currency` is the book's. Raises DoesNotAdd for nothing."""
    if amount <= Money.zero(amount.currency):
        raise DoesNotAdd(f"{title} would bring {amount}; a source brings more than nothing.")
    (book,) = in_book([amount], rate, currency)
    return SourceAdded(financier=financier, form=form, title=title, amount=amount, rate=rate, book_amount=book, territory=territory,
                       rights=rights, public=public)  # fmt: skip


def change(key: str, source: Source, *, amount: Money, currency: str, rate: Decimal | None = None) -> SourceChanged:
    """Plan another amount. Raises DoesNotAdd when its tranches are already more."""
    if amount == source.amount and rate == source.rate:
        raise AlreadyDone(f"{key} is already {amount}. Give another amount, or another --rate.")
    _within(key, source.amount, amount, source.tranches)
    terms_within(key, amount, source.terms, source.recognised)
    (book,) = in_book([amount], rate, currency)
    return SourceChanged(amount=amount, rate=rate, book_amount=book)


def schedule(key: str, source: Source, *, tranche: str, amount: Money, expected: date, milestone: str,
             conditions: Sequence[Condition] = ()) -> TrancheScheduled:  # fmt: skip
    """Plan a part of the money. Raises DoesNotAdd when the tranches would be more than the source."""
    if tranche in source.tranches:
        known = source.tranches[tranche]
        raise AlreadyDone(
            f"{tranche} of {key} is already {known.stage}, {known.amount} for {known.expected}. Choose another name, or topsheet tranche "
            f"reschedule {key} {tranche}."
        )
    _positive(key, source, tranche, amount)
    keys = [condition.key for condition in conditions]
    if len(set(keys)) < len(keys):
        raise Misuse(f"{tranche} of {key} would have two conditions of one key among {', '.join(keys)}.")
    return TrancheScheduled(tranche=tranche, amount=amount, book_amount=_book(source, amount), expected=expected, milestone=milestone,
                            conditions=tuple(conditions))  # fmt: skip


def reschedule(key: str, source: Source, *, tranche: str, expected: date, amount: Money | None = None) -> TrancheRescheduled:
    """Expect the money on another day, or another amount of it. Raises AlreadyDone once it is released."""
    known = before_release(key, source, tranche)
    if known.expected == expected and amount in (None, known.amount):
        raise AlreadyDone(f"{tranche} of {key} is already expected on {expected}, {known.amount}. Give another day or amount.")
    if amount is None or amount == known.amount:
        return TrancheRescheduled(tranche=tranche, expected=expected)
    rest = source.model_copy(update={"tranches": {name: other for name, other in source.tranches.items() if name != tranche}})
    _positive(key, rest, tranche, amount)
    return TrancheRescheduled(tranche=tranche, expected=expected, amount=amount, book_amount=_book(rest, amount))


def request(key: str, source: Source, *, tranche: str, cost_report: int | None = None) -> TrancheRequested:
    """Ask for the money, with reference to an issued cost report; conditions may still be open."""
    known = tranche_of(key, source, tranche)
    if known.stage is not Stage.SCHEDULED:
        raise AlreadyDone(f"{tranche} of {key} is already {known.stage}. {what_next(key, tranche, known, source.financier)}")
    return TrancheRequested(tranche=tranche, cost_report=cost_report)


def release(key: str, source: Source, *, tranche: str, on: date, acts_for: str | None,
            broken: Mapping[str, str] | None = None) -> TrancheReleased:  # fmt: skip
    """Let the money go. Raises BeyondAuthority for others than the financier's persons, TooEarly while a condition is open or `broken`."""
    known = tranche_of(key, source, tranche)
    of_the_financier(f"{tranche} of {key} is released", source, acts_for)
    if known.stage in (Stage.RELEASED, Stage.RECEIVED):
        raise AlreadyDone(f"{tranche} of {key} is already {known.stage}. {what_next(key, tranche, known, source.financier)}")
    if known.stage is Stage.SCHEDULED:
        raise TooEarly(f"{tranche} of {key} is not requested yet. First topsheet tranche request {key} {tranche}.")
    still = known.open(on)
    if still:
        named = "; ".join(f"{name} ({term.text}{lapsed(term)})" for name, term in still.items())
        raise TooEarly(
            f"{tranche} of {key} for {known.amount} has {len(still)} of {counted(len(known.conditions), 'condition')} open: {named}. "
            f"Meet it with topsheet condition meet {key} {tranche} {next(iter(still))} --evidence FILE, "
            f"or have {source.financier} waive it."
        )
    for name, verdict in (broken or {}).items():
        raise TooEarly(f"{tranche} of {key} rests on {name}, whose rule is {verdict} now. topsheet condition withdraw opens it.")
    return TrancheReleased(tranche=tranche)


def receive(key: str, source: Source, *, tranche: str, amount: Money, received_on: date, currency: str, rate: Decimal | None = None,
            charges: Money | None = None) -> TrancheReceived:  # fmt: skip
    """Record the money that arrived, in parts if it did; minus takes a receipt back. Raises TooEarly before the release."""
    known = tranche_of(key, source, tranche)
    if known.stage in (Stage.SCHEDULED, Stage.REQUESTED):
        raise TooEarly(f"{tranche} of {key} is only {known.stage}. First topsheet tranche release {key} {tranche}, by {source.financier}.")
    zero = Money.zero(known.amount.currency)
    if not amount or known.received + amount < zero:
        raise DoesNotAdd(f"{tranche} of {key} has received {known.received}; {amount} more would leave nothing. Give another amount.")
    if source.outstanding + amount < zero:
        raise DoesNotAdd(f"{key} has {source.outstanding} received and not repaid, so {amount} of {tranche} cannot be taken back.")
    if charges and not (zero < charges < amount or amount < charges < zero):
        raise DoesNotAdd(f"Banks kept {charges} of {amount}, which cannot be. Give charges between {zero} and {amount}.")
    if known.received >= known.amount and amount > zero:
        way = what_next(key, tranche, known, source.financier)
        raise AlreadyDone(f"{tranche} of {key} has already received {known.received} of {known.amount}. {way}")
    rate = rate or source.rate
    (book,) = in_book([amount], rate, currency)
    return TrancheReceived(tranche=tranche, amount=amount, rate=rate, book_amount=book, received_on=received_on, charges=charges)


def tranche_of(key: str, source: Source, tranche: str) -> Tranche:
    """What is known of a tranche. Raises Unknown."""
    if tranche not in source.tranches:
        raise Unknown(f"{key} has no tranche {tranche}; it has {', '.join(source.tranches) or 'none'}.")
    return source.tranches[tranche]


def before_release(key: str, source: Source, tranche: str) -> Tranche:
    """What is known of a tranche that can still change. Raises AlreadyDone once it is released."""
    known = tranche_of(key, source, tranche)
    if known.stage in (Stage.RELEASED, Stage.RECEIVED):
        raise AlreadyDone(f"{tranche} of {key} is already {known.stage}. {what_next(key, tranche, known, source.financier)}")
    return known


def of_the_financier(what: str, source: Source, acts_for: str | None) -> None:
    """See that somebody of the financier decides. Raises BeyondAuthority."""
    if acts_for != source.financier:
        acts = f"acts for {acts_for}" if acts_for else "acts for no financier"
        raise BeyondAuthority(f"{what} by a person of {source.financier}; this one {acts}. Ask {source.financier}.")


def _positive(key: str, source: Source, tranche: str, amount: Money) -> None:
    if amount <= Money.zero(amount.currency):
        raise DoesNotAdd(f"{tranche} of {key} would be {amount}; a tranche is more than nothing.")
    _within(key, source.amount, source.amount, source.tranches, amount)


def _within(key: str, was: Money, whole: Money, tranches: Mapping[str, Tranche], more: Money | None = None) -> None:
    new = [whole, *([more] if more else [])]
    if any(one.currency != was.currency for one in new):
        raise DoesNotAdd(f"{key} is in {was.currency}, not {new[-1].currency}. Give the amount in {was.currency}.")
    planned = total((*(t.amount for t in tranches.values()), *new[1:]), was.currency)
    if planned > whole:
        raise DoesNotAdd(f"The tranches of {key} would be {planned} and the source is {whole}. Make the source more, or a tranche less.")


def _book(source: Source, amount: Money) -> Money | None:
    if source.rate is None or source.book_amount is None:
        return None
    before = list(source.tranches.values())
    if total((*(t.amount for t in before), amount), amount.currency) == source.amount:
        return source.book_amount - total((t.book_amount for t in before if t.book_amount), source.book_amount.currency)
    return round_half_up(amount.amount * source.rate, source.book_amount.currency)


def evolve(source: Source | None, event: SourceEvent) -> Source:
    """Fold one fact into what is known."""
    match event:
        case SourceAdded():
            terms = assumed(event.form, public=event.public)
            return Source(financier=event.financier, form=event.form, amount=event.amount, rate=event.rate, book_amount=event.book_amount,
                          terms=terms, repaid=Money.zero(event.amount.currency))  # fmt: skip
        case SourceChanged():
            assert source is not None
            return source.model_copy(update={"amount": event.amount, "rate": event.rate, "book_amount": event.book_amount})
        case SourceTermsAgreed():
            assert source is not None
            return source.model_copy(update={"terms": SourceTerms(**dict(event))})
        case SourceRecognised():
            assert source is not None
            return source.model_copy(update={"recognised": Valued(amount=event.amount, book_amount=event.book_amount)})
        case SourceRepaid():
            assert source is not None
            return source.model_copy(update={"repaid": source.repaid + event.amount})
        case TrancheScheduled():
            assert source is not None
            return source.model_copy(update={"tranches": {**source.tranches, event.tranche: scheduled(event)}})
        case (
            TrancheRescheduled() | TrancheRequested() | TrancheReleased() | TrancheReceived()
            | ConditionAdded() | ConditionMet() | ConditionWithdrawn() | ConditionWaived()
        ):  # fmt: skip
            assert source is not None
            now = evolve_tranche(source.tranches[event.tranche], event)
            return source.model_copy(update={"tranches": {**source.tranches, event.tranche: now}})
        case _:
            assert_never(event)


EVENTS = (SourceAdded, SourceChanged, SourceTermsAgreed, SourceRecognised, SourceRepaid,
          TrancheScheduled, TrancheRescheduled, TrancheRequested, TrancheReleased, TrancheReceived,
          ConditionAdded, ConditionMet, ConditionWithdrawn, ConditionWaived)  # fmt: skip
SOURCE = Aggregate("source", "S", EVENTS, evolve)
