"""The SQL files of the projections, and what stands on what."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from ledger.duties import DUTIES
from ledger.errors import Unknown

ORDER = re.compile(r"^order by\b[^\n]*(\n[ )][^\n]*)*\s*\Z", re.MULTILINE)
"""The order of a whole relation, which is its last clause."""
EVENT = re.compile(r"'([A-Z][a-z]+[A-Za-z]*)'")
ASIDE = re.compile(r"join entries on entries\.position = |from entries\n(?:\s+left join [^\n]*\n)*\s*where entries\.name in ")
"""Where a view asks `entries` for nothing but the entries of other rows, or those of the events that it names itself."""
CALLED = frozenset({"party_names"})
"""Views that say what something is called, of which no figure is made."""
PAIRS = ", ".join(f"('{asked}', '{duty.answered}')" for duty in DUTIES for asked in duty.asked)
ASKED = f"create table duties as select * from (values {PAIRS}) as pairs (asked, answered);"
"""Which entry asks and which one answers it, as a table of every session."""


@cache
def named(folder: str) -> tuple[str, ...]:
    """The relations of a folder (facts, views, checks; pairs, which compare two windows)."""
    return tuple(sorted(path.stem for path in Path(__file__).with_name(folder).glob("*.sql")))


@cache
def written(folder: str, name: str) -> str:
    """The SQL of one relation."""
    return Path(__file__).with_name(folder).joinpath(f"{name}.sql").read_text(encoding="utf-8")


@cache
def relations(folder: str) -> dict[str, str]:
    """The SQL of a folder (facts, views, checks), by relation name."""
    return {name: written(folder, name) for name in named(folder)}


@cache
def stands_on(name: str) -> tuple[str, ...]:
    """Every relation that the SQL of a view or check names, as often as it does."""
    sql = written("views" if name in named("views") else "checks", name)
    return tuple(re.findall(r"\b(?:from|join)\s+([a-z_]+)", sql))


@cache
def needed(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts and views that a view or check stands on, views in the order in which they can be made."""
    facts, views = set(named("facts")), set(named("views"))
    if name not in views and name not in named("checks"):
        raise Unknown(f"There is no report called {name}. There are {', '.join(sorted(views))}.")
    seen_facts: dict[str, None] = {}
    seen_views: dict[str, None] = {}

    def walk(one: str) -> None:
        for word in sorted(set(stands_on(one)) - {one}):
            if word in facts:
                seen_facts[word] = None
            elif word in views and word not in seen_views:
                walk(word)
        if one in views:
            seen_views[one] = None

    walk(name)
    return tuple(sorted(seen_facts)), tuple(seen_views)


@cache
def shared(*names: str) -> frozenset[str]:
    """Of the views that these views or checks stand on, those that are named more than once."""
    below = dict.fromkeys(view for name in names for view in needed(name)[1])
    uses = Counter([*{*names}, *(word for one in {*names, *below} for word in stands_on(one))])
    return frozenset(view for view in below if uses[view] > 1)


@cache
def unordered(view: str) -> str:
    """The SQL of a view without its order, for what adds its rows up."""
    return ORDER.sub("", written("views", view))


@cache
def reads(name: str) -> frozenset[str] | None:
    """The events that can change the figures of a view: those that its facts name; None where any entry can."""
    facts, views = needed(name)
    sql = [written("views", one) for one in {name, *views} - CALLED]
    if any("entries" in re.findall(r"\b(?:from|join)\s+([a-z_]+)", ASIDE.sub("", one)) for one in sql):
        return None
    return frozenset(
        event for one in (*sql, *(written("facts", fact) for fact in facts if fact != "entries")) for event in EVENT.findall(one)
    )
