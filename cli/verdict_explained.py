"""topsheet compliance explain: one rule, its sum, its law, the entries behind it, and the entry that turned it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.language import language_option, spoken
from cli.options import windowed
from cli.verdict_missing import missing_way
from cli.verdicts import advice, judged, known_pack, title, told, word

if TYPE_CHECKING:
    from ledger.log import Log
    from ledger.projections import Session
    from ledger.rules.judging import Installed, Judge
    from ledger.rules.rule import Rule
    from ledger.rules.verdict import Verdict


@click.command("explain")
@click.argument("rule")
@click.option("--pack", "key", metavar="KEY", help="The pack, where several have the rule.")
@windowed
@language_option
def explain(rule: str, key: str | None, book: str | None, as_of: date | None, known: str | None) -> None:
    """Why a rule says what it says: its sum, its source, the largest entries behind it, and the entry that turned it."""
    from cli.reports import header
    from ledger.errors import Unknown, near

    with judged(book, known, as_of) as (log, session, found):
        known_pack(found, key)
        having = [(one, held) for one in found.packs for held in one.pack.written.rules if held.id == rule and key in (None, one.key)]
        if not having:
            ids = [held.id for one in found.packs for held in one.pack.written.rules]
            raise Unknown(f"No pack of this book has a rule {rule}. {near(rule, ids, 'topsheet compliance check --all')}")
        parts = ["\n".join(_explained(log, session, found, one, held)) for one, held in having]
        click.echo("\n\n".join([header(session, "compliance"), *parts, advice()]))


def _explained(log: Log, session: Session, found: Judge, one: Installed, rule: Rule) -> Iterator[str]:
    verdict, language = found.verdict(one, rule), spoken()
    yield f"{one.key}: {title(found, verdict)} ({rule.id})"
    yield f"{word(verdict)}: {sentence(found, verdict, session.about.scale)}"
    yield ""
    yield from _sums(verdict, session.about.scale)
    source = f"{language.phrase(verdict.citation)}; {language.text('word.certainty', 'certainty')} {rule.certainty}"
    yield f"  {language.text('line.source', 'Source')}: {source}"
    if rule.note:
        yield f"  {language.text('word.note', 'note')}: {rule.note}"
    if verdict.consequence:
        stake = f": {told(verdict.stake, 'money', session.about.scale)}" if verdict.stake is not None else ""
        said = language.text(f"word.{verdict.consequence.replace(' ', '-')}", verdict.consequence)
        yield f"  {language.text('line.consequence', 'Consequence')}: {said}{stake}"
    if way := remedy(verdict, session.about.scale, lambda: missing_way(session, one, rule, verdict.missing)):
        yield f"  {language.text('line.remedy', 'Way out')}: {way}"
    if verdict.waived:
        yield f"  {language.text('line.waived', 'Waived by entry {entry}', entry=verdict.waived)}"
    yield from _consents(found, one, verdict)
    yield from _entries(log, session, found, one, rule, verdict)


def _consents(found: Judge, one: Installed, verdict: Verdict) -> Iterator[str]:
    """The consents on which a change beyond what is free stands."""
    figures, today = verdict.figures, found.facts.today
    if verdict.kind != "consent_delta" or figures is None or not figures.holds or (figures.amount or 0) <= (figures.limit or 0):
        return
    for given in one.consents:
        if given.covers(verdict.rule, today, today) and figures.amount and given.allows(figures.what, figures.amount):
            yield f"  {spoken().text('line.consented', 'Consented to by entry {entry}', entry=given.position)}"


def sentence(found: Judge, verdict: Verdict, scale: int) -> str:
    """What the rule finds, in a sentence: the rule's own, or that of its kind."""
    language, figures = spoken(), verdict.figures
    if verdict.status == "not applicable":
        return language.text("line.not-applicable", "the rule does not apply to this production")
    if figures is None:
        return language.text("line.missing", "it cannot be decided without {missing}", missing=language.phrase(verdict.missing))
    from ledger.labels import filled, shipped

    pack = next(pack for pack in found.packs if pack.key == verdict.pack)
    own = pack.pack.labels.get(f"rule.{verdict.rule}.explain") or shipped()[f"kind.{kind_key(verdict)}"]
    words = {
        "amount": told(figures.amount, figures.unit, scale), "limit": told(figures.limit, figures.unit, scale),
        "base": told(figures.base, "money", scale), "share": percent(figures.share), "disallowed": told(figures.disallowed, "money", scale),
        "value": told(figures.value, figures.unit, scale), "due": str(figures.due or ""), "what": figures.what,
        "margin": told(figures.margin, figures.unit, scale),
    }  # fmt: skip
    return filled(own[language.code], words, verdict.rule)


def kind_key(verdict: Verdict) -> str:
    """Which sentence of a kind fits: with a base or without, waiting for a day or past it."""
    figures = verdict.figures
    if figures and figures.waiting:
        return f"{verdict.kind}.waiting"
    if figures and figures.holds and (verdict.kind == "precedence" or (verdict.kind == "consent_delta" and figures.limit is None)):
        return f"{verdict.kind}.none"
    if verdict.kind == "consent_delta" and figures and figures.what:
        return "consent_delta.apart"
    return f"{verdict.kind}.base" if figures and figures.share is not None and verdict.kind == "cap_excess" else verdict.kind


def percent(share: Decimal | None) -> str:
    """A share as people say it: 7 %."""
    return "" if share is None else f"{format((share * 100).normalize(), 'f')} %"


def remedy(verdict: Verdict, scale: int, missing: Callable[[], str]) -> str:
    """The smallest thing that would turn a breach, or what is `missing` to decide."""
    language, figures = spoken(), verdict.figures
    if verdict.status == "not yet decidable" and verdict.missing:
        return missing()
    if verdict.status not in ("fail", "at risk") or figures is None or figures.holds or figures.amount is None or figures.limit is None:
        return ""
    apart = told(abs(figures.limit - figures.amount), figures.unit, scale)
    if verdict.kind == "consent_delta":
        return language.text(
            "remedy.consent", "{apart} less of it, or the consent of the party: topsheet compliance consent {pack} {rule}",
            apart=apart, pack=verdict.pack, rule=verdict.rule,
        )  # fmt: skip
    if verdict.kind == "deadline":
        return language.text("remedy.earlier", "{apart} earlier", apart=apart)
    if figures.amount > figures.limit:
        said = ("remedy.less", "{apart} less of it") if figures.unit == "money" else ("remedy.fewer", "{apart} fewer")
    else:
        said = ("remedy.more", "{apart} more of it") if figures.unit == "money" else ("remedy.further", "{apart} more")
    return language.text(*said, apart=apart)


def _sums(verdict: Verdict, scale: int) -> Iterator[str]:
    """The sum, so that it can be done again by hand."""
    figures, language = verdict.figures, spoken()
    shown = {name for name in ("base", "limit", "amount") if figures and getattr(figures, name) is not None}
    for name, value in sorted(verdict.parameters.items()):
        if name in shown:
            continue
        yield f"  {language.column(name)}: {format(value.normalize() + 0, 'f')}"
    if figures is None:
        return
    for name in ("base", "limit", "amount", "disallowed", "value"):
        held = getattr(figures, name)
        if held is not None and not (name == "disallowed" and not held):
            unit = "money" if name in ("base", "disallowed") and figures.unit == "money" else figures.unit
            yield f"  {language.column(name)}: {told(held, unit, scale)}"
    if figures.due:
        yield f"  {language.column('due')}: {figures.due}"


def _entries(log: Log, session: Session, found: Judge, one: Installed, rule: Rule, verdict: Verdict) -> Iterator[str]:
    """The largest entries of each role, and the one that turned it, in words."""
    from cli.sentences import names, said
    from ledger.rules.largest import largest
    from ledger.rules.turning import confirmed, through, turned

    basis = rule.at_risk.basis if verdict.at_basis and rule.at_risk else None
    groups = (verdict.figures.names or ({verdict.figures.what} - {""})) if verdict.figures else ()
    rows = largest(found, one, rule, basis, groups=groups) if verdict.status != "not applicable" else []
    entry = None
    if verdict.status != "not applicable":
        window = session.window
        entry = confirmed(turned(found, one, rule), window.position, through(session, found, one, rule, log.at))
        session.look(window)
    words: dict[int, Any] = said(log, names(session), sorted({*(row.position for row in rows), *([entry] if entry else [])}))
    role = ""
    for row in rows:
        if row.role != role:
            role = row.role
            yield f"  {spoken().text('line.largest', 'Largest entries of {role}', role=spoken().column(role))}:"
        yield f"    {told(row.amount, row.unit, session.about.scale):>16}  {_line(row.position, words)}"
    if entry:
        yield f"  {spoken().text('line.turned', 'Turned by entry')} {_line(entry, words)}"
    else:
        yield f"  {spoken().text('line.unturned', 'No entry turned it.')}"


def _line(position: int, words: dict[int, Any]) -> str:
    told = words.get(position)
    return f"{position}  {told.document}  {told.by} {told.what}" if told else str(position)
