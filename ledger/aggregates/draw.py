"""A draw takes money out of the contingency for an account that needs it; the total of the budget stays as it is.

Contingency is an account inside the locked budget. A draw is minus there and plus on the receiver. What turns out not to be
needed is returned, in part or whole, on the same draw.

No more is drawn than is left, no more is returned than was drawn, and nothing is ever posted on the contingency account.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.aggregates.account import found
from ledger.aggregates.budget import Budget, in_currency, locked
from ledger.aggregates.budget_line import budgeted
from ledger.errors import AlreadyDone, DoesNotAdd, OverBudget, Refused, Unknown
from ledger.event import Code, Event, Frozen, Move
from ledger.line import BudgetMove
from ledger.money import Money


class ContingencyDrawn(Event):
    """Contingency goes to an account that needs it."""

    account: Code
    amount: Money
    contingency_account: Code

    def sentence(self) -> str:
        return f"drew {self.amount} of contingency into account {self.account}"

    def moves(self, document: str) -> Iterable[Move]:
        return _between(self.contingency_account, self.account, self.amount, document)


class ContingencyReturned(Event):
    """The account gives back contingency that it does not need."""

    account: Code
    amount: Money
    contingency_account: Code

    def sentence(self) -> str:
        return f"returned {self.amount} from account {self.account} to contingency"

    def moves(self, document: str) -> Iterable[Move]:
        return _between(self.account, self.contingency_account, self.amount, document)


DrawEvent = ContingencyDrawn | ContingencyReturned


def _between(giver: str, receiver: str, amount: Money, document: str) -> list[Move]:
    lines = (BudgetMove(account=giver, amount=-amount), BudgetMove(account=receiver, amount=amount))
    return budgeted("contingency", lines, document)


class Draw(Frozen):
    """What a return needs to know: where the draw went, and how much of it has not come back."""

    account: Code
    contingency_account: Code
    amount: Money


def draw(budget: Budget, *, account: str, amount: Money, left: Money) -> ContingencyDrawn:
    """Draw contingency into an account. `left` is what the contingency account still has. Raises OverBudget beyond it."""
    whole = locked(budget)
    reserve = budget.contingency_account
    if reserve is None:
        raise Unknown(f"The budget was locked at {whole} without a contingency account. Reallocate, or have an overage approved.")
    found(budget.accounts, account)
    in_currency(budget, amount)
    if account == reserve:
        raise Refused(f"Account {account} is the contingency itself, with {left} left. Name the account that shall receive {amount}.")
    _some(amount, "draw")
    if amount > left:
        raise OverBudget(
            f"The draw would take {amount} from contingency, account {reserve}, which has {left} left. Draw less, reallocate into "
            f"{account}, or have an overage approved."
        )
    return ContingencyDrawn(account=account, amount=amount, contingency_account=reserve)


def give_back(key: str, drawn: Draw, *, amount: Money, movable: Money) -> ContingencyReturned:
    """Return contingency. `movable` is what the account can spare, as for a reallocation. Raises OverBudget beyond it."""
    if not drawn.amount:
        raise AlreadyDone(f"{key} has been returned in full; {drawn.amount} of it is still with account {drawn.account}.")
    _some(amount, "return")
    if amount > drawn.amount:
        raise DoesNotAdd(
            f"{key} has {drawn.amount} with account {drawn.account}, and {amount} would come back. Return {drawn.amount} at most."
        )
    if amount > movable:
        raise OverBudget(
            f"{key} would take {amount} back from account {drawn.account}, which can give up {max(movable, Money.zero(movable.currency))}. "
            f"Return less, or declare the saving first with topsheet estimate efc {drawn.account} AMOUNT."
        )
    return ContingencyReturned(account=drawn.account, amount=amount, contingency_account=drawn.contingency_account)


def _some(amount: Money, what: str) -> None:
    if amount.amount <= 0:
        raise DoesNotAdd(f"A {what} of {amount} moves nothing. Give an amount above {Money.zero(amount.currency)}.")


def evolve(drawn: Draw | None, event: DrawEvent) -> Draw:
    """Fold one fact into what is known."""
    match event:
        case ContingencyDrawn():
            return Draw(account=event.account, contingency_account=event.contingency_account, amount=event.amount)
        case ContingencyReturned():
            assert drawn is not None
            return drawn.model_copy(update={"amount": drawn.amount - event.amount})
        case _:
            assert_never(event)


DRAW = Aggregate("draw", "C", (ContingencyDrawn, ContingencyReturned), evolve)
