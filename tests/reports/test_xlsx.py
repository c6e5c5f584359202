"""The workbook of the cost report, read back: every figure is the view's to the cent, and a formula is where one belongs."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ledger.aggregates.account import Account
from ledger.aggregates.budget import BUDGET, BudgetChartAdopted, BudgetLocked
from ledger.errors import Misuse, TooEarly
from ledger.labels.language import Language
from ledger.line import BudgetMove
from ledger.projections import About, Session, Window
from ledger.reports.cost_report import CostReport
from ledger.reports.xlsx import workbook
from tests.projections.books import budgeted, eur, line, march, order
from tests.reports.busy import busy
from tests.window import ABOUT, Written

HEADING = ["Midnight at the Roxy: a report, EUR", "Known to an entry"]


def made(session: Session, **options: Any) -> bytes:
    return workbook(session, lambda _: HEADING, session.view, **options)


def cells(content: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def formulas(content: bytes, sheet: int) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        text = file.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    return dict(re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>([^<]*)</f>', text))


def plain(value: Any, scale: int) -> Any:
    """A cell as the view has it: amounts at the currency's scale."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-scale)) if isinstance(value, int | float) else value or None


def equals_its_view(session: Session, content: bytes, sheet: str, view: str, scale: int = 2) -> bool:
    """Whether the page under the heading is the view, every cell of it."""
    columns, rows = session.view(view)
    kept = [i for i, name in enumerate(columns) if name not in ("kind", "section")]
    head, *found = cells(content, sheet)[len(HEADING) + 1 :]
    assert head[: len(kept)] == [columns[i].replace("_", " ") for i in kept]
    for row, wanted in zip(found, rows, strict=False):
        assert [plain(value, scale) for value in row[: len(kept)]] == [plain_view(wanted[i], scale) for i in kept]
    return len(found) >= len(rows)


def plain_view(value: Any, scale: int) -> Any:
    return value.quantize(Decimal(1).scaleb(-scale)) if isinstance(value, Decimal) else value or None


def test_every_stored_value_is_that_of_the_view() -> None:
    with busy().session() as session:
        content = made(session)
        assert equals_its_view(session, content, "Cost report", "cost_report")
        assert equals_its_view(session, content, "Top sheet", "top_sheet")


def test_an_account_reckons_across_and_a_subtotal_down() -> None:
    with busy().session() as session:
        content = made(session)
    names = [str(row[1]) for row in cells(content, "Cost report")]
    camera, total, production, grand = (
        names.index(name) + 1 for name in ("Camera crew", "total Camera", "total production", "grand total")
    )
    found = formulas(content, 1)
    assert found[f"G{camera}"] == f"D{camera}+E{camera}"
    assert found[f"I{camera}"] == f"G{camera}+H{camera}"
    assert found[f"O{camera}"] == f"ROUND(N{camera}-I{camera},2)"
    assert found[f"C{total}"] == f"SUBTOTAL(9,C{camera}:C{camera + 1})"
    assert found[f"C{production}"] == f"SUBTOTAL(9,C{camera}:C{production - 1})"
    assert found[f"C{grand}"] == f"C{grand - 2}+C{grand - 1}"
    assert found[f"O{grand + 2}"] == f"O{grand - 2}+H{grand - 1}"
    assert not {f"{column}{camera}" for column in "CDEFHJKLM"} & found.keys()
    assert not [place for place in found if place[0] in "ABQ"]


def test_the_outline_has_sections_categories_and_accounts() -> None:
    def levels(content: bytes) -> list[tuple[str, str]]:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            rows = re.findall(r'<row r="\d+"([^>]*)>', file.read("xl/worksheets/sheet1.xml").decode())
        return [(*re.findall(r'outlineLevel="(\d)"', row), *re.findall("hidden|collapsed", row)) for row in rows]  # type: ignore[misc]

    with busy().session() as session:
        opened, closed = levels(made(session)), levels(made(session, sections=True))
    assert opened[3:12] == [("1",), (), ("2",), ("2",), ("1",), ("1",), (), ("1",), ()]
    hidden = [(*level, "hidden") if level else ("collapsed",) for level in opened[3:12]]
    assert closed[3:12] == hidden


def test_the_top_sheet_is_linked_to_the_cost_report() -> None:
    with busy().session() as session:
        content = made(session)
    camera = next(number for number, row in enumerate(cells(content, "Top sheet"), 1) if row[1] == "Camera")
    total = next(number for number, row in enumerate(cells(content, "Cost report"), 1) if row[1] == "total Camera")
    assert formulas(content, 2)[f"F{camera}"] == f"'Cost report'!I{total}"


def test_one_window_makes_the_same_bytes_and_another_makes_others() -> None:
    written = busy()
    with written.session() as one, written.session() as again, written.session(on=march(3)) as other:
        assert made(one) == made(again) != made(other)


def test_words_are_never_taken_for_a_formula() -> None:
    with busy().session() as session:
        content = made(session)
    assert "=1+1" in [row[-1] for row in cells(content, "Cost report")]
    assert not [formula for formula in formulas(content, 1).values() if formula == "1+1"]


def test_open_orders_and_payables_are_listed_with_their_totals() -> None:
    with busy().session() as session:
        content = made(session)
    orders, bills = cells(content, "Open POs"), cells(content, "Payables")
    assert orders[-1][0] == "total EUR" and orders[-1][orders[3].index("open")] == 40_500.36
    assert bills[-1][0] == "total EUR" and bills[-1][bills[3].index("left to pay")] == 700.07


def test_a_list_is_summed_in_each_currency_and_in_the_books() -> None:
    written = budgeted()
    order(written, "PO-0001", march(2), line("3310", "1000.00", book=800, currency="USD"))
    order(written, "PO-0002", march(2), line("3320", "50.50"))
    with written.session() as session:
        content = made(session)
    head, *_, euros, dollars = cells(content, "Open POs")[3:]
    assert [(row[0], row[head.index("open")], row[head.index("open book")]) for row in (euros, dollars)] == [
        ("total EUR", 50.5, 850.5),
        ("total USD", 1000.0, ""),
    ]


def test_a_list_has_the_digits_of_each_currency() -> None:
    written = budgeted()
    dinars = line("3310", "1000.125", book=300, currency="TND"), line("3320", "0.002", 2, book=0, currency="TND")
    order(written, "PO-0001", march(2), *dinars)
    order(written, "PO-0002", march(2), line("3320", "125000", book=781, currency="JPY"))
    with written.session() as session:
        content = made(session)
    head, *rows = cells(content, "Open POs")[3:]
    assert [row[head.index("open")] for row in rows] == [1000.125, 0.002, 125000, 0, 125000, 1000.127]
    assert [row[0] for row in rows[3:]] == ["total EUR", "total JPY", "total TND"]
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        styles = file.read("xl/styles.xml").decode()
    assert all(f'formatCode="{form};-{form};' in styles for form in ("#,##0", "#,##0.00", "#,##0.000"))


def test_nothing_to_list_is_said() -> None:
    with budgeted().session() as session:
        content = made(session)
    assert [cells(content, sheet)[-1][0] for sheet in ("Open POs", "Payables")] == ["Nothing to show."] * 2


def seen(written: Written, about: About) -> Session:
    return Session(written, about, Window(written.last(), "2026-01-01T00:00:00.000000Z", march(9)), names={})  # type: ignore[arg-type]


def small(currency: str, scale: int, amount: Decimal) -> tuple[Written, About]:
    """A book of one account, in this currency."""
    written = Written()
    camera = Account(code="3300", name="Camera", category="3300", category_name="Camera", section="production")
    written.write(BUDGET, "main", BudgetChartAdopted(chart="small", accounts=(camera,), currency=currency), march(1))
    money = eur(1).__class__(amount, currency)
    locked = BudgetLocked(lines=(BudgetMove(account="3300", amount=money),), total=money, contingency_account=None)
    written.write(BUDGET, "main", locked, march(1))
    return written, About("0" * 32, "Midnight at the Roxy", currency, "Europe/Madrid", "system", scale)


@pytest.mark.parametrize(
    ("currency", "scale", "amount"),
    [("JPY", 0, "99999999999999"), ("KWD", 3, "999999999999.999"), ("EUR", 2, "9999999999999.99"), ("EUR", 2, "-9999999999999.99")],
)
def test_fifteen_digits_are_exact_in_every_scale(currency: str, scale: int, amount: str) -> None:
    written, about = small(currency, scale, Decimal(amount))
    with seen(written, about) as session:
        content = made(session)
        assert equals_its_view(session, content, "Cost report", "cost_report", scale)
        assert Decimal(amount) in [plain(value, scale) for row in cells(content, "Cost report") for value in row]


def test_a_sixteenth_digit_is_refused() -> None:
    written, about = small("EUR", 2, Decimal("10000000000000.00"))
    with (
        seen(written, about) as session,
        pytest.raises(Misuse, match=r"10,000,000,000,000\.00 EUR has more than the 15 digits .* --format csv"),
    ):
        made(session)


def test_a_book_without_a_budget_has_no_cost_report_to_write() -> None:
    with budgeted().session(on=date(2021, 2, 1)) as session, pytest.raises(TooEarly, match="No budget took effect by 2021-02-01"):
        made(session)


def test_columns_are_known_by_name_wherever_they_stand() -> None:
    names = [
        "kind",
        "section",
        "account",
        "description",
        "commitments",
        "of which accrued",
        "EFC",
        "last EFC",
        "change",
        "variance",
        "under/over",
    ]
    row = ["account", "production", "3300", "Camera", Decimal(9), Decimal(4), Decimal(100), Decimal(90), Decimal(10), Decimal(0), ""]
    report = CostReport([dict(zip(names, row, strict=True))], {"3300": "3300"}, 4, 2)
    found = {name: report.formula(0, name) for name in report.shown}
    assert {name: formula for name, formula in found.items() if formula} == {
        "change": "ROUND(E5-F5,2)",
        "under/over": 'IF(ROUND(H5,2)>0,"under",IF(ROUND(H5,2)<0,"over",""))',
    }


def test_a_title_may_hold_what_a_page_heading_reads_as_a_sign() -> None:
    written = busy()
    title = "Salt & Ferry " * 12
    with seen(written, replace(ABOUT, title=title)) as session:
        content = made(session)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert "Salt &amp;&amp; Ferry" in file.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("code", "pages", "heads", "words"),
    [
        (
            "es",
            ["Informe de costes", "Resumen por capítulos", "Variaciones", "Órdenes de compra abiertas", "Cuentas a pagar"],
            ["coste a la fecha", "compromisos", "pendiente de gasto", "coste final estimado", "presupuesto definitivo", "desviación"],
            ("total general", "por debajo", "por encima", "Contable de producción, fecha"),
        ),
        (
            "ca",
            ["Informe de costos", "Resum per capítols", "Variacions", "Ordres de compra obertes", "Comptes a pagar"],
            ["cost fins a la data", "compromisos", "pendent de despesa", "cost final estimat", "pressupost definitiu", "desviació"],
            ("total general", "per sota", "per sobre", "Comptable de producció, data"),
        ),
    ],
)
def test_a_workbook_is_headed_in_the_readers_language(code: str, pages: list[str], heads: list[str], words: tuple[str, ...]) -> None:
    language = Language(code)
    with busy().session() as session:
        content, english = made(session, language=language), made(session)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == pages
    report, there = cells(content, pages[0]), cells(english, "Cost report")
    assert set(heads) < set(report[len(HEADING) + 1])
    said = {value for row in report for value in row if isinstance(value, str)}
    grand, under, over, signed = words
    assert grand in said and signed in said and {under, over} & said
    assert [[v for v in row if not isinstance(v, str)] for row in report] == [[v for v in row if not isinstance(v, str)] for row in there]
    mine, theirs = formulas(content, 1), formulas(english, 1)
    assert mine == {place: text.replace('"under"', f'"{under}"').replace('"over"', f'"{over}"') for place, text in theirs.items()}
    assert f"&#39;{pages[0]}&#39;!" in str(formulas(content, 2)) or f"'{pages[0]}'!" in str(formulas(content, 2))
