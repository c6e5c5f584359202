"""topsheet why: an account in one paragraph, told from the entries that made its figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.options import windowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.sentences import Said
    from ledger.projections import Session

WIDTH = 110


@click.command("why")
@click.argument("account")
@windowed
def command(account: str, book: str | None, as_of: date | None, known: str | None) -> None:
    """Why an account stands where it stands: its budget and who moved it, what is spent, promised and estimated, and what moved it last."""
    from cli.reports import header
    from cli.sentences import names, said
    from cli.window import opened
    from ledger.projections import explained

    with opened(book, known, as_of) as (log, session):
        cells = [explained.cell(session, "cost-report", column, account=account) for column in ("final", "EFC")]
        final, efc = (explained.steps(session, one) for one in cells)
        figures = _figures(session, account)
        asked = [step["position"] for step in (*final, *efc)] + [figures["estimate_entry"]] * bool(figures["estimate_entry"])
        words = said(log, names(session), asked)
        told = " ".join(_sentences(figures, final, efc, words, _Amounts(session)))
        click.echo(f"{header(session, f'why {account}')}\n\n{textwrap.fill(told, WIDTH, break_on_hyphens=False)}")


class _Amounts:
    """Amounts as a sentence says them."""

    def __init__(self, session: Session) -> None:
        self.scale, self.currency = session.about.scale, session.about.currency

    def __call__(self, amount: Decimal) -> str:
        from cli.render import figure

        return figure(amount, scale=self.scale)

    def some(self, amount: Decimal) -> str:
        """The same at the head of a sentence, where nothing is a word."""
        return self(amount) if amount else "Nothing"

    def sign(self, amount: Decimal) -> str:
        from cli.explain import sign

        return sign(amount, self.scale)


def _figures(session: Session, account: str) -> dict[str, Any]:
    session.make("account_figures")
    columns, rows = session.query("select * from account_figures where account = ?", [account])
    return dict(zip(columns, rows[0], strict=True))


def _sentences(
    figures: Mapping[str, Any], final: list[dict[str, Any]], efc: list[dict[str, Any]], words: Mapping[int, Said], amount: _Amounts
) -> Iterator[str]:
    """The paragraph, a sentence at a time."""
    yield from _budget(figures, final, words, amount)
    promised = [(figures["po_commitments"], "orders"), (figures["engagement_commitments"], "engagements")]
    parts = " and ".join(f"{amount(some)} in {where}" for some, where in promised if some)
    yield f"{amount.some(figures['to_date'])} is spent and {amount(figures['commitments'])} promised{f' ({parts})' if parts else ''}."
    yield _estimate(figures, words, amount)
    over = figures["variance"]
    side = f"{amount(abs(over))} {'under' if over > 0 else 'over'}" if over else "on its final budget"
    yield f"{amount.some(figures['etc'])} is still to come, so its EFC is {amount(figures['efc'])} {amount.currency}, {side}."
    moved = [step for step in efc if step["delta"]]
    if moved:
        last, told = moved[-1], {step["position"] for step in final} | {figures["estimate_entry"]}
        yield f"What moved the EFC last, by {amount.sign(last['delta'])}, is {_entry(words[last['position']], told)}."


def _budget(figures: Mapping[str, Any], final: list[dict[str, Any]], words: Mapping[int, Said], amount: _Amounts) -> Iterator[str]:
    """Locked at what, moved by whom and why."""
    name = f"Account {figures['account']}, {figures['description']},"
    locks, moves = ([step for step in final if (step["step"] == "lock") is lock] for lock in (True, False))
    if locks:
        lock = words[locks[0]["position"]]
        yield f"{name} was locked at {amount(figures['locked'])} {amount.currency} on {lock.on} by {lock.by} (entry {lock.position})."
    else:
        yield f"{name} has no locked budget in this window."
    for step in moves:
        said = words[step["position"]]
        why = f", because: {said.reason.rstrip('.')}" if said.reason else ""
        yield f"{amount.sign(step['delta'])} came by {step['step']} {said.document} of {said.by} on {said.on} (entry {said.position}){why}."
    if moves:
        yield f"Its final budget is {amount(figures['final'])}."


def _estimate(figures: Mapping[str, Any], words: Mapping[int, Said], amount: _Amounts) -> str:
    """Estimated by whom with which cause."""
    if figures["is_contingency"]:
        return "It is the contingency, and what is undrawn of it may still be drawn."
    if figures["mode"] == "on budget":
        return "It is on budget."
    said = words[figures["estimate_entry"]]
    cause = said.entry.event.cause.rstrip(".")  # type: ignore[attr-defined]
    what = "held its final cost at" if figures["mode"] == "EFC held" else "estimated its cost to complete at"
    return f"{said.by} {what} {amount(figures['estimate'])} on {said.on} (entry {said.position}), because: {cause}."


def _entry(said: Said, told: set[int]) -> str:
    """The entry by its number, and in words where nothing told of it before."""
    return f"entry {said.position}" if said.position in told else f"entry {said.position} of {said.on}: {said.by} {said.what}"
