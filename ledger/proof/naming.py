"""Which persons a pack names: those alone have their name and salt in it (GDPR art. 5.1.c).

Whoever is named by a report, by name or by party id, or by an entry of the kinds that the party sees. The entries that stand in every
pack say who set its access, and name nobody by that.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import unescape

ID = re.compile(rb"P-[0-9]{4,}")
WORD = re.compile(r"P-[0-9]{4,}|\w+")


class Naming:
    """The persons that are named in what was read so far, of those who have a name here, by party."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.parties, self.found = frozenset(names), set[str]()
        self._begins: dict[str, list[tuple[int, str, str]]] = {}
        for party, name in names.items():
            if first := WORD.search(name):
                self._begins.setdefault(first.group(), []).append((first.start(), name, party))
            else:
                self.found.add(party)  # a name without a letter is found by nobody, and so it is given

    def entry(self, state: bytes) -> None:
        """The stored state of an entry."""
        if len(self.found) < len(self.parties):
            self.found |= self.parties.intersection(one.decode() for one in ID.findall(state))

    def text(self, text: str) -> None:
        """Words of a report."""
        if len(self.found) == len(self.parties):
            return
        for word in WORD.finditer(text):
            said = word.group()
            if said in self.parties:
                self.found.add(said)
            for offset, name, party in self._begins.get(said, ()):
                if party not in self.found and text.startswith(name, word.start() - offset):
                    self.found.add(party)

    def member(self, path: str, content: bytes | Iterable[bytes]) -> Iterator[bytes]:
        """A file of the pack, read as it goes by: a table as CSV, or a workbook; what has another form is told with `text`."""
        for piece in (content,) if isinstance(content, bytes) else content:
            if path.endswith(".csv"):
                self.text(piece.decode().replace('""', '"'))
            elif path.endswith(".xlsx"):
                self._workbook(piece)
            yield piece

    def _workbook(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                if name.endswith(".xml"):
                    self.text(unescape(book.read(name).decode(), {"&quot;": '"', "&apos;": "'"}))
