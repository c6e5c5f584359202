"""The figures that a rule is handed: rows of the book by role, parameters as the rule's own day chooses them, answers to its questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from ledger.rules.facts import Ask, Known, Row, Told, catalogue
from ledger.rules.left import left, lost
from ledger.rules.parameters import Dated, Parameter, in_force
from ledger.rules.predicates import Predicate, Quantity
from ledger.rules.rule import Basis, Rule
from ledger.rules.verdict import ZERO, Undecided, Unit

if TYPE_CHECKING:
    from ledger.rules.judging import Installed, Judge


@dataclass(slots=True)
class Figures:
    """What one rule is handed when it is judged; see rule.Asked."""

    judge: Judge
    one: Installed
    rule: Rule
    basis: Basis | None

    @property
    def today(self) -> date:
        """The day of the window."""
        return self.judge.facts.today

    def amount(self, role: str) -> Decimal:
        """The figure in a role. Raises Undecided."""
        told = self._told(role)
        if told is not None:
            return Decimal(told)
        return self._figure(self._role(role))

    def groups(self, role: str, per: str) -> Mapping[str, Decimal]:
        """The figure in a role, apart for every value of a column. Raises Undecided."""
        told = self._told(role)
        if told is not None:
            return {key: Decimal(value) for key, value in told.items()}
        quantity = self._role(role)
        if quantity.plus or quantity.minus:
            sums: dict[str, Decimal] = {}
            for sign, parts in ((1, quantity.plus), (-1, quantity.minus)):
                for part in parts:
                    for key, value in self._apart(part, per).items():
                        sums[key] = sums.get(key, ZERO) + sign * value
            return sums
        return self._apart(quantity, per)

    def _apart(self, quantity: Quantity, per: str) -> Mapping[str, Decimal]:
        found = self.judge.facts.groups(self.ask(quantity), per)
        if found is None:
            raise Undecided(quantity.words)
        return found

    def outside(self, role: str, first: date | None, last: date | None) -> Decimal:
        """The figure in a role of what lies outside these days. Raises Undecided."""
        told = self._told(role)
        if told is not None:
            inside = ((date.fromisoformat(row["day"]), Decimal(row["amount"])) for row in told)
            return sum((amount for day, amount in inside if (first and day < first) or (last and day > last)), ZERO)
        quantity = self._role(role)
        days = (first or date.min, last or date.max)
        found = left(self.judge.facts, self.ask(quantity), lost(self, quantity.after), (days,))
        if found is None:
            raise Undecided(quantity.words)
        return found

    def asked_for(self, role: str) -> Ask:
        """The rows in a role, whatever other rules disallow of them."""
        return self.ask(self._role(role))

    def rows(self, role: str, per: str) -> Sequence[Row]:
        """The rows in a role, with what they have in a column. Raises Undecided."""
        told = self._told(role)
        if told is not None:
            return [Row(int(row.get("entry", place)), Decimal(row.get("amount", "0")), row[per]) for place, row in enumerate(told, 1)]
        return self.judge.facts.rows(self.ask(self._role(role)), per)

    def has(self, name: str) -> bool:
        """Whether the rule has a parameter of this name."""
        return name in self.rule.parameters

    def parameter(self, name: str, default: Decimal | None = None) -> Decimal:
        """A parameter by its name: what the contract fills in, or the dated value that the rule's own day chooses. Raises Undecided."""
        said = self.rule.parameters.get(name)
        if said is None:
            if default is None:
                raise Undecided(f"the parameter {name}")
            return default
        if said.ask:
            given = self.one.given.get(f"{self.rule.id}.{name}", self.one.given.get(name, said.default))
            if given is None:
                raise Undecided(f"{name}, which the contract has to say")
            return given
        return self.dated(name, said).value

    def dated(self, name: str, said: Parameter) -> Dated:
        """The dated value that counts. Raises Undecided."""
        day = self.selected()
        holding = (case.values for case in said.cases if self.true(case.when))
        spans = list(islice(holding, 1) if said.choose == "first" else holding)
        held = [found for span in spans or [said.values] if (found := in_force(span, day))]
        if not held:
            raise Undecided(f"a value of {name} that counts on {day}")
        return held[0] if said.choose == "first" else (max if said.choose == "most" else min)(held, key=lambda one: one.value)

    def selected(self) -> date:
        """The day that chooses the version of the rule. Raises Undecided."""
        names = self.rule.selects or self.one.pack.written.selects
        for name in names:
            known = self.judge.facts.known(name) if name != "today" else Known(self.today, 0)
            if known and not known.planned:
                return known.day
        raise Undecided(names[0])

    def citation(self) -> str:
        """The act and article, of the version that counts where that is known."""
        dated = ((name, said) for name, said in self.rule.parameters.items() if said.values or said.cases)
        for name, said in islice(dated, 1):
            with suppress(Undecided):
                found = self.dated(name, said)
                return f"{found.act}, {found.article}"
        return f"{self.rule.act}, {self.rule.article}" if self.rule.act else self.rule.article

    def known(self, anchor: str) -> Known | None:
        """A day by its name."""
        return self.judge.facts.known(anchor)

    def consented(self, scope: str, amount: Decimal) -> bool:
        """Whether the protected party has consented to a change of this scope and amount."""
        given = [one for one in self.one.consents if one.rule == self.rule.id and one.allows(scope, amount)]
        return any(one.covers(self.rule.id, self.decided_on(scope), self.today) for one in given)

    def decided_on(self, scope: str) -> date:
        """The day of the last entry behind what is held, which a consent has to cover; today where none is told."""
        quantity, per = getattr(self.rule, "delta", None) or getattr(self.rule, "amount", None), getattr(self.rule, "per", None) or ""
        if not isinstance(quantity, Quantity) or not quantity.fact:
            return self.today
        with suppress(Undecided):
            last = self.judge.facts.last_on(self.ask(quantity), per if scope else "", scope)
            return min(last, self.today) if last else self.today
        return self.today

    def unit(self, role: str) -> Unit:
        """What the figure in a role counts: that of its fact, or of the first of its parts that has one."""
        return _unit(self._role(role))

    def money(self, amount: Decimal) -> Decimal:
        """An amount half-up at the digits of the book's currency."""
        return amount.quantize(Decimal(1).scaleb(-self.judge.scale), ROUND_HALF_UP)

    def true(self, question: Predicate) -> bool:
        """Whether something is so. Raises Undecided where that cannot be told; of several, one that settles it is enough."""
        if question.all_ or question.any_:
            return self._settled(question.all_ or question.any_, by=not question.all_)
        if question.not_:
            return not self.true(question.not_)
        if question.known:
            known = self.known(question.known)
            return known is not None and not known.planned and known.day <= self.today
        if question.declared:
            said = self.judge.facts.declared(question.declared)
            if said is None:
                raise Undecided(question.declared)
            return str(said.value) in question.is_ if question.is_ else said.value in (True, "yes")
        if question.passes:
            if told := self._of_test("rules").get(question.passes):
                return bool(told == "pass")
            found = self.judge.outcome(*self.judge.named(self.one, question.passes), self.basis)
            if isinstance(found, Undecided):
                raise found
            return found is None or found.holds
        assert question.quantity
        return self._compared(self._figure(question.quantity), question)

    def _compared(self, amount: Decimal, question: Predicate) -> bool:
        if question.at_most:
            return amount <= self.parameter(question.at_most)
        if question.at_least:
            return amount >= self.parameter(question.at_least)
        return amount > (self.parameter(question.over) if question.over else ZERO)

    def _settled(self, parts: Iterable[Predicate], *, by: bool) -> bool:
        missing = []
        for part in parts:
            try:
                if self.true(part) is by:
                    return by
            except Undecided as what:
                missing.append(str(what))
        if missing:
            raise Undecided(", ".join(missing))
        return not by

    def _figure(self, quantity: Quantity) -> Decimal:
        if quantity.plus or quantity.minus:
            value = sum(map(self._figure, quantity.plus), ZERO) - sum(map(self._figure, quantity.minus), ZERO)
        elif quantity.least:
            value = min(map(self._figure, quantity.least))
        elif quantity.parameter:
            value = self.parameter(quantity.parameter)
        elif quantity.declared:
            value = self._number(quantity.declared)
        elif quantity.rule:
            value = self._of_rule(quantity)
        else:
            value = self._rows_of(quantity)
        return value * self.parameter(quantity.share) if quantity.share else value

    def _rows_of(self, quantity: Quantity) -> Decimal:
        """The sum of a fact's rows; a test may tell it by its words, where no role has it."""
        if (told := self._told(quantity.words)) is not None:
            return Decimal(told)
        found = left(self.judge.facts, self.ask(quantity), lost(self, quantity.after))
        if found is None:
            raise Undecided(quantity.words)
        return found

    def _number(self, name: str) -> Decimal:
        said = self.judge.facts.declared(name)
        if said is None:
            raise Undecided(name)
        return Decimal(said.value)

    def _of_rule(self, quantity: Quantity) -> Decimal:
        """A figure of another rule: nothing where that does not apply. Raises Undecided where it cannot be told."""
        assert quantity.rule
        if (told := self._of_test("rules").get(quantity.rule)) is not None:
            return Decimal(told)
        found = self.judge.outcome(*self.judge.named(self.one, quantity.rule), self.basis or quantity.basis)
        if isinstance(found, Undecided):
            raise found
        if found is None:
            return ZERO
        figure = getattr(found, quantity.figure)
        return Decimal(ZERO if figure is None else figure)

    def ask(self, quantity: Quantity) -> Ask:
        """The rows that a quantity means: its words, those of the contract, the rule's basis, the pack's scheme, its financier."""
        assert quantity.fact
        fact = catalogue()[quantity.fact]
        where = {column: self._said(words) for column, words in quantity.where.items()}
        if fact.basis:
            where["basis"] = (self.basis or quantity.basis or self.rule.basis,)
        if fact.scheme and self.one.pack.written.scheme:
            where["scheme"] = (self.one.pack.written.scheme.upper(),)
        if fact.party:
            if not self.one.financier:
                raise Undecided(f"the financier for whom {self.one.key} is installed")
            where["financier"] = (self.one.financier,)
        without = {column: self._said(words) for column, words in quantity.except_.items()}
        return Ask(quantity.fact, tuple(sorted(where.items())), tuple(sorted(without.items())), quantity.count)

    def _said(self, words: Sequence[str]) -> tuple[str, ...]:
        """Words of a rule, those that begin with $ as the contract says them. Raises Undecided."""
        said: list[str] = []
        for word in words:
            if not word.startswith("$"):
                said.append(word)
            elif (words_ := self.one.words.get(word[1:], self.one.pack.written.words.get(word[1:]))) is not None:
                said += words_
            else:
                raise Undecided(f"{word[1:]}, which the contract has to say")
        return tuple(said)

    def _role(self, role: str) -> Quantity:
        name, _, number = role.partition(".")
        held = getattr(self.rule, name)
        quantity: Quantity = held[int(number)] if number else held
        return quantity

    def _told(self, role: str) -> Any:
        return self._of_test("figures").get(role)

    def _of_test(self, part: str) -> Mapping[str, Any]:
        """What a pack's test tells; nothing outside a test."""
        facts = self.judge.facts
        return getattr(facts, part) if isinstance(facts, Told) else {}


def _unit(quantity: Quantity) -> Unit:
    if quantity.count:
        return "number"
    if quantity.fact:
        return catalogue()[quantity.fact].unit
    return next(map(_unit, quantity.parts()), "money")
