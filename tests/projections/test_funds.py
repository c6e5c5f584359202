"""The money of the finance plan and the shares of co-producers as rules ask for them: signed rows, whose sums are what was known then."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from ledger.aggregates.coproducer import CoproducerJoined, CoproducerShareAgreed
from ledger.aggregates.source import SourceAdded, SourceChanged
from ledger.aggregates.source_terms import SourceRepaid, SourceTermsAgreed
from ledger.aggregates.tranche import TrancheReceived, TrancheReleased, TrancheRescheduled, TrancheScheduled
from ledger.event import Event
from tests.projections.test_finance import d, january, rows, usd

FUND = "source/S-01"


def scheduled(tranche: str, amount: int) -> tuple[str, Event]:
    return (FUND, TrancheScheduled(tranche=tranche, amount=usd(amount), expected=date(2021, 6, 1), milestone="grant"))


HISTORY: tuple[tuple[str, Event], ...] = (
    (FUND, SourceAdded(financier="P-0009", form="subsidy", title="Fund", amount=usd(1000), public=True)),
    scheduled("T-9", 600),
    scheduled("T-1", 300),
    (FUND, TrancheRescheduled(tranche="T-9", expected=date(2021, 7, 1), amount=usd(500))),
    (FUND, TrancheReleased(tranche="T-9")),
    (FUND, TrancheReceived(tranche="T-9", amount=usd(400), received_on=january(6))),
    (FUND, SourceTermsAgreed(aid="eu programme", security="resolution of 7 January")),
    (FUND, SourceChanged(amount=usd(900))),
    (FUND, SourceRepaid(amount=usd(50), repaid_on=january(9))),
)


def row(entry: int, tranche: str | None, stage: str, aid: str, amount: int) -> tuple[object, ...]:
    instalment = {"T-9": "1", "T-1": "2"}.get(tranche or "")
    secured = "yes" if aid == "eu programme" else "no"
    return (entry, january(entry), "S-01", tranche, instalment, stage, "P-0009", "subsidy", "yes", aid, secured, d(amount))


def test_each_entry_says_what_it_changes_of_the_money_of_a_source() -> None:
    assert rows("funds", *HISTORY) == [
        row(1, None, "planned", "aid", 1000),
        row(2, "T-9", "scheduled", "aid", 600),
        row(3, "T-1", "scheduled", "aid", 300),
        row(4, "T-9", "scheduled", "aid", -100),
        row(5, "T-9", "released", "aid", 500),
        row(6, "T-9", "received", "aid", 400),
        row(7, None, "planned", "aid", -1000),
        row(7, None, "planned", "eu programme", 1000),
        row(7, "T-1", "scheduled", "aid", -300),
        row(7, "T-1", "scheduled", "eu programme", 300),
        row(7, "T-9", "received", "aid", -400),
        row(7, "T-9", "received", "eu programme", 400),
        row(7, "T-9", "released", "aid", -500),
        row(7, "T-9", "released", "eu programme", 500),
        row(7, "T-9", "scheduled", "aid", -500),
        row(7, "T-9", "scheduled", "eu programme", 500),
        row(8, None, "planned", "eu programme", -100),
        row(9, None, "repaid", "eu programme", 50),
    ]


def test_the_rows_up_to_an_entry_sum_to_what_was_known_then() -> None:
    whole = rows("funds", *HISTORY)
    for known in range(1, len(HISTORY) + 1):
        assert sums([one for one in whole if one[0] <= known]) == sums(rows("funds", *HISTORY[:known]))
        (plan,) = [one for one in rows("finance_plan", *HISTORY[:known]) if one[0] == "source"]
        assert sum(one[-1] for one in whole if one[0] <= known and one[5] == "planned") == plan[10]


def sums(told: list[tuple[object, ...]]) -> dict[tuple[object, ...], Decimal]:
    found: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for one in told:
        found[one[2:-1]] += one[-1]  # type: ignore[operator]
    return {key: amount for key, amount in found.items() if amount}


def test_shares_of_co_producers_change_by_the_entry_that_agrees_them() -> None:
    history: tuple[tuple[str, Event], ...] = (
        ("coproducer/CP-0001", CoproducerJoined(party="P-0001", country="ES", share=Decimal(75), own=True)),
        ("coproducer/CP-0002", CoproducerJoined(party="P-0007", country="CH", share=Decimal(25))),
        ("coproducer/CP-0001", CoproducerShareAgreed(share=Decimal(70))),
    )
    assert rows("coproducer_shares", *history) == [
        (1, january(1), "CP-0001", "P-0001", "ES", "yes", Decimal(75)),
        (2, january(2), "CP-0002", "P-0007", "CH", "no", Decimal(25)),
        (3, january(3), "CP-0001", "P-0001", "ES", "yes", Decimal(-5)),
    ]
