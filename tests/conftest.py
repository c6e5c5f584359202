"""What all tests share: the option that rewrites documents, and the count of what runs in them."""

from __future__ import annotations

import pytest

from tests import scenario


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the outputs that documents show")


def pytest_report_header() -> str:
    documents = scenario.documents()
    run = ", ".join(f"{d.name} {d.commands}" for d in documents if d.commands)
    not_run = ", ".join(f"{d.name} {d.not_run}" for d in documents if d.not_run)
    return f"documents, commands run: {run or 'none'}; blocks not run: {not_run or 'none'}"
