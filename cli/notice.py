"""topsheet tranche notice: the drawdown notice of a tranche, as a document to send to its financier."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.options import windowed

if TYPE_CHECKING:
    from ledger.projections import Session

SHOWN = {"met": "met", "waived": "waived", "open": "OPEN", "lapsed": "LAPSED"}


@click.command("notice")
@click.argument("source")
@click.argument("tranche")
@windowed
def command(source: str, tranche: str, book: str | None, as_of: date | None, known: str | None) -> None:
    """Print the drawdown notice of a tranche: what is asked for, and how each of its conditions is shown."""
    from cli.window import opened
    from ledger.errors import TooEarly

    with opened(book, known, as_of) as (log, session):
        part = _row(session, "tranches", source=source, tranche=tranche)
        if part["requested"] is None:
            raise TooEarly(f"{tranche} of {source} is not requested. First topsheet tranche request {source} {tranche}.")
        conditions = [one for one in session.records("conditions") if (one["source"], one["tranche"]) == (source, tranche)]
        states = log.states([one["entry"] for one in conditions])
        click.echo("\n".join(_lines(session, part, conditions, states)))


def _lines(session: Session, part: dict[str, Any], conditions: list[dict[str, Any]], states: dict[int, Any]) -> list[str]:
    from cli.render import figure
    from cli.reports import header
    from cli.sentences import names
    from ledger.money import scale_of

    source = _row(session, "source_terms", source=part["source"])
    named, scale = names(session), scale_of(part["currency"])

    def money(amount: Any) -> str:
        return f"{figure(amount, scale=scale)} {part['currency']}"

    left = part["amount"] - part["received"]
    lines = [
        header(session, "drawdown notice"),
        "",
        f"To {named(part['financier'])}",
        f"{source['title']} ({part['source']}): {money(source['amount'])} of {source['form']}",
        f"Tranche {part['tranche']}, {part['milestone']}: {money(part['amount'])}",
        f"Expected {part['expected']}, requested {part['requested']}.",
        f"Received so far: {money(part['received'])}. Asked for with this notice: {money(max(left, 0 * left))}.",
    ]
    if part["cost_report"] is not None:
        report = _row(session, "cost_reports", number=part["cost_report"])
        lines.append(f"Cost report {part['cost_report']}, as of {report['as of']}.")
    lines += ["", "Conditions:" if conditions else "It has no conditions."]
    lines += [f"  {SHOWN[one['stage']]:7} {one['condition']}: {one['text']}{_how(one, states.get(one['entry']))}" for one in conditions]
    still = [one["condition"] for one in conditions if one["stage"] in ("open", "lapsed")]
    lines += ["", f"Not to be released yet: {', '.join(still)}." if still else "Every condition is met or waived."]
    return lines


def _how(one: dict[str, Any], state: Any) -> str:
    """What shows a condition: the entry, its documents by digest, and the day to which they are valid."""
    import json

    if one["stage"] == "open":
        return f", due {one['due']}" if one["due"] else ""
    evidence = [f"{document['title']} (SHA-256 {document['sha256'][:16]})" for document in json.loads(state or "{}").get("evidence", ())]
    by = [f"by entry {one['met_by'] or one['entry']}", *evidence, *([f"valid to {one['valid_to']}"] if one["valid_to"] else [])]
    return f", {', '.join(by)}"


def _row(session: Session, view: str, **key: Any) -> dict[str, Any]:
    """The one row of a view with this key. Raises Unknown."""
    from ledger.errors import Unknown

    for row in session.records(view):
        if all(row[name] == value for name, value in key.items()):
            return row
    raise Unknown(f"There is no {' '.join(map(str, key.values()))} in this window. topsheet report {view.replace('_', '-')} lists them.")
