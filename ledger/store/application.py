"""The library's application and factory, bound to one book and to nothing in the process environment."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import Any, Never

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, Mapper, Transcoder
from eventsourcing.utils import Environment, EnvType

from ledger.entry import Entry
from ledger.store.mapper import EntryMapper
from ledger.store.sqlite import SQLiteRecorder
from ledger.terms import Terms


class Factory(InfrastructureFactory[Any]):
    """Builds our mapper and recorder where the library asks for its own."""

    def mapper(self, transcoder: Transcoder | None = None, mapper_class: Any = None) -> Mapper[Any]:
        """Our mapper; it needs no transcoder beyond the library's interface."""
        return EntryMapper(transcoder=transcoder or self.transcoder())

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of the book named by BOOK."""
        return SQLiteRecorder(self.env["BOOK"])

    def aggregate_recorder(self, purpose: str = "events") -> Never:
        """Streams are short and the cache is DuckDB's: there are no snapshots."""
        raise NotImplementedError("a book keeps no snapshots")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Never:
        """Projections track their own position in the cache."""
        raise NotImplementedError("projections track their own position")

    def process_recorder(self) -> Never:
        """A book processes no other application's events."""
        raise NotImplementedError("a book follows no other application")


class Ledger(Application[str]):
    """The event-sourced application over one book: `save` for commands, `import_events` for bulk."""

    name = "topsheet"

    def __init__(self, path: str) -> None:
        super().__init__({"BOOK": path, "AGGREGATE_CACHE_MAXSIZE": "500", "DEEPCOPY_FROM_AGGREGATE_CACHE": "n"})

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what was given: the library would let any process variable redirect the book."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> Factory:
        """Our factory, without a lookup by name."""
        return Factory(env)

    def import_events(self, entries: Sequence[Entry], *, terms: Terms) -> Sequence[int]:
        """Record many entries in one transaction: the checks, guards, claims and bytes of `save`, without its per-event objects."""
        was_looking = gc.isenabled()
        gc.disable()  # so many live objects are looked through again and again, and none of them is garbage
        try:
            stored = [self.mapper.to_stored_event(entry) for entry in entries]
            positions = self.recorder.insert_events(stored, terms=terms)
        finally:
            if was_looking:
                gc.enable()
        assert positions is not None
        return positions
