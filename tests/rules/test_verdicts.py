"""Verdicts of a book: what is paid, what it will cost, who may do without, and the entry that turned it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import duckdb
import pytest

from ledger.aggregates import rule_pack
from ledger.aggregates.account import Account
from ledger.aggregates.budget import BUDGET, BudgetChartAdopted
from ledger.aggregates.declaration import DECLARATION, DeclarationWithdrawn, ProductionDeclared
from ledger.aggregates.estimate import ESTIMATE, EstimatedFinalCostHeld
from ledger.aggregates.invoice import INVOICE, InvoicePaid, InvoicePosted
from ledger.aggregates.rule_pack import RULE_PACK, RuleConsentGiven, RuleLeaveEnded, RulePackWithdrawn, RuleWaived
from ledger.aggregates.scheme import SCHEME, CostClassed, SchemeClassesSet
from ledger.errors import Tampered, Unreadable
from ledger.line import CostLine, PaidLine
from ledger.money import Money
from ledger.rules.installed import installed, judge
from ledger.rules.largest import largest
from ledger.rules.pack import read_pack
from ledger.rules.predicates import Quantity
from ledger.rules.turning import confirmed, through, turned
from tests.rules.test_reading import LABELS, RULE
from tests.window import Written

ON = date(2026, 3, 2)
CLASSES = {"3300": "realisation", "7500": "overheads"}
AT_RISK = RULE.replace("    tests:", '    at_risk: {basis: efc, warn_at: "0.99"}\n    consequence: {kind: disallowed}\n    tests:')
OVERHEADS = AT_RISK.replace("base: {fact: costs}", "base: {fact: costs, except: {class: overheads}}").replace(
    'version: "1"', 'version: "1"\nscheme: icaa'
)
LATER = AT_RISK.replace("    at_risk:", "    applies: {declared: drawn_by_hand}\n    at_risk:").replace(
    "acts: {Law", "declares: {drawn_by_hand: {kind: yes}}\nacts: {Law"
)


def eur(amount):
    return Money.parse(f"{amount}.00", "EUR")


class Book(Written):
    """A book with a pack."""

    def install(self, text=OVERHEADS, financier="P-0002"):
        pack = read_pack({"rules.yaml": text.splitlines(), "labels.csv": LABELS})
        event = rule_pack.install("FILM", None, pack="film", version="1", sha256=pack.digest, rules=["film.cap"], files=pack.files,
                                  financier=financier)  # fmt: skip
        return self.write(RULE_PACK, "FILM", event, ON)

    def spend(self, key, account, amount, *, paid=True):
        line = CostLine(line=1, account=account, net=eur(amount), amount=eur(amount))
        self.write(INVOICE, key, InvoicePosted(lines=(line,)), ON)
        if paid:
            told = PaidLine(line=1, account=account, amount=eur(amount))
            self.write(INVOICE, key, InvoicePaid(paid=ON, amount=eur(amount), lines=(told,)), ON)

    def judged(self, position=None):
        session = self.session(position)
        found = judge(session, installed(session, lambda ones: {one: self.entries[one - 1].state() for one in ones}))
        (one,) = found.packs
        return found, one, one.pack.written.rules[0]

    def verdict(self, position=None):
        found, one, rule = self.judged(position)
        return found.verdict(one, rule)


def book(text=OVERHEADS):
    made = Book()
    accounts = tuple(Account(code=code, name=code, category=code, category_name=code, section="production") for code in CLASSES)
    made.write(BUDGET, "main", BudgetChartAdopted(chart="small", accounts=accounts, currency="EUR"), ON)
    made.write(SCHEME, "ICAA", SchemeClassesSet(classes=CLASSES), ON)
    made.install(text)
    return made


def test_without_its_facts_a_rule_is_not_yet_decidable():
    verdict = book().verdict()
    assert (verdict.status, verdict.missing) == ("not yet decidable", "costs")


def test_what_is_paid_is_held_against_its_share_and_the_excess_is_at_stake():
    made = book()
    made.spend("I-1", "3300", 1000)
    made.spend("I-2", "7500", 70)
    made.spend("I-3", "7500", 8)
    found, one, rule = made.judged()
    verdict = found.verdict(one, rule)
    assert (verdict.status, verdict.stake, verdict.outcome.limit) == ("fail", Decimal("8.00"), Decimal("70.0000"))
    assert [(row.role, row.position, row.amount) for row in largest(found, one, rule, None)] == [
        ("amount", 7, Decimal(70)), ("amount", 9, Decimal(8)), ("base", 5, Decimal(1000)),
    ]  # fmt: skip
    assert turned(found, one, rule) == 9


def test_the_entry_that_turned_it_is_the_last_one_that_did():
    made = book()
    made.spend("I-1", "3300", 1000)
    made.spend("I-2", "7500", 75)
    made.spend("I-3", "3300", 1000)
    made.spend("I-4", "7500", 66)
    made.spend("I-5", "3300", 10)
    statuses = [made.verdict(position).status for position in range(4, made.last() + 1)]
    found, one, rule = made.judged()
    last = max(at for at, (was, is_) in enumerate(pairwise(statuses), 5) if was != is_)
    assert statuses[-1] == "fail" and turned(found, one, rule) == last


def test_a_breach_is_seen_in_the_estimated_final_cost_before_it_is_paid():
    made = book()
    made.spend("I-1", "3300", 1000)
    made.spend("I-2", "7500", 60)
    assert made.verdict().status == "pass"
    made.write(ESTIMATE, "7500", EstimatedFinalCostHeld(account="7500", amount=eur(71), cause="Rates rose"), ON)
    found, one, rule = made.judged()
    verdict = found.verdict(one, rule)
    assert (verdict.status, verdict.figures.amount, verdict.stake) == ("at risk", Decimal(71), Decimal("1.00"))
    assert turned(found, one, rule) == 8


def test_a_waiver_stands_beside_the_breach_until_it_ends():
    made = book()
    made.spend("I-1", "7500", 1)
    given = made.write(RULE_PACK, "FILM", RuleWaived(rule="film.cap"), ON)
    assert (made.verdict().status, made.verdict().waived) == ("fail", given.position)
    made.write(RULE_PACK, "FILM", RuleLeaveEnded(entry=given.position), ON)
    assert made.verdict().waived is None


def test_a_consent_stands_beside_the_breach_up_to_its_amount():
    made = book()
    made.spend("I-1", "7500", 10)
    made.write(RULE_PACK, "FILM", RuleConsentGiven(rule="film.cap", up_to=eur(9)), ON)
    assert made.verdict().waived is None
    given = made.write(RULE_PACK, "FILM", RuleConsentGiven(rule="film.cap", up_to=eur(10)), ON)
    assert made.verdict().waived == given.position


def test_a_rule_applies_when_it_is_declared_so():
    made = book(LATER)
    made.spend("I-1", "7500", 1)
    assert (made.verdict().status, made.verdict().missing) == ("not yet decidable", "drawn_by_hand")
    made.write(DECLARATION, "DRAWN-BY-HAND", ProductionDeclared(name="drawn_by_hand", yes=False), ON)
    assert made.verdict().status == "not applicable"
    made.write(DECLARATION, "DRAWN-BY-HAND", ProductionDeclared(name="drawn_by_hand", yes=True), ON)
    found, one, rule = made.judged()
    assert found.verdict(one, rule).status == "fail" and turned(found, one, rule) == made.last()
    made.write(DECLARATION, "DRAWN-BY-HAND", DeclarationWithdrawn(name="drawn_by_hand"), ON)
    assert made.verdict().status == "not yet decidable"


def test_a_pack_that_is_withdrawn_judges_no_more():
    made = book()
    made.write(RULE_PACK, "FILM", RulePackWithdrawn(), ON)
    with made.session() as session:
        assert installed(session, lambda _: {}) == []


def test_a_text_that_is_not_what_its_digest_says_is_told():
    made = book()
    with made.session() as session, pytest.raises(Tampered, match="Entry 3 holds the rules of FILM, and their digest is not the "):
        installed(session, lambda ones: {one: made.entries[one - 1].state().replace(b"0.07", b"0.08") for one in ones})


def test_a_cost_that_is_put_in_another_class_turns_the_verdict_though_it_is_older():
    made = book()
    made.spend("I-1", "3300", 1000)
    made.spend("I-2", "3300", 90)
    made.spend("I-3", "7500", 1)
    put = made.write(SCHEME, "ICAA", CostClassed(document="invoice/I-2", line=1, cost_class="overheads"), ON)
    made.spend("I-4", "3300", 5)
    found, one, rule = made.judged()
    status = through(found.facts.session, found, one, rule, lambda position: made.entries[position - 1].at)
    assert found.verdict(one, rule).status == "fail"
    assert confirmed(turned(found, one, rule), made.last(), status) == put.position


def test_the_text_of_a_pack_never_becomes_sql():
    made = book()
    made.spend("I-1", "3300", 10)
    hostile = "(select content from read_text('/etc/hostname'))"
    for odd in ({"per": hostile}, {"amount": Quantity(fact="costs", where={hostile: ("x",)})}):
        found, one, rule = made.judged()
        with pytest.raises(Unreadable, match=r".*, which it does not have. Install the pack again as this version reads it."):
            found.verdict(one, rule.model_copy(update=odd))


def test_a_session_that_judges_reads_no_file_and_still_writes_parquet():
    made = book()
    session = made.judged()[0].facts.session
    with pytest.raises(duckdb.PermissionException):
        session.query("select content from read_text('/etc/hostname')")
    columns, rows = session.parquet_rows(session.parquet("chart"))
    assert (columns, rows) == session.view("chart")


def test_a_consent_covers_what_was_done_under_it_though_it_has_ended_since():
    made = book()
    made.spend("I-1", "7500", 10)
    given = made.write(RULE_PACK, "FILM", RuleConsentGiven(rule="film.cap", up_to=eur(10), until=ON), ON)
    assert made.verdict().waived == given.position
    late = book()
    late.write(RULE_PACK, "FILM", RuleConsentGiven(rule="film.cap", up_to=eur(10), until=date(2026, 3, 1)), ON)
    late.spend("I-1", "7500", 10)
    assert late.verdict().waived is None


def test_a_day_that_was_declared_and_withdrawn_is_not_known():
    made = book(LATER.replace("declared: drawn_by_hand", "known: shown_by").replace("drawn_by_hand: {kind: yes}", "shown_by: {kind: day}"))
    made.spend("I-1", "7500", 1)
    assert made.verdict().status == "not applicable"
    made.write(DECLARATION, "SHOWN-BY", ProductionDeclared(name="shown_by", day=ON), ON)
    assert made.verdict().status == "fail"
    made.write(DECLARATION, "SHOWN-BY", DeclarationWithdrawn(name="shown_by"), ON)
    found, one, rule = made.judged()
    assert found.verdict(one, rule).status == "not applicable" and turned(found, one, rule) == made.last()
