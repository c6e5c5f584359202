"""Who signs: a key is bound to a person, changed and withdrawn, and is one person's for ever."""

from __future__ import annotations

import base64

from ledger.aggregates.actor import (
    ACTOR,
    Actor,
    ActorEnrolled,
    ActorKeyRotated,
    ActorWithdrawn,
    claim,
    enrol,
    first_by_owner,
    named,
    public_key,
    rotate,
    short,
    withdraw,
)
from ledger.aggregates.party import Party
from ledger.aggregates.signature import SIGNATURE, Covered, DecisionSigned, SignedEntry, number, sign, text
from ledger.event import canonical
from ledger.proof.key import Verifier
from tests.given import given

PERSON = Party(person=True, name="", kind="crew", digests={})
COMPANY = Party(person=False, name="Harbour", kind="vendor", digests={})
OLD, NEW = (Verifier("P-0003", bytes([n]) * 32).vkey for n in (1, 2))
ENROLLED = ActorEnrolled(key=OLD)
FREE: dict[str, str] = {}


def test_a_key_says_whose_it_is_and_is_used_once() -> None:
    assert (named(OLD), short(OLD), public_key(OLD)) == ("P-0003", OLD[7:15], b"\x01" * 32)
    assert claim(OLD).key == "01" * 32 and list(ENROLLED.claims()) == [claim(OLD)] and ENROLLED.counts() == {"actors": 1}
    assert ActorWithdrawn().counts() == {"actors": -1} and not ActorKeyRotated(key=NEW).counts()


def test_a_person_is_enrolled_rotates_and_is_withdrawn() -> None:
    life = given(ACTOR).when(enrol, "P-0003", PERSON, None, key=OLD, used=FREE, guardians=["P-0003"]).then(ENROLLED)
    used = {claim(OLD).key: "P-0003"}
    life = life.when_named(rotate, "P-0003", to=NEW, used=used).then(ActorKeyRotated(key=NEW))
    life = life.when_named(withdraw, "P-0003", guardians=["P-0002"]).then(ActorWithdrawn())
    assert life.state == Actor(key=NEW, withdrawn=True)
    life.when_named(withdraw, "P-0003", guardians=["P-0002"]).refuses("P-0003 is withdrawn already", "topsheet actor enrol")
    life.when_named(rotate, "P-0003", to=NEW, used=used).refuses("P-0003 is withdrawn already")


def test_a_company_an_actor_and_somebody_who_could_enrol_nobody_are_not_enrolled() -> None:
    fresh = {"key": NEW, "used": FREE, "guardians": ["P-0003"]}
    given(ACTOR).when(enrol, "P-0004", COMPANY, None, **fresh).refuses("P-0004 is a company", "topsheet party person")
    given(ACTOR).when(enrol, "P-0003", PERSON, Actor(key=OLD), **fresh).refuses(f"enrolled with key {short(OLD)}", "topsheet actor rotate")
    given(ACTOR).when(enrol, "P-0003", PERSON, None, **(fresh | {"guardians": []})).refuses("nobody could enrol the next one", "Grant them")
    given(ACTOR).when(first_by_owner, "P-0002", "P-0001").refuses("P-0002 may not enrol the first actor", "--by P-0001")


def test_a_key_that_was_anybodys_is_refused() -> None:
    used = {claim(OLD).key: "P-0003"}
    given(ACTOR).when(enrol, "P-0005", PERSON, None, key=OLD, used=used, guardians=["P-0003"]).refuses(
        f"Key {short(OLD)} is or was the key of P-0003, and a key is one person's", "topsheet key create"
    )
    given(ACTOR).when(rotate, "P-0003", Actor(key=OLD), to=OLD, used=used).refuses(f"Key {short(OLD)} is or was the key of P-0003 already")


def test_the_last_who_may_decide_on_actors_is_not_withdrawn() -> None:
    given(ACTOR).when(withdraw, "P-0003", Actor(key=OLD), guardians=[]).refuses("P-0003 is the only actor", "topsheet actor enrol")


def test_what_is_signed_is_written_out() -> None:
    entries = [Covered("purchase-order/PO-0001", 2, "PurchaseOrderVoided", b"{}")]
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    told = {
        "book": "ab",
        "entries": [{"name": "PurchaseOrderVoided", "state_sha256": digest, "stream": "purchase-order/PO-0001", "version": 2}],
    }
    assert text("ab", entries) == b"topsheet/decision/v1\n" + canonical(told)
    assert len(number(text("ab", entries))) == 18 and number(text("ab", entries)).startswith("S-")
    event = DecisionSigned(
        key=OLD, signature=base64.b64encode(bytes(64)).decode(), signed=(SignedEntry(stream="purchase-order/PO-0001", version=2),)
    )
    life = given(SIGNATURE).when(sign, entries, key=OLD, signature=bytes(64)).then(event)
    assert life.state.party == "P-0003"
    assert event.sentence() == f"signed one entry with key {short(OLD)}"
