"""A proposal: kept, adopted by somebody else or declined, once."""

from __future__ import annotations

from ledger.aggregates import proposal
from ledger.aggregates.proposal import PROPOSAL, Outcome, ProposalAdopted, ProposalDeclined, ProposalMade, ProposedCommand
from ledger.money import Money
from tests.given import given


def outcome(efc: str, variance: str) -> Outcome:
    return Outcome(efc=Money.parse(efc, "EUR"), variance=Money.parse(variance, "EUR"))


BEFORE, AFTER = outcome("500000.00", "0.00"), outcome("512000.00", "-12000.00")
CRANE = ("po raise --vendor P-0009 --for 'a crane' --line 3300 12000", ("purchase-order/PO-0001",))
MADE = ProposalMade(title="A crane", maker="P-0003", commands=(ProposedCommand(command=CRANE[0], documents=CRANE[1]),), examined=40,
                    before=BEFORE, after=AFTER)  # fmt: skip
ADOPTED = ProposalAdopted(first=42, last=43, before=BEFORE, after=AFTER)


def test_a_proposal_keeps_what_was_examined() -> None:
    made = {"title": "A crane", "maker": "P-0003", "examined": 40, "before": BEFORE, "after": AFTER}
    given(PROPOSAL).when(proposal.make, commands=[CRANE], **made).then(MADE)
    long = ("x" * 4001, ("purchase-order/PO-0001",))
    given(PROPOSAL).when(proposal.make, commands=[CRANE, long], **made).refuses("has 4,001 characters, and a proposal holds 4,000")


def test_whoever_made_it_does_not_adopt_it_unless_nobody_else_is_there() -> None:
    state = given(PROPOSAL, MADE).state
    assert not proposal.may_adopt("PP-0001", state, by="P-0002", others=[])
    assert proposal.may_adopt("PP-0001", state, by="P-0003", others=[])
    given(PROPOSAL, MADE).when_named(proposal.may_adopt, "PP-0001", by="P-0003", others=["P-0002", "P-0004"], able=["P-0004"]).refuses(
        "PP-0001 was proposed by P-0003, who cannot adopt it. Ask P-0004 to adopt it or decline it."
    )
    given(PROPOSAL, MADE).when_named(proposal.may_adopt, "PP-0001", by="P-0003", others=["P-0002"]).refuses(
        "who cannot adopt it. Nobody else may decide all of it: topsheet authority grant."
    )


def test_a_proposal_is_decided_once() -> None:
    given(PROPOSAL, MADE).when_named(proposal.decline, "PP-0001").then(ProposalDeclined())
    for decided in (ADOPTED, ProposalDeclined()):
        known = given(PROPOSAL, MADE, decided)
        known.when_named(proposal.decline, "PP-0001").refuses(f"PP-0001 is already {known.state.stage}")
        known.when_named(proposal.may_adopt, "PP-0001", by="P-0002", others=[]).refuses("Propose it again: topsheet what-if FILE --keep")


def test_an_adoption_says_which_entries_it_is() -> None:
    assert proposal.adopt(first=42, last=43, before=BEFORE, after=AFTER, alone=False) == ADOPTED
    assert "as entries 42 to 43, EFC 500,000.00 EUR before and 512,000.00 EUR after" in ADOPTED.sentence()
    assert ADOPTED.model_copy(update={"last": 42, "alone": True}).sentence().endswith("since nobody else has a part in the book")
