"""Companies, persons without their values, and related parties."""

from datetime import date

from ledger.aggregates.holding import Holding
from ledger.aggregates.party import (
    PARTY,
    CompanyRegistered,
    PartyChanged,
    PersonRegistered,
    RelatedPartyDeclared,
    SubjectErased,
    Term,
    change,
    declare_related,
    digest,
    erase,
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


TODAY = date(2030, 6, 1)
BOOKS = Holding("books and vouchers", "Commercial Code art. 30", "C", 6, "the last entry of the books", date(2024, 3, 1), date(2030, 3, 1))
CREDIT = Holding("film tax credit", "LIS art. 39.6", "A", 10, "the delivery", date(2024, 2, 1), date(2034, 2, 1))
GRANT = Holding("vouchers of ICAA aid", "CUD/582", "A", 4, "icaa grant, which is not recorded", None, None, "es-icaa")
TOLD = {"fields": {"name", "iban"}, "today": TODAY, "decided_by": "P-0001", "basis": "GDPR art. 17.1.a"}
ERASED = SubjectErased(
    decided_by="P-0001", basis="GDPR art. 17.1.a", fields=("iban", "name"),
    terms=(Term(rule="books and vouchers", until=date(2030, 3, 1)),), regimes=("es", "uk"),
)  # fmt: skip


def test_a_person_is_erased_once_every_term_has_run_out() -> None:
    after = given(PARTY, PERSON).when_named(erase, "P-0002", terms=[BOOKS], regimes=["es", "uk"], **TOLD).then(ERASED)
    assert after.state.erased and b"Juno" not in canonical(body(ERASED))
    assert ERASED.sentence() == (
        "erased the party's personal data (iban, name), as P-0001 decided under GDPR art. 17.1.a; retention of es, uk: books and "
        "vouchers until 2030-03-01"
    )


def test_an_erasure_while_a_rule_holds_is_refused_with_the_last_day() -> None:
    given(PARTY, PERSON).when_named(erase, "P-0002", terms=[BOOKS, CREDIT], **TOLD).refuses(
        "P-0002 cannot be erased before 2034-02-01 is over, and today is 2030-06-01",
        "film tax credit",
        "LIS art. 39.6: 10 years from 2024-02-01",
    )
    last = {**TOLD, "today": date(2034, 2, 1)}
    given(PARTY, PERSON).when_named(erase, "P-0002", terms=[CREDIT], **last).refuses("before 2034-02-01 is over, and today is 2034-02-01")
    after = {**TOLD, "today": date(2034, 2, 2)}
    given(PARTY, PERSON).when_named(erase, "P-0002", terms=[CREDIT], **after).then(
        ERASED.model_copy(update={"terms": (Term(rule="film tax credit", until=date(2034, 2, 1)),), "regimes": ()})
    )


def test_a_term_that_has_not_begun_holds() -> None:
    given(PARTY, PERSON).when_named(erase, "P-0002", terms=[GRANT, BOOKS], **TOLD).refuses(
        "cannot be erased while a term has not begun: the rule on vouchers of ICAA aid", "take es-icaa out: topsheet party regimes"
    )
    given(PARTY, PERSON).when_named(erase, "P-0002", terms=[GRANT, CREDIT], **TOLD).refuses(
        "Also holding: vouchers of ICAA aid until its term has begun and ended."
    )


def test_who_took_a_rule_out_does_not_erase_by_it() -> None:
    credit = CREDIT._replace(regime="es-film-credit", out=40, by=frozenset({"P-0007"}))
    told = {**TOLD, "terms": [], "lifted": [credit]}
    for who in ({"people": ["P-0007"]}, {"decided_by": "P-0007"}):
        given(PARTY, PERSON).when_named(erase, "P-0002", **{**told, **who}).refuses(
            "P-0007 took the retention of es-film-credit out of the book at entry 40", "the data of P-0002 until 2034-02-01"
        )
    gone = ERASED.model_copy(update={"terms": (), "regimes": ()})
    given(PARTY, PERSON).when_named(erase, "P-0002", **told, people=["P-0001"]).then(gone)
    given(PARTY, PERSON).when_named(erase, "P-0002", **{**told, "today": date(2034, 2, 2)}, people=["P-0007"]).then(gone)


def test_nothing_kept_is_nothing_to_erase_and_what_came_back_goes_again() -> None:
    nothing = {**TOLD, "fields": ()}
    given(PARTY, COMPANY).when_named(erase, "P-0001", terms=[], **nothing).refuses("No personal data of P-0001 are kept")
    given(PARTY, PERSON, ERASED).when_named(erase, "P-0002", terms=[], **nothing).refuses("are erased already")
    again = ERASED.model_copy(update={"terms": (Term(rule="film tax credit", until=date(2034, 2, 1)),), "regimes": ()})
    given(PARTY, PERSON, ERASED).when_named(erase, "P-0002", terms=[CREDIT], **TOLD).then(again)


def test_an_erased_person_is_given_no_new_name() -> None:
    given(PARTY, PERSON, ERASED).when_named(change, "P-0002", digests={"name": NAME}).refuses("were erased", "topsheet party person")
