"""A reallocation moves budget between accounts of the locked budget; the total stays as it is.

It is one decision with any number of signed lines. An account gives up no more than it can spare: once it has been estimated
that is what lies above its estimated final cost, so a saving is declared first, and moved then; before, it is what is neither
spent nor committed.

It is decided once and never edited: to undo it, reallocate back. It never touches the contingency account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.aggregates.account import found
from ledger.aggregates.budget import Budget, in_currency, locked
from ledger.aggregates.budget_line import budgeted, one_each, spelled
from ledger.errors import DoesNotAdd, OverBudget, Refused
from ledger.event import Event, Frozen, Move
from ledger.line import BudgetMove
from ledger.money import Money, total


class BudgetReallocated(Event):
    """Budget is moved between accounts: minus where it leaves, plus where it arrives, and nothing in sum."""

    lines: tuple[BudgetMove, ...]

    def sentence(self) -> str:
        return f"reallocated {moved(self.lines)}: {spelled(self.lines)}"

    def moves(self, document: str) -> Iterable[Move]:
        return budgeted("reallocation", self.lines, document)


ReallocationEvent = BudgetReallocated


class Reallocation(Frozen):
    """A reallocation is decided once; no later decision needs anything of it."""


def moved(lines: Sequence[BudgetMove]) -> Money:
    """How much the lines bring to the accounts that receive: the figure that an authority is measured by."""
    return total((line.amount for line in lines if line.amount.amount > 0), lines[0].amount.currency)


def reallocate(budget: Budget, *, lines: Sequence[BudgetMove], movable: Mapping[str, Money]) -> BudgetReallocated:
    """Move budget between accounts. `movable` is what each account that gives can spare.

    Raises DoesNotAdd when the lines are not nothing in sum, and OverBudget when an account would give more than it can.
    """
    locked(budget)
    if len(lines) < 2:
        raise DoesNotAdd(f"A reallocation has {len(lines)} lines and needs two: minus on one account, plus on another.")
    for line in lines:
        found(budget.accounts, line.account)
        in_currency(budget, line.amount)
        if line.account == budget.contingency_account:
            raise Refused(
                f"A reallocation would move {line.amount} on account {line.account}, which is the contingency. Draw contingency into the "
                f"account that needs it, or return what was drawn."
            )
    one_each("The reallocation", lines)
    difference = total((line.amount for line in lines), budget.currency)
    if difference:
        out = moved(lines) - difference
        raise DoesNotAdd(
            f"The reallocation takes out {out} and puts in {moved(lines)}, a difference of {difference}. Make the two the same."
        )
    short = [_short(-line.amount, line.account, movable[line.account]) for line in lines if line.amount.amount < 0]
    if any(short):
        raise OverBudget(" ".join(filter(None, short)))
    return BudgetReallocated(lines=tuple(lines))


def _short(asked: Money, account: str, movable: Money) -> str:
    if asked <= movable:
        return ""
    return (
        f"The reallocation would take {asked} from account {account}, which can give up {max(movable, Money.zero(movable.currency))}. "
        f"Take less, or declare the saving first with topsheet estimate efc {account} AMOUNT."
    )


def evolve(reallocation: Reallocation | None, event: ReallocationEvent) -> Reallocation:
    """Fold one fact into what is known."""
    match event:
        case BudgetReallocated():
            return reallocation or Reallocation()
        case _:
            assert_never(event)


REALLOCATION = Aggregate("reallocation", "R", (BudgetReallocated,), evolve)
