"""Packs: what they hold, checked from their bytes alone by a few lines of this page; and what is refused."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli import pack as packing
from cli.report import REPORTS
from cli.verify_pack import made_again
from ledger.errors import Tampered
from ledger.log import Log
from ledger.proof.naming import Naming
from ledger.proof.pack import VERIFIER
from tests import scenario
from tests.cli.conftest import Desk

FEW = tuple(word for name in ("cost-report", "budget-history", "expense-list", "audit-trail") for word in ("--report", name))
LEAST = ("--report", "parties")
SET = ("--reason", "as agreed with them")


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as pack:
        assert len(set(pack.namelist())) == len(pack.namelist()) and {info.date_time[0] for info in pack.infolist()} == {1980}
        return {name: pack.read(name) for name in pack.namelist()}


def checked(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest and the members of a pack whose digests, leaves, root and checkpoint hold."""
    held = members(path)
    manifest = json.loads(held["manifest.json"])
    assert canonical(manifest) == held["manifest.json"]
    files = {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    assert files == {name: (len(held[name]), hashlib.sha256(held[name]).hexdigest()) for name in held if not name.startswith("manifest")}
    leaves = []
    for number, line in enumerate(held["entries.jsonl"].decode().splitlines(), 1):
        told = json.loads(line)
        assert told["position"] == number
        if "leaf" in told:
            leaves.append(bytes.fromhex(told["leaf"]))
            continue
        head = {**told, "book": manifest["book"], "state_sha256": hashlib.sha256(told.pop("state").encode()).hexdigest()}
        del head["state"]
        leaves.append(hashlib.sha256(b"\0" + canonical(head)).digest())
    assert len(leaves) == manifest["entries"] and root(leaves).hex() == manifest["root"]
    name, size, text = held["checkpoint"].decode().split("\n")[:3]
    assert (name, size) == (f"topsheet/{manifest['book']}", str(manifest["entries"]))
    assert bytes.fromhex(manifest["root"]) == base64.b64decode(text)
    return manifest, held


def altered(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """The same pack with one member changed and the manifest made to agree, as somebody would who holds no key."""
    held = members(path)
    assert held[member].count(old) == 1
    held[member] = held[member].replace(old, new)
    return zipped(path, held, json.loads(held["manifest.json"]))


def zipped(path: Path, held: dict[str, bytes], manifest: dict[str, Any]) -> Path:
    """A pack of these members, beside another."""
    manifest["files"] = [one for one in manifest["files"] if one["path"] in held]
    for one in manifest["files"]:
        one |= {"bytes": len(held[one["path"]]), "sha256": hashlib.sha256(held[one["path"]]).hexdigest()}
    held["manifest.json"] = canonical(manifest)
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(other, "w") as pack:
        for name, content in held.items():
            pack.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return other


class Demonstration(Desk):
    """The desk of a demonstration, long after its last entry."""

    production = "pilot"

    @property
    def path(self) -> Path:
        return self.folder / "demo" / f"{self.production}.book"

    def pack(self, *words: object, to: str = "pack.zip") -> Path:
        """Give a pack to the first financier: the file."""
        self.does("pack", "--for", "P-0005", "-o", self.folder / to, *words)
        return self.folder / to


def demonstration(
    production: str, by: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Demonstration:
    monkeypatch.setenv("TOPSHEET_BOOK", str(scenario.book_of(folder, production)))
    monkeypatch.setenv("TOPSHEET_BY", by)
    desk = Demonstration(capsys, folder, date(2027, 1, 4))
    desk.production = production
    return desk


@pytest.fixture
def pilot(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Demonstration:
    return demonstration("pilot", "P-0002", tmp_path, capsys, monkeypatch)


def test_the_pack_of_the_demonstration_holds_every_report_and_what_its_figures_were_made_with(pilot: Demonstration) -> None:
    manifest, held = checked(pilot.pack("--known", "issued:1"))
    assert manifest["complete"] and (manifest["entries"], manifest["known"], manifest["as_of"]) == (227, 227, "2021-03-14")
    assert {f"reports/{name}.{form}" for name in REPORTS for form in ("csv", "parquet")} <= held.keys()
    assert {"reports/audit-trail.csv", "reports/workbook.xlsx", "sql/facts/movements.sql", "sql/views/top_sheet.sql"} <= held.keys()
    assert held["reports/audit-trail.csv"].count(b"\n") == 226  # two of the 227 take effect later
    assert b"It is unsigned" in held["READ-ME.txt"] and "key" not in manifest and "manifest.note" not in held
    names = json.loads(held["names.json"])
    said = pilot.does("report", "cost-report", "--known", "issued:1", "--format", "csv")
    assert held["reports/cost-report.csv"].decode() == said and names["P-0002"]["name"] == "Ines Calder (fictional)"
    assert {name.removeprefix("evidence/") for name in held if name.startswith("evidence/")} and not manifest["missing_evidence"]


def test_the_same_window_makes_the_same_bytes_and_is_given_once(pilot: Demonstration) -> None:
    pilot.does("access", "set", "P-0005", *LEAST, *SET)
    first = pilot.pack("--known", "issued:1")
    size = pilot.size()
    assert "Harbour Network (fictional) was given this very pack as PK-0001; nothing more is recorded." in pilot.does(
        "pack", "--for", "P-0005", "--known", "issued:1", "-o", pilot.folder / "odd & name (1).zip"
    )
    assert (pilot.folder / "odd & name (1).zip").read_bytes() == first.read_bytes() and pilot.size() == size
    before = first.read_bytes()
    assert "pack.zip exists already and is another file: its SHA-256 is " in pilot.refuses("pack", "--for", "P-0005", "-o", first)
    assert first.read_bytes() == before and not [*pilot.folder.glob(".*")]
    manifest, held = checked(pilot.pack(to="later.zip"))
    assert manifest["access"] == 241 and held["earlier/227.checkpoint"] == members(first)["checkpoint"]
    assert "pack.zip: none of its 227 entries was changed, taken out or moved since." in pilot.does(
        "verify-pack", pilot.folder / "later.zip", "--earlier", first
    )
    assert pilot.does("report", "packs-given", "--format", "csv").splitlines()[1].startswith("PK-0001,P-0005,2027-01-04,227,yes,")


def test_figures_are_made_again_and_another_one_is_named(pilot: Demonstration) -> None:
    pilot.does("access", "set", "P-0005", *FEW, *SET)
    pack = pilot.pack("--known", "issued:1")
    names = [name for name in members(pack) if name.startswith("reports/")]
    said = pilot.does("verify-pack", "--rebuild", pack)
    assert f"Made again from its 227 entries: {len(names)} files of reports are the same, cell by cell, with the same versions." in said
    other = altered(pack, "reports/cost-report.csv", b"91945.34,44661.06", b"91945.34,44661.07")
    code, _, err = pilot("verify-pack", "--rebuild", other)
    assert code == 4 and "cost-report, row " in err
    assert " (3300), commitments: the pack says 44661.07, and its entries make 44661.06." in err
    assert "The versions are the same, so these figures were not made from these entries." in err
    held = members(pack)
    del held["reports/expense-list.csv"]
    code, _, err = pilot("verify-pack", "--rebuild", zipped(pack, held, json.loads(held["manifest.json"])))
    assert code == 4 and "The pack lacks reports/expense-list.csv, which P-0005 may see as its manifest has it" in err
    held = members(whole := pilot.pack(to="whole.zip"))
    code, _, err = pilot("verify-pack", "--rebuild", zipped(whole, held, json.loads(held["manifest.json"]) | {"reports": ["cost-report"]}))
    assert code == 4 and "manifest.json says that P-0005 may see these reports: cost-report; entry 241 says: audit-trail, budget" in err


def test_a_party_sees_what_was_set_and_no_trace_of_the_rest(pilot: Demonstration) -> None:
    only = ("--kind", "production", "--kind", "cost-report", "--report", "audit-trail", "--report", "budget-history")
    said = pilot.does("access", "set", "P-0005", *only, "--no-names", "--no-evidence", *SET)
    assert "Of other entries a pack holds the fingerprint (digest) alone." in said and "made from every entry" not in said
    assert "Its reports are made from every entry: name with --report" in pilot.does(
        "access", "set", "P-0007", *only[:4], "--reason", "its letter"
    )
    pack = pilot.pack()
    manifest, held = checked(pack)
    shown = [json.loads(line) for line in held["entries.jsonl"].splitlines() if b'"state"' in line]
    assert {one["stream"].partition("/")[0] for one in shown} == {"book", "production", "cost-report", "access"}
    assert not manifest["complete"] and (manifest["shown"], manifest["withheld"]) == (len(shown), manifest["entries"] - len(shown))
    assert {name for name in held if name.startswith("reports/")} == {f"reports/{n}" for n in ("audit-trail.csv", *HISTORY)}
    assert "names.json" not in held and not any(name.startswith("evidence/") for name in held)
    everything = b"\n".join(held.values())
    with closing(sqlite3.connect(pilot.path)) as log:
        hidden = {position for (position,) in log.execute("select position from entries")} - {one["position"] for one in shown}
        for position, state in log.execute("select position, state from entries where position <= ?", (manifest["entries"],)):
            told = json.loads(state)
            if position in hidden:
                assert told["salt"].encode() not in everything and hashlib.sha256(state).hexdigest().encode() not in everything
                assert told.get("reason", state.decode()).encode() not in everything
    with closing(Log(pilot.path)) as log:
        for _, _, name, salt in log.people.rows(of="name"):
            assert name.encode() not in everything and salt.hex().encode() not in everything
    assert "entries are withheld" in pilot.does("verify-pack", "--rebuild", pack)


def test_a_pack_has_the_names_alone_of_whom_it_names(pilot: Demonstration) -> None:
    pilot.does("access", "set", "P-0005", "--no-entries", "--report", "cost-report", *SET)
    _, held = checked(pilot.pack())
    assert "names.json" not in held
    everything = b"\n".join(held.values())
    with closing(Log(pilot.path)) as log:
        persons = log.people.rows(of="name")
    for _, _, name, salt in persons:
        assert name.encode() not in everything and salt.hex().encode() not in everything
    pilot.does("access", "set", "P-0005", "--no-entries", "--report", "open-engagements", *SET)
    _, held = checked(pack := pilot.pack(to="hired.zip"))
    printed = held["reports/open-engagements.csv"].decode()
    named = {party for party, _, name, _ in persons if name in printed or party in printed}
    assert {*json.loads(held["names.json"])} == named and 0 < len(named) < len(persons)
    pilot.does("access", "set", "P-0005", "--kind", "production", "--report", "open-engagements", *SET)
    assert f"names      {len(named)} names whose entries are withheld." in pilot.does("verify-pack", pack)
    _, held = checked(pilot.pack(to="stages.zip"))
    shown = b"".join(line for line in held["entries.jsonl"].splitlines() if b'"stream":"production' in line)
    assert {*json.loads(held["names.json"])} == named | {party for party, *_ in persons if party.encode() in shown}


def test_names_are_found_in_every_form_of_a_report() -> None:
    people = {"P-0001": "Ana Ruiz", "P-0002": 'Leo "El Rubio" & Sons', "P-0003": "'t Hooft", "P-0004": "Ana Ruiz Gil", "P-0005": "Pau"}
    naming = Naming(people)
    assert list(naming.member("a.csv", [b'1,"Leo ""El Rubio"" & Sons"\n', b"2,'t Hooft\n"])) == [
        b'1,"Leo ""El Rubio"" & Sons"\n',
        b"2,'t Hooft\n",
    ]
    assert naming.found == {"P-0002", "P-0003"}
    naming.text("raised by Ana Ruiz for P-0005 and P-00055")
    naming.entry(b'{"by":"P-0099","vendor":"P-0003"}')
    assert naming.found == {"P-0001", "P-0002", "P-0003", "P-0005"}
    other, book = Naming(people), io.BytesIO()
    with zipfile.ZipFile(book, "w") as made:
        made.writestr("xl/sharedStrings.xml", "<si><t>Leo &quot;El Rubio&quot; &amp; Sons</t></si>")
    assert list(other.member("w.xlsx", book.getvalue())) == [book.getvalue()] and other.found == {"P-0002"}


def test_a_catalan_production_with_accents_is_made_again_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = demonstration("catalan", "P-0002", tmp_path, capsys, monkeypatch)
    desk.does("access", "set", "P-0005", "--report", "expense-list", "--report", "finance-plan", *SET)
    manifest, held = checked(pack := desk.pack())
    assert manifest["complete"] and "à".encode() in held["entries.jsonl"]
    assert "4 files of reports are the same, cell by cell" in desk.does("verify-pack", "--rebuild", pack)


def test_large_evidence_is_in_it_and_what_is_missing_or_altered_is_said(book: Desk) -> None:
    large, small = book.folder / "scan.pdf", book.folder / "note.txt"
    large.write_bytes(b"".join(hashlib.sha256(n.to_bytes(4)).digest() for n in range(150_000)))
    small.write_text("seen")
    for file in (large, small):
        book.does("party", "company", f"Vendor of {file.stem}", "--kind", "vendor", "--evidence", file)
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (large, small)]
    kept = book.path.with_suffix(".evidence")
    book.does("access", "set", "Northlight", "--no-reports", *SET)
    (kept / digests[1]).unlink()
    given = book.does("pack", "--for", "Northlight", "-o", book.folder / "a.zip")
    assert "1 documents that entries name are not kept beside the book, so they are not in it." in given
    manifest, held = checked(book.folder / "a.zip")
    assert held[f"evidence/{digests[0]}"] == large.read_bytes() and manifest["missing_evidence"] == [digests[1]]
    assert "evidence" in book.does("verify-pack", book.folder / "a.zip")
    (kept / digests[1]).write_text("altered")
    said = book.refuses("pack", "--for", "Northlight", "-o", book.folder / "b.zip", code=4)
    assert f"The evidence {digests[1][:16]}… is not the document that was seen, so nothing was given." in said
    assert not (book.folder / "b.zip").exists()


def test_a_book_that_was_rewritten_gives_nothing(book: Desk) -> None:
    book.does("access", "set", "Northlight", "--no-reports", *SET)
    book.does("pack", "--for", "Northlight", "-o", book.folder / "a.zip")
    with closing(sqlite3.connect(book.path)) as log:
        log.execute("drop trigger entries_are_never_updated")
        log.execute("update entries set state = cast(replace(cast(state as text), 'crew', 'cast') as blob) where position = 4")
        log.commit()
    said = book.refuses("pack", "--for", "Northlight", "-o", book.folder / "b.zip", code=4)
    assert said.startswith("Entry 4 (party/P-0002, PersonRegistered")
    assert ") is not what was recorded, so nothing was given. topsheet audit verify says more." in said
    with closing(sqlite3.connect(book.path)) as log:
        log.execute("update entries set leaf = zeroblob(32) where position = 4")
        log.commit()
    said = book.refuses("pack", "--for", "Northlight", "-o", book.folder / "b.zip", code=4)
    assert "a log signs nothing that contradicts what it has signed" in said
    shutil.rmtree(book.path.with_suffix(".checkpoints"))
    said = book.refuses("pack", "--for", "Northlight", "-o", book.folder / "b.zip", code=4)
    assert "history was rewritten, so nothing was given" in said and not (book.folder / "b.zip").exists()


def test_what_cannot_be_given_is_refused(book: Desk) -> None:
    out = ("-o", book.folder / "a.zip")
    book.does("access", "set", "Northlight", "--no-reports", *SET)
    assert "does not end in .zip" in book.refuses("pack", "--for", "Northlight", "-o", "pack.pdf", code=2)
    assert "is not a file. Name a file that ends in .zip." in book.refuses(
        "pack", "--for", "Northlight", "-o", folder(book, "f.zip"), code=2
    )
    assert "/proc cannot be written: " in book.refuses("pack", "--for", "Northlight", "-o", "/proc/pack.zip", code=2)
    assert "holds no authority" in book.refuses("pack", "--for", "Northlight", *out, "--by", "Tomas Rey")
    assert "holds no authority" in book.refuses("access", "set", "Northlight", "--no-names", *SET, "--by", "Tomas Rey")
    assert "--kind invoice and --no-entries are both given. Give one of the two." in book.refuses(
        "access", "set", "Northlight", "--kind", "invoice", "--no-entries", *SET, code=2
    )
    assert "Would record" in book("pack", "--for", "Northlight", *out, "--dry-run")[2] and not (book.folder / "a.zip").exists()


def folder(book: Desk, name: str) -> Path:
    (book.folder / name).mkdir()
    return book.folder / name


HISTORY = ("budget-history.csv", "budget-history.parquet")


def test_two_packs_into_one_name_are_both_there_and_no_link_is_followed(book: Desk) -> None:
    book.does("access", "set", "Northlight", *LEAST, *SET)
    place, digests = book.folder / "pack.zip", []
    for number in (1, 2):
        (part := place.with_name(f".pack.zip.{number}.part")).write_bytes(b"pack %d" % number)
        digests.append(hashlib.sha256(part.read_bytes()).hexdigest())
    assert packing.put(place.with_name(".pack.zip.1.part"), place, digests[0]) == ""
    said = packing.put(place.with_name(".pack.zip.2.part"), place, digests[1])
    second = place.with_name(f"pack-{digests[1][:8]}.zip")
    assert f"so this pack is {second.name}" in said and (place.read_bytes(), second.read_bytes()) == (b"pack 1", b"pack 2")
    (precious := book.folder / "precious").write_bytes(b"precious")
    (book.folder / ".given.zip.part").symlink_to(precious)
    said = book.does("pack", "--for", "Northlight", "-o", book.folder / "given.zip")
    assert hashlib.sha256((book.folder / "given.zip").read_bytes()).hexdigest() in said and precious.read_bytes() == b"precious"
    assert {one.name for one in book.folder.glob(".*.part")} == {".given.zip.part"}


def test_without_names_what_may_still_name_persons_is_said(book: Desk) -> None:
    said = book.does("access", "set", "Northlight", *LEAST, "--no-names", *SET)
    assert "Documents, words of entries and words in reports may still name them: leave them out with --no-evidence, --no-ent" in said
    assert "may still name them" in book.does("pack", "--for", "Northlight", "-o", book.folder / "a.zip")
    assert b"may still name them" in members(book.folder / "a.zip")["READ-ME.txt"]
    said = book.does("access", "set", "Northlight", *LEAST, "--no-names", "--no-entries", "--no-evidence", *SET)
    assert "Words in reports may still name them: leave them out with --no-reports." in said


def test_a_pack_of_another_day_is_told_in_a_sentence(pilot: Demonstration) -> None:
    pack = pilot.pack()
    held = members(pack)
    manifest = json.loads(held["manifest.json"])
    for odd in ({"as_of": "2020-01-01"}, {"as_of": "some day"}, {"notes": [1]}):
        code, _, err = pilot("verify-pack", "--rebuild", zipped(pack, held, manifest | odd))
        assert code == 4 and "Topsheet failed" not in err, err
    with pytest.raises(Tampered, match="The pack says something from which no report can be made"):
        made_again(zipped(pack, held, manifest | {"notes": [1]}))
    code, _, err = pilot("verify-pack", "--key", "", pack)
    assert code == 2 and "is no key" in err


def test_whoever_stops_reading_the_verifier_sees_no_traceback(book: Desk) -> None:
    book.does("access", "set", "Northlight", *LEAST, *SET)
    book.does("pack", "--for", "Northlight", "-o", book.folder / "a.zip")
    words = [sys.executable, "-I", str(VERIFIER), str(book.folder / "a.zip")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as verifier:
        assert verifier.stdout and verifier.stderr
        verifier.stdout.close()
        assert (verifier.stderr.read(), verifier.wait()) == (b"", 0)
