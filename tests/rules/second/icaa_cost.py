"""Orden ECD/2784/2015, art. 2 and 3, written a second time: whole cents and fractions, one cost after the other, no rule engine.

Every cost is looked at once and gets one fate; the shares are taken of what is left. See packs/es-icaa-cost for the other writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

NEVER = {
    "recoverable tax": "no_vat", "luxury": "no_luxury", "gratuities": "no_luxury", "provisions": "no_luxury", "valuations": "no_luxury",
    "capitalisations": "no_luxury", "co-producer invoices": "no_intercopro", "foreign share": "foreign_share",
    "cash to foreign staff": "cash_to_foreign_staff", "per diem off payroll": "per_diem", "excluded": "undeclared",
}  # fmt: skip
ANY_DAY = {"development", "development travel", "publicity", "copies", "dubbing", "interest", "private interest"}
LATE = {"copies", "dubbing", "audit"}


@dataclass(frozen=True)
class Cost:
    kind: str
    cents: int
    day: date
    party: str = "P-1"
    related: bool = False


@dataclass(frozen=True)
class Film:
    """What the order asks about a film; amounts in cents."""

    short: bool
    animation: bool
    documentary: bool
    coproduction: bool
    procedure: date
    starts: date
    ends: date
    classified: date
    offers: int = 3
    too_few_suppliers: bool = False
    passed_on_unrelated: bool = True
    notarised: bool = True
    reference_interest: int = 0
    capital_years: int = 0
    subsidised: int = 0
    kilometres: int = 0
    depreciation: int = 0
    spanish_budget: int = 10**12
    spanish_percent: int = 100
    abroad_for_script: bool = False
    abroad_for_technique: bool = False


def months(day: date, by: int) -> date:
    """The same day of another month, or its last."""
    year, month = day.year, day.month + by
    while month < 1:
        year, month = year - 1, month + 12
    while month > 12:
        year, month = year + 1, month - 12
    for back in range(4):
        try:
            return date(year, month, day.day - back)
        except ValueError:
            continue
    raise AssertionError(day)


def half_up(cents: Fraction) -> int:
    return int(cents + Fraction(1, 2))


def general_days(film: Film) -> tuple[date, date]:
    new = film.procedure > date(2023, 6, 2)
    longer = film.animation or film.documentary or (film.coproduction and new)
    if film.short:
        before, after = (6, 6) if longer else (2, 3)
    else:
        before, after = (15, 12) if longer else (9, 9)
    return months(film.starts, -before), months(film.ends, after)


def recognise(costs: Iterable[Cost], film: Film) -> Counter[str]:
    """What is disallowed, by rule, and what is recognised: all in cents."""
    costs, out = list(costs), Counter[str]()
    new = film.procedure >= date(2023, 6, 3)
    limit = ((4000 if new else 2000) if film.short else (50000 if new else 40000)) * 100
    invoiced = Counter[str]()
    for cost in costs:
        if cost.related and cost.kind not in NEVER:
            invoiced[cost.party] += cost.cents
    kept = Counter[str]()
    for cost in costs:
        fate = fate_of(cost, film, invoiced, limit)
        if fate is None:
            kept[cost.kind] += cost.cents
        elif fate == "overheads":
            kept["overheads"] += cost.cents
        else:
            out[fate] += cost.cents
    shares(kept, out, film)
    return out


def fate_of(cost: Cost, film: Film, invoiced: Counter[str], limit: int) -> str | None:
    """The rule that a cost falls to, where it goes instead, or nothing where it stays."""
    if cost.kind in NEVER:
        return NEVER[cost.kind]
    if cost.related and invoiced[cost.party] > limit:
        return "related_cliff"
    if cost.related and film.offers < 3 and not film.too_few_suppliers:
        return "related_market"
    if cost.kind == "passed on" and not film.passed_on_unrelated:
        return "passed_on"
    if cost.kind == "private interest" and not film.notarised:
        return "private_loan_deed"
    return fate_by_day(cost.kind, cost.day, film)


def fate_by_day(kind: str, day: date, film: Film) -> str | None:
    """The same, of what depends on the day alone."""
    in_shoot = not (day < film.starts or film.ends < day)
    by = 1 if film.short else 3
    opens, closes = general_days(film)
    fates = {
        "phone": None if in_shoot else "phone",
        "meals": None if in_shoot else "meals",
        "mobile line": None if months(film.starts, -by) <= day <= months(film.ends, by) else "phone_mobile",
        "development travel": "overheads" if day < months(film.starts, -6) else None,
    }
    if kind in fates:
        return fates[kind]
    if kind not in ANY_DAY and not opens <= day <= closes:
        return "window"
    if kind == "travel" and not in_shoot:
        return "overheads"
    if kind == "post-production" and day > months(film.classified, 1):
        return "post"
    return "set" if kind == "set" and day > months(film.ends, 1) else None


def shares(kept: Counter[str], out: Counter[str], film: Film) -> None:
    """What counts up to a share, in the order in which one share stands on another."""

    def cap(name: str, of: int, most: Fraction) -> int:
        over = half_up(of - most) if of > most else 0
        out[name] += over
        return of - over

    kept["private car"] = cap("car", kept["private car"], Fraction(26 * film.kilometres))
    kept["own equipment"] = cap("own_equipment", kept["own equipment"], Fraction(2 * film.depreciation))
    private = kept["private interest"]
    allowed = half_up(Fraction(film.reference_interest) + Fraction(2 * film.capital_years, 100))
    private = min(private, allowed)
    out["private_loan"] += kept["private interest"] - private
    publicity = kept["publicity"] - min(kept["publicity"], film.subsidised)
    out["pa_subsidised"] += kept["publicity"] - publicity

    beyond = {"executive producer", "interest", "private interest", "overheads", "company staff", "publicity", *LATE}
    realisation = sum(cents for kind, cents in kept.items() if kind not in beyond)
    total = realisation + sum(kept[kind] for kind in LATE)
    total += cap("ep_fee", kept["executive producer"], Fraction(5 * realisation, 100))
    total += cap("interest", kept["interest"] + private, Fraction(20 * realisation, 100))
    total += cap("overheads", kept["overheads"] + kept["company staff"], Fraction(7 * realisation, 100))
    total += cap("pa", publicity, Fraction(40 * realisation, 100))
    spanish = min(total, film.spanish_budget) if film.coproduction else total
    out["spanish_share"] += total - spanish

    staff = kept["personnel"] + kept["executive producer"] + kept["subcontracted staff"]
    if film.animation:
        cap("subcontract_anim", kept["subcontract"], Fraction(total, 2))
        cap("subcontract_anim_staff", kept["subcontracted staff"], Fraction(total, 5) if film.abroad_for_technique else Fraction(0))
    else:
        cap("subcontract_live", kept["subcontract"], Fraction(2 * total, 5))
        abroad = film.abroad_for_script and not film.coproduction
        cap("subcontract_staff", kept["subcontracted staff"], Fraction(staff, 4) if abroad else Fraction(0))
        spanish_enough = not film.coproduction or film.spanish_percent > 70
        cap("subcontract_extra_eu", kept["non-eu services"], Fraction(spanish, 5) if spanish_enough else Fraction(0))
    over = sum(out[name] for name in out if name.startswith("subcontract"))
    out.update(realisation=realisation, total=total, recognised=spanish - over)
