"""The life of an advance."""

from __future__ import annotations

from datetime import date

from ledger.aggregates import advance
from ledger.aggregates.advance import (
    ADVANCE,
    AdvanceIncreased,
    AdvanceIssued,
    AdvanceReturned,
    EnvelopeLine,
    EnvelopePosted,
    EnvelopeRecoded,
    EnvelopeReversed,
)
from ledger.aggregates.payroll import ImportedFile
from ledger.event import Claim, Move
from ledger.money import Money
from tests.given import given

ON = date(2026, 3, 9)
FILE = ImportedFile(file="week.csv", sha256="a" * 64)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def receipt(net: str, *, line: int = 1, account: str = "3500", tax: str | None = None, back: str | None = None, sign: int = 1,
            taken: str | None = None, number: str | None = None) -> EnvelopeLine:  # fmt: skip
    """A receipt of the harbour garage; `back` is the tax that comes back, and a minus turns it around."""
    amounts = {"net": eur(net), "tax": eur(tax) if tax else None, "recoverable": eur(back) if back else None,
               "from_estimate": eur(taken) if taken else None}  # fmt: skip
    cost = eur(net) + (eur(tax) if tax else eur("0")) - (eur(back) if back else eur("0"))
    signed = {name: amount if amount is None or sign > 0 else -amount for name, amount in amounts.items()}
    return EnvelopeLine(line=line, account=account, amount=cost if sign > 0 else -cost, tax_code="IVA21" if tax else None,
                        supplier="Harbour Garage (fictional)", receipt=number, dated=date(2026, 3, 4), **signed)  # type: ignore[arg-type]  # fmt: skip


ISSUED = AdvanceIssued(holder="P-0020", means="cash", amount=eur("500"), description="locations")
BAG = EnvelopePosted(
    number=1, gross=eur("341"), lines=(receipt("100", tax="21", back="21", number="7"), receipt("220", line=2, account="3600"))
)


def test_money_is_handed_out_increased_and_comes_back() -> None:
    given(ADVANCE).when(advance.issue, holder="P-0020", means="cash", amount=eur("500"), description="locations").then(ISSUED)
    given(ADVANCE, ISSUED).when_named(advance.increase, "AV-0001", amount=eur("100")).then(AdvanceIncreased(amount=eur("100")))
    given(ADVANCE, ISSUED).when_named(advance.give_back, "AV-0001").then(AdvanceReturned(amount=eur("500")))
    given(ADVANCE).when(advance.issue, holder="P-0020", means="card", amount=eur("0")).refuses("An advance of 0.00 EUR is none")
    given(ADVANCE, ISSUED).when_named(advance.increase, "AV-0001", amount=Money.parse("5", "USD")).refuses("AV-0001 is in EUR", "5.00 USD")
    known = given(ADVANCE, ISSUED, BAG)
    known.when_named(advance.give_back, "AV-0001", amount=eur("159.01")).refuses("159.00 EUR outstanding", "159.01 EUR cannot be returned")
    known.when_named(advance.give_back, "AV-0001", amount=eur("-1")).refuses("-1.00 EUR cannot be returned")


def test_an_envelope_is_cost_and_paid_and_takes_its_gross_from_the_advance() -> None:
    lines = [receipt("100", tax="21", back="21", number="7"), receipt("220", account="3600")]
    known = given(ADVANCE, ISSUED)
    after = known.when_named(advance.envelope, "AV-0001", on=ON, lines=lines, planned={}).then(BAG)
    assert after.state.outstanding == eur("159")
    assert list(BAG.moves("advance/AV-0001")) == [
        Move("cost", "3500", eur("100"), eur("100"), "advance/AV-0001", 1),
        Move("cost", "3600", eur("220"), eur("220"), "advance/AV-0001", 2),
        Move("paid", "3500", eur("100"), eur("100"), "advance/AV-0001", 1),
        Move("paid", "3600", eur("220"), eur("220"), "advance/AV-0001", 2),
    ]


def test_the_next_envelope_is_numbered_on_and_uses_up_planned_work() -> None:
    known = given(ADVANCE, ISSUED, BAG)
    event = EnvelopePosted(number=2, gross=eur("60"), lines=(receipt("60", line=3, taken="50"),), imported=FILE)
    known.when_named(advance.envelope, "AV-0001", on=ON, lines=[receipt("60")], planned={"3500": eur("50")}, imported=FILE).then(event)


def test_an_envelope_above_what_is_outstanding_is_refused_with_both_figures_and_the_way_out() -> None:
    given(ADVANCE, ISSUED, BAG).when_named(advance.envelope, "AV-0001", on=ON, lines=[receipt("150", tax="31.50")], planned={}).refuses(
        "AV-0001 has 159.00 EUR outstanding",
        "receipts come to 181.50 EUR: 22.50 EUR more",
        "topsheet advance increase AV-0001 --amount 22.50",
    )


def test_a_receipt_is_for_more_than_nothing_and_of_a_day_that_has_been() -> None:
    post = given(ADVANCE, ISSUED).when_named
    post(advance.envelope, "AV-0001", on=ON, lines=[receipt("0")], planned={}).refuses("A receipt of 0.00 EUR on account 3500 is no cost")
    post(advance.envelope, "AV-0001", on=date(2026, 3, 3), lines=[receipt("5")], planned={}).refuses(
        "dated 2026-03-04", "posted, 2026-03-03"
    )


def test_a_reversed_envelope_is_outstanding_again_and_frees_its_file_and_receipts() -> None:
    bag = BAG.model_copy(update={"imported": FILE})
    known = given(ADVANCE, ISSUED, bag)
    lines = (receipt("100", tax="21", back="21", sign=-1, number="7"), receipt("220", line=2, account="3600", sign=-1))
    back = EnvelopeReversed(number=1, gross=eur("-341"), lines=lines, imported=FILE)
    after = known.when_named(advance.reverse, "AV-0001", number=1).then(back)
    assert after.state.outstanding == eur("500")
    claims = [Claim("imported files", "a" * 64), Claim("receipts of Harbour Garage (fictional) of 2026-03-04", "7")]
    assert list(bag.claims()) == list(back.releases()) == claims
    after.when_named(advance.reverse, "AV-0001", number=1).refuses("Envelope 1 of AV-0001 is already reversed")
    after.when_named(advance.reverse, "AV-0001", number=2).refuses("AV-0001 has no envelope 2. It has none")


def test_a_receipt_is_recoded_to_another_account_and_stays_paid_and_in_its_envelope() -> None:
    known = given(ADVANCE, ISSUED, BAG)
    leaves, arrives = receipt("40", tax="8.40", back="8.40", sign=-1, number="7"), receipt("40", line=3, account="3300", tax="8.40",
        back="8.40", number="7", taken="30")  # fmt: skip
    event = EnvelopeRecoded(number=1, lines=(leaves, arrives))
    terms = {"account": "3300", "net": eur("40"), "segments": None, "planned": {"3300": eur("30")}}
    after = known.when_named(advance.recode, "AV-0001", line=1, **terms).then(event)
    assert event.sentence() == "recoded 40.00 EUR of envelope 1 from line 1 on account 3500 to line 3 on account 3300"
    assert [(move.layer, move.account, move.amount) for move in event.moves("advance/AV-0001") if move.layer in ("cost", "paid")] == [
        ("cost", "3500", eur("-40")), ("cost", "3300", eur("40")), ("paid", "3500", eur("-40")), ("paid", "3300", eur("40")),
    ]  # fmt: skip
    assert after.state.outstanding == eur("159") and after.state.lines == 3
    reversal = after.when_named(advance.reverse, "AV-0001", number=1).decide()
    assert isinstance(reversal, EnvelopeReversed)
    assert {line.account: line.amount for line in reversal.lines} == {"3500": eur("-60"), "3600": eur("-220"), "3300": eur("-40")}
    assert reversal.gross == eur("-341") and list(reversal.releases()) == list(BAG.claims())


def test_a_recode_of_a_receipt_is_refused_with_what_its_line_has() -> None:
    known, terms = given(ADVANCE, ISSUED, BAG), {"segments": None, "planned": {}}
    recode = known.when_named
    recode(advance.recode, "AV-0001", line=9, account="3300", net=None, **terms).refuses("AV-0001 has no cost on a line 9", "1 (3500")
    recode(advance.recode, "AV-0001", line=1, account="3500", net=None, **terms).refuses("Line 1 of AV-0001 is on account 3500 already")
    recode(advance.recode, "AV-0001", line=1, account="3300", net=eur("100.01"), **terms).refuses("has 100.00 EUR net", "100.01 EUR cannot")
    back = given(ADVANCE, ISSUED, BAG, advance.reverse("AV-0001", known.state, number=1))
    back.when_named(advance.recode, "AV-0001", line=1, account="3300", net=None, **terms).refuses("has no cost on a line 1", "none")


def test_the_sentences_say_what_happened() -> None:
    assert ISSUED.sentence() == "issued 500.00 EUR in cash to P-0020: locations"
    assert AdvanceIssued(holder="P-0020", means="card", amount=eur("500")).sentence() == "issued 500.00 EUR on a card to P-0020"
    assert BAG.sentence() == "posted envelope 1: 341.00 EUR in 2 lines on 2 accounts"
