"""The life of an accrual."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.aggregates import accrual
from ledger.aggregates.accrual import ACCRUAL, AccrualMade, AccrualReversed, AccruedLine, Promised, accrued, given_back
from ledger.aggregates.period import Period
from ledger.event import Move
from ledger.guards import Row, committed, units
from ledger.money import Money
from tests.given import given

WEEK = Period(starts=date(2026, 3, 2), ends=date(2026, 3, 8))
ON = date(2026, 3, 6)
PO = Promised(document="purchase-order/PO-0042", line=1)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def work(amount: str, *, line: int = 1, taken: str | None = None, promise: Promised | None = None, account: str = "3300") -> AccruedLine:
    return AccruedLine(line=line, account=account, amount=eur(amount), from_estimate=eur(taken) if taken else None, promise=promise)


def made(*lines: AccruedLine, vendor: str | None = None) -> AccrualMade:
    return AccrualMade(period="2026-W10", until=WEEK.ends, description="camera days", lines=lines, vendor=vendor)


TERMS: dict[str, Any] = {"period": "2026-W10", "days": WEEK, "on": ON, "issued": None, "description": "camera days"}


def test_work_without_an_order_takes_from_the_estimate_and_work_on_one_does_not() -> None:
    lines = [work("700", line=1, promise=PO), work("300", line=2), work("200", line=3)]
    given(ACCRUAL).when(accrual.make, **TERMS, lines=lines, planned={"3300": eur("400")}).then(
        made(lines[0], work("300", line=2, taken="300"), work("200", line=3, taken="100"))
    )


def test_an_accrual_is_of_a_period_that_is_not_issued_of_a_day_in_it_and_of_more_than_nothing() -> None:
    make = given(ACCRUAL).when
    make(accrual.make, **{**TERMS, "issued": date(2026, 3, 8)}, lines=[work("1")], planned={}).refuses(
        "2026-W10 ends on 2026-03-08", "up to 2026-03-08 is issued", "in a later period"
    )
    make(accrual.make, **{**TERMS, "on": date(2026, 3, 1)}, lines=[work("1")], planned={}).refuses("begins on 2026-03-02, after 2026-03-01")
    make(accrual.make, **TERMS, lines=[work("0")], planned={}).refuses("0.00 EUR on account 3300 is no work done")


def test_the_same_work_of_the_same_period_is_not_accrued_twice_unless_it_is_other_work() -> None:
    first = given(ACCRUAL, made(work("300"), work("200", line=2, promise=PO), vendor="P-0009")).state
    terms = {**TERMS, "planned": {}, "vendor": "P-0009"}
    make, lines = given(ACCRUAL).when, [work("200", promise=PO), work("300", line=2)]
    make(accrual.make, **terms, lines=lines, standing={"AC-0001": first}).refuses(
        "AC-0001 accrues the same in 2026-W10 already: 200.00 EUR on account 3300, 300.00 EUR on account 3300 of PO-0042",
        "say so with --again", "topsheet accrual reverse AC-0001",
    )  # fmt: skip
    assert make(accrual.make, **terms, lines=lines).decide()
    for other in ({"vendor": "P-0010"}, {"period": "2026-W11"}, {"lines": lines[:1]}, {"lines": [work("200.01", promise=PO), lines[1]]}):
        assert make(accrual.make, **{**terms, "lines": lines, **other}, standing={"AC-0001": first}).decide()


def test_by_hand_it_gives_back_what_it_took_and_no_more() -> None:
    known = given(ACCRUAL, made(work("300", taken="100")))
    known.when_named(accrual.reverse, "AC-0001", on=ON, estimated={"3300"}).then(AccrualReversed(lines=(work("-300", taken="-100"),)))


def test_what_is_still_to_be_paid_goes_back_into_an_entered_estimate() -> None:
    known = given(ACCRUAL, made(work("300", taken="100"), work("50", line=2, account="3500", taken="5"), work("20", line=3, promise=PO)))
    back = work("-50", line=2, account="3500", taken="-5"), work("-20", line=3, promise=PO)
    lines = (work("-300", taken="-300"), *back)
    known.when_named(accrual.reverse, "AC-0001", on=date(2026, 3, 9), estimated={"3300"}).then(AccrualReversed(lines=lines, due=True))
    invoiced = AccrualReversed(lines=lines, invoice="invoice/I-0003")
    known.when_named(accrual.reverse, "AC-0001", on=ON, estimated={"3300"}, invoice="invoice/I-0003").then(invoiced)
    assert given_back([invoiced]) == {"3300": eur("300"), "3500": eur("5")}


def test_it_is_reversed_once() -> None:
    known = given(ACCRUAL, made(work("300")), AccrualReversed(lines=(work("-300"),)))
    known.when_named(accrual.reverse, "AC-0001", on=ON).refuses("AC-0001 is already reversed", "accrued in 2026-W10 counts no more")


def test_it_counts_at_the_latest_to_the_first_open_day_after_its_period() -> None:
    known = given(ACCRUAL, made(work("300"))).state
    assert accrual.ends_on(known, ON, None) == ON
    assert accrual.ends_on(known, date(2026, 3, 12), None) == date(2026, 3, 9)
    assert accrual.ends_on(known, date(2026, 3, 12), date(2026, 3, 8)) == date(2026, 3, 9)
    assert accrual.ends_on(known, date(2026, 3, 12), date(2026, 3, 10)) == date(2026, 3, 11)


def test_it_stands_on_the_promised_line_or_on_its_own() -> None:
    lines = (work("300", promise=PO), work("50", line=2, taken="20"))
    assert accrued(lines, "accrual/AC-0001") == [
        Move("accrued", "3300", eur("300"), eur("300"), "purchase-order/PO-0042", 1),
        Move("accrued", "3300", eur("50"), eur("50"), "accrual/AC-0001", 2),
        Move("from_estimate", "3300", eur("20"), eur("20"), "accrual/AC-0001", 2),
    ]


def test_its_sentence_says_whose_work_and_why_it_stands_no_more() -> None:
    assert made(work("300", promise=PO)).sentence() == (
        "accrued 300.00 EUR on account 3300 of PO-0042 in 2026-W10, work done and not invoiced: camera days"
    )
    assert "work done by P-0009 and not invoiced" in made(work("300"), vendor="P-0009").sentence()
    assert AccrualReversed(lines=(work("-300"),), due=True).sentence() == (
        "reversed the accrual of 300.00 EUR on account 3300, its period being over"
    )
    assert AccrualReversed(lines=(work("-300"),), invoice="invoice/I-0003").sentence().endswith("answered by I-0003")


def test_a_line_commits_what_it_has_open_or_what_is_accrued_on_it_where_that_is_more() -> None:
    key = "purchase-order/PO-0042/1/3300"
    rows = {f"open/{key}": Row(500), f"book/{key}": Row(500), f"accrued/{key}": Row(300)}
    assert (committed(rows, key), units(rows, f"accrued/{key}")) == (500, 300)
    rows[f"accrued/{key}"] = Row(700)
    assert committed(rows, key) == 700
    rows[f"open/{key}"] = Row(-1)
    assert committed(rows, key) == 700
