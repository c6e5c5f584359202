"""What a rule asks for cannot change unnoticed: another fact, word, basis or order comes to another figure on the pack's small book."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ledger.rules.pack import Pack, shipped
from ledger.rules.rule import Rule
from tests.rules.small_books import FOLDER, Quantity, books, figures, judged, money, mutants, packs, quantities, told

EVERY = 1 if os.environ.get("TOPSHEET_DEEP") else 12
"""Of so many changes one is tried; all of them in the deep run."""
IMPLIED = tuple(
    f"not after es.icaa.cost.{name}" for name in ("window_feature", "window_long", "window_short", "related_cliff", "related_market")
)
"""What comes after a rule comes after those that it comes after itself, and two rules may disallow the same rows of a related party."""


@pytest.mark.parametrize("name", shipped())
def test_the_rules_read_off_their_small_book_what_they_did(name: str) -> None:
    assert told(name) == (FOLDER / f"{name}.figures").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", shipped())
def test_another_word_basis_or_order_comes_to_another_figure(name: str) -> None:
    first, *others = packs(name)
    judges = [judged(first, facts, others) for facts in books(name).values()]
    survived = [
        what
        for place, (rule, other, what) in enumerate(changed(first))
        if place % EVERY == 0 and all(figures(other, *one) == figures(rule, *one) for one in judges)
    ]
    assert [one for one in survived if not one.endswith(IMPLIED)] == []


def changed(pack: Pack) -> Iterator[tuple[Rule, Rule, str]]:
    """Each money rule of a pack with one thing changed that it asks for."""
    for rule in (rule for rule in pack.written.rules if money(rule)):
        for field in type(rule).model_fields:
            held = getattr(rule, field)
            parts = [held] if isinstance(held, Quantity) else held if quantities(held) else ()
            for place, part in enumerate(parts):
                for what, other in mutants(part):
                    now = other if part is held else (*parts[:place], other, *parts[place + 1 :])
                    if what != f"basis {part.basis or rule.basis}":
                        yield rule, rule.model_copy(update={field: now}), f"{rule.id} {field}: {what}"
