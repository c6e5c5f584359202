"""For random lawful histories, what the SQL says at any (position, effective date) is what a plain fold says; every check is empty."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.entry import read
from ledger.guards import Row, after, named, units
from ledger.guards import fold as fold_guards
from ledger.projections import relations
from tests.agreement import fold
from tests.agreement.histories import Play, played, programs
from tests.agreement.windows import EVER, Windows, pairs
from tests.window import Written

DEEP = int(os.environ.get("TOPSHEET_DEEP", "1"))
WINDOWS = 8 if DEEP == 1 else 40
COLUMNS = ("account", "mode", *fold.FIGURES)
PHASES = tuple(Phase) if DEEP > 1 else (Phase.explicit, Phase.generate)  # shrinking takes minutes: only where somebody waits for it
SLOW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck), "phases": PHASES}
ZERO = Decimal(0)


def few(plain: int, deep: int) -> int:
    """So many examples in a plain run of the tests; in a deep one so many, as often as it says."""
    return plain if DEEP == 1 else deep * DEEP


def sampled(written: Written, data: st.DataObject) -> list[tuple[int, date]]:
    """Some windows, and the corners: the first and the last position, the first day and ever after."""
    every = pairs(written)
    chosen = (
        every if len(every) <= WINDOWS else data.draw(st.lists(st.sampled_from(every), min_size=WINDOWS, max_size=WINDOWS, unique=True))
    )
    return sorted({*chosen, every[0], every[-1], (written.last(), every[0][1]), (1, EVER)})


def by_account(rows: Sequence[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    return {row[0]: dict(zip(COLUMNS[1:], row[1:], strict=True)) for row in rows}


def agree(windows: Windows, position: int, on: date) -> None:
    """What every view of money and finance says here is what the fold says."""
    told = fold.told(windows.written.entries, position, on)
    windows.at(position, on)
    assert by_account(windows.rows("account_figures", COLUMNS)) == fold.accounts(told, on)
    lines = windows.rows(
        "promised_lines",
        (
            "document",
            "line",
            "account",
            "ordered",
            "relieved",
            "open",
            "open_book",
            "ordered_book",
            "relieved_book",
            "accrued",
            "committed",
        ),
    )
    assert {row[:3]: row[3:] for row in lines} == {
        key: (one.ordered, one.relieved, one.open, one.open_book, one.ordered_book, one.relieved_book, one.accrued, one.committed)
        for key, one in told.lines.items()
    }
    spent = windows.rows("spend_by_party", ("party", "engaged", "committed", "posted", "paid", "unpaid"))
    assert {row[:2]: row[2:5] for row in spent} == fold.spend(told)
    assert all(row[5] == row[3] - row[4] for row in spent)
    figures = ("source", "book_amount", "cash_in_book", "recognised_in_book", "aid", "fees", "recoupment")
    assert {row[0]: row[1:] for row in windows.rows("source_terms", figures)} == {key: one.row for key, one in fold.sources(told).items()}
    tranches = windows.rows(
        "tranches", ("source", "tranche", "amount", "expected", "stage", "conditions_met", "conditions_total", "first_open", "received")
    )
    assert {row[:2]: row[2:] for row in tranches} == {key: one.row for key, one in fold.tranches(told).items()}


@settings(max_examples=few(3, 7), **SLOW)
@given(programs(), st.data())
def test_the_views_and_a_plain_fold_agree_at_any_position_and_day(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    with Windows(written) as windows:
        for position, on in sampled(written, data):
            agree(windows, position, on)


@settings(max_examples=DEEP, **SLOW)
@given(st.integers(0, 10**6))
def test_the_views_and_a_plain_fold_agree_at_every_position_and_day(seed: int) -> None:
    written = played(noise(seed, 8 if DEEP == 1 else 40)).written
    with Windows(written) as windows:
        for position, on in pairs(written):
            agree(windows, position, on)


def noise(seed: int, steps: int) -> list[tuple[int, ...]]:
    """A long program that looks like chance, and is the same in every run."""
    digests = (hashlib.sha256(f"{seed}/{n}".encode()).digest() for n in range(steps))
    return [tuple(int.from_bytes(d[k : k + 4], "big") % 1000 for k in range(0, 32, 4)) for d in digests]


def test_the_histories_reach_every_kind_of_entry_that_the_fold_reads() -> None:
    plays = [played(noise(seed, 60)) for seed in range(300)]
    others = {"PurchaseOrderAmended", "SourceRepaid", "FinancePlanIssued", "CostReportIssued", "CostReportAcknowledged", "ScenePlaced"}
    reached = {entry.name for play in plays for entry in play.entries}
    assert {*fold.READ, *others, "VarianceThresholdSet", "VarianceNoted"} <= reached
    lines = [line for play in plays for entry in play.entries if entry.name == "InvoicePosted" for line in entry.event.lines]  # type: ignore[attr-defined]
    relieved = [line.relieves for line in lines if line.relieves]
    assert {line.amount.currency for line in lines} == {"EUR", "USD", "JPY", "TND"}
    assert any(one.final for one in relieved)
    assert {one.document.partition("/")[0] for one in relieved} == {"purchase-order", "engagement"}
    assert any(line.from_estimate for line in lines)
    assert any(one.relieved > one.ordered for play in plays for one in fold.told(play.entries, len(play.entries), EVER).lines.values())


@settings(max_examples=few(2, 5), **SLOW)
@given(programs(), st.data())
def test_a_lawful_history_breaks_no_promise_in_any_window(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    every = pairs(written)
    chosen = data.draw(st.lists(st.sampled_from(every), min_size=2, max_size=2 if DEEP == 1 else 30))
    with Windows(written, every=True) as windows:
        for position, on in [*chosen, every[-1]]:
            windows.at(position, on)
            assert windows.broken() == {}


@settings(max_examples=few(1, 4), **SLOW)
@given(programs(), st.data())
def test_a_session_of_its_own_says_the_same_as_one_of_many_windows(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    position, on = data.draw(st.sampled_from(pairs(written)))
    with Windows(written, every=True) as windows, written.session(position, on) as session:
        windows.at(position, on)
        for view in relations("views"):
            assert windows.rows(view) == session.view(view)[1], view


@settings(max_examples=few(25, 60), **SLOW)
@given(programs())
def test_the_guards_say_what_the_fold_says(program: list[tuple[int, ...]]) -> None:
    play = played(program)
    guards_agree(play.rows, fold.accounts(fold.told(play.entries, len(play.entries), EVER), EVER))
    folded: dict[str, Row] = {}
    for entry in play.entries:
        told = entry, tuple(entry.event.moves(entry.stream))
        read = NamedAlone(folded, {*named([told])})
        fold_guards(told, read)
        folded = {key: row for key, row in folded.items() if key not in read.names} | read
    assert folded == play.rows


class NamedAlone(dict[str, Row]):
    """The rows that an append reads, which are those that were named: any other is missing to whoever asks for it."""

    def __init__(self, rows: dict[str, Row], names: set[str]) -> None:
        super().__init__({key: row for key, row in rows.items() if key in names})
        self.names = names

    def seen(self, key: object) -> None:
        assert key in self.names, f"{key} is touched and was not named"

    def __contains__(self, key: object) -> bool:
        self.seen(key)
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Row:
        self.seen(key)
        return super().__getitem__(key)

    def __setitem__(self, key: str, row: Row) -> None:
        self.seen(key)
        super().__setitem__(key, row)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen(key)
        return super().get(key, default)

    def pop(self, key: str, default: Any = None) -> Any:
        self.seen(key)
        return super().pop(key, default)


@settings(max_examples=few(3, 5), **SLOW)
@given(programs(), st.data())
def test_the_guards_at_any_position_say_what_the_views_say(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = played(program).written
    positions = data.draw(st.sets(st.integers(1, written.last()), max_size=6)) | {written.last()}
    rows: dict[str, Row] = {}
    with Windows(written) as windows:
        for entry in written.entries:
            after(entry, rows)
            if entry.position in positions:
                windows.at(entry.position, EVER)
                guards_agree(rows, by_account(windows.rows("account_figures", COLUMNS)))


def guards_agree(rows: dict[str, Row], figures: dict[str, dict[str, Any]]) -> None:
    """What is left is final less total; what a reallocation must leave is the estimate to complete, where one was made."""
    for account, told in figures.items():
        left, total = (Decimal(units(rows, f"{key}/{account}")).scaleb(-2) for key in ("left", "total"))
        assert (left, total) == (told["final"] - told["total"], told["total"]), account
        keep = rows[f"left/{account}"].floor if f"left/{account}" in rows else 0
        if told["mode"] != "on budget":
            assert Decimal(keep or 0).scaleb(-2) == told["etc"], account
        else:
            assert not keep, account


@settings(max_examples=few(25, 60), **SLOW)
@given(programs())
def test_identities_hold_in_every_window_of_the_fold(program: list[tuple[int, ...]]) -> None:
    play = played(program)
    for position, on in pairs(play.written)[:: 1 if DEEP > 1 else 17]:
        for told in fold.accounts(fold.told(play.entries, position, on), on).values():
            assert told["total"] == told["to_date"] + told["po_commitments"] + told["engagement_commitments"] + told["accrued_beyond"]
            assert ZERO <= told["accrued_beyond"] <= told["accrued"] <= told["commitments"]
            assert told["efc"] == told["total"] + told["etc"]
            assert told["final"] == sum(told[layer] for layer in fold.LAYERS)
            assert told["variance"] == told["final"] - told["efc"]
        whole = fold.totals(play.entries, position, on)
        assert whole["reallocated"] == whole["contingency"] == ZERO


@settings(max_examples=few(25, 60), **SLOW)
@given(programs())
def test_voiding_and_closing_give_back_what_was_taken_from_the_estimate(program: list[tuple[int, ...]]) -> None:
    play = played(program)
    for stream in given_back(play):
        taken: dict[str, Decimal] = {}
        for entry in (e for e in play.entries if e.stream == stream):
            for move in entry.event.moves(stream):
                if move.layer == "from_estimate":
                    taken[move.account] = taken.get(move.account, ZERO) + move.book_amount.amount
        assert not any(taken.values()), stream


def given_back(play: Play) -> set[str]:
    """The orders that ended without ever being relieved, and the reversed invoices: nothing of them stays anywhere."""
    relieved = {line.relieves.document for e in play.entries if e.name == "InvoicePosted" for line in e.event.lines if line.relieves}  # type: ignore[attr-defined]
    ended = {e.stream for e in play.entries if e.name in ("PurchaseOrderVoided", "PurchaseOrderClosed", "InvoiceReversed")}
    return ended - relieved


@settings(max_examples=few(25, 60), **SLOW)
@given(programs())
def test_an_entry_and_its_bytes_are_one_and_the_same(program: list[tuple[int, ...]]) -> None:
    for entry in played(program).entries:
        state = entry.state()
        assert read(entry.stream, entry.version, entry.name, state, entry.position, entry.at).state() == state
        assert read(entry.stream, entry.version, entry.name, state, entry.position, entry.at) == entry
        assert rfc8785.dumps(json.loads(state)) == state
