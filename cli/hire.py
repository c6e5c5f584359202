"""topsheet hire: engagements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.line_options import planned_options
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from decimal import Decimal

    from ledger.aggregates.deal import DealLine
    from ledger.decision import Decision

DEAL = click.option(
    "--deal",
    "deal",
    nargs=5,
    multiple=True,
    metavar="PAY ACCOUNT UNIT RATE UNITS",
    help='A deal line: salary 2000 week 2500.00 6. PAY is salary, "kit rental", "box rental", allowance, "per diem", flat or deferred; '
    "UNITS are guaranteed, or guaranteed/estimated as in 6/8. Repeatable.",
)
FRINGE = click.option(
    "--fringe", "fringes", nargs=3, multiple=True, metavar="LINE PERCENT ACCOUNT", help="A fringe on a deal line: 1 18.5 1900. Repeatable."
)
OVER = click.option(
    "--over-budget", is_flag=True, help="Decide it although the account has not that much left, where the authority says so."
)


@click.group("hire")
def command() -> None:
    """Engagements: a person's work, promised by deal lines."""


@command.command()
@click.argument("who")
@click.option("--role", required=True)
@click.option("--department", required=True)
@click.option("--from", "starts", type=DAY, required=True, metavar="DAY", help="The first day of work.")
@click.option("--to", "ends", type=DAY, required=True, metavar="DAY", help="The last day of work.")
@DEAL
@FRINGE
@click.option("--currency", help="The deal's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the deal's currency.")
@click.option("--pay-or-play", is_flag=True, help="What is guaranteed stays promised after a release.")
@click.option("--number", help="The number of the deal memo; the next one by default.")
@click.option("--again", is_flag=True, help="It is a second engagement, on the same days and deal as one that there is.")
@OVER
@planned_options
@writer()
def add(decision: Decision, *, who: str, role: str, department: str, starts: date, ends: date, deal: tuple[Any, ...],
        fringes: tuple[Any, ...], currency: str | None, rate: str | None, pay_or_play: bool, number: str | None,
        again: bool, over_budget: bool, **estimating: Any) -> Consequence:  # fmt: skip
    """Engage a person; what is guaranteed is committed."""
    from ledger.aggregates import deal as deal_of
    from ledger.aggregates import engagement
    from ledger.money import number as exact

    exchange = exact(rate, "rate") if rate else None
    lines = _deal(deal, fringes, currency or decision.currency)
    key = decision.new_key(engagement.ENGAGEMENT, number)
    promised = deal_of.promised(lines, exchange, decision.currency)
    terms = _terms(decision, key, promised, over_budget, **estimating)
    event = engagement.engage(key, party=decision.party(who), role=role, department=department, starts=starts, ends=ends, deal=lines,
        lines=promised, rate=exchange, pay_or_play=pay_or_play, over_budget=over_budget,
        others={} if again else decision.book.every(engagement.ENGAGEMENT), **terms)  # fmt: skip
    decision.record(engagement.ENGAGEMENT, key, event)
    return lambda: _balance(decision, promised)


@command.command()
@click.argument("number")
@DEAL
@FRINGE
@OVER
@planned_options
@writer(reason=True)
def change(
    decision: Decision, *, number: str, deal: tuple[Any, ...], fringes: tuple[Any, ...], over_budget: bool, **estimating: Any
) -> Consequence:
    """Agree another deal: all its lines, as they shall be."""
    from ledger.aggregates import deal as deal_of
    from ledger.aggregates import engagement

    known = decision.know(engagement.ENGAGEMENT, number)
    lines = _deal(deal, fringes, known.deal[0].rate.currency)
    promised = deal_of.promised(lines, known.rate, decision.currency)
    terms = _terms(decision, number, promised, over_budget, before=known.lines, **estimating)
    decision.record(
        engagement.ENGAGEMENT, number, engagement.change(number, known, deal=lines, lines=promised, over_budget=over_budget, **terms)
    )
    return lambda: _balance(decision, promised)


@command.command()
@click.argument("number")
@click.option("--to", "ends", type=DAY, required=True, metavar="DAY", help="The new last day of work.")
@DEAL
@FRINGE
@OVER
@planned_options
@writer(reason=True)
def extend(
    decision: Decision, *, number: str, ends: date, deal: tuple[Any, ...], fringes: tuple[Any, ...], over_budget: bool, **estimating: Any
) -> Consequence:
    """Keep a person until a later day; deal lines say the whole deal as it shall be, and none leaves it as it is."""
    from ledger.aggregates import deal as deal_of
    from ledger.aggregates import engagement

    known = decision.know(engagement.ENGAGEMENT, number)
    lines = _deal(deal, fringes, known.deal[0].rate.currency) if deal else list(known.deal)
    promised = deal_of.promised(lines, known.rate, decision.currency) if deal else known.lines
    terms = _terms(decision, number, promised, over_budget, before=known.lines, **estimating)
    event = engagement.extend(number, known, ends=ends, deal=lines, lines=promised, over_budget=over_budget, **terms)
    decision.record(engagement.ENGAGEMENT, number, event)
    return lambda: _balance(decision, promised)


@command.command()
@click.argument("number")
@click.option("--day", "ends", type=DAY, metavar="DAY", help="The last day of work; the day it takes effect by default.")
@click.option(
    "--owed",
    type=(int, str),
    multiple=True,
    metavar="LINE UNITS",
    help="Units of a deal line that were worked and are not yet paid. Repeatable.",
)
@writer(reason=True)
def release(decision: Decision, *, number: str, ends: date | None, owed: tuple[tuple[int, str], ...]) -> Consequence:
    """Let a person go; what is open and not owed is free again, unless the deal is pay or play."""
    from cli.words import sections, still_open
    from ledger.accrued import settled
    from ledger.aggregates import engagement
    from ledger.money import number as exact

    known = decision.know(engagement.ENGAGEMENT, number)
    if not known.pay_or_play:
        settled(decision, f"engagement/{number}")
    decision.authorise("engagement", asked=number, sections=sections(decision, {line.account for line in known.lines}))
    lines = still_open(decision, f"engagement/{number}", known.lines)
    units = {line: exact(of, "number of units") for line, of in owed}
    event = engagement.release(number, known, ends=ends or decision.on, still_open=lines, owed=units)
    decision.record(engagement.ENGAGEMENT, number, event)
    return lambda: _balance(decision, known.lines)


@command.command()
@click.argument("number")
@writer(reason=True)
def close(decision: Decision, *, number: str) -> Consequence:
    """Nothing more is owed to a released person; what is still open is free again."""
    from cli.words import sections, still_open
    from ledger.accrued import settled
    from ledger.aggregates import engagement

    known = decision.know(engagement.ENGAGEMENT, number)
    settled(decision, f"engagement/{number}")
    decision.authorise("engagement", asked=number, sections=sections(decision, {line.account for line in known.lines}))
    lines = still_open(decision, f"engagement/{number}", known.lines)
    decision.record(engagement.ENGAGEMENT, number, engagement.close(number, known, still_open=lines))
    return lambda: _balance(decision, known.lines)


def _deal(deal: tuple[Any, ...], fringes: tuple[Any, ...], currency: str) -> list[DealLine]:
    from ledger.aggregates.deal import DealLine, Pay, Unit
    from ledger.errors import Misuse
    from ledger.money import Money, number

    by_line: dict[str, tuple[Decimal, str]] = {line: (number(percent, "percentage"), account) for line, percent, account in fringes}
    lines = []
    for n, (pay, account, unit, rate, units) in enumerate(deal, 1):
        guaranteed, _, estimated = units.partition("/")
        for word, kind in ((pay, Pay), (unit, Unit)):
            if word not in kind.__args__:  # type: ignore[attr-defined]
                raise Misuse(f"Deal line {n}: {word!r} is none of {', '.join(kind.__args__)}.")  # type: ignore[attr-defined]
        fringe = by_line.pop(str(n), None)
        lines.append(
            DealLine(
                line=n,
                pay=pay,
                account=account,
                unit=unit,
                rate=Money.parse(rate, currency),
                guaranteed=number(guaranteed, "number of units"),
                estimated=number(estimated, "number of units") if estimated else None,
                fringe=fringe[0] if fringe else None,
                fringe_account=fringe[1] if fringe else None,
            )
        )
    if by_line:
        raise Misuse(
            f"There is no deal line {', '.join(by_line)} for its fringe; the deal has {len(lines)} line{'' if len(lines) == 1 else 's'}."
        )
    return lines


def _terms(decision: Decision, key: str, lines: Any, over_budget: bool, before: Any = (), **estimating: Any) -> dict[str, Any]:
    """Authority over the whole deal, and what the accounts have left for it."""
    from cli.words import estimated, left, sections, spendable
    from ledger.money import total

    spendable(decision, {line.account for line in lines})
    accounts = {line.account for line in (*lines, *before)}
    amount = total((line.book for line in lines), decision.currency)
    has = left(decision, accounts, hold=not over_budget)
    decision.authorise("engagement", asked=key, amount=amount, sections=sections(decision, accounts), over_budget=over_budget)
    return {"left": has, **estimated(decision, accounts, **estimating)}


def _balance(decision: Decision, lines: Any) -> str:
    from cli.words import balance

    return balance(decision.book, {line.account for line in lines})
