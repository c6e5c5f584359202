"""Between entries and the rows that the library stores: our names, our canonical bytes, nothing re-encoded."""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import Mapper, StoredEvent

from ledger.entry import Entry, read


class EntryMapper(Mapper[str]):
    """Maps an Entry to the library's StoredEvent and back; the topic is the event's stable name, never an import path."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The entry's stream, version, name and canonical state."""
        assert isinstance(domain_event, Entry)
        return StoredEvent(domain_event.stream, domain_event.version, domain_event.name, domain_event.state())

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The entry from its bytes. Raises Unreadable."""
        return read(str(stored_event.originator_id), stored_event.originator_version, stored_event.topic, stored_event.state)
