"""How accruals are undone."""

from __future__ import annotations

from ledger.aggregates.accrual import AccrualMade, AccrualReversed
from ledger.corrections.case import Case, Undone, undoes


@undoes(AccrualMade)
def accrued(case: Case) -> Undone:
    """By hand, with `accrual reverse`; what it took from the estimate is given back."""
    if not case.now.standing:
        return Undone(f"It is undone already: {case.key} is reversed.")
    return case.by("Reverse the accrual; then make it as it should be.", ("accrual", "reverse", case.key))


@undoes(AccrualReversed)
def accrued_no_more(case: Case) -> Undone:
    """By another accrual, as long as its period is not issued: `accrual make`."""
    lines = [word for line in case.before.lines for word in ("--line", line.account, line.amount)]
    promised = next((line.promise for line in case.before.lines if line.promise), None)
    order = ("--order", f"{promised.document.partition('/')[2]}/{promised.line}") if promised else ()
    words = "Make it again, as long as the cost report of its period is not issued."
    told = ("accrual", "make", *lines, *order, "--for", f"what {case.key} was", "--period", case.before.period)
    return Undone(words, (case.command(*told),))
