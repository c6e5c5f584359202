"""Figures as other programs write them. A comma means nothing until somebody says what it means: --decimal , or --decimal ."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ledger.errors import Misuse
from ledger.money import PLAIN, Money, number, plain, scale_of

GROUPED = r"-?(?:[0-9]{{1,3}}([{group} ])[0-9]{{3}}(?:\1[0-9]{{3}})*|[0-9]+)(?:{decimal}[0-9]+)?"
SHAPES = {
    ",": re.compile(GROUPED.format(group=r"\.", decimal=",")),
    ".": re.compile(GROUPED.format(group=",", decimal=r"\.")),
}
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00:00)?")
LONG = re.compile(r"-?(?:[1-9][0-9]{18,}(?:\.[0-9]+)?|(?:0|[1-9][0-9]*)\.[0-9]{13,})")
MORE = "has more digits than a number may have, 18 before and 12 after the point; round it in the file"
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


class Figure(str):
    """The text of a numeric cell: the shortest digits that give the number, always with a point, whatever --decimal says."""

    __slots__ = ()


def figure(value: float) -> Figure:
    """The text of a number in a workbook: 1100 for 1100.0, 38.33, and every digit of 0.30000000000000004."""
    exact = Decimal(repr(value))
    return Figure(plain(exact) if exact.is_finite() else str(exact))


def decimal_mark(word: str | None) -> str | None:
    """The declared decimal mark. Raises Misuse for anything but a point or a comma."""
    if word not in (None, ",", "."):
        raise Misuse(f"--decimal is {word!r}; it is , for 1.234,56 or . for 1,234.56.")
    return word


def plain_text(text: str, decimal: str | None) -> str:
    """The figure with digits and at most one point. Raises Misuse, proposing the flag that would read it."""
    if isinstance(text, Figure):
        return text
    text = text.strip()
    if decimal is None and PLAIN.fullmatch(text):
        return text
    readings = {mark: reading for mark in SHAPES if (reading := _read(text.translate(SPACES), mark))}
    if decimal in readings:
        return readings[decimal]
    if readings:
        ways = ", ".join(f"add --decimal {mark} if {reading} is meant" for mark, reading in readings.items())
        raise Misuse(f"has a separator that --decimal {decimal} does not explain; {ways}" if decimal else f"has a separator; {ways}")
    if LONG.fullmatch(text):
        raise Misuse(MORE)
    raise Misuse("is not a plain number: digits and at most one point, without exponent, currency or sign of percent")


def _read(text: str, mark: str) -> str | None:
    """What the text means if this is the decimal mark; None when it cannot be."""
    if not SHAPES[mark].fullmatch(text):
        return None
    digits = re.sub(r"[ .]" if mark == "," else "[ ,]", "", text).replace(",", ".")
    return digits if PLAIN.fullmatch(digits) else None


def quantity(text: str, decimal: str | None) -> Decimal:
    """A number of days, a multiplier, a rate. Raises Misuse."""
    digits = plain_text(text, decimal)
    if not PLAIN.fullmatch(digits):
        raise Misuse(MORE)
    return number(digits)


def money(text: str, currency: str, decimal: str | None) -> Money:
    """An amount. A numeric cell may have fewer digits than the currency, and no figure may have more. Raises Misuse."""
    digits = plain_text(text, decimal)
    if not isinstance(text, Figure):
        return Money.parse(digits, currency)
    after = len(digits.partition(".")[2])
    if after > scale_of(currency):
        said = f"{after} digit{'s' if after > 1 else ''}"
        raise Misuse(f"has {said} after the point and {currency} has {scale_of(currency)}; round it in the workbook")
    return Money.parse(f"{digits}{'' if '.' in digits else '.'}{'0' * (scale_of(currency) - after)}" if after else digits, currency)


def day(text: str) -> date:
    """A day as YYYY-MM-DD, the form in which a workbook's date is read. Raises Misuse."""
    found = DAY.fullmatch(text.strip())
    try:
        if found:
            return date.fromisoformat(found[1])
    except ValueError:
        pass
    raise Misuse("is no day; write it as 2024-03-08")
