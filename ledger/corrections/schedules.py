"""How decisions about the schedule are undone, and what a production report said of a day."""

from __future__ import annotations

from ledger.aggregates.board import Scene
from ledger.aggregates.hold import CastHoldSet
from ledger.aggregates.hours import WorkingDaySet
from ledger.aggregates.scene import SceneAdded, SceneLifted, SceneMoved, SceneOmitted, ScenePlaced, SceneRestored, SceneRevised
from ledger.aggregates.schedule import (
    CalendarSet,
    PhaseSet,
    ScheduleIssued,
    SchedulePushed,
    ShootDayAdded,
    ShootDayCancelled,
    ShootDayMoved,
)
from ledger.aggregates.shoot_day import ProductionReportCorrected, ProductionReportFiled
from ledger.corrections.case import Case, Undone, options, stands, undoes
from ledger.money import plain

stands(ScheduleIssued, why="a revision was sent out. Put the schedule right and issue the next revision with schedule issue.")


@undoes(PhaseSet)
def phase(case: Case) -> Undone:
    """By its days as they were: `schedule phase`."""
    was = case.before.phases.get(case.event.phase) if case.before else None
    if was is None:
        return Undone(f"Nothing takes a phase away. Give its right days: topsheet schedule phase {case.event.phase} --from DAY --to DAY.")
    return case.by("Give the days as they were.", ("schedule", "phase", case.event.phase, "--from", was[0], "--to", was[1]))


@undoes(CalendarSet)
def calendar(case: Case) -> Undone:
    """By the working week as it was, and the days off it named as working days: `schedule calendar`."""
    was = case.before.calendar if case.before else None
    new = [off for off in case.event.days_off if not was or off not in was.days_off]
    gone = [off for off in was.days_off if off not in case.event.days_off] if was else []
    week = ("--week", ",".join(day[:3] for day in was.working_week)) if was and was.working_week != case.event.working_week else ()
    words: list[object] = [*week]
    for off in new:
        words += ["--work", off.date]
    for off in gone:
        words += [f"--{off.kind}", off.date, off.label]
    if not words:
        return Undone("It changed no working day. Say which days are working days with topsheet schedule calendar.")
    return case.by("Set the days as they were.", ("schedule", "calendar", *words))


@undoes(SceneAdded, SceneRestored)
def scene_added(case: Case) -> Undone:
    """By `schedule omit`."""
    if case.event.scene in case.now.omitted:
        return Undone(f"It is undone already: scene {case.event.scene} is omitted.")
    return case.by("Drop the scene from the script.", ("schedule", "omit", case.event.scene))


@undoes(SceneRevised)
def scene_revised(case: Case) -> Undone:
    """By what the script said before: `schedule revise-scene`."""
    for later in case.later(SceneRevised, scene=case.event.scene):
        return Undone(f"It counts no more: entry {later.position} has revised the scene since. See topsheet correct {later.position}.")
    was: Scene = case.before.scenes[case.event.scene]
    said = options(int_ext=was.int_ext, set=was.set, day_night=was.day_night, eighths=was.eighths, synopsis=was.synopsis)
    cast = [word for player in was.cast or ("",) for word in ("--cast", player)] if was.cast != case.event.cast else []
    return case.by("Say what the script said before.", ("schedule", "revise-scene", was.scene, *said, *cast))


@undoes(SceneOmitted)
def scene_omitted(case: Case) -> Undone:
    """By `schedule restore`, and `schedule place` on the day that it stood on."""
    scene, day = case.event.scene, case.event.day
    if scene not in case.now.omitted:
        return Undone(f"It is undone already: scene {scene} is in the script.")
    place = [("schedule", "place", scene, day)] if day in case.now.days else []
    return case.by(
        "Take the scene back into the script" + (", and onto its day." if place else "."), ("schedule", "restore", scene), *place
    )


@undoes(ShootDayAdded)
def day_added(case: Case) -> Undone:
    """While it has no scenes by `schedule cancel-day`."""
    day = case.event.day
    if day not in case.now.days:
        return Undone(f"It is undone already: {day} is cancelled.")
    return case.by("Cancel the day; lift its scenes first.", ("schedule", "cancel-day", day))


@undoes(ShootDayMoved)
def day_moved(case: Case) -> Undone:
    """By moving it back: `schedule move-day`."""
    return case.by("Move the day back.", ("schedule", "move-day", case.event.day, case.event.was))


@undoes(ShootDayCancelled)
def day_cancelled(case: Case) -> Undone:
    """By a new day on the same date: `schedule add-day`."""
    unit = case.before.days[case.event.day].unit
    return case.by("Add a day on the same date; it has a key of its own.", ("schedule", "add-day", case.event.was, *options(unit=unit)))


@undoes(ScenePlaced)
def scene_placed(case: Case) -> Undone:
    """By `schedule lift`."""
    return case.by("Lift the scene from the board.", ("schedule", "lift", case.event.scene))


@undoes(SceneMoved)
def scene_moved(case: Case) -> Undone:
    """By moving it back: `schedule move`."""
    return case.by("Move the scene back.", ("schedule", "move", case.event.scene, case.event.source))


@undoes(SceneLifted)
def scene_lifted(case: Case) -> Undone:
    """By placing it again: `schedule place`."""
    return case.by("Place the scene on its day again.", ("schedule", "place", case.event.scene, case.event.day))


@undoes(SchedulePushed)
def pushed(case: Case) -> Undone:
    """By as many working days the other way: `schedule push`."""
    first = min(move.date for move in case.event.moved)
    return case.by("Move the same days back.", ("schedule", "push", -case.event.working_days, "--from", first))


@undoes(CastHoldSet)
def hold(case: Case) -> Undone:
    """By the rule as it was: `schedule cast`."""
    was = case.before.holds.get(case.event.player)
    rule = ["--no-hold"] if was and not was.hold else ["--hold"]
    return case.by(
        "Hold the player as before.", ("schedule", "cast", case.event.player, *rule, *options(drop_after=was and was.drop_after))
    )


@undoes(WorkingDaySet)
def working_day(case: Case) -> Undone:
    """By the hours as they were: `schedule working-day`."""
    was = case.before.working_day
    if was is None:
        return Undone("Nothing takes the rule away. Give the right hours with topsheet schedule working-day.")
    tiers = [word for tier in was.tiers for word in ("--overtime", plain(tier.after), plain(tier.times))]
    return case.by(
        "Set the hours as they were.", ("schedule", "working-day", "--hours", plain(was.hours), *tiers, "--least", plain(was.least))
    )


@undoes(ProductionReportFiled, ProductionReportCorrected)
def reported(case: Case) -> Undone:
    """By telling the whole report of the day again: `production-report correct`."""
    for later in case.later():
        return Undone(
            f"It counts no more: entry {later.position} tells the report of {case.key} again. See topsheet correct {later.position}."
        )
    return Undone(f"Tell the whole report of the day again: topsheet production-report correct {case.key}. The one before counts no more.")
