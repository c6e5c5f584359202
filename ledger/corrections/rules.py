"""How decisions about rules and declarations are undone."""

from __future__ import annotations

from ledger.aggregates.declaration import DeclarationWithdrawn, ProductionDeclared
from ledger.aggregates.rule_pack import RuleConsentGiven, RuleLeaveEnded, RulePackInstalled, RulePackWithdrawn, RuleWaived
from ledger.corrections.case import Case, Undone, stands, undoes

stands(RulePackWithdrawn, why="the book was not judged by it from then on. Install it again with compliance install.")
stands(RuleLeaveEnded, why="what ended has ended. The party gives leave again with compliance waive or compliance consent.")
stands(DeclarationWithdrawn, why="what was said is withdrawn. Declare it again with compliance declare.")


@undoes(RulePackInstalled)
def installed(case: Case) -> Undone:
    """By withdrawing the pack: `compliance withdraw`."""
    for later in case.later(RulePackInstalled, RulePackWithdrawn):
        return Undone(f"It counts no more: entry {later.position} came after it. See topsheet correct {later.position}.")
    return case.by("Withdraw the pack.", ("compliance", "withdraw", case.key))


@undoes(RuleWaived, RuleConsentGiven)
def given(case: Case) -> Undone:
    """By the party that gave it: `compliance revoke`."""
    for later in case.later(RuleLeaveEnded, entry=case.entry.position):
        return Undone(f"It is undone already, by entry {later.position}.")
    return case.by("A person of the party revokes it.", ("compliance", "revoke", case.key, case.entry.position))


@undoes(ProductionDeclared)
def declared(case: Case) -> Undone:
    """By withdrawing the declaration: `compliance withdraw-declaration`."""
    for later in case.later():
        return Undone(f"It counts no more: entry {later.position} came after it. See topsheet correct {later.position}.")
    return case.by("Withdraw the declaration.", ("compliance", "withdraw-declaration", case.event.name))
