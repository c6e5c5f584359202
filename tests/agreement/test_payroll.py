"""For random lawful histories: a payroll never uses up more than a guarantee has open, and what is on top uses up nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given, settings

from ledger.aggregates.pay_line import PayLine
from ledger.entry import Entry
from tests.agreement.histories import played, programs
from tests.agreement.payroll_steps import posted
from tests.agreement.test_agreement import DEEP, SLOW, noise

Key = tuple[str, int, str]
ZERO = Decimal(0)


def after_each(entries: list[Entry]) -> Iterator[tuple[Entry, dict[Key, Decimal], dict[Key, Decimal]]]:
    """What is open of every promised line after each entry, in the order in which they were recorded, in both currencies."""
    own: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    book: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        for move in entry.event.moves(entry.stream):
            if move.layer in ("ordered", "relieved"):
                sign = 1 if move.layer == "ordered" else -1
                own[move.document, move.line, move.account] += sign * move.amount.amount
                book[move.document, move.line, move.account] += sign * move.book_amount.amount
        yield entry, own, book


def used(entry: Entry) -> set[Key]:
    """The promised lines that an entry uses up."""
    lines: tuple[PayLine, ...] = entry.event.lines  # type: ignore[attr-defined]
    return {(line.relieves.document, line.relieves.line, line.relieves.account) for line in lines if line.relieves}


@settings(max_examples=60 * DEEP, **SLOW)
@given(programs())
def test_a_payroll_never_uses_up_more_than_the_guarantee_has_open(program: list[tuple[int, ...]]) -> None:
    entries = played(program).entries
    for entry, own, book in after_each(entries):
        if entry.name == "PayrollPosted":
            assert all(own[key] >= ZERO and book[key] >= ZERO for key in used(entry))
            assert not [key for key in used(entry) if own[key] == ZERO and book[key] != ZERO], "no cent stays open"


@settings(max_examples=60 * DEEP, **SLOW)
@given(programs())
def test_what_is_on_top_uses_up_nothing_and_a_batch_ties(program: list[tuple[int, ...]]) -> None:
    for _, event in posted(played(program).entries):
        assert sum(line.amount.units for line in event.lines) == event.total.units
        for line in event.lines:
            assert line.relieves is None or line.pay in ("straight", "allowances", "fringes")
            assert line.relieves is None or line.relieves.document == f"engagement/{line.engagement}"
            assert (line.relieves is not None and line.relieves.line > 100) <= (line.pay == "fringes")


def test_the_histories_reach_every_way_of_a_payroll() -> None:
    entries = [entry for seed in range(60) for entry in played(noise(seed, 60)).entries]
    names = {entry.name for entry in entries}
    assert {"PayrollPosted", "PayrollPaid", "PayrollReversed", "EngagementClosed"} <= names
    lines = [line for _, event in posted(entries) for line in event.lines]
    assert {line.amount.currency for line in lines} >= {"EUR", "USD", "TND"}
    assert {line.relieves.amount.currency for line in lines if line.relieves} >= {"EUR", "USD", "JPY"}
    assert {line.pay for line in lines if line.relieves} == {"straight", "allowances", "fringes"}
    assert any(line.pay == "straight" and line.amount.units > 0 and not line.relieves for line in lines), "beyond the guarantee"
    assert any(event.amount.units < 0 for event in (entry.event for entry in entries) if type(event).__name__ == "PayrollPaid")
    assert any(entry.name == "EngagementReleased" and entry.event.owed for entry in entries)  # type: ignore[attr-defined]
