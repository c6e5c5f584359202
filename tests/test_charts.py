"""The charts of accounts that ship as data."""

from importlib.resources import files

import pytest

from ledger.aggregates.budget import BUDGET, adopt
from ledger.charts import chart, names
from ledger.errors import Unknown
from tests.given import given


@pytest.mark.parametrize("name", names())
def test_every_chart_can_be_adopted(name: str) -> None:
    adopted = adopt(chart=name, accounts=chart(name), currency="EUR")
    assert given(BUDGET, adopted).state.accounts.keys() == {account.code for account in chart(name)}


def test_the_charts_are_the_two_us_forms_and_the_icaa() -> None:
    assert names() == ("icaa", "us-feature", "us-tv")


def test_the_icaa_has_its_twelve_heads_and_says_which_labels_are_to_be_confirmed() -> None:
    assert [(a.code, a.name, a.to_confirm) for a in chart("icaa")] == [
        ("01", "Guión y música", False),
        ("02", "Personal artístico", False),
        ("03", "Equipo técnico", False),
        ("04", "Escenografía", False),
        ("05", "Estudios de rodaje y sonorización y varios de producción", True),
        ("06", "Maquinaria, rodaje y transportes", True),
        ("07", "Viajes, hoteles y comidas", True),
        ("08", "Película virgen", True),
        ("09", "Laboratorio", True),
        ("10", "Seguros y seguridad social", True),
        ("11", "Gastos generales", True),
        ("12", "Explotación, comercio y financieros", True),
    ]
    assert not any(a.contingency for a in chart("icaa"))


@pytest.mark.parametrize("name", ["us-feature", "us-tv"])
def test_a_us_chart_has_one_contingency_account_whose_code_is_to_be_confirmed(name: str) -> None:
    assert [(a.code, a.to_confirm) for a in chart(name) if a.contingency] == [("8300", True)]


def test_the_television_chart_has_every_account_of_the_pilot() -> None:
    rows = files("ledger").joinpath("examples/pilot/budget-v01.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {row.partition(",")[0] for row in rows if not row.startswith("TOTAL")}
    assert codes <= {account.code for account in chart("us-tv")} and {"1200", "3100", "5000", "6800", "8300"} <= codes


def test_an_unknown_chart_is_refused_with_the_charts_there_are() -> None:
    with pytest.raises(Unknown, match=r"called aicp\. There are: icaa, us-feature, us-tv"):
        chart("aicp")
