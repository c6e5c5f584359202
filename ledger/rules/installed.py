"""The packs of a book at a window: their text as the book holds it, and what the protected parties have given leave for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ledger.errors import Tampered
from ledger.rules.facts import catalogue
from ledger.rules.judging import Consent, Installed, Judge
from ledger.rules.pack import Pack, digest, read_installed
from ledger.rules.parameters import Parameter
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Rule
from ledger.rules.seen import Asking, Seen, columns_used

States = Callable[[Sequence[int]], Mapping[int, bytes]]


def installed(session: Asking, states: States) -> list[Installed]:
    """The packs that the book is judged by, in the order of their keys. Raises Tampered where a text is not what its digest says."""
    for view in ("rule_packs", "rule_consents"):
        session.make(view)
    rows = session.query("select pack_key, position, financier from rule_packs order by pack_key")[1]
    texts = states([position for _, position, _ in rows])
    consents = list(_consents(session))
    found = []
    for key, position, financier in rows:
        event = json.loads(texts[position])["event"]
        held = {name: tuple(lines) for name, lines in event["files"].items()}
        if digest(held) != event["sha256"]:
            raise Tampered(f"Entry {position} holds the rules of {key}, and their digest is not the {event['sha256'][:12]} that it says.")
        given = {name: Decimal(value) for name, value in event.get("given", {}).items()}
        words = {name: tuple(said) for name, said in event.get("words", {}).items()}
        own = tuple(consent for pack, consent in consents if pack == key)
        found.append(Installed(_read(tuple(held.items()), key), key, position, financier, given, words, own))
    return found


@lru_cache(maxsize=64)
def _read(held: tuple[tuple[str, tuple[str, ...]], ...], key: str) -> Pack:
    return read_installed(dict(held), key)


def _consents(session: Asking) -> Iterator[tuple[str, Consent]]:
    sql = "select pack_key, rule, scope, up_to, since, until, position, step = 'waived' from rule_consents where ended is null"
    for pack, rule, scope, up_to, since, until, position, waiver in session.query(sql)[1]:
        yield pack, Consent(rule, scope, up_to, since, until, position, waiver)


def judge(session: Any, packs: Sequence[Installed], today: date | None = None, recorded: int | None = None) -> Judge:
    """A judge of these packs on the facts of a session, on the window's day unless another is meant; raises what its views do.

    `recorded` is the last entry that is no supposition, where the session sees some.
    """
    session.own.shut()  # whatever the text of a pack may say, nothing but the book is read
    return Judge(Seen(session, today or session.window.on, columns_used(asked(packs)), recorded), packs, session.about.scale)


def asked(packs: Sequence[Installed]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns by which the rules of packs ask each fact."""
    for pack in packs:
        for rule in pack.pack.written.rules:
            for _, part in rule.pieces:
                if isinstance(part, Quantity) and part.fact:
                    yield part.fact, (*part.where, *part.except_, *_apart(rule, part))


def _apart(rule: Rule, part: Quantity) -> tuple[str, ...]:
    """The column by which a rule keeps its figures apart, where the fact has it."""
    per = getattr(rule, "per", None)
    return (per,) if per and part.fact and per in catalogue()[part.fact].columns else ()


def asked_of_the_contract(pack: Pack) -> tuple[dict[str, Parameter], frozenset[str]]:
    """What the contract fills in: figures, by rule and name, or by a name that one rule alone has; words after a $."""
    figures: dict[str, Parameter] = {}
    words: set[str] = set()
    alone: dict[str, str | None] = {}
    for rule in pack.written.rules:
        for name, parameter in rule.parameters.items():
            if parameter.ask:
                figures[f"{rule.id}.{name}"] = parameter
                alone[name] = None if name in alone else rule.id
        for _, part in rule.pieces:
            if isinstance(part, Quantity):
                said = (word for held in (part.where, part.except_) for one in held.values() for word in one)
                words |= {word[1:] for word in said if word.startswith("$")}
    figures |= {name: figures[f"{only}.{name}"] for name, only in alone.items() if only}
    return figures, frozenset(words - pack.written.words.keys())


def columns_of_words(pack: Pack) -> dict[str, frozenset[str]]:
    """The columns that each word of the contract stands for: a party, an account, a source."""
    found: dict[str, set[str]] = {}
    for rule in pack.written.rules:
        for _, part in rule.pieces:
            for held in (part.where, part.except_) if isinstance(part, Quantity) else ():
                for column, said in held.items():
                    for word in said:
                        found.setdefault(word, set()).add(column)
    return {word[1:]: frozenset(columns) for word, columns in found.items() if word.startswith("$")}
