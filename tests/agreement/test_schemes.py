"""For random lawful histories, the costs by scheme and what each gives, at any window, are what a plain fold says."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from tests.agreement import fold, scheme_fold
from tests.agreement.histories import played, programs
from tests.agreement.play import Dice, Play
from tests.agreement.scheme_fold import ZERO
from tests.agreement.scheme_steps import schemes
from tests.agreement.test_agreement import DEEP, SLOW, noise
from tests.agreement.windows import EVER, Windows, pairs

KEYS = ("scheme", "class", "basis", "account", "party", "country")
NAMES = {"SchemeClassesSet", "CostClassed", "SchemeTermsSet", "CostPlaced", "AccountPlaced", "CostAllocated"}


def schemed(program: Sequence[tuple[int, ...]]) -> Play:
    """The history that a program makes, and then what its last steps say of schemes, places and allocations."""
    play = played(program)
    for step in program[-20:]:
        with suppress(LedgerError):
            schemes(play, Dice(step[::-1]))
    return play


def agree(windows: Windows, position: int, on: object) -> None:
    """Every sum of scheme_costs, and every incentive, is what the fold says."""
    entries = windows.written.entries
    what = scheme_fold.read(entries, position, on)  # type: ignore[arg-type]
    windows.at(position, on)  # type: ignore[arg-type]
    found = scheme_fold.parts(what, entries, position, on)  # type: ignore[arg-type]
    sums: dict[tuple[object, ...], Decimal] = {}
    for *key, amount in windows.rows("scheme_costs", (*KEYS, "amount")):
        sums[tuple(key)] = sums.get(tuple(key), ZERO) + amount
    assert {key: amount for key, amount in sums.items() if amount} == scheme_fold.costs(what, found)
    sources = fold.sources(fold.told(entries, position, on))  # type: ignore[arg-type]
    aids = [one for one in sources.values() if one.aid == "aid" and one.form != "tax incentive"]
    subsidies = sum((one.row[2] for one in aids), ZERO)
    given = {row[:2]: row[2:] for row in windows.rows("incentive_estimate", ("scheme", "basis", "qualifying", "incentive"))}
    assert given == scheme_fold.incentives(what, found, subsidies)


@settings(max_examples=2 * DEEP, **SLOW)
@given(programs(least=30), st.data())
def test_the_costs_by_scheme_and_a_plain_fold_agree_at_any_window(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = schemed(program).written
    with Windows(written, every=True) as windows:
        chosen = data.draw(st.lists(st.sampled_from(pairs(written)), min_size=2, max_size=2))
        for position, on in [*chosen, (written.last(), EVER)]:
            agree(windows, position, on)


def test_the_histories_reach_every_kind_of_entry_about_schemes() -> None:
    plays = [schemed(noise(seed, 60)) for seed in range(12)]
    assert {entry.name for play in plays for entry in play.entries} >= NAMES
