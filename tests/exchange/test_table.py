"""Reading tables: what is read as it stands, and what is refused with row, column, value and the flag."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from ledger.errors import Misuse
from ledger.exchange.figures import Figure, decimal_mark, figure, money, plain_text, quantity
from ledger.exchange.table import Problems, Row, read
from ledger.exchange.workbook import letters, place, uncalculated
from ledger.money import Money

PLAIN = "Acct,Description,Amt\n3300,Camera,100\n"


def saved(folder: Path, data: str | bytes, name: str = "budget.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return path


def refused(path: Path, *words: str, **options: str) -> None:
    with pytest.raises(Misuse) as refusal:
        read(path, **options)
    for word in words:
        assert word in str(refusal.value), str(refusal.value)


def test_a_csv_is_read_with_the_row_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    table = read(saved(tmp_path, '\nAcct, Desc  ription ,Amt,\n3300,"a, ""b""\nc",100\n\n,,\n3400,Sound,2,\n'))
    assert table.header == ("Acct", "Desc ription", "Amt")
    assert table.rows == (Row(3, ("3300", 'a, "b"\nc', "100")), Row(6, ("3400", "Sound", "2")))
    assert (table.column("amt"), table.name) == (2, "budget.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_is_believed_and_every_line_end_is_read(tmp_path: Path, encoding: str, end: str) -> None:
    text = "Acct,Name\n01,Guión y música\n".replace("\n", end)
    table = read(saved(tmp_path, text.encode(encoding)))
    assert table.header == ("Acct", "Name") and table.rows == (Row(2, ("01", "Guión y música")),)


def test_another_encoding_is_read_when_it_is_declared_and_proposed_when_it_is_not(tmp_path: Path) -> None:
    path = saved(tmp_path, "Acct;Name\n01;Guión\n02;Música y baño\n".encode("cp1252"))
    assert read(path, encoding="cp1252", delimiter=";").rows[1] == Row(3, ("02", "Música y baño"))
    refused(path, "budget.csv, row 2, column Name, value 'Guión'", "0xF3 is not utf-8", "--encoding cp1252", delimiter=";")


def test_a_declared_encoding_that_would_garble_utf_8_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "Acct,Name\n01,Guión\n")
    refused(path, "budget.csv is UTF-8", "'01,GuiÃ³n'", "Leave --encoding out", encoding="cp1252")
    assert read(path, encoding="utf8").rows[0].cells == ("01", "Guión")


def test_utf_16_without_its_mark_is_refused_with_the_flag(tmp_path: Path) -> None:
    path = saved(tmp_path, PLAIN.encode("utf-16-le"))
    refused(path, "zero bytes", "--encoding utf-16-le")
    assert read(path, encoding="utf-16-le").rows[0].cells == ("3300", "Camera", "100")
    refused(saved(tmp_path, PLAIN.encode("utf-16-le") + b"\0"), "is not utf-16-le", encoding="utf-16-le")


@pytest.mark.parametrize("name", ["klingon", "base64", "undefined"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misuse, match="encoding"):
        read(saved(tmp_path, PLAIN), encoding=name)


@pytest.mark.parametrize(("mark", "flag"), [(";", "--delimiter ';'"), ("\t", "--delimiter tab"), ("|", "--delimiter '|'")])
def test_another_delimiter_is_proposed_and_read_when_declared(tmp_path: Path, mark: str, flag: str) -> None:
    path = saved(tmp_path, PLAIN.replace(",", mark))
    refused(path, "row 1: the header is one column", flag)
    assert read(path, delimiter="tab" if mark == "\t" else mark) == read(saved(tmp_path, PLAIN))
    refused(saved(tmp_path, PLAIN), "--delimiter ','", delimiter=";")
    refused(path, "--delimiter is ';;'", delimiter=";;")


def test_ragged_rows_are_refused_all_at_once(tmp_path: Path) -> None:
    path = saved(tmp_path, PLAIN + "3400,Sound\n3500,Trucks,12,50\n3600,Location,9,\n")
    refused(
        path,
        "2 rows cannot be read; nothing was recorded",
        "row 3, column Amt: '3400, Sound' is a row of 2 cells where the header has 3",
        "row 4, column 4: '50' is beyond the 3 columns",
    )
    problems = Problems("budget.csv")
    assert [row.number for row in read(path, problems=problems).rows] == [2, 5] and len(problems.found) == 2


def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_row(tmp_path: Path) -> None:
    refused(saved(tmp_path, PLAIN + '3400,"Sound,5\n' * 3), "budget.csv, row 3", "quotation mark")
    refused(saved(tmp_path, PLAIN + '3400,"Sound" and light,5\n'), "budget.csv, row 3", "quotation mark")


def test_a_missing_and_a_double_column_are_refused(tmp_path: Path) -> None:
    table = read(saved(tmp_path, "Acct,Amt,amt\n1,2,3\n"))
    with pytest.raises(Misuse, match="no column Total; it has Acct, Amt, amt"):
        table.column("Total")
    with pytest.raises(Misuse, match="2 columns called Amt"):
        table.column("Amt")


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "none.csv", "none.csv cannot be opened: No such file")
    refused(tmp_path, "cannot be opened: Is a directory")
    refused(saved(tmp_path, ""), "has no rows")
    refused(saved(tmp_path, "\n\n,,\n"), "has no rows")
    refused(saved(tmp_path, PLAIN, "budget.xlsx"), "budget.xlsx is called XLSX and is not a workbook")
    refused(saved(tmp_path, b"PK\x03\x04 and no more", "budget.xlsx"), "not a workbook that can be read")
    refused(saved(tmp_path, b"\xd0\xcf\x11\xe0 old", "budget.xls"), "old XLS form", "Save it as XLSX")


def test_a_workbook_is_read_as_text_with_the_digits_it_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [[], ["Acct", "Rate", "When"], [3300, 38.33, True], ["01", 12500.5, ""], [1e15, -0.0, 0.285]]
    table = read(workbook(tmp_path / "budget.xlsx", rows, []))
    assert table.header == ("Acct", "Rate", "When")
    assert table.rows == (
        Row(3, ("3300", "38.33", "TRUE")),
        Row(4, ("01", "12500.5", "")),
        Row(5, ("1000000000000000", "0", "0.285")),
    )
    assert isinstance(table.rows[0].cells[1], Figure) and not isinstance(table.rows[1].cells[0], Figure)


def test_dates_of_a_workbook_are_iso(tmp_path: Path) -> None:
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Day")
        sheet.write_datetime(1, 0, date(2021, 3, 12), book.add_format({"num_format": "yyyy-mm-dd"}))
    assert read(path).rows == (Row(2, ("2021-03-12",)),)


def test_a_formula_without_a_result_or_with_an_error_and_a_merged_cell_are_named(tmp_path: Path) -> None:
    path = tmp_path / "payroll.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("notes").write(0, 0, "Acct")
        sheet = book.add_worksheet("W09")
        sheet.write_row(0, 0, ["Acct", "Description", "Amt"])
        sheet.merge_range("A2:A3", "3300")
        sheet.write_formula("C2", "=2*50", None, "")
        sheet.write_formula("C3", "=2*50", None, 100)
        sheet.write_formula("E3", "=C2+C3", None, "")
        sheet.write_formula("C4", "=C3/0", None, "#DIV/0!")
    refused(
        path, "2 rows cannot be read; nothing was recorded", "row 4, column Amt: '#DIV/0!' is an error of the spreadsheet",
        "row 2, column Acct: 'A2:A3' is one merged cell",
        "row 2, column Amt: '=2*50' is a formula without a result", sheet="W09",
    )  # fmt: skip
    noted = Problems("payroll.xlsx")
    assert [row.number for row in read(path, sheet="W09", problems=noted).rows] == [2, 3] and len(noted.found) == 3


def test_a_workbook_with_results_is_read_and_an_odd_one_is_left_to_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "payroll.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Acct", "Amt"])
        sheet.write_formula("A2", '="33"&"00"', None, "3300")
        sheet.write_formula("B2", "=2*50", None, 100)
    assert read(path).rows == (Row(2, ("3300", "100")),)
    assert uncalculated(path, "no such sheet") == []
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [place(cell) for cell in ("A1", "AA10", "odd")] == [(0, 0), (26, 9), (0, 0)]


def test_a_workbook_of_two_sheets_needs_the_name_of_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "two.xlsx", [["Acct"], ["1"]], [["Acct"], ["2"]])
    refused(path, "has 2 sheets: Sheet1, Sheet2", "--sheet")
    assert read(path, sheet="Sheet2").rows[0].cells == ("2",)
    refused(path, "no sheet Budget; it has Sheet1, Sheet2", sheet="Budget")


@pytest.mark.parametrize(
    ("text", "decimal", "meant"),
    [
        ("12500", None, "12500"),
        (" -0.16 ", None, "-0.16"),
        ("1.234,56", ",", "1234.56"),
        ("1234,56", ",", "1234.56"),
        ("-1.234.567", ",", "-1234567"),
        ("1\u00a0234,5", ",", "1234.5"),
        ("1\u202f234\u202f567,50", ",", "1234567.50"),
        ("1,234.56", ".", "1234.56"),
        ("1,234", ".", "1234"),
    ],
)
def test_a_figure_is_read_with_its_declared_decimal_mark(text: str, decimal: str | None, meant: str) -> None:
    assert plain_text(text, decimal) == meant


@pytest.mark.parametrize(
    ("text", "decimal", "why"),
    [
        ("12,50", None, "add --decimal , if 12.50 is meant"),
        ("1.234,56", None, "add --decimal , if 1234.56 is meant"),
        ("1.234.567", None, "add --decimal , if 1234567 is meant"),
        ("1,234.56", None, "add --decimal . if 1234.56 is meant"),
        ("1,234", None, "add --decimal , if 1.234 is meant, add --decimal . if 1234 is meant"),
        ("12.50", ",", "--decimal , does not explain; add --decimal . if 12.50"),
        ("99999999999999999999.00", None, "more digits than a number may have"),
        ("12,34,56", ",", "not a plain number"),
        ("1.234 567,00", ",", "not a plain number"),
        ("0100", None, "not a plain number"),
        ("NaN", None, "not a plain number"),
        ("1e3", None, "not a plain number"),
        ("inf", ".", "not a plain number"),
        ("+5", None, "not a plain number"),
        ("$5", None, "not a plain number"),
        ("16 %", None, "not a plain number"),
        ("(5)", None, "not a plain number"),
        ("٣", None, "not a plain number"),
    ],
)
def test_any_other_figure_is_refused_with_the_flag_that_would_read_it(text: str, decimal: str | None, why: str) -> None:
    with pytest.raises(Misuse) as refusal:
        plain_text(text, decimal)
    assert why in str(refusal.value)


def test_a_numeric_cell_has_a_point_whatever_is_declared_and_never_loses_a_digit() -> None:
    assert plain_text(figure(1234.5), ",") == "1234.5"
    assert money(figure(12500.5), "USD", ",") == Money.parse("12500.50", "USD")
    assert money(figure(12500.0), "JPY", None) == Money.parse("12500", "JPY")
    assert str(quantity(figure(38.33), None)) == "38.33"
    with pytest.raises(Misuse, match="17 digits after the point and USD has 2"):
        money(figure(0.1 + 0.2), "USD", None)
    with pytest.raises(Misuse, match="more digits than a number may have"):
        quantity(figure(0.1 + 0.2), None)
    assert figure(float("nan")) == "NaN"
    for bad in (float("nan"), float("inf"), 1e22):
        with pytest.raises(Misuse):
            money(figure(bad), "USD", None)
    with pytest.raises(Misuse, match=r"12500\.5 has 1 digit after the point and USD has 2"):
        money("12500.5", "USD", None)


def test_the_decimal_mark_is_a_point_or_a_comma() -> None:
    with pytest.raises(Misuse, match="--decimal is ';'"):
        decimal_mark(";")
