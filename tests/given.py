"""given(*events).when(decision).then(*events), or .refuses("words"): decisions without a store, a clock or mocks."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest

from ledger.aggregate import Aggregate
from ledger.errors import LedgerError
from ledger.event import Event, body, canonical, written


class Given:
    """A document whose life so far is these events."""

    def __init__(self, aggregate: Aggregate[Any], events: tuple[Event, ...]) -> None:
        self.aggregate, self.events = aggregate, events

    @property
    def state(self) -> Any:
        """The events folded; each event also survives its own canonical bytes and has a sentence."""
        for event in self.events:
            stored = canonical(body(event))
            again = type(event).model_validate_json(stored)
            assert again == event and canonical(body(again)) == written(event) == stored and event.sentence()
            assert type(event) in self.aggregate.events
        return reduce(self.aggregate.evolve, self.events, None)

    def when(self, decision: Callable[..., Any], *args: Any, **kwargs: Any) -> When:
        """Decide on the state: decision(state, *args, **kwargs). Decisions that begin a life take no state: given nothing."""
        state = (self.state,) if self.events else ()
        return When(self, lambda: decision(*state, *args, **kwargs))

    def when_named(self, decision: Callable[..., Any], key: str, *args: Any, **kwargs: Any) -> When:
        """The same for decisions that name their document in refusals: decision(key, state, ...)."""
        return When(self, lambda: decision(key, self.state, *args, **kwargs))


class When:
    """What came of the decision."""

    def __init__(self, given: Given, decide: Callable[[], Any]) -> None:
        self.given, self.decide = given, decide

    def then(self, *events: Event) -> Given:
        """These events, and no others; they fold too."""
        decided = self.decide()
        decided = decided if isinstance(decided, tuple) else (decided,)
        assert decided == events
        after = Given(self.given.aggregate, (*self.given.events, *events))
        assert after.state is not None
        return after

    def refuses(self, *words: str) -> None:
        """A refusal that says all of these words."""
        with pytest.raises(LedgerError) as refusal:
            self.decide()
        for word in words:
            assert word in str(refusal.value), str(refusal.value)


def given(aggregate: Aggregate[Any], *events: Event) -> Given:
    """Start from these events."""
    return Given(aggregate, events)
