"""Reallocations: what an account can give up, and what never moves."""

from ledger.aggregates.reallocation import REALLOCATION, BudgetReallocated, Reallocation, reallocate
from ledger.event import Move
from ledger.line import BudgetMove
from ledger.money import Money
from tests.aggregates.test_budget import ADOPTED, BUDGET, IMPORTED, LOCKED, usd
from tests.given import given

BUDGETED = given(BUDGET, ADOPTED, IMPORTED, LOCKED).state
MOVABLE = {"3300": usd("400"), "3400": usd("-20"), "6700": usd("0")}


def moves(**amounts: str) -> tuple[BudgetMove, ...]:
    return tuple(BudgetMove(account=name.removeprefix("a"), amount=usd(amount)) for name, amount in amounts.items())


def refused(lines: tuple[BudgetMove, ...], *words: str) -> None:
    given(REALLOCATION).when(reallocate, BUDGETED, lines=lines, movable=MOVABLE).refuses(*words)


def test_a_reallocation_moves_budget_and_leaves_the_total() -> None:
    lines = moves(a3300="-400.00", a3400="150.50", a6700="249.50")
    event = BudgetReallocated(lines=lines)
    after = given(REALLOCATION).when(reallocate, BUDGETED, lines=lines, movable=MOVABLE).then(event)
    assert after.state == Reallocation()
    assert sum(move.book_amount.units for move in event.moves("reallocation/R-0001")) == 0
    assert next(iter(event.moves("reallocation/R-0001"))) == Move("reallocation", "3300", usd("-400"), usd("-400"), "reallocation/R-0001")
    assert event.sentence() == (
        "reallocated 400.00 USD: -400.00 USD on account 3300, +150.50 USD on account 3400, +249.50 USD on account 6700"
    )


def test_an_account_gives_no_more_than_it_can() -> None:
    refused(
        moves(a3300="-400.01", a6700="400.01"), "take 400.01 USD from account 3300", "can give up 400.00 USD", "topsheet estimate efc 3300"
    )
    refused(moves(a3400="-1", a3300="1"), "take 1.00 USD from account 3400", "can give up 0.00 USD")
    refused(moves(a3400="-1", a3300="-401", a6700="402"), "from account 3400", "from account 3300")


def test_the_lines_are_nothing_in_sum() -> None:
    refused(moves(a3300="-100", a6700="120"), "takes out 100.00 USD and puts in 120.00 USD", "a difference of 20.00 USD")
    refused(moves(a3300="-100"), "has 1 lines and needs two")
    refused(
        (*moves(a3300="-100", a6700="50"), *moves(a6700="50")), "account 6700 twice", "50.00 USD and 50.00 USD", "Write 100.00 USD once"
    )
    refused(moves(a3300="0", a6700="0"), "moves 0.00 USD on account 3300")


def test_contingency_is_never_reallocated_either_way() -> None:
    refused(moves(a3300="-100", a8300="100"), "100.00 USD on account 8300, which is the contingency", "Draw contingency")
    refused(moves(a8300="-100", a3300="100"), "-100.00 USD on account 8300, which is the contingency")


def test_an_unknown_account_another_currency_and_an_unlocked_budget_are_refused() -> None:
    refused(moves(a3350="-100", a3300="100"), "no account 3350")
    euro = BudgetMove(account="3300", amount=Money.parse("-1", "EUR"))
    refused((euro, *moves(a6700="1")), "-1.00 EUR is not in USD")
    draft = given(BUDGET, ADOPTED, IMPORTED).state
    given(REALLOCATION).when(reallocate, draft, lines=moves(a3300="-1", a6700="1"), movable=MOVABLE).refuses("not locked yet")
