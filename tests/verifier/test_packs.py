"""What the verifier says of packs made by hand: what is proven, what is left open, and what fails, by name."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.proof import topsheet_verify as verifier
from tests.verifier.conftest import Says
from tests.verifier.handmade import BOOK, Handmade, Signer, canonical, root

LOG = Signer(f"topsheet/{BOOK}")


def test_a_pack_is_proven_and_what_is_not_is_said(book: Handmade, says: Says, tmp_path: Path):
    code, said = says(book.pack(tmp_path / "pack.zip"), "--key", LOG.vkey())
    assert code == 0
    assert f"  signature  checkpoint and manifest are signed by {LOG.name}+{LOG.id().hex()}: the key that you gave.\n" in said
    assert f"  entries    7 entries from their stored bytes; together they make the root {root(book.leaves()).hex()}.\n" in said
    assert "  proofs     1 proof of single entries" in said
    for part in (
        "kept       you gave no earlier",
        "decisions  no decision is signed",
        "times      no RFC 3161",
        "figures    ",
        "omissions  ",
    ):
        assert f"  {part}" in said.partition("Not proven\n")[2]


def test_a_key_that_only_the_pack_names_proves_nothing(book: Handmade, says: Says, tmp_path: Path):
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 0
    assert (
        f"signed by a key that only this pack names: {LOG.name}+{LOG.id().hex()}. Ask the production" in said.partition("Not proven\n")[2]
    )


def test_without_a_key_everything_but_the_signature_is_proven(says: Says, tmp_path: Path):
    pack = Handmade(key=None).orders(3).pack(tmp_path / "pack.zip")
    code, said = says(pack)
    assert code == 0 and "unsigned: the book has no key" in said
    code, said = says(pack, "--key", LOG.vkey())
    assert code == 4 and "The pack is unsigned, and you trust" in said


def test_another_key_than_the_one_that_you_trust(book: Handmade, says: Says, tmp_path: Path):
    pack = book.pack(tmp_path / "pack.zip")
    code, said = says(pack, "--key", Signer(LOG.name, 8).vkey())
    assert code == 4 and "no change of keys leads from one to the other" in said


def test_a_later_pack_goes_on_where_an_earlier_one_ended(book: Handmade, says: Says, tmp_path: Path):
    first = book.pack(tmp_path / "first.zip")
    (tmp_path / "kept").write_bytes(book.checkpoint())
    second = book.orders(4).pack(tmp_path / "second.zip")
    code, said = says(second, "--earlier", first, "--earlier", tmp_path / "kept")
    assert code == 0
    assert "kept       first.zip: none of its 7 entries was changed, taken out or moved since." in said
    assert "kept       kept: none of its 7 entries" in said
    assert "the key of first.zip." in said
    code, said = says(second, "--earlier", tmp_path / "kept")
    assert code == 0 and "the key that signed kept." in said


def test_history_rewritten_under_a_new_tree_is_seen_by_those_who_kept_a_checkpoint(book: Handmade, says: Says, tmp_path: Path):
    first = book.pack(tmp_path / "first.zip")
    book.entries[2]["state"] = book.entries[2]["state"].replace("200.00", "900.00")
    second = book.orders(1).pack(tmp_path / "second.zip")
    assert says(second, "--key", LOG.vkey())[0] == 0
    code, said = says(second, "--earlier", first)
    assert code == 4
    assert "History was rewritten: in first.zip, entries 1 to 7 made the root" in said and "together they are evidence" in said


def test_an_old_pack_given_for_a_new_one(book: Handmade, says: Says, tmp_path: Path):
    old = book.pack(tmp_path / "old.zip")
    new = book.orders(2).pack(tmp_path / "new.zip")
    code, said = says(old, "--earlier", new)
    assert code == 4 and "new.zip counts 9 entries, and this pack 7: entries were taken away since" in said


def test_a_checkpoint_of_another_book(book: Handmade, says: Says, tmp_path: Path):
    other = Handmade(book="ff" * 16, key=Signer("topsheet/" + "ff" * 16))
    (tmp_path / "kept").write_bytes(other.checkpoint())
    code, said = says(book.pack(tmp_path / "pack.zip"), "--earlier", tmp_path / "kept")
    assert code == 4 and f"kept is a checkpoint of topsheet/{'ff' * 16}, and this pack is of topsheet/{BOOK}: another book." in said
    code, said = says(book.pack(tmp_path / "p2.zip", lambda m: m.update(checkpoint=other.checkpoint())))
    assert code == 4 and "it belongs to another book" in said


def test_earlier_checkpoints_of_the_pack_have_a_root_a_signature_and_a_proof(book: Handmade, says: Says, tmp_path: Path):
    book.give()
    book.orders(3).give()
    book.say("CheckpointGiven", "checkpoint/CP-0001", {"size": 7, "root": root(book.leaves()[:7]).hex()})
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 0 and "earlier    2 checkpoints that the pack tells of, over 7, 10 entries, with a proof each." in said
    assert "frozen     1 root that cost reports and checkpoints froze" in said
    wrong = {
        "earlier/7.checkpoint is a checkpoint over 10 entries": lambda m: m.update({"earlier/7.checkpoint": m["earlier/10.checkpoint"]}),
        "proofs/consistency-7-11.txt does not lead": lambda m: m.update({"proofs/consistency-7-11.txt": m["proofs/consistency-10-11.txt"]}),
        "proofs/consistency-7-11.txt is missing": lambda m: m.pop("proofs/consistency-7-11.txt"),
        "that a checkpoint over 7 entries was given, and it is not in the pack": lambda m: m.pop("earlier/7.checkpoint"),
        "earlier/7.checkpoint carries a signature": lambda m: m.update({"earlier/7.checkpoint": _forged(m["earlier/7.checkpoint"])}),
        "proofs/inclusion-1.txt is no proof of entry 1": lambda m: m.update(
            {"proofs/inclusion-1.txt": b"c2sp.org/tlog-proof@v1\nindex 1\n\n"}
        ),
    }
    for sentence, change in wrong.items():
        code, said = says(book.pack(tmp_path / "wrong.zip", change))
        assert code == 4 and sentence in said


def _forged(note: bytes) -> bytes:
    return note[:-20] + bytes([note[-20] ^ 1]) + note[-19:]


def test_a_forged_signature_and_a_changed_manifest(book: Handmade, says: Says, tmp_path: Path):
    code, said = says(book.pack(tmp_path / "a.zip", lambda m: m.update(checkpoint=_forged(m["checkpoint"]))))
    assert code == 4 and f"The checkpoint carries a signature of {LOG.name}+{LOG.id().hex()} that does not fit: it was forged" in said
    changed = book.manifest(book.members(), for_name="Another Bank (fictional)")
    code, said = says(book.pack(tmp_path / "b.zip", after=lambda m: m.update({"manifest.json": changed})))
    assert code == 4 and "manifest.note signs another manifest" in said
    code, said = says(book.pack(tmp_path / "c.zip", after=lambda m: m.pop("manifest.note") and None))
    assert code == 4 and "manifest.note is missing: the manifest is not signed" in said


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "Noon at the Roxy"}, "says 'Noon at the Roxy' for title, and entry 1 says 'Midnight at the Roxy'"),
        ({"shown": 6}, "manifest.json says 6 for shown, and the entries make 7."),
        ({"root": "ab" * 32}, f"manifest.json says {'ab' * 32} for root"),
        ({"at": "2026-11-26T00:00:00.000000Z"}, "says that the last entry was recorded at 2026-11-26T00:00:00.000000Z"),
        ({"proofs": [1, 2]}, "manifest.json names proofs of entries [1, 2], and the pack holds those of [1]."),
        ({"signed_actors": 2}, "manifest.json counts 2 persons with a key, and the entries 0."),
    ],
)
def test_a_manifest_that_says_what_the_entries_do_not(book: Handmade, says: Says, tmp_path: Path, said: dict[str, Any], sentence: str):
    code, told = says(book.pack(tmp_path / "pack.zip", **said))
    assert code == 4 and sentence in told


def lines(change: Any) -> Any:
    """A change of the lines of entries.jsonl, before the manifest is made."""

    def alter(members: dict[str, bytes]) -> None:
        rows = [json.loads(line) for line in members["entries.jsonl"].splitlines()]
        change(rows)
        members["entries.jsonl"] = b"".join(row if isinstance(row, bytes) else canonical(row) + b"\n" for row in rows)

    return alter


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows[3].update(state=rows[3]["state"].replace("300.00", "301.00")), "the entries make 7 entries, root"),
        (lambda rows: rows.insert(2, rows.pop(3)), "Line 3 of entries.jsonl holds entry 4: entries were swapped"),
        (lambda rows: rows.pop(3), "Line 4 of entries.jsonl holds entry 5: entries were swapped, taken out"),
        (lambda rows: rows.pop(), "The checkpoint says 7 entries"),
        (lambda rows: rows[3].update(at="2026-11-24T10:00:00.000000Z"), "Entry 4 says that it was recorded at 2026-11-24T10:00:00"),
        (lambda rows: rows[3].update(version=3), "Entry 4 is version 3 of purchase-order/PO-0003, which was at version 0."),
        (lambda rows: rows[3].update(extra=1), "Line 4 of entries.jsonl has a form that an entry does not have."),
        (lambda rows: rows[3].update(state=7), "Entry 4 has a field that is no text or no number."),
        (lambda rows: rows.__setitem__(3, canonical(rows[3])[:-9] + b"\n"), "Line 4 of entries.jsonl cannot be read"),
        (lambda rows: rows.__setitem__(3, canonical(rows[3]).replace(b":", b": ", 1) + b"\n"), "Line 4 of entries.jsonl cannot be read"),
        (lambda rows: rows.__setitem__(6, canonical(rows[6])), "entries.jsonl ends in the middle of an entry"),
        (lambda rows: rows.__setitem__(6, b"[" * 60_000 + b"\n"), "it is nested too deeply"),
        (lambda rows: rows.__setitem__(3, {"leaf": "ab", "position": 4}), "Entry 4 is withheld, and its leaf is no digest."),
    ],
)  # fmt: skip
def test_changed_swapped_dropped_and_malformed_entries(book: Handmade, says: Says, tmp_path: Path, change: Any, sentence: str):
    code, said = says(book.pack(tmp_path / "pack.zip", lines(change)))
    assert code == 4 and sentence in said


def test_a_root_that_a_cost_report_froze_tells_of_a_rewritten_past(book: Handmade, says: Says, tmp_path: Path):
    book.say("CostReportIssued", "cost-report/main", {"number": 1, "position": 7, "root": root(book.leaves()).hex()})
    book.say("PackGiven", "pack/PK-0001", {"party": "P-0005", "size": 7, "root": root(book.leaves()[:7]).hex(), "sha256": "00" * 32})
    book.given[7] = book.checkpoint(7)
    assert says(book.pack(tmp_path / "good.zip"))[0] == 0
    book.entries[2]["state"] = book.entries[2]["state"].replace("200.00", "900.00")
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "Entry 8 (cost report 1) froze the root" in said and "one of them was altered" in said


def test_withheld_entries_are_proven_by_their_digests(book: Handmade, says: Says, tmp_path: Path):
    access = book.say("AccessSet", "access/P-0005", {"kinds": ["budget"]})
    book.hidden = {3, 4}
    code, said = says(book.pack(tmp_path / "pack.zip", access=access), "--key", LOG.vkey())
    assert code == 0
    assert "6 entries from their stored bytes, and 2 withheld ones by their digests" in said
    assert "withheld   2 entries by digest alone" in said and "they cannot be, since entries are withheld" in said
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "2 entries withheld, and manifest.json names no entry that sets what P-0005 may see" in said


def test_evidence_is_what_entries_name(book: Handmade, says: Says, tmp_path: Path):
    another = sha256(b"another").hexdigest()
    book.say("OverageApproved", "overage/O-0001", {}, evidence=(b"a letter", b"another"))
    code, said = says(
        book.pack(tmp_path / "pack.zip", lambda m: m.pop(f"evidence/{another}") and None, missing_evidence=[another]), "--key", LOG.vkey()
    )
    assert code == 0
    assert "evidence   1 document, each the one that an entry names by its digest." in said
    assert "1 document that entries name, not in the pack (entries 8)" in said
    code, said = says(book.pack(tmp_path / "pack.zip", lambda m: m.pop(f"evidence/{another}") and None))
    assert code == 4 and "manifest.json names 0 documents that are missing, and it is not those that are: 1." in said
    code, said = says(
        book.pack(tmp_path / "pack.zip", lambda m: m.update({f"evidence/{sha256(b'a letter').hexdigest()}": b"a false letter"}))
    )
    assert code == 4 and "is no document with that digest" in said
    code, said = says(book.pack(tmp_path / "pack.zip", lambda m: m.update({f"evidence/{sha256(b'new').hexdigest()}": b"new"})))
    assert code == 4 and "is named by no entry that is shown" in said


def test_what_the_reader_types_wrongly_is_misuse(book: Handmade, says: Says, tmp_path: Path):
    pack = book.pack(tmp_path / "pack.zip")
    (tmp_path / "letter.txt").write_text("Dear Sirs,\n")
    (tmp_path / "damaged").write_bytes(_forged(book.checkpoint()))
    altered = book.pack(tmp_path / "altered.zip", lambda m: m.update(checkpoint=_forged(m["checkpoint"])))
    broken = LOG.vkey()[:-8] + "AAAA" + LOG.vkey()[-4:]
    for words, sentence in (
        (["--key", "abc"], "“abc” is no key: a key is name+id+base64."),
        (["--key", broken], "it was copied wrongly"),
        (["--earlier", tmp_path / "letter.txt"], "Give an earlier pack, or a checkpoint that you kept."),
        (["--earlier", altered], "It was altered while you kept it."),
        (["--quorum", 1], "--quorum 1, and you named 0 witnesses."),
        (["--earlier", tmp_path / "absent.zip"], "absent.zip: No such file or directory."),
    ):
        code, said = says(pack, *words)
        assert code == 2 and sentence in said
    code, said = says(pack, "--earlier", tmp_path / "damaged")
    assert code == 4 and "damaged carries a signature" in said
    assert says(tmp_path / "no.zip")[0] == 2


def test_the_file_alone_verifies_without_site_packages(book: Handmade, tmp_path: Path):
    alone = shutil.copy(verifier.__file__, tmp_path / "topsheet_verify.py")
    pack = book.pack(tmp_path / "pack.zip")
    done = subprocess.run([sys.executable, "-S", "-I", alone, pack, "--key", LOG.vkey()], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0 and b"7 entries from their stored bytes" in done.stdout and not done.stderr


def test_an_entry_takes_some_tens_of_microseconds():
    """So a pack of 100,000 entries takes a few seconds; a quiet machine needs a tenth of what is allowed here."""
    entries, row = verifier.Entries(BOOK), Handmade().entries[0]
    state = canonical({"by": "P-0001", "event": {"lines": [{"account": "3300", "amount": "1.00"}] * 8}, "on": "2026-11-25"}).decode()
    rows = [canonical(row)]
    rows += [canonical(row | {"name": "Raised", "position": n, "state": state, "stream": f"purchase-order/PO-{n}"}) for n in range(2, 3001)]
    started = time.perf_counter()
    for line in rows:
        entries.add(line)
    assert len(entries.tree) == 3000 and not entries.wrong
    assert time.perf_counter() - started < 1
