"""topsheet tranche: the parts in which the money of a source comes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.notice import command as notice
from cli.options import DAY, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.source import Source, SourceEvent
    from ledger.aggregates.tranche import Tranche
    from ledger.decision import Decision
    from ledger.money import Money

CONDITION = click.option(
    "--condition", "conditions", nargs=2, multiple=True, metavar="KEY TEXT", help='INSURANCE "cast insurance bound". Repeatable.'
)


@click.group("tranche")
def command() -> None:
    """Tranches of a source: scheduled, requested, released by the financier, received."""


command.add_command(notice)


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.option("--amount", required=True, help="How much, in the source's currency.")
@click.option("--expected", type=DAY, required=True, metavar="DAY", help="When the money is expected.")
@click.option("--milestone", required=True, help="What it is paid on: first day of photography.")
@CONDITION
@writer()
def schedule(decision: Decision, *, source: str, tranche: str, amount: str, expected: date, milestone: str,
             conditions: tuple[tuple[str, str], ...]) -> Consequence:  # fmt: skip
    """Plan a part of the money, under a key such as T-1."""
    from ledger.aggregates import source as sources
    from ledger.aggregates.tranche import Condition
    from ledger.money import Money

    known = decision.know(sources.SOURCE, source)
    decision.authorise("source", asked=f"{tranche} of {source}")
    event = sources.schedule(
        source, known, tranche=tranche, amount=Money.parse(amount, known.amount.currency), expected=expected, milestone=milestone,
        conditions=[Condition(key=key, text=text) for key, text in conditions],
    )  # fmt: skip
    return _planned(source, take(decision, source, known, event))


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.option("--expected", type=DAY, required=True, metavar="DAY", help="When the money is expected now.")
@click.option("--amount", help="How much of it; as before by default.")
@writer(reason=True)
def reschedule(decision: Decision, *, source: str, tranche: str, expected: date, amount: str | None) -> Consequence:
    """Expect a tranche on another day, or another amount of it."""
    from cli.words import money
    from ledger.aggregates import source as sources

    known = decision.know(sources.SOURCE, source)
    decision.authorise("source", asked=f"{tranche} of {source}")
    event = sources.reschedule(source, known, tranche=tranche, expected=expected, amount=money(amount, known.amount.currency))
    return _planned(source, take(decision, source, known, event))


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.option("--cost-report", type=int, metavar="NUMBER", help="The issued cost report that the drawdown notice refers to.")
@writer()
def request(decision: Decision, *, source: str, tranche: str, cost_report: int | None) -> Consequence:
    """Ask the financier for a tranche; conditions may still be open. The notice: topsheet tranche notice."""
    from ledger.aggregates import source as sources
    from ledger.aggregates.cost_report import COST_REPORT
    from ledger.errors import Unknown

    known = decision.know(sources.SOURCE, source)
    if cost_report is not None and decision.load(COST_REPORT, f"CR-{cost_report:04}", watch=False) is None:
        raise Unknown(f"There is no issued cost report {cost_report}. topsheet report cost-reports lists them.")
    decision.authorise("source", asked=f"{tranche} of {source}")
    event = sources.request(source, known, tranche=tranche, cost_report=cost_report)
    return waits(decision, source, take(decision, source, known, event), tranche)


@command.command()
@click.argument("source")
@click.argument("tranche")
@writer()
def release(decision: Decision, *, source: str, tranche: str) -> Consequence:
    """Let the money go, as a person of the financier.

    Refused while a condition of the tranche is open.
    """
    from ledger.aggregates import source as sources

    known = decision.know(sources.SOURCE, source)
    part = known.tranches.get(tranche)
    acts_for = of_the_financier(decision, known, f"{tranche} of {source}", amount=part.book if part else None)
    event = sources.release(source, known, tranche=tranche, on=decision.on, acts_for=acts_for, broken=_broken(decision, part))
    now = take(decision, source, known, event).tranches[tranche]
    return f"{now.amount} is on its way; when it arrives: topsheet tranche receive {source} {tranche} --amount AMOUNT."


@command.command()
@click.argument("source")
@click.argument("tranche")
@click.option("--amount", required=True, help="What arrived, in the source's currency; minus takes a receipt back.")
@click.option("--day", type=DAY, metavar="DAY", help="The value date; the day it takes effect by default.")
@click.option("--rate", help="Book units for one unit of the source's currency on that day; the source's by default.")
@click.option("--charges", metavar="AMOUNT", help="What banks kept of it.")
@writer()
def receive(decision: Decision, *, source: str, tranche: str, amount: str, day: date | None, rate: str | None,
            charges: str | None) -> Consequence:  # fmt: skip
    """Record the money that arrived, in parts if it did."""
    from cli.words import money, money_day
    from ledger.aggregates import source as sources
    from ledger.money import Money, number

    known = decision.know(sources.SOURCE, source)
    event = sources.receive(
        source, known, tranche=tranche, amount=Money.parse(amount, known.amount.currency), received_on=money_day(decision, day),
        currency=decision.currency, rate=number(rate, "rate") if rate else None, charges=money(charges, known.amount.currency),
    )  # fmt: skip
    now = take(decision, source, known, event).tranches[tranche]
    beyond = f", {now.received - now.amount} more than the tranche" if now.received > now.amount else ""
    return f"{tranche} of {source} has received {now.received} of {now.amount}{beyond}."


def _broken(decision: Decision, part: Tranche | None) -> dict[str, str]:
    """The conditions that a rule had met and that it no longer passes, with its verdict."""
    from cli.rule_check import verdict_now

    rules = {name: term.asks.rule for name, term in part.conditions.items() if term.asks.rule and term.met == "met"} if part else {}
    now = {name: verdict_now(decision, rule) for name, rule in rules.items()}
    return {name: verdict for name, verdict in now.items() if verdict != "pass"}


def take(decision: Decision, key: str, known: Source, event: SourceEvent) -> Source:
    """Record what was decided about a source, and know the source as it is then."""
    from ledger.aggregates.source import SOURCE

    decision.record(SOURCE, key, event)
    return SOURCE.evolve(known, event)


def of_the_financier(decision: Decision, known: Source, asked: str, amount: Money | None = None) -> str | None:
    """Rest on a grant that names the source's financier; for whom the person who records acts. Raises BeyondAuthority."""
    from ledger.aggregates.party import PARTY

    decision.authorise("source", asked=asked, amount=amount, financier=known.financier)
    return decision.know(PARTY, decision.by).acts_for


def for_either_side(decision: Decision, known: Source, asked: str) -> None:
    """Rest on a grant of the production, or of the financier when one of its persons records. Raises BeyondAuthority."""
    from ledger.aggregates.party import PARTY

    acts_for = decision.know(PARTY, decision.by).acts_for
    decision.authorise("source", asked=asked, financier=known.financier if acts_for == known.financier else None)


def waits(decision: Decision, key: str, known: Source, tranche: str) -> str:
    """What a tranche still waits for, or what comes next."""
    from ledger.aggregates.tranche import Stage, lapsed

    part = known.tranches[tranche]
    still = part.open(decision.on)
    if part.stage in (Stage.RELEASED, Stage.RECEIVED):
        flagged = f", and is flagged while open: {', '.join(still)}" if still else ""
        return f"{tranche} of {key} is already {part.stage}{flagged}."
    if still:
        return f"{tranche} waits for: {'; '.join(f'{term.text} ({name}{lapsed(term)})' for name, term in still.items())}."
    verb = "request" if part.stage is Stage.SCHEDULED else "release"
    return f"Nothing more is open; topsheet tranche {verb} {key} {tranche}."


def _planned(key: str, known: Source) -> str:
    """How much of a source is in tranches."""
    from ledger.money import total

    planned = total((tranche.amount for tranche in known.tranches.values()), known.amount.currency)
    rest = f"{known.amount - planned} is in no tranche yet" if planned < known.amount else "all of it"
    return f"The tranches of {key} come to {planned} of {known.amount}: {rest}."
