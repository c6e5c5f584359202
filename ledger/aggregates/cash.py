"""The cash of the production is planned week by week, by terms that the office sets, and settled with the tax office.

The terms are what no document says: how often tax is declared and how long a refund takes, when withheld tax and social security are paid
over, how many days after its work an order is paid, how much VAT is expected on what is to come, and over how many weeks an estimate is
spread whose phase has no days. Each has a default, which counts until it is set.

Withheld tax that is paid over and VAT that comes back name the tax period that they settle. A settlement is never edited: the same amount
with a minus takes it back.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse
from ledger.event import Event, Frozen, Number, Text
from ledger.money import Money, plain

TaxPeriod = Literal["month", "quarter"]
Settles = Literal["VAT", "withholding"]
BOUNDS = {
    "refund_after": (0, 24, "months"), "pays_after": (0, 365, "days"), "withholding_day": (1, 31, "as a day of the month"),
    "social_security_day": (1, 31, "as a day of the month"), "spread": (1, 520, "weeks"),
}  # fmt: skip
HUNDRED = 100


class Terms(Frozen):
    """By what the cash is planned.

    VAT of a tax period comes back `refund_after` months after its end; tax withheld in it is paid over on the `withholding_day` of the
    month after it; the social security of a month on the `social_security_day` of the next (a shorter month's last day); an order
    `pays_after` days after its work; `vat` and `vat_on_estimates` are percent on open orders and on estimates; an estimate is spread over
    `spread` weeks where no phase of the schedule says it better.
    """

    tax_period: TaxPeriod = "quarter"
    refund_after: int = 3
    pays_after: int = 30
    withholding_day: int = 20
    social_security_day: int = 31
    vat: Number = Decimal(0)
    vat_on_estimates: Number = Decimal(0)
    spread: int = 13

    def said(self) -> str:
        """The terms in words."""
        tax = f"VAT back {self.refund_after} months after its {self.tax_period}, withheld tax over on day {self.withholding_day}"
        due = f"social security on day {self.social_security_day} of the month after, orders paid {self.pays_after} days after their work"
        vat = f"{plain(self.vat)} % of VAT expected on orders and {plain(self.vat_on_estimates)} % on estimates"
        return f"{tax} and {due}, {vat}, estimates without a phase spread over {self.spread} weeks"


class CashTermsSet(Terms, Event):
    """From now on the cash flow is planned by these terms."""

    def sentence(self) -> str:
        return f"set the terms of the cash flow: {self.said()}"


class TaxSettled(Event):
    """The tax office paid VAT back, or was paid withheld tax, for the tax period that ends on `period_ends`; minus takes it back."""

    tax: Settles
    period_ends: date
    amount: Money
    moved_on: date
    reference: Text | None = None

    def sentence(self) -> str:
        what = "received VAT back" if self.tax == "VAT" else "paid withheld tax over"
        number = f" ({self.reference})" if self.reference else ""
        return f"{what}, for the tax period up to {self.period_ends}: {self.amount} on {self.moved_on}{number}"


CashEvent = CashTermsSet | TaxSettled


class Cash(Frozen):
    """The terms in force, and what was settled of each kind of tax and tax period, in minor units of the book's currency."""

    terms: Terms = Terms()
    settled: dict[tuple[Settles, date], int] = Field(default_factory=dict)


def set_terms(known: Cash | None, **asked: object) -> CashTermsSet:
    """Plan the cash by other terms; what is not given (None) stays. Raises Misuse, AlreadyDone."""
    held = known.terms if known else Terms()
    given = {name: value for name, value in asked.items() if value is not None}
    for name, value in given.items():
        if name in BOUNDS:
            least, most, unit = BOUNDS[name]
            if not isinstance(value, int) or not least <= value <= most:
                raise Misuse(f"--{name.replace('_', '-')} {value} is refused. Give {least} to {most} {unit}.")
        elif isinstance(value, Decimal) and not 0 <= value <= HUNDRED:
            raise Misuse(f"--{name.replace('_', '-')} {plain(value)} is refused. Give a percentage from 0 to {HUNDRED}.")
    terms = held.model_copy(update=given)
    if not given:
        raise Misuse(f"Nothing is set. The cash flow is planned by: {held.said()}. Give the term that is another; --help lists them.")
    if terms == held:
        raise AlreadyDone(f"The cash flow is planned so already: {held.said()}.")
    return CashTermsSet(**dict(terms))


def settle(known: Cash | None, tax: Settles, *, period_ends: date, amount: Money, moved_on: date, currency: str,
           reference: str | None = None) -> TaxSettled:  # fmt: skip
    """Record what the tax office paid back or was paid, in the book's currency; a minus takes back what was. Raises DoesNotAdd, Misuse."""
    if amount.currency != currency:
        raise Misuse(f"The tax office settles in {currency}, the book's currency, not in {amount.currency}. Give the amount in {currency}.")
    if not amount:
        raise DoesNotAdd(f"{amount} settles nothing. Give the amount that moved, with a minus to take a settlement back.")
    if moved_on <= period_ends and amount > Money.zero(currency):
        raise DoesNotAdd(
            f"{amount} would have moved on {moved_on}, and the tax period ends on {period_ends}. Name the tax period that it settles."
        )
    _taken_back(known, tax, period_ends, amount)
    return TaxSettled(tax=tax, period_ends=period_ends, amount=amount, moved_on=moved_on, reference=reference)


def _taken_back(known: Cash | None, tax: Settles, period_ends: date, amount: Money) -> None:
    """Refuse a minus that takes back more than was settled of the tax period."""
    held = Money.minor((known or Cash()).settled.get((tax, period_ends), 0), amount.currency)
    nothing = Money.zero(amount.currency)
    if amount >= nothing or amount + held >= nothing:
        return
    what = f"{'VAT came back' if tax == 'VAT' else 'withheld tax was paid over'} for the tax period up to {period_ends}"
    if held <= nothing:
        raise DoesNotAdd(f"{amount} would take back what never moved: no {what}. Give the amount without a minus.")
    raise DoesNotAdd(f"{amount} would take back more than there is: {held} of {what}. Give {-held} at most.")


def period_end(text: str) -> date:
    """The last day of a tax period, 2024-03 or 2024-Q1. Raises Misuse."""
    found = re.fullmatch(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))", text)
    if found is None or int(found[1]) < 1:
        raise Misuse(f"{text!r} is not a tax period. Write a month, such as 2024-03, or a quarter, such as 2024-Q1.")
    year, month = int(found[1]), int(found[2] or int(found[3]) * 3)
    return date(year, month, monthrange(year, month)[1])


def evolve(known: Cash | None, event: CashEvent) -> Cash:
    """Fold one fact into what is known."""
    known = known or Cash()
    match event:
        case CashTermsSet():
            return known.model_copy(update={"terms": Terms(**dict(event))})
        case TaxSettled():
            where = (event.tax, event.period_ends)
            return known.model_copy(update={"settled": {**known.settled, where: known.settled.get(where, 0) + event.amount.units}})
        case _:
            assert_never(event)


CASH = Aggregate("cash", "", (CashTermsSet, TaxSettled), evolve)
