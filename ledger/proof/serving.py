"""A witness over HTTP, with the standard library alone: POST /add-checkpoint, one thread for each request."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ledger.proof.key import Signer
from ledger.proof.note import LARGEST
from ledger.proof.witness import Answer, Witness


def server(witness: Witness, signer: Signer, clock: Callable[[], int], address: tuple[str, int], told: Callable[[str], None]) \
        -> ThreadingHTTPServer:  # fmt: skip
    """The server, ready to serve; `told` hears one line for each answer."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 30
        protocol_version = "HTTP/1.1"
        server_version = "topsheet-witness"
        sys_version = ""

        def do_POST(self) -> None:  # the library's name
            self._answer(self._cosigned())

        def do_GET(self) -> None:
            self._answer(Answer(404, "", "A witness answers POST /add-checkpoint."))

        def _cosigned(self) -> Answer:
            length = self.headers.get("Content-Length", "")
            read = length.isdecimal() and len(length) <= len(str(LARGEST)) and int(length) <= LARGEST
            content = self.rfile.read(int(length)) if read else b""  # whatever it is for: else the next request would begin with it
            self.close_connection = self.close_connection or not read
            if self.path != "/add-checkpoint":
                return Answer(404, "", "A witness answers POST /add-checkpoint.")
            if not read:
                return Answer(400, "", f"A request says its length, and has at most {LARGEST:,} bytes.")
            return witness.cosign(content, signer, clock)

        def _answer(self, answer: Answer) -> None:
            told(f"{answer.status} {answer.why}")
            body = (answer.body or f"{answer.why}\n").encode()
            self.send_response(answer.status)
            size = answer.status == 409
            self.send_header("Content-Type", "text/x.tlog.size" if size else "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name; `told` hears it
            return

    return ThreadingHTTPServer(address, Handler)
