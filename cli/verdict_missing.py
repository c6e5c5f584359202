"""What a rule waits for, and the command that says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cli.language import spoken

if TYPE_CHECKING:
    from ledger.projections import Session
    from ledger.rules.judging import Installed
    from ledger.rules.rule import Rule

CONTRACT = re.compile(r"(\w+), which the contract has to say")
PROTECTED = "the financier for whom "


def missing_way(session: Session, one: Installed, rule: Rule, missing: str) -> str:
    """The way to decide a rule: what the contract says, the classes of its scheme, a declaration; or whatever is missing."""
    from cli.declaring import TOLD
    from ledger.rules.facts import declarations

    language, install = spoken(), f"topsheet compliance install {one.pack.id} --as {one.key}"
    if asked := CONTRACT.search(missing):
        name = f"{rule.id}.{asked[1]}" if asked[1] in rule.parameters else asked[1]
        kept = f" --for {one.financier}" if one.financier else ""
        return language.text("remedy.contract", "say what the contract says: {command}", command=f"{install}{kept} --set {name}=VALUE")
    if PROTECTED in missing:
        return language.text("remedy.party", "say whom it protects: {command}", command=f"{install} --for PARTY")
    scheme = (one.pack.written.scheme or "").upper()
    if (
        scheme
        and missing.startswith(("costs", "purchases"))
        and not any(row["scheme"] == scheme for row in session.records("account_classes"))
    ):
        command = f"topsheet scheme classes {scheme}"
        return language.text("remedy.classes", "put the accounts in classes of {scheme}: {command}", scheme=scheme, command=command)
    names = {**declarations(), **one.pack.written.declares}
    if missing in names and missing not in TOLD:
        command = f"topsheet compliance declare {missing} VALUE --evidence FILE"
        return language.text("remedy.declare-name", "declare it: {command}", command=command)
    return language.text("remedy.declare", "declare or record what is missing: {missing}", missing=language.phrase(missing))
