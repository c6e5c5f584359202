"""What a production may declare, and how a value of it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger.errors import Misuse
from ledger.money import scale_of

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.rules.facts import Declaration

EARLIEST = 1900
WHOLE = 100
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


def read(name: str, value: str, names: Mapping[str, Declaration], currency: str) -> dict[str, Any]:
    """A value as the declaration wants it: a day, a yes or no, a number, a word. Raises Unknown, Misuse."""
    from ledger.errors import Unknown, near
    from ledger.rules.form import number

    if name in TOLD:
        raise Misuse(f"{name} is told by the production's own entries: topsheet production greenlight, start-photography, wrap, deliver.")
    if name not in names:
        raise Unknown(f"Nothing called {name} is declared. {near(name, names, 'topsheet compliance declare --list')}")
    one = names[name]
    try:
        if one.kind == "day":
            return {"day": _day(name, date.fromisoformat(value))}
        if one.kind == "yes":
            return {"yes": {"yes": True, "no": False}[value]}
        if one.kind in ("number", "amount"):
            return {"number": _figure(name, one.kind, value, number(value), currency)}
    except (ValueError, KeyError):
        form = {"day": "a day, YYYY-MM-DD", "yes": "yes or no"}.get(one.kind, "a plain figure such as 12.5")
        raise Misuse(f"{name} is {form}, and {value!r} is not.") from None
    if one.words and value not in one.words:
        raise Misuse(f"{name} is {', '.join(one.words)}, and {value!r} is none of them.")
    return {"word": value}


def _day(name: str, day: date) -> date:
    if day.year < EARLIEST:
        raise Misuse(f"{name} is a day of this production, and {day} is none. Write it as YYYY-MM-DD.")
    return day


def _figure(name: str, kind: str, text: str, value: Decimal, currency: str) -> Decimal:
    """A figure that can be: nothing or more, a percentage to 100, an amount in the digits of the book's currency."""
    scale, digits = scale_of(currency), len(text.partition(".")[2])
    percent = name.endswith("percent")
    if value < 0 or (percent and value > WHOLE):
        form = "a percentage from 0 to 100" if percent else f"{'an amount' if kind == 'amount' else 'a number'} of nothing or more"
        raise Misuse(f"{name} is {form}, and {text!r} is not.")
    if kind == "amount" and digits > scale:
        raise Misuse(
            f"{name} is in {currency}, which has {scale} digits after the point, and {text!r} has {digits}. Round it as it is shown."
        )
    return value


def spelled(one: Declaration) -> str:
    """The form of a value, in words."""
    forms = {"day": "a day", "yes": "yes or no", "number": "a number", "amount": "an amount in the book's currency", "word": "a word"}
    return ", ".join(one.words) or forms[one.kind]


def asked_in_words(rules: Sequence[str]) -> str:
    """What a declaration is for: the title of the first rule that asks for it, and how many more do."""
    from ledger.labels import shipped

    if not rules:
        return ""
    title = shipped().get(f"rule.{rules[0]}.title", {}).get("en", rules[0])
    return f"{title} ({rules[0]}){f' and {len(rules) - 1} more' if len(rules) > 1 else ''}"
