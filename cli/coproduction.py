"""topsheet coproduction: who owns the production together, and what each has spent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cli.country import COUNTRY
from cli.options import DAY, SIGNED, Consequence, writer

if TYPE_CHECKING:
    from ledger.aggregates.coproducer import Coproducer
    from ledger.decision import Decision


@click.group("coproduction")
def command() -> None:
    """Co-producers: their shares, and the certified statements of what they have spent in their own books."""


@command.command()
@click.argument("party")
@click.option("--country", type=COUNTRY, required=True, metavar="CC", help="Its country, two letters: CH.")
@click.option("--share", required=True, metavar="PERCENT", help="How much of the production it owns.")
@click.option("--own", is_flag=True, help="It is the production whose book this is.")
@writer()
def join(decision: Decision, *, party: str, country: str, share: str, own: bool) -> Consequence:
    """Take in a co-producer."""
    from ledger.aggregates import coproducer
    from ledger.money import number

    decision.authorise("coproducer", asked="The co-production")
    others = _others(decision)
    event = coproducer.join(party=decision.party(party), country=country, share=number(share, "percentage"), others=others, own=own)
    key = decision.new_key(coproducer.COPRODUCER)
    decision.record(coproducer.COPRODUCER, key, event)
    return lambda: _shares(decision)


@command.command(context_settings=SIGNED)
@click.argument("key", metavar="CP-0001")
@click.argument("share", metavar="PERCENT")
@writer(reason=True)
def share(decision: Decision, *, key: str, share: str) -> Consequence:
    """Agree on another share."""
    from ledger.aggregates import coproducer
    from ledger.money import number

    known = decision.know(coproducer.COPRODUCER, key)
    decision.authorise("coproducer", asked=f"The share of {key}")
    event = coproducer.agree(key, known, share=number(share, "percentage"), others=_others(decision, key))
    decision.record(coproducer.COPRODUCER, key, event)
    return lambda: _shares(decision)


@command.command()
@click.argument("key", metavar="CP-0001")
@click.option("--number", required=True, help="The statement's own number.")
@click.option("--up-to", type=DAY, required=True, metavar="DAY", help="The last day of the costs that it states.")
@click.option("--certified-by", required=True, metavar="PARTY", help="Who certifies it: a party's id or name.")
@click.option("--line", "lines", nargs=2, multiple=True, metavar="ACCOUNT AMOUNT", help="What an account has cost. Repeatable.")
@click.option("--total", required=True, metavar="AMOUNT", help="The control total: the lines must come to it.")
@click.option("--currency", help="The statement's currency; the book's by default.")
@click.option("--rate", help="Book units for one unit of the statement's currency.")
@writer()
def statement(decision: Decision, *, key: str, number: str, up_to: date, certified_by: str, lines: tuple[tuple[str, str], ...],
              total: str, currency: str | None, rate: str | None) -> Consequence:  # fmt: skip
    """Record what a co-producer has spent up to a day, as it was certified; it takes the place of the statement before."""
    from cli.words import amounts, sections
    from ledger.aggregates import coproducer
    from ledger.errors import Misuse
    from ledger.money import Money
    from ledger.money import number as exact

    if not lines:
        raise Misuse("A statement says what each account has cost: --line ACCOUNT AMOUNT.")
    code = currency or decision.currency
    known, told = decision.know(coproducer.COPRODUCER, key), amounts(lines, code)
    sections(decision, {account for account, _ in told})
    decision.authorise("coproducer", asked=f"The cost statement of {key}")
    event = coproducer.certify(
        key, known, on=decision.on, number=number, up_to=up_to, certified_by=decision.party(certified_by), lines=told,
        stated=Money.parse(total, code), evidence=len(decision.evidence), currency=decision.currency,
        rate=exact(rate, "rate") if rate else None,
    )  # fmt: skip
    decision.record(coproducer.COPRODUCER, key, event)
    return "What each has spent against its share: topsheet report coproduction."


@command.command()
@click.argument("key", metavar="CP-0001")
@click.argument("number")
@writer(reason=True)
def withdraw(decision: Decision, *, key: str, number: str) -> Consequence:
    """Let a cost statement count no more."""
    from ledger.aggregates import coproducer

    known = decision.know(coproducer.COPRODUCER, key)
    decision.authorise("coproducer", asked=f"The cost statement of {key}")
    decision.record(coproducer.COPRODUCER, key, coproducer.withdraw(key, known, number=number))
    return f"No cost of {key} counts until another statement is recorded."


def _others(decision: Decision, but: str = "") -> dict[str, Coproducer]:
    """Every other co-producer; their shares join what the decision stands on."""
    from ledger.aggregates.coproducer import COPRODUCER

    return {key: decision.know(COPRODUCER, key) for key in decision.book.keys(COPRODUCER) if key != but}


def _shares(decision: Decision) -> str:
    """What is owned, and what is in nobody's hands yet."""
    from decimal import Decimal

    from ledger.aggregates.coproducer import COPRODUCER, WHOLE
    from ledger.money import plain

    shares = {key: one.share for key, one in decision.book.every(COPRODUCER).items()}
    rest = WHOLE - sum(shares.values(), Decimal(0))
    owned = ", ".join(f"{key} {plain(share)} %" for key, share in shares.items())
    return f"{owned}; {plain(rest)} % belongs to nobody yet." if rest else f"{owned}: the whole."
