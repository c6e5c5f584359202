"""How what a party may see, and what it was given, is undone."""

from __future__ import annotations

from ledger.aggregates.access import AccessSet
from ledger.aggregates.pack import PackGiven
from ledger.corrections.case import Case, Undone, options, stands, undoes

stands(PackGiven, why="the file is out of the production's hands. Set what the party may see from now on with topsheet access set.")


@undoes(AccessSet)
def access_set(case: Case) -> Undone:
    """By setting what stood before it: `access set`; what was given meanwhile stays given."""
    for later in case.later():
        return Undone(f"It counts no more: it was set anew since. See topsheet correct {later.position}.")
    was = case.before
    lists = (("kind", "--no-entries", was.kinds), ("report", "--no-reports", was.reports)) if was else ()
    words = [word for name, no, held in lists for word in _listed(name, no, held)]
    words += [flag for flag, seen in (("--no-evidence", was.evidence), ("--no-names", was.names)) if not seen] if was else []
    return case.by("Set what stood before it; a pack that was given meanwhile stays given.", ("access", "set", case.key, *words))


def _listed(name: str, no: str, held: tuple[str, ...] | None) -> list[object]:
    """The options for a list of kinds or reports: none for all of them."""
    return [] if held is None else [word for one in held for word in options(**{name: one})] or [no]
