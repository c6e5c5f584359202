"""Every rule of every pack on a whole production, twice: by the database over its views, and over the rows of those in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from cli import run
from cli.window import opened
from ledger.projections import Session
from ledger.projections.files import reads
from ledger.rules.facts import Declaration, Known, Said, declarations
from ledger.rules.installed import judge
from ledger.rules.judging import Installed, Judge
from ledger.rules.pack import read_pack, shipped, shipped_files
from ledger.rules.seen import Seen
from ledger.rules.touched import touched
from tests.rules.book_facts import of_book
from tests.scenario import book_of

PACKS = [Installed(read_pack(shipped_files(name), name), name.upper(), financier="P-0002") for name in shipped()]
NAMES: dict[str, Declaration] = {**declarations(), **{name: one for pack in PACKS for name, one in pack.pack.written.declares.items()}}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    book = str(book_of(tmp_path_factory.mktemp("rules"), "catalan"))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert run(["scheme", "classes", "ICAA", "--default", "--by", "P-0001", "--book", book]) == 0
    with opened(book) as (_, seen):
        yield seen


def value(one: Declaration, random: Random, on: date) -> Any:
    match one.kind:
        case "day":
            return on - timedelta(random.randint(-200, 700))
        case "yes":
            return random.choice(["yes", "no"])
        case "word":
            return random.choice(one.words or ("other",))
        case _:
            return str(Decimal(random.randint(0, 10 ** random.randint(0, 9))) / 100)


@pytest.mark.parametrize("seed", range(3))
def test_the_database_and_the_rows_in_memory_give_the_same_verdicts(session: Session, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same declarations on every run
    told = {name: value(one, random, session.window.on) for name, one in sorted(NAMES.items()) if random.random() < 0.9}
    memory = of_book(session)
    memory.anchors = {name: day for name, day in told.items() if NAMES[name].kind == "day" and day <= session.window.on}
    memory.said = told
    found = judge(session, PACKS)
    found.facts.anchors = {name: Known(day, 1) for name, day in memory.anchors.items()}  # type: ignore[attr-defined]
    found.facts.said = {name: Said(said, 1) for name, said in told.items()}  # type: ignore[attr-defined]
    again = Judge(memory, PACKS, 2)
    decided = 0
    for pack in PACKS:
        for rule in pack.pack.written.rules:
            one, two = found.verdict(pack, rule), again.verdict(pack, rule)
            assert (one.status, one.stake, one.missing, one.figures) == (two.status, two.stake, two.missing, two.figures), rule.id
            decided += one.status in ("pass", "fail", "at risk")
    assert decided > 80


@pytest.mark.parametrize("seed", range(2))
def test_a_book_before_a_decision_is_the_same_told_by_its_rows_or_through_its_window(session: Session, seed: int) -> None:
    last, random = session.window.position, Random(seed)  # noqa: S311 - the same entries on every run
    after = random.randrange(last - 200, last)
    names = session.query("select distinct name from entries where position = ?", [after])[1]
    windows = [replace(session.window, position=position) for position in (after - 1, after)]
    session.look(windows[1])
    supposed = judge(session, PACKS, recorded=after - 1)
    meant = touched(PACKS, reads, frozenset(name for (name,) in names))
    told = [(pack, rule) for pack in PACKS for rule in pack.pack.written.rules if not meant.get((pack.key, rule.id))]
    assert isinstance(supposed.facts, Seen) and len(told) > 40
    plain = [Judge(supposed.facts.before(), PACKS).verdict(*each) for each in told]
    session.look(windows[0])
    seen = judge(session, PACKS)
    for one, each in zip(plain, told, strict=True):
        assert one == seen.verdict(*each), f"{each[1].id} before entry {after}"
