"""The form of everything in a pack: closed to unknown fields, read from text alone, and exact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ledger.money import PLAIN

MOST = 28
Place = tuple[str | int, ...]


class Form(BaseModel):
    """A part of a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @cached_property
    def pieces(self) -> tuple[tuple[Place, Form], ...]:
        """Itself and every part of it, each with its place; the tests of a rule are no part of it."""
        return tuple(walk(self))


def number(value: Any) -> Any:
    """A figure as a pack writes it: plain text, read exactly."""
    if isinstance(value, Decimal) or (isinstance(value, str) and PLAIN.fullmatch(value) and len(value) <= MOST):
        return Decimal(value)
    raise ValueError("is a plain figure such as 0.07 or 50000.00")


def day(value: Any) -> Any:
    """A day as a pack writes it."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is a day such as 2016-03-01") from None


def yes(value: Any) -> Any:
    """Yes or no as a pack writes it."""
    if value in ("yes", "no") or isinstance(value, bool):
        return value in ("yes", True)
    raise ValueError("is yes or no")


def several(value: Any) -> Any:
    """One word as a list of one."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Figure = Annotated[Decimal, BeforeValidator(number)]
Day = Annotated[date, BeforeValidator(day)]
Yes = Annotated[bool, BeforeValidator(yes)]
Words = Annotated[tuple[str, ...], BeforeValidator(several)]


def walk(part: Any, where: Place = ()) -> Iterator[tuple[Place, Form]]:
    """Every part of a part, with its place."""
    if isinstance(part, Form):
        yield where, part
        for name, field in type(part).model_fields.items():
            if name != "tests":
                yield from walk(getattr(part, name), (*where, field.alias or name))
    elif isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from walk(one, (*where, number))
    elif isinstance(part, dict):
        for name, one in part.items():
            yield from walk(one, (*where, name))
