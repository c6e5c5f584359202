"""Receipts out of a file: what a row becomes, and every bad row at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.errors import DoesNotAdd, Misuse, Refused
from ledger.exchange.envelope_file import FIELDS, EnvelopeFile, Receipt, read_envelope
from ledger.exchange.table import chosen
from ledger.money import Money

HEADER = "supplier,receipt,dated,account,net,tax_code,tax,recoverable,gross,description"
ON = date(2026, 3, 9)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def read(folder: Path, *rows: str, header: str = HEADER, **form: str) -> EnvelopeFile:
    path = folder / "week.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_envelope(path, currency="EUR", on=ON, columns=chosen(form.pop("words", "").split(), FIELDS), **form)  # type: ignore[arg-type]


def test_a_row_is_a_receipt_and_all_of_its_tax_comes_back_unless_it_says_otherwise(tmp_path: Path) -> None:
    file = read(tmp_path, "Shop,7,2026-03-04,3500,100.00,IVA21,21.00,,121.00,fuel", "Inn,,2026-03-05,3600,50.00,IVA10,5.00,0.00,,")
    file.check(eur("176"))
    assert file.receipts == [
        Receipt(2, "3500", eur("100"), eur("21"), eur("21"), date(2026, 3, 4), "Shop", "7", "IVA21", "fuel"),
        Receipt(3, "3600", eur("50"), eur("5"), eur("0"), date(2026, 3, 5), "Inn", None, "IVA10", None),
    ]


def test_columns_may_have_other_names_and_figures_another_mark(tmp_path: Path) -> None:
    header = "Tienda;Fecha;Cuenta;Base"
    file = read(
        tmp_path, "Shop;2026-03-04;3500;1.234,50", header=header, delimiter=";", decimal=",",
        words="supplier=Tienda dated=Fecha account=Cuenta net=Base",
    )  # fmt: skip
    file.check(eur("1234.50"))


def test_every_bad_row_is_told_with_row_column_value_and_both_figures(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Shop,7,2026-03-04,3500,100.00,IVA21,21.00,22.00,121.00,",
        "Shop,8,2026-03-32,3500,1e3,IVA21,,,,",
        "Shop,9,2026-03-04,3500,-5.00,,,,,",
    )
    with pytest.raises(Misuse) as told:
        file.check(eur("1"))
    said = str(told.value)
    assert said.startswith("week.csv: 3 rows cannot be posted; nothing was recorded.")
    assert "row 2, column recoverable: '22.00' is more than the tax of 21.00 EUR" in said
    assert "row 3, column net: '1e3'" in said and "row 3, column dated: '2026-03-32'" in said
    assert "row 4, column net: '-5.00' and 0.00 EUR tax are no receipt" in said


def test_a_file_without_receipts_and_one_that_misses_its_total_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="has a header and no receipts, so there is nothing to post"):
        read(tmp_path)
    with pytest.raises(Misuse, match="has no column net"):
        read(tmp_path, "Shop,2026-03-04,3500", header="supplier,dated,account")
    with pytest.raises(DoesNotAdd, match=r"comes to 121\.00 EUR and the control total is 120\.00 EUR \(1\.00 EUR too much\)"):
        read(tmp_path, "Shop,7,2026-03-04,3500,100.00,IVA21,21.00,,,").check(eur("120"))


def test_a_numbered_receipt_is_not_told_twice_word_for_word(tmp_path: Path) -> None:
    once = "Shop,7,2026-03-04,3500,10.00,,,,10.00,"
    with pytest.raises(Refused, match="row 3, column receipt: '7' is told in row 2 already, word for word"):
        read(tmp_path, once, once).check(eur("20"))
    read(tmp_path, once, "Shop,7,2026-03-04,3500,10.00,,,,10.00,the other half").check(eur("20"))
    read(tmp_path, *["Meter,,2026-03-04,3500,2.00,,,,2.00,"] * 2).check(eur("4"))
