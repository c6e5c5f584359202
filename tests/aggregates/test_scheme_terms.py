"""The terms of a scheme: what qualifies, the bands of the rate, the cap and what lifts them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.aggregates.scheme import SCHEME, SchemeClassesSet
from ledger.aggregates.scheme_terms import Band, SchemeTermsSet, Uplift, set_terms
from ledger.money import Money
from tests.given import given


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def band(percent: str, up_to: str | None = None) -> Band:
    return Band(up_to=eur(up_to) if up_to else None, percent=Decimal(percent))


LIS = (band("30", "1000000.00"), band("25"))
CANARY = Uplift(condition="shot in the Canary Islands", factor=Decimal("1.8"))
BASQUE = Uplift(condition="only version is Basque", points=Decimal(10))
KNOWN = ("creative", "overheads")


def terms(**more: Any) -> SchemeTermsSet:
    return set_terms("LIS", **{"bands": LIS, "currency": "EUR", "known": KNOWN, **more})


def test_terms_say_what_qualifies_and_what_it_gives() -> None:
    said = terms(territory=("ES",), regions=("Canarias",), minimum=eur("1.00"), cap=eur("20000000.00"), uplifts=(CANARY, BASQUE),
                 excludes=("overheads",), base_share=Decimal(80), starts=date(2026, 1, 1), ends=date(2026, 12, 31))  # fmt: skip
    after = given(SCHEME, SchemeClassesSet(classes={"03": "creative"}), said)
    assert after.state.terms == said and after.state.names == {"creative"}
    assert said.sentence() == (
        "set the terms: what is incurred spent in Canarias, ES, 30 % up to 1,000,000.00 EUR, 25 % of the rest, "
        "at most 20,000,000.00 EUR, lifted by shot in the Canary Islands, × 1.8; only version is Basque, +10 points"
    )
    assert (str(CANARY), str(BASQUE)) == ("shot in the Canary Islands, × 1.8", "only version is Basque, +10 points")


REFUSED = [
    ({"bands": ()}, " gives: --band 1000000 30 --band rest 25."),
    ({"bands": (band("101"),)}, "LIS would give 101 % of what qualifies. Give more than 0, at most 100"),
    ({"bands": (band("30"), band("25"))}, " % of all the rest, and then more. Put the band of the rest last."),
    ({"bands": (band("30", "10.00"), band("25", "10.00"))}, "10.00 EUR. Give them from the lowest up."),
    ({"bands": (band("30.125"),)}, "LIS would reckon with 30.125. Give at most 2 decimals"),
    ({"bands": (band("30", "0.00"), band("25"))}, "A band of LIS up to 0.00 EUR holds nothing. Give an amount of more than 0.00 EUR"),
    ({"cap": eur("-1.00")}, "--cap -1.00 of LIS is refused. Give an amount of more than 0.00 EUR"),
    ({"minimum": eur("0.00")}, "--minimum 0.00 of LIS is refused."),
    ({"cap": Money.parse("5", "JPY")}, "The amounts of LIS are in EUR, the book's currency, not in JPY"),
    ({"starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}, "dated up to 2026-01-01, before 2026-02-01, its first day"),
    ({"regions": ("Canarias",)}, "LIS would count what is spent in Canarias, of no country. Say which: --territory"),
    ({"paid_by": date(2026, 2, 1)}, "so the day by which it is paid says nothing. Give --basis paid too"),
    ({"excludes": ("publicity",)}, "LIS has no class publicity to exclude; it has creative, overheads"),
    ({"base_share": Decimal(0)}, "A base of at most 0 % of the cost is refused"),
    ({"uplifts": (CANARY, CANARY)}, " would be lifted by two factors. Give one, the product of both."),
    ({"uplifts": (Uplift(condition="luck", points=Decimal(0)),)}, "LIS would be lifted by points of 0 where luck"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "words"), REFUSED)
def test_terms_that_cannot_be_reckoned_with_are_refused(more: dict[str, Any], words: str) -> None:
    given(SCHEME).when(terms, **more).refuses(words)
