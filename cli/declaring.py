"""What a production may declare, and how a value of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.rules.facts import Declaration

TOLD = ("greenlit", "shoot_started", "shoot_ended", "production_delivered")
"""Days that the production's own entries tell."""


def known_names(book: Book | None) -> Mapping[str, Declaration]:
    """Everything that may be declared: what Topsheet knows, and what the packs of the book ask besides."""
    from ledger.aggregates.rule_pack import RULE_PACK, RulePackInstalled, RulePackWithdrawn
    from ledger.rules.facts import declarations
    from ledger.rules.pack import read_installed

    names = dict(declarations())
    if book is None:
        return {name: one for name, one in names.items() if name not in TOLD}
    for key in book.keys(RULE_PACK):
        last = [entry.event for entry in book.life(RULE_PACK, key) if isinstance(entry.event, RulePackInstalled | RulePackWithdrawn)][-1]
        if isinstance(last, RulePackInstalled):
            names |= read_installed(last.files, key).written.declares
    return {name: one for name, one in names.items() if name not in TOLD}


def read(name: str, value: str, names: Mapping[str, Declaration]) -> dict[str, Any]:
    """A value as the declaration wants it: a day, a yes or no, a number, a word. Raises Unknown, Misuse."""
    from ledger.errors import Misuse, Unknown, near
    from ledger.rules.form import number

    if name in TOLD:
        raise Misuse(f"{name} is told by the production's own entries: topsheet production greenlight, start-photography, wrap, deliver.")
    if name not in names:
        raise Unknown(f"Nothing called {name} is declared. {near(name, names, 'topsheet compliance declare --list')}")
    one = names[name]
    try:
        if one.kind == "day":
            return {"day": date.fromisoformat(value)}
        if one.kind == "yes":
            return {"yes": {"yes": True, "no": False}[value]}
        if one.kind in ("number", "amount"):
            return {"number": number(value)}
    except (ValueError, KeyError):
        form = {"day": "a day, YYYY-MM-DD", "yes": "yes or no"}.get(one.kind, "a plain figure such as 12.5")
        raise Misuse(f"{name} is {form}, and {value!r} is not.") from None
    if one.words and value not in one.words:
        raise Misuse(f"{name} is {', '.join(one.words)}, and {value!r} is none of them.")
    return {"word": value}


def spelled(one: Declaration) -> str:
    """The form of a value, in words."""
    forms = {"day": "a day", "yes": "yes or no", "number": "a number", "amount": "an amount in the book's currency", "word": "a word"}
    return ", ".join(one.words) or forms[one.kind]
