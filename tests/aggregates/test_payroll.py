"""The life of a payroll, and how its rows use up what engagements guarantee."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates import payroll
from ledger.aggregates.deal import DealLine, promised
from ledger.aggregates.engagement import Engagement, Stage
from ledger.aggregates.pay_line import COMPONENTS, PaidPayLine, PayLine
from ledger.aggregates.payroll import PAYROLL, ImportedFile, PayrollPaid, PayrollPosted, PayrollRecoded, PayrollReversed
from ledger.event import Claim
from ledger.line import Relief
from ledger.money import Money
from ledger.pay import Batch, Coded, Engaged, PayRow, coded, relieving
from tests.given import given

DAY = date(2024, 3, 8)
FILE = ImportedFile(file="w09.csv", sha256="ab" * 32)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


def line(n: int, pay: Any, amount: str, relief: str | None = None, account: str = "3300") -> PayLine:
    relieves = Relief(document="engagement/E-0001", line=1, account="3300", amount=eur(relief), book_amount=eur(relief)) if relief else None
    return PayLine(line=n, account=account, net=eur(amount), amount=eur(amount), party="P-0003", pay=pay, row=2, relieves=relieves)


LINES = (line(1, "straight", "3300", "3200"), line(2, "overtime", "200"))
POSTED = PayrollPosted(number="W09", dated=DAY, total=eur("3500"), lines=LINES, withheld=eur("500"), imported=FILE)
PAID = PayrollPaid(
    paid=DAY,
    amount=eur("3000"),
    lines=(
        PaidPayLine(line=1, account="3300", amount=eur("3300"), party="P-0003"),
        PaidPayLine(line=2, account="3300", amount=eur("200"), party="P-0003"),
    ),
)
ASKED: dict[str, Any] = {"on": DAY, "number": "W09", "dated": DAY, "lines": LINES, "stated": eur("3500"), "planned": {}, "imported": FILE}


def test_a_payroll_is_posted_when_it_ties() -> None:
    fresh = given(PAYROLL)
    fresh.when(payroll.post, **ASKED, withheld=eur("500")).then(POSTED)
    fresh.when(payroll.post, **{**ASKED, "stated": eur("3600")}).refuses(
        "comes to 3,500.00 EUR and the control total is 3,600.00 EUR", "100.00"
    )
    fresh.when(payroll.post, **{**ASKED, "stated": eur("0")}).refuses("pays more than nothing")
    fresh.when(payroll.post, **ASKED, withheld=eur("3500")).refuses("3,500.00 EUR cannot be withheld")
    fresh.when(payroll.post, **ASKED, withheld=eur("-1")).refuses("-1.00 EUR cannot be withheld", "0.00 EUR or more")
    fresh.when(payroll.post, **{**ASKED, "dated": date(2024, 3, 9)}).refuses("dated 2024-03-09", "posted, 2024-03-08")
    fresh.when(payroll.ties, "w09.csv", LINES, eur("3500"), rows=2).refuses("w09.csv has 1 row and the control count is 2")
    assert list(POSTED.claims()) == [Claim("payrolls of the production in 2024", "W09"), Claim("imported files", FILE.sha256)]
    assert "straight 3,300.00 EUR, overtime 200.00 EUR), relieving 1 engagement by 3,200.00 EUR" in POSTED.sentence()


def test_a_payroll_is_paid_as_a_whole_and_the_payment_may_come_back() -> None:
    posted = given(PAYROLL, POSTED)
    posted.when_named(payroll.come_back, "PR-0001", paid=DAY).refuses("PR-0001 is posted and not paid", "Pay it first")
    paid = posted.when_named(payroll.pay, "PR-0001", paid=DAY).then(PAID)
    paid.when_named(payroll.pay, "PR-0001", paid=DAY).refuses("already paid")
    paid.when_named(payroll.reverse, "PR-0001").refuses("3,000.00 EUR paid", "topsheet payroll pay PR-0001 --came-back")
    back = paid.when_named(payroll.come_back, "PR-0001", paid=DAY).decide()
    assert (
        isinstance(back, PayrollPaid) and back.amount == eur("-3000") and [one.amount for one in back.lines] == [eur("-3300"), eur("-200")]
    )
    again = given(PAYROLL, POSTED, PAID, back)
    assert isinstance(again.when_named(payroll.reverse, "PR-0001").decide(), PayrollReversed)


def test_a_reversal_turns_every_line_around_and_frees_number_and_file() -> None:
    posted = given(PAYROLL, POSTED)
    event = posted.when_named(payroll.reverse, "PR-0001").decide()
    sums: dict[tuple[str, str], Decimal] = {}
    for move in (*POSTED.moves("payroll/PR-0001"), *event.moves("payroll/PR-0001")):
        sums[move.layer, move.account] = sums.get((move.layer, move.account), Decimal(0)) + move.book_amount.amount
    assert set(sums.values()) == {Decimal("0.00")}
    assert list(event.releases()) == list(POSTED.claims())
    kept = posted.when_named(payroll.reverse, "PR-0001", ended={"engagement/E-0001"}).decide()
    assert {move.layer for move in kept.moves("payroll/PR-0001")} == {"cost"}
    posted.when_named(payroll.reverse, "PR-0001").then(event).when_named(payroll.reverse, "PR-0001").refuses("already reversed")


def deal(n: int, pay: Any, rate: Money, guaranteed: str, *, fringe: str | None = None, account: str = "3300") -> DealLine:
    return DealLine(line=n, pay=pay, account=account, unit="week", rate=rate, guaranteed=Decimal(guaranteed),
                    fringe=Decimal(fringe) if fringe else None, fringe_account="4900" if fringe else None)  # fmt: skip


def engaged(*lines: DealLine, rate: str | None = None, stage: Stage = Stage.ENGAGED) -> Engaged:
    exchange = Decimal(rate) if rate else None
    ordered = promised(lines, exchange, "EUR")
    known = Engagement(party="P-0003", stage=stage, starts=date(2024, 2, 26), ends=DAY, deal=lines, lines=ordered, rate=exchange)
    return Engaged("E-0001", known, {(one.line, one.account): (one.amount, one.book) for one in ordered})


def row(n: int = 2, currency: str = "EUR", **said: Any) -> PayRow:
    amounts = {pay: Money.parse(said.pop(pay, "0"), currency) for pay in COMPONENTS}
    about = {"person": "Vera Quist", "engagement": "E-0001", "worked_from": date(2024, 3, 4), "worked_to": DAY, **said}
    return PayRow(row=n, amounts=amounts, **about)


def batch(one: Engaged) -> Batch:
    return Batch(
        {"Vera Quist": ["P-0003"], "Sam Oker": ["P-0004", "P-0005"]}, {one.key: one}, {"P-0003": ["E-0001"]}, ["3300", "3310", "4900"]
    )


def told(one: Engaged, *rows: PayRow) -> tuple[list[Coded], list[tuple[str, str]]]:
    notes: list[tuple[str, str]] = []
    return coded(rows, batch(one), lambda _, column, why: notes.append((column, why))), notes


def reliefs(one: Engaged, *rows: PayRow, rate: str | None = None) -> dict[tuple[int, str], tuple[str, str] | None]:
    """What each row's components use up, in the deal's currency and the book's."""
    found, notes = told(one, *rows)
    assert notes == []
    lines = relieving(found, rate=Decimal(rate) if rate else None, currency="EUR")
    return {(x.row, x.pay): (x.relieves.amount.plain(), x.relieves.book_amount.plain()) if x.relieves else None for x in lines}


def test_straight_time_relieves_at_the_deals_rate_and_what_is_on_top_relieves_nothing() -> None:
    one = engaged(deal(1, "salary", eur("3200"), "2", fringe="18.5"), deal(2, "kit rental", eur("450"), "2"))
    week = {"units": Decimal(1), "straight": "3300", "overtime": "400", "penalties": "75", "allowances": "500", "fringes": "700"}
    assert reliefs(one, row(**week)) == {
        (2, "straight"): ("3200.00", "3200.00"), (2, "overtime"): None, (2, "penalties"): None,
        (2, "allowances"): ("500.00", "500.00"), (2, "fringes"): ("592.00", "592.00"),
    }  # fmt: skip


def test_the_rows_of_a_batch_share_what_is_open_and_never_use_up_more() -> None:
    one = engaged(deal(1, "salary", eur("3200"), "2", fringe="18.5"))
    week = {"units": Decimal("1.5"), "straight": "4800", "fringes": "888"}
    assert reliefs(one, row(2, **week), row(3, **week), row(4, **week)) == {
        (2, "straight"): ("4800.00", "4800.00"), (2, "fringes"): ("888.00", "888.00"),
        (3, "straight"): ("1600.00", "1600.00"), (3, "fringes"): ("296.00", "296.00"),
        (4, "straight"): None, (4, "fringes"): None,
    }  # fmt: skip


def test_fringes_relieve_the_deals_share_of_the_straight_time_relieved_whenever_they_are_paid() -> None:
    one = engaged(deal(1, "salary", eur("33.33"), "3", fringe="10"))
    rows = [row(n, units=Decimal(1), straight="33.33", fringes="9") for n in (2, 3, 4)]
    found = reliefs(one, *rows)
    assert [found[n, "fringes"] for n in (2, 3, 4)] == [("3.33", "3.33"), ("3.34", "3.34"), ("3.33", "3.33")]
    late = engaged(deal(1, "salary", eur("100"), "3", fringe="10"))
    assert reliefs(late, row(2, units=Decimal(2), straight="200"), row(3, fringes="25"))[3, "fringes"] == ("20.00", "20.00")


def test_relief_is_in_the_deals_currency_and_the_last_takes_the_book_amount_that_is_left() -> None:
    one = engaged(deal(1, "salary", usd("1000"), "3", fringe="10"), deal(2, "per diem", usd("70"), "3"), rate="0.9137")
    week = {"units": Decimal(1), "straight": "950", "allowances": "64", "fringes": "95"}
    found = reliefs(one, *(row(n, **week) for n in (2, 3, 4)))
    assert [found[n, "straight"] for n in (2, 3, 4)] == [("1000.00", "913.70")] * 3
    assert found[2, "allowances"] == ("70.04", "64.00") and found[4, "allowances"] == ("69.92", "63.88")
    assert found[4, "fringes"] == ("100.00", "91.37")


def test_units_are_read_off_the_rate_or_asked_for() -> None:
    one = engaged(deal(1, "salary", eur("3200"), "2"))
    (found,), notes = told(one, row(straight="6400"))
    assert (found.line.units, found.line.derived, notes) == (Decimal(2), True, [])
    assert (
        "3,000.00 EUR of straight time is no whole multiple of line 1 of E-0001, 3,200.00 EUR a week"
        in told(one, row(straight="3000"))[1][0][1]
    )
    assert told(one, row(units=Decimal(1), overtime="10"))[1] == [("units", "were worked, and the row pays no straight time for them")]
    assert told(one, row(units=Decimal(0), straight="10"))[1][0] == (
        "units",
        "is not above nothing; leave it empty where no units were worked",
    )


def test_a_correction_below_nothing_is_cost_and_relieves_nothing() -> None:
    one = engaged(deal(1, "salary", eur("3200"), "2", fringe="10"))
    assert reliefs(one, row(straight="-100", fringes="-10")) == {(2, "straight"): None, (2, "fringes"): None}
    assert "a correction below nothing" in told(one, row(units=Decimal(1), straight="-100"))[1][0][1]


def test_a_day_has_24_hours() -> None:
    one = engaged(deal(1, "salary", eur("3200"), "2"))
    assert told(one, row(straight="3200", hours=Decimal(121)))[1] == [
        ("hours", "is more than the 5 days from 2024-03-04 to 2024-03-08 hold, 120")
    ]
    assert told(one, row(straight="3200", hours=Decimal(25), worked_from=DAY))[1][0][1] == "is more than the day 2024-03-08 holds, 24"
    assert told(one, row(straight="3200", hours=Decimal(8), worked_from=None))[1][0][0] == "worked_from"
    assert told(one, row(straight="3200", hours=Decimal(-1)))[1] == [("hours", "is below nothing")]


def test_a_released_person_is_paid_for_days_up_to_the_release() -> None:
    gone = engaged(deal(1, "salary", eur("3200"), "2"), stage=Stage.RELEASED)
    assert reliefs(gone, row(straight="3200")) == {(2, "straight"): ("3200.00", "3200.00")}
    why = (
        "is after 2024-03-08, the day on which P-0003 was released from E-0001; correct the days, or engage P-0003 anew with "
        "topsheet hire add"
    )
    assert told(gone, row(straight="3200", worked_to=date(2024, 3, 9)))[1] == [("worked_to", why)]
    assert told(gone, row(straight="3200", worked_from=None, worked_to=None))[1][0][1].startswith("is empty, the day on which")


def test_a_row_that_leaves_something_open_is_refused() -> None:
    two = engaged(
        deal(1, "salary", eur("3200"), "2"), deal(2, "salary", eur("100"), "2", account="3310"),
        deal(3, "kit rental", eur("10"), "2"), deal(4, "per diem", eur("20"), "2"),
    )  # fmt: skip
    assert told(two, row(straight="3200"))[1][0] == (
        "line", "is empty, and E-0001 has the lines 1 (salary on 3300), 2 (salary on 3310); name the one that is paid",
    )  # fmt: skip
    assert told(two, row(straight="100", account="3310"))[0][0].deal == two.known.deal[1]
    assert told(two, row(straight="3200", line=1, allowances="30"))[1][0][0] == "line"
    (found,), _ = told(two, row(line=4, units=Decimal(1), allowances="25"))
    assert found.deal == two.known.deal[3] and found.line.units == Decimal(1)
    assert told(two, row(person="Sam Oker"))[1] == [("person", "is the name of P-0004, P-0005; give the id")]
    assert told(two, row(engagement="E-0009"))[1][0][0] == "engagement"
    assert told(two, row(engagement="", line=1, straight="3"))[1][0][1].startswith("is empty, and P-0003 is engaged by E-0001")


def test_a_recode_moves_a_line_with_its_payment_and_leaves_the_guarantee_relieved() -> None:
    def recode(known: Any, number: int = 1, net: str | None = None) -> Any:
        terms = {"account": "3500", "net": eur(net) if net else None, "segments": None, "planned": {"3500": eur("50")}}
        return known.when_named(payroll.recode, "PR-0001", line=number, **terms)

    paid = given(PAYROLL, POSTED, PAID)
    leaves, arrives = line(2, "overtime", "-80"), line(3, "overtime", "80", account="3500").model_copy(update={"from_estimate": eur("50")})
    settles = tuple(PaidPayLine(line=one.line, account=one.account, amount=one.amount, party="P-0003") for one in (leaves, arrives))
    event = PayrollRecoded(lines=(leaves, arrives), settles=settles)
    after = recode(paid, 2, "80").then(event)
    assert [(one.account, one.amount) for one in after.state.lines] == [("3300", eur("3300")), ("3300", eur("120")), ("3500", eur("80"))]
    assert "recoded 80.00 EUR of overtime of P-0003 from line 2 on account 3300 to line 3 on account 3500" in event.sentence()
    recode(paid, 7).refuses("PR-0001 has no cost on a line 7")
    unpaid = recode(given(PAYROLL, POSTED))
    assert unpaid.decide().settles == () and all(one.relieves is None for one in unpaid.decide().lines)
    reversal = unpaid.then(unpaid.decide()).when_named(payroll.reverse, "PR-0001").decide()
    sums = {one.account: one.amount for one in reversal.lines}
    assert sums == {"3300": eur("-200"), "3500": eur("-3300")} and sum(bool(one.relieves) for one in reversal.lines) == 1
    reversed_ = given(PAYROLL, POSTED, posted_reversal())
    recode(reversed_).refuses("PR-0001 is already reversed. Its number and its file are free")


def posted_reversal() -> PayrollReversed:
    event = payroll.reverse("PR-0001", given(PAYROLL, POSTED).state)
    assert isinstance(event, PayrollReversed)
    return event
