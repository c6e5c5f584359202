"""What the covenants say on the page of the guarantor's week: strike price, floor of the contingency, triggers, what they wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.guarantor_week import Figure, in_week
from cli.language import spoken

if TYPE_CHECKING:
    from ledger.projections import Session
    from ledger.rules.judging import Judge
    from ledger.rules.verdict import Verdict

TEMPLATES, SAID_BY_CONTRACT = "contract-covenants", ", which the contract has to say"
STRIKE, FLOORS = "fin.strike_price", ("fin.contingency.left", "fin.contingency.burn")


@dataclass(frozen=True)
class Covenants:
    """The verdicts of the packs that the page is held against; none, where no covenants are installed."""

    found: Judge | None
    verdicts: Sequence[Verdict]

    def strike_price(self, told: Mapping[str, Any]) -> Iterator[Figure]:
        """The finance that the guarantor asked to be paid in, what is, and what is left."""
        language, part = spoken(), "strike price"
        agreed = [one for one in self.verdicts if one.rule == STRIKE and "limit" in one.parameters]
        if not agreed:
            note = (
                language.text("guarantor.no-strike-price", "no strike price: the covenants say none")
                if self.verdicts
                else language.text("guarantor.no-covenants", "no strike price: no covenants are installed")
            )
            yield Figure(part, "strike price", None, note=note)
        for one in agreed:
            yield Figure(part, "strike price", one.parameters["limit"], note=_of(one), source=STRIKE)
        yield Figure(part, "received", told["received"], note=in_week(told["received_in_week"]), source="receipts")
        for one in agreed:
            left = max(one.parameters["limit"] - told["received"], Decimal(0))
            reached = language.text("guarantor.reached", "reached") if not left else language.text("guarantor.not-reached", "not reached")
            yield Figure(part, "left to be deposited", left, note=_of(one, reached), source=STRIKE)

    def floors(self) -> Iterator[Figure]:
        """What the contract asks the contingency that is left to be."""
        from cli.verdicts import word

        for one in self.verdicts:
            if one.rule in FLOORS and "share" in one.parameters:
                name = "floor of the remaining cost" if one.rule == FLOORS[0] else "floor by the work left"
                needed = one.figures.limit if one.figures else None
                yield Figure(
                    "contingency", name, needed, note=_of(one, f"{_percent(one.parameters['share'])}, {word(one)}"), source=one.rule
                )

    def triggers(self, scale: int) -> Iterator[Figure]:
        """The rules that fail or are at risk, what fails first."""
        from cli.verdict_explained import sentence
        from cli.verdicts import title, word

        for status in ("fail", "at risk"):
            for one in self.verdicts:
                if one.status == status and self.found:
                    note = f"{word(one)}: {title(self.found, one)}: {sentence(self.found, one, scale)}"
                    due = one.figures.due if one.figures else None
                    yield Figure("triggers", one.rule, one.stake, "money", note, f"compliance check --pack {one.pack}", due)

    def missing(self) -> Iterator[Figure]:
        """What rules wait for: declarations that nobody has made, words that the contract has yet to say, and how many have no entries."""
        if not self.verdicts:
            return
        language, part, source = spoken(), "documents missing", "compliance check"
        declared, contract, others = self._waiting()
        for names, rules in declared.items():
            note = language.text("guarantor.asked", "{names}: asked by {rules}", names=names, rules=", ".join(rules))
            yield Figure(part, "declaration", None, "", note, source)
        if contract:
            note = language.text("guarantor.contract", "{names}: install the pack with --set NAME=VALUE", names=", ".join(contract))
            yield Figure(part, "term of the contract", None, "", note, source)
        if others:
            note = language.text("guarantor.undecided", "{rules} more rules wait for entries, of which there are none yet", rules=others)
            yield Figure(part, "not yet decidable", others, "rules", note, source)

    def _waiting(self) -> tuple[dict[str, list[str]], list[str], int]:
        """Declarations with the rules that ask for them, words that the contract has not said, and how many other rules wait."""
        from cli.declaring import TOLD
        from ledger.rules.facts import declarations

        known = {*declarations(), *(name for one in self.found.packs for name in one.pack.written.declares)} if self.found else set()
        declared: dict[str, list[str]] = {}
        contract: dict[str, None] = {}
        others = 0
        for one in self.verdicts:
            if one.status != "not yet decidable" or not one.missing:
                continue
            name, comma, _ = one.missing.partition(SAID_BY_CONTRACT)
            if comma:
                contract[name] = None
            elif set(one.missing.split(", ")) <= known - set(TOLD):
                declared.setdefault(one.missing, []).append(one.rule)
            else:
                others += 1
        return declared, list(contract), others


def covenants(session: Session, states: Callable[..., Any], key: str | None) -> Covenants:
    """The covenants of one pack, else those that protect a guarantor, else all that come of the templates. Raises Unknown."""
    from ledger.errors import Unknown

    keys = [row["pack_key"] for row in session.records("rule_packs")]
    if key and key not in keys:
        there = f"there is {', '.join(keys)}." if keys else "none is. Install one: topsheet compliance install PACK."
        raise Unknown(f"No pack {key} is installed in this window; {there}")
    if not keys:
        return Covenants(None, ())
    from ledger.rules.installed import installed, judge

    packs = installed(session, states)
    guarantors = {row["party"] for row in session.records("party_list") if row["kind"] == "guarantor"}
    chosen = (
        [one for one in packs if one.key == key]
        or [one for one in packs if one.financier in guarantors]
        or [one for one in packs if one.pack.id == TEMPLATES]
    )
    found = judge(session, packs)
    return Covenants(found, [found.verdict(one, rule) for one in chosen for rule in one.pack.written.rules])


def _of(one: Verdict, said: str = "") -> str:
    """What is said of a rule's figure, with the pack that it is of."""
    return f"{said} ({one.pack})" if said else f"({one.pack})"


def _percent(share: Decimal) -> str:
    return f"{format((share * 100).normalize(), 'f')} %"
