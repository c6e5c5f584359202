"""A time stamp (RFC 3161) over a checkpoint: an authority that both sides trust says when these three lines existed at the latest.

asked     SHA-256 over the checkpoint's text, a number used once, and the authority's certificates with the answer
kept      the whole answer, beside the checkpoint: <size>.tsr, which `openssl ts -verify -data TEXT -in <size>.tsr -CAfile ROOT` reads
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from ledger.errors import Misuse, Refused, Tampered, Unreadable

ASKED, ANSWERED = "application/timestamp-query", "application/timestamp-reply"
WAIT = 30
LONGEST = 1 << 20
SUFFIX = ".tsr"
IMPRINT = bytes.fromhex("0420")
"""How DER begins the 32 bytes of a digest (RFC 3161 2.4.1, messageImprint)."""
Sent = Callable[[bytes], bytes]


def library() -> Any:
    """The library, which is an extra. Raises Misuse where it is not installed."""
    try:
        import rfc3161_client
    except ModuleNotFoundError:
        raise Misuse("Time stamps need a library that is not installed: pip install 'topsheet[stamp]'.") from None
    return rfc3161_client


def over_http(url: str) -> Sent:
    """How a request goes to the authority at this address. Raises Misuse for what is no address."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise Misuse(f"{url!r} is not the address of a time stamp authority. It reads http://HOST/PATH or https://HOST/PATH.")

    def sent(asked: bytes) -> bytes:
        question = Request(url, asked, {"Content-Type": ASKED, "Accept": ANSWERED}, method="POST")  # noqa: S310  # the scheme was looked at
        try:
            with urlopen(question, timeout=WAIT) as answer:  # noqa: S310
                content: bytes = answer.read(LONGEST)
                return content
        except (URLError, HTTPException, OSError) as problem:
            reason = getattr(problem, "reason", problem)
            raise Unreadable(f"No time stamp authority answers at {url}: {reason}. The checkpoint has no stamp.") from problem

    return sent


def stamped(text: str, root: Path, sent: Sent) -> tuple[bytes, datetime]:
    """The authority's answer for a checkpoint's text, checked, and the time that it states. Raises what `time_of` and sending raise."""
    tool = library()
    trusted = certificate(root)
    request = tool.TimestampRequestBuilder().data(text.encode()).hash_algorithm(tool.HashAlgorithm.SHA256).build()
    answer = sent(request.as_bytes())
    return answer, time_of(answer, text, trusted, nonce=request.nonce)


def time_of(answer: bytes, text: str, root: Any, *, nonce: int | None = None) -> datetime:
    """The time that a stamp states of this text, with the authority's signature checked up to this root certificate.

    Raises Refused by the authority, Tampered for a stamp over another text or of somebody else, Unreadable.
    """
    tool = library()
    response = _decoded(answer)
    if response.status not in (0, 1):
        raise Refused(f"The time stamp authority refuses: {', '.join(response.status_string) or f'status {response.status}'}.")
    if response.tst_info.message_imprint.message != sha256(text.encode()).digest():
        raise Tampered("The stamp is over another text than this checkpoint. It proves nothing of it.")
    builder = tool.VerifierBuilder().add_root_certificate(root)
    try:
        (builder.nonce(nonce) if nonce is not None else builder).build().verify_message(response, text.encode())
    except tool.VerificationError as problem:
        raise Tampered(f"The stamp is not one of the authority whose certificate was given: {problem}.") from problem
    return _time(response)


def stated(answer: bytes, text: str) -> datetime:
    """The time that a stamp of this text states, whoever made it. Raises Tampered, Unreadable, Misuse without the library."""
    response = _decoded(answer)
    if response.status not in (0, 1) or response.tst_info.message_imprint.message != sha256(text.encode()).digest():
        raise Tampered("The stamp is over another text than this checkpoint. It proves nothing of it.")
    return _time(response)


def strange(path: Path, text: str) -> str | None:
    """What is wrong with the stamp that lies here: it does not hold the SHA-256 of this text. None where it does, or where none lies.

    It needs no library, and does not look at the signature: whose stamp it is `time_of` says, to whoever has the authority's root.
    """
    try:
        if not path.exists() or IMPRINT + sha256(text.encode()).digest() in path.read_bytes():
            return None
    except OSError as problem:
        return f"The stamp {path} cannot be read: {problem.strerror}."
    return f"{path} is a stamp over another text than the checkpoint beside which it lies. Move it away, and have that stamped anew."


def certificate(path: Path) -> Any:
    """The root certificate of an authority, PEM or DER. Raises Misuse."""
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate

    try:
        content = path.read_bytes()
        return load_pem_x509_certificate(content) if b"-----BEGIN" in content else load_der_x509_certificate(content)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "it is no certificate"
        raise Misuse(f"The authority's certificate {path} cannot be read: {why}. Its operator publishes it as .pem or .crt.") from problem


def _decoded(answer: bytes) -> Any:
    try:
        return library().decode_timestamp_response(answer)
    except ValueError as problem:
        raise Unreadable(f"The answer of the time stamp authority cannot be read: {problem}. Is this its address?") from problem


def _time(response: Any) -> datetime:
    when: datetime = response.tst_info.gen_time
    return when.astimezone(UTC)
