"""An account is one row of the chart: what the production budgets, promises and spends on, in a category and a section.

Not a document of its own: the chart belongs to the budget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, Refused, Unknown, nearest
from ledger.event import Code, Frozen, Text

Section = Literal["above the line", "production", "post-production", "other", "rounding"]
SECTIONS: tuple[str, ...] = get_args(Section)


class Account(Frozen):
    """An account of the chart; `to_confirm` marks a label that its source has not confirmed.

    The section `rounding` is for an account that holds accepted differences alone, so that every other section ties.
    """

    code: Code
    name: Text
    category: Code
    category_name: Text
    section: Section
    contingency: bool = False
    to_confirm: bool = False


Accounts = Mapping[str, Account]


def fits(account: Account, known: Accounts) -> None:
    """Refuse a code that is in the chart already, and a category with two names or sections."""
    if account.code in known:
        raise AlreadyDone(f"Account {account.code} is in the chart already: {known[account.code].name}.")
    for other in known.values():
        if other.category == account.category and (other.category_name, other.section) != (account.category_name, account.section):
            raise DoesNotAdd(
                f"Category {account.category} is {other.category_name} in {other.section} on account {other.code}, and "
                f"{account.category_name} in {account.section} on account {account.code}. Give it one name and section."
            )


def found(accounts: Accounts, code: str) -> Account:
    """The account of this code. Raises Unknown, naming the nearest ones."""
    if code not in accounts:
        near = ", ".join(f"{c} {accounts[c].name}" for c in nearest(code, accounts))
        there = f"; the nearest are {near}" if near else ""
        raise Unknown(f"There is no account {code} in the chart{there}. Use one that is there, or add {code} to the chart.")
    return accounts[code]


def takes_costs(account: str, contingency: str | None) -> None:
    """Refuse the contingency account: it is drawn into others and takes no orders, hires or postings."""
    if account == contingency:
        raise Refused(
            f"Account {account} is the contingency, which takes no orders, hires or postings. Draw it into the account that needs it: "
            f"topsheet contingency draw."
        )


def covered(accounts: Accounts, base: Sequence[str], excluding: Sequence[str]) -> frozenset[str]:
    """The accounts of a base: accounts, sections or total, less the excluded accounts. Raises Unknown, or Misuse when nothing is left."""
    inside: set[str] = set()
    for word in base:
        if word == "total":
            inside.update(accounts)
        elif word in SECTIONS:
            inside.update(code for code, account in accounts.items() if account.section == word)
        else:
            inside.add(found(accounts, word).code)
    inside -= {found(accounts, code).code for code in excluding}
    if not inside:
        raise Misuse(f"A percentage needs a base: total, one of {', '.join(SECTIONS[:4])}, or accounts, that exclusions do not empty.")
    return frozenset(inside)
