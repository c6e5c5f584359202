"""Steps of a play that close periods, issue cost reports and bring in money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ledger.aggregates import condition, finance_plan, period, source, source_terms, variance
from ledger.aggregates.cost_report import COLUMNS, COST_REPORT, AccountFigure, Note, acknowledge, issue
from ledger.aggregates.period import Period
from ledger.aggregates.tranche import Condition
from ledger.event import Event
from ledger.guards import final_and_efc
from ledger.money import Money
from ledger.proof import merkle
from tests.agreement import fold
from tests.agreement.accrual_steps import reverses_due
from tests.agreement.play import ACCOUNTS, FINANCIER, FIRST, OURS, RATES, THEIRS, Dice, Play, amount, day


def closes(play: Play, dice: Dice) -> None:
    """Open the next period, cut one off, or issue its cost report; a financier acknowledges it."""
    known: dict[str, Period] = play.every(period.PERIOD)
    number, kind = len(known), dice.upto(4)
    report = f"CR-{len(play.every(COST_REPORT)):04d}"
    if not known or kind == 0:
        key, starts = f"2025-W{number + 10}", day(7 * number)
        others = {other: days for other, days in known.items() if other != key}
        event: Event = period.open_period(key, known.get(key), starts=starts, ends=starts + timedelta(days=6), others=others)
        opened = play.record(period.PERIOD, key, event, dice)
        reverses_due(play, opened.on)
    elif kind == 1:
        key = dice.one([one for one in known if not known[one].cut_off])
        others = {other: one for other, one in known.items() if other != key}
        play.record(period.PERIOD, key, period.cut_off(key, known[key], on=known[key].ends, others=others), dice, least=known[key].ends)
        reverses_due(play, play.entries[-1].on)
    elif kind == 2 and report != "CR-0000":
        event = acknowledge(report, play.known[f"cost-report/{report}"], financier=FINANCIER, acts_for=FINANCIER)
        play.record(COST_REPORT, report, event, dice, **THEIRS)
    else:
        issues(play, dice, dice.one([one for one in known if known[one].cut_off]))


def closes_first(play: Play, dice: Dice) -> None:
    """Open the first period where it is not, cut it off where it is not, and issue its report."""
    known: dict[str, Period] = play.every(period.PERIOD)
    if not known:
        play.record(period.PERIOD, "2025-W10", period.open_period("2025-W10", starts=FIRST, ends=day(6), others={}), Dice((0,)))
    key, days = next(iter(play.every(period.PERIOD).items()))
    if not days.cut_off:
        play.record(period.PERIOD, key, period.cut_off(key, days, on=days.ends, others={}), Dice((0,)), least=days.ends)
    issues(play, dice, key)


def issues(play: Play, dice: Dice, key: str) -> None:
    known, position = play.known[f"period/{key}"], len(play.entries)
    as_of = known.ends + timedelta(days=dice.upto(2))
    before = play.every(COST_REPORT).values()
    number, totals = len(before) + 1, fold.totals(play.entries, position, as_of)
    issued = {column: euros(totals[column]) for column in COLUMNS}
    told = fold.accounts(fold.told(play.entries, position, as_of), as_of)
    figures = [AccountFigure(account=account, efc=euros(row["efc"]), variance=euros(row["variance"])) for account, row in told.items()]
    notes = [Note(account=one.account, text="seen") for one in figures if one.variance and dice.upto(3) == 0]
    event = issue(
        number=number, period=key, days=known, position=position, as_of=as_of, on=as_of + timedelta(days=1), totals=issued,
        projection="0" * 64, root=merkle.root(play.written.leaves(1, position)).hex(), report_sha256="0" * 64, figures=figures, notes=notes,
        stated=max((one.as_of for one in before), default=None),
        supersedes=max((one.number for one in before if one.period == key), default=None),
    )  # fmt: skip
    report = play.record(COST_REPORT, f"CR-{number:04d}", event, dice, least=as_of + timedelta(days=1))
    reverses_due(play, report.on)


def euros(amount: Decimal) -> Money:
    return Money(amount.quantize(Decimal("0.01")), "EUR")


def explains(play: Play, dice: Dice) -> None:
    """A threshold, or a note on an account with the variance that it has now, or another."""
    if dice.upto(5) == 0:
        known, lift = play.known.get("variance/main"), dice.upto(3) == 0
        limit = None if lift else amount(dice)
        event: Event = variance.set_threshold(known, amount=limit, percent=None, financier=None, lift=lift, currency="EUR")
        play.record(variance.VARIANCE, "main", event, dice)
        return
    account = dice.one(ACCOUNTS)
    final, efc = final_and_efc(play.rows, account)
    event = variance.note(account, play.known.get(f"variance/{account}"), variance=Money.minor(final - efc, "EUR"), text="seen again")
    play.record(variance.VARIANCE, account, event, dice)


def finances(play: Play, dice: Dice) -> None:
    sources = play.every(source.SOURCE)
    if not sources or (len(sources) < 2 and dice.upto(8) == 0):
        currency = dice.one(("EUR", "USD"))
        form: Any = dice.one(("equity", "subsidy", "in kind", "tax incentive"))
        added = source.add(
            financier=FINANCIER, form=form, title="The fund", amount=amount(dice, currency), currency="EUR", rate=RATES[currency],
            public=dice.upto(2) == 0,
        )  # fmt: skip
        play.record(source.SOURCE, play.new(source.SOURCE), added, dice)
        return
    key = dice.one(sources)
    for _ in range(2 + dice.upto(4)):
        finance(play, dice, key)


def finance(play: Play, dice: Dice, key: str) -> None:
    known: source.Source = play.known[f"source/{key}"]
    later = (moved, conditioned, conditioned, conditioned, released, released, received, scheduled, agreed, recognised, repaid)
    act: Callable[..., Event] = dice.one(later) if known.tranches else dice.one((scheduled, scheduled, agreed))
    event = act(key, known, dice, len(play.entries))
    financier = type(event).__name__ in ("TrancheReleased", "ConditionWaived")
    play.record(source.SOURCE, key, event, dice, **(THEIRS if financier else OURS))


def scheduled(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    if dice.upto(9) == 0:
        return source.change(key, known, amount=amount(dice, known.amount.currency), currency="EUR", rate=known.rate)
    terms = [Condition(key=name, text=name.lower()) for name in ("BOND", "SALE")[dice.upto(3) :]]
    part = Money.minor(max(1, known.amount.units // 3), known.amount.currency)
    return source.schedule(
        key, known, tranche=f"T-{len(known.tranches) + 1}", amount=part, expected=day(dice.upto(60)), milestone="start", conditions=terms
    )


def moved(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    some = Money.minor(1 + dice.upto(200), known.amount.currency) if dice.upto(2) else None
    return source.reschedule(key, known, tranche=dice.one(known.tranches), expected=day(dice.upto(60)), amount=some)


def conditioned(key: str, known: source.Source, dice: Dice, size: int) -> Event:
    tranche, kind = dice.one(known.tranches), dice.upto(6)
    terms = known.tranches[tranche].conditions
    if kind == 0:
        return condition.add_condition(key, known, tranche=tranche, condition=Condition(key=f"MORE-{len(terms)}", text="more"))
    name = dice.one(terms)
    if kind == 1:
        return condition.withdraw(key, known, tranche=tranche, condition=name)
    if kind == 2:
        return condition.waive(key, known, tranche=tranche, condition=name, on=FIRST, acts_for=FINANCIER)
    return condition.meet(key, known, tranche=tranche, condition=name, on=FIRST, evidence=0, last=size, entry=1 + dice.upto(size))


def released(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    tranche = dice.one(known.tranches)
    if known.tranches[tranche].stage == "scheduled":
        return source.request(key, known, tranche=tranche)
    for name in known.tranches[tranche].open(FIRST):
        return condition.meet(key, known, tranche=tranche, condition=name, on=FIRST, evidence=1, last=1, entry=1)
    return source.release(key, known, tranche=tranche, on=FIRST, acts_for=FINANCIER)


def received(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    tranche = dice.one(name for name, one in known.tranches.items() if one.stage in ("released", "received"))
    whole = known.tranches[tranche].amount
    some = dice.one((whole, Money.minor(1 + whole.units // 2, whole.currency), -Money.minor(1 + whole.units // 3, whole.currency)))
    return source.receive(key, known, tranche=tranche, amount=some, received_on=day(4), currency="EUR")


def agreed(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    fees = Money.minor(dice.upto(1 + known.amount.units // 5), known.amount.currency) if dice.upto(2) else None
    aid: Any = dice.one(("aid", "eu programme", "none", None))
    return source_terms.agree(key, known.terms, amount=known.amount, fees=fees, aid=aid, recoupment=1 + dice.upto(3))


def recognised(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    some = Money.minor(dice.upto(1 + known.amount.units), known.amount.currency)
    return source_terms.recognise(key, known, amount=some, evidence=1, rate=known.rate, currency="EUR", known=None)


def repaid(key: str, known: source.Source, dice: Dice, size: int) -> Event:
    if not known.outstanding:  # on its way to something that can be repaid
        return (received if any(one.stage == "released" for one in known.tranches.values()) else released)(key, known, dice, size)
    some = Money.minor(1 + dice.upto(1 + known.outstanding.units), known.amount.currency)
    return source_terms.repay(key, known, amount=some, outstanding=known.outstanding, repaid_on=day(4), rate=known.rate, currency="EUR")


def plans(play: Play, dice: Dice) -> None:
    """Issue the finance plan of every source, as the command does: on the day of the last of them, or later."""
    sources = play.every(source.SOURCE)
    last = max((play.last[f"source/{key}"] for key in sources), default=None)
    final = Money.minor(sum(int(row.value) for key, row in play.rows.items() if key.startswith(("left/", "total/"))), "EUR")
    known = play.known.get("finance-plan/main")
    event = finance_plan.issue(known, on=last or FIRST, sources=sources, last=last, final=final)
    play.record(finance_plan.FINANCE_PLAN, "main", event, dice, least=last or FIRST)
