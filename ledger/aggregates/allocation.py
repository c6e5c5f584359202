"""An allocation says which sources of the finance plan a document's cost is shown to, as the stamp on a voucher does.

Each line is allocated in percent, to one funder or several, and never by more than the whole: no cost is paid for twice. What a recode
moves to another account stays with the funder of the line that was posted; what a credit note takes off, it takes off for all of them.
Allocating a line to the same source anew takes the place of what was said, and nothing takes it back.
"""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.scheme import CostDocument, on_line
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse
from ledger.event import Count, Event, Frozen, Key, Number, Text
from ledger.money import plain

WHOLE = Decimal(100)
DIGITS = 6


class CostAllocated(Event):
    """These cost lines of a document are allocated to a source, in percent of each; nothing takes back what was."""

    document: Text
    source: Key
    percent: Number
    lines: tuple[Count, ...] = Field(min_length=1)

    def sentence(self) -> str:
        lines = f"line{'s' if len(self.lines) > 1 else ''} {', '.join(map(str, self.lines))}"
        return f"allocated {plain(self.percent)} % of {self.document.partition('/')[2]} {lines} to {self.source}"


class Allocation(Frozen):
    """What is allocated of a document, in percent, by line and source."""

    shares: dict[int, dict[str, Number]] = Field(default_factory=dict)


def allocate(
    known: Allocation | None, voucher: CostDocument, *, source: str, percent: Decimal, lines: tuple[int, ...] = ()
) -> CostAllocated:
    """Allocate lines of a document, by default all that were posted, to a source. Raises Misuse, Unknown, AlreadyDone, DoesNotAdd."""
    if not 0 <= percent <= WHOLE or percent != round(percent, DIGITS):
        raise Misuse(f"A share of {plain(percent)} % is refused. Give 0 to {WHOLE} percent, with at most {DIGITS} decimals.")
    chosen = lines or tuple(line for line in sorted(voucher.lines) if line not in voucher.origin)
    key = voucher.document.partition("/")[2]
    shares = known.shares if known else {}
    for line in chosen or (1,):
        on_line(voucher.document, line, voucher.lines)
        if line in voucher.origin:
            first = voucher.origin[line]
            raise Misuse(f"Line {line} of {key} was recoded from line {first} and is allocated with it. Allocate line {first}.")
        others = {one: share for one, share in shares.get(line, {}).items() if one != source and share}
        taken = sum(others.values(), Decimal(0))
        if taken + percent > WHOLE:
            held = ", ".join(f"{one} {plain(share)} %" for one, share in others.items())
            raise DoesNotAdd(
                f"Line {line} of {key} is allocated to {held}; {plain(percent)} % to {source} would make {plain(taken + percent)} %. "
                f"Allocate at most {plain(WHOLE - taken)} %."
            )
    if all(shares.get(line, {}).get(source, Decimal(0)) == percent for line in chosen):
        raise AlreadyDone(f"{key} is allocated so to {source} already: {plain(percent)} %. topsheet report cost-allocation lists it.")
    return CostAllocated(document=voucher.document, source=source, percent=percent, lines=chosen)


def evolve(known: Allocation | None, event: CostAllocated) -> Allocation:
    """Fold one fact into what is known."""
    match event:
        case CostAllocated():
            shares = dict(known.shares) if known else {}
            for line in event.lines:
                shares[line] = {**shares.get(line, {}), event.source: event.percent}
            return Allocation(shares=shares)
        case _:
            assert_never(event)


ALLOCATION = Aggregate("allocation", "", (CostAllocated,), evolve)
