"""Money: exact, in one currency, at exactly its digits; nothing rounds unless its name says so."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

import ledger
from ledger.errors import DoesNotAdd, Misuse
from ledger.event import Frozen, IllFormed, Number, body, canonical, written
from ledger.line import CostLine, in_book
from ledger.money import Money, number, plain, round_half_up, scale_of, scales, split, total

CURRENCIES = ("EUR", "USD", "JPY", "TND", "CLF")
UNITS = st.integers(-(10**13), 10**13)
ANY = st.builds(Money.minor, UNITS, st.sampled_from(CURRENCIES))


class Held(Frozen):
    """Money and a plain decimal, as an event holds them."""

    money: Money
    number: Number


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


@pytest.mark.parametrize(
    "amount",
    [12.5, True, 12, "12.50", None, Decimal("NaN"), Decimal("Infinity"), Decimal("12.5"), Decimal("12.500"), Decimal("1E+3")],
)
def test_only_a_decimal_with_exactly_the_currencys_digits_is_an_amount(amount: Any) -> None:
    with pytest.raises(Misuse, match="exactly 2 digits after the point"):
        Money(amount, "EUR")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1e3", "EUR"), ("NaN", "EUR"), ("inf", "EUR"), ("", "EUR"), ("1,000.00", "EUR"), (" 1", "EUR"), ("+1", "EUR"), ("1.", "EUR"),
     (".5", "EUR"), ("00.10", "EUR"), ("1_0", "EUR"), ("٣", "EUR"), ("0x10", "EUR"), ("1\n", "EUR"), ("9" * 19, "EUR")],
)  # fmt: skip
def test_text_that_is_not_a_plain_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(Misuse, match="is not a plain amount"):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    ("text", "currency", "meant"),
    [("12500.5", "EUR", "12500.50"), ("0.005", "EUR", "0.01"), ("10.5", "JPY", "11"), ("1.25", "TND", "1.250")],
)
def test_excess_or_missing_digits_are_refused_with_both_figures(text: str, currency: str, meant: str) -> None:
    with pytest.raises(Misuse, match=rf"{text} has \d digits? after the point and {currency} has {scale_of(currency)}. Write {meant}, "):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [("12500", "EUR", 1_250_000), ("-0.01", "EUR", -1), ("7", "JPY", 7), ("1.234", "TND", 1234), ("0", "EUR", 0)],
)
def test_whole_units_or_exactly_the_currencys_digits_are_read(text: str, currency: str, units: int) -> None:
    assert Money.parse(text, currency) == Money.minor(units, currency)


@pytest.mark.parametrize("text", ["-0", "-0.00"])
def test_nothing_is_written_in_one_way(text: str) -> None:
    assert str(Money.parse(text, "EUR")) == "0.00 EUR"
    assert str(round_half_up(Decimal("-0.004"), "EUR")) == "0.00 EUR"


@pytest.mark.parametrize("code", ["eur", "EURO", "XXQ", "", "E R", "DEM"])
def test_a_currency_that_is_not_in_use_is_refused(code: str) -> None:
    with pytest.raises(Misuse, match="is not an ISO 4217 currency in use"):
        Money.parse("1", code)


def test_the_table_has_the_digits_of_iso_4217() -> None:
    assert (scale_of("EUR"), scale_of("JPY"), scale_of("BHD"), scale_of("CLF")) == (2, 0, 3, 4)
    path = Path(ledger.__file__).parent / "data" / "iso4217.csv"
    with path.open(encoding="utf-8", newline="") as table:
        assert {code: int(scale) for code, scale, *_ in list(csv.reader(table))[1:]} == scales()
    assert set(scales().values()) <= {0, 2, 3, 4}


def test_two_currencies_never_meet() -> None:
    one, other = eur("1"), Money.parse("1", "USD")
    acts = (lambda: one + other, lambda: one - other, lambda: one < other, lambda: one <= other, lambda: one > other, lambda: one >= other)
    for act in (*acts, lambda: total([one, other], "EUR"), lambda: max(one, other)):
        with pytest.raises(DoesNotAdd, match=r"1\.00 \w{3} and 1\.00 \w{3} are two currencies"):
            act()
    assert one != other


@given(ANY)
def test_money_is_the_same_after_its_bytes_and_after_its_text(money: Money) -> None:
    assert Money.parse(money.plain(), money.currency) == money
    assert Money.minor(money.units, money.currency) == money
    held = Held(money=money, number=money.amount)
    state = canonical(held.model_dump(mode="json"))
    again = Held.model_validate_json(state)
    assert again.money == money and again.number == money.amount
    assert canonical(again.model_dump(mode="json")) == state == rfc8785.dumps(json.loads(state))


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
WORDS = st.text('aéñ"\\/\u2028漢').map("x".__add__)


@given(ANY, st.dictionaries(NAMES, WORDS, max_size=4))
def test_pydantic_writes_the_canonical_bytes_of_every_value(money: Money, segments: dict[str, str]) -> None:
    line = CostLine(line=1, account="3500", amount=money, net=money, worked_from=date(2026, 3, 12), segments=segments)
    assert written(line) == canonical(body(line)) == rfc8785.dumps(body(line))
    assert written(line.model_copy(update={"amount": -money})) == canonical(body(line.model_copy(update={"amount": -money})))


@given(ANY)
def test_minus_is_its_own_inverse_and_nothing_has_no_sign(money: Money) -> None:
    assert money.__neg__().__neg__() == money
    assert not money + -money
    assert (-Money.zero(money.currency)).plain() == Money.zero(money.currency).plain()
    assert (money - money).plain() == Money.zero(money.currency).plain()


@given(st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=9))
def test_a_decimal_is_written_in_one_way_and_read_back(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text and text != "-0" and not ("." in text and text.endswith(("0", ".")))
    assert plain(number(text)) == text


@pytest.mark.parametrize("stored", ['"1e3"', "1", "1.5", "true", "null", '"NaN"', '"1.2.3"', '"--1"'])
def test_a_number_is_stored_as_plain_text_and_as_nothing_else(stored: str) -> None:
    with pytest.raises(IllFormed):
        Held.model_validate_json(f'{{"money":{{"amount":"1.00","currency":"EUR"}},"number":{stored}}}')


@pytest.mark.parametrize(
    "stored",
    ['{"amount":1.00,"currency":"EUR"}', '{"amount":"1","currency":"EUR"}', '{"amount":"1.000","currency":"EUR"}',
     '{"amount":"1e2","currency":"EUR"}', '{"amount":"1.00","currency":"eur"}', '{"amount":"1.00"}',
     '{"amount":"1.00","currency":"EUR","x":1}', '"1.00 EUR"', "1.00"],
)  # fmt: skip
def test_money_is_stored_as_exact_text_and_its_currency_and_as_nothing_else(stored: str) -> None:
    with pytest.raises((IllFormed, Misuse)):
        Held.model_validate_json(f'{{"money":{stored},"number":"1"}}')


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.004999", "0.00"), ("2.675", "2.68"), ("1.115", "1.12"), ("-1.114", "-1.11")],
)
def test_rounding_is_half_away_from_zero(value: str, rounded: str) -> None:
    assert round_half_up(Decimal(value), "EUR") == eur(rounded)


@given(st.integers(-(10**12), 10**12), st.integers(0, 5), st.sampled_from(CURRENCIES))
def test_rounding_is_never_more_than_half_a_minor_unit_away(digits: int, places: int, currency: str) -> None:
    value = Decimal(digits).scaleb(-places)
    rounded = round_half_up(value, currency)
    assert abs(rounded.amount - value) * 2 <= Decimal(1).scaleb(-scale_of(currency))
    assert rounded.amount == value.quantize(rounded.amount, ROUND_HALF_UP)


@given(ANY, st.lists(st.one_of(st.integers(0, 10**9), st.decimals(0, 10**6, places=4)), min_size=1, max_size=12))
def test_the_parts_of_a_split_always_sum_to_the_whole(whole: Money, weights: list[int | Decimal]) -> None:
    parts = split(whole, weights)
    assert len(parts) == len(weights)
    assert total(parts, whole.currency) == whole
    shares = weights if any(weights) else [1] * len(weights)
    for part, weight in zip(parts, shares, strict=True):
        exact = Decimal(whole.units) * weight
        floor = abs(exact) // sum(map(Decimal, shares))
        assert floor <= abs(part.units) <= floor + 1
        assert part.units * whole.units >= 0


def test_a_split_gives_the_odd_cents_to_the_largest_remainders_and_earlier_parts() -> None:
    assert [part.plain() for part in split(eur("0.05"), [1, 1, 1])] == ["0.02", "0.02", "0.01"]
    assert [part.plain() for part in split(eur("-0.05"), [1, 1, 1])] == ["-0.02", "-0.02", "-0.01"]
    assert [part.plain() for part in split(eur("1.00"), [0, 0])] == ["0.50", "0.50"]
    assert [part.plain() for part in split(eur("1.00"), [0, 3, 5])] == ["0.00", "0.38", "0.62"]


@settings(max_examples=200)
@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=8), st.decimals("0.0001", 200, places=4), st.sampled_from(["USD", "JPY", "TND"])
)
def test_the_book_amounts_of_a_documents_lines_tie_to_the_rounded_document(units: list[int], rate: Decimal, currency: str) -> None:
    lines = [Money.minor(one, currency) for one in units]
    books = in_book(lines, rate, "EUR")
    assert total([book for book in books if book is not None], "EUR") == round_half_up(total(lines, currency).amount * rate, "EUR")
    assert all(
        book is not None and abs(book.amount - (line.amount * rate).quantize(book.amount, ROUND_DOWN)) <= Decimal("0.02")
        for line, book in zip(lines, books, strict=True)
    )


def test_a_rate_is_given_exactly_where_a_document_is_foreign() -> None:
    with pytest.raises(Misuse, match="takes no rate"):
        in_book([eur("1")], Decimal("1.1"), "EUR")
    with pytest.raises(Misuse, match="Give --rate"):
        in_book([Money.parse("1", "USD")], None, "EUR")
    with pytest.raises(DoesNotAdd, match="in one currency"):
        in_book([Money.parse("1", "USD"), Money.parse("1", "JPY")], Decimal(1), "EUR")
    assert in_book([eur("1"), eur("2")], None, "EUR") == [None, None]
