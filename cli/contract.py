"""What a contract says to a pack: figures and words, each held to what its rule asks for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.rules.pack import Pack


def given_by_contract(pack: Pack, said: Sequence[str]) -> tuple[dict[str, Decimal], dict[str, list[str]]]:
    """What the contract says: figures by parameter, words by the name that a rule has after a $. Raises Misuse."""
    from ledger.errors import Misuse, near
    from ledger.rules.installed import asked_of_the_contract

    figures, words = asked_of_the_contract(pack)
    given: dict[str, Decimal] = {}
    told: dict[str, list[str]] = {}
    for text in said:
        name, equals, value = text.partition("=")
        if not equals or not value:
            raise Misuse(f"{text!r} is not NAME=VALUE. Write --set RULE.NAME=VALUE, as topsheet compliance packs lists them.")
        if name in words:
            told.setdefault(name, []).append(value)
        elif name in given:
            raise Misuse(f"--set says {name} twice, {given[name]} and {value}. Say it once.")
        elif name in figures:
            given[name] = _figure(name, value, figures[name].ask)
        else:
            lists = f"topsheet compliance packs {pack.id}"
            several = [one for one in sorted(figures) if one.endswith(f".{name}")]
            if several:
                some = f"{', '.join(several[:3])}{' and others' if len(several) > 3 else ''}. Say which: --set {several[0]}={value}"
                raise Misuse(f"{len(several)} rules of {pack.id} ask for {name}: {some}; {lists} lists them.")
            raise Misuse(f"{pack.id} asks for nothing called {name}. {near(name, sorted({*figures, *words}), lists)}")
    return given, told


def _figure(name: str, value: str, asked: str | None) -> Decimal:
    """A figure of the contract, of the form that its parameter asks for. Raises Misuse."""
    from ledger.errors import Misuse
    from ledger.rules.form import number

    try:
        figure = Decimal(number(value))
    except ValueError as problem:
        raise Misuse(f"{name} {value!r} {problem}.") from None
    if figure < 0 or (asked == "share" and figure > 1) or (asked in ("days", "count") and figure % 1):
        form = {"share": "a share from 0 to 1", "amount": "an amount of nothing or more"}.get(
            asked or "", "a whole number of nothing or more"
        )
        raise Misuse(f"{name} is {form}, and {value} is not.")
    return figure


def held_to(decision: Decision, pack: Pack, name: str, said: Sequence[str]) -> list[str]:
    """The words of the contract, where they stand for parties, accounts or sources: those of the book. Raises Unknown."""
    from ledger.aggregates.budget import BUDGET
    from ledger.aggregates.source import SOURCE
    from ledger.errors import Unknown, near
    from ledger.rules.installed import columns_of_words

    columns = columns_of_words(pack).get(name, frozenset())
    if columns & {"party", "decider", "maker", "payer"}:
        return [decision.party(word) for word in said]
    budget = decision.load(BUDGET, "main", watch=False)
    accounts = budget.accounts if budget else {}
    have: dict[str, set[str]] = {
        "account": set(accounts), "category": {one.category for one in accounts.values()}, "source": set(decision.book.keys(SOURCE)),
    }  # fmt: skip
    lists = {"account": "topsheet report budget", "category": "topsheet report budget", "source": "topsheet report finance-plan"}
    for column in sorted(columns & have.keys()):
        for word in said if have[column] else ():
            if word not in have[column]:
                raise Unknown(f"--set {name}={word} names no {column} of the book. {near(word, sorted(have[column]), lists[column])}")
    return list(said)
