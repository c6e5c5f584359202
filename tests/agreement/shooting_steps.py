"""Steps of a play that shoot: days of two units, strips that move, rules of hold, revisions, production reports and their corrections."""

from __future__ import annotations

from decimal import Decimal

from ledger.aggregates import hold, hours, shoot_day
from ledger.aggregates import scene as scenes
from ledger.aggregates import schedule as days
from ledger.aggregates.board import Scene, Schedule, Tier, WorkingDay
from ledger.aggregates.calendar import WEEK, Calendar, DayOff
from ledger.aggregates.engagement import ENGAGEMENT
from ledger.aggregates.shoot_day import SHOOT_DAY, CastDay, CrewDay, Outcome, Report, Told
from ledger.event import Event
from tests.agreement.play import FIRST, TODAY, Dice, Play, day

OFF = (DayOff(date=day(9), kind="holiday", label="Harbour day"), DayOff(date=day(10), kind="travel", label="to the island"),
       DayOff(date=day(16), kind="rest", label="turnaround"))  # fmt: skip
RULE = WorkingDay(hours=Decimal(12), tiers=(Tier(after=Decimal(8), times=Decimal("1.5")), Tier(after=Decimal(12), times=Decimal(2))))


def shoots(play: Play, dice: Dice) -> None:
    """Change the board, or tell what came of a day."""
    known = play.known.get("schedule/main", Schedule())
    if not known.calendar:
        calendar = Calendar(working_week=WEEK[: 5 + dice.upto(3)], days_off=OFF[: dice.upto(4)])
        play.record(days.SCHEDULE, "main", days.set_calendar(known, calendar=calendar, today=FIRST), dice)
        play.record(days.SCHEDULE, "main", hours.set_working_day(play.known["schedule/main"], day=RULE), Dice((0,)))
        return
    if known.days and dice.upto(3) == 0:
        reports(play, dice, known)
        return
    play.record(days.SCHEDULE, "main", board(known, dice, set(play.every(SHOOT_DAY))), dice)


def board(known: Schedule, dice: Dice, shot: set[str]) -> Event:
    """One change of the board."""
    kind = dice.upto(13)
    if kind < 3 or not known.scenes:
        cast = tuple(sorted({f"C{1 + dice.upto(4)}" for _ in range(dice.upto(3))}))
        told = Scene(scene=str(len(known.scenes) + 1), eighths=1 + dice.upto(9), int_ext="int", set="KITCHEN", day_night="day", cast=cast)
        return scenes.add_scene(known, scene=told)
    if kind < 5 or not known.days:
        return days.add_day(known, date=day(dice.upto(30)), unit=dice.one(("main", "main", "second")))
    if kind < 8:
        return scenes.place(known, scene=dice.one(known.scenes), day=dice.one(known.days))
    scene = known.scenes[dice.one(known.scenes)]
    if kind == 8:
        return scenes.move(known, scene=scene.scene, target=dice.one(known.days))
    if kind == 9:
        return days.move_day(known, day=dice.one(known.days), date=day(dice.upto(40)), shot=shot)
    if kind == 10:
        return dice.one((scenes.omit_scene, scenes.restore_scene, scenes.lift))(known, scene=scene.scene)
    if kind == 11:
        drop = dice.upto(4) or None
        return hold.set_hold(known, cast=dice.one(scene.cast), hold=bool(drop) or dice.upto(2) == 0, drop_after=drop)
    rest = (lambda: days.push(known, working_days=1 + dice.upto(3), today=day(dice.upto(20)), shot=shot), lambda: days.issue(known),
            lambda: scenes.revise_scene(known, scene=scene.model_copy(update={"eighths": 1 + dice.upto(9)})))  # fmt: skip
    return dice.one(rest)()


def reports(play: Play, dice: Dice, known: Schedule) -> None:
    """File the report of a day, or correct it."""
    told: dict[str, Report] = play.every(SHOOT_DAY)
    key = dice.one(known.days)
    others = {other: report for other, report in told.items() if other != key}
    spent = shoot_day.shot_on(others)
    order = [one.scene for one in told[key].planned] if key in told else known.days[key].order
    said = [
        outcome(scene, known.scenes[scene].eighths - spent.get(scene, 0), dice)
        for scene in dict.fromkeys((*order, *(dice.one(known.scenes) for _ in range(dice.upto(2)))))
    ]
    said = [one for one in said if one.scene in order or one.result != "owed"]
    if dice.upto(4) == 0:
        said.append(Outcome(scene="99A", result="added", eighths=1 + dice.upto(4), setups=dice.upto(3)))
    day_told = Told(cast=tuple(CastDay(number="C4") for _ in range(dice.upto(2))), crew=crew(play, dice), call=420, wrap=1140)
    facts = {"schedule": known, "outcomes": said, "others": others, "told": day_told}
    if key in told:
        event: Event = shoot_day.correct_report(key, told[key], **facts)  # type: ignore[arg-type]
    else:
        event = shoot_day.file_report(key, None, today=TODAY, **facts)  # type: ignore[arg-type]
    play.record(SHOOT_DAY, key, event, dice, least=known.days[key].date)


def outcome(scene: str, left: int, dice: Dice) -> Outcome:
    """What came of a scene that has so many eighths left."""
    kind = dice.upto(4)
    if left < 1 or kind == 0 or (kind == 1 and left < 2):
        return Outcome(scene=scene, result="owed")
    if kind == 1:
        return Outcome(scene=scene, result="part", eighths=1 + dice.upto(left - 1), setups=dice.upto(4))
    return Outcome(scene=scene, result="shot", setups=dice.upto(4))


def crew(play: Play, dice: Dice) -> tuple[CrewDay, ...]:
    """The day of one of the people engaged, or nobody's."""
    hired = play.every(ENGAGEMENT)
    if not hired:
        return ()
    key = dice.one(hired)
    worked = 60 * (6 + dice.upto(12)) + dice.upto(60)
    deal = hired[key].deal[0].model_copy(update={"unit": dice.one(("hour", "day", "week"))})
    paid, lines = hours.hot_lines((deal,), worked, rule=RULE, week=5, currency="EUR", rate=hired[key].rate)
    return (CrewDay(engagement=key, arrived=420, left=420 + worked, worked=worked, paid=paid, lines=lines),)
