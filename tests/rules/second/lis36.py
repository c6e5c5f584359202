"""LIS art. 36.1, written a second time: whole cents and fractions, one function, no rule engine. Packs/es-lis36 is the other writing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

COST = {"production", "creative staff", "creative elsewhere", "technical industry"}
PROMOTED = {"copies", "publicity"}
MILLION = 100_000_000


class Deduction(NamedTuple):
    """What art. 36.1 makes of a list of costs, in cents; `abroad` is how much too little of the base is spent in Spain."""

    base: int
    spanish: int
    deduction: int


def deduct(costs: Sequence[tuple[str, str, int]], subsidies: int, episodes: int | None) -> Deduction:
    """The deduction for costs by class, country and cents: 30 % of the first million and 25 % of the rest, of each episode of a series."""
    cost = sum(cents for kind, _, cents in costs if kind in COST)
    promoted = sum(cents for kind, _, cents in costs if kind in PROMOTED)
    beyond = max(promoted - Fraction(2 * cost, 5), Fraction(0))
    base = cost + promoted - rounded(beyond) - subsidies
    spanish = sum(cents for kind, country, cents in costs if country == "ES" and kind in COST | PROMOTED)
    parts = episodes or 1
    each = Fraction(base, parts)
    first = min(max(each, Fraction(0)), Fraction(MILLION))
    rest = max(each - MILLION, Fraction(0))
    generated = rounded(parts * (first * Fraction(3, 10) + rest * Fraction(1, 4)))
    most = 20 * MILLION if episodes is None else 10 * MILLION
    return Deduction(base, spanish, min(generated, parts * most))


def rounded(cents: Fraction) -> int:
    """Whole cents, half away from nothing."""
    whole = int(abs(cents) + Fraction(1, 2))
    return whole if cents >= 0 else -whole
