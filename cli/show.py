"""topsheet show: one document, entry by entry, with everything that its entries say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.options import reader

if TYPE_CHECKING:
    from ledger.projections import Session


@click.command("show")
@click.argument("document")
@reader
def command(document: str, book: str | None, as_of: date | None, known: str | None, form: str) -> None:
    """Show a document by its number (PO-0042) or stream (budget/main): its entries and all their fields."""
    from cli.render import PARTY
    from cli.window import opened
    from ledger.errors import Unknown

    with opened(book, known, as_of) as (log, session):
        rows = [row for row in session.records("audit_trail") if document in (row["key"], row["stream"])]
        if not rows:
            raise Unknown(f"There is no document {document}. Write its number, such as PO-0042, or its stream, such as estimate/3300.")
        names = {row["party"]: row["name"] for row in session.records("party_names")}

        def called(text: str) -> str:
            return PARTY.sub(lambda match: names.get(match.group(), match.group()), text)

        states = {position: json.loads(state) for position, state in log.states([row["position"] for row in rows]).items()}
        if form != "table":
            _plain(session, rows, states, form)
            return
        for row in rows:
            held = states[row["position"]]
            what = " ".join(re.findall("[A-Z][a-z]*", row["name"])).lower()
            click.echo(f"{row['position']:>5}  {row['stream']}  {row['on']}  {what}, {_whose(row, called)}")
            if held.get("reason"):
                click.echo(f"       why: {held['reason']}")
            for line in fields(held["event"], called):
                click.echo(f"       {line}")


def _whose(row: dict[str, Any], called: Callable[[str], str]) -> str:
    """Who signed an entry, or who is said to have recorded it."""
    return f"signed by {row['signed_by']}" if row["signed_by"] else f"declared by {called(row['by'])}"


def _plain(session: Session, rows: list[dict[str, Any]], states: dict[int, dict[str, Any]], form: str) -> None:
    """The entries for programs; the event is its JSON."""
    from cli.render import as_csv, as_json

    columns = ["position", "at", "on", "by", "stream", "version", "name"]
    values = [[row[column] for column in columns] for row in rows]
    if form == "parquet":
        click.echo(session.parquet("audit_trail", f"stream = '{rows[0]['stream']}'"), nl=False)
    elif form == "json":
        click.echo(as_json([*columns, "event"], [[*value, states[value[0]]["event"]] for value in values], session.about.scale))
    else:
        told = [[*value, json.dumps(states[value[0]]["event"], ensure_ascii=False)] for value in values]
        click.echo(as_csv([*columns, "event"], told, session.about.scale))


def fields(event: dict[str, Any], called: Callable[[str], str]) -> Iterator[str]:
    """The fields of an event, one a line; the lines of a document one under the other."""
    for name, value in event.items():
        if name == "files":
            held = ", ".join(f"{file} ({len(lines):,} lines)" for file, lines in value.items())
            yield f"files: {held}; --format json has their text"
        elif name == "rules":
            yield f"rules: {len(value)}, {', '.join(value)}"
        elif name == "lines" and value and "pay" in value[0]:
            yield f"{name}:"
            yield from _payroll(value, called)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{name.replace('_', ' ')}:"
            yield from (f"  {', '.join(_words(one, called))}" for one in value)
        else:
            yield f"{name.replace('_', ' ')}: {_word(value, called)}"


def _payroll(lines: list[dict[str, Any]], called: Callable[[str], str]) -> Iterator[str]:
    """The lines of a payroll as its register: a row of the file, a person, a component, where it is cost and what it uses up."""
    from decimal import Decimal

    from cli.render import table
    from ledger.money import scale_of

    def units(one: dict[str, Any]) -> str:
        return f"{one.get('units', '')}{' (read off the rate)' if one.get('derived') else ''}"

    def relief(one: dict[str, Any]) -> str:
        found = one.get("relieves")
        return f"{found['document'].partition('/')[2]}/{found['line']} by {_word(found['amount'], called)}" if found else ""

    head = ("row", "person", "pay", "units", "hours", "from", "to", "account", "amount", "relieves")
    rows = [
        (
            one["row"],
            called(one["party"]),
            one["pay"],
            units(one),
            *(one.get(name, "") for name in ("hours", "worked_from", "worked_to")),
            one["account"],
            Decimal(one["amount"]["amount"]),
            relief(one),
        )
        for one in lines
    ]
    yield from (f"  {line}" for line in table(head, rows, scale=scale_of(lines[0]["amount"]["currency"])).splitlines())


def _words(value: dict[str, Any], called: Callable[[str], str]) -> list[str]:
    return [f"{name.replace('_', ' ')} {_word(one, called)}" for name, one in value.items()]


def _word(value: Any, called: Callable[[str], str]) -> str:
    """One value as a person reads it: money with commas, parties by name."""
    from decimal import Decimal

    if isinstance(value, dict):
        if value.keys() == {"amount", "currency"}:
            return f"{Decimal(value['amount']):,} {value['currency']}"
        return f"({', '.join(_words(value, called))})"
    if isinstance(value, list):
        return ", ".join(_word(one, called) for one in value)
    return ("yes" if value else "no") if isinstance(value, bool) else called(str(value))
