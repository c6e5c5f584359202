"""Places: where a cost line, or an account, is spent."""

from typing import Any

import pytest

from ledger.aggregates.account import Account
from ledger.aggregates.place import PLACE, AccountPlaced, CostPlaced, Place, place_accounts, place_cost
from ledger.aggregates.scheme import CostDocument
from ledger.errors import AlreadyDone, Unknown
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
    after = given(PLACE).when(lambda: place_accounts({}, CHART, account="03", country="FR")[0]).then(CREW)
    assert after.state.account == ("FR", None)
    known = {"03": after.state}
    assert place_accounts(known, CHART, account="03", country="ES") == [CREW.model_copy(update={"country": "ES"})]
    with pytest.raises(AlreadyDone, match="Account 03 is placed in FR already"):
        place_accounts(known, CHART, account="03", country="FR")
    with pytest.raises(Unknown, match="There is no account 04 in the chart"):
        place_accounts(known, CHART, account="04", country="FR")


def test_a_category_places_its_accounts_that_have_no_place() -> None:
    """06 is the category of 0601 and 0602, and an account of its own besides."""
    trucks = {code: CHART["03"].model_copy(update={"code": code, "category": "06"}) for code in ("06", "0601", "0602")}
    elsewhere = {"0601": Place(account=("FR", None))}
    assert [one.account for one in place_accounts(elsewhere, trucks, account="06", country="ES")] == ["06", "0602"]
    everywhere = {code: Place(account=("ES", None)) for code in trucks} | elsewhere
    assert [one.account for one in place_accounts(everywhere, trucks, account="06", country="PT")] == ["06"]
    with pytest.raises(AlreadyDone, match="Every account of category 06 has a place already: 06 in ES, 0601 in FR, 0602 in ES"):
        place_accounts(everywhere, trucks, account="06", country="ES")
