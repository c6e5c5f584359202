"""Time stamps of a local authority made from openssl: what it says is kept, and what it did not say is refused."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ledger.errors import Misuse, Refused, Tampered, Unreadable
from ledger.proof.stamp import certificate, over_http, stamped, stated, time_of
from tests.cli.conftest import Desk

TEXT = "topsheet/00112233445566778899aabbccddeeff\n7\nWqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n"
CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Authority of a test (fictional)
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamps]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/stamps.pem
signer_key = {folder}/stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
"""


@dataclass
class Authority:
    """A time stamp authority: its folder, its address, and what it answers next when not the truth."""

    folder: Path
    url: str = ""
    instead: bytes | None = None

    def run(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def make(self) -> None:
        (self.folder / "ca.cnf").write_text(CONFIG.format(folder=self.folder), encoding="utf-8")
        (self.folder / "serial").write_text("01\n", encoding="utf-8")
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-config", "ca.cnf")
        self.run("req", "-x509", *new, "-extensions", "root", "-keyout", "root.key", "-out", "root.pem", "-days", "30")
        self.run("req", *new, "-subj", "/CN=Stamps of a test (fictional)", "-keyout", "stamps.key", "-out", "stamps.csr")
        self.run("x509", "-req", "-in", "stamps.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "2", "-days", "30",
                 "-extfile", "ca.cnf", "-extensions", "stamps", "-out", "stamps.pem")  # fmt: skip

    def answer(self, asked: bytes) -> bytes:
        if self.instead is not None:
            return self.instead
        (self.folder / "asked.tsq").write_bytes(asked)
        self.run("ts", "-reply", "-config", "ca.cnf", "-section", "here", "-queryfile", "asked.tsq", "-out", "answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    if not shutil.which("openssl"):
        yield Authority(Path())
        return
    found = Authority(tmp_path_factory.mktemp("authority"))
    found.make()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = found.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as serving:
        found.url = f"http://127.0.0.1:{serving.server_port}/tsr"
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        serving.shutdown()
        thread.join()


@pytest.mark.openssl
def test_a_stamp_says_when_a_checkpoint_existed_and_openssl_agrees(authority: Authority, tmp_path: Path) -> None:
    answer, when = stamped(TEXT, authority.root, over_http(authority.url))
    assert abs(datetime.now(UTC) - when) < timedelta(minutes=2)
    assert stated(answer, TEXT) == when == time_of(answer, TEXT, certificate(authority.root))
    (tmp_path / "7.tsr").write_bytes(answer)
    (tmp_path / "text").write_text(TEXT, encoding="utf-8")
    words = ["openssl", "ts", "-verify", "-data", "text", "-in", "7.tsr", "-CAfile", str(authority.root)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr


@pytest.mark.openssl
def test_a_stamp_over_another_text_or_of_another_authority_is_refused(authority: Authority, tmp_path: Path) -> None:
    answer, _ = stamped(TEXT, authority.root, over_http(authority.url))
    with pytest.raises(Tampered, match="The stamp is over another text than this checkpoint"):
        time_of(answer, TEXT.replace("\n7\n", "\n8\n"), certificate(authority.root))
    other = Authority(tmp_path)
    other.make()
    with pytest.raises(Tampered, match="The stamp is not one of the authority whose certificate was given"):
        stamped(TEXT, other.root, over_http(authority.url))
    with pytest.raises(Tampered, match="The stamp is not one of the authority"):
        stamped(TEXT, authority.root, lambda _: answer)  # an old answer: its number used once is another
    changed = bytearray(answer)
    changed[-5] ^= 1
    with pytest.raises(Tampered, match="The stamp is not one of the authority"):
        time_of(bytes(changed), TEXT, certificate(authority.root))


@pytest.mark.openssl
def test_an_authority_that_refuses_or_answers_nonsense(authority: Authority) -> None:
    authority.instead = b"<html>not here</html>"
    with pytest.raises(Unreadable, match="The answer of the time stamp authority cannot be read"):
        stamped(TEXT, authority.root, over_http(authority.url))
    authority.instead = bytes.fromhex("30053003020102")  # PKIStatus rejection, RFC 3161 2.4.2
    with pytest.raises(Refused, match="The time stamp authority refuses: status 2"):
        stamped(TEXT, authority.root, over_http(authority.url))
    authority.instead = None


@pytest.mark.openssl
def test_the_checkpoint_of_a_book_is_stamped_and_the_gap_is_shown_until_then(authority: Authority, book: Desk) -> None:
    book.does("proof", "checkpoint")
    assert " no stamp " in book.does("proof", "list")
    where = ("--authority-url", authority.url, "--authority-root", authority.root)
    assert "says the authority; its stamp is" in book.does("proof", "stamp", *where)
    assert " UTC " in book.does("proof", "list") and "no stamp" not in book.does("proof", "list")
    said = book.does("proof", "verify", "--authority-root", authority.root)
    assert "existed on" in said and "says the authority." in said
    stamp = next((book.folder / "roxy.checkpoints").glob("*.tsr"))
    other, _ = stamped(TEXT, authority.root, over_http(authority.url))
    for content in (other, b"nonsense"):
        stamp.write_bytes(content)
        assert "a stamp over another text" in book.does("proof", "list")
        for words in (("proof", "verify"), ("audit", "verify")):
            assert "is a stamp over another text than the checkpoint beside which it lies. Move it" in book.refuses(*words, code=4)
    text = next((book.folder / "roxy.checkpoints").glob("*.checkpoint")).read_bytes()
    stamp.write_bytes(bytes.fromhex("0420") + sha256(text).digest())
    assert "a stamp that this installation cannot read" in book.does("proof", "list")
    assert "cannot be read" in book("proof", "verify", "--authority-root", authority.root)[2]
    book.does("access", "set", "Northlight", "--no-reports", "--reason", "as agreed")
    book.does("proof", "checkpoint")
    (stamp.parent / f"{book.size()}.tsr").write_bytes(other)
    said = book.refuses("pack", "--for", "Northlight", "-o", book.folder / "a.zip", code=4)
    assert "is a stamp over another text" in said and "Nothing was given." in said
    assert "No checkpoint of 3 entries is kept" in book.refuses("proof", "stamp", "--size", 3, *where)


def test_an_authority_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="is not the address of a time stamp authority"):
        over_http("ftp://authority.example")
    with pytest.raises(Unreadable, match="No time stamp authority answers at"):
        over_http("http://127.0.0.1:9/tsr")(b"")
    (tmp_path / "root.pem").write_text("no certificate", encoding="utf-8")
    for path in (tmp_path / "root.pem", tmp_path / "none.pem"):
        with pytest.raises(Misuse, match=r"cannot be read.* Its operator publishes it as .pem or .crt"):
            certificate(path)
