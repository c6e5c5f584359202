"""From greenlight to closing, once and in order."""

from datetime import date

from ledger.aggregates.production import (
    PRODUCTION,
    PhotographyStarted,
    ProductionClosed,
    ProductionDelivered,
    ProductionGreenlit,
    ProductionWrapped,
    close,
    deliver,
    greenlight,
    start_photography,
    wrap,
)
from ledger.money import Money
from tests.given import given

FIRST, LAST, DELIVERY = date(2021, 3, 1), date(2021, 3, 19), date(2021, 9, 1)
GREENLIT, STARTED, WRAPPED = ProductionGreenlit(), PhotographyStarted(day=FIRST), ProductionWrapped(day=LAST)
DELIVERED = ProductionDelivered(day=DELIVERY, accepted_by="P-0009")

NOTHING = Money.zero("EUR")


def test_a_production_is_not_closed_while_money_is_promised() -> None:
    held = given(PRODUCTION, GREENLIT, STARTED, WRAPPED, DELIVERED)
    held.when(close, promised=Money.parse("900", "EUR")).refuses("900.00 EUR is still promised", "Close or void the orders")


def test_a_production_is_not_closed_while_work_is_accrued_or_an_advance_is_outstanding() -> None:
    held = given(PRODUCTION, GREENLIT, STARTED, WRAPPED, DELIVERED)
    held.when(close, promised=NOTHING, accrued=["AC-0003"]).refuses("AC-0003 still accrue", "topsheet accrual reverse AC-0003")
    held.when(close, promised=NOTHING, held={"AV-0001": (Money.parse("250", "EUR"), "P-0002")}).refuses(
        "AV-0001 has 250.00 EUR outstanding with P-0002", "topsheet advance return AV-0001"
    )


def test_a_production_is_greenlit_shot_wrapped_delivered_and_closed() -> None:
    given(PRODUCTION).when(greenlight).then(GREENLIT)
    given(PRODUCTION, GREENLIT).when(start_photography, day=FIRST).then(STARTED)
    given(PRODUCTION, GREENLIT, STARTED).when(wrap, day=LAST).then(WRAPPED)
    given(PRODUCTION, GREENLIT, STARTED, WRAPPED).when(deliver, day=DELIVERY, accepted_by="P-0009").then(DELIVERED)
    given(PRODUCTION, GREENLIT, STARTED, WRAPPED, DELIVERED).when(close, promised=NOTHING).then(ProductionClosed())


def test_no_step_is_taken_before_the_one_before_it() -> None:
    given(PRODUCTION).when(start_photography, day=FIRST).refuses("not yet greenlit", "topsheet production greenlight")
    given(PRODUCTION, GREENLIT).when(wrap, day=LAST).refuses("not yet in photography", "start-photography")
    given(PRODUCTION, GREENLIT, STARTED).when(deliver, day=DELIVERY).refuses("not yet wrapped")
    given(PRODUCTION, GREENLIT, STARTED, WRAPPED).when(close, promised=NOTHING).refuses("not yet delivered", "topsheet production deliver")


def test_no_step_is_taken_twice() -> None:
    given(PRODUCTION, GREENLIT).when(greenlight).refuses("already greenlit")
    given(PRODUCTION, GREENLIT, STARTED, WRAPPED).when(start_photography, day=FIRST).refuses("already wrapped", "in photography again")
    given(PRODUCTION, GREENLIT, STARTED, WRAPPED, DELIVERED, ProductionClosed()).when(close, promised=NOTHING).refuses("already closed")


def test_a_production_does_not_wrap_before_the_day_it_started() -> None:
    given(PRODUCTION, GREENLIT, STARTED).when(wrap, day=date(2021, 2, 28)).refuses("2021-02-28", "2021-03-01")
