"""Which decision undoes an entry: every event has an answer, and every command that is given can be typed as it stands."""

from __future__ import annotations

import shlex

import click
import pytest

from cli import topsheet
from ledger.aggregates import KINDS, aggregate_of
from ledger.corrections import undone
from ledger.corrections.case import ANSWERS, Case
from ledger.entry import Entry
from tests.agreement.histories import played
from tests.agreement.test_agreement import noise

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
