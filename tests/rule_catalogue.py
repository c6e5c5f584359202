"""The catalogue of rules: every pack that comes with the product, its rules and their figures, and what rules ask a production for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

PAGE = "ledger/rules/packs/README.md"
CHOOSING = {"where", "except", "is", "note", "tests"}
PRIOR = {"first": "the first of", "most": "the most of", "least": "the least of"}


def rules_page(written: str) -> str:
    """Packs, rules by pack, facts and declarations."""
    found = packs()
    count = sum(len(pack["rules"]) for pack in found.values())
    lines = [
        "# The rules that come with Topsheet",
        "",
        written,
        "",
        f"{len(found)} packs with {count} rules, each figure with the days on which it counts. A is read in the law, B in a secondary",
        "source, C is practice. What the packs leave out, and what they do not decide, stands in",
        "[the page about rules](../README.md#what-the-packs-do-not-say). None of this is legal advice.",
        "",
        *table("pack", "what it is", "rules", "A", "B", "C", "source", rows=[pack_row(name, pack) for name, pack in found.items()]),
        "`contract-covenants` and `sod` are templates: the contract fills in their figures. [Facts](#facts) and",
        "[declarations](#declarations) are all that rules ask of a book.",
        "",
    ]
    for name, pack in found.items():
        lines += one_pack(name, pack)
    return "\n".join([*lines, *facts(), *declared(found)]).rstrip() + "\n"


def packs() -> dict[str, dict[str, Any]]:
    """Every pack as its YAML says it, in plain text, without the tests beside its rules."""
    from ledger.rules.pack import RULES, rules_alone, shipped, shipped_files
    from ledger.rules.reading import read_page

    return {name: read_page("\n".join(rules_alone(shipped_files(name)[RULES])), name).said for name in shipped()}


def table(*head: str, rows: list[tuple[object, ...]]) -> list[str]:
    """A Markdown table."""
    from tests.catalogues import table as written

    return written(*head, rows=rows)


def title(key: str) -> str:
    """A label in English."""
    from ledger.labels import shipped

    return shipped()[key]["en"] if key in shipped() else key.rpartition(".")[2].replace("_", " ")


def pack_row(name: str, pack: dict[str, Any]) -> tuple[object, ...]:
    """A pack as a row: what it is, how many rules of which certainty, and the acts that they cite."""
    sure = Counter(rule["certainty"] for rule in pack["rules"])
    acts = "; ".join(map(act_of, pack["acts"].values()))
    return (f"[`{name}`](#{name})", title(f"pack.{name}"), len(pack["rules"]), *(sure[one] or "" for one in "ABC"), acts)


def act_of(act: dict[str, str]) -> str:
    """A law or contract with the place where it is published."""
    return f"{act['title']} ({act['source']})" if act.get("source") else act["title"]


def one_pack(name: str, pack: dict[str, Any]) -> list[str]:
    """A pack's part of the page."""
    told = [f"`{name}` {pack['version']}: {title(f'pack.{name}')}."]
    if pack.get("scheme"):
        told.append(f"It asks for the costs of the scheme {pack['scheme'].upper()}.")
    if pack.get("needs"):
        told.append(f"It needs {', '.join(pack['needs'])} beside it.")
    if chosen := pack.get("selects"):
        told.append(
            f"The first of these days that is known chooses the version of a figure, unless a rule says others: {', '.join(chosen)}."
        )
    lines = [f"## {name}", "", " ".join(told), ""]
    if words := pack.get("words"):
        rows = [(f"`${word}`", ", ".join(several(meant)) or "what the contract says") for word, meant in words.items()]
        lines += table("word", "what it means until the contract says otherwise", rows=rows)
    rows = [rule_row(rule) for rule in pack["rules"]]
    return [*lines, *table("rule", "title", "kind", "certainty", "source", "figures", rows=rows)]


def rule_row(rule: dict[str, Any]) -> tuple[object, ...]:
    """A rule as a row."""
    source = ", ".join(rule[part] for part in ("act", "article") if part in rule)
    during = spanned(rule)
    figures = "; ".join(f"`{name}` {parameter(rule, one)}" for name, one in rule.get("parameters", {}).items())
    return (f"`{rule['id']}`", title(f"rule.{rule['id']}.title"), rule["kind"], rule["certainty"], f"{source}{during}", figures)


def parameter(rule: dict[str, Any], one: dict[str, Any]) -> str:
    """A figure of a rule: its dated values, its cases, or what the contract says."""
    if "ask" in one:
        return f"of the contract, {one['default']} otherwise" if "default" in one else "of the contract"
    parts = [f"if {flow(case['if'])}: {dated(rule, case['values'])}" for case in one.get("cases", ())]
    if one.get("values"):
        parts.append(f"otherwise {dated(rule, one['values'])}" if parts else dated(rule, one["values"]))
    begin = f"({PRIOR[one['choose']]}) " if "choose" in one else ""
    return begin + ", ".join(parts)


def dated(rule: dict[str, Any], values: list[dict[str, str]]) -> str:
    """Values with their days, and with their act where it is not the rule's own."""
    told = []
    for one in values:
        own = (one["act"], one["article"]) == (rule.get("act"), rule["article"])
        told.append(one["value"] + spanned(one) + ("" if own else f" ({one['act']}, {one['article']})"))
    return ", ".join(told)


def spanned(one: dict[str, str]) -> str:
    """The days between which something counts."""
    return (f" from {one['from']}" if "from" in one else "") + (f" to {one['to']}" if "to" in one else "")


def flow(said: Any) -> str:
    """A question as a pack writes it, on one line."""
    if isinstance(said, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in said.items()) + "}"
    return "[" + ", ".join(map(flow, said)) + "]" if isinstance(said, list) else str(said)


def several(said: Any) -> list[str]:
    """One word or a list of them."""
    return list(said) if isinstance(said, list) else [said]


def facts() -> list[str]:
    """What rules may ask, each a view of the book."""
    from ledger.projections import relations
    from ledger.rules.facts import catalogue
    from tests.catalogues import grain

    views = relations("views")
    rows = []
    for name, fact in catalogue().items():
        asked = [word for word in ("basis", "scheme", "party") if getattr(fact, word)]
        link = f"[{fact.view}](../../projections/views/{fact.view}.sql)"
        rows.append((f"`{name}`", grain(views[fact.view]), link, fact.unit, fact.day or "", ", ".join(asked), ", ".join(fact.columns)))
    head = [
        "## Facts",
        "",
        "A fact is a view whose rows carry the entry that makes them. Where it says so, it is asked for the rule's *basis* (budget,",
        "committed, incurred, paid, EFC), the pack's *scheme*, or the *party* that the pack protects. It is written in",
        "[facts.yaml](../facts.yaml).",
        "",
    ]
    return [*head, *table("fact", "grain", "view", "adds up", "day", "asked for the", "columns", rows=rows)]


def declared(found: dict[str, dict[str, Any]]) -> list[str]:
    """What a production says of itself, and the packs that ask for it."""
    from ledger.rules.facts import declarations

    asked = {name: set(words_of(pack["rules"])) for name, pack in found.items()}
    forms = {name: (one.kind, tuple(one.words)) for name, one in declarations().items()}
    for pack in found.values():
        forms |= {name: (one["kind"], tuple(several(one.get("words", [])))) for name, one in pack.get("declares", {}).items()}
    rows: list[tuple[object, ...]] = []
    for name, (kind, words) in sorted(forms.items()):
        form = {"day": "a day", "yes": "yes or no", "number": "a number", "amount": "an amount", "word": ", ".join(words)}[kind]
        rows.append((f"`{name}`", form, ", ".join(pack for pack, said in asked.items() if name in said)))
    head = [
        "## Declarations",
        "",
        "`topsheet compliance declare NAME VALUE --evidence FILE`. What every pack may ask stands in",
        "[declarations.yaml](../declarations.yaml), what one alone asks in that pack. A name without a pack is a day that",
        f"chooses versions. {own_days()}",
        "",
    ]
    return [*head, *table("name", "what is said", "packs that ask for it", rows=rows)]


def own_days() -> str:
    """The days that entries of the production say, and nobody declares."""
    from cli.declaring import TOLD

    names = ", ".join(f"`{name}`" for name in sorted(TOLD))
    return f"{names} are never declared: the entries of the production say them."


def words_of(said: Any) -> Iterator[str]:
    """Every word that rules say, in whatever place a name may stand; those by which rows are chosen are no names."""
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in CHOOSING:
                yield from words_of(value)
    elif isinstance(said, list):
        for one in said:
            yield from words_of(one)
    else:
        yield str(said)
