"""Overages: what a financier adds, and that it only adds."""

from ledger.aggregates.overage import OVERAGE, OverageApproved, approve
from ledger.event import Move
from ledger.money import Money
from tests.aggregates.test_budget import ADOPTED, BUDGET, IMPORTED
from tests.aggregates.test_reallocation import BUDGETED, moves, usd
from tests.given import given


def test_an_overage_raises_several_accounts_and_names_who_approved_and_who_pays() -> None:
    lines = moves(a3300="16159", a6700="2219")
    event = OverageApproved(lines=lines, total=usd("18378"), financier="P-0009", source="S-01")
    given(OVERAGE).when(approve, BUDGETED, lines=lines, financier="P-0009", source="S-01").then(event)
    assert next(iter(event.moves("overage/O-0001"))) == Move("overage", "3300", usd("16159"), usd("16159"), "overage/O-0001")
    assert event.sentence() == (
        "recorded an overage of 18,378.00 USD approved by P-0009, paid from S-01: "
        "+16,159.00 USD on account 3300, +2,219.00 USD on account 6700"
    )


def test_an_overage_may_fill_the_contingency() -> None:
    lines = moves(a8300="5000")
    given(OVERAGE).when(approve, BUDGETED, lines=lines, financier="P-0009").then(
        OverageApproved(lines=lines, total=usd("5000"), financier="P-0009")
    )


def test_an_overage_never_takes_budget_away() -> None:
    def refused(*words: str, **amounts: str) -> None:
        given(OVERAGE).when(approve, BUDGETED, lines=moves(**amounts), financier="P-0009").refuses(*words)

    refused("take 10.00 USD from account 3300", "Reallocate 10.00 USD", a3300="-10", a6700="20")
    refused("moves 0.00 USD on account 3300", a3300="0")
    refused("no account 3350", a3350="10")
    refused("1,499.00 USD needs at least one account")


def test_an_overage_needs_a_locked_budget_in_its_currency() -> None:
    draft = given(BUDGET, ADOPTED, IMPORTED).state
    given(OVERAGE).when(approve, draft, lines=moves(a3300="10"), financier="P-0009").refuses("not locked yet", "1,499.00 USD")
    euro = moves(a3300="10")[0].model_copy(update={"amount": Money.parse("10", "EUR")})
    given(OVERAGE).when(approve, BUDGETED, lines=(euro,), financier="P-0009").refuses("10.00 EUR is not in USD")
    twice = (*moves(a3300="10"), *moves(a3300="5"))
    given(OVERAGE).when(approve, BUDGETED, lines=twice, financier="P-0009").refuses("account 3300 twice")
