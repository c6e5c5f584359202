"""The line of a payroll: one component of what one person is paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ledger.event import Count, Key, Number, PartyId
from ledger.line import CostLine, PaidLine
from ledger.money import Money, total

Component = Literal["straight", "overtime", "penalties", "allowances", "fringes"]
COMPONENTS: tuple[Component, ...] = ("straight", "overtime", "penalties", "allowances", "fringes")


class PayLine(CostLine):
    """One component of one person's pay.

    `row` is its row in the file; `units` are those that straight time was paid for, and `derived` says that they were read off
    the deal's rate, since the file did not give them.
    """

    party: PartyId
    pay: Component
    row: Count
    engagement: Key | None = None
    units: Number | None = None
    derived: bool = False
    hours: Number | None = None


class PaidPayLine(PaidLine):
    """The part of one line that a payment settles: all of it."""

    party: PartyId


def by_component(lines: Iterable[PayLine]) -> dict[Component, Money]:
    """What the lines come to by component, in the batch's currency."""
    sums: dict[Component, Money] = {}
    for pay in COMPONENTS:
        amounts = [line.amount for line in lines if line.pay == pay]
        if amounts:
            sums[pay] = total(amounts, amounts[0].currency)
    return sums
