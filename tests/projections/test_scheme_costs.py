"""Costs by scheme: every part of a cost with its class, place and payment, on every basis; events in, rows out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.aggregates.correction import InvoiceRecoded
from ledger.aggregates.invoice import INVOICE, InvoicePaid
from ledger.aggregates.party import PARTY, CompanyRegistered, RelatedPartyDeclared
from ledger.aggregates.place import PLACE, AccountPlaced, CostPlaced
from ledger.aggregates.scheme import SCHEME, CostClassed, SchemeClassesSet
from ledger.line import CostLine, PaidLine, reversed_cost
from tests.projections.books import budgeted, cost, credit, draw, etc, eur, invoice, line, march, order, relieves
from tests.window import Written

PO = "purchase-order/PO-0001"


def placed(one: CostLine, country: str, region: str | None = None, **more: Any) -> CostLine:
    return one.model_copy(update={"country": country, "region": region, **more})


def book() -> Written:
    """An order half invoiced by a related company in France, paid in part, and a bill in Spain, recoded and credited."""
    written = budgeted((("3310", "Camera crew", "3300", "production", 100), ("3320", "Camera rental", "3300", "production", 1_000)), None)
    written.write(SCHEME, "ICAA", SchemeClassesSet(classes={"3300": "realisation", "3310": "personnel"}), march(1))
    written.write(PARTY, "P-0009", CompanyRegistered(name="Northlight", kind="vendor"), march(1))
    written.write(PARTY, "P-0009", RelatedPartyDeclared(starts=march(1), ends=march(4), relation="same owner"), march(1))
    order(written, "PO-0001", march(2), line("3320", 500))
    half = placed(cost("3320", 300, relief=relieves(PO, "3320", 300)), "FR", worked_from=march(2), worked_to=march(3))
    invoice(written, "I-0001", march(5), half, dated=march(4))
    written.write(INVOICE, "I-0001", InvoicePaid(paid=march(6), amount=eur(100), lines=(paid(1, "3320", 100),)), march(6))
    return written


def paid(n: int, code: str, amount: int) -> PaidLine:
    return PaidLine(line=n, account=code, amount=eur(amount))


FRENCH = ("3300", "production", "P-0009", True, "FR", None, "cash", march(4), march(2), march(3), None)
PROMISED = ("3300", "production", "P-0009", True, None, None, None, march(2), None, None, None)
TO_COME = ("3300", "production", None, False, None, None, None, None, None, None, None)


def test_every_part_of_a_cost_stands_in_its_class_with_its_place_and_payment() -> None:
    invoiced = (12, "ICAA", "realisation", "incurred", "3320", *FRENCH, "invoice/I-0001", 1, 300)
    ordered = (9, "ICAA", "realisation", "committed", "3320", *PROMISED, PO, 1, 500)
    relieved = (12, "ICAA", "realisation", "committed", "3320", *PROMISED, PO, 1, -300)
    expected = [
        invoiced,
        (*invoiced[:3], "committed", *invoiced[4:]), ordered, relieved,
        (*invoiced[:3], "efc", *invoiced[4:]), (*ordered[:3], "efc", *ordered[4:]), (*relieved[:3], "efc", *relieved[4:]),
        (2, "ICAA", "personnel", "efc", "3310", *TO_COME, None, None, 100),
        (2, "ICAA", "realisation", "efc", "3320", *TO_COME, None, None, 1_000),
        (9, "ICAA", "realisation", "efc", "3320", *TO_COME, None, None, -500),
        (13, "ICAA", "realisation", "paid", "3320", *FRENCH[:-1], march(6), "invoice/I-0001", 1, 100),
    ]  # fmt: skip
    assert sorted(book().rows("scheme_costs"), key=repr) == sorted(expected, key=repr)


def test_the_rows_of_a_basis_come_to_the_figure_of_the_cost_report_in_every_window() -> None:
    written = book()
    etc(written, "3320", 250, march(7))
    assert dict(sums_of(written)) == {"paid": 100, "incurred": 300, "committed": 500, "efc": 850}
    assert dict(sums_of(written, position=12)) == {"incurred": 300, "committed": 500, "efc": 1_100}
    with written.session() as session:
        assert session.view("scheme_costs_tie_to_the_cost_report")[1] == []


def sums_of(written: Written, **window: Any) -> list[tuple[str, Decimal]]:
    with written.session(**window) as session:
        session.make("scheme_costs")
        return session.query("select basis, sum(amount) from scheme_costs group by basis")[1]  # type: ignore[return-value]


def by_line(written: Written, basis: str = "incurred") -> list[tuple[Any, ...]]:
    rows = written.rows("scheme_costs", "basis", "line", "account", "class", "paid_on", "day", "amount", "position")
    return [row[1:-1] for row in sorted(rows, key=lambda row: (row[-1], row[1] or 0)) if row[0] == basis]


def recoded(written: Written, n: int, to: str, amount: int, *, new: int, settles: tuple[PaidLine, ...] = ()) -> None:
    leaves = reversed_cost(cost("3320", amount, n))
    event = InvoiceRecoded(lines=(leaves, cost(to, amount, new)), settles=settles)
    written.write(INVOICE, "I-0002", event, march(9))


def test_a_line_keeps_its_own_class_through_credits_and_the_recodes_that_follow() -> None:
    written = book()
    invoice(written, "I-0002", march(7), cost("3320", 60), cost("3320", 40, 2), dated=march(6))
    written.write(SCHEME, "ICAA", CostClassed(document="invoice/I-0002", line=1, cost_class="overheads"), march(7))
    recoded(written, 1, "3310", 20, new=3)
    recoded(written, 2, "3310", 10, new=4)
    credit(written, "I-0002", march(10), cost("3320", 5), dated=march(10))
    written.write(SCHEME, "ICAA", CostClassed(document="invoice/I-0002", line=2, cost_class="excluded"), march(10))
    day = march(6)
    assert by_line(written)[1:] == [
        (1, "3320", "overheads", None, day, 60), (2, "3320", "excluded", None, day, 40),
        (1, "3320", "overheads", None, day, -20), (3, "3310", "overheads", None, day, 20),
        (2, "3320", "excluded", None, day, -10), (4, "3310", "personnel", None, day, 10),
        (1, "3320", "overheads", None, day, -5),
    ]  # fmt: skip


def test_what_was_paid_of_a_recoded_line_was_paid_on_the_day_of_the_payment() -> None:
    written = book()
    invoice(written, "I-0002", march(7), cost("3320", 60), dated=march(6))
    written.write(INVOICE, "I-0002", InvoicePaid(paid=march(8), amount=eur(60), lines=(paid(1, "3320", 60),)), march(8))
    recoded(written, 1, "3310", 60, new=2, settles=(paid(1, "3320", -60), paid(2, "3310", 60)))
    assert by_line(written, "paid")[1:] == [
        (1, "3320", "realisation", march(8), march(6), 60),
        (1, "3320", "realisation", march(8), march(6), -60), (2, "3310", "personnel", march(8), march(6), 60),
    ]  # fmt: skip


def test_classes_are_the_last_that_were_set_and_a_scheme_is_one_of_several() -> None:
    written = book()
    written.write(SCHEME, "ICAA", SchemeClassesSet(classes={"3320": "excluded"}), march(8))
    written.write(SCHEME, "LIS", SchemeClassesSet(classes={"3310": "creative"}), march(8))
    assert written.rows("account_classes") == [
        ("ICAA", "3310", "Camera crew", "personnel", "itself", 5), ("ICAA", "3320", "Camera rental", "excluded", "itself", 14),
        ("LIS", "3310", "Camera crew", "creative", "itself", 15),
    ]  # fmt: skip
    assert written.rows("account_classes", position=13)[1] == ("ICAA", "3320", "Camera rental", "realisation", "its category", 5)
    seen = {row[:2] for row in written.rows("scheme_costs", "scheme", "class", "account") if row[2] == "3320"}
    assert seen == {("ICAA", "excluded"), ("LIS", None)}


def test_a_cost_is_spent_where_it_is_placed_else_where_its_line_or_its_account_says() -> None:
    written = book()
    invoice(written, "I-0002", march(7), cost("3320", 60), placed(cost("3320", 40, 2), "FR", "Corse"), dated=march(6))
    recoded(written, 1, "3310", 20, new=3)
    written.write(PLACE, "3320", AccountPlaced(account="3320", country="PT"), march(9))
    written.write(PLACE, "I-0002", CostPlaced(document="invoice/I-0002", line=1, country="ES", region="Canarias"), march(9))
    rows = written.rows("scheme_costs", "position", "basis", "account", "line", "country", "region", "amount")
    assert [row[1:] for row in rows if row[1] == "incurred"][1:] == [
        ("incurred", "3320", 1, "ES", "Canarias", 60), ("incurred", "3320", 2, "FR", "Corse", 40),
        ("incurred", "3320", 1, "ES", "Canarias", -20), ("incurred", "3310", 3, "ES", "Canarias", 20),
    ]  # fmt: skip
    come = {(row[2], row[4]) for row in rows if row[1] == "efc" and row[3] is None}
    assert come == {("3320", "PT"), ("3310", None)}
    assert written.rows("country_costs") == [("ES", 60, 2), ("FR", 340, 1)]


def test_a_place_and_a_class_go_with_a_cost_through_every_recode() -> None:
    written = book()
    invoice(written, "I-0002", march(7), placed(cost("3320", 60), "FR", "Corse"), dated=march(6))
    recoded(written, 1, "3310", 20, new=2)
    written.write(PLACE, "I-0002", CostPlaced(document="invoice/I-0002", line=2, country="ES", region="Canarias"), march(9))
    written.write(SCHEME, "ICAA", CostClassed(document="invoice/I-0002", line=2, cost_class="overheads"), march(9))
    again = InvoiceRecoded(lines=(reversed_cost(cost("3310", 20, 2)), cost("3320", 20, 3)))
    written.write(INVOICE, "I-0002", again, march(9))
    assert written.rows("line_places", "document", "line", "country", "region") == [
        ("invoice/I-0002", 2, "ES", "Canarias"), ("invoice/I-0002", 3, "ES", "Canarias"),
    ]  # fmt: skip
    assert written.rows("line_classes", "line", "class") == [(2, "overheads"), (3, "overheads")]
    assert written.rows("line_origins", "line", "origin", "steps", "posted") == [(2, 1, 1, True), (3, 2, 1, False), (3, 1, 2, True)]


def test_what_is_undrawn_of_the_contingency_is_no_cost_of_a_scheme_until_it_is_drawn() -> None:
    plan = (("3320", "Camera rental", "3300", "production", 1_000), ("6900", "Contingency", "6900", "production", 100))
    written = budgeted(plan, "6900")
    written.write(SCHEME, "ICAA", SchemeClassesSet(classes={"3300": "realisation", "6900": "realisation"}), march(1))
    written.write(SCHEME, "LIS", SchemeClassesSet(classes={"3300": "production"}), march(1))
    draw(written, "D-0001", march(2), "3320", 40)
    invoice(written, "I-0001", march(3), cost("6900", 5), dated=march(3))
    sums: dict[tuple[Any, ...], Any] = {}
    for *key, amount in written.rows("scheme_costs", "scheme", "account", "basis", "class", "amount"):
        sums[tuple(key)] = sums.get(tuple(key), 0) + amount
    efc = {key: amount for key, amount in sums.items() if key[2] == "efc" and amount}
    assert efc == {
        ("ICAA", "3320", "efc", "realisation"): 1_040, ("LIS", "3320", "efc", "production"): 1_040,
        ("ICAA", "6900", "efc", "excluded"): 55, ("LIS", "6900", "efc", "excluded"): 55,
        ("ICAA", "6900", "efc", "realisation"): 5, ("LIS", "6900", "efc", None): 5,
    }  # fmt: skip
    assert sums["ICAA", "6900", "incurred", "realisation"] == 5
