"""For random shoots, progress, day out of days and hot costs at any (position, effective date) are what a plain fold says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from tests.agreement import shooting_fold as fold
from tests.agreement.histories import begin, programs
from tests.agreement.money_steps import hires
from tests.agreement.play import Dice, Play
from tests.agreement.shooting_steps import shoots
from tests.agreement.test_agreement import DEEP, SLOW, few, noise, sampled
from tests.agreement.windows import EVER, Windows

PROGRESS = ("day", "unit", "number", "planned", "shot", "added", "planned_to_date", "shot_to_date", "left", "eighths_ahead", "days_ahead")


def shot(program: list[tuple[int, ...]], most: int = 60) -> Play:
    """A history that hires two people and shoots."""
    play = Play()
    begin(play, Dice(program[0]))
    for step in program * 3:
        if len(play.entries) >= most:
            break
        dice = Dice(step)
        try:
            (hires if len(play.entries) < 9 else shoots)(play, Dice(tuple((n + 7 * len(play.entries)) % 1000 for n in dice.numbers)))
        except LedgerError:
            continue
    return play


def agree(windows: Windows, position: int, on: fold.date) -> None:
    """What the views of the shoot say here is what the fold says."""
    told = fold.told(windows.written.entries, position, on)
    windows.at(position, on)
    assert {row[0]: row[1:] for row in windows.rows("shooting_progress", PROGRESS)} == fold.progress(told)
    assert {row[:3]: row[3] for row in windows.rows("dood", ("unit", "cast", "date", "code"))} == fold.dood(told)
    costs = windows.rows("hot_costs", ("day", "account", "planned", "actual", "variance_to_date"))
    assert {row[:2]: row[2:] for row in costs} == fold.hot_costs(told)
    left = {row[0]: row[1] for row in windows.rows("scene_progress", ("scene", "left"))}
    assert sum(left.values()) == fold.left(told, EVER)


@settings(max_examples=few(2, 3), **SLOW)
@given(programs(least=20), st.data())
def test_the_shoot_and_a_plain_fold_agree_at_any_position_and_day(program: list[tuple[int, ...]], data: st.DataObject) -> None:
    written = shot(program).written
    with Windows(written) as windows:
        for position, on in sampled(written, data)[:: 1 if DEEP > 1 else 3]:
            agree(windows, position, on)


def test_the_shoots_reach_every_kind_of_entry_and_every_code() -> None:
    plays = [shot(noise(seed, 60), most=90) for seed in range(40)]
    names = {entry.name for play in plays for entry in play.entries}
    assert {"ProductionReportFiled", "ProductionReportCorrected", "CastHoldSet", "ScheduleIssued", "SchedulePushed", "SceneMoved"} <= names
    shoots_ = [fold.told(play.entries, len(play.entries), EVER) for play in plays]
    codes = {code for shoot in shoots_ for code in fold.dood(shoot).values()}
    assert {"SW", "W", "WF", "SWF", "H", "/", "M", "off", "PW", "WD"} <= codes
    rows = [row for shoot in shoots_ for row in fold.progress(shoot).values() if row[3] is not None]
    assert {(row[9] or 0) > 0 for row in rows} == {True, False}
    assert any(fold.hot_costs(shoot) for shoot in shoots_)
    assert any(row[0] == "second" for row in rows)
