"""A book is the log of one production, and this is its first page: what it is called and how it counts.

Entry 1 opens the book and nothing opens it again. Its random id is part of every leaf, so that an entry of one book can
never pass for an entry of another; its currency, time zone and clock are what every later figure and day is read in.

A book is never opened twice, and what its first entry says never changes.
"""

from __future__ import annotations

from typing import Annotated, Literal, assert_never
from zoneinfo import ZoneInfo

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, Misuse
from ledger.event import Count, Event, Frozen, Text
from ledger.money import scale_of

FORMAT = 1
BookId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Clock = Literal["system", "demonstration"]


class BookOpened(Event):
    """The production's book begins. A demonstration clock means that its times were given, and every report says so."""

    book: BookId
    format: Count
    title: Text
    currency: Currency
    timezone: Text
    clock: Clock

    def sentence(self) -> str:
        clock = ", as a demonstration" if self.clock == "demonstration" else ""
        return f"opened the book of {self.title} in {self.currency}, {self.timezone} time{clock}"


BookEvent = BookOpened


class Book(Frozen):
    """What every other decision needs to know of the book it is recorded in."""

    book: BookId
    format: Count
    title: Text
    currency: Currency
    timezone: Text
    clock: Clock


def open_book(known: Book | None = None, *, book: str, title: str, currency: str, timezone: str, clock: Clock = "system") -> BookOpened:
    """Begin the log. `book` is 128 random bits in hexadecimal. Raises Misuse for a currency or a time zone that does not exist."""
    if known is not None:
        raise AlreadyDone(f"This book was opened for {known.title}. Another production has another book: topsheet init OTHER.book.")
    scale_of(currency)
    try:
        ZoneInfo(timezone)
    except (LookupError, ValueError, OSError):
        raise Misuse(f"{timezone!r} is not a time zone. Write an IANA name such as Europe/Madrid or America/Los_Angeles.") from None
    return BookOpened(book=book, format=FORMAT, title=title, currency=currency, timezone=timezone, clock=clock)


def evolve(_: Book | None, event: BookEvent) -> Book:
    """Fold one fact into what is known."""
    match event:
        case BookOpened():
            return Book(
                book=event.book, format=event.format, title=event.title, currency=event.currency, timezone=event.timezone, clock=event.clock
            )
        case _:
            assert_never(event)


BOOK = Aggregate("book", "", (BookOpened,), evolve)
