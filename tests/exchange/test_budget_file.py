"""Budget files: every bad row at once, and totals that tie or are accepted as rounding, never silently."""

import time
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import xlsxwriter

from ledger.aggregates.budget import BUDGET, adopt, import_lines, lock
from ledger.aggregates.budget_line import BudgetLine
from ledger.charts import chart
from ledger.errors import DoesNotAdd, LedgerError, Misuse, Unknown
from ledger.exchange.budget_file import BudgetFile, columns, read_budget
from ledger.money import Money
from tests.given import given

SECTIONS = {account.code: account.section for account in chart("us-tv")}
MAP = {"account": "Acct", "description": "Description", "total": "Amt"}


def usd(amount: str) -> Money:
    return Money.parse(amount, "USD")


def budget(folder: Path, text: str, **options: object) -> BudgetFile:
    path = folder / "budget.csv"
    path.write_text(text, encoding="utf-8")
    return read_budget(path, **{"currency": "USD", "sections": SECTIONS, **options})  # type: ignore[arg-type]


def refused(folder: Path, text: str, error: type[LedgerError], *words: str, **options: object) -> None:
    with pytest.raises(error) as refusal:
        budget(folder, text, **options)
    assert type(refusal.value) is error
    for word in words:
        assert word in str(refusal.value), str(refusal.value)


def test_lines_are_numbered_by_account_and_calculated_or_taken_as_stated(tmp_path: Path) -> None:
    text = (
        "Acct,Description,Days,X,Rate,Units,Amt,Kind\n2300,greens foreman,10,12.5,38.33,days,,real\n,HEADING,,,,,,\n"
        "6700,insurance,0.16,,5752177,%,9203.48,\n2300,,,,,allow,500,\n"
    )
    read = budget(tmp_path, text, columns=columns(["account=Acct,amount=Days", "total=Amt"]))
    assert read.lines == (
        BudgetLine(account="2300", line=1, description="greens foreman", result=usd("4791.25"), amount=Decimal(10), units="days",
                   x=Decimal("12.5"), rate=Decimal("38.33"), kind="real"),
        BudgetLine(account="6700", line=1, description="insurance", result=usd("9203.48"), amount=Decimal("0.16"), units="%",
                   rate=Decimal(5752177)),
        BudgetLine(account="2300", line=2, description="account 2300", result=usd("500"), units="allow"),
    )  # fmt: skip
    assert (read.total, read.rounding, read.name) == (usd("14494.73"), usd("0"), "budget.csv")


def test_a_spanish_file_is_read_as_declared_and_refused_with_the_flags_when_not(tmp_path: Path) -> None:
    path = tmp_path / "presupuesto.csv"
    path.write_bytes("Cuenta;Descripción;Importe\n01;Guión;1.234,56\n02;Artístico;10500,00\nTOTAL;;11.734,56\n".encode("cp1252"))
    heads = {account.code: account.section for account in chart("icaa")}
    named = {"account": "Cuenta", "description": "Descripción", "total": "Importe"}
    read = read_budget(path, currency="EUR", sections=heads, columns=named, encoding="cp1252", delimiter=";", decimal=",")
    assert read.total == Money.parse("11734.56", "EUR") and read.lines[0].description == "Guión"
    with pytest.raises(Misuse, match="--encoding cp1252"):
        read_budget(path, currency="EUR", sections=heads, columns=named)
    with pytest.raises(Misuse, match="--delimiter ';'"):
        read_budget(path, currency="EUR", sections=heads, columns=named, encoding="cp1252")
    with pytest.raises(Misuse, match=r"row 2, column Importe: '1\.234,56' has a separator; add --decimal , if 1234\.56 is meant"):
        read_budget(path, currency="EUR", sections=heads, columns=named, encoding="cp1252", delimiter=";")


def test_a_workbook_is_a_budget_file_too(tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate([["Acct", "Description", "Amt"], [3300, "Camera", 379385.5], ["TOTAL", "", 379385.5]]):
            sheet.write_row(n, 0, row)
    read = read_budget(path, currency="USD", sections=SECTIONS, columns=MAP, decimal=",")
    assert read.lines == (BudgetLine(account="3300", line=1, description="Camera", result=usd("379385.50")),)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Acct", "Amt"])
        sheet.write_row(1, 0, [3300, 13636.123])
    with pytest.raises(Misuse, match=r"row 2, column Amt: '13636.123' has 3 digits after the point and USD has 2"):
        read_budget(path, currency="USD", sections=SECTIONS, columns={"account": "Acct", "total": "Amt"})


def test_every_bad_row_is_listed_with_column_and_value(tmp_path: Path) -> None:
    text = (
        "account,description,amount,rate,total\n3350,x,,,5\n3300,x,NaN,2,\n3300,x,1e3,2,\n3300,x,,,12.5\n3300,x\n3300,x,,,\n,x,,,7\n"
        "3300,a\x07b,,,9\n3300,x,1,,\nTOTAL 99,,,,5\nTOTAL,,,,\n3300,x,999999999,999999999,\n3300,fine,,,5\n"
    )
    refused(
        tmp_path,
        text,
        Misuse,
        "budget.csv: 12 rows cannot be read; nothing was recorded.",
        "row 2, column account: '3350' is not an account of the chart; the nearest are 3300, 3400, 3200",
        "row 3, column amount: 'NaN' is not a plain number",
        "row 4, column amount: '1e3' is not a plain number",
        "row 5, column total: '12.5' 12.5 has 1 digit after the point and USD has 2",
        "row 6, column amount: '3300, x' is a row of 2 cells where the header has 5",
        "row 7, column total: '' is no figure: a line needs a total, or an amount and a rate",
        "row 8, column account: '' is no account, and the row has a figure",
        "row 9, column description: 'a\\x07b' cannot be recorded",
        "row 10, column total: '' is no figure",
        "row 11, column account: 'TOTAL 99' is a total of no account and no section",
        "row 12, column total: '' is no figure, and the row is TOTAL",
        "row 13, column rate: '999999999' is too much",
    )


def test_beyond_twenty_bad_values_the_rest_is_a_count(tmp_path: Path) -> None:
    refused(
        tmp_path, "account,total\n" + "3350,5\n" * 1234, Misuse, "1,234 rows cannot be read", "row 21, column account", "and 1,214 more"
    )


def test_one_bad_row_among_twenty_thousand_is_named_quickly(tmp_path: Path) -> None:
    rows = ["account,description,amount,x,rate"] + [f"{3300 + 100 * (n % 4)},line {n},10,12.5,38.33" for n in range(20_000)]
    rows[17_776] = "3300,line,10,12.5,38;33"
    started = time.perf_counter()
    refused(tmp_path, "\n".join(rows), Misuse, "1 row cannot be read", "row 17777, column rate: '38;33' is not a plain number")
    assert time.perf_counter() - started < 10  # about 1 s; the bound is for a slow machine
    del rows[17_776]
    assert budget(tmp_path, "\n".join(rows)).total == usd("95820208.75")


def test_the_columns_are_required_and_may_be_named(tmp_path: Path) -> None:
    refused(tmp_path, "code,total\n3300,5\n", Misuse, "no column account; it has code, total", "--columns")
    refused(tmp_path, "account,rate\n3300,5\n", Misuse, "no column total; it has account, rate")
    refused(tmp_path, "account,total\n3300,5\n", Misuse, "no column Amt", columns={"total": "Amt"})
    refused(tmp_path, "account,total\n", Misuse, "no lines")
    assert columns(["account=Acct, total=Amt", "x=Mult"]) == {"account": "Acct", "total": "Amt", "x": "Mult"}
    for wrong in ("code=Acct", "account", "account="):
        with pytest.raises(Misuse, match="does not name a column"):
            columns([wrong])


def test_a_line_whose_total_is_not_its_product_is_refused_with_both_figures(tmp_path: Path) -> None:
    text = "account,amount,x,rate,total\n2300,10,12.5,38.33,4791\n3600,15,1,909.10,13600\n"
    refused(
        tmp_path,
        text,
        DoesNotAdd,
        "2 rows with a total that does not tie",
        "row 2, column total: '4,791.00 USD' is stated, and amount × X × rate comes to 4,791.25 USD, 0.25 USD less stated",
        "add --whole",
        "'13,600.00 USD' is stated, and amount × X × rate comes to 13,636.50 USD",
    )
    assert budget(tmp_path, text.replace("13600", "13637"), whole=True).total == usd("18428")


TOTALS = "account,total\n1100,100\nTotal above the line,100\n"
TOTALS += "3300,10\n3300,20\n3300 TOTAL,{camera}\nTOTAL PRODUCTION,{production}\nGRAND TOTAL,{total}\n"


def totals(camera: int = 30, production: int = 30, total: int = 130) -> str:
    return TOTALS.format(camera=camera, production=production, total=total)


def test_stated_totals_of_accounts_sections_and_the_budget_must_tie(tmp_path: Path) -> None:
    assert budget(tmp_path, totals(), total=usd("130")).total == usd("130")
    refused(
        tmp_path, totals(camera=31, production=29, total=150), DoesNotAdd,
        "budget.csv does not tie; nothing was recorded", "--accept-rounding ACCOUNT",
        "row 6, 3300 TOTAL: 31.00 USD is stated and the lines come to 30.00 USD, 1.00 USD more stated",
        "row 7, TOTAL PRODUCTION: 29.00 USD is stated and the lines come to 30.00 USD, 1.00 USD less stated",
        "row 8, GRAND TOTAL: 150.00 USD is stated and the lines come to 130.00 USD, 20.00 USD more stated",
    )  # fmt: skip
    refused(tmp_path, totals(), DoesNotAdd, "the total given: 129.00 USD is stated and the lines come to 130.00 USD", total=usd("129"))


def test_an_accepted_difference_becomes_a_rounding_line(tmp_path: Path) -> None:
    read = budget(tmp_path, totals(total=129), accept_rounding="ROUNDING")
    assert (read.total, read.rounding) == (usd("129"), usd("-1"))
    assert read.lines[-1] == BudgetLine(account="ROUNDING", line=1, description="Rounding to GRAND TOTAL", result=usd("-1"), rounding=True)
    own = budget(tmp_path, totals(camera=31, production=31, total=131), accept_rounding="ROUNDING")
    assert [(line.account, line.line, line.result) for line in own.lines if line.rounding] == [("3300", 3, usd("1"))]
    section = budget(tmp_path, totals(production=31, total=131), accept_rounding="3400")
    assert [(line.account, line.result) for line in section.lines if line.rounding] == [("3400", usd("1"))]


def test_no_difference_is_accepted_that_rounding_does_not_explain(tmp_path: Path) -> None:
    refused(tmp_path, totals(total=30130), DoesNotAdd, "30,130.00 USD is stated", "more than rounding", accept_rounding="ROUNDING")
    refused(tmp_path, totals(production=31), DoesNotAdd, "TOTAL PRODUCTION: 31.00 USD", accept_rounding="ROUNDING")
    refused(tmp_path, totals(total=129), DoesNotAdd, "TOTAL PRODUCTION: 30.00 USD", "29.00 USD", accept_rounding="3400")
    refused(tmp_path, totals(), Unknown, "no account 9998 to take a rounding difference", accept_rounding="9998")


def test_the_pilot_ties_to_its_published_totals_to_the_dollar() -> None:
    # Section and grand totals of v01 as published in the public repository 7777tbone7777/ai-budget-system, field research 8.1.
    with as_file(files("ledger").joinpath("examples/pilot/budget-v01.csv")) as path:
        with pytest.raises(DoesNotAdd, match=r"row 38, TOTAL: 6,491,640\.00 USD is stated and the lines come to 6,491,641\.00 USD"):
            read_budget(path, currency="USD", sections=SECTIONS, whole=True)
        read = read_budget(path, currency="USD", sections=SECTIONS, whole=True, accept_rounding="ROUNDING")
    sums: dict[str, Money] = {}
    for line in read.lines:
        sums[SECTIONS[line.account]] = sums.get(SECTIONS[line.account], usd("0")) + line.result
    assert sums == {
        "above the line": usd("1180770"),
        "production": usd("4384443"),
        "post-production": usd("452054"),
        "other": usd("474374"),
        "rounding": usd("-1"),
    }
    assert [line.result for line in read.lines if line.account == "6700"] == [usd("9203"), usd("712"), usd("712")]
    assert {line.kind for line in read.lines} == {"real", "stand-in from a sister budget", "balancing figure", "illustrative", None}

    adopted = adopt(chart="us-tv", accounts=chart("us-tv"), currency="USD", whole=True)
    imported = import_lines(given(BUDGET, adopted).state, title=read.name, lines=read.lines)
    locked = lock(given(BUDGET, adopted, imported).state)
    assert (locked.total, locked.rounding, locked.contingency_account) == (usd("6491640"), usd("-1"), "8300")
    amounts = {line.account: line.amount for line in locked.lines}
    assert (amounts["8300"], amounts["6800"], amounts["6700"]) == (usd("300000"), usd("163747"), usd("10627"))
