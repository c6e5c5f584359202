"""What whoever posts a payroll should look at, because nobody may refuse what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.aggregates.deal import DealLine
from ledger.aggregates.pay_line import PayLine
from ledger.money import plain
from ledger.pay import Coded, Engaged, at_rate


def remarks(found: Sequence[Coded]) -> list[str]:
    """What whoever posts the batch should look at: units read off the deal's rate, and what is not as the deals say."""
    read = [
        f"row {one.line.row}: {plain(one.line.units)} of {one.engaged.key}"
        for one in found
        if one.engaged and one.line.derived and one.line.units is not None
    ]
    apart = [f"row {one.line.row}: {how}" for one in found if one.engaged for how in _apart(one.line, one.deal, one.engaged)]
    said = {"Units not in the file were read off the deal's rate": read, "Not as the deals say": apart}
    return [f"{what}: {'; '.join(rows[:5])}{f' and {len(rows) - 5} more' if len(rows) > 5 else ''}." for what, rows in said.items() if rows]


def _apart(line: PayLine, deal: DealLine | None, engaged: Engaged) -> Iterator[str]:
    """Days outside the engagement, and straight time at another rate than the deal's; units beyond the guarantee are lawful."""
    if line.hours is not None or line.pay == "straight":
        if line.worked_from and line.worked_from < engaged.known.starts:
            yield f"worked from {line.worked_from}, before {engaged.key} begins on {engaged.known.starts}"
        if line.worked_to and line.worked_to > engaged.known.ends:
            yield f"worked to {line.worked_to}, after {engaged.key} ends on {engaged.known.ends}"
    if line.pay == "straight" and deal and line.units and line.amount.currency == deal.rate.currency:
        due = at_rate(deal, line.units)
        if line.amount != due:
            apart, word = (line.amount - due, "above") if line.amount > due else (due - line.amount, "below")
            yield f"{line.amount} for {plain(line.units)} of {engaged.key}, {apart} {word} its rate"
