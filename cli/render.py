"""One way to show rows and one way to show entries: words for people, plain figures for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from ledger.reports.digits import Own

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.entry import Entry

PARTY = re.compile(r"(?<![/\w])P-[0-9]{4,}\b")
WHOLE = Decimal(1)
MANY = 20
NARROW = 11


def told(book: Book, entries: Sequence[Entry]) -> str:
    """Recorded entries as sentences: number, document, who, what; and who signed them."""
    signatures = [entry for entry in entries if entry.kind == "signature"]
    entries = [entry for entry in entries if entry.kind != "signature"]
    shown = entries if len(entries) <= MANY else [*entries[:3], *entries[-2:]]
    lines = [sentence(entry, book.called, _principal(book, entry)) for entry in shown]
    if len(entries) > len(shown):
        lines.insert(3, f"      … {len(entries) - len(shown)} more entries: topsheet audit trail --last {len(entries)}")
    lines += [f"      Signed by {book.called(one.by)} with key {_key_of(one)}: entry {one.position}." for one in signatures]
    return "\n".join(lines)


def _key_of(signature: Entry) -> str:
    """The id of the key that signed."""
    from ledger.aggregates.actor import short
    from ledger.aggregates.signature import DecisionSigned

    assert isinstance(signature.event, DecisionSigned)
    return short(signature.event.key)


def _principal(book: Book, entry: Entry) -> str | None:
    """For whom a deputy decided."""
    from ledger.aggregates.authority import AUTHORITY

    found = book.load(AUTHORITY, entry.authority.grant) if entry.authority and entry.authority.grant else None
    return found.state.stands_for if found else None


def sentence(entry: Entry, called: Any, principal: str | None = None) -> str:
    """One entry: its position, its document, who recorded it and what happened; for whom, where a deputy decided."""
    said = PARTY.sub(lambda match: called(match.group()), entry.event.sentence())
    document = "" if entry.key == "main" else f"{entry.key}  "
    holder = entry.authority.party if entry.authority and entry.authority.party != entry.by else None
    behalf = f", on the authority of {called(holder)}" if holder else ""
    behalf += f", for {called(principal)}" if principal else ""
    return f"{entry.position or '-':>4}  {document}{called(entry.by)} {said}{behalf}."


def figure(value: Any, *, scale: int = 2, whole: bool = False) -> str:
    """One value for a table: amounts with thousands commas, days in ISO form, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, Own):
        return f"{value:,}"
    if isinstance(value, Decimal):
        digits = WHOLE if whole else WHOLE.scaleb(-scale)
        rounded = value.quantize(digits, ROUND_HALF_UP)
        return f"{rounded + 0:,}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(figure(one, scale=scale, whole=whole) for one in value)
    return str(value)


def plain(value: Any, scale: int) -> Any:
    """One value for JSON and CSV: amounts as text at the currency's scale, never a float."""
    if isinstance(value, Own):
        return format(value, "f")
    if isinstance(value, Decimal):
        return format(value.quantize(WHOLE.scaleb(-scale), ROUND_HALF_UP) + 0, "f")
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(one, scale) for one in value]
    return value


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    scale: int = 2,
    whole: bool = False,
    strong: Sequence[bool] = (),
    nothing: str = "Nothing to show.",
    wrap: bool = False,
) -> str:
    """Aligned text: figures to the right, words to the left, a rule under the head and above strong rows.

    With `wrap` a long heading takes several lines, where what stands under it is short.
    """
    if not rows:
        return nothing
    cells = [[figure(value, scale=scale, whole=whole) for value in row] for row in rows]
    right = [any(isinstance(row[i], Decimal | int) and not isinstance(row[i], bool) for row in rows) for i in range(len(columns))]
    heads = [folded(name, [len(row[i]) for row in cells]) if wrap else [name] for i, name in enumerate(columns)]
    widths = [max(*map(len, head), *(len(row[i]) for row in cells)) for i, head in enumerate(heads)]

    def line(values: Sequence[str]) -> str:
        return "  ".join(v.rjust(w) if r else v.ljust(w) for v, w, r in zip(values, widths, right, strict=True)).rstrip()

    rule = "  ".join("-" * width for width in widths)
    deep = max(map(len, heads), default=0)
    out = [*(line(part) for part in zip(*([""] * (deep - len(head)) + head for head in heads), strict=True)), rule]
    for index, row in enumerate(cells):
        if strong and strong[index] and (index == 0 or not strong[index - 1]):
            out.append(rule)
        out.append(line(row))
        if strong and strong[index] and index + 1 < len(cells) and not strong[index + 1]:
            out.append("")
    return "\n".join(out)


def folded(name: str, widths: Sequence[int]) -> list[str]:
    """A heading in as many lines as the cells under it ask for."""
    from textwrap import wrap

    return wrap(name, max(NARROW, *map(len, name.split()), *widths), break_long_words=False, break_on_hyphens=False)


def as_json(columns: Sequence[str], rows: Sequence[Sequence[Any]], scale: int, about: Mapping[str, Any] | None = None) -> str:
    """A JSON list of rows, or an object with the window and the rows; amounts are strings."""
    records = [{name: plain(value, scale) for name, value in zip(columns, row, strict=True)} for row in rows]
    return json.dumps({**about, "rows": records} if about else records, ensure_ascii=False, indent=2)


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]], scale: int, *, head: bool = True) -> str:
    """CSV as RFC 4180 writes it, with a header line unless it has been written; amounts are plain."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(columns)
    for row in rows:
        values = [plain(value, scale) for value in row]
        writer.writerow([", ".join(map(str, v)) if isinstance(v, list) else "" if v is None else v for v in values])
    return out.getvalue().rstrip("\n")
