"""Steps of a play that put posted invoices right: credit notes, and recodes of their cost."""

from __future__ import annotations

from ledger.aggregates import correction, invoice
from ledger.event import Event
from ledger.money import Money
from tests.agreement.play import ACCOUNTS, Dice, Play, amount, day

ENDED = ("closed", "voided", "released")


def credits_and_recodes(play: Play, dice: Dice) -> None:
    """A credit note for a part or for all that is left, now and then with its promise reopened; or cost on another account."""
    kind, posted = dice.upto(5), play.every(invoice.INVOICE, stage=(invoice.Stage.POSTED, invoice.Stage.PAID))
    key = dice.one(posted)
    known = posted[key]
    if kind < 2:
        line = dice.one([line for line in known.lines if line.net])
        net = min(line.net, amount(dice, line.net.currency)) if dice.upto(2) else None
        account = dice.one(ACCOUNTS)
        event: Event = correction.recode(
            key, known, line=line.line, account=account, net=net, segments=None, planned=play.planned({account})
        )
    else:
        event = credit(play, dice, key, known)
    play.record(invoice.INVOICE, key, event, dice)


def credit(play: Play, dice: Dice, key: str, known: invoice.Invoice) -> Event:
    """A part of one line with a rough share of the tax, or everything that is left."""
    currency, dated = known.net.currency, day(dice.upto(20))
    zero, number = Money.zero(currency), f"CN-{1 + dice.upto(9)}"
    ended = {stream for stream, state in play.known.items() if str(getattr(state, "stage", "")) in ENDED}
    reopen = dice.upto(2) == 0 and any(line.relieves for line in known.lines)
    if dice.upto(3) == 0:
        nets, tax, kept = [(line.account, line.net) for line in known.lines if line.net], known.tax, known.withholding
    else:
        line = dice.one([line for line in known.lines if line.net > zero])
        some = min(line.net, amount(dice, currency))
        nets, tax = [(line.account, some)], min(line.tax or zero, Money.minor(some.units * 21 // 100, currency))
        kept = Money.minor(known.withholding.units * some.units // known.net.units, currency)
    net = sum((one for _, one in nets), zero)
    return correction.credit(key, known, on=dated, number=number, dated=dated, net=net, gross=net + tax, tax=tax, withholding=kept,
                             nets=nets, reopen=reopen, ended=ended)  # fmt: skip
