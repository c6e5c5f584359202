"""The second path of schemes: every part of a cost with its class and place, and what a scheme gives, as plain Python over the entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from tests.agreement import fold
from tests.agreement.fold import ZERO

Line = tuple[str, int]
When = tuple[date, int]
POSTED = ("InvoicePosted", "PayrollPosted", "EnvelopePosted")
COSTS = (*POSTED, *(f"{kind}{how}" for kind in ("Invoice", "Payroll", "Envelope") for how in ("Credited", "Recoded", "Reversed")))


class Part(NamedTuple):
    """A part of a cost on one basis; what is only to come is not posted, and of the contingency it is undrawn."""

    basis: str
    account: str
    line: Line | None
    party: str | None
    country: str | None
    day: date | None
    posted: bool
    amount: Decimal
    undrawn: bool = False


@dataclass
class Schemes:
    """What the entries of a window say of lines, places and classes."""

    origin: dict[Line, tuple[int, int]] = field(default_factory=dict)
    made: dict[Line, Any] = field(default_factory=dict)
    documents: dict[str, tuple[str | None, date | None]] = field(default_factory=dict)
    parts: list[tuple[str, Line, str, Decimal]] = field(default_factory=list)
    classes: dict[tuple[str, str], str] = field(default_factory=dict)
    told: list[tuple[str, Line, str, When]] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)
    lines: dict[Line, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


def read(entries: Iterable[Entry], position: int, on: date) -> Schemes:
    """Read the entries of a window, in the order in which they take effect."""
    what = Schemes()
    for entry in fold.seen(entries, position, on):
        event: Any = entry.event
        READ.get(entry.name, _nothing)(what, entry, event)
        if entry.name in COSTS:
            _costs(what, entry, event)
        pays = entry.name in ("InvoicePaid", "PayrollPaid") or entry.name.startswith("Envelope")
        paid = event.lines if pays else getattr(event, "settles", ())
        what.parts += [("paid", (entry.stream, one.line), one.account, fold._book(one)) for one in paid]
    return what


def _nothing(what: Schemes, entry: Entry, event: Any) -> None:
    pass


def _chart(what: Schemes, _: Entry, event: Any) -> None:
    what.categories |= {account.code: account.category for account in event.accounts}


def _document(what: Schemes, entry: Entry, event: Any) -> None:
    party = getattr(event, "vendor", None) or getattr(event, "holder", None)
    what.documents[entry.stream] = (party, getattr(event, "dated", None))


def _classes(what: Schemes, entry: Entry, event: Any) -> None:
    what.classes |= {(entry.key, account): one for account, one in event.classes.items()}
    what.keys.append(entry.key)


def _class_line(what: Schemes, entry: Entry, event: Any) -> None:
    what.told.append((entry.key, (event.document, event.line), event.cost_class, (entry.on, entry.position or 0)))
    what.keys.append(entry.key)


def _terms(what: Schemes, entry: Entry, event: Any) -> None:
    what.terms[entry.key] = event


def _place(what: Schemes, _: Entry, event: Any) -> None:
    what.lines[event.document, event.line] = event.country


def _place_account(what: Schemes, _: Entry, event: Any) -> None:
    what.accounts[event.account] = event.country


READ = {
    "BudgetChartAdopted": _chart, "InvoiceEntered": _document, "AdvanceIssued": _document, "PayrollPosted": _document,
    "SchemeClassesSet": _classes, "CostClassed": _class_line, "SchemeTermsSet": _terms, "CostPlaced": _place,
    "AccountPlaced": _place_account,
}  # fmt: skip


def _costs(what: Schemes, entry: Entry, event: Any) -> None:
    for number, line in enumerate(event.lines):
        key = (entry.stream, line.line)
        what.parts.append(("incurred", key, line.account, fold._book(line)))
        if entry.name in POSTED or (entry.name.endswith("Recoded") and number == 1):
            what.made[key] = (line, entry.on)
        if entry.name.endswith("Recoded") and number == 1:
            what.origin[key] = (event.lines[0].line, entry.position or 0)


def parts(what: Schemes, entries: Sequence[Entry], position: int, on: date) -> list[Part]:
    """Every part of a cost on every basis; what is promised and to come as one sum of a line and of an account."""
    money = fold.told(entries, position, on)
    found = []
    for basis, key, account, amount in what.parts:
        line, posted_on = what.made[key]
        party, dated = what.documents[key[0]]
        here = Part(basis, account, key, getattr(line, "party", None) or party, _country(what, key, line.country, account),
                    getattr(line, "dated", None) or dated or posted_on, posted=True, amount=amount)  # fmt: skip
        found += [here._replace(basis=one) for one in (("incurred", "committed", "efc") if basis == "incurred" else ("paid",))]
    for (document, number, account), held in money.lines.items():
        party = money.parties.get(document)
        promised = Part(
            "committed", account, (document, number), party, what.accounts.get(account), None, posted=False, amount=held.committed
        )
        found += [promised, promised._replace(basis="efc")]
    for account, row in fold.accounts(money, on).items():
        undrawn = account == money.lock if money.locked else money.chart.get(account, False)
        country = what.accounts.get(account)
        found.append(Part("efc", account, None, None, country, None, posted=False, amount=row["etc"], undrawn=undrawn))
    return found


def _country(what: Schemes, key: Line, own: str | None, account: str) -> str | None:
    told = what.lines.get(key)
    while told is None and key in what.origin:
        key = (key[0], what.origin[key][0])
        told = what.lines.get(key)
    return told or own or what.accounts.get(account)


def class_of(what: Schemes, scheme: str, part: Part) -> str | None:
    """The class of a part: the last that was told of its line, or of a line that it was recoded from afterwards; else its account's.

    What is undrawn of the contingency is excluded.
    """
    if part.undrawn:
        return "excluded"
    told: list[tuple[When, str]] = []
    line, latest = part.line, None
    while line is not None:
        told += [(when, one) for key, at, one, when in what.told if key == scheme and at == line and (latest is None or when[1] < latest)]
        origin = what.origin.get(line)
        line, latest = ((line[0], origin[0]), min(origin[1], latest or origin[1])) if origin else (None, None)
    if told and part.posted:
        return max(told)[1]
    if part.account not in what.categories:  # the chart takes effect later than the window
        return None
    return what.classes.get((scheme, part.account)) or what.classes.get((scheme, what.categories[part.account]))


def costs(what: Schemes, found: Sequence[Part]) -> dict[tuple[Any, ...], Decimal]:
    """The sums by scheme, class, basis, account, party and country; those of nothing are left out."""
    sums: dict[tuple[Any, ...], Decimal] = defaultdict(lambda: ZERO)
    for scheme in sorted(set(what.keys)):
        for part in found:
            sums[scheme, class_of(what, scheme, part), part.basis, part.account, part.party, part.country] += part.amount
    return {key: amount for key, amount in sums.items() if amount}


def qualifies(terms: Any, part: Part, cost_class: str | None) -> bool:
    """Whether a part counts under these terms."""
    if cost_class in (None, "excluded", *terms.excludes):
        return False
    if part.posted and part.day and ((terms.starts and part.day < terms.starts) or (terms.ends and part.day > terms.ends)):
        return False
    return not terms.territory or part.country in terms.territory


def incentives(what: Schemes, found: Sequence[Part], subsidies: Decimal) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """What qualifies and what is given, by scheme and basis."""
    told = {}
    for scheme, terms in what.terms.items():
        for basis in (terms.basis, "efc"):
            mine = [part for part in found if part.basis == basis]
            total = sum((part.amount for part in mine), ZERO)
            counts = sum((part.amount for part in mine if qualifies(terms, part, class_of(what, scheme, part))), ZERO)
            base = counts - (subsidies if terms.subsidies_deducted else ZERO)
            base = max(min(base, total * terms.base_share / 100) if terms.base_share is not None else base, ZERO)
            told[scheme, basis] = (counts, _given(terms, base) if terms.minimum is None or counts >= terms.minimum.amount else ZERO)
    return told


def _given(terms: Any, base: Decimal) -> Decimal:
    factor = max((lift.factor for lift in terms.uplifts if lift.factor), default=Decimal(1))
    gross, below = ZERO, ZERO
    for band in terms.bands:
        end = band.up_to.amount if band.up_to else max(base, below)
        gross += max(min(base, end) - below, ZERO) * band.percent * factor / 100
        below = end
    gross = gross.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return min(gross, (terms.cap.amount * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)) if terms.cap else gross
