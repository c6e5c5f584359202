"""topsheet budget: chart, lines, lock, versions, reallocation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.line_options import file_options
from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.budget import Budget
    from ledger.decision import Decision
    from ledger.event import Event
    from ledger.line import BudgetMove


@click.group("budget")
def command() -> None:
    """The budget: built from a chart and lines, locked, and from then on moved by decisions alone."""


def _known(decision: Decision) -> Budget:
    from ledger.aggregates.budget import BUDGET
    from ledger.errors import TooEarly

    budget = decision.load(BUDGET, "main")
    if budget is None:
        raise TooEarly("The book has no chart of accounts yet. Adopt one: topsheet budget chart us-tv (or us-feature, icaa).")
    return budget


def _build(decision: Decision, event: Event) -> None:
    """Before the lock a budget is built by whoever may decide on it."""
    from ledger.aggregates.budget import BUDGET

    decision.authorise("budget", asked="The budget")
    decision.record(BUDGET, "main", event)


@command.command()
@click.argument("name")
@click.option("--whole", is_flag=True, help="Round calculated lines to whole units, half-up.")
@writer()
def chart(decision: Decision, *, name: str, whole: bool) -> Consequence:
    """Adopt a chart of accounts: us-feature, us-tv or icaa."""
    from ledger.aggregates import budget
    from ledger.charts import chart as accounts_of

    _build(
        decision,
        budget.adopt(decision.load(budget.BUDGET, "main"), chart=name, accounts=accounts_of(name), currency=decision.currency, whole=whole),
    )
    return None


@command.command("add-account")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--category", required=True, metavar="CODE", help="The category's code.")
@click.option("--category-name", help="Its name; needed for a new category.")
@click.option(
    "--section", type=click.Choice(["above the line", "production", "post-production", "other"]), help="Needed for a new category."
)
@click.option("--contingency", is_flag=True, help="This account holds the contingency.")
@writer()
def add_account(
    decision: Decision, *, code: str, name: str, category: str, category_name: str | None, section: Any, contingency: bool
) -> Consequence:
    """Add one account to the chart."""
    from ledger.aggregates import budget
    from ledger.aggregates.account import Account
    from ledger.errors import Misuse

    known = _known(decision)
    like = next((a for a in known.accounts.values() if a.category == category), None)
    title, where = category_name or (like.category_name if like else None), section or (like.section if like else None)
    if not title or not where:
        raise Misuse(f"Category {category} is new: give its --category-name and --section.")
    account = Account(code=code, name=name, category=category, category_name=title, section=where, contingency=contingency)
    _build(decision, budget.add_account(known, account))
    return None


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@file_options("account=Acct,total=Amt")
@click.option("--total", metavar="AMOUNT", help="The budget's total, which the lines must make.")
@click.option("--accept-rounding", metavar="ACCOUNT", help="Take a difference to a stated total as a rounding line on this account.")
@click.option("--replace", is_flag=True, help="Take the place of every line so far.")
@writer()
def import_lines(decision: Decision, *, path: Path, words: tuple[str, ...], total: str | None, accept_rounding: str | None,
                 replace: bool, **form: str | None) -> Consequence:  # fmt: skip
    """Import the lines of a CSV or XLSX file; stated totals must tie to the cent."""
    from cli.words import money
    from ledger.aggregates import budget
    from ledger.event import counted
    from ledger.exchange import budget_file

    known = _known(decision)
    file = budget_file.read_budget(path, currency=decision.currency,
        sections={code: account.section for code, account in known.accounts.items()}, columns=budget_file.columns(words),
        whole=known.whole, total=money(total, decision.currency), accept_rounding=accept_rounding, **form)  # fmt: skip
    decision.evidence = (*decision.evidence, path)
    _build(decision, budget.import_lines(known, title=path.name, lines=file.lines, replace=replace))
    rounding = f", of which {file.rounding} is rounding on account {accept_rounding}" if file.rounding else ""
    return f"{counted(len(file.lines), 'line')}, {file.total} in all{rounding}."


@command.command()
@click.argument("account")
@click.option("--line", type=int, help="The line's number; the account's next by default.")
@click.option("--for", "description", required=True, help="What is budgeted.")
@click.option("--figure", metavar="AMOUNT", help="A plain figure.")
@click.option("--amount", help="How many units.")
@click.option("--units", help="Of what: days, weeks.")
@click.option("--x", help="The multiplier.")
@click.option("--rate", help="The rate of one.")
@click.option("--percent", help="A percentage of a base.")
@click.option("--base", multiple=True, metavar="ACCOUNT|SECTION|total", help="What the percentage is of. Repeatable.")
@click.option("--excluding", multiple=True, metavar="ACCOUNT", help="Not of the base. Repeatable.")
@click.option("--label", "kind", help="Where the figure comes from, such as stand-in.")
@click.option("--note")
@writer()
def line(decision: Decision, *, account: str, line: int | None, description: str, figure: str | None, base: tuple[str, ...],
         excluding: tuple[str, ...], kind: str | None, note: str | None, units: str | None,
         **factors: str | None) -> Consequence:  # fmt: skip
    """Set one line: a figure, or amount × X × rate half-up, or a percentage of a base."""
    from cli.words import money
    from ledger.aggregates import budget
    from ledger.money import number

    exact = {name: number(text, name) if text is not None else None for name, text in factors.items()}
    event = budget.set_line(_known(decision), account=account, description=description, line=line,
        figure=money(figure, decision.currency), units=units, base=base, excluding=excluding, kind=kind, note=note,
        **exact)  # fmt: skip
    _build(decision, event)
    return f"Line {event.line.line} of account {account} is {event.line.result}."


@command.command("remove-line")
@click.argument("account")
@click.argument("line", type=int)
@writer()
def remove_line(decision: Decision, *, account: str, line: int) -> Consequence:
    """Take a line out of the budget."""
    from ledger.aggregates import budget

    _build(decision, budget.remove_line(_known(decision), account=account, line=line))
    return None


@command.command()
@click.option("--contingency-account", metavar="ACCOUNT", help="The account that holds the contingency; the chart's own by default.")
@click.option("--version", "name", default="v01", show_default=True, help="What this state of the budget is called.")
@writer()
def lock(decision: Decision, *, contingency_account: str | None, name: str) -> Consequence:
    """Agree the budget: lines no longer change, and the accounts may be committed."""
    from ledger.aggregates import budget

    event = budget.lock(_known(decision), contingency_account=contingency_account, version=name)
    decision.authorise("budget", asked="The lock", amount=event.total)
    decision.record(budget.BUDGET, "main", event)
    return f"The budget is {event.total}. From now on: topsheet budget reallocate, contingency draw, overage approve."


@command.command("name")
@click.argument("version")
@writer()
def name_version(decision: Decision, *, version: str) -> Consequence:
    """Name the budget as it stands, such as v02; --known v02 then shows it."""
    from ledger.aggregates import budget

    _build(decision, budget.name_version(_known(decision), version))
    return None


MOVES = click.option(
    "--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT AMOUNT", help="An account and its signed amount. Repeatable."
)


@command.command()
@MOVES
@writer(reason=True)
def reallocate(decision: Decision, *, lines: tuple[tuple[str, str], ...]) -> Consequence:
    """Move budget between accounts: minus where it leaves, plus where it goes, nothing in sum.

    An account gives at most what it has beyond its EFC where one is estimated, else beyond what is spent and committed.
    """
    from cli.words import balance, sections
    from ledger.aggregates import reallocation

    moved = moves(decision, lines)
    budget = _known(decision)
    movable = {m.account: decision.left(m.account, keep="estimate") for m in moved if m.amount.amount < 0}
    event = reallocation.reallocate(budget, lines=moved, movable=movable)
    accounts = {m.account for m in moved}
    key = decision.new_key(reallocation.REALLOCATION)
    decision.authorise("reallocation", asked=key, amount=reallocation.moved(moved), sections=sections(decision, accounts))
    decision.record(reallocation.REALLOCATION, key, event)
    return lambda: balance(decision.book, accounts)


def moves(decision: Decision, lines: tuple[tuple[str, str], ...]) -> list[BudgetMove]:
    """The signed budget lines as options give them."""
    from cli.words import amounts
    from ledger.line import BudgetMove

    return [BudgetMove(account=account, amount=amount) for account, amount in amounts(lines, decision.currency)]
