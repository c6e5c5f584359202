"""The finance plan is every source together, and is issued in versions: what financiers were shown, with its gap.

A version says the sum of the sources, the part of it that arrives as cash, the part that is recognised, and the final budget that
they stood against. The figures of every window are a view; a version keeps those of its own.

An issued version is never changed; the next one follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.source import Source
from ledger.errors import AlreadyDone, TooEarly
from ledger.event import Event, Frozen
from ledger.money import Money, total


class FinancePlanIssued(Event):
    """This is the plan as financiers are shown it, in the book's currency: `gross` is the sum of its sources, `final` the final budget."""

    number: int = Field(ge=1)
    gross: Money
    cash: Money
    recognised: Money
    final: Money

    def sentence(self) -> str:
        return f"issued finance plan {self.number}: {self.gross}, {against(self.gross, self.final)}"


class FinancePlan(Frozen):
    """The last version."""

    issued: FinancePlanIssued


def against(gross: Money, final: Money) -> str:
    """How a plan stands to the final budget, in words: 26,900.00 EUR less than the final budget of 200,000.00 EUR."""
    if gross == final:
        return "exactly the final budget"
    word, gap = ("less", final - gross) if gross < final else ("more", gross - final)
    return f"{gap} {word} than the final budget of {final}"


def issue(known: FinancePlan | None, *, on: date, sources: Mapping[str, Source], last: date | None, final: Money) -> FinancePlanIssued:
    """Issue the plan of these sources, whose last entry took effect on `last`. Raises TooEarly, AlreadyDone."""
    if last is None:
        raise TooEarly("There is no source yet, so there is no plan to issue. Add one: topsheet source add.")
    if on < last:
        raise TooEarly(f"The plan would be issued on {on}, and a source took effect on {last}. Give --on {last} or later.")
    gross, cash, recognised = (
        total((getattr(source, name) for source in sources.values()), final.currency) for name in ("book", "cash", "recognised_book")
    )
    number = known.issued.number + 1 if known else 1
    event = FinancePlanIssued(number=number, gross=gross, cash=cash, recognised=recognised, final=final)
    if known and event.model_copy(update={"number": known.issued.number}) == known.issued:
        said = f"{gross}, {against(gross, final)}"
        raise AlreadyDone(f"Finance plan {known.issued.number} says the same: {said}. Issue the next one when it is another.")
    return event


def evolve(_: FinancePlan | None, event: FinancePlanIssued) -> FinancePlan:
    """Fold one fact into what is known."""
    match event:
        case FinancePlanIssued():
            return FinancePlan(issued=event)
        case _:
            assert_never(event)


FINANCE_PLAN = Aggregate("finance-plan", "", (FinancePlanIssued,), evolve)
