"""What stands accrued, and how it is reversed as the consequence of another decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ledger.aggregates import accrual
from ledger.aggregates.accrual import ACCRUAL, Accrual, AccrualMade, AccrualReversed
from ledger.book import Book
from ledger.decision import Decision
from ledger.errors import TooEarly
from ledger.guards import line_key, open_book, units
from ledger.money import Money


def standing(book: Book) -> dict[str, Accrual]:
    """The accruals that are not reversed, by key."""
    return {key: known for key, known in book.every(ACCRUAL).items() if known.standing}


def _over(book: Book, day: date) -> dict[str, Accrual]:
    """Those whose period was over on a day."""
    return {key: known for key, known in standing(book).items() if known.until < day}


def issued(book: Book) -> date | None:
    """The last day on which nothing takes effect any more."""
    row = book.guard("issued")
    return date.fromisoformat(str(row.value)) if row else None


def reverse(
    decision: Decision, key: str, *, invoice: str | None = None, follows: bool = True, closing: date | None = None
) -> AccrualReversed:
    """Reverse one accrual in this decision. `closing` is the last day of a report that it issues. Raises AlreadyDone."""
    known = decision.know(ACCRUAL, key)
    accounts = {line.account for line in known.lines}
    estimated = {account for account in sorted(accounts) if _estimated(decision, account)}
    event = accrual.reverse(key, known, on=decision.on, estimated=estimated, invoice=invoice)
    day = accrual.ends_on(known, decision.on, max(filter(None, (closing, issued(decision.book))), default=None))
    decision.record(ACCRUAL, key, event, on=day, follows=follows)
    return event


def beyond(book: Book, event: AccrualMade) -> list[str]:
    """What is accrued on promised lines beyond what they have open, line by line, after this accrual."""
    told = []
    for where in sorted({(line.promise.document, line.promise.line, line.account) for line in event.lines if line.promise}):
        rows = {key: row for kind in ("open", "book", "accrued") if (row := book.guard(key := f"{kind}/{line_key(*where)}"))}
        accrued, still = units(rows, f"accrued/{line_key(*where)}"), open_book(rows, line_key(*where))
        if accrued > still:
            whole, has, over = (Money.minor(some, book.currency) for some in (accrued, still, accrued - still))
            number = where[0].partition("/")[2]
            told.append(
                f"{number} has {has} open on line {where[1]}, and {whole} accrued: {over} beyond it. It counts, and is flagged until "
                f"{number} is amended or the accrual reversed."
            )
    return told


def _estimated(decision: Decision, account: str) -> bool:
    decision.figure(f"etc/{account}")
    return decision.book.guard(f"etc/{account}") is not None


def reverse_due(decision: Decision, *, closing: date | None = None) -> list[str]:
    """Reverse every accrual whose period was over on the day of this decision, and say for each what is to come."""
    told = []
    for key, known in _over(decision.book, decision.on).items():
        reverse(decision, key, closing=closing)
        told.append(f"{key} of {known.period} counts no more from {decision.drafts[-1].on}; its invoice is still to come.")
    return told


def stands_in(book: Book, day: date) -> None:
    """See that a report of this day would show no accrual of a period before it. Raises TooEarly."""
    for key, known in _over(book, day).items():
        raise TooEarly(
            f"{key} was accrued up to {known.until} and still stands, so the report of {day} would show it. Reverse it first: topsheet "
            f"accrual reverse {key} --reason TEXT."
        )


def unnamed(decision: Decision, documents: Iterable[str]) -> list[str]:
    """What is still accrued on these orders and engagements after this decision, for whoever forgot to name it."""
    told = []
    if any(decision.book.guards(f"accrued/{document}/") for document in documents):
        named = {entry.key for entry in decision.drafts}
        for key, known in standing(decision.book).items():
            on_it = sorted({line.promise.document for line in known.lines if line.promise} & {*documents})
            if on_it and key not in named:
                number = on_it[0].partition("/")[2]
                told.append(f"{key} still accrues on {number}. If this answers it: topsheet accrual reverse {key} --reason TEXT.")
    return told


def settled(decision: Decision, document: str) -> None:
    """See that no work is accrued on a promise that is to end: what it gives back would be planned a second time. Raises TooEarly."""
    prefix = f"accrued/{document}/"
    zero = Money.zero(decision.currency)
    rows = [decision.figure(prefix + rest) for rest in decision.book.guards(prefix)]  # every row joins what the append checks
    if any(row > zero for row in rows):
        lines = [(key, line) for key, known in standing(decision.book).items() for line in known.lines]
        keys = sorted({key for key, line in lines if line.promise and line.promise.document == document})
        raise TooEarly(
            f"{document.partition('/')[2]} has work accrued on it that is done and not invoiced: {', '.join(keys)}. Reverse that first "
            f"with topsheet accrual reverse, or post the invoice that names it with --accrual {keys[0]}."
        )
