"""topsheet compliance certificate: the statement of a period, as a document to send to a financier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.language import language_option, spoken
from cli.options import windowed
from cli.verdicts import advice, counted, judged, of_pack, title, told, word

if TYPE_CHECKING:
    from ledger.projections import Session
    from ledger.rules.judging import Installed, Judge


@click.command("certificate")
@click.option("--pack", "key", metavar="KEY", help="Only this pack; all by default.")
@click.option("--period", metavar="PERIOD", help="The period that it states: the window ends on its last day.")
@click.option(
    "--output", "-o", "path", type=click.Path(path_type=Path), metavar="FILE", help="Write it as text to a file that ends in .txt."
)
@windowed
@language_option
def certificate(key: str | None, period: str | None, path: Path | None, book: str | None, as_of: date | None, known: str | None) -> None:
    """State how the rules of a period stand: window, root, packs by digest, every verdict, waivers and consents, and who signs."""
    from cli.files_out import place, put

    target = place(path, "table", option="--output", suffix=".txt", what="text") if path else None
    with judged(book, known, as_of, period=period) as (_, session, found):
        text = "\n".join(_lines(session, found, key))
    if target is None:
        click.echo(text)
        return
    click.echo(f"{path}{put(target, (text + chr(10)).encode())}")


def _lines(session: Session, found: Judge, key: str | None) -> Iterator[str]:
    from cli.reports import header
    from cli.sentences import names

    language, called = spoken(), names(session)
    verdicts = of_pack(found, key)
    yield header(session, "compliance")
    yield ""
    yield language.text("line.certificate", "The production states of its rules in this window what stands below.")
    for one in found.packs:
        if key in (None, one.key):
            whom = called(one.financier) if one.financier else language.text("word.nobody", "nobody")
            yield ""
            yield f"{one.key}, {one.pack.title(f'pack.{one.pack.id}', language.code)}: {one.pack.id} {one.pack.written.version}, {whom}"
            yield f"SHA-256 {one.pack.digest}"
            yield from _stated(session, found, one)
            yield from _leave(session, one)
    yield ""
    yield counted(verdicts)
    yield advice()
    yield ""
    yield f"{language.text('line.signed', 'For the production')}: ______________________"


def _stated(session: Session, found: Judge, one: Installed) -> Iterator[str]:
    scale = session.about.scale
    for rule in one.pack.written.rules:
        verdict = found.verdict(one, rule)
        if verdict.status != "not applicable":
            figures = verdict.figures
            sums = [told(getattr(figures, name), figures.unit, scale) for name in ("amount", "limit")] if figures else [verdict.missing]
            yield f"  {word(verdict):<20} {title(found, verdict)} ({rule.id}; {verdict.citation}): {' / '.join(filter(None, sums))}"


def _leave(session: Session, one: Installed) -> Iterator[str]:
    """What the protected party has given leave for."""
    for given in session.records("rule_consents"):
        if given["pack_key"] == one.key and given["in_force"]:
            until = f" - {given['until']}" if given["until"] else ""
            yield f"  {given['position']}: {spoken().word(given['step'])} {given['rule']} {given['scope'] or ''} {given['since']}{until}"
