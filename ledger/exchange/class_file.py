"""The classes of a scheme out of a CSV or XLSX file: one row for an account, with its class in the scheme's own words.

Every row is read before anything is said, so that one refusal lists every bad row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from ledger.errors import nearest
from ledger.exchange import table
from ledger.exchange.reading import Reader, Reading
from ledger.exchange.table import Problems

FIELDS = ("account", "class")
CLASS = re.compile(r"[a-z][a-z -]{0,31}")


def read_classes(path: Path, *, chart: Collection[str], columns: Mapping[str, str] | None = None, encoding: str | None = None,
                 delimiter: str | None = None, decimal: str | None = None,
                 sheet: str | None = None) -> tuple[dict[str, str], Reading]:  # fmt: skip
    """Account and class of every row; `chart` are the accounts and categories that there are. Raises Misuse, Refused with every bad row."""
    problems = Problems(path.name)
    read = table.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet, problems=problems)
    file = Reading(read, read.places(FIELDS, FIELDS, columns or {}), problems)
    found: dict[str, str] = {}
    first: dict[str, int] = {}
    for row in read.rows:
        reader = Reader(file, row, decimal)
        account, one = reader.text("account"), reader.text("class")
        if account not in chart:
            near = ", ".join(nearest(account, chart))
            reader.bad("account", f"is not in the chart{f'; near it are {near}' if near else ''}")
        elif account in first:
            reader.bad("account", f"has a class in row {first[account]} already; take one out")
        elif not CLASS.fullmatch(one):
            reader.bad("class", "is no class: up to 32 small letters, spaces and dashes, such as personnel or overheads")
        else:
            found[account], first[account] = one, row.number
    file.ended("accounts", "class")
    file.unread = 0
    file.refuse("cannot be classed")
    return found, file
