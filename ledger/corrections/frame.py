"""How the frame of a production is undone: the book, its parties and grants, its stages, periods and issued reports."""

from __future__ import annotations

from ledger.aggregates.actor import ActorEnrolled, ActorKeyRotated, ActorWithdrawn
from ledger.aggregates.authority import AuthorityDelegated, AuthorityGranted, AuthorityWithdrawn
from ledger.aggregates.book import BookOpened
from ledger.aggregates.cost_report import CostReportAcknowledged, CostReportDifferenceResolved, CostReportIssued
from ledger.aggregates.party import CompanyRegistered, PartyChanged, PersonRegistered, RelatedPartyDeclared, SubjectErased
from ledger.aggregates.period import PeriodCutOff, PeriodOpened
from ledger.aggregates.production import PhotographyStarted, ProductionClosed, ProductionDelivered, ProductionGreenlit, ProductionWrapped
from ledger.aggregates.proposal import ProposalAdopted, ProposalDeclined, ProposalMade
from ledger.aggregates.retention import RetentionChosen
from ledger.aggregates.second import DecisionSeconded, SecondTakenBack, SecondUsed
from ledger.aggregates.signature import DecisionSigned
from ledger.aggregates.variance import VarianceNoted, VarianceThresholdSet
from ledger.corrections.case import Case, Undone, options, stands, undoes

stands(BookOpened, why="it is the first page of the book. Begin another book with topsheet init.")
stands(
    ProductionGreenlit, PhotographyStarted, ProductionWrapped, ProductionDelivered, ProductionClosed,
    why="a production does not go back a stage. What was decided too early is put right by the decisions that it allows.",
)  # fmt: skip
stands(PeriodOpened, why="its days are settled when it is opened. Leave it empty, or cut it off with period cut-off.")
stands(
    PeriodCutOff,
    why="no cost is posted on its days any more. What comes later is booked on the first open day, and printed late.",
)
stands(CostReportAcknowledged, why="a financier has received the report, which is a fact. The next report is acknowledged anew.")
stands(SubjectErased, why="what opened the data is destroyed. Who deals with the person again registers them anew with party person.")
stands(RetentionChosen, why="a choice stands until the next one. Choose the right regimes with party regimes.")
stands(RelatedPartyDeclared, why="a declaration stands. Declare the right days and relation with party related.")

stands(ActorKeyRotated, why="a key that was given up is never used again. Take another with topsheet actor rotate.")
stands(ActorWithdrawn, why="who shall sign again is enrolled anew, with another key: topsheet actor enrol.")
stands(DecisionSigned, why="whoever decided has signed. The decisions that it covers are undone each by its own: topsheet correct ENTRY.")

stands(ProposalAdopted, why="its entries are decisions of their own. Ask of each of them: topsheet correct ENTRY.")
stands(ProposalDeclined, why="a proposal that was declined is made again with topsheet what-if FILE --keep TITLE.")


@undoes(ProposalMade)
def proposed(case: Case) -> Undone:
    """By `proposal decline`, while it is open."""
    for later in case.later():
        return Undone(f"It counts no more: entry {later.position} has decided on {case.key}.")
    return case.by("Decline the proposal.", ("proposal", "decline", case.key))


@undoes(CompanyRegistered, PersonRegistered)
def registered(case: Case) -> Undone:
    """Not undone: what is wrong about a party is changed with `party change`, and a party that is not used does no harm."""
    return Undone(
        f'Nothing undoes it; a party that is not used does no harm. Change what is wrong with topsheet party change "{case.key}".'
    )


@undoes(PartyChanged)
def changed(case: Case) -> Undone:
    """By changing it back: `party change`."""
    was = case.before
    fields = ("kind", "country", "tax_residence", "acts_for")
    said = {name: getattr(was, name, None) for name in fields if getattr(case.event, name) is not None}
    said = {name: value for name, value in said.items() if value is not None}
    if not said:
        return Undone(f'Say what it was with topsheet party change "{case.key}"; names and other personal data are not in the book.')
    return case.by("Change it back.", ("party", "change", case.key, *options(**said)))


@undoes(ActorEnrolled)
def enrolled(case: Case) -> Undone:
    """By `actor withdraw`; what was signed stands."""
    for later in case.later(ActorWithdrawn):
        return Undone(f"It is undone already: entry {later.position} has withdrawn them.")
    return case.by("Withdraw the actor; what they signed stands.", ("actor", "withdraw", case.key))


@undoes(AuthorityGranted, AuthorityDelegated)
def granted(case: Case) -> Undone:
    """By `authority withdraw`; what was decided on the grant stands, and its deputies decide nothing any more."""
    for later in case.later(AuthorityWithdrawn):
        return Undone(f"It is undone already: entry {later.position} has withdrawn {case.key}.")
    return case.by("Withdraw the grant; what was decided on it stands.", ("authority", "withdraw", case.key))


@undoes(AuthorityWithdrawn)
def withdrawn(case: Case) -> Undone:
    """By granting it anew: `authority grant`, or `authority delegate` for a deputy."""
    grant = case.document[0].event
    assert isinstance(grant, AuthorityGranted | AuthorityDelegated)
    many = [word for name, values in (("--kind", grant.kinds), ("--section", grant.sections)) for value in values for word in (name, value)]
    if isinstance(grant, AuthorityDelegated):
        said = options(limit=grant.limit, to=grant.ends)
        return case.by("Name the deputy again, under a new number.", ("authority", "delegate", grant.origin, grant.party, *said, *many))
    said = options(role=grant.role, financier=grant.financier, limit=grant.limit, second_above=grant.second_above, to=grant.ends)
    over = ["--over-budget"] if grant.over_budget else []
    return case.by("Grant it anew, under a new number.", ("authority", "grant", grant.party, *said, *many, *over))


@undoes(DecisionSeconded)
def seconded(case: Case) -> Undone:
    """By `authority withdraw`, while nothing was decided on the word."""
    for later in case.later(SecondUsed):
        return Undone(f"It is used: entry {later.position} has decided on it, and that decision is undone by its own entry.")
    for later in case.later(SecondTakenBack):
        return Undone(f"It is undone already: entry {later.position} has taken {case.key} back.")
    return case.by("Take the word back.", ("authority", "withdraw", case.key))


stands(
    SecondUsed, why="what was decided on the word is undone by its own entry, and the word stays used up. Second the next decision anew."
)
stands(SecondTakenBack, why="a word that was taken back is given anew with authority second.")
stands(
    CostReportDifferenceResolved,
    why="somebody answered what differs. What still differs otherwise is an alarm again, and is answered anew.",
)


@undoes(CostReportIssued)
def issued(case: Case) -> Undone:
    """Not undone: the next report of the period supersedes it, `cost-report issue`, and the first still prints as it was issued."""
    words = "Nothing takes it back: it is official. Issue another of its period, which supersedes it; this one prints as it was issued."
    return case.by(words, ("cost-report", "issue", case.event.period))


@undoes(VarianceThresholdSet)
def threshold(case: Case) -> Undone:
    """By the threshold that stood before it: `variance threshold`, or `variance threshold --lift`."""
    for later in case.later():
        return Undone(f"It counts no more: another threshold was set since. See topsheet correct {later.position}.")
    was = case.before
    before = options(amount=was.amount, percent=was.percent, financier=was.financier) if was else []
    words = "Set the threshold that stood before it." if before else "Lift it, as it was."
    return case.by(words, ("variance", "threshold", *(before or ["--lift"])))


@undoes(VarianceNoted)
def noted(case: Case) -> Undone:
    """By the note that takes its place: `variance note`."""
    for later in case.later():
        return Undone(f"It is printed no more: another note took its place. See topsheet correct {later.position}.")
    was = case.before or case.event
    words = (
        "Give the note that stood before it." if case.before else "A note is not taken away; say what is right, and the new one is printed."
    )
    return case.by(words, ("variance", "note", case.event.account, "--variance", was.variance, was.text if case.before else "WHY"))
