"""What a decision would do to the rules of the book, before it is recorded: remarks, or a refusal where consent comes first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from shlex import quote
from typing import TYPE_CHECKING, Any

from cli.signer import SUPPOSING
from cli.verdict_changes import at, changes

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.entry import Entry
    from ledger.projections import Session
    from ledger.rules.judging import Judge
    from ledger.rules.verdict import Verdict

DECIDED = frozenset({"reallocation", "draw", "overage", "budget", "engagement", "purchase-order", "schedule", "source", "coproducer"})
"""Kinds of document that are decisions; what the others record has happened, and is never refused for breaking a rule."""
WORSE = ("pass", "not applicable", "not yet decidable", "at risk", "fail")


@contextmanager
def supposing() -> Iterator[None]:
    """What is recorded here is only supposed, so that rules are looked at afterwards, all at once."""
    token = SUPPOSING.set(True)
    try:
        yield
    finally:
        SUPPOSING.reset(token)


def checked(decision: Decision) -> list[str]:
    """Remarks on the verdicts that the decision would turn for the worse on its day; the append stands on the book as it was seen here.

    Raises Refused for a decision that would break a rule whose contract asks for consent first.
    """
    from ledger.aggregates.proposal import PROPOSAL
    from ledger.aggregates.rule_pack import RULE_PACK
    from ledger.errors import Refused

    kinds = {entry.kind for entry in decision.drafts}
    if SUPPOSING.get() or kinds <= {RULE_PACK.kind, PROPOSAL.kind} or not decision.book.keys(RULE_PACK):
        return []
    from cli.window import decided
    from ledger.projections.files import reads
    from ledger.rules.seen import Seen
    from ledger.rules.touched import touched

    with decided(decision) as (session, before, after):
        states: Any = session.rows.log.states  # type: ignore[attr-defined]  # a book as it would become has the log that it stands on
        found = at(session, after, states, decision.on, before.position)
        meant = touched(found.packs, reads, frozenset(entry.name for entry in decision.drafts))
        rules = ((one, rule) for one in found.packs for rule in one.pack.written.rules if (one.key, rule.id) in meant)
        broken = [each for each in rules if found.verdict(*each).status in ("at risk", "fail")]
        now = [found.verdict(*each) for each in broken]
        assert isinstance(found.facts, Seen)
        plain = replace(found, facts=found.facts.before(), found={}, taken={})  # the same tables without the rows of the decision
        was = {(one.key, rule.id): plain.verdict(one, rule) for one, rule in broken if not meant[one.key, rule.id]}
        if len(was) < len(broken):
            earlier = at(session, before, states, decision.on)
            was = {(one.key, rule.id): was.get((one.key, rule.id)) or earlier.verdict(one, rule) for one, rule in broken}
        turned = [change for change in changes([*was.values()], now) if _worse(*change)]
        decision.known = before.position
        refused = [told(session, found, two) for _, two in turned if two and _consent_first(found, two)]
        if refused and any(_decides(decision, entry) for entry in decision.drafts):
            raise Refused("\n".join([*refused, *(way(two) for _, two in turned if two and _consent_first(found, two))]))
        return [told(session, found, two) for _, two in turned if two]


def _decides(decision: Decision, entry: Entry) -> bool:
    """Whether an entry decides something. An order that is raised promises nothing yet, and one already placed is a fact of the world."""
    from ledger.aggregates.purchase_order import PURCHASE_ORDER

    if entry.kind != PURCHASE_ORDER.kind:
        return entry.kind in DECIDED
    raised = [one.event for one in decision.drafts if one.stream == entry.stream]
    order = decision.book.load(PURCHASE_ORDER, entry.key)
    placed = order.state.confirming if order else any(getattr(event, "confirming", False) for event in raised)
    return entry.name != "PurchaseOrderRaised" and not placed


def _worse(was: Verdict | None, now: Verdict | None) -> bool:
    """Whether a verdict without leave is worse than it was, had no such leave, or misses by more."""
    if was is None or now is None or now.waived or now.status not in ("at risk", "fail"):
        return False
    before, after = WORSE.index(was.status), WORSE.index(now.status)
    more = _missed(now) > _missed(was) or bool(_names(now) - _names(was))
    return after > before or (after == before and (was.waived is not None or more))


def _names(verdict: Verdict) -> frozenset[str]:
    """What breaks a rule that holds figures apart."""
    return verdict.figures.names if verdict.figures else frozenset()


def _missed(verdict: Verdict) -> Decimal:
    """By how much a rule is missed, in its own unit."""
    figures = verdict.figures
    return max(Decimal(0), -(figures.margin or Decimal(0))) if figures else Decimal(0)


def _consent_first(found: Judge, verdict: Verdict) -> bool:
    pack = next(one for one in found.packs if one.key == verdict.pack)
    rule = next(rule for rule in pack.pack.written.rules if rule.id == verdict.rule)
    return rule.consent_first and verdict.status == "fail"


def told(session: Session, found: Judge, verdict: Verdict) -> str:
    """What the rule would say."""
    from cli.verdict_explained import sentence
    from cli.verdicts import title, word

    scale = session.about.scale
    return f"{verdict.pack} {verdict.rule}, {title(found, verdict)}, would be: {word(verdict)}. {sentence(found, verdict, scale)}"


def way(verdict: Verdict) -> str:
    """Whom to ask, and how consent is recorded."""
    party = verdict.financier or "the party that the pack protects"
    scope = (
        f" --scope {quote(verdict.figures.what)}" if verdict.figures and verdict.figures.what and "," not in verdict.figures.what else ""
    )
    command = f"topsheet compliance consent {verdict.pack} {verdict.rule}{scope} --by PERSON --reason TEXT"
    return f"It needs the consent of {party} first: {command}."


def verdict_now(decision: Decision, rule: str) -> str:
    """A rule's verdict on the book as it is, on the decision's day; with leave of the protected party it passes.

    The decision then stands on the book as it was seen.
    """
    from cli.window import opened
    from ledger.errors import TooEarly
    from ledger.rules.installed import installed, judge

    with opened(str(decision.book.path)) as (log, session):
        decision.known = session.window.position
        found = judge(session, installed(session, log.states), decision.on)
        said = [found.verdict(one, held) for one in found.packs for held in one.pack.written.rules if held.id == rule]
    if not said:
        raise TooEarly(f"{rule} is in no pack of this book any more. Withdraw the condition, or install its pack again.")
    worst = max(said, key=lambda one: WORSE.index(one.status) if one.waived is None else 0)
    return "pass" if worst.waived else worst.status
