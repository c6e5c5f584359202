"""What a rule may ask whether it is so: something declared, a day known, another rule's verdict; and, or, not."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ledger.rules.form import Form, Words, Yes


class Predicate(Form):
    """One question, in one of these forms.

    `declared: documentary`, `declared: format` with `is: [feature, short]`; `known: shoot_started`; `passes: RULE`;
    `quantity: {...}` held `at_most`, `at_least` or `over` a parameter's name, or with none of them: more than nothing; `all`, `any`, `not`.
    """

    declared: str | None = None
    is_: Words | None = Field(default=None, alias="is")
    known: str | None = None
    passes: str | None = None
    quantity: Quantity | None = None
    at_most: str | None = None
    at_least: str | None = None
    over: str | None = None
    all_: tuple[Predicate, ...] = Field(default=(), alias="all")
    any_: tuple[Predicate, ...] = Field(default=(), alias="any")
    not_: Predicate | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one(self) -> Self:
        forms = (self.declared, self.known, self.passes, self.quantity, self.all_, self.any_, self.not_)
        if sum(bool(form) for form in forms) != 1:
            raise ValueError("asks one thing: declared, known, passes, quantity, all, any or not")
        held = sum(bool(name) for name in (self.at_most, self.at_least, self.over))
        if held > bool(self.quantity):
            raise ValueError("a quantity is held at_most, at_least or over one parameter")
        return self


class Quantity(Form):
    """A figure that a rule asks for: rows of a fact, another rule's figure, a parameter, or several of them.

    `where` keeps the rows whose column is one of these words, `except` leaves them out; a word such as $heading is what the contract
    says, or a list that the pack itself has under `words`. `after` leaves out the rows that these rules disallow. `share` takes this
    parameter's share of the rest.
    """

    fact: str | None = None
    where: dict[str, Words] = Field(default_factory=dict)
    except_: dict[str, Words] = Field(default_factory=dict, alias="except")
    basis: Literal["budget", "committed", "incurred", "paid", "efc"] | None = None
    count: Yes = False
    after: Words = ()
    rule: str | None = None
    figure: Literal["value", "amount", "limit", "base", "disallowed", "margin"] = "value"
    parameter: str | None = None
    declared: str | None = None
    plus: tuple[Quantity, ...] = ()
    minus: tuple[Quantity, ...] = ()
    least: tuple[Quantity, ...] = ()
    share: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        forms = (self.fact, self.rule, self.parameter, self.declared, self.plus or self.minus, self.least)
        if sum(bool(form) for form in forms) != 1:
            raise ValueError("is one of fact, rule, parameter, declared, plus and minus, or least")
        return self

    @property
    def words(self) -> str:
        """What is asked, in the words of the rule."""
        said = ", ".join(f"{column} {' or '.join(words)}" for column, words in self.where.items())
        return f"{self.fact}{f' of {said}' if said else ''}"

    def parts(self) -> tuple[Quantity, ...]:
        """The quantities that it is made of."""
        return (*self.plus, *self.minus, *self.least)


Predicate.model_rebuild()
