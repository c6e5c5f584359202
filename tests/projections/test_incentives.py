"""What qualifies under a scheme and what it gives: the schedule, the estimate and its steps; events in, rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.aggregates.invoice import INVOICE, InvoicePaid
from ledger.aggregates.party import PARTY, CompanyRegistered
from ledger.aggregates.place import PLACE, AccountPlaced
from ledger.aggregates.scheme import SCHEME, SchemeClassesSet
from ledger.aggregates.scheme_terms import Band, SchemeTermsSet, Uplift
from ledger.aggregates.source import SOURCE, SourceAdded, SourceTermsAgreed
from ledger.line import CostLine, PaidLine
from tests.projections.books import budgeted, cost, etc, eur, invoice, march
from tests.window import Written

MILLION = eur(1_000_000)
LIS = (Band(up_to=MILLION, percent=Decimal(30)), Band(percent=Decimal(25)))
PLAN = (("03", "Crew", "03", "production", 0), ("06", "Transport", "06", "production", 0), ("11", "General", "11", "other", 0))


def d(text: str) -> Decimal:
    return Decimal(text)


def spent(code: str, amount: str, n: int = 1, country: str | None = "ES", **more: Any) -> CostLine:
    return cost(code, amount, n).model_copy(update={"country": country, **more})


def book(*costs: CostLine, **terms: Any) -> Written:
    """A bill of these lines in March under LIS 36.1, as these terms change it."""
    written = budgeted(PLAN, None)
    written.write(SCHEME, "LIS", SchemeClassesSet(classes={"03": "creative", "06": "technical"}), march(1))
    written.write(PARTY, "P-0009", CompanyRegistered(name="Northlight", kind="vendor", related_from=march(1)), march(1))
    written.write(SCHEME, "LIS", SchemeTermsSet(**{"bands": LIS, "territory": ("ES",), "cap": eur(20_000_000), **terms}), march(1))
    invoice(written, "I-0001", march(5), *costs)
    return written


def estimate(written: Written, basis: str = "incurred") -> dict[str, Any]:
    with written.session() as session:
        return next(row for row in session.records("incentive_estimate") if row["basis"] == basis)


WORKED = (
    ("5000000.00", "1300000.00"), ("1000000.00", "300000.00"), ("1000000.04", "300000.01"), ("1000000.01", "300000.00"),
    ("1000000.02", "300000.01"), ("80000000.00", "20000000.00"), ("78800000.00", "19750000.00"), ("79800000.04", "20000000.00"),
)  # fmt: skip


def test_the_bands_and_the_cap() -> None:
    """Each base is the cost of one account, which one scheme alone counts."""
    accounts = [f"{n}000" for n in range(1, len(WORKED) + 1)]
    written = budgeted(tuple((code, "Some cost", code, "production", 0) for code in accounts), None)
    for code in accounts:
        written.write(SCHEME, f"LIS-{code}", SchemeClassesSet(classes={code: "creative"}), march(1))
        written.write(SCHEME, f"LIS-{code}", SchemeTermsSet(bands=LIS, territory=("ES",), cap=eur(20_000_000)), march(1))
    invoice(written, "I-0001", march(5), *(spent(code, WORKED[n][0], n + 1) for n, code in enumerate(accounts)))
    with written.session() as session:
        rows = session.records("incentive_estimate")
        for check in ("eligible_costs_add_up", "incentives_are_the_sum_of_their_steps"):
            assert session.view(check)[1] == [], check
    assert [(row["base"], row["incentive"]) for row in rows if row["basis"] == "incurred"] == [
        (d(base), d(gives)) for base, gives in WORKED
    ]


def test_nothing_is_given_below_the_minimum_and_all_of_it_at_it() -> None:
    below, at = (estimate(book(spent("03", amount), minimum=MILLION)) for amount in ("999999.99", "1000000.00"))
    assert (below["minimum met"], below["gross"], below["incentive"]) == ("not met", d("300000.00"), 0)
    assert (at["minimum met"], at["incentive"]) == ("met", 300_000)


def test_a_factor_lifts_rates_and_cap_and_points_the_rates() -> None:
    canary = Uplift(condition="shot in the Canary Islands", factor=d("1.8"))
    assert estimate(book(spent("03", "2000000"), uplifts=(canary,)))["incentive"] == 990_000
    assert estimate(book(spent("03", "90000000"), uplifts=(canary,)))["incentive"] == 36_000_000
    basque = Uplift(condition="only version is Basque", points=Decimal(10))
    both = book(spent("03", "2000000"), uplifts=(basque, canary))
    assert estimate(book(spent("03", "2000000"), uplifts=(basque,)))["incentive"] == 750_000
    steps = [row[2:5] + row[5:6] for row in both.rows("incentive_steps") if row[1] == "incurred" and row[2].startswith("lifted")]
    assert steps == [
        ("lifted: only version is Basque", None, 10, None), ("lifted: shot in the Canary Islands", None, None, d("1.8")),
    ]  # fmt: skip


def test_what_is_to_come_is_asked_for_its_place_as_what_was_spent_is() -> None:
    written = book(spent("03", "100", country=None))
    etc(written, "03", 900, march(6))
    assert [(estimate(written, basis)["qualifying"]) for basis in ("incurred", "efc")] == [0, 0]
    written.write(PLACE, "03", AccountPlaced(account="03", country="ES"), march(7))
    assert [(estimate(written, basis)["qualifying"]) for basis in ("incurred", "efc")] == [100, 1_000]


def test_subsidies_are_deducted_and_the_base_is_a_share_of_the_whole_cost() -> None:
    written = book(spent("03", "900000"), spent("06", "100000", 2, "FR"), subsidies_deducted=True, base_share=Decimal(80))
    row = estimate(written)
    assert (row["total"], row["qualifying"], row["base"], row["incentive"]) == (1_000_000, 900_000, 800_000, 240_000)
    granted = SourceAdded(financier="P-0003", form="subsidy", title="Grant", amount=eur(150_000), public=True)
    written.write(SOURCE, "S-01", granted, march(6))
    assert estimate(written)["base"] == 750_000
    assert [row[1:] for row in written.rows("incentive_steps") if row[1] == "incurred"] == [
        ("incurred", "total cost", None, None, None, 1_000_000, None),
        ("incurred", "refused: spent in FR", None, None, None, -100_000, None),
        ("incurred", "subsidies", None, None, None, -150_000, None), ("incurred", "base", None, None, None, None, 750_000),
        ("incurred", "up to 1000000.00", 750_000, 30, None, 225_000, None), ("incurred", "above 1000000.00", 0, 25, None, 0, None),
        ("incurred", "incentive", None, None, None, None, 225_000),
    ]  # fmt: skip
    assert written.rows("aid_intensity") == [
        ("EFC", 1_000_000, 150_000, 0, 150_000, 15), ("LIS", 900_000, 150_000, 0, 150_000, d("16.67")),
    ]  # fmt: skip


def test_what_counts_as_aid_is_deducted_whatever_its_form_and_the_tax_incentive_itself_is_not() -> None:
    written = book(spent("03", "900000"), subsidies_deducted=True)
    for key, form, public, amount in (("S-01", "subsidy", False, 1), ("S-02", "equity", True, 30_000), ("S-03", "tax incentive", True, 5)):
        one = SourceAdded(financier="P-0003", form=form, title="Money", amount=eur(amount), public=public)  # type: ignore[arg-type]
        written.write(SOURCE, key, one, march(6))
    assert estimate(written)["base"] == 900_000
    written.write(SOURCE, "S-02", SourceTermsAgreed(aid="aid"), march(7))
    assert estimate(written)["base"] == 870_000


def test_the_share_of_aid_is_rounded_up_and_has_no_end() -> None:
    written = book(spent("03", "300"))
    for key, amount in (("S-01", "150"), ("S-02", "0.01"), ("S-03", "999999999849.99")):
        one = SourceAdded(financier="P-0003", form="subsidy", title="Grant", amount=eur(amount), public=True)
        written.write(SOURCE, key, one, march(6))
    shares = [written.rows("aid_intensity", "intensity", position=len(written.entries) - n)[0][0] for n in (2, 1, 0)]
    assert shares == [50, d("50.01"), d("333333333333.34")]
    assert book(spent("03", "0")).rows("aid_intensity", "intensity") == [(None,), (None,)]


def test_every_cost_is_accepted_or_refused_and_it_is_said_why() -> None:
    bill = (
        spent("03", "100", worked_from=march(2)), spent("06", "200", 2, "FR"), spent("11", "300", 3), spent("06", "400", 4, None),
        spent("06", "500", 5, settlement="in kind"), spent("03", "600", 6).model_copy(update={"tax": eur(60), "recoverable": eur(60)}),
    )  # fmt: skip
    written = book(*bill, in_kind_excluded=True)
    columns = ("line", "class", "invoiced", "accepted", "refused", "reason")
    assert written.rows("eligible_costs", *columns) == [
        (1, "creative", 100, 100, 0, ""), (2, "technical", 200, 0, 200, "spent in FR"), (3, None, 300, 0, 300, "no class"),
        (4, "technical", 400, 0, 400, "no country said"), (5, "technical", 500, 0, 500, "in kind"),
        (6, "creative", 660, 600, 60, "recoverable tax"),
    ]  # fmt: skip
    assert estimate(written)["qualifying"] == 700
    strict = book(*bill, excludes=("technical",), related_excluded=True, starts=march(6), territory=())
    assert {row[-1] for row in strict.rows("eligible_costs", *columns)} == {
        "related party; dated 2021-03-05, before 2021-03-06", "class technical; related party; dated 2021-03-05, before 2021-03-06",
        "no class; related party; dated 2021-03-05, before 2021-03-06",
        "related party; dated 2021-03-05, before 2021-03-06; recoverable tax",
    }  # fmt: skip


def test_a_scheme_that_counts_what_is_paid_accepts_what_was_paid_in_time() -> None:
    written = book(spent("03", "100"), spent("06", "200", 2), basis="paid", paid_by=march(10), ends=march(5))
    for day, some in ((8, 40), (12, 30)):
        lines = (PaidLine(line=1, account="03", amount=eur(some)),)
        written.write(INVOICE, "I-0001", InvoicePaid(paid=march(day), amount=eur(some), lines=lines), march(day))
    assert written.rows("eligible_costs", "line", "accepted", "refused", "reason") == [
        (1, 40, 60, "paid 2021-03-12, after 2021-03-10; not paid"), (2, 0, 200, "not paid"),
    ]  # fmt: skip
    assert estimate(written, "paid")["qualifying"] == 40
    assert estimate(written, "efc")["qualifying"] == 300
    assert written.rows("incentive_estimate", on=date(2021, 3, 4))[0][3] == 0
