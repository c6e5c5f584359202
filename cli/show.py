"""topsheet show: one document, entry by entry, with everything that its entries say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import click

from cli.options import book_option


@click.command("show")
@click.argument("document")
@book_option
def command(document: str, book: str | None) -> None:
    """Show a document by its number (PO-0042) or stream (budget/main): its entries and all their fields."""
    from cli.render import PARTY
    from cli.window import opened
    from ledger.errors import Unknown

    with opened(book) as (log, session):
        rows = [row for row in session.records("audit_trail") if document in (row["key"], row["stream"])]
        if not rows:
            raise Unknown(f"There is no document {document}. Write its number, such as PO-0042, or its stream, such as estimate/3300.")
        names = {row["party"]: row["name"] for row in session.records("party_names")}

        def called(text: str) -> str:
            return PARTY.sub(lambda match: names.get(match.group(), match.group()), text)

        for row in rows:
            held = log.state(row["position"])
            what = " ".join(re.findall("[A-Z][a-z]*", row["name"])).lower()
            click.echo(f"{row['position']:>5}  {row['stream']}  {row['on']}  {what}, declared by {called(row['by'])}")
            if held.get("reason"):
                click.echo(f"       why: {held['reason']}")
            for line in fields(held["event"], called):
                click.echo(f"       {line}")


def fields(event: dict[str, Any], called: Callable[[str], str]) -> Iterator[str]:
    """The fields of an event, one a line; the lines of a document one under the other."""
    for name, value in event.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{name.replace('_', ' ')}:"
            yield from (f"  {', '.join(_words(one, called))}" for one in value)
        else:
            yield f"{name.replace('_', ' ')}: {_word(value, called)}"


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
