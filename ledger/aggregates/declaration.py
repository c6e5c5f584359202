"""A declaration is something that a production says of itself because no other entry does: a day, a yes or no, a number, a word.

Rules of financiers ask for it: when the nationality certificate was notified, whether the film is a documentary, how many points it
has. It is said with the document that shows it; what is said later takes the place of what was said before, and what turns out
wrong is withdrawn.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, TooEarly
from ledger.event import Event, Frozen, Number, Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class ProductionDeclared(Event):
    """This is so of the production: one of `day`, `yes`, `number` and `word`. An amount is in the book's currency."""

    name: Name
    day: date | None = None
    yes: bool | None = None
    number: Number | None = None
    word: Text | None = None

    def sentence(self) -> str:
        return f"declared {self.name.replace('_', ' ')}: {said(self)}"


class DeclarationWithdrawn(Event):
    """What was declared was wrong, and nothing takes its place yet."""

    name: Name

    def sentence(self) -> str:
        return f"withdrew the declaration of {self.name.replace('_', ' ')}"


DeclarationEvent = ProductionDeclared | DeclarationWithdrawn


class Declaration(Frozen):
    """What is declared now; nothing once it is withdrawn."""

    now: ProductionDeclared | None


def said(event: ProductionDeclared) -> str:
    """The value, as a sentence says it."""
    if event.yes is not None:
        return "yes" if event.yes else "no"
    return str(event.day or event.word or event.number)


def declare(known: Declaration | None, *, name: str, evidence: int, day: date | None = None, yes: bool | None = None,
            number: Decimal | None = None, word: str | None = None) -> ProductionDeclared:  # fmt: skip
    """Say it, with `evidence` documents that show it. Raises TooEarly without one, AlreadyDone when it is already said."""
    event = ProductionDeclared(name=name, day=day, yes=yes, number=number, word=word)
    if not evidence:
        raise TooEarly(f"{name} is declared by a document that shows it: {said(event)}. Show it: --evidence FILE.")
    if known and known.now == event:
        raise AlreadyDone(
            f"{name} is already declared: {said(event)}. Declare another value, or topsheet compliance withdraw-declaration {name}."
        )
    return event


def withdraw(known: Declaration | None, *, name: str) -> DeclarationWithdrawn:
    """Say that it was wrong. Raises TooEarly where nothing is declared."""
    if known is None or known.now is None:
        raise TooEarly(f"{name} is not declared, so there is nothing to withdraw. topsheet report declarations lists what is.")
    return DeclarationWithdrawn(name=name)


def evolve(_: Declaration | None, event: DeclarationEvent) -> Declaration:
    """Fold one fact into what is known."""
    match event:
        case ProductionDeclared():
            return Declaration(now=event)
        case DeclarationWithdrawn():
            return Declaration(now=None)
        case _:
            assert_never(event)


DECLARATION = Aggregate("declaration", "", (ProductionDeclared, DeclarationWithdrawn), evolve)
