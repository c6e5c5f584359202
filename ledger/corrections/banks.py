"""How a change of bank details is undone: while it waits it is refused, afterwards another change takes its place."""

from __future__ import annotations

from ledger.aggregates.bank_details import BankDetailsConfirmed, BankDetailsProposed, BankDetailsRefused
from ledger.corrections.case import Case, Undone, stands, undoes

stands(BankDetailsConfirmed, why="the money goes to the new account. Propose the right one with party bank; another person confirms it.")
stands(BankDetailsRefused, why="the details before stand. Propose others anew with party bank.")


@undoes(BankDetailsProposed)
def proposed(case: Case) -> Undone:
    """By `party refuse-bank`, while nobody has confirmed them."""
    for later in case.later():
        return Undone(f"It counts no more: entry {later.position} has decided on these bank details.")
    return case.by("Refuse them; those before stand.", ("party", "refuse-bank", case.key))
