"""Asking a witness to cosign a checkpoint that is kept: over HTTP, or by files that are sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from ledger.errors import Conflict, Misuse, Refused, Tampered, Unreadable
from ledger.proof.checkpoints import Checkpoints, Held
from ledger.proof.key import Verifier
from ledger.proof.merkle import Tree
from ledger.proof.note import Line, Note, accepts, line
from ledger.proof.witness import request

WAIT = 30
LONGEST = 1 << 16


def posted(url: str, body: str) -> tuple[int, str]:
    """The status and the answer of a witness. Raises Misuse for what is no address, Unreadable where nobody answers."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise Misuse(f"{url!r} is not the address of a witness. It reads http://HOST:PORT or https://HOST/PATH.")
    address = url.rstrip("/").removesuffix("/add-checkpoint") + "/add-checkpoint"
    try:
        with urlopen(Request(address, body.encode(), method="POST"), timeout=WAIT) as answer:  # noqa: S310  # the scheme was looked at
            return answer.status, answer.read(LONGEST).decode(errors="replace")
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(LONGEST).decode(errors="replace")
    except (URLError, HTTPException, OSError) as problem:
        reason = getattr(problem, "reason", problem)
        raise Unreadable(f"No witness answers at {address}: {reason}. Nothing was cosigned; the checkpoint stands without.") from problem


def over_http(url: str, tree: Tree, one: Held) -> str:
    """The answer of a witness, which says itself where it begins. Raises Refused, Conflict, Tampered."""
    status, body = posted(url, request(0, [], one.note))
    if status == 409:
        old = int(body) if re.fullmatch(r"[0-9]{1,18}\s*", body) else 0
        if old > one.head.size:
            raise Tampered(
                f"The witness has cosigned {old:,} entries of this log, and the checkpoint is of {one.head.size:,}. Have a newer one "
                f"cosigned; if the book has no {old:,} entries, its last ones are gone."
            )
        status, body = posted(url, request(old, tree.consistency(old, one.head.size), one.note))
    if status == 200:
        return body
    said = f"The witness answers {status}: {body.strip()[:300]}"
    raise {409: Conflict, 422: Tampered}.get(status, Refused)(f"{said} Nothing was added to the checkpoint.")


def cosignatures(answer: str, note: Note, witnesses: Sequence[Verifier]) -> list[Line]:
    """The lines of an answer that witnesses made over this note; others are left out. Raises Refused when none is left."""
    lines = [line(text, "The answer of the witness") for text in answer.splitlines() if text]
    keys = {(key.name, key.id): key for key in witnesses}
    found = [one for one in lines if (key := keys.get((one.name, one.id))) and accepts(key, one.signature, note.text)]
    if not found:
        names = ", ".join(f"{key.name} ({key.id.hex()})" for key in witnesses) or "none; topsheet proof name-witness VKEY"
        raise Refused(f"The answer holds no cosignature of a witness that the book names: {names}. Nothing was added to the checkpoint.")
    return found


def added(kept: Checkpoints, one: Held, answer: str, witnesses: Sequence[Verifier]) -> list[Line]:
    """Add the cosignatures of an answer to a checkpoint that is kept, and say which."""
    found = cosignatures(answer, one.note, witnesses)
    kept.add(one.head.size, found)
    return found
