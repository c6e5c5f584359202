"""How the rows of a payroll become cost on accounts, and use up what engagements guarantee.

Straight time relieves its deal line by the units paid at the deal's rate, never beyond what is open of the guarantee: another
rate actually paid makes a difference of cost, and units beyond the guarantee are cost on top. Overtime and penalties relieve
nothing. Allowances relieve the allowance that the deal has on their account. Fringes relieve their line by the deal's percentage
of the straight time relieved, and by no more. The rows of one batch share what is open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ledger.aggregates.deal import FRINGE, DealLine, share
from ledger.aggregates.engagement import Engagement, Stage
from ledger.aggregates.pay_line import COMPONENTS, Component, PayLine
from ledger.line import Relief, in_book
from ledger.money import Money, round_half_up, total
from ledger.relief import relieve

WORKED = ("salary", "flat", "deferred")
ALLOWANCES = ("kit rental", "box rental", "allowance", "per diem")
Open = dict[tuple[int, str], tuple[Money, Money]]


@dataclass(frozen=True, slots=True)
class PayRow:
    """One row of a payroll file: who was paid what, for which days; empty where the file says nothing."""

    row: int
    person: str
    amounts: Mapping[Component, Money]
    engagement: str = ""
    line: int | None = None
    account: str = ""
    fringe_account: str = ""
    units: Decimal | None = None
    hours: Decimal | None = None
    worked_from: date | None = None
    worked_to: date | None = None

    def paid(self, pay: Component) -> Money:
        """What the row pays of one component."""
        return self.amounts[pay]


@dataclass(slots=True)
class Engaged:
    """An engagement as a batch finds it: what is known of it, and what is open of each line, less what earlier rows used."""

    key: str
    known: Engagement
    still: Open

    def relieved(self, key: tuple[int, str]) -> Money:
        """What was used up of a line so far, in the deal's currency."""
        currency = self.known.deal[0].rate.currency
        ordered = total((line.amount for line in self.known.lines if (line.line, line.account) == key), currency)
        return ordered - self.still[key][0] if key in self.still else Money.zero(currency)

    def use(self, key: tuple[int, str], wanted: Money) -> Relief | None:
        """Use up so much of a line, and never more than is open of it."""
        zero = Money.zero(wanted.currency)
        still_open, still_book = self.still.get(key, (zero, zero))
        if still_open <= zero or wanted <= zero:
            return None
        found = relieve(f"engagement/{self.key}", *key, min(wanted, still_open), still_open=still_open, still_book=still_book,
                        rate=self.known.rate, final=False)  # fmt: skip
        found = found.model_copy(update={"book_amount": min(found.book_amount, still_book)})
        self.still[key] = (still_open - found.amount, still_book - found.book_amount)
        return found


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch needs to know: parties by what a row calls them, engagements by number and by party, accounts that take costs."""

    parties: Mapping[str, Collection[str]]
    engaged: Mapping[str, Engaged]
    of_party: Mapping[str, Collection[str]]
    accounts: Collection[str]


@dataclass(frozen=True, slots=True)
class Coded:
    """A line of cost, and the deal line that it answers."""

    line: PayLine
    engaged: Engaged | None
    deal: DealLine | None


class BadRow(Exception):
    """A row that cannot be posted: the column, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column, self.why = column, why


def coded(rows: Sequence[PayRow], batch: Batch, note: Callable[[int, str, str], None]) -> list[Coded]:
    """The rows as lines of cost; a row that cannot be posted is noted by its column and left out."""
    told: list[Coded] = []
    for row in rows:
        try:
            told += _coded(row, batch, len(told))
        except BadRow as bad:
            note(row.row, bad.column, bad.why)
    return told


def _coded(row: PayRow, batch: Batch, before: int) -> list[Coded]:
    _hours(row)
    party = _party(row, batch)
    engaged = _engaged(row, party, batch)
    worked = _worked(row, engaged)
    allowance = _allowance(row, engaged, worked)
    account = row.account or (worked or allowance or row).account
    _takes(account, batch, "account", "is empty, and no deal line tells the account")
    units, derived = _units(row, engaged, worked, allowance)
    counted = "straight" if row.paid("straight") else "allowances"
    lines: list[Coded] = []
    for pay in (pay for pay in COMPONENTS if row.paid(pay)):
        where = account
        if pay == "fringes":
            where = row.fringe_account or (worked.fringe_account if worked else None) or ""
            _takes(where, batch, "fringe_account", f"is empty, {row.paid(pay)} of fringes are paid, and no deal line tells their account")
        line = PayLine(
            line=before + len(lines) + 1, account=where, net=row.paid(pay), amount=row.paid(pay), party=party, pay=pay, row=row.row,
            engagement=engaged.key if engaged else None, units=units if pay == counted else None, derived=derived and pay == counted,
            hours=None if lines else row.hours, worked_from=row.worked_from, worked_to=row.worked_to,
        )  # fmt: skip
        lines.append(Coded(line, engaged, allowance if pay == "allowances" else worked))
    return lines


def _hours(row: PayRow) -> None:
    """A day has 24 hours."""
    if row.worked_from and row.worked_to and row.worked_to < row.worked_from:
        raise BadRow("worked_to", f"is before worked_from, {row.worked_from}")
    if row.hours is None:
        return
    if not row.worked_from or not row.worked_to:
        raise BadRow("worked_to" if row.worked_from else "worked_from", "is empty, and the row has hours; say the days")
    days = (row.worked_to - row.worked_from).days + 1
    if not 0 <= row.hours <= 24 * days:
        said = f"the day {row.worked_to} holds" if days == 1 else f"the {days} days from {row.worked_from} to {row.worked_to} hold"
        raise BadRow("hours", f"is more than {said}, {24 * days}" if row.hours > 0 else "is below nothing")


def _party(row: PayRow, batch: Batch) -> str:
    found = sorted(batch.parties.get(row.person, ()))
    if row.engagement in batch.engaged and batch.engaged[row.engagement].known.party in found:
        return batch.engaged[row.engagement].known.party
    if not found:
        raise BadRow("person", "is no party of this book; register the person first: topsheet party person")
    if len(found) > 1:
        raise BadRow("person", f"is the name of {', '.join(found)}; give the id")
    return found[0]


def _engaged(row: PayRow, party: str, batch: Batch) -> Engaged | None:
    if not row.engagement:
        has = sorted(batch.of_party.get(party, ()))
        if has:
            raise BadRow("engagement", f"is empty, and {party} is engaged by {', '.join(has)}; name the engagement that is paid")
        return None
    found = batch.engaged.get(row.engagement)
    if found is None:
        raise BadRow("engagement", "is no engagement of this book; topsheet report engagements lists them")
    if found.known.party != party:
        raise BadRow("engagement", f"is the engagement of {found.known.party}, and the row pays {party}")
    last = row.worked_to or row.worked_from
    if found.known.stage is not Stage.ENGAGED and (last is None or last > found.known.ends):
        said = f"is after {found.known.ends}" if last else "is empty"
        way = f"correct the days, or engage {party} anew with topsheet hire add"
        raise BadRow("worked_to", f"{said}, the day on which {party} was released from {found.key}; {way}")
    return found


def _worked(row: PayRow, engaged: Engaged | None) -> DealLine | None:
    """The deal line that straight time answers: the one named, the only one, or the only one on the row's account."""
    if engaged is None:
        if row.line is not None:
            raise BadRow("line", "names a deal line, and the row names no engagement")
        return None
    deal = engaged.known.deal
    if row.line is not None:
        named = next((one for one in deal if one.line == row.line), None)
        if named is None:
            raise BadRow("line", f"is no deal line of {engaged.key}; its lines are {_listed(deal)}")
        if named.pay in ALLOWANCES and row.paid("straight"):
            raise BadRow("straight", f"is paid on line {named.line} of {engaged.key}, which is {named.pay}; write it under allowances")
        return None if named.pay in ALLOWANCES else named
    worked = [one for one in deal if one.pay in WORKED]
    worked = [one for one in worked if one.account == row.account] or worked
    if len(worked) > 1 and (row.paid("straight") or not row.account):
        raise BadRow("line", f"is empty, and {engaged.key} has the lines {_listed(worked)}; name the one that is paid")
    return worked[0] if len(worked) == 1 else None


def _allowance(row: PayRow, engaged: Engaged | None, worked: DealLine | None) -> DealLine | None:
    """The deal line that allowances answer: the one named, or the only one on their account."""
    if engaged is None or not row.paid("allowances"):
        return None
    found = [one for one in engaged.known.deal if one.pay in ALLOWANCES]
    named = [one for one in found if one.line == row.line]
    account = row.account or (worked.account if worked else "")
    found = named or [one for one in found if one.account == account or not account]
    if len(found) > 1:
        raise BadRow(
            "line", f"leaves open which of {_listed(found)} of {engaged.key} the allowances answer; pay them in a row of their own"
        )
    return found[0] if found else None


def _units(row: PayRow, engaged: Engaged | None, worked: DealLine | None, allowance: DealLine | None) -> tuple[Decimal | None, bool]:
    """The units paid, and whether they were read off the deal's rate."""
    straight = row.paid("straight")
    zero = Money.zero(straight.currency)
    if row.units is not None and (row.units <= 0 or straight < zero):
        raise BadRow("units", "is beside a correction below nothing, which relieves nothing; leave it empty" if straight < zero else
                     "is not above nothing; leave it empty where no units were worked")  # fmt: skip
    if row.units is not None:
        if not straight and not (allowance and row.line == allowance.line):
            raise BadRow("units", "were worked, and the row pays no straight time for them")
        return row.units, False
    if worked is None or engaged is None or straight <= zero:
        return None, False
    rate = worked.rate
    if rate.currency != straight.currency or not rate or straight.units % rate.units:
        deal = f"line {worked.line} of {engaged.key}, {rate} a {worked.unit}"
        raise BadRow("units", f"is empty, and {straight} of straight time is no whole multiple of {deal}; say the units")
    return Decimal(straight.units // rate.units), True


def _takes(account: str, batch: Batch, column: str, empty: str) -> None:
    if account not in batch.accounts:
        raise BadRow(column, f"stands for {account}, which is no account of the locked budget that takes costs" if account else empty)


def _listed(deal: Sequence[DealLine]) -> str:
    return ", ".join(f"{one.line} ({one.pay} on {one.account})" for one in deal)


def relieving(found: Sequence[Coded], *, rate: Decimal | None, currency: str) -> list[PayLine]:
    """The lines with their amounts in the book's currency and what they use up, in the order of the file. Raises Misuse."""
    books = in_book([one.line.amount for one in found], rate, currency)
    told = []
    for one, book in zip(found, books, strict=True):
        line = one.line.model_copy(update={"book_amount": book})
        told.append(line.model_copy(update={"relieves": _relief(replace(one, line=line))}))
    return told


def _relief(one: Coded) -> Relief | None:
    line, engaged, deal = one.line, one.engaged, one.deal
    if engaged is None or deal is None or line.amount <= Money.zero(line.amount.currency):
        return None
    match line.pay:
        case "straight":
            return engaged.use((deal.line, deal.account), at_rate(deal, line.units or Decimal(0)))
        case "allowances":
            wanted = at_rate(deal, line.units) if line.units else _converted(line, deal, engaged.known.rate)
            return engaged.use((deal.line, deal.account), wanted)
        case "fringes" if deal.fringe is not None and deal.fringe_account is not None:
            fringe = (FRINGE + deal.line, deal.fringe_account)
            due = share(deal.fringe, engaged.relieved((deal.line, deal.account)))
            return engaged.use(fringe, due - engaged.relieved(fringe))
        case _:
            return None


def at_rate(deal: DealLine, units: Decimal) -> Money:
    """What units are paid by the deal, in its currency, half-up."""
    return round_half_up(units * deal.rate.amount, deal.rate.currency)


def _converted(line: PayLine, deal: DealLine, rate: Decimal | None) -> Money:
    """A cost in the deal's currency, by way of the book's."""
    if line.amount.currency == deal.rate.currency:
        return line.amount
    return round_half_up(line.book.amount if rate is None else line.book.amount / rate, deal.rate.currency)
