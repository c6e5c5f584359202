"""The three ways in which an account is estimated."""

from ledger.aggregates.estimate import (
    ESTIMATE,
    EstimatedFinalCostHeld,
    EstimateOnBudget,
    EstimateToCompleteEntered,
    enter,
    hold,
    on_budget,
)
from ledger.money import Money
from tests.given import given


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


ENTERED = EstimateToCompleteEntered(account="3300", amount=usd(4000), cause="two more cranes")
HELD = EstimatedFinalCostHeld(account="3300", amount=usd(90000), cause="package deal")
BUDGET = EstimateOnBudget(account="3300")
ASK = {"currency": "USD", "contingency": "8000"}


def test_an_estimate_to_complete_is_entered_and_may_be_entered_again() -> None:
    given(ESTIMATE).when_named(enter, "3300", amount=usd(4000), cause="two more cranes", **ASK).then(ENTERED)
    given(ESTIMATE, ENTERED).when_named(enter, "3300", amount=usd(4000), cause="two more cranes", **ASK).then(ENTERED)


def test_a_final_cost_is_held() -> None:
    given(ESTIMATE, ENTERED).when_named(hold, "3300", amount=usd(90000), cause="package deal", **ASK).then(HELD)
    given(ESTIMATE, HELD).when_named(hold, "3300", amount=usd(90000), cause="again", **ASK).refuses("3300 is already held at 90,000.00 USD")


def test_an_account_goes_back_on_budget() -> None:
    given(ESTIMATE, HELD).when_named(on_budget, "3300").then(BUDGET)
    given(ESTIMATE, HELD, BUDGET).when_named(on_budget, "3300").refuses("already on budget")
    given(ESTIMATE).when_named(on_budget, "3300").refuses("already on budget")


def test_nothing_less_than_nothing_is_still_to_come() -> None:
    given(ESTIMATE).when_named(enter, "3300", amount=usd(-1), cause="credit", **ASK).refuses("-1.00 USD", "0.00 USD", "estimate efc 3300")


def test_the_contingency_account_takes_no_estimate() -> None:
    for decision in (enter, hold):
        given(ESTIMATE).when_named(decision, "8000", amount=usd(1), cause="reserve", **ASK).refuses("8000 is the contingency", "draw")


def test_an_estimate_is_in_the_books_currency() -> None:
    given(ESTIMATE).when_named(enter, "3300", amount=Money.minor(1, "EUR"), cause="crane", **ASK).refuses("0.01 EUR", "USD")


def test_each_fact_sets_the_mode_and_the_amount_of_its_account() -> None:
    assert [event.estimates() for event in (ENTERED, HELD, BUDGET)] == [
        {"3300": ("etc", usd(4000))},
        {"3300": ("held", usd(90000))},
        {"3300": ("budget", None)},
    ]
