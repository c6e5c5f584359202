"""Deputies: a grant of their own that ends, stays inside the first one, and goes with it."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates.authority import AUTHORITY, Authority, AuthorityDelegated, AuthorityGranted, AuthorityWithdrawn, delegate, standing
from ledger.aggregates.covers import Asked, choose, shortfalls
from ledger.errors import BeyondAuthority
from ledger.money import Money
from tests.given import given


def march(day: int) -> date:
    return date(2021, 3, day)


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


GRANTED = AuthorityGranted(party="P-0002", role="line producer", kinds=("purchase-order", "invoice"), sections=("production",),
                           limit=usd(5000), second_above=usd(3000), starts=march(1), ends=march(31))  # fmt: skip
ASK: dict[str, Any] = {"party": "P-0005", "on": march(10), "starts": march(12), "ends": march(18), "currency": "USD"}
DEPUTY = AuthorityDelegated(
    origin="A-0002", stands_for="P-0002", party="P-0005", role="line producer", kinds=("purchase-order", "invoice"),
    sections=("production",), limit=usd(5000), second_above=usd(3000), starts=march(12), ends=march(18),
)  # fmt: skip


def state(*events: AuthorityGranted | AuthorityDelegated) -> Authority:
    held: Authority = given(AUTHORITY, *events).state
    return held


def test_a_deputy_has_what_the_holder_has_for_days_that_end() -> None:
    assert delegate("A-0002", state(GRANTED), **ASK) == DEPUTY
    assert (
        "made P-0005 deputy of P-0002 on A-0002, as line producer on purchase-order, invoice, production, up to 5,000.00 USD, with a "
        in (DEPUTY.sentence())
    )
    narrow = delegate("A-0002", state(GRANTED), **ASK, kinds=("invoice",), limit=usd(2000))
    assert (narrow.kinds, narrow.limit, narrow.second_above) == (("invoice",), usd(2000), None)
    assert delegate("A-0002", state(GRANTED), **{**ASK, "starts": None}).starts == march(10)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"party": "P-0002"}, ("P-0002 holds A-0002 already. A deputy is somebody else.",)),
        ({"ends": date(2021, 4, 2)}, ("holds authority from 2021-03-01 to 2021-03-31", "from 2021-03-12 to 2021-04-02")),
        ({"starts": march(9)}, ("A deputy decides from the day on which that is recorded: from 2021-03-10, not from 2021-03-09",)),
        ({"starts": march(20)}, ("cannot end on 2021-03-18 when it starts on 2021-03-20",)),
        ({"on": date(2021, 4, 1)}, ("is in force from 2021-03-01 to 2021-03-31, not on 2021-04-01", ", so nobody stands in on it.")),
        ({"limit": usd(6000)}, ("up to 5,000.00 USD and cannot grant up to 6,000.00 USD",)),
        ({"kinds": ("draw",)}, ("cannot grant draw",)),
        ({"kinds": ("cheques",)}, ("'cheques' is not a kind",)),
        ({"sections": ("other",)}, ("cannot grant other",)),
        ({"giver": Authority(party="P-0009", role="owner", limit=usd(900), starts=march(1))}, ("P-0009 may approve up to 900.00 USD",)),
    ],
)
def test_a_delegation_stays_inside_the_grant(asked: dict[str, Any], words: tuple[str, ...]) -> None:
    given(AUTHORITY, GRANTED).when_named(delegate, "A-0002", **{**ASK, **asked}).refuses(*words)


def test_a_deputy_names_no_deputy_and_nobody_stands_in_on_what_is_withdrawn() -> None:
    given(AUTHORITY, DEPUTY).when_named(delegate, "A-0007", **{**ASK, "party": "P-0006"}).refuses(
        "P-0005 is a deputy on A-0007, for P-0002 on A-0002, and a deputy names no deputy", "topsheet authority delegate A-0002"
    )
    given(AUTHORITY, GRANTED, AuthorityWithdrawn()).when_named(delegate, "A-0002", **ASK).refuses(
        "A-0002 of P-0002 is withdrawn and covers nothing, so nobody stands in on it"
    )


def test_who_stands_in_for_a_financiers_person_acts_for_the_same_financier() -> None:
    theirs = AuthorityGranted(party="P-0002", role="fund manager", financier="P-0009", starts=march(1))
    given(AUTHORITY, theirs).when_named(delegate, "A-0002", **ASK).refuses(
        "P-0005 is registered to act for no financier", ", so cannot stand in for P-0002, who decides for P-0009"
    )
    given(AUTHORITY, theirs).when_named(delegate, "A-0002", **ASK, acts_for="P-0008").refuses("to act for P-0008", "P-0009")
    assert delegate("A-0002", state(theirs), **ASK, acts_for="P-0009").financier == "P-0009"


def test_a_deputys_grant_lapses_with_the_grant_that_it_stands_on() -> None:
    grants = {"A-0002": state(GRANTED), "A-0007": state(DEPUTY)}
    assert standing(grants, {}) == grants
    lapsed = standing(grants, {"A-0002": march(14)})["A-0007"]
    asked = Asked("invoice", march(15), ("production",))
    assert shortfalls(grants["A-0007"], asked) == []
    held = "holds authority as deputy of P-0002 on A-0002 from 2021-03-12 to 2021-03-18"
    assert shortfalls(lapsed, asked) == [f"{held}, and A-0002 was withdrawn on 2021-03-14"]
    assert shortfalls(grants["A-0007"], Asked("invoice", march(19), ("production",))) == [f"{held}, not on 2021-03-19"]
    assert "a deputy hands no authority on" in shortfalls(grants["A-0007"], Asked("authority", march(15)))[-1]


def test_an_expired_delegation_is_refused_with_its_days_and_the_way_out() -> None:
    with pytest.raises(BeyondAuthority, match="topsheet authority delegate A-0002") as refusal:
        choose([("A-0007", state(DEPUTY))], who="Noa", asked="PO-1", kind="purchase-order", on=march(19), amount=usd(10))
    assert "from 2021-03-12 to 2021-03-18, not on 2021-03-19" in str(refusal.value)


def test_what_is_held_of_ones_own_comes_first_and_what_may_be_decided_alone_before_what_may_not() -> None:
    own = Authority(party="P-0005", role="manager", limit=usd(9000), starts=march(1))
    asked: dict[str, Any] = {"who": "Noa", "asked": "PO-1", "kind": "purchase-order", "on": march(15)}
    assert choose([("A-0007", state(DEPUTY)), ("A-0008", own)], **asked, amount=usd(10)) == "A-0008"
    paired = own.model_copy(update={"limit": usd(5000), "second_above": usd(3000)})
    assert choose([("A-0008", own), ("A-0009", paired)], **asked, amount=usd(3000)) == "A-0009"
    assert choose([("A-0008", own), ("A-0009", paired)], **asked, amount=usd(3001)) == "A-0008"


def test_a_deputy_of_no_amount_is_refused_and_not_of_any() -> None:
    given(AUTHORITY, GRANTED).when_named(delegate, "A-0002", **ASK, limit=usd(0)).refuses("A limit of 0.00 USD allows nothing")
