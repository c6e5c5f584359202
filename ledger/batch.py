"""What a decision about a batch must know of the book: the parties that its rows name, their engagements, and the accounts."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.aggregates.account import takes_costs
from ledger.aggregates.budget import BUDGET
from ledger.aggregates.engagement import ENGAGEMENT, Engagement, Stage
from ledger.aggregates.party import PARTY
from ledger.decision import Decision
from ledger.errors import Refused
from ledger.money import Money
from ledger.pay import Batch, Engaged, Open, PayRow


def known(decision: Decision, rows: Sequence[PayRow]) -> Batch:
    """Everything that the rows of a payroll name. Engagements that they name join the read set; who names none reads the whole book."""
    states = {key: state for key in {row.engagement for row in rows if row.engagement} if (state := _engagement(decision, key))}
    of_party: dict[str, list[str]] = {}
    if any(not row.engagement for row in rows):
        decision.known = decision.book.size()  # who is hired from now on would have to be paid by an engagement
        for key, state in decision.book.every(ENGAGEMENT).items():
            if state.stage is Stage.ENGAGED:
                of_party.setdefault(state.party, []).append(key)
    return Batch(
        parties=parties(decision, {row.person for row in rows}),
        engaged={key: Engaged(key, state, _open(decision, key, state)) for key, state in states.items()},
        of_party=of_party,
        accounts=accounts(decision),
    )


def _engagement(decision: Decision, key: str) -> Engagement | None:
    return decision.load(ENGAGEMENT, key) if decision.book.load(ENGAGEMENT, key) else None


def _open(decision: Decision, key: str, state: Engagement) -> Open:
    if state.stage is Stage.CLOSED:
        return {}
    currency = state.deal[0].rate.currency
    found = decision.open_lines(ENGAGEMENT.stream(key))
    return {line: (Money.minor(own, currency), Money.minor(book, decision.currency)) for line, (own, book) in found.items()}


def parties(decision: Decision, texts: set[str]) -> dict[str, list[str]]:
    """Parties by id and by name, the persons' file read once."""
    names: dict[str, list[str]] = {}
    for party, name in decision.book.people.names().items():
        names.setdefault(name, []).append(party)
    found = {}
    for text in texts:
        candidates = names.get(text) or ([text] if text.startswith("P-") else decision.book.companies(text))
        found[text] = [party for party in candidates if decision.book.load(PARTY, party)]
    return found


def accounts(decision: Decision) -> set[str]:
    """The accounts of the locked budget that take costs."""
    reserve = decision.know(BUDGET, "main", watch=False).contingency_account
    taken = set()
    for account in decision.book.guards("left/"):
        try:
            takes_costs(account, reserve)
        except Refused:
            continue
        taken.add(account)
    return taken
