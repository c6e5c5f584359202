"""The way out of a refusal: the codes that somebody may have meant."""

from __future__ import annotations

import pytest

from ledger.errors import near, nearest

CHART = ("1100", "1200", "2000", "3200", "3300", "3310", "3400", "3500", "8300")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("3399", ["3310", "3300", "3400", "3500", "3200"]),
        ("33", ["3300", "3310", "3200", "3400", "3500"]),
        ("9999", ["8300", "3500", "3400", "3310", "3300"]),
        ("camera", []),
        ("", []),
        ("9" * 5000, []),
    ],
)
def test_the_nearest_codes_begin_alike_or_are_near_in_number(code: str, found: list[str]) -> None:
    assert nearest(code, CHART) == found


def test_a_word_is_near_that_begins_alike_for_half_as_long_as_the_nearest() -> None:
    words = ("icaa_call", "icaa_grant", "in_kind", "items_booked")
    assert nearest("icaa_cal", words) == ["icaa_call", "icaa_grant"]
    assert nearest("itens", words) == ["items_booked"]


def test_the_way_out_names_the_nearest_and_what_lists_them_all() -> None:
    assert near("0703-9", ["0703-1", "0801"], "topsheet report budget") == "Near it are 0703-1, 0801; topsheet report budget lists them."
    assert near("camera", CHART, "topsheet report budget") == "topsheet report budget lists them."
