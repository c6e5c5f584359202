"""How what proves the book is undone: its log key, its witnesses, the checkpoints that were given."""

from __future__ import annotations

from ledger.aggregates.checkpoint import CheckpointGiven
from ledger.aggregates.log_key import LogKeyRotated, LogKeyTaken, WitnessDropped, WitnessNamed
from ledger.corrections.case import Case, Undone, stands, undoes

stands(CheckpointGiven, why="whoever has it keeps it. It does no harm: it says what the book held, and the book still begins so.")
stands(LogKeyTaken, LogKeyRotated, why="what it signed is out of the house. Rotate to another key with topsheet key rotate NEW --old OLD.")


@undoes(WitnessNamed)
def named(case: Case) -> Undone:
    """By `proof drop-witness`."""
    for later in case.later(WitnessDropped, key=case.event.key):
        return Undone(f"It is undone already, by entry {later.position}.")
    return case.by("Drop the witness.", ("proof", "drop-witness", case.event.key))


@undoes(WitnessDropped)
def dropped(case: Case) -> Undone:
    """By naming it again: `proof name-witness`."""
    for later in case.later(WitnessNamed, key=case.event.key):
        return Undone(f"It is undone already, by entry {later.position}.")
    return case.by("Name the witness again.", ("proof", "name-witness", case.event.key))
