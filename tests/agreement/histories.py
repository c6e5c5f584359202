"""Random lawful histories: a play that drives the decisions over a book in memory, as the command line does over a file.

A program is a list of steps, each a few small numbers; a step that a decision refuses records nothing. Days rise within each
document and wander freely between documents, as far as the closing dates allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from ledger.aggregate import Aggregate
from ledger.aggregates import budget, draw, engagement, estimate, invoice, overage, period, purchase_order, reallocation, source
from ledger.aggregates import scene as scenes
from ledger.aggregates import schedule as days
from ledger.aggregates.account import Account
from ledger.aggregates.authority import AUTHORITY, AuthorityGranted
from ledger.aggregates.board import Scene, Schedule
from ledger.aggregates.book import BOOK, open_book
from ledger.aggregates.budget_line import BudgetLine
from ledger.aggregates.calendar import WEEK, Calendar
from ledger.aggregates.cost_report import COLUMNS, COST_REPORT, acknowledge, issue
from ledger.aggregates.engagement import DealLine
from ledger.aggregates.period import Period
from ledger.aggregates.tranche import Condition
from ledger.entry import Entry
from ledger.errors import AlreadyDone, LedgerError, Refused, Unknown
from ledger.event import Event
from ledger.guards import Row, after, units
from ledger.line import BudgetMove, CostLine, OrderedLine, in_book
from ledger.money import Money
from ledger.proof import merkle
from ledger.relief import Promise, relieved
from ledger.store.append import refuse_day
from tests.agreement import fold
from tests.window import ABOUT, Written

T = TypeVar("T")
FIRST, TODAY = date(2025, 3, 3), date(2025, 12, 31)
RATES = {"EUR": None, "USD": Decimal("0.9137"), "JPY": Decimal("0.0061"), "TND": Decimal("0.297")}
BUDGET = (("1100", "above the line", "1000.00"), ("3300", "production", "500.00"), ("3310", "production", "300.07"), ("5000", "post-production", "80.50"),
          ("6900", "other", "120.00"), ("9900", "rounding", "-1.00"))  # fmt: skip
ACCOUNTS = ("3300", "3310", "1100", "5000")
VENDORS, PEOPLE, FINANCIER = ("P-0011", "P-0012", "P-0013"), ("P-0021", "P-0022", "P-0011"), "P-0031"
OURS, THEIRS = {"by": "P-0001", "grant": "A-0001"}, {"by": "P-0032", "grant": "A-0002"}
STEP = st.tuples(*[st.integers(0, 999)] * 8)


def programs(*, least: int = 12, most: int = 60) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Programs for a play; what stands before the first step is some six entries more."""
    return st.lists(STEP, min_size=least, max_size=most)


def day(number: int) -> date:
    """A day of the play, from its first."""
    return FIRST + timedelta(days=number)


@dataclass
class Dice:
    """The numbers of one step, taken one by one; mixed anew when they are used up."""

    numbers: tuple[int, ...]
    taken: int = 0

    def upto(self, most: int) -> int:
        """A number from 0 to below `most`."""
        turn, place = divmod(self.taken, len(self.numbers))
        self.taken += 1
        return (self.numbers[place] * (1 + 16 * turn) + 7 * turn) % most

    def one(self, things: Iterable[T]) -> T:
        """One of these. Raises Unknown when there is none."""
        listed = list(things)
        if not listed:
            raise Unknown("there is none")
        return listed[self.upto(len(listed))]


@dataclass
class Play:
    """A book in memory: its entries, what is known of every document, guards and claims."""

    written: Written = field(default_factory=Written)
    rows: dict[str, Row] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    claims: set[Any] = field(default_factory=set)

    @property
    def entries(self) -> list[Entry]:
        return self.written.entries

    def record(self, aggregate: Aggregate[Any], key: str, event: Event, dice: Dice, *, least: date = FIRST, **who: Any) -> Entry:
        """Append as the book does: an admissible day that wanders, claims, guards, what is known."""
        stream = aggregate.stream(key)
        closed = [date.fromisoformat(str(self.rows[k].value)) for k in self._closing(event, stream) if k in self.rows]
        low = max([self.last.get(stream, FIRST), least, *(one + timedelta(days=1) for one in closed)])
        wander = (0, 0, 1, 2, 3, 5, 8) if stream in self.last else (0, 1, 2, 4, 6, 9, 13, 17)
        entry = self.written.write(aggregate, key, event, low + timedelta(days=dice.one(wander)), **(who or OURS))
        try:
            refuse_day(entry, TODAY, self.last.get(stream, FIRST).isoformat(), self.rows)
            claimed = {*event.claims()}
            if claimed & (self.claims - {*event.releases()}):
                raise AlreadyDone("the number is used")
        except Refused:
            self.entries.pop()
            raise
        self.claims = self.claims - {*event.releases()} | claimed
        self.last[stream] = entry.on
        self.known[stream] = aggregate.evolve(self.known.get(stream), event)
        after(entry, self.rows)
        return entry

    @staticmethod
    def _closing(event: Event, stream: str) -> tuple[str, ...]:
        return ("issued", "cut_off") if any(move.layer == "cost" for move in event.moves(stream)) else ("issued",)

    def every(self, aggregate: Aggregate[Any], **having: Any) -> dict[str, Any]:
        """The documents of a kind by key, those whose fields are so."""
        found = {stream.partition("/")[2]: state for stream, state in self.known.items() if stream.startswith(f"{aggregate.kind}/")}
        return {key: state for key, state in found.items() if all(getattr(state, name) in values for name, values in having.items())}

    def new(self, aggregate: Aggregate[Any]) -> str:
        return f"{aggregate.prefix}-{len(self.every(aggregate)) + 1:04d}"

    def left(self, account: str, keep: str = "money") -> Money:
        """What an account has left, or may give away. Raises Unknown before the lock."""
        if f"left/{account}" not in self.rows:
            raise Unknown(f"{account} is not in the locked budget")
        row = self.rows[f"left/{account}"]
        return Money.minor(int(row.value) - ((row.floor or 0) if keep == "estimate" else 0), "EUR")

    def terms(self, lines: Iterable[OrderedLine]) -> dict[str, Any]:
        accounts = {line.account for line in lines}
        return {"left": {one: self.left(one) for one in accounts}, "planned": self.planned(accounts)}

    def planned(self, accounts: Iterable[str]) -> dict[str, Money]:
        return {one: Money.minor(etc, "EUR") for one in accounts if (etc := units(self.rows, f"etc/{one}")) > 0}

    def promise(self, document: str) -> Promise:
        state = self.known[document]
        currency = state.lines[0].amount.currency if state.lines else "EUR"
        still = {}
        for key in [key for key in self.rows if key.startswith(f"open/{document}/")]:
            number, _, account = key.removeprefix(f"open/{document}/").partition("/")
            book = Money.minor(units(self.rows, key.replace("open/", "book/", 1)), "EUR")
            still[int(number), account] = (Money.minor(units(self.rows, key), currency), book)
        return Promise(document, currency, state.rate, still)

    def still_open(self, document: str, lines: Sequence[OrderedLine]) -> list[OrderedLine]:
        found = self.promise(document).still
        told = []
        for line in lines:
            own, book = found.get((line.line, line.account), (Money.zero(line.amount.currency), Money.zero("EUR")))
            if own > Money.zero(own.currency):
                back = {"book_amount": None if line.book_amount is None else book, "from_estimate": line.from_estimate and min(line.from_estimate, book)}
                told.append(line.model_copy(update={"amount": own, **back}))
        return told


def amount(dice: Dice, currency: str = "EUR", most: int = 120) -> Money:
    """More than nothing, odd cents, small at times, so that a rounded book amount can be nothing."""
    whole = Money.minor(1 + dice.upto(997) * dice.upto(most) // 10, currency)
    return whole if currency != "EUR" else max(whole, Money.minor(3, "EUR"))


def played(program: Sequence[tuple[int, ...]], *, closing: int | None = None) -> Play:
    """The history that a program makes; with `closing`, a cost report is issued before that step."""
    play = Play()
    begin(play, Dice(program[0]))
    for number, step in enumerate(program):
        dice = Dice(step)
        if len(play.entries) >= 40:
            break
        if number == closing:
            closes_first(play, dice)
        act = ACTS[dice.upto(len(ACTS))]
        try:
            act(play, dice)
        except LedgerError as refusal:
            assert "are two currencies" not in str(refusal), f"{act.__name__} mixed currencies: {refusal}"
    return play


def begin(play: Play, dice: Dice) -> None:
    """The first page, two grants, a chart, its lines and the lock, on days that wander."""
    first = Dice((0,))
    play.record(BOOK, "main", open_book(book=ABOUT.id, title=ABOUT.title, currency=ABOUT.currency, timezone=ABOUT.timezone), first, by="P-0001")
    for key, party, financier in (("A-0001", "P-0001", None), ("A-0002", "P-0032", FINANCIER)):
        play.record(AUTHORITY, key, AuthorityGranted(party=party, role="producer", financier=financier, over_budget=True, starts=FIRST), first, by="P-0001")
    accounts = [
        Account(code=code, name=f"Account {code}", category=code[:2], category_name=code[:2], section=section, contingency=code == "6900")  # type: ignore[arg-type]
        for code, section, _ in BUDGET
    ]
    play.record(budget.BUDGET, "main", budget.adopt(chart="small", accounts=accounts, currency="EUR"), dice)
    lines = tuple(BudgetLine(account=code, line=1, description="all", result=Money.parse(text, "EUR"), rounding=code == "9900") for code, _, text in BUDGET)
    play.record(budget.BUDGET, "main", budget.BudgetImported(title="small.csv", lines=lines), first)
    play.record(budget.BUDGET, "main", budget.lock(play.known["budget/main"]), dice)


def names(play: Play, dice: Dice) -> None:
    """A name for the budget as it stands, or an account more."""
    known = play.known["budget/main"]
    if dice.upto(2):
        play.record(budget.BUDGET, "main", budget.name_version(known, f"v{len(known.versions) + 1:02d}"), dice)
    else:
        account = Account(code=f"7{len(known.accounts):03d}", name="added", category="70", category_name="Added", section="other")
        play.record(budget.BUDGET, "main", budget.add_account(known, account), dice)


def moves_budget(play: Play, dice: Dice) -> None:
    known, kind = play.known["budget/main"], dice.upto(4)
    account, other, some = dice.one(ACCOUNTS), dice.one(known.accounts), amount(dice, most=100)
    if kind == 0:
        lines = [BudgetMove(account=account, amount=-some), BudgetMove(account=other, amount=some)]
        movable = {account: play.left(account, "estimate"), other: play.left(other, "estimate") if other in ACCOUNTS else Money.zero("EUR")}
        play.record(reallocation.REALLOCATION, play.new(reallocation.REALLOCATION), reallocation.reallocate(known, lines=lines, movable=movable), dice)
    elif kind == 1:
        event = draw.draw(known, account=account, amount=some, left=play.left("6900"))
        play.record(draw.DRAW, play.new(draw.DRAW), event, dice)
    elif kind == 2:
        drawn = play.every(draw.DRAW)
        key = dice.one(drawn)
        back = draw.give_back(key, drawn[key], amount=min(some, drawn[key].amount), movable=play.left(drawn[key].account, "estimate"))
        play.record(draw.DRAW, key, back, dice)
    else:
        event_ = overage.approve(known, lines=[BudgetMove(account=account, amount=some)], financier=FINANCIER)
        play.record(overage.OVERAGE, play.new(overage.OVERAGE), event_, dice, **THEIRS)


def estimates(play: Play, dice: Dice) -> None:
    mode, account = dice.upto(5), dice.one(ACCOUNTS)
    known, some = play.known.get(f"estimate/{account}"), amount(dice)
    about: dict[str, Any] = {"cause": "seen", "currency": "EUR", "contingency": play.known["budget/main"].contingency_account}
    if mode < 3:
        event: Event = estimate.enter(account, known, amount=some if mode else Money.zero("EUR"), **about)
    elif mode == 3:
        event = estimate.hold(account, known, amount=some, **about)
    else:
        event = estimate.on_budget(account, known)
    play.record(estimate.ESTIMATE, account, event, dice)


def order_lines(dice: Dice, currency: str) -> list[OrderedLine]:
    told = [(dice.one(ACCOUNTS), amount(dice, currency)) for _ in range(1 + dice.upto(3))]
    books = in_book([some for _, some in told], RATES[currency], "EUR")
    return [OrderedLine(line=n, account=a, amount=m, book_amount=b) for n, ((a, m), b) in enumerate(zip(told, books, strict=True), 1)]


def raises(play: Play, dice: Dice) -> None:
    currency, vendor, confirming = dice.one((*["EUR"] * 3, "USD", "JPY", "TND")), dice.one(VENDORS), dice.upto(5) == 0
    event = purchase_order.raise_order(vendor=vendor, description="lenses", lines=order_lines(dice, currency), rate=RATES[currency], confirming=confirming)
    key = play.new(purchase_order.PURCHASE_ORDER)
    play.record(purchase_order.PURCHASE_ORDER, key, event, dice)
    if dice.upto(4):
        approves(play, dice, key)


def approves(play: Play, dice: Dice, key: str | None = None) -> None:
    waiting = play.every(purchase_order.PURCHASE_ORDER, stage=(purchase_order.Stage.RAISED, purchase_order.Stage.AMENDED))
    key = key or dice.one(waiting)
    order, terms = waiting[key], play.terms((*waiting[key].lines, *waiting[key].approved))
    event = purchase_order.approve(key, order, **terms, over_budget=dice.upto(2) == 0)
    play.record(purchase_order.PURCHASE_ORDER, key, event, dice)


def changes_order(play: Play, dice: Dice) -> None:
    living = play.every(purchase_order.PURCHASE_ORDER, stage=tuple(purchase_order.Stage)[:3])
    kind, key = dice.upto(4), dice.one(living)
    order, document = living[key], f"purchase-order/{key}"
    if kind < 2:
        event: Event = purchase_order.amend(key, order, lines=order_lines(dice, order.lines[0].amount.currency))
    elif kind == 2:
        event = purchase_order.close(key, order, still_open=play.still_open(document, order.approved))
    else:
        still = play.promise(document).still
        used = any(still[line.line, line.account][0] != line.amount for line in order.approved)
        event = purchase_order.void(key, order, relieved=used)
    play.record(purchase_order.PURCHASE_ORDER, key, event, dice)


def deal(dice: Dice, currency: str) -> list[DealLine]:
    return [
        DealLine(
            line=n, pay="salary", account=dice.one(ACCOUNTS), unit="week", rate=amount(dice, currency, 200), guaranteed=Decimal(dice.upto(4)) / 2,
            fringe=Decimal("18.5") if n == 1 else None, fringe_account=dice.one(ACCOUNTS) if n == 1 else None,
        )
        for n in range(1, 2 + dice.upto(2))
    ]  # fmt: skip


def hires(play: Play, dice: Dice) -> None:
    currency, key = dice.one(("EUR", "EUR", "USD", "JPY")), play.new(engagement.ENGAGEMENT)
    agreed = deal(dice, currency)
    lines = engagement.promised(agreed, RATES[currency], "EUR")
    event = engagement.engage(
        key, party=dice.one(PEOPLE), role="gaffer", department="electric", starts=day(dice.upto(9)), ends=day(20), deal=agreed, lines=lines,
        rate=RATES[currency], pay_or_play=dice.upto(3) == 0, over_budget=dice.upto(2) == 0, **play.terms(lines),
    )  # fmt: skip
    play.record(engagement.ENGAGEMENT, key, event, dice)


def changes_hire(play: Play, dice: Dice) -> None:
    living = play.every(engagement.ENGAGEMENT, stage=(engagement.Stage.ENGAGED,))
    kind, key = dice.upto(3), dice.one(living)
    known, agreed = living[key], deal(dice, living[key].deal[0].rate.currency)
    lines = engagement.promised(agreed, known.rate, "EUR")
    terms = {**play.terms((*lines, *known.lines)), "deal": agreed, "lines": lines, "over_budget": True}
    if kind == 0:
        event: Event = engagement.change(key, known, **terms)
    elif kind == 1:
        event = engagement.extend(key, known, ends=known.ends + timedelta(days=3), **terms)
    else:
        event = engagement.release(key, known, ends=known.ends, still_open=play.still_open(f"engagement/{key}", known.lines))
    play.record(engagement.ENGAGEMENT, key, event, dice)


def promises(play: Play) -> list[str]:
    return [key for key, state in play.known.items() if key.startswith(("purchase-order/", "engagement/")) and (getattr(state, "approved", 0) or getattr(state, "deal", 0))]


def enters(play: Play, dice: Dice) -> None:
    currency, vendor = dice.one((*["EUR"] * 3, "USD", "JPY", "TND")), dice.one((*VENDORS, *PEOPLE))
    answers = dice.one([*promises(play), None])
    if answers:
        state = play.known[answers]
        vendor, currency = (state.vendor if hasattr(state, "vendor") else state.party), dice.one((play.promise(answers).currency, currency))
    net = amount(dice, currency)
    zero = Money.zero(currency)
    tax = Money.minor(net.units * 21 // 100, currency) if dice.upto(2) else zero
    dated = day(dice.upto(14))
    event = invoice.enter(
        on=dated, vendor=vendor, number=str(1 + dice.upto(9)), dated=dated, net=net, gross=net + tax, tax=tax, tax_code="IVA21" if tax else None,
        recoverable=dice.one((tax, zero)), withholding=dice.one((zero, Money.minor(net.units * 15 // 100, currency))), rate=RATES[currency],
        order=answers,
    )  # fmt: skip
    key = play.new(invoice.INVOICE)
    play.record(invoice.INVOICE, key, event, dice, least=dated)
    play.record(invoice.INVOICE, key, invoice.approve(key, play.known[f"invoice/{key}"]), Dice((0,)))


def posts(play: Play, dice: Dice) -> None:
    waiting = play.every(invoice.INVOICE, stage=(invoice.Stage.APPROVED,))
    key, halves = dice.one(waiting), dice.upto(2)
    known: Any = waiting[key]
    answered = play.promise(known.order) if known.order else None
    account = dice.one(account for _, account in answered.still) if answered and answered.still else dice.one(ACCOUNTS)
    half = Money.minor(known.net.units // 3, known.net.currency) if halves else Money.zero(known.net.currency)
    nets = [(account, known.net - half), *([(dice.one(ACCOUNTS), half)] if half else [])]
    coded = invoice.coded(key, known, nets)
    books = in_book([line.amount for line in coded], known.rate, "EUR")
    lines: list[CostLine] = [line.model_copy(update={"book_amount": book}) for line, book in zip(coded, books, strict=True)]
    if answered and answered.still:
        on_it = all(line.account in {account for _, account in answered.still} for line in lines)
        lines = relieved(lines, answered, final=on_it and dice.upto(4) == 0)
    event = invoice.post(key, known, lines=lines, planned=play.planned({line.account for line in lines}))
    play.record(invoice.INVOICE, key, event, dice)


def settles(play: Play, dice: Dice) -> None:
    kind, living = dice.upto(3), play.every(invoice.INVOICE, stage=tuple(invoice.Stage)[:3])
    key = dice.one(living)
    known = living[key]
    if kind:
        owed = known.payable - known.paid
        part = Money.minor(max(1, owed.units // 3), owed.currency) if dice.upto(2) else None
        event: Event = invoice.pay(key, known, paid=day(9), amount=part)
    else:
        event = invoice.reverse(key, known)
    play.record(invoice.INVOICE, key, event, dice)


def closes(play: Play, dice: Dice) -> None:
    """Open the next period, cut one off, or issue its cost report; a financier acknowledges it."""
    known: dict[str, Period] = play.every(period.PERIOD)
    number, kind = len(known), dice.upto(4)
    report = f"CR-{len(play.every(COST_REPORT)):04d}"
    if not known or kind == 0:
        key, starts = f"2025-W{number + 10}", day(7 * number)
        others = {other: days for other, days in known.items() if other != key}
        event: Event = period.open_period(key, known.get(key), starts=starts, ends=starts + timedelta(days=6), others=others)
        play.record(period.PERIOD, key, event, dice)
    elif kind == 1:
        key = dice.one([one for one in known if not known[one].cut_off])
        play.record(period.PERIOD, key, period.cut_off(key, known[key], on=known[key].ends), dice, least=known[key].ends)
    elif kind == 2 and report != "CR-0000" and dice.upto(2):
        event = acknowledge(report, play.known[f"cost-report/{report}"], financier=FINANCIER, acts_for=FINANCIER)
        play.record(COST_REPORT, report, event, dice, **THEIRS)
    else:
        issues(play, dice, dice.one([one for one in known if known[one].cut_off]))


def closes_first(play: Play, dice: Dice) -> None:
    """Open the first period where it is not, cut it off where it is not, and issue its report."""
    known: dict[str, Period] = play.every(period.PERIOD)
    if not known:
        play.record(period.PERIOD, "2025-W10", period.open_period("2025-W10", starts=FIRST, ends=day(6), others={}), Dice((0,)))
    key, days = next(iter(play.every(period.PERIOD).items()))
    if not days.cut_off:
        play.record(period.PERIOD, key, period.cut_off(key, days, on=days.ends), Dice((0,)), least=days.ends)
    issues(play, dice, key)


def issues(play: Play, dice: Dice, key: str) -> None:
    known, position = play.known[f"period/{key}"], len(play.entries)
    as_of = known.ends + timedelta(days=dice.upto(2))
    number, totals = len(play.every(COST_REPORT)) + 1, fold.totals(play.entries, position, as_of)
    issued = {column: Money(totals[column].quantize(Decimal("0.01")), "EUR") for column in COLUMNS}
    event = issue(
        number=number, period=key, days=known, position=position, as_of=as_of, on=as_of + timedelta(days=1), totals=issued, projection="0" * 64,
        root=merkle.root(play.written.leaves(1, position)).hex(), report_sha256="0" * 64,
    )  # fmt: skip
    play.record(COST_REPORT, f"CR-{number:04d}", event, dice, least=as_of + timedelta(days=1))


def finances(play: Play, dice: Dice) -> None:
    sources = play.every(source.SOURCE)
    if not sources or (len(sources) < 2 and dice.upto(8) == 0):
        currency = dice.one(("EUR", "USD"))
        form: Any = dice.one(("equity", "licence"))
        added = source.add(financier=FINANCIER, form=form, title="The fund", amount=amount(dice, currency), currency="EUR", rate=RATES[currency])
        play.record(source.SOURCE, play.new(source.SOURCE), added, dice)
        return
    key = dice.one(sources)
    known: source.Source = sources[key]
    act: Callable[..., Event] = dice.one((scheduled, scheduled, moved, conditioned, requested, released, released, received))
    event = act(key, known, dice, len(play.entries))
    financier = type(event).__name__ in ("TrancheReleased", "ConditionWaived")
    play.record(source.SOURCE, key, event, dice, **(THEIRS if financier else OURS))


def scheduled(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    if dice.upto(9) == 0:
        return source.change(key, known, amount=amount(dice, known.amount.currency), currency="EUR", rate=known.rate)
    terms = [Condition(key=name, text=name.lower()) for name in ("BOND", "SALE")[: dice.upto(3)]]
    part = Money.minor(max(1, known.amount.units // 3), known.amount.currency)
    return source.schedule(
        key, known, tranche=f"T-{len(known.tranches) + 1}", amount=part, expected=day(dice.upto(60)), milestone="start", conditions=terms
    )


def moved(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    some = Money.minor(1 + dice.upto(200), known.amount.currency) if dice.upto(2) else None
    return source.reschedule(key, known, tranche=dice.one(known.tranches), expected=day(dice.upto(60)), amount=some)


def conditioned(key: str, known: source.Source, dice: Dice, size: int) -> Event:
    tranche, kind = dice.one(known.tranches), dice.upto(6)
    terms = known.tranches[tranche].conditions
    if kind == 0:
        return source.add_condition(key, known, tranche=tranche, condition=Condition(key=f"MORE-{len(terms)}", text="more"))
    name = dice.one(terms)
    if kind == 1:
        return source.withdraw(key, known, tranche=tranche, condition=name)
    if kind == 2:
        return source.waive(key, known, tranche=tranche, condition=name, acts_for=FINANCIER)
    return source.meet(key, known, tranche=tranche, condition=name, evidence=0, last=size, entry=1 + dice.upto(size))


def requested(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    return source.request(key, known, tranche=dice.one(known.tranches))


def released(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    tranche = dice.one(known.tranches)
    if known.tranches[tranche].stage == "scheduled":
        return source.request(key, known, tranche=tranche)
    for name in known.tranches[tranche].open:
        return source.meet(key, known, tranche=tranche, condition=name, evidence=1, last=1, entry=1)
    return source.release(key, known, tranche=tranche, acts_for=FINANCIER)


def received(key: str, known: source.Source, dice: Dice, _: int) -> Event:
    tranche = dice.one(name for name, one in known.tranches.items() if one.stage in ("released", "received"))
    whole = known.tranches[tranche].amount
    some = dice.one((whole, Money.minor(1 + whole.units // 2, whole.currency), -Money.minor(1 + whole.units // 3, whole.currency)))
    return source.receive(key, known, tranche=tranche, amount=some, received_on=day(4), currency="EUR")


def shoots(play: Play, dice: Dice) -> None:
    known, kind, size = play.known.get("schedule/main", Schedule()), dice.upto(5), len(play.entries)
    if not known.calendar:
        play.record(days.SCHEDULE, "main", days.set_calendar(known, calendar=Calendar(working_week=WEEK), today=FIRST), dice)
        return
    if kind == 0 or not known.scenes:
        told = Scene(scene=str(len(known.scenes) + 1), eighths=1 + dice.upto(9), int_ext="int", set="KITCHEN", day_night="day", cast=("1",))
        event: Event = scenes.add_scene(known, scene=told)
    elif kind == 1 or not known.days:
        event = days.add_day(known, date=day(size + 7))
    elif kind == 2:
        event = scenes.place(known, scene=dice.one(known.scenes), day=dice.one(known.days))
    elif kind == 3:
        event = days.move_day(known, day=dice.one(known.days), date=day(dice.upto(90)))
    else:
        event = scenes.omit_scene(known, scene=dice.one(known.scenes))
    play.record(days.SCHEDULE, "main", event, dice)


ACTS = (names, moves_budget, moves_budget, estimates, estimates, raises, raises, approves, changes_order, changes_order, hires, changes_hire, enters, enters,
        posts, posts, posts, posts, settles, settles, closes, closes, finances, finances, finances, finances, shoots, shoots)  # fmt: skip
