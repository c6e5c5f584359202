"""A cell of the cost report or the top sheet: what it is called, which accounts it sums, and the steps that made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger.errors import Misuse, Unknown, near
from ledger.projections import Session

FIGURES: Mapping[str, tuple[str, ...]] = {
    "period": ("period",),
    "to date": ("to_date",),
    "commitments": ("commitments",),
    "of which accrued": ("accrued",),
    "total": ("total",),
    "ETC": ("etc",),
    "EFC": ("efc",),
    "locked": ("locked",),
    "reallocated": ("reallocated",),
    "contingency": ("contingency",),
    "overages": ("overages",),
    "final": ("final",),
    "variance": ("variance",),
}
"""The columns of the cost report that every window has, each with the column of account_figures that it prints."""

SINCE: Mapping[str, tuple[str, ...]] = {"last EFC": ("last_efc",), "change": ("change",)}
"""The columns of the cost report that stand on the report before, each with its column of last_efcs."""

COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cost-report": {**FIGURES, **SINCE},
    "top-sheet": {
        "locked": ("locked",),
        "changes": ("reallocated", "contingency", "overages"),
        "final": ("final",),
        "EFC": ("efc",),
        "variance": ("variance",),
    },
}
"""The columns of each report as it prints them, each with the figures of accounts that it adds up."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell by its place: the column as printed, and the account, category or section; none of them for the grand total."""

    report: str
    column: str
    account: str | None = None
    category: str | None = None
    section: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The figures of accounts that the cell adds up."""
        return COLUMNS[self.report][self.column]

    @property
    def condition(self) -> tuple[str, list[str]]:
        """Which accounts it adds up. Subtotals of the cost report leave the contingency out; it stands in the footer."""
        level, value = next(((one, said) for one, said in self.places.items() if said), (None, None))
        if value is None or level is None:
            return "true", []
        alone = "" if level == "account" or self.report == "top-sheet" else " and not is_contingency"
        return f"{level} = ?{alone}", [value]

    @property
    def places(self) -> dict[str, str | None]:
        """The ways to name a line of the report."""
        return {"account": self.account, "category": self.category, "section": self.section}


def column_named(text: str, what: str, columns: Iterable[str]) -> str:
    """A column as it is printed, however it was typed. Raises Unknown, naming `what` does not have it."""
    wanted = text.replace("-", " ").replace("_", " ").casefold()
    printed = next((one for one in columns if one.casefold() == wanted), None)
    if printed is None:
        raise Unknown(f"The {what} has no column {text!r}. It has {', '.join(columns)}.")
    return printed


def cell(session: Session, report: str, column: str, **place: str | None) -> Cell:
    """The cell that was asked for. Raises Misuse for two places, Unknown for a column or a line that the report does not have."""
    printed = column_named(column, report.replace("-", " "), COLUMNS[report])
    named = {level: value for level, value in place.items() if value}
    if len(named) > 1:
        raise Misuse(f"Name one line: {' or '.join(f'--{level} {value}' for level, value in named.items())}; none for the grand total.")
    session.make("account_figures")
    for level, value in named.items():
        there = [row[0] for row in session.query(f"select {level} from account_figures group by all order by min(number)")[1]]
        if value not in there:
            whole = level == "section" or not there
            listed = f"It has {', '.join(there) or 'none yet'}." if whole else near(value, there, f"topsheet report {report}")
            raise Unknown(f"The {report.replace('-', ' ')} has no {level} {value!r} in this window. {listed}")
    if printed in SINCE and not session.view("last_report")[1]:
        raise Unknown(f"No cost report was issued for a day before this window's, so the column {printed} is empty.")
    return Cell(report, printed, **named)


def amount(session: Session, one: Cell) -> Decimal:
    """What the report prints in this cell."""
    session.make("account_figures")
    condition, values = one.condition
    figures = "account_figures"
    if one.column in SINCE:
        session.make("last_efcs")
        figures += " inner join last_efcs using (account)"
    found = session.query(f"select coalesce(sum({' + '.join(one.parts)}), 0) from {figures} where {condition}", values)
    amount: Decimal = found[1][0][0]
    return amount


def steps(session: Session, one: Cell) -> list[dict[str, Any]]:
    """The entries that moved this cell, in the order in which they took effect: the signed step and what it left."""
    behind = "last_efc_steps" if one.column in SINCE else "cost_report_steps"
    session.make(behind)
    condition, values = one.condition
    accounts = "account = ?" if one.account else f"account in (select account from account_figures where {condition})"
    columns, rows = session.query(
        f"""
        select
            position,
            "on",
            arg_min(step, (account, "column")) as step,
            any_value(document) as document,
            sum(delta) as delta,
            sum(sum(delta)) over (order by "on", position) as running,
        from {behind}
        where {accounts} and "column" in ({", ".join(f"'{part}'" for part in one.parts)})
        group by position, "on"
        {"" if one.account else "having sum(delta) <> 0"}
        order by "on", position
        """,
        values,
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]
