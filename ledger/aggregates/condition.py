"""A condition keeps the money of a tranche back until it is met by evidence or by a named entry of the book, or waived by the financier.

What met it may turn out wrong, or run out: then it is withdrawn, and the condition is open again. What was released on it stays
released, and is flagged. Conditions are part of their source's stream, and are known with their tranche.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ledger.aggregates import production
from ledger.aggregates.cost_report import CostReportIssued
from ledger.aggregates.source import Source, before_release, of_the_financier, tranche_of
from ledger.aggregates.tranche import Condition, ConditionAdded, ConditionMet, ConditionWaived, ConditionWithdrawn, Kind, Milestone, Term
from ledger.errors import AlreadyDone, Misuse, TooEarly, TooLate, Unknown
from ledger.event import Event

MILESTONES: Mapping[str, tuple[type[Event], production.Stage]] = {
    "greenlight": (production.ProductionGreenlit, production.Stage.GREENLIT),
    "first day of photography": (production.PhotographyStarted, production.Stage.SHOOTING),
    "wrap": (production.ProductionWrapped, production.Stage.WRAPPED),
    "delivery": (production.ProductionDelivered, production.Stage.DELIVERED),
}


class Shown(NamedTuple):
    """The entry that shows a condition: what happened, the day on which it takes effect, and for whom its person acts."""

    event: Event
    on: date
    acts_for: str | None = None

    @property
    def day(self) -> date:
        """The day on which it happened, which a milestone says itself."""
        day: date = getattr(self.event, "day", self.on)
        return day


def asks(key: str, text: str, *, kind: Kind | None = None, milestone: Milestone | None = None, party: str | None = None,
         rule: str | None = None, due: date | None = None) -> Condition:  # fmt: skip
    """A condition, said in full. Raises Misuse for a milestone, a party or a rule that its kind does not have, or lacks."""
    if (kind == "milestone") != (milestone is not None):
        way = f"--kind milestone --milestone {' or '.join(MILESTONES)}"
        raise Misuse(f"Condition {key} names a milestone exactly when it is of that kind: {way}.")
    if (kind == "consent") != (party is not None):
        raise Misuse(f"Condition {key} names a party exactly when it asks for its consent: --kind consent --party PARTY.")
    if (kind == "rule") != (rule is not None):
        raise Misuse(f"Condition {key} names a rule exactly when it asks that one passes: --kind rule --rule RULE.")
    return Condition(key=key, text=text, kind=kind, milestone=milestone, party=party, rule=rule, due=due)


def add_condition(key: str, source: Source, *, tranche: str, condition: Condition) -> ConditionAdded:
    """Ask one thing more. Raises AlreadyDone once the tranche is released."""
    known = before_release(key, source, tranche)
    if condition.key in known.conditions:
        raise AlreadyDone(f"{tranche} of {key} already has the condition {condition.key}: {known.conditions[condition.key].text}.")
    return ConditionAdded(tranche=tranche, condition=condition)


def meet(key: str, source: Source, *, tranche: str, condition: str, on: date, evidence: int, last: int, entry: int | None = None,
         shown: Shown | None = None, note: str | None = None, valid_to: date | None = None,
         verdict: str | None = None) -> ConditionMet:  # fmt: skip
    """Show that it is so, by `evidence` documents or by an earlier `entry` of a book of `last` entries, of which `shown` tells.

    A rule shows itself, by its `verdict` on the book as it is.

    Raises TooEarly when what is shown is not what the condition asks for, TooLate when it was due before.
    """
    term = _term(key, source, tranche, condition)
    what = f"Condition {condition} of {tranche} of {key}"
    if not term.lacks(on):
        raise AlreadyDone(f"{what} is already {term.met}. If it is not, topsheet condition withdraw opens it again.")
    if entry is not None and not 1 <= entry <= last:
        raise Unknown(f"Condition {condition} of {tranche} cannot be met by entry {entry}: the book has entries 1 to {last}.")
    if not evidence and entry is None and verdict != "pass":
        if (rule := term.asks.rule) is not None:
            raise TooEarly(f"{what} is met when {rule} passes, and it is {verdict}. topsheet compliance explain {rule} says why.")
        raise TooEarly(f"{what} needs something that shows it: --evidence FILE, or --entry NUMBER.")
    if valid_to and valid_to < on:
        raise TooEarly(f"{what} would be met by what was valid to {valid_to}, before {on}. Show what is valid.")
    _asked(what, term.asks, evidence=evidence, shown=shown, valid_to=valid_to)
    if shown and shown.on > on:
        raise TooEarly(f"{what} would be met on {on} by an entry that takes effect on {shown.on}. Give --on {shown.on} or later.")
    when = shown.day if shown else on
    if term.asks.due and when > term.asks.due:
        way = f"{source.financier} may waive it: topsheet condition waive."
        raise TooLate(f"{what} was due by {term.asks.due} and is shown by {when}. {way}")
    return ConditionMet(tranche=tranche, condition=condition, entry=entry, note=note, valid_to=valid_to)


def _asked(what: str, asks: Condition, *, evidence: int, shown: Shown | None, valid_to: date | None) -> None:
    """See that what is shown is of the kind that the condition asks for."""
    match asks.kind:
        case "document" if not evidence:
            raise TooEarly(f"{what} asks for a document: --evidence FILE.")
        case "certificate" if not evidence or not valid_to:
            raise TooEarly(f"{what} asks for a certificate and the day to which it is valid: --evidence FILE --valid-to DAY.")
        case "milestone" if asks.milestone and not (shown and isinstance(shown.event, MILESTONES[asks.milestone][0])):
            way = f"--entry NUMBER, once {production.SAID[MILESTONES[asks.milestone][1]][1]} has recorded it"
            raise TooEarly(f"{what} is met by the entry of the {asks.milestone}: {way}.")
        case "cost report" if not (shown and isinstance(shown.event, CostReportIssued)):
            way = "--entry NUMBER; topsheet report cost-reports lists them"
            raise TooEarly(f"{what} is met by the entry that issues a cost report: {way}.")
        case "rule" if evidence or shown:
            raise TooEarly(f"{what} is shown by {asks.rule} itself. Leave --evidence and --entry out.")
        case "consent" if not evidence and (shown is None or shown.acts_for != asks.party):
            way = "an entry by a person of theirs, --entry NUMBER, or --evidence FILE"
            raise TooEarly(f"{what} asks for the consent of {asks.party}: {way}.")
        case _:
            return


def withdraw(key: str, source: Source, *, tranche: str, condition: str) -> ConditionWithdrawn:
    """Open the condition again. What was released on it stays released, and is flagged."""
    if _term(key, source, tranche, condition).met == "open":
        raise AlreadyDone(f"Condition {condition} of {tranche} of {key} is already open. topsheet condition meet says that it is met.")
    return ConditionWithdrawn(tranche=tranche, condition=condition)


def waive(key: str, source: Source, *, tranche: str, condition: str, on: date, acts_for: str | None) -> ConditionWaived:
    """Do without it. Raises BeyondAuthority for anybody but a person of the financier."""
    term = _term(key, source, tranche, condition)
    of_the_financier(f"Condition {condition} of {tranche} of {key} is waived", source, acts_for)
    if not term.lacks(on):
        raise AlreadyDone(
            f"Condition {condition} of {tranche} of {key} is already {term.met}. If it is not, topsheet condition withdraw opens it again."
        )
    return ConditionWaived(tranche=tranche, condition=condition)


def _term(key: str, source: Source, tranche: str, condition: str) -> Term:
    terms = tranche_of(key, source, tranche).conditions
    if condition not in terms:
        raise Unknown(f"{tranche} of {key} has no condition {condition}; it has {', '.join(terms) or 'none'}.")
    return terms[condition]
