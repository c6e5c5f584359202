"""Over random histories: accrued work is inside the final cost once, and its reversal does not move it where somebody has estimated."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings

from ledger.aggregates.accrual import AccrualMade, AccrualReversed
from ledger.errors import LedgerError
from tests.agreement import fold
from tests.agreement.accrual_steps import accrues, reverses
from tests.agreement.histories import begin, programs
from tests.agreement.money_steps import enters, estimates, posts, raises
from tests.agreement.other_steps import closes
from tests.agreement.play import Dice, Play
from tests.agreement.test_agreement import DEEP, SLOW, noise
from tests.agreement.windows import EVER

ACTS = (estimates, estimates, accrues, accrues, accrues, raises, enters, posts, posts, closes, closes, reverses)


def played(program: Sequence[tuple[int, ...]]) -> Play:
    """A history of little but estimates, accruals, invoices and periods."""
    play = Play()
    begin(play, Dice(program[0]))
    for step in program:
        dice = Dice(step)
        act = ACTS[dice.upto(len(ACTS))]
        with contextlib.suppress(LedgerError):
            act(play, dice)
    return play


def around(play: Play, position: int) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Every figure before and after an entry."""
    before, after = (fold.accounts(fold.told(play.entries, known, EVER), EVER) for known in (position - 1, position))
    return before, after


def stood_still(play: Play) -> int:
    """Look at every accrual and reversal of a history; how many accounts with an entered estimate were seen at a reversal."""
    seen = 0
    for entry in play.entries:
        event = entry.event
        if not isinstance(event, AccrualMade | AccrualReversed):
            continue
        before, after = around(play, entry.position)
        promised = {line.account for line in event.lines if line.promise}
        for account in {line.account for line in event.lines}:
            was, now = before.get(account, {}), after[account]
            assert now["total"] == now["to_date"] + now["commitments"], account
            if was.get("mode") == "EFC held":
                assert now["efc"] == max(was["efc"], now["total"]) or now["total"] < was["total"], account
            mechanical = isinstance(event, AccrualReversed) and (event.due or event.invoice)
            if mechanical and account not in promised and now["mode"] == "ETC entered":
                assert now["efc"] == was["efc"], (account, entry.position)
                seen += 1
    return seen


@settings(max_examples=30 * DEEP, **SLOW)
@given(programs())
def test_a_reversal_that_the_work_outlives_does_not_move_an_estimated_final_cost(program: list[tuple[int, ...]]) -> None:
    stood_still(played(program))


def test_the_histories_reverse_accruals_of_estimated_accounts() -> None:
    assert sum(stood_still(played(noise(seed, 60))) for seed in range(60)) > 3
