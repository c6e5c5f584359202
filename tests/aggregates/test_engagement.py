"""The life of an engagement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates import engagement
from ledger.aggregates.deal import DealLine, OwedUnits, freed, promised
from ledger.aggregates.engagement import (
    ENGAGEMENT,
    EngagementChanged,
    EngagementClosed,
    EngagementExtended,
    EngagementReleased,
    PersonEngaged,
)
from ledger.errors import DoesNotAdd, Misuse
from ledger.line import OrderedLine, by_account
from ledger.money import Money
from tests.given import given


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def deal(guaranteed: str = "4", rate: str = "2500.00", **more: Any) -> DealLine:
    return DealLine(line=1, pay="salary", account="2000", unit="week", rate=eur(rate), guaranteed=Decimal(guaranteed), **more)


WITH_FRINGE = {"fringe": Decimal("18.5"), "fringe_account": "1900"}
DEAL = (deal(**WITH_FRINGE),)
LINES = (OrderedLine(line=1, account="2000", amount=eur("10000")), OrderedLine(line=101, account="1900", amount=eur("1850")))
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 27)
ENOUGH = {"2000": eur("50000"), "1900": eur("9000")}
TERMS: dict[str, Any] = {"left": ENOUGH, "planned": {}}
WHO: dict[str, Any] = {"party": "P-0004", "role": "gaffer", "department": "electric", "starts": FIRST, "ends": LAST}
ENGAGED = PersonEngaged(**WHO, deal=DEAL, lines=LINES)


def test_the_promise_is_guaranteed_units_times_rate_and_the_fringes() -> None:
    assert promised(DEAL, None, "EUR") == LINES
    assert promised([deal("0", estimated=Decimal(3))], None, "EUR") == ()


def test_a_deal_in_another_currency_is_promised_at_its_rate() -> None:
    cad = DealLine(line=1, pay="flat", account="2000", unit="flat", rate=Money.parse("1000", "CAD"), guaranteed=Decimal(1))
    assert promised([cad], Decimal("0.66"), "EUR")[0].book_amount == eur("660")
    given(ENGAGEMENT).when(promised, [cad], None, "EUR").refuses("is in CAD and the book is in EUR", "--rate")
    given(ENGAGEMENT).when(promised, DEAL, Decimal(2), "EUR").refuses("takes no rate")


def test_a_fringe_needs_its_account_and_is_less_than_the_pay() -> None:
    slipped = deal(fringe=Decimal(185), fringe_account="1900")
    given(ENGAGEMENT).when(promised, [slipped], None, "EUR").refuses(
        "a fringe of 185 %, more than the pay itself. Look for a slipped point."
    )
    given(ENGAGEMENT).when(promised, [deal(fringe=Decimal(10))], None, "EUR").refuses(
        "fringe of 10 for account none", "Give both or neither"
    )
    assert issubclass(DoesNotAdd, Exception) and issubclass(Misuse, Exception)


def test_a_hire_is_refused_where_an_account_has_not_the_money() -> None:
    asked = given(ENGAGEMENT).when(engagement.engage, "E-0001", **WHO, deal=DEAL, lines=LINES, **TERMS)
    asked.then(ENGAGED)
    short = {"left": {**ENOUGH, "1900": eur("1000")}, "planned": {}}
    refused = given(ENGAGEMENT).when(engagement.engage, "E-0001", **WHO, deal=DEAL, lines=LINES, **short)
    refused.refuses("E-0001 would commit 1,850.00 EUR on account 1900, which has 1,000.00 EUR left")
    over = given(ENGAGEMENT).when(engagement.engage, "E-0001", **WHO, deal=DEAL, lines=LINES, **short, over_budget=True)
    over.then(ENGAGED.model_copy(update={"over_budget": True}))


def test_the_same_hire_is_not_made_twice_unless_it_is_another_one() -> None:
    again, there = {"deal": DEAL, "lines": LINES, **TERMS}, {"E-0001": given(ENGAGEMENT, ENGAGED).state}
    hire = given(ENGAGEMENT).when
    hire(engagement.engage, "E-0002", **WHO, **again, others=there).refuses(
        "E-0001 engages P-0004 from 2026-03-02 to 2026-03-27", " on the same deal already. If it is a second one, say so with --again; if ",
    )  # fmt: skip
    hire(engagement.engage, "E-0002", **WHO, **again).then(ENGAGED)
    hire(engagement.engage, "E-0002", **{**WHO, "party": "P-0005"}, **again, others=there).then(
        ENGAGED.model_copy(update={"party": "P-0005"})
    )


def test_a_hire_has_a_deal_and_ends_after_it_starts() -> None:
    given(ENGAGEMENT).when(engagement.engage, "E-0001", **WHO, deal=(), lines=(), **TERMS).refuses("at least one deal line")
    backwards = {**WHO, "ends": date(2026, 3, 1)}
    given(ENGAGEMENT).when(engagement.engage, "E-0001", **backwards, deal=DEAL, lines=LINES, **TERMS).refuses("2026-03-01", "2026-03-02")


def test_a_change_carries_the_difference_of_what_is_guaranteed() -> None:
    six = (deal("6", **WITH_FRINGE),)
    lines = promised(six, None, "EUR")
    moved = (OrderedLine(line=1, account="2000", amount=eur("5000")), OrderedLine(line=101, account="1900", amount=eur("925")))
    event = EngagementChanged(deal=six, lines=moved)
    after = given(ENGAGEMENT, ENGAGED).when_named(engagement.change, "E-0001", deal=six, lines=lines, **TERMS).then(event)
    assert after.state.deal == six and by_account(after.state.lines) == {"2000": eur("15000"), "1900": eur("2775")}


def test_an_extension_is_later_and_promises_what_is_on_top() -> None:
    later = date(2026, 4, 3)
    five = (deal("5", **WITH_FRINGE),)
    moved = (OrderedLine(line=1, account="2000", amount=eur("2500")), OrderedLine(line=101, account="1900", amount=eur("462.50")))
    event = EngagementExtended(ends=later, deal=five, lines=moved)
    held = given(ENGAGEMENT, ENGAGED)
    after = held.when_named(engagement.extend, "E-0001", ends=later, deal=five, lines=promised(five, None, "EUR"), **TERMS).then(event)
    assert after.state.ends == later
    held.when_named(engagement.extend, "E-0001", ends=LAST, deal=DEAL, lines=LINES, **TERMS).refuses("runs to 2026-03-27", "is not later")


def test_a_release_frees_the_rest_unless_the_deal_is_pay_or_play() -> None:
    still = [OrderedLine(line=1, account="2000", amount=eur("4000"))]
    day = date(2026, 3, 13)
    freed = EngagementReleased(ends=day, lines=(OrderedLine(line=1, account="2000", amount=eur("-4000")),))
    after = given(ENGAGEMENT, ENGAGED).when_named(engagement.release, "E-0001", ends=day, still_open=still).then(freed)
    after.when_named(engagement.release, "E-0001", ends=day, still_open=[]).refuses("the person is released", "hire add")
    after.when_named(engagement.change, "E-0001", deal=DEAL, lines=LINES, **TERMS).refuses("the person is released")
    bound = ENGAGED.model_copy(update={"pay_or_play": True})
    given(ENGAGEMENT, bound).when_named(engagement.release, "E-0001", ends=day, still_open=still).then(EngagementReleased(ends=day))
    given(ENGAGEMENT, ENGAGED).when_named(engagement.release, "E-0001", ends=date(2026, 5, 1), still_open=still).refuses("2026-05-01")


def test_what_was_worked_and_is_not_paid_stays_promised_with_its_fringe_until_it_is_closed() -> None:
    still = [OrderedLine(line=1, account="2000", amount=eur("7500")), OrderedLine(line=101, account="1900", amount=eur("1387.50"))]
    day = date(2026, 3, 13)
    event = EngagementReleased(
        ends=day,
        lines=(OrderedLine(line=1, account="2000", amount=eur("-5000")), OrderedLine(line=101, account="1900", amount=eur("-925"))),
        owed=(OwedUnits(line=1, units=Decimal(1)),),
    )
    held = given(ENGAGEMENT, ENGAGED)
    asked: dict[str, Any] = {"ends": day, "still_open": still}
    after = held.when_named(engagement.release, "E-0001", **asked, owed={1: Decimal(1)}).then(event)
    assert by_account(after.state.lines) == {"2000": eur("5000"), "1900": eur("925")}
    assert "still owing 1 units of line 1" in event.sentence()
    held.when_named(engagement.release, "E-0001", **asked, owed={1: Decimal(4)}).refuses(
        "E-0001 has 7,500.00 EUR open on line 1, and 4 units at 2,500.00 EUR are 10,000.00 EUR"
    )
    held.when_named(engagement.release, "E-0001", **asked, owed={7: Decimal(1)}).refuses("E-0001 has no deal line 7. Its lines are 1.")
    bound = given(ENGAGEMENT, ENGAGED.model_copy(update={"pay_or_play": True}))
    bound.when_named(engagement.release, "E-0001", **asked, owed={1: Decimal(1)}).refuses("E-0001 is pay or play", "leave --owed out")
    rest = [OrderedLine(line=1, account="2000", amount=eur("500"))]
    held.when_named(engagement.close, "E-0001", still_open=rest).refuses("the person is engaged", "topsheet hire release E-0001")
    closed = EngagementClosed(lines=(OrderedLine(line=1, account="2000", amount=eur("-500")),))
    ended = after.when_named(engagement.close, "E-0001", still_open=rest).then(closed)
    ended.when_named(engagement.close, "E-0001", still_open=[]).refuses("has nothing open any more, so there is nothing to close.")
    ended.when_named(engagement.release, "E-0001", **asked).refuses("the person is released")


def test_what_is_freed_of_a_foreign_line_takes_its_part_of_the_book_amount_and_of_the_estimate() -> None:
    usd = OrderedLine(line=1, account="2000", amount=Money.parse("300", "USD"), book_amount=eur("274.11"), from_estimate=eur("200"))
    back = freed(usd, Money.parse("100", "USD"))
    assert (back.amount, back.book_amount, back.from_estimate) == (Money.parse("-200", "USD"), eur("-182.74"), eur("-182.74"))
    assert freed(usd, None).book_amount == eur("-274.11")
