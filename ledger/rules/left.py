"""What is left of a fact's rows after what other rules disallow of them, so that a cost that breaks several rules is taken off once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ledger.rules.facts import Ask, Facts
from ledger.rules.verdict import ZERO

if TYPE_CHECKING:
    from ledger.rules.figures import Figures

Days = tuple[date, date]


class Lost(NamedTuple):
    """Rows that a rule disallows: those of an ask, or of them those whose day is not in these days."""

    ask: Ask
    days: Days | None = None


def left(facts: Facts, ask: Ask, lost: Sequence[Lost], spans: tuple[Days, ...] = ()) -> Decimal | None:
    """The sum of the rows asked for, outside all these days, that no rule disallows; None when the fact has no row at all."""
    whole = _outside(facts, ask, spans) if spans else facts.total(ask)
    if whole is None:
        return None
    for number, one in enumerate(lost):
        both = common(ask, one.ask)
        if both is not None:
            whole -= left(facts, both, lost[:number], (*spans, one.days) if one.days else spans) or ZERO
    return whole


def common(one: Ask, other: Ask) -> Ask | None:
    """The rows that both ask for; None where there can be none."""
    if one.fact != other.fact:
        return None
    where = dict(one.where)
    for column, words in other.where:
        where[column] = tuple(word for word in where.get(column, words) if word in words)
    without = {column: dict.fromkeys(words) for column, words in one.without}
    for column, words in other.without:
        without[column] = {**without.get(column, {}), **dict.fromkeys(words)}
    where = {column: tuple(word for word in words if word not in without.get(column, {})) for column, words in where.items()}
    if not all(where.values()):
        return None
    left_out = tuple(sorted((column, tuple(words)) for column, words in without.items()))
    return Ask(one.fact, tuple(sorted(where.items())), left_out, one.count)


def _outside(facts: Facts, ask: Ask, spans: Sequence[Days]) -> Decimal | None:
    """The sum of the rows that lie in none of these spans of days: before the first, after the last, and in the gaps between."""
    apart = _merged(spans)
    whole = facts.outside(ask, apart[0][0], apart[-1][1])
    for (_, ends), (begins, _) in pairwise(apart):
        after, later = facts.outside(ask, None, ends), facts.outside(ask, None, begins - timedelta(1))
        whole = (whole or ZERO) + (after or ZERO) - (later or ZERO)
    return whole


def _merged(spans: Iterable[Days]) -> list[Days]:
    apart: list[Days] = []
    for begins, ends in sorted(spans):
        if apart and begins <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(ends, apart[-1][1]))
        else:
            apart.append((begins, ends))
    return apart


def lost(figures: Figures, names: Iterable[str]) -> tuple[Lost, ...]:
    """What these rules disallow, at whatever basis is asked, those first after which they come themselves. Raises Undecided."""
    found: dict[str, tuple[Lost, ...]] = {}
    for name in names:
        _follow(figures, name, found)
    return tuple(one for part in found.values() for one in part)


def _follow(figures: Figures, name: str, found: dict[str, tuple[Lost, ...]]) -> None:
    if name in found:
        return
    pack, rule = figures.judge.named(figures.one, name)
    own = type(figures)(figures.judge, pack, rule, figures.basis)
    for before in rule.amount.after:  # type: ignore[attr-defined]  # holding.py sees to it that it is a kind that takes rows
        _follow(figures, before, found)
    key = (pack.key, name, figures.basis)
    if key not in figures.judge.taken:
        applies = rule.applies is None or own.true(rule.applies)
        figures.judge.taken[key] = tuple(_lost(own)) if applies else ()
    found[name] = figures.judge.taken[key]


def _lost(own: Figures) -> Iterator[Lost]:
    taken = own.rule.takes(own)
    if taken is None:
        return
    asked = own.asked_for("amount")
    ask = replace(asked, where=tuple(held for held in asked.where if held[0] != "basis"))
    if taken.per:
        only = common(ask, Ask(ask.fact, ((taken.per, taken.words),)))
        if only is not None:
            yield Lost(only)
    elif taken.days:
        first, last = taken.days
        yield Lost(ask, (first or date.min, last or date.max))
    else:
        yield Lost(ask)
