"""Deputies, second persons and split orders, typed at a book with a small locked budget."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ledger.proof.key import create
from tests.cli.conftest import Desk

BUDGET = "account,description,total\n3300,Camera,95000\n3500,Transport,60000\n8300,Contingency,40000\n"
MAR, ADA, PAU = "Mar (fictional)", "Ada (fictional)", "Pau (fictional)"


@pytest.fixture
def desk(book: Desk) -> Desk:
    """A locked budget. Mar decides up to 20,000, above 5,000 with a second person; Ada decides up to 30,000; Pau holds nothing."""
    (book.folder / "small.csv").write_text(BUDGET)
    book.does("budget", "chart", "us-tv")
    book.does("budget", "import", book.folder / "small.csv")
    book.does("budget", "lock")
    book.does("party", "company", "Hal", "--kind", "vendor")
    for name in (MAR, ADA, PAU):
        book.does("party", "person", name, "--kind", "crew")
    book.does("authority", "grant", MAR, "--role", "line producer", "--limit", "20000", "--second-above", "5000")
    book.does("authority", "grant", ADA, "--role", "accountant", "--limit", "30000")
    return book


def rows(desk: Desk, report: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.does("report", report, "--format", "json"))["rows"]
    return found


def ordered(desk: Desk, amount: str) -> str:
    return desk.does("po", "raise", "--vendor", "Hal", "--for", "lenses", "--line", "3300", amount).split()[1]


def begins(kind: str) -> tuple[str, ...]:
    """A decision of 6,000 that begins its document."""
    hire = ("hire", "add", PAU, "--role", "operator", "--department", "camera", "--from", "2021-02-01", "--to", "2021-02-10")
    return {
        "draw": ("contingency", "draw", "3500", "6000", "--reason", "Rain"),
        "reallocation": ("budget", "reallocate", "--line", "3300", "-6000", "--line", "3500", "6000", "--reason", "Vans"),
        "engagement": (*hire, "--deal", "salary", "3300", "day", "2000", "3"),
        "advance": ("advance", "issue", "--holder", PAU, "--means", "cash", "--amount", "6000", "--for", "petty cash"),
        "cash": ("cash", "remit", "2021-01", "--amount", "6000"),
    }[kind]


def test_every_kind_of_decision_above_the_amount_takes_a_second_person_once(desk: Desk) -> None:
    kinds = ("draw", "reallocation", "engagement", "advance", "cash")
    for kind in kinds:
        words = (*begins(kind), "--by", MAR)
        refusal = desk.refuses(*words)
        assert "is for 6,000.00 USD, and Mar (fictional) decides above 5,000.00 USD together with a second person" in refusal
        assert f"topsheet authority second {kind} --amount 6000.00" in refusal
        desk.does("authority", "second", kind, "--amount", "6000", "--by", ADA)
        assert "Would record" in desk(*words, "--dry-run")[2]
        assert "on the second person's word" in desk.does(*words)
        assert "second person" in desk.refuses(*words)
    told = rows(desk, "seconded-decisions")
    assert [(word["kind"], word["state"], word["by"], word["decider"]) for word in told] == [(kind, "used", ADA, MAR) for kind in kinds]
    assert "every check is empty" in desk.does("audit", "verify")


def test_a_word_is_taken_back_by_who_gave_it_or_by_who_grants_and_is_never_for_another(desk: Desk) -> None:
    desk.does("authority", "second", "draw", "--amount", "6000", "--by", ADA)
    assert "holds no authority" in desk.refuses("authority", "withdraw", "SC-0001", "--reason", "No", "--by", PAU)
    desk.does("authority", "withdraw", "SC-0001", "--reason", "Not needed", "--by", ADA)
    assert "SC-0001 is taken back already." in desk.refuses("authority", "withdraw", "SC-0001", "--reason", "Twice", "--by", ADA)
    assert "second person" in desk.refuses(*begins("draw"), "--by", MAR)
    assert "cannot second for" in desk.refuses("authority", "second", "draw", "--amount", "6000", "--by", PAU, "--authority", ADA)
    assert "is no second person on it" in desk.refuses("authority", "second", ordered(desk, "6000"), "--amount", "6000")
    desk.does("authority", "second", "draw", "--amount", "6000", "--by", ADA)
    assert "SC-0002" in desk.does(*begins("draw"), "--by", MAR)
    assert "SC-0002 is used:" in desk.refuses("authority", "withdraw", "SC-0002", "--reason", "Late", "--by", ADA)


def test_who_records_for_another_is_no_second_person_of_that_decision(desk: Desk) -> None:
    desk.does("authority", "second", "draw", "--amount", "6000", "--by", ADA)
    refusal = desk.refuses(*begins("draw"), "--by", ADA, "--authority", MAR)
    assert "SC-0001 is by Ada (fictional)" in refusal and "who decides or has recorded it" in refusal
    assert rows(desk, "seconded-decisions")[0]["state"] == "open"


def test_a_holder_and_a_deputy_are_one_authority(desk: Desk) -> None:
    desk.does("authority", "delegate", "A-0005", PAU, "--to", "2021-02-20", "--reason", "Away", "--by", MAR)
    (deputy,) = [row for row in rows(desk, "grants") if row["stands_for"]]
    assert (deputy["stands_for"], deputy["origin"], deputy["second_above"]) == ("P-0009", "A-0005", "5000.00")
    desk.does("authority", "second", "draw", "--amount", "6000", "--by", PAU)
    assert "and both decide for Mar (fictional)" in desk.refuses(*begins("draw"), "--by", MAR)
    desk.does("authority", "withdraw", deputy["grant_key"], "--reason", "Back", "--by", MAR)
    assert "held an authority that is withdrawn" in desk.refuses(*begins("draw"), "--by", PAU)


def test_two_grants_of_one_holder_are_one_person(desk: Desk) -> None:
    desk.does("authority", "grant", MAR, "--role", "producer", "--kind", "draw", "--limit", "30000")
    second = rows(desk, "grants")[-1]["grant_key"]
    desk.does("authority", "delegate", second, PAU, "--to", "2021-02-20", "--reason", "Away", "--by", MAR)
    desk.does("authority", "second", "draw", "--amount", "6000", "--by", PAU)
    refusal = desk.refuses(*begins("draw"), "--by", MAR, "--authority", "A-0005")
    assert "SC-0001 is by Pau (fictional)" in refusal and "both decide for Mar (fictional)" in refusal
    assert "Ask Ada (fictional)" in refusal


def test_a_deputy_does_not_answer_for_the_one_who_asked(desk: Desk) -> None:
    """In a book with actors: Mar raises an order, and Pau, who stands in for Mar, may not approve it."""
    keys = {
        name: create(desk.folder / f"{name[:3]}.key", name=name[:3], seed=name[:1].encode() * 32, passphrase=None) for name in (MAR, PAU)
    }
    desk.does("authority", "delegate", "A-0005", PAU, "--to", "2021-02-20", "--reason", "Away", "--by", MAR)
    for who, more in ((MAR, ("--by", "P-0001")), (PAU, ("--by", MAR, "--key", desk.folder / "Mar.key"))):
        desk.does("actor", "enrol", who, "--public", desk.folder / f"{who[:3]}.key", *more)
    raised = ("po", "raise", "--vendor", "Hal", "--for", "lenses", "--line", "3300", "400", "--by", MAR, "--key", desk.folder / "Mar.key")
    number = desk.does(*raised).split()[1]
    refusal = desk.refuses("po", "approve", number, "--by", PAU, "--key", desk.folder / "Pau.key")
    assert f"decides for Mar (fictional) (P-0009), who asked for purchase order {number}" in refusal
    assert len(keys) == 2 and "Nobody else who is enrolled may" in refusal


def test_bank_details_are_confirmed_on_authority_and_by_no_deputy_of_the_proposer(desk: Desk) -> None:
    desk.does("party", "bank", "Hal", "--account", "44-1207", "--by", MAR)
    assert "Pau (fictional) holds no authority" in desk.refuses("party", "confirm-bank", "Hal", "--reason", "Called", "--by", PAU)
    desk.does("authority", "delegate", "A-0005", PAU, "--to", "2021-02-20", "--reason", "Away", "--by", MAR)
    assert "proposed the new bank details" in desk.refuses("party", "confirm-bank", "Hal", "--reason", "Called", "--by", PAU)
    desk.does("party", "confirm-bank", "Hal", "--reason", "Called", "--by", ADA)
    assert "every check is empty" in desk.does("audit", "verify")


def test_orders_split_under_the_second_persons_threshold_are_told_for_holder_and_deputy_together(desk: Desk) -> None:
    desk.does("authority", "delegate", "A-0005", PAU, "--to", "2021-02-20", "--reason", "Away", "--by", MAR)
    first, second = ordered(desk, "4900"), ordered(desk, "4800")
    assert "Mind the limit" not in desk.does("po", "approve", first, "--by", MAR)
    out = desk.does("po", "approve", second, "--by", PAU)
    assert (
        f"with {first} to Hal within 7 days it comes to 9,700.00 USD, and Pau (fictional) decides above 5,000.00 USD together with" in out
    )
    assert "split orders 1 beyond a limit" in desk.does("status")


def test_orders_split_under_a_limit_are_told_when_they_are_approved_and_in_the_status(desk: Desk) -> None:
    desk.does("authority", "grant", PAU, "--role", "manager", "--kind", "purchase-order", "--limit", "3000")
    first, second, third = (ordered(desk, amount) for amount in ("2000", "900", "200"))
    for number in (first, second):
        assert "Mind the limit" not in desk.does("po", "approve", number, "--by", PAU)
    assert "split orders" not in desk.does("status")
    desk.today = date(2021, 2, 9)
    out = desk.does("po", "approve", third, "--by", PAU)
    assert (
        f"with {first}, {second} to Hal within 14 days it comes to 3,100.00 USD, and Pau (fictional) may approve up to 3,000.00 USD" in out
    )
    assert "split orders 1 beyond a limit together with others of their vendor: topsheet report split-orders" in desk.does("status")
    (found,) = rows(desk, "split-orders")
    assert (found["document"], found["days"], found["together"], found["limit"]) == (third, 14, "3100.00", "3000.00")
