"""An overage is extra budget that a financier approved: the only thing that changes the total of a locked budget.

One overage may raise several accounts. It names the financier who approved it and, where it is settled already, the source
of the finance plan that pays.

It is approved once and never edited, and it never takes budget away: a saving stays on its account as a variance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from ledger.aggregate import Aggregate
from ledger.aggregates.account import found
from ledger.aggregates.budget import Budget, in_currency, locked
from ledger.aggregates.budget_line import budgeted, one_each, spelled
from ledger.errors import DoesNotAdd, Misuse
from ledger.event import Event, Frozen, Key, Move, PartyId
from ledger.line import BudgetMove
from ledger.money import Money, total


class OverageApproved(Event):
    """A financier adds budget to these accounts; the total grows by the sum."""

    lines: tuple[BudgetMove, ...]
    total: Money
    financier: PartyId
    source: Key | None = None

    def sentence(self) -> str:
        paid = f", paid from {self.source}" if self.source else ""
        return f"recorded an overage of {self.total} approved by {self.financier}{paid}: {spelled(self.lines)}"

    def moves(self, document: str) -> Iterable[Move]:
        return budgeted("overage", self.lines, document)


OverageEvent = OverageApproved


class Overage(Frozen):
    """An overage is approved once; no later decision needs anything of it."""


def approve(budget: Budget, *, lines: Sequence[BudgetMove], financier: str, source: str | None = None) -> OverageApproved:
    """Add budget that a financier approved. Raises DoesNotAdd for a line that adds nothing or takes budget away."""
    before = locked(budget)
    if not lines:
        raise Misuse(f"An overage on the budget of {before} needs at least one account and its amount.")
    for line in lines:
        found(budget.accounts, line.account)
        in_currency(budget, line.amount)
        if line.amount.amount < 0:
            less = -line.amount
            raise DoesNotAdd(f"The overage would take {less} from account {line.account}; an overage only adds. Reallocate {less} instead.")
    one_each("The overage", lines)
    whole = total((line.amount for line in lines), budget.currency)
    return OverageApproved(lines=tuple(lines), total=whole, financier=financier, source=source)


def evolve(overage: Overage | None, event: OverageEvent) -> Overage:
    """Fold one fact into what is known."""
    match event:
        case OverageApproved():
            return overage or Overage()
        case _:
            assert_never(event)


OVERAGE = Aggregate("overage", "O", (OverageApproved,), evolve)
