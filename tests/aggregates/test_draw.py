"""Contingency: drawn while there is some, and returned on the same draw."""

from ledger.aggregates.draw import DRAW, ContingencyDrawn, ContingencyReturned, draw, give_back
from ledger.event import Move
from tests.aggregates.test_budget import ADOPTED, BUDGET, IMPORTED, LOCKED
from tests.aggregates.test_reallocation import BUDGETED, usd
from tests.given import given

DRAWN = ContingencyDrawn(account="3600", amount=usd("8000"), contingency_account="8300")
RETURNED = ContingencyReturned(account="3600", amount=usd("3000"), contingency_account="8300")


def test_a_draw_is_minus_on_contingency_and_plus_on_the_receiver() -> None:
    event = ContingencyDrawn(account="3300", amount=usd("8000"), contingency_account="8300")
    given(DRAW).when(draw, BUDGETED, account="3300", amount=usd("8000"), left=usd("8000")).then(event)
    assert list(event.moves("draw/C-0001")) == [
        Move("contingency", "8300", usd("-8000"), usd("-8000"), "draw/C-0001"),
        Move("contingency", "3300", usd("8000"), usd("8000"), "draw/C-0001"),
    ]
    assert event.sentence() == "drew 8,000.00 USD of contingency into account 3300"


def test_no_more_is_drawn_than_is_left() -> None:
    def refused(account: str, amount: str, *words: str) -> None:
        given(DRAW).when(draw, BUDGETED, account=account, amount=usd(amount), left=usd("8000")).refuses(*words)

    refused("3300", "8000.01", "take 8,000.01 USD", "account 8300, which has 8,000.00 USD left", "reallocate into 3300")
    refused("8300", "10", "8300 is the contingency itself", "10.00 USD")
    refused("3300", "0", "A draw of 0.00 USD moves nothing")
    refused("3300", "-5", "A draw of -5.00 USD moves nothing")
    refused("3350", "5", "no account 3350")


def test_a_budget_without_contingency_has_nothing_to_draw() -> None:
    bare = given(BUDGET, ADOPTED, IMPORTED, LOCKED.model_copy(update={"contingency_account": None})).state
    given(DRAW).when(draw, bare, account="3300", amount=usd("5"), left=usd("0")).refuses("1,499.00 USD without a contingency account")
    draft = given(BUDGET, ADOPTED, IMPORTED).state
    given(DRAW).when(draw, draft, account="3300", amount=usd("5"), left=usd("0")).refuses("not locked yet")


def test_contingency_comes_back_in_part_and_then_the_rest() -> None:
    first = given(DRAW, DRAWN).when_named(give_back, "C-0001", amount=usd("3000"), movable=usd("3000")).then(RETURNED)
    assert first.state.amount == usd("5000")
    assert next(iter(RETURNED.moves("draw/C-0001"))) == Move("contingency", "3600", usd("-3000"), usd("-3000"), "draw/C-0001")
    rest = ContingencyReturned(account="3600", amount=usd("5000"), contingency_account="8300")
    done = first.when_named(give_back, "C-0001", amount=usd("5000"), movable=usd("9000")).then(rest)
    done.when_named(give_back, "C-0001", amount=usd("1"), movable=usd("9000")).refuses("C-0001 has been returned in full")


def test_no_more_comes_back_than_was_drawn_or_than_the_account_can_spare() -> None:
    start = given(DRAW, DRAWN)
    start.when_named(give_back, "C-0001", amount=usd("9000"), movable=usd("9000")).refuses(
        "has 8,000.00 USD with account 3600", "9,000.00 USD"
    )
    start.when_named(give_back, "C-0001", amount=usd("500"), movable=usd("-1")).refuses(
        "500.00 USD back", "give up 0.00 USD", "estimate efc 3600"
    )
    start.when_named(give_back, "C-0001", amount=usd("0"), movable=usd("1")).refuses("A return of 0.00 USD moves nothing")
