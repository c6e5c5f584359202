"""Steps of a play that move budget, estimate, promise, cost and pay."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from ledger.aggregates import budget, draw, engagement, estimate, invoice, overage, purchase_order, reallocation
from ledger.aggregates.account import Account
from ledger.aggregates.deal import DealLine, promised
from ledger.event import Event
from ledger.line import BudgetMove, CostLine, OrderedLine, in_book
from ledger.money import Money
from ledger.relief import relieved
from tests.agreement.accrual_steps import answers
from tests.agreement.play import ACCOUNTS, FINANCIER, PEOPLE, RATES, THEIRS, VENDORS, Dice, Play, amount, day


def names(play: Play, dice: Dice) -> None:
    """A name for the budget as it stands, or an account more."""
    known = play.known["budget/main"]
    if dice.upto(2):
        play.record(budget.BUDGET, "main", budget.name_version(known, f"v{len(known.versions) + 1:02d}"), dice)
    else:
        account = Account(code=f"7{len(known.accounts):03d}", name="added", category="70", category_name="Added", section="other")
        play.record(budget.BUDGET, "main", budget.add_account(known, account), dice)


def moves_budget(play: Play, dice: Dice) -> None:
    known, kind = play.known["budget/main"], dice.upto(4)
    account, other, some = dice.one(ACCOUNTS), dice.one(known.accounts), amount(dice, most=100)
    if kind == 0:
        lines = [BudgetMove(account=account, amount=-some), BudgetMove(account=other, amount=some)]
        movable = {account: play.left(account, "estimate"), other: play.left(other, "estimate") if other in ACCOUNTS else Money.zero("EUR")}
        play.record(
            reallocation.REALLOCATION,
            play.new(reallocation.REALLOCATION),
            reallocation.reallocate(known, lines=lines, movable=movable),
            dice,
        )
    elif kind == 1:
        event = draw.draw(known, account=account, amount=some, left=play.left("6900"))
        play.record(draw.DRAW, play.new(draw.DRAW), event, dice)
    elif kind == 2:
        drawn = play.every(draw.DRAW)
        key = dice.one(drawn)
        back = draw.give_back(key, drawn[key], amount=min(some, drawn[key].amount), movable=play.left(drawn[key].account, "estimate"))
        play.record(draw.DRAW, key, back, dice)
    else:
        event_ = overage.approve(known, lines=[BudgetMove(account=account, amount=some)], financier=FINANCIER)
        play.record(overage.OVERAGE, play.new(overage.OVERAGE), event_, dice, **THEIRS)


def estimates(play: Play, dice: Dice) -> None:
    mode, account = dice.upto(5), dice.one(ACCOUNTS)
    known, some = play.known.get(f"estimate/{account}"), amount(dice)
    about: dict[str, Any] = {"cause": "seen", "currency": "EUR", "contingency": play.known["budget/main"].contingency_account}
    if mode < 3:
        event: Event = estimate.enter(account, known, amount=some if mode else Money.zero("EUR"), **about)
    elif mode == 3:
        event = estimate.hold(account, known, amount=some, **about)
    else:
        event = estimate.on_budget(account, known)
    play.record(estimate.ESTIMATE, account, event, dice)


def order_lines(dice: Dice, currency: str) -> list[OrderedLine]:
    told = [(dice.one(ACCOUNTS), amount(dice, currency)) for _ in range(1 + dice.upto(3))]
    books = in_book([some for _, some in told], RATES[currency], "EUR")
    return [OrderedLine(line=n, account=a, amount=m, book_amount=b) for n, ((a, m), b) in enumerate(zip(told, books, strict=True), 1)]


def raises(play: Play, dice: Dice) -> None:
    currency, vendor, confirming = dice.one((*["EUR"] * 3, "USD", "JPY", "TND")), dice.one(VENDORS), dice.upto(5) == 0
    event = purchase_order.raise_order(
        vendor=vendor, description="lenses", lines=order_lines(dice, currency), rate=RATES[currency], confirming=confirming
    )
    key = play.new(purchase_order.PURCHASE_ORDER)
    play.record(purchase_order.PURCHASE_ORDER, key, event, dice)
    if dice.upto(4):
        approves(play, dice, key)


def approves(play: Play, dice: Dice, key: str | None = None) -> None:
    waiting = play.every(purchase_order.PURCHASE_ORDER, stage=(purchase_order.Stage.RAISED, purchase_order.Stage.AMENDED))
    key = key or dice.one(waiting)
    order, terms = waiting[key], play.terms((*waiting[key].lines, *waiting[key].approved))
    terms |= play.estimating(dice, order.lines)
    event = purchase_order.approve(key, order, **terms, over_budget=dice.upto(2) == 0)
    play.record(purchase_order.PURCHASE_ORDER, key, event, dice)


def changes_order(play: Play, dice: Dice) -> None:
    living = play.every(purchase_order.PURCHASE_ORDER, stage=tuple(purchase_order.Stage)[:3])
    kind, key = dice.upto(4), dice.one(living)
    order, document = living[key], f"purchase-order/{key}"
    if kind < 2:
        event: Event = purchase_order.amend(key, order, lines=order_lines(dice, order.lines[0].amount.currency))
    elif kind == 2:
        play.settled(document)
        event = purchase_order.close(key, order, still_open=play.still_open(document, order.approved))
    else:
        play.settled(document)
        still = play.promise(document).still
        used = any(still[line.line, line.account][0] != line.amount for line in order.approved)
        event = purchase_order.void(key, order, relieved=used)
    play.record(purchase_order.PURCHASE_ORDER, key, event, dice)


def deal(dice: Dice, currency: str) -> list[DealLine]:
    return [
        DealLine(
            line=n, pay="salary", account=dice.one(ACCOUNTS), unit="week", rate=amount(dice, currency, 200),
            guaranteed=Decimal(dice.upto(4)) / 2, fringe=Decimal("18.5") if n == 1 else None,
            fringe_account=dice.one(ACCOUNTS) if n == 1 else None,
        )
        for n in range(1, 2 + dice.upto(2))
    ]  # fmt: skip


def hires(play: Play, dice: Dice) -> None:
    currency, key = dice.one(("EUR", "EUR", "USD", "JPY")), play.new(engagement.ENGAGEMENT)
    agreed = deal(dice, currency)
    lines = promised(agreed, RATES[currency], "EUR")
    event = engagement.engage(
        key, party=dice.one(PEOPLE), role="gaffer", department="electric", starts=day(dice.upto(9)), ends=day(20), deal=agreed, lines=lines,
        rate=RATES[currency], pay_or_play=dice.upto(3) == 0, over_budget=dice.upto(2) == 0,
        **play.terms(lines) | play.estimating(dice, lines),
    )  # fmt: skip
    play.record(engagement.ENGAGEMENT, key, event, dice)


def changes_hire(play: Play, dice: Dice) -> None:
    living = play.every(engagement.ENGAGEMENT, stage=(engagement.Stage.ENGAGED,))
    kind, key = dice.upto(3), dice.one(living)
    known, agreed = living[key], deal(dice, living[key].deal[0].rate.currency)
    lines = promised(agreed, known.rate, "EUR")
    terms = {**play.terms((*lines, *known.lines)), "deal": agreed, "lines": lines, "over_budget": True}
    terms |= {"unplanned": dice.upto(6) == 0}
    if kind == 0:
        event: Event = engagement.change(key, known, **terms)
    elif kind == 1:
        event = engagement.extend(key, known, ends=known.ends + timedelta(days=3), **terms)
    else:
        if not known.pay_or_play:
            play.settled(f"engagement/{key}")
        event = engagement.release(key, known, ends=known.ends, still_open=play.still_open(f"engagement/{key}", known.lines))
    play.record(engagement.ENGAGEMENT, key, event, dice)


def promises(play: Play) -> list[str]:
    return [
        key
        for key, state in play.known.items()
        if key.startswith(("purchase-order/", "engagement/")) and (getattr(state, "approved", 0) or getattr(state, "deal", 0))
    ]


def enters(play: Play, dice: Dice) -> None:
    currency, vendor = dice.one((*["EUR"] * 3, "USD", "JPY", "TND")), dice.one((*VENDORS, *PEOPLE))
    answers = dice.one([*promises(play), None])
    if answers:
        state = play.known[answers]
        vendor, currency = (state.vendor if hasattr(state, "vendor") else state.party), dice.one((play.promise(answers).currency, currency))
    net = amount(dice, currency)
    zero = Money.zero(currency)
    tax = Money.minor(net.units * 21 // 100, currency) if dice.upto(2) else zero
    dated = day(dice.upto(14))
    event = invoice.enter(
        on=dated, vendor=vendor, number=str(1 + dice.upto(9)), dated=dated, net=net, gross=net + tax, tax=tax,
        tax_code="IVA21" if tax else None, recoverable=dice.one((tax, zero)), order=answers,
        withholding=dice.one((zero, Money.minor(net.units * 15 // 100, currency))), rate=RATES[currency],
    )  # fmt: skip
    key = play.new(invoice.INVOICE)
    play.record(invoice.INVOICE, key, event, dice, least=dated)
    play.record(invoice.INVOICE, key, invoice.approve(key, play.known[f"invoice/{key}"]), Dice((0,)))


def posts(play: Play, dice: Dice) -> None:
    waiting = play.every(invoice.INVOICE, stage=(invoice.Stage.APPROVED,))
    key, halves = dice.one(waiting), dice.upto(2)
    known: Any = waiting[key]
    answered = play.promise(known.order) if known.order else None
    account = dice.one(account for _, account in answered.still) if answered and answered.still else dice.one(ACCOUNTS)
    half = Money.minor(known.net.units // 3, known.net.currency) if halves else Money.zero(known.net.currency)
    nets = [(account, known.net - half), *([(dice.one(ACCOUNTS), half)] if half else [])]
    coded = invoice.coded(key, known, nets)
    books = in_book([line.amount for line in coded], known.rate, "EUR")
    lines: list[CostLine] = [line.model_copy(update={"book_amount": book}) for line, book in zip(coded, books, strict=True)]
    if answered and answered.still:
        on_it = all(line.account in {account for _, account in answered.still} for line in lines)
        lines = relieved(lines, answered, final=on_it and dice.upto(4) == 0)
    if dice.upto(2):
        answers(play, dice, key)
    event = invoice.post(key, known, lines=lines, **play.estimating(dice, lines))
    play.record(invoice.INVOICE, key, event, dice)


def settles(play: Play, dice: Dice) -> None:
    kind, living = dice.upto(3), play.every(invoice.INVOICE, stage=tuple(invoice.Stage)[:3])
    key = dice.one(living)
    known = living[key]
    if kind:
        owed = known.payable - known.paid
        part = Money.minor(max(1, owed.units // 3), owed.currency) if dice.upto(2) else None
        event: Event = invoice.pay(key, known, paid=day(9), amount=part)
    else:
        event = invoice.reverse(key, known, ended=play.ended())
    play.record(invoice.INVOICE, key, event, dice)
