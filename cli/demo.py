"""topsheet demo: play the demonstration production through the commands themselves, and show what came of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cli.options import Session

OWNER = "Night Desk Productions (fictional)"
PLAYED = "2021-12-31"
SCREENS = (
    ("The budget as locked, v01: 6,491,640", "report top-sheet --known v01"),
    ("v02, after one overage of 21,845", "report top-sheet --known v02 --sections"),
    ("v03, after a reallocation of 46,890 and an overage of 24,598", "report top-sheet --known v03 --sections"),
    ("Cost report 1, as it was issued", "audit reissue 1 --sections"),
    ("The same days, as they are known now", "report cost-report --as-of 2021-03-14 --sections --cents"),
    ("The cost report now, with the late invoice", "report cost-report"),
    ("The same as a workbook, with its formulas", "report cost-report --xlsx {folder}/cost-report.xlsx"),
    ("The schedule after the push", "report schedule"),
    ("The finance plan", "report finance-plan"),
    ("The tranches", "report tranches"),
    ("The whole production on one screen", "status"),
    ("The last ten entries of the audit trail", "audit trail --last 10"),
    ("Verification", "audit verify"),
)


class Clock:
    """The given time; each command takes a minute."""

    def __init__(self) -> None:
        self.now = datetime(2021, 1, 4, 9, tzinfo=ZoneInfo("America/Los_Angeles"))
        self.drawn = 0

    def __call__(self) -> datetime:
        return self.now

    def chance(self, length: int) -> bytes:
        """Bytes that are the same on every run, so that the root is."""
        self.drawn += 1
        return hashlib.sha256(f"topsheet demonstration {self.drawn}".encode()).digest()[:length]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option("--quiet", is_flag=True, help="Only play; show nothing.")
def command(folder: Path, quiet: bool) -> int:
    """Play the pilot into FOLDER (demo by default) and show its reports."""
    book = folder / "pilot.book"
    _fresh(folder, book)
    _play(book, quiet)
    return 0 if quiet else _show(book)


def _fresh(folder: Path, book: Path) -> None:
    """Make room: only a book that was itself a demonstration is ever replaced."""
    from ledger.errors import AlreadyDone
    from ledger.log import Log

    folder.mkdir(parents=True, exist_ok=True)
    if not book.exists():
        return
    log = Log(book)
    clock, last = log.opened["clock"], log.at(log.last())
    log.close()
    if clock != "demonstration" or last > PLAYED:
        whose = "a real book" if clock != "demonstration" else "a demonstration that somebody went on with"
        raise AlreadyDone(f"{book} is {whose} and is not replaced. Name another folder: topsheet demo FOLDER.")
    for suffix in (".book", ".people", ".cache"):
        book.with_suffix(suffix).unlink(missing_ok=True)
    shutil.rmtree(book.with_suffix(".evidence"), ignore_errors=True)


def _play(book: Path, quiet: bool) -> None:
    from ledger.errors import Tampered
    from ledger.examples import play

    clock = Clock()
    session = Session(clock, clock.chance, demonstration=True)
    count = 0
    for step in play("pilot"):
        if step.told and not quiet:
            click.echo(f"  {step.told}", err=True)
        if step.clock:
            clock.now = step.clock.replace(tzinfo=ZoneInfo("America/Los_Angeles"))
        if step.words:
            count += 1
            clock.now += timedelta(minutes=1)
            code, said = _run(book, step.words, session)
            if (code != 0) != step.refused:
                raise Tampered(f"The play went wrong at topsheet {' '.join(step.words)} (exit {code}):\n{said}")
            if step.refused and not quiet:
                click.echo(f"    refused, as it should be: {said.strip()}", err=True)
    if not quiet:
        click.echo(f"  {count} commands played into {book}.\n", err=True)


def _run(book: Path, words: tuple[str, ...], session: Session) -> tuple[int, str]:
    """One command in this process, through the command line's own function."""
    from cli import run
    from ledger.log import Log

    args = list(words)
    if args[0] == "init":
        args.insert(1, str(book))
    else:
        if "{last}" in args:
            log = Log(book)
            args[args.index("{last}")] = str(log.last())
            log.close()
        args += ["--book", str(book)]
        if "--by" not in args:
            args += ["--by", OWNER]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(args, session)
    return code, said.getvalue()


def _show(book: Path) -> int:
    from cli import run

    for title, words in SCREENS:
        click.echo(f"\n=== {title}\n$ topsheet {words.format(folder=book.parent)}\n")
        sys.stdout.flush()
        code = run([*(word.format(folder=book.parent) for word in words.split()), "--book", str(book)])
        if code:
            return code
    click.echo(f"\nThe book is {book}. Ask it yourself: export TOPSHEET_BOOK={book}")
    return 0
