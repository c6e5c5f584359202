"""How decisions about the finance plan are undone."""

from __future__ import annotations

from decimal import Decimal

from ledger.aggregates.allocation import CostAllocated
from ledger.aggregates.cash import Cash, CashTermsSet, TaxSettled
from ledger.aggregates.coproducer import CoproducerJoined, CoproducerShareAgreed, CostStatementCertified, CostStatementWithdrawn
from ledger.aggregates.finance_plan import FinancePlanIssued
from ledger.aggregates.place import AccountPlaced, CostPlaced
from ledger.aggregates.scheme import CostClassed, SchemeClassesSet
from ledger.aggregates.scheme_terms import SchemeTermsSet
from ledger.aggregates.source import SourceAdded, SourceChanged
from ledger.aggregates.source_terms import SourceRecognised, SourceRepaid, SourceTermsAgreed
from ledger.aggregates.tranche import (
    ConditionAdded,
    ConditionMet,
    ConditionWaived,
    ConditionWithdrawn,
    Stage,
    TrancheReceived,
    TrancheReleased,
    TrancheRequested,
    TrancheRescheduled,
    TrancheScheduled,
)
from ledger.corrections.case import Case, Undone, options, stands, undoes
from ledger.money import plain

stands(SourceAdded, why="a source stays in the plan. Plan another amount of it with source change.")
stands(SourceTermsAgreed, why="what was agreed is a fact. Agree on other terms with source terms.")
stands(SourceRecognised, why="whoever recognised it has said so. Record another amount with source recognise.")
stands(SourceRepaid, why="the money is back with the financier. If it came again, it is a receipt: tranche receive.")
stands(FinancePlanIssued, why="financiers were shown it. Issue the next version with finance-plan issue.")
stands(CoproducerJoined, why="a co-producer stays one. Agree on another share with coproduction share.")
stands(CostStatementWithdrawn, why="a statement that was withdrawn counts no more. Record it again under another number.")
stands(TrancheRequested, why="a request is a fact. The financier releases the tranche when its conditions are met, or does not.")
stands(TrancheReleased, why="the financier has decided it. What arrived and goes back is a receipt below nothing: tranche receive.")


@undoes(SourceChanged)
def changed(case: Case) -> Undone:
    """By planning the amount as it was: `source change`."""
    for later in case.later(SourceChanged):
        return Undone(f"It counts no more: entry {later.position} has changed {case.key} since. See topsheet correct {later.position}.")
    return case.by("Plan the amount as it was.", ("source", "change", case.key, "--amount", case.before.amount))


@undoes(CoproducerShareAgreed)
def shared(case: Case) -> Undone:
    """By agreeing on the share as it was: `coproduction share`."""
    for later in case.later(CoproducerShareAgreed):
        return Undone(f"It counts no more: entry {later.position} has agreed on another. See topsheet correct {later.position}.")
    return case.by("Agree on the share as it was.", ("coproduction", "share", case.key, plain(case.before.share)))


@undoes(CostStatementCertified)
def stated(case: Case) -> Undone:
    """By withdrawing the statement, while it counts: `coproduction withdraw`."""
    if case.now.stated is None or case.now.stated.number != case.event.number:
        return Undone(f"It counts no more: statement {case.event.number} was withdrawn, or another took its place.")
    return case.by("Withdraw the statement.", ("coproduction", "withdraw", case.key, case.event.number))


@undoes(SchemeClassesSet)
def classed(case: Case) -> Undone:
    """By putting the accounts back in the classes that they had: `scheme classes --line`."""
    now, was = case.now.classes, case.before.classes if case.before else {}
    back = [account for account, one in sorted(case.event.classes.items()) if now.get(account) == one and was.get(account, one) != one]
    if not back:
        return Undone("An account that has a class keeps one. Put it in another, such as excluded, with scheme classes --line.")
    lines = [word for account in back for word in ("--line", account, was[account])]
    return case.by("Put the accounts back in the classes that they had.", ("scheme", "classes", case.key, *lines))


@undoes(CostClassed)
def cost_classed(case: Case) -> Undone:
    """By putting the line in the class that it had: `scheme class`."""
    where, event = (case.event.document, case.event.line), case.event
    if case.now.lines[where] != event.cost_class:
        return Undone("It counts no more: the line was put in another class since.")
    was = case.before.lines.get(where)
    if was is None:
        return Undone("The line had its account's class before. Put it in the one that is right with scheme class.")
    document = event.document.partition("/")[2]
    return case.by("Put the line back in the class that it had.", ("scheme", "class", case.key, document, event.line, was))


stands(SchemeTermsSet, why="terms are said as a whole. Set all of them as they are right with scheme terms.")


@undoes(CostPlaced, AccountPlaced)
def placed(case: Case) -> Undone:
    """By the place as it was: `place cost`, `place account`."""
    event, key = case.event, case.key
    line = event.line if isinstance(event, CostPlaced) else None
    was, now = ((one and (one.account if line is None else one.lines.get(line))) for one in (case.before, case.now))
    if now != (event.country, event.region):
        return Undone("It counts no more: another place was said since.")
    if was is None:
        return Undone("No entry said a place before. Say the right one with place cost or place account.")
    words = ("account", key) if line is None else ("cost", key, line)
    return case.by("Say the place as it was.", ("place", *words, was[0], *options(region=was[1])))


@undoes(CostAllocated)
def allocated(case: Case) -> Undone:
    """By the shares as they were, or nothing: `source allocate`."""
    event, was = case.event, case.before.shares if case.before else {}
    now = [line for line in event.lines if case.now.shares[line][event.source] == event.percent]
    if not now:
        return Undone(f"It counts no more: the lines were allocated to {event.source} anew since.")
    back: dict[str, list[object]] = {}
    for line in now:
        back.setdefault(plain(was.get(line, {}).get(event.source, Decimal(0))), []).extend(("--line", line))
    commands = [("source", "allocate", event.source, case.key, share, *lines) for share, lines in back.items()]
    return case.by("Allocate the lines as they were.", *commands)


@undoes(TrancheScheduled)
def scheduled(case: Case) -> Undone:
    """Not undone: it is expected on another day, or another amount of it, with `tranche reschedule`."""
    tranche = case.now.tranches[case.event.tranche]
    if tranche.stage is not Stage.SCHEDULED:
        return Undone(f"Nothing undoes it: {case.event.tranche} is {tranche.stage}.")
    command = f"topsheet tranche reschedule {case.key} {case.event.tranche} --expected DAY --amount AMOUNT"
    return Undone(f"Nothing takes a tranche out of the plan. Expect it on another day, or another amount of it: {command}.")


@undoes(TrancheRescheduled)
def rescheduled(case: Case) -> Undone:
    """By the day and the amount as they were: `tranche reschedule`."""
    tranche = case.event.tranche
    for later in case.later(TrancheRescheduled, TrancheReleased, tranche=tranche):
        return Undone(f"It counts no more: entry {later.position} came after it. See topsheet correct {later.position}.")
    was = case.before.tranches[tranche]
    amount = ("--amount", was.amount) if case.event.amount else ()
    return case.by("Expect it as before.", ("tranche", "reschedule", case.key, tranche, "--expected", was.expected, *amount))


@undoes(TrancheReceived)
def received(case: Case) -> Undone:
    """By a receipt below nothing: `tranche receive --amount`."""
    event, words = case.event, "Record the same amount below nothing, on the day on which it went back, and its charges so too."
    said = options(amount=-event.amount, charges=-event.charges if event.charges else None, rate=event.rate)
    return case.by(words if event.charges else f"{words.partition(', and')[0]}.", ("tranche", "receive", case.key, event.tranche, *said))


@undoes(ConditionAdded)
def added(case: Case) -> Undone:
    """By the financier, who waives it: `condition waive`."""
    tranche, key = case.event.tranche, case.event.condition.key
    term = case.now.tranches[tranche].conditions[key]
    if term.met != "open":
        return Undone(f"It keeps no money back any more: {key} is {term.met}.")
    return case.by("A person of the financier waives it.", ("condition", "waive", case.key, tranche, key))


@undoes(ConditionMet, ConditionWaived)
def met(case: Case) -> Undone:
    """By opening the condition again, before the tranche is released: `condition withdraw`."""
    tranche, key = case.event.tranche, case.event.condition
    now = case.now.tranches[tranche]
    if now.stage not in (Stage.SCHEDULED, Stage.REQUESTED):
        return Undone(f"Nothing undoes it any more: {tranche} is {now.stage}, on the conditions as they were shown.")
    if now.conditions[key].met == "open":
        return Undone(f"It is undone already: {key} is open again.")
    return case.by(f"Open {key} again.", ("condition", "withdraw", case.key, tranche, key))


@undoes(ConditionWithdrawn)
def withdrawn(case: Case) -> Undone:
    """By showing the condition again, by the entry that showed it: `condition meet --entry`."""
    tranche, key = case.event.tranche, case.event.condition
    if case.now.tranches[tranche].conditions[key].met != "open":
        return Undone(f"It is undone already: {key} is {case.now.tranches[tranche].conditions[key].met}.")
    for shown in case.earlier(ConditionMet, tranche=tranche, condition=key):
        entry = getattr(shown.event, "entry", None) or shown.position
        return case.by(f"Show {key} by the same entry again.", ("condition", "meet", case.key, tranche, key, "--entry", entry))
    return case.by("The financier waives it again.", ("condition", "waive", case.key, tranche, key))


@undoes(CashTermsSet)
def cash_terms(case: Case) -> Undone:
    """By the terms that stood before it: `cash terms`."""
    for later in case.later(CashTermsSet):
        return Undone(f"It counts no more: other terms were set since. See topsheet correct {later.position}.")
    was, now = (case.before or Cash()).terms, case.now.terms
    back = {name: value for name, value in was if value != getattr(now, name)}
    said = options(**{name: plain(value) if isinstance(value, Decimal) else value for name, value in back.items()})
    return case.by("Plan by the terms that stood before it.", ("cash", "terms", *said))


@undoes(TaxSettled)
def settled(case: Case) -> Undone:
    """By the same amount with a minus, for the same tax period: `cash refund` or `cash remit`."""
    event, verb = case.event, "refund" if case.event.tax == "VAT" else "remit"
    period = f"{event.period_ends:%Y-%m}"
    return case.by("Record the same amount with a minus.", ("cash", verb, period, "--amount", -event.amount))
