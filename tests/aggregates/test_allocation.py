"""Allocation: each cost line is shown to funders, and never by more than the whole."""

from decimal import Decimal
from typing import Any

from ledger.aggregates.allocation import ALLOCATION, CostAllocated, allocate
from ledger.aggregates.scheme import CostDocument
from ledger.money import Money
from tests.given import given

TEN = Money.parse("10.00", "EUR")
BILL = CostDocument("invoice/I-0004", {1: ("3300", TEN), 2: ("3500", TEN), 3: ("3600", TEN)}, {3: 1})
HALF = CostAllocated(document="invoice/I-0004", source="S-01", percent=Decimal("62.5"), lines=(1, 2))


def asked(source: str, percent: str, *lines: int) -> dict[str, Any]:
    return {"source": source, "percent": Decimal(percent), "lines": lines}


def test_a_voucher_is_allocated_line_by_line_up_to_the_whole() -> None:
    given(ALLOCATION).when(lambda: allocate(None, BILL, **asked("S-01", "62.5"))).then(HALF)
    rest = CostAllocated(document="invoice/I-0004", source="S-02", percent=Decimal("37.5"), lines=(2,))
    after = given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-02", "37.5", 2)).then(rest)
    assert after.state.shares == {1: {"S-01": Decimal("62.5")}, 2: {"S-01": Decimal("62.5"), "S-02": Decimal("37.5")}}
    given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-02", "37.500001", 2)).refuses(
        "Line 2 of I-0004 is allocated to S-01 62.5 %", "37.500001 % to S-02 would make 100.000001 %", "at most 37.5 %"
    )


def test_a_share_takes_the_place_of_the_one_before_and_nothing_takes_it_back() -> None:
    none = CostAllocated(document="invoice/I-0004", source="S-01", percent=Decimal(0), lines=(1,))
    given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-01", "0", 1)).then(none)
    given(ALLOCATION, HALF, none).when(allocate, BILL, **asked("S-02", "100", 1)).then(
        CostAllocated(document="invoice/I-0004", source="S-02", percent=Decimal(100), lines=(1,))
    )
    given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-01", "62.5")).refuses("I-0004 is allocated so to S-01 already: 62.5 %")


def test_a_line_that_is_not_posted_or_was_recoded_is_not_allocated() -> None:
    given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-02", "10", 7)).refuses(
        "I-0004 has no cost on a line 7", "1 (3300, 10.00 EUR net)"
    )
    given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-02", "10", 3)).refuses(
        "Line 3 of I-0004 was recoded from line 1", "Allocate line 1"
    )
    given(ALLOCATION, HALF).when(allocate, BILL, **asked("S-02", "101", 1)).refuses("A share of 101 % is refused. Give 0 to 100")
    given(ALLOCATION, HALF).when(allocate, CostDocument("invoice/I-0005", {}, {}), **asked("S-02", "10")).refuses("it is not posted")
