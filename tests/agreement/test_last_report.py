"""What the last cost report said, its change, and the notes that are kept: a plain fold over the entries says the same, at any window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.entry import Entry
from tests.agreement import fold
from tests.agreement.histories import played, programs
from tests.agreement.test_agreement import SLOW, few, sampled
from tests.agreement.windows import Windows

ZERO = Decimal(0)


def last_report(entries: Sequence[Entry], position: int, on: date) -> Any:
    """The report before: by the day that it states, then by its position, and not superseded; whenever it was issued."""
    known: list[Any] = [(e.event.as_of, e.position, e.event) for e in entries if e.name == "CostReportIssued" and e.position <= position]  # type: ignore[attr-defined]
    seen = [one for one in known if one[0] <= on]
    superseded = {event.supersedes for _, _, event in seen}
    before = [one for one in seen if one[0] < on and one[2].number not in superseded and one[2].figures]
    return max(before)[2] if before else None


def explained(entries: Sequence[Entry], position: int, on: date) -> dict[str, tuple[Decimal, str]]:
    """The latest note of each account: the variance that it explains, and its words."""
    told: list[tuple[date, int, str, Decimal, str]] = []
    for entry in (e for e in entries if e.position <= position):
        event: Any = entry.event
        if entry.name == "VarianceNoted" and entry.on <= on:
            told.append((entry.on, entry.position, event.account, event.variance.amount, event.text))
        elif entry.name == "CostReportIssued" and event.as_of <= on and event.figures:
            figures = {one.account: one.variance.amount for one in event.figures}
            told += [(event.as_of, entry.position, note.account, figures.get(note.account, ZERO), note.text) for note in event.notes]
    return {account: (variance, text) for _, _, account, variance, text in sorted(told)}


@settings(max_examples=few(2, 4), **SLOW)
@given(programs(least=20), st.integers(2, 12), st.data())
def test_last_efc_change_and_kept_notes_are_what_a_plain_fold_says(
    program: list[tuple[int, ...]], closing: int, data: st.DataObject
) -> None:
    written = played(program, closing=closing).written
    with Windows(written) as windows:
        for position, on in sampled(written, data):
            accounts = fold.accounts(fold.told(written.entries, position, on), on)
            report = last_report(written.entries, position, on)
            was = {one.account: one.efc.amount for one in report.figures} if report else {}
            expected = {code: (was.get(code, ZERO), row["efc"] - was.get(code, ZERO)) for code, row in accounts.items()} if report else {}
            windows.at(position, on)
            assert {row[0]: row[1:] for row in windows.rows("last_efcs")} == expected
            notes = {
                code: (explains, "kept" if explains == accounts[code]["variance"] else "moved", text)
                for code, (explains, text) in explained(written.entries, position, on).items()
                if code in accounts
            }
            found = windows.rows("variance_notes", ("account", "explains", "state", "note"))
            assert {row[0]: row[1:] for row in found} == notes
