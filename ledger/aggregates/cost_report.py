"""A cost report is the production's statement of where its money stands at the end of a period, made official.

When it is issued it freezes its window (position and day), the root of the book just before it, the versions and the queries
that made it, the digests of its printed bytes and of its cells, its totals and its notes, so that it can be printed again byte
for byte and proved. Financiers acknowledge it. A cell that another version makes otherwise is an alarm until somebody answers it.

An issued report never changes: a later one supersedes it, and nothing of any kind is dated on its days again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple, assert_never, get_args

from pydantic import Field

from ledger.aggregate import Aggregate
from ledger.aggregates.period import Period
from ledger.aggregates.variance import sided
from ledger.errors import AlreadyDone, BeyondAuthority, DoesNotAdd, Misuse, TooEarly, TooLate, Unknown
from ledger.event import Claim, Code, Count, Event, Frozen, Key, PartyId, Text, counted
from ledger.money import Money, total

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Column = Literal["period", "to_date", "commitments", "total", "etc", "efc", "locked", "reallocated", "contingency", "overages",
                 "final", "variance"]  # fmt: skip

COLUMNS: tuple[Column, ...] = get_args(Column)
SUMS = {
    "total": ("to_date", "commitments"),
    "efc": ("total", "etc"),
    "final": ("locked", "reallocated", "contingency", "overages"),
}


class Note(Frozen):
    """What the report says of one account."""

    account: Code
    text: Text


class AccountFigure(Frozen):
    """Where one account stands in the report; one that has neither cost nor variance is left out."""

    account: Code
    efc: Money
    variance: Money


class Unexplained(NamedTuple):
    """An account beyond the threshold of variances that no note explains; `change` is that of its EFC since the report before."""

    account: str
    variance: Money
    change: Money | None
    threshold: Money


class Cell(Frozen):
    """One cell of a report that is made otherwise now: its row, its column, and both values as they are printed to the cent."""

    row: Text
    column: Text
    issued: str
    now: str


class CostReportIssued(Event):
    """The report is official. `position` is the last entry that it knows, and the size of the tree whose root it states.

    `cells_sha256` is the digest of its cells as CSV, which are kept beside the book; `topsheet` and `duckdb` the versions that made it.
    """

    number: int = Field(ge=1)
    period: Key
    position: Count
    as_of: date
    root: Sha256
    projection: Sha256
    report_sha256: Sha256
    totals: dict[Column, Money]
    notes: tuple[Note, ...] = ()
    supersedes: int | None = None
    figures: tuple[AccountFigure, ...] = ()
    cells_sha256: Sha256 | None = None
    topsheet: Text | None = None
    duckdb: Text | None = None

    def sentence(self) -> str:
        instead = f", superseding report {self.supersedes}," if self.supersedes else ""
        variance = self.totals["variance"]
        side = "under" if variance >= Money.zero(variance.currency) else "over"
        figures = f"final cost {self.totals['efc']}, {max(variance, -variance)} {side}"
        return f"issued cost report {self.number} of {self.period}{instead} as of {self.as_of} at entry {self.position}: {figures}"

    def dates(self) -> dict[str, str]:
        return {"issued": self.as_of.isoformat(), "cut_off": self.as_of.isoformat()}

    def claims(self) -> Iterable[Claim]:
        return (Claim("cost reports", str(self.number)),)


class CostReportAcknowledged(Event):
    """A financier has received the report."""

    financier: PartyId

    def sentence(self) -> str:
        return f"acknowledged the cost report for {self.financier}"


class CostReportDifferenceResolved(Event):
    """These cells are made otherwise by a later version, and somebody says why; the report stays what it was issued as."""

    cells: tuple[Cell, ...] = Field(min_length=1)

    def sentence(self) -> str:
        first = self.cells[0]
        more = f" and {counted(len(self.cells) - 1, 'other cell')}" if len(self.cells) > 1 else ""
        return f"resolved what differs: {first.column} of {first.row} was issued as {first.issued} and is now {first.now}{more}"


CostReportEvent = CostReportIssued | CostReportAcknowledged | CostReportDifferenceResolved


class CostReport(Frozen):
    """Which report it is, of which period, what it supersedes, and who has acknowledged it."""

    number: int
    period: Key
    as_of: date
    supersedes: int | None = None
    acknowledged: tuple[PartyId, ...] = ()
    resolved: tuple[Cell, ...] = ()


def issue(report: CostReport | None = None, *, number: int, period: str, days: Period, position: int, as_of: date, on: date, root: str,
          projection: str, report_sha256: str, totals: Mapping[str, Money], notes: Sequence[Note] = (), supersedes: int | None = None,
          figures: Sequence[AccountFigure] = (), unexplained: Sequence[Unexplained] = (), stated: date | None = None,
          cells_sha256: str | None = None, topsheet: str | None = None, duckdb: str | None = None) -> CostReportIssued:  # fmt: skip
    """Make the report official on a day after the last that it states. `days` is its period, `stated` the last day of any report so far.

    Raises TooEarly before the cut-off or a note that is asked for, TooLate behind a report, DoesNotAdd when its totals do not tie.
    """
    if report is not None:
        raise AlreadyDone(f"Cost report {report.number} is already issued as of {report.as_of}. Issue another that supersedes it.")
    if not days.cut_off:
        raise TooEarly(f"{period} is not cut off, so costs may still be posted in it. First topsheet period cut-off {period}.")
    if as_of < days.ends:
        raise TooEarly(f"{period} ends on {days.ends} and the report would show {as_of}. Issue it as of {days.ends} or later.")
    if as_of >= on:
        raise TooEarly(
            f"{period} would be stated as of {as_of} and issued on {on}. Issue it on a later day, when nothing more happens on {as_of}."
        )
    if stated and as_of < stated:
        raise TooLate(f"{period} would be stated as of {as_of}, and a cost report of {stated} is issued: reports follow each other. State "
                      f"it as of {stated} or later, or let the report of the next period say it.")  # fmt: skip
    if len({note.account for note in notes}) < len(notes):
        raise Misuse("Two notes are on one account. Say all of it in one --note.")
    missing = {note.account for note in notes} - {figure.account for figure in figures}
    if missing and figures:
        raise Unknown(f"There is no account {', '.join(sorted(missing))} in the cost report, so no variance of it is explained.")
    if unexplained:
        raise TooEarly(_unexplained(period, as_of, unexplained))
    tied(totals, figures)
    return CostReportIssued(number=number, period=period, position=position, as_of=as_of, root=root, projection=projection,
                            report_sha256=report_sha256, totals={column: totals[column] for column in COLUMNS}, notes=tuple(notes),
                            supersedes=supersedes, figures=tuple(one for one in figures if one.efc or one.variance),
                            cells_sha256=cells_sha256, topsheet=topsheet, duckdb=duckdb)  # fmt: skip


def _unexplained(period: str, as_of: date, accounts: Sequence[Unexplained]) -> str:
    """Every account that needs a word, with its figures, the threshold and the two ways to say it."""
    lines = []
    for account, variance, change, threshold in accounts:
        moved = f", {max(change, -change)} {'more' if change.units > 0 else 'less'} than last reported" if change else ""
        way = f'topsheet variance note {account} "WHY" --variance {variance.plain()} --on {as_of}'
        lines.append(f"  {account}: {sided(variance)}{moved}; the threshold is {threshold}. Before: {way}")
    asked = " ".join(f'--note {one.account} "WHY"' for one in accounts)
    return "\n".join(
        [f"{period} is not issued: {counted(len(accounts), 'account')} beyond the threshold without a note that explains it.", *lines,
         f"Or with the report: topsheet cost-report issue {period} {asked}"]
    )  # fmt: skip


def tied(totals: Mapping[str, Money], figures: Sequence[AccountFigure] = ()) -> None:
    """Refuse totals that lack a column, or whose sums are not what they are made of, with both figures."""
    if set(totals) != set(COLUMNS):
        raise Misuse(f"A cost report has the totals {', '.join(COLUMNS)}; these are {', '.join(sorted(totals))}.")
    for whole, parts in SUMS.items():
        made = totals[parts[0]]
        for part in parts[1:]:
            made += totals[part]
        if made != totals[whole]:
            raise DoesNotAdd(
                f"The report's {whole} is {totals[whole]} but {' + '.join(parts)} make {made}. Rebuild the figures before issuing."
            )
    left = totals["final"] - totals["efc"]
    if left != totals["variance"]:
        raise DoesNotAdd(f"The report's variance is {totals['variance']} but final - efc make {left}. Rebuild the figures before issuing.")
    made = total((one.efc for one in figures), left.currency)
    if figures and made != totals["efc"]:
        raise DoesNotAdd(f"The report's efc is {totals['efc']} but its accounts make {made}. Rebuild the figures before issuing.")


def acknowledge(key: str, report: CostReport, *, financier: str, acts_for: str | None) -> CostReportAcknowledged:
    """Say that a financier has it. `acts_for` is the financier that the person's grant names. Raises BeyondAuthority."""
    if acts_for != financier:
        acts = f"acts for {acts_for}" if acts_for else "acts for no financier"
        raise BeyondAuthority(f"{key} is to be acknowledged for {financier} by a person of {financier}; this one {acts}.")
    if financier in report.acknowledged:
        raise AlreadyDone(f"{key} is already acknowledged for {financier}.")
    return CostReportAcknowledged(financier=financier)


def resolve(key: str, report: CostReport, *, cells: Sequence[Cell], issued_by: Collection[str],
            resolves: Collection[str]) -> CostReportDifferenceResolved:  # fmt: skip
    """Answer the cells that are made otherwise now, as another person than whoever issued the report: nobody silences their own alarm.

    Raises AlreadyDone when there is none that is not answered, BeyondAuthority for who issued it.
    """
    open_ = tuple(cell for cell in cells if cell not in report.resolved)
    if not open_:
        raise AlreadyDone(f"{key} says in every cell what it was issued as, or what differs is resolved. There is nothing to answer.")
    if own := sorted({*issued_by} & {*resolves}):
        raise BeyondAuthority(
            f"{own[0]} issued {key} and does not answer what differs from it. Let another person with authority on cost reports look at it "
            "and resolve it: topsheet report grants."
        )
    return CostReportDifferenceResolved(cells=open_)


def evolve(report: CostReport | None, event: CostReportEvent) -> CostReport:
    """Fold one fact into what is known."""
    match event:
        case CostReportIssued():
            return CostReport(number=event.number, period=event.period, as_of=event.as_of, supersedes=event.supersedes)
        case CostReportAcknowledged():
            assert report is not None
            return report.model_copy(update={"acknowledged": (*report.acknowledged, event.financier)})
        case CostReportDifferenceResolved():
            assert report is not None
            return report.model_copy(update={"resolved": (*report.resolved, *event.cells)})
        case _:
            assert_never(event)


COST_REPORT = Aggregate("cost-report", "CR", (CostReportIssued, CostReportAcknowledged, CostReportDifferenceResolved), evolve)
