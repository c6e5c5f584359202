"""An advance is money of the production in somebody's hand: petty cash, or the limit of a production card.

It is issued to a holder and increased when it runs low. It is never cost: the envelope is, in which the holder brings the
receipts, each with its supplier, its tax and its account. What an envelope holds is cost and paid at once. What is left is
returned. An envelope that is wrong is reversed as a whole; a receipt on the wrong account is recoded where it stands.

Outstanding is what was advanced, less the receipts, less what came back; nobody accounts for more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.payable import FILES
from ledger.aggregates.payroll import ImportedFile
from ledger.distribution import came_from, carried, recoded, standing
from ledger.errors import AlreadyDone, DoesNotAdd, Misuse, Unknown
from ledger.event import Claim, Event, Frozen, Move, Number, PartyId, Text, counted
from ledger.line import CostLine, cost, from_estimate, reversed_cost, taking
from ledger.money import Money, total

Means = Literal["cash", "card"]


class EnvelopeLine(CostLine):
    """One receipt, or one account's part of it. The supplier is the text of the receipt."""

    supplier: Text | None = None
    receipt: Text | None = None
    dated: date | None = None

    @property
    def gross(self) -> Money:
        """What the receipt takes from the advance: net and all of the tax."""
        return self.net + self.tax if self.tax else self.net


class AdvanceIssued(Event):
    """Money is in the holder's hand, or on their card. `rate` is book units for one unit of its currency."""

    holder: PartyId
    means: Means
    amount: Money
    description: Text | None = None
    rate: Number | None = None

    def sentence(self) -> str:
        what = f": {self.description}" if self.description else ""
        return f"issued {self.amount} {'in cash' if self.means == 'cash' else 'on a card'} to {self.holder}{what}"


class AdvanceIncreased(Event):
    """The holder has so much more."""

    amount: Money

    def sentence(self) -> str:
        return f"increased the advance by {self.amount}"


class EnvelopePosted(Event):
    """Receipts are cost now, and paid out of the advance. `gross` is what they come to with all of their tax."""

    number: int = Field(ge=1)
    gross: Money
    lines: tuple[EnvelopeLine, ...] = Field(min_length=1)
    imported: ImportedFile | None = None
    unplanned: bool = False

    def sentence(self) -> str:
        accounts = counted(len({line.account for line in self.lines}), "account")
        how = taking(self.lines, unplanned=self.unplanned)
        return f"posted envelope {self.number}: {self.gross} in {counted(len(self.lines), 'line')} on {accounts}{how}"

    def moves(self, document: str) -> Iterable[Move]:
        return accounted(self.lines, document)

    def claims(self) -> Iterable[Claim]:
        return claimed(self.lines, self.imported)


class EnvelopeRecoded(Event):
    """Cost of one receipt belongs elsewhere: minus on the line that it leaves, plus on a new one, nothing in sum."""

    number: int = Field(ge=1)
    lines: tuple[EnvelopeLine, ...]
    unplanned: bool = False

    def sentence(self) -> str:
        leaves, arrives = self.lines
        return f"recoded {arrives.amount} of envelope {self.number} {carried(leaves, arrives)}{taking([arrives], unplanned=self.unplanned)}"

    def moves(self, document: str) -> Iterable[Move]:
        return accounted(self.lines, document)


class EnvelopeReversed(Event):
    """The envelope should not have been recorded so: its lines carry minus what was posted and paid."""

    number: int = Field(ge=1)
    gross: Money
    lines: tuple[EnvelopeLine, ...]
    imported: ImportedFile | None = None

    def sentence(self) -> str:
        return f"reversed envelope {self.number}: {-self.gross} in {counted(len(self.lines), 'line')}"

    def moves(self, document: str) -> Iterable[Move]:
        return accounted(self.lines, document)

    def releases(self) -> Iterable[Claim]:
        return claimed(self.lines, self.imported)


class AdvanceReturned(Event):
    """Money came back from the holder."""

    amount: Money

    def sentence(self) -> str:
        return f"had {self.amount} of the advance returned"


AdvanceEvent = AdvanceIssued | AdvanceIncreased | EnvelopePosted | EnvelopeRecoded | EnvelopeReversed | AdvanceReturned


class Advance(Frozen):
    """Who holds how much of it still, and the envelopes that stand, by number, with their lines as recodes have left them.

    `last` and `lines` are the numbers given so far; a line that a recode made has its `origin`, the line that was posted.
    """

    holder: PartyId
    means: Means
    advanced: Money
    outstanding: Money
    rate: Number | None = None
    envelopes: dict[int, EnvelopePosted] = Field(default_factory=dict)
    last: int = 0
    lines: int = 0
    origin: dict[int, int] = Field(default_factory=dict)


def accounted(lines: Sequence[EnvelopeLine], document: str) -> list[Move]:
    """The moves of receipts: cost, and paid in the same moment."""
    return [*cost(lines, document), *(Move("paid", line.account, line.amount, line.book, document, line.line) for line in lines)]


def claimed(lines: Sequence[EnvelopeLine], imported: ImportedFile | None) -> list[Claim]:
    """The file, and every receipt that has a number: of one supplier and day it is accounted for once."""
    told = {(line.supplier, line.dated, line.receipt) for line in lines if line.receipt}
    receipts = [
        Claim(f"receipts of {supplier or 'no supplier'} of {dated or 'no day'}", receipt) for supplier, dated, receipt in told if receipt
    ]
    return [*([Claim(FILES, imported.sha256)] if imported else []), *sorted(receipts, key=lambda claim: (claim.scope, claim.key))]


def issue(*, holder: str, means: Means, amount: Money, description: str | None = None, rate: Decimal | None = None) -> AdvanceIssued:
    """Hand out money. Raises DoesNotAdd."""
    _something(amount)
    return AdvanceIssued(holder=holder, means=means, amount=amount, description=description, rate=rate)


def increase(key: str, known: Advance, *, amount: Money) -> AdvanceIncreased:
    """Hand out more. Raises DoesNotAdd."""
    _something(amount)
    _same(key, known, amount)
    return AdvanceIncreased(amount=amount)


def envelope(key: str, known: Advance, *, on: date, lines: Sequence[EnvelopeLine], planned: Mapping[str, Money], unplanned: bool = False,
             savings: Mapping[str, Money] | None = None, imported: ImportedFile | None = None) -> EnvelopePosted:  # fmt: skip
    """Account for receipts. They are numbered on from those before. Raises DoesNotAdd when they are more than is outstanding."""
    for line in lines:
        if line.dated and line.dated > on:
            raise Misuse(f"A receipt of {line.gross} is dated {line.dated}, after the day on which it is posted, {on}. Give its own day.")
        if line.gross <= Money.zero(line.gross.currency):
            raise DoesNotAdd(f"A receipt of {line.gross} on account {line.account} is no cost. Money that came back is an advance return.")
    gross = total((line.gross for line in lines), known.outstanding.currency)
    if gross > known.outstanding:
        over = gross - known.outstanding
        raise DoesNotAdd(
            f"{key} has {known.outstanding} outstanding with {known.holder}, and the receipts come to {gross}: {over} more. If that much "
            f"was handed out, record it first: topsheet advance increase {key} --amount {over.plain()}."
        )
    numbered = [line.model_copy(update={"line": known.lines + n}) for n, line in enumerate(lines, 1)]
    taken = from_estimate(numbered, planned, unplanned=unplanned, savings=savings)
    return EnvelopePosted(number=known.last + 1, gross=gross, lines=taken, imported=imported, unplanned=unplanned)


def recode(key: str, known: Advance, *, line: int, account: str, net: Money | None, segments: Mapping[str, str] | None,
           **estimated: Any) -> EnvelopeRecoded:  # fmt: skip
    """Move cost of one receipt to another account, all of it or this much of its net; it stays paid, and in its envelope.

    `estimated` is what from_estimate wants. Raises Unknown, AlreadyDone, DoesNotAdd.
    """
    held = {one.line: number for number, posted in known.envelopes.items() for one in posted.lines}
    lines = sorted((one for posted in known.envelopes.values() for one in posted.lines), key=lambda one: one.line)
    leaves, arrives = recoded(key, lines, line, account=account, net=net, segments=segments)
    (arrives,) = from_estimate([arrives.model_copy(update={"line": known.lines + 1})], **estimated)
    return EnvelopeRecoded(number=held[line], lines=(leaves, arrives), unplanned=bool(estimated.get("unplanned")))


def reverse(key: str, known: Advance, *, number: int) -> EnvelopeReversed:
    """Turn an envelope around; its receipts are outstanding again. Raises Unknown, AlreadyDone."""
    if number in known.envelopes:
        posted = known.envelopes[number]
        lines = tuple(reversed_cost(line) for line in posted.lines if line.net or line.tax)
        return EnvelopeReversed(number=number, gross=-posted.gross, lines=lines, imported=posted.imported)
    if 1 <= number <= known.last:
        raise AlreadyDone(f"Envelope {number} of {key} is already reversed. Post its receipts again with topsheet advance envelope {key}.")
    raise Unknown(f"{key} has no envelope {number}. It has {', '.join(map(str, known.envelopes)) or 'none'}.")


def give_back(key: str, known: Advance, *, amount: Money | None = None) -> AdvanceReturned:
    """Money comes back: all that is outstanding by default. Raises DoesNotAdd."""
    amount = known.outstanding if amount is None else amount
    _same(key, known, amount)
    if not (zero := Money.zero(amount.currency)) < amount <= known.outstanding:
        way = f"Return more than {zero}, at most {known.outstanding}." if known.outstanding > zero else "All of it is accounted for."
        raise DoesNotAdd(f"{key} has {known.outstanding} outstanding with {known.holder}, so {amount} cannot be returned. {way}")
    return AdvanceReturned(amount=amount)


def _something(amount: Money) -> None:
    if amount <= Money.zero(amount.currency):
        raise DoesNotAdd(f"An advance of {amount} is none. Hand out more than {Money.zero(amount.currency)}.")


def _same(key: str, known: Advance, amount: Money) -> None:
    if amount.currency != known.outstanding.currency:
        raise DoesNotAdd(f"{key} is in {known.outstanding.currency}, and {amount} is not. Give the amount in the advance's currency.")


def evolve(known: Advance | None, event: AdvanceEvent) -> Advance:
    """Fold one fact into what is known."""
    if isinstance(event, AdvanceIssued):
        return Advance(holder=event.holder, means=event.means, advanced=event.amount, outstanding=event.amount, rate=event.rate)
    assert known is not None
    match event:
        case AdvanceIncreased():
            more = {"advanced": known.advanced + event.amount, "outstanding": known.outstanding + event.amount}
            return known.model_copy(update=more)
        case EnvelopePosted():
            envelopes, lines = {**known.envelopes, event.number: event}, known.lines + len(event.lines)
            rest = known.outstanding - event.gross
            return known.model_copy(update={"outstanding": rest, "envelopes": envelopes, "last": event.number, "lines": lines})
        case EnvelopeRecoded():
            posted = known.envelopes[event.number]
            stands = posted.model_copy(update={"lines": standing(posted.lines, event.lines)})
            now = {"envelopes": {**known.envelopes, event.number: stands}, "origin": came_from(known.origin, event.lines)}
            return known.model_copy(update={**now, "lines": known.lines + 1})
        case EnvelopeReversed():
            envelopes = {number: one for number, one in known.envelopes.items() if number != event.number}
            return known.model_copy(update={"outstanding": known.outstanding - event.gross, "envelopes": envelopes})
        case AdvanceReturned():
            return known.model_copy(update={"outstanding": known.outstanding - event.amount})
        case _:
            assert_never(event)


EVENTS = (AdvanceIssued, AdvanceIncreased, EnvelopePosted, EnvelopeRecoded, EnvelopeReversed, AdvanceReturned)
ADVANCE = Aggregate("advance", "AV", EVENTS, evolve)
