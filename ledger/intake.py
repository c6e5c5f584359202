"""The invoices of a file on their way into the book: what the book knows of them, row by row, and the entries that come of it.

All is looked up once for the whole file. What a row says wrong is noted with the file, so that one refusal lists every bad row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ledger import batch
from ledger.aggregates import invoice
from ledger.aggregates.engagement import ENGAGEMENT
from ledger.aggregates.invoice import INVOICE, InvoiceEntered
from ledger.aggregates.party import PARTY
from ledger.aggregates.payable import ImportedRow, number_of
from ledger.aggregates.purchase_order import PURCHASE_ORDER
from ledger.decision import Decision
from ledger.errors import DoesNotAdd, LedgerError
from ledger.event import Claim, IllFormed
from ledger.exchange.invoice_file import AMOUNTS, Billed, InvoiceFile, Printed
from ledger.line import CostLine, in_book
from ledger.money import Money, tie, total
from ledger.relief import Promise, relieved


@dataclass(slots=True)
class Ready:
    """An invoice that can be entered, and posted on these lines where that was asked for."""

    billed: Billed
    entered: InvoiceEntered
    lines: list[CostLine] = field(default_factory=list)


def ties(file: InvoiceFile, stated: Money) -> None:
    """Hold the file against its control total of gross amounts. Raises DoesNotAdd with both figures."""
    currencies = sorted({billed.currency for billed in file.invoices.values()})
    if currencies != [stated.currency]:
        raise DoesNotAdd(
            f"{file.table.name} is in {' and '.join(currencies)}, and the control total is {stated}. Give each currency a file of its "
            "own, or leave --total out."
        )
    tie(f"The gross of {file.table.name}", total((billed.sum("gross") for billed in file.invoices.values()), stated.currency), stated)


def ready(decision: Decision, file: InvoiceFile, sha256: str, *, post: bool) -> list[Ready]:
    """The invoices of the file as they can be entered, every one that cannot being noted with the file."""
    parties = batch.parties(decision, {billed.vendor for billed in file.invoices.values()})
    orders = {number: _order(decision, number) for number in {billed.order for billed in file.invoices.values() if billed.order}}
    accounts = batch.accounts(decision) if post else set()
    found = []
    for billed in file.invoices.values():
        candidates = parties[billed.vendor]
        if len(candidates) != 1:
            why = f"is the name of {', '.join(candidates)}; give the party's id" if candidates else "is no party; register it first"
            file.note(billed.row, "vendor", why)
            continue
        stream, vendor = orders.get(billed.order or "", ("", ""))
        if billed.order and (not stream or vendor not in ("", candidates[0])):
            file.note(billed.row, "order", f"is an order to {vendor}" if stream else "is no order and no engagement")
            continue
        origin = ImportedRow(file=file.table.name, sha256=sha256, row=billed.row)
        entered = _entered(decision, file, billed, vendor=candidates[0], order=stream or None, imported=origin)
        coded = not post or _coded(file, billed, accounts)
        if entered and coded:
            found.append(Ready(billed, entered))
    _unused(decision, file, found)
    return found


def _order(decision: Decision, number: str) -> tuple[str, str]:
    """The stream of an order or engagement, and the vendor of an order; empty when there is none."""
    known = decision.load(PURCHASE_ORDER, number, watch=False)
    if known:
        return PURCHASE_ORDER.stream(number), known.vendor
    return (ENGAGEMENT.stream(number), "") if decision.load(ENGAGEMENT, number, watch=False) else ("", "")


def _entered(decision: Decision, file: InvoiceFile, billed: Billed, **about: Any) -> InvoiceEntered | None:
    codes = dict.fromkeys(row.tax_code for row in billed.rows if row.tax_code)
    about |= billed.days | {name: billed.sum(name) for name in AMOUNTS}
    try:
        event = invoice.enter(
            on=decision.on, number=billed.number, rate=billed.rate, tax_code=", ".join(codes) or None,
            description=billed.rows[0].description, **about,
        )  # fmt: skip
        in_book([event.net], billed.rate, decision.currency)
    except IllFormed as problem:
        for error in problem.errors():
            file.note(billed.row, str(error["loc"][0]), f"cannot be recorded: {error['msg'].removeprefix('Value error, ')}")
    except LedgerError as problem:
        file.note(billed.row, "number", f"cannot be recorded: {problem}")
    else:
        return event
    return None


def _coded(file: InvoiceFile, billed: Billed, accounts: Iterable[str]) -> bool:
    """Whether every row stands on an account that takes costs."""
    wrong = [row for row in billed.rows if row.account not in accounts]
    for row in wrong:
        why = "is no account of the locked budget that takes costs" if row.account else "is empty; with --post every row needs its account"
        file.note(row.row, "account", why)
    return not wrong


def _unused(decision: Decision, file: InvoiceFile, found: list[Ready]) -> None:
    """Note the vendors' numbers that the book has already."""
    claims: dict[Claim, Ready] = {}
    rows: dict[tuple[str, str], int] = {}
    for one in found:
        claim = number_of(one.entered.vendor, one.entered.number, one.entered.dated)
        claims[claim] = one
        if (first := rows.setdefault((claim.scope, claim.key.lower()), one.billed.row)) != one.billed.row:
            file.note(one.billed.row, "number", f"is already in row {first}, of the same vendor by another name, or spelled otherwise")
    for claim, stream in decision.book.holders(claims).items():
        file.note(claims[claim].billed.row, "number", f"is already used among the {claim.scope}, by {stream.partition('/')[2]}")


def code(decision: Decision, found: list[Ready]) -> None:
    """The cost lines of every invoice, each relieving the order that it answers as far as the invoices before it left it open."""
    promises: dict[str, Promise] = {}
    related = {party: decision.know(PARTY, party, watch=False) for party in {one.entered.vendor for one in found}}
    for one in found:
        event = one.entered
        lines = [_line(n, row, related=related[event.vendor].related_on(event.dated)) for n, row in enumerate(one.billed.rows, 1)]
        books = in_book([line.amount for line in lines], event.rate, decision.currency)
        one.lines = [line.model_copy(update={"book_amount": book}) for line, book in zip(lines, books, strict=True)]
        if event.order:
            promise = promises.get(event.order) or decision.promise(event.order)
            one.lines = relieved(one.lines, promise)
            promises[event.order] = replace(promise, still=_left(promise, one.lines))


def _left(promise: Promise, lines: Iterable[CostLine]) -> dict[tuple[int, str], tuple[Money, Money]]:
    still = dict(promise.still)
    for relief in (line.relieves for line in lines if line.relieves):
        own, book = still[relief.line, relief.account]
        still[relief.line, relief.account] = (own - relief.amount, book - relief.book_amount)
    return still


def _line(number: int, row: Printed, *, related: bool) -> CostLine:
    return CostLine(
        line=number, account=row.account, net=row.net, amount=row.net + row.tax - row.recoverable, tax_code=row.tax_code,
        tax=row.tax or None, recoverable=row.recoverable or None, description=row.description, related=related,
    )  # fmt: skip


def record(decision: Decision, found: list[Ready], planned: dict[str, Money]) -> list[str]:
    """Add the entries: each invoice is entered and, where it has lines, approved and posted. The keys that they were given."""
    keys = decision.new_keys(INVOICE, len(found))
    rest = dict(planned)
    for key, one in zip(keys, found, strict=True):
        events: list[Any] = [one.entered]
        if one.lines:
            known = invoice.evolve(None, one.entered)
            events.append(invoice.approve(key, known))
            known = invoice.evolve(known, events[-1])
            events.append(invoice.post(key, known, lines=one.lines, planned=rest))
            for line in events[-1].lines:
                if line.from_estimate:
                    rest[line.account] -= line.from_estimate
        for event in events:
            decision.record(INVOICE, key, event)
    return keys
