"""Who may decide what: grants, what they cover, and the refusal that says whom to ask."""

from datetime import date

import pytest

from ledger.aggregates.authority import (
    AUTHORITY,
    Authority,
    AuthorityGranted,
    AuthorityWithdrawn,
    grant,
    withdraw,
)
from ledger.aggregates.covers import Asked, choose, shortfalls
from ledger.errors import BeyondAuthority
from ledger.money import Money
from tests.given import given

DAY = date(2021, 3, 1)


def usd(amount: int) -> Money:
    return Money.minor(amount * 100, "USD")


def held(party: str = "P-0002", limit: int | None = 5000, **more: object) -> Authority:
    return Authority.model_validate({"party": party, "role": "production manager", "limit": limit and usd(limit), "starts": DAY, **more})


GRANTED = AuthorityGranted(party="P-0002", role="production manager", limit=usd(5000), starts=DAY)
ASK = {"party": "P-0005", "role": "line producer", "starts": DAY, "currency": "USD"}
WANT = {"kind": "purchase-order", "on": DAY}


def test_the_owner_of_the_book_grants_without_limit() -> None:
    given(AUTHORITY).when(grant, **ASK, over_budget=True, holder=None).then(
        AuthorityGranted(party="P-0005", role="line producer", over_budget=True, starts=DAY)
    )


@pytest.mark.parametrize(
    ("holder", "asked", "words"),
    [
        (held(limit=5000), {"limit": usd(9000)}, ("up to 5,000.00 USD", "up to 9,000.00 USD")),
        (held(limit=5000), {}, ("up to 5,000.00 USD", "any amount")),
        (held(limit=None, kinds=("invoice",)), {"kinds": ("invoice", "draw")}, ("holds the kinds invoice", "grant draw")),
        (held(limit=None, kinds=("invoice",)), {}, ("holds the kinds invoice", "all of them")),
        (held(limit=None, sections=("post",)), {"sections": ("other",)}, ("holds the sections post", "grant other")),
        (held(limit=None), {"over_budget": True}, ("may not decide over budget",)),
        (held(limit=None, financier="P-0009"), {}, ("acts for P-0009", "the production")),
        (held(limit=None, ends=date(2021, 4, 1)), {"ends": date(2021, 5, 1)}, ("to 2021-04-01", "to 2021-05-01")),
        (held(limit=None), {"starts": date(2021, 2, 1)}, ("from 2021-03-01", "from 2021-02-01")),
    ],
)
def test_nobody_grants_more_than_they_hold(holder: Authority, asked: dict[str, object], words: tuple[str, ...]) -> None:
    given(AUTHORITY).when(grant, **{**ASK, **asked}, holder=holder).refuses("P-0002", *words)


def test_as_much_as_is_held_may_be_granted() -> None:
    asked = {"kinds": ("invoice",), "limit": usd(5000)}
    holder = held(kinds=("invoice", "purchase-order"))
    given(AUTHORITY).when(grant, **ASK, **asked, holder=holder).then(
        AuthorityGranted(party="P-0005", role="line producer", kinds=("invoice",), limit=usd(5000), starts=DAY)
    )


def test_authority_for_a_financier_is_for_a_person_who_acts_for_it() -> None:
    given(AUTHORITY).when(grant, **ASK, financier="P-0009", acts_for=None, holder=None).refuses(
        "P-0005 is registered to act for no financier", "P-0009"
    )
    given(AUTHORITY).when(grant, **ASK, financier="P-0009", acts_for="P-0008", holder=None).refuses("act for P-0008", "P-0009")
    given(AUTHORITY).when(grant, **ASK, financier="P-0009", acts_for="P-0009", holder=None).then(
        AuthorityGranted(party="P-0005", role="line producer", financier="P-0009", starts=DAY)
    )


def test_a_grant_in_another_currency_of_an_unknown_kind_or_of_nothing_is_refused() -> None:
    given(AUTHORITY).when(grant, **ASK, limit=Money.minor(1, "EUR"), holder=None).refuses("EUR", "USD")
    given(AUTHORITY).when(grant, **ASK, kinds=("memo",), holder=None).refuses("'memo'", "purchase-order")
    given(AUTHORITY).when(grant, **ASK, limit=usd(0), holder=None).refuses("0.00 USD allows nothing")
    given(AUTHORITY).when(grant, **ASK, ends=date(2021, 2, 1), holder=None).refuses("2021-02-01", "2021-03-01")


def test_a_grant_is_withdrawn_once() -> None:
    given(AUTHORITY, GRANTED).when_named(withdraw, "A-0002").then(AuthorityWithdrawn())
    given(AUTHORITY, GRANTED, AuthorityWithdrawn()).when_named(withdraw, "A-0002").refuses("A-0002 of P-0002 is already withdrawn")


@pytest.mark.parametrize(
    ("state", "asked", "why"),
    [
        (held(), {"amount": usd(5000)}, ""),
        (held(), {"amount": usd(5001)}, "may approve up to 5,000.00 USD"),
        (held(), {"amount": usd(-5001)}, "may approve up to 5,000.00 USD"),
        (held(limit=None), {"amount": usd(10**6)}, ""),
        (held(withdrawn=True), {}, "held an authority that is withdrawn"),
        (held(), {"on": date(2021, 2, 28)}, "holds authority from 2021-03-01, not on 2021-02-28"),
        (held(ends=DAY), {"on": DAY}, ""),
        (held(ends=DAY), {"on": date(2021, 3, 2)}, "holds authority from 2021-03-01 to 2021-03-01, not on 2021-03-02"),
        (held(kinds=("invoice",)), {}, "may decide on invoice alone"),
        (held(sections=("post",)), {"sections": ("post", "other")}, "may decide in post alone, not in other"),
        (held(), {"financier": "P-0009"}, "acts for the production, not for P-0009"),
        (held(financier="P-0009"), {"financier": "P-0009"}, ""),
        (held(), {"over_budget": True}, "may not decide over budget"),
        (held(over_budget=True), {"over_budget": True}, ""),
    ],
)
def test_a_grant_covers_a_decision_or_says_why_not(state: Authority, asked: dict[str, object], why: str) -> None:
    assert shortfalls(state, Asked(**{**WANT, **asked}))[:1] == ([why] if why else [])  # type: ignore[arg-type]


def test_the_narrowest_grant_that_covers_the_decision_is_the_one_used() -> None:
    grants = [
        ("A-0001", held(limit=None)),
        ("A-0002", held(limit=5000)),
        ("A-0003", held(limit=900)),
        ("A-0004", held(limit=3000, over_budget=True)),
    ]
    chosen = [choose(grants, who="J. Okafor", asked="PO-0042", amount=usd(n), kind="purchase-order", on=DAY) for n in (900, 901, 5001)]
    assert chosen == ["A-0003", "A-0002", "A-0001"]
    assert choose(grants, who="J. Okafor", asked="PO-0042", amount=usd(1), kind="purchase-order", on=DAY, over_budget=True) == "A-0004"


def refusal(grants: list[tuple[str, Authority]], others: list[tuple[str, Authority]], **more: object) -> str:
    with pytest.raises(BeyondAuthority) as refused:
        choose(grants, who="J. Okafor", asked="PO-0042", **{**WANT, "amount": usd(12500), **more}, others=others)  # type: ignore[arg-type]
    return str(refused.value)


def test_a_refusal_says_what_is_allowed_what_is_asked_and_who_may() -> None:
    others = [("A-0001", held("P-0001", None)), ("A-0003", held("P-0003", 50000)), ("A-0004", held("P-0004", 12499))]
    assert refusal([("A-0002", held())], others) == (
        "J. Okafor may approve up to 5,000.00 USD. PO-0042 is for 12,500.00 USD. Ask P-0003, who may approve up to 50,000.00 USD."
    )


def test_a_refusal_without_a_way_out_names_the_command_that_makes_one() -> None:
    assert refusal([], []) == "J. Okafor holds no authority. PO-0042 is for 12,500.00 USD. Nobody here may; see topsheet authority grant."


def test_a_refusal_speaks_of_the_grant_that_comes_closest() -> None:
    grants = [("A-0002", held(kinds=("invoice",), withdrawn=True)), ("A-0003", held(limit=900)), ("A-0004", held(limit=3000))]
    assert refusal(grants, [("A-0001", held("P-0001", None))]).startswith("J. Okafor may approve up to 3,000.00 USD. ")


def test_a_decision_without_an_amount_is_refused_by_its_kind() -> None:
    said = refusal([("A-0002", held(kinds=("invoice",)))], [("A-0001", held("P-0001", None))], amount=None, kind="schedule")
    assert said == "J. Okafor may decide on invoice alone. PO-0042 needs authority on schedule. Ask P-0001, who may approve any amount."


def test_a_financiers_grant_decides_for_nobody_else() -> None:
    theirs = Authority(party="P-0009", role="commissioner", financier="P-0005", starts=date(2021, 1, 1))
    assert shortfalls(theirs, Asked("schedule", date(2021, 1, 2))) == ["acts for P-0005, not for the production"]
    assert shortfalls(theirs, Asked("source", date(2021, 1, 2), financier="P-0005")) == []
