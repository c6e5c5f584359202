"""A person is erased by destroying a key: no root and no figure changes, nothing clear is left, and no copy of before brings it back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from cli.options import Session
from ledger.log import Log
from ledger.people import People
from ledger.projections.files import named, needed
from ledger.proof import merkle
from ledger.retention import Days, lifted, terms
from ledger.subject import named as entries_of
from ledger.subject import of_papers
from ledger.verify import verify
from tests.cli.conftest import Desk

VALUES = ("Vera Quist (fictional)", "vera@quist.example", "Calle Falsa 12", "FICTIONAL-77", "ES00 0000 1234")
ERASE = ("party", "erase", "P-0002", "--basis", "GDPR art. 17.1.a", "--reason", "Asked by letter", "--by", "P-0004")
READERS = ["report parties", "audit trail", "show E-0001", "correct 9", "party retention P-0002", "party export P-0002"]


MADE: list[Path] = []


@pytest.fixture
def book(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A book with a person who was hired in February 2021, and one who was not; typed once, and copied for every other test."""
    desk = Desk(capsys, tmp_path)
    monkeypatch.setenv("TOPSHEET_BOOK", str(desk.path))
    monkeypatch.setenv("TOPSHEET_BY", "P-0001")
    if MADE:
        chance = desk.session.chance
        desk.session = Session(desk.session.clock, lambda length: sha256(b"copied" + chance(length)).digest()[:length])
        shutil.copytree(MADE[0], desk.folder, dirs_exist_ok=True)
        return desk
    for line in (
        ("init", desk.path, "--title", "Midnight", "--currency", "EUR", "--timezone", "Europe/Madrid", "--company", "Roxy Films"),
        ("budget", "chart", "us-tv"), ("budget", "line", "3300", "--for", "Camera", "--figure", "60000"), ("budget", "lock"),
        ("party", "person", VALUES[0], "--kind", "crew", "--email", VALUES[1], "--address", VALUES[2], "--tax-id", VALUES[3],
         "--bank", VALUES[4], "--command-id", "hers"),
        ("party", "person", "Nils Oren", "--kind", "crew"),
        ("hire", "add", "P-0002", "--role", "gaffer", "--department", "camera", "--from", "2021-02-08", "--to", "2021-02-26",
         "--deal", "salary", "3300", "week", "1500.00", 3),
        ("party", "person", "Clara Marsh (fictional)", "--kind", "crew"),
        ("authority", "grant", "P-0004", "--role", "data protection officer", "--kind", "party", "--kind", "retention"),
        ("party", "regimes", "es", "es-film-credit", "--reason", "No ICAA aid was asked for"),
    ):  # fmt: skip
        desk.does(*line)
    MADE.append(request.getfixturevalue("tmp_path_factory").mktemp("made") / "book")
    shutil.copytree(desk.folder, MADE[0])
    return desk


def erased(book: Desk) -> str:
    book.today = book.today.replace(year=2031, month=3)
    return book.does(*ERASE)


def leaves(book: Desk) -> list[bytes]:
    with closing(Log(book.path)) as log:
        return list(log.leaves(1, log.last()))


def test_the_log_verifies_before_and_after_with_the_same_root(book: Desk) -> None:
    before, entries = merkle.root(leaves(book)), len(leaves(book))
    assert verify(book.path).wrong == []
    erased(book)
    after = leaves(book)
    assert merkle.root(after[:entries]) == before and len(after) == entries + 1
    result = verify(book.path)
    assert (result.wrong, result.remarks) == ([], [f"The data of P-0002 were erased at entry {entries + 1}."])


def test_no_clear_value_salt_or_key_is_in_any_file(book: Desk) -> None:
    people = People(book.path.with_suffix(".people"), lambda: Log(book.path).opened["book"])
    with closing(sqlite3.connect(people.keys)) as connection:
        (key,) = connection.execute("select key from subjects where party = 'P-0002'").fetchone()
    salts = [salt for owner, _, _, salt in people.rows() if owner == "P-0002"]
    (nonce, sealed) = closing_row(people.path)
    erased(book)
    book.does("report", "cost-report")
    files = {path: path.read_bytes() for path in book.folder.rglob("*") if path.is_file()}
    assert {path.suffix for path in files} == {".book", ".people", ".people-keys"}
    words = [form.encode(code) for value in VALUES for form in (value, value.upper()) for code in ("utf-8", "utf-16-le")]
    for path, held in files.items():
        for secret in (
            *words,
            *(word.encode() for word in ("Quist", "0000 1234")),
            key,
            nonce,
            sealed,
            *salts,
            *(salt.hex().encode() for salt in salts),
        ):
            assert secret not in held, f"{secret!r} is in {path.name}"
    assert people.names() == {"P-0003": "Nils Oren", "P-0004": "Clara Marsh (fictional)"}


def closing_row(path: Path) -> tuple[bytes, bytes]:
    with closing(sqlite3.connect(path)) as connection:
        nonce, sealed = connection.execute("select nonce, value from sealed where party = 'P-0002' and field = 'name'").fetchone()
    return nonce, sealed


@pytest.mark.parametrize("lost", [(".people",), (".people-keys",), (".people", ".people-keys"), ()])
def test_figures_are_the_same_without_the_names(book: Desk, lost: tuple[str, ...]) -> None:
    from cli.window import opened

    before = shown(book)
    if not lost:
        erased(book)
    for suffix in lost:
        book.path.with_suffix(suffix).unlink()
    assert shown(book) == [text.replace(VALUES[0], "P-0002") for text in before]
    if len(lost) != 2:
        return
    with opened(str(book.path)) as (_, session):
        for view in (view for view in named("views") if "party_names" in needed(view)[1]):
            assert VALUES[0] not in str(session.view(view)[1]), view


def shown(book: Desk) -> list[str]:
    return [book.does("report", name, "--format", "csv", "--known", "9") for name in ("cost-report", "open-engagements")]


@pytest.mark.parametrize("line", READERS)
def test_every_reader_prints_numbers_where_people_and_keys_are_gone(book: Desk, line: str) -> None:
    for suffix in (".people", ".people-keys"):
        book.path.with_suffix(suffix).unlink()
    out = book.does(*line.split())
    assert VALUES[0] not in out and "P-0002" in out


def test_an_erasure_before_its_day_names_rule_source_and_day(book: Desk) -> None:
    book.today = book.today.replace(year=2031)
    said = book.refuses(*ERASE)
    assert "P-0002) cannot be erased before 2031-02-01 is over, and today is 2031-02-01: the rule on film tax credit holds its data" in said
    assert "LIS) art. 39.6: 10 years from 2021-02-01, the last entry of the books; certainty A" in said
    assert "its data until then" in said and "Also holding" not in said
    book.today = book.today.replace(year=2027)
    assert "Also holding: books and vouchers until 2027-02-01." in book.refuses(*ERASE)
    assert People(book.path.with_suffix(".people"), lambda: Log(book.path).opened["book"]).names()["P-0002"] == VALUES[0]


def test_a_dry_run_of_an_erasure_erases_nothing(book: Desk) -> None:
    book.today = book.today.replace(year=2031, month=3)
    book.does(*ERASE, "--dry-run")
    assert VALUES[0] in book.does("report", "parties")


def test_a_restored_companion_does_not_bring_a_person_back_and_restored_keys_are_found(book: Desk) -> None:
    people, keys = (book.path.with_suffix(suffix) for suffix in (".people", ".people-keys"))
    kept = people.read_bytes(), keys.read_bytes()
    erased(book)
    people.write_bytes(kept[0])
    assert VALUES[0] not in book.does("report", "parties") + book.does("party", "export", "P-0002")
    assert verify(book.path).wrong == []
    keys.write_bytes(kept[1])
    assert VALUES[0] not in book.does("report", "parties")
    (said,) = verify(book.path).wrong
    assert said.startswith("P-0002 was erased at entry 13, and roxy.people-keys or roxy.people has its data again")
    book.does(*ERASE)
    assert verify(book.path).wrong == [] and kept[1][-64:] not in keys.read_bytes()
    assert "are erased already" in book.refuses(*ERASE)


def test_an_erasure_that_was_cut_off_is_found_and_finished(book: Desk) -> None:
    keys = book.path.with_suffix(".people-keys")
    kept = {path: path.read_bytes() for path in (keys, book.path.with_suffix(".people"))}
    erased(book)
    for path, held in kept.items():  # what both files were when the book had the entry and they had not
        path.write_bytes(held)
    assert len(verify(book.path).wrong) == 1
    book.does(*ERASE)
    assert verify(book.path).wrong == []


def test_a_plain_companion_put_back_after_an_erasure_is_sealed_without_the_erased(book: Desk) -> None:
    rows = People(book.path.with_suffix(".people"), lambda: Log(book.path).opened["book"]).rows()
    erased(book)
    people = book.path.with_suffix(".people")
    people.unlink()
    book.path.with_suffix(".people-keys").unlink()
    with closing(sqlite3.connect(people)) as connection, connection:
        connection.execute("create table people (party text, field text, value text, salt blob, primary key (party, field)) strict")
        connection.executemany("insert into people values (?, ?, ?, ?)", rows)
    assert VALUES[0] not in book.does("report", "parties")
    assert [said for said in verify(book.path).wrong if "P-0002 was erased" in said]
    book.does("party", "company", "Northlight", "--kind", "vendor")
    assert verify(book.path).wrong == [] and VALUES[1].encode() not in people.read_bytes()


def test_an_erased_person_is_registered_anew_and_never_renamed(book: Desk) -> None:
    erased(book)
    said = book.refuses("party", "change", "P-0002", "--name", "Vera Quist", "--reason", "She is back")
    assert "The personal data of P-0002 were erased, and none are kept of it again" in said
    said = book.refuses("party", "bank", "P-0002", "--iban", "ES9121000418450200051332", "--reason", "New account")
    assert "were erased, and none are kept of them again. Register them anew." in said
    book.does("party", "person", VALUES[0], "--kind", "crew")
    assert book.does("report", "parties").count(VALUES[0]) == 1


def test_an_answer_to_a_request_for_access_holds_every_value_and_every_entry(book: Desk) -> None:
    told = json.loads(book.does("party", "export", VALUES[0], "--format", "json"))
    assert told["personal"] == dict(zip(("name", "email", "address", "tax_id", "bank"), VALUES, strict=True))
    with closing(Log(book.path)) as log:
        naming = [row[0] for row in log.rows(1) if b'"P-0002"' in row[5] or row[2] == "party/P-0002"]
    assert [entry["entry"] for entry in told["entries"]] == naming == [7, 9]
    assert told["entries"][1]["as"] == ["named in it", "on a document of the party"]
    assert next((one["rule"], one["until"]) for one in told["kept"]) == ("film tax credit", "2031-02-01")
    book.path.with_suffix(".people-keys").unlink()
    told = json.loads(book.does("party", "export", "P-0002", "--format", "json"))
    assert (told["personal"], told["unreadable"]["fields"]) == ({}, ["address", "bank", "email", "name", "tax_id"])


def test_an_answer_finds_a_person_in_words_and_keeps_the_reasons_of_others_back(book: Desk) -> None:
    book.does("period", "open", "2021-W05", "--from", "2021-02-01", "--to", "2021-02-07", "--reason", "For P-0003 and P-00029 alone")
    book.does("period", "open", "2021-W06", "--from", "2021-02-08", "--to", "2021-02-14", "--reason", "Asked by P-0003, for P-0002")
    book.does("authority", "grant", "P-0003", "--role", "deputy of P-0002", "--kind", "invoice", "--reason", "Nils is ill")
    told = json.loads(book.does("party", "export", "P-0002", "--format", "json"))
    assert [(entry["entry"], entry["as"]) for entry in told["entries"]][2:] == [(14, ["named in words"]), (15, ["named in words"])]
    assert told["entries"][2]["what"].endswith("Why: Asked by P-0003, for P-0002")
    assert told["entries"][3]["what"].endswith("Its reason is not told here, since it may be about others.")
    assert "Nils is ill" in book.does("party", "export", "P-0001") and "Nils is ill" in book.does("party", "export", "P-0003")


def test_a_reason_that_names_a_person_is_remarked_and_recorded(book: Desk) -> None:
    words = ("hire", "release", "E-0001", "--day", "2021-02-26")
    _, _, err = book(*words, "--reason", "Agreed with VERA QUIST by telephone")
    assert "The reason names P-0002, a registered person." in err
    _, _, err = book("period", "open", "2021-W05", "--from", "2021-02-01", "--to", "2021-02-07", "--reason", "Verandah Quistorp")
    assert "The reason names" not in err


def test_the_rules_follow_what_was_chosen_and_the_days_of_the_book(book: Desk) -> None:
    def holding() -> dict[str, str]:
        rows = json.loads(book.does("party", "retention", "P-0002", "--format", "json"))
        return {row["rule"]: row["until"] for row in (rows["rows"] if isinstance(rows, dict) else rows)}

    book.does("party", "regimes", "es", "es-film-credit", "es-icaa", "--reason", "Aid is asked for")
    assert holding()["books and vouchers"] == "2027-02-01" and holding()["vouchers of ICAA aid"] is None
    book.today = book.today.replace(year=2099)
    assert "until the term of vouchers of ICAA aid has begun and ended" in book.does("party", "retention", "P-0002")
    said = book.refuses(*ERASE)
    assert "cannot be erased while a term has not begun: the rule on vouchers of ICAA aid holds its data" in said
    assert "4 years from the icaa grant, which is not recorded; certainty A). Declare the day" in said
    book.today = book.today.replace(year=2021)
    shown = book.folder / "grant.txt"
    shown.write_text("granted")
    book.does("compliance", "declare", "icaa_grant", "2021-01-15", "--evidence", shown)
    assert holding()["vouchers of ICAA aid"] == "2025-01-15"
    book.does("party", "regimes", "us", "eu-grant", "--reason", "Shot in Texas")
    assert holding() == {"tax and credit records": "2028-12-31", "vouchers of an EU grant": "2026-02-01"}
    said = book.refuses("party", "regimes", "eu-grant", "us", "--reason", "Twice")
    assert "The retention is already that of eu-grant, us." in said
    assert "There is no retention of fr." in book.refuses("party", "regimes", "fr", "--reason", "Lyon", code=2)


def test_an_erasure_and_the_choice_of_rules_need_authority(book: Desk) -> None:
    for words in (("party", "regimes", "uk", "--reason", "Mine"), ("party", "erase", "P-0002", "--basis", "b", "--reason", "r")):
        assert "holds no authority" in book.refuses(*words, "--by", "Nils Oren")


def test_who_takes_a_rule_out_does_not_erase_by_it(book: Desk) -> None:
    said = book.does("party", "regimes", "es-aml", "--reason", "A co-production", "--by", "P-0004")
    assert "Taken out: es, es-film-credit. Whom that sets free is erased by another person, not by who took it out." in said
    said = book.refuses(*ERASE)
    assert "P-0004) took the retention of es-film-credit out of the book at entry 13, and the rule on film tax credit would hold" in said
    assert "took the retention of es-film-credit" in book.refuses(*ERASE[:-1], "P-0001", "--decided-by", "P-0004")
    book.does("party", "regimes", "es-aml", "es-film-credit", "--reason", "Put back", "--by", "P-0001")
    assert "the rule on film tax credit holds" in book.refuses(*ERASE)
    book.does("party", "regimes", "es-aml", "--reason", "Taken out again", "--by", "P-0001")
    assert "took the retention of es out" in book.refuses(*ERASE)
    assert "P-0001) took the retention of es-film-credit out of the book at entry 15" in book.refuses(*ERASE[:-2])
    book.today = book.today.replace(year=2028)
    assert "decided under GDPR art. 17.1.a; retention of es-aml: none applies" in book.does(*ERASE)


def test_a_deputy_who_takes_a_rule_out_is_one_with_the_holder(book: Desk) -> None:
    book.does("authority", "delegate", "A-0002", "P-0003", "--to", "2021-12-31", "--reason", "Leave", "--by", "P-0004")
    book.does("party", "regimes", "es-aml", "--reason", "Moved", "--by", "P-0003")
    assert "P-0004) took the retention of es-film-credit out of the book at entry 14" in book.refuses(*ERASE)


def test_the_whole_log_is_read_once_for_each_day_that_terms_run_from(book: Desk) -> None:
    book.does("party", "regimes", "es", "uk", "us", "eu-grant", "general", "--reason", "Shot everywhere")
    asked: list[str] = []
    with closing(Log(book.path)) as log:
        papers, days = of_papers(entries_of(log, "P-0002")), Days(log)
        log.connection.set_trace_callback(asked.append)
        assert len(terms(log, papers, days)) == 7 and {term.regime for term in lifted(log, papers, days)} == {"es-film-credit", "es-icaa"}
    assert [sum(f"'{path}'" in said for said in asked) for path in ("$.on", "$.event.received_on", "$.event.day")] == [1, 1, 1]


def test_who_was_never_on_a_paper_is_erased_at_once(book: Desk) -> None:
    assert "No rule keeps its data." in book.does("party", "retention", "Nils Oren")
    book.does("party", "erase", "Nils Oren", "--basis", "GDPR art. 17.1.a", "--reason", "Never hired")
    assert "Nils" not in book.does("report", "parties")
