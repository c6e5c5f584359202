"""Steps of a play that accrue work done and not invoiced, and reverse it: by hand, by an invoice, or as its period is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ledger.aggregates import accrual
from ledger.aggregates.accrual import ACCRUAL, AccruedLine, Promised
from ledger.aggregates.period import PERIOD
from ledger.entry import Entry
from ledger.errors import Unknown
from ledger.line import in_book
from tests.agreement.play import ACCOUNTS, VENDORS, Dice, Play, amount


def issued(play: Play) -> date | None:
    return date.fromisoformat(str(play.rows["issued"].value)) if "issued" in play.rows else None


def standing(play: Play) -> dict[str, Any]:
    return play.every(ACCRUAL, standing=(True,))


def accrues(play: Play, dice: Dice) -> None:
    """Work done on an order or engagement, or on accounts alone, on a day of a period that is not issued."""
    periods = play.every(PERIOD)
    key = dice.one(periods)
    days, closed = periods[key], issued(play)
    on = min(days.ends, max(days.starts, closed + timedelta(days=1) if closed else days.starts) + timedelta(days=dice.upto(7)))
    promised = [name for name in play.known if name.startswith(("purchase-order/", "engagement/")) and play.promise(name).still]
    document = dice.one([*promised, None])
    if document:
        promise = play.promise(document)
        line, account = dice.one(sorted(promise.still))
        some = amount(dice, promise.currency)
        (book,) = in_book([some], promise.rate, "EUR")
        lines = [AccruedLine(line=1, account=account, amount=some, book_amount=book, promise=Promised(document=document, line=line))]
    else:
        lines = [AccruedLine(line=n, account=dice.one(ACCOUNTS), amount=amount(dice)) for n in range(1, 2 + dice.upto(2))]
    planned = play.planned({line.account for line in lines})
    event = accrual.make(
        period=key, days=days, on=on, issued=closed, description="work", lines=lines, planned=planned,
        vendor=dice.one([None, None, *VENDORS]) if not document else None,
    )  # fmt: skip
    play.record(ACCRUAL, play.new(ACCRUAL), event, Dice((0,)), least=on)


def reverse(play: Play, key: str, on: date, invoice: str | None = None) -> Entry:
    known = play.known[ACCRUAL.stream(key)]
    estimated = {line.account for line in known.lines if f"etc/{line.account}" in play.rows}
    event = accrual.reverse(key, known, on=on, estimated=estimated, invoice=invoice)
    return play.record(ACCRUAL, key, event, Dice((0,)), least=accrual.ends_on(known, on, issued(play)))


def reverses(play: Play, dice: Dice) -> None:
    """By hand, in its period or after it."""
    key = dice.one(standing(play))
    reverse(play, key, play.last[ACCRUAL.stream(key)] + timedelta(days=dice.upto(9)))


def answers(play: Play, dice: Dice, invoice: str) -> list[Entry]:
    """The invoice that is about to be posted names an accrual, where one stands."""
    try:
        key = dice.one(standing(play))
    except Unknown:
        return []
    return [reverse(play, key, play.last[ACCRUAL.stream(key)] + timedelta(days=dice.upto(9)), f"invoice/{invoice}")]


def reverses_due(play: Play, on: date) -> None:
    """Every accrual whose period was over on this day."""
    for key, known in standing(play).items():
        if known.until < on:
            reverse(play, key, on)
