"""Small books for tests of views: a chart, a locked budget, and the events of documents in one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ledger.aggregates.account import Account
from ledger.aggregates.budget import BUDGET, BudgetChartAdopted, BudgetLocked
from ledger.aggregates.cost_report import COLUMNS, COST_REPORT, AccountFigure, Column, CostReportIssued, Note
from ledger.aggregates.deal import DealLine
from ledger.aggregates.draw import DRAW, ContingencyDrawn, ContingencyReturned
from ledger.aggregates.engagement import ENGAGEMENT, PersonEngaged
from ledger.aggregates.estimate import ESTIMATE, EstimatedFinalCostHeld, EstimateToCompleteEntered
from ledger.aggregates.invoice import INVOICE, InvoiceApproved, InvoiceCredited, InvoiceEntered, InvoicePosted
from ledger.aggregates.overage import OVERAGE, OverageApproved
from ledger.aggregates.pay_line import PayLine
from ledger.aggregates.payroll import PAYROLL, PayrollPosted
from ledger.aggregates.period import PERIOD, PeriodOpened
from ledger.aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrderApproved, PurchaseOrderRaised
from ledger.aggregates.reallocation import REALLOCATION, BudgetReallocated
from ledger.line import BudgetMove, CostLine, OrderedLine, Relief, reversed_cost
from ledger.money import Money, scale_of
from tests.window import Written

Plan = Sequence[tuple[str, str, str, str, int]]
PLAN: Plan = (
    ("1100", "Writer", "1100", "above the line", 100_000),
    ("3310", "Camera crew", "3300", "production", 200_000),
    ("3320", "Camera rental", "3300", "production", 50_000),
    ("3500", "Transportation", "3500", "production", 80_000),
    ("5000", "Editorial", "5000", "post-production", 40_000),
    ("6800", "General", "6800", "other", 30_000),
    ("6900", "Contingency", "6900", "other", 20_000),
)
NAMES = {"3300": "Camera"}


def march(day: int) -> date:
    return date(2021, 3, day)


def eur(amount: int | str, currency: str = "EUR") -> Money:
    return Money(Decimal(amount).quantize(Decimal(1).scaleb(-scale_of(currency))), currency)


def account(code: str, name: str, category: str, section: str, *, to_confirm: bool = False) -> Account:
    return Account(code=code, name=name, category=category, category_name=NAMES.get(category, name), section=section,  # type: ignore[arg-type]
                   contingency=name == "Contingency", to_confirm=to_confirm)  # fmt: skip


def budgeted(plan: Plan = PLAN, contingency: str | None = "6900", currency: str = "EUR") -> Written:
    """A book with a chart and a locked budget, both of 1 March, and the periods of two weeks."""
    written = Written()
    accounts = tuple(account(*row[:4]) for row in plan)
    written.write(BUDGET, "main", BudgetChartAdopted(chart="small", accounts=accounts, currency=currency), march(1))
    lines = tuple(BudgetMove(account=row[0], amount=eur(row[4], currency)) for row in plan)
    total = eur(sum(row[4] for row in plan), currency)
    written.write(BUDGET, "main", BudgetLocked(lines=lines, total=total, contingency_account=contingency), march(1))
    written.write(PERIOD, "2021-W09", PeriodOpened(starts=march(1), ends=march(7)), march(1))
    written.write(PERIOD, "2021-W10", PeriodOpened(starts=march(8), ends=march(14)), march(1))
    return written


def line(code: str, amount: int | str, n: int = 1, *, taken: int | None = None, book: int | None = None,
         currency: str = "EUR") -> OrderedLine:  # fmt: skip
    """A promised line."""
    return OrderedLine(line=n, account=code, amount=eur(amount, currency), book_amount=None if book is None else eur(book),
                       from_estimate=None if taken is None else eur(taken))  # fmt: skip


def order(written: Written, key: str, on: date, *lines: OrderedLine, vendor: str = "P-0009", over_budget: bool = False,
          confirming: bool = False, grant: str | None = None) -> None:  # fmt: skip
    """An order raised and approved on one day."""
    asked = tuple(one.model_copy(update={"from_estimate": None}) for one in lines)
    raised = PurchaseOrderRaised(vendor=vendor, description="an order", lines=asked, confirming=confirming, dated=on)
    written.write(PURCHASE_ORDER, key, raised, on)
    written.write(PURCHASE_ORDER, key, PurchaseOrderApproved(lines=lines, over_budget=over_budget), on, grant=grant)


def hire(written: Written, key: str, on: date, *lines: OrderedLine, party: str = "P-0020", grant: str | None = None) -> None:
    """A person engaged for guaranteed lines."""
    deal = (DealLine(line=1, pay="flat", account=lines[0].account, unit="flat", rate=lines[0].amount, guaranteed=Decimal(1)),)
    written.write(
        ENGAGEMENT, key,
        PersonEngaged(party=party, role="operator", department="camera", starts=march(1), ends=march(19), deal=deal, lines=lines),
        on, grant=grant,
    )  # fmt: skip


def draw(written: Written, key: str, on: date, code: str, amount: int) -> None:
    """Contingency drawn into an account; minus returns it."""
    event = ContingencyDrawn if amount > 0 else ContingencyReturned
    written.write(DRAW, key, event(account=code, amount=eur(abs(amount)), contingency_account="6900"), on)


def reallocate(written: Written, key: str, on: date, **moves: int) -> None:
    """Budget moved between accounts, written a1100=-5."""
    lines = tuple(BudgetMove(account=code[1:], amount=eur(amount)) for code, amount in moves.items())
    written.write(REALLOCATION, key, BudgetReallocated(lines=lines), on)


def overage(written: Written, key: str, on: date, code: str, amount: int) -> None:
    """Budget that a financier added."""
    lines = (BudgetMove(account=code, amount=eur(amount)),)
    written.write(OVERAGE, key, OverageApproved(lines=lines, total=eur(amount), financier="P-0003"), on)


def reported(written: Written, number: int, period: str, as_of: date, figures: Mapping[str, tuple[int, int]], *, on: date | None = None,
             notes: Mapping[str, str] | None = None, supersedes: int | None = None) -> None:  # fmt: skip
    """A cost report issued the day after, with the EFC and the variance of each account; its other totals are nothing."""
    totals: dict[Column, Money] = dict.fromkeys(COLUMNS, eur(0))
    totals |= {"efc": eur(sum(efc for efc, _ in figures.values())), "variance": eur(sum(variance for _, variance in figures.values()))}
    event = CostReportIssued(
        number=number, period=period, position=len(written.entries), as_of=as_of, root="0" * 64, projection="0" * 64,
        report_sha256="0" * 64, totals=totals, supersedes=supersedes,
        notes=tuple(Note(account=code, text=said) for code, said in (notes or {}).items()),
        figures=tuple(AccountFigure(account=code, efc=eur(efc), variance=eur(variance)) for code, (efc, variance) in figures.items()),
    )  # fmt: skip
    written.write(COST_REPORT, f"CR-{number:04d}", event, on or as_of + timedelta(days=1))


def etc(written: Written, code: str, amount: int, on: date, cause: str = "the plan") -> None:
    written.write(ESTIMATE, code, EstimateToCompleteEntered(account=code, amount=eur(amount), cause=cause), on)


def held(written: Written, code: str, amount: int, on: date, cause: str = "the plan") -> None:
    written.write(ESTIMATE, code, EstimatedFinalCostHeld(account=code, amount=eur(amount), cause=cause), on)


def relieves(document: str, code: str, amount: int | str, n: int = 1, *, book: int | None = None, final: bool = False,
             currency: str = "EUR") -> Relief:  # fmt: skip
    """What a cost uses up of a promised line."""
    at_rate = eur(amount) if book is None else eur(book)
    return Relief(document=document, line=n, account=code, amount=eur(amount, currency), book_amount=at_rate, final=final)


def cost(code: str, amount: int | str, n: int = 1, *, relief: Relief | None = None, taken: int | None = None, book: int | None = None,
         currency: str = "EUR") -> CostLine:  # fmt: skip
    """A line of cost, without tax."""
    money = eur(amount, currency)
    return CostLine(line=n, account=code, net=money, amount=money, relieves=relief, from_estimate=None if taken is None else eur(taken),
                    book_amount=None if book is None else eur(book))  # fmt: skip


def invoice(written: Written, key: str, on: date, *lines: CostLine, vendor: str = "P-0009", dated: date | None = None, withholding: int = 0,
            number: str | None = None, rate: str | None = None) -> None:  # fmt: skip
    """An invoice entered, approved and posted on one day, without tax."""
    net = lines[0].net
    for one in lines[1:]:
        net += one.net
    entered = InvoiceEntered(
        vendor=vendor, number=number or f"N-{key}", dated=dated or on, net=net, gross=net, rate=Decimal(rate) if rate else None,
        withholding=eur(withholding, net.currency) if withholding else None,
    )  # fmt: skip
    written.write(INVOICE, key, entered, on)
    written.write(INVOICE, key, InvoiceApproved(), on)
    written.write(INVOICE, key, InvoicePosted(lines=lines), on)


def credit(written: Written, key: str, on: date, *lines: CostLine, vendor: str = "P-0009", dated: date | None = None,
           number: str = "CN-1") -> None:  # fmt: skip
    """A credit note of the cost on these lines, without tax."""
    net = lines[0].net
    for one in lines[1:]:
        net += one.net
    minus = tuple(reversed_cost(one) for one in lines)
    written.write(INVOICE, key, InvoiceCredited(vendor=vendor, number=number, dated=dated or on, net=net, gross=net, lines=minus), on)


def pay_line(n: int, pay: str, amount: int, *, code: str = "3310", party: str = "P-0020", relief: Relief | None = None,
             currency: str = "EUR", book: int | None = None) -> PayLine:  # fmt: skip
    """A line of a payroll, of the row that its hundreds say."""
    money = eur(amount, currency)
    return PayLine(line=n, account=code, net=money, amount=money, party=party, pay=pay, row=n // 100 + 2, relieves=relief,  # type: ignore[arg-type]
                   book_amount=None if book is None else eur(book))  # fmt: skip


def payroll(written: Written, key: str, on: date, *lines: PayLine, total: int | None = None, withheld: int = 0,
            vendor: str | None = None) -> PayrollPosted:  # fmt: skip
    """A payroll posted on one day."""
    stated = eur(sum(int(one.amount.amount) for one in lines) if total is None else total, lines[0].amount.currency)
    event = PayrollPosted(number=f"N-{key}", dated=on, total=stated, lines=lines, vendor=vendor,
                          withheld=eur(withheld, stated.currency) if withheld else None)  # fmt: skip
    written.write(PAYROLL, key, event, on)
    return event


def by(rows: Sequence[tuple[object, ...]]) -> Mapping[object, tuple[object, ...]]:
    """Rows by their first column."""
    return {row[0]: row[1:] for row in rows}
