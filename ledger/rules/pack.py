"""A pack: rules of one financier or law, as they are read, with their labels and the digest of both."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from ledger import labels
from ledger.errors import Misuse, Unknown
from ledger.event import canonical
from ledger.labels import Labels, read_labels
from ledger.rules.facts import Declaration
from ledger.rules.form import Form, Words
from ledger.rules.holding import faults
from ledger.rules.kinds import KINDS, AnyRule
from ledger.rules.reading import Page, read_page
from ledger.rules.rule import Rule

RULES, LABELS = "rules.yaml", "labels.csv"
WORD = re.compile(r"[a-z_]+[a-z0-9_]*")
RULE_ID = re.compile(r"  - id: (\S+)")
TESTS = re.compile(r"    tests:\s*")
LANGUAGES = ("en", "es", "ca")


class Act(Form):
    """A law or contract that rules cite: its title, and where it is published."""

    title: str
    source: str | None = None


class Written(Form):
    """The rules of a pack as its YAML says them. `selects` are the days that choose a dated value, the first that is known.

    `words` are what a word such as $key_roles means until the contract says otherwise.
    """

    pack: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    scheme: str | None = None
    needs: Words = ()
    selects: Words = ("today",)
    acts: dict[str, Act] = Field(default_factory=dict)
    words: dict[str, Words] = Field(default_factory=dict)
    declares: dict[str, Declaration] = Field(default_factory=dict)
    rules: tuple[AnyRule, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that holds together; `files` are its lines as the book keeps them."""

    written: Written
    labels: Labels
    files: Mapping[str, Sequence[str]]

    @property
    def id(self) -> str:
        """Its name."""
        return self.written.pack

    @property
    def digest(self) -> str:
        """SHA-256 over its files, as canonical JSON."""
        return digest(self.files)

    def title(self, key: str, language: str) -> str:
        """A label of the pack."""
        return self.labels.get(key, {}).get(language, key)


def digest(held: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 over the lines of a pack's files, as canonical JSON."""
    return hashlib.sha256(canonical({name: list(lines) for name, lines in held.items()})).hexdigest()


def read_pack(held: Mapping[str, Sequence[str]], called: str = "") -> Pack:
    """Read a pack from the lines of its files. Raises Misuse, with every fault by file and line."""
    begin = f"{called}/" if called else ""
    if RULES not in held:
        raise Unknown(f"{called or 'The pack'} has no {RULES}. A pack is a folder with {RULES} and {LABELS}.")
    page = read_page("\n".join(held[RULES]), f"{begin}{RULES}")
    written = _written(page)
    titles = read_labels(held.get(LABELS, ["key,en,es,ca"]), f"{begin}{LABELS}")
    found = [*faults(written, page, shipped_rules), *_unlabelled(written, titles, f"{begin}{LABELS}", page)]
    if found:
        raise Misuse("\n".join(found))
    if read_installed(held, called).written != untested(written):
        raise Misuse(f"{begin}{RULES}: the tests of a rule are its last field, under tests: with four spaces before it. Write them so.")
    return Pack(written, titles, held)


def read_installed(held: Mapping[str, Sequence[str]], called: str) -> Pack:
    """Read a pack that was held to everything when it was installed, without its tests, which are most of it."""
    page = read_page("\n".join(rules_alone(held[RULES])), f"{called}/{RULES}")
    return Pack(_written(page), read_labels(held.get(LABELS, ["key,en,es,ca"]), f"{called}/{LABELS}"), held)


def rules_alone(lines: Sequence[str]) -> Iterator[str]:
    """The lines of rules without those of their tests."""
    inside = False
    for line in lines:
        inside = (inside and (not line.strip() or line.startswith("     "))) or TESTS.fullmatch(line) is not None
        if not inside:
            yield line


def untested(written: Written) -> Written:
    """The rules without their tests."""
    return written.model_copy(update={"rules": tuple(rule.model_copy(update={"tests": ()}) for rule in written.rules)})


def _written(page: Page) -> Written:
    try:
        return Written.model_validate(page.said)
    except ValidationError as problem:
        told = [error for error in problem.errors() if error["loc"] != ("rules",)] or problem.errors()  # rules that are wrong leave none
        raise Misuse("\n".join(dict.fromkeys(_told(page, error) for error in told))) from None


def _unlabelled(written: Written, titles: Labels, name: str, page: Page) -> Iterable[str]:
    """Titles that are missing, in any language; read_labels has seen to it that what is there is there in all three."""
    for number, rule in enumerate(written.rules):
        if f"rule.{rule.id}.title" not in titles:
            where = page.at(("rules", number, "id"))
            yield f"{where}: {rule.id} has no title. Add rule.{rule.id}.title to {name}, in {', '.join(LANGUAGES)}."
    if f"pack.{written.pack}" not in titles:
        yield f"{page.at(('pack',))}: the pack has no title. Add pack.{written.pack} to {name}, in {', '.join(LANGUAGES)}."


def _told(page: Page, error: Any) -> str:
    """One fault of form, by file and line."""
    path = tuple(part for part in error["loc"] if part not in KIND_NAMES)
    where = page.at(path)
    field = " ".join(str(part) for part in path if isinstance(part, str) and part != "rules") or "the pack"
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        said = error["input"].get("kind", "none") if isinstance(error["input"], dict) else error["input"]
        return f"{where}: there is no kind of rule called {said}. The kinds are {', '.join(sorted(KIND_NAMES))}."
    if error["type"] == "missing":
        return f"{where}: {path[-1]} is missing. Say it."
    if error["type"] == "extra_forbidden":
        return f"{where}: {path[-1]} is no field here. Take it out, or correct its name."
    if error["type"] == "too_short":
        counts = error["ctx"]
        return f"{where}: {path[-1]} has {counts['actual_length']}, and at least {counts['min_length']} are asked. Write them."
    said = error["input"]
    why = f"{error['msg'].removeprefix('Value error, ')}." if error["type"] == "value_error" else _form(error)
    return f"{where}: {field} {short(said)}: {why}" if isinstance(said, str) else f"{where}: {field}: {why}"


FORMS = {
    Written.model_fields["pack"].metadata[0].pattern: "a small letter, then up to 30 small letters, digits and dashes",
    Written.model_fields["version"].metadata[0].pattern: 'figures with points between, such as "1" or "2.1"',
    next(one.pattern for one in Rule.model_fields["id"].metadata if hasattr(one, "pattern")): "words with points between, such as film.cap",
}
SHAPES = {"tuple_type": "is a list", "string_type": "is one text", "bool_type": "is yes or no", "int_parsing": "is a whole number",
          "decimal_parsing": "is a plain figure"}  # fmt: skip


def _form(error: Any) -> str:
    """What the form of a field is, in the words of a pack."""
    kind, more = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return f"is {more['expected'].replace(chr(39), '')}."
    if kind == "string_pattern_mismatch":
        return f"is {FORMS.get(more['pattern'], 'of another form')}."
    if kind == "string_too_long":
        return f"has {len(error['input'])} characters and may have {more['max_length']}."
    return f"{SHAPES.get(kind, 'is a mapping of fields to what they say' if kind in MAPPINGS else 'has another form here')}."


MAPPINGS = ("dict_type", "model_type", "model_attributes_type")
LONGEST = 40


def short(text: str) -> str:
    """A value as it is repeated to who wrote it: the beginning, where it is long."""
    return repr(text) if len(text) <= LONGEST else f"{text[:LONGEST]!r} and so on, {len(text):,} characters"


KIND_NAMES = frozenset(kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS)  # type: ignore[union-attr]


def folder(path: Path) -> dict[str, list[str]]:
    """The lines of a pack's files in a folder. Raises Unknown."""
    found = {name: path / name for name in (RULES, LABELS) if (path / name).is_file()}
    if RULES not in found:
        raise Unknown(f"{path} is no pack: it has no {RULES}. The packs that come with Topsheet are {', '.join(shipped())}.")
    try:
        return {name: one.read_text(encoding="utf-8-sig").splitlines() for name, one in found.items()}
    except UnicodeDecodeError as problem:
        raise Misuse(f"{path} is not UTF-8 text ({problem.reason} at byte {problem.start}). Save it as UTF-8.") from None


@cache
def shipped() -> tuple[str, ...]:
    """The packs that come with Topsheet."""
    place = Path(str(files("ledger.rules").joinpath("packs")))
    return tuple(sorted(one.name for one in place.iterdir() if (one / RULES).is_file()))


@cache
def shipped_rules(name: str) -> frozenset[str]:
    """The rules of a pack that comes with Topsheet; none of another."""
    if name not in shipped():
        return frozenset()
    text = Path(str(files("ledger.rules").joinpath("packs", name, RULES))).read_text(encoding="utf-8")
    return frozenset(found[1] for line in text.splitlines() if (found := RULE_ID.fullmatch(line)))


def asked_by(names: Collection[str]) -> dict[str, list[str]]:
    """Which rules of the packs that come with Topsheet ask for each of these days and declarations."""
    found: dict[str, list[str]] = {name: [] for name in names}
    for pack in shipped():
        rule = ""
        for line in rules_alone(shipped_files(pack)[RULES]):
            rule = begun[1] if (begun := RULE_ID.fullmatch(line)) else rule
            for word in set(WORD.findall(line)) & found.keys() if rule else ():
                if rule not in found[word]:
                    found[word].append(rule)
    return found


def shipped_files(name: str) -> dict[str, list[str]]:
    """The files of a pack that comes with Topsheet; its labels are those of the one file that reports have too."""
    path = Path(str(files("ledger.rules").joinpath("packs", name, RULES)))
    lines = path.read_text(encoding="utf-8").splitlines()
    ids = {found[1] for line in lines if (found := RULE_ID.fullmatch(line))}
    texts = {key: text for key, text in labels.shipped().items() if key == f"pack.{name}" or key[5:].rpartition(".")[0] in ids}
    return {RULES: lines, LABELS: [",".join(labels.HEAD), *(_cells((key, *texts[key].values())) for key in sorted(texts))]}


def _cells(values: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()
