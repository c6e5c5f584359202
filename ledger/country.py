"""A country: a code of ISO 3166-1 alpha-2, from a table that ships with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ledger.errors import Misuse

MEANT = {"UK": "GB", "EL": "GR", "EN": "GB"}
"""What is written instead, and is no country of the table."""


@cache
def countries() -> dict[str, str]:
    """The name of each country by its code."""
    table = Path(__file__).with_name("data").joinpath("iso3166.csv").read_text(encoding="utf-8")
    return dict(line.split(",", 1) for line in table.splitlines()[1:])


def country(code: str) -> str:
    """The code, where a country has it. Raises Misuse, with the code of a country that was named or is written otherwise."""
    if code in countries():
        return code
    named = next((one for one, name in countries().items() if name.casefold() == code.casefold()), None)
    meant = MEANT.get(code.upper(), named or (code.upper() if code.upper() in countries() else None))
    way = f"{meant} is {countries()[meant]}." if meant else "Write its two capital letters, such as ES."
    raise Misuse(f"{code!r} is not a country of ISO 3166. {way}")
