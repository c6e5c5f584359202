"""A decision in a book with rules: it stands on the book as the rules saw it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.rule_check import checked, verdict_now
from ledger.aggregates.estimate import ESTIMATE, EstimatedFinalCostHeld
from ledger.book import Book
from ledger.decision import Decision
from ledger.errors import Conflict, TooEarly
from ledger.money import Money
from tests.cli.conftest import Desk
from tests.rules.test_reading import LABELS, RULE


def decision(book: Book, command: str, account: str, amount: str) -> Decision:
    made = Decision(book, "P-0001", book.today(), book.command(command, "0" * 64))
    made.record(ESTIMATE, account, EstimatedFinalCostHeld(account=account, amount=Money.parse(amount, "USD"), cause="Rates rose"))
    return made


def test_a_decision_conflicts_when_the_book_moved_after_its_rules_were_checked(book: Desk, tmp_path: Path) -> None:
    pack = tmp_path / "film"
    pack.mkdir()
    (pack / "rules.yaml").write_text(RULE, encoding="utf-8")
    (pack / "labels.csv").write_text("\n".join(LABELS), encoding="utf-8")
    book.does("compliance", "install", str(pack))
    with Book.open(book.path) as opened:
        first, second = decision(opened, "one", "3300", "10.00"), decision(opened, "two", "3400", "20.00")
        assert checked(first) == checked(second) == []
        assert first.known == second.known == opened.size()
        first.commit()
        with pytest.raises(Conflict, match=f"The book changed while you were deciding: its last entry is now {opened.size()}"):
            second.commit()


def test_a_condition_whose_pack_was_withdrawn_says_so(book: Desk) -> None:
    with Book.open(book.path) as opened:
        made = Decision(opened, "P-0001", opened.today(), opened.command("three", "0" * 64))
        with pytest.raises(TooEarly, match=r"is in no pack of this book any more. Withdraw the condition, or install its pack again."):
            verdict_now(made, "film.cap")


def test_what_rules_say_of_a_decision_is_told_even_where_nobody_reads_its_consequences(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_: str | None) -> None:
        raise RuntimeError

    monkeypatch.setattr("cli.remarks.on_rules", lambda _: ["It would be: fail."])
    monkeypatch.setattr("cli.options._say", closed)
    assert "It would be: fail." in book("party", "company", "Tidewater", "--kind", "vendor")[2]
