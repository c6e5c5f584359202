"""Whether a grant covers a decision: its days, kinds, sections, financier and limit, and the narrowest that does.

What a person holds of their own comes before what they hold as a deputy, and what they may decide alone before what needs a second
person. A refusal says what this person may do, what is asked, and who may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.aggregates.authority import Authority, spelled, upto
from ledger.errors import BeyondAuthority
from ledger.money import Money


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as a grant sees it. `financier` is whose decision it is (a release, a waiver, an overage), None for the production's own.

    `amount` is in the book's currency and taken without its sign.
    """

    kind: str
    on: date
    sections: Sequence[str] = ()
    amount: Money | None = None
    over_budget: bool = False
    financier: str | None = None

    @property
    def size(self) -> Money | None:
        """The amount without its sign."""
        return None if self.amount is None else max(self.amount, -self.amount)


def shortfalls(grant: Authority, asked: Asked) -> list[str]:
    """Everything that the grant lacks for the decision, in the order in which a reader would ask."""
    days, origin = spelled(grant.starts, grant.ends), grant.origin
    holds = f"holds authority as deputy of {grant.stands_for} on {origin} {days}" if origin else f"holds authority {days}"
    outside = [section for section in asked.sections if section not in grant.sections]
    lacks = (
        (grant.withdrawn, "held an authority that is withdrawn"),
        (grant.lapsed is not None, f"{holds}, and {origin} was withdrawn on {grant.lapsed}"),
        (asked.on < grant.starts or bool(grant.ends and asked.on > grant.ends), f"{holds}, not on {asked.on}"),
        (bool(grant.kinds) and asked.kind not in grant.kinds, f"may decide on {', '.join(grant.kinds)} alone"),
        (bool(origin) and asked.kind == "authority", f"is a deputy of {grant.stands_for}, and a deputy hands no authority on"),
        (bool(grant.sections and outside), f"may decide in {', '.join(grant.sections)} alone, not in {', '.join(outside)}"),
        (
            asked.financier != grant.financier,
            f"acts for {grant.financier or 'the production'}, not for {asked.financier or 'the production'}",
        ),
        (asked.over_budget and not grant.over_budget, "may not decide over budget"),
        (asked.size is not None and grant.limit is not None and asked.size > grant.limit, f"may approve {upto(grant.limit)}"),
    )
    return [words for lacking, words in lacks if lacking]


def choose(held: Sequence[tuple[str, Authority]], *, who: str, asked: str, kind: str, sections: Sequence[str] = (),
           amount: Money | None = None, on: date, over_budget: bool = False, financier: str | None = None,
           others: Sequence[tuple[str, Authority]] = ()) -> str:  # fmt: skip
    """The key of the narrowest grant of `held` that covers the decision.

    `who` names the person and `asked` the document, as the refusal says them; `others` are the grants of everybody else.
    Raises BeyondAuthority with what this person may approve, what is asked, and who may.
    """
    wanted = Asked(kind, on, sections, amount, over_budget, financier)
    enough = [(key, state) for key, state in held if not shortfalls(state, wanted)]
    if enough:
        return min(enough, key=lambda pair: (bool(pair[1].origin), together(pair[1], wanted), *_breadth(pair)))[0]
    may = sorted((pair for pair in others if not shortfalls(pair[1], wanted)), key=_breadth)
    what = f"{asked} is for {wanted.size}" if wanted.size else f"{asked} needs authority on {kind}"
    what += ", over budget" if over_budget else ""
    way = f"Ask {may[0][1].party}, who may approve {upto(may[0][1].limit)}." if may else "Nobody here may; see topsheet authority grant."
    closest, lacks = _closest(held, wanted)
    if closest and closest.origin and wanted.on > (closest.ends or wanted.on) and not closest.lapsed:
        way += f" {closest.stands_for} may name a deputy again: topsheet authority delegate {closest.origin}."
    raise BeyondAuthority(f"{who} {lacks}. {what}. {way}")


def together(grant: Authority, asked: Asked) -> bool:
    """Whether the holder decides this together with a second person."""
    return grant.second_above is not None and asked.size is not None and asked.size > grant.second_above


def _closest(held: Sequence[tuple[str, Authority]], wanted: Asked) -> tuple[Authority | None, str]:
    """The grant that lacks least, and the first thing that it lacks."""
    if not held:
        return None, "holds no authority"
    lacking = [(len(lacks := shortfalls(state, wanted)), -_size(state.limit), lacks, key) for key, state in held]
    _, _, lacks, closest = min(lacking)
    return dict(held)[closest], lacks[0]


def _breadth(pair: tuple[str, Authority]) -> tuple[bool, bool, Decimal, str]:
    key, state = pair
    return (state.over_budget, state.limit is None, _size(state.limit), key)


def _size(limit: Money | None) -> Decimal:
    return limit.amount if limit else Decimal(0)
