"""The finance plan, its tranches and conditions, and who may decide: events in, rows out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from ledger.aggregates import condition as conditions
from ledger.aggregates import source as money
from ledger.aggregates.authority import AuthorityGranted, AuthorityWithdrawn
from ledger.aggregates.budget import BudgetLocked
from ledger.aggregates.overage import OverageApproved
from ledger.aggregates.party import CompanyRegistered, PartyChanged, PersonRegistered, RelatedPartyDeclared
from ledger.aggregates.source import SourceAdded, SourceChanged
from ledger.aggregates.source_terms import SourceRepaid
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
from ledger.errors import LedgerError
from ledger.event import Event, body
from ledger.line import BudgetMove
from ledger.money import Money
from ledger.projections import About, Session, Window

Row = tuple[Any, ...]


class Listed:
    """The rows of a book that was never stored: entry n is effective on the n-th of January."""

    def __init__(self, *events: tuple[str, Event]) -> None:
        self.rows = [self.row(position, stream, event) for position, (stream, event) in enumerate(events, 1)]

    @staticmethod
    def row(position: int, stream: str, event: Event) -> tuple[Any, ...]:
        state = json.dumps({"on": january(position).isoformat(), "event": body(event)})
        return (position, f"2021-01-{position:02}T12:00:00.000000", stream, position, type(event).__name__, state)

    def last(self) -> int:
        return len(self.rows)

    def columns(self, first: int, last: int) -> Iterator[list[list[Any]]]:
        if some := self.rows[first - 1 : last]:
            yield [list(column) for column in zip(*some, strict=True)]

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        return iter([bytes(32)] * (last - first + 1))


def rows(view: str, *events: tuple[str, Event], known: int | None = None, on: date | None = None) -> list[Row]:
    """What a view shows of these events, through a window."""
    position = known or len(events)
    window = Window(position=position, at="2021-02-01T00:00:00.000000Z", on=on or january(position))
    about = About(id="0" * 32, title="Midnight", currency="USD", timezone="UTC", clock="system", scale=2)
    with Session(Listed(*events), about, window, names={}) as session:
        return session.view(view)[1]


def january(day: int) -> date:
    return date(2021, 1, day)


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


def d(amount: int | str) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.0001"))


BUDGET = ("budget/main", BudgetLocked(lines=(BudgetMove(account="3300", amount=usd(1500)),), total=usd(1500)))
OVERAGE = (
    "overage/O-0001",
    OverageApproved(lines=(BudgetMove(account="3300", amount=usd(200)),), total=usd(200), financier="P-0009"),
)
LICENCE = ("source/S-01", SourceAdded(financier="P-0009", form="licence", title="Pilot licence", amount=usd(1000), territory="US"))
EUROS = Money.minor(50_000, "EUR")
FUND = (
    "source/S-02",
    SourceAdded(financier="P-0008", form="subsidy", title="Fund", amount=EUROS, rate=Decimal("1.2"), book_amount=usd(600), public=True),
)
FIRST = (
    "source/S-01",
    TrancheScheduled(
        tranche="T-1",
        amount=usd(600),
        expected=date(2021, 3, 1),
        milestone="first day of photography",
        conditions=(Condition(key="REPORT", text="cost report 1 issued"), Condition(key="INSURANCE", text="cast insurance bound")),
    ),
)
GRANT = (
    "source/S-02",
    TrancheScheduled(tranche="T-1", amount=EUROS, book_amount=usd(600), expected=date(2021, 2, 1), milestone="signature"),
)
PLAN = (BUDGET, LICENCE, FUND, FIRST, GRANT)
REQUESTED = ("source/S-01", TrancheRequested(tranche="T-1"))
RELEASED = ("source/S-01", TrancheReleased(tranche="T-1"))
REPORTED = ("source/S-01", ConditionMet(tranche="T-1", condition="REPORT", entry=1, note="seen"))
WAIVED = ("source/S-01", ConditionWaived(tranche="T-1", condition="INSURANCE"))


def received(amount: int, charges: int | None = None) -> tuple[str, Event]:
    kept = usd(charges) if charges else None
    return ("source/S-01", TrancheReceived(tranche="T-1", amount=usd(amount), received_on=date(2021, 1, 20), charges=kept))


def licence(scheduled: int, released: int, paid: int, amount: int = 1000) -> Row:
    figures = (d(amount), "USD", d(amount), d(amount), d(amount), d(scheduled), d(released), d(paid))
    return ("source", "S-01", "P-0009", "Pilot licence", "licence", "US", None, False, *figures)


FUND_ROW: Row = ("source", "S-02", "P-0008", "Fund", "subsidy", None, None, True, d(500), "EUR", d(600), d(600), d(600), d(600), d(0), d(0))


def footer(line: str, title: str, book_amount: int, *rest: int) -> Row:
    all_of_it = [d(book_amount)] * 3  # gross, cash and recognised, where no terms are agreed
    return (line, None, None, title, None, None, None, None, None, None, *all_of_it, *(d(r) for r in rest), *([None] * (3 - len(rest))))


def test_a_finance_plan_that_brings_more_shows_the_surplus() -> None:
    assert rows("finance_plan", *PLAN) == [
        licence(600, 0, 0),
        FUND_ROW,
        footer("total", "total of the finance plan", 1600, 1200, 0, 0),
        footer("budget", "final budget", 1500),
        footer("surplus", "surplus: the plan brings more", 100),
    ]


def test_an_overage_that_no_source_pays_opens_a_gap() -> None:
    assert rows("finance_plan", *PLAN, OVERAGE)[-2:] == [
        footer("budget", "final budget", 1700),
        footer("gap", "gap: the plan lacks this", -100),
    ]


def test_a_plan_that_meets_its_budget_balances() -> None:
    less = ("source/S-01", SourceChanged(amount=usd(900)))
    plan = rows("finance_plan", *PLAN, less)
    assert (plan[0], plan[-1]) == (licence(600, 0, 0, 900), footer("balance", "the plan balances", 0))


def test_a_book_without_sources_or_budget_has_an_empty_plan() -> None:
    assert rows("finance_plan", ("party/P-0001", CompanyRegistered(name="Northlight (fictional)", kind="vendor"))) == [
        footer("total", "total of the finance plan", 0, 0, 0, 0),
        footer("budget", "final budget", 0),
        footer("balance", "the plan balances", 0),
    ]


def tranche(stage: str, conditions: tuple[int, int, str | None], *, requested: int = 0, released: int = 0, paid: int = 0) -> Row:
    days = (january(requested) if requested else None, january(released) if released else None)
    figures = (d(paid), d(paid), date(2021, 1, 20) if paid else None, d(12 if paid else 0))
    plan = ("S-01", "T-1", "P-0009", "first day of photography", d(600), "USD", d(600), date(2021, 3, 1))
    return (*plan, stage, *conditions, *days, *figures, None, None)


LIFE = (*PLAN, REQUESTED, REPORTED, WAIVED, RELEASED, received(400, 12), received(200))


def test_a_tranche_shows_its_stage_at_every_entry_of_its_life() -> None:
    known = [rows("tranches", *LIFE, known=position)[-1] for position in range(5, 12)]
    assert known == [
        tranche("scheduled", (0, 2, "REPORT")),
        tranche("requested", (0, 2, "REPORT"), requested=6),
        tranche("requested", (1, 2, "INSURANCE"), requested=6),
        tranche("requested", (2, 2, None), requested=6),
        tranche("released", (2, 2, None), requested=6, released=9),
        tranche("released", (2, 2, None), requested=6, released=9, paid=400),
        tranche("received", (2, 2, None), requested=6, released=9, paid=600),
    ]


def test_a_window_on_an_earlier_day_shows_the_tranche_as_it_was() -> None:
    assert rows("tranches", *LIFE, on=january(7)) == rows("tranches", *LIFE, known=7)
    assert [row[1] for row in rows("tranches", *LIFE, on=january(3))] == []


def test_a_tranche_without_conditions_in_another_currency_stands_by_its_expected_day() -> None:
    signature = ("S-02", "T-1", "P-0008", "signature", d(500), "EUR", d(600), date(2021, 2, 1), "scheduled")
    assert rows("tranches", *PLAN)[0] == (*signature, 0, 0, None, None, None, d(0), d(0), None, d(0), None, None)


def test_a_rescheduled_tranche_shows_its_new_day_and_amount() -> None:
    later = ("source/S-01", TrancheRescheduled(tranche="T-1", expected=date(2021, 4, 1)))
    more = ("source/S-01", TrancheRescheduled(tranche="T-1", expected=date(2021, 4, 2), amount=usd(700)))
    shown = [rows("tranches", *PLAN, *events)[-1][4:8] for events in ((later,), (later, more))]
    assert shown == [(d(600), "USD", d(600), date(2021, 4, 1)), (d(700), "USD", d(700), date(2021, 4, 2))]


def test_money_released_on_a_condition_that_was_withdrawn_is_flagged_and_so_is_too_much() -> None:
    withdrawn = ("source/S-01", ConditionWithdrawn(tranche="T-1", condition="REPORT"))
    assert rows("tranches", *LIFE, withdrawn)[-1][-2] == "released, and a condition is open again"
    assert rows("tranches", *LIFE, received(50))[-1][-2] == "more received than the tranche"


def test_each_condition_shows_whether_it_is_met_and_by_which_entry() -> None:
    bond = ("source/S-01", ConditionAdded(tranche="T-1", condition=Condition(key="BOND", text="bond in force")))
    assert rows("conditions", *PLAN, bond, REPORTED, WAIVED) == [
        ("S-01", "T-1", 1, "REPORT", "cost report 1 issued", "met", 7, january(7), 1, "seen", *[None] * 6),
        ("S-01", "T-1", 2, "INSURANCE", "cast insurance bound", "waived", 8, january(8), None, None, *[None] * 6),
        ("S-01", "T-1", 3, "BOND", "bond in force", "open", 6, january(6), None, None, *[None] * 6),
    ]


def test_a_withdrawn_condition_is_open_again_by_the_entry_that_withdrew_it() -> None:
    withdrawn = ("source/S-01", ConditionWithdrawn(tranche="T-1", condition="REPORT"))
    shown = rows("conditions", *PLAN, REPORTED, withdrawn)[0]
    assert shown == ("S-01", "T-1", 1, "REPORT", "cost report 1 issued", "open", 7, january(7), None, None, *[None] * 6)


def test_grants_show_what_they_allow_and_whether_they_are_in_force() -> None:
    events: tuple[tuple[str, Event], ...] = (
        ("authority/A-0001", AuthorityGranted(party="P-0001", role="producer", over_budget=True, starts=january(1))),
        (
            "authority/A-0002",
            AuthorityGranted(
                party="P-0002", role="manager", kinds=("purchase-order", "invoice"), sections=("post",), limit=usd(5000), starts=january(1)
            ),
        ),
        ("authority/A-0003", AuthorityGranted(party="P-0010", role="financier", financier="P-0009", starts=january(1), ends=january(2))),
        ("authority/A-0002", AuthorityWithdrawn()),
    )
    everything = ("all", "all")
    assert rows("grants", *events) == [
        ("A-0001", "P-0001", "producer", None, None, *everything, None, None, None, None, True, january(1), None, None, True, 1),
        (
            "A-0002",
            "P-0002",
            "manager",
            None,
            None,
            "purchase-order, invoice",
            "post",
            None,
            d(5000),
            "USD",
            None,
            False,
            january(1),
            None,
            january(4),
            False,
            2,
        ),
        (
            "A-0003",
            "P-0010",
            "financier",
            None,
            None,
            *everything,
            "P-0009",
            None,
            None,
            None,
            False,
            january(1),
            january(2),
            None,
            False,
            3,
        ),
    ]
    assert [row[-2] for row in rows("grants", *events, on=january(3))] == [True, True, False]


def test_related_parties_show_their_last_name_and_kind_and_never_a_persons() -> None:
    events: tuple[tuple[str, Event], ...] = (
        (
            "party/P-0001",
            CompanyRegistered(name="Sunk (fictional)", kind="vendor", related_from=january(1), relation="owned by the producer"),
        ),
        ("party/P-0002", PersonRegistered(digests={"name": "a" * 64}, kind="crew")),
        ("party/P-0002", RelatedPartyDeclared(starts=january(1), ends=january(2), relation="sister of the producer")),
        ("party/P-0001", PartyChanged(name="Sunk SL (fictional)")),
        ("party/P-0003", CompanyRegistered(name="Northlight (fictional)", kind="vendor")),
    )
    assert rows("related_parties", *events) == [
        ("P-0001", False, "Sunk SL (fictional)", "vendor", "owned by the producer", january(1), None, True, 1),
        ("P-0002", True, None, "crew", "sister of the producer", january(1), january(2), False, 3),
    ]


def test_the_parties_of_a_book_stand_one_row_for_each_thing_said_of_them() -> None:
    events: tuple[tuple[str, Event], ...] = (
        ("party/P-0001", CompanyRegistered(name="Sunk (fictional)", kind="vendor", country="ES", tax_residence="PT")),
        ("party/P-0002", PersonRegistered(digests={"name": "a" * 64}, kind="financier", acts_for="P-0009")),
        ("party/P-0001", PartyChanged(country="FR")),
    )
    window = Window(position=3, at="2021-02-01T00:00:00.000000Z", on=january(3))
    about = About(id="0" * 32, title="Midnight", currency="USD", timezone="UTC", clock="system", scale=2)
    with Session(Listed(*events), about, window, names={}) as session:
        session.make("related_parties")
        shown = session.query("select * from parties order by position")[1]
    nothing = (None, None, None)
    assert shown == [
        (1, january(1), "P-0001", "registered", False, "Sunk (fictional)", "vendor", "ES", "PT", None, *nothing),
        (2, january(2), "P-0002", "registered", True, None, "financier", None, None, "P-0009", *nothing),
        (3, january(3), "P-0001", "changed", None, None, None, "FR", None, None, *nothing),
    ]


TRANCHE, CONDITION = st.sampled_from(("T-1", "T-2")), st.sampled_from(("REPORT", "INSURANCE"))
STEP = st.tuples(
    st.sampled_from(("schedule", "reschedule", "add", "meet", "waive", "withdraw", "request", "release", "receive")), TRANCHE, CONDITION
)


def decided(source: money.Source, step: tuple[str, str, str], amount: Money, on: date) -> Event:
    """The event of one decision on this day, or its refusal. What shows INSURANCE is valid for some days."""
    what, tranche, key = step
    at: dict[str, Any] = {"tranche": tranche}
    condition, valid_to = Condition(key=key, text="so"), on + timedelta(days=4) if key == "INSURANCE" else None
    asked: dict[str, Any] = {
        "schedule": lambda: money.schedule(
            "S-01", source, **at, amount=amount, expected=january(1), milestone="m", conditions=(condition,)
        ),
        "reschedule": lambda: money.reschedule("S-01", source, **at, expected=january(2), amount=amount),
        "add": lambda: conditions.add_condition("S-01", source, **at, condition=condition),
        "meet": lambda: conditions.meet("S-01", source, **at, condition=key, on=on, evidence=1, last=9, valid_to=valid_to),
        "waive": lambda: conditions.waive("S-01", source, **at, condition=key, on=on, acts_for="P-0009"),
        "withdraw": lambda: conditions.withdraw("S-01", source, **at, condition=key),
        "request": lambda: money.request("S-01", source, **at),
        "release": lambda: money.release("S-01", source, **at, on=on, acts_for="P-0009"),
        "receive": lambda: money.receive("S-01", source, **at, amount=amount, received_on=january(3), currency="USD"),
    }
    event = asked[what]()
    assert isinstance(event, Event)
    return event


def folded(events: list[Event], on: date) -> list[Row]:
    """What the fold knows of every tranche on a day, in the columns that the view shares with it."""
    source: money.Source = reduce(money.evolve, events, None)  # type: ignore[arg-type, assignment]
    shown = []
    for key, t in source.tranches.items():
        still = t.open(on)
        met = (len(t.conditions) - len(still), len(t.conditions), next(iter(still), None))
        shown.append((key, d(str(t.amount.amount)), t.expected, str(t.stage), *met, d(str(t.received.amount))))
    return sorted(shown)


@settings(max_examples=25, deadline=None)
@over(st.lists(st.tuples(STEP, st.integers(-200, 600).map(usd)), max_size=27), st.data())
def test_every_window_on_a_source_shows_what_the_fold_knew(steps: list[tuple[tuple[str, str, str], Money]], data: st.DataObject) -> None:
    events: list[Event] = [LICENCE[1], FIRST[1]]
    for step, amount in steps:
        source: money.Source = reduce(money.evolve, events, None)  # type: ignore[arg-type, assignment]
        try:
            events.append(decided(source, step, amount, january(len(events) + 1)))
        except LedgerError:
            continue
    position = data.draw(st.integers(1, len(events)), label="known")
    day = data.draw(st.integers(1, len(events)), label="as of")
    shown = rows("tranches", *(("source/S-01", event) for event in events), known=position, on=january(day))
    assert sorted((r[1], r[4], *r[7:12], r[14]) for r in shown) == folded(events[: min(position, day)], january(day))


def test_what_met_a_condition_lapses_with_its_day_and_keeps_the_money_back() -> None:
    asked = Condition(key="TAX", text="tax certificate", kind="certificate", due=january(4))
    added = ("source/S-01", ConditionAdded(tranche="T-1", condition=asked))
    shown = ("source/S-01", ConditionMet(tranche="T-1", condition="TAX", valid_to=january(8)))
    seen = {day: rows("conditions", *PLAN, added, shown, on=january(day))[-1] for day in (6, 8, 9)}
    assert {day: (row[5], *row[10:]) for day, row in seen.items()} == {
        6: ("open", "certificate", None, None, january(4), None, None),
        8: ("met", "certificate", None, None, january(4), january(8), None),
        9: ("lapsed", "certificate", None, None, january(4), january(8), None),
    }
    kept = [rows("tranches", *PLAN, added, shown, REPORTED, WAIVED, on=january(day))[-1][9:12] for day in (9, 8)]
    assert kept == [(2, 3, "TAX"), (2, 3, "INSURANCE")]


def test_a_release_on_a_certificate_that_had_run_out_breaks_a_promise() -> None:
    added = ("source/S-01", ConditionAdded(tranche="T-1", condition=Condition(key="TAX", text="tax certificate", kind="certificate")))
    shown = ("source/S-01", ConditionMet(tranche="T-1", condition="TAX", valid_to=january(8)))
    life = (*PLAN, added, shown, REPORTED, WAIVED, REQUESTED, RELEASED)
    assert rows("released_tranches_have_no_open_condition", *life) == [(11, "S-01", "T-1", "TAX")]


def test_the_calendar_says_what_waits_soonest_first() -> None:
    asked = Condition(key="TAX", text="tax certificate", kind="certificate", due=january(31))
    added = ("source/S-01", ConditionAdded(tranche="T-1", condition=asked))
    shown = ("source/S-01", ConditionMet(tranche="T-1", condition="TAX", valid_to=january(20)))
    due, met = rows("calendar", *PLAN, added), rows("calendar", *PLAN, added, shown)
    signature = (date(2021, 2, 1), "money expected", "source/S-02", "T-1: signature", "P-0008", d(500), "EUR")
    assert [(row[0], *row[2:]) for row in due] == [
        (january(31), "condition due", "source/S-01", "T-1 TAX: tax certificate", None, None, None),
        signature,
        (date(2021, 3, 1), "money expected", "source/S-01", "T-1: first day of photography", "P-0009", d(600), "USD"),
    ]
    assert met[0][:3] == (january(20), 13, "valid to")


def test_what_is_repaid_is_a_receipt_below_nothing() -> None:
    repaid = ("source/S-01", SourceRepaid(amount=usd(100), repaid_on=january(20)))
    assert rows("receipts", *LIFE, repaid)[-1] == (12, january(20), "S-01", None, "USD", d(-100), d(-100), d(0), d(-100))


def test_what_lapses_after_the_release_is_flagged_until_the_money_is_there() -> None:
    added = ("source/S-01", ConditionAdded(tranche="T-1", condition=Condition(key="TAX", text="tax certificate", kind="certificate")))
    shown = ("source/S-01", ConditionMet(tranche="T-1", condition="TAX", valid_to=january(11)))
    life = (*PLAN, added, shown, REPORTED, WAIVED, REQUESTED, RELEASED)
    flags = [rows("tranches", *life, *events, on=january(14))[-1][-2] for events in ((), (received(400),), (received(400), received(200)))]
    assert flags == ["released, and a condition has lapsed"] * 2 + [None]
    assert {row[2] for row in rows("calendar", *life, on=january(12))} == {"money expected", "condition lapsed"}
    assert [row[3] for row in rows("calendar", *life, received(600), on=january(14))] == ["source/S-02"]
