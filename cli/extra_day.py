"""One more shoot day as commands: the schedule, the people who stay for it by their deals, and at the run rate what no deal says."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger.errors import Misuse, TooEarly, TooLate, Unknown, near

if TYPE_CHECKING:
    from ledger.aggregate import Aggregate
    from ledger.aggregates.board import Schedule
    from ledger.aggregates.deal import DealLine
    from ledger.aggregates.engagement import Engagement
    from ledger.log import Log
    from ledger.money import Money
    from ledger.projections import Session

MOST = 30
SHARES = Decimal("0.000001")


@dataclass(frozen=True)
class Stay:
    """A person who stays longer: until when, the deal as it shall be (none: as it is), and what more of it falls on which account."""

    key: str
    known: Engagement
    ends: date
    deal: Sequence[DealLine]
    costs: dict[str, Money]


def script_text(log: Log, session: Session, *, days: int, at: str | None, unit: str, without: Iterable[str], over: bool) -> str:
    """The commands that so many more shoot days are, with what each comes of. Raises TooEarly, TooLate, Misuse, Unknown."""
    from ledger.aggregates.schedule import SCHEDULE
    from ledger.money import total

    if not 1 <= days <= MOST:
        raise Misuse(f"{days:+} shoot days is refused: a what-if adds from 1 to {MOST}. Write topsheet what-if day +1.")
    _shooting(log)
    schedule: Schedule | None = _state(log, SCHEDULE, "main")
    if schedule is None or schedule.last_day is None:
        raise TooEarly("No shoot day is scheduled, so there is none to add to. Add the first: topsheet schedule add-day DAY.")
    _known(session, schedule, unit, without := sorted(set(without)))
    calendar, last, said = schedule.working_calendar(), schedule.last_day, f"{days} more shoot day{'s' if days > 1 else ''}"
    first = _at(schedule, at) or calendar.working_day(last, 1)
    dates = [first]
    while len(dates) < days:
        dates.append(calendar.working_day(dates[-1], 1))
    later = first > last
    now = dates[-1] if later else calendar.working_day(last, days)
    out = [f"# {said}{'' if later else f', the coming ones from {first} moved'}: the last shoot day {last} becomes {now}."]
    out += [] if later else [_command("schedule", "push", days, "--from", first, "--reason", said)]
    out.append(_command("schedule", "add-day", *dates, *(("--unit", unit) if unit != "main" else ())))
    engaged = _engaged(log, session)
    stays = [
        _stay(key, known, now if later else calendar.working_day(known.ends, days), schedule, days, session.about.currency)
        for key, known in engaged.items()
        if (last if later else first) <= known.ends < now
    ]
    rates = _rates(session, stays, days, set(without))
    out += [*_estimates(session, stays, rates, said), *_stays(session, stays, said, over)]
    sums = [total(parts, session.about.currency) for parts in ((one for stay in stays for one in stay.costs.values()), rates.values())]
    return "\n".join([*out, f"# By deals {sums[0]}, by run rate {sums[1]}, together {sums[0] + sums[1]}.", ""])


def _shooting(log: Log) -> None:
    """Refuse more days of a shoot that has wrapped. Raises TooLate."""
    from ledger.aggregates.production import PRODUCTION, Stage

    production = _state(log, PRODUCTION, "main")
    if production and production.stage >= Stage.WRAPPED:
        raise TooLate(
            "The shoot has wrapped, so no day comes after it. For what is shot again: topsheet schedule add-day DAY, in a what-if FILE."
        )


def _known(session: Session, schedule: Schedule, unit: str, without: Iterable[str]) -> None:
    """Refuse a unit that shoots no day, and an account that there is not. Raises Unknown."""
    units = sorted({day.unit for day in schedule.days.values()})
    if unit not in units:
        raise Unknown(f"No shoot day of a unit {unit} is scheduled. Those are of {', '.join(units)}: add its first with schedule add-day.")
    accounts = [row["account"] for row in session.records("account_figures")]
    for account in without:
        if account not in accounts:
            raise Unknown(f"There is no account {account} to leave out. {near(account, accounts, 'topsheet report budget')}")


def _state(log: Log, aggregate: Aggregate[Any], key: str) -> Any:
    """What a document is now."""
    from ledger.aggregate import fold
    from ledger.entry import read

    known = fold(aggregate)(None, [read(*row) for row in log.document(aggregate.stream(key))])
    return known.state if known else None


def _at(schedule: Schedule, at: str | None) -> date | None:
    """The date of --at: a day, or that of a shoot day. Raises Misuse, Unknown."""
    if at is None or at.startswith("D-"):
        return schedule.shoot_day(at).date if at else None
    try:
        return date.fromisoformat(at)
    except ValueError:
        raise Misuse(f"--at {at!r} is neither a day nor a shoot day. Write 2026-03-12, or D-012 as report schedule has it.") from None


def _engaged(log: Log, session: Session) -> dict[str, Engagement]:
    """The engagements of those who still work."""
    from ledger.aggregates.engagement import ENGAGEMENT

    keys = [row["engagement"] for row in session.records("engagements") if row["stage"] == "engaged"]
    return {key: _state(log, ENGAGEMENT, key) for key in keys}


def _stay(key: str, known: Engagement, ends: date, schedule: Schedule, days: int, currency: str) -> Stay:
    """The deal with as many units more as the days are, where it is by the hour, day or week."""
    from ledger.aggregates.deal import promised
    from ledger.line import differences

    hours = schedule.working_day.hours if schedule.working_day else Decimal(0)
    week = (Decimal(days) / len(schedule.working_calendar().working_week)).quantize(SHARES)
    more = {"day": Decimal(days), "week": week, "hour": days * hours}
    deal = [_longer(line, more.get(line.unit, Decimal(0))) for line in known.deal]
    if deal == list(known.deal):
        return Stay(key, known, ends, (), {})
    costs: dict[str, Money] = {}
    for moved in differences(known.lines, promised(deal, known.rate, currency)):
        costs[moved.account] = costs[moved.account] + moved.book if moved.account in costs else moved.book
    return Stay(key, known, ends, deal, costs)


def _longer(line: DealLine, units: Decimal) -> DealLine:
    more = {"guaranteed": line.guaranteed + units}
    if line.estimated is not None:
        more["estimated"] = line.estimated + units
    return line.model_copy(update=more) if units else line


def _rates(session: Session, stays: Sequence[Stay], days: int, without: set[str]) -> dict[str, Money]:
    """What the days cost at the run rate, on the accounts of which no deal says it."""
    from ledger.money import round_half_up

    known = without | {account for stay in stays for account in stay.costs}
    rates = [(row["account"], row["cost"] * days / row["shoot days"]) for row in session.records("run_rates")]
    return {account: round_half_up(rate, session.about.currency) for account, rate in rates if account not in known}


def _estimates(session: Session, stays: Sequence[Stay], rates: dict[str, Money], said: str) -> list[str]:
    """The ETC of every account that the days touch: as it stands where deals add to it, and with the run rate where no deal says it."""
    from ledger.money import round_half_up

    told = {row["account"]: row for row in session.records("run_rates")}
    dealt, out = {account for stay in stays for account in stay.costs}, []
    for row in session.records("account_figures"):
        account, etc = row["account"], round_half_up(row["etc"], session.about.currency)
        name = f"# {account} {row['description']}"
        if account in dealt and row["mode"] != "ETC entered":
            out.append(f"{name}: the ETC as it stands, so that the deals below are on top of it.")
            out.append(_command("estimate", "etc", account, etc.plain(), "--cause", f"as planned without {said}"))
        if account in rates:
            cost, shot = round_half_up(told[account]["cost"], session.about.currency), told[account]["shoot days"]
            out.append(f"{name}, by run rate: {cost} in {shot} shoot days, so {rates[account]} more.")
            out.append(_command("estimate", "etc", account, (etc + rates[account]).plain(), "--cause", f"{said}, by run rate"))
    return out


def _stays(session: Session, stays: Sequence[Stay], said: str, over: bool) -> list[str]:
    """The people who stay, each with what the deal says of it."""
    from cli.sentences import names

    called, out = names(session), []
    for stay in stays:
        costs = ", ".join(f"{amount} on account {account}" for account, amount in stay.costs.items())
        more = costs or "nothing more, since it is by no hour, day or week"
        out.append(f"# {stay.key} {called(stay.known.party)}, by deal: {more}.")
        words: list[object] = ["hire", "extend", stay.key, "--to", stay.ends]
        for line in stay.deal:
            units = "/".join(_units(one) for one in (line.guaranteed, line.estimated) if one is not None)
            words += ["--deal", line.pay, line.account, line.unit, line.rate.plain(), units]
        for line in stay.deal:
            words += ["--fringe", line.line, _units(line.fringe), line.fringe_account] if line.fringe is not None else []
        out.append(_command(*words, *(["--unplanned"] if stay.costs else []), *(["--over-budget"] if over else []), "--reason", said))
    return out


def _units(number: Decimal) -> str:
    from ledger.money import plain

    return plain(number.normalize())


def _command(*words: object) -> str:
    return shlex.join(map(str, words))
