"""The bank details of a party, and their change by two people: one proposes them, another confirms them after calling the party back.

The account itself is kept beside the book, for companies too, and the book holds its salted digest. Until another person has confirmed
the new details the old ones stand, and a payment meanwhile says so. A call on a number that was known before is the control that
matters: a letter with other bank details is the usual way in which a vendor's money is stolen. Whoever confirms may give the account as
they heard it, and then it must be the one that was proposed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal, assert_never

from ledger.aggregate import Aggregate
from ledger.aggregates.party import Digests
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, TooEarly
from ledger.event import Event, Frozen

Form = Literal["iban", "account"]
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
FRESH = 10
"""Days for which a payment says that bank details are new."""


class BankDetailsProposed(Event):
    """Other bank details of the party wait to be confirmed by another person; they are kept beside the book."""

    digests: Digests
    form: Form = "iban"

    def sentence(self) -> str:
        what = "an IBAN" if self.form == "iban" else "an account without IBAN"
        return f"proposed other bank details ({what}), which wait for another person"


class BankDetailsConfirmed(Event):
    """Another person called the party back; from now on its money goes to the new account."""

    def sentence(self) -> str:
        return "confirmed the new bank details"


class BankDetailsRefused(Event):
    """The new bank details are not the party's, or are not wanted; those before them stand."""

    def sentence(self) -> str:
        return "refused the new bank details"


BankDetailsEvent = BankDetailsProposed | BankDetailsConfirmed | BankDetailsRefused


class BankDetails(Frozen):
    """How many were proposed, which of them stands, and whether the last one waits."""

    told: int = 0
    stands: int = 0
    waiting: bool = False


def place(number: int) -> str:
    """The name under which the companion keeps the details that were proposed as the first, second, ... ones."""
    return f"bank_{number}"


def iban(text: str) -> str:
    """An IBAN without spaces, if its check digits are right (ISO 13616-1; ISO 7064 mod 97-10). Raises Misuse with both."""
    compact = re.sub(r"[\s-]", "", text).upper()
    if not IBAN.fullmatch(compact):
        raise Misuse(
            f"That is no IBAN: it has {len(compact)} characters, and an IBAN has 15 to 34, two letters and two digits first. Give another "
            "kind of account with --account."
        )
    right = 98 - int("".join(str(int(one, 36)) for one in f"{compact[4:]}{compact[:2]}00")) % 97
    if int(compact[2:4]) != right:
        raise Misuse(
            f"The IBAN that ends in {compact[-4:]} has the check digits {compact[2:4]}, and what follows makes {right:02}: a character is "
            "wrong. Ask for it again."
        )
    return compact


def propose(key: str, known: BankDetails | None, *, digests: Mapping[str, str], form: Form, same: bool) -> BankDetailsProposed:
    """Say other bank details; `same` where they are the ones that stand. Raises TooEarly while others wait, AlreadyDone."""
    if known and known.waiting:
        raise TooEarly(f"Other bank details of {key} wait already. See to those first: topsheet party confirm-bank or refuse-bank.")
    if same:
        raise AlreadyDone(f"These are the bank details of {key} that stand; there is nothing to change.")
    return BankDetailsProposed(digests=dict(digests), form=form)


def confirm(key: str, known: BankDetails | None, *, proposed_by: Collection[str], confirms: Collection[str], acting: Sequence[str] = (),
            heard: tuple[str, str] | None = None) -> BankDetailsConfirmed:  # fmt: skip
    """Confirm the new details as another person; `heard` are the account as it was heard and as it was proposed, where both are known.

    `confirms` are whoever records it, whose grant it is and whom a deputy stands for; `acting` are those of them who act for the party.
    Raises AlreadyDone when none wait, BeyondAuthority for who proposed them, whose they are or who acts for them, DoesNotAdd for another
    account.
    """
    _waits(key, known)
    twice = sorted({*proposed_by} & {*confirms})
    if twice:
        raise BeyondAuthority(
            f"{twice[0]} proposed the new bank details of {key} and cannot confirm them: that takes a second person, who calls {key} back."
        )
    if key in confirms:
        raise BeyondAuthority(f"{key} cannot confirm their own bank details. Let another person call back and confirm them.")
    if acting:
        raise BeyondAuthority(f"{acting[0]} acts for {key} and cannot confirm its bank details. Let somebody of the production call back.")
    if heard and heard[0] != heard[1]:
        raise DoesNotAdd(
            f"What was heard ends in {heard[0][-4:]} and what was proposed for {key} ends in {heard[1][-4:]}. Nothing was confirmed; "
            "if the proposal is wrong: topsheet party refuse-bank."
        )
    return BankDetailsConfirmed()


def refuse(key: str, known: BankDetails | None) -> BankDetailsRefused:
    """Leave the old details as they are. Raises AlreadyDone when none wait."""
    _waits(key, known)
    return BankDetailsRefused()


def new_since(known: BankDetails, confirmed: date, on: date) -> bool:
    """Whether details confirmed on a day are so new on another that a payment says it."""
    return bool(known.stands) and 0 <= (on - confirmed).days <= FRESH


def _waits(key: str, known: BankDetails | None) -> None:
    if known is None or not known.waiting:
        raise AlreadyDone(f"No bank details of {key} wait to be confirmed; topsheet report bank-changes lists what was decided.")


def evolve(known: BankDetails | None, event: BankDetailsEvent) -> BankDetails:
    """Fold one fact into what is known."""
    known = known or BankDetails()
    match event:
        case BankDetailsProposed():
            return known.model_copy(update={"told": known.told + 1, "waiting": True})
        case BankDetailsConfirmed():
            return known.model_copy(update={"stands": known.told, "waiting": False})
        case BankDetailsRefused():
            return known.model_copy(update={"waiting": False})
        case _:
            assert_never(event)


BANK_DETAILS = Aggregate("bank-details", "", (BankDetailsProposed, BankDetailsConfirmed, BankDetailsRefused), evolve)
