"""A decision: what somebody saw, on whose authority they decide, and the entries that come of it, recorded together or not at all.

Every document that is known through a decision joins its read set: if one has moved when the entries are appended, the append
conflicts and nothing is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from ledger.aggregate import Aggregate, Document
from ledger.aggregates import aggregate_of
from ledger.aggregates.authority import AUTHORITY
from ledger.aggregates.authority import Authority as Grant
from ledger.aggregates.book import BookOpened
from ledger.aggregates.covers import Asked
from ledger.aggregates.party import digest as party_digest
from ledger.aggregates.production import PRODUCTION, while_open
from ledger.aggregates.second import SECOND, At, SecondUsed
from ledger.authorising import found as authorised
from ledger.book import Book
from ledger.entry import Authority, Command, Entry
from ledger.errors import AlreadyDone, Misuse, Unknown, near
from ledger.event import Event
from ledger.evidence import keep, keep_evidence, seen, spoken
from ledger.guards import Row as Guard
from ledger.guards import units
from ledger.money import Money
from ledger.parties import find_party
from ledger.people import COMMAND, Row
from ledger.relief import Promise
from ledger.signing import GUARD, Hand, agreed, own_authority, signed
from ledger.terms import Agreed, Keep, held

S = TypeVar("S")
ENDED = ("closed", "voided")
PROMISES = ("budget", "purchase-order", "engagement", "reallocation", "draw", "overage", "schedule")


@dataclass
class Decision:
    """One command against a book. `authority` is the grant or party named by the person who records; `hand` holds their key, if any.

    `salt` is the one of the request's digest, where the request holds a person's data; `known` is the last entry of a decision
    that reads the whole book: if another is recorded before the append, the append conflicts; `erased` lose their keys and values.
    """

    book: Book
    by: str
    on: date
    command: Command
    authority: str | None = None
    reason: str | None = None
    evidence: Sequence[Path] = ()
    corrects: tuple[int, ...] = ()
    salt: bytes = b""
    drafts: list[Entry] = field(default_factory=list)
    opened: BookOpened | None = None
    known: int | None = None
    erased: list[str] = field(default_factory=list)
    hand: Hand = field(default_factory=Hand)
    _read: dict[str, int] = field(default_factory=dict)
    _drafted: dict[str, int] = field(default_factory=dict)
    _exactly: dict[str, Guard | None] = field(default_factory=dict)
    _keep: dict[str, Keep] = field(default_factory=dict)
    _granted: Authority | None = None
    _second: tuple[str | None, str] = (None, "")
    _people: list[Row] = field(default_factory=list)
    _prints: list[bytes] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The book's currency."""
        return self.opened.currency if self.opened else self.book.currency

    def load(self, aggregate: Aggregate[S], key: str, *, watch: bool = True) -> S | None:
        """The state of a document, or None; it joins the read set unless `watch` is off."""
        document: Document[S] | None = self.book.load(aggregate, key)
        if watch:
            self._read.setdefault(aggregate.stream(key), document.version if document else 0)
        return document.state if document else None

    def know(self, aggregate: Aggregate[S], key: str, *, watch: bool = True) -> S:
        """The state of a document. Raises Unknown, naming the nearest ones."""
        state = self.load(aggregate, key, watch=watch)
        if state is None:
            have = self.book.keys(aggregate)
            kind = aggregate.kind.replace("-", " ")
            some = f"The last are {', '.join(have[-5:])}." if have else f"The book has no {kind} yet."
            raise Unknown(f"There is no {kind} {key}. {some}")
        return state

    def new_key(self, aggregate: Aggregate[Any], given: str | None = None) -> str:
        """The number printed on the document, or the next one of its kind."""
        if given is not None:
            if not re.fullmatch(r"[A-Z0-9-]{1,32}", given):
                raise Misuse(f"{given!r} is not a document number: up to 32 capital letters, digits and dashes.")
            if self.load(aggregate, given) is not None:
                raise AlreadyDone(
                    f"There is a {aggregate.kind.replace('-', ' ')} {given} already. Choose the next number, or leave it to the ledger."
                )
            return given
        drafted = sum(entry.kind == aggregate.kind and entry.version == 1 for entry in self.drafts)
        key = f"{aggregate.prefix}-{self.book.last_number(aggregate) + drafted + 1:04d}"
        self._read.setdefault(aggregate.stream(key), 0)  # whoever takes it in the same moment has it
        return key

    def new_keys(self, aggregate: Aggregate[Any], count: int) -> list[str]:
        """The next numbers of a kind, for so many documents that begin together."""
        first = self.book.last_number(aggregate) + 1
        keys = [f"{aggregate.prefix}-{first + n:04d}" for n in range(count)]
        self._read |= {aggregate.stream(key): 0 for key in keys}
        return keys

    def figure(self, key: str) -> Money:
        """A guard row that the decision uses as it is: if it moves before the append, the append conflicts."""
        row = self._exactly[key] = self.book.guard(key)
        return Money.minor(int(row.value) if row else 0, self.currency)

    def actors(self) -> int:
        """How many persons are enrolled to sign; if that changes before the append, the append conflicts."""
        return int(row.value) if not self.opened and (row := self._exactly.setdefault(GUARD, self.book.guard(GUARD))) else 0

    def left(self, account: str, *, keep: Keep | None = None) -> Money:
        """What an account has left (`keep` money) or may give away (`keep` estimate); the append holds the limit.

        Raises Unknown for an account without a locked budget.
        """
        row = self.book.guard(f"left/{account}")
        if row is None:
            have = sorted(self.book.guards("left/"))
            some = near(account, have, "topsheet report budget") if have else "Lock a budget first: topsheet budget lock."
            raise Unknown(f"There is no account {account} in the locked budget. {some}")
        if keep:
            self._keep[account] = keep
        held = (row.floor or 0) if keep == "estimate" else 0
        return Money.minor(int(row.value) - held, self.currency)

    def open_lines(self, document: str) -> dict[tuple[int, str], tuple[int, int]]:
        """The open lines of a promise: by line and account, what is open in its own currency and in the book's (minor units)."""
        prefix = f"open/{document}/"
        found = {}
        for rest, row in self.book.guards(prefix).items():
            line, _, account = rest.partition("/")
            key = f"book/{document}/{rest}"
            book = self.book.guard(key)
            self._exactly[prefix + rest], self._exactly[key] = row, book
            found[int(line), account] = (int(row.value), units({key: book} if book else {}, key))
        return found

    def promise(self, document: str) -> Promise:
        """An order or engagement as a cost finds it: what is open of each line. Raises Unknown."""
        kind, _, key = document.partition("/")
        state = self.know(aggregate_of(kind), key)
        currency = state.lines[0].amount.currency if state.lines else self.currency
        if str(state.stage) in ENDED:
            return Promise(document, currency, state.rate, {})
        still = {
            line: (Money.minor(own, currency), Money.minor(book, self.currency))
            for line, (own, book) in self.open_lines(document).items()
            if own > 0 or str(state.stage) != "released"  # only what stayed promised can be relieved
        }
        return Promise(document, currency, state.rate, still)

    def ended(self, documents: Iterable[str]) -> set[str]:
        """Which of these orders and engagements promise nothing any more."""
        states = {document: self.know(aggregate_of(document.partition("/")[0]), document.partition("/")[2]) for document in documents}
        return {document for document, state in states.items() if str(state.stage) in ENDED}

    def party(self, text: str) -> str:
        """The id of a party from its id or its name, as registered. Raises Unknown, or Misuse when two share the name."""
        return find_party(self.book, text)

    def authorise(self, kind: str, *, asked: str, amount: Money | None = None, sections: Sequence[str] = (), over_budget: bool = False,
                  financier: str | None = None) -> Grant:  # fmt: skip
        """Find the grant that lets this person decide, and put it on the entries. Raises BeyondAuthority, or TooEarly without a second."""
        if kind in PROMISES:
            self.while_open(asked)
        wanted = self.hand.wanted = Asked(kind, self.on, sections, amount, over_budget, financier)
        found = authorised(self, wanted, asked)
        own_authority(self, found.grant.party)
        for key in found.stands_on:
            self.load(AUTHORITY, key)
        self._granted, self._second = Authority(party=found.grant.party, grant=found.key), (found.second, kind)
        return found.grant

    def rest_on(self, key: str) -> None:
        """Put this grant on the entries: its own holder hands it on."""
        self._granted = Authority(party=self.know(AUTHORITY, key).party, grant=key)

    def decides(self) -> str:
        """Who decides: whoever's authority is named, else who records."""
        named = self._named()
        return named.party if named else self.by

    def seen(self) -> dict[str, int]:
        """The documents that this decision has looked at, and the version of each."""
        return dict(self._read)

    def _use_second(self) -> None:
        """Use the second person's word up, together with what is decided on it."""
        (key, kind), self._second = self._second, (None, "")
        if key:
            decided = [
                At(stream=one.stream, version=one.version) for one in self.drafts if one.kind == kind and one.authority == self._granted
            ]
            self.record(SECOND, key, SecondUsed(decisions=tuple(decided)), follows=True)

    def while_open(self, asked: str) -> None:
        """See that the production can still decide what is to come. Raises TooLate once it is closed."""
        while_open(self.load(PRODUCTION, "main"), asked)

    def person(self, party: str, values: Mapping[str, str]) -> dict[str, str]:
        """Keep a person's values in the companion when the entry is recorded, and give their digests for the event."""
        values = {name: spoken(value, name.replace("_", " ")) for name, value in values.items()}
        salts = {name: self.book.chance(16) for name in values}
        self._people += [(party, name, value, salts[name]) for name, value in values.items()]
        if self.salt:
            self._people.append((party, COMMAND, self.command.id, self.salt))
        return {name: party_digest(salts[name], value) for name, value in values.items()}

    def printed(self, *prints: bytes) -> None:
        """Keep what an entry names by its digest beside the book, when it is recorded."""
        self._prints += prints

    def record(self, aggregate: Aggregate[Any], key: str, event: Event, *, on: date | None = None, follows: bool = False) -> None:
        """Add an entry to what this decision will append. What `follows` from another entry of it rests on no grant of its own."""
        if not re.fullmatch(r"main|[A-Z0-9-]{1,32}", key):
            raise Misuse(f"{key!r} is not a number of a {aggregate.kind}: up to 32 capital letters, digits and dashes.")
        stream = aggregate.stream(key)
        drafted = self._drafted.get(stream, 0)
        if not drafted and stream not in self._read:
            self.load(aggregate, key)
        self._drafted[stream] = drafted + 1
        self.drafts.append(
            Entry(
                stream=stream,
                version=self._read.get(stream, 0) + drafted + 1,
                event=event,
                on=on or self.on,
                by=self.by,
                command=self.command,
                salt=self.book.chance(16).hex(),
                authority=None if follows else self._granted or self._named(),
                reason=spoken(self.reason, "reason") if self.reason else None,
                corrects=() if follows else self.corrects,
            )
        )

    def take(self, entries: Sequence[Entry], *, known: int) -> None:
        """Add entries that were decided on a copy of the book: they are recorded if nothing else was after the last entry of that copy."""
        placed = [entry.placed(0, "") for entry in entries]
        self.drafts += placed
        self.hand.taken.update(map(id, placed))
        self.known = known

    def _named(self) -> Authority | None:
        """The authority that was named for a fact that needs none: a grant, or a party. Raises Unknown."""
        if not self.authority:
            return None
        if re.fullmatch(r"A-[0-9]{4,}", self.authority):
            return Authority(party=self.know(AUTHORITY, self.authority).party, grant=self.authority)
        return Authority(party=self.party(self.authority))

    def commit(self, *, bulk: bool = False) -> list[Entry]:
        """Append the entries, or none of them; evidence is copied and persons are kept beside the book first."""
        self._use_second()
        kept = tuple(keep_evidence(path, self.book.evidence) for path in self.evidence)
        for one in self._prints:
            keep(one, self.book.evidence)
        entries = signed(self, [replace(entry, evidence=kept) for entry in self.drafts])
        with self.book.people.adding(self._people, erased=self.erased):
            return self.book.append(entries, opened=self.opened, bulk=bulk, **self._terms())

    def would(self) -> list[Entry]:
        """The entries as they would be recorded, for a look at the book as it would become: nothing is copied, nothing is kept."""
        self._use_second()
        shown = tuple(seen(path)[0] for path in self.evidence)
        return [replace(entry, evidence=shown) for entry in self.drafts]

    def names(self) -> dict[str, str]:
        """The names of the persons whom this decision registers or renames, by party id."""
        return {party: value for party, field, value, _ in self._people if field == "name"}

    def rehearse(self) -> None:
        """Check everything that recording would check, and record and sign nothing. Raises what recording would."""
        self._use_second()
        agreed(self)
        with suppress(Agreed):
            self.book.append(self.drafts, opened=self.opened, dry=True, **self._terms())

    def _terms(self) -> dict[str, Any]:
        return {"unchanged": self._read, "exactly": self._exactly, "keep": held(self._keep, self.drafts), "known": self.known}
