"""A witness cosigns what grew and nothing else: every answer of the specification, two requests that race, and what it remembers."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ledger.errors import AlreadyDone, Conflict, Misuse, Refused, Tampered, Unknown, Unreadable
from ledger.proof import key
from ledger.proof.asking import cosignatures, over_http, posted
from ledger.proof.checkpoints import Held
from ledger.proof.merkle import Tree
from ledger.proof.note import Note, line, read, time_of
from ledger.proof.serving import server
from ledger.proof.witness import Witness
from tests.proof_logs import ORIGIN, PlainLog, leaves, made

NOW = 1_790_000_000
NAME = "auditor.example/w1"


@pytest.fixture
def log(tmp_path: Path) -> PlainLog:
    return PlainLog(made(tmp_path, ORIGIN, 1))


@pytest.fixture
def signer(tmp_path: Path) -> key.Signer:
    return made(tmp_path, NAME, 2)


@pytest.fixture
def witness(tmp_path: Path, log: PlainLog) -> Witness:
    found = Witness(tmp_path / "witness.state")
    found.add(log.signer.verifier)
    return found


def asked(witness: Witness, signer: key.Signer, content: bytes) -> tuple[int, str]:
    answer = witness.cosign(content, signer, lambda: NOW)
    assert answer.why.endswith(".")
    return answer.status, answer.body


def test_a_head_that_grew_is_cosigned_with_the_time(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    for old, size in ((0, 0), (0, 1), (1, 7), (7, 7), (7, 64)):
        status, body = asked(witness, signer, log.asks(old, size))
        assert status == 200
        note = read(f"{log.note(size)}{body}".encode())
        signature = note.by(signer.verifier.cosigner())
        assert signature and time_of(signature) == NOW
    assert witness.heads() == [(ORIGIN, [log.signer.verifier.id.hex()], 64, log.head(64).root.hex())]


def test_an_unknown_log_is_404_and_an_unknown_signature_403(witness: Witness, signer: key.Signer, log: PlainLog, tmp_path: Path) -> None:
    other = PlainLog(made(tmp_path, "topsheet/ff", 3))
    assert asked(witness, signer, other.asks(0, 3)) == (404, "")
    stranger = PlainLog(other.signer.named(ORIGIN))
    assert asked(witness, signer, stranger.asks(0, 3)) == (403, "")
    unsigned = log.asks(0, 3).replace(str(log.note(3)).encode(), log.head(3).text.encode())
    assert asked(witness, signer, unsigned) == (403, "")
    forged = log.asks(0, 3).replace(b"\n3\n", b"\n4\n")
    assert asked(witness, signer, forged) == (403, "")
    witness.add(stranger.signer.verifier)
    assert asked(witness, signer, stranger.asks(0, 3))[0] == 200, "a log may have another key after a rotation"


def test_an_old_size_that_is_not_the_last_is_409_with_the_last(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    assert asked(witness, signer, log.asks(0, 7))[0] == 200
    assert asked(witness, signer, log.asks(0, 9)) == (409, "7\n")
    assert asked(witness, signer, log.asks(3, 9)) == (409, "7\n")
    assert asked(witness, signer, log.asks(9, 12)) == (409, "7\n")
    assert asked(witness, signer, log.asks(0, 3)) == (409, "7\n"), "an old checkpoint is not cosigned again"


def test_two_histories_of_one_size_are_409_and_a_rewritten_one_422(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    assert asked(witness, signer, log.asks(0, 7))[0] == 200
    fork = PlainLog(log.signer, [*log.leaves[:5], *leaves(59, "another")])
    assert asked(witness, signer, fork.asks(7, 7)) == (409, "7\n")
    assert asked(witness, signer, fork.asks(7, 12)) == (422, "")
    lines = log.asks(7, 12).split(b"\n")
    assert asked(witness, signer, b"\n".join([lines[0], *lines[2:]])) == (422, ""), "a hash is missing"
    assert asked(witness, signer, log.asks(0, 12).replace(b"old 0\n", b"old 7\n")) == (422, "")
    assert asked(witness, signer, log.asks(7, 12))[0] == 200


def test_from_nothing_the_proof_is_empty(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    filled = log.asks(1, 7).replace(b"old 1\n", b"old 0\n")
    assert asked(witness, signer, filled) == (422, "")
    assert asked(witness, signer, log.asks(0, 7))[0] == 200


def test_what_is_malformed_is_400(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    good = log.asks(3, 7)
    long = good.replace(b"\n\n", b"\n" + good.split(b"\n")[1] * 1 + b"\n\n", 1)
    many = good.split(b"\n")[1] + b"\n"
    wrong = [b"", b"old 3\n", good.replace(b"old 3", b"old 03"), good.replace(b"old", b"Old"), good.replace(b"old 3", b"old -1"),
             good.replace(b"=\n", b"\n", 1), b"old 3\n" + many * 64 + b"\n" + str(log.note(7)).encode(), good[:-1], b"\xff" + good,
             good.replace(b"\n7\n", b"\n07\n")]  # fmt: skip
    assert [asked(witness, signer, one)[0] for one in wrong] == [400] * len(wrong)
    assert asked(witness, signer, long)[0] == 409, "well formed, so the old size is looked at first"
    assert asked(witness, signer, log.asks(3, 7).replace(b"old 3", b"old 8"))[0] == 400, "an old size above the new one"


def test_it_knows_logs_by_the_keys_that_sign(witness: Witness, log: PlainLog, tmp_path: Path) -> None:
    with pytest.raises(AlreadyDone, match="The witness knows"):
        witness.add(log.signer.verifier)
    with pytest.raises(Misuse, match="is the key of a witness"):
        witness.add(log.signer.verifier.cosigner())
    (tmp_path / "no.state").write_text("this is a long text and no file of a witness, whatever it is called", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"is not the file of a witness, or cannot be read. Nothing was changed"):
        Witness(tmp_path / "no.state")


def test_of_requests_that_race_one_is_cosigned(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    """All begin at the size that was cosigned last, so each would be right alone; N is never cosigned after N + K."""
    assert asked(witness, signer, log.asks(0, 7))[0] == 200
    requests = [log.asks(7, size) for size in (20, 40, 30, 50, 8, 9, 63, 64)]
    gate = threading.Barrier(len(requests))

    def one(content: bytes) -> int:
        gate.wait()
        return witness.cosign(content, signer, lambda: NOW).status

    with ThreadPoolExecutor(len(requests)) as pool:
        statuses = list(pool.map(one, requests))
    assert sorted(statuses) == [200] + [409] * 7
    size = (20, 40, 30, 50, 8, 9, 63, 64)[statuses.index(200)]
    assert witness.heads()[0][2:] == (size, log.head(size).root.hex())


@pytest.fixture
def url(witness: Witness, signer: key.Signer) -> Iterator[str]:
    said: list[str] = []
    with server(witness, signer, lambda: NOW, ("127.0.0.1", 0), said.append) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()
    assert said


def kept(log: PlainLog, size: int) -> Held:
    return Held(Path(f"{size}.checkpoint"), log.head(size), log.note(size))


def test_over_http_the_log_learns_where_to_begin(url: str, log: PlainLog, signer: key.Signer) -> None:
    for size in (7, 30, 30):
        answer = over_http(url, Tree(log.leaves), kept(log, size))
        (found,) = cosignatures(answer, log.note(size), [signer.verifier.cosigner()])
        assert found.name == NAME
    with pytest.raises(Tampered, match="The witness has cosigned 30 entries of this log, and the checkpoint is of 12"):
        over_http(url, Tree(log.leaves), kept(log, 12))
    fork = PlainLog(log.signer, leaves(64, "another"))
    with pytest.raises(Conflict, match="The witness answers 409: 30"):
        over_http(url, Tree(fork.leaves), kept(fork, 30))
    with pytest.raises(Tampered, match="The witness answers 422: The proof does not lead from the 30 entries cosigned last to 40"):
        over_http(url, Tree(fork.leaves), kept(fork, 40))
    stranger = PlainLog(log.signer.named("topsheet/ff"))
    with pytest.raises(Refused, match="The witness answers 404: The log topsheet/ff is not known here"):
        over_http(url, Tree(log.leaves), kept(stranger, 30))


def test_two_logs_that_race_over_http(url: str, log: PlainLog) -> None:
    assert posted(url, log.asks(0, 7).decode())[0] == 200
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda size: posted(url, log.asks(7, size).decode()), (8, 9, 10, 11)))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    won = next(size for (status, _), size in zip(answers, (8, 9, 10, 11), strict=True) if status == 200)
    assert {body for status, body in answers if status == 409} == {f"{won}\n"}


def test_other_addresses_and_requests_are_refused(url: str) -> None:
    assert posted(url, "x" * (1 << 20) + "x")[0] == 400
    assert posted(f"{url}/elsewhere", "old 0\n\n")[0] == 404
    with pytest.raises(Misuse, match="is not the address of a witness"):
        posted("file:///etc/passwd", "")
    with pytest.raises(Unreadable, match="No witness answers at"):
        posted("http://127.0.0.1:9", "")


def test_an_answer_without_a_cosignature_that_is_known_adds_nothing(log: PlainLog, signer: key.Signer) -> None:
    known = [signer.verifier.cosigner()]
    other = str(log.note(7).lines[0])
    for answer in ("", other):
        with pytest.raises(Refused, match="The answer holds no cosignature of a witness that the book names"):
            cosignatures(answer, log.note(7), known)
    with pytest.raises(Unreadable, match="has a line that is no signature"):
        cosignatures("hello\n", log.note(7), known)
    assert line(other.strip()) == log.note(7).lines[0]
    assert Note("a\n").lines == ()


def test_a_key_is_forgotten_and_the_head_is_not(witness: Witness, signer: key.Signer, log: PlainLog, tmp_path: Path) -> None:
    assert asked(witness, signer, log.asks(0, 7))[0] == 200
    new = PlainLog(made(tmp_path, ORIGIN, 5), log.leaves)
    other = made(tmp_path, "topsheet/ff", 6).verifier
    with pytest.raises(Misuse, match="are two logs: the key of one cannot take the place of the other's"):
        witness.add(new.signer.verifier, other)
    with pytest.raises(Unknown, match="does not know topsheet/ff by the key"):
        witness.drop(other)
    witness.add(new.signer.verifier, log.signer.verifier)
    assert asked(witness, signer, log.asks(7, 8))[0] == 403
    assert asked(witness, signer, new.asks(7, 8))[0] == 200
    with pytest.raises(Unknown, match="topsheet witness list names the keys that it knows"):
        witness.add(log.signer.verifier, other.named(ORIGIN))
    assert asked(witness, signer, log.asks(8, 9))[0] == 403
    witness.drop(new.signer.verifier)
    assert witness.heads() == [] and asked(witness, signer, new.asks(8, 9))[0] == 404
    witness.add(new.signer.verifier)
    assert asked(witness, signer, new.asks(0, 9)) == (409, "8\n")


def test_a_witness_that_cannot_remember_cosigns_nothing(witness: Witness, signer: key.Signer, log: PlainLog) -> None:
    witness = Witness(witness.path, wait=0.01)
    with closing(sqlite3.connect(witness.path, isolation_level=None)) as another:
        another.execute("begin exclusive")
        assert asked(witness, signer, log.asks(0, 7)) == (503, "")
        with pytest.raises(Unreadable, match=r"cannot be written now: database is locked. Nothing was changed"):
            witness.drop(log.signer.verifier)
    assert asked(witness, signer, log.asks(0, 7))[0] == 200


def test_a_request_elsewhere_leaves_nothing_in_the_connection(url: str) -> None:
    host = url.removeprefix("http://")
    with closing(HTTPConnection(host, timeout=5)) as connection:
        for path, status in (("/elsewhere", 404), ("/add-checkpoint", 400)):
            connection.request("POST", path, b"GET /injected HTTP/1.1\r\n\r\n")
            answer = connection.getresponse()
            assert (answer.status, b"no request to a witness" in answer.read()) == (status, status == 400)


@pytest.mark.parametrize("body", ["9" * 5000, "x", "\u0665"])
def test_a_witness_that_answers_nonsense(log: PlainLog, body: str) -> None:
    class Bad(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(409)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Bad) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            with pytest.raises(Conflict, match="The witness answers 409"):
                over_http(f"http://127.0.0.1:{serving.server_port}", Tree(log.leaves), kept(log, 7))
        finally:
            serving.shutdown()
            thread.join()


def test_it_writes_into_no_file_of_others_and_makes_none_to_look(witness: Witness, log: PlainLog, tmp_path: Path) -> None:
    other = tmp_path / "pilot.book"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("create table entries (position integer primary key) strict")
    before = other.read_bytes()
    with pytest.raises(Unreadable, match=r"it has other tables. Nothing was changed in it"):
        Witness(other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("pragma application_id = 1416591475")
    with pytest.raises(Unreadable, match=r"Nothing was changed in it"):
        Witness(other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("pragma application_id = 0")
    assert [*other.read_bytes()][100:] == [*before][100:]
    with pytest.raises(Unreadable, match="Is a directory"):
        Witness(tmp_path)
    typo = Witness(tmp_path / "typo")
    for look in (typo.heads, lambda: typo.drop(log.signer.verifier)):
        with pytest.raises(Unknown, match="with an empty memory it would cosign anything"):
            look()
    assert typo.cosign(log.asks(0, 1), log.signer, lambda: NOW).status == 503
    assert not typo.path.exists()
    with closing(sqlite3.connect(witness.path)) as connection:  # as it was made before files were marked
        connection.execute("pragma application_id = 0")
    assert Witness(witness.path).heads()
