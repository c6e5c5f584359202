"""Steps of a play that hand out petty cash and cards, account for them, and take them back."""

from __future__ import annotations

from ledger.aggregates import advance
from ledger.aggregates.advance import ADVANCE, EnvelopeLine
from ledger.event import Event
from ledger.line import in_book
from ledger.money import Money
from tests.agreement.play import ACCOUNTS, PEOPLE, RATES, Dice, Play, amount, day


def hands_out(play: Play, dice: Dice) -> None:
    currency = dice.one(("EUR", "EUR", "USD", "JPY"))
    some = Money.minor(20_000 + amount(dice, currency).units, currency)
    event = advance.issue(holder=dice.one(PEOPLE), means=dice.one(("cash", "card")), amount=some, rate=RATES[currency])  # type: ignore[arg-type]
    play.record(ADVANCE, play.new(ADVANCE), event, dice)
    accounts_for(play, dice)


def accounts_for(play: Play, dice: Dice) -> None:
    """An envelope of one to three receipts, one that is recoded or reversed, more money, or money that comes back."""
    known = play.every(ADVANCE)
    key, kind = dice.one(known), dice.upto(7)
    state: advance.Advance = known[key]
    currency = state.advanced.currency
    if kind == 0:
        event: Event = advance.increase(key, state, amount=amount(dice, currency))
    elif kind == 1:
        event = advance.give_back(key, state, amount=min(amount(dice, currency), state.outstanding))
    elif kind == 2:
        event = advance.reverse(key, state, number=dice.one(state.envelopes))
    elif kind == 3:
        event = recodes(play, dice, key, state)
    else:
        lines = [receipt(dice, currency, n) for n in range(1, 2 + dice.upto(3))]
        books = in_book([line.amount for line in lines], state.rate, "EUR")
        lines = [line.model_copy(update={"book_amount": book}) for line, book in zip(lines, books, strict=True)]
        event = advance.envelope(key, state, on=day(300), lines=lines, **play.estimating(dice, lines))
    play.record(ADVANCE, key, event, dice)


def recodes(play: Play, dice: Dice, key: str, state: advance.Advance) -> Event:
    """A receipt on another account, or a part of it."""
    line = dice.one([one for envelope in state.envelopes.values() for one in envelope.lines if one.net])
    account, net = dice.one(ACCOUNTS), min(line.net, amount(dice, line.net.currency)) if dice.upto(2) else None
    return advance.recode(key, state, line=line.line, account=account, net=net, segments=None, planned=play.planned({account}))


def receipt(dice: Dice, currency: str, number: int) -> EnvelopeLine:
    net = amount(dice, currency, 30)
    tax = Money.minor(net.units * 21 // 100, currency)
    back = dice.one((tax, Money.zero(currency)))
    return EnvelopeLine(
        line=number, account=dice.one(ACCOUNTS), net=net, amount=net + tax - back, tax_code="IVA21" if tax else None, tax=tax or None,
        recoverable=back or None, supplier="the corner shop", dated=day(dice.upto(9)),
    )  # fmt: skip
