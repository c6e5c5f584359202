"""topsheet party bank, confirm-bank, refuse-bank: a party's bank details, changed by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.bank_details import Form
    from ledger.decision import Decision


@click.command()
@click.argument("who")
@click.option("--iban", "number", metavar="IBAN", help="The account; its check digits are looked at. Kept beside the book.")
@click.option("--account", metavar="TEXT", help="An account without IBAN; kept beside the book.")
@writer(personal=True)
def bank(decision: Decision, *, who: str, number: str | None, account: str | None) -> Consequence:
    """Propose other bank details of a person or company. They count once another person has confirmed them."""
    from ledger.aggregates import bank_details

    key = decision.party(who)
    told, form = _account(number, account)
    known = decision.load(bank_details.BANK_DETAILS, key)
    same = bool(known and known.stands) and told == _kept(decision, key, known.stands if known else 0)
    place = bank_details.place((known.told if known else 0) + 1)
    event = bank_details.propose(key, known, digests=decision.person(key, {place: told}), form=form, same=same)
    decision.record(bank_details.BANK_DETAILS, key, event)
    letter = "" if decision.evidence else " No letter was given with it: --evidence FILE."
    return (
        f"The account that ends in {told[-4:]} waits for another person, who calls {decision.book.called(key)} back on a number known "
        f"before: topsheet party confirm-bank {key}.{letter}"
    )


@click.command("confirm-bank")
@click.argument("who")
@click.option("--iban", "number", metavar="IBAN", help="The account as it was heard in the call; it must be the one proposed.")
@click.option("--account", metavar="TEXT", help="The same for an account without IBAN.")
@writer(reason=True, personal=True)
def confirm_bank(decision: Decision, *, who: str, number: str | None, account: str | None) -> Consequence:
    """Confirm new bank details as a second person, after calling the party back; --reason says whom and on which number known before."""
    from ledger.aggregates import bank_details
    from ledger.aggregates.party import PARTY

    key = decision.party(who)
    known = decision.load(bank_details.BANK_DETAILS, key)
    proposed = _kept(decision, key, known.told if known else 0)
    heard = _account(number, account)[0] if number or account else ""
    grant = decision.authorise("bank-details", asked=f"Confirming the account of {key}")
    confirms = {decision.by, grant.party, grant.principal}
    event = bank_details.confirm(
        key, known, proposed_by=_proposers(decision, key), confirms=confirms, heard=(heard, proposed) if heard and proposed else None,
        acting=[one for one in sorted(confirms) if (held := decision.load(PARTY, one)) and held.acts_for == key],
    )  # fmt: skip
    decision.record(bank_details.BANK_DETAILS, key, event)
    unread = (
        f" {decision.book.people.path.name} does not hold it, so what was heard was compared with nothing."
        if heard and not proposed
        else ""
    )
    return f"From now on the money of {decision.book.called(key)} goes to the new account.{unread}"


@click.command("refuse-bank")
@click.argument("who")
@writer(reason=True)
def refuse_bank(decision: Decision, *, who: str) -> Consequence:
    """Refuse new bank details; those before them stand."""
    from ledger.aggregates import bank_details

    key = decision.party(who)
    known = decision.load(bank_details.BANK_DETAILS, key)
    decision.record(bank_details.BANK_DETAILS, key, bank_details.refuse(key, known))
    return f"The bank details of {decision.book.called(key)} stay as they were."


def remark(decision: Decision, party: str) -> str:
    """What whoever pays this party should know of its bank details; empty when nothing is new about them."""
    from ledger.aggregates import bank_details

    known = decision.load(bank_details.BANK_DETAILS, party, watch=False)
    if not known:
        return ""
    called = decision.book.called
    entries = {entry.name: entry for entry in decision.book.life(bank_details.BANK_DETAILS, party)}
    told, confirmed = entries["BankDetailsProposed"], entries.get("BankDetailsConfirmed")
    if known.waiting:
        stand = "the old ones stand" if known.stands else "none were confirmed before"
        return (
            f"Mind the account: other bank details of {called(party)} wait since {told.on}, proposed by {called(told.by)} and not "
            f"confirmed; {stand}."
        )
    if confirmed and bank_details.new_since(known, confirmed.on, decision.on):
        return f"Mind the account: the bank details of {called(party)} are new since {confirmed.on}, confirmed by {called(confirmed.by)}."
    return ""


def _account(number: str | None, account: str | None) -> tuple[str, Form]:
    """The account and its form. Raises Misuse unless exactly one is given."""
    from ledger.aggregates.bank_details import iban
    from ledger.errors import Misuse

    if number and not account:
        return iban(number), "iban"
    if account and not number:
        return account.strip(), "account"
    raise Misuse("Give the account once: --iban IBAN, or --account TEXT where it has none.")


def _kept(decision: Decision, party: str, number: int) -> str:
    """Bank details as the companion holds them; empty where it holds none."""
    from ledger.aggregates.bank_details import place

    return next((value for who, _, value, _ in decision.book.people.rows(of=place(number)) if who == party), "")


def _proposers(decision: Decision, party: str) -> set[str]:
    """Who proposed the details that wait, and for whom."""
    from functools import partial

    from ledger.aggregates.bank_details import BANK_DETAILS
    from ledger.authorising import principal
    from ledger.duties import people

    last = [entry for entry in decision.book.life(BANK_DETAILS, party) if entry.name == "BankDetailsProposed"][-1:]
    return {who for entry in last for who in people(entry, partial(principal, decision.book))}


VERBS = (bank, confirm_bank, refuse_bank)
