"""What an event is made of: frozen, strict models, and the one canonical way to write them as bytes.

Canonical form: UTF-8 JSON, ASCII keys sorted, no spaces, integers within 2^53, absent values omitted and never null, dates
YYYY-MM-DD, money as {"amount":"12500.00","currency":"EUR"}, other decimals as plain text, text in NFC without control
characters. A field equal to its default is absent: a default can therefore never change once it is released.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, PlainSerializer, ValidationError
from pydantic_core import core_schema as core

from ledger.money import PLAIN, Money, plain

BIGGEST = 2**53
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
IllFormed = ValidationError


def nfc(text: Any) -> Any:
    """Text in NFC; refuses control characters and stray bytes, which a report could not show, and marks that turn its direction."""
    if isinstance(text, str):
        text = unicodedata.normalize("NFC", text).strip()
        if any(unicodedata.category(c) in ("Cc", "Cs") or c in TURNING for c in text):
            raise ValueError("text must not hold control characters, line breaks or bytes that are not text")
    return text


def exact(value: Any) -> Any:
    """A Decimal as it is, or its stored plain text; floats, exponents and NaN are refused."""
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return Decimal(plain(value))
    raise ValueError("must be a plain decimal")


Text = Annotated[str, BeforeValidator(nfc), Field(min_length=1, max_length=500)]
Key = Annotated[str, Field(pattern=r"^(main|[A-Z0-9-]{1,32})$")]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,16}$")]
PartyId = Annotated[str, Field(pattern=r"^P-[0-9]{4,}$")]
Number = Annotated[Decimal, BeforeValidator(exact), PlainSerializer(plain, return_type=str)]
Count = Annotated[int, Field(ge=0, le=BIGGEST)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def _segments(value: dict[str, str]) -> dict[str, str]:
    if any(not re.fullmatch(r"[a-z][a-z0-9_]{0,31}", k) for k in value):
        raise ValueError("a segment's name is lower-case ASCII, such as episode or location")
    return value


Segments = Annotated[dict[str, Text], AfterValidator(_segments)]


class Frozen(BaseModel):
    """A value: strict, immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core.CoreSchema:
        """Fields are held, and so written, in the order of their names, as canonical JSON has them."""
        schema = handler(source)
        inner: Any = schema
        while inner["type"] != "model-fields":
            inner = inner["schema"]
        inner["fields"] = dict(sorted(inner["fields"].items()))
        for field in inner["fields"].values():
            _sort_maps(field)
        return schema


def _sort_maps(schema: Any) -> None:
    """Let every map in a field's schema be written in the order of its keys."""
    if isinstance(schema, dict):
        if schema.get("type") == "dict":
            schema["serialization"] = core.wrap_serializer_function_ser_schema(lambda held, write: write(dict(sorted(held.items()))))
        for name, part in schema.items():
            if name != "serialization":
                _sort_maps(part)
    elif isinstance(schema, list):
        for part in schema:
            _sort_maps(part)


Layer = Literal["budget", "reallocation", "contingency", "overage", "ordered", "relieved", "accrued", "cost", "from_estimate", "paid"]


class Move(NamedTuple):
    """One signed line of money as an event carries it, in the document's currency and in the book's."""

    layer: Layer
    account: str
    amount: Money
    book_amount: Money
    document: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that may be used once in its scope."""

    scope: str
    key: str


class Event(Frozen):
    """A fact of the production, named in the past tense. Its class name is its stored name and never changes."""

    def sentence(self) -> str:
        """What happened, as the predicate of a sentence whose subject is the person who recorded it."""
        raise NotImplementedError

    def moves(self, document: str) -> Iterable[Move]:
        """The money that this fact moves on accounts and documents, for the guards."""
        return ()

    def dates(self) -> dict[str, str]:
        """The closing dates that this fact sets: cut_off and issued, as YYYY-MM-DD."""
        return {}

    def claims(self) -> Iterable[Claim]:
        """The numbers that this fact uses up."""
        return ()

    def releases(self) -> Iterable[Claim]:
        """The numbers that this fact gives back."""
        return ()

    def counts(self) -> dict[str, int]:
        """By how much this fact raises the numbers that an append checks: how many actors are enrolled."""
        return {}

    def estimates(self) -> dict[str, tuple[str, Money | None]]:
        """Estimating mode and amount that this fact sets, by account."""
        return {}


def counted(number: int, noun: str) -> str:
    """So many of them, as a sentence says it: 1 line, 2 lines."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def canonical(value: Any) -> bytes:
    """The canonical bytes of plain JSON data, as RFC 8785 writes the same data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def body(event: Frozen) -> dict[str, Any]:
    """An event as plain JSON data, without the fields that are at their default."""
    return event.model_dump(mode="json", exclude_defaults=True)


def written(event: Frozen) -> bytes:
    """The canonical bytes of an event: those of `canonical(body(event))`, in one pass of pydantic's own writer."""
    return event.__pydantic_serializer__.to_json(event, exclude_defaults=True)
