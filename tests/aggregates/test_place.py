"""Places: where a cost line, or an account, is spent."""

from typing import Any

from ledger.aggregates.account import Account
from ledger.aggregates.place import PLACE, AccountPlaced, CostPlaced, place_account, place_cost
from ledger.aggregates.scheme import CostDocument
from ledger.money import Money
from tests.given import given

BILL = CostDocument("payroll/PR-0001", {1: ("03", Money.parse("10.00", "EUR"))}, {})
IN_SPAIN = CostPlaced(document="payroll/PR-0001", line=1, country="ES", region="Canarias")
CHART = {"03": Account(code="03", name="Crew", category="03", category_name="Crew", section="production")}
CREW = AccountPlaced(account="03", country="FR")


def test_a_cost_line_is_placed() -> None:
    asked: dict[str, Any] = {"line": 1, "country": "ES"}
    given(PLACE).when(lambda: place_cost(None, BILL, **asked, region="Canarias")).then(IN_SPAIN)
    given(PLACE, IN_SPAIN).when(place_cost, BILL, **asked).then(IN_SPAIN.model_copy(update={"region": None}))
    given(PLACE, IN_SPAIN).when(place_cost, BILL, **asked, region="Canarias").refuses(
        "Line 1 of PR-0001 is placed in Canarias, ES", " already. Give another place."
    )
    given(PLACE, IN_SPAIN).when(place_cost, BILL, line=2, country="ES").refuses("PR-0001 has no cost on a line 2")


def test_an_account_is_placed() -> None:
    after = given(PLACE).when(lambda: place_account(None, CHART, account="03", country="FR")).then(CREW)
    assert after.state.account == ("FR", None)
    given(PLACE, CREW).when(place_account, CHART, account="03", country="FR").refuses("Account 03 is placed in FR already")
    given(PLACE, CREW).when(place_account, CHART, account="04", country="FR").refuses("There is no account 04 in the chart")
