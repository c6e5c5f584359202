"""Bank details: changed by two people, and an IBAN whose check digits are right."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates.bank_details import (
    BANK_DETAILS,
    BankDetails,
    BankDetailsConfirmed,
    BankDetailsProposed,
    BankDetailsRefused,
    confirm,
    iban,
    new_since,
    propose,
    refuse,
)
from ledger.errors import Misuse
from tests.given import given

DIGESTS = {"bank_1": "0" * 64}
TOLD = BankDetailsProposed(digests=DIGESTS)
PEOPLE: dict[str, Any] = {"proposed_by": {"P-0002"}, "confirms": {"P-0003"}}


@pytest.mark.parametrize(
    "text",
    [
        "ES91 2100 0418 4502 0005 1332",
        "GB29NWBK60161331926819",
        "de89-3704-0044-0532-0130-00",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
    ],
)
def test_an_iban_of_any_country_is_taken_by_its_check_digits(text: str) -> None:
    assert iban(text) == text.replace(" ", "").replace("-", "").upper()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ES91 2100 0418 4502 0005 1333", "ends in 1333 has the check digits 91, and what follows makes 64"),
        ("ES19 2100 0418 4502 0005 1332", "has the check digits 19, and what follows makes 91"),
        ("ES02 2100 0418 4502 0005 1332", "has the check digits 02, and what follows makes 91"),
        ("2100 0418 4502 0005 1332", "it has 20 characters"),
        ("ES91", "it has 4 characters, and an IBAN has 15 to 34"),
    ],
)
def test_a_wrong_iban_is_told_with_both_figures(text: str, words: str) -> None:
    with pytest.raises(Misuse, match=words):
        iban(text)


def test_every_single_wrong_digit_is_found() -> None:
    right = "ES9121000418450200051332"
    for place in range(2, len(right)):
        for digit in "0123456789".replace(right[place], ""):
            with pytest.raises(Misuse):
                iban(right[:place] + digit + right[place + 1 :])


def test_new_details_stand_once_another_has_confirmed_them() -> None:
    given(BANK_DETAILS).when(propose, "P-0004", None, digests=DIGESTS, form="iban", same=False).then(TOLD)
    told = given(BANK_DETAILS, TOLD).when_named(confirm, "P-0004", **PEOPLE).then(BankDetailsConfirmed())
    assert told.state == BankDetails(told=1, stands=1)
    again = given(BANK_DETAILS, TOLD, BankDetailsConfirmed(), TOLD).when_named(refuse, "P-0004").then(BankDetailsRefused())
    assert again.state == BankDetails(told=2, stands=1)
    given(BANK_DETAILS, TOLD).when_named(confirm, "P-0004", **PEOPLE, heard=("ES1", "ES1")).then(BankDetailsConfirmed())


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (
            {"confirms": {"P-0002"}},
            ("P-0002 proposed the new bank details of P-0004", "and cannot confirm them: that takes a second person"),
        ),
        ({"confirms": {"P-0009", "P-0002"}}, ("P-0002 proposed",)),
        ({"confirms": {"P-0004"}}, ("cannot confirm their own bank details. Let another person",)),
        ({"acting": ["P-0003"]}, ("P-0003 acts for P-0004 and cannot confirm its bank details", "Let somebody of the production")),
        ({"heard": ("ES0000001111", "ES0000002222")}, ("What was heard ends in 1111", "ends in 2222", "party refuse-bank.")),
    ],
)
def test_the_same_person_the_party_itself_and_another_account_confirm_nothing(people: dict[str, Any], words: tuple[str, ...]) -> None:
    given(BANK_DETAILS, TOLD).when_named(confirm, "P-0004", **{**PEOPLE, **people}).refuses(*words)


def test_what_does_not_wait_is_neither_confirmed_nor_refused_and_one_change_waits_at_a_time() -> None:
    for events in ((TOLD, BankDetailsConfirmed()), (TOLD, BankDetailsRefused())):
        given(BANK_DETAILS, *events).when_named(confirm, "P-0004", **PEOPLE).refuses("No bank details of P-0004", "wait to be confirmed")
        given(BANK_DETAILS, *events).when_named(refuse, "P-0004").refuses("No bank details of P-0004")
    more: dict[str, Any] = {"digests": {"bank_2": "1" * 64}, "form": "account"}
    given(BANK_DETAILS, TOLD).when_named(propose, "P-0004", **more, same=False).refuses(
        "wait already. See to those first", "confirm-bank or refuse-bank"
    )
    given(BANK_DETAILS, TOLD, BankDetailsConfirmed()).when_named(propose, "P-0004", **more, same=True).refuses(
        "These are the bank details of", "that stand; there is nothing to change."
    )


def test_details_are_new_for_ten_days() -> None:
    stands = BankDetails(told=1, stands=1)
    days = [new_since(stands, date(2021, 3, 10), date(2021, 3, day)) for day in (9, 10, 20, 21)]
    assert days == [False, True, True, False]
    assert not new_since(BankDetails(told=1), date(2021, 3, 10), date(2021, 3, 10))
