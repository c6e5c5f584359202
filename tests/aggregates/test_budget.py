"""The budget: chart, lines and their arithmetic, lock and versions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from ledger.aggregates.account import Account
from ledger.aggregates.budget import (
    BUDGET,
    AccountAdded,
    BudgetChartAdopted,
    BudgetImported,
    BudgetLineRemoved,
    BudgetLineSet,
    BudgetLocked,
    BudgetVersionNamed,
    add_account,
    adopt,
    import_lines,
    lock,
    name_version,
    remove_line,
    set_line,
)
from ledger.aggregates.budget_line import BudgetLine, half_up, product, share
from ledger.errors import Misuse
from ledger.event import Move
from ledger.line import BudgetMove
from ledger.money import Money
from tests.given import given


def usd(amount: str) -> Money:
    return Money.parse(amount, "USD")


def account(code: str, section: str = "production", **more: object) -> Account:
    return Account.model_validate(
        {"code": code, "name": f"Account {code}", "category": code, "category_name": code, "section": section, **more}
    )


def line(code: str, result: str, number: int = 1, **more: object) -> BudgetLine:
    return BudgetLine.model_validate({"account": code, "line": number, "description": "camera package", "result": usd(result), **more})


CAMERA, SOUND, INSURANCE = account("3300"), account("3400"), account("6700", "other")
CONTINGENCY, ROUNDING = account("8300", "other", contingency=True), account("ROUNDING", "rounding")
ACCOUNTS = (CAMERA, SOUND, INSURANCE, CONTINGENCY, ROUNDING)
ADOPTED = BudgetChartAdopted(chart="us-tv", accounts=ACCOUNTS, currency="USD", whole=True)
IMPORTED = BudgetImported(title="v01.csv", lines=(line("3300", "1000.00"), line("3400", "500.00"), line("ROUNDING", "-1", rounding=True)))
LOCKED = BudgetLocked(
    lines=(
        BudgetMove(account="3300", amount=usd("1000")),
        BudgetMove(account="3400", amount=usd("500")),
        BudgetMove(account="6700", amount=usd("0")),
        BudgetMove(account="8300", amount=usd("0")),
        BudgetMove(account="ROUNDING", amount=usd("-1")),
    ),
    total=usd("1499"),
    contingency_account="8300",
    rounding=usd("-1"),
)

# Real detail lines of a 2021 one-hour pilot (Los Angeles, Vancouver) and a cable series, from the public repository
# 7777tbone7777/ai-budget-system as quoted in the field research 8.2: account, amount, units, X, rate, result.
DETAILS = [
    ("2305", "10", "days", "12.5", "38.33", "4791"),
    ("2305", "10", "days", "12.5", "35.79", "4474"),
    ("2908", "8", "days", "11", "38.33", "3373"),
    ("3204", "3", "days", "11", "38.33", "1265"),
    ("2012", "3", "days", "14", "15.00", "630"),
    ("2103", "24", None, "15", "15.00", "5400"),
    ("3609", "15", "days", "1", "909.10", "13637"),
    ("3621", "15", "days", "18", "17.00", "4590"),
    ("3630", "15", "days", "1", "3000", "45000"),
    ("3420", "3", "weeks", "1", "2750", "8250"),
    ("2009", "1.6", "weeks", "70", "29.35", "3287"),
    ("2014", "1.6", "weeks", "55", "30.00", "2640"),
    ("2509", "8", "days", "14", "38.93", "4360"),
    ("3306", "4", "days", "14", "48.01", "2689"),
    ("3607", "14", "days", "0.80", "35000", "392000"),
    ("3620", "7", "%", "1", "75664", "5296"),
    ("6701", "0.16", "%", "1", "5752177", "9203"),
]
INSURANCE_LINES = [("0.16", "%", "1", "5752177"), ("1", None, "2", "356"), ("1", None, "2", "356")]


@pytest.mark.parametrize("detail", DETAILS, ids=lambda detail: detail[0])
def test_a_real_detail_line_comes_to_its_printed_figure(detail: tuple[str, str, str | None, str, str, str]) -> None:
    _, amount, units, x, rate, result = detail
    assert product(Decimal(amount), Decimal(x), Decimal(rate), currency="USD", whole=True, units=units) == usd(result)


def test_the_real_insurance_account_is_its_three_lines() -> None:
    results = [product(Decimal(a), Decimal(x), Decimal(r), currency="USD", whole=True, units=u) for a, u, x, r in INSURANCE_LINES]
    assert results == [usd("9203"), usd("712"), usd("712")] and results[0] + results[1] + results[2] == usd("10627")


def test_a_line_is_rounded_once_to_cents_in_a_budget_of_cents() -> None:
    assert product(Decimal(10), Decimal("12.5"), Decimal("38.33"), currency="USD") == usd("4791.25")
    assert product(Decimal("0.5"), None, Decimal("0.01"), currency="USD") == usd("0.01")
    assert product(Decimal("-0.5"), None, Decimal("0.01"), currency="USD") == usd("-0.01")
    assert product(Decimal("0.333333333333"), Decimal("0.333333333333"), Decimal("4.5000000009"), currency="USD") == usd("0.50")


def test_a_line_too_large_for_the_ledger_is_refused() -> None:
    with pytest.raises(Misuse, match="1,000,000,000,000,000 USD"):
        product(Decimal(10**9), None, Decimal(10**6), currency="USD")


def test_a_percentage_of_a_base_that_contains_it_is_solved_in_closed_form() -> None:
    assert share(Decimal(10), usd("900"), of_itself=True) == usd("100")
    assert share(Decimal(10), usd("900"), of_itself=False) == usd("90")
    with pytest.raises(Misuse, match="100 % of a base that contains the line itself has no answer"):
        share(Decimal(100), usd("900"), of_itself=True)


@every(st.integers(-(10**9), 10**9), st.integers(1, 9999), st.sampled_from([1, 100]))
def test_the_closed_form_is_its_own_percentage_to_half_a_unit(units: int, basis_points: int, steps: int) -> None:
    part, base = Fraction(basis_points, 10000), Money.minor(units, "USD")
    found = share(Decimal(basis_points) / 100, base, of_itself=True, whole=steps == 1)
    exact = Fraction(base.amount) * part / (1 - part)
    assert exact == part * (Fraction(base.amount) + exact)
    assert abs(Fraction(found.amount) - exact) <= Fraction(1, 2 * steps)
    assert half_up(*(-exact).as_integer_ratio(), "USD", whole=steps == 1) == -found


def test_a_chart_begins_the_budget() -> None:
    given(BUDGET).when(adopt, chart="us-tv", accounts=ACCOUNTS, currency="USD", whole=True).then(ADOPTED)
    given(BUDGET, ADOPTED).when(adopt, chart="us-tv", accounts=ACCOUNTS, currency="USD").refuses("chart of 5 accounts already")


def test_a_chart_that_contradicts_itself_is_refused() -> None:
    start = given(BUDGET)
    start.when(adopt, chart="own", accounts=(), currency="USD").refuses("own has no accounts")
    start.when(adopt, chart="own", accounts=(CAMERA, CAMERA), currency="USD").refuses("Account 3300 is in the chart already")
    start.when(adopt, chart="own", accounts=(CAMERA,), currency="XXX").refuses("'XXX' is not an ISO 4217 currency")
    other = account("3301", "other", category="3300", category_name="3300")
    start.when(adopt, chart="own", accounts=(CAMERA, other), currency="USD").refuses(
        "3300 in production", "3300 in other", "one name and section"
    )


def test_an_account_is_added_before_and_after_the_lock() -> None:
    drone = account("3310")
    given(BUDGET, ADOPTED).when(add_account, drone).then(AccountAdded(account=drone))
    given(BUDGET, ADOPTED, IMPORTED, LOCKED).when(add_account, drone).then(AccountAdded(account=drone))
    given(BUDGET, ADOPTED).when(add_account, CAMERA).refuses("3300 is in the chart already: Account 3300")
    second = account("8400", "other", contingency=True)
    given(BUDGET, ADOPTED, IMPORTED, LOCKED).when(add_account, second).refuses("locked at 1,499.00 USD", "Add 8400 as any other")


def test_a_file_is_imported_as_one_event() -> None:
    given(BUDGET, ADOPTED).when(import_lines, title="v01.csv", lines=IMPORTED.lines).then(IMPORTED)
    assert IMPORTED.sentence() == "imported 3 lines of v01.csv, 1,499.00 USD"


def test_an_import_into_accounts_with_lines_must_replace_them() -> None:
    new = (line("3300", "900"),)
    again = given(BUDGET, ADOPTED, IMPORTED)
    again.when(import_lines, title="v02.csv", lines=new).refuses("Account 3300 has 1 lines already", "v02.csv", "--replace")
    after = again.when(import_lines, title="v02.csv", lines=new, replace=True).then(
        BudgetImported(title="v02.csv", lines=new, replaces=True)
    )
    assert after.state.lines == {("3300", 1): new[0]}
    again.when(import_lines, title="more.csv", lines=(line("6700", "5"),)).then(
        BudgetImported(title="more.csv", lines=(line("6700", "5"),))
    )


def test_an_import_is_refused_whole() -> None:
    start = given(BUDGET, ADOPTED)
    start.when(import_lines, title="a.csv", lines=()).refuses("a.csv has no lines")
    start.when(import_lines, title="a.csv", lines=(line("3350", "1"),)).refuses("no account 3350", "3300 Account 3300")
    twice = (line("3300", "1"), line("3300", "2"))
    start.when(import_lines, title="a.csv", lines=twice).refuses("line 1 of account 3300 twice")
    euro = line("3300", "1").model_copy(update={"result": Money.parse("1", "EUR")})
    start.when(import_lines, title="a.csv", lines=(euro,)).refuses("1.00 EUR is not in USD")


def test_a_line_is_set_as_a_figure_or_calculated_and_takes_the_next_number() -> None:
    start = given(BUDGET, ADOPTED, IMPORTED)
    start.when(set_line, account="3300", description="drone", figure=usd("250")).then(
        BudgetLineSet(line=BudgetLine(account="3300", line=2, description="drone", result=usd("250")))
    )
    factors = {"amount": Decimal(3), "units": "days", "x": Decimal(11), "rate": Decimal("38.33"), "kind": "real"}
    after = start.when(set_line, account="3300", line=1, description="prep", **factors).then(
        BudgetLineSet(
            line=BudgetLine.model_validate({"account": "3300", "line": 1, "description": "prep", "result": usd("1265"), **factors})
        )
    )
    assert after.events[-1].sentence() == "set line 1 of account 3300 to 1,265.00 USD (3 days × 11 × 38.33): prep"


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"amount": Decimal(3)},
        {"x": Decimal(3), "figure": usd("1")},
        {"figure": usd("1"), "percent": Decimal(3)},
        {"figure": usd("1"), "base": ("total",)},
        {"amount": Decimal(3), "rate": Decimal(3), "figure": usd("9")},
    ],
)
def test_a_line_is_one_of_three_things(parts: dict[str, object]) -> None:
    given(BUDGET, ADOPTED).when(set_line, account="3300", description="drone", **parts).refuses("Line 1 of account 3300 needs one of three")


def test_a_figure_in_another_currency_is_refused_even_when_it_is_nothing() -> None:
    given(BUDGET, ADOPTED).when(set_line, account="3300", description="drone", figure=Money.zero("EUR")).refuses("0.00 EUR", "USD")


def test_a_percentage_takes_its_base_less_exclusions() -> None:
    start = given(BUDGET, ADOPTED, IMPORTED)
    insurance = {"account": "6700", "description": "insurance", "percent": Decimal("0.16")}
    set_ = start.when(set_line, **insurance, base=("production",), excluding=("3400",)).decide()
    assert (set_.line.base_amount, set_.line.result) == (usd("1000"), usd("2"))
    assert set_.sentence() == "set line 1 of account 6700 to 2.00 USD (0.16 % of production less 3400, 1,000.00 USD): insurance"
    bond = {"account": "6700", "description": "bond", "percent": Decimal(25)}
    assert start.when(set_line, **bond, base=("total",)).decide().line.result == usd("500")
    assert start.when(set_line, **bond, base=("total",), excluding=("6700", "ROUNDING")).decide().line.result == usd("375")
    start.when(set_line, **bond).refuses("needs a base: total, one of above the line")
    start.when(set_line, **bond, base=("3300",), excluding=("3300",)).refuses("exclusions do not empty")
    start.when(set_line, **bond, base=("catering",)).refuses("no account catering")


def test_two_percentages_that_contain_each_other_are_refused() -> None:
    bond = BudgetLine(
        account="6700", line=1, description="bond", percent=Decimal(2), base=("total",), base_amount=usd("1499"), result=usd("31")
    )
    start = given(BUDGET, ADOPTED, IMPORTED, BudgetLineSet(line=bond))
    reserve = {"account": "8300", "description": "contingency", "percent": Decimal(10), "base": ("total",)}
    start.when(set_line, **reserve).refuses("Line 1 of account 8300 is 10 %", "2 % of a base with account 8300", "Exclude one")
    assert start.when(set_line, **reserve, excluding=("6700",)).decide().line.result == usd("167")


def test_a_line_is_removed_by_its_number() -> None:
    start = given(BUDGET, ADOPTED, IMPORTED)
    after = start.when(remove_line, account="3400", line=1).then(BudgetLineRemoved(account="3400", line=1))
    assert ("3400", 1) not in after.state.lines
    start.when(remove_line, account="3400", line=2).refuses("Account 3400 has no line 2. It has: 1.")


def test_the_lock_carries_every_account_with_its_total() -> None:
    after = given(BUDGET, ADOPTED, IMPORTED).when(lock).then(LOCKED)
    assert after.state.versions == ("v01",) and after.state.lines == {}
    assert list(LOCKED.moves("budget/main"))[:2] == [
        Move("budget", "3300", usd("1000"), usd("1000"), "budget/main"),
        Move("budget", "3400", usd("500"), usd("500"), "budget/main"),
    ]
    assert LOCKED.sentence() == (
        "locked the budget v01 at 1,499.00 USD on 5 accounts, with a rounding of -1.00 USD, contingency on account 8300"
    )


def test_the_lock_is_refused_without_lines_twice_and_with_a_stale_percentage() -> None:
    given(BUDGET, ADOPTED).when(lock).refuses("has no lines")
    given(BUDGET, ADOPTED, IMPORTED).when(lock, contingency_account="9999").refuses("no account 9999")
    given(BUDGET, ADOPTED, IMPORTED).when(lock, version="final").refuses("'final' is not a version's name", "v02")
    given(BUDGET, ADOPTED, IMPORTED, AccountAdded(account=account("8301", "other", contingency=True))).when(lock).refuses(
        "8300, 8301", "Say which"
    )
    locked = given(BUDGET, ADOPTED, IMPORTED, LOCKED)
    locked.when(lock).refuses("locked at 1,499.00 USD")
    bond = BudgetLine(
        account="6700", line=1, description="bond", percent=Decimal(2), base=("3300",), base_amount=usd("900"), result=usd("18")
    )
    stale = given(BUDGET, ADOPTED, IMPORTED, BudgetLineSet(line=bond))
    stale.when(lock).refuses(
        "Line 1 of account 6700 is 18.00 USD", "2 % of 3300, 900.00 USD", "now 1,000.00 USD", "20.00 USD", "Set the line again"
    )


def test_a_locked_budget_refuses_new_lines() -> None:
    locked = given(BUDGET, ADOPTED, IMPORTED, LOCKED)
    for decision, words in (
        (set_line, {"account": "3300", "description": "drone", "figure": usd("1")}),
        (remove_line, {"account": "3300", "line": 1}),
        (import_lines, {"title": "v02.csv", "lines": IMPORTED.lines}),
    ):
        locked.when(decision, **words).refuses("locked at 1,499.00 USD", "Reallocate between accounts")


def test_a_version_is_named_once() -> None:
    locked = given(BUDGET, ADOPTED, IMPORTED, LOCKED)
    after = locked.when(name_version, "v02").then(BudgetVersionNamed(name="v02"))
    after.when(name_version, "v02").refuses("v02 is a version already; there are v01, v02")
    after.when(name_version, "second draft").refuses("'second draft' is not a version's name")
    given(BUDGET, ADOPTED, IMPORTED).when(name_version, "v02").refuses(
        "not locked yet", "3 lines come to 1,499.00 USD", "topsheet budget lock"
    )
