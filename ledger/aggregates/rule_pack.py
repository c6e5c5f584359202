"""A rule pack is what one financier or law asks of the production: the text itself, for whom, with what the contract says.

Installing records the text, so that a book can be judged by it for ever; installing it again is its next version. The party that a
pack protects may do without a rule (a waiver) or agree beforehand to what would break it (a consent), each for a scope and to a day;
nobody else may. What was given can be ended, and a pack be withdrawn.

The text is never judged here: rules are read and judged in ledger/rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, assert_never

from pydantic import Field, StringConstraints

from ledger.aggregate import Aggregate
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, TooEarly, Unknown, near
from ledger.event import Event, Frozen, Number, PartyId, Text
from ledger.money import Money

RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$", max_length=64)]
PackId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[a-z]+\.(yaml|csv)$")]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=4000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,80}$")]


class RulePackInstalled(Event):
    """The book is judged by this pack from now on, in the version whose text stands here; `given` and `words` are the contract's own."""

    pack: PackId
    release: Text
    sha256: Sha256
    rules: tuple[RuleId, ...] = Field(min_length=1)
    financier: PartyId | None = None
    given: dict[Name, Number] = Field(default_factory=dict)
    words: dict[Name, tuple[Text, ...]] = Field(default_factory=dict)
    files: dict[FileName, tuple[Line, ...]]

    def sentence(self) -> str:
        whom = f", which protects {self.financier}" if self.financier else ""
        return f"installed the rule pack {self.pack}, version {self.release}, {len(self.rules)} rules{whom}"


class RulePackWithdrawn(Event):
    """The book is judged by this pack no more."""

    def sentence(self) -> str:
        return "withdrew the rule pack"


class RuleWaived(Event):
    """The protected party does without a rule: for a scope, all of it by default, and to a day, for ever by default."""

    rule: RuleId
    scope: Text | None = None
    until: date | None = None

    def sentence(self) -> str:
        return f"waived {self.rule}{spelled(self.scope, None, self.until)}"


class RuleConsentGiven(Event):
    """The protected party agrees to what the rule would refuse: for a scope, up to an amount, to a day."""

    rule: RuleId
    scope: Text | None = None
    up_to: Money | None = None
    until: date | None = None

    def sentence(self) -> str:
        return f"consented under {self.rule}{spelled(self.scope, self.up_to, self.until)}"


class RuleLeaveEnded(Event):
    """A waiver or a consent counts no more; `entry` is the one that gave it."""

    entry: int = Field(ge=1)

    def sentence(self) -> str:
        return f"revoked what entry {self.entry} had given"


RulePackEvent = RulePackInstalled | RulePackWithdrawn | RuleWaived | RuleConsentGiven | RuleLeaveEnded


class RulePack(Frozen):
    """What a decision needs to know: which rules there are, whom they protect, and whether it is in force."""

    pack: PackId
    release: Text
    sha256: Sha256
    rules: tuple[RuleId, ...]
    financier: PartyId | None
    given: dict[Name, Number]
    words: dict[Name, tuple[Text, ...]]
    withdrawn: bool = False


def spelled(scope: str | None, up_to: Money | None, until: date | None) -> str:
    """The scope, amount and last day of what was given, as a sentence says them."""
    return f"{f' for {scope}' if scope else ''}{f' up to {up_to}' if up_to else ''}{f', to {until}' if until else ''}"


def install(key: str, known: RulePack | None, *, pack: str, version: str, sha256: str, rules: Sequence[str],
            files: Mapping[str, Sequence[str]], financier: str | None = None, given: Mapping[str, Decimal] | None = None,
            words: Mapping[str, Sequence[str]] | None = None, acts_for: str | None = None) -> RulePackInstalled:  # fmt: skip
    """Install a pack, or its next version, which is for the protected party to say, as what binds the production is not its own to change.

    Raises Misuse for another pack under a key, AlreadyDone for the same again, BeyondAuthority.
    """
    event = RulePackInstalled(
        pack=pack, release=version, sha256=sha256, rules=tuple(rules), financier=financier, given=dict(given or {}),
        words={name: tuple(said) for name, said in (words or {}).items()}, files={name: tuple(lines) for name, lines in files.items()},
    )  # fmt: skip
    if known and known.pack != pack:
        raise Misuse(f"{key} is the pack {known.pack}, not {pack}. Install this one under a key of its own: --as KEY.")
    if known and known.financier and financier != known.financier:
        other = financier or "nobody"
        raise Misuse(f"{key} protects {known.financier}, not {other}. Install it for another party under a key of its own: --as KEY.")
    if known and not known.withdrawn and (known.sha256, known.given, known.words) == (sha256, event.given, event.words):
        raise AlreadyDone(
            f"{key} is already installed, version {version}, digest {sha256[:12]}. Change the pack, or what the contract says."
        )
    if known and known.financier:
        _protects(key, known, acts_for, f"{key} is changed")
    return event


def withdraw(key: str, known: RulePack, *, acts_for: str | None = None) -> RulePackWithdrawn:
    """Judge the book by it no more. Raises AlreadyDone, BeyondAuthority for others than the party that it protects."""
    _in_force(key, known)
    if known.financier:
        _protects(key, known, acts_for, f"{key} is withdrawn")
    return RulePackWithdrawn()


def waive(key: str, known: RulePack, *, rule: str, acts_for: str | None, on: date, scope: str | None = None,
          until: date | None = None) -> RuleWaived:  # fmt: skip
    """Do without a rule. Raises BeyondAuthority for anybody but a person of the protected party."""
    _may(key, known, rule=rule, acts_for=acts_for, on=on, until=until, what="waived")
    return RuleWaived(rule=rule, scope=scope, until=until)


def consent(key: str, known: RulePack, *, rule: str, acts_for: str | None, on: date, scope: str | None = None,
            up_to: Money | None = None, until: date | None = None) -> RuleConsentGiven:  # fmt: skip
    """Agree to what a rule would refuse. Raises BeyondAuthority for anybody but a person of the protected party."""
    _may(key, known, rule=rule, acts_for=acts_for, on=on, until=until, what="consented to")
    if up_to is not None and up_to <= Money.zero(up_to.currency):
        raise DoesNotAdd(f"A consent up to {up_to} allows nothing. Give an amount above nothing, or leave --up-to out.")
    return RuleConsentGiven(rule=rule, scope=scope, up_to=up_to, until=until)


def revoke(key: str, known: RulePack, *, entry: int, given: Event | None, ended: Sequence[int], acts_for: str | None) -> RuleLeaveEnded:
    """Revoke what an entry has given. `given` is that entry's event. Raises Unknown, AlreadyDone, BeyondAuthority."""
    if not isinstance(given, RuleWaived | RuleConsentGiven):
        raise Unknown(f"Entry {entry} gives no waiver and no consent under {key}. topsheet report rule-consents lists them.")
    if entry in ended:
        raise AlreadyDone(f"What entry {entry} had given under {key} was revoked already.")
    _protects(key, known, acts_for, f"What entry {entry} has given is revoked")
    return RuleLeaveEnded(entry=entry)


def _may(key: str, known: RulePack, *, rule: str, acts_for: str | None, on: date, until: date | None, what: str) -> None:
    _in_force(key, known)
    if rule not in known.rules:
        raise Unknown(f"{key} has no rule {rule}. {near(rule, known.rules, f'topsheet compliance check --pack {key}')}")
    _protects(key, known, acts_for, f"{rule} is {what}")
    if until and until < on:
        raise Misuse(f"{rule} would be {what} to {until}, before it takes effect on {on}. Give a later --until.")


def _in_force(key: str, known: RulePack) -> None:
    if known.withdrawn:
        raise AlreadyDone(
            f"{key} was withdrawn, so the book is not judged by it. Install it again: topsheet compliance install {known.pack}."
        )


def _protects(key: str, known: RulePack, acts_for: str | None, what: str) -> None:
    if known.financier is None:
        way = f"topsheet compliance install {known.pack} --for PARTY"
        raise TooEarly(f"{key} protects nobody, so nobody can give leave. Install it for a party: {way}.")
    if acts_for != known.financier:
        acts = f"acts for {acts_for}" if acts_for else "acts for no financier"
        raise BeyondAuthority(f"{what} by a person of {known.financier}, whom {key} protects; this one {acts}. Ask {known.financier}.")


def evolve(known: RulePack | None, event: RulePackEvent) -> RulePack:
    """Fold one fact into what is known."""
    match event:
        case RulePackInstalled():
            return RulePack(pack=event.pack, release=event.release, sha256=event.sha256, rules=event.rules, financier=event.financier,
                            given=event.given, words=event.words)  # fmt: skip
        case RulePackWithdrawn():
            assert known is not None
            return known.model_copy(update={"withdrawn": True})
        case RuleWaived() | RuleConsentGiven() | RuleLeaveEnded():
            assert known is not None
            return known
        case _:
            assert_never(event)


EVENTS = (RulePackInstalled, RulePackWithdrawn, RuleWaived, RuleConsentGiven, RuleLeaveEnded)
RULE_PACK = Aggregate("rule-pack", "", EVENTS, evolve)
