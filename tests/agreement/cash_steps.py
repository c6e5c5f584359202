"""Steps of a play that plan the cash and settle with the tax office."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.aggregates import cash
from ledger.money import Money
from tests.agreement.play import Dice, Play, amount, day


def plans_cash(play: Play, dice: Dice) -> None:
    """Other terms, VAT that came back, withheld tax that was paid over, or a settlement taken back."""
    kind = dice.upto(3)
    if kind == 0:
        known, rates = play.known.get("cash/main"), (None, Decimal(21), Decimal("5.5"))
        terms: dict[str, Any] = {"tax_period": dice.one(("month", "quarter", None)), "refund_after": dice.one((0, 1, 7, None)),
                                 "pays_after": dice.one((0, 14, 61, None)), "withholding_day": dice.one((1, 31, None)),
                                 "social_security_day": dice.one((15, 30, None)), "spread": dice.one((1, 2, 7, None))}  # fmt: skip
        event: Any = cash.set_terms(known, **terms, vat=dice.one(rates), vat_on_estimates=dice.one(rates))
    else:
        some, known = amount(dice, "EUR", 50), play.known.get("cash/main")
        tax, ends = dice.one(("VAT", "withholding")), cash.period_end(dice.one(("2025-01", "2025-02", "2024-Q4")))
        back = known.settled.get((tax, ends), 0) if known and dice.upto(4) == 0 else 0
        some = Money.minor(-min(some.units, back), "EUR") if back else some
        event = cash.settle(known, tax, period_ends=ends, amount=some, moved_on=day(dice.upto(3)), currency="EUR")
    play.record(cash.CASH, "main", event, dice)
