"""How advances and their envelopes are undone."""

from __future__ import annotations

from ledger.aggregates.advance import (
    AdvanceIncreased,
    AdvanceIssued,
    AdvanceReturned,
    EnvelopePosted,
    EnvelopeRecoded,
    EnvelopeReversed,
)
from ledger.corrections.case import Case, Undone, recoded_back, stands, undoes
from ledger.money import Money

stands(EnvelopeReversed, why="a reversed envelope stays so. Its file and its receipts are free: post it again with advance envelope.")


@undoes(AdvanceIssued, AdvanceIncreased)
def handed_out(case: Case) -> Undone:
    """By its return, as far as it is outstanding: `advance return --amount`."""
    outstanding: Money = case.now.outstanding
    if outstanding == Money.zero(outstanding.currency):
        return Undone(f"Nothing of {case.key} is outstanding. What its receipts are wrong about is an envelope reversed.")
    back = min(outstanding, case.event.amount)
    return case.by(f"{back} of it is outstanding. When the money is back, record that.", ("advance", "return", case.key, "--amount", back))


@undoes(EnvelopePosted)
def accounted(case: Case) -> Undone:
    """By `advance reverse`: its receipts are outstanding again; then post it as it should be."""
    number = case.event.number
    if number not in case.now.envelopes:
        return Undone(f"It is undone already: envelope {number} of {case.key} is reversed.")
    words = (
        "Reverse the envelope: its receipts are outstanding again. Then post it as it should be. Where a receipt is on a wrong account "
        f"alone: topsheet advance recode {case.key}."
    )
    return case.by(words, ("advance", "reverse", case.key, number))


@undoes(EnvelopeRecoded)
def recoded(case: Case) -> Undone:
    """By recoding it back, as far as the line still has it: `advance recode`."""
    return recoded_back(case, (line for posted in case.now.envelopes.values() for line in posted.lines))


@undoes(AdvanceReturned)
def given_back(case: Case) -> Undone:
    """By handing it out again: `advance increase --amount`."""
    return case.by("Record that it was handed out again.", ("advance", "increase", case.key, "--amount", case.event.amount))
