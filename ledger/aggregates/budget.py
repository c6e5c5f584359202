"""The budget is what the production may cost, account by account, before anything is spent.

It begins with a chart of accounts. Lines are imported or set one by one, and change freely until the budget is locked; the
lock is version v01. From then on only reallocations, contingency moves and overages change what an account has, each a
document of its own, and a state that people agreed on is given a name: v02, v03.

A locked line never changes, and a version is never named twice. Accounts may still be added; they begin with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.account import Account, fits, found
from ledger.aggregates.budget_line import BudgetLine, budgeted, calculated
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, TooEarly, Unknown
from ledger.event import Code, Event, Frozen, Move, Text, counted
from ledger.line import BudgetMove
from ledger.money import Money, scale_of, total

VERSION = r"v[0-9A-Za-z][0-9A-Za-z.-]{0,30}"
Version = Annotated[str, Field(pattern=f"^{VERSION}$")]


class BudgetChartAdopted(Event):
    """The accounts that this production budgets and spends on; `whole` rounds every calculated line to a whole unit."""

    chart: Text
    accounts: tuple[Account, ...]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    whole: bool = False

    def sentence(self) -> str:
        whole = " in whole units" if self.whole else ""
        return f"adopted the chart {self.chart}, {counted(len(self.accounts), 'account')} in {self.currency}{whole}"


class AccountAdded(Event):
    """The chart has one more account, with nothing on it yet."""

    account: Account

    def sentence(self) -> str:
        return f"added account {self.account.code} {self.account.name} to {self.account.section}"


class BudgetImported(Event):
    """Lines of a budget file, as one document; with `replaces` they stand in the place of every line before."""

    title: Text
    lines: tuple[BudgetLine, ...]
    replaces: bool = False

    def sentence(self) -> str:
        whole = total((line.result for line in self.lines), self.lines[0].result.currency)
        return f"imported {counted(len(self.lines), 'line')} of {self.title}, {whole}{', in place of all before' if self.replaces else ''}"


class BudgetLineSet(Event):
    """One line as it shall be; it takes the place of the line with its number."""

    line: BudgetLine

    def sentence(self) -> str:
        how = f" ({self.line.how})" if self.line.how else ""
        return f"set line {self.line.line} of account {self.line.account} to {self.line.result}{how}: {self.line.description}"


class BudgetLineRemoved(Event):
    """The line is taken out of the budget."""

    account: Code
    line: int = Field(ge=1)

    def sentence(self) -> str:
        return f"removed line {self.line} of account {self.account}"


class BudgetLocked(Event):
    """The budget is agreed: every account has its total, and lines no longer change."""

    lines: tuple[BudgetMove, ...]
    total: Money
    contingency_account: Code | None = None
    rounding: Money | None = None
    version: Version = "v01"

    def sentence(self) -> str:
        rounding = f", with a rounding of {self.rounding}" if self.rounding else ""
        reserve = f", contingency on account {self.contingency_account}" if self.contingency_account else ", without contingency"
        return f"locked the budget {self.version} at {self.total} on {counted(len(self.lines), 'account')}{rounding}{reserve}"

    def moves(self, document: str) -> Iterable[Move]:
        return budgeted("budget", self.lines, document)


class BudgetVersionNamed(Event):
    """The budget as it stands now is known by this name."""

    name: Version

    def sentence(self) -> str:
        return f"named the budget as it stands {self.name}"


BudgetEvent = BudgetChartAdopted | AccountAdded | BudgetImported | BudgetLineSet | BudgetLineRemoved | BudgetLocked | BudgetVersionNamed


class Budget(Frozen):
    """What a decision about the budget needs to know. The lines are forgotten at the lock, after which they decide nothing."""

    currency: str
    whole: bool
    accounts: dict[str, Account]
    lines: dict[tuple[str, int], BudgetLine]
    locked: Money | None = None
    contingency_account: str | None = None
    versions: tuple[str, ...] = ()


def adopt(
    budget: Budget | None = None, *, chart: str, accounts: Sequence[Account], currency: str, whole: bool = False
) -> BudgetChartAdopted:
    """Begin the budget with a chart of accounts. Raises DoesNotAdd when the chart contradicts itself."""
    if budget is not None:
        raise AlreadyDone(
            f"The budget has a chart of {counted(len(budget.accounts), 'account')} already. Add the accounts that it lacks one by one."
        )
    scale_of(currency)
    if not accounts:
        raise Misuse(f"The chart {chart} has no accounts. A budget needs at least one.")
    known: dict[str, Account] = {}
    for account in accounts:
        fits(account, known)
        known[account.code] = account
    return BudgetChartAdopted(chart=chart, accounts=tuple(accounts), currency=currency, whole=whole)


def add_account(budget: Budget, account: Account) -> AccountAdded:
    """Add one account to the chart, also after the lock; then budget reaches it by reallocation, draw or overage."""
    fits(account, budget.accounts)
    if account.contingency and budget.locked is not None:
        raise AlreadyDone(f"The budget was locked at {budget.locked}, with its contingency settled. Add {account.code} as any other.")
    return AccountAdded(account=account)


def import_lines(budget: Budget, *, title: str, lines: Sequence[BudgetLine], replace: bool = False) -> BudgetImported:
    """Take in the lines of a budget file. Raises AlreadyDone when one of its accounts has lines and `replace` was not said."""
    _unlocked(budget)
    if not lines:
        raise Misuse(f"{title} has no lines, so there is nothing to import.")
    before = set() if replace else {account for account, _ in budget.lines}
    seen: set[tuple[str, int]] = set()
    for line in lines:
        found(budget.accounts, line.account)
        in_currency(budget, line.result)
        if line.account in before:
            there = sum(account == line.account for account, _ in budget.lines)
            raise AlreadyDone(f"Account {line.account} has {there} lines already, so {title} would add to them. Remove them, or "
                              f"import with --replace, which takes the place of every line so far.")  # fmt: skip
        if (line.account, line.line) in seen:
            raise DoesNotAdd(f"{title} has line {line.line} of account {line.account} twice. Number the lines of each account.")
        seen.add((line.account, line.line))
    return BudgetImported(title=title, lines=tuple(lines), replaces=replace)


def set_line(budget: Budget, *, account: str, description: str, line: int | None = None, figure: Money | None = None,
             amount: Decimal | None = None, units: str | None = None, x: Decimal | None = None, rate: Decimal | None = None,
             percent: Decimal | None = None, base: Sequence[str] = (), excluding: Sequence[str] = (),
             kind: str | None = None, note: str | None = None) -> BudgetLineSet:  # fmt: skip
    """Set one line: a figure, amount × X × rate, or a percentage of a base. Without a number it is the account's next line."""
    _unlocked(budget)
    found(budget.accounts, account)
    number = line if line is not None else 1 + max((n for a, n in budget.lines if a == account), default=0)
    one = (figure is not None) + (percent is not None) + any(part is not None for part in (amount, x, rate)) == 1
    if not one or (amount is None) != (rate is None) or (amount is None and x is not None) or (percent is None and base):
        raise Misuse(f"Line {number} of account {account} needs one of three: a figure; an amount and a rate; a percentage and its base.")
    wanted = BudgetLine(
        account=account, line=number, description=description, result=Money.zero(budget.currency) if figure is None else figure,
        amount=amount, units=units, x=x, rate=rate, percent=percent, base=tuple(base), excluding=tuple(excluding), kind=kind,
        note=note)  # fmt: skip
    in_currency(budget, wanted.result)
    return BudgetLineSet(line=calculated(wanted, budget.accounts, budget.lines.values(), whole=budget.whole))


def remove_line(budget: Budget, *, account: str, line: int) -> BudgetLineRemoved:
    """Take a line out of the budget."""
    _unlocked(budget)
    if (account, line) not in budget.lines:
        there = ", ".join(str(n) for a, n in sorted(budget.lines) if a == account) or "none"
        raise Unknown(f"Account {account} has no line {line}. It has: {there}.")
    return BudgetLineRemoved(account=account, line=line)


def lock(budget: Budget, *, contingency_account: str | None = None, version: str = "v01") -> BudgetLocked:
    """Agree the budget. Raises DoesNotAdd when a percentage was taken of a base that has changed since."""
    _unlocked(budget)
    if not budget.lines:
        raise TooEarly("The budget has no lines. Import them or set them before the lock.")
    for line in budget.lines.values():
        now = calculated(line, budget.accounts, budget.lines.values(), whole=budget.whole) if line.percent is not None else line
        if now != line:
            raise DoesNotAdd(f"Line {line.line} of account {line.account} is {line.result}, {line.how}; its base is now "
                             f"{now.base_amount}, which makes it {now.result}. Set the line again.")  # fmt: skip
    marked = [account.code for account in budget.accounts.values() if account.contingency]
    if contingency_account is None and len(marked) > 1:
        raise Misuse(f"The chart has {len(marked)} contingency accounts: {', '.join(marked)}. Say which one holds the contingency.")
    chosen = found(budget.accounts, contingency_account).code if contingency_account else next(iter(marked), None)
    sums = by_account(budget)
    rounding = total((line.result for line in budget.lines.values() if line.rounding), budget.currency)
    return BudgetLocked(
        lines=tuple(BudgetMove(account=code, amount=sums[code]) for code in budget.accounts),
        total=total(sums.values(), budget.currency),
        contingency_account=chosen,
        rounding=rounding or None,
        version=_version(version),
    )


def name_version(budget: Budget, name: str) -> BudgetVersionNamed:
    """Give the budget as it stands a name that no other version has."""
    locked(budget)
    if _version(name) in budget.versions:
        raise AlreadyDone(f"{name} is a version already; there are {', '.join(budget.versions)}. Choose the next name.")
    return BudgetVersionNamed(name=name)


def by_account(budget: Budget) -> dict[str, Money]:
    """What the lines come to on every account of the chart."""
    sums = dict.fromkeys(budget.accounts, Money.zero(budget.currency))
    for line in budget.lines.values():
        sums[line.account] += line.result
    return sums


def in_currency(budget: Budget, amount: Money) -> Money:
    """The amount, when it is in the budget's currency."""
    if amount.currency != budget.currency:
        raise DoesNotAdd(f"{amount} is not in {budget.currency}, the budget's currency. Budget it in that, with the rate of exchange as X.")
    return amount


def locked(budget: Budget) -> Money:
    """The total at the lock. Raises TooEarly before it."""
    if budget.locked is None:
        lines = total((line.result for line in budget.lines.values()), budget.currency)
        many = counted(len(budget.lines), "line")
        raise TooEarly(f"The budget is not locked yet; its {many} come to {lines}. Lock it first with topsheet budget lock.")
    return budget.locked


def _unlocked(budget: Budget) -> None:
    if budget.locked is not None:
        raise AlreadyDone(
            f"The budget was locked at {budget.locked}, so its lines no longer change. Reallocate between accounts, draw contingency, "
            f"or have an overage approved."
        )


def _version(name: str) -> str:
    if not re.fullmatch(VERSION, name):
        raise Misuse(f"{name!r} is not a version's name. Write v and then letters, digits, points or hyphens, such as v02.")
    return name


def evolve(budget: Budget | None, event: BudgetEvent) -> Budget:
    """Fold one fact into what is known."""
    if isinstance(event, BudgetChartAdopted):
        return Budget(currency=event.currency, whole=event.whole, accounts={account.code: account for account in event.accounts}, lines={})
    assert budget is not None
    match event:
        case AccountAdded():
            return budget.model_copy(update={"accounts": {**budget.accounts, event.account.code: event.account}})
        case BudgetImported():
            kept = {} if event.replaces else budget.lines
            return budget.model_copy(update={"lines": {**kept, **{(line.account, line.line): line for line in event.lines}}})
        case BudgetLineSet():
            return budget.model_copy(update={"lines": {**budget.lines, (event.line.account, event.line.line): event.line}})
        case BudgetLineRemoved():
            kept = {key: line for key, line in budget.lines.items() if key != (event.account, event.line)}
            return budget.model_copy(update={"lines": kept})
        case BudgetLocked():
            agreed: dict[str, object] = {"locked": event.total, "contingency_account": event.contingency_account, "lines": {}}
            return budget.model_copy(update={**agreed, "versions": (*budget.versions, event.version)})
        case BudgetVersionNamed():
            return budget.model_copy(update={"versions": (*budget.versions, event.name)})
        case _:
            assert_never(event)


LIFE = (BudgetChartAdopted, AccountAdded, BudgetImported, BudgetLineSet, BudgetLineRemoved, BudgetLocked, BudgetVersionNamed)
BUDGET = Aggregate("budget", "", LIFE, evolve)
