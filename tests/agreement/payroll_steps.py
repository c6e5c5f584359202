"""Steps of payrolls: crews with allowances, batches beyond the guarantee, payments that come back, what is owed after a release."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from ledger.aggregates import engagement, payroll
from ledger.aggregates.deal import DealLine, promised
from ledger.aggregates.pay_line import COMPONENTS
from ledger.aggregates.payroll import ImportedFile, PayrollPosted
from ledger.entry import Entry
from ledger.errors import Misuse
from ledger.event import Event
from ledger.money import Money
from ledger.pay import Batch, Engaged, PayRow, coded, relieving
from tests.agreement.play import ACCOUNTS, PEOPLE, RATES, Dice, Play, amount, day

LIVING = (engagement.Stage.ENGAGED, engagement.Stage.RELEASED)


def hires_crew(play: Play, dice: Dice) -> None:
    """A deal of salary with a fringe, and of an allowance on the same account."""
    currency, key = dice.one(("EUR", "EUR", "USD", "JPY")), play.new(engagement.ENGAGEMENT)
    account, units = dice.one(ACCOUNTS), Decimal(1 + dice.upto(4)) / 2
    deal = [
        DealLine(line=1, pay="salary", account=account, unit="week", rate=amount(dice, currency, 200), guaranteed=units,
                 fringe=Decimal("18.5"), fringe_account=dice.one(ACCOUNTS)),
        DealLine(line=2, pay="per diem", account=account, unit="week", rate=amount(dice, currency, 20), guaranteed=units),
    ]  # fmt: skip
    lines = promised(deal, RATES[currency], "EUR")
    event = engagement.engage(
        key, party=dice.one(PEOPLE), role="grip", department="grip", starts=day(0), ends=day(20), deal=deal, lines=lines,
        rate=RATES[currency], over_budget=True, **play.terms(lines),
    )  # fmt: skip
    play.record(engagement.ENGAGEMENT, key, event, dice)


def batch(play: Play) -> Batch:
    """What a batch knows of the play."""
    living = play.every(engagement.ENGAGEMENT)
    found = {}
    for key, known in living.items():
        still = play.promise(f"engagement/{key}").still if known.stage in LIVING else {}
        found[key] = Engaged(key, known, dict(still))
    return Batch({party: [party] for party in PEOPLE}, found, {}, ACCOUNTS)


def rows(dice: Dice, living: dict[str, Any], currency: str) -> list[PayRow]:
    """A few rows: more units than are left, at other rates than the deal's, with everything on top."""
    told = []
    for n in range(1 + dice.upto(3)):
        key = dice.one(living)
        known = living[key]
        worked = [one for one in known.deal if one.pay == "salary"]
        zero = Money.zero(currency)
        paid = {pay: amount(dice, currency, 60) if dice.upto(2) else zero for pay in COMPONENTS}
        paid["straight"] = paid["straight"] if dice.upto(6) else -paid["straight"]
        units = Decimal(1 + dice.upto(4)) / 2 if paid["straight"] > zero else None
        last = min(day(dice.upto(25)), known.ends) if known.stage is not engagement.Stage.ENGAGED else day(dice.upto(25))
        told.append(
            PayRow(row=n + 2, person=known.party, amounts=paid, engagement=key, line=dice.one(worked).line, units=units,
                   fringe_account=dice.one(("", *ACCOUNTS)), worked_from=last, worked_to=last)
        )  # fmt: skip
    return told


def runs(play: Play, dice: Dice) -> None:
    """A batch, of hires that go on and of people who are gone."""
    living = play.every(engagement.ENGAGEMENT, stage=LIVING)
    currency, number = dice.one(("EUR", "EUR", "USD", "TND")), str(1 + dice.upto(6))
    notes: list[str] = []
    found = coded(rows(dice, living, currency), batch(play), lambda row, column, why: notes.append(f"row {row}, {column} {why}"))
    if notes or not found:
        raise Misuse("; ".join(notes) or "nothing is paid")
    lines = relieving(found, rate=RATES[currency], currency="EUR")
    stated = Money.minor(sum(line.amount.units for line in lines), currency)
    event = payroll.post(
        on=day(9), number=number, dated=day(9), lines=lines, stated=stated, planned=play.planned({line.account for line in lines}),
        vendor=dice.one(("P-0011", None)), withheld=Money.minor(max(stated.units, 0) // 5, currency), rate=RATES[currency],
        imported=ImportedFile(file=f"w{number}.csv", sha256=f"{dice.upto(9)}" * 64),
    )  # fmt: skip
    play.record(payroll.PAYROLL, play.new(payroll.PAYROLL), event, dice, least=day(9))


def settles_payroll(play: Play, dice: Dice) -> None:
    kind, living = dice.upto(5), play.every(payroll.PAYROLL)
    key = dice.one(living)
    known = living[key]
    if kind == 4:
        line, account = dice.one([line for line in known.lines if line.net]), dice.one(ACCOUNTS)
        half = Money.minor(line.net.units // 2, line.net.currency) if dice.upto(2) and abs(line.net.units) > 1 else None
        event: Event = payroll.recode(key, known, line=line.line, account=account, net=half, segments=None, planned=play.planned({account}))
    elif known.stage is payroll.Stage.PAID and kind:
        event = payroll.come_back(key, known, paid=day(9))
    elif kind < 2:
        event = payroll.pay(key, known, paid=day(9))
    else:
        event = payroll.reverse(key, known, ended=play.ended())
    play.record(payroll.PAYROLL, key, event, dice)


def releases(play: Play, dice: Dice) -> None:
    """Released with half a unit owed, and closed later."""
    living = play.every(engagement.ENGAGEMENT, stage=LIVING)
    key = dice.one(living)
    known, still = living[key], play.still_open(f"engagement/{key}", living[key].lines)
    if known.stage is engagement.Stage.RELEASED or not known.pay_or_play:
        play.settled(f"engagement/{key}")
    if known.stage is engagement.Stage.RELEASED:
        event: Event = engagement.close(key, known, still_open=still)
    else:
        owed = {} if known.pay_or_play or dice.upto(4) == 0 else {1: Decimal("0.5")}
        event = engagement.release(key, known, ends=known.ends - timedelta(days=dice.upto(3)), still_open=still, owed=owed)
    play.record(engagement.ENGAGEMENT, key, event, dice)


def posted(entries: list[Entry]) -> list[tuple[Entry, PayrollPosted]]:
    """The payrolls of a history."""
    return [(entry, entry.event) for entry in entries if isinstance(entry.event, PayrollPosted)]
