"""A small book of made-up rows for each pack, and what the money rules of the pack read off it, both frozen in tests/rules/small.

The tests beside a rule tell its figures, so none of them says which rows make them. Here the rows stand still: whoever changes the fact, a
word, the basis or the order of a rule changes a figure of this page, and looks at it before writing it anew:

    python -m tests.rules.small_books
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.rules.facts import Ask, catalogue, declarations
from ledger.rules.figures import Figures
from ledger.rules.holding import APART
from ledger.rules.installed import asked_of_the_contract
from ledger.rules.judging import Installed, Judge
from ledger.rules.pack import Pack, read_installed, shipped, shipped_files
from ledger.rules.predicates import Quantity
from ledger.rules.rule import Rule
from ledger.rules.verdict import Undecided
from tests.rules.in_memory import InMemory

FOLDER = Path(__file__).parent / "small"
TODAY, DAY, BEFORE, LATER = date(2026, 6, 30), date(2025, 5, 15), date(2019, 1, 1), date(2026, 6, 1)
FINANCIER = "P-0009"
Figure = dict[str, str]


@dataclass
class Small(InMemory):
    """The rows, whose sums are remembered: a rule that asks otherwise asks anew, and all the others do not."""

    known_sums: dict[Any, Any] = field(default_factory=dict)

    def total(self, ask: Ask) -> Any:
        return self._once((ask,), lambda: InMemory.total(self, ask))

    def groups(self, ask: Ask, per: str) -> Any:
        return self._once((ask, per), lambda: InMemory.groups(self, ask, per))

    def outside(self, ask: Ask, first: date | None, last: date | None) -> Any:
        return self._once((ask, first, last), lambda: InMemory.outside(self, ask, first, last))

    def _once(self, key: Any, ask: Any) -> Any:
        if key not in self.known_sums:
            self.known_sums[key] = ask()
        return self.known_sums[key]


@cache
def packs(name: str) -> list[Pack]:
    """A pack, and those that it needs."""
    first = read_installed(shipped_files(name), name)
    return [first, *(read_installed(shipped_files(one), one) for one in first.written.needs)]


def judged(pack: Pack, facts: Small, others: list[Pack]) -> tuple[Judge, Installed]:
    """A judge of a pack on the small book, whose contract says what it is asked."""

    def held(one: Pack) -> Installed:
        figures, words = asked_of_the_contract(one)
        given = {name: Decimal("0.25") for name, asked in figures.items() if asked.default is None}
        return Installed(one, one.id, financier=FINANCIER, given=given, words={word: (word,) for word in words})

    first = held(pack)
    return Judge(facts, [first, *map(held, others)]), first


@cache
def books(name: str) -> dict[str, Small]:
    """The small book of a pack for productions of three kinds: what applies to one does not to another."""
    rows, names = book(name), {key: one for pack in packs(name) for key, one in {**declarations(), **pack.written.declares}.items()}
    plain = {key: "no" for key, one in names.items() if one.kind == "yes"} | {"coproduction": "none"}
    much = {key: "1000000000" for key, one in names.items() if one.kind in ("amount", "number")}
    kinds = {"everything": {}, "feature": {**plain, "format": "feature"}, "short": {**plain, **much, "format": "short"}}
    return {kind: replace(rows, said={**rows.said, **said}) for kind, said in kinds.items()}


def book(name: str) -> Small:
    """The rows of a pack as they are frozen, and a production that declares everything."""
    rows: dict[str, list[dict[str, Any]]] = {fact: [] for fact in catalogue()}
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for place, row in enumerate(csv.DictReader(lines), 1):
            fact = catalogue()[row["fact"]]
            words = dict(part.split("=", 1) for part in row["words"].split("; ") if part)
            own = {"position": place, fact.amount: row["amount"], fact.day or "": date.fromisoformat(row["day"])}
            rows[row["fact"]].append({**own, **words})
    names = {key: one for pack in packs(name) for key, one in {**declarations(), **pack.written.declares}.items()}
    days = {key: DAY - timedelta(days=30) for key, one in names.items() if one.kind == "day"}
    words = {key: one.words[0] if one.words else "yes" for key, one in names.items() if one.kind in ("yes", "word")}
    said = {key: str(1000 + place) for place, key in enumerate(names)} | words
    return Small(TODAY, rows, {**days, "shoot_ended": DAY + timedelta(days=30)}, said)


def figures(rule: Rule, judge: Judge, one: Installed) -> Figure:
    """What a rule's roles come to, those that are kept apart by what they are kept apart by."""
    found: Figure = {}
    asked, per = Figures(judge, one, rule, None), getattr(rule, "per", None)
    for name in type(rule).model_fields:
        held = getattr(rule, name)
        roles = [name] if isinstance(held, Quantity) else [f"{name}.{n}" for n in range(len(held))] if quantities(held) else []
        for role in roles:
            try:
                apart = per and name in APART
                found[role] = short(sorted(asked.groups(role, per).items())) if apart else str(asked.amount(role))
            except Undecided:
                found[role] = "undecided"
    return found


def short(groups: list[tuple[str, Decimal]]) -> str:
    """How many groups there are, their sum, and the digest of all of them."""
    return f"{len(groups)} groups, {sum(one for _, one in groups)}, {sha256(str(groups).encode()).hexdigest()[:12]}"


def quantities(held: Any) -> bool:
    return isinstance(held, tuple) and bool(held) and all(isinstance(one, Quantity) for one in held)


def money(rule: Rule) -> bool:
    """Whether a rule reads money off a fact whose rows add up."""
    facts = {part.fact for _, part in rule.pieces if isinstance(part, Quantity) and part.fact}
    return bool(facts) and all(catalogue()[fact].unit == "money" for fact in facts)


def mutants(part: Any) -> Iterator[tuple[str, Any]]:
    """A rule's figure with another word, another basis, without a column, or without what comes before it."""
    for name in ("plus", "minus", "least"):
        for place, one in enumerate(getattr(part, name)):
            for what, other in mutants(one):
                rest = (*getattr(part, name)[:place], other, *getattr(part, name)[place + 1 :])
                yield what, part.model_copy(update={name: rest})
    yield from _words(part)
    if part.fact and catalogue()[part.fact].basis and not part.count:
        for basis in ("paid", "efc"):
            yield f"basis {basis}", part.model_copy(update={"basis": basis})
    for one in part.after:
        yield f"not after {one}", part.model_copy(update={"after": tuple(name for name in part.after if name != one)})


def _words(part: Quantity) -> Iterator[tuple[str, Quantity]]:
    for name in ("where", "except_"):
        held: Mapping[str, tuple[str, ...]] = getattr(part, name)
        for column, words in held.items():
            yield f"{name} without {column}", part.model_copy(update={name: {key: one for key, one in held.items() if key != column}})
            for place in range(len(words)):
                other = (*words[:place], "another word", *words[place + 1 :])
                yield f"{name} {column} not {words[place]}", part.model_copy(update={name: {**held, column: other}})


def drawn(name: str) -> Iterator[tuple[str, str, str, str]]:
    """Rows for everything that a pack asks for, and beside each what it does not: fact, amount, day, words."""
    seen: set[tuple[str, str, str]] = set()
    for pack in packs(name):
        for rule in pack.written.rules:
            for part in (part for _, part in rule.pieces if isinstance(part, Quantity) and part.fact):
                for row in _rows(pack, rule, part):
                    if row not in seen:
                        seen.add(row)
                        cents = int(sha256("|".join(row).encode()).hexdigest()[:6], 16) % 9_000_000 + 100_000
                        own = "party" in catalogue()[row[0]].columns and "party=" not in row[2]
                        yield row[0], f"{Decimal(cents) / 100:.2f}", row[1], f"{row[2]}{f'; party=P-{len(seen):04d}' if own else ''}"


def _rows(pack: Pack, rule: Rule, part: Quantity) -> Iterator[tuple[str, str, str]]:
    assert part.fact
    fact = catalogue()[part.fact]

    def said(words: tuple[str, ...]) -> list[str]:
        return [one for word in words for one in (pack.written.words.get(word[1:], (word[1:],)) if word.startswith("$") else (word,))]

    where = {column: said(words) for column, words in part.where.items()}
    first = {column: words[0] for column, words in where.items()}
    told = [first, *({**first, column: word} for column, words in where.items() for word in words[1:])]
    told += [{**first, column: "neither"} for column in where]
    told += [{**first, column: word} for column, words in part.except_.items() for word in said(words)]
    kinds = {other.id: getattr(other, "amount", None) for other in pack.written.rules}
    told += [{**first, **{column: said(words)[0] for column, words in kinds[name].where.items()}} for name in part.after if kinds.get(name)]
    basis = part.basis or rule.basis
    frames = [{"basis": one} for one in dict.fromkeys((basis, "paid", "efc"))] if fact.basis else [{}]
    for words in told:
        for frame in frames:
            more = {
                **frame,
                **({"scheme": (pack.written.scheme or "").upper()} if fact.scheme else {}),
                **({"financier": FINANCIER} if fact.party else {}),
            }
            spelled = "; ".join(f"{column}={word}" for column, word in sorted({**words, **more}.items()) if word)
            for day in (DAY, BEFORE, LATER) if fact.day else (DAY,):
                yield part.fact, day.isoformat(), spelled


def told(name: str) -> list[str]:
    """What the money rules of a pack read off its small book, for each kind of production."""
    first, *others = packs(name)
    rules = [rule for rule in first.written.rules if money(rule)]
    judges = {kind: judged(first, facts, others) for kind, facts in books(name).items()}
    return [f"{kind}: {rule.id} {role} {figure}" for rule in rules for kind, (judge, one) in judges.items()
            for role, figure in figures(rule, judge, one).items()]  # fmt: skip


def write(name: str) -> None:
    """Freeze the rows of a pack and what its rules read off them."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(("fact", "amount", "day", "words"))
        lines.writerows(drawn(name))
    (FOLDER / f"{name}.figures").write_text("\n".join([*told(name), ""]), encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in shipped():
        write(each)
