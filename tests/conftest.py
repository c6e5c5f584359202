"""What all tests share: the option that rewrites documents, the count of what runs in them, and programs that pip does not have."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests import scenario

MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108  # a folder of the system, where it has one
OUTSIDE = {  # marker: the program, and the Debian package that has it
    "libreoffice": ("soffice", "libreoffice-calc"),
    "openssl": ("openssl", "openssl"),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test of an outside program is skipped aloud where there is none, and fails where .ci/run says that it must run."""
    for marker, (program, package) in OUTSIDE.items():
        if item.get_closest_marker(marker) and not shutil.which(program):
            said = f"NOT TESTED: {program} is not installed. apt-get install {package}"
            if marker in os.environ.get("TOPSHEET_REQUIRE", "").split():
                pytest.fail(said)
            pytest.skip(said)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the outputs that documents show")


def pytest_configure() -> None:
    """Books of tests lie in memory where there is room: they are written thousands of times, each time down to the disk."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    scenario.keep_demonstrations()


def pytest_report_header() -> str:
    documents = scenario.documents()
    run = ", ".join(f"{d.name} {d.commands}" for d in documents if d.commands)
    not_run = ", ".join(f"{d.name} {d.not_run}" for d in documents if d.not_run)
    return f"documents, commands run: {run or 'none'}; blocks not run: {not_run or 'none'}"
