"""Random lawful histories: a play that drives the decisions over a book in memory, as the command line does over a file.

A program is a list of steps, each a few small numbers; a step that a decision refuses records nothing. Days rise within each
document and wander freely between documents, as far as the closing dates allow.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from ledger.aggregates import budget
from ledger.aggregates.account import Account
from ledger.aggregates.authority import AUTHORITY, AuthorityGranted
from ledger.aggregates.book import BOOK, open_book
from ledger.aggregates.budget_line import BudgetLine
from ledger.errors import LedgerError
from ledger.money import Money
from tests.agreement.accrual_steps import accrues, reverses
from tests.agreement.advance_steps import accounts_for, hands_out
from tests.agreement.cash_steps import plans_cash
from tests.agreement.invoice_steps import credits_and_recodes
from tests.agreement.money_steps import (
    approves,
    changes_hire,
    changes_order,
    enters,
    estimates,
    hires,
    moves_budget,
    names,
    posts,
    raises,
    settles,
)
from tests.agreement.other_steps import closes, closes_first, explains, finances, plans
from tests.agreement.payroll_steps import hires_crew, releases, runs, settles_payroll
from tests.agreement.play import FINANCIER, FIRST, Dice, Play
from tests.agreement.shooting_steps import shoots
from tests.window import ABOUT

BUDGET = (("1100", "above the line", "1000.00"), ("3300", "production", "500.00"), ("3310", "production", "300.07"),
          ("5000", "post-production", "80.50"), ("6900", "other", "120.00"), ("9900", "rounding", "-1.00"))  # fmt: skip
STEP = st.tuples(*[st.integers(0, 999)] * 8)


def programs(*, least: int = 12, most: int = 60) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Programs for a play; what stands before the first step is some six entries more."""
    return st.lists(STEP, min_size=least, max_size=most)


def played(program: Sequence[tuple[int, ...]], *, closing: int | None = None) -> Play:
    """The history that a program makes; with `closing`, a cost report is issued before that step."""
    play = Play()
    begin(play, Dice(program[0]))
    for number, step in enumerate(program):
        dice = Dice(step)
        if len(play.entries) >= 40:
            break
        if number == closing:
            closes_first(play, dice)
        act = ACTS[dice.upto(len(ACTS))]
        try:
            act(play, dice)
        except LedgerError as refusal:
            if "are two currencies" in str(refusal):  # no step ever means that
                raise
    return play


def begin(play: Play, dice: Dice) -> None:
    """The first page, two grants, a chart, its lines and the lock, on days that wander."""
    first = Dice((0,))
    play.record(
        BOOK, "main", open_book(book=ABOUT.id, title=ABOUT.title, currency=ABOUT.currency, timezone=ABOUT.timezone), first, by="P-0001"
    )
    for key, party, financier in (("A-0001", "P-0001", None), ("A-0002", "P-0032", FINANCIER)):
        play.record(
            AUTHORITY,
            key,
            AuthorityGranted(party=party, role="producer", financier=financier, over_budget=True, starts=FIRST),
            first,
            by="P-0001",
        )
    accounts = [
        Account(code=code, name=f"Account {code}", category=code[:2], category_name=code[:2], section=section, contingency=code == "6900")  # type: ignore[arg-type]
        for code, section, _ in BUDGET
    ]
    play.record(budget.BUDGET, "main", budget.adopt(chart="small", accounts=accounts, currency="EUR"), dice)
    lines = tuple(
        BudgetLine(account=code, line=1, description="all", result=Money.parse(text, "EUR"), rounding=code == "9900")
        for code, _, text in BUDGET
    )
    play.record(budget.BUDGET, "main", budget.BudgetImported(title="small.csv", lines=lines), first)
    play.record(budget.BUDGET, "main", budget.lock(play.known["budget/main"]), dice)


ACTS = (
    names, moves_budget, moves_budget, estimates, estimates, raises, raises, approves, changes_order, changes_order, hires, changes_hire,
    credits_and_recodes, credits_and_recodes, enters, enters, posts, posts, posts, posts, settles, settles, closes, closes, explains,
    finances, finances, finances, finances, plans, shoots, shoots,
    hires_crew, hires_crew, runs, runs, runs, runs, settles_payroll, settles_payroll, releases,
    accrues, reverses, hands_out, accounts_for, plans_cash,
)  # fmt: skip
