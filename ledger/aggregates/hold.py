"""How a player is held: whether days between two working days are paid as hold days, and when a player is dropped instead.

Every player is held until somebody says otherwise. With a least number of calendar days, the first gap between two of the
player's working days that is long enough is a drop and a pick-up, and its days are not held.
"""

from __future__ import annotations

from pydantic import Field

from ledger.aggregates.board import Hold, Schedule
from ledger.errors import AlreadyDone, Misuse, Unknown
from ledger.event import Code, Event, counted


class CastHoldSet(Event):
    """How a player of this board number is held, from now on."""

    player: Code
    hold: bool = True
    drop_after: int | None = Field(default=None, ge=1, le=999)

    def sentence(self) -> str:
        if not self.hold:
            return f"said that cast {self.player} is not held between working days"
        drop = f", and dropped in the first gap of {counted(self.drop_after, 'calendar day')}" if self.drop_after else ""
        return f"said that cast {self.player} is held between working days{drop}"


def set_hold(schedule: Schedule, *, cast: str, hold: bool, drop_after: int | None = None) -> CastHoldSet:
    """Say how a player is held. Raises Unknown for a number of no scene, Misuse for a drop without a hold, AlreadyDone."""
    known = {player for number, scene in schedule.scenes.items() if number not in schedule.omitted for player in scene.cast}
    if cast not in known:
        raise Unknown(f"Cast {cast} is in no scene. The scenes have {', '.join(sorted(known)) or 'nobody yet'}.")
    if drop_after and not hold:
        raise Misuse(f"Cast {cast} cannot be dropped after {drop_after} days and never be held: only a held player is dropped.")
    event = CastHoldSet(player=cast, hold=hold, drop_after=drop_after)
    if schedule.holds.get(cast, Hold()) == Hold(hold=hold, drop_after=drop_after):
        raise AlreadyDone(f"It is already so: {event.sentence().partition('that ')[2]}.")
    return event
