"""What a party may see in a pack, and packs that were given."""

from __future__ import annotations

from ledger.aggregates.access import ACCESS, Access, AccessSet, set_access
from ledger.aggregates.pack import PACK, Pack, PackGiven, give
from tests.given import given

REPORTS = frozenset({"cost-report", "top-sheet", "audit-trail", "workbook"})
FEW = AccessSet(kinds=("cost-report", "production"), reports=("cost-report",), names=False)
NOTHING = AccessSet(kinds=(), reports=(), evidence=False, names=False)
GIVEN = PackGiven(party="P-0005", size=240, root="ab" * 32, sha256="cd" * 32)


def test_a_party_sees_everything_until_it_is_set_otherwise() -> None:
    given(ACCESS).when_named(set_access, "P-0005", REPORTS).refuses("P-0005 may see that already: entries of all, reports all.")
    asked = {"kinds": ["production", "cost-report", "production"], "reports": ["cost-report"], "names": False}
    after = given(ACCESS).when_named(set_access, "P-0005", REPORTS, **asked).then(FEW)
    assert after.state == Access(kinds=("cost-report", "production"), reports=("cost-report",), names=False)
    given(ACCESS, FEW).when_named(set_access, "P-0005", REPORTS, **asked).refuses("P-0005 may see that already: entries of cost-report")
    given(ACCESS, FEW).when_named(set_access, "P-0005", REPORTS).then(AccessSet())


def test_a_party_may_see_nothing_at_all() -> None:
    after = given(ACCESS).when_named(set_access, "P-0005", REPORTS, kinds=(), reports=(), evidence=False, names=False).then(NOTHING)
    assert after.state.nothing and not Access().nothing
    assert NOTHING.sentence() == "set what the party may see: entries of none, reports none, without evidence and names of persons"


def test_kinds_and_reports_that_there_are_not_are_refused() -> None:
    given(ACCESS).when_named(set_access, "P-0005", REPORTS, kinds=["orders"]).refuses(
        "'orders' is not a kind of document", "purchase-order"
    )
    given(ACCESS).when_named(set_access, "P-0005", REPORTS, reports=["cost-reports"]).refuses(
        "A pack has no report cost-reports.", "cost-report"
    )


def test_a_pack_is_given_once() -> None:
    asked = {"party": "P-0005", "size": 240, "root": "ab" * 32, "sha256": "cd" * 32}
    given(PACK).when(lambda: give({}, **asked)).then(GIVEN)
    before = {"PK-0001": Pack(party="P-0005", sha256="cd" * 32)}
    given(PACK).when(lambda: give(before, **asked)).refuses("P-0005 has this very pack already: it was given as PK-0001.")
    given(PACK).when(lambda: give(before, **{**asked, "party": "P-0006"})).then(GIVEN.model_copy(update={"party": "P-0006"}))
