"""topsheet demo: play a demonstration production through the commands themselves, and show what came of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import Session

if TYPE_CHECKING:
    from ledger.examples import Production, Step

PILOT = "pilot"


class Clock:
    """The given time; each command takes a minute."""

    def __init__(self, now: datetime, seed: str) -> None:
        self.now, self.seed = now, seed
        self.drawn = 0

    def __call__(self) -> datetime:
        return self.now

    def chance(self, length: int) -> bytes:
        """Bytes that are the same on every run, so that the root is."""
        self.drawn += 1
        return hashlib.sha256(f"{self.seed} {self.drawn}".encode()).digest()[:length]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option(
    "--production",
    "name",
    default=PILOT,
    show_default=True,
    help="Which one: pilot; catalan, a feature in Barcelona; finance, its financiers' rules.",
)
@click.option("--quiet", is_flag=True, help="Only play; show nothing.")
def command(folder: Path, name: str, quiet: bool) -> int:
    """Play a demonstration into FOLDER (demo by default) and show its reports."""
    from ledger.errors import Misuse
    from ledger.examples import names, production

    if name not in names():
        raise Misuse(f"{name!r} is no demonstration. There are {', '.join(names()[:-1])} and {names()[-1]}.")
    played = production(name)
    book = folder / played.book
    _fresh(folder, book, played.played_by)
    with _nobody():
        _play(played, book, quiet)
    return 0 if quiet else _show(played, book)


@contextlib.contextmanager
def _nobody() -> Iterator[None]:
    """Without the defaults of whoever plays it: their name, authority and keys are not those of the play."""
    own = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith("TOPSHEET_")}
    try:
        yield
    finally:
        os.environ.update(own)


def _fresh(folder: Path, book: Path, played_by: date) -> None:
    """Make room: only a book that was itself a demonstration is ever replaced."""
    from ledger.errors import AlreadyDone
    from ledger.log import Log

    folder.mkdir(parents=True, exist_ok=True)
    if not book.exists():
        return
    log = Log(book)
    clock, last = log.opened["clock"], log.at(log.last())
    log.close()
    if clock != "demonstration" or last > played_by.isoformat():
        whose = "a real book" if clock != "demonstration" else "a demonstration that somebody went on with"
        raise AlreadyDone(f"{book} is {whose} and is not replaced. Name another folder: topsheet demo FOLDER.")
    for suffix in (".book", ".people", ".people-keys", ".cache"):
        book.with_suffix(suffix).unlink(missing_ok=True)
    for suffix in (".evidence", ".checkpoints"):
        shutil.rmtree(book.with_suffix(suffix), ignore_errors=True)


def _play(played: Production, book: Path, quiet: bool) -> None:
    from ledger.errors import Tampered

    clock = Clock(played.starts, played.seed)
    session = Session(clock, clock.chance, demonstration=True)
    count = 0
    for step in played.steps():
        if step.told and not quiet:
            click.echo(f"\n=== {step.told}" if played.shown else f"  {step.told}", err=not played.shown)
        if step.clock:
            clock.now = step.clock
        if step.words and not (quiet and step.asked):
            count += not step.asked
            clock.now += timedelta(minutes=not step.asked)
            code, said = _run(book, step, session, played.owner)
            if (code != 0) != step.refused:
                raise Tampered(f"The play went wrong at topsheet {' '.join(step.words)} (exit {code}):\n{said}")
            if not quiet and played.shown and not step.silent:
                tell(step, said, played.folder)
            elif step.refused and not quiet:
                click.echo(f"    refused, as it should be: {said.strip()}", err=True)
    if not quiet:
        click.echo(f"  {count} commands played into {book}.\n", err=True)


def tell(step: Step, said: str, here: Path) -> None:
    """A command as it is typed, with what it said; files are named without their folder."""
    shown = [line.rstrip() for line in said.rstrip().split("\n") if re.search(step.lines, line)]
    click.echo("\n".join(["", f"$ {step.typed}".replace("{here}/", ""), *shown]).replace(f"{here}/", ""))


def _run(book: Path, step: Step, session: Session, owner: str) -> tuple[int, str]:
    """One command in this process, through the command line's own function."""
    from cli import run
    from ledger.log import Log

    args = list(step.words)
    if args[0] == "init":
        args.insert(1, str(book))
    else:
        if "{last}" in args:
            log = Log(book)
            args[args.index("{last}")] = str(log.last())
            log.close()
        args += ["--book", str(book)]
        if "--by" not in args and not step.asked:
            args += ["--by", owner]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(args, session)
    return code, said.getvalue()


def _show(played: Production, book: Path) -> int:
    from cli import run

    for screen in played.screens:
        words = [word.format(folder=book.parent) for word in shlex.split(screen.command)]
        click.echo(f"\n=== {screen.title}\n$ topsheet {shlex.join(words)}\n")
        sys.stdout.flush()
        code = run([*words, "--book", str(book)])
        if code:
            return code
    click.echo(f"\nThe book is {book}. Ask it yourself: export TOPSHEET_BOOK={book}")
    return 0
