"""What a party sees of a book: which entries, reports, documents and names; and a log as it sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ledger.event import canonical

if TYPE_CHECKING:
    from ledger.log import Log

ALWAYS = ("book/main", "log-key/main")
NAMING = ("PersonRegistered", "PartyChanged")


@dataclass(frozen=True)
class Sight:
    """What one party may see. `kinds` and `reports` are None for all; `entry` is the position that set it, None while nobody has."""

    party: str
    kinds: frozenset[str] | None = None
    reports: frozenset[str] | None = None
    evidence: bool = True
    names: bool = True
    entry: int | None = None

    def shows(self, stream: str) -> bool:
        """Whether an entry of this document is seen. The first entry, the keys of the log and what this party may see always are."""
        return stream in ALWAYS or stream == f"access/{self.party}" or self.sees(stream)

    def sees(self, stream: str) -> bool:
        """Whether an entry of this document is one that the party was let see, and not only one that every pack shows."""
        return self.kinds is None or stream.partition("/")[0] in self.kinds

    def holds(self, report: str) -> bool:
        """Whether a report is seen."""
        return self.reports is None or report in self.reports

    @property
    def worded(self) -> str:
        """What may name persons to whoever is given no names, since somebody wrote it, and how it is left out."""
        entries, reports = self.kinds is None or bool(self.kinds), self.reports is None or bool(self.reports)
        parts = (
            (self.evidence and entries, "documents", "--no-evidence"),
            (entries, "words of entries", "--no-entries"),
            (reports, "words in reports", "--no-reports"),
        )
        names, words = zip(*((name, word) for there, name, word in parts if there), strict=True)
        return f"{_and(names).capitalize()} may still name them: leave them out with {_and(words)}."

    @property
    def nothing(self) -> bool:
        """Whether neither an entry nor a report may be seen."""
        return not (self.kinds is None or self.kinds or self.reports is None or self.reports)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def sight(log: Log, party: str) -> Sight:
    """What was set for a party last."""
    entries = log.document(f"access/{party}")
    if not entries:
        return Sight(party)
    _, _, _, state, position, _ = entries[-1]
    said = json.loads(state)["event"]
    kinds, reports = (frozenset(said[name]) if name in said else None for name in ("kinds", "reports"))
    return Sight(party, kinds, reports, said.get("evidence", True), said.get("names", True), position)


@dataclass(frozen=True)
class Seen:
    """A log whose withheld states are empty."""

    log: Log
    sight: Sight

    def states(self, positions: Sequence[int]) -> dict[int, bytes]:
        """The stored states of these entries, as far as they are seen."""
        stored = self.log.stored(positions).items()
        return {position: state if self.sight.shows(stream) else b"{}" for position, (stream, _, _, state) in stored}


def proven_names(log: Log, last: int) -> dict[str, tuple[str, bytes]]:
    """Name and salt of every person whose name is the one that an entry up to `last` gave the digest of, by party."""
    held = {party: (value, salt) for party, field, value, salt in log.people.rows(of="name") if field == "name"}
    digests = _digests(log, last)
    return {party: pair for party, pair in sorted(held.items()) if digests.get(party) == sha256(pair[1] + canonical(pair[0])).hexdigest()}


def _digests(log: Log, last: int) -> Mapping[str, str]:
    """The digest of each person's name, as it was registered or changed last."""
    found = {}
    asked = "select stream, state from entries where name in (?, ?) and position <= ? order by position"
    for stream, state in log.connection.execute(asked, (*NAMING, last)):
        digests = json.loads(state)["event"].get("digests") or {}
        if "name" in digests:
            found[stream.partition("/")[2]] = digests["name"]
    return found
