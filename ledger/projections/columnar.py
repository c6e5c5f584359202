"""Parquet, which DuckDB writes and reads as files: in a folder of their own that is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

import duckdb

from ledger.projections.kept import quoted


class Own:
    """The files of a session: each in a folder that is made for it, and the same one where a session may reach no other any more."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.folder: Path | None = None

    def shut(self) -> None:
        """Let no query reach a file but those of the session, whatever its text may say."""
        if self.folder is None:
            with TemporaryDirectory() as name:  # the name alone: the folder is there while a file is
                self.folder = Path(name)
            self.connection.execute(f"set allowed_directories = ['{quoted(self.folder)}']")
            self.connection.execute("set enable_external_access = false")

    def parquet(self, query: str) -> bytes:
        """The rows of a query as the bytes of a Parquet file."""
        with self._place() as folder:
            path = Path(folder) / "view.parquet"
            self.connection.execute(f"copy ({query}) to '{quoted(path)}' (format parquet)")
            return path.read_bytes()

    def rows(self, content: bytes) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The columns and rows of a Parquet file."""
        with self._place() as folder, NamedTemporaryFile(suffix=".parquet", dir=folder) as file:
            file.write(content)
            file.flush()
            result = self.connection.execute("select * from read_parquet(?)", [file.name])
            return [column[0] for column in result.description or ()], result.fetchall()

    @contextmanager
    def _place(self) -> Iterator[str]:
        if self.folder is None:
            with TemporaryDirectory() as name:
                yield name
            return
        self.folder.mkdir(mode=0o700)
        try:
            yield str(self.folder)
        finally:
            rmtree(self.folder)
