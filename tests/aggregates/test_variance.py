"""From where on a variance needs a note, and what a note explains."""

from decimal import Decimal
from typing import Any

from ledger.aggregates.variance import VARIANCE, VarianceNoted, VarianceThresholdSet, note, set_threshold
from ledger.money import Money
from tests.given import given


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


SET = VarianceThresholdSet(amount=usd(5_000), percent=Decimal(10), financier="P-0031")
NOTED = VarianceNoted(account="3500", variance=usd(-23_605), text="two more ferry days")
ASK: dict[str, Any] = {"amount": usd(5_000), "percent": Decimal(10), "financier": "P-0031", "currency": "USD"}


def test_a_threshold_is_an_amount_a_percentage_or_both_and_is_lifted() -> None:
    first = given(VARIANCE, SET)
    assert given(VARIANCE).when(set_threshold, None, **ASK).decide() == SET
    first.when(set_threshold, **ASK).refuses("already 5,000.00 USD or 10 % of the final budget")
    first.when(set_threshold, **{**ASK, "amount": None}).then(SET.model_copy(update={"amount": None}))
    nothing: dict[str, Any] = {"amount": None, "percent": None, "financier": None, "currency": "USD"}
    lifted = first.when(set_threshold, **nothing, lift=True).then(VarianceThresholdSet())
    lifted.when(set_threshold, **nothing, lift=True).refuses("The threshold of variances is already lifted")
    first.when(set_threshold, **nothing).refuses("A threshold needs a figure", "--lift takes it away")
    first.when(set_threshold, **ASK, lift=True).refuses("A threshold is lifted or set, not both")
    first.when(set_threshold, **{**ASK, "percent": Decimal(101)}).refuses("A threshold of 5,000.00 USD or 101 %", "from 0 to 100")
    first.when(set_threshold, **{**ASK, "amount": usd(-1)}).refuses("A threshold of -1.00 USD")


def test_a_note_carries_the_variance_that_it_explains() -> None:
    noted = given(VARIANCE, NOTED)
    assert note("3500", None, variance=usd(-23_605), text="two more ferry days") == NOTED
    noted.when_named(note, "3500", variance=usd(-23_605), text="two more ferry days").refuses(
        "Account 3500 is already explained so, at 23,605.00 USD over"
    )
    again = NOTED.model_copy(update={"variance": usd(0)})
    noted.when_named(note, "3500", variance=usd(0), text="two more ferry days").then(again)


def test_the_sentences_say_the_side_and_who_asks() -> None:
    assert NOTED.sentence() == "explained that account 3500 is 23,605.00 USD over: two more ferry days"
    assert SET.sentence().endswith("need a note at 5,000.00 USD or 10 % of the final budget, as P-0031 asks")
    assert VarianceThresholdSet().sentence() == "lifted the threshold of variances"
    assert NOTED.model_copy(update={"variance": usd(0)}).sentence().startswith("explained that account 3500 is on budget")
