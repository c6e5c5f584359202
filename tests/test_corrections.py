"""Which decision undoes an entry: every event has an answer, and every command that is given can be typed as it stands."""

from __future__ import annotations

import shlex
from typing import Any

import click
import pytest

from cli import topsheet
from ledger.aggregates import KINDS, aggregate_of, payroll
from ledger.aggregates.pay_line import PayLine
from ledger.aggregates.payroll import PAYROLL, PayrollPosted
from ledger.corrections import undone
from ledger.corrections.case import ANSWERS, Case
from ledger.entry import Entry
from ledger.money import Money
from tests.agreement.histories import FIRST, played
from tests.agreement.test_agreement import noise
from tests.window import Written

EVENTS = [event for kind in KINDS for event in aggregate_of(kind).events]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_event_says_how_it_is_undone(event: type) -> None:
    assert event in ANSWERS, (
        f"{event.__name__} has no answer to topsheet correct. Add a function with @undoes({event.__name__}), or stands({event.__name__}, "
        "why=...), in the module of ledger/corrections that tells of its kind of document."
    )
    assert len(ANSWERS[event].__doc__ or "") > 15


def test_no_answer_is_kept_for_an_event_that_no_aggregate_has() -> None:
    assert not set(ANSWERS) - set(EVENTS)


def typed(command: str) -> None:
    """Parse a command as the command line would, and run nothing."""
    words = shlex.split(command)[1:]
    context, found = click.Context(topsheet, info_name="topsheet"), topsheet
    while isinstance(found, click.Group):
        found = found.get_command(context, words.pop(0))  # type: ignore[assignment]
    found.make_context("topsheet", words, parent=context)


def cases(entries: list[Entry]) -> list[Case]:
    return [Case(e, tuple(x for x in entries if x.stream == e.stream), relieved) for e in entries for relieved in (False, True)]


@pytest.mark.parametrize(
    ("was", "account", "given", "net", "told"),
    [
        ({}, "3500", None, "90", "--from 2 --to 3300 --amount 90.00 --reason"),
        ({}, "3500", None, "-90", "--from 2 --to 3300 --amount -90.00 --reason"),
        ({"episode": "101"}, "3300", {"episode": "102"}, "90", "--from 2 --to 3300 --amount 90.00 --segment episode=101 --reason"),
        ({"episode": "101"}, "3500", {"set": "quay"}, "90", "--from 2 --to 3300 --amount 90.00 --segment episode=101 --reason"),
        ({}, "3500", {"set": "quay"}, "90", "--from 2 --to 3300 --amount 90.00 --reason"),
        ({}, "3300", {"set": "quay"}, "90", None),
    ],
)
def test_a_recode_is_undone_to_the_account_and_the_segment_that_it_left(
    was: dict[str, str], account: str, given: dict[str, str] | None, net: str, told: str | None
) -> None:
    amount, written = Money.parse(net, "EUR"), Written()
    line = PayLine(line=1, account="3300", net=amount, amount=amount, segments=was or None, party="P-0004", pay="straight", row=2)
    posted = PayrollPosted(number="W09", dated=FIRST, total=amount, lines=(line,))
    written.write(PAYROLL, "PR-0001", posted, FIRST)
    terms: dict[str, Any] = {"account": account, "net": None, "segments": given, "planned": {}}
    event = payroll.recode("PR-0001", PAYROLL.evolve(None, posted), line=1, **terms)
    entry = written.write(PAYROLL, "PR-0001", event, FIRST)
    (case, _) = [case for case in cases(written.entries) if case.entry == entry]
    commands = undone(case).commands
    assert [told in command for command in commands] == ([True] if told else [])
    if given and not was:
        assert "none is taken off" in undone(case).words


def test_what_is_to_be_typed_is_what_the_command_line_takes() -> None:
    asked = 0
    for seed in range(40):
        for case in cases(list(played(noise(seed, 60)).entries)):
            told = undone(case)
            assert told.words
            for command in told.commands:
                typed(command)
                assert f"--corrects {case.entry.position}" in command
                asked += 1
    assert asked > 300
