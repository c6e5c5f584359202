"""Sources, their tranches, and the conditions that keep money back."""

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates.condition import add_condition, meet, waive, withdraw
from ledger.aggregates.source import (
    SOURCE,
    Source,
    SourceAdded,
    SourceChanged,
    add,
    change,
    receive,
    release,
    request,
    reschedule,
    schedule,
)
from ledger.aggregates.tranche import (
    Condition,
    ConditionAdded,
    ConditionMet,
    ConditionWaived,
    ConditionWithdrawn,
    TrancheReceived,
    TrancheReleased,
    TrancheRequested,
    TrancheRescheduled,
    TrancheScheduled,
)
from ledger.event import Event
from ledger.money import Money
from tests.given import Given, given


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


DAY = date(2021, 3, 1)
INSURANCE = Condition(key="INSURANCE", text="cast insurance bound")
REPORT = Condition(key="REPORT", text="cost report 1 issued")
ADDED = SourceAdded(financier="P-0009", form="licence", title="Pilot licence", amount=usd(1000))
FIRST = TrancheScheduled(tranche="T-1", amount=usd(600), expected=DAY, milestone="first day of photography", conditions=(INSURANCE, REPORT))
MET = ConditionMet(tranche="T-1", condition="INSURANCE", note="certificate seen")
REPORTED = ConditionMet(tranche="T-1", condition="REPORT", entry=7)
REQUESTED, RELEASED = TrancheRequested(tranche="T-1"), TrancheReleased(tranche="T-1")
PLAN: tuple[Event, ...] = (ADDED, FIRST)
READY: tuple[Event, ...] = (*PLAN, REQUESTED, MET, REPORTED)
PAID: tuple[Event, ...] = (*READY, RELEASED)
T1: dict[str, Any] = {"tranche": "T-1"}
CONDITION: dict[str, Any] = {"tranche": "T-1", "condition": "INSURANCE"}
BOOK: dict[str, Any] = {"currency": "USD"}


def source(*events: Event) -> Given:
    return given(SOURCE, *events)


def test_a_source_brings_its_amount_to_the_finance_plan() -> None:
    source().when(add, financier="P-0009", form="licence", title="Pilot licence", amount=usd(1000), **BOOK).then(ADDED)
    source().when(add, financier="P-0009", form="gap", title="Gap", amount=usd(0), **BOOK).refuses("Gap would bring 0.00 USD")


def test_a_source_in_another_currency_says_its_rate_and_its_book_amount() -> None:
    euros = Money.minor(100_000, "EUR")
    asked = {"financier": "P-0009", "form": "subsidy", "title": "Fund", "amount": euros, "public": True, **BOOK}
    source().when(add, **asked).refuses("EUR", "USD", "--rate")
    source().when(add, **asked, rate=Decimal("1.2")).then(
        SourceAdded(financier="P-0009", form="subsidy", title="Fund", amount=euros, rate=Decimal("1.2"), book_amount=usd(1200), public=True)
    )


def test_the_last_tranche_of_a_foreign_source_takes_what_is_left_of_its_book_amount() -> None:
    third = {"expected": DAY, "milestone": "signature"}
    euros = [Money.minor(cents, "EUR") for cents in (100, 33, 33, 34)]
    fund = SourceAdded(
        financier="P-0009", form="subsidy", title="Fund", amount=euros[0], rate=Decimal("1.2"), book_amount=Money.minor(120, "USD")
    )
    events: list[Event] = [fund]
    for number, amount in enumerate(euros[1:], 1):
        state: Source = source(*events).state
        events.append(schedule("S-01", state, tranche=f"T-{number}", amount=amount, **third))  # type: ignore[arg-type]
    assert [event.book_amount for event in events[1:] if isinstance(event, TrancheScheduled)] == [
        Money.minor(c, "USD") for c in (40, 40, 40)
    ]


def test_a_source_is_changed_but_never_below_its_tranches() -> None:
    source(*PLAN).when_named(change, "S-01", amount=usd(900), **BOOK).then(SourceChanged(amount=usd(900)))
    source(*PLAN).when_named(change, "S-01", amount=usd(599), **BOOK).refuses("600.00 USD", "599.00 USD")
    source(*PLAN).when_named(change, "S-01", amount=usd(1000), **BOOK).refuses(
        "S-01 is already 1,000.00 USD. Give another amount, or another --rate."
    )
    source(*PLAN).when_named(change, "S-01", amount=Money.minor(1, "EUR"), **BOOK).refuses("S-01 is in USD, not EUR")


def test_tranches_are_never_more_than_their_source() -> None:
    asked: dict[str, Any] = {"expected": DAY, "milestone": "delivery"}
    fits = TrancheScheduled(tranche="T-2", amount=usd(400), **asked)
    source(*PLAN).when_named(schedule, "S-01", tranche="T-2", amount=usd(400), **asked).then(fits)
    source(*PLAN).when_named(schedule, "S-01", tranche="T-2", amount=usd(401), **asked).refuses("1,001.00 USD", "1,000.00 USD")
    source(*PLAN).when_named(schedule, "S-01", tranche="T-2", amount=usd(0), **asked).refuses("T-2 of S-01 would be 0.00 USD")
    source(*PLAN).when_named(schedule, "S-01", tranche="T-1", amount=usd(1), **asked).refuses(
        "T-1 of S-01 is already scheduled", "2021-03-01. Choose another name, or topsheet tranche reschedule S-01 T-1"
    )
    two = {"conditions": (REPORT, REPORT), **asked}
    source(*PLAN).when_named(schedule, "S-01", tranche="T-2", amount=usd(1), **two).refuses("two conditions of one key", "REPORT")


def test_a_tranche_is_rescheduled_until_it_is_released() -> None:
    later = date(2021, 4, 1)
    source(*PLAN).when_named(reschedule, "S-01", **T1, expected=later).then(TrancheRescheduled(tranche="T-1", expected=later))
    less = TrancheRescheduled(tranche="T-1", expected=DAY, amount=usd(1000))
    source(*PLAN).when_named(reschedule, "S-01", **T1, expected=DAY, amount=usd(1000)).then(less)
    source(*PLAN).when_named(reschedule, "S-01", **T1, expected=DAY, amount=usd(1001)).refuses("1,001.00 USD", "1,000.00 USD")
    source(*PLAN).when_named(reschedule, "S-01", **T1, expected=DAY).refuses("already expected on 2021-03-01")
    source(*PAID).when_named(reschedule, "S-01", **T1, expected=later).refuses("T-1 of S-01 is already released")


def test_a_condition_is_added_until_the_tranche_is_released() -> None:
    bond = Condition(key="BOND", text="bond in force")
    source(*PLAN).when_named(add_condition, "S-01", **T1, condition=bond).then(ConditionAdded(tranche="T-1", condition=bond))
    source(*PLAN).when_named(add_condition, "S-01", **T1, condition=REPORT).refuses(
        "already has the condition REPORT: cost report 1 issued"
    )
    source(*PAID).when_named(add_condition, "S-01", **T1, condition=bond).refuses("already released")


def test_a_condition_is_met_by_evidence_or_by_a_named_entry() -> None:
    source(*PLAN).when_named(meet, "S-01", on=DAY, **CONDITION, evidence=1, last=9, note="certificate seen").then(MET)
    source(*PLAN).when_named(meet, "S-01", on=DAY, tranche="T-1", condition="REPORT", evidence=0, last=9, entry=7).then(REPORTED)


def test_a_condition_is_not_met_by_nothing_by_an_entry_to_come_or_twice() -> None:
    source(*PLAN).when_named(meet, "S-01", on=DAY, **CONDITION, evidence=0, last=9).refuses(
        "INSURANCE of T-1 of S-01", "--evidence FILE", "--entry"
    )
    source(*PLAN).when_named(meet, "S-01", on=DAY, **CONDITION, evidence=0, last=9, entry=10).refuses("entry 10", "entries 1 to 9")
    source(*PLAN, MET).when_named(meet, "S-01", on=DAY, **CONDITION, evidence=1, last=9).refuses(
        "INSURANCE of T-1 of S-01 is already met", "If it is not, topsheet condition withdraw"
    )
    source(*PLAN).when_named(meet, "S-01", on=DAY, tranche="T-9", condition="BOND", evidence=1, last=9).refuses(
        "no tranche T-9; it has T-1"
    )
    source(*PLAN).when_named(meet, "S-01", on=DAY, tranche="T-1", condition="BOND", evidence=1, last=9).refuses(
        "no condition BOND", "INSURANCE, REPORT"
    )


def test_a_condition_that_was_met_can_be_opened_again_even_after_the_release() -> None:
    withdrawn = ConditionWithdrawn(tranche="T-1", condition="INSURANCE")
    for life in (READY, PAID):
        source(*life).when_named(withdraw, "S-01", **CONDITION).then(withdrawn)
    source(*READY, withdrawn).when_named(release, "S-01", **T1, on=DAY, acts_for="P-0009").refuses("1 of 2 conditions open: INSURANCE")
    source(*PLAN).when_named(withdraw, "S-01", **CONDITION).refuses("INSURANCE of T-1 of S-01 is already open")


def test_only_a_person_of_the_financier_waives_a_condition() -> None:
    waived = ConditionWaived(tranche="T-1", condition="INSURANCE")
    source(*PLAN).when_named(waive, "S-01", on=DAY, **CONDITION, acts_for="P-0009").then(waived)
    source(*PLAN).when_named(waive, "S-01", on=DAY, **CONDITION, acts_for="P-0008").refuses("person of P-0009", "acts for P-0008")
    source(*PLAN, waived).when_named(waive, "S-01", on=DAY, **CONDITION, acts_for="P-0009").refuses(
        "already waived. If it is not, topsheet condition withdraw opens it again"
    )


def test_the_production_requests_once() -> None:
    source(*PLAN).when_named(request, "S-01", **T1).then(REQUESTED)
    source(*PLAN, REQUESTED).when_named(request, "S-01", **T1).refuses("T-1 of S-01 is already requested. P-0009 releases it")


def test_a_release_is_refused_while_a_condition_is_open_naming_each() -> None:
    refused = source(*PLAN, REQUESTED).when_named(release, "S-01", **T1, on=DAY, acts_for="P-0009")
    refused.refuses(
        "T-1 of S-01 for 600.00 USD has 2 of 2 conditions open: INSURANCE (cast insurance bound); REPORT (cost report 1 issued).",
        "topsheet condition meet S-01 T-1 INSURANCE --evidence FILE, or have P-0009 waive it.",
    )


def test_a_tranche_is_released_when_every_condition_is_met_or_waived() -> None:
    waived = ConditionWaived(tranche="T-1", condition="INSURANCE")
    for life in (READY, (*PLAN, REQUESTED, waived, REPORTED)):
        source(*life).when_named(release, "S-01", **T1, on=DAY, acts_for="P-0009").then(RELEASED)


def test_only_a_person_of_the_financier_releases_once_and_when_asked() -> None:
    source(*READY).when_named(release, "S-01", **T1, on=DAY, acts_for=None).refuses(
        "T-1 of S-01 is released by a person of P-0009", "no financier"
    )
    source(*PLAN).when_named(release, "S-01", **T1, on=DAY, acts_for="P-0009").refuses(
        "not requested yet", "topsheet tranche request S-01 T-1"
    )
    source(*PAID).when_named(release, "S-01", **T1, on=DAY, acts_for="P-0009").refuses("already released")


def test_money_arrives_in_parts_after_the_release() -> None:
    half = TrancheReceived(tranche="T-1", amount=usd(300), received_on=DAY, charges=usd(12))
    source(*PAID).when_named(receive, "S-01", **T1, amount=usd(300), received_on=DAY, charges=usd(12), **BOOK).then(half)
    kept = "Banks kept 300.00 USD of 300.00 USD, which cannot be. Give charges between 0.00 USD and 300.00 USD"
    source(*PAID).when_named(receive, "S-01", **T1, amount=usd(300), received_on=DAY, charges=usd(300), **BOOK).refuses(kept)
    source(*PAID).when_named(receive, "S-01", **T1, amount=usd(300), received_on=DAY, charges=usd(-1), **BOOK).refuses(
        "Banks kept -1.00 USD"
    )
    back = half.model_copy(update={"amount": usd(-300), "charges": usd(-12)})
    undone = source(*PAID, half).when_named
    undone(receive, "S-01", **T1, amount=usd(-300), received_on=DAY, charges=usd(-12), **BOOK).then(back)
    whole = source(*PAID, half).when_named(receive, "S-01", **T1, amount=usd(300), received_on=DAY, charges=usd(12), **BOOK).then(half)
    assert [str(known.state.tranches["T-1"].stage) for known in (source(*PAID, half), source(*PAID, half, half))] == [
        "released",
        "received",
    ]
    whole.when_named(release, "S-01", **T1, on=DAY, acts_for="P-0009").refuses("already received")
    again = source(*PAID, half, half).when_named(receive, "S-01", **T1, amount=usd(1), received_on=DAY, **BOOK)
    again.refuses("already received 600.00 USD of 600.00 USD")


def test_a_receipt_can_be_taken_back_but_no_further() -> None:
    half = TrancheReceived(tranche="T-1", amount=usd(300), received_on=DAY)
    back = TrancheReceived(tranche="T-1", amount=usd(-300), received_on=DAY)
    source(*PAID, half).when_named(receive, "S-01", **T1, amount=usd(-300), received_on=DAY, **BOOK).then(back)
    source(*PAID, half).when_named(receive, "S-01", **T1, amount=usd(-301), received_on=DAY, **BOOK).refuses("300.00 USD", "-301.00 USD")


def test_money_is_not_received_before_its_release() -> None:
    source(*READY).when_named(receive, "S-01", **T1, amount=usd(600), received_on=DAY, **BOOK).refuses(
        "only requested", "topsheet tranche release"
    )
