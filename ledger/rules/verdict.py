"""A verdict: what a rule says of the book at a window, with the figures, the law and the entries behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Status = Literal["pass", "fail", "at risk", "not yet decidable", "not applicable"]
STATUSES: tuple[Status, ...] = ("fail", "at risk", "not yet decidable", "pass", "not applicable")
Unit = Literal["money", "days", "number", "share", "eighths"]
ZERO = Decimal(0)


MOST = 5


def some(names: Iterable[object]) -> str:
    """Names in order, the first five of them and how many there are more."""
    said = sorted({str(name) for name in names})
    return ", ".join(said[:MOST]) + (f" (+{len(said) - MOST})" if len(said) > MOST else "")


class Undecided(Exception):
    """A fact that the rule needs is not there; the message is what is missing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a kind of rule finds: whether it holds, its figures, and how much of the money it disallows.

    `value` is what other rules take from this one, `margin` how far it is from turning: positive while it holds. `names` are all that
    break it, where it holds figures apart, and `what` says some of them.
    """

    holds: bool
    amount: Decimal | None = None
    limit: Decimal | None = None
    base: Decimal | None = None
    share: Decimal | None = None
    value: Decimal | None = None
    disallowed: Decimal = ZERO
    unit: Unit = "money"
    due: date | None = None
    waiting: bool = False
    what: str = ""
    names: frozenset[str] = frozenset()

    @property
    def margin(self) -> Decimal | None:
        """How far the amount is from its limit, whichever side is the good one."""
        if self.amount is None or self.limit is None:
            return None
        apart = abs(self.limit - self.amount)
        return apart if self.holds else -apart


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule at one window. Amounts are in the book's currency, `position` is the entry that turned it."""

    rule: str
    pack: str
    kind: str
    status: Status
    basis: str
    certainty: str
    citation: str
    outcome: Outcome | None = None
    at_basis: Outcome | None = None
    consequence: str = ""
    stake: Decimal | None = None
    missing: str = ""
    waived: int | None = None
    financier: str | None = None
    parameters: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def figures(self) -> Outcome | None:
        """The figures to show: those at the basis on which it is at risk, else its own."""
        return self.at_basis if self.status == "at risk" and self.at_basis else self.outcome
