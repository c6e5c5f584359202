"""A zip whose bytes are its content alone: members in the order in which they are written, each of the first day that a zip knows.

Written in one pass to a file that can be sought in; every member is hashed as it goes by.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

BEGINNING = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
UNIX = 3
PACKED = (".parquet", ".xlsx")
"""What is compressed by itself."""


@dataclass
class Archive:
    """A zip in the making. `large` makes room for members beyond 2 GiB, in every member alike."""

    file: BinaryIO
    large: bool = False
    files: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED)

    def add(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """One member, whole or piece by piece."""
        info = zipfile.ZipInfo(path, BEGINNING)
        info.external_attr, info.create_system = PLAIN_FILE, UNIX
        info.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) or path.startswith("evidence/") else zipfile.ZIP_DEFLATED
        digest, size = sha256(), 0
        with self.zip.open(info, "w", force_zip64=self.large) as member:
            for piece in (content,) if isinstance(content, bytes) else content:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.files.append({"bytes": size, "path": path, "sha256": digest.hexdigest()})

    def close(self) -> None:
        """Write what a reader finds the members by."""
        self.zip.close()
