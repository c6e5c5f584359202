"""The first entry of a book."""

from ledger.aggregates.book import BOOK, BookOpened, open_book
from tests.given import given

ID = "0123456789abcdef0123456789abcdef"
OPENED = BookOpened(book=ID, format=1, title="Midnight", currency="EUR", timezone="Europe/Madrid", clock="system")


def test_a_book_begins_with_its_title_currency_time_zone_and_clock() -> None:
    given(BOOK).when(open_book, book=ID, title="Midnight", currency="EUR", timezone="Europe/Madrid").then(OPENED)


def test_a_demonstration_says_so_in_its_first_sentence() -> None:
    played = OPENED.model_copy(update={"clock": "demonstration"})
    assert played.sentence() == "opened the book of Midnight in EUR, Europe/Madrid time, as a demonstration"


def test_a_book_is_not_opened_twice() -> None:
    given(BOOK, OPENED).when(open_book, book=ID, title="Noon", currency="EUR", timezone="Europe/Madrid").refuses(
        "opened for Midnight", "topsheet init"
    )


def test_a_currency_that_is_not_in_use_is_refused() -> None:
    given(BOOK).when(open_book, book=ID, title="Midnight", currency="ESP", timezone="Europe/Madrid").refuses("'ESP'", "ISO 4217")


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    for zone in ("Europe/Barcino", "", "../etc/passwd", "CET+1\x00"):
        given(BOOK).when(open_book, book=ID, title="Midnight", currency="EUR", timezone=zone).refuses("is not a time zone", "Europe/Madrid")
