"""The tests that stand beside rules: each rule judged on the figures that its tests tell, and held against what they expect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ledger.rules.facts import Told
from ledger.rules.judging import Consent, Installed, Judge
from ledger.rules.pack import Pack
from ledger.rules.rule import Example, Rule
from ledger.rules.verdict import Verdict

FAR = date(2099, 12, 31)


def tried(pack: Pack, rule: Rule, test: Example) -> Verdict:
    """The verdict of a rule on what a test tells."""
    today = test.today or FAR
    consents = tuple(Consent(rule.id, scope, None, date.min, None, 0) for scope in test.consents)
    facts = Told(today, test.facts, dict(test.anchors), {name: _said(value) for name, value in test.declared.items()}, test.rules)
    return Judge(facts, [Installed(pack, pack.id, given=test.given, consents=consents)]).verdict(
        Installed(pack, pack.id, given=test.given, consents=consents), rule
    )


def _said(value: str) -> str | bool:
    return {"yes": True, "no": False}.get(value, value)


def misses(pack: Pack) -> Iterator[str]:
    """The tests that do not come out as they say, in words."""
    for rule in pack.written.rules:
        for test in rule.tests:
            try:
                why = wrong(test, tried(pack, rule, test))
            except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as problem:
                why = f"it tells what cannot be read as the figures of the rule ({type(problem).__name__}: {problem})"
            if why:
                yield f"{rule.id}, test {test.name!r}: {why}"


def wrong(test: Example, verdict: Verdict) -> str | None:
    """What a verdict has otherwise than its test expects; None when it is as expected."""
    if verdict.status != test.expect:
        return f"{verdict.status}{f' ({verdict.missing})' if verdict.missing else ''}, and {test.expect} is expected"
    found = verdict.figures
    for name in ("disallowed", "value", "limit"):
        expected, is_ = getattr(test, name), getattr(found, name) if found else None
        if expected is not None and (is_ is None or Decimal(is_) != expected):
            return f"{name} is {is_}, and {expected} is expected"
    if test.stake is not None and verdict.stake != test.stake:
        return f"stake is {verdict.stake}, and {test.stake} is expected"
    return None
