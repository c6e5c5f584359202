"""Typed conditions: what shows each, by when, and for how long."""

from datetime import date
from typing import Any

from ledger.aggregates.condition import Shown, asks, meet, waive
from ledger.aggregates.cost_report import CostReportIssued
from ledger.aggregates.production import PhotographyStarted, ProductionGreenlit
from ledger.aggregates.source import SOURCE, SourceAdded, receive, release, request
from ledger.aggregates.source_terms import SourceRepaid, repay
from ledger.aggregates.tranche import ConditionMet, ConditionWaived, TrancheReceived, TrancheReleased, TrancheRequested, TrancheScheduled
from ledger.money import Money
from tests.given import Given, given


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


DAY = date(2021, 3, 1)
ADDED = SourceAdded(financier="P-0009", form="loan", title="Bank", amount=eur("1000.00"))
TAX = asks("TAX", "tax certificate", kind="certificate")
SHOOT = asks("SHOOT", "photography has started", kind="milestone", milestone="first day of photography", due=date(2021, 3, 15))
REPORT = asks("REPORT", "a cost report", kind="cost report", due=date(2021, 3, 10))
CONSENT = asks("CONSENT", "the fund agrees", kind="consent", party="P-0008")
PAPER = asks("PAPER", "chain of title", kind="document")
FIRST = TrancheScheduled(
    tranche="T-1", amount=eur("600.00"), expected=DAY, milestone="signature", conditions=(TAX, SHOOT, REPORT, CONSENT, PAPER)
)
ONE = FIRST.model_copy(update={"conditions": (TAX,)})
ISSUED = CostReportIssued.model_construct()  # only its kind is looked at
MET = ConditionMet(tranche="T-1", condition="TAX", valid_to=date(2021, 3, 31))


def life(*events: Any) -> Given:
    return given(SOURCE, ADDED, *events)


def met(condition: str, **shown: Any) -> Any:
    facts = {"on": shown["shown"].on if "shown" in shown else DAY, "evidence": 0, "last": 9, **shown}
    return life(FIRST).when_named(meet, "S-01", tranche="T-1", condition=condition, **facts)


def test_a_certificate_is_shown_with_the_day_to_which_it_is_valid() -> None:
    met("TAX", evidence=1, valid_to=date(2021, 3, 31)).then(MET)
    met("TAX", evidence=1).refuses("asks for a certificate and the day to which it is valid", "--valid-to DAY")
    met("TAX", evidence=1, valid_to=date(2021, 2, 28)).refuses("was valid to 2021-02-28, before 2021-03-01")


def test_a_milestone_is_met_by_its_own_entry() -> None:
    started = Shown(PhotographyStarted(day=DAY), DAY)
    met("SHOOT", entry=7, shown=started).then(ConditionMet(tranche="T-1", condition="SHOOT", entry=7))
    met("SHOOT", entry=7, shown=Shown(ProductionGreenlit(), DAY)).refuses(
        "by the entry of the first day of photography", "start-photography"
    )
    met("SHOOT", evidence=1).refuses("by the entry of the first day of photography")
    met("SHOOT", entry=7, shown=Shown(PhotographyStarted(day=date(2021, 3, 16)), date(2021, 3, 16))).refuses(
        "due by 2021-03-15", "2021-03-16", "P-0009 may waive"
    )


def test_a_milestone_counts_on_the_day_on_which_it_happened_and_not_before_it_is_recorded() -> None:
    late = Shown(PhotographyStarted(day=date(2021, 3, 15)), date(2021, 3, 18))
    met("SHOOT", entry=7, shown=late).then(ConditionMet(tranche="T-1", condition="SHOOT", entry=7))
    met("SHOOT", entry=7, shown=late, on=date(2021, 3, 17)).refuses("met on 2021-03-17 by an entry that takes effect on 2021-03-18")


def test_a_cost_report_is_met_by_the_entry_that_issues_it_in_time() -> None:
    met("REPORT", entry=7, shown=Shown(ISSUED, date(2021, 3, 10))).then(ConditionMet(tranche="T-1", condition="REPORT", entry=7))
    met("REPORT", entry=7, shown=Shown(ISSUED, date(2021, 3, 11))).refuses("due by 2021-03-10", "2021-03-11")
    met("REPORT", entry=7, shown=Shown(ProductionGreenlit(), DAY)).refuses("by the entry that issues a cost report")


def test_a_consent_is_an_entry_by_a_person_of_the_party_or_its_letter() -> None:
    theirs = ConditionMet(tranche="T-1", condition="CONSENT", entry=7)
    met("CONSENT", entry=7, shown=Shown(ProductionGreenlit(), DAY, "P-0008")).then(theirs)
    met("CONSENT", entry=7, shown=Shown(ProductionGreenlit(), DAY, "P-0009")).refuses("asks for the consent of P-0008")
    met("CONSENT", evidence=1).then(ConditionMet(tranche="T-1", condition="CONSENT"))


def test_a_document_is_evidence() -> None:
    met("PAPER", entry=7, shown=Shown(ProductionGreenlit(), DAY)).refuses("asks for a document: --evidence FILE")
    met("PAPER", evidence=1).then(ConditionMet(tranche="T-1", condition="PAPER"))


def test_a_condition_is_asked_in_full() -> None:
    given(SOURCE).when(asks, "X", "x", kind="milestone").refuses("names a milestone exactly when it is of that kind")
    given(SOURCE).when(asks, "X", "x", milestone="wrap").refuses("names a milestone exactly when it is of that kind")
    given(SOURCE).when(asks, "X", "x", kind="consent").refuses("names a party exactly when it asks for its consent")


def test_what_has_lapsed_keeps_the_money_back_until_it_is_shown_again() -> None:
    asked = life(ONE, TrancheRequested(tranche="T-1"), MET)
    at: dict[str, Any] = {"tranche": "T-1", "acts_for": "P-0009"}
    asked.when_named(release, "S-01", **at, on=date(2021, 3, 31)).then(TrancheReleased(tranche="T-1"))
    asked.when_named(release, "S-01", **at, on=date(2021, 4, 1)).refuses(
        "1 of 1 condition open: TAX (tax certificate, lapsed on 2021-03-31)"
    )
    again: dict[str, Any] = {"tranche": "T-1", "condition": "TAX", "evidence": 1, "last": 9, "valid_to": date(2021, 6, 30)}
    asked.when_named(meet, "S-01", on=date(2021, 3, 31), **again).refuses("is already met")
    asked.when_named(meet, "S-01", on=date(2021, 4, 1), **again).then(MET.model_copy(update={"valid_to": date(2021, 6, 30)}))


def test_the_financier_may_waive_what_has_lapsed_and_not_what_is_met() -> None:
    asked = life(ONE, MET)
    at: dict[str, Any] = {"tranche": "T-1", "condition": "TAX", "acts_for": "P-0009"}
    asked.when_named(waive, "S-01", **at, on=date(2021, 3, 31)).refuses("is already met")
    asked.when_named(waive, "S-01", **at, on=date(2021, 4, 1)).then(ConditionWaived(tranche="T-1", condition="TAX"))


def test_a_request_names_the_cost_report_that_it_refers_to() -> None:
    life(ONE).when_named(request, "S-01", tranche="T-1", cost_report=2).then(TrancheRequested(tranche="T-1", cost_report=2))


def test_a_loan_is_repaid_as_far_as_it_was_received() -> None:
    ready = (ONE, TrancheRequested(tranche="T-1"), MET, TrancheReleased(tranche="T-1"))
    back: dict[str, Any] = {"repaid_on": DAY, "rate": None, "currency": "EUR"}

    def repaid(*events: Any, amount: str) -> Any:
        known = life(*ready, *events)
        return known.when_named(repay, "S-01", amount=eur(amount), outstanding=known.state.outstanding, **back)

    repaid(amount="1.00").refuses("S-01 has 0.00 EUR received and not repaid, so 1.00 EUR cannot go back. Nothing of it has arrived")
    arrived = receive("S-01", life(*ready).state, tranche="T-1", amount=eur("600.00"), received_on=DAY, currency="EUR")
    assert isinstance(arrived, TrancheReceived)
    first = SourceRepaid(amount=eur("200.00"), repaid_on=DAY)
    repaid(arrived, amount="200.00").then(first)
    repaid(arrived, first, amount="400.01").refuses("400.00 EUR received and not repaid", "400.01 EUR")
    repaid(arrived, first, amount="400.00").then(SourceRepaid(amount=eur("400.00"), repaid_on=DAY))


def test_no_more_of_a_receipt_is_taken_back_than_was_not_repaid() -> None:
    released = (ONE, TrancheRequested(tranche="T-1"), MET, TrancheReleased(tranche="T-1"))
    arrived = TrancheReceived(tranche="T-1", amount=eur("600.00"), received_on=DAY)
    known = life(*released, arrived, SourceRepaid(amount=eur("500.00"), repaid_on=DAY))
    back: dict[str, Any] = {"tranche": "T-1", "received_on": DAY, "currency": "EUR"}
    known.when_named(receive, "S-01", amount=eur("-100.01"), **back).refuses("100.00 EUR received and not repaid, so -100.01 EUR")
    taken = TrancheReceived(tranche="T-1", amount=eur("-100.00"), received_on=DAY)
    known.when_named(receive, "S-01", amount=eur("-100.00"), **back).then(taken)
