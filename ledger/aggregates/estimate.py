"""An estimate is what somebody thinks that an account will still cost, or will have cost in the end.

Until somebody estimates, an account is on budget. An estimate to complete is entered: the final cost then floats with what
is spent and promised, and planned work that becomes an order takes its part. Or the final cost is held: what is still to
come is whatever the held figure leaves. Each says its cause, and an account can go back on budget.

Money that is promised is never estimated a second time, and the contingency account takes no estimate.
"""

from __future__ import annotations

from typing import Literal, assert_never

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse
from ledger.event import Code, Event, Frozen, Text
from ledger.money import Money

Mode = Literal["etc", "held", "budget"]


class EstimateToCompleteEntered(Event):
    """What is neither spent nor promised on the account, and will be."""

    account: Code
    amount: Money
    cause: Text

    def sentence(self) -> str:
        return f"estimated {self.amount} to complete account {self.account}: {self.cause}"

    def estimates(self) -> dict[str, tuple[str, Money | None]]:
        return {self.account: ("etc", self.amount)}


class EstimatedFinalCostHeld(Event):
    """What the account will have cost in the end, whatever is spent and promised until then."""

    account: Code
    amount: Money
    cause: Text

    def sentence(self) -> str:
        return f"held the final cost of account {self.account} at {self.amount}: {self.cause}"

    def estimates(self) -> dict[str, tuple[str, Money | None]]:
        return {self.account: ("held", self.amount)}


class EstimateOnBudget(Event):
    """The account will cost its budget, and follows it."""

    account: Code

    def sentence(self) -> str:
        return f"put the estimate of account {self.account} back on budget"

    def estimates(self) -> dict[str, tuple[str, Money | None]]:
        return {self.account: ("budget", None)}


EstimateEvent = EstimateToCompleteEntered | EstimatedFinalCostHeld | EstimateOnBudget


class Estimate(Frozen):
    """How the account is estimated."""

    mode: Mode
    amount: Money | None = None


def enter(account: str, _: Estimate | None = None, *, amount: Money, cause: str, currency: str,
          contingency: str | None = None) -> EstimateToCompleteEntered:  # fmt: skip
    """Say what is still to come. The same figure may be entered again, because orders take from it. Raises DoesNotAdd below zero."""
    _estimable(account, amount, currency, contingency)
    if amount < Money.zero(currency):
        raise DoesNotAdd(
            f"{amount} to complete account {account} is below {Money.zero(currency)}. Hold its final cost instead: "
            f"topsheet estimate efc {account} AMOUNT."
        )
    return EstimateToCompleteEntered(account=account, amount=amount, cause=cause)


def hold(account: str, estimate: Estimate | None = None, *, amount: Money, cause: str, currency: str,
         contingency: str | None = None) -> EstimatedFinalCostHeld:  # fmt: skip
    """Say what it will have cost in the end. Raises AlreadyDone when it is already held at this figure."""
    _estimable(account, amount, currency, contingency)
    if amount < Money.zero(currency):
        raise DoesNotAdd(f"The final cost of account {account} cannot be held at {amount}, below {Money.zero(currency)}.")
    if estimate == Estimate(mode="held", amount=amount):
        raise AlreadyDone(f"The final cost of account {account} is already held at {amount}. Hold it at another figure, or leave it.")
    return EstimatedFinalCostHeld(account=account, amount=amount, cause=cause)


def on_budget(account: str, estimate: Estimate | None = None) -> EstimateOnBudget:
    """Let the account follow its budget again. Raises AlreadyDone when it does."""
    if estimate is None or estimate.mode == "budget":
        raise AlreadyDone(
            f"Account {account} is already on budget; nobody has estimated it otherwise. To estimate it: topsheet estimate etc or efc."
        )
    return EstimateOnBudget(account=account)


def _estimable(account: str, amount: Money, currency: str, contingency: str | None) -> None:
    if account == contingency:
        raise Misuse(f"Account {account} is the contingency; its estimate is what is undrawn. Draw on it with topsheet contingency draw.")
    if amount.currency != currency:
        raise DoesNotAdd(f"{amount} is not in {currency}, the book's currency. Give the estimate of account {account} in {currency}.")


def evolve(_: Estimate | None, event: EstimateEvent) -> Estimate:
    """Fold one fact into what is known."""
    match event:
        case EstimateToCompleteEntered():
            return Estimate(mode="etc", amount=event.amount)
        case EstimatedFinalCostHeld():
            return Estimate(mode="held", amount=event.amount)
        case EstimateOnBudget():
            return Estimate(mode="budget")
        case _:
            assert_never(event)


ESTIMATE = Aggregate("estimate", "", (EstimateToCompleteEntered, EstimatedFinalCostHeld, EstimateOnBudget), evolve)
