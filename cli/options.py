"""What writers and readers have in common: their options, and the words of values."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.decision import Decision

Function = Callable[..., Any]
Consequence = Callable[[], str | None] | str | None


@dataclass(frozen=True)
class Session:
    """What a caller in the same process may give: a clock and a source of chance. The command line gives neither."""

    clock: Callable[[], datetime]
    chance: Callable[[int], bytes]
    demonstration: bool = False


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that names the form."""
        if isinstance(value, date):
            return value
        try:
            return (
                date.fromisoformat(value)
                if len(value) == 10
                else self.fail(f"{value!r} is not a day. Write YYYY-MM-DD, such as 2026-03-12.")
            )
        except ValueError:
            self.fail(f"{value!r} is not a day. Write YYYY-MM-DD, such as 2026-03-12.")


DAY = Day()


def book_option(function: Function) -> Function:
    """--book, or TOPSHEET_BOOK."""
    return click.option("--book", envvar="TOPSHEET_BOOK", metavar="FILE", help="The book.  [env: TOPSHEET_BOOK]")(function)


def book_path(given: str | None) -> Path:
    """The book's path. Raises Misuse when none was named."""
    from ledger.errors import Misuse

    if not given:
        raise Misuse("No book is named. Give --book FILE or set TOPSHEET_BOOK.")
    return Path(given)


WRITER = (
    click.option("--by", envvar="TOPSHEET_BY", metavar="PARTY", help="Who records: a name or a party id.  [env: TOPSHEET_BY]"),
    click.option(
        "--authority",
        envvar="TOPSHEET_AUTHORITY",
        metavar="GRANT",
        help="On whose authority: a grant (A-0003) or a party; by default the one who records.",
    ),
    click.option("--reason", metavar="TEXT", help="Why; no personal data, at most 500 characters."),
    click.option("--on", type=DAY, metavar="DAY", help="The day it takes effect; today by default, never a day to come."),
    click.option(
        "--evidence",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="A document seen; it is copied beside the book. Repeatable.",
    ),
    click.option("--corrects", type=int, multiple=True, metavar="ENTRY", help="The entry that this one puts right. Repeatable."),
    click.option(
        "--key",
        "signing_key",
        type=click.Path(path_type=Path),
        envvar="TOPSHEET_KEY",
        metavar="FILE",
        help="Your key, in a book with enrolled actors: what is recorded is signed with it.  [env: TOPSHEET_KEY]",
    ),
    click.option("--command-id", metavar="ID", help="An id of your own: the same command sent twice is recorded once."),
    click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing."),
)
COMMON = {"book", "by", "authority", "reason", "on", "evidence", "corrects", "signing_key", "command_id", "dry_run"}
SIGNED = {"ignore_unknown_options": True}  # an amount may begin with a minus
UNASKED = {"book", "signing_key", "command_id", "dry_run", "log_key", "passphrase_file"}  # what a secret opens is no part of a request


def writer(*, reason: bool = False, personal: bool = False) -> Callable[[Function], Function]:
    """Make a command of a function that takes a Decision, adds entries to it, and returns one line of consequence.

    `reason` makes --reason required. `personal` salts the digest of the request, whose arguments are a person's data. A command id
    that was recorded before answers with its first result.
    """

    def wrap(function: Function) -> Function:
        @functools.wraps(function)
        def command(**given: Any) -> None:
            from ledger.errors import Misuse

            common = {name: given.pop(name) for name in COMMON}
            if reason and not common["reason"]:
                raise Misuse("This changes what the book says, so it needs a reason: --reason TEXT.")
            with open_book(common["book"]) as book, named(book):
                decide(book, common, functools.partial(function, **given), personal=personal)

        return writing(command)

    return wrap


def writing(function: Function) -> Function:
    """The options of every writer, as they are; for a command that only sometimes records."""
    for option in reversed(WRITER):
        function = option(function)
    return book_option(function)


@contextmanager
def named(book: Book) -> Iterator[None]:
    """Refusals name parties as people know them, beside their ids."""
    from cli.render import PARTY
    from ledger.errors import LedgerError

    try:
        with formed():
            yield
    except LedgerError as refusal:
        known = {party: book.called(party) for party in PARTY.findall(str(refusal))}

        def both(found: Any) -> str:
            party, name = found.group(), known[found.group()]
            return party if name == party or found.string[: found.start()].endswith(f"{name} (") else f"{name} ({party})"

        said = PARTY.sub(both, str(refusal))
        raise type(refusal)(said) from refusal


@contextmanager
def formed() -> Iterator[None]:
    """A value that no event can hold is named by its field."""
    from ledger.errors import Misuse
    from ledger.event import IllFormed

    try:
        yield
    except IllFormed as problem:
        raise Misuse(" ".join(_ill_formed(error) for error in problem.errors())) from problem


FORMS = {
    r"^[A-Z0-9-]{1,16}$": "up to 16 capital letters, digits and dashes",
    r"^(main|[A-Z0-9-]{1,32})$": "up to 32 capital letters, digits and dashes",
    r"^[A-Z]{2}$": "two capital letters, such as ES",
    r"^[a-z][a-z -]{0,31}$": "up to 32 small letters, spaces and dashes",
    r"^[a-z][a-z0-9-]{0,15}$": "up to 16 small letters, digits and dashes",
}


def _ill_formed(error: Mapping[str, Any]) -> str:
    """What is wrong with one value, by its field and its figure."""
    field = " ".join(str(part).replace("_", " ") for part in error["loc"] if part != "function-after")
    pattern, said = error.get("ctx", {}).get("pattern"), error["input"]
    if error["type"].endswith("too_long") and isinstance(said, str):
        return f"The {field} has {len(said):,} characters and may have {error['ctx']['max_length']}: {said[:24]!r} and so on. Shorten it."
    why = f"is not {FORMS[pattern]}" if pattern in FORMS else f"is refused: {error['msg'].removeprefix('Value error, ')}"
    return f"The {field} {error['input']!r} {why}." if not error["type"].endswith("too_short") else f"The {field} is empty."


def open_book(given: str | None) -> Book:
    """The book that a writer writes in."""
    from ledger.book import Book

    session: Session | None = click.get_current_context().find_object(Session)
    path = book_path(given)
    return Book.open(path, clock=session.clock, chance=session.chance) if session else Book.open(path)


def request_digest(salt: bytes = b"") -> str:
    """SHA-256 over the command and its arguments as they were given, before defaults; salted where they are personal."""
    ctx = click.get_current_context()
    typed = click.core.ParameterSource.COMMANDLINE
    given = {name: asked(value) for name, value in ctx.params.items() if name not in UNASKED and ctx.get_parameter_source(name) is typed}
    return hashlib.sha256(salt + json.dumps([ctx.command_path, given], sort_keys=True).encode()).hexdigest()


def asked(value: Any) -> Any:
    """An argument as the request names it: a file by its name and its content, wherever it lies."""
    if isinstance(value, tuple):
        return [asked(one) for one in value]
    if isinstance(value, Path):
        return [value.name, hashlib.sha256(value.read_bytes()).hexdigest() if value.is_file() else ""]
    return str(value)


def decide(book: Book, common: dict[str, Any], function: Callable[[Decision], Consequence], *, personal: bool) -> None:
    """Run one decision and print what it recorded."""
    from cli.remarks import on_persons, on_rules
    from cli.render import MANY, told
    from cli.signer import hand
    from ledger.decision import Decision
    from ledger.errors import Misuse, Unknown
    from ledger.parties import find_party
    from ledger.signing import agreed
    from ledger.terms import Recorded

    salt = book.people.command_salt(common["command_id"]) or book.chance(16) if personal else b""
    command = book.command(common["command_id"], request_digest(salt))
    before = book.done_before(command)
    if before:
        click.echo(f"Command {command.id} was recorded before:", err=True)
        click.echo(told(book, before))
        return
    if not common["by"]:
        raise Misuse("Who records this? Give --by with a name or a party id, or set TOPSHEET_BY.")
    if any(not 1 <= entry <= book.size() for entry in common["corrects"]):
        raise Unknown(f"There is no entry {', '.join(map(str, common['corrects']))} to correct; the book's last entry is {book.size()}.")
    decision = Decision(
        book, find_party(book, common["by"]), common["on"] or book.today(), command,
        authority=common["authority"], reason=common["reason"], evidence=common["evidence"], corrects=common["corrects"],
        salt=salt, hand=hand(book, common["signing_key"]),
    )  # fmt: skip
    agreed(decision)
    consequence = function(decision)
    remarks = [remark for remark in (book.late(), *on_rules(decision), *on_persons(decision)) if remark]
    if common["dry_run"]:
        decision.rehearse()
        click.echo("Would record (nothing was):", err=True)
        click.echo(told(book, decision.drafts))
        _say("\n".join([*([consequence] if isinstance(consequence, str) else []), *remarks, *decision.hand.overrides]))
        return
    try:
        recorded = decision.commit(bulk=len(decision.drafts) > MANY)
    except Recorded as done:
        click.echo(told(book, list(book.entries(done.first, done.last))))
        return
    try:
        click.echo(told(book, recorded))
        _say(consequence() if callable(consequence) else consequence)
    finally:  # what a rule says of it is told even where nobody reads on
        for remark in (*remarks, *decision.hand.overrides):
            click.echo(remark, err=True)


def _say(consequence: str | None) -> None:
    for line in (consequence or "").splitlines():
        click.echo(f"      {line}")


READER = (
    click.option("--as-of", type=DAY, metavar="DAY", help="Only what took effect up to this day."),
    click.option(
        "--known",
        metavar="WHEN",
        help="Only what was known by then: a day, a time, an entry (42), a version (v02), a report (issued:2) or a plan (plan:1).",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv", "parquet"]),
        default="table",
        show_default=True,
        help="How to print it.",
    ),
)


def reader(function: Function) -> Function:
    """The options of every reader: --book, --as-of, --known, --format."""
    return windowed(READER[-1](function))


def windowed(function: Function) -> Function:
    """The options of a reader that prints in one form: --book, --as-of, --known."""
    for option in reversed(READER[:-1]):
        function = option(function)
    return book_option(function)
