"""What the tests of the verifier share: a book of seven entries, and what the verifier prints of a pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.proof import topsheet_verify as verifier
from tests.verifier.handmade import Handmade

Says = Callable[..., tuple[int, str]]


@pytest.fixture
def book() -> Handmade:
    return Handmade().orders(6)


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    """Runs the command; returns the exit code and everything that it printed."""

    def run(pack: Path, *words: Any) -> tuple[int, str]:
        try:
            code = verifier.main([str(pack), *map(str, words)])
        except SystemExit as left:  # argparse leaves by itself
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out + err

    return run
