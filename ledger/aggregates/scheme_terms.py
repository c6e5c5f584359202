"""The terms of a scheme say what of the cost qualifies, and what the scheme gives for it.

Where it must be spent, between which days, whether it counts once it is incurred or only once it is paid, which classes never count; then
the least that must be spent, the rate in bands, the cap, and what lifts them. Every setting says all of the terms, so the last one can be
read by itself. What a fund's own rules make of a class (an overhead of so many percent) is not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field

from ledger.errors import DoesNotAdd, Misuse
from ledger.event import Country, Event, Frozen, Number, Text
from ledger.money import Money, plain

Basis = Literal["incurred", "paid"]
BASES: tuple[Basis, ...] = ("incurred", "paid")
WHOLE = Decimal(100)
TENFOLD = Decimal(10)
DIGITS = 2


class Band(Frozen):
    """So many percent of the base up to this amount; without one, of all that is above."""

    up_to: Money | None = None
    percent: Number


class Uplift(Frozen):
    """A condition that is met, and what it lifts: points add to the rate of every band, a factor multiplies rates and cap."""

    condition: Text
    points: Number | None = None
    factor: Number | None = None

    def __str__(self) -> str:
        return (
            f"{self.condition}, {f'+{plain(self.points)} points' if self.points is not None else f'× {plain(self.factor or Decimal(1))}'}"
        )


class SchemeTermsSet(Event):
    """What qualifies and what it brings. `base_share` is the most of the total cost that the base may be, in percent.

    `territory` and `regions` are where it must be spent, anywhere when there are none; `starts` and `ends` bound the days of the
    documents, `paid_by` the payments.
    """

    basis: Basis = "incurred"
    territory: tuple[Country, ...] = ()
    regions: tuple[Text, ...] = ()
    starts: date | None = None
    ends: date | None = None
    paid_by: date | None = None
    excludes: tuple[str, ...] = ()
    related_excluded: bool = False
    in_kind_excluded: bool = False
    subsidies_deducted: bool = False
    minimum: Money | None = None
    base_share: Number | None = None
    bands: tuple[Band, ...] = Field(min_length=1)
    cap: Money | None = None
    uplifts: tuple[Uplift, ...] = ()

    def sentence(self) -> str:
        rest = "of the rest" if len(self.bands) > 1 else "of it"
        bands = ", ".join(f"{plain(b.percent)} % {f'up to {b.up_to}' if b.up_to else rest}" for b in self.bands)
        where = f" spent in {', '.join((*self.regions, *self.territory))}" if self.territory else ""
        most = f", at most {self.cap}" if self.cap else ""
        lifted = f", lifted by {'; '.join(map(str, self.uplifts))}" if self.uplifts else ""
        return f"set the terms: what is {self.basis}{where}, {bands}{most}{lifted}"


def set_terms(key: str, *, bands: Sequence[Band], currency: str, known: Sequence[str] = (), **terms: object) -> SchemeTermsSet:
    """Set all the terms of a scheme. `known` are its classes. Raises Misuse, DoesNotAdd."""
    _bands(key, bands)
    _more_than_nothing(key, minimum=terms.get("minimum"), cap=terms.get("cap"))
    event = SchemeTermsSet(bands=tuple(bands), **terms)  # type: ignore[arg-type]
    foreign = {one.currency for one in (event.minimum, event.cap, *(b.up_to for b in bands)) if one is not None} - {currency}
    if foreign:
        raise DoesNotAdd(f"The amounts of {key} are in {currency}, the book's currency, not in {foreign.pop()}.")
    if event.starts and event.ends and event.ends < event.starts:
        raise Misuse(f"{key} would count what is dated up to {event.ends}, before {event.starts}, its first day. Give them in order.")
    if event.regions and not event.territory:
        raise Misuse(f"{key} would count what is spent in {', '.join(event.regions)}, of no country. Say which: --territory.")
    if event.paid_by and event.basis != "paid":
        raise Misuse(f"{key} counts what is {event.basis}, so the day by which it is paid says nothing. Give --basis paid too.")
    for one in event.excludes:
        if one not in known:
            raise Misuse(f"{key} has no class {one} to exclude; it has {', '.join(sorted(set(known))) or 'none'}.")
    if event.base_share is not None and not 0 < event.base_share <= WHOLE:
        raise Misuse(f"A base of at most {plain(event.base_share)} % of the cost is refused. Give more than 0, at most {WHOLE}.")
    _lifts(key, event.uplifts)
    for given in (event.base_share, *(b.percent for b in bands), *(x for lift in event.uplifts for x in (lift.points, lift.factor))):
        _exact(key, given or WHOLE)
    return event


def _bands(key: str, bands: Sequence[Band]) -> None:
    if not bands:
        raise Misuse(f"Say what {key} gives: --band 1000000 30 --band rest 25.")
    for band in bands:
        if not 0 < band.percent <= WHOLE:
            raise Misuse(f"{key} would give {plain(band.percent)} % of what qualifies. Give more than 0, at most {WHOLE}.")
    for band in bands[:-1]:
        if band.up_to is None:
            raise Misuse(f"{key} would give {plain(band.percent)} % of all the rest, and then more. Put the band of the rest last.")
    ends = [band.up_to for band in bands if band.up_to is not None]
    if ends and ends[0] <= Money.zero(ends[0].currency):
        raise Misuse(f"A band of {key} up to {ends[0]} holds nothing. Give an amount of more than {Money.zero(ends[0].currency)}.")
    for one, other in pairwise(ends):
        if other <= one:
            raise DoesNotAdd(f"The bands of {key} go up to {one} and then to {other}. Give them from the lowest up.")


def _more_than_nothing(key: str, **given: object) -> None:
    for option, least in given.items():
        if isinstance(least, Money) and least <= Money.zero(least.currency):
            raise Misuse(f"--{option} {least.plain()} of {key} is refused. Give an amount of more than {Money.zero(least.currency)}.")


def _exact(key: str, percent: Decimal) -> None:
    if percent != round(percent, DIGITS):
        raise Misuse(f"{key} would reckon with {plain(percent)}. Give at most {DIGITS} decimals.")


def _lifts(key: str, uplifts: Sequence[Uplift]) -> None:
    if sum(lift.factor is not None for lift in uplifts) > 1:
        raise Misuse(f"{key} would be lifted by two factors. Give one, the product of both.")
    for lift in uplifts:
        for word, value, most in (("points", lift.points, WHOLE), ("a factor", lift.factor, TENFOLD)):
            if value is not None and not 0 < value <= most:
                said = f"{word} of {plain(value)} where {lift.condition}"
                raise Misuse(f"{key} would be lifted by {said}. Give +5 for points, x1.8 for a factor.")
