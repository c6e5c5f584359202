"""topsheet source, tranche and condition: from the finance plan to the money in the bank, and what keeps it back."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from cli.source import FORMS
from ledger.aggregates.source import Form
from tests.cli.conftest import Desk

LICENCE = ("source", "add", "S-01", "--financier", "Northlight", "--form", "licence", "--title", "Pilot licence", "--amount", "1000")
FIRST = ("tranche", "schedule", "S-01", "T-1", "--amount", "600", "--expected", "2021-03-01", "--milestone", "first day of photography")
NEEDS = ("--condition", "INSURANCE", "cast insurance bound", "--condition", "REPORT", "cost report 1 delivered")
IDA, PER = ("--by", "Ida Moss"), ("--by", "Per Dahl")


@pytest.fixture
def plan(book: Desk) -> Desk:
    """A licence of 1,000, of which 600 under two conditions are requested."""
    book.does(*LICENCE)
    book.does(*FIRST, *NEEDS)
    book.does("tranche", "request", "S-01", "T-1")
    return book


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.txt"
    path.write_text("bound from 1 March 2021")
    return path


def test_the_help_names_every_form_of_finance() -> None:
    assert not [form for form in get_args(Form) if form not in FORMS]


def test_a_source_says_what_the_plan_comes_to(book: Desk) -> None:
    out = book.does(*LICENCE)
    assert "Rosa Lind added Pilot licence to the finance plan: 1,000.00 USD of licence from Northlight." in out
    assert "The finance plan comes to 1,000.00 USD; no budget is locked yet." in out
    assert "There is a source S-01 already" in book.refuses(*LICENCE)
    assert "'grant' is not a form of finance" in book.refuses(*LICENCE[:2], "S-02", *LICENCE[3:6], "grant", *LICENCE[7:], code=2)
    assert "holds no authority. S-02 is for 1,000.00 USD" in book.refuses(*LICENCE[:2], "S-02", *LICENCE[3:], "--by", "Tomas Rey")


def test_a_foreign_source_is_planned_in_its_own_currency(book: Desk) -> None:
    fund = (
        "source",
        "add",
        "S-02",
        "--financier",
        "Harbour Fund",
        "--form",
        "subsidy",
        "--title",
        "Fund",
        "--amount",
        "100000",
        "--currency",
        "JPY",
    )
    assert "--rate" in book.refuses(*fund, code=2)
    assert "comes to 920.00 USD" in book.does(*fund, "--rate", "0.0092", "--public")
    assert "JPY has 0" in book.refuses("source", "change", "S-02", "--amount", "90000.00", "--reason", "cut", code=2)
    assert "comes to 828.00 USD" in book.does("source", "change", "S-02", "--amount", "90000", "--reason", "the fund was cut")
    out = book.does("tranche", "schedule", "S-02", "T-1", "--amount", "90000", "--expected", "2021-03-01", "--milestone", "signature")
    assert "The tranches of S-02 come to 90,000 JPY of 90,000 JPY: all of it." in out


def test_a_source_changes_with_a_reason_and_never_below_its_tranches(plan: Desk) -> None:
    change = ("source", "change", "S-01", "--amount")
    assert "--reason" in plan.refuses(*change, "900", code=2)
    assert "600.00 USD and the source is 500.00 USD" in plan.refuses(*change, "500", "--reason", "cut")
    assert "comes to 900.00 USD" in plan.does(*change, "900", "--reason", "cut")
    assert "There is no source S-09" in plan.refuses("source", "change", "S-09", "--amount", "1", "--reason", "cut")


def test_tranches_are_planned_within_their_source(plan: Desk) -> None:
    more = ("tranche", "schedule", "S-01", "T-2", "--amount")
    rest = ("--expected", "2021-05-01", "--milestone", "delivery")
    assert "1,100.00 USD and the source is 1,000.00 USD" in plan.refuses(*more, "500", *rest)
    assert "come to 1,000.00 USD of 1,000.00 USD: all of it." in plan.does(*more, "400", *rest)
    later = ("tranche", "reschedule", "S-01", "T-2", "--expected", "2021-06-01")
    assert "--reason" in plan.refuses(*later, code=2)
    assert "come to 900.00 USD of 1,000.00 USD: 100.00 USD is in no tranche yet." in plan.does(
        *later, "--amount", "300", "--reason", "push"
    )
    assert "'t-3'" in plan.refuses("tranche", "schedule", "S-01", "t-3", "--amount", "1", *rest, code=2)


def test_a_request_says_what_the_tranche_waits_for(book: Desk) -> None:
    book.does(*LICENCE)
    out = book.does(*FIRST, *NEEDS)
    assert "The tranches of S-01 come to 600.00 USD of 1,000.00 USD: 400.00 USD is in no tranche yet." in out
    out = book.does("tranche", "request", "S-01", "T-1")
    assert "T-1 waits for: cast insurance bound (INSURANCE); cost report 1 delivered (REPORT)." in out
    assert "already requested" in book.refuses("tranche", "request", "S-01", "T-1")
    assert "S-01 has no tranche T-9" in book.refuses("tranche", "request", "S-01", "T-9")


def test_money_is_released_when_every_condition_is_met_and_then_received(plan: Desk, certificate: Path) -> None:
    refused = plan.refuses("tranche", "release", "S-01", "T-1", *IDA)
    assert "2 of 2 conditions open: INSURANCE (cast insurance bound); REPORT (cost report 1 delivered)" in refused
    assert "have Northlight (P-0004) waive it" in refused
    out = plan.does("condition", "meet", "S-01", "T-1", "INSURANCE", "--evidence", certificate, "--note", "certificate seen")
    assert "T-1 waits for: cost report 1 delivered (REPORT)." in out
    assert "REPORT (cost report 1 delivered)" in plan.refuses("tranche", "release", "S-01", "T-1", *IDA)
    out = plan.does("condition", "meet", "S-01", "T-1", "REPORT", "--entry", "3")
    assert "Nothing more is open; topsheet tranche release S-01 T-1." in out
    assert "600.00 USD is on its way" in plan.does("tranche", "release", "S-01", "T-1", *IDA)
    receive = ("tranche", "receive", "S-01", "T-1", "--amount")
    assert "has received 200.00 USD of 600.00 USD." in plan.does(*receive, "200", "--day", "2021-01-29", "--charges", "5")
    assert "has received 650.00 USD of 600.00 USD, 50.00 USD more than the tranche." in plan.does(*receive, "450")
    assert "has already received" in plan.refuses(*receive, "1")
    assert "has received 600.00 USD of 600.00 USD." in plan.does(*receive, "-50", "--reason", "sent back")


def test_a_condition_is_met_by_something_that_shows_it(plan: Desk) -> None:
    meet = ("condition", "meet", "S-01", "T-1", "INSURANCE")
    assert "--evidence FILE, or --entry NUMBER" in plan.refuses(*meet)
    assert "cannot be met by entry 99" in plan.refuses(*meet, "--entry", "99")
    assert "cannot be read" in plan.refuses(*meet, "--evidence", plan.folder / "none.pdf", code=2)
    assert "has no condition BOND; it has INSURANCE, REPORT" in plan.refuses("condition", "meet", "S-01", "T-1", "BOND", "--entry", "1")


def test_money_is_let_go_by_a_person_of_its_financier_alone(plan: Desk) -> None:
    for condition in ("INSURANCE", "REPORT"):
        plan.does("condition", "meet", "S-01", "T-1", condition, "--entry", "1")
    release = ("tranche", "release", "S-01", "T-1")
    assert "acts for Harbour Fund (P-0006), not for Northlight (P-0004)" in plan.refuses(*release, *PER)
    assert "Rosa Lind acts for the production, not for Northlight" in plan.refuses(*release)
    assert "acts for no financier. Ask Northlight" in plan.refuses(*release, "--authority", "Ida Moss")
    assert "acts for Harbour Fund" in plan.refuses(*release, *PER, "--authority", "A-0003")
    plan.does(*release, *IDA)
    assert "already released" in plan.refuses(*release, *IDA)


def test_a_limit_of_the_financiers_person_holds_for_a_release(plan: Desk) -> None:
    for condition in ("INSURANCE", "REPORT"):
        plan.does("condition", "meet", "S-01", "T-1", condition, "--entry", "1")
    plan.does("party", "person", "Jo Reed", "--kind", "financier", "--acts-for", "Northlight")
    plan.does("authority", "grant", "Jo Reed", "--role", "assistant", "--financier", "Northlight", "--limit", "500", "--by", "P-0001")
    refused = plan.refuses("tranche", "release", "S-01", "T-1", "--by", "Jo Reed")
    assert "may approve up to 500.00 USD. T-1 of S-01 is for 600.00 USD" in refused and "Ask Ida Moss" in refused


def test_the_financier_waives_and_the_production_cannot(plan: Desk) -> None:
    waive = ("condition", "waive", "S-01", "T-1", "INSURANCE", "--reason", "covered by the studio's policy")
    assert "Rosa Lind acts for the production, not for Northlight" in plan.refuses(*waive)
    assert "acts for Harbour Fund" in plan.refuses(*waive, *PER)
    assert "--reason" in plan.refuses(*waive[:-2], *IDA, code=2)
    assert "T-1 waits for: cost report 1 delivered (REPORT)." in plan.does(*waive, *IDA)


def test_a_condition_added_or_opened_again_keeps_the_money_back(plan: Desk) -> None:
    for condition in ("INSURANCE", "REPORT"):
        plan.does("condition", "meet", "S-01", "T-1", condition, "--entry", "1")
    out = plan.does("condition", "add", "S-01", "T-1", "BOND", "completion bond signed")
    assert "T-1 waits for: completion bond signed (BOND)." in out
    plan.does("condition", "waive", "S-01", "T-1", "BOND", "--reason", "no bond on a pilot", *IDA)
    withdraw = ("condition", "withdraw", "S-01", "T-1", "INSURANCE", "--reason", "the policy lapsed")
    assert "T-1 waits for: cast insurance bound (INSURANCE)." in plan.does(*withdraw)
    assert "already open" in plan.refuses(*withdraw)
    plan.does("condition", "meet", "S-01", "T-1", "INSURANCE", "--entry", "1")
    plan.does("tranche", "release", "S-01", "T-1", *IDA)
    assert "already released, and is flagged while open: INSURANCE." in plan.does(*withdraw)
    assert "already released" in plan.refuses("condition", "add", "S-01", "T-1", "LATE", "too late")


def test_a_tranche_is_released_only_after_a_request(book: Desk) -> None:
    book.does(*LICENCE)
    book.does(*FIRST)
    assert "First topsheet tranche request S-01 T-1" in book.refuses("tranche", "release", "S-01", "T-1", *IDA)
    assert "is only scheduled" in book.refuses("tranche", "receive", "S-01", "T-1", "--amount", "600")
    assert "Nothing more is open; topsheet tranche release S-01 T-1." in book.does("tranche", "request", "S-01", "T-1")
