"""topsheet access: what a party may see in the packs that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Consequence, writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.decision import Decision


@click.group("access")
def command() -> None:
    """What a party may see in the packs that it is given; everything until it is set."""


@command.command("set")
@click.argument("party")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Entries of this kind of document. Repeatable; all by default.")
@click.option("--no-entries", is_flag=True, help="No entries: of every one its fingerprint (digest) alone.")
@click.option(
    "--report", "reports", multiple=True, metavar="NAME", help="This report, audit-trail or workbook. Repeatable; all by default."
)
@click.option("--no-reports", is_flag=True, help="No reports.")
@click.option("--no-evidence", is_flag=True, help="No copies of documents.")
@click.option("--no-names", is_flag=True, help="Reports print party ids for persons. Documents and words may name them still.")
@writer(reason=True)
def set_(decision: Decision, *, party: str, kinds: tuple[str, ...], no_entries: bool, reports: tuple[str, ...], no_reports: bool,
         no_evidence: bool, no_names: bool) -> Consequence:  # fmt: skip
    """Say what a party may see from now on; what is not named here is as at the beginning, so everything."""
    from ledger.aggregates import access
    from ledger.proof.sight import Sight

    who = decision.party(party)
    decision.authorise("access", asked=f"What {who} may see")
    event = access.set_access(
        who, decision.load(access.ACCESS, who), packed(), kinds=_named("--kind", "--no-entries", kinds, no_entries),
        reports=_named("--report", "--no-reports", reports, no_reports), evidence=not no_evidence, names=not no_names,
    )  # fmt: skip
    decision.record(access.ACCESS, who, event)
    kinds_seen, reports_seen = (None if some is None else frozenset(some) for some in (event.kinds, event.reports))
    seen = Sight(who, kinds_seen, reports_seen, event.evidence)
    said = [] if event.names or seen.nothing else [f"Persons go by their party ids. {seen.worded}"]
    if event.kinds:
        made = "" if event.reports is not None else " Its reports are made from every entry: name with --report those that it may see."
        said.append(f"Of other entries a pack holds the fingerprint (digest) alone.{made}")
    return "\n".join(said) or None


def packed() -> frozenset[str]:
    """The names of the reports that a pack can hold."""
    from cli.pack_reports import BESIDES
    from cli.report import REPORTS

    return frozenset((*REPORTS, *BESIDES))


def _named(option: str, none: str, given: Sequence[str], no: bool) -> Sequence[str] | None:
    """The names that were given, an empty list for none of them, None for all. Raises Misuse for both."""
    from ledger.errors import Misuse

    if given and no:
        raise Misuse(f"{option} {given[0]} and {none} are both given. Give one of the two.")
    return given or (() if no else None)
