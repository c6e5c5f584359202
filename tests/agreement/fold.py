"""The second path: the sums of DESIGN 2 as a plain fold in Python, for any (position, effective date). It shares no code with the SQL.

final = locked + reallocations + contingency moves + overages; total = cost to date + commitments; EFC = total + ETC;
variance = final - EFC. A commitment is what is open of each promised line, never below nothing, valued at the promise's rate,
or the work accrued on it where that is more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ledger.entry import Entry

ZERO = Decimal(0)
LAYERS = ("locked", "reallocated", "contingency", "overages")
FIGURES = (
    "period",
    "to_date",
    "po_commitments",
    "engagement_commitments",
    "accrued_beyond",
    "commitments",
    "accrued",
    "total",
    "etc",
    "efc",
    *LAYERS,
    "final",
    "variance",
)
Key = tuple[str, int, str]


@dataclass
class Line:
    """A promised line: what was ordered and relieved, in its own currency and in the book's."""

    ordered: Decimal = ZERO
    relieved: Decimal = ZERO
    ordered_book: Decimal = ZERO
    relieved_book: Decimal = ZERO
    accrued: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return max(self.ordered - self.relieved, ZERO)

    @property
    def open_book(self) -> Decimal:
        return max(self.ordered_book - self.relieved_book, ZERO) if self.open else ZERO

    @property
    def committed(self) -> Decimal:
        return max(self.open_book, self.accrued)


@dataclass
class Told:
    """What the entries of a window say, by account and document."""

    chart: dict[str, bool] = field(default_factory=dict)
    rounding: set[str] = field(default_factory=set)
    lock: str | None = None
    locked: bool = False
    layers: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    costs: list[tuple[date, str, str, Decimal]] = field(default_factory=list)
    paid: list[tuple[str, str, Decimal]] = field(default_factory=list)
    lines: dict[Key, Line] = field(default_factory=lambda: defaultdict(Line))
    estimates: dict[str, tuple[date, int, str, Decimal]] = field(default_factory=dict)
    taken: list[tuple[date, int, str, Decimal]] = field(default_factory=list)
    periods: list[tuple[date, int, date]] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    engaged: set[str] = field(default_factory=set)
    sources: list[tuple[Entry, Any]] = field(default_factory=list)


def seen(entries: Iterable[Entry], position: int, on: date) -> list[Entry]:
    """The entries of a window, in the order in which they took effect."""
    return sorted((e for e in entries if e.position <= position and e.on <= on), key=lambda e: (e.on, e.position))


def told(entries: Iterable[Entry], position: int, on: date) -> Told:
    """Read the entries of a window."""
    what = Told()
    for entry in seen(entries, position, on):
        READ.get(entry.name, _nothing)(what, entry, entry.event)
    return what


def _nothing(what: Told, entry: Entry, event: Any) -> None:
    pass


def _book(line: Any) -> Decimal:
    amount: Decimal = line.amount.amount if line.book_amount is None else line.book_amount.amount
    return amount


def _chart(what: Told, entry: Entry, event: Any) -> None:
    for account in event.accounts if entry.name == "BudgetChartAdopted" else (event.account,):
        what.chart[account.code] = account.contingency
        what.rounding |= {account.code} if account.section == "rounding" else set()


def _locked(what: Told, entry: Entry, event: Any) -> None:
    what.locked, what.lock = True, event.contingency_account
    _moved(what, entry, event)


def _moved(what: Told, entry: Entry, event: Any) -> None:
    layer = {"BudgetLocked": "locked", "BudgetReallocated": "reallocated", "OverageApproved": "overages"}[entry.name]
    for line in event.lines:
        what.layers[line.account, layer] += line.amount.amount


def _drawn(what: Told, entry: Entry, event: Any) -> None:
    sign = 1 if entry.name == "ContingencyDrawn" else -1
    what.layers[event.account, "contingency"] += sign * event.amount.amount
    what.layers[event.contingency_account, "contingency"] -= sign * event.amount.amount


def _estimated(what: Told, entry: Entry, event: Any) -> None:
    mode = {"EstimateToCompleteEntered": "ETC entered", "EstimatedFinalCostHeld": "EFC held", "EstimateOnBudget": "on budget"}[entry.name]
    what.estimates[event.account] = (entry.on, entry.position, mode, event.amount.amount if mode != "on budget" else ZERO)


def _raised(what: Told, entry: Entry, event: Any) -> None:
    what.parties[entry.stream] = event.vendor


def _engaged(what: Told, entry: Entry, event: Any) -> None:
    what.parties[entry.stream] = event.party
    what.engaged.add(event.party)
    _promised(what, entry, event)


def _promised(what: Told, entry: Entry, event: Any) -> None:
    for line in event.lines:
        held = what.lines[entry.stream, line.line, line.account]
        held.ordered += line.amount.amount
        held.ordered_book += _book(line)
        _from_estimate(what, entry, line)


def _accrued(what: Told, entry: Entry, event: Any) -> None:
    if entry.name == "AccrualMade" and event.vendor:
        what.parties[entry.stream] = event.vendor
    for line in event.lines:
        where = (line.promise.document, line.promise.line) if line.promise else (entry.stream, line.line)
        what.lines[*where, line.account].accrued += _book(line)
        _from_estimate(what, entry, line)


def _from_estimate(what: Told, entry: Entry, line: Any) -> None:
    if line.from_estimate is not None:
        what.taken.append((entry.on, entry.position, line.account, line.from_estimate.amount))


def _whose(what: Told, entry: Entry, line: Any) -> str:
    """The document of a cost, or the part of it that one person is paid by."""
    party = getattr(line, "party", None)
    if party is None:
        return entry.stream
    what.parties[f"{entry.stream}#{party}"] = party
    what.engaged.add(party)
    return f"{entry.stream}#{party}"


def _posted(what: Told, entry: Entry, event: Any) -> None:
    for line in event.lines:
        what.costs.append((entry.on, _whose(what, entry, line), line.account, _book(line)))
        _from_estimate(what, entry, line)
        if line.relieves is not None:
            held = what.lines[line.relieves.document, line.relieves.line, line.relieves.account]
            held.relieved += line.relieves.amount.amount
            held.relieved_book += line.relieves.book_amount.amount


def _corrected(what: Told, entry: Entry, event: Any) -> None:
    _posted(what, entry, event)
    for line in event.settles:
        what.paid.append((entry.stream, line.account, _book(line)))


def _paid(what: Told, entry: Entry, event: Any) -> None:
    for line in event.lines:
        what.paid.append((_whose(what, entry, line), line.account, _book(line)))


def _issued(what: Told, entry: Entry, event: Any) -> None:
    what.parties[entry.stream] = event.holder


def _accounted(what: Told, entry: Entry, event: Any) -> None:
    _posted(what, entry, event)
    _paid(what, entry, event)


def _opened(what: Told, entry: Entry, event: Any) -> None:
    what.periods.append((event.starts, entry.position, event.ends))


def _source(what: Told, entry: Entry, event: Any) -> None:
    what.sources.append((entry, event))


READ = {
    "BudgetChartAdopted": _chart, "AccountAdded": _chart, "BudgetLocked": _locked, "BudgetReallocated": _moved, "OverageApproved": _moved,
    "ContingencyDrawn": _drawn, "ContingencyReturned": _drawn,
    "EstimateToCompleteEntered": _estimated, "EstimatedFinalCostHeld": _estimated, "EstimateOnBudget": _estimated,
    "PurchaseOrderRaised": _raised, "PurchaseOrderApproved": _promised, "PurchaseOrderClosed": _promised, "PurchaseOrderVoided": _promised,
    "PersonEngaged": _engaged, "EngagementChanged": _promised, "EngagementExtended": _promised, "EngagementReleased": _promised,
    "EngagementClosed": _promised, "PayrollPosted": _posted, "PayrollReversed": _posted, "PayrollRecoded": _corrected, "PayrollPaid": _paid,
    "InvoiceEntered": _raised, "InvoicePosted": _posted, "InvoiceReversed": _posted, "InvoicePaid": _paid, "PeriodOpened": _opened,
    "InvoiceCredited": _corrected, "InvoiceRecoded": _corrected,
    "AccrualMade": _accrued, "AccrualReversed": _accrued,
    "AdvanceIssued": _issued, "EnvelopePosted": _accounted, "EnvelopeRecoded": _accounted, "EnvelopeReversed": _accounted,
    "SourceAdded": _source, "SourceChanged": _source, "SourceTermsAgreed": _source, "SourceRecognised": _source,
    "TrancheScheduled": _source, "TrancheRescheduled": _source, "TrancheRequested": _source, "TrancheReleased": _source,
    "TrancheReceived": _source, "ConditionAdded": _source, "ConditionMet": _source,
    "ConditionWithdrawn": _source, "ConditionWaived": _source,
}  # fmt: skip


def accounts(what: Told, on: date) -> dict[str, dict[str, Any]]:
    """Every figure of every account that is in the chart, or that money or an estimate touched."""
    touched = {
        *what.chart,
        *what.estimates,
        *(a for a, _ in what.layers),
        *(a for _, _, a in what.lines),
        *(c[2] for c in what.costs),
        *(p[1] for p in what.paid),
    }
    touched |= {account for _, _, account, _ in what.taken}
    started = [(starts, position, ends) for starts, position, ends in what.periods if starts <= on]
    current = max(started) if started else None
    return {account: _figures(what, account, current) for account in sorted(touched)}


def _figures(what: Told, account: str, current: tuple[date, int, date] | None) -> dict[str, Any]:
    costs = [(day, amount) for day, _, where, amount in what.costs if where == account]
    promised = {
        kind: sum((line.open_book for (d, _, a), line in what.lines.items() if a == account and d.startswith(kind)), ZERO)
        for kind in ("purchase-order/", "engagement/")
    }
    layers = {layer: what.layers.get((account, layer), ZERO) for layer in LAYERS}
    to_date = sum((amount for _, amount in costs), ZERO)
    period = sum((amount for day, amount in costs if current and current[0] <= day <= current[2]), ZERO)
    on_it = [line for (_, _, a), line in what.lines.items() if a == account]
    commitments = sum((line.committed for line in on_it), ZERO)
    final, total = sum(layers.values(), ZERO), to_date + commitments
    mode, etc = _to_complete(what, account, final, total)
    return {
        **layers, "period": period, "to_date": to_date, "po_commitments": promised["purchase-order/"], "mode": mode,
        "engagement_commitments": promised["engagement/"], "commitments": commitments,
        "accrued": sum((line.accrued for line in on_it), ZERO),
        "accrued_beyond": commitments - sum(promised.values(), ZERO), "total": total, "etc": etc, "efc": total + etc,
        "final": final, "variance": final - total - etc,
    }  # fmt: skip


def _to_complete(what: Told, account: str, final: Decimal, total: Decimal) -> tuple[str, Decimal]:
    contingency = account == what.lock if what.locked else what.chart.get(account, False)
    _, position, mode, amount = what.estimates.get(account, (None, 0, "on budget", ZERO))
    if account in what.rounding:
        return mode, final - total
    if contingency or mode == "on budget":
        return "on budget", max(final - total, ZERO)
    if mode == "EFC held":
        return mode, max(amount - total, ZERO)
    taken = sum((some for _, known, where, some in what.taken if where == account and known > position), ZERO)
    return mode, max(amount - taken, ZERO)


def totals(entries: Sequence[Entry], position: int, on: date) -> dict[str, Decimal]:
    """The grand total of every figure."""
    rows = accounts(told(entries, position, on), on).values()
    return {figure: sum((row[figure] for row in rows), ZERO) for figure in FIGURES}


def spend(what: Told) -> dict[tuple[str | None, bool], tuple[Decimal, Decimal, Decimal]]:
    """Committed, posted and paid by party; true marks who is engaged. A cost may be seen before the promise that it relieves."""
    sums: dict[str | None, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for (document, _, _), line in what.lines.items():
        if document in what.parties or line.committed:
            sums[what.parties.get(document)][0] += line.committed
    for _, document, _, amount in what.costs:
        sums[what.parties[document]][1] += amount
    for document, _, amount in what.paid:
        sums[what.parties[document]][2] += amount
    return {(party, party in what.engaged): (c, p, q) for party, (c, p, q) in sums.items()}


@dataclass
class Tranche:
    """A tranche of the finance plan as the entries of a window leave it."""

    amount: Decimal
    expected: date
    requested: bool = False
    released: bool = False
    received: Decimal = ZERO
    conditions: dict[str, str] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        if self.released:
            return "received" if self.received >= self.amount else "released"
        return "requested" if self.requested else "scheduled"

    @property
    def row(self) -> tuple[Any, ...]:
        still = [name for name, state in self.conditions.items() if state == "open"]
        return (
            self.amount,
            self.expected,
            self.stage,
            len(self.conditions) - len(still),
            len(self.conditions),
            still[0] if still else None,
            self.received,
        )


@dataclass
class Source:
    """A source of the finance plan as the entries of a window leave it; figures in the book's currency, fees in its own."""

    form: str
    aid: str
    gross: Decimal
    rate: Decimal
    fees: Decimal | None = None
    recoupment: int | None = None
    recognised: Decimal | None = None

    @property
    def row(self) -> tuple[Any, ...]:
        kept = ((self.fees or ZERO) * self.rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
        cash = ZERO if self.form == "in kind" else self.gross - kept
        return (self.gross, cash, self.gross if self.recognised is None else self.recognised, self.aid, self.fees, self.recoupment)


def sources(what: Told) -> dict[str, Source]:
    """Every source, by key."""
    found: dict[str, Source] = {}
    for entry, event in what.sources:
        if entry.name == "SourceAdded":
            counts = event.form == "tax incentive" or (event.form == "subsidy" and event.public)
            found[entry.key] = Source(event.form, "aid" if counts else "none", event.book.amount, event.rate or Decimal(1))
        elif entry.name == "SourceChanged":
            found[entry.key].gross, found[entry.key].rate = event.book.amount, event.rate or Decimal(1)
        elif entry.name == "SourceTermsAgreed":
            one = found[entry.key]
            one.aid, one.fees, one.recoupment = event.aid, event.fees.amount if event.fees is not None else None, event.recoupment
        elif entry.name == "SourceRecognised":
            found[entry.key].recognised = event.book.amount
    return found


def tranches(what: Told) -> dict[tuple[str, str], Tranche]:
    """Every tranche, by source and key."""
    found: dict[tuple[str, str], Tranche] = {}
    for entry, event in what.sources:
        if entry.name.startswith("Source"):
            continue
        if entry.name == "TrancheScheduled":
            found[entry.key, event.tranche] = Tranche(
                event.amount.amount, event.expected, conditions={c.key: "open" for c in event.conditions}
            )
            continue
        one = found[entry.key, event.tranche]
        if entry.name == "TrancheRescheduled":
            one.expected, one.amount = event.expected, event.amount.amount if event.amount is not None else one.amount
        elif entry.name == "TrancheRequested":
            one.requested = True
        elif entry.name == "TrancheReleased":
            one.released = True
        elif entry.name == "TrancheReceived":
            one.received += event.amount.amount
        elif entry.name == "ConditionAdded":
            one.conditions[event.condition.key] = "open"
        else:
            one.conditions[event.condition] = {"ConditionMet": "met", "ConditionWaived": "waived", "ConditionWithdrawn": "open"}[entry.name]
    return found
