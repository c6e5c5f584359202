"""Co-producers: shares of the whole, and statements of cost that others certify."""

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates.coproducer import (
    COPRODUCER,
    Coproducer,
    CoproducerJoined,
    CoproducerShareAgreed,
    CostStatementCertified,
    CostStatementWithdrawn,
    StatementLine,
    agree,
    certify,
    join,
    withdraw,
)
from ledger.event import Event
from ledger.money import Money
from tests.given import given


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def chf(text: str) -> Money:
    return Money.parse(text, "CHF")


DAY = date(2021, 6, 30)
OWN = CoproducerJoined(party="P-0001", country="ES", share=Decimal(80), own=True)
SWISS = CoproducerJoined(party="P-0007", country="CH", share=Decimal(20))
LINES = (StatementLine(account="3300", amount=chf("1000.00"), book_amount=eur("950.00")),)
STATED = CostStatementCertified(number="1", up_to=DAY, certified_by="P-0030", total=chf("1000.00"), rate=Decimal("0.95"), lines=LINES)
SAID: dict[str, Any] = {
    "on": date(2021, 7, 9), "number": "1", "up_to": DAY, "certified_by": "P-0030", "lines": [("3300", chf("1000.00"))],
    "stated": chf("1000.00"), "evidence": 1, "currency": "EUR", "rate": Decimal("0.95"),
}  # fmt: skip


def known(*events: Event) -> Coproducer:
    state: Coproducer = given(COPRODUCER, *events).state
    return state


def test_co_producers_own_no_more_than_the_whole() -> None:
    asked: dict[str, Any] = {"party": "P-0007", "country": "CH"}
    others = {"CP-0001": known(OWN)}
    given(COPRODUCER).when(join, **asked, share=Decimal(20), others=others).then(SWISS)
    given(COPRODUCER).when(join, **asked, share=Decimal("20.01"), others=others).refuses("20.01 %", "the others own 80 %", "0.01 % more")
    given(COPRODUCER).when(join, **asked, share=Decimal(1), others={"CP-0002": known(SWISS)}).refuses(
        "P-0007 is co-producer CP-0002 already"
    )
    given(COPRODUCER).when(join, **asked, share=Decimal(1), others=others, own=True).refuses(
        "This book is that of co-producer CP-0001", "Leave --own out"
    )
    given(COPRODUCER).when(join, **asked, share=Decimal(0), others=others).refuses("P-0007 would own 0 %")
    given(COPRODUCER, SWISS).when_named(agree, "CP-0002", share=Decimal("12.5"), others=others).then(
        CoproducerShareAgreed(share=Decimal("12.5"))
    )
    given(COPRODUCER, SWISS).when_named(agree, "CP-0002", share=Decimal(20), others=others).refuses("CP-0002 has a share of 20 % already")
    given(COPRODUCER, SWISS).when_named(agree, "CP-0002", share=Decimal(21), others=others).refuses("1 % more than the whole")


def test_a_statement_of_costs_is_certified_and_ties() -> None:
    case = given(COPRODUCER, SWISS)
    case.when_named(certify, "CP-0002", **SAID).then(STATED)
    case.when_named(certify, "CP-0002", **(SAID | {"stated": chf("1000.01")})).refuses("1,000.00 CHF", "1,000.01 CHF")
    case.when_named(certify, "CP-0002", **(SAID | {"evidence": 0})).refuses("certified in writing by P-0030", "--evidence FILE")
    case.when_named(certify, "CP-0002", **(SAID | {"on": date(2021, 6, 29)})).refuses("up to 2021-06-30, after 2021-06-29")
    case.when_named(certify, "CP-0002", **(SAID | {"certified_by": "P-0007"})).refuses("certified by P-0007, whose own costs it states")
    twice = SAID["lines"] * 2
    case.when_named(certify, "CP-0002", **(SAID | {"lines": twice, "stated": chf("2000.00")})).refuses("says account 3300 twice")
    given(COPRODUCER, OWN).when_named(certify, "CP-0001", **SAID).refuses("its costs are the book's")


def test_the_next_statement_takes_the_place_of_the_last() -> None:
    case = given(COPRODUCER, SWISS, STATED)
    later = {"on": date(2021, 8, 9), "up_to": date(2021, 7, 31), "number": "2"}
    case.when_named(certify, "CP-0002", **SAID).refuses("has had a cost statement 1 already")
    case.when_named(certify, "CP-0002", **(SAID | {"number": "2", "up_to": date(2021, 5, 31)})).refuses(
        "up to 2021-05-31", "1 was up to 2021-06-30"
    )
    case.when_named(certify, "CP-0002", **(SAID | later)).then(STATED.model_copy(update={"number": "2", "up_to": date(2021, 7, 31)}))


def test_a_statement_is_withdrawn_while_it_counts() -> None:
    gone = CostStatementWithdrawn(number="1")
    given(COPRODUCER, SWISS, STATED).when_named(withdraw, "CP-0002", number="1").then(gone)
    given(COPRODUCER, SWISS, STATED).when_named(withdraw, "CP-0002", number="9").refuses("no cost statement 9; it has 1")
    given(COPRODUCER, SWISS, STATED, gone).when_named(withdraw, "CP-0002", number="1").refuses("counts no more: it is withdrawn")
    second = STATED.model_copy(update={"number": "2"})
    given(COPRODUCER, SWISS, STATED, second).when_named(withdraw, "CP-0002", number="1").refuses("counts no more: 2 took its place")
