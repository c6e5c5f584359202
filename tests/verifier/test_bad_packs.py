"""Packs that were cut, stuffed or forged: each is refused with a sentence, and nothing of it is unpacked or trusted."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.proof import topsheet_verify as verifier
from tests.verifier.conftest import Says
from tests.verifier.handmade import Handmade, Members, canonical, zipped


def test_what_is_no_zip_and_what_was_cut_short(book: Handmade, says: Says, tmp_path: Path):
    (tmp_path / "letter.zip").write_text("Dear Sirs,\n", encoding="utf-8")
    code, said = says(tmp_path / "letter.zip")
    assert code == 4 and "letter.zip is not a zip." in said
    whole = book.pack(tmp_path / "pack.zip").read_bytes()
    for size in (10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.zip").write_bytes(whole[:size])
        code, said = says(tmp_path / "cut.zip")
        assert code == 4 and "cut.zip begins as a zip and has no end: it was cut short. Ask for it again." in said


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "a/../../b", "..\\evil.txt", "C:evil.txt"])
def test_a_name_that_leaves_the_folder(book: Handmade, says: Says, tmp_path: Path, name: str):
    code, said = says(book.pack(tmp_path / "pack.zip", lambda m: m.update({name: b"x"})))
    assert code == 4 and f"Member {name!r} would be written outside its folder when somebody unpacks the zip. Do not unpack it." in said


@pytest.mark.parametrize("name", ["reports/", "a//b", "./a", "caf\u00e9.csv", "a b.csv", "reports/\u202efdp.csv"])
def test_a_name_that_is_not_plain(book: Handmade, says: Says, tmp_path: Path, name: str):
    code, said = says(book.pack(tmp_path / "pack.zip", lambda m: m.update({name: b""})))
    assert code == 4 and "is no plain file with a plain name." in said and "\u202e" not in said


def test_a_link_is_no_file(book: Handmade, says: Says, tmp_path: Path):
    with zipfile.ZipFile(book.pack(tmp_path / "pack.zip"), "a") as pack:
        link = zipfile.ZipInfo("reports/link.csv")
        link.external_attr = 0o120777 << 16
        pack.writestr(link, "/etc/passwd")
    code, said = says(tmp_path / "pack.zip")
    assert code == 4 and "Member 'reports/link.csv' is no plain file" in said


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice(book: Handmade, says: Says, tmp_path: Path):
    with zipfile.ZipFile(book.pack(tmp_path / "pack.zip"), "a") as pack:
        pack.writestr(zipfile.ZipInfo("reports/cost-report.csv"), b"account,final\n3300,1.00\n")
    code, said = says(tmp_path / "pack.zip")
    assert code == 4 and "Member reports/cost-report.csv is in the zip twice: nobody knows which one counts." in said
    code, said = says(book.pack(tmp_path / "two.zip", lambda m: m.update({"reports/Cost-Report.csv": b""})))
    assert code == 4 and "also as reports/cost-report.csv" in said


def test_members_and_manifest_agree(book: Handmade, says: Says, tmp_path: Path):
    def change(**after: bytes) -> Any:
        return lambda m: m.update(after)

    report = "reports/cost-report.csv"
    for alter, sentence in (
        (change(stranger=b"x"), "Member stranger is in the zip, and manifest.json does not know it."),
        (lambda m: m.pop(report) and None, f"Member {report} is missing: manifest.json promises 28 bytes of it."),
        (change(**{report: b"account,final\n3300,15000.00\n"}), f"Member {report} was changed: its digest is"),
        (change(**{report: b"account,final\n"}), f"Member {report} has 14 bytes, and manifest.json says"),
    ):
        code, said = says(book.pack(tmp_path / "pack.zip", after=alter))
        assert code == 4 and sentence in said


def test_a_huge_member_is_not_read_to_its_end(book: Handmade, says: Says, tmp_path: Path):
    def stuffed(members: Members) -> None:
        members["reports/cost-report.csv"] = bytes(4 << 20)

    code, said = says(book.pack(tmp_path / "pack.zip", after=stuffed))
    assert code == 4 and "reports/cost-report.csv has 4,194,304 bytes, and manifest.json says 28: it was changed." in said


def test_a_header_that_lies_about_a_length(book: Handmade, says: Says, tmp_path: Path):
    """Four megabytes of zeros behind headers that say 28: what is read is no more than was promised."""
    pack = book.pack(tmp_path / "pack.zip", after=lambda m: m.update({"reports/cost-report.csv": bytes(4 << 20)}))
    data = pack.read_bytes().replace(struct.pack("<I", 4 << 20), struct.pack("<I", 28))
    pack.write_bytes(data)
    code, said = says(pack)
    assert code == 4 and "reports/cost-report.csv" in said


def test_bytes_that_belong_to_no_member(book: Handmade, says: Says, tmp_path: Path):
    whole = book.pack(tmp_path / "pack.zip").read_bytes()
    for data, sentence in (
        (b"#!/bin/sh\n" + whole, "or hides bytes before it"),
        (whole + b"x", "after its last member"),
        (_commented(whole), "after its last member"),
    ):
        (tmp_path / "odd.zip").write_bytes(data)
        code, said = says(tmp_path / "odd.zip")
        assert code == 4 and sentence in said


def _commented(whole: bytes) -> bytes:
    return whole[:-2] + struct.pack("<H", 4) + b"note"


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (b"{", "manifest.json cannot be read"),
        (b'{"form":"topsheet-pack/1","form":"topsheet-pack/1"}', "manifest.json cannot be read: it is not in canonical form."),
        (b'{"form": "topsheet-pack/1"}', "it is not in canonical form"),
        (b"[]", "manifest.json says that this is a None; this program verifies topsheet-pack/1."),
        (canonical({"form": "topsheet-pack/2"}), "manifest.json says that this is a 'topsheet-pack/2'"),
        (canonical({"form": "topsheet-pack/1"}), "manifest.json says None for book"),
        (b"[" * 100_000, "it is nested too deeply"),
    ],
)
def test_a_manifest_that_is_none(book: Handmade, says: Says, tmp_path: Path, manifest: bytes, sentence: str):
    code, said = says(book.pack(tmp_path / "pack.zip", after=lambda m: m.update({"manifest.json": manifest})))
    assert code == 4 and sentence in said


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"entries": True}, "manifest.json says True for entries"),
        ({"complete": 1}, "manifest.json says 1 for complete"),
        ({"book": "../x"}, "manifest.json names no book"),
        ({"files": ["x"]}, "manifest.json lists proofs, files or evidence in a way"),
        ({"files": [{"path": "x"}]}, "manifest.json lists 'x' wrongly, or twice."),
        ({"key": "abc"}, "manifest.json: “abc” is no key"),
        ({"title": None}, "manifest.json says None for title"),
    ],
)
def test_a_manifest_with_a_wrong_field(book: Handmade, says: Says, tmp_path: Path, said: dict[str, Any], sentence: str):
    code, told = says(book.pack(tmp_path / "pack.zip", **said))
    assert code == 4 and sentence in told


@pytest.mark.parametrize("name", ["checkpoint", "entries.jsonl", "manifest.json"])
def test_a_pack_without_its_heart(book: Handmade, says: Says, tmp_path: Path, name: str):
    members = book.members()
    members.pop(name, None)
    made = {"manifest.json": book.manifest(members), **members}
    if name == "manifest.json":
        made.pop(name)
    code, said = says(zipped(tmp_path / "pack.zip", made))
    assert code == 4 and name in said


@pytest.mark.parametrize(
    "checkpoint",
    [
        b"",
        b"x",
        b"a\nb\nc\n",
        b"topsheet/x\n07\n" + b"A" * 44 + b"\n",
        b"\xff\n",
        b"a\n1\nAAAA\n\n\xe2\x80\x94 a b\n",
        b"a\n1\nAAAA\n\nfoo\n",
    ],
)
def test_a_checkpoint_that_is_none(book: Handmade, says: Says, tmp_path: Path, checkpoint: bytes):
    code, said = says(book.pack(tmp_path / "pack.zip", lambda m: m.update(checkpoint=checkpoint)))
    assert code == 4 and "checkpoint is no checkpoint" in said


def test_what_a_title_holds_does_nothing_to_a_terminal(book: Handmade, says: Says, tmp_path: Path):
    _, said = says(book.pack(tmp_path / "pack.zip", for_name="\u202egniht\x1b[2J\nProven"))
    assert "\x1b" not in said and "\u202e" not in said and "\nProven (P-0005)" not in said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte_anywhere_is_never_proven_and_never_a_traceback(book: Handmade, tmp_path: Path, data: st.DataObject):
    """Every byte of the zip stands for something: a digest, a name, a length, or a time that nobody reads."""
    whole = bytearray(
        (tmp_path / "pack.zip").read_bytes() if (tmp_path / "pack.zip").exists() else book.pack(tmp_path / "pack.zip").read_bytes()
    )
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    (tmp_path / "changed.zip").write_bytes(whole)
    findings = verifier.verify(tmp_path / "changed.zip", verifier.Asked())
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        before = {name: pack.read(name) for name in pack.namelist()}
    if not findings.failed:
        with zipfile.ZipFile(tmp_path / "changed.zip") as pack:
            assert {name: pack.read(name) for name in pack.namelist()} == before
