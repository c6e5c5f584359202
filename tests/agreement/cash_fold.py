"""The cash flow as a plain fold: every flow, received, paid and expected, of any window. It shares no code with the SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ledger.aggregates.cash import Terms
from ledger.entry import Entry
from tests.agreement import fold
from tests.agreement.fold import ZERO

SHOT = ("1100", "3300", "3310")  # the accounts of the histories that are above the line or production
CENT, WEEK = Decimal("0.01"), timedelta(days=7)
OWING = ("payables", "payroll", "withholding", "social security", "commitments", "ETC", "VAT")


@dataclass
class Flow:
    """An amount of a kind; the day by its document, and the day on which it is planned."""

    kind: str
    day: date
    amount: Decimal
    due: date | None = None


@dataclass
class Document:
    """An invoice, payroll or advance: what was printed on it, and what became of it."""

    name: str
    event: Any
    rate: Decimal
    owed: Decimal = ZERO
    withheld: Decimal = ZERO
    paid: Decimal = ZERO
    outstanding: Decimal = ZERO
    posted: bool = False
    reversed: bool = False
    taxed: list[tuple[date, Decimal]] = field(default_factory=list)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def of(money: Any) -> Decimal:
    amount: Decimal = ZERO if money is None else money.amount
    return amount


def last_of(day: date, months: int = 0) -> date:
    """The last day of the month so many months after a day's."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def period_end(day: date, terms: Terms) -> date:
    return last_of(day) if terms.tax_period == "month" else last_of(day, -(day.month % -3))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class Cash:
    """Every flow of a window."""

    def __init__(self, entries: Sequence[Entry], position: int, on: date) -> None:
        self.seen = fold.seen(entries, position, on)
        self.told = fold.told(entries, position, on)
        recorded = datetime.fromisoformat((entries[position - 1].at or "").removesuffix("Z")).replace(tzinfo=UTC)
        self.on, self.today = on, min(on, recorded.astimezone(ZoneInfo("Europe/Madrid")).date())
        self.terms = Terms()
        for entry in self.seen:
            if entry.name == "CashTermsSet":
                self.terms = Terms(**dict(entry.event))
        self.documents: dict[str, Document] = {}
        self.days: dict[str, tuple[date | None, date | None]] = {}
        self.shoot: dict[str, date | None] = {}
        self.flows: list[Flow] = []
        for entry in self.seen:
            self._read(entry, entry.event)
        self.flows += [flow for flow in (*self._owed(), *self._sources(), *self._to_come()) if flow.amount]

    def _read(self, entry: Entry, event: Any) -> None:
        kind = entry.stream.partition("/")[0]
        if entry.name in ("InvoiceEntered", "PayrollPosted", "AdvanceIssued"):
            self.documents[entry.stream] = Document(kind, event, event.rate or Decimal(1))
        if kind in ("invoice", "payroll", "advance"):
            self._document(entry, event, self.documents[entry.stream])
        elif entry.name == "TaxSettled":
            back = event.tax == "VAT"
            due = last_of(event.period_ends, self.terms.refund_after) if back else self._over(event.period_ends)
            self.flows.append(Flow("settled", event.moved_on, event.amount.amount if back else -event.amount.amount))
            self.flows.append(Flow("VAT refunds" if back else "withholding", self._when(due, back=back), self.flows[-1].amount * -1, due))
        elif entry.name in ("TrancheReceived", "SourceRepaid"):
            sign, day = (1, event.received_on) if entry.name == "TrancheReceived" else (-1, event.repaid_on)
            kept = cents(of(getattr(event, "charges", None)) * (event.rate or 1))
            self.flows.append(Flow("received", day, sign * of(event.book_amount or event.amount) - kept))
        elif kind == "engagement":
            starts, ends = self.days.get(entry.stream, (None, None))
            self.days[entry.stream] = (getattr(event, "starts", starts), getattr(event, "ends", ends))
        elif entry.name == "PurchaseOrderRaised":
            self.days[entry.stream] = (None, event.due)
        elif entry.name.startswith("ShootDay"):
            self.shoot[event.day] = getattr(event, "date", None)
        elif entry.name == "SchedulePushed":
            self.shoot |= {one.day: one.date for one in event.moved}

    def _document(self, entry: Entry, event: Any, one: Document) -> None:
        for line in getattr(event, "lines", ()):
            if entry.name not in ("InvoicePaid", "PayrollPaid"):
                printed = event.dated if entry.name == "InvoiceCredited" else getattr(one.event, "dated", None)
                one.taxed.append((getattr(line, "dated", None) or printed or entry.on, of(line.recoverable)))
                one.posted = True
        match entry.name:
            case "InvoiceEntered":
                one.owed, one.withheld = event.gross.amount - of(event.withholding), of(event.withholding)
            case "PayrollPosted":
                one.owed, one.withheld = event.total.amount - of(event.withheld), of(event.withheld)
            case "InvoiceCredited":
                one.owed, one.withheld = one.owed - event.gross.amount + of(event.withholding), one.withheld - of(event.withholding)
            case "InvoicePaid" | "PayrollPaid":
                one.paid += event.amount.amount
                self.flows.append(Flow("paid", event.paid, -cents(event.amount.amount * one.rate)))
            case "InvoiceReversed" | "PayrollReversed":
                one.reversed = True
            case "AdvanceIssued" | "AdvanceIncreased" | "AdvanceReturned":
                some = -event.amount.amount if entry.name == "AdvanceReturned" else event.amount.amount
                one.outstanding += some
                self.flows.append(Flow("paid", entry.on, -cents(some * one.rate)))
            case "EnvelopePosted" | "EnvelopeReversed":
                one.outstanding -= event.gross.amount

    def _over(self, ends: date) -> date:
        return min(ends + timedelta(days=self.terms.withholding_day), last_of(ends, 1))

    def _when(self, due: date, *, back: bool) -> date:
        return due if due >= self.today else self.today + WEEK if back else self.today

    def _owed(self) -> Iterator[Flow]:
        for one in self.documents.values():
            event, by_period = one.event, defaultdict(lambda: ZERO)
            for day, amount in one.taxed:
                by_period[period_end(day, self.terms)] += amount
            before = up_to = ZERO
            for ends, amount in sorted(by_period.items()):
                up_to += amount
                due = last_of(ends, self.terms.refund_after)
                yield Flow("VAT refunds", self._when(due, back=True), cents(up_to * one.rate) - cents(before * one.rate), due)
                before = up_to
            if one.name == "advance" or not one.posted:
                continue
            withheld, left = (ZERO, ZERO) if one.reversed else (one.withheld, one.owed - one.paid)
            due = self._over(period_end(event.dated, self.terms))
            yield Flow("withholding", max(due, self.today), -cents(withheld * one.rate), due)
            due = event.due or event.dated + timedelta(days=self.terms.pays_after if one.name == "invoice" else 0)
            fringes = ZERO
            if one.name == "payroll" and event.vendor is None:
                fringes = cents(min(max(sum((of(x.amount) for x in event.lines if x.pay == "fringes"), ZERO), ZERO), left) * one.rate)
                last = last_of(event.dated)
                secured = min(last + timedelta(days=self.terms.social_security_day), last_of(last, 1))
                yield Flow("social security", max(secured, self.today), -fringes, secured)
            kind = "payables" if one.name == "invoice" else "payroll"
            yield Flow(kind, max(due, self.today), fringes - cents(left * one.rate), due)

    def _sources(self) -> Iterator[Flow]:
        sources, tranches, book, until, charged = fold.sources(self.told), fold.tranches(self.told), {}, {}, defaultdict(lambda: ZERO)
        for entry, event in self.told.sources:
            if entry.name in ("TrancheScheduled", "TrancheRescheduled") and event.amount:
                book[entry.key, event.tranche] = of(event.book_amount or event.amount)
            for asked in (*getattr(event, "conditions", ()), *([event.condition] if entry.name == "ConditionAdded" else [])):
                until[entry.key, event.tranche, asked.key] = asked.due
            if entry.name == "TrancheReceived":
                charged[entry.key] += cents(of(event.charges) * (event.rate or 1))
        fees = {key: max(cents((one.fees or ZERO) * one.rate) - charged[key], ZERO) for key, one in sources.items()}
        for (key, name), one in sorted(tranches.items(), key=lambda found: (found[0][0], found[1].expected, found[0][1])):
            dues = [until[key, name, asked] for asked, state in one.conditions.items() if state == "open"]
            missed = not one.released and any(due is not None and due < self.today for due in dues)
            if one.received >= one.amount or missed or sources[key].form in ("in kind", "deferral"):
                continue
            whole = max(book[key, name] - cents(one.received * sources[key].rate), ZERO)
            kept = min(fees[key], whole)
            fees[key] -= kept
            yield Flow("sources", self._when(one.expected, back=True), whole - kept, one.expected)

    def _to_come(self) -> Iterator[Flow]:
        ends = max((day for day in self.shoot.values() if day), default=None)
        far = self.today + self.terms.spread * WEEK - timedelta(days=1)
        shot = ends if ends and ends >= self.today else far
        for account, figures in fold.accounts(self.told, self.on).items():
            undrawn = account == self.told.lock if self.told.locked else self.told.chart.get(account, False)
            to = shot if undrawn or account in SHOT else far
            vat = ZERO if undrawn else self.terms.vat_on_estimates
            yield from self._spread("contingency" if undrawn else "ETC", figures["etc"], (self.today, to), 0, vat)
        for (document, _, _), line in self.told.lines.items():
            first, last = self.days.get(document, (None, None))
            hired = document.startswith("engagement/")
            starts = max(first or last or self.today, self.today)
            to = max(last or first or starts, starts)
            later, vat = (0, ZERO) if hired else (self.terms.pays_after, self.terms.vat)
            yield from self._spread("commitments", line.committed, (starts, to), later, vat)
        for one in self.documents.values():
            yield Flow("advances", shot, cents(one.outstanding * one.rate), shot)

    def _spread(self, kind: str, amount: Decimal, days: tuple[date, date], later: int, rate: Decimal) -> Iterator[Flow]:
        starts, ends = days
        weeks = (monday(ends) - monday(starts)).days // 7 + 1
        before = ZERO
        for n in range(1, weeks + 1):
            up_to = Decimal(int(amount * 100 * n / weeks) if n < weeks else int(amount * 100)) / 100
            worked = min(ends, monday(starts) + n * WEEK - timedelta(days=1))
            day, part = worked + timedelta(days=later), up_to - before
            before = up_to
            yield Flow(kind, day, -part, worked)
            if vat := cents(part * rate / 100):
                back = last_of(period_end(worked, self.terms), self.terms.refund_after)
                yield Flow("VAT", day, -vat, worked)
                yield Flow("VAT refunds", back, vat, back)

    def by_week(self) -> dict[tuple[date, str], Decimal]:
        """The flows of each week and kind."""
        sums: dict[tuple[date, str], Decimal] = defaultdict(lambda: ZERO)
        for flow in self.flows:
            sums[monday(flow.day), flow.kind] += flow.amount
        return {key: amount for key, amount in sums.items() if amount}

    def sufficiency(self) -> list[tuple[date, Decimal, Decimal]]:
        """The window's day and the end of each week: cash without the tax that comes back, and what suffices."""
        weeks = [monday(self.today)]
        while weeks[-1] < max((monday(flow.day) for flow in self.flows), default=weeks[0]):
            weeks.append(weeks[-1] + WEEK)
        found = []
        for week, up_to in [(weeks[0] - WEEK, self.today), *((week, week + timedelta(days=6)) for week in weeks)]:
            was = [flow for flow in self.flows if flow.kind in ("received", "paid", "settled")]
            done = [f for f in self.flows if f not in was and monday(f.day) <= week and f.kind not in ("VAT refunds", "contingency")]
            ahead = [f for f in self.flows if f not in was and monday(f.day) > week and f.kind in ("sources", "advances", *OWING)]
            due = [flow for flow in self.flows if flow.kind == "VAT refunds" and flow.due and flow.due <= up_to]
            cash = sum((flow.amount for flow in (*was, *done)), ZERO)
            found.append((up_to, cash, cash + sum((flow.amount for flow in (*ahead, *due)), ZERO)))
        return found
