"""topsheet compliance: the rules of financiers, what the production declares, what protected parties give leave for, and the verdicts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.certificate import certificate
from cli.contract import given_by_contract, held_to
from cli.options import DAY, SIGNED, Consequence, writer
from cli.packs import have_needed, packs, test
from cli.verdict_changes import diff
from cli.verdict_explained import explain
from cli.verdicts import check, list_declarations, matrix

if TYPE_CHECKING:
    from ledger.aggregates.rule_pack import RulePack
    from ledger.decision import Decision
    from ledger.rules.pack import Pack


@click.group("compliance")
def command() -> None:
    """Rules of financiers: install packs, declare what they ask for, see whether the book complies and because of which entries."""


for one in (check, explain, matrix, diff, certificate, packs, test):
    command.add_command(one)


@command.command()
@click.argument("pack", metavar="PACK|FOLDER")
@click.option("--as", "key", metavar="KEY", help="The key it has in the book; the pack's name by default.")
@click.option("--for", "financier", metavar="PARTY", help="Whom it protects: who may waive its rules and consent.")
@click.option("--set", "said", multiple=True, metavar="NAME=VALUE",
              help="What the contract says: RULE.NAME=VALUE, or NAME=VALUE where one rule alone asks for it. Repeatable.")  # fmt: skip
@writer()
def install(decision: Decision, *, pack: str, key: str | None, financier: str | None, said: tuple[str, ...]) -> Consequence:
    """Judge the book by a pack from now on: one that comes with Topsheet, or a folder. Installing it again takes its next version."""
    from ledger.aggregates import rule_pack
    from ledger.errors import Misuse
    from ledger.money import plain

    found = pack_named(pack)
    have_needed(found, Path(pack), {one.pack for one in decision.book.every(rule_pack.RULE_PACK).values() if not one.withdrawn})
    if not _acts_for(decision):
        decision.authorise("rule-pack", asked=f"The rule pack {found.id}")
    party = _whom(decision, financier)
    key = found.id.upper() if key is None else key
    if key != key.upper():
        raise Misuse(f"{key!r} is no key of a pack: a key is in capitals. Write --as {key.upper()}.")
    known = decision.load(rule_pack.RULE_PACK, key)
    figures, told = given_by_contract(found, said)
    given, words = _kept(found, known, figures, {name: held_to(decision, found, name, one) for name, one in told.items()})
    event = rule_pack.install(
        key, known, pack=found.id, version=found.written.version, sha256=found.digest,
        rules=[rule.id for rule in found.written.rules], files=found.files, financier=party, given=given, words=words,
        acts_for=_acts_for(decision),
    )  # fmt: skip
    decision.record(rule_pack.RULE_PACK, key, event)
    tests = sum(len(rule.tests) for rule in found.written.rules)
    contract = [f"{name} {plain(value)}" for name, value in sorted(given.items())] + [
        f"{name} {', '.join(held)}" for name, held in words.items()
    ]
    says = f"\nThe contract says: {'; '.join(contract)}." if contract else ""
    return f"Its {tests} tests come out. It is {key}, digest {found.digest[:16]}: topsheet compliance check --pack {key}.{says}"


def _kept(
    pack: Pack, known: RulePack | None, given: dict[str, Decimal], words: dict[str, list[str]]
) -> tuple[dict[str, Decimal], dict[str, list[str]]]:
    """What the contract says now: what it said before of what the pack still asks, and what is said anew in its place."""
    from ledger.rules.installed import asked_of_the_contract

    if known is None or known.withdrawn:
        return given, words
    figures, names = asked_of_the_contract(pack)
    held = {name: value for name, value in known.given.items() if name in figures}
    told = {name: list(said) for name, said in known.words.items() if name in names}
    return {**held, **given}, {**told, **words}


def pack_named(named: str) -> Pack:
    """A pack by its name or folder, whose own tests come out. Raises Unknown, Misuse."""
    from ledger.errors import Misuse, Unknown
    from ledger.rules.pack import folder, read_pack, shipped, shipped_files
    from ledger.rules.trying import misses

    if named in shipped():
        found = read_pack(shipped_files(named), named)
    elif Path(named).is_dir():
        found = read_pack(folder(Path(named)), Path(named).name)
    else:
        raise Unknown(f"There is no pack and no folder {named}. The packs that come with Topsheet are {', '.join(shipped())}.")
    wrong = list(misses(found))
    if wrong:
        raise Misuse("\n".join([*wrong[:20], f"{len(wrong)} of the pack's tests do not come out. Correct the rule, or the test."]))
    return found


def _whom(decision: Decision, named: str | None) -> str | None:
    """Whom the pack protects: a party that finances or guarantees the production, or produces it too. Raises Refused, Unknown."""
    from ledger.aggregates.coproducer import COPRODUCER
    from ledger.aggregates.party import PARTY, protects
    from ledger.aggregates.source import SOURCE

    if named is None:
        return None
    key = decision.party(named)
    known = decision.know(PARTY, key)
    coproducers = {one.party for one in decision.book.every(COPRODUCER).values()}
    financiers = {one.financier for one in decision.book.every(SOURCE).values()}
    protects(key, known, finances=key in (financiers | coproducers) and known.kind != "production company")
    return key


@command.command()
@click.argument("key")
@writer(reason=True)
def withdraw(decision: Decision, *, key: str) -> Consequence:
    """Judge the book by a pack no more."""
    from ledger.aggregates import rule_pack

    known = decision.know(rule_pack.RULE_PACK, key)
    if known.financier is None:
        decision.authorise("rule-pack", asked=f"The withdrawal of {key}")
    decision.record(rule_pack.RULE_PACK, key, rule_pack.withdraw(key, known, acts_for=_acts_for(decision)))
    return None


@command.command(context_settings=SIGNED)
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--list", "listed", is_flag=True, is_eager=True, callback=list_declarations, expose_value=False,
              help="What can be declared, and in which form.")  # fmt: skip
@writer()
def declare(decision: Decision, *, name: str | None, value: str | None) -> Consequence:
    """Say something of the production that no other entry says, with the document that shows it: nationality_notified 2026-05-04."""
    from cli.declaring import known_names, read
    from ledger.aggregates import declaration
    from ledger.errors import Misuse

    if not name or not value:
        raise Misuse("Say what is declared, and its value: topsheet compliance declare NAME VALUE --evidence FILE; --list lists the names.")
    told = read(name, value, known_names(decision.book), decision.currency)
    key = key_of(name)
    event = declaration.declare(
        decision.load(declaration.DECLARATION, key), name=name, evidence=len(decision.evidence), **told
    )  # fmt: skip
    decision.authorise("declaration", asked=f"The declaration of {name}")
    decision.record(declaration.DECLARATION, key, event)
    return None


def key_of(name: str) -> str:
    """The key under which a declaration stands."""
    return name.upper().replace("_", "-")[:32]


@command.command("withdraw-declaration")
@click.argument("name")
@writer(reason=True)
def withdraw_declaration(decision: Decision, *, name: str) -> Consequence:
    """Withdraw a declaration that turned out wrong."""
    from ledger.aggregates import declaration

    event = declaration.withdraw(decision.load(declaration.DECLARATION, key_of(name)), name=name)
    decision.authorise("declaration", asked=f"The declaration of {name}")
    decision.record(declaration.DECLARATION, key_of(name), event)
    return None


@command.command()
@click.argument("key")
@click.argument("rule")
@click.option("--scope", metavar="TEXT", help="For what; all that the rule asks by default.")
@click.option("--until", type=DAY, metavar="DAY", help="The last day on which it counts; for ever by default.")
@writer(reason=True)
def waive(decision: Decision, *, key: str, rule: str, scope: str | None, until: date | None) -> Consequence:
    """Do without a rule, as a person of the party that the pack protects."""
    from ledger.aggregates import rule_pack

    known, acts_for = _protected(decision, key)
    event = rule_pack.waive(key, known, rule=rule, acts_for=acts_for, on=decision.on, scope=scope, until=until)
    decision.record(rule_pack.RULE_PACK, key, event)
    return None


@command.command()
@click.argument("key")
@click.argument("rule")
@click.option("--scope", metavar="TEXT", help="For which heading, party or document; for all by default.")
@click.option("--up-to", metavar="AMOUNT", help="Up to how much, in the book's currency; for any amount by default.")
@click.option("--until", type=DAY, metavar="DAY", help="The last day on which it counts; for ever by default.")
@writer(reason=True)
def consent(decision: Decision, *, key: str, rule: str, scope: str | None, up_to: str | None, until: date | None) -> Consequence:
    """Agree beforehand to what a rule would refuse, as a person of the party that the pack protects."""
    from cli.words import money
    from ledger.aggregates import rule_pack

    known, acts_for = _protected(decision, key)
    event = rule_pack.consent(
        key, known, rule=rule, acts_for=acts_for, on=decision.on, scope=scope, up_to=money(up_to, decision.currency), until=until
    )  # fmt: skip
    decision.record(rule_pack.RULE_PACK, key, event)
    return None


@command.command()
@click.argument("key")
@click.argument("entry", type=int)
@writer(reason=True)
def revoke(decision: Decision, *, key: str, entry: int) -> Consequence:
    """Revoke a waiver or a consent, by the entry that gave it."""
    from ledger.aggregates import rule_pack

    known, acts_for = _protected(decision, key)
    own = {one.position: one.event for one in decision.book.life(rule_pack.RULE_PACK, key)}
    ended = [event.entry for event in own.values() if isinstance(event, rule_pack.RuleLeaveEnded)]
    event = rule_pack.revoke(key, known, entry=entry, given=own.get(entry), ended=ended, acts_for=acts_for)
    decision.record(rule_pack.RULE_PACK, key, event)
    return None


def _protected(decision: Decision, key: str) -> tuple[RulePack, Any]:
    """A pack, and for whom the person who records acts."""
    from ledger.aggregates.rule_pack import RULE_PACK

    return decision.know(RULE_PACK, key), _acts_for(decision)


def _acts_for(decision: Decision) -> str | None:
    """For whom the person who records acts."""
    from ledger.aggregates.party import PARTY

    person = decision.load(PARTY, decision.by, watch=False)
    return person.acts_for if person else None
