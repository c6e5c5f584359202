"""Checkpoints that were given: events in, rows out."""

from __future__ import annotations

from ledger.aggregates.checkpoint import CHECKPOINT, CheckpointGiven
from tests.aggregates.test_log_key import FIRST, ROOT
from tests.projections.books import march
from tests.window import Written


def test_checkpoints_that_were_given() -> None:
    written = Written()
    written.write(CHECKPOINT, "CP-0001", CheckpointGiven(size=240, root=ROOT, party="P-0005", key=FIRST), march(1))
    written.write(CHECKPOINT, "CP-0002", CheckpointGiven(size=241, root=ROOT, party="P-0006"), march(2))
    first = ("CP-0001", "P-0005", march(1), 240, ROOT, FIRST, 1)
    assert written.rows("checkpoints_given") == [first, ("CP-0002", "P-0006", march(2), 241, ROOT, "unsigned", 2)]
    assert written.rows("checkpoints_given", on=march(1)) == [first]
