"""The terms of a source, what is recognised of it, and the versions of the plan."""

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates.finance_plan import FINANCE_PLAN, FinancePlanIssued, issue
from ledger.aggregates.source import SOURCE, Source, SourceAdded, change
from ledger.aggregates.source_terms import SourceRecognised, SourceTermsAgreed, agree, recognise
from ledger.money import Money
from tests.given import given


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


DAY = date(2021, 3, 1)
LOAN = SourceAdded(financier="P-0009", form="loan", title="Bank", amount=eur("1000.00"))
INCENTIVE = SourceAdded(financier="P-0008", form="tax incentive", title="Deduction", amount=eur("300.00"), public=True)
ABROAD = SourceAdded(
    financier="P-0007", form="pre-sale", title="Rights", amount=usd("500.00"), rate=Decimal("0.9"), book_amount=eur("450.00")
)
FREE = SourceAdded(financier="P-0006", form="in kind", title="Cameras", amount=eur("200.00"))
FEES = SourceTermsAgreed(aid="none", security="pledge on the account", fees=eur("25.00"), interest=Decimal("6.5"), recoupment=1)


def state(*events: Any) -> Source:
    known: Source = given(SOURCE, *events).state
    return known


def test_terms_are_agreed_as_a_whole_and_what_is_not_named_stays() -> None:
    known = state(LOAN)
    amount = known.amount
    first = agree(
        "S-01", known.terms, amount=amount, security="pledge on the account", fees=eur("25.00"), interest=Decimal("6.5"), recoupment=1
    )
    assert first == FEES
    second = agree("S-01", state(LOAN, FEES).terms, amount=amount, interest=Decimal(7))
    assert second == FEES.model_copy(update={"interest": Decimal(7)})
    assert first.sentence() == (
        "agreed the terms of the source: not counting as public aid, secured by pledge on the account, 25.00 EUR of fees, "
        "interest of 6.5 % a year, recoupment position 1"
    )


def test_terms_that_cannot_be_are_refused_with_both_figures() -> None:
    def agreed(**terms: Any) -> Any:
        return given(SOURCE, LOAN, FEES).when_named(lambda key, source: agree(key, source.terms, amount=source.amount, **terms), "S-01")

    agreed(fees=eur("1000.00")).refuses("S-01 brings 1,000.00 EUR, of which 1,000.00 EUR cannot be fees")
    agreed(fees=usd("1.00")).refuses("S-01 is in EUR and its fees would be 1.00 USD")
    agreed(interest=Decimal("100.5")).refuses("interest of 100.5 % a year", "from 0 to 100")
    agreed(interest=Decimal("6.5")).refuses("The terms of S-01 are these already")


def test_a_tax_incentive_and_a_public_subsidy_count_as_aid_until_it_is_agreed_otherwise() -> None:
    subsidy = SourceAdded(financier="P-0008", form="subsidy", title="Grant", amount=eur("300.00"), public=True)
    private = subsidy.model_copy(update={"public": False})
    assert [state(one).terms.aid for one in (INCENTIVE, subsidy, private, LOAN)] == ["aid", "aid", "none", "none"]
    assert state(subsidy, SourceTermsAgreed(aid="eu programme")).terms.aid == "eu programme"


def test_cash_is_what_arrives_and_what_is_recognised_is_what_counts() -> None:
    assert state(LOAN, FEES).cash == eur("975.00")
    assert state(FREE).cash == eur("0.00")
    assert state(ABROAD, SourceTermsAgreed(aid="none", fees=usd("10.00"))).cash == eur("441.00")
    assert state(FREE).recognised_book == eur("200.00")
    seen = {"amount": eur("150.00"), "evidence": 1, "rate": None, "currency": "EUR", "known": None}
    assert recognise("S-04", state(FREE), **seen) == SourceRecognised(amount=eur("150.00"))
    assert state(FREE, SourceRecognised(amount=eur("150.00"))).recognised_book == eur("150.00")


def test_nobody_recognises_more_than_there_is_or_without_saying_so() -> None:
    seen: dict[str, Any] = {"evidence": 1, "rate": None, "currency": "EUR", "known": None}
    case = given(SOURCE, FREE)
    case.when_named(recognise, "S-04", amount=eur("200.01"), **seen).refuses(
        "S-04 brings 200.00 EUR, of which 200.01 EUR cannot be recognised"
    )
    case.when_named(recognise, "S-04", amount=eur("10.00"), **(seen | {"evidence": 0})).refuses("10.00 EUR of S-04", "--evidence FILE")
    case.when_named(recognise, "S-04", amount=eur("10.00"), **(seen | {"known": eur("10.00")})).refuses("10.00 EUR are recognised already")


def test_a_source_never_shrinks_below_its_fees_or_what_is_recognised() -> None:
    given(SOURCE, LOAN, FEES).when_named(change, "S-01", amount=eur("25.00"), currency="EUR").refuses(
        "25.00 EUR of fees", "bring 25.00 EUR"
    )
    known = given(SOURCE, FREE, SourceRecognised(amount=eur("150.00")))
    known.when_named(change, "S-04", amount=eur("149.99"), currency="EUR").refuses("150.00 EUR of S-04 are recognised", "149.99 EUR")


PLAN = FinancePlanIssued(number=1, gross=eur("1200.00"), cash=eur("975.00"), recognised=eur("1200.00"), final=eur("1500.00"))


def test_a_version_says_gross_cash_and_recognised_against_the_final_budget() -> None:
    sources = {"S-01": state(LOAN, FEES), "S-04": state(FREE)}
    asked: dict[str, Any] = {"on": DAY, "sources": sources, "last": DAY, "final": eur("1500.00")}
    assert issue(None, **asked) == PLAN
    assert PLAN.sentence() == "issued finance plan 1: 1,200.00 EUR, 300.00 EUR less than the final budget of 1,500.00 EUR"
    given(FINANCE_PLAN, PLAN).when(issue, **asked).refuses("Finance plan 1 says the same: 1,200.00 EUR, 300.00 EUR less")
    given(FINANCE_PLAN, PLAN).when(issue, **(asked | {"final": eur("1200.00")})).then(
        PLAN.model_copy(update={"number": 2, "final": eur("1200.00")})
    )
    given(FINANCE_PLAN, PLAN).when(issue, **(asked | {"last": None})).refuses("There is no source yet")
    given(FINANCE_PLAN, PLAN).when(issue, **(asked | {"last": date(2021, 3, 2)})).refuses("issued on 2021-03-01", "Give --on 2021-03-02")
