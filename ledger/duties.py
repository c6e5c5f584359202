"""Maker and checker: which entry asks, and which entry answers it. Nobody answers what they asked themself.

A deputy answers nothing that the one for whom they decide has asked for. This is the one list of both: the append goes by it, and so does
every report that counts where somebody did.

| who asks                           | who answers                          |
| ---------------------------------- | ------------------------------------ |
| raises or amends an order          | approves it                          |
| enters an invoice                  | approves it, pays it                 |
| posts a payroll                    | pays it                              |
| requests a tranche                 | releases it                          |
| proposes bank details of a party   | confirms them                        |
| makes a proposal                   | adopts it                            |

A hire, a reallocation, a draw, an overage, an advance, a lock and an issued report or plan are decided in one entry, which nobody asked
for in the book: their control is the grant, and rule sod.recorded_by_another. What answers nothing (a receipt, a posting) is a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Duty(NamedTuple):
    """The names of the entries that ask, and of the one that answers; `part` is the field in which both name a part of the document."""

    asked: tuple[str, ...]
    answered: str
    part: str = ""


DUTIES = (
    Duty(("PurchaseOrderRaised", "PurchaseOrderAmended"), "PurchaseOrderApproved"),
    Duty(("InvoiceEntered",), "InvoiceApproved"),
    Duty(("InvoiceEntered",), "InvoicePaid"),
    Duty(("PayrollPosted",), "PayrollPaid"),
    Duty(("TrancheRequested",), "TrancheReleased", "tranche"),
    Duty(("BankDetailsProposed",), "BankDetailsConfirmed"),
    Duty(("ProposalMade",), "ProposalAdopted"),
)


Principal = Callable[[str | None], str | None]
"""Whose decision is made on a grant of this number: see `ledger.authorising.principal`."""


def unknown(_: str | None) -> str | None:
    """Where no grants are at hand, everybody decides for themself."""
    return None


def duty_of(answered: str) -> Duty | None:
    """What an entry of this name answers, if anything."""
    return next((duty for duty in DUTIES if duty.answered == answered), None)


def asked_by(duty: Duty, answer: Any, document: Iterable[Any], principal: Principal = unknown) -> dict[str, int]:
    """Who asked for what an entry answers, with the last position at which they did; `document` are its document's entries before it."""
    part = getattr(answer.event, duty.part) if duty.part else None
    found: dict[str, int] = {}
    for entry in document:
        if entry.name in duty.asked and (not duty.part or getattr(entry.event, duty.part) == part):
            found |= dict.fromkeys(people(entry, principal), entry.position)
    return found


def people(entry: Any, principal: Principal = unknown) -> set[str]:
    """Whose entry it is: whoever recorded it, whoever it is said to be decided by, and whom that one stands for."""
    return {entry.by, *deciders(entry, principal)}


def deciders(entry: Any, principal: Principal = unknown) -> set[str]:
    """Who decides an entry: whose authority it is, and whom a deputy stands for; a holder and a deputy are one."""
    if not entry.authority:
        return {entry.by}
    return {entry.authority.party, principal(entry.authority.grant) or entry.authority.party}
