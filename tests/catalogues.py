"""The generated catalogues: aggregates, projections, commands and rules, told from the code that they describe.

    python -m tests.catalogues            name the pages that are not fresh
    python -m tests.catalogues --write    write them, and put the file of labels in order

A catalogue is a page beside what it lists. tests/test_catalogues.py fails when one is not what the code says.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from tests.rule_catalogue import PAGE, rules_page

ROOT = Path(__file__).parent.parent
WRITTEN = "<!-- Written by `make catalogues`; change the code, never this page. -->"
LIFE = {"evolve", "checked"}
KEYS = {
    "access": "P-0005",
    "estimate": "3300",
    "shoot-day": "D-012",
    "period": "2026-W11",
    "source": "S-01",
}  # keys that a document is given, not numbered


def grain(sql: str) -> str:
    """The first comment line of a relation: what one row is."""
    return sql.partition("\n")[0].removeprefix("-- ").strip()


def first(text: str | None) -> str:
    """The first sentence of a docstring, on one line."""
    return " ".join(inspect.cleandoc(text or "").partition("\n\n")[0].split())


def row(*cells: object) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(*head: str, rows: list[tuple[object, ...]]) -> list[str]:
    """A Markdown table, or nothing when it would be empty."""
    return [row(*head), row(*("---" for _ in head)), *(row(*cells) for cells in rows), ""] if rows else []


# Aggregates: story, decisions, events


def aggregates() -> str:
    """Every kind of document: its life, what may be decided, and what is recorded."""
    from ledger.aggregates import KINDS, aggregate_of
    from ledger.event import Event

    kinds = [(kind, aggregate_of(kind)) for kind in KINDS]
    count = sum(len(aggregate.events) for _, aggregate in kinds)
    common = {name for name in dir(Event) if not name.startswith("_")}
    lines = [
        "# Aggregates",
        "",
        WRITTEN,
        "",
        f"{len(kinds)} kinds of document and the {count} events that they record. A class name is its stored name and never changes.",
        "A field that is at its default is not stored, so a default never changes either; such a field has a question mark below.",
        "A decision returns events or refuses; folding never refuses.",
        "",
    ]
    lines += table("kind", "stream", "what it is", rows=[(f"[{k}](#{k})", stream(a), first(home(a).__doc__)) for k, a in kinds])
    for kind, aggregate in kinds:
        lines += one_aggregate(kind, aggregate, common)
    return "\n".join(lines).rstrip() + "\n"


def stream(aggregate: Any) -> str:
    """A stream of this kind, as its documents are numbered."""
    key = KEYS.get(aggregate.kind) or (f"{aggregate.prefix}-0001" if aggregate.prefix else "main")
    return f"`{aggregate.kind}/{key}`"


def home(aggregate: Any) -> ModuleType:
    """The module that tells an aggregate's life."""
    return import_module(f"ledger.aggregates.{aggregate.kind.replace('-', '_')}")


def modules(aggregate: Any) -> list[ModuleType]:
    """That module, and those in which its other events are written."""
    names = [home(aggregate).__name__, *(event.__module__ for event in aggregate.events)]
    return [import_module(name) for name in dict.fromkeys(names)]


def one_aggregate(kind: str, aggregate: Any, common: set[str]) -> list[str]:
    """One aggregate's part of the page."""
    from ledger.corrections import ANSWERS

    files = ", ".join(f"[{m.__name__.rpartition('.')[2]}.py]({m.__name__.rpartition('.')[2]}.py)" for m in modules(aggregate))
    lines = [f"## {kind}", "", inspect.cleandoc(home(aggregate).__doc__ or ""), "", f"In {files}; streams are {stream(aggregate)}.", ""]
    lines += table("decision", "what it does", rows=[(f"`{name}`", first(f.__doc__)) for name, f in decisions(aggregate)])
    rows = []
    for event in aggregate.events:
        fields = ", ".join(field_of(name, field) for name, field in event.model_fields.items() if name not in common)
        rows.append((f"`{event.__name__}`", first(event.__doc__), fields or "none", first(ANSWERS[event].__doc__)))
    return [*lines, *table("event", "what happened", "fields", "how it is undone", rows=rows)]


def field_of(name: str, field: Any) -> str:
    """A field's name; one that may be absent has a question mark."""
    return f"`{name}`" if field.is_required() else f"`{name}`?"


def decisions(aggregate: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of an aggregate's modules that return its events."""
    names = {event.__name__ for event in aggregate.events}
    for module in modules(aggregate):
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_") and name not in LIFE:
                said = set(re.findall(r"\w+", str(inspect.signature(function).return_annotation)))
                if said & names or any(word in said for word in unions(module, names)):
                    yield name, function


def unions(module: ModuleType, names: set[str]) -> set[str]:
    """The names of unions of these events, such as SourceEvent."""
    found = set()
    for name, value in vars(module).items():
        parts = {getattr(part, "__name__", "") for part in getattr(value, "__args__", ())}
        if parts and parts <= names:
            found.add(name)
    return found


# Projections: facts, views, checks


@cache
def described() -> dict[str, list[tuple[str, str]]]:
    """Columns and types of every relation, as DuckDB gives them over an empty book."""
    from ledger.projections import relations
    from ledger.projections.differences import cost_report
    from tests.window import Written

    found = {}
    with Written().session() as session:
        for folder in ("facts", "views", "checks", "pairs"):
            for name, sql in relations(folder).items():
                if folder == "facts":
                    query = sql
                elif folder == "pairs":
                    cost_report(session, session.window, session.window)
                    query = sql
                else:
                    session.make(name)
                    query = f'select * from "{name}"' if folder == "views" else sql
                found[name] = [(str(r[0]), str(r[1]).lower()) for r in session.query(f"describe {query}")[1]]
    return found


def projections() -> str:
    """Every relation: what one row is, its columns, and what it stands on."""
    from ledger.projections import relations

    facts, views, checks, pairs = (relations(folder) for folder in ("facts", "views", "checks", "pairs"))
    columns, reports = described(), {view: name for name, view in report_names().items()}
    lines = [
        "# Facts, views and checks",
        "",
        WRITTEN,
        "",
        f"{len(facts)} facts are derived from entries and stamped with their position; {len(views)} views stand on them.",
        f"{len(checks)} checks are promises, each a query that returns the rows that break it. Every relation is one file of plain SQL.",
        "A pair compares a report of two windows.",
        "Amounts are `decimal(18,4)` or wider in the currency that the grain line names, never a double. A view rounds in one place,",
        "`in_book(amount, rate)`: an amount at a rate, in the digits of the book's currency, half away from zero.",
        "Eighths of a page are said as pages in one place too, `in_pages(eighths)`.",
        "",
    ]
    for title, folder, relation in (
        ("Facts", "facts", facts),
        ("Views", "views", views),
        ("Checks", "checks", checks),
        ("Pairs", "pairs", pairs),
    ):
        lines += [f"## {title}", ""]
        for name, sql in relation.items():
            shown = f" Printed by `topsheet report {reports[name]}`." if name in reports and folder == "views" else ""
            lines += [f"### {name}", "", f"{grain(sql)}{shown}", "", *stands_on(name, folder), *spelled(columns[name]), ""]
    return "\n".join(lines).rstrip() + "\n"


def stands_on(name: str, folder: str) -> list[str]:
    """The relations that a view or check names, each a link, except for facts, which stand on entries alone."""
    if folder == "facts":
        return [f"[{name}.sql](facts/{name}.sql)", ""]
    from ledger.projections import relations

    known = relations("facts").keys() | relations("views").keys() | {"book", "as_at", "names", "said"}
    named = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", relations(folder)[name])) & known
    return [f"[{name}.sql]({folder}/{name}.sql) from {', '.join(sorted(named - {name}))}.", ""]


def spelled(columns: list[tuple[str, str]]) -> list[str]:
    """The columns as a paragraph of at most 140 characters a line."""
    return textwrap.wrap("; ".join(f"`{name}` {kind}" for name, kind in columns), 140, break_long_words=False, break_on_hyphens=False)


def report_names() -> dict[str, str]:
    """The views that have a report, by the report's name."""
    from cli.report import REPORTS

    return REPORTS


# Commands


def commands() -> str:
    """The command line: every noun and verb with its own options."""
    from cli import NOUNS, topsheet
    from cli.language import language_option
    from cli.options import READER, WRITER

    context = click.Context(topsheet, info_name="topsheet")
    shared = [option_row(parameter(option)) for option in WRITER]
    reading = [option_row(parameter(option)) for option in READER]
    lines = ["# Commands", "", WRITTEN, "", "`topsheet NOUN VERB`. `--help` on any of them says the same as this page. " + EXITS, ""]
    lines += ["Every writer, marked *w*, also takes `--book` and these; the book and who records must always be named.", ""]
    lines += table("option", "meaning", rows=shared)
    lines += ["Every reader, marked *r*, also takes `--book` and these.", "", *table("option", "meaning", rows=reading)]
    lines += ["Every report, and `status`, takes one more.", "", *table("option", "meaning", rows=[option_row(parameter(language_option))])]
    for noun, short in NOUNS.items():
        command = topsheet.get_command(context, noun)
        assert command is not None
        lines += [f"## {noun}", "", first(command.help) or short, ""]
        verbs = (
            {v: command.get_command(context, v) for v in command.list_commands(context)}
            if isinstance(command, click.Group)
            else {"": command}
        )
        for verb, one in verbs.items():
            assert one is not None
            lines += one_command(f"{noun} {verb}".strip(), one, with_help=bool(verb))
    return "\n".join(lines).rstrip() + "\n"


EXITS = "Exit codes: 0 done, 1 refused, 2 misuse, 3 conflict, 4 verification failed or unreadable."


def parameter(option: Any) -> click.Parameter:
    """The parameter that a decorator adds."""

    def bare() -> None:
        pass

    option(bare)
    found: click.Parameter = bare.__click_params__[0]  # type: ignore[attr-defined]
    return found


def option_row(one: click.Parameter) -> tuple[object, ...]:
    """An option as a row: how it is written, and what it means."""
    if isinstance(one, click.Argument):
        return (f"`{one.make_metavar(click.Context(click.Command('x')))}`", "")
    assert isinstance(one, click.Option)
    context = click.Context(click.Command("x"))
    written, meaning = one.get_help_record(context) or (", ".join(one.opts), "")
    return (f"`{written}`", meaning)


def one_command(name: str, command: click.Command, *, with_help: bool) -> list[str]:
    """One command: its line, what it does, and the options that it does not share."""
    kind, shared = kind_of(command)
    context = click.Context(command, info_name=name)
    words = " ".join([f"topsheet {name}", *(p.make_metavar(context) for p in command.params if isinstance(p, click.Argument))])
    lines = [f"### {name}" + (f" *{kind}*" if kind else ""), ""] if with_help else []
    lines += [f"    {words}" + (" [OPTIONS]" if any(isinstance(p, click.Option) for p in command.params) else ""), ""]
    if with_help and command.help:
        lines += [" ".join(inspect.cleandoc(command.help).replace("\n\n", "\f").split()).replace("\f", " "), ""]
    own = [p for p in command.params if isinstance(p, click.Option) and p.name not in shared]
    return [*lines, *table("option", "meaning", rows=[option_row(p) for p in own])]


def kind_of(command: click.Command) -> tuple[str, set[str]]:
    """Whether a command writes (w) or reads (r), with the options that all such commands share."""
    from cli.options import COMMON

    names = {p.name for p in command.params if p.name}
    if names >= COMMON:
        return "w", COMMON
    if names >= {"book", "as_of", "known", "form"}:
        return "r", {"book", "as_of", "known", "form", "language"}
    return "", set()


PAGES: dict[str, Callable[[], str]] = {
    "ledger/aggregates/README.md": aggregates,
    "ledger/projections/README.md": projections,
    "cli/README.md": commands,
    PAGE: lambda: rules_page(WRITTEN),
}


LABELS = "ledger/labels/labels.csv"


def stale() -> list[str]:
    """The pages that are not what the code says."""
    return [page for page, made in PAGES.items() if not (ROOT / page).exists() or (ROOT / page).read_text(encoding="utf-8") != made()]


def in_order(text: str) -> str:
    """Labels sorted by key, as two branches may have added them; where a key is there twice, the first line stays and the other is told."""
    head, *rows = csv.reader(text.splitlines(keepends=True))
    found: dict[str, list[str]] = {}
    for cells in rows:
        if found.setdefault(cells[0], cells) != cells:
            print(f"labels.csv: {found[cells[0]]} stays, {cells} does not")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *(found[key] for key in sorted(found))])
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Write the pages, or name those that are not fresh."""
    if "--write" in arguments:
        for page, made in PAGES.items():
            (ROOT / page).write_text(made(), encoding="utf-8")
        (ROOT / LABELS).write_text(in_order((ROOT / LABELS).read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    found = stale()
    print(json.dumps(found) if found else "fresh")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
