"""The audit trail, approvals and issued reports: events in, rows out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ledger.aggregates.authority import AUTHORITY, AuthorityGranted
from ledger.aggregates.cost_report import COLUMNS, COST_REPORT, CostReportAcknowledged, CostReportIssued
from ledger.aggregates.party import PARTY, CompanyRegistered
from ledger.aggregates.period import PERIOD, PeriodCutOff
from ledger.aggregates.production import PRODUCTION, PhotographyStarted, ProductionGreenlit
from ledger.entry import Evidence
from tests.projections.books import budgeted, cost, draw, eur, hire, invoice, line, march, order, overage, reallocate
from tests.window import Written


def report(number: int, supersedes: int | None = None) -> CostReportIssued:
    totals = {column: eur(number) for column in COLUMNS}
    return CostReportIssued(number=number, period="2021-W09", position=4, as_of=march(7), root="a" * 64, projection="0" * 64,
                            report_sha256="0" * 64, totals=totals, supersedes=supersedes)  # fmt: skip


def test_the_trail_has_one_row_for_each_entry() -> None:
    written = Written()
    written.write(PRODUCTION, "main", ProductionGreenlit(), march(1), by="P-0002", grant="A-0001")
    written.write(PRODUCTION, "main", PhotographyStarted(day=march(1)), march(1))
    shown = Evidence(sha256="0" * 64, bytes=3, title="call sheet")
    written.entries[1] = replace(written.entries[1], evidence=(shown,), corrects=(1,))
    at = datetime(2026, 1, 1, 1)  # noqa: DTZ001 (rows hold UTC without saying so)
    assert written.rows("audit_trail", names={"P-0002": "Ana Ruiz"}) == [
        (1, at, march(1), "P-0002", "Ana Ruiz", "P-0002", "Ana Ruiz", "A-0001", None, None, "production/main", "production", "main", 1,
         "ProductionGreenlit", 0, [], False, True, None, None, None, False),
        (2, at.replace(hour=2), march(1), "P-0001", "P-0001", None, None, None, None, None, "production/main", "production", "main", 2,
         "PhotographyStarted", 1, [1], False, True, None, None, None, False),
    ]  # fmt: skip


def test_an_entry_is_back_dated_by_the_day_of_the_books_own_time_zone() -> None:
    written = Written()
    for key, at in (("C-1", "2026-01-01T22:59:59.999999Z"), ("C-2", "2026-01-01T23:00:00.000000Z")):
        draw(written, key, date(2026, 1, 1), "3500", 1)
        written.entries[-1] = replace(written.entries[-1], at=at)
    assert written.rows("audit_trail", "key", "back_dated") == [("C-1", False), ("C-2", True)]


def test_an_invoice_is_late_when_its_day_was_closed_before_it_was_recorded() -> None:
    written = budgeted()
    invoice(written, "I-0001", march(5), cost("3500", 10))
    written.write(PERIOD, "2021-W09", PeriodCutOff(ends=march(7)), march(8))
    invoice(written, "I-0002", march(9), cost("3500", 10), dated=march(7))
    invoice(written, "I-0003", march(9), cost("3500", 10), dated=march(8))
    late = [(key, name) for key, name, late in written.rows("audit_trail", "key", "name", "late") if late]
    assert late == [("I-0002", "InvoiceEntered"), ("I-0002", "InvoicePosted")]
    assert written.rows("invoices", "invoice", "late") == [("I-0001", False), ("I-0002", True), ("I-0003", False)]


def test_an_issued_report_closes_its_days_too() -> None:
    written = budgeted()
    written.write(COST_REPORT, "CR-0001", report(1), march(8))
    invoice(written, "I-0001", march(9), cost("3500", 10), dated=march(6))
    assert written.rows("closings") == [(5, march(8), march(7), march(7))]
    assert written.rows("late_entries", "document", "dated", "closed") == [("invoice/I-0001", march(6), march(7))] * 2


def test_approvals_measure_a_decision_as_its_authority_did() -> None:
    written = budgeted()
    written.write(AUTHORITY, "A-0001", AuthorityGranted(party="P-0001", role="producer", limit=eur(5_000), starts=march(1)), march(1))
    order(written, "PO-0001", march(2), line("3320", 1_000), line("3500", 500, 2), grant="A-0001")
    order(written, "PO-0001", march(3), line("3320", 250), grant="A-0001", over_budget=True)
    hire(written, "E-0001", march(3), line("3310", 4_000), grant="A-0001")
    reallocate(written, "R-0001", march(4), a1100=-70, a3320=50, a3500=20)
    draw(written, "C-0001", march(4), "3500", 30)
    overage(written, "O-0001", march(4), "3500", 40)
    invoice(written, "I-0001", march(5), cost("3320", 100, currency="USD", book=92), rate="0.9155")
    granted = [replace(entry, authority=written.entries[6].authority) for entry in written.entries[10:]]
    written.entries[10:] = granted
    columns = ("entry", "document", "what", "grant_key", "limit", "amount", "over_budget")
    assert [row[1:] for row in written.rows("approvals", *columns) if row[2] not in ("invoice entered", "invoice posted")] == [
        ("purchase-order/PO-0001", "purchase order approved", "A-0001", 5_000, 1_500, False),
        ("purchase-order/PO-0001", "purchase order approved", "A-0001", 5_000, 1_750, True),
        ("engagement/E-0001", "person engaged", "A-0001", 5_000, 4_000, False),
        ("reallocation/R-0001", "budget reallocated", "A-0001", 5_000, 70, False),
        ("draw/C-0001", "contingency drawn", "A-0001", 5_000, 30, False),
        ("overage/O-0001", "overage approved", "A-0001", 5_000, 40, False),
        ("invoice/I-0001", "invoice approved", "A-0001", 5_000, eur("91.55").amount, False),
    ]


def test_cost_reports_say_what_supersedes_them_and_who_acknowledged_them() -> None:
    written = budgeted()
    written.write(PARTY, "P-0003", CompanyRegistered(name="Harbour Network", kind="broadcaster"), march(1))
    written.write(COST_REPORT, "CR-0001", report(1), march(8))
    written.write(COST_REPORT, "CR-0001", CostReportAcknowledged(financier="P-0003"), march(9))
    written.write(COST_REPORT, "CR-0002", report(2, supersedes=1), march(9))
    assert written.rows("cost_reports") == [
        (1, "2021-W09", march(7), 4, 6, march(8), 1, 1, 1, "under", 2, "Harbour Network", "a" * 64),
        (2, "2021-W09", march(7), 4, 8, march(9), 2, 2, 2, "under", None, "", "a" * 64),
    ]
    assert written.rows("party_list") == [("P-0003", "Harbour Network", "company", "broadcaster", None, None, None, "")]
