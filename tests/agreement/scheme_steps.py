"""Steps of a play that class and place costs, set the terms of schemes, and allocate vouchers to sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.aggregates import allocation, place, scheme, scheme_terms
from ledger.aggregates.advance import ADVANCE
from ledger.aggregates.budget import BUDGET
from ledger.aggregates.invoice import INVOICE
from ledger.aggregates.payroll import PAYROLL
from ledger.aggregates.scheme import SCHEME, CostDocument
from ledger.aggregates.source import SOURCE
from ledger.money import Money
from tests.agreement.play import ACCOUNTS, Dice, Play, day

CLASSES = ("personnel", "technical", "excluded")
COUNTRIES = ("ES", "FR")


def schemes(play: Play, dice: Dice) -> None:
    """Class accounts or a cost line, place one or the other, set terms, or allocate a voucher."""
    acts = (classes, classes, class_line, places, places_account, sets_terms, allocates)
    dice.one(acts)(play, dice)


def classes(play: Play, dice: Dice) -> None:
    key, budget = dice.one(("ICAA", "LIS")), play.known[BUDGET.stream("main")]
    chart = {*budget.accounts, *(account.category for account in budget.accounts.values())}
    told = {dice.one((*ACCOUNTS, "33", "6900")): dice.one(CLASSES) for _ in range(1 + dice.upto(3))}
    play.record(SCHEME, key, scheme.set_classes(key, play.known.get(SCHEME.stream(key)), told, chart=chart), dice)


def class_line(play: Play, dice: Dice) -> None:
    key, known = dice.one(play.every(SCHEME).items())
    voucher = document(play, dice)
    event = scheme.class_cost(key, known, document=voucher.document, line=dice.one(voucher.lines), lines=voucher.lines,
                              cost_class=dice.one(CLASSES))  # fmt: skip
    play.record(SCHEME, key, event, dice)


def places(play: Play, dice: Dice) -> None:
    voucher = document(play, dice)
    key, line = voucher.document.partition("/")[2], dice.one(voucher.lines)
    known = play.known.get(place.PLACE.stream(key))
    play.record(place.PLACE, key, place.place_cost(known, voucher, line=line, country=dice.one(COUNTRIES)), dice)


def places_account(play: Play, dice: Dice) -> None:
    key, accounts = dice.one(ACCOUNTS), play.known[BUDGET.stream("main")].accounts
    known = {key: play.known.get(place.PLACE.stream(key))}
    for event in place.place_accounts(known, accounts, account=key, country=dice.one(COUNTRIES)):
        play.record(place.PLACE, key, event, dice)


def sets_terms(play: Play, dice: Dice) -> None:
    key, known = dice.one(play.every(SCHEME).items())
    more: dict[str, Any] = {
        "basis": dice.one(scheme_terms.BASES), "territory": dice.one(((), ("ES",))), "subsidies_deducted": dice.upto(2) == 1,
        "excludes": tuple(sorted(known.names)[: dice.upto(2)]), "minimum": dice.one((None, Money.minor(5_000, "EUR"))),
        "cap": dice.one((None, Money.minor(20_001, "EUR"))), "starts": dice.one((None, day(4))), "ends": dice.one((None, day(9))),
        "base_share": dice.one((None, Decimal("80.05"))),
    }  # fmt: skip
    bands = (scheme_terms.Band(up_to=Money.minor(10_003, "EUR"), percent=Decimal("30.25")), scheme_terms.Band(percent=Decimal(25)))
    lifts = dice.one(((), (scheme_terms.Uplift(condition="islands", factor=Decimal("1.8")),)))
    play.record(
        SCHEME, key, scheme_terms.set_terms(key, bands=bands, currency="EUR", known=sorted(known.names), uplifts=lifts, **more), dice
    )


def allocates(play: Play, dice: Dice) -> None:
    voucher, source = document(play, dice), dice.one(play.every(SOURCE))
    key = voucher.document.partition("/")[2]
    known = play.known.get(allocation.ALLOCATION.stream(key))
    event = allocation.allocate(known, voucher, source=source, percent=dice.one(map(Decimal, ("0", "33.333333", "50", "100"))),
                                lines=(dice.one(voucher.lines),))  # fmt: skip
    play.record(allocation.ALLOCATION, key, event, dice)


def document(play: Play, dice: Dice) -> CostDocument:
    """A document that posts cost, with its lines as they stand."""
    found = {INVOICE.stream(key): (one.lines, one.origin) for key, one in play.every(INVOICE).items()}
    found |= {PAYROLL.stream(key): (one.lines, one.origin) for key, one in play.every(PAYROLL).items()}
    for key, one in play.every(ADVANCE).items():
        found[ADVANCE.stream(key)] = (tuple(line for envelope in one.envelopes.values() for line in envelope.lines), one.origin)
    stream, (lines, origin) = dice.one((stream, told) for stream, told in found.items() if told[0])
    return CostDocument(stream, {line.line: (line.account, line.net) for line in lines}, origin)
