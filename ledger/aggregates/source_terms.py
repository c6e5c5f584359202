"""What stands beside the amount of a source: how it counts as public aid, what secures it, what it costs, and who is repaid when.

Fees are kept by the financier out of its own money, so that much less arrives. Money in kind and deferrals never arrive. Of what
arrives, an authority or an auditor may recognise less; until somebody does, all of a source counts.

Terms are agreed as a whole: an entry says all of them, and the next one takes its place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from ledger.errors import AlreadyDone, DoesNotAdd, TooEarly
from ledger.event import Count, Event, Frozen, Number, Text
from ledger.line import Valued, in_book
from ledger.money import Money, plain

Form = Literal["equity", "licence", "minimum guarantee", "pre-sale", "subsidy", "tax incentive", "loan", "gap", "deferral", "in kind",
               "own contribution"]  # fmt: skip
Aid = Literal["aid", "eu programme", "none"]
COUNTS = {"aid": "counting as public aid", "eu programme": "as a grant of a European programme", "none": "not counting as public aid"}
HUNDRED = 100
NEVER_ARRIVE = ("in kind", "deferral")


class SourceTerms(Frozen):
    """The terms of a source.

    `aid` is how it counts towards the intensity of public aid: `aid` counts, grants of a programme of the European Union and the
    price of rights do not (RD 1084/2015 art. 21.3; Orden ECD/2784/2015 art. 4.3 and 4.4). `fees` are in the source's currency and
    are kept out of its amount; `interest` is percent a year; `recoupment` is its position in the order in which receipts repay
    the sources, from 1; sources of one position are repaid together.
    """

    aid: Aid
    security: Text | None = None
    fees: Money | None = None
    interest: Number | None = None
    recoupment: Count | None = Field(default=None, ge=1)


class SourceTermsAgreed(Event, SourceTerms):
    """The financier and the production agree on these terms, all of them."""

    def sentence(self) -> str:
        said = (
            COUNTS[self.aid],
            f"secured by {self.security}" if self.security else "",
            f"{self.fees} of fees" if self.fees else "",
            f"interest of {plain(self.interest)} % a year" if self.interest is not None else "",
            f"recoupment position {self.recoupment}" if self.recoupment else "",
        )
        return f"agreed the terms of the source: {', '.join(one for one in said if one)}"


class SourceRecognised(Event, Valued):
    """An authority, an auditor or the financier recognises so much of the source."""

    def sentence(self) -> str:
        return f"recognised {self.amount} of the source"


class SourceRepaid(Event, Valued):
    """Money went back to the financier: the loan's own money. Its interest is a cost, which the bank invoices."""

    repaid_on: date
    rate: Number | None = None
    means: Text | None = None
    reference: Text | None = None

    def sentence(self) -> str:
        return f"repaid {self.amount} of the source on {self.repaid_on}{f' by {self.means}' if self.means else ''}"


def assumed(form: Form, *, public: bool) -> SourceTerms:
    """The terms of a source of which nothing is agreed: tax incentives and public subsidies count as aid."""
    return SourceTerms(aid="aid" if form == "tax incentive" or (public and form == "subsidy") else "none")


def agree(key: str, known: SourceTerms, *, amount: Money, **given: Any) -> SourceTermsAgreed:
    """Agree on terms of a source of this `amount`; what is not `given` stays as it is known. Raises DoesNotAdd, AlreadyDone."""
    terms = SourceTermsAgreed(**(dict(known) | {name: value for name, value in given.items() if value is not None}))
    if terms.fees is not None and terms.fees.currency != amount.currency:
        raise DoesNotAdd(f"{key} is in {amount.currency} and its fees would be {terms.fees}. Give them in {amount.currency}.")
    zero = Money.zero(amount.currency)
    if terms.fees is not None and not zero <= terms.fees < amount:
        raise DoesNotAdd(f"{key} brings {amount}, of which {terms.fees} cannot be fees. Give {zero} or more, and less than {amount}.")
    if terms.interest is not None and not 0 <= terms.interest <= HUNDRED:
        raise DoesNotAdd(f"{key} would bear interest of {plain(terms.interest)} % a year. Give a percentage from 0 to {HUNDRED}.")
    if dict(terms) == dict(known):
        raise AlreadyDone(f"The terms of {key} are these already. Say what is another.")
    return terms


def repay(key: str, source: Valued, *, amount: Money, outstanding: Money, repaid_on: date, rate: Decimal | None, currency: str,
          means: str | None = None, reference: str | None = None) -> SourceRepaid:  # fmt: skip
    """Give money back, at most the `outstanding` that was received of the source and not repaid. Raises DoesNotAdd."""
    zero = Money.zero(source.amount.currency)
    if not zero < amount <= outstanding:
        way = f"Give more than {zero}, at most {outstanding}." if outstanding else "Nothing of it has arrived that could go back."
        raise DoesNotAdd(f"{key} has {outstanding} received and not repaid, so {amount} cannot go back. {way}")
    (book,) = in_book([amount], rate, currency)
    return SourceRepaid(amount=amount, book_amount=book, repaid_on=repaid_on, rate=rate, means=means, reference=reference)


def terms_within(key: str, amount: Money, terms: SourceTerms, recognised: Valued | None) -> None:
    """See that a source of another amount still has room for its fees and for what is recognised of it. Raises DoesNotAdd."""
    if terms.fees is not None and terms.fees >= amount:
        way = f"Agree on other fees first: topsheet source terms {key}."
        raise DoesNotAdd(f"{key} has {terms.fees} of fees and would bring {amount}. {way}")
    if recognised and recognised.amount > amount:
        way = f"Recognise no more than that first: topsheet source recognise {key}."
        raise DoesNotAdd(f"{recognised.amount} of {key} are recognised and it would bring {amount}. {way}")


def recognise(key: str, source: Valued, *, amount: Money, evidence: int, rate: Decimal | None, currency: str,
              known: Money | None) -> SourceRecognised:  # fmt: skip
    """Recognise so much of a source, as `evidence` documents show. `known` is what is recognised of it. Raises DoesNotAdd, TooEarly."""
    zero = Money.zero(source.amount.currency)
    if not zero <= amount <= source.amount:
        most = f"Give {zero} or more, at most {source.amount}."
        raise DoesNotAdd(f"{key} brings {source.amount}, of which {amount} cannot be recognised. {most}")
    if known == amount:
        raise AlreadyDone(f"Of {key}, {amount} are recognised already. Give another amount.")
    if not evidence:
        raise TooEarly(f"Who recognises {amount} of {key} has said so in writing. Show it: --evidence FILE.")
    (book,) = in_book([amount], rate, currency)
    return SourceRecognised(amount=amount, book_amount=book)
