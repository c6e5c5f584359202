"""A second person's word: where a grant says so, its holder decides above an amount together with another person.

The word comes beforehand and is an entry of its own. For a document that exists it is about the document as it was seen, and is worth
nothing once that has moved; for one that begins with the decision it names the kind and the most. It is used once, in the same append
as the decision, and until then whoever gave it may take it back.

Who gives it needs a grant that covers the decision, limit included, and is another person than who decides, than who records the
decision and than whoever recorded the request. A holder and their deputies are one, on whichever of the holder's grants.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates import KINDS
from ledger.aggregates.authority import Authority, Kind, upto
from ledger.aggregates.covers import Asked, shortfalls
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, TooEarly, Unknown
from ledger.event import Event, Frozen
from ledger.money import Money

Stream = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*/(main|[A-Z0-9-]{1,32})$")]
Version = Annotated[int, Field(ge=1)]


class At(Frozen):
    """An entry by its document and its place there."""

    stream: Stream
    version: Version


class DecisionSeconded(Event):
    """A second person stands for a decision of this kind, up to this amount; on the document as it was seen, where there is one."""

    kind: Kind
    amount: Money
    document: Stream | None = None
    version: Version | None = None

    def sentence(self) -> str:
        what = f"{self.document.partition('/')[2]} as it stands" if self.document else f"the next decision on {self.kind}"
        return f"seconded {what}, up to {self.amount}"


class SecondUsed(Event):
    """The decision was taken together with this second person; the word is used up."""

    decisions: tuple[At, ...]

    def sentence(self) -> str:
        return (
            f"decided {', '.join(one.stream.partition('/')[2] for one in self.decisions[:5])} on the second person's word, which is used up"
        )


class SecondTakenBack(Event):
    """The second person stands for it no more."""

    def sentence(self) -> str:
        return "took the second person's word back"


SecondEvent = DecisionSeconded | SecondUsed | SecondTakenBack


class Second(Frozen):
    """What a second person's word is for, and what became of it."""

    kind: Kind
    amount: Money
    document: Stream | None = None
    version: Version | None = None
    used: str = ""
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A second person's word as a decision finds it: its number, who gave it, and the grant on which it was given."""

    key: str
    second: Second
    by: str
    grant: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is decided: its document where that exists (stream and version), and everybody who had a hand in it before."""

    stream: str | None = None
    version: int = 0
    recorded_by: tuple[str, ...] = ()


def second(*, kind: str, amount: Money, currency: str, who: str, recorder: str, request: Request) -> DecisionSeconded:
    """Stand for a decision of another. Raises Misuse, Unknown, DoesNotAdd, BeyondAuthority for whoever recorded the request."""
    if kind not in KINDS:
        raise Unknown(f"{kind!r} is not a kind of document. The kinds are {', '.join(KINDS)}.")
    if amount.currency != currency:
        raise DoesNotAdd(f"The second word is for {amount}, and decisions are measured in {currency}. Give the amount in {currency}.")
    if amount <= Money.zero(currency):
        raise Misuse(f"A second word for {amount} stands for nothing. Give what the decision comes to.")
    if who != recorder:
        raise BeyondAuthority(f"{recorder} cannot second for {who}: a second word is given by the person whose it is. Let {who} record it.")
    if who in request.recorded_by:
        raise BeyondAuthority(
            f"{who} has recorded {(request.stream or kind).partition('/')[2]} and is no second person on it. Let another second it."
        )
    return DecisionSeconded(kind=kind, amount=amount, document=request.stream, version=request.version or None)


def may_second(held: Sequence[tuple[str, Authority]], asked: Asked, who: str) -> str:
    """The grant on which a person may second: one that covers the decision by itself, whoever it is decided for. Raises BeyondAuthority."""
    lacking = []
    for key, grant in sorted(held, key=lambda pair: bool(pair[1].origin)):  # of their own first: as a deputy they are another
        lacks = shortfalls(grant, Asked(asked.kind, asked.on, asked.sections, asked.amount, financier=grant.financier))
        if not lacks:
            return key
        lacking.append((len(lacks), lacks[0]))
    words = min(lacking)[1] if lacking else "holds no authority"
    raise BeyondAuthority(
        f"{who} {words}. Who seconds {asked.size} on {asked.kind} needs a grant that covers it; see topsheet report grants."
    )


def unfit(word: Word, asked: Asked, *, grant: Authority | None, decides: Authority, people: Collection[str], request: Request) -> str:
    """Why this word does not serve the decision; empty when it does.

    `grant` is that of the second person as it stands, `decides` that of the decision; `people` decide and record it, or have it decided
    for them.
    """
    said, size = word.second, asked.size
    if said.used or said.taken_back or said.kind != asked.kind:
        return f"{word.key} is {'used' if said.used else 'taken back' if said.taken_back else f'on {said.kind}'}"
    if said.document != request.stream:
        return f"{word.key} is for {said.document or 'a document that begins with its decision'}"
    if said.version and said.version != request.version:
        return f"{word.key} is for {said.document} as it stood at version {said.version}, and that is at version {request.version} now"
    if size is not None and size > said.amount:
        return f"{word.key} is up to {said.amount}"
    if word.by in people or word.by in request.recorded_by:
        return f"{word.key} is by {word.by}, who decides or has recorded it"
    if grant and grant.principal == decides.principal:
        return f"{word.key} is by {word.by}, and both decide for {decides.principal}"
    if grant and (grant.principal in people or grant.principal in request.recorded_by):
        return f"{word.key} is by {word.by} for {grant.principal}, who decides or has recorded it"
    lacks = shortfalls(grant, asked) if grant else ["holds no authority"]
    return f"{word.key} is by {word.by}, who {lacks[0]}" if lacks else ""


def missing(asked: Asked, *, what: str, who: str, grant: Authority, unfits: Sequence[str], may: Sequence[tuple[str, Authority]],
            request: Request) -> TooEarly:  # fmt: skip
    """The refusal of a decision that needs a second person, with both figures, who may second, and the command to type."""
    worth = asked.size.plain() if asked.size else ""
    key = request.stream.partition("/")[2] if request.stream else asked.kind
    one = request.stream if request.stream and key == "main" else key
    found = f" {'; '.join(unfits[:3])}." if unfits else ""
    way = "Nobody else here may second it; see topsheet authority grant."
    if may:
        able = min((other for _, other in may), key=lambda other: (other.limit is None, other.limit.amount if other.limit else 0))
        way = f"Ask {able.party}, who may approve {upto(able.limit)}: topsheet authority second {one} --amount {worth}."
    return TooEarly(f"{what} is for {asked.size}, and {who} decides above {grant.second_above} together with a second person.{found} {way}")


def take_back(key: str, word: Second) -> SecondTakenBack:
    """Stand for it no more. Raises AlreadyDone."""
    if word.used:
        raise AlreadyDone(f"{key} is used: {word.used} was decided on it, and stands. Undo that decision itself: topsheet correct.")
    if word.taken_back:
        raise AlreadyDone(f"{key} is taken back already.")
    return SecondTakenBack()


def evolve(word: Second | None, event: SecondEvent) -> Second:
    """Fold one fact into what is known."""
    match event:
        case DecisionSeconded():
            return Second(kind=event.kind, amount=event.amount, document=event.document, version=event.version)
        case SecondUsed():
            assert word is not None
            return word.model_copy(update={"used": ", ".join(one.stream for one in event.decisions)})
        case SecondTakenBack():
            assert word is not None
            return word.model_copy(update={"taken_back": True})
        case _:
            assert_never(event)


SECOND = Aggregate("second", "SC", (DecisionSeconded, SecondUsed, SecondTakenBack), evolve)
