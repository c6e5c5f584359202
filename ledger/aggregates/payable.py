"""What is known of an invoice: what its vendor is owed, on which lines it is cost, and how much of each line is paid.

The decisions stand with the invoice and with its credit notes; this page says only what they decide on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ledger.distribution import after
from ledger.errors import AlreadyDone, Misuse, TooEarly
from ledger.event import Claim, Count, Frozen, Number, PartyId, Text
from ledger.line import CostLine, PaidLine
from ledger.money import Money

FILES = "imported files"
LONGEST = 60
"""Characters of a number that a vendor or a payroll company prints, as the tax offices' own registers hold it."""


class Stage(StrEnum):
    """Where an invoice stands."""

    ENTERED = "entered"
    APPROVED = "approved"
    POSTED = "posted"
    PAID = "paid"
    REVERSED = "reversed"
    CREDITED = "credited in full"


def printable(what: str, number: str) -> None:
    """Refuse a number that is longer than any that is printed. Raises Misuse."""
    if len(number) > LONGEST:
        raise Misuse(f"{what} has a number of {len(number):,} characters, and may have {LONGEST}: {number[:24]!r} and so on. Shorten it.")


def in_order(what: str, dated: date, due: date | None) -> None:
    """Refuse what is to be paid before it was written. Raises Misuse."""
    if due and due < dated:
        raise Misuse(f"{what} is due on {due}, before {dated}, the day printed on it. Correct one of them.")


def after_it(key: str, stage: Stage) -> str:
    """What can still be done about an invoice that is further than somebody thought."""
    if stage is Stage.APPROVED:
        return f"Post it with topsheet invoice post {key} --line ACCOUNT NET."
    if stage is Stage.POSTED:
        return f"Pay it with topsheet invoice pay {key}; what is wrong with it is reversed, recoded or credited."
    if stage is Stage.REVERSED:
        return "Its number is free: enter it again with topsheet invoice enter."
    back = f"If money came back, record it with a minus: topsheet invoice pay {key} --amount -AMOUNT; " if stage is Stage.PAID else ""
    return f"{back}{'cost' if back else 'Cost'} on a wrong account is recoded: topsheet invoice recode {key}."


class CreditNumber(Frozen):
    """A credit note's own number, and the day printed on it."""

    number: Text
    dated: date


class ImportedRow(Frozen):
    """The file that an invoice was read from, by its name and its digest, and the row where it begins."""

    file: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    row: Count

    @property
    def claim(self) -> Claim:
        """A row of a file is read once."""
        return Claim(FILES, f"{self.sha256}/{self.row}")


class Invoice(Frozen):
    """What a decision about an invoice needs to know. The figures are as printed, less what credit notes took off.

    `lines` are the cost lines as they stand, after credit notes and recodes; `posted` as they were posted. A line that a recode
    made has its `origin`, the posted line that the cost came from; `reopened` is how much of a posted line was credited with
    its promise reopened; `settled` what is paid of each line, in the invoice's currency and in the book's.
    """

    vendor: PartyId
    number: Text
    dated: date
    stage: Stage
    net: Money
    tax: Money
    recoverable: Money
    withholding: Money
    gross: Money
    tax_code: Text | None = None
    rate: Number | None = None
    order: Text | None = None
    lines: tuple[CostLine, ...] = ()
    posted: tuple[CostLine, ...] = ()
    origin: dict[int, int] = Field(default_factory=dict)
    reopened: dict[int, Money] = Field(default_factory=dict)
    settled: dict[int, tuple[Money, Money]] = Field(default_factory=dict)
    credits: tuple[CreditNumber, ...] = ()
    imported: ImportedRow | None = None
    paid: Money

    @property
    def payable(self) -> Money:
        """What the vendor is owed: gross less withholding."""
        return self.gross - self.withholding

    @property
    def owed(self) -> Money:
        """What is left to pay; below nothing while a refund is due."""
        return self.payable - self.paid

    @property
    def cost(self) -> Money:
        """What it costs the production: net and the tax that does not come back."""
        return self.net + self.tax - self.recoverable

    def posted_now(self, key: str) -> None:
        """Refuse what only a posted invoice can have. Raises TooEarly, AlreadyDone."""
        if self.stage in (Stage.ENTERED, Stage.APPROVED):
            raise TooEarly(f"{key} is {self.stage} and not posted yet. Post it first: topsheet invoice post {key}.")
        if self.stage is Stage.REVERSED:
            raise AlreadyDone(f"{key} is already {self.stage}. {after_it(key, self.stage)}")

    def standing(self) -> Stage:
        """The stage of a posted invoice, by what is owed and paid."""
        if self.owed > Money.zero(self.paid.currency):
            return Stage.POSTED
        return Stage.PAID if self.paid or self.payable else Stage.CREDITED


def paid_on(known: Invoice, lines: Iterable[PaidLine]) -> Invoice:
    """The invoice after these signed payments of its lines, at the stage that follows."""
    return known.model_copy(update={"settled": after(known.settled, lines), "stage": known.standing()})


def number_of(vendor: str, number: str, dated: date) -> Claim:
    """A vendor's number, used once in a year."""
    return Claim(f"invoices of {vendor} in {dated.year}", number)


def credit_number_of(vendor: str, number: str, dated: date) -> Claim:
    """A vendor's number of a credit note, used once in a year."""
    return Claim(f"credit notes of {vendor} in {dated.year}", number)
