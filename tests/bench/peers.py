"""Account balances beside the plain-text ledgers, on the same lines as a two-leg journal; no time is printed unless all agree to the cent.

hledger, ledger and bean-query are looked for on PATH and in the folder PEERS; one that is absent is printed as absent.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ledger.entry import read
from ledger.log import Log
from tests.bench.books import CODES, FIRST
from tests.bench.measure import TOPSHEET, Figure, Goal, compared, in_turn, timed
from tests.bench.readers import rebuild

Balances = dict[str, Decimal]
SIDES = {"ordered": (1, "Committed"), "relieved": (-1, "Committed"), "cost": (1, "Posted"), "paid": (1, "Paid")}
PATH = os.pathsep.join((os.environ.get("PEERS", ""), os.environ.get("PATH", "")))
MILLION = 1_000_000


@dataclass(frozen=True)
class Peer:
    """A program, its command over a journal, and how many times faster the ledger is to be."""

    name: str
    command: tuple[str, ...]
    floor: str

    def answer(self, journal: Path) -> str:
        found = shutil.which(self.command[0], path=PATH)
        assert found
        command = [found, *(str(journal) if word == "JOURNAL" else word for word in self.command[1:])]
        environment = {**os.environ, "BEANCOUNT_DISABLE_LOAD_CACHE": "1"}  # each asks the file, as the others do
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


PEERS = (
    Peer("hledger", ("hledger", "-f", "JOURNAL", "balance", "--flat", "--no-total", "-O", "csv"), "150"),
    Peer("ledger", ("ledger", "-f", "JOURNAL", "balance", "--flat", "--no-total", "--format", "%(account),%(display_total)\n"), "20"),
    Peer("beancount", ("bean-query", "-f", "csv", "JOURNAL", "select account, sum(position) group by account"), "400"),
)


def journal(path: Path) -> Path:
    """Every line of money as a transaction of two legs, in the syntax that all three read; only beancount's file opens its accounts."""
    with closing(Log(path)) as log, (path.with_suffix(".journal")).open("w") as file, path.with_suffix(".beancount").open("w") as bean:
        for kind in ("Committed", "Posted", "Paid"):
            for account in (*(f"Expenses:{kind}:A{code}" for code in CODES), f"Equity:{kind}"):
                bean.write(f"{FIRST} open {account}\n")
        for text in transactions(log):
            file.write(text)
            bean.write(text)
    return path.with_suffix(".journal")


def transactions(log: Log) -> Iterator[str]:
    for row in log.connection.execute("select stream, version, name, state, position, at from entries order by position"):
        entry = read(*row)
        for move in entry.event.moves(entry.stream):
            if move.layer in SIDES:
                sign, kind = SIDES[move.layer]
                amount = sign * move.book_amount.amount
                legs = f"  Expenses:{kind}:A{move.account}  {amount} EUR\n  Equity:{kind}  {-amount} EUR\n"
                yield f'{entry.on} * "{entry.key} {move.line}"\n{legs}'


def ours(path: Path) -> Balances:
    """The report of a fresh process: committed, posted and paid by account."""
    command = [TOPSHEET, "report", "account-balances", "--format", "csv", "--book", str(path)]
    rows = csv.DictReader(io.StringIO(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    found = ((f"Expenses:{kind.title()}:A{row['account']}", Decimal(row[kind])) for row in rows for kind in ("committed", "posted", "paid"))
    return {account: amount for account, amount in found if amount}


def theirs(text: str) -> Balances:
    """The balances that a peer printed."""
    rows = re.findall(r'^"?\s*(Expenses:[\w:]+)\s*"?,"?\s*(-?[\d.]+) EUR', text, re.MULTILINE)
    return {account: Decimal(amount) for account, amount in rows if Decimal(amount)}


def peers(path: Path, lines: int, times: int) -> list[Figure]:
    """How many times faster a fresh report is than each peer's balances."""
    rebuild(path)
    found = []
    text, mine = journal(path), ours(path)
    for peer in PEERS:
        goal = Goal(at_most=False, goal=peer.floor)
        what, beside = f"report account-balances, {lines:,} lines", f"{peer.name}, balances of {lines:,} transactions"
        if not shutil.which(peer.command[0], path=PATH):
            found.append(Figure(peer.name, what, beside, goal))
            continue
        file = text.with_suffix(".beancount") if peer.name == "beancount" else text
        said = theirs(peer.answer(file))
        if said != mine:
            apart = sorted({*said.items()} ^ {*mine.items()})[:4]
            raise SystemExit(f"{peer.name} has other balances than the book, so no time is printed: {apart}")
        taken = in_turn(times, lambda: timed(lambda: ours(path)), lambda peer=peer, file=file: timed(lambda: peer.answer(file)))  # type: ignore[misc]
        note = "" if lines >= MILLION else f"the floor is for {MILLION:,}"
        found.append(compared(peer.name, what, beside, goal, ours=taken[0], theirs=taken[1], faster=True, remark=note))
    return found
