"""A co-producer owns a share of the production and spends its own part of the cost in its own books, in its own country.

The production whose book this is joins as the co-producer whose costs are the book's. The share of another is agreed, and may be
agreed anew. What another has spent is a statement of its costs up to a day, certified by somebody who is not the co-producer,
account by account; the next statement takes the place of the last.

A statement is never edited: a wrong one is withdrawn, or followed by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, TooEarly, Unknown
from ledger.event import Claim, Code, Country, Event, Frozen, Number, PartyId, Text, counted
from ledger.line import Valued, in_book
from ledger.money import Money, plain, tie, total

WHOLE = Decimal(100)


class StatementLine(Valued):
    """The cost of one account up to the day of the statement, without recoverable tax."""

    account: Code


class CoproducerJoined(Event):
    """A company owns this share of the production, in percent. `own` is the one whose book this is."""

    party: PartyId
    country: Country
    share: Number
    own: bool = False

    def sentence(self) -> str:
        whose = ", the production of this book" if self.own else ""
        return f"joined {self.party} of {self.country} as co-producer with {plain(self.share)} %{whose}"

    def claims(self) -> Iterable[Claim]:
        return (Claim("co-producers", self.party), *([Claim("co-producers", "the production of this book")] if self.own else []))


class CoproducerShareAgreed(Event):
    """The co-producers agree on another share, in percent."""

    share: Number

    def sentence(self) -> str:
        return f"agreed on a share of {plain(self.share)} %"


class CostStatementCertified(Event):
    """What the co-producer has spent up to a day, as somebody independent of it certifies; `rate` is book units for one unit."""

    number: Text
    up_to: date
    certified_by: PartyId
    total: Money
    rate: Number | None = None
    lines: tuple[StatementLine, ...] = Field(min_length=1)

    def sentence(self) -> str:
        accounts = counted(len(self.lines), "account")
        return f"recorded cost statement {self.number} up to {self.up_to}, certified by {self.certified_by}: {self.total} on {accounts}"


class CostStatementWithdrawn(Event):
    """The statement counts no more; the one before it does not count again."""

    number: Text

    def sentence(self) -> str:
        return f"withdrew cost statement {self.number}"


CoproducerEvent = CoproducerJoined | CoproducerShareAgreed | CostStatementCertified | CostStatementWithdrawn


class Coproducer(Frozen):
    """What a decision about a co-producer needs to know; `stated` is the statement that counts, `numbers` are all so far."""

    party: PartyId
    share: Number
    own: bool = False
    stated: CostStatementCertified | None = None
    numbers: frozenset[str] = frozenset()


def join(*, party: str, country: str, share: Decimal, others: Mapping[str, Coproducer], own: bool = False) -> CoproducerJoined:
    """Take a co-producer in. `others` are those there are. Raises AlreadyDone, DoesNotAdd when the shares would be more than the whole."""
    for key, one in others.items():
        if party == one.party:
            raise AlreadyDone(f"{party} is co-producer {key} already. Agree on another share with topsheet coproduction share {key}.")
        if own and one.own:
            raise AlreadyDone(f"This book is that of co-producer {key} already, {one.party}. Leave --own out.")
    _within(party, share, others)
    return CoproducerJoined(party=party, country=country, share=share, own=own)


def agree(key: str, known: Coproducer, *, share: Decimal, others: Mapping[str, Coproducer]) -> CoproducerShareAgreed:
    """Agree on another share. `others` are all but this one. Raises AlreadyDone, DoesNotAdd."""
    if share == known.share:
        raise AlreadyDone(f"{key} has a share of {plain(share)} % already. Give another one.")
    _within(key, share, others)
    return CoproducerShareAgreed(share=share)


def _within(who: str, share: Decimal, others: Mapping[str, Coproducer]) -> None:
    if not 0 < share <= WHOLE:
        raise DoesNotAdd(f"{who} would own {plain(share)} % of the production. Give more than 0, at most {WHOLE}.")
    taken = sum((one.share for one in others.values()), Decimal(0))
    if taken + share > WHOLE:
        raise DoesNotAdd(
            f"{who} would own {plain(share)} %, and the others own {plain(taken)} %: {plain(taken + share - WHOLE)} % more than the whole. "
            "Agree on their shares first: topsheet coproduction share."
        )


def certify(key: str, known: Coproducer, *, on: date, number: str, up_to: date, certified_by: str, lines: Sequence[tuple[str, Money]],
            stated: Money, evidence: int, currency: str, rate: Decimal | None = None) -> CostStatementCertified:  # fmt: skip
    """Record a statement, which comes to the `stated` total. Raises Misuse, AlreadyDone, TooEarly, DoesNotAdd."""
    if known.own:
        raise Misuse(f"{key} is the production of this book: its costs are the book's, and need no statement.")
    if number in known.numbers:
        raise AlreadyDone(f"{key} has had a cost statement {number} already. Give this one its own number.")
    if up_to > on:
        raise TooEarly(f"Statement {number} of {key} is up to {up_to}, after {on}, when it takes effect. Costs to come are no costs yet.")
    if known.stated and up_to < known.stated.up_to:
        last = known.stated
        raise TooEarly(f"Statement {number} of {key} is up to {up_to}, and {last.number} was up to {last.up_to}. Withdraw that one first.")
    if certified_by == known.party:
        whose = f"{certified_by}, whose own costs it states"
        raise Misuse(f"Statement {number} of {key} would be certified by {whose}. Name who is independent.")
    if not evidence:
        raise TooEarly(f"Statement {number} of {key} is certified in writing by {certified_by}. Show it: --evidence FILE.")
    accounts = [account for account, _ in lines]
    twice = next((account for account in accounts if accounts.count(account) > 1), None)
    if twice:
        raise Misuse(f"Statement {number} of {key} says account {twice} twice. Say once what it has cost.")
    tie(f"Statement {number} of {key}", total((amount for _, amount in lines), stated.currency), stated)
    books = in_book([amount for _, amount in lines], rate, currency)
    told = tuple(
        StatementLine(account=account, amount=amount, book_amount=book) for (account, amount), book in zip(lines, books, strict=True)
    )
    return CostStatementCertified(number=number, up_to=up_to, certified_by=certified_by, total=stated, rate=rate, lines=told)


def withdraw(key: str, known: Coproducer, *, number: str) -> CostStatementWithdrawn:
    """Let a statement count no more. Raises Unknown, AlreadyDone."""
    if number not in known.numbers:
        raise Unknown(f"{key} has no cost statement {number}; it has {', '.join(sorted(known.numbers)) or 'none'}.")
    if known.stated is None or known.stated.number != number:
        now = f"{known.stated.number} took its place" if known.stated else "it is withdrawn"
        raise AlreadyDone(f"Cost statement {number} of {key} counts no more: {now}.")
    return CostStatementWithdrawn(number=number)


def evolve(known: Coproducer | None, event: CoproducerEvent) -> Coproducer:
    """Fold one fact into what is known."""
    if isinstance(event, CoproducerJoined):
        return Coproducer(party=event.party, share=event.share, own=event.own)
    assert known is not None
    match event:
        case CoproducerShareAgreed():
            return known.model_copy(update={"share": event.share})
        case CostStatementCertified():
            return known.model_copy(update={"stated": event, "numbers": known.numbers | {event.number}})
        case CostStatementWithdrawn():
            return known.model_copy(update={"stated": None})
        case _:
            assert_never(event)


EVENTS = (CoproducerJoined, CoproducerShareAgreed, CostStatementCertified, CostStatementWithdrawn)
COPRODUCER = Aggregate("coproducer", "CP", EVENTS, evolve)
