"""An access says what a party may see in a pack that it is given: which kinds of document, which reports, evidence and names.

Until it is set a party may see everything. What it may not see still stands in the pack as a digest, so the proof holds
and the gap shows. The last one that was set counts; what was given before stays given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, assert_never

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates import KINDS
from ledger.errors import AlreadyDone, Unknown, near
from ledger.event import Event, Frozen

Kind = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
Report = Annotated[str, Field(pattern=r"^[A-Za-z]+(-[A-Za-z]+)*$")]


class AccessSet(Event):
    """What the party of this document may see from now on; kinds or reports that are not named are all of them, an empty list none."""

    kinds: tuple[Kind, ...] | None = None
    reports: tuple[Report, ...] | None = None
    evidence: bool = True
    names: bool = True

    def sentence(self) -> str:
        without = [word for word, seen in (("evidence", self.evidence), ("names of persons", self.names)) if not seen]
        besides = f", without {' and '.join(without)}" if without else ""
        return f"set what the party may see: entries of {said(self.kinds)}, reports {said(self.reports)}{besides}"


class Access(Frozen):
    """What a party may see; by default everything."""

    kinds: tuple[Kind, ...] | None = None
    reports: tuple[Report, ...] | None = None
    evidence: bool = True
    names: bool = True

    @property
    def nothing(self) -> bool:
        """Whether neither an entry nor a report may be seen."""
        return self.kinds == () and self.reports == ()


def said(names: Sequence[str] | None) -> str:
    """A list as a sentence says it: all, none, or its names."""
    return "all" if names is None else ", ".join(names) or "none"


def set_access(party: str, known: Access | None, reports_known: Collection[str], *, kinds: Sequence[str] | None = None,
               reports: Sequence[str] | None = None, evidence: bool = True, names: bool = True) -> AccessSet:  # fmt: skip
    """Say what a party may see. `reports_known` are the reports that a pack can hold. Raises Unknown, AlreadyDone."""
    for kind in kinds or ():
        if kind not in KINDS:
            raise Unknown(f"{kind!r} is not a kind of document. The kinds are {', '.join(KINDS)}.")
    for report in reports or ():
        if report not in reports_known:
            raise Unknown(f"A pack has no report {report}. {near(report, sorted(reports_known), 'topsheet report --help')}")
    event = AccessSet(kinds=_ordered(kinds), reports=_ordered(reports), evidence=evidence, names=names)
    if evolve(known, event) == (known or Access()):
        raise AlreadyDone(
            f"{party} may see that already: entries of {said(event.kinds)}, reports {said(event.reports)}. There is nothing to change."
        )
    return event


def _ordered(names: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted({*names}))


def evolve(_: Access | None, event: AccessSet) -> Access:
    """Fold one fact into what is known."""
    match event:
        case AccessSet():
            return Access(kinds=event.kinds, reports=event.reports, evidence=event.evidence, names=event.names)
        case _:
            assert_never(event)


ACCESS = Aggregate("access", "", (AccessSet,), evolve)
