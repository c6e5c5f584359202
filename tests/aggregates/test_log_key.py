"""The log key, the witnesses, and checkpoints that are given away."""

from __future__ import annotations

from ledger.aggregates.checkpoint import CHECKPOINT, Checkpoint, CheckpointGiven, give
from ledger.aggregates.log_key import (
    LOG_KEY,
    LogKeyRotated,
    LogKeyTaken,
    WitnessDropped,
    WitnessNamed,
    drop_witness,
    name_witness,
    rotate,
    take,
)
from tests.given import given

FIRST = "topsheet/00112233445566778899aabbccddeeff+83d0f265+AXBGwNqRDmhZWFHA/WYc3vqraJrMTbGLQokUTCs2I4bw"
SECOND = "topsheet/00112233445566778899aabbccddeeff+6d0aa07c+ATJG4MshsKuM4kt8n31EHeQB3T0C3FrXhCSk9vz3+8fA"
WITNESS = "auditor.example/w1+ab1eafbd+BDJG4MshsKuM4kt8n31EHeQB3T0C3FrXhCSk9vz3+8fA"
SIGNATURE = "ab" * 64
ROOT = "cd" * 32


def test_a_key_is_taken_once_and_another_one_is_rotated_to() -> None:
    given(LOG_KEY).when(take, key=FIRST).then(LogKeyTaken(key=FIRST))
    given(LOG_KEY, LogKeyTaken(key=FIRST)).when(take, key=FIRST).refuses("The log key 83d0f265 is one of this book already.")
    given(LOG_KEY, LogKeyTaken(key=FIRST)).when(take, key=SECOND).refuses(
        "The book has the log key 83d0f265. Rotate to another", "topsheet key take NEW --lost"
    )
    after = given(LOG_KEY, LogKeyTaken(key=FIRST)).when(rotate, key=SECOND, old=FIRST, signature=SIGNATURE)
    rotated = after.then(LogKeyRotated(key=SECOND, signature=SIGNATURE))
    assert (rotated.state.key, rotated.state.before) == (SECOND, (FIRST,))
    rotated.when(rotate, key=FIRST, old=SECOND, signature=SIGNATURE).refuses("The log key 83d0f265 is one of this book already.")
    rotated.when(rotate, key=FIRST, old=FIRST, signature=SIGNATURE).refuses("The log key is 6d0aa07c, and the old key given is 83d0f265.")
    given(LOG_KEY).when(rotate, key=SECOND, old=FIRST, signature=SIGNATURE).refuses("The book has no log key to rotate.")


def test_the_place_of_a_lost_key_is_taken_and_said() -> None:
    lost = given(LOG_KEY, LogKeyTaken(key=FIRST)).when(take, key=SECOND, lost=True).then(LogKeyTaken(key=SECOND, lost=FIRST))
    assert lost.events[-1].sentence() == "took the log key 6d0aa07c, the key 83d0f265 being lost"
    given(LOG_KEY).when(take, key=FIRST, lost=True).refuses("No log key of this book is lost: it has none.")


def test_witnesses_are_named_and_dropped() -> None:
    named = given(LOG_KEY).when(name_witness, key=WITNESS).then(WitnessNamed(key=WITNESS))
    assert named.state.witnesses == (WITNESS,)
    named.when(name_witness, key=WITNESS).refuses("The witness ab1eafbd is named already.")
    dropped = named.when(drop_witness, key=WITNESS).then(WitnessDropped(key=WITNESS))
    assert dropped.state.witnesses == ()
    dropped.when(drop_witness, key=WITNESS).refuses("No witness ab1eafbd is named. There are none.")


def test_a_checkpoint_is_given_once_to_a_party() -> None:
    asked = {"size": 240, "root": ROOT, "party": "P-0005", "key": FIRST}
    first = CheckpointGiven(size=240, root=ROOT, party="P-0005", key=FIRST)
    given(CHECKPOINT).when(lambda: give({}, **asked)).then(first)
    before = {"CP-0001": Checkpoint(size=240, root=ROOT, party="P-0005", key=FIRST)}
    given(CHECKPOINT).when(lambda: give(before, **asked)).refuses(
        "P-0005 has the checkpoint of 240 entries already: it was given as CP-0001."
    )
    given(CHECKPOINT).when(lambda: give(before, **{**asked, "key": None})).then(CheckpointGiven(size=240, root=ROOT, party="P-0005"))
    assert CheckpointGiven(size=240, root=ROOT).sentence().startswith("gave everybody the unsigned checkpoint of entries 1 to 240")
