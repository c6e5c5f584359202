"""Proposals, and the figures of the schedule: events in, rows out."""

from __future__ import annotations

from datetime import date

from ledger.aggregates.proposal import PROPOSAL, ProposalAdopted, ProposalDeclined
from ledger.aggregates.scene import SceneAdded, ScenePlaced
from ledger.aggregates.schedule import SCHEDULE, ShootDayAdded
from tests.aggregates.test_proposal import AFTER, BEFORE, MADE, outcome
from tests.projections.books import march
from tests.window import Written

NAMES = {"P-0003": "Ida", "P-0002": "Rosa"}


def test_a_proposal_is_open_until_it_is_adopted_or_declined() -> None:
    written = Written()
    for number, title in (("PP-0001", "A crane"), ("PP-0002", "A boat"), ("PP-0003", "A tank")):
        written.write(PROPOSAL, number, MADE.model_copy(update={"title": title}), march(1), by="P-0003")
    later = outcome("513000.00", "-13000.00")
    written.write(PROPOSAL, "PP-0001", ProposalAdopted(first=4, last=5, before=BEFORE, after=later), march(2), by="P-0002")
    written.write(PROPOSAL, "PP-0002", ProposalDeclined(), march(3), by="P-0003")
    made = ("Ida", march(1))
    assert written.rows("proposals", names=NAMES) == [
        ("PP-0001", "A crane", *made, 1, 1, 40, 500_000, 513_000, -13_000, "adopted", march(2), "Rosa", 4, 5),
        ("PP-0002", "A boat", *made, 2, 1, 40, 500_000, 512_000, -12_000, "declined", march(3), "Ida", None, None),
        ("PP-0003", "A tank", *made, 3, 1, 40, 500_000, AFTER.efc.amount, -12_000, "open", None, None, None, None),
    ]
    assert [row[10] for row in written.rows("proposals", on=march(2), names=NAMES)] == ["adopted", "open", "open"]


def test_the_schedule_in_figures() -> None:
    written = Written()
    assert written.rows("schedule_figures") == [(0, None, 0, 0, "0")]
    for number, day in (("D-001", date(2021, 4, 5)), ("D-002", date(2021, 4, 7))):
        written.write(SCHEDULE, "main", ShootDayAdded(day=number, date=day), march(1))
    for scene, eighths in (("1", 12), ("2", 9)):
        added = SceneAdded(scene=scene, int_ext="int", set="Booth", day_night="day", eighths=eighths)
        written.write(SCHEDULE, "main", added, march(1))
    written.write(SCHEDULE, "main", ScenePlaced(scene="1", day="D-001", order=("1",)), march(1))
    assert written.rows("schedule_figures") == [(2, date(2021, 4, 7), 1, 21, "2 5/8")]
