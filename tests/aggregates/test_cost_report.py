"""Reports that freeze what they say."""

from datetime import date
from typing import Any

from ledger.aggregates.cost_report import (
    COLUMNS,
    COST_REPORT,
    AccountFigure,
    Cell,
    CostReportAcknowledged,
    CostReportDifferenceResolved,
    CostReportIssued,
    Note,
    Unexplained,
    acknowledge,
    issue,
    resolve,
)
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


FROZEN = [AccountFigure(account="3300", efc=TOTALS["efc"], variance=TOTALS["variance"])]


def test_a_report_freezes_where_each_account_stands_and_its_accounts_make_its_totals() -> None:
    nothing = AccountFigure(account="3500", efc=Money.zero("USD"), variance=Money.zero("USD"))
    issued = ISSUED.model_copy(update={"figures": tuple(FROZEN)})
    given(COST_REPORT).when(issue, **FIELDS, days=CUT_OFF, figures=[*FROZEN, nothing]).then(issued)
    given(COST_REPORT).when(issue, **FIELDS, days=CUT_OFF, figures=FROZEN * 2).refuses("The report's efc is 900.00 USD", "1,800.00 USD")


def test_a_note_is_on_an_account_of_the_report_and_there_is_one_for_each() -> None:
    twice = {**FIELDS, "notes": NOTES * 2}
    given(COST_REPORT).when(issue, **twice, days=CUT_OFF, figures=FROZEN).refuses("Two notes are on one account")
    elsewhere = {**FIELDS, "notes": (Note(account="9999", text="a word"),)}
    given(COST_REPORT).when(issue, **elsewhere, days=CUT_OFF, figures=FROZEN).refuses("There is no account 9999 in the cost report")


def test_every_account_beyond_the_threshold_is_named_with_its_figures_and_the_command() -> None:
    usd = Money.minor
    beyond = [Unexplained("3500", usd(-2360500, "USD"), usd(744600, "USD"), usd(500000, "USD")),
              Unexplained("3600", usd(700000, "USD"), None, usd(500000, "USD"))]  # fmt: skip
    given(COST_REPORT).when(issue, **FIELDS, days=CUT_OFF, unexplained=beyond).refuses(
        "2021-W09 is not issued: 2 accounts beyond the threshold without a note that explains it.",
        "3500: 23,605.00 USD over, 7,446.00 USD more than last reported; the threshold is 5,000.00 USD",
        'topsheet variance note 3500 "WHY" --variance -23605.00 --on 2021-03-07',
        "3600: 7,000.00 USD under; the threshold is 5,000.00 USD",
        'Or with the report: topsheet cost-report issue 2021-W09 --note 3500 "WHY" --note 3600 "WHY"',
    )


def test_reports_follow_each_other() -> None:
    given(COST_REPORT).when(issue, **FIELDS, days=CUT_OFF, stated=date(2021, 3, 14)).refuses(
        "2021-W09 would be stated as of 2021-03-07, and a cost report of 2021-03-14 is issued: reports follow each other"
    )


def test_a_cell_that_is_made_otherwise_is_resolved_once() -> None:
    two = [Cell(row="3300", column="ETC", issued="100.00", now="100.01"), Cell(row="3400", column="ETC", issued="5.00", now="6.00")]
    one = CostReportDifferenceResolved(cells=(two[0],))
    both = "resolved what differs: ETC of 3300 was issued as 100.00 and is now 100.01 and 1 other cell"
    assert CostReportDifferenceResolved(cells=tuple(two)).sentence() == both
    others: dict[str, Any] = {"issued_by": {"P-0002", "P-0003"}, "resolves": {"P-0004"}}
    given(COST_REPORT, ISSUED).when_named(resolve, "CR-0001", cells=two[:1], **others).then(one)
    given(COST_REPORT, ISSUED, one).when_named(resolve, "CR-0001", cells=two, **others).then(CostReportDifferenceResolved(cells=(two[1],)))
    given(COST_REPORT, ISSUED, one).when_named(resolve, "CR-0001", cells=two[:1], **others).refuses(
        "says in every cell what it was issued as", "nothing to answer"
    )
    given(COST_REPORT, ISSUED, one).when_named(resolve, "CR-0001", cells=two, **{**others, "resolves": {"P-0004", "P-0003"}}).refuses(
        "P-0003 issued CR-0001 and does not answer what differs from it", "Let another person with authority on cost reports"
    )
