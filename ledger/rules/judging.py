"""Rules judged on facts: each one's figures, its parameters as its own day chooses them, and the verdict that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.facts import Facts
from ledger.rules.figures import Figures
from ledger.rules.left import Lost
from ledger.rules.pack import Pack
from ledger.rules.rule import Basis, Rule
from ledger.rules.verdict import Outcome, Status, Undecided, Verdict


class Consent(NamedTuple):
    """A waiver or a consent of the protected party: the rule, its scope (all of it by default), up to how much, its days, its entry."""

    rule: str
    scope: str | None
    up_to: Decimal | None
    since: date
    until: date | None
    position: int
    waiver: bool = False

    def covers(self, rule: str, on: date, today: date) -> bool:
        """Whether it counts today for what a rule finds of a day: given by today, before or to cure it, and not ended before that day."""
        return self.rule == rule and self.since <= today and (self.until is None or on <= self.until)

    def allows(self, scope: str, amount: Decimal) -> bool:
        """Whether it consents to a change of this scope and amount; a waiver consents to nothing."""
        return not self.waiver and self.scope in (None, scope) and (self.up_to is None or amount <= self.up_to)


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack as a book has it: for whom, with what the contract fills in, since which entry."""

    pack: Pack
    key: str
    position: int = 0
    financier: str | None = None
    given: Mapping[str, Decimal] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    consents: Sequence[Consent] = ()


@dataclass(slots=True)
class Judge:
    """Judges the rules of a book's packs on its facts. What is found of a rule at a basis is found once."""

    facts: Facts
    packs: Sequence[Installed]
    scale: int = 2
    found: dict[tuple[str, str, Basis | None], Outcome | Undecided | None] = field(default_factory=dict)
    taken: dict[tuple[str, str, Basis | None], tuple[Lost, ...]] = field(default_factory=dict)

    def all(self) -> list[Verdict]:
        """The verdict of every rule, in the order of the packs."""
        return [self.verdict(one, rule) for one in self.packs for rule in one.pack.written.rules]

    def verdict(self, one: Installed, rule: Rule) -> Verdict:
        """What a rule says at this window."""
        asked = Figures(self, one, rule, None)
        outcome, at_basis, missing, status = self._status(one, rule)
        parameters: dict[str, Decimal] = {}
        for name in rule.parameters:
            with suppress(Undecided):
                parameters[name] = asked.parameter(name)
        shown = at_basis or outcome
        leave = self._leave(one, rule, shown) if status in ("fail", "at risk") else None
        return Verdict(
            rule.id, one.key, rule.kind, status, rule.basis, rule.certainty, asked.citation(), outcome, at_basis,
            rule.consequence.kind if rule.consequence else "", self._stake(asked, shown) if status in ("fail", "at risk") else None,
            missing, leave, one.financier, parameters,
        )  # fmt: skip

    def _leave(self, one: Installed, rule: Rule, shown: Outcome | None) -> int | None:
        """The entry by which the protected party does without the rule, or agrees to what it finds."""
        mine = [given for given in one.consents if given.rule == rule.id]
        if not mine:
            return None
        what, amount = (shown.what, shown.amount) if shown else ("", None)
        decided = Figures(self, one, rule, None).decided_on("")
        for given in mine:
            agreed = amount is not None and given.covers(rule.id, decided, self.facts.today) and given.allows(what, amount)
            waived = given.waiver and given.scope in (None, what) and given.covers(rule.id, self.facts.today, self.facts.today)
            if agreed or waived:
                return given.position
        return None

    def _status(self, one: Installed, rule: Rule) -> tuple[Outcome | None, Outcome | None, str, Status]:
        found = self.outcome(one, rule, None)
        if found is None:
            return None, None, "", "not applicable"
        if isinstance(found, Undecided):
            return None, None, str(found), "not yet decidable"
        if found.waiting:
            warned = rule.at_risk.days if rule.at_risk else None
            near = warned is not None and found.due is not None and self.facts.today >= found.due - timedelta(warned)
            return found, None, "", "at risk" if near or not found.holds else "not yet decidable"
        if not found.holds:
            return found, None, "", "fail"
        if rule.at_risk and rule.at_risk.warn_at and _near(found, rule.at_risk.warn_at):
            return found, found, "", "at risk"
        if rule.at_risk and rule.at_risk.basis:
            later = self.outcome(one, rule, rule.at_risk.basis)
            if isinstance(later, Outcome) and not later.holds:
                return found, later, "", "at risk"
        return found, None, "", "pass"

    def outcome(self, one: Installed, rule: Rule, basis: Basis | None) -> Outcome | Undecided | None:
        """What a rule finds at a basis, its own by default; None where it does not apply, Undecided where a fact is missing."""
        key = (one.key, rule.id, basis)
        if key not in self.found:
            self.found[key] = Undecided(f"{rule.id}, which stands on itself over other packs")
            asked = Figures(self, one, rule, basis)
            try:
                applies = _in_force(rule, asked) and (rule.applies is None or asked.true(rule.applies))
                self.found[key] = rule.judge(asked) if applies else None
            except Undecided as what:
                self.found[key] = what
        return self.found[key]

    def named(self, one: Installed, name: str) -> tuple[Installed, Rule]:
        """A rule by its id, of this pack or of another in the book. Raises Undecided."""
        for pack in (one, *self.packs):
            for rule in pack.pack.written.rules:
                if rule.id == name:
                    return pack, rule
        raise Undecided(f"the rule {name}, whose pack is not installed")

    def _stake(self, asked: Figures, shown: Outcome | None) -> Decimal | None:
        if shown and shown.disallowed:
            return asked.money(shown.disallowed)
        follows = asked.rule.consequence
        if follows is None or follows.of is None:
            return None
        with suppress(Undecided):
            whole = asked.amount(follows.of)
            return asked.money(whole * asked.parameter(follows.share) if follows.share else whole)
        return None


def _in_force(rule: Rule, asked: Figures) -> bool:
    """Whether the law has the rule on the day that selects its version. Raises Undecided."""
    if rule.since is None and rule.to is None:
        return True
    day = asked.selected()
    return (rule.since is None or rule.since <= day) and (rule.to is None or day <= rule.to)


def _near(found: Outcome, warn_at: Decimal) -> bool:
    return found.amount is not None and found.limit is not None and found.amount > warn_at * found.limit
