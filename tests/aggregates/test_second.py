"""The second person's word: who may give it, for what it serves, and that it serves once."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates.authority import AUTHORITY, Authority, AuthorityGranted, grant
from ledger.aggregates.covers import Asked
from ledger.aggregates.second import (
    SECOND,
    At,
    DecisionSeconded,
    Request,
    Second,
    SecondTakenBack,
    SecondUsed,
    Word,
    may_second,
    missing,
    second,
    take_back,
    unfit,
)
from ledger.errors import BeyondAuthority
from ledger.money import Money
from tests.given import given

DAY = date(2021, 3, 1)


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


SEEN = Request("purchase-order/PO-0001", 2, ("P-0003",))
ASK: dict[str, Any] = {
    "kind": "purchase-order", "amount": usd(9000), "currency": "USD", "who": "P-0004", "recorder": "P-0004", "request": SEEN,
}  # fmt: skip
GIVEN = DecisionSeconded(kind="purchase-order", amount=usd(9000), document="purchase-order/PO-0001", version=2)
USED = SecondUsed(decisions=(At(stream="purchase-order/PO-0001", version=3),))
DECIDES = Authority(party="P-0002", role="line producer", limit=usd(20000), second_above=usd(8000), starts=DAY)
SECONDS = Authority(party="P-0004", role="accountant", limit=usd(15000), starts=DAY)


def test_a_second_person_stands_for_a_document_as_it_was_seen_or_for_the_next_of_a_kind() -> None:
    given(SECOND).when(second, **ASK).then(GIVEN)
    alone = second(**{**ASK, "kind": "reallocation", "request": Request()})
    assert (alone.document, alone.version) == (None, None)
    assert alone.sentence() == "seconded the next decision on reallocation, up to 9,000.00 USD"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "memo"}, ("'memo' is not a kind of document",)),
        ({"amount": usd(0)}, ("0.00 USD", "stands for nothing. Give what the decision comes to.")),
        ({"amount": Money.minor(5, "EUR")}, ("EUR", ", and decisions are measured in USD. Give the amount in USD")),
        ({"recorder": "P-0009"}, ("P-0009 cannot second for P-0004: a second word is given by the person whose it is",)),
        ({"who": "P-0003", "recorder": "P-0003"}, ("P-0003 has recorded PO-0001 and is no second person on it",)),
    ],
)
def test_a_word_that_is_no_second_persons_is_refused(asked: dict[str, Any], words: tuple[str, ...]) -> None:
    given(SECOND).when(second, **{**ASK, **asked}).refuses(*words)


def test_who_seconds_needs_a_grant_that_covers_the_decision_limit_and_all() -> None:
    asked = Asked("purchase-order", DAY, amount=usd(9000))
    assert may_second([("A-0001", SECONDS.model_copy(update={"limit": usd(100)})), ("A-0003", SECONDS)], asked, "Ada") == "A-0003"
    assert may_second([("A-0003", DECIDES)], asked, "Mar") == "A-0003"
    assert may_second([("A-0003", deputy("P-0002")), ("A-0008", SECONDS)], asked, "Ada") == "A-0008"
    with pytest.raises(
        BeyondAuthority, match=r"Ada may approve up to 100.00 USD. Who seconds 9,000.00 USD on purchase-order needs a grant"
    ):
        may_second([("A-0001", SECONDS.model_copy(update={"limit": usd(100)}))], asked, "Ada")
    with pytest.raises(BeyondAuthority, match="Ada holds no authority"):
        may_second([], asked, "Ada")


def deputy(holder: str) -> Authority:
    """A grant of P-0004 as deputy, on whichever of the holder's."""
    return SECONDS.model_copy(update={"origin": "A-0007", "stands_for": holder})


def why(asked: dict[str, Any] | None = None, **said: Any) -> str:
    """Why a word does not serve the approval of PO-0001 for 9,000 by P-0002."""
    word = Second(kind="purchase-order", amount=usd(9000), document="purchase-order/PO-0001", version=2)
    terms: dict[str, Any] = {
        "by": "P-0004",
        "grant": SECONDS,
        "decides": DECIDES,
        "number": "A-0003",
        "request": SEEN,
        **said,
    }
    wanted = Asked(**{"kind": "purchase-order", "on": DAY, "amount": usd(9000), **(asked or {})})
    one = Word("SC-0001", terms.get("word", word), terms["by"], terms["number"])
    people = {"P-0002", "P-0008"}
    return unfit(one, wanted, grant=terms["grant"], decides=terms["decides"], people=people, request=terms["request"])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, ""),
        ({"asked": {"amount": usd(9001)}}, "is up to 9,000.00 USD"),
        ({"asked": {"kind": "invoice"}}, "is on purchase-order"),
        ({"asked": {"on": date(2021, 2, 1)}}, "holds authority from 2021-03-01, not on 2021-02-01"),
        ({"asked": {"over_budget": True}}, "may not decide over budget"),
        ({"request": Request()}, "is for purchase-order/PO-0001"),
        (
            {"request": Request("purchase-order/PO-0001", 3, ("P-0003",))},
            "is for purchase-order/PO-0001 as it stood at version 2, and that is at version 3 now",
        ),
        ({"by": "P-0002"}, "is by P-0002, who decides or has recorded it"),
        ({"by": "P-0008"}, "is by P-0008, who decides or has recorded it"),
        ({"by": "P-0003"}, "is by P-0003, who decides or has recorded it"),
        ({"grant": None}, "holds no authority"),
        ({"grant": SECONDS.model_copy(update={"withdrawn": True})}, "held an authority that is withdrawn"),
        ({"grant": deputy("P-0002")}, "is by P-0004, and both decide for P-0002"),
        ({"decides": DECIDES.model_copy(update={"stands_for": "P-0004"})}, "is by P-0004, and both decide for P-0004"),
        ({"grant": deputy("P-0005"), "decides": DECIDES.model_copy(update={"stands_for": "P-0005"})}, "and both decide for P-0005"),
        ({"grant": deputy("P-0003")}, "is by P-0004 for P-0003, who decides or has recorded it"),
        ({"grant": deputy("P-0008")}, "is by P-0004 for P-0008, who decides or has recorded it"),
        ({"word": Second(kind="purchase-order", amount=usd(9000))}, "is for a document that begins with its decision"),
        ({"word": Second(kind="purchase-order", amount=usd(9000), used="x")}, "is used"),
        ({"word": Second(kind="purchase-order", amount=usd(9000), taken_back=True)}, "is taken back"),
    ],
)
def test_a_word_serves_its_decision_or_says_why_not(said: dict[str, Any], words: str) -> None:
    assert words in why(**said)
    assert bool(words) == bool(why(**said))


def test_a_decision_without_a_second_says_the_amounts_who_may_and_what_to_type() -> None:
    refusal = missing(
        Asked("purchase-order", DAY, amount=usd(9000)), what="PO-0001", who="Mar", grant=DECIDES, unfits=["SC-0001 is up to 10.00 USD"],
        may=[("A-0001", SECONDS.model_copy(update={"party": "P-0001", "limit": None})), ("A-0003", SECONDS)], request=SEEN,
    )  # fmt: skip
    assert str(refusal) == (
        "PO-0001 is for 9,000.00 USD, and Mar decides above 8,000.00 USD together with a second person. SC-0001 is up to 10.00 USD. "
        "Ask P-0004, who may approve up to 15,000.00 USD: topsheet authority second PO-0001 --amount 9000.00."
    )
    alone = missing(Asked("budget", DAY, amount=usd(9000)), what="The lock", who="Mar", grant=DECIDES, unfits=[], may=[],
                    request=Request("budget/main", 3))  # fmt: skip
    assert "Nobody else here may second it" in str(alone)


def test_a_word_is_used_once_or_taken_back() -> None:
    given(SECOND, GIVEN).when_named(take_back, "SC-0001").then(SecondTakenBack())
    given(SECOND, GIVEN, USED).when_named(take_back, "SC-0001").refuses(
        "SC-0001 is used: purchase-order/PO-0001", "was decided on it, and stands."
    )
    given(SECOND, GIVEN, SecondTakenBack()).when_named(take_back, "SC-0001").refuses("SC-0001 is taken back already")


def test_a_threshold_is_less_than_the_limit_and_is_granted_on() -> None:
    terms: dict[str, Any] = {"party": "P-0005", "role": "manager", "starts": DAY, "currency": "USD"}
    given(AUTHORITY).when(grant, **terms, limit=usd(500), second_above=usd(100), holder=None).then(
        AuthorityGranted(party="P-0005", role="manager", limit=usd(500), second_above=usd(100), starts=DAY)
    )
    for wrong in (usd(500), usd(0), Money.minor(5, "EUR")):
        given(AUTHORITY).when(grant, **terms, limit=usd(500), second_above=wrong, holder=None).refuses(
            "A second person above", "less than the"
        )
    given(AUTHORITY).when(grant, **terms, limit=usd(9000), holder=DECIDES).refuses(
        "P-0002 decides above 8,000.00 USD together with a second person and cannot grant that P-0005 decides on 9,000.00 USD alone"
    )
    assert grant(**terms, limit=usd(8000), holder=DECIDES).second_above is None
    assert grant(**terms, limit=usd(9000), second_above=usd(7000), holder=DECIDES).second_above == usd(7000)
