"""topsheet proposal: what was kept of a what-if, until somebody who may decides adopts it or declines it."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Consequence, decide, named, open_book, windowed, writer
from cli.signer import KEY

if TYPE_CHECKING:
    from cli.played import Line, Played, Script
    from cli.what_if import Examined
    from ledger.aggregates.proposal import Outcome, Proposal
    from ledger.decision import Decision
    from ledger.hypothetical import Supposed

COMMON: dict[str, Any] = {
    "authority": None, "reason": None, "on": None, "evidence": (), "corrects": (), "signing_key": None, "command_id": None,
    "dry_run": False,
}  # fmt: skip


@click.group("proposal")
def command() -> None:
    """What somebody examined and proposed: topsheet what-if FILE --keep TITLE.

    Whoever adopts a proposal decides all its commands on their own authority; all of them are recorded, or none.
    """


@command.command()
@click.argument("number")
@windowed
def show(number: str, book: str | None, as_of: date | None, known: str | None) -> None:
    """Show a proposal: its commands, and what they came to when it was examined or adopted."""
    from cli.render import figure
    from cli.window import opened
    from ledger.errors import Unknown

    with opened(book, known, as_of) as (log, session):
        row = next((row for row in session.records("proposals") if row["proposal"] == number), None)
        event = log.first(f"proposal/{number}")
        if row is None or event is None:
            raise Unknown(f"There is no proposal {number}. topsheet report proposals lists them.")
        scale, currency = session.about.scale, session.about.currency
        made = f"proposed by {row['proposed by']} on {row['proposed']}, examined at entry {row['examined']}"
        lines = [f"{number}  {row['title']}", f"         {made}"]
        entries = f" as entries {row['first entry']} to {row['last entry']}" if row["first entry"] else ""
        decided = f" by {row['decided by']} on {row['decided']}{entries}" if row["decided"] else ""
        lines.append(f"         {row['stage']}{decided}")
        efc = [figure(row[f"EFC {side}"], scale=scale) for side in ("before", "after")]
        lines.append(f"         EFC {efc[0]} before and {efc[1]} after, variance {figure(row['variance after'], scale=scale)} {currency}")
        click.echo("\n".join([*lines, "", *(one["command"] for one in event["commands"])]))


@command.command()
@click.argument("number")
@writer()
def adopt(decision: Decision, *, number: str) -> Consequence:
    """Decide everything that was proposed. The commands are played on the book as it stands, and recorded in one piece.

    Whoever proposed it does not adopt it, unless nobody else has a part in the book.
    """
    from cli.what_if import between, examine, playing
    from ledger.aggregates import proposal
    from ledger.entry import read

    known = decision.know(proposal.PROPOSAL, number)
    given = {"--by": decision.by, "--authority": decision.authority, "--on": decision.on.isoformat()}
    asked = script_of(number, [(one.command, one.documents) for one in known.commands], given)
    own = decision.by == known.maker
    others = _others(decision) if own else []
    alone = proposal.may_adopt(number, known, by=decision.by, others=others, able=_able(decision, asked, others) if others else [])
    with playing(decision.book.path, asked) as done, between(done) as (session, windows):
        found = examine(done, session, windows, judged=False)  # what rules say of it is said when it is recorded
        rows = done.rows.above
        decision.take([read(row.stream, row.version, row.name, row.state) for row in rows], known=done.rows.recorded)
        renumbered = [f"{was} is {now} now." for was, now in done.renumbered.items()]
    before, after = outcome(decision.currency, found.before), outcome(decision.currency, found.after)
    event = proposal.adopt(first=rows[0].position, last=rows[-1].position, before=before, after=after, alone=alone)
    decision.record(proposal.PROPOSAL, number, event)
    return "\n".join([*renumbered, _since(known, rows[0].position - 2 - known.examined, after)])


@command.command()
@click.argument("number")
@writer(reason=True)
def decline(decision: Decision, *, number: str) -> Consequence:
    """Do not follow a proposal; whoever made it may take it back so."""
    from ledger.aggregates import proposal

    known = decision.know(proposal.PROPOSAL, number)
    if decision.by != known.maker:
        decision.authorise("proposal", asked=f"Declining {number}")
    decision.record(proposal.PROPOSAL, number, proposal.decline(number, known))
    return None


def script_of(number: str, commands: Iterable[tuple[str, Sequence[str]]], given: dict[str, str | None]) -> Script:
    """The commands of a proposal, to be played again."""
    from cli.played import Line, Script

    lines = [Line(n, tuple(shlex.split(typed)), documents) for n, (typed, documents) in enumerate(commands, 1)]
    return Script(number, lines, given)


def script_named(book: Path, number: str, given: dict[str, str | None]) -> Script:
    """The commands of the proposal of this number. Raises Unknown."""
    from ledger.errors import Unknown
    from ledger.log import Log

    with contextlib.closing(Log(book)) as log:
        event = log.first(f"proposal/{number}")
    if event is None:
        raise Unknown(f"There is no proposal {number}. topsheet report proposals lists them.")
    return script_of(number, [(one["command"], one["documents"]) for one in event["commands"]], given)


def proposable(asked: Script, done: Played) -> list[tuple[str, Sequence[str]]]:
    """The commands as a proposal holds them, persons by their numbers, each with its documents. Raises Refused."""
    people = {name: party for party, name in done.rows.log.people.names().items()}
    commands = []
    for line, some, documents in zip(asked.lines, done.entries, done.documents, strict=True):
        _whole(asked, line, [row for row in done.rows.above if row.position in some])
        commands.append((shlex.join(people.get(word, word) for word in line.words), documents))
    return commands


def propose(book: str | None, asked: Script, commands: Sequence[tuple[str, Sequence[str]]], examined: int, found: Examined,
            title: str, *, remark: bool) -> None:  # fmt: skip
    """Keep what was examined as a proposal; what is said of it is a `remark` where figures are printed for programs."""

    def record(decision: Decision) -> Consequence:
        from ledger.aggregates import proposal

        currency = decision.currency
        key = decision.new_key(proposal.PROPOSAL)
        event = proposal.make(title=title, maker=decision.by, commands=commands, examined=examined,
                              before=outcome(currency, found.before), after=outcome(currency, found.after))  # fmt: skip
        decision.record(proposal.PROPOSAL, key, event)
        return f"{key} waits for somebody who may decide it: topsheet proposal adopt {key}."

    on = date.fromisoformat(day) if (day := asked.given["--on"]) else None
    with open_book(book) as kept, named(kept), contextlib.redirect_stdout(sys.stderr if remark else sys.stdout):
        given = {"book": book, "by": asked.given["--by"], "on": on, "signing_key": click.get_current_context().meta.get(KEY)}
        decide(kept, {**COMMON, **given}, record, personal=False)


def _whole(asked: Script, line: Line, rows: list[Supposed]) -> None:
    """See that a proposal can hold this command whole. Raises Refused."""
    from cli.played import called, refusal, says

    for option in ("--by", "--authority", "--command-id", "--key"):
        if says(line.words, option):
            raise refusal(asked, line, f"Whoever adopts a proposal decides all of it. Leave {option} out of the line.")
    found, rest = called(line.words)
    assert found is not None
    with found.make_context("", rest) as ctx:
        given = [value for name, value in ctx.params.items() if name != "signing_key"]  # it may come of the environment
        files = [one for value in given for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Path)]
    if files:
        raise refusal(asked, line, f"A proposal holds its commands whole, and {files[0].name} may be another file when it is adopted.")
    events = [json.loads(row.state)["event"] for row in rows]
    if any("digests" in event for event in events):
        raise refusal(asked, line, "It holds a person's data, which the book does not. Record it, and propose what follows.")
    if any("root" in event for event in events):
        raise refusal(asked, line, "What is made official states the book as it stands, and is not proposed. Issue it when it is due.")


def outcome(currency: str, row: dict[str, Any]) -> Outcome:
    """What the production comes to, of the figures of a window."""
    from ledger.aggregates.proposal import Outcome
    from ledger.money import round_half_up

    return Outcome(efc=round_half_up(row["efc"], currency), variance=round_half_up(row["variance"], currency))


def _since(known: Proposal, more: int, after: Outcome) -> str:
    """How the figures have changed since it was examined."""
    from ledger.aggregates.variance import sided

    now = f"EFC {after.efc}, {sided(after.variance)}"
    if not more:
        return f"{now}, as it was examined."
    since = f"{more} other entr{'y was' if more == 1 else 'ies were'} recorded since entry {known.examined}, where it was examined"
    if after == known.after:
        return f"{now}, as it was examined; {since}."
    return f"{now}. It was examined as EFC {known.after.efc}, {sided(known.after.variance)}; {since}."


def _others(decision: Decision) -> list[str]:
    """Everybody else who has recorded in this book or may decide in it, those who may decide first."""
    from ledger.aggregates.authority import AUTHORITY

    may = {grant.party for grant in decision.book.every(AUTHORITY).values()}
    if decision.actors():
        from ledger.signing import actors

        return sorted(actors(decision.book).keys() - {decision.by}, key=lambda party: (party not in may, party))
    return [party for some in (may, decision.book.recorders() - may) for party in sorted(some - {decision.by})]


def _able(decision: Decision, asked: Script, others: Sequence[str]) -> list[str]:
    """Those of the others who hold a grant on every kind of decision in a proposal that rests on one."""
    from contextlib import suppress

    from cli.what_if import playing
    from ledger.aggregates.authority import AUTHORITY
    from ledger.errors import LedgerError

    rest = None
    with suppress(LedgerError), playing(decision.book.path, asked) as done:  # who proposed it may not decide it at all
        rest = [row.stream.partition("/")[0] for row in done.rows.above if json.loads(row.state).get("authority", {}).get("grant")]
    grants = [grant for grant in decision.book.every(AUTHORITY).values() if grant.financier is None]
    may = {who: [grant.kinds for grant in grants if grant.party == who] for who in others}
    if rest is None:
        return [who for who, held in may.items() if any(not kinds for kinds in held)]
    return [who for who, held in may.items() if all(any(not kinds or kind in kinds for kinds in held) for kind in rest)]


def is_number(text: str) -> bool:
    """Whether a word is the number of a proposal."""
    return bool(re.fullmatch(r"PP-[0-9]{4,}", text))
