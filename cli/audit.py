"""topsheet audit: the trail, entries, verification, the checks, and reports as they were issued."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.differences import diff
from cli.options import book_option, book_path, reader, windowed
from cli.reissue import reissue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger.projections import Session
    from ledger.proof.signatures import Signatures


@click.group("audit")
def command() -> None:
    """What was decided, by whom, on whose authority; and whether the book is as it was."""


command.add_command(diff)


@command.command()
@click.option("--last", "most", type=click.IntRange(min=1), metavar="N", help="Only the last N entries of the window.")
@click.option("--document", metavar="NUMBER", help="Only one document: PO-0042, or estimate/3300.")
@reader
def trail(book: str | None, as_of: date | None, known: str | None, form: str, most: int | None, document: str | None) -> None:
    """One sentence for every entry: number, when, who, on whose authority, what, why, evidence; late and back-dated ones marked."""
    from datetime import UTC

    from cli.render import as_csv, as_json
    from cli.reports import header, local
    from cli.window import opened
    from ledger.errors import Unknown

    with opened(book, known, as_of) as (log, session):
        rows = session.records("audit_trail")
        rows = [row for row in rows if document in (None, row["key"], row["stream"])][-most if most else 0 :]
        called = _names(session)
        if document and not rows:
            raise Unknown(f"There is no document {document}. Write its number, such as PO-0042, or its stream, such as estimate/3300.")
        states = log.states([row["position"] for row in rows])
        told = [told_row(row, states[row["position"]], called) for row in rows]
        if form == "table":
            told = [{**one, "recorded": local(one["recorded"].replace(tzinfo=UTC), session.about.timezone)} for one in told]
        columns = list(told[0]) if told else []
        values = [[one[column] for column in columns] for one in told]
        if form == "json":
            click.echo(as_json(columns, values, session.about.scale))
        elif form == "csv":
            click.echo(as_csv(columns, values, session.about.scale))
        elif form == "parquet":
            click.echo(session.parquet("audit_trail"), nl=False)
        else:
            click.echo(f"{header(session, 'audit-trail')}\n")
            for one, row in zip(told, rows, strict=True):
                if row["kind"] != "signature" or document:  # what it signs says so
                    click.echo(_paragraph(one))


def _names(session: Session) -> Callable[[str], str]:
    """Names by party id, as the window knows them."""
    known = {row["party"]: row["name"] for row in session.records("party_names")}
    return lambda party: known.get(party, party)


def told_row(row: dict[str, Any], state: bytes, called: Callable[[str], str]) -> dict[str, Any]:
    """One entry for the trail: the view's columns, and the words fetched from the book."""
    from cli.render import PARTY
    from ledger.entry import read

    entry = read(row["stream"], row["version"], row["name"], state)
    behalf = f", for {row['stands_for']}, {row['role']}" if row["stands_for"] else ""
    marks = [word for word, on in (("late", row["late"]), ("back-dated", row["back_dated"]), ("own request", row["own_request"])) if on]
    return {
        "entry": row["position"],
        "recorded": row["at"],
        "effective": row["on"],
        "document": "" if row["key"] == "main" else row["key"],
        "declared by": called(row["by"]),
        "authority": " ".join(filter(None, (row["grant_key"], called(row["authority"]) if row["authority"] else ""))) + behalf,
        "what": PARTY.sub(lambda match: called(match.group()), entry.event.sentence()),
        "reason": entry.reason or "",
        "evidence": ", ".join(f"{e.title} ({e.sha256[:12]})" for e in entry.evidence),
        "corrects": ", ".join(map(str, entry.corrects)),
        "marks": ", ".join(marks),
        "signed by": row["signed_by"] or "",
        "key": row["key_id"] or "",
    }


def _paragraph(one: dict[str, Any]) -> str:
    """One entry as a person reads it."""
    head = f"{one['entry']:>5}  {one['recorded']:%Y-%m-%d %H:%M}  {one['document']}".rstrip()
    day = f", effective {one['effective']}" if one["effective"] != one["recorded"].date() else ""
    marks = f" [{one['marks']}]" if one["marks"] else ""
    authority = f" On the authority of {one['authority']}." if one["authority"] else ""
    reason = f" Why: {one['reason']}" + ("" if one["reason"].endswith(".") else ".") if one["reason"] else ""
    evidence = f" Evidence: {one['evidence']}." if one["evidence"] else ""
    corrects = f" Corrects {one['corrects']}." if one["corrects"] else ""
    who = f"Signed by {one['signed by']} with key {one['key']}" if one["key"] else f"Declared by {one['declared by']}"
    return f"{head}{day}{marks}\n       {who}: {one['what']}.{authority}{reason}{evidence}{corrects}"


@command.command()
@click.argument("number", type=int)
@book_option
def entry(number: int, book: str | None) -> None:
    """One entry as it is stored: its place, its bytes, its leaf."""
    from cli.window import opened

    with opened(book) as (log, _):
        log.at(number)
        row = log.connection.execute("select at, stream, version, name, state, leaf from entries where position = ?", (number,)).fetchone()
        at, stream, version, name, state, leaf = row
        click.echo(f"entry    {number}\nat       {at}\nstream   {stream}\nversion  {version}\nname     {name}\nleaf     {leaf.hex()}")
        click.echo(state.decode())


@command.command()
@click.option("--against", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="A checkpoint kept elsewhere. Repeatable.")
@click.option("--key", "pinned", multiple=True, metavar="VKEY", help="The log key that you were given: it must have signed. Repeatable.")
@book_option
def verify(book: str | None, against: tuple[Path, ...], pinned: tuple[str, ...]) -> None:
    """Recompute every leaf, the root, guards, claims, commands, frozen roots, evidence, the digests of persons and signatures.

    The book is held against every checkpoint that is kept beside it, and against those that are given.
    """
    from ledger.errors import Tampered, Unreadable
    from ledger.proof.key import verifier
    from ledger.verify import verify as verified

    path = book_path(book)
    result = verified(path, against, [verifier(one) for one in pinned])
    broken, alarms, own, names = _checks(book) if not (result.wrong or result.unknown) else ({}, [], 0, {})
    wrong = [
        *result.wrong,
        *alarms,
        *(
            f"Check broken: {name.replace('_', ' ')} ({len(rows)} rows, the first {rows[0]}).".replace("datetime.date", "")
            for name, rows in broken.items()
        ),
        *(_cache(book) if not (result.wrong or result.unknown) else ()),
    ]
    for remark in result.remarks:
        click.echo(remark, err=True)
    if result.unknown and not wrong:
        said = "\n".join(result.unknown)
        raise Unreadable(f"{said}\nEvery leaf holds, root {result.root}; guards and figures need the version that wrote these entries.")
    if wrong:
        raise Tampered("\n".join(wrong) + f"\n{path} is not what it promises: {len(wrong)} found.")
    click.echo(f"{result.entries:,} entries, root {result.root}")
    click.echo("Leaves, order, times and versions hold; guards, claims and commands are what the entries make; every check is empty.")
    click.echo(
        f"As they were recorded: issued cost reports ({result.reports}), evidence files ({result.evidence}) and "
        f"personal values ({result.people})."
    )
    if result.checkpoints:
        sizes = ", ".join(f"{size:,}" for size in sorted({one.head.size for one, _ in result.checkpoints}))
        signed = sum(bool(found.by) for _, found in result.checkpoints)
        cosigned = sum(bool(found.cosigned) for _, found in result.checkpoints)
        counts = f"signed {signed}, unsigned {len(result.checkpoints) - signed}, cosigned {cosigned}"
        click.echo(f"The book begins as its checkpoints say, of {sizes} entries: {counts}.")
    if result.clock == "demonstration":
        click.echo("Demonstration: this book was played with given times.")
    overrides = f" Decided by whoever had asked for it: {own:,}, see topsheet report own-requests." if own else ""
    click.echo(_signed(result.signatures, names) + overrides)


def _signed(found: Signatures, names: Mapping[str, str]) -> str:
    """How many decisions are signed, by whom, and how many are declared alone."""
    if not found.begun:
        return "Unsigned: decisions are declared by whoever recorded them."
    by = ", ".join(f"{names.get(party, party)} ({number:,})" for party, number in sorted(found.signed.items()))
    signed = found.signed.total()
    declared = f"{found.decisions - signed:,} are declared only, up to the first enrolment by entry {found.begun}"
    return f"Signed: {signed:,} of {found.decisions:,} decisions{f', by {by}' if by else ''}; {declared}."


def _checks(book: str | None) -> tuple[dict[str, list[tuple[Any, ...]]], list[str], int, dict[str, str]]:
    """The checks that are broken, the reports that are made otherwise now, how many decided what they had asked for; and persons' names."""
    from cli.reissue import made
    from cli.window import opened, window

    with opened(book, fresh=True) as (log, session):
        broken, own = session.broken(), len(session.view("own_requests")[1])
        numbers = [number for (number,) in session.query("select number from issued_reports order by number")[1]]
        found = []
        for number in numbers:
            session.look(window(log, f"issued:{number}", None))
            found.append(made(log, session, number).wrong())
        return broken, [said for said in found if said], own, log.people.names()


def _cache(book: str | None) -> list[str]:
    """What is wrong with the cache beside the book, which no figure here was read from."""
    from ledger.event import counted
    from ledger.log import Log
    from ledger.projections.altered import altered

    log = Log(book_path(book))
    try:
        path = log.path.with_suffix(".cache")
        found = altered(path, log, log.opened["book"]) if path.exists() else {}
    finally:
        log.close()
    return [
        f"{path.name} does not hold what the entries make: {counted(rows, 'row')} of {name}. It was changed with another program, so "
        "reports that were read from it may be wrong. Remove it, and the next report makes it again."
        for name, rows in found.items()
    ]


@command.command()
@windowed
def check(book: str | None, as_of: date | None, known: str | None) -> None:
    """Every promise of the book as a query: the rows that break it; nothing when all hold."""
    from cli.render import table
    from cli.window import opened
    from ledger.errors import Tampered
    from ledger.projections.files import relations

    with opened(book, known, as_of) as (_, session):
        broken = session.broken()
        total = len(relations("checks"))
        for name in broken:
            columns, rows = session.view(name)
            click.echo(f"{name.replace('_', ' ')}\n{table(columns, rows, scale=session.about.scale)}\n")
        if broken:
            raise Tampered(f"{len(broken)} of {total} checks {'is' if len(broken) == 1 else 'are'} broken.")
        click.echo(f"All {total} checks are empty.")


command.add_command(reissue)
