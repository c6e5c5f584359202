"""A report in one language: its title, its lines, the headings of its columns, and the words that its cells hold.

In English everything is printed as the views name it, and no file of labels is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ledger.labels import filled, shipped

TITLES = {"dood": "day out of days"}
"""Reports whose title is not their name."""
WORDS = frozenset({
    "stage", "form", "kind", "kinds", "section", "sections", "under/over", "ahead/behind", "more/less", "settlement", "means", "weekday",
    "int_ext", "day_night", "result", "state", "sign", "aid", "side", "item", "flag", "flags", "change", "what", "related",
    "basis", "verdict", "line", "week", "tax_period", "who", "reversed by", "left out because", "shortage",
})  # fmt: skip
"""Columns whose cells hold words of a closed list; what is no such word is printed as it stands."""
TOTALS = {"cost_report": {"category", "section", "total", "contingency", "grand total", "variance before contingency",
                          "variance with contingency"}, "top_sheet": {"section", "grand total"}}  # fmt: skip
"""The rows of these views whose description is the ledger's own."""
MIXED = frozenset({"concept", "note", "milestone", "cause", "role", "phase", "unit", "rule", "period"})
"""Columns that hold the ledger's own words beside what people wrote: only the words that are labelled for the column itself."""
PHRASES = {("incentive_steps", "step"), ("eligible_costs", "reason"), ("qualifying_costs", "reason"), ("incentive_estimate", "minimum met"),
           ("incentive_estimate", "basis"), ("cost_allocation", "sources"), ("account_classes", "by"), ("calendar", "text")}  # fmt: skip
"""Columns that hold the ledger's own phrases, with a figure, a day or a name in them."""
OWN = {("finance_plan", "title"): "source"}
"""Columns that hold what people wrote, and the ledger's own words where another column is empty."""
SETS = {"verdict"}
"""Words that are said in other places than cells too, under a key of their own: verdict.pass."""
TOTAL = "total "


def slug(word: str) -> str:
    """A word as its key says it: above-the-line."""
    return re.sub(r"[^a-z0-9]+", "-", word.casefold()).strip("-")


def column_key(name: str) -> str:
    """The key of a column, however it is printed: column.last_efc."""
    return f"column.{name.casefold().replace(' ', '_')}"


@dataclass(frozen=True)
class Language:
    """One of en, es, ca."""

    code: str = "en"

    def text(self, key: str, english: str, /, **figures: Any) -> str:
        """A line with its figures."""
        words = {name: str(value) for name, value in figures.items()}
        return filled(english if self.code == "en" else shipped()[key][self.code], words, key)

    def title(self, name: str) -> str:
        """The title of a report, by its name."""
        english = TITLES.get(name, name.replace("-", " "))
        return english if self.code == "en" else self._found(english, f"report.{slug(name)}")

    def column(self, name: str, view: str = "") -> str:
        """The heading of a column; a view may have one of its own."""
        english, key = name.replace("_", " "), column_key(name)
        return english if self.code == "en" else self._found(english, key.replace(".", f".{view}.", 1), key)

    def word(self, word: str, *homes: str) -> str:
        """A word of a closed list, as its column or view says it; several, with commas or semicolons between, are said one by one."""
        if self.code == "en" or not word:
            return word
        key = slug(word)
        found = self._found("", *(f"{'' if home in SETS else 'word.'}{home}.{key}" for home in homes), f"word.{key}")
        if found:
            return found
        for between in ("; ", ", "):
            if between in word:
                return between.join(self.word(part, *homes) for part in word.split(between))
        return word

    def own(self, words: str, column: str) -> str:
        """A word of the ledger in a column where people write too; notes of both stand beside each other."""
        return "; ".join(self._found(part, f"word.{column}.{slug(part)}") for part in words.split("; "))

    def total(self, words: str) -> str:
        """What a row of totals is called: the grand total, or the total of a section or category."""
        if self.code == "en":
            return words
        found = self._found("", f"word.{slug(words)}")
        of = words.removeprefix(TOTAL)
        return found or (self.text("word.total-of", "total {what}", what=self.word(of)) if of != words else words)

    def rows(self, view: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows of a view with their words; figures, days and what people wrote stay as they are."""
        if self.code == "en":
            return list(rows)
        kept = {"kind", "section"} if view in TOTALS else set()
        worded = [column in WORDS and column not in kept for column in columns]
        mixed = [column in MIXED for column in columns]
        homes = [column.replace(" ", "_") for column in columns]
        kind, described = (columns.index(name) if view in TOTALS and name in columns else -1 for name in ("kind", "description"))

        own = {columns.index(column): columns.index(OWN[view, column]) for column in columns if (view, column) in OWN}

        def said(row: tuple[Any, ...], place: int, value: Any) -> Any:
            if value is True:
                return self.word("yes")
            if place == described and row[kind] in TOTALS[view]:
                return self.total(value)
            if place in own and not row[own[place]]:
                return self.word(value)
            if isinstance(value, list):
                return [said(row, place, one) for one in value]
            if isinstance(value, str) and (view, columns[place]) in PHRASES:
                return self.phrase(value, words=view != "calendar")
            if not isinstance(value, str) or not (worded[place] or mixed[place]):
                return value
            return self.own(value, homes[place]) if mixed[place] else self.word(value, homes[place], view)

        return [tuple(said(row, place, value) for place, value in enumerate(row)) for row in rows]

    def records(self, view: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same of rows by column."""
        columns = list(rows[0]) if rows else []
        return [dict(zip(columns, row, strict=True)) for row in self.rows(view, columns, [tuple(row.values()) for row in rows])]

    def phrase(self, said: str, *, words: bool = True) -> str:
        """What a view or a rule says with a figure, a day or a name in it: refused, dated before, spent in; several are said one by one.

        Where people write too, `words` of theirs stay as they are.
        """
        if self.code == "en" or not said:
            return said
        for pattern, key, names in _phrases():
            if found := pattern.fullmatch(said):
                return filled(shipped()[key][self.code], {name: self.phrase(found[name], words=words) for name in names}, key)
        for between in ("; ", ", ") if words else ():
            if between in said:
                return between.join(map(self.phrase, said.split(between)))
        return self._found(said, f"word.{slug(said)}") if words else said

    def _found(self, otherwise: str, *keys: str) -> str:
        """The first of these labels that there is."""
        known = shipped()
        return next((known[key][self.code] for key in keys if key in known), otherwise)


@cache
def _phrases() -> list[tuple[re.Pattern[str], str, list[str]]]:
    """The labels of phrases as patterns of their English, the longest first, with the names of what stands in them."""
    held = sorted((key for key in shipped() if key.startswith("phrase.")), key=lambda key: -len(shipped()[key]["en"]))
    found = []
    for key in held:
        parts = re.split(r"{(\w+)}", shipped()[key]["en"])
        text = "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
        found.append((re.compile(text), key, parts[1::2]))
    return found


ENGLISH = Language()
