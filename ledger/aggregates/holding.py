"""Whether a retention rule holds the data of a party, and who may erase because one does not hold any more.

A rule holds up to the last day of its term, and one whose term has not begun is still to come. A rule that was taken out of the book does
not hold, but whoever took it out does not erase a person whom it would hold: that takes two.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple

from ledger.errors import BeyondAuthority, TooEarly


class Holding(NamedTuple):
    """A retention rule for one party: how many years, from which day and why that one, until when; a term may not have begun.

    A rule whose regime was taken out of the book does not hold; `out` is the entry that did so, and `by` are those whose entry it is.
    """

    rule: str
    source: str
    certainty: str
    years: int
    said: str
    starts: date | None
    until: date | None
    regime: str = ""
    out: int | None = None
    by: frozenset[str] = frozenset()

    def holds(self, today: date) -> bool:
        """Whether its term is running: it ends with its last day, and one that has not begun is still to come."""
        return self.until is None or self.until >= today


def held(key: str, holding: list[Holding], today: date) -> None:
    """See that no rule holds the data of a party. Raises TooEarly."""
    if not holding:
        return
    last, *more = sorted(holding, key=lambda term: term.until or date.min, reverse=True)
    others = f" Also holding: {'; '.join(f'{term.rule} {_spelled(term)}' for term in more)}." if more else ""
    if last.until:
        why = (
            f"before {last.until} is over, and today is {today}: the rule on {last.rule} holds its data until then "
            f"({last.source}: {last.years} years from {last.starts}, {last.said}; certainty {last.certainty})."
        )
    else:
        why = (
            f"while a term has not begun: the rule on {last.rule} holds its data ({last.source}: {last.years} years from the {last.said}; "
            f"certainty {last.certainty}). Declare the day: topsheet compliance declare; where no such duty is to come, take "
            f"{last.regime or 'the regime'} out: topsheet party regimes."
        )
    raise TooEarly(f"{key} cannot be erased {why}{others} Nothing was erased. The whole table: topsheet party retention.")


def by_another(key: str, lifted: list[Holding], people: AbstractSet[str]) -> None:
    """See that whoever took a rule out of the book is not who erases because of it. Raises BeyondAuthority."""
    for term in lifted:
        if same := sorted(term.by & people):
            raise BeyondAuthority(
                f"{', '.join(same)} took the retention of {term.regime} out of the book at entry {term.out}, and the rule on {term.rule} "
                f"would hold the data of {key} {_spelled(term)}. Nothing was erased. Let "
                "another person erase, who did not take the rule out."
            )


def _spelled(term: Holding) -> str:
    """How long a rule holds, as a sentence says it."""
    return f"until {term.until}" if term.until else "until its term has begun and ended"
