"""Synthetic, lawful books of any size, the same on every run: orders, invoices that relieve them, payrolls of sixty lines, payments.

A line is one signed line of money (a row of the movements). Entries are made as decisions make them and recorded through the bulk path,
with every guard, claim, version and day checked; `topsheet audit verify` finds nothing wrong with such a book.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from ledger.aggregate import Aggregate
from ledger.aggregates.account import SECTIONS, Account
from ledger.aggregates.authority import AUTHORITY, AuthorityGranted
from ledger.aggregates.book import BOOK
from ledger.aggregates.budget import BUDGET, BudgetChartAdopted, BudgetLocked
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceEntered, InvoicePaid, InvoicePosted
from ledger.aggregates.party import PARTY, CompanyRegistered
from ledger.aggregates.period import PERIOD, PeriodOpened
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.book import Book
from ledger.entry import Authority, Command, Entry
from ledger.event import Event
from ledger.line import BudgetMove, CostLine, OrderedLine, PaidLine, Relief
from ledger.money import Money, total

SEED = 2021
CHUNK = 5000
VENDORS = 200
FIRST = date(2021, 1, 4)
WEEKS = 100
CODES = [f"{category}{n:02}" for category in range(11, 51) for n in range(0, 100, 20)]
WORDS = ("hire", "grip", "lighting", "camera", "set", "stage", "day", "night", "van", "crane", "unit", "catering", "prep", "wrap", "sound")
PAYROLL = 60


def eur(units: int) -> Money:
    return Money.minor(units, "EUR")


class Writer:
    """Entries one by one, each with the version of its stream, a salt and a command of its own."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)  # noqa: S311 - the same book on every run
        self.versions: dict[str, int] = {}

    def entry(self, aggregate: Aggregate[Any], key: str, event: Event, on: date) -> Entry:
        stream = aggregate.stream(key)
        version = self.versions.pop(stream, 0) + 1
        if not isinstance(event, InvoicePaid | PurchaseOrderApproved):
            self.versions[stream] = version
        bits = self.random.getrandbits
        return Entry(
            stream=stream, version=version, event=event, on=on, by="P-0001", salt=f"{bits(128):032x}",
            command=Command(f"{bits(64):016x}", f"{bits(256):064x}"),
            authority=None if aggregate in (BOOK, AUTHORITY) else Authority("P-0001", "A-0001"),
        )  # fmt: skip

    def words(self) -> str:
        return " ".join(self.random.choices(WORDS, k=4))


def entries(lines: int) -> Iterator[Entry]:
    """The entries after the first, until so many lines of money have moved."""
    writer = Writer()
    sections = SECTIONS[:4]
    accounts = tuple(
        Account(code=c, name=f"account {c}", category=c[:2], category_name=f"category {c[:2]}", section=sections[i * 4 // len(CODES)])
        for i, c in enumerate(CODES)
    )
    yield writer.entry(AUTHORITY, "A-0001", AuthorityGranted(party="P-0001", role="producer", starts=FIRST), FIRST)
    yield writer.entry(BUDGET, "main", BudgetChartAdopted(chart="bench", accounts=accounts, currency="EUR"), FIRST)
    budget = tuple(BudgetMove(account=code, amount=eur(9 * 10**12)) for code in CODES)
    yield writer.entry(BUDGET, "main", BudgetLocked(lines=budget, total=eur(9 * 10**12 * len(CODES))), FIRST)
    for n in range(1, VENDORS + 1):
        yield writer.entry(PARTY, f"P-{n:04}", CompanyRegistered(name=f"Company {n} (fictional)", kind="vendor"), FIRST)
    yield writer.entry(PARTY, f"P-{VENDORS + 1:04}", CompanyRegistered(name="Bank (fictional)", kind="financier"), FIRST)
    for week in range(WEEKS):
        starts = FIRST + timedelta(weeks=week)
        opened = PeriodOpened(starts=starts, ends=starts + timedelta(days=6))
        yield writer.entry(PERIOD, f"{starts:%G-W%V}", opened, FIRST)
    made, number = len(CODES), 0
    while made < lines:
        number += 1
        on = FIRST + timedelta(days=int(made / lines * 7 * WEEKS))
        for entry in (*ordered(writer, number, on), *(paid_by_sixty(writer, number, on) if number % 10 == 0 else ())):
            made += sum(1 for _ in entry.event.moves(entry.stream))
            yield entry


def ordered(writer: Writer, number: int, on: date) -> Iterator[Entry]:
    """An order of three lines, approved, and the invoice that uses it up, posted and paid."""
    pick, vendor, key = writer.random, f"P-{writer.random.randint(1, VENDORS):04}", f"PO-{number:07}"
    ask = tuple(
        OrderedLine(line=n, account=pick.choice(CODES), amount=eur(pick.randint(5_00, 20_000_00)), description=writer.words())
        for n in (1, 2, 3)
    )
    yield writer.entry(PURCHASE_ORDER, key, PurchaseOrderRaised(vendor=vendor, description=writer.words(), lines=ask, dated=on), on)
    yield writer.entry(PURCHASE_ORDER, key, PurchaseOrderApproved(lines=ask), on)
    if number % 7:
        lines = tuple(
            CostLine(line=a.line, account=a.account, net=a.amount, amount=a.amount, description=a.description, relieves=Relief(
                document=f"purchase-order/{key}", line=a.line, account=a.account, amount=a.amount, book_amount=a.amount, final=True,
            )) for a in ask
        )  # fmt: skip
        yield from invoiced(writer, f"I-{number:07}", vendor, lines, on, order=key, pays=number % 5 > 0)


def paid_by_sixty(writer: Writer, number: int, on: date) -> Iterator[Entry]:
    """A document of sixty lines, as a payroll bureau's is, posted and paid."""
    pick = writer.random
    lines = []
    for n in range(1, PAYROLL + 1):
        amount = eur(pick.randint(100_00, 3_000_00))
        lines.append(CostLine(line=n, account=pick.choice(CODES), net=amount, amount=amount, description=writer.words(),
                              worked_from=on, worked_to=on))  # fmt: skip
    yield from invoiced(writer, f"P-{number:07}", "P-0002", tuple(lines), on)


def invoiced(
    writer: Writer, key: str, vendor: str, lines: tuple[CostLine, ...], on: date, *, order: str | None = None, pays: bool = True
) -> Iterator[Entry]:
    """An invoice entered, approved, posted on these lines and, usually, paid."""
    whole = total((line.amount for line in lines), "EUR")
    entered = InvoiceEntered(vendor=vendor, number=key, dated=on, net=whole, gross=whole, order=order, due=on + timedelta(days=30))
    yield writer.entry(INVOICE, key, entered, on)
    yield writer.entry(INVOICE, key, InvoiceApproved(), on)
    yield writer.entry(INVOICE, key, InvoicePosted(lines=lines), on)
    if pays:
        paid = tuple(PaidLine(line=line.line, account=line.account, amount=line.amount) for line in lines)
        yield writer.entry(INVOICE, key, InvoicePaid(paid=on, amount=whole, lines=paid, means="transfer"), on)


def begun(path: Path) -> Book:
    """A new book with its entry 1, and a clock that has passed every day of it."""
    hidden = Random(SEED)  # noqa: S311 - the same book on every run
    now = datetime.combine(FIRST + timedelta(weeks=WEEKS + 1), datetime.min.time(), UTC)
    book, opened = Book.init(path, title="Bench (fictional)", currency="EUR", timezone="Europe/Madrid", demonstration=True,
                             clock=lambda: now, chance=hidden.randbytes)  # fmt: skip
    book.append([Writer(SEED - 1).entry(BOOK, "main", opened, FIRST)], opened=opened)
    return book


def made(path: Path, lines: int) -> Path:
    """A book of so many lines, written in chunks of some thousand entries."""
    with begun(path) as book:
        rest = entries(lines)
        while chunk := list(islice(rest, CHUNK)):
            book.append(chunk, bulk=True)
    return path
