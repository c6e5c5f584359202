"""What every rule says of itself, and what it is handed when it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol

from pydantic import Field

from ledger.rules.facts import Known, Row
from ledger.rules.form import Day, Figure, Form, Words, Yes
from ledger.rules.parameters import Parameter
from ledger.rules.predicates import Predicate, Quantity
from ledger.rules.verdict import Outcome, Unit

Basis = Literal["budget", "committed", "incurred", "paid", "efc"]
Harm = Literal[
    "disallowed", "not payable", "cut", "repaid", "repaid with interest", "consent needed", "notice", "default", "not counted",
    "information",
]  # fmt: skip

MONEY = ("disallowed", "cut", "repaid", "repaid with interest")


class Asked(Protocol):
    """What a rule is handed: its figures by role, its parameters, days, and answers."""

    @property
    def today(self) -> date:
        """The day of the window."""

    def amount(self, role: str) -> Decimal:
        """The figure in a role. Raises Undecided."""

    def groups(self, role: str, per: str) -> Mapping[str, Decimal]:
        """The figure in a role, apart for every value of a column. Raises Undecided."""

    def outside(self, role: str, first: date | None, last: date | None) -> Decimal:
        """The figure in a role of what lies outside these days. Raises Undecided."""

    def rows(self, role: str, per: str) -> Sequence[Row]:
        """The rows in a role, with what they have in a column. Raises Undecided."""

    def parameter(self, name: str, default: Decimal | None = None) -> Decimal:
        """A parameter by its name, as its day chooses it. Raises Undecided."""

    def has(self, name: str) -> bool:
        """Whether the rule has a parameter of this name."""

    def known(self, anchor: str) -> Known | None:
        """A day by its name."""

    def true(self, question: Predicate) -> bool:
        """Whether something is so. Raises Undecided."""

    def consented(self, scope: str, amount: Decimal) -> bool:
        """Whether the protected party has consented to a change of this scope and amount."""

    def unit(self, role: str) -> Unit:
        """What the figure in a role counts: money, days, eighths, or a number of rows."""

    def money(self, amount: Decimal) -> Decimal:
        """An amount half-up at the digits of the book's currency."""


class Taken(NamedTuple):
    """The rows of its amount that a rule disallows: those with these words in a column, those outside these days, or all of them."""

    per: str | None = None
    words: tuple[str, ...] = ()
    days: tuple[date | None, date | None] | None = None


class Consequence(Form):
    """What follows from a breach: its kind, and where it is money, a `share` of the figure in a role (`of`), beside what is disallowed."""

    kind: Harm
    of: str | None = None
    share: str | None = None


class AtRisk(Form):
    """How a breach is seen before it is spent: on another basis, at a share of the limit, days before it is due."""

    basis: Basis | None = None
    warn_at: Figure | None = None
    days: int | None = None


class Example(Form):
    """A test beside the rule: figures by role, days, what is declared, and what must come of it."""

    name: str
    facts: dict[str, Any] = Field(default_factory=dict)
    anchors: dict[str, Day] = Field(default_factory=dict)
    declared: dict[str, str] = Field(default_factory=dict)
    given: dict[str, Figure] = Field(default_factory=dict)
    rules: dict[str, Figure | Literal["pass", "fail"]] = Field(default_factory=dict)
    consents: Words = ()
    today: Day | None = None
    expect: Literal["pass", "fail", "at risk", "not yet decidable", "not applicable"]
    disallowed: Figure | None = None
    value: Figure | None = None
    limit: Figure | None = None
    stake: Figure | None = None
    boundary: Yes = False


class Rule(Form):
    """One rule. `act` and `article` are its source, `certainty` how sure the reading is: A the statute, B secondary, C practice.

    `from` and `to` are the first and the last day, of those that select its version, on which the law has it. `stake` is what a breach
    costs where none of its own figures says so; a consequence names it like any other role.
    """

    kind: str
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$", max_length=64)
    certainty: Literal["A", "B", "C"]
    act: str | None = None
    article: str
    note: str | None = None
    basis: Basis = "paid"
    applies: Predicate | None = None
    selects: Words = ()
    since: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    consequence: Consequence | None = None
    stake: Quantity | None = None
    at_risk: AtRisk | None = None
    consent_first: Yes = False
    tests: tuple[Example, ...] = ()

    def judge(self, asked: Asked) -> Outcome:
        """What the rule finds. Raises Undecided."""
        raise NotImplementedError

    def takes(self, asked: Asked) -> Taken | None:
        """The rows that it disallows, where it disallows rows and not a part of their sum. Raises Undecided."""
        return None

    @property
    def named(self) -> tuple[str, ...]:
        """The parameters that the kind itself reads."""
        return ()

    @property
    def costs(self) -> bool:
        """Whether a breach costs what lies beyond the limit: its consequence is money, and no other figure of it."""
        return self.consequence is not None and self.consequence.of is None and self.consequence.kind in MONEY

    @property
    def informs(self) -> bool:
        """Whether its consequence is that somebody knows."""
        return self.consequence is not None and self.consequence.kind == "information"

    @property
    def computes(self) -> bool:
        """Whether it only computes an amount, so that it cannot fail."""
        return False
