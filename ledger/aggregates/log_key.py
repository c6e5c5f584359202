"""The log key is what the checkpoints of a book are signed with, and the witnesses are those who cosign them.

A key is taken once. Another takes its place by rotation, which the old key signs, so that whoever knows the old one can follow.
Where the old one is lost there is nobody to sign: the new one is taken for lost, and everybody who was given the old one must be told.

A witness cosigns a checkpoint only when it has seen the log grow to it. It is named here, so that its cosignatures are known.
"""

from __future__ import annotations

from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, Misuse, TooEarly, Unknown
from ledger.event import Event, Frozen

VerifierKey = Annotated[str, Field(pattern=r"^[^\s+]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$")]
Signature = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class LogKeyTaken(Event):
    """Checkpoints are signed with this key from now on; `lost` is the one whose place it takes without its signature."""

    key: VerifierKey
    lost: VerifierKey | None = None

    def sentence(self) -> str:
        instead = f", the key {short(self.lost)} being lost" if self.lost else ""
        return f"took the log key {short(self.key)}{instead}"


class LogKeyRotated(Event):
    """Checkpoints are signed with this key from now on; `signature` is the old key's, over the book, the old and the new one."""

    key: VerifierKey
    signature: Signature

    def sentence(self) -> str:
        return f"rotated the log key to {short(self.key)}, signed by the key before it"


class WitnessNamed(Event):
    """This verifier key is that of a witness, whose cosignatures count from now on."""

    key: VerifierKey

    def sentence(self) -> str:
        return f"named the witness {self.key.partition('+')[0]} ({short(self.key)})"


class WitnessDropped(Event):
    """The cosignatures of this key count no more; those on checkpoints that it has cosigned still verify."""

    key: VerifierKey

    def sentence(self) -> str:
        return f"dropped the witness {self.key.partition('+')[0]} ({short(self.key)})"


LogKeyEvent = LogKeyTaken | LogKeyRotated | WitnessNamed | WitnessDropped


class LogKey(Frozen):
    """The key that signs now, those before it, and the witnesses that are named."""

    key: str | None = None
    before: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()


def short(key: str) -> str:
    """A verifier key as a sentence names it: its id."""
    return key.split("+")[1]


def take(known: LogKey | None = None, *, key: str, lost: bool = False) -> LogKeyTaken:
    """Take the first key, or a new one for one that is lost. Raises AlreadyDone, TooEarly for a loss of nothing."""
    now = known.key if known else None
    if now and key in (now, *(known.before if known else ())):
        raise AlreadyDone(f"The log key {short(key)} is one of this book already. Make another with topsheet key create FILE.")
    if now and not lost:
        raise AlreadyDone(
            f"The book has the log key {short(now)}. Rotate to another, which the old one signs: topsheet key rotate NEW --old OLD. "
            "If the old one is lost: topsheet key take NEW --lost."
        )
    if lost and not now:
        raise TooEarly("No log key of this book is lost: it has none. Take the first one without --lost.")
    return LogKeyTaken(key=key, lost=now)


def rotate(known: LogKey | None = None, *, key: str, old: str, signature: str) -> LogKeyRotated:
    """Rotate to another key. Raises TooEarly without a first one, Misuse for a signature of another key, AlreadyDone."""
    if known is None or not known.key:
        raise TooEarly("The book has no log key to rotate. Take the first one: topsheet key take FILE.")
    if old != known.key:
        raise Misuse(f"The log key is {short(known.key)}, and the old key given is {short(old)}. Give the file of the first: --old FILE.")
    if key in (known.key, *known.before):
        raise AlreadyDone(f"The log key {short(key)} is one of this book already. Make another with topsheet key create FILE.")
    return LogKeyRotated(key=key, signature=signature)


def name_witness(known: LogKey | None = None, *, key: str) -> WitnessNamed:
    """Name a witness. Raises AlreadyDone."""
    if known and key in known.witnesses:
        raise AlreadyDone(f"The witness {short(key)} is named already.")
    return WitnessNamed(key=key)


def drop_witness(known: LogKey | None = None, *, key: str) -> WitnessDropped:
    """Let its cosignatures count no more. Raises Unknown."""
    named = known.witnesses if known else ()
    if key not in named:
        raise Unknown(f"No witness {short(key)} is named. There are {', '.join(named) or 'none'}.")
    return WitnessDropped(key=key)


def evolve(known: LogKey | None, event: LogKeyEvent) -> LogKey:
    """Fold one fact into what is known."""
    known = known or LogKey()
    match event:
        case LogKeyTaken() | LogKeyRotated():
            before = (*known.before, known.key) if known.key else known.before
            return known.model_copy(update={"key": event.key, "before": before})
        case WitnessNamed():
            return known.model_copy(update={"witnesses": (*known.witnesses, event.key)})
        case WitnessDropped():
            return known.model_copy(update={"witnesses": tuple(one for one in known.witnesses if one != event.key)})
        case _:
            assert_never(event)


LOG_KEY = Aggregate("log-key", "", (LogKeyTaken, LogKeyRotated, WitnessNamed, WitnessDropped), evolve)
