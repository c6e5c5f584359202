"""A scheme is a programme of public money that asks what of the cost counts: a film institute's recognised cost, a tax incentive.

It puts every account in one of its classes, in its own words: personnel, overheads, publicity, excluded. A cost line that does not
belong where its account is may be put in another. Later settings add to the earlier ones or take their place, so the classes of a
scheme are always the last that were set. What qualifies, and what the scheme gives for it, are its terms (scheme_terms.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, NamedTuple, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.scheme_terms import SchemeTermsSet
from ledger.errors import AlreadyDone, Misuse, Unknown, near
from ledger.event import Code, Count, Event, Frozen, Text, counted
from ledger.money import Money

Class = Annotated[str, Field(pattern=r"^[a-z][a-z -]{0,31}$")]
Lines = Mapping[int, tuple[str, Money]]
"""The cost lines of a document, by number: account and net."""


class CostDocument(NamedTuple):
    """A document that posts cost: its cost lines, and from which posted line each recoded one came."""

    document: str
    lines: Lines
    origin: Mapping[int, int]


class SchemeClassesSet(Event):
    """The scheme puts these accounts in these classes; an account may be a category, whose accounts follow it."""

    classes: dict[Code, Class] = Field(min_length=1)

    def sentence(self) -> str:
        accounts = [f"{account} as {one}" for account, one in sorted(self.classes.items())]
        more = f" and {counted(len(accounts) - 4, 'account')} more" if len(accounts) > 4 else ""
        return f"classed {', '.join(accounts[:4])}{more}"


class CostClassed(Event):
    """One cost line is in this class, whatever its account's; what a recode moves off it afterwards stays in it."""

    document: Text
    line: Count
    cost_class: Class

    def sentence(self) -> str:
        return f"classed line {self.line} of {self.document.partition('/')[2]} as {self.cost_class}"


SchemeEvent = SchemeClassesSet | CostClassed | SchemeTermsSet


class Scheme(Frozen):
    """What a decision about a scheme needs to know: the class of accounts, and of lines by document and number."""

    classes: dict[str, str] = Field(default_factory=dict)
    lines: dict[tuple[str, int], str] = Field(default_factory=dict)
    terms: SchemeTermsSet | None = None

    @property
    def names(self) -> frozenset[str]:
        """Every class that it has."""
        return frozenset((*self.classes.values(), *self.lines.values()))


def set_classes(key: str, known: Scheme | None, classes: Mapping[str, str], *, chart: Collection[str]) -> SchemeClassesSet:
    """Put accounts in classes. `chart` are the accounts and categories that there are. Raises Unknown, AlreadyDone, Misuse."""
    if not classes:
        raise Misuse(f"Say what {key} puts where: a file of account and class, or --line ACCOUNT CLASS.")
    for account in classes:
        if account not in chart:
            raise Unknown(f"{key} cannot class account {account}: the chart has none. {near(account, chart, 'topsheet report budget')}")
    if known and all(known.classes.get(account) == one for account, one in classes.items()):
        raise AlreadyDone(f"{key} classes {counted(len(classes), 'account')} so already. topsheet report account-classes lists them.")
    return SchemeClassesSet(classes=dict(classes))


def class_cost(key: str, known: Scheme, *, document: str, line: int, lines: Lines, cost_class: str) -> CostClassed:
    """Put one cost line in a class. Raises Unknown for a line that the document does not have, AlreadyDone."""
    on_line(document, line, lines)
    if known.lines.get((document, line)) == cost_class:
        raise AlreadyDone(f"{key} has line {line} of {document.partition('/')[2]} as {cost_class} already. Give another class.")
    return CostClassed(document=document, line=line, cost_class=cost_class)


def on_line(document: str, line: int, lines: Lines) -> None:
    """See that a document has this cost line. Raises Unknown, saying which it has."""
    if line not in lines:
        have = ", ".join(f"{n} ({account}, {net} net)" for n, (account, net) in sorted(lines.items())) or "none, for it is not posted"
        raise Unknown(f"{document.partition('/')[2]} has no cost on a line {line}. Its lines are {have}.")


def evolve(known: Scheme | None, event: SchemeEvent) -> Scheme:
    """Fold one fact into what is known."""
    known = known or Scheme()
    match event:
        case SchemeClassesSet():
            return known.model_copy(update={"classes": {**known.classes, **event.classes}})
        case CostClassed():
            return known.model_copy(update={"lines": {**known.lines, (event.document, event.line): event.cost_class}})
        case SchemeTermsSet():
            return known.model_copy(update={"terms": event})
        case _:
            assert_never(event)


SCHEME = Aggregate("scheme", "", (SchemeClassesSet, CostClassed, SchemeTermsSet), evolve)
