"""Kinds that hold days: a window of days, a day by which something is done, what comes before what."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from ledger.rules.facts import Row
from ledger.rules.form import Form, Yes
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Asked, Rule, Taken
from ledger.rules.verdict import ZERO, Outcome, Undecided, some

Unit = Literal["days", "months", "years"]
FAR = 40_000
"""No law counts so many days, months or years; what does is no day."""


def moved(day: date, by: int, unit: Unit) -> date:
    """A day moved by days, months or years; the 31st of a shorter month is its last day."""
    if abs(by) > FAR:
        raise Undecided(f"a day {by} {unit} away")
    if unit == "days":
        return day + timedelta(by)
    months = by * (12 if unit == "years" else 1) + day.year * 12 + day.month - 1
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Edge(Form):
    """A day of the production, and the parameter that says how many months (days, years) before or after it."""

    anchor: str
    before: str | None = None
    after: str | None = None
    unit: Unit = "months"

    def day(self, asked: Asked) -> date | None:
        """The day, where the production's own is known."""
        known = asked.known(self.anchor)
        if known is None:
            return None
        by = (asked.parameter(self.after) if self.after else ZERO) - (asked.parameter(self.before) if self.before else ZERO)
        return moved(known.day, int(by), self.unit)

    @property
    def named(self) -> tuple[str, ...]:
        """The parameters that it reads."""
        return tuple(name for name in (self.before, self.after) if name)


class Closing(Edge):
    """The last edge of a window. One that says `open: yes` may be unknown: a shoot that goes on has no last day yet."""

    open: Yes = False


class DateWindow(Rule):
    """Costs count whose day lies between two edges; what lies outside is disallowed. Both are known, unless the last may stay open.

    Where its consequence is information, it only computes what lies outside, such as what belongs to another class.
    """

    kind: Literal["date_window"]
    amount: Quantity
    opens: Edge | None = None
    closes: Closing | None = None

    @model_validator(mode="after")
    def _edged(self) -> Self:
        if self.closes and self.closes.open and not self.opens:
            raise ValueError("a window without its first day cannot stay open")
        return self

    def judge(self, asked: Asked) -> Outcome:
        first, last = self._days(asked)
        outside, unit = asked.outside("amount", first, last), asked.unit("amount")
        span, lost = f"{first or ''} to {last or ''}", outside if unit == "money" else ZERO
        return Outcome(outside == ZERO or self.computes, outside, ZERO, disallowed=lost, value=outside, unit=unit, due=last, what=span)

    def takes(self, asked: Asked) -> Taken | None:
        return Taken(days=self._days(asked))

    @property
    def computes(self) -> bool:
        """Whether nothing follows from what lies outside."""
        return self.informs

    def _days(self, asked: Asked) -> tuple[date | None, date | None]:
        first = self.opens.day(asked) if self.opens else None
        last = self.closes.day(asked) if self.closes else None
        if self.opens and first is None:
            raise Undecided(self.opens.anchor)
        if self.closes and last is None and not self.closes.open:
            raise Undecided(self.closes.anchor)
        return first, last

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(name for edge in (self.opens, self.closes) if edge for name in edge.named)


class Deadline(Rule):
    """Something is done by a day. What `silence` means is told where an authority has to answer: approved, refused, or nothing."""

    kind: Literal["deadline"]
    by: Edge
    done: str
    silence: Literal["approved", "refused", "nothing"] = "nothing"

    def judge(self, asked: Asked) -> Outcome:
        due, done = self.by.day(asked), asked.known(self.done)
        planned = done is not None and (done.planned or done.day > asked.today)
        if due is None:
            raise Undecided(self.by.anchor)
        day = done.day if done and not planned else asked.today
        late = Decimal((day - due).days)
        if done and not planned:
            return Outcome(day <= due, max(late, ZERO), ZERO, unit="days", due=due)
        if asked.today <= due:
            return Outcome(done is None or done.day <= due, -late, ZERO, unit="days", due=due, waiting=True)
        return Outcome(self.silence == "approved", late, ZERO, unit="days", due=due)

    @property
    def named(self) -> tuple[str, ...]:
        return self.by.named


class Precedence(Rule):
    """One thing comes before another: a day before a day, or for each row of `each`, a row of `needs` with the same `per` before it.

    Parameters, where the rule has them: `above`, beyond which the rows of one `per` together need any, and `at_least`, how many; `after`,
    by how much the second day is later than the first, and when so much has passed without it, the rule holds.
    """

    kind: Literal["precedence"]
    first: str | None = None
    then: str | None = None
    each: Quantity | None = None
    needs: Quantity | None = None
    per: str | None = None
    after: str | None = None
    unit: Unit = "months"

    def judge(self, asked: Asked) -> Outcome:
        if self.first and self.then and self.after:
            return self._apart(asked, self.first, self.then, self.after)
        if self.first and self.then:
            first, then = asked.known(self.first), asked.known(self.then)
            if then is None or then.planned:
                raise Undecided(self.then)
            if first is None or first.planned:
                return Outcome(holds=False, unit="days", due=then.day)
            late = Decimal((first.day - then.day).days)
            return Outcome(late <= 0, max(late, ZERO), ZERO, unit="days", due=then.day)
        assert self.per
        bare = self._bare(asked, self.per)
        amount = sum((row.amount for row in bare), ZERO)
        return Outcome(not bare, amount, ZERO, disallowed=amount, what=some(row.key for row in bare))

    def _bare(self, asked: Asked, per: str) -> list[Row]:
        """The rows that lack what they need: each by itself or, above a threshold, all of one `per` that went beyond it without."""
        each, least = asked.rows("each", per), asked.parameter("at_least", Decimal(1))
        there: dict[str, list[int]] = {}
        for row in asked.rows("needs", per):
            there.setdefault(row.key, []).append(row.position)
        lacking = [row for row in each if sum(position <= row.position for position in there.get(row.key, ())) < least]
        if not asked.has("above"):
            return lacking
        above, lacks = asked.parameter("above"), {(row.key, row.position) for row in lacking}
        together: dict[str, Decimal] = {}
        bare: set[str] = set()
        for row in each:
            together[row.key] = together.get(row.key, ZERO) + row.amount
            if together[row.key] > above and (row.key, row.position) in lacks:
                bare.add(row.key)
        return [row for row in each if row.key in bare and together[row.key] > above]

    def _apart(self, asked: Asked, first: str, then: str, after: str) -> Outcome:
        begins, ends = asked.known(first), asked.known(then)
        if begins is None or begins.planned:
            raise Undecided(first)
        due = moved(begins.day, int(asked.parameter(after)), self.unit)
        day = ends.day if ends else asked.today
        early = Decimal((due - day).days)
        if ends is None and early > ZERO:
            return Outcome(holds=True, amount=early, limit=ZERO, unit="days", due=due, waiting=True)
        return Outcome(early <= ZERO, max(early, ZERO), ZERO, unit="days", due=due, waiting=bool(ends and ends.planned))

    @property
    def named(self) -> tuple[str, ...]:
        return (self.after,) if self.after else ()
