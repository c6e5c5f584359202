"""Parties as people write them: an id, or a name as it was registered."""

from __future__ import annotations

import re

from ledger.aggregates.party import PARTY
from ledger.book import Book
from ledger.errors import Misuse, Unknown


def find_party(book: Book, text: str) -> str:
    """The id of a party from its id or its registered name. Raises Unknown, Misuse."""
    if re.fullmatch(r"P-[0-9]{4,}", text) and book.load(PARTY, text):
        return text
    persons = [party for party, name in book.people.names().items() if name == text and book.load(PARTY, party)]
    matches = sorted({*persons, *book.companies(text)})
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise Misuse(f"{text!r} is the name of {', '.join(matches)}. Give the party's id.")
    away = [file.name for file in (book.people.path, book.people.keys) if not file.exists()]
    gone = f" Persons' names need {' and '.join(away)}, which {'is' if len(away) == 1 else 'are'} not beside the book." if away else ""
    raise Unknown(
        f"No party is called {text!r}.{gone} Register it with topsheet party person or topsheet party company; topsheet "
        "report parties lists them."
    )
