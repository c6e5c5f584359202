"""The kinds of document, in the order in which a production meets them; each is one file with its whole life."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ledger.aggregate import Aggregate
from ledger.errors import Unreadable

KINDS = (
    "book",
    "party",
    "bank-details",
    "retention",
    "authority",
    "second",
    "actor",
    "signature",
    "production",
    "budget",
    "reallocation",
    "overage",
    "draw",
    "estimate",
    "source",
    "finance-plan",
    "coproducer",
    "cash",
    "scheme",
    "allocation",
    "place",
    "schedule",
    "shoot-day",
    "engagement",
    "purchase-order",
    "invoice",
    "payroll",
    "accrual",
    "advance",
    "period",
    "cost-report",
    "variance",
    "proposal",
    "rule-pack",
    "declaration",
    "access",
    "pack",
    "log-key",
    "checkpoint",
)


def aggregate_of(kind: str) -> Aggregate[Any]:
    """The aggregate of this kind, from the closed list. A stored name never becomes an import path. Raises Unreadable."""
    if kind not in KINDS:
        raise Unreadable(f"{kind!r} is not a kind of document that this version of Topsheet knows.")
    name = kind.replace("-", "_")
    found = getattr(import_module(f"ledger.aggregates.{name}"), name.upper())
    assert isinstance(found, Aggregate)
    return found
