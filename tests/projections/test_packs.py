"""What parties may see, and what they were given: events in, rows out."""

from __future__ import annotations

from ledger.aggregates.access import ACCESS, AccessSet
from ledger.aggregates.pack import PACK, PackGiven
from tests.aggregates.test_access import FEW, GIVEN, NOTHING
from tests.projections.books import march
from tests.window import Written


def test_the_last_access_that_was_set_counts() -> None:
    written = Written()
    written.write(ACCESS, "P-0006", NOTHING, march(1))
    written.write(ACCESS, "P-0005", FEW, march(2))
    written.write(ACCESS, "P-0006", AccessSet(evidence=False), march(3))
    few = ("P-0005", "cost-report, production", "cost-report", "yes", "no", march(2), 2)
    assert written.rows("access") == [few, ("P-0006", "all", "all", "no", "yes", march(3), 3)]
    assert written.rows("access", on=march(2)) == [few, ("P-0006", "none", "none", "no", "no", march(1), 1)]


def test_packs_that_were_given() -> None:
    written = Written()
    written.write(PACK, "PK-0001", GIVEN, march(1))
    written.write(PACK, "PK-0002", PackGiven(party="P-0006", size=241, root="00" * 32, sha256="11" * 32, names=False), march(2))
    first = ("PK-0001", "P-0005", march(1), 240, "yes", "ab" * 32, "cd" * 32, 1)
    assert written.rows("packs_given") == [first, ("PK-0002", "P-0006", march(2), 241, "no", "00" * 32, "11" * 32, 2)]
