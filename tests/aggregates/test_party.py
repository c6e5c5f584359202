"""Companies, persons without their values, and related parties."""

from datetime import date

from ledger.aggregates.party import (
    PARTY,
    CompanyRegistered,
    PartyChanged,
    PersonRegistered,
    RelatedPartyDeclared,
    change,
    declare_related,
    digest,
    register_company,
    register_person,
)
from ledger.event import body, canonical
from tests.given import given

SALT = bytes(16)
NAME = digest(SALT, "Juno Okafor")
COMPANY = CompanyRegistered(name="Northlight Rentals (fictional)", kind="vendor", country="ES", tax_residence="ES")
PERSON = PersonRegistered(digests={"name": NAME}, kind="crew", country="ES")


def test_a_company_stands_in_the_book_by_its_name() -> None:
    name = "Northlight Rentals (fictional)"
    given(PARTY).when(register_company, name=name, kind="vendor", country="ES", tax_residence="ES").then(COMPANY)


def test_a_person_stands_in_the_book_by_digests_alone() -> None:
    given(PARTY).when(register_person, digests={"name": NAME}, kind="crew", country="ES").then(PERSON)
    assert b"Juno" not in canonical(body(PERSON))


def test_the_same_value_under_another_salt_is_another_digest() -> None:
    assert digest(b"a" * 16, "Juno Okafor") != digest(b"b" * 16, "Juno Okafor")
    assert NAME == "040d9cf3577f52c50ec9555a2760ae762598bc9f55d39aba0cb62af7cc9a6087"


def test_a_person_without_a_name_is_refused() -> None:
    given(PARTY).when(register_person, digests={}, kind="crew").refuses("at least a name")


def test_a_persons_name_never_enters_by_a_change() -> None:
    given(PARTY, PERSON).when_named(change, "P-0002", name="Juno Okafor").refuses("P-0002 is a person", "companion")


def test_a_change_carries_only_what_is_new() -> None:
    given(PARTY, COMPANY).when_named(change, "P-0001", name="Northlight SL (fictional)", country="ES").then(
        PartyChanged(name="Northlight SL (fictional)")
    )
    given(PARTY, PERSON).when_named(change, "P-0002", digests={"name": NAME, "tax_id": "1" * 64}).then(
        PartyChanged(digests={"tax_id": "1" * 64})
    )


def test_a_change_that_changes_nothing_is_refused() -> None:
    given(PARTY, COMPANY).when_named(change, "P-0001", country="ES").refuses("nothing to change")


def test_a_company_does_not_act_for_a_financier() -> None:
    given(PARTY, COMPANY).when_named(change, "P-0001", acts_for="P-0009").refuses("P-0001 is a company")


def test_a_related_party_is_related_between_its_days() -> None:
    declared = RelatedPartyDeclared(starts=date(2021, 3, 1), ends=date(2021, 3, 31), relation="owned by the producer")
    after = given(PARTY, COMPANY).when_named(
        declare_related, "P-0001", starts=date(2021, 3, 1), ends=date(2021, 3, 31), relation="owned by the producer"
    )
    party = after.then(declared).state
    assert [party.related_on(date(2021, m, 15)) for m in (2, 3, 4)] == [False, True, False]


def test_a_relation_that_is_already_declared_is_refused() -> None:
    company = CompanyRegistered(name="Sunk SL (fictional)", kind="vendor", related_from=date(2021, 1, 1))
    given(PARTY, company).when_named(declare_related, "P-0004", starts=date(2021, 3, 1), relation="sister").refuses(
        "already declared", "2021-01-01"
    )


def test_a_relation_that_ends_before_it_starts_is_refused() -> None:
    days = {"related_from": date(2021, 3, 2), "related_to": date(2021, 3, 1)}
    given(PARTY).when(register_company, name="Sunk SL (fictional)", kind="vendor", **days).refuses("2021-03-01", "2021-03-02")
