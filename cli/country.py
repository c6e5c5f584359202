"""A country as commands take it: two letters of ISO 3166."""

from __future__ import annotations

from typing import Any

import click


class Country(click.ParamType[str]):
    """A country by its two letters."""

    name = "country"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code, or what is written instead. Raises Misuse."""
        from ledger.country import country

        return country(value)


COUNTRY = Country()
