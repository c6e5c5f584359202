"""Attacks of whoever makes packs: leaving the signature out, showing one zip to one program and another to the next, forging events."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.proof import topsheet_verify as verifier
from tests.verifier.conftest import Says
from tests.verifier.handmade import BOOK, Handmade, Signer

LOG = Signer(f"topsheet/{BOOK}")
REPORT = "reports/cost-report.csv"


def test_unsigned_downgrade_against_a_reader_who_kept_a_signed_checkpoint(book: Handmade, says: Says, tmp_path: Path):
    taken = book.say("LogKeyTaken", "log-key/main", {"key": LOG.vkey()})
    access = book.say("AccessSet", "access/P-0005", {"kinds": ["budget"]})
    (tmp_path / "kept").write_bytes(book.checkpoint())
    book.hidden, book.key = {taken}, None
    pack = book.pack(tmp_path / "pack.zip", access=access)
    code, said = says(pack, "--earlier", tmp_path / "kept")
    assert code == 4 and f"The pack is unsigned, and kept carries a signature of {LOG.name}: signed before, unsigned now." in said
    code, said = says(pack)
    assert code == 0 and "unsigned: no key is shown, so nothing here says who made this pack." in said and "has no key" not in said


def test_unsigned_downgrade_of_a_pack_that_tells_of_a_signed_checkpoint(book: Handmade, says: Says, tmp_path: Path):
    book.give()
    book.orders(2).key = None
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "earlier/7.checkpoint carries a signature of" in said and "the book has no key" not in said


def test_one_witness_counts_once_under_however_many_names_and_the_log_never(book: Handmade, says: Says, tmp_path: Path):
    auditor, bank, alias, log = (Signer(name, seed) for name, seed in (("auditor", 21), ("bank", 22), ("other", 21), ("log", 7)))
    book.witnesses = [(auditor, 1_764_000_000), (alias, 1_764_000_000), (log, 1_764_000_000)]
    pack = book.pack(tmp_path / "pack.zip")
    for again in (auditor, alias):
        code, said = says(pack, "--witness", auditor.vkey(), "--witness", again.vkey(), "--witness", bank.vkey())
        assert code == 4 and "1 of the witnesses that you named cosigned, and you ask for 2: bank did not." in said
        code, said = says(pack, "--witness", auditor.vkey(), "--witness", again.vkey())
        assert code == 0
    code, said = says(pack, "--witness", auditor.vkey(), "--witness", alias.vkey(), "--quorum", 2)
    assert code == 2 and "--quorum 2, and you named 1 witness." in said
    code, said = says(pack, "--witness", log.vkey())
    assert code == 4 and "log has the key of the log itself" in said


def unicode_path(other: str) -> bytes:
    """Info-ZIP's field 0x7075: the name under which unzip writes a member."""
    body = struct.pack("<BI", 1, zlib.crc32(REPORT.encode())) + other.encode()
    return struct.pack("<HH", 0x7075, len(body)) + body


def written(pack: Path, alter: Callable[[zipfile.ZipInfo], None], *, data: Callable[[bytes], bytes] = lambda packed: packed) -> Path:
    """The pack once more, with the heads of one member altered, or its packed bytes."""
    with zipfile.ZipFile(pack) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    with pack.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if name == REPORT:
                alter(info)
            new.writestr(info, content)
            if name == REPORT:
                place = info.header_offset + 30 + len(name) + len(info.extra)
                file.flush()
                packed = pack.read_bytes()[place:][: info.compress_size]
                info.compress_size = len(data(packed))
                file.seek(info.header_offset + 18)
                file.write(struct.pack("<I", info.compress_size))
                file.seek(place)
                file.write(data(packed))
                new.start_dir = file.tell()
    return pack


@pytest.mark.parametrize(
    "alter",
    [
        lambda info: setattr(info, "extra", unicode_path("reports/cost-report-1.csv")),
        lambda info: setattr(info, "extra", struct.pack("<HH", 0xCAFE, 0)),
        lambda info: setattr(info, "comment", b"reports/cost-report-1.csv"),
        lambda info: setattr(info, "extract_version", 46),
    ],
)  # fmt: skip
def test_parser_differences_in_the_heads_of_a_member(book: Handmade, says: Says, tmp_path: Path, alter: Any):
    code, said = says(written(book.pack(tmp_path / "pack.zip"), alter))
    assert code == 4 and f"The zip says two things of member {REPORT}" in said


def test_parser_differences_after_the_end_of_a_packed_member(book: Handmade, says: Says, tmp_path: Path):
    pack = book.pack(tmp_path / "pack.zip")
    assert says(written(pack, lambda _: None))[0] == 0
    code, said = says(written(pack, lambda _: None, data=lambda packed: packed + b"hidden"))
    assert code == 4 and f"Member {REPORT} is damaged: bytes are hidden after its end." in said
    code, said = says(written(book.pack(pack), lambda _: None, data=lambda packed: packed[:-3]))
    assert code == 4 and f"Member {REPORT} is damaged: it was cut short." in said


@pytest.mark.parametrize(("place", "flag"), [(6, 0x08), (6, 0x2000), (8, 0), (4, 45)])
def test_parser_differences_between_the_two_heads_of_a_member(book: Handmade, says: Says, tmp_path: Path, place: int, flag: int):
    pack = book.pack(tmp_path / "pack.zip")
    with zipfile.ZipFile(pack) as opened:
        head = opened.getinfo(REPORT).header_offset
    data = bytearray(pack.read_bytes())
    data[head + place : head + place + 2] = struct.pack("<H", flag)
    pack.write_bytes(data)
    code, said = says(pack)
    assert code == 4 and f"The zip says two things of member {REPORT}" in said


def test_a_pack_with_room_for_large_members_is_read(book: Handmade, says: Says, tmp_path: Path):
    with (
        zipfile.ZipFile(book.pack(tmp_path / "pack.zip")) as old,
        zipfile.ZipFile(tmp_path / "large.zip", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(old.read(name))
    assert says(tmp_path / "large.zip")[0] == 0


def test_what_the_manifest_says_of_an_access_beyond_the_pack_is_said_so(book: Handmade, says: Says, tmp_path: Path):
    book.hidden = {3}
    code, said = says(book.pack(tmp_path / "pack.zip", access=999_999))
    assert code == 0 and "is not proven, and what that is was set by entry 999,999, which is not in this pack." in said


def test_an_event_with_a_value_of_another_kind_is_named(book: Handmade, says: Says, tmp_path: Path):
    root = "ab" * 32
    for event, name in (
        ({"root": root, "size": "x"}, "CheckpointGiven"),
        ({"root": root, "size": True}, "PackGiven"),
        ({"number": 1, "position": None, "root": root}, "CostReportIssued"),
        ({"key": 7}, "LogKeyTaken"),
    ):
        book.say(name, "odd/O-0001", event)
        code, said = says(book.pack(tmp_path / "pack.zip"))
        assert code == 4 and f"Entry 8 ({name}) does not say what an entry of its name says" in said
        book.entries.pop()
    book.say("OverageApproved", "overage/O-0001", {}, evidence=(b"a letter",))
    book.entries[-1]["state"] = book.entries[-1]["state"].replace('"evidence":[', '"evidence":[{"sha256":7},')
    code, said = says(book.pack(tmp_path / "pack.zip"))
    assert code == 4 and "Entry 8 (OverageApproved) does not say what an entry of its name says: 7 is no digest." in said


NAMES = sorted(verifier.OF_LOG | verifier.OF_PERSON | {"SomethingElse"})
FIELDS = ["key", "size", "position", "root", "number", "lost", "signature", "signed", "digests", "party", "stream", "version", "name"]
SIMPLE = st.sampled_from([None, True, 0, -1, 7, 10**40, 1.5, "", "x", "\u202e", "ab" * 32, LOG.vkey(), [], {}])
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3))
EVENTS = st.tuples(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5) | VALUES, VALUES)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS, min_size=1, max_size=3), st.dictionaries(st.sampled_from(["access", "signed_actors"]), st.integers(-5, 99)))
def test_forged_events_never_make_a_traceback(tmp_path: Path, events: list[Any], said: dict[str, int]):
    book = Handmade().orders(1)
    for name, event, evidence in events:
        position = book.say(name, "log-key/main", event)
        book.entries[-1]["state"] = book.entries[-1]["state"].replace(
            '"on":', f'"evidence":{verifier.canonical([evidence])},"on":' if position % 2 else '"on":'
        )
    findings = verifier.verify(book.pack(tmp_path / "forged.zip", **said), verifier.Asked())
    list(verifier.printed(findings))
    assert not any("was not read to its end" in sentence for _, sentence in findings.failed)
