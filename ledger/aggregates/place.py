"""A place is where a cost is spent: the country, and perhaps the region, in which the work is done or the goods are used.

An invoice that is posted with its country says so itself. Where a payroll, a receipt or an invoice does not, or says it wrongly, a cost
line is placed by an entry, with what shows it. An account may be placed too: what it costs is spent there wherever nothing nearer says
otherwise, and so is what is still to come on it. The last place that was said counts. A category places each of its accounts that has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.account import Accounts, found
from ledger.aggregates.scheme import CostDocument, on_line
from ledger.errors import AlreadyDone
from ledger.event import Code, Count, Country, Event, Frozen, Text


class CostPlaced(Event):
    """One cost line is spent here, whatever the document said; what a recode moves to another account goes with it."""

    document: Text
    line: Count
    country: Country
    region: Text | None = None

    def sentence(self) -> str:
        return f"placed line {self.line} of {self.document.partition('/')[2]} in {_spoken(self.country, self.region)}"


class AccountPlaced(Event):
    """What an account costs is spent here where no line says otherwise, and so is what is still to come on it."""

    account: Code
    country: Country
    region: Text | None = None

    def sentence(self) -> str:
        return f"placed account {self.account} in {_spoken(self.country, self.region)}"


PlaceEvent = CostPlaced | AccountPlaced


class Place(Frozen):
    """Where the lines of a document, or an account, were placed last."""

    lines: dict[int, tuple[str, str | None]] = Field(default_factory=dict)
    account: tuple[str, str | None] | None = None


def place_cost(known: Place | None, voucher: CostDocument, *, line: int, country: str, region: str | None = None) -> CostPlaced:
    """Say where one cost line is spent. Raises Unknown for a line that the document does not have, AlreadyDone."""
    on_line(voucher.document, line, voucher.lines)
    if known and known.lines.get(line) == (country, region):
        key = voucher.document.partition("/")[2]
        raise AlreadyDone(f"Line {line} of {key} is placed in {_spoken(country, region)} already. Give another place.")
    return CostPlaced(document=voucher.document, line=line, country=country, region=region)


def meant(accounts: Accounts, account: str) -> list[str]:
    """The accounts that a code names: itself and, of a category, all of its accounts. Raises Unknown."""
    return [code for code, one in accounts.items() if account in (code, one.category)] or [found(accounts, account).code]


def place_accounts(known: Mapping[str, Place | None], accounts: Accounts, *, account: str, country: str,
                   region: str | None = None) -> list[AccountPlaced]:  # fmt: skip
    """Say where an account is spent, or each account of a category that has no place yet. Raises Unknown, AlreadyDone."""
    codes = meant(accounts, account)
    held = {code: one.account for code in codes if (one := known.get(code)) and one.account}
    placed = [code for code in codes if code not in held] or [
        code for code in (account,) if held.get(code, (country, region)) != (country, region)
    ]
    if not placed:
        if len(codes) == 1:
            raise AlreadyDone(f"Account {account} is placed in {_spoken(country, region)} already. Give another place.")
        where = ", ".join(f"{code} in {_spoken(*one)}" for code, one in held.items())
        raise AlreadyDone(f"Every account of category {account} has a place already: {where}. Name the account that is spent elsewhere.")
    return [AccountPlaced(account=code, country=country, region=region) for code in placed]


def _spoken(country: str, region: str | None) -> str:
    return f"{region}, {country}" if region else country


def evolve(known: Place | None, event: PlaceEvent) -> Place:
    """Fold one fact into what is known."""
    known = known or Place()
    match event:
        case CostPlaced():
            return known.model_copy(update={"lines": {**known.lines, event.line: (event.country, event.region)}})
        case AccountPlaced():
            return known.model_copy(update={"account": (event.country, event.region)})
        case _:
            assert_never(event)


PLACE = Aggregate("place", "", (CostPlaced, AccountPlaced), evolve)
