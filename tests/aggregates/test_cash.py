"""By what terms the cash flow is planned, and what is settled with the tax office."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.aggregates.cash import CASH, Cash, CashTermsSet, TaxSettled, Terms, period_end, set_terms, settle
from ledger.errors import Misuse
from ledger.money import Money
from tests.given import given


def eur(amount: int) -> Money:
    return Money.minor(amount * 100, "EUR")


SET = CashTermsSet(tax_period="month", vat=Decimal(21))
REFUND: dict[str, Any] = {"period_ends": date(2024, 3, 31), "amount": eur(900), "moved_on": date(2024, 7, 2), "currency": "EUR"}
BACK = TaxSettled(tax="VAT", period_ends=date(2024, 3, 31), amount=eur(900), moved_on=date(2024, 7, 2))


def test_what_is_not_given_stays_and_a_default_counts_until_it_is_set() -> None:
    first = given(CASH).when(set_terms, None, tax_period="month", refund_after=None, vat=Decimal(21)).then(SET)
    second = first.when(set_terms, refund_after=6, spread=8).then(SET.model_copy(update={"refund_after": 6, "spread": 8}))
    assert second.state == Cash(terms=Terms(tax_period="month", refund_after=6, vat=Decimal(21), spread=8))
    second.when(set_terms, refund_after=6).refuses("The cash flow is planned so already: VAT back 6 months after its month")
    second.when(set_terms, refund_after=None).refuses("Nothing is set", "--help lists them")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"refund_after": 25}, "--refund-after 25 is refused. Give 0 to 24 months."),
        ({"pays_after": -1}, "--pays-after -1 is refused. Give 0 to 365 days."),
        ({"withholding_day": 0}, "--withholding-day 0 is refused. Give 1 to 31 as a day of the month."),
        ({"spread": 0}, "--spread 0 is refused. Give 1 to 520 weeks."),
        ({"vat": Decimal("100.5")}, "--vat 100.5 is refused. Give a percentage from 0 to 100."),
        ({"vat_on_estimates": Decimal(-1)}, "--vat-on-estimates -1 is refused."),
    ],
)
def test_a_term_out_of_bounds_is_refused_with_the_bounds(asked: dict[str, Any], words: str) -> None:
    given(CASH, SET).when(set_terms, **asked).refuses(words)


def test_a_settlement_names_its_tax_period_and_a_minus_takes_it_back() -> None:
    paid = given(CASH, SET).when(settle, "VAT", **REFUND).then(BACK)
    back = BACK.model_copy(update={"amount": eur(-900), "moved_on": date(2024, 3, 1)})
    none = paid.when(settle, "VAT", **{**REFUND, "amount": eur(-900), "moved_on": date(2024, 3, 1)}).then(back)
    assert none.state.terms == Terms(tax_period="month", vat=Decimal(21))
    none.when(settle, "VAT", **{**REFUND, "amount": eur(-1)}).refuses("-1.00 EUR would take back what never moved: no VAT came back")
    paid.when(settle, "withholding", **{**REFUND, "amount": eur(-1)}).refuses(
        "no withheld tax was paid over for the tax period up to 2024-03-31"
    )
    paid.when(settle, "VAT", **{**REFUND, "amount": eur(-901)}).refuses(
        "-901.00 EUR would take back more", "900.00 EUR of VAT came back", "Give -900.00 EUR at most."
    )
    given(CASH).when(settle, None, "VAT", **{**REFUND, "amount": eur(0)}).refuses("0.00 EUR", "settles nothing. Give the amount that moved")
    given(CASH).when(settle, None, "VAT", **{**REFUND, "amount": Money.minor(1, "USD")}).refuses(
        "settles in EUR, the book's currency, not in USD"
    )
    given(CASH).when(settle, None, "VAT", **{**REFUND, "moved_on": date(2024, 3, 31)}).refuses(
        "would have moved on 2024-03-31", ", and the tax period ends on ", "2024-03-31"
    )


def test_a_tax_period_is_a_month_or_a_quarter() -> None:
    ends = {"2024-02": date(2024, 2, 29), "2024-Q1": date(2024, 3, 31), "2023-Q4": date(2023, 12, 31), "2023-12": date(2023, 12, 31)}
    assert {text: period_end(text) for text in ends} == ends
    for text in ("2024-13", "2024-Q5", "2024", "0000-01", "March"):
        with pytest.raises(Misuse, match="is not a tax period"):
            period_end(text)


def test_the_sentences_say_what_moved() -> None:
    assert BACK.sentence() == "received VAT back, for the tax period up to 2024-03-31: 900.00 EUR on 2024-07-02"
    over = BACK.model_copy(update={"tax": "withholding", "reference": "NRC-1"})
    assert over.sentence() == "paid withheld tax over, for the tax period up to 2024-03-31: 900.00 EUR on 2024-07-02 (NRC-1)"
    assert SET.sentence().startswith("set the terms of the cash flow: VAT back 3 months after its month, withheld tax over on day 20")
