"""Every command of the line holds together: no two of its words share a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from cli import NOUNS


def leaves(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from leaves(one, (*words, name))
    else:
        yield " ".join(words), command


COMMANDS = [each for noun in NOUNS for each in leaves(import_module(f"cli.{noun.replace('-', '_')}").command, (noun,))]


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_no_two_parameters_of_a_command_share_a_name(name: str, command: click.Command) -> None:
    named = Counter(parameter.name for parameter in command.params)
    assert [one for one, times in named.items() if times > 1] == [], name
