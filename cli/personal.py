"""topsheet party erase, export, retention, regimes: what is kept of a person, how long, and its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cli.options import Consequence, book_option, named, open_book, writer

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.book import Book
    from ledger.decision import Decision
    from ledger.log import Log

HOLDS = ("rule", "years", "from", "until", "certainty", "source")
FORMS = click.Choice(["text", "json"])


@contextmanager
def _found(given: str | None, who: str) -> Iterator[tuple[Book, Log, str]]:
    """A book, its rows, and the party that is meant. Raises Unknown, Misuse."""
    from ledger.parties import find_party

    with open_book(given) as book, named(book), _rows(book.path) as log:
        yield book, log, find_party(book, who)


@contextmanager
def _rows(path: Path) -> Iterator[Log]:
    from ledger.log import Log

    log = Log(path)
    try:
        yield log
    finally:
        log.close()


@click.command()
@click.argument("regime", nargs=-1, required=True)
@writer(reason=True)
def regimes(decision: Decision, *, regime: tuple[str, ...]) -> Consequence:
    """Choose whose retention rules apply: es, es-film-credit, es-icaa, es-aml, eu-grant, uk, us, general.

    Until they are chosen, those of Spain apply to a book in its time zones (es, es-film-credit, es-icaa), and the general one to any other.
    Whoever takes one out that would hold a person's data does not erase that person: this takes two.
    """
    from ledger.aggregates import retention
    from ledger.retention import regimes as applying
    from ledger.retention import rules

    decision.authorise("retention", asked="The retention of the production")
    every = {rule.regime for rule in rules()}
    with _rows(decision.book.path) as log:
        out = sorted({*applying(log)} - {*regime})
    decision.record(retention.RETENTION, "main", retention.choose(decision.load(retention.RETENTION, "main"), regimes=regime, every=every))
    said = "topsheet party retention PARTY says what that comes to for a party."
    return f"Taken out: {', '.join(out)}. Whom that sets free is erased by another person, not by who took it out.\n{said}" if out else said


@click.command("retention")
@click.argument("who")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="How to print it.")
@book_option
def retention(who: str, book: str | None, form: str) -> None:
    """Which rules keep a party's data, from which day, until when, by which source and how sure that is."""
    from cli.render import as_csv, as_json, table
    from ledger.retention import regimes as applying
    from ledger.retention import terms
    from ledger.subject import named as entries_of
    from ledger.subject import of_papers

    with _found(book, who) as (opened, log, key):
        papers = of_papers(entries_of(log, key))
        found = terms(log, papers)
        shown = [[term.rule, term.years, term.said, term.until, term.certainty, term.source] for term in found]
        if form == "json":
            click.echo(as_json(list(HOLDS), shown, 2))
        elif form == "csv":
            click.echo(as_csv(list(HOLDS), shown, 2))
        else:
            called = opened.called(key)
            click.echo(f"{f'{called} ({key})' if called != key else key}: entries of the production that name it: {len(papers):,}.")
            click.echo(f"The retention of {', '.join(applying(log))} applies.\n")
            click.echo(table(list(HOLDS), shown, nothing="No rule keeps its data."))
            click.echo(f"\n{_until(opened, found)}")


def _until(book: Book, found: list[Any]) -> str:
    """When the last of the terms ends, seen from today."""
    last = max((term.until for term in found if term.until), default=None)
    if not any(term.holds(book.today()) for term in found):
        return f"Nothing holds its data{f' since {last}' if last else ''}: topsheet party erase."
    waiting = ", ".join(term.rule for term in found if term.until is None)
    begun = [f"until {last}"] if last and last >= book.today() else []
    when = " and ".join([*begun, *([f"until the term of {waiting} has begun and ended"] if waiting else [])])
    return (
        f"Its data are kept {when}, and can be erased afterwards. Certainty A: the text was read; C: not verified against it. "
        "This is no legal advice."
    )


@click.command()
@click.argument("who")
@click.option("--basis", required=True, metavar="TEXT", help="The legal basis: GDPR art. 17.1.a.")
@click.option("--decided-by", metavar="PARTY", help="Who decided; the one who records by default.")
@writer(reason=True)
def erase(decision: Decision, *, who: str, basis: str, decided_by: str | None) -> Consequence:
    """Destroy a person's data and the key that opens them; every figure, and the proof of every entry, stay as they are."""
    from functools import partial

    from ledger import retention
    from ledger.aggregates import party
    from ledger.aggregates.retention import RETENTION
    from ledger.authorising import principal
    from ledger.subject import named as entries_of
    from ledger.subject import of_papers

    people, key = decision.book.people, decision.party(who)
    known = decision.know(party.PARTY, key)
    grant = decision.authorise("party", asked=f"The erasure of {key}")
    decision.load(RETENTION, "main")
    with _rows(decision.book.path) as log:
        papers, days = of_papers(entries_of(log, key)), retention.Days(log)
        applying, found = retention.regimes(log), retention.terms(log, papers, days)
        lifted = retention.lifted(log, papers, days, partial(principal, decision.book))
    event = party.erase(
        key, known, fields=people.fields(key), terms=found, today=decision.book.today(), basis=basis, regimes=applying, lifted=lifted,
        decided_by=decision.party(decided_by) if decided_by else decision.by,
        people={decision.by, grant.party, grant.principal},
    )  # fmt: skip
    decision.record(party.PARTY, key, event)
    decision.erased.append(key)
    return (
        f"The key of {key} is destroyed, and with it every copy of {people.path.name}. Copies of {people.keys.name}, documents kept as "
        "evidence, and what was printed or given away are yours to find."
    )


@click.command()
@click.argument("who")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to print it.")
@book_option
def export(who: str, book: str | None, form: str) -> None:
    """Answer a request for access (GDPR art. 15): every personal value, every entry that names the party, who received what, how long."""
    import json

    with _found(book, who) as (opened, log, key):
        told = _told(opened, log, key)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if form == "json" else _text(told))


def _told(book: Book, log: Log, key: str) -> dict[str, Any]:
    """Everything that is held about a party, as plain data. Raises Tampered when a value of its is not as it was."""
    from ledger.errors import Tampered
    from ledger.retention import terms
    from ledger.subject import named as entries_of
    from ledger.subject import of_papers, received

    seen = book.people.look()
    if wrong := [said for (owner, _), said in seen.wrong.items() if owner == key]:
        raise Tampered("\n".join(wrong))
    entries, last, gone = entries_of(log, key), log.last(), key in book.people.erased()
    locked = sorted(name for owner, name in seen.locked if owner == key and not name.startswith("command"))
    return {
        "book": {"id": log.opened["book"], "title": log.opened["title"]},
        "party": key,
        "known": {"entry": last, "at": log.at(last)},
        "personal": {name: value for owner, name, value, _ in seen.rows if owner == key and name != "command" and not gone},
        "unreadable": {"fields": locked, "why": f"no key of {key} is in {book.people.keys.name}"} if locked else None,
        "erased": gone,
        "kept": [
            {"rule": term.rule, "source": term.source, "certainty": term.certainty, "until": term.until and term.until.isoformat()}
            for term in terms(log, of_papers(entries))
        ],
        "recipients": [
            {"entry": entry.position, "on": entry.on.isoformat(), "what": _sentence(entry, key)} for entry in received(log, entries)
        ],
        "entries": [
            {
                "entry": entry.position, "recorded": entry.at, "on": entry.on.isoformat(), "document": entry.stream,
                "as": list(entry.parts), "what": _sentence(entry, key),
            }
            for entry in entries
        ],
    }  # fmt: skip


def _sentence(held: Any, party: str) -> str:
    """An entry as a sentence; parties are told by their ids, because others' names are not asked for.

    Its reason is told where the party gave it, or where it or its entry is about the party: others have rights too (GDPR art. 15.4).
    """
    from ledger.entry import read
    from ledger.subject import speaks_of

    entry = read(held.stream, held.version, held.name, held.state)
    said = f"{entry.by} {entry.event.sentence()}."
    if not entry.reason:
        return said
    theirs = entry.by == party or {*held.parts} & {"about the party", "on a document of the party"} or speaks_of(party, [entry.reason])
    return f"{said} Why: {entry.reason}" if theirs else f"{said} Its reason is not told here, since it may be about others."


def _text(told: Mapping[str, Any]) -> str:
    """The same, as a person reads it."""
    values, locked = told["personal"], told["unreadable"]
    book, known = told["book"], told["known"]
    lines = [
        f"What {book['title']} (book {book['id'][:16]}) holds about {told['party']}, known to entry {known['entry']} of {known['at'][:10]}",
        "",
        "Personal data, kept sealed beside the book:",
        *(f"  {name.replace('_', ' ')}: {value}" for name, value in values.items()),
        *([f"  {', '.join(locked['fields'])}: cannot be read, because {locked['why']}. Put the file of keys back."] if locked else []),
        *([] if values or locked else ["  nothing: they were erased" if told["erased"] else "  nothing"]),
        "",
        "Kept for and until:",
        *(
            f"  {one['rule']} ({one['source']}; certainty {one['certainty']}): {one['until'] or 'its term has not begun'}"
            for one in told["kept"]
        ),
        *([] if told["kept"] else ["  no retention rule"]),
        "",
        "Given to, as far as the book records it:",
        *(f"  entry {one['entry']}, {one['on']}: {one['what']}" for one in told["recipients"]),
        *([] if told["recipients"] else ["  nobody"]),
        "",
        f"Entries that name the party ({len(told['entries'])}):",
        *(f"  {one['entry']:>5}  {one['on']}  {one['document']} ({', '.join(one['as'])}): {one['what']}" for one in told["entries"]),
    ]
    return "\n".join(lines)


def spoken_of(reason: str | None, names: Mapping[str, str]) -> list[str]:
    """Remarks about registered persons whom a reason names: an entry is never erased."""
    said = (reason or "").casefold()
    bare = {party: re.sub(r"\s*\(.*?\)\s*", " ", name).strip().casefold() for party, name in names.items()}
    return [
        f"The reason names {party}, a registered person. The book keeps it for ever, also when the person is erased: write {party}."
        for party, name in bare.items()
        if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)
    ]
