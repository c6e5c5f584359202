"""What the verifier says of keys: those of the log and its changes, of witnesses, and of the persons who sign their decisions."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from tests.verifier.conftest import Says
from tests.verifier.handmade import BOOK, Handmade, Signer, canonical

LOG = Signer(f"topsheet/{BOOK}")


def test_a_change_of_keys_is_followed_when_the_old_key_signed_it(says: Says, tmp_path: Path):
    old, new, thief = LOG, Signer(LOG.name, 8), Signer(LOG.name, 9)
    book = Handmade()
    book.say("LogKeyTaken", "log-key/main", {"key": old.vkey()})
    kept = book.pack(tmp_path / "kept.zip")
    signature = old.sign(b"topsheet/log-key/v1\n" + canonical({"book": BOOK, "new": new.vkey(), "old": old.vkey()}))
    book.say("LogKeyRotated", "log-key/main", {"key": new.vkey(), "signature": b64decode(signature).hex()})
    book.key = new
    code, said = says(book.pack(tmp_path / "pack.zip"), "--earlier", kept)
    assert code == 0 and "after 1 change of keys, each signed by the key before it" in said
    book.entries[-1]["state"] = book.entries[-1]["state"].replace(new.vkey(), thief.vkey())
    book.key = thief
    code, said = says(book.pack(tmp_path / "pack.zip"), "--earlier", kept)
    assert (
        code == 4
        and f"changes the key of the log to {thief.name}+{thief.id().hex()}, and {old.name}+{old.id().hex()} did not sign that" in said
    )


def test_a_second_first_key_is_no_change_of_keys(says: Says, tmp_path: Path):
    thief = Signer(LOG.name, 9)
    book = Handmade(key=thief)
    book.say("LogKeyTaken", "log-key/main", {"key": LOG.vkey()})
    book.say("LogKeyTaken", "log-key/main", {"key": thief.vkey()})
    code, said = says(book.pack(tmp_path / "pack.zip"), "--key", LOG.vkey())
    assert code == 4 and f"takes {LOG.name}+{thief.id().hex()} for a key that is lost, and the log had {LOG.name}+{LOG.id().hex()}." in said


def test_a_key_that_took_the_place_of_a_lost_one_is_not_followed(says: Says, tmp_path: Path):
    new = Signer(LOG.name, 9)
    book = Handmade()
    book.say("LogKeyTaken", "log-key/main", {"key": LOG.vkey()})
    book.give()
    book.key = new
    book.say("LogKeyTaken", "log-key/main", {"key": new.vkey(), "lost": LOG.vkey()})
    pack = book.pack(tmp_path / "pack.zip")
    code, said = says(pack, "--key", LOG.vkey())
    assert code == 4 and "was given up as lost and signed for no other: ask the production by another way" in said
    code, said = says(pack, "--key", new.vkey())
    assert code == 0 and "1 checkpoint that the pack tells of" in said
    book.key = LOG
    code, said = says(book.pack(tmp_path / "pack.zip"), "--key", LOG.vkey())
    assert code == 4 and f"in whose place the log has had {LOG.name}+{new.id().hex()} since entry 3" in said
    book.key = None
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and f"The pack is unsigned, and the log has the key {LOG.name}+{new.id().hex()} since entry 3." in said


def test_a_pack_of_an_early_window_may_be_signed_by_a_later_key(says: Says, tmp_path: Path):
    later = Signer(LOG.name, 9)
    book = Handmade(key=later)
    book.say("LogKeyTaken", "log-key/main", {"key": LOG.vkey()})
    pack = book.pack(tmp_path / "pack.zip")
    assert says(pack, "--key", later.vkey())[0] == 0
    code, said = says(pack, "--key", LOG.vkey())
    assert code == 4 and "no change of keys leads from one to the other" in said


def test_witnesses_that_the_reader_names(book: Handmade, says: Says, tmp_path: Path):
    auditor, absent = Signer("auditor.example", 21), Signer("absent.example", 22)
    book.witnesses = [(auditor, 1_764_000_000)]
    pack = book.pack(tmp_path / "pack.zip")
    for kind in (1, 4):
        code, said = says(pack, "--witness", auditor.vkey(kind))
        assert code == 0 and "auditor.example cosigned at 2025-11-24 16:00:00 UTC" in said
    code, said = says(pack, "--witness", auditor.vkey(), "--witness", absent.vkey(), "--quorum", 1)
    assert code == 0
    code, said = says(pack, "--witness", auditor.vkey(), "--witness", absent.vkey())
    assert code == 4 and "1 of the witnesses that you named cosigned, and you ask for 2: absent.example did not." in said
    code, said = says(pack)
    assert code == 0 and "signatures of auditor.example were not checked" in said


def test_names_are_those_that_were_registered(book: Handmade, says: Says, tmp_path: Path):
    name, salt = "M. Ruiz (fictional)", "00ff" * 8
    digest = sha256(bytes.fromhex(salt) + canonical(name)).hexdigest()
    book.say("PersonRegistered", "party/P-0002", {"digests": {"name": digest}, "kind": "crew"})
    book.names = {"P-0002": {"name": name, "salt": salt}}
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 0 and "names      1 name of persons, each the one that was registered." in said
    book.names["P-0002"]["name"] = "N. Ruiz (fictional)"
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "names.json calls P-0002 'N. Ruiz (fictional)', and that is not the name that entry 8 registered" in said


def test_decisions_are_signed_by_those_who_made_them(book: Handmade, says: Says, tmp_path: Path):
    ruiz = Signer("P-0002", 31)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    made = book.say("PurchaseOrderRaised", "purchase-order/PO-0100", {}, by="P-0002")
    book.signed(ruiz, "P-0002", made)
    code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=1))
    assert (
        code == 0
        and "decisions  1 of 9 decisions shown signed by those who made them." in said
        and "8 decisions unsigned, up to entry 8: who" in said
    )
    stolen = book.say("PurchaseOrderRaised", "purchase-order/PO-0101", {})
    for signer, who, what, sentence in (
        (ruiz, "P-0002", stolen, "is signed by P-0002, and entry 11 is a decision of P-0001."),
        (Signer("P-0002", 32), "P-0002", made, "and the key of P-0002 was P-0002+"),
        (ruiz, "P-0003", made, "is signed by P-0003, who had no key at that time."),
    ):
        book.signed(signer, who, what)
        code, said = says(book.pack(tmp_path / "pack.zip"))
        assert code == 4 and sentence in said
        book.entries.pop()
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "Entry 11 is signed by nobody, and since entry 8 every decision of this book is signed." in said
    book.signed(ruiz, "P-0002", made)
    book.entries[made - 1]["state"] = book.entries[made - 1]["state"].replace('"event":{}', '"event":{"x":"1"}')
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "is no signature of P-0002 over version 1 of purchase-order/PO-0100: another text was signed" in said


def test_a_change_of_keys_and_a_withdrawal_of_oneself_are_signed_with_the_key_before_it(book: Handmade, says: Says, tmp_path: Path):
    old, new = Signer("P-0002", 31), Signer("P-0002", 32)
    book.say("ActorEnrolled", "actor/P-0002", {"key": old.vkey()})
    book.signed(old, "P-0002", book.say("ActorKeyRotated", "actor/P-0002", {"key": new.vkey()}, by="P-0002"))
    book.signed(new, "P-0002", book.say("ActorWithdrawn", "actor/P-0002", {}, by="P-0002"))
    code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=1))
    assert code == 0 and "signed by those who made them." in said
    book.entries.pop()
    book.signed(old, "P-0002", len(book.entries))
    code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=1))
    assert code == 4 and "and the key of P-0002 was P-0002+" in said


def test_a_withdrawn_key_signs_nothing_more(book: Handmade, says: Says, tmp_path: Path):
    ruiz = Signer("P-0002", 31)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    book.signed(ruiz, "P-0002", book.say("ActorWithdrawn", "actor/P-0002", {}, by="P-0002"))
    book.signed(ruiz, "P-0002", book.say("PurchaseOrderRaised", "purchase-order/PO-0100", {}, by="P-0002"))
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "is signed by P-0002, who had no key at that time." in said


def test_a_dropped_signature_and_a_stranger_are_not_proven(book: Handmade, says: Says, tmp_path: Path):
    ruiz = Signer("P-0002", 31)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    for by, entry in (("P-0002", 9), ("P-0099", 10)):
        book.say("PurchaseOrderRaised", f"purchase-order/PO-0{by[2:]}", {}, by=by)
        code, said = says(book.pack(tmp_path / "pack.zip"))
        assert code == 4 and f"Entry {entry} is signed by nobody, and since entry 8 every decision of this book is signed." in said
    book.hidden = {11}
    book.signed(ruiz, "P-0002", 10)
    code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=1, access=99))
    assert code == 0 and "decisions  2 decisions whose signatures, if there are any, are withheld." in said
    book.signed(ruiz, "P-0002", book.say("PurchaseOrderVoided", "purchase-order/PO-0001", {}, by="P-0002"))
    book.say("PurchaseOrderVoided", "purchase-order/PO-0002", {}, by="P-0002")
    code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=1, access=99))
    assert code == 4 and "Entry 14 is signed by nobody" in said and "Entry 10" not in said


@pytest.mark.parametrize("name", ["ActorEnrolled", "ActorKeyRotated"])
def test_a_key_that_nobody_signed_for_is_never_in_force(book: Handmade, says: Says, tmp_path: Path, name: str):
    own, swapped = Signer("P-0002", 31), Signer("P-0002", 32)
    book.say("ActorEnrolled", "actor/P-0002", {"key": own.vkey()})
    book.say(name, "actor/P-0002", {"key": swapped.vkey()}, by="P-0001")
    book.signed(swapped, "P-0002", book.say("PurchaseOrderRaised", "purchase-order/PO-0100", {}, by="P-0002"))
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "Entry 9 is signed by nobody" in said and "and the key of P-0002 was P-0002+" in said
    assert "signed by those who made them" not in said


def test_a_key_that_another_put_in_place_is_said_to_be_so(book: Handmade, says: Says, tmp_path: Path):
    ruiz, vidal, own = Signer("P-0002", 31), Signer("P-0003", 32), Signer("P-0003", 33)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    book.signed(ruiz, "P-0002", book.say("ActorEnrolled", "actor/P-0003", {"key": vidal.vkey()}, by="P-0002"))
    book.signed(vidal, "P-0003", book.say("ActorKeyRotated", "actor/P-0003", {"key": own.vkey()}, by="P-0003"))
    book.signed(own, "P-0003", book.say("PurchaseOrderRaised", "purchase-order/PO-0100", {}, by="P-0003"))
    code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=2))
    assert code == 0 and "decisions  3 of 11 decisions shown signed by those who made them." in said
    assert (
        "decisions  P-0002 signs with a key that P-0001 put in place by entry 8; P-0003 signs with a key that P-0002 put in place by "
        "entry 9: that they alone hold it is for them to say."
    ) in " ".join(said.split()).replace("decisions P-0002 signs", "decisions  P-0002 signs")


def test_what_signatures_over_withheld_entries_put_in_force_is_not_believed_either_way(book: Handmade, says: Says, tmp_path: Path):
    ruiz, vidal = Signer("P-0002", 31), Signer("P-0003", 32)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    book.signed(ruiz, "P-0002", book.say("ActorEnrolled", "actor/P-0003", {"key": vidal.vkey()}, by="P-0002"))
    book.signed(vidal, "P-0003", book.say("PurchaseOrderRaised", "purchase-order/PO-0100", {}, by="P-0003"))
    for hidden, loose, unseen in (({10}, 2, 1), ({8}, 0, 0), ({8, 9}, 0, 2), ({11}, 0, 1)):
        book.hidden = hidden
        code, said = says(book.pack(tmp_path / "pack.zip", signed_actors=2, access=99))
        assert code == 0, said
        told = f"{loose} decision{'s' if loose > 1 else ''} whose signatures, if there are any, are withheld." if loose else ""
        seen = f"{unseen} signature{'s' if unseen > 1 else ''} over entries that are withheld, or with a key from one." if unseen else ""
        assert (told in said and ("whose signatures" in said) is bool(loose)) and (seen in said), (hidden, said)


def test_a_signature_stands_directly_behind_what_it_covers_and_where_its_digest_says(book: Handmade, says: Says, tmp_path: Path):
    ruiz = Signer("P-0002", 31)
    book.say("ActorEnrolled", "actor/P-0002", {"key": ruiz.vkey()})
    made = book.say("PurchaseOrderRaised", "purchase-order/PO-0100", {}, by="P-0002")
    book.signed(ruiz, "P-0002", made)
    book.entries[-1]["stream"] = "signature/S-0000000000000000"
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "and stands in signature/S-0000000000000000." in said
    book.entries.pop()
    book.signed(ruiz, "P-0002", 2)
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "Entry 10 is a signature over version 1 of purchase-order/PO-0001, and other entries stand directly" in said
