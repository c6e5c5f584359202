from datetime import date
from decimal import Decimal

from ledger.aggregates import declaration, rule_pack
from ledger.aggregates.declaration import DECLARATION, DeclarationWithdrawn, ProductionDeclared
from ledger.aggregates.rule_pack import RULE_PACK, RuleConsentGiven, RuleLeaveEnded, RulePackInstalled, RulePackWithdrawn, RuleWaived
from ledger.money import Money
from tests.given import given

DAY = date(2026, 3, 2)
RULES = ("film.transfer", "film.sufficiency")
TEXT = {"rules.yaml": ("pack: film-contract", "  - id: film.transfer"), "labels.csv": ("key,en,es,ca",)}
PACK = RulePackInstalled(pack="film-contract", release="1", sha256="a" * 64, rules=RULES, financier="P-0002", files=TEXT)
TEN = Money.parse("10000.00", "EUR")


def install(state=None, **other):
    told = {
        "pack": "film-contract",
        "version": "1",
        "sha256": "a" * 64,
        "rules": RULES,
        "files": TEXT,
        "financier": "P-0002",
        "acts_for": "P-0002",
    }
    told |= other
    return rule_pack.install("FILM", state, **told)


def test_a_pack_is_installed_with_its_text():
    given(RULE_PACK).when(install).then(PACK)


def test_the_next_version_takes_the_place_of_the_one_before():
    given(RULE_PACK, PACK).when(install, version="2", sha256="b" * 64).then(PACK.model_copy(update={"release": "2", "sha256": "b" * 64}))


def test_what_the_contract_says_can_change_alone():
    said = {"given": {"share": Decimal("0.05")}}
    given(RULE_PACK, PACK).when(install, **said).then(PACK.model_copy(update=said))


def test_the_same_pack_twice_is_refused():
    given(RULE_PACK, PACK).when(install).refuses("FILM is already installed, version 1")


def test_a_key_keeps_its_pack_and_its_party():
    given(RULE_PACK, PACK).when(install, pack="other").refuses(
        "FILM is the pack film-contract, not other. Install this one under a key of its own: --as KEY."
    )
    given(RULE_PACK, PACK).when(install, financier=None).refuses(
        "protects P-0002, not nobody. Install it for another party under a key of its own: --as KEY."
    )


def test_a_pack_is_withdrawn_once():
    given(RULE_PACK, PACK).when_named(rule_pack.withdraw, "FILM", acts_for="P-0002").then(RulePackWithdrawn())
    given(RULE_PACK, PACK, RulePackWithdrawn()).when_named(rule_pack.withdraw, "FILM").refuses("FILM was withdrawn", "Install it again")
    given(RULE_PACK, PACK, RulePackWithdrawn()).when(install).then(PACK)


def test_what_binds_the_production_is_not_its_own_to_change():
    given(RULE_PACK, PACK).when_named(rule_pack.withdraw, "FILM").refuses(
        "FILM is withdrawn by a person of P-0002", "acts for no financier"
    )
    given(RULE_PACK, PACK).when(install, sha256="b" * 64, acts_for=None).refuses("FILM is changed by a person of P-0002")
    nobody = PACK.model_copy(update={"financier": None})
    given(RULE_PACK, nobody).when_named(rule_pack.withdraw, "FILM").then(RulePackWithdrawn())


def test_the_protected_party_waives_a_rule():
    waived = RuleWaived(rule="film.transfer", scope="3300", until=date(2026, 4, 1))
    given(RULE_PACK, PACK).when_named(
        rule_pack.waive, "FILM", rule="film.transfer", acts_for="P-0002", on=DAY, scope="3300", until=date(2026, 4, 1)
    ).then(waived)


def test_nobody_else_waives_it():
    told = {"rule": "film.transfer", "on": DAY}
    given(RULE_PACK, PACK).when_named(rule_pack.waive, "FILM", acts_for="P-0009", **told).refuses("P-0002", "acts for P-0009")
    given(RULE_PACK, PACK).when_named(rule_pack.consent, "FILM", acts_for=None, **told).refuses("consented to", "acts for no financier")


def test_a_pack_that_protects_nobody_gives_no_leave():
    nobody = PACK.model_copy(update={"financier": None})
    given(RULE_PACK, nobody).when_named(
        rule_pack.waive, "FILM", rule="film.transfer", acts_for="P-0002", on=DAY
    ).refuses("FILM protects nobody, so nobody can give leave. Install it for a party: ", "--for PARTY")  # fmt: skip


def test_leave_is_given_for_a_rule_of_the_pack_and_days_to_come():
    acts = {"acts_for": "P-0002", "on": DAY}
    given(RULE_PACK, PACK).when_named(rule_pack.waive, "FILM", rule="film.other", **acts).refuses("FILM has no rule film.other")
    given(RULE_PACK, PACK).when_named(
        rule_pack.waive, "FILM", rule="film.transfer", until=date(2026, 3, 1), **acts
    ).refuses("to 2026-03-01, before it takes effect on 2026-03-02")  # fmt: skip


def test_a_consent_goes_up_to_an_amount():
    acts = {"rule": "film.transfer", "acts_for": "P-0002", "on": DAY}
    given(RULE_PACK, PACK).when_named(rule_pack.consent, "FILM", up_to=TEN, **acts).then(RuleConsentGiven(rule="film.transfer", up_to=TEN))
    given(RULE_PACK, PACK).when_named(rule_pack.consent, "FILM", up_to=TEN - TEN, **acts).refuses(
        "A consent up to 0.00 EUR allows nothing. Give an amount above nothing, or leave --up-to out."
    )


def test_what_was_given_is_ended_once_by_the_same_party():
    told = {"entry": 7, "given": RuleWaived(rule="film.transfer"), "ended": ()}
    given(RULE_PACK, PACK).when_named(rule_pack.revoke, "FILM", acts_for="P-0002", **told).then(RuleLeaveEnded(entry=7))
    given(RULE_PACK, PACK).when_named(rule_pack.revoke, "FILM", acts_for="P-0003", **told).refuses("revoked by a person of P-0002")
    given(RULE_PACK, PACK).when_named(rule_pack.revoke, "FILM", acts_for="P-0002", **{**told, "ended": (7,)}).refuses("was revoked already")
    given(RULE_PACK, PACK).when_named(rule_pack.revoke, "FILM", acts_for="P-0002", **{**told, "given": None}).refuses("gives no waiver")


def test_a_day_is_declared_with_its_document():
    told = {"name": "nationality_notified", "day": DAY}
    declared = ProductionDeclared(name="nationality_notified", day=DAY)
    given(DECLARATION).when(lambda state=None: declaration.declare(state, evidence=1, **told)).then(declared)
    given(DECLARATION).when(lambda state=None: declaration.declare(state, evidence=0, **told)).refuses("2026-03-02", "--evidence FILE")
    given(DECLARATION, declared).when(declaration.declare, evidence=1, **told).refuses("already declared: 2026-03-02")
    given(DECLARATION, declared).when(declaration.declare, evidence=1, name="nationality_notified", day=date(2026, 3, 3)).then(
        ProductionDeclared(name="nationality_notified", day=date(2026, 3, 3))
    )


def test_a_declaration_is_withdrawn():
    said = ProductionDeclared(name="documentary", yes=False)
    given(DECLARATION, said).when(declaration.withdraw, name="documentary").then(DeclarationWithdrawn(name="documentary"))
    given(DECLARATION, said, DeclarationWithdrawn(name="documentary")).when(declaration.withdraw, name="documentary").refuses(
        "documentary is not declared, so there is nothing to withdraw. topsheet report declarations lists what is."
    )
