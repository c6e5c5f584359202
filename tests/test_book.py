"""The book: what an append checks, in one transaction or not at all."""

from __future__ import annotations

import hashlib
import multiprocessing
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from ledger import batch
from ledger.aggregates import authority, budget, engagement, estimate, invoice, party, purchase_order
from ledger.aggregates.account import Account
from ledger.aggregates.book import BOOK, FORMAT
from ledger.aggregates.budget_line import BudgetLine
from ledger.aggregates.deal import DealLine
from ledger.book import Book
from ledger.decision import Decision
from ledger.entry import Entry
from ledger.errors import AlreadyDone, Conflict, LedgerError, Misuse, OverBudget, Refused, TooLate, Unknown, Unreadable
from ledger.line import OrderedLine
from ledger.log import FORMAT as READ_FORMAT
from ledger.log import Log
from ledger.money import Money
from ledger.pay import PayRow
from ledger.proof import merkle
from ledger.terms import Recorded
from ledger.verify import verify

DAY = date(2026, 3, 2)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


class Clock:
    """A clock that the test sets, and chance that repeats."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.drawn = 0

    def __call__(self) -> datetime:
        return self.now

    def chance(self, length: int) -> bytes:
        self.drawn += 1
        return hashlib.sha256(str(self.drawn).encode()).digest()[:length]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Book]:
    """A book with a locked budget: 3300 has 1,000.00 and 8300 is a contingency of 100.00."""
    with begin(tmp_path / "midnight.book", clock) as made:
        yield made


def begin(path: Path, clock: Clock) -> Book:
    made, opened = Book.init(path, title="Midnight", currency="EUR", timezone="Europe/Madrid", clock=clock, chance=clock.chance)
    first = Decision(made, "P-0001", DAY, made.command(None, "init"), opened=opened)
    first.record(BOOK, "main", opened)
    first.record(party.PARTY, "P-0001", party.register_company(name="Midnight SL", kind="production company"))
    grant = authority.grant(party="P-0001", role="owner", starts=DAY, currency="EUR", over_budget=True, holder=None)
    first.record(authority.AUTHORITY, "A-0001", grant)
    first.commit()
    accounts = [
        Account(code="3300", name="Camera", category="3300", category_name="Camera", section="production"),
        Account(code="3500", name="Transport", category="3500", category_name="Transport", section="production"),
        Account(code="8300", name="Contingency", category="8300", category_name="Contingency", section="other", contingency=True),
    ]
    build = decide(made)
    build.record(budget.BUDGET, "main", budget.adopt(chart="small", accounts=accounts, currency="EUR"))
    lines = [
        BudgetLine(account=code, line=1, description="all of it", result=eur(amount))
        for code, amount in (("3300", "1000"), ("3500", "500"), ("8300", "100"))
    ]
    build.record(budget.BUDGET, "main", budget.BudgetImported(title="small.csv", lines=tuple(lines)))
    build.commit()
    lock = decide(made)
    lock.record(budget.BUDGET, "main", budget.lock(lock.know(budget.BUDGET, "main")))
    lock.commit()
    return made


def decide(book: Book, *, on: date = DAY, command: str | None = None, request: str = "asked") -> Decision:
    return Decision(book, "P-0001", on, book.command(command, request))


def ordered(amount: str, account: str = "3300") -> OrderedLine:
    return OrderedLine(line=1, account=account, amount=eur(amount))


def raised(book: Book, amount: str, **options: Any) -> str:
    decision = decide(book, **options)
    key = decision.new_key(purchase_order.PURCHASE_ORDER)
    order = purchase_order.raise_order(vendor="P-0001", description="lenses", lines=[ordered(amount)])
    decision.record(purchase_order.PURCHASE_ORDER, key, order)
    decision.commit()
    return key


def approving(book: Book, key: str) -> Decision:
    decision = decide(book)
    order = decision.know(purchase_order.PURCHASE_ORDER, key)
    left = {"3300": decision.left("3300", keep="money")}
    decision.record(purchase_order.PURCHASE_ORDER, key, purchase_order.approve(key, order, left=left, planned={}))
    return decision


def test_the_stored_bytes_are_what_rfc_8785_writes(book: Book) -> None:
    import json

    for entry in book.entries():
        assert entry.state() == rfc8785.dumps(json.loads(entry.state()))


def test_a_leaf_binds_place_time_and_state(book: Book) -> None:
    result = verify(book.path)
    assert result.wrong == []
    assert result.entries == book.size() == 6


def test_readers_and_writers_know_the_same_format() -> None:
    assert FORMAT == READ_FORMAT


def test_entries_are_never_updated_or_deleted(book: Book) -> None:
    connection = sqlite3.connect(book.path)
    for statement in ("update entries set name = 'x'", "delete from entries"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)
    connection.close()


def test_times_never_go_back(book: Book, clock: Clock) -> None:
    raised(book, "10")
    clock.now -= timedelta(hours=1)
    raised(book, "10")
    times = [entry.at for entry in book.entries()]
    assert times == sorted(times)


def test_a_day_to_come_is_refused(book: Book) -> None:
    with pytest.raises(Refused, match="today is 2026-03-02"):
        raised(book, "10", on=date(2026, 3, 3))


def test_nothing_takes_effect_before_the_book_counts(book: Book) -> None:
    opened = book.entry(1).on
    with pytest.raises(Refused, match=f"the book counts from {opened}. Give --on {opened} or later"):
        raised(book, "10", on=opened - timedelta(days=1))


def test_a_document_never_takes_effect_before_its_last_entry(book: Book, clock: Clock) -> None:
    clock.now += timedelta(days=1)
    key = raised(book, "10", on=DAY + timedelta(days=1))
    decision = decide(book)
    order = decision.know(purchase_order.PURCHASE_ORDER, key)
    decision.record(purchase_order.PURCHASE_ORDER, key, purchase_order.void(key, order, relieved=False))
    with pytest.raises(Refused, match="its last entry did on 2026-03-03"):
        decision.commit()


def test_the_day_is_the_productions_own(book: Book, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    raised(book, "10", on=date(2026, 3, 3))
    assert book.today() == date(2026, 3, 3)


def test_what_was_read_may_not_have_moved(book: Book) -> None:
    key = raised(book, "10")
    slow, quick = approving(book, key), approving(book, key)
    quick.commit()
    with pytest.raises(Conflict, match="changed while you were deciding"):
        slow.commit()
    assert verify(book.path).wrong == []


def test_a_figure_that_was_used_may_not_have_moved(book: Book) -> None:
    slow = decide(book)
    assert slow.figure("etc/3300") == eur("0")
    key = slow.new_key(purchase_order.PURCHASE_ORDER)
    slow.record(purchase_order.PURCHASE_ORDER, key, purchase_order.raise_order(vendor="P-0001", description="x", lines=[ordered("10")]))
    quick = decide(book)
    quick.record(estimate.ESTIMATE, "3300", estimate.enter("3300", amount=eur("700"), cause="quotes", currency="EUR"))
    quick.commit()
    with pytest.raises(Conflict, match="etc/3300 changed"):
        slow.commit()


def test_a_decision_that_read_the_whole_book_stands_on_its_last_entry(book: Book) -> None:
    key = raised(book, "10")
    slow, quick = approving(book, key), decide(book)
    slow.known = book.size()
    slow.rehearse()
    quick.record(estimate.ESTIMATE, "3300", estimate.enter("3300", amount=eur("700"), cause="quotes", currency="EUR"))
    quick.commit()
    with pytest.raises(Conflict, match=f"its last entry is now {book.size()}, and you saw {slow.known}"):
        slow.commit()


def test_a_payroll_that_names_no_engagement_stands_on_nobody_being_hired_meanwhile(book: Book) -> None:
    slow, quick = approving(book, raised(book, "10")), decide(book)
    unengaged = PayRow(row=2, person="P-0001", amounts={})
    assert batch.known(slow, [unengaged]).of_party == {}
    deal = DealLine(line=1, pay="flat", account="3300", unit="flat", rate=eur("10"), guaranteed=Decimal(1))
    hired = engagement.PersonEngaged(party="P-0001", role="operator", department="camera", starts=DAY, ends=DAY, deal=(deal,), lines=())
    quick.record(engagement.ENGAGEMENT, "E-0099", hired)
    quick.commit()
    with pytest.raises(Conflict, match="The book changed while you were deciding"):
        slow.commit()
    assert batch.known(decide(book), [unengaged]).of_party == {"P-0001": ["E-0099"]}


def test_the_last_money_of_an_account_is_promised_once(book: Book) -> None:
    first, second = raised(book, "600"), raised(book, "600")
    slow, quick = approving(book, second), approving(book, first)
    quick.commit()
    with pytest.raises(Conflict, match=r"200.00 EUR more would be needed"):
        slow.commit()
    with pytest.raises(OverBudget, match=r"600.00 EUR on account 3300, which has 400.00 EUR left"):
        approving(book, second)


def race(path: str, key: str, start: Any, results: Any) -> None:
    with Book.open(Path(path), clock=Clock()) as held:
        start.wait()
        try:
            approving(held, key).commit()
            results.put("approved")
        except LedgerError as refusal:
            results.put(type(refusal).__name__)


def test_two_processes_racing_for_the_last_money_never_both_get_it(book: Book) -> None:
    context = multiprocessing.get_context("spawn")
    for _ in range(2):
        start, results = context.Barrier(2), context.Queue()
        left = Money.minor(int(book.guard("left/3300").value), "EUR")  # type: ignore[union-attr]
        keys = [raised(book, left.plain()), raised(book, left.plain())]
        racers = [context.Process(target=race, args=(str(book.path), key, start, results)) for key in keys]
        for racer in racers:
            racer.start()
        said = sorted(results.get(timeout=60) for _ in racers)
        for racer in racers:
            racer.join()
        assert said[1] == "approved" and said[0] in ("Conflict", "OverBudget")
        assert book.guard("left/3300").value == 0  # type: ignore[union-attr]
        assert verify(book.path).wrong == []
        decision = decide(book)
        for key in keys:
            order = decision.know(purchase_order.PURCHASE_ORDER, key)
            if order.approved:
                decision.record(purchase_order.PURCHASE_ORDER, key, purchase_order.void(key, order, relieved=False))
        decision.commit()


def test_a_number_that_was_chosen_is_not_given_twice_though_another_took_it_meanwhile(book: Book) -> None:
    first, second = decide(book), decide(book)
    keys = [one.new_key(purchase_order.PURCHASE_ORDER) for one in (first, second)]
    assert keys[0] == keys[1] == raised(book, "10")
    event = purchase_order.raise_order(vendor="P-0001", description="a crane", lines=[ordered("10")])
    second.record(purchase_order.PURCHASE_ORDER, keys[1], event)
    with pytest.raises(Conflict, match=rf"Somebody else began purchase-order/{keys[1]} in the same moment \(entry {book.size()}\)"):
        second.commit()


def test_a_command_sent_twice_is_recorded_once(book: Book) -> None:
    raised(book, "10", command="monday-1")
    size = book.size()
    assert [entry.position for entry in book.done_before(book.command("monday-1", "asked"))] == [size]
    with pytest.raises(Recorded) as done:
        raised(book, "10", command="monday-1")
    assert (done.value.first, done.value.last, book.size()) == (size, size, size)
    with pytest.raises(AlreadyDone, match="other arguments"):
        book.done_before(book.command("monday-1", "something else"))
    with pytest.raises(Misuse, match="is not a command id"):
        book.command("no spaces please", "asked")


def test_a_vendors_number_is_used_once_a_year_until_it_is_reversed(book: Book) -> None:
    def enter(key: str, dated: date, number: str = "F-8812") -> None:
        decision = decide(book)
        event = invoice.enter(
            on=DAY,
            vendor="P-0001",
            number=number,
            dated=dated,
            net=eur("10"),
            gross=eur("10"),
            tax=eur("0"),
            recoverable=eur("0"),
            withholding=eur("0"),
        )
        decision.record(invoice.INVOICE, key, event)
        decision.commit()

    enter("I-0001", date(2026, 2, 1))
    for number in ("F-8812", "f-8812"):
        with pytest.raises(AlreadyDone, match=f"{number} is already used among the invoices of P-0001 in 2026, by invoice/I-0001"):
            enter("I-0002", date(2026, 2, 20), number)
    enter("I-0002", date(2025, 12, 20))
    decision = decide(book)
    decision.record(invoice.INVOICE, "I-0001", invoice.reverse("I-0001", decision.know(invoice.INVOICE, "I-0001")))
    decision.commit()
    enter("I-0003", date(2026, 2, 20))
    assert verify(book.path).wrong == []


def test_bulk_records_the_same_bytes_as_one_command_after_another(tmp_path: Path) -> None:
    roots = []
    for bulk in (False, True):
        clock = Clock()
        with begin(tmp_path / f"{bulk}.book", clock) as held:
            prepared = [entry_of(held, number) for number in range(1, 40)]
            if bulk:
                held.append(prepared, bulk=True)
            else:
                for entry in prepared:
                    held.append([entry])
            assert verify(held.path).wrong == []
            roots.append((merkle.root(held.leaves()).hex(), held.guards("")))
    assert roots[0] == roots[1]


def entry_of(book: Book, number: int) -> Entry:
    decision = decide(book)
    event: Any = purchase_order.PurchaseOrderRaised(vendor="P-0001", description=f"order {number}", lines=(ordered("3"),))
    version = 1
    if number % 2 == 0:
        number, version = number - 1, 2
        event = purchase_order.PurchaseOrderApproved(lines=(ordered("3"),))
    return Entry(
        stream=f"purchase-order/PO-{number:04d}", version=version, event=event, on=DAY, by="P-0001", command=decision.command, salt="0" * 32
    )


def test_bulk_is_all_or_nothing(book: Book) -> None:
    prepared = [entry_of(book, 1), entry_of(book, 3), entry_of(book, 1)]
    size = book.size()
    with pytest.raises(Conflict):
        book.append(prepared, bulk=True)
    assert book.size() == size and verify(book.path).wrong == []


def test_a_file_that_is_not_a_book_is_named_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.book"
    text.write_text("not a book, but long enough to look at " * 10)
    database = tmp_path / "other.book"
    connection = sqlite3.connect(database)
    connection.execute("create table t (x)")
    connection.close()
    for path, words in ((text, "not a Topsheet book"), (database, "not a Topsheet book")):
        before = path.read_bytes()
        for opener in (Book.open, Log):
            with pytest.raises(Unreadable, match=words):
                opener(path)
        assert path.read_bytes() == before
    with pytest.raises(Unknown, match="topsheet init"):
        Book.open(tmp_path / "none.book")


def test_a_book_of_another_format_is_refused_by_name(book: Book) -> None:
    connection = sqlite3.connect(book.path)
    connection.execute("pragma user_version = 7")
    connection.close()
    with pytest.raises(Unreadable, match="format 7, a newer one; this version reads format 1"):
        Book.open(book.path)


def test_a_book_is_never_overwritten(book: Book, clock: Clock) -> None:
    with pytest.raises(AlreadyDone, match="exists already"):
        Book.init(book.path, title="x", currency="EUR", timezone="Europe/Madrid", clock=clock)


def test_a_posting_before_the_cut_off_is_refused_and_anything_in_an_issued_period(book: Book, clock: Clock) -> None:
    from ledger.aggregates.period import PERIOD, PeriodCutOff, PeriodOpened

    clock.now += timedelta(days=7)
    decision = decide(book, on=DAY + timedelta(days=6))
    decision.record(PERIOD, "2026-W09", PeriodOpened(starts=DAY - timedelta(days=7), ends=DAY))
    decision.record(PERIOD, "2026-W09", PeriodCutOff(ends=DAY))
    decision.commit()
    late = entry_of(book, 1)
    posting = invoice.InvoicePosted.model_validate_json(
        b'{"lines":[{"account":"3300","amount":{"amount":"1.00","currency":"EUR"},"line":1,"net":{"amount":"1.00","currency":"EUR"}}]}'
    )
    with pytest.raises(TooLate, match="cut off up to 2026-03-02"):
        book.append([Entry(stream="invoice/I-0001", version=1, event=posting, on=DAY, by="P-0001", command=late.command, salt="0" * 32)])
    book.append([late])
