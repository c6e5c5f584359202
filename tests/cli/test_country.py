"""Countries are those of ISO 3166, in every command that takes one."""

import pytest

from ledger.country import countries, country
from ledger.errors import Misuse
from tests.cli.conftest import Desk

REFUSED = {
    "XX": "'XX' is not a country of ISO 3166. Write its two capital letters, such as ES.",
    "es": "'es' is not a country of ISO 3166. ES is Spain.",
    "Spain": "ES is Spain.",
    "UK": "GB is United Kingdom.",
    "": "Write its two capital letters",
}


def test_a_country_is_in_the_table() -> None:
    assert len(countries()) == 249 and [country(one) for one in ("ES", "GB", "XK") if one in countries()] == ["ES", "GB"]
    assert all(len(code) == 2 and code.isupper() and name for code, name in countries().items())


@pytest.mark.parametrize(("code", "says"), REFUSED.items())
def test_what_is_no_country_is_told_which_is_meant(code: str, says: str) -> None:
    with pytest.raises(Misuse) as refusal:
        country(code)
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    "words",
    [
        ("place", "account", "3300", "XX"), ("place", "cost", "I-0001", "1", "XX"), ("scheme", "terms", "LIS", "--territory", "XX"),
        ("party", "company", "Crane Hire", "--kind", "vendor", "--country", "XX"), ("party", "change", "P-0001", "--tax-residence", "XX"),
        ("invoice", "post", "I-0001", "--country", "XX"), ("coproduction", "join", "Northlight", "10", "--country", "XX"),
    ],
)  # fmt: skip
def test_every_command_asks_for_one(book: Desk, words: tuple[str, ...]) -> None:
    assert "'XX' is not a country of ISO 3166" in book.refuses(*words, code=2)
