"""Which decision undoes an entry: one answer for every event that a book can hold.

Nothing is taken out of a book, so a mistake is answered by another decision. The answers stand here by subject, and know what has become
of the document since. An event without an answer is a fault of the product, which a test finds before anybody asks.
"""

from __future__ import annotations

from ledger.corrections import accruals, advances, banks, budgets, frame, giving, plans, promises, proofs, rules, schedules
from ledger.corrections.case import ANSWERS, Case, Undone

__all__ = ["ANSWERS", "SUBJECTS", "Case", "Undone", "undone"]
SUBJECTS = (frame, banks, budgets, promises, accruals, advances, plans, rules, schedules, giving, proofs)


def undone(case: Case) -> Undone:
    """How this entry is undone."""
    return ANSWERS[type(case.entry.event)](case)
