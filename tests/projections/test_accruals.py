"""Work done and not invoiced, in every figure that shows it: events in, rows out."""

from __future__ import annotations

from datetime import date

from ledger.aggregates.accrual import ACCRUAL, AccrualMade, AccrualReversed, AccruedLine, Promised
from tests.projections.books import budgeted, by, cost, etc, eur, held, hire, invoice, line, march, order, relieves
from tests.window import Written

NAMES = {"P-0009": "Northlight", "P-0010": "Harbour Haulage"}
PO, NUMBERS = "purchase-order/PO-0001", ("to_date", "commitments", "accrued", "total", "etc", "efc", "variance")


def work(code: str, amount: int, n: int = 1, *, promise: str | None = None, taken: int | None = None) -> AccruedLine:
    return AccruedLine(line=n, account=code, amount=eur(amount), from_estimate=None if taken is None else eur(taken),
                       promise=Promised(document=promise, line=1) if promise else None)  # fmt: skip


def accrue(written: Written, key: str, on: date, *lines: AccruedLine, vendor: str | None = None, until: int = 7) -> None:
    event = AccrualMade(period="2021-W09", until=march(until), description="a week of it", lines=lines, vendor=vendor)
    written.write(ACCRUAL, key, event, on)


def undo(written: Written, key: str, on: date, *lines: AccruedLine, invoice: str | None = None, due: bool = False) -> None:
    written.write(ACCRUAL, key, AccrualReversed(lines=lines, invoice=invoice, due=due), on)


def figures(written: Written, code: str, on: date | None = None) -> tuple[object, ...]:
    return by(written.rows("account_figures", "account", *NUMBERS, on=on))[code]


def test_an_accrual_on_an_ordered_line_never_counts_twice_and_what_is_beyond_adds() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000))
    accrue(written, "AC-0001", march(5), work("3320", 400, promise=PO))
    assert figures(written, "3320") == (0, 1_000, 400, 1_000, 49_000, 50_000, 0)
    accrue(written, "AC-0002", march(5), work("3320", 900, promise=PO))
    second = written.last()
    assert figures(written, "3320") == (0, 1_300, 1_300, 1_300, 48_700, 50_000, 0)
    invoice(written, "I-0001", march(6), cost("3320", 400, relief=relieves(PO, "3320", 400)))
    assert figures(written, "3320") == (400, 1_300, 1_300, 1_700, 48_300, 50_000, 0)
    undo(written, "AC-0001", march(6), work("3320", -400, promise=PO), invoice="invoice/I-0001")
    assert figures(written, "3320") == (400, 900, 900, 1_300, 48_700, 50_000, 0)
    columns = ("document", "line", "ordered", "relieved", "open_book", "accrued", "committed")
    assert written.rows("promised_lines", *columns) == [(PO, 1, 1_000, 400, 600, 900, 900)]
    assert written.rows("open_accruals") == [(PO, 1, "3320", "P-0009", 900, 600, 600, 300)]
    assert written.rows("flags") == [("accrued beyond its order", PO, "3320", 300, "EUR", second)]
    assert written.rows("flags", on=march(4)) == []
    assert written.rows("commitment_steps", "change", "open_book", "accrued", "committed") == [
        (1_000, 1_000, 0, 1_000), (0, 1_000, 400, 1_000), (300, 1_000, 1_300, 1_300), (0, 600, 1_300, 1_300), (-400, 600, 900, 900),
    ]  # fmt: skip


def test_a_report_shows_it_on_the_last_day_of_its_period_and_not_on_the_next() -> None:
    written = budgeted()
    accrue(written, "AC-0001", march(7), work("3500", 700))
    undo(written, "AC-0001", march(8), work("3500", -700), due=True)
    assert figures(written, "3500", march(7)) == (0, 700, 700, 700, 79_300, 80_000, 0)
    assert figures(written, "3500", march(8)) == (0, 0, 0, 0, 80_000, 80_000, 0)
    shown = [row[4:10] for row in written.rows("cost_report", on=march(7)) if row[0] == "grand total"]
    assert shown == [(0, 0, 700, 700, 700, 519_300)]


def test_in_every_mode_of_estimating_accrued_work_is_inside_the_final_cost_once() -> None:
    """On budget, EFC held, ETC entered: before, with the accrual, after its reversal, and with the invoice."""
    written = budgeted()
    held(written, "3500", 60_000, march(2))
    etc(written, "5000", 30_000, march(2))
    accrue(written, "AC-0001", march(5), work("3320", 700), work("3500", 700, 2), work("5000", 700, 3, taken=700))
    final = {"3320": 50_000, "3500": 60_000, "5000": 30_000}
    assert {code: figures(written, code)[1:6] for code in final} == {code: (700, 700, 700, efc - 700, efc) for code, efc in final.items()}
    undo(written, "AC-0001", march(8), work("3320", -700), work("3500", -700, 2), work("5000", -700, 3, taken=-700), due=True)
    assert {code: figures(written, code)[1:6] for code in final} == {code: (0, 0, 0, efc, efc) for code, efc in final.items()}
    invoice(written, "I-0001", march(9), cost("3320", 700), cost("3500", 700, 2), cost("5000", 700, 3, taken=700))
    assert {code: figures(written, code)[:6] for code in final} == {code: (700, 0, 0, 700, efc - 700, efc) for code, efc in final.items()}


def test_an_estimate_entered_after_the_accrual_gets_the_work_back_when_it_is_reversed() -> None:
    written = budgeted()
    accrue(written, "AC-0001", march(5), work("5000", 700))
    etc(written, "5000", 20_000, march(6))
    assert figures(written, "5000")[1:6] == (700, 700, 700, 20_000, 20_700)
    undo(written, "AC-0001", march(8), work("5000", -700, taken=-700), due=True)
    assert figures(written, "5000")[1:6] == (0, 0, 0, 20_700, 20_700)


def test_an_engagement_is_accrued_and_its_part_of_the_commitments_stays_its_own_list() -> None:
    written = budgeted()
    hire(written, "E-0001", march(2), line("3310", 5_000))
    accrue(written, "AC-0001", march(5), work("3310", 5_400, promise="engagement/E-0001"))
    columns = ("po_commitments", "engagement_commitments", "accrued_beyond", "commitments", "accrued")
    assert by(written.rows("account_figures", "account", *columns))["3310"] == (0, 5_000, 400, 5_400, 5_400)
    with written.session() as session:
        assert session.broken().keys() <= {"nothing_takes_effect_in_the_future"}


def test_the_list_of_accruals() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000))
    accrue(written, "AC-0001", march(5), work("3320", 400, promise=PO))
    accrue(written, "AC-0002", march(5), work("3500", 70), work("5000", 30, 2), vendor="P-0010")
    accrue(written, "AC-0003", march(5), work("3500", 5))
    undo(written, "AC-0001", march(6), work("3320", -400, promise=PO), invoice="invoice/I-0001")
    undo(written, "AC-0002", march(8), work("3500", -70), work("5000", -30, 2), due=True)
    columns = ("accrual", "period", "account", "order", "vendor", "amount", "until", "stage", "reversed on", "reversed by")
    assert written.rows("accruals", *columns, names=NAMES, on=march(9)) == [
        ("AC-0001", "2021-W09", "3320", "PO-0001", None, 400, march(7), "reversed", march(6), "I-0001"),
        ("AC-0002", "2021-W09", "3500, 5000", None, "Harbour Haulage", 100, march(7), "reversed", march(8), "period over"),
        ("AC-0003", "2021-W09", "3500", None, None, 5, march(7), "due", None, None),
    ]


def test_accrued_work_is_spend_of_its_vendor_or_of_none() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3320", 1_000))
    accrue(written, "AC-0001", march(5), work("3320", 1_200, promise=PO))
    accrue(written, "AC-0002", march(5), work("3500", 70), vendor="P-0010")
    accrue(written, "AC-0003", march(5), work("3500", 5))
    assert written.rows("spend_by_vendor", names=NAMES) == [
        ("P-0009", "Northlight", 1_200, 0, 0, 0),
        ("P-0010", "Harbour Haulage", 70, 0, 0, 0),
        (None, "no vendor named", 5, 0, 0, 0),
    ]
    assert written.rows("spend_by_account", "account", "committed") == [("3320", 1_200), ("3500", 75)]
    assert written.rows("spend_by_period", "period", "committed")[0] == ("2021-W09", 1_275)
    assert written.rows("status_figures", "commitments", "accrued") == [(1_275, 1_275)]
