"""Which retention rules apply to a production."""

from ledger.aggregates.retention import RETENTION, RetentionChosen, choose
from ledger.retention import rules
from tests.given import given

EVERY = {rule.regime for rule in rules()}


def test_regimes_are_chosen_and_chosen_anew() -> None:
    chosen = RetentionChosen(regimes=("es", "eu-grant"))
    after = given(RETENTION).when(choose, regimes=["eu-grant", "es", "es"], every=EVERY).then(chosen)
    assert after.state.regimes == ("es", "eu-grant")
    given(RETENTION, chosen).when(choose, regimes=["us"], every=EVERY).then(RetentionChosen(regimes=("us",)))
    given(RETENTION, chosen).when(choose, regimes=["es", "eu-grant"], every=EVERY).refuses("already that of es, eu-grant")


def test_a_regime_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    given(RETENTION).when(choose, regimes=["fr", "es"], every=EVERY).refuses("no retention of fr", "es-film-credit", "general")


def test_every_rule_has_a_source_a_certainty_and_a_day() -> None:
    days = {"last entry", "year end", "last named", "last receipt", "delivery"}
    for rule in rules():
        assert rule.certainty in {"A", "B", "C"} and rule.source and rule.says and 3 <= rule.years <= 10
        assert {*rule.starts} <= days | {"cost_filed", "icaa_grant"}
