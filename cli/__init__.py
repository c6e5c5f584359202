"""The command line: words in, words out. One file a noun, loaded when it is used; no rules live here."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

NOUNS = {
    "init": "Begin a new book.",
    "production": "Greenlight, photography, wrap, delivery, close.",
    "authority": "Who may decide what, up to how much.",
    "actor": "Who signs: enrol, rotate, withdraw.",
    "party": "The people and companies of the production.",
    "budget": "Chart, lines, lock, versions, reallocation.",
    "contingency": "Draw on the contingency and give back.",
    "overage": "Extra budget that a financier approved.",
    "hire": "Engage, change, extend and release people.",
    "po": "Purchase orders: raise, approve, amend, close, void.",
    "invoice": "Enter, approve, post, pay and reverse invoices.",
    "payroll": "Post, pay and reverse payrolls.",
    "accrual": "Work done and not invoiced: make, reverse.",
    "advance": "Petty cash and cards: issue, envelope, return.",
    "period": "Open and cut off accounting periods.",
    "estimate": "Estimate to complete and estimated final cost.",
    "cost-report": "Issue and acknowledge the cost report.",
    "variance": "Explain variances; from where on they need it.",
    "schedule": "Scenes, shoot days, pushes and revisions.",
    "production-report": "What came of a shoot day: scenes, hours, hot cost.",
    "source": "Sources of the finance plan.",
    "finance-plan": "Issue versions of the finance plan.",
    "coproduction": "Co-producers: shares, certified costs.",
    "place": "Where costs are spent: lines, accounts.",
    "scheme": "Aid schemes: classes of cost, terms.",
    "tranche": "Schedule, request, release and receive tranches.",
    "condition": "Meet, withdraw and waive conditions of tranches.",
    "cash": "Terms of the cash flow, VAT back, tax paid over.",
    "compliance": "Rules of financiers: packs, verdicts, consents.",
    "access": "What a party may see in its packs.",
    "pack": "Give a financier what it may see, with proofs.",
    "verify-pack": "Check a pack; make its figures again.",
    "report": "Every view of the book, now or as of any day.",
    "explain": "Where a figure comes from, entry by entry.",
    "why": "An account in one paragraph.",
    "what-if": "What commands would make of the book, which stays as it is.",
    "proposal": "What was kept of a what-if: adopt, decline.",
    "since": "What changed since the cost report that you acknowledged.",
    "correct": "Which decision undoes an entry.",
    "show": "One document, with its entries.",
    "audit": "Trail, entries, verification, reissue.",
    "key": "Key files; the key that signs the book's checkpoints.",
    "proof": "Checkpoints of the book, proofs, witnesses, stamps.",
    "witness": "For financiers and auditors: cosign what only grew.",
    "status": "The whole production on one screen.",
    "demo": "Play a demonstration production.",
}


class Nouns(click.Group):
    """The nouns; the module of a noun is imported only when the noun is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in NOUNS:
            return None
        command = import_module(f"cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Nouns"):
            formatter.write_dl(list(NOUNS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            raise click.UsageError(f"There is no noun {args[0]!r}. The nouns are {', '.join(NOUNS)}.", ctx) from problem


def version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and leave."""
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version as installed

        click.echo(f"topsheet {installed('topsheet')}")
        ctx.exit()


@click.group(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=version, help="Print the version.")
def topsheet() -> None:
    """Topsheet keeps every decision of a film or television production as one immutable entry.

    The book comes from --book or TOPSHEET_BOOK, who records from --by or TOPSHEET_BY.
    """


def run(args: Sequence[str], session: Any = None) -> int:
    """Run one command and return its exit code; what a user must know is on stderr, never a traceback."""
    from ledger.errors import LedgerError

    try:
        result = topsheet.main(args=list(args), prog_name="topsheet", standalone_mode=False, obj=session)
    except LedgerError as refusal:
        click.echo(str(refusal), err=True)
        return refusal.exit_code
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except click.Abort:
        click.echo("Stopped. Nothing was recorded by this command.", err=True)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as problem:
        click.echo(f"{problem.filename or 'A file'}: {problem.strerror or problem}. Nothing was recorded.", err=True)
        return 2
    except Exception as fault:  # the last resort: a user is never shown a traceback
        if os.environ.get("TOPSHEET_TRACE"):
            raise
        if type(fault).__module__ == "sqlite3":
            click.echo(f"The book or a companion cannot be read: {fault}. topsheet audit verify says what is wrong with it.", err=True)
            return 4
        click.echo(
            f"Topsheet failed at this ({type(fault).__name__}: {fault}). Nothing was recorded. TOPSHEET_TRACE=1 shows where.", err=True
        )
        return 4
    return result if isinstance(result, int) else 0


def main() -> None:
    """The `topsheet` command. It lives for a moment: looking for garbage and taking the interpreter down would be a tenth of it."""
    gc.set_threshold(100_000)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # what else is installed is not looked through, and never reads a book
    code = run(sys.argv[1:])
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stderr.flush()
    os._exit(code)
