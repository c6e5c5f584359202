"""How promises and costs are undone: orders, hires, invoices and payrolls."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.aggregates.correction import InvoiceCredited, InvoiceRecoded
from ledger.aggregates.deal import DealLine
from ledger.aggregates.engagement import EngagementChanged, EngagementClosed, EngagementExtended, EngagementReleased, PersonEngaged
from ledger.aggregates.engagement import Stage as Hired
from ledger.aggregates.invoice import InvoiceApproved, InvoiceEntered, InvoicePaid, InvoicePosted, InvoiceReversed
from ledger.aggregates.payable import Stage as Billed
from ledger.aggregates.payroll import PayrollPaid, PayrollPosted, PayrollRecoded, PayrollReversed
from ledger.aggregates.purchase_order import (
    OffersCompared,
    PurchaseOrderAmended,
    PurchaseOrderApproved,
    PurchaseOrderClosed,
    PurchaseOrderRaised,
    PurchaseOrderVoided,
    Stage,
)
from ledger.corrections.case import Case, Undone, options, recoded_back, stands, undoes
from ledger.line import OrderedLine
from ledger.money import Money, plain

stands(PurchaseOrderClosed, PurchaseOrderVoided, why="an order that is closed or voided stays so. Raise another with po raise.")
stands(EngagementReleased, EngagementClosed, why="a released person is engaged anew, with hire add.")
stands(InvoiceReversed, why="a reversed invoice stays so. Its number is free: enter it again with invoice enter.")
stands(PayrollReversed, why="a reversed payroll stays so. Its number and its file are free: post it again with payroll post.")


@undoes(PurchaseOrderRaised, PurchaseOrderApproved)
def ordered(case: Case) -> Undone:
    """Before anything was invoiced by `po void`, afterwards by `po close`, which gives back what is open."""
    if case.now.stage in (Stage.CLOSED, Stage.VOIDED):
        return Undone(f"It is undone already: {case.key} is {case.now.stage}.")
    if case.relieved:
        return case.by(f"{case.key} was invoiced against, so it is closed: what is open is given back.", ("po", "close", case.key))
    return case.by(f"Nothing was invoiced against {case.key}, so it is taken back whole.", ("po", "void", case.key))


@undoes(PurchaseOrderAmended)
def amended(case: Case) -> Undone:
    """By amending the order as it was, and approving it again: `po amend`, `po approve`."""
    if case.now.stage in (Stage.CLOSED, Stage.VOIDED):
        return Undone(f"It counts no more: {case.key} is {case.now.stage}.")
    for later in case.later(PurchaseOrderAmended):
        return Undone(f"It counts no more: entry {later.position} has amended {case.key} since. See topsheet correct {later.position}.")
    one = case.before.lines[0]
    days = [word for name, day in (("--from", one.starts), ("--to", one.ends)) if day for word in (name, day)]
    back = ("po", "amend", case.key, *_lines(case.before.lines), *days)
    if next(case.later(PurchaseOrderApproved), None):
        return case.by("Amend the order as it was, and approve it again as a whole.", back, ("po", "approve", case.key))
    return case.by("Amend the order as it was; approve it when it is right.", back)


@undoes(OffersCompared)
def compared(case: Case) -> Undone:
    """By comparing the offers again, with `po offers`: the last comparison counts."""
    if case.now.stage in (Stage.CLOSED, Stage.VOIDED):
        return Undone(f"It counts no more: {case.key} is {case.now.stage}.")
    for later in case.later(OffersCompared):
        return Undone(f"It counts no more: entry {later.position} has compared the offers for {case.key} since.")
    told = [word for one in case.event.offers for word in ("--offer", one.party, one.amount)]
    return case.by("Compare the offers as they are; the last comparison counts.", ("po", "offers", case.key, *told))


def _lines(lines: Iterable[OrderedLine]) -> list[object]:
    return [word for line in lines for word in ("--line", line.account, line.amount)]


@undoes(PersonEngaged)
def engaged(case: Case) -> Undone:
    """By releasing the person: `hire release`; a pay or play deal keeps its promise until `hire close`."""
    if case.now.stage is not Hired.ENGAGED:
        return Undone(f"It is undone already: {case.key} is {case.now.stage}.")
    words = "Release the person: what is open and not owed is free again."
    if case.event.pay_or_play:
        words = "Release the person. The deal is pay or play, so what is open stays promised; close the hire when nothing of it is owed."
        return case.by(words, ("hire", "release", case.key), ("hire", "close", case.key))
    return case.by(words, ("hire", "release", case.key))


@undoes(EngagementChanged, EngagementExtended)
def changed(case: Case) -> Undone:
    """By the deal as it was: `hire change`; an extension also by releasing the person on the day that was agreed: `hire release --day`."""
    if case.now.stage is not Hired.ENGAGED:
        return Undone(f"It counts no more: {case.key} is {case.now.stage}.")
    for later in case.later(EngagementChanged, EngagementExtended):
        return Undone(f"Entry {later.position} has changed the deal since. First see topsheet correct {later.position}.")
    commands: list[tuple[object, ...]] = []
    if case.before.deal != case.now.deal:
        commands.append(("hire", "change", case.key, *_deal(case.before.deal)))
    if isinstance(case.event, EngagementExtended):
        commands.append(("hire", "release", case.key, "--day", case.before.ends))
    return case.by(
        "Agree the deal as it was" + (", and release the person on the day agreed before." if len(commands) > 1 else "."), *commands
    )


def _deal(lines: Iterable[DealLine]) -> list[object]:
    """A deal as the options of hire change."""
    words: list[object] = []
    for number, line in enumerate(lines, 1):
        units = plain(line.guaranteed) + (f"/{plain(line.estimated)}" if line.estimated is not None else "")
        words += ["--deal", line.pay, line.account, line.unit, line.rate, units]
        if line.fringe is not None:
            words += ["--fringe", number, plain(line.fringe), line.fringe_account or line.account]
    return words


@undoes(InvoiceEntered, InvoiceApproved, InvoicePosted, InvoiceCredited)
def billed(case: Case) -> Undone:
    """By `invoice reverse`, after what was paid has come back with `invoice pay --amount` below nothing; then enter it again."""
    if case.now.stage is Billed.REVERSED:
        return Undone(f"It is undone already: {case.key} is reversed.")
    reverse = ("invoice", "reverse", case.key)
    paid: Money = case.now.paid
    if paid == Money.zero(paid.currency):
        return case.by("Reverse the invoice: every line turns around and its number is free. Enter it again as it should be.", reverse)
    words = f"{paid} of it is paid. When the money is back, record that; then reverse the invoice, and enter it as it should be."
    return case.by(words, ("invoice", "pay", case.key, "--amount", -paid), reverse)


@undoes(InvoiceRecoded, PayrollRecoded)
def recoded(case: Case) -> Undone:
    """By recoding it back, as far as the line still has it: `invoice recode`, `payroll recode`."""
    return recoded_back(case, () if str(case.now.stage) == "reversed" else case.now.lines)


@undoes(InvoicePaid)
def paid(case: Case) -> Undone:
    """When the money is back, by a payment below nothing: `invoice pay --amount`."""
    if case.event.amount > case.now.paid:
        return Undone(f"It is undone already: of {case.key} only {case.now.paid} is paid now.")
    words = (
        "When the money is back, record a payment of as much below nothing."
        if case.event.amount > Money.zero(case.event.amount.currency)
        else "Pay it again."
    )
    return case.by(words, ("invoice", "pay", case.key, "--amount", -case.event.amount, *options(means=case.event.means)))


@undoes(PayrollPosted)
def payroll(case: Case) -> Undone:
    """By `payroll reverse`, after a payment has come back with `payroll pay --came-back`; then post the right file."""
    stage = str(case.now.stage)
    if stage == "reversed":
        return Undone(f"It is undone already: {case.key} is reversed.")
    reverse = ("payroll", "reverse", case.key)
    if stage == "paid":
        words = "It is paid. When the money is back, record that; then reverse it, and post the file as it should be."
        return case.by(words, ("payroll", "pay", case.key, "--came-back"), reverse)
    return case.by("Reverse the payroll: every line turns around, and its number and file are free. Then post the right file.", reverse)


@undoes(PayrollPaid)
def payroll_paid(case: Case) -> Undone:
    """When the money is back, by `payroll pay --came-back`."""
    if str(case.now.stage) != "paid":
        return Undone(f"It is undone already: {case.key} is {case.now.stage}.")
    return case.by("When the money is back, record that: all of it is owed again.", ("payroll", "pay", case.key, "--came-back"))
