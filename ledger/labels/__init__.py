"""The words of reports in English, Spanish and Catalan: one file of labels, and the form of such a file.

    key,en,es,ca
    column.efc,EFC,coste final estimado,cost final estimat
    line.period,"Period {period}, {starts} to {ends}","Periodo {period}, ...

A label may have named places, `{amount}`, that are filled with text as it is to be printed: a place is a name and nothing more, so
that a file from elsewhere executes nothing. `labels.csv` is read when a label is first asked for, and never for a report in English.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from ledger.errors import Misuse

LANGUAGES = ("en", "es", "ca")
HEAD = ("key", *LANGUAGES)
KEY = re.compile(r"[a-z0-9][a-z0-9./_-]*")
PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
SHIPPED = Path(__file__).with_name("labels.csv")

Labels = Mapping[str, Mapping[str, str]]


@cache
def shipped() -> Labels:
    """The labels of Topsheet itself."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        return read_labels(lines, SHIPPED.name)


def filled(text: str, figures: Mapping[str, str], key: str = "") -> str:
    """A label with its places filled. Raises Misuse for a place that nothing fills."""

    def figure(place: re.Match[str]) -> str:
        if place[1] not in figures:
            raise Misuse(
                f"The label {key} has a place {place[0]} that nothing fills. What it may say: {', '.join(sorted(figures)) or 'nothing'}."
            )
        return figures[place[1]]

    return PLACE.sub(figure, text)


def read_labels(lines: Iterable[str], name: str) -> dict[str, dict[str, str]]:
    """The labels of a file, by key and language. Raises Misuse with every line that is wrong, each with the name of the file."""
    found: dict[str, dict[str, str]] = {}
    first: dict[str, int] = {}
    wrong: list[str] = []
    reader = csv.reader(lines, strict=True)
    try:
        order = _head(next(reader, []), name)
        for cells in filter(None, reader):
            place = f"{name}, line {reader.line_num}"
            row = dict(zip(order, cells, strict=False))
            key = row["key"]
            problems = list(_problems(row, len(cells)))
            if key in first:
                problems.append(f"the key {key} is already on line {first[key]}")
            wrong += [f"{place}: {problem}." for problem in problems]
            first.setdefault(key, reader.line_num)
            found[key] = {language: row.get(language, "") for language in LANGUAGES}
    except csv.Error as problem:
        raise Misuse(f"{name}, line {reader.line_num}: {problem}. A text that holds a comma or a quote stands in double quotes.") from None
    if wrong:
        raise Misuse("\n".join(wrong))
    return found


def _head(cells: list[str], name: str) -> list[str]:
    """The columns in the order of the file. Raises Misuse."""
    if missing := [column for column in HEAD if column not in cells]:
        raise Misuse(f"{name}, line 1: there is no column {', '.join(missing)}. A file of labels has the columns {','.join(HEAD)}.")
    if strange := [column for column in cells if column not in HEAD]:
        raise Misuse(f"{name}, line 1: the column {strange[0]!r} is not read. A file of labels has the columns {','.join(HEAD)}.")
    if len(cells) > len(HEAD):
        raise Misuse(f"{name}, line 1: a column is there twice. A file of labels has the columns {','.join(HEAD)}.")
    return cells


def _problems(row: Mapping[str, str], count: int) -> Iterator[str]:
    """What is wrong with a line, whatever the others say."""
    key = row["key"]
    if count != len(HEAD):
        yield f"{count} cells where there are {len(HEAD)}: {key!r} needs a text in {', '.join(LANGUAGES)}"
        return
    if not KEY.fullmatch(key):
        yield f"{key!r} is not a key. Write small letters, digits, dots, dashes and underscores, such as rule.contingency-floor.title"
    for language in LANGUAGES:
        text = row[language]
        if not text.strip():
            yield f"{key} has no text in the column {language}"
        elif text != text.strip():
            yield f"{key} in the column {language} begins or ends with a space: {text!r}"
        elif left := re.search(r"[{}]", PLACE.sub("", text)):
            yield f"{key} in the column {language} has a {left[0]} that is no place, such as {{amount}}: {text!r}"
    places = {language: set(PLACE.findall(row[language])) for language in LANGUAGES}
    for language in LANGUAGES[1:]:
        for place in sorted(places[language] - places["en"]):
            yield f"{key} in the column {language} has a place {{{place}}} that the column en does not have"
        for place in sorted(places["en"] - places[language]):
            yield f"{key} in the column {language} lacks the place {{{place}}} of the column en"
