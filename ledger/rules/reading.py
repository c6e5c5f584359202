"""YAML as a pack is written in: mappings, lists and text, every value with the line on which it stands.

All scalars are read as text, so that 0.07 is no float and `no` is no truth value. Anchors, aliases and tags are refused: one
line of them can stand for a billion, and nothing of a rule may come from anywhere but where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from ledger.errors import Misuse

ODD = re.compile(r"[&*!]")
"""What an anchor, an alias or a tag begins with; a text without them has none."""
LARGEST = 2_000_000
DEEPEST = 30
Path = tuple[str | int, ...]
Reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
events: Any = yaml.parse
composed: Any = yaml.compose


@dataclass(frozen=True, slots=True)
class Page:
    """What a YAML file says, as plain mappings, lists and text, and the line of everything in it."""

    name: str
    said: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def at(self, path: Sequence[str | int]) -> str:
        """The file and line of a place in it, or of what holds that."""
        held = tuple(path)
        while held and held not in self.lines:
            held = held[:-1]
        return f"{self.name}, line {self.lines.get(held, 1)}"


def read_page(text: str, name: str) -> Page:
    """Read one file. Raises Misuse, with file and line, for what is not plain YAML."""
    if len(text) > LARGEST:
        raise Misuse(f"{name} has {len(text):,} characters and a pack's file has at most {LARGEST:,}. Split it.")
    try:
        for event in events(text, Loader=Reader) if ODD.search(text) else ():
            _plain(event, name)
        node = composed(text, Loader=Reader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1  # a mark counts lines from 0
        raise Misuse(f"{name}, line {line}: {problem.problem}. Write it as YAML with two spaces for each level.") from None
    except (yaml.YAMLError, RecursionError, UnicodeError) as problem:
        raise Misuse(f"{name} is not YAML: {str(problem).splitlines()[0]}. Save it as plain UTF-8 text.") from None
    if node is None:
        raise Misuse(f"{name} is empty. A pack says at least pack, version and rules.")
    lines: dict[Path, int] = {}
    return Page(name, _said(node, name, (), lines), lines)


def _plain(event: Any, name: str) -> None:
    """Refuse what stands for something else."""
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        raise Misuse(f"{name}, line {line}: *{event.anchor} stands for what is written elsewhere. Write it out; a pack has no aliases.")
    if getattr(event, "anchor", None):
        raise Misuse(f"{name}, line {line}: &{event.anchor} names a value to be repeated. Write it out; a pack has no anchors.")
    if getattr(event, "tag", None):
        raise Misuse(f"{name}, line {line}: the tag {event.tag} is refused. A pack holds text, lists and mappings.")


def _said(node: Any, name: str, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if len(path) > DEEPEST:
        raise Misuse(f"{name}, line {lines[path]}: this stands {len(path)} levels deep and a pack has at most {DEEPEST}.")
    if isinstance(node, yaml.SequenceNode):
        return [_said(one, name, (*path, number), lines) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        said: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise Misuse(f"{name}, line {line}: the name of a field is a word.")
            if key.value in said:
                raise Misuse(f"{name}, line {line}: {key.value} is said twice here. Say it once.")
            said[key.value] = _said(value, name, (*path, key.value), lines)
            lines[*path, key.value] = line
        return said
    return node.value
