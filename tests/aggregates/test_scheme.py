"""Schemes: classes of accounts, and of single cost lines."""

from ledger.aggregates.scheme import SCHEME, CostClassed, SchemeClassesSet, class_cost, set_classes
from ledger.money import Money
from tests.given import given

CHART = ("01", "02", "11")
SET = SchemeClassesSet(classes={"02": "personnel", "11": "overheads"})
CLASSED = CostClassed(document="invoice/I-0004", line=2, cost_class="overheads")
LINES = {1: ("02", Money.parse("10.00", "EUR")), 2: ("11", Money.parse("5.00", "EUR"))}


def test_accounts_of_the_chart_are_put_in_classes() -> None:
    given(SCHEME).when(lambda: set_classes("ICAA", None, SET.classes, chart=CHART)).then(SET)
    again = SchemeClassesSet(classes={"11": "excluded"})
    more = given(SCHEME, SET).when_named(set_classes, "ICAA", again.classes, chart=CHART).then(again)
    assert more.state.classes == {"02": "personnel", "11": "excluded"}
    given(SCHEME, SET).when_named(set_classes, "ICAA", SET.classes, chart=CHART).refuses(
        "ICAA classes 2 accounts", "so already. topsheet report account-classes lists them"
    )
    given(SCHEME, SET).when_named(set_classes, "ICAA", {"12": "publicity"}, chart=CHART).refuses(
        "ICAA cannot class account 12: the chart has none", "Near it are 11"
    )
    given(SCHEME, SET).when_named(set_classes, "ICAA", {}, chart=CHART).refuses(
        "Say what ICAA", "puts where: a file of account and class, or --line ACCOUNT CLASS"
    )


def test_a_cost_line_is_put_in_a_class_of_its_own() -> None:
    asked = {"document": "invoice/I-0004", "lines": LINES, "cost_class": "overheads"}
    after = given(SCHEME, SET).when_named(class_cost, "ICAA", line=2, **asked).then(CLASSED)
    assert after.state.lines == {("invoice/I-0004", 2): "overheads"}
    given(SCHEME, SET, CLASSED).when_named(class_cost, "ICAA", line=2, **asked).refuses(
        "ICAA has line 2 of I-0004 as overheads", " already. Give another class."
    )
    given(SCHEME, SET).when_named(class_cost, "ICAA", line=3, **asked).refuses(
        "I-0004 has no cost on a line 3", "1 (02, 10.00 EUR net), 2 (11, 5.00 EUR net)"
    )
    given(SCHEME, SET).when_named(class_cost, "ICAA", line=1, **{**asked, "lines": {}}).refuses("none, for it is not posted")


def test_many_accounts_are_told_in_short() -> None:
    told = SchemeClassesSet(classes={f"{n}": "personnel" for n in range(10, 16)}).sentence()
    assert told == "classed 10 as personnel, 11 as personnel, 12 as personnel, 13 as personnel and 2 accounts more"
