"""Words that several nouns share: amounts, lines, days of accounts, and what a decision left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.errors import Misuse
from ledger.money import Money

if TYPE_CHECKING:
    from datetime import date

    from ledger.book import Book
    from ledger.decision import Decision
    from ledger.exchange.reading import Reading
    from ledger.line import OrderedLine


def amounts(lines: Sequence[tuple[str, str]], currency: str) -> list[tuple[str, Money]]:
    """Account and amount of each --line, in the document's currency. Raises Misuse, naming the line."""
    read = []
    for number, (account, text) in enumerate(lines, 1):
        try:
            read.append((account, Money.parse(text, currency)))
        except Misuse as problem:
            raise Misuse(f"Line {number} on account {account}: {problem}") from None
    return read


def money(text: str | None, currency: str) -> Money | None:
    """An amount given as an option, or None."""
    return None if text is None else Money.parse(text, currency)


def money_day(decision: Decision, day: date | None) -> date:
    """The day on which money moved: the one given, which is never after the entry takes effect, or that one. Raises Misuse."""
    if day and day > decision.on:
        raise Misuse(f"The money moves on {day}, after {decision.on}, when this takes effect. Give --on {day}, or an earlier --day.")
    return day or decision.on


def segments_of(texts: Sequence[str]) -> dict[str, str] | None:
    """The segments of --segment NAME=VALUE, or None. Raises Misuse."""
    for text in texts:
        if not re.fullmatch(r"[a-z][a-z0-9_]*=.+", text):
            raise Misuse(f"{text!r} is not a segment. Write NAME=VALUE, such as episode=101.")
    return {name: value for name, _, value in (text.partition("=") for text in texts)} or None


def sections(decision: Decision, accounts: Iterable[str]) -> list[str]:
    """The sections of these accounts, for grants that name sections. Raises Unknown for an account that the chart lacks."""
    from ledger.aggregates.account import found
    from ledger.aggregates.budget import BUDGET

    chart = decision.know(BUDGET, "main", watch=False).accounts
    return sorted({found(chart, account).section for account in accounts})


def promise_of(decision: Decision, number: str) -> str:
    """The stream of an order or engagement by its number. Raises Unknown."""
    from ledger.aggregates.engagement import ENGAGEMENT
    from ledger.aggregates.purchase_order import PURCHASE_ORDER

    if decision.load(ENGAGEMENT, number, watch=False) is not None:
        return ENGAGEMENT.stream(number)
    decision.know(PURCHASE_ORDER, number, watch=False)
    return PURCHASE_ORDER.stream(number)


def planned(decision: Decision, accounts: Iterable[str], back: Mapping[str, Money] | None = None) -> dict[str, Money]:
    """What is left of each account's entered estimate to complete, after giving `back`; an account in another mode is absent."""
    entered = {account: decision.figure(f"etc/{account}") for account in sorted(set(accounts))}
    entered |= {account: entered[account] + amount for account, amount in (back or {}).items() if account in entered}
    return {account: amount for account, amount in entered.items() if decision.book.guard(f"etc/{account}")}


def estimated(decision: Decision, accounts: Iterable[str], *, unplanned: bool, savings: Sequence[tuple[str, str]],
              back: Mapping[str, Money] | None = None) -> dict[str, Any]:  # fmt: skip
    """What a decision may take from the estimates of these accounts: planned, unplanned and savings, as `from_estimate` wants them.

    `back` is what the same decision has given back to them.

    Raises Misuse where an option speaks of an account that has no estimate to complete entered, with its mode and the way out.
    """
    from ledger.line import not_entered

    among = sorted(set(accounts))
    found, saved = planned(decision, among, back), {account: Money.parse(text, decision.currency) for account, text in savings}
    if len(saved) < len(savings):
        raise Misuse("--saving is given twice for one account. Give one saving for each.")
    asked = [account for account in (*saved, *(among if unplanned and not found else ())) if account in among and account not in found]
    if asked:
        held = {account: decision.figure(f"held/{account}") for account in asked if decision.book.guard(f"held/{account}")}
        raise Misuse(not_entered(asked[0], held.get(asked[0])))
    return {"planned": found, "unplanned": unplanned, "savings": saved}


def standing(decision: Decision, account: str) -> tuple[Money, Money]:
    """An account's final budget and its estimated final cost, as the book stands. Raises Unknown."""
    from ledger.guards import final_and_efc

    decision.left(account)
    keys = [f"{key}/{account}" for key in ("left", "total", "etc", "held")]
    final, efc = final_and_efc({key: row for key in keys if (row := decision.book.guard(key))}, account)
    if sections(decision, [account]) == ["rounding"]:
        efc = final
    return Money.minor(final, decision.currency), Money.minor(efc, decision.currency)


def efc(decision: Decision, account: str) -> str:
    """An account's estimated final cost as the book stands, against its final budget."""
    budget, said = standing(decision, account)
    held = decision.book.guard(f"held/{account}")
    below = held and Money.minor(int(held.value), decision.currency) < said
    why = " Spent and promised are more than the final cost that was held." if below else ""
    if said == budget:
        return f"Account {account}: EFC {said}, on its final budget.{why}"
    word = "under" if said < budget else "over"
    return f"Account {account}: EFC {said}, {max(said - budget, budget - said)} {word} its final budget of {budget}.{why}"


def spendable(decision: Decision, accounts: Iterable[str]) -> None:
    """See that these accounts are locked and take orders, hires and postings. Raises Unknown, Refused."""
    from ledger.aggregates.account import takes_costs
    from ledger.aggregates.budget import BUDGET

    for account in sorted(set(accounts)):
        decision.left(account)
        takes_costs(account, decision.know(BUDGET, "main", watch=False).contingency_account)


def left(decision: Decision, accounts: Iterable[str], *, hold: bool) -> dict[str, Money]:
    """What each account has left; with `hold` the append refuses to go below nothing."""
    return {account: decision.left(account, keep="money" if hold else None) for account in sorted(set(accounts))}


def not_read(file: Reading) -> list[str]:
    """A remark on the columns of a file that hold nothing asked for, when there are any."""
    return [f"Columns not read: {', '.join(file.ignored)}; name them with --columns, if they matter."] if file.ignored else []


def unread(decision: Decision, name: str, sha256: str, part: str = "") -> None:
    """See that nothing was read from a file of this content before. Raises AlreadyDone, naming the documents that were.

    `part` is what of a document a file is, where it is not the whole of it: an envelope.
    """
    from ledger.aggregates.payable import FILES
    from ledger.errors import AlreadyDone

    keys = [stream.partition("/")[2] for stream in decision.book.claiming(FILES, sha256)]
    if keys:
        which = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]} ({len(keys)} documents)"
        was, them, it_is = ("was", which, "it is") if len(keys) == 1 else ("were", "them", "they are")
        them = f"that {part} of {which}" if part else them
        raise AlreadyDone(
            f"{name} was recorded before: {which} {was} read from a file of the same content (SHA-256 {sha256[:16]}). Reverse {them} "
            f"first, if {it_is} wrong, or give the other file."
        )


def still_open(decision: Decision, document: str, approved: Sequence[OrderedLine]) -> list[OrderedLine]:
    """The open lines of a promise, with what is open of each in both currencies, and as much of it as was taken from the estimate."""
    from ledger.line import still

    found = decision.open_lines(document)
    lines = []
    for line in approved:
        units, book = found.get((line.line, line.account), (0, 0))
        if units > 0:
            lines.append(still(line, Money.minor(units, line.amount.currency), Money.minor(book, decision.currency)))
    return lines


def balance(book: Book, accounts: Iterable[str]) -> str:
    """What each account has left to commit of its final budget, or is over it by; what is undrawn of the contingency."""
    from ledger.aggregates.budget import BUDGET

    budget = book.load(BUDGET, "main")
    reserve = budget.state.contingency_account if budget else None
    said = []
    for account in sorted(set(accounts)):
        row, total = book.guard(f"left/{account}"), book.guard(f"total/{account}")
        if row:
            has = Money.minor(int(row.value), book.currency)
            final = Money.minor(int(row.value) + (int(total.value) if total else 0), book.currency)
            if account == reserve:
                said.append(f"Account {account}: {has} of contingency undrawn.")
            elif has < Money.zero(has.currency):
                said.append(f"Account {account}: {-has} over its final budget of {final}.")
            else:
                said.append(f"Account {account}: {has} of {final} left to commit.")
    return "\n".join(said)
