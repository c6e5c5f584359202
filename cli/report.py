"""topsheet report: every view of the book, one command each, under the view's own name."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.language import language_option, spoken
from cli.options import reader
from cli.reports import grain_of

if TYPE_CHECKING:
    from ledger.log import States
    from ledger.projections import Session

REPORTS = {
    "cost-report": "cost_report",
    "top-sheet": "top_sheet",
    "budget": "budget",
    "budget-detail": "budget_detail",
    "budget-history": "budget_history",
    "versions": "versions",
    "open-purchase-orders": "open_purchase_orders",
    "open-engagements": "open_engagements",
    "purchase-orders": "purchase_orders",
    "engagements": "engagements",
    "invoices": "invoices",
    "payables": "payables",
    "payments": "payments",
    "receipts": "receipts",
    "cash": "cash",
    "contingency-movement": "contingency_movement",
    "expense-list": "expense_list",
    "balance": "balance",
    "exchange-rounding": "exchange_rounding",
    "efc-changes": "efc_changes",
    "efc-changes-by-cause": "efc_changes_by_cause",
    "early-warnings": "early_warnings",
    "payrolls": "payrolls",
    "payroll-register": "payroll_register",
    "credit-notes": "credit_note_list",
    "accruals": "accruals",
    "open-accruals": "open_accruals",
    "advances": "advances",
    "advances-by-holder": "advances_by_holder",
    "envelopes": "envelopes",
    "account-balances": "account_balances",
    "spend-by-account": "spend_by_account",
    "spend-by-vendor": "spend_by_vendor",
    "spend-by-person": "spend_by_person",
    "spend-by-period": "spend_by_period",
    "run-rates": "run_rates",
    "flags": "flags",
    "schedule": "schedule",
    "one-liner": "one_liner",
    "unplaced-scenes": "unplaced_scenes",
    "phases": "phases",
    "days-off": "days_off",
    "schedule-changes": "schedule_changes",
    "schedule-revisions": "schedule_revisions",
    "production-reports": "production_reports",
    "scene-progress": "scene_progress",
    "shooting-progress": "shooting_progress",
    "day-times": "day_times",
    "dood": "dood",
    "dood-totals": "dood_totals",
    "hot-cost": "hot_costs",
    "finance-plan": "finance_plan",
    "source-terms": "source_terms",
    "finance-plans": "finance_plans",
    "coproduction": "coproduction",
    "coproduction-costs": "coproduction_costs",
    "country-costs": "country_costs",
    "account-classes": "account_classes",
    "scheme-costs": "scheme_costs",
    "eligible-costs": "eligible_costs",
    "incentive-estimate": "incentive_estimate",
    "incentive-steps": "incentive_steps",
    "aid-intensity": "aid_intensity",
    "allocations": "allocations",
    "cost-allocation": "cost_allocation",
    "source-allocations": "source_allocations",
    "tranches": "tranches",
    "conditions": "conditions",
    "cash-flow": "cash_flow",
    "cash-flow-items": "cash_flow_items",
    "sufficiency": "sufficiency",
    "undrawn-funds": "undrawn_funds",
    "recoverable-tax": "recoverable_tax",
    "tax-withheld": "tax_withheld",
    "costs-to-come": "costs_to_come",
    "cash-terms": "cash_terms",
    "calendar": "calendar",
    "guarantor-week": "guarantor_week",
    "documents-missing": "documents_missing",
    "schedule-standing": "schedule_standing",
    "rule-packs": "rule_packs",
    "rule-consents": "rule_consents",
    "declarations": "declared",
    "periods": "periods",
    "cost-reports": "cost_reports",
    "variance-notes": "variance_notes",
    "unexplained-variances": "unexplained_variances",
    "proposals": "proposals",
    "approvals": "approvals",
    "seconded-decisions": "seconded_decisions",
    "split-orders": "split_orders",
    "bank-changes": "bank_changes",
    "own-requests": "own_requests",
    "actors": "actors",
    "grants": "grants",
    "parties": "party_list",
    "related-parties": "related_parties",
    "access": "access",
    "packs-given": "packs_given",
    "checkpoints-given": "checkpoints_given",
}
EXPLAINED = {"budget_history", "contingency_movement"}  # their rows are entries, whose words are fetched from the book
WHOLE = {"cost_report", "top_sheet"}
SPARSE = {"cash_flow", "sufficiency"}  # people are shown no column of theirs that says nothing in any row
LAID_OUT = {"dood": "cli.dood", "hot-cost": "cli.hot_cost", "guarantor-week": "cli.guarantor_week"}  # reports with a page of their own
ALIASES = {"cost": "cost-report"}


class Reports(click.Group):
    """One command for each view; its help is the view's own first line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(REPORTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = ALIASES.get(cmd_name, cmd_name)
        if name in LAID_OUT:
            laid_out: click.Command = import_module(LAID_OUT[name]).command
            return laid_out
        return _command(name, REPORTS[name]) if name in REPORTS else None


@click.group("report", cls=Reports)
def command() -> None:
    """Every view of the book, now or as of any day."""


def _command(name: str, view: str) -> click.Command:
    def show(book: str | None, as_of: date | None, known: str | None, form: str, **options: Any) -> None:
        from cli.window import opened

        xlsx, ics, period = options.pop("xlsx", None), options.pop("ics", None), options.pop("period", None)
        if ics:
            from cli.calendar_export import written as exported
            from cli.files_out import place

            path = place(ics, form, option="--ics", suffix=".ics", what="calendar")
            with opened(book, known, as_of) as (_, session):
                click.echo(exported(session, path))
            return
        if xlsx:
            from cli.files_out import place
            from cli.workbook import written

            path = place(xlsx, form, option="--xlsx", suffix=".xlsx", what="workbook")
            with opened(book, known, as_of, period=period) as (_, session):
                click.echo(written(session, path, sections=options["sections"]))
            return
        with opened(book, known, as_of, period=period) as (log, session):
            click.echo(rendered(session, name, view, form, log=log, **options), nl=form != "parquet")

    function = reader(language_option(show))
    if view == "cost_report":
        function = click.option("--xlsx", type=click.Path(path_type=Path), metavar="FILE", help="Write a workbook with live formulas.")(
            function
        )
    if view == "calendar":
        function = click.option("--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write it as iCalendar.")(function)
    if view in WHOLE:
        function = click.option("--period", metavar="PERIOD", help="As of the last day of this period, and its period's cost.")(function)
        function = click.option("--sections", is_flag=True, help="Only the sections and the totals.")(function)
        function = click.option("--cents", is_flag=True, help="Print cents instead of whole units.")(function)
    return click.command(name, help=grain_of(view))(function)


def rendered(
    session: Session, name: str, view: str, form: str, *, cents: bool = False, sections: bool = False, log: States | None = None
) -> str | bytes:
    """A view in the form that was asked for, with its header when it is for people."""
    from cli.render import as_csv, as_json, table
    from cli.reports import about, header, notes
    from ledger.labels.language import ENGLISH
    from ledger.reports.digits import own

    if form == "parquet":
        return session.parquet(view)
    language = spoken()
    columns, rows = session.view(view)
    if form == "table":
        rows = language.rows(view, columns, rows)
    hidden = [columns.index(column) for column in ("kind", "section") if column in columns and view in WHOLE]
    if hidden and sections:
        rows = [row for row in rows if row[hidden[0]] not in ("account", "category")]
    strong = [bool(hidden) and row[hidden[0]] not in ("account", "category") for row in rows]
    empty = {i for i in range(len(columns)) if form == "table" and view in SPARSE and not any(row[i] for row in rows)}
    kept = [i for i in range(len(columns)) if i not in hidden and i not in empty]
    columns, rows = [columns[i] for i in kept], [tuple(row[i] for i in kept) for row in rows]
    if log and view in EXPLAINED:
        held = {position: json.loads(state) for position, state in log.states([row[0] for row in rows]).items()}
        words = [(held[row[0]].get("reason", ""), ", ".join(e["title"] for e in held[row[0]].get("evidence", ()))) for row in rows]
        last = columns.index("evidence")
        columns = [*columns[:last], "reason", "evidence", *columns[last + 1 :]]
        rows = [(*row[:last], *told, *row[last + 1 :]) for row, told in zip(rows, words, strict=True)]
    scale = session.about.scale
    rows = own(view, columns, rows, scale)
    if form == "csv":
        return as_csv(columns, rows, scale)
    if form == "json":
        return as_json(columns, rows, scale, about(session))
    whole = view in WHOLE and not cents
    columns, shown = for_people(session, columns, rows)
    heads, nothing = [language.column(name, view) for name in columns], language.text("line.nothing", "Nothing to show.")
    body = table(heads, shown, scale=scale, whole=whole, strong=[] if sections else strong, nothing=nothing, wrap=language != ENGLISH)
    below = notes(name, whole=whole)
    return "\n".join([header(session, name), "", body, *([""] if below else []), *below])


def short(stream: Any) -> Any:
    """A document as people say it: PO-0042 of purchase-order/PO-0042."""
    kind, _, key = str(stream or "").partition("/")
    return kind.replace("-", " ") if key == "main" else key or kind


def for_people(session: Session, columns: list[str], rows: list[tuple[Any, ...]]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """A view as people read it: documents and parties by name, times in the book's zone."""
    return columns, _local(_named(session, columns, rows), session.about.timezone)


def _named(session: Session, columns: list[str], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Parties by name where a view holds their ids alone."""
    streams = [i for i, column in enumerate(columns) if column in ("document", "order")]
    rows = [tuple(short(value) if i in streams else value for i, value in enumerate(row)) for row in rows] if streams else rows
    shown = [
        i for i, column in enumerate(columns) if column in ("party", "financier", "stands_for", "decider", "proposed_by", "decided_by")
    ]
    if not shown or {"vendor", "person", "name", "holder"} & set(columns):
        return rows
    names = {row["party"]: row["name"] for row in session.records("party_names")}
    return [tuple(names.get(value, value) if i in shown else value for i, value in enumerate(row)) for row in rows]


def _local(rows: list[tuple[Any, ...]], timezone: str) -> list[tuple[Any, ...]]:
    """Recorded times in the book's zone, as the header says."""
    from cli.reports import local

    return [tuple(local(value.replace(tzinfo=UTC), timezone) if isinstance(value, datetime) else value for value in row) for row in rows]
