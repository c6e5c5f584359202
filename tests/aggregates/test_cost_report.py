"""Reports that freeze what they say."""

from datetime import date
from typing import Any

from ledger.aggregates.cost_report import COLUMNS, COST_REPORT, CostReportAcknowledged, CostReportIssued, Note, acknowledge, issue
from ledger.aggregates.period import Period
from ledger.event import Claim
from ledger.money import Money
from tests.given import given

FIGURES = (100, 300, 200, 500, 400, 900, 1000, 0, 0, 50, 1050, 150)
TOTALS: dict[str, Money] = {column: Money.minor(figure * 100, "USD") for column, figure in zip(COLUMNS, FIGURES, strict=True)}
CUT_OFF = Period(starts=date(2021, 3, 1), ends=date(2021, 3, 7), cut_off=True)
NOTES = (Note(account="3300", text="two more cranes"),)
FIELDS: dict[str, Any] = {
    "number": 1, "period": "2021-W09", "position": 41, "as_of": date(2021, 3, 7), "root": "a" * 64, "projection": "b" * 64,
    "report_sha256": "c" * 64, "totals": TOTALS, "notes": NOTES,
}  # fmt: skip
ISSUED = CostReportIssued(**FIELDS)
FIELDS["on"] = date(2021, 3, 8)


def test_a_report_freezes_its_window_its_root_its_digests_and_its_totals() -> None:
    given(COST_REPORT).when(issue, **FIELDS, days=CUT_OFF).then(ISSUED)
    assert ISSUED.dates() == {"issued": "2021-03-07", "cut_off": "2021-03-07"}
    assert tuple(ISSUED.claims()) == (Claim("cost reports", "1"),)


def test_the_sentence_says_the_final_cost_and_which_side_of_the_budget_it_is() -> None:
    over = {**TOTALS, "variance": Money.minor(-15000, "USD")}
    said = "issued cost report 1 of 2021-W09 as of 2021-03-07 at entry 41: final cost 900.00 USD, 150.00 USD"
    assert [ISSUED.sentence(), ISSUED.model_copy(update={"totals": over}).sentence()] == [f"{said} under", f"{said} over"]


def test_a_report_is_issued_once_and_after_the_cut_off() -> None:
    open_days = CUT_OFF.model_copy(update={"cut_off": False})
    given(COST_REPORT, ISSUED).when(issue, **FIELDS, days=CUT_OFF).refuses("Cost report 1 is already issued as of 2021-03-07", "supersedes")
    given(COST_REPORT).when(issue, **FIELDS, days=open_days).refuses("2021-W09 is not cut off", "topsheet period cut-off 2021-W09")
    given(COST_REPORT).when(issue, **{**FIELDS, "as_of": date(2021, 3, 6)}, days=CUT_OFF).refuses("2021-03-07", "2021-03-06")
    given(COST_REPORT).when(issue, **{**FIELDS, "on": date(2021, 3, 7)}, days=CUT_OFF).refuses("as of 2021-03-07 and issued on 2021-03-07")


def test_totals_that_do_not_tie_are_refused_with_both_figures() -> None:
    wrong = Money.minor(1, "USD")
    made = {"total": "500.00 USD", "efc": "900.00 USD", "final": "1,050.00 USD", "variance": "150.00 USD"}
    for column, figure in made.items():
        asked = {**FIELDS, "totals": {**TOTALS, column: wrong}}
        given(COST_REPORT).when(issue, **asked, days=CUT_OFF).refuses(f"The report's {column} is 0.01 USD", figure)


def test_a_report_without_one_of_its_columns_is_refused() -> None:
    few = {column: TOTALS[column] for column in COLUMNS if column != "etc"}
    given(COST_REPORT).when(issue, **{**FIELDS, "totals": few}, days=CUT_OFF).refuses("A cost report has the totals", "etc")


def test_a_financiers_person_acknowledges_it_once() -> None:
    acknowledged = CostReportAcknowledged(financier="P-0009")
    given(COST_REPORT, ISSUED).when_named(acknowledge, "CR-0001", financier="P-0009", acts_for="P-0009").then(acknowledged)
    again = given(COST_REPORT, ISSUED, acknowledged).when_named(acknowledge, "CR-0001", financier="P-0009", acts_for="P-0009")
    again.refuses("CR-0001 is already acknowledged for P-0009")


def test_nobody_else_acknowledges_it() -> None:
    given(COST_REPORT, ISSUED).when_named(acknowledge, "CR-0001", financier="P-0009", acts_for=None).refuses(
        "P-0009", "acts for no financier"
    )
    given(COST_REPORT, ISSUED).when_named(acknowledge, "CR-0001", financier="P-0009", acts_for="P-0008").refuses(
        "P-0009", "acts for P-0008"
    )
