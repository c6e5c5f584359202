"""On whose authority: the grant that lets a person decide, found among all grants of the book, and the second person's word it asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from ledger.aggregate import Document
from ledger.aggregates import KINDS, aggregate_of
from ledger.aggregates.authority import AUTHORITY, Authority, standing
from ledger.aggregates.covers import Asked, choose, shortfalls, together
from ledger.aggregates.second import SECOND, Request, Word, missing, unfit
from ledger.duties import people as people_of
from ledger.errors import Unknown

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.decision import Decision


VERSIONS = "select stream, max(version) from entries where stream in (select value from json_each(?)) group by stream order by stream"


@dataclass(frozen=True, slots=True)
class Found:
    """The grant that covers a decision, and the number of the second person's word that is used up by it, where one is needed."""

    key: str
    grant: Authority
    second: str | None = None

    @property
    def stands_on(self) -> list[str]:
        """The grants that must not move before the append."""
        return [self.key, self.grant.origin] if self.grant.origin else [self.key]


def principal(book: Book, grant: str | None) -> str | None:
    """Whose decision is made on a grant (`Authority.principal`), which never changes; None without one."""
    known = book.load(AUTHORITY, grant) if grant else None
    return known.state.principal if known else None


def grants(book: Book) -> dict[str, Authority]:
    """Every grant of the book as it stands, a deputy's with the day on which the grant behind it was withdrawn."""
    found: dict[str, Document[Authority]] = {key: known for key in book.keys(AUTHORITY) if (known := book.load(AUTHORITY, key))}
    withdrawn: dict[str, date] = {key: known.on for key, known in found.items() if known.state.withdrawn}
    return standing({key: known.state for key, known in found.items()}, withdrawn)


def holder(decision: Decision, grants: Mapping[str, Authority]) -> str:
    """Whose authority is named, by a grant or a party; who records where none is."""
    named = decision.authority
    return decision.by if not named else grants[named].party if named in grants else decision.party(named)


def about(decision: Decision, what: str) -> tuple[str, Request]:
    """What a second person stands for: a document by its number or stream, or the next one of a kind. Raises Unknown."""
    if what in KINDS:
        return what, Request()
    key = what.partition("/")[2] or what
    asked = [what] if key != what else [f"{kind}/{what}" for kind in KINDS]
    streams: dict[str, int] = dict(decision.book.select(VERSIONS, json.dumps(asked)))
    if len(streams) != 1:
        said = f"{what} is the number of {', '.join(streams)}: say which." if streams else f"There is no document {what}."
        raise Unknown(f"{said} Write its number, such as PO-0042, its stream, such as budget/main, or a kind: {', '.join(KINDS)}.")
    ((stream, version),) = streams.items()
    kind = stream.partition("/")[0]
    return kind, request(decision.book, kind, key, version)


def found(decision: Decision, asked: Asked, what: str) -> Found:
    """The narrowest grant of whoever decides. Raises BeyondAuthority, or TooEarly without the second person that the grant asks for."""
    every, named = grants(decision.book), decision.authority
    decides = holder(decision, every)
    held = [(named, every[named])] if named and named in every else [(key, one) for key, one in every.items() if one.party == decides]
    others = [(key, one) for key, one in every.items() if one.party != decides]
    key = choose(held, who=decision.book.called(decides), asked=what, kind=asked.kind, sections=asked.sections, amount=asked.amount,
                 on=asked.on, over_budget=asked.over_budget, financier=asked.financier, others=others)  # fmt: skip
    grant = every[key]
    return Found(key, grant, second_word(decision, asked, what, key, every) if together(grant, asked) else None)


def second_word(decision: Decision, asked: Asked, what: str, key: str, every: Mapping[str, Authority]) -> str:
    """The second person's word that serves a decision on the grant `key`. Raises TooEarly, saying what the open ones lack and who may."""
    grant, request = every[key], requested(decision, asked.kind)
    people = {grant.party, grant.principal, decision.by}
    unfits = []
    for word in words(decision.book):
        lacks = unfit(word, asked, grant=every.get(word.grant), decides=grant, people=people, request=request)
        if not lacks:
            return word.key
        if word.second.kind == asked.kind:
            unfits.append(lacks)
    may = [
        (number, one)
        for number, one in every.items()
        if not {one.party, one.principal} & {*people, *request.recorded_by} and not shortfalls(one, asked)
    ]
    raise missing(asked, what=what, who=decision.book.called(grant.party), grant=grant, unfits=unfits, may=may, request=request)


def requested(decision: Decision, kind: str) -> Request:
    """The document of this kind that a decision is about, as it was seen, and who recorded it so far; none where it only begins now."""
    seen = [(stream, version) for stream, version in decision.seen().items() if version and stream.startswith(f"{kind}/")]
    if len(seen) != 1:
        return Request()
    ((stream, version),) = seen
    return request(decision.book, kind, stream.partition("/")[2], version)


def request(book: Book, kind: str, key: str, version: int) -> Request:
    """A document as a second person sees it: up to this version, with everybody who recorded it."""
    entries = [entry for entry in book.life(aggregate_of(kind), key) if entry.version <= version]
    return Request(
        f"{kind}/{key}",
        version,
        tuple(dict.fromkeys(one for entry in entries for one in sorted(people_of(entry, partial(principal, book))))),
    )


def words(book: Book) -> Iterator[Word]:
    """The words of second persons that are neither used nor taken back, those that were given first in front."""
    for key, word in book.every(SECOND).items():
        if not (word.used or word.taken_back):
            given = next(book.life(SECOND, key))
            yield Word(key, word, given.by, given.authority.grant or "" if given.authority else "")
