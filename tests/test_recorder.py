"""The library's own recorder test cases, run against our recorder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import TestCase
from uuid import UUID, uuid4

from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from ledger.store import sqlite


class InAFile:
    """A recorder over a new book file, with text ids."""

    def new_originator_id(self) -> UUID | str:
        return f"test/{uuid4()}"

    def create_recorder(self) -> sqlite.SQLiteRecorder:
        folder = tempfile.TemporaryDirectory()
        assert isinstance(self, TestCase)
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "test.book"
        sqlite.create(str(path))
        recorder = sqlite.SQLiteRecorder(str(path))
        self.addCleanup(recorder.close)
        return recorder


class TestApplicationRecorder(InAFile, ApplicationRecorderTestCase[sqlite.SQLiteRecorder]):
    """Insert, select, conflict, contiguous positions, ten threads, and a subscription."""

    def test_subscription(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleaving(InAFile, NonInterleavingNotificationIDsBaseCase):
    """Two writers' batches do not mix."""


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
