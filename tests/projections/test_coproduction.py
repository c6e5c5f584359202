"""Co-producers: shares against the plan and the cost, and where the money was spent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.aggregates.coproducer import (
    CoproducerJoined,
    CoproducerShareAgreed,
    CostStatementCertified,
    CostStatementWithdrawn,
    StatementLine,
)
from ledger.aggregates.invoice import InvoicePosted
from ledger.aggregates.source import SourceAdded
from ledger.event import Event
from ledger.line import CostLine
from ledger.money import Money
from tests.projections.test_finance import d, rows, usd

CHF = Money.minor(50_000, "CHF")
OWN = ("coproducer/CP-0001", CoproducerJoined(party="P-0001", country="ES", share=Decimal(75), own=True))
SWISS = ("coproducer/CP-0002", CoproducerJoined(party="P-0007", country="CH", share=Decimal(25)))
OURS = ("source/S-01", SourceAdded(financier="P-0001", form="own contribution", title="Own", amount=usd(700)))
THEIRS = ("source/S-02", SourceAdded(financier="P-0007", form="equity", title="Share", amount=usd(300)))


def cost(line: int, account: str, amount: int, country: str | None) -> CostLine:
    return CostLine(line=line, account=account, net=usd(amount), amount=usd(amount), country=country)


SPENT = ("invoice/I-0001", InvoicePosted(lines=(cost(1, "3300", 500, "ES"), cost(2, "3500", 60, "CH"), cost(3, "3500", 40, None))))


def stated(number: str, amount: Money, book: Money) -> tuple[str, Event]:
    line = StatementLine(account="3300", amount=amount, book_amount=book)
    told = CostStatementCertified(
        number=number, up_to=date(2021, 1, 1), certified_by="P-0030", total=amount, rate=Decimal("1.1"), lines=(line,)
    )
    return ("coproducer/CP-0002", told)


FIRST = stated("1", CHF, usd(550))
PLAN = (OWN, SWISS, OURS, THEIRS, SPENT, FIRST)


def test_a_share_is_held_against_what_a_co_producer_brings_and_has_spent() -> None:
    assert rows("coproduction", *PLAN) == [
        ("CP-0001", "P-0001", "ES", True, Decimal(75), d(750), d(700), d(-50), d("862.50"), d(600), d("-262.50"), None, None, None),
        ("CP-0002", "P-0007", "CH", False, Decimal(25), d(250), d(300), d(50), d("287.50"), d(550), d("262.50"),
         "1", date(2021, 1, 1), "P-0030"),
    ]  # fmt: skip


def test_costs_stand_in_the_country_where_they_were_spent() -> None:
    assert [row[:4] + row[5:] for row in rows("coproduction_costs", *PLAN)] == [
        ("CP-0001", "P-0001", None, "3500", d(40)),
        ("CP-0001", "P-0001", "CH", "3500", d(60)),
        ("CP-0001", "P-0001", "ES", "3300", d(500)),
        ("CP-0002", "P-0007", "CH", "3300", d(550)),
    ]
    assert rows("country_costs", *PLAN) == [(None, d(40), 1), ("CH", d(610), 2), ("ES", d(500), 1)]


def test_the_last_statement_counts_alone_and_a_withdrawn_one_not_at_all() -> None:
    more, gone = stated("2", CHF, usd(560)), ("coproducer/CP-0002", CostStatementWithdrawn(number="2"))
    spent = [{row[0]: row[9] for row in rows("coproduction", *PLAN, *events)} for events in ((more,), (more, gone))]
    assert spent == [{"CP-0001": d(600), "CP-0002": d(560)}, {"CP-0001": d(600), "CP-0002": d(0)}]
    assert {row[0]: row[9] for row in rows("coproduction", *PLAN, more, known=6)}["CP-0002"] == d(550)


def test_another_share_is_agreed() -> None:
    agreed = ("coproducer/CP-0002", CoproducerShareAgreed(share=Decimal("12.5")))
    assert {row[0]: (row[4], row[5]) for row in rows("coproduction", *PLAN, agreed)} == {
        "CP-0001": (Decimal(75), d(750)), "CP-0002": (Decimal("12.5"), d(125)),
    }  # fmt: skip


def test_a_book_without_co_producers_still_says_where_it_has_spent() -> None:
    assert rows("coproduction", SPENT) == []
    assert rows("country_costs", SPENT) == [(None, d(40), 1), ("CH", d(60), 1), ("ES", d(500), 1)]
