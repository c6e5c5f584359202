"""Invoices of a file: rows, lines of one invoice, and what is wrong with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ledger.errors import DoesNotAdd, Misuse, Refused
from ledger.exchange.invoice_file import InvoiceFile, read_invoices
from ledger.intake import ties
from ledger.money import Money

HEAD = "vendor,number,dated,net,tax,tax code,gross,recoverable,withholding,currency,rate,due,order,for,account\n"


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def read(folder: Path, text: str, head: str = HEAD, **form: str) -> InvoiceFile:
    path = folder / "march.csv"
    path.write_text(head + text, encoding="utf-8")
    return read_invoices(path, currency="EUR", **form)  # type: ignore[arg-type]


def test_a_row_is_an_invoice_and_rows_of_one_number_are_its_lines(tmp_path: Path) -> None:
    first = "Lumen,F-1,2024-03-04,100,21.00,IVA21,121,10,15,,,2024-04-04,PO-1,lenses,3300\n"
    file = read(tmp_path, f"{first}lumen,F-1,,50,5.00,IVA10,,,,,,,,van,3500\nQuay,7,2024-03-05,90,,,,,,GBP,1.18,,,,3500\n")
    file.check()
    one, other = file.invoices.values()
    assert [one.sum(name) for name in ("net", "tax", "gross", "recoverable", "withholding")] == [
        eur("150"), eur("26"), eur("176"), eur("15"), eur("15"),
    ]  # fmt: skip
    assert (one.row, one.order, one.days["due"], [row.account for row in one.rows]) == (2, "PO-1", date(2024, 4, 4), ["3300", "3500"])
    assert (other.currency, other.rate, other.sum("gross")) == ("GBP", Decimal("1.18"), Money.parse("90", "GBP"))


def test_a_workbook_is_read_with_its_dates_and_named_columns(tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Supplier", "Ref", "Date", "Base"])
        sheet.write_row(1, 0, ["Lumen", "F-1"])
        sheet.write_datetime(1, 2, date(2024, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))  # type: ignore[arg-type]  # dates too
        sheet.write_number(1, 3, 12.5)
    file = read_invoices(path, currency="EUR", columns={"vendor": "Supplier", "number": "Ref", "dated": "Date", "net": "Base"})
    (one,) = file.invoices.values()
    assert (one.days["dated"], one.sum("net")) == (date(2024, 3, 4), eur("12.50"))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Lumen,F-1,2024-03-04,100,21.00,IVA21,120,,,,,,,,", "column gross: '120' is stated, and 100.00 EUR net and 21.00 EUR tax are 121"),
        ("Lumen,F-1,2024-03-04,100,21.00,IVA21,,22.00,,,,,,,", "column recoverable: '22.00' cannot be recoverable of 21.00 EUR tax"),
        ("Lumen,F-1,2024-03-04,100,21.00,,,,,,,,,,", "column tax code: '' is empty, and the row has 21.00 EUR tax"),
        ("Lumen,F-1,2024-03-32,100,,,,,,,,,,,", "column dated: '2024-03-32' is no day"),
        ("Lumen,F-1,2024-03-04,100,,,,,,ABC,,,,,", "column currency: 'ABC' is not an ISO 4217 currency in use"),
        (",F-1,2024-03-04,100,,,,,,,,,,,", "column vendor: '' is empty"),
        ('Lumen,F-1,2024-03-04,"1,00",,,,,,,,,,,', "add --decimal , if 1.00 is meant"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_column_and_value(tmp_path: Path, row: str, why: str) -> None:
    with pytest.raises(Misuse) as refusal:
        read(tmp_path, row).check()
    assert f"row 2, {why}" in str(refusal.value) or why in str(refusal.value)


def test_the_lines_of_an_invoice_say_nothing_else_than_its_first_row(tmp_path: Path) -> None:
    file = read(
        tmp_path, "Lumen,F-1,2024-03-04,100,,,,,,,,,,,3300\nLumen,F-1,2024-03-05,50,,,,,,,,,,,3500\nLumen,F-1,2024-03-04,50,,,,,,,,,,,\n"
    )
    with pytest.raises(Misuse) as refusal:
        file.check()
    assert "row 3, column dated: '2024-03-05' is another than in row 2 of the same invoice, which says 2024-03-04" in str(refusal.value)
    assert "row 4, column number: 'F-1' is already in row 2; several rows of one invoice are its lines" in str(refusal.value)


def test_the_control_total_ties(tmp_path: Path) -> None:
    file = read(tmp_path, "Lumen,F-1,2024-03-04,100,21.00,IVA21,,,,,,,,,\n")
    ties(file, eur("121"))
    with pytest.raises(DoesNotAdd, match=r"121\.00 EUR and the control total is 120\.00 EUR \(1\.00 EUR too much\)"):
        ties(file, eur("120"))
    with pytest.raises(Refused, match="is in EUR, and the control total is"):
        ties(file, Money.parse("121", "USD"))
    with pytest.raises(Misuse, match="has a header and no invoices"):
        read(tmp_path, "")


def test_a_file_whose_every_row_is_too_short_is_refused_by_its_rows(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="row 2, column net: 'Lumen, F-1, 2024-03-04' is a row of 3 cells where the header has 15"):
        read(tmp_path, "Lumen,F-1,2024-03-04\n").check()


def test_the_columns_that_hold_no_field_are_known(tmp_path: Path) -> None:
    file = read(tmp_path, "Lumen,F-1,2024-03-04,100,15.00\n", head="vendor,number,dated,net,witholding\n")
    file.check()
    assert file.ignored == ["witholding"]
