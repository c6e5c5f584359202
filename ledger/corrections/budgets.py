"""How decisions about the budget and its estimates are undone."""

from __future__ import annotations

from ledger.aggregates.budget import (
    AccountAdded,
    BudgetChartAdopted,
    BudgetImported,
    BudgetLineRemoved,
    BudgetLineSet,
    BudgetLocked,
    BudgetVersionNamed,
)
from ledger.aggregates.budget_line import BudgetLine
from ledger.aggregates.draw import ContingencyDrawn, ContingencyReturned
from ledger.aggregates.estimate import EstimatedFinalCostHeld, EstimateOnBudget, EstimateToCompleteEntered
from ledger.aggregates.overage import OverageApproved
from ledger.aggregates.reallocation import BudgetReallocated
from ledger.corrections.case import Case, Undone, options, stands, undoes
from ledger.event import counted
from ledger.money import Money

stands(BudgetChartAdopted, why="a book has one chart of accounts. Add what is missing with budget add-account, or begin another book.")
stands(AccountAdded, why="an account without money does no harm; leave it empty.")
stands(
    BudgetLocked,
    why="the lock is what everything later is compared with. Move budget with budget reallocate, contingency draw or overage approve.",
)
stands(BudgetVersionNamed, why="a name of a version is used once. Name the right one with budget name.")

LOCKED = "The budget is locked since, so its lines stand. Move budget with topsheet budget reallocate, contingency draw or overage approve."


@undoes(BudgetImported)
def imported(case: Case) -> Undone:
    """Before the lock by another import that replaces every line: `budget import FILE --replace`."""
    if case.now.locked:
        return Undone(LOCKED)
    if case.event.replaces or not case.before or not case.before.lines:
        return Undone("Import the right file in its place: topsheet budget import FILE --replace.")
    lines = sorted({(line.account, line.line) for line in case.event.lines} & {(line.account, line.line) for line in case.now.lines})
    return case.by(f"Remove the {counted(len(lines), 'line')} that it brought.", *(("budget", "remove-line", *one) for one in lines))


@undoes(BudgetLineSet, BudgetLineRemoved)
def line_set(case: Case) -> Undone:
    """Before the lock by setting the line as it was, or removing it: `budget line`, `budget remove-line`."""
    if case.now.locked:
        return Undone(LOCKED)
    account, number = (
        (case.event.account, case.event.line)
        if isinstance(case.event, BudgetLineRemoved)
        else (case.event.line.account, case.event.line.line)
    )
    was = next((line for line in case.before.lines if (line.account, line.line) == (account, number)), None)
    if was:
        return case.by("Set the line as it was.", ("budget", "line", account, "--line", number, *_line(was)))
    if not any((line.account, line.line) == (account, number) for line in case.now.lines):
        return Undone("The line is removed already.")
    return case.by("Remove the line.", ("budget", "remove-line", account, number))


def _line(line: BudgetLine) -> list[object]:
    """A budget line as the options of budget line."""
    figure = line.result if line.percent is None and line.rate is None else None
    said = options(
        amount=line.amount, units=line.units, x=line.x, rate=line.rate, percent=line.percent, figure=figure, label=line.kind, note=line.note
    )
    bases = [
        word for name, values in (("--base", line.base), ("--excluding", line.excluding)) for value in values for word in (name, value)
    ]
    return ["--for", line.description, *said, *bases]


@undoes(BudgetReallocated)
def reallocated(case: Case) -> Undone:
    """By the same moves back: `budget reallocate`."""
    lines = [word for line in case.event.lines for word in ("--line", line.account, -line.amount)]
    return case.by("Move the same amounts back.", ("budget", "reallocate", *lines))


@undoes(OverageApproved)
def overage(case: Case) -> Undone:
    """By a reallocation, as far as the money is elsewhere wanted: an overage only adds, and no budget leaves the production."""
    accounts = ", ".join(f"{line.amount} on account {line.account}" for line in case.event.lines)
    return Undone(
        f"Nothing undoes it: an overage only adds, and the financier has approved it. It added {accounts}. What is too much there is moved "
        "where it is needed with topsheet budget reallocate; what the financier approves less of is settled in the next overage."
    )


@undoes(ContingencyDrawn)
def drawn(case: Case) -> Undone:
    """By returning it: `contingency return`."""
    still: Money = case.now.amount
    if still == Money.zero(still.currency):
        return Undone("It is undone already: all of it was returned.")
    back = min(still, case.event.amount)
    return case.by(f"Return the {back} that account {case.event.account} still has of it.", ("contingency", "return", case.key, back))


@undoes(ContingencyReturned)
def returned(case: Case) -> Undone:
    """By drawing it again: `contingency draw`."""
    return case.by("Draw it again.", ("contingency", "draw", case.event.account, case.event.amount))


@undoes(EstimateToCompleteEntered, EstimatedFinalCostHeld, EstimateOnBudget)
def estimated(case: Case) -> Undone:
    """By the estimate that stood before it: `estimate etc`, `estimate efc`, or `estimate on-budget`."""
    for later in case.later():
        return Undone(f"It counts no more: the account was estimated anew since. See topsheet correct {later.position}.")
    was, account = case.before, case.event.account
    cause = ("--cause", f"As before entry {case.entry.position}")
    if was is None or was.mode == "budget":
        return case.by("Put the account back on budget, as it was.", ("estimate", "on-budget", account))
    if was.mode == "held":
        return case.by(f"Hold the final cost at {was.amount} again.", ("estimate", "efc", account, was.amount, *cause))
    words = f"Enter {was.amount} to complete again, less what orders, hires and costs have taken from it since it was entered."
    return case.by(words, ("estimate", "etc", account, was.amount, *cause))
