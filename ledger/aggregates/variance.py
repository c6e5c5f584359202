"""A variance is explained, or the cost report waits: whoever pays asks for a word on every account that is far from its budget.

A threshold says from where on: an amount, a percentage of the account's final budget, or both, and then the lesser counts. A
note explains an account's variance as it stands, with the figure, and is kept from report to report until the variance is
another one.

A note is never edited: the next one takes its place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, Misuse
from ledger.event import Code, Event, Frozen, Number, PartyId, Text
from ledger.money import Money, plain

HUNDRED = 100


class VarianceThresholdSet(Event):
    """A variance or a change beyond this needs a note before the cost report is issued; without a figure, none does."""

    amount: Money | None = None
    percent: Number | None = None
    financier: PartyId | None = None

    def sentence(self) -> str:
        limits = said(self.amount, self.percent)
        asked = f", as {self.financier} asks" if self.financier else ""
        return f"set the threshold of variances that need a note at {limits}{asked}" if limits else "lifted the threshold of variances"


class VarianceNoted(Event):
    """Why an account is under or over by this much."""

    account: Code
    variance: Money
    text: Text

    def sentence(self) -> str:
        return f"explained that account {self.account} is {sided(self.variance)}: {self.text}"


VarianceEvent = VarianceThresholdSet | VarianceNoted


class Variance(Frozen):
    """The threshold in force, or the note of an account and the variance that it explains."""

    amount: Money | None = None
    percent: Number | None = None
    financier: PartyId | None = None
    variance: Money | None = None
    text: Text | None = None


def set_threshold(known: Variance | None, *, amount: Money | None, percent: Decimal | None, financier: str | None, lift: bool = False,
                  currency: str) -> VarianceThresholdSet:  # fmt: skip
    """Say from where on a variance needs a note. Raises Misuse, AlreadyDone."""
    if lift and (amount or percent is not None or financier):
        raise Misuse("A threshold is lifted or set, not both. Give --lift alone.")
    if not lift and amount is None and percent is None:
        raise Misuse("A threshold needs a figure: --amount AMOUNT, --percent PERCENT, or both; --lift takes it away.")
    if (amount is not None and amount < Money.zero(currency)) or (percent is not None and not 0 <= percent <= HUNDRED):
        raise Misuse(f"A threshold of {said(amount, percent)} is refused. Give an amount of 0 or more, and a percentage from 0 to 100.")
    if (known or Variance()) == Variance(amount=amount, percent=percent, financier=financier):
        raise AlreadyDone(f"The threshold of variances is already {said(amount, percent) or 'lifted'}.")
    return VarianceThresholdSet(amount=amount, percent=percent, financier=financier)


def note(key: str, known: Variance | None, *, variance: Money, text: str) -> VarianceNoted:
    """Explain an account's variance as it stands. Raises AlreadyDone."""
    if known and (known.variance, known.text) == (variance, text):
        raise AlreadyDone(f"Account {key} is already explained so, at {sided(variance)}.")
    return VarianceNoted(account=key, variance=variance, text=text)


def said(amount: Money | None, percent: Decimal | None) -> str:
    """A threshold in words: 5,000.00 USD or 10 % of the final budget."""
    share = None if percent is None else f"{plain(percent)} % of the final budget"
    return " or ".join(part for part in (None if amount is None else str(amount), share) if part)


def sided(variance: Money) -> str:
    """A variance with its side: 23,605.00 USD over."""
    zero = Money.zero(variance.currency)
    return "on budget" if variance == zero else f"{max(variance, -variance)} {'under' if variance > zero else 'over'}"


def evolve(known: Variance | None, event: VarianceEvent) -> Variance:
    """Fold one fact into what is known."""
    held = known or Variance()
    match event:
        case VarianceThresholdSet():
            return held.model_copy(update={"amount": event.amount, "percent": event.percent, "financier": event.financier})
        case VarianceNoted():
            return held.model_copy(update={"variance": event.variance, "text": event.text})
        case _:
            assert_never(event)


VARIANCE = Aggregate("variance", "", (VarianceThresholdSet, VarianceNoted), evolve)
