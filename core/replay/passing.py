"""How the replay's time passes: timers fire at their own instants, and plug-ins do what follows."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.clock import SHANGHAI
from core.db.read import Read
from core.deadlines.fire import fire_due
from core.deadlines.model import timer
from core.replay.acts import Desk
from core.replay.followers import Followers

_NEXT_DUE = select(func.min(timer.c.due_at)).where(
    timer.c.state == literal_column("'ARMED'"), timer.c.replay_id == bindparam("replay_id", type_=Uuid(as_uuid=True))
)


@dataclass
class Passing:
    """The time of a desk. `timers` counts those that have fired.

    With plug-ins it also stands at midnight after every day on which something happened, so that what they do once a
    minute comes once a day, and what they do after a timer at most a day after it. Without any it goes straight on.
    """

    desk: Desk
    followers: Followers
    timers: int = field(default=0, init=False)
    _acted: bool = field(default=False, init=False)

    async def begin(self) -> None:
        """Have done what a run that was killed left to do."""
        await self.followers.catch_up()

    async def until(self, instant: datetime) -> None:
        """Let time pass; it never goes back."""
        while self.followers and (night := await self._next_night()) is not None and night < instant:
            await self._stand_at(night)
            await self.followers.look_around()
            await self.followers.catch_up()
            self._acted = False
        await self._stand_at(instant)

    async def follow(self) -> None:
        """Have done at once what plug-ins do after a step."""
        self._acted = True
        await self.followers.follow()

    async def end(self, present: datetime) -> None:
        """Let time pass up to the present, and leave nothing that could be done by now."""
        await self.until(present)
        await self.followers.look_around()
        await self.followers.catch_up()

    async def _stand_at(self, instant: datetime) -> None:
        self.desk.clock.set(max(instant, self.desk.clock.now()))
        self.timers += await fire_due(self.desk.line, self.desk.services)

    async def _next_night(self) -> datetime | None:
        """After today if there was a step today, else after the day on which the next timer is due."""
        now = self.desk.clock.now()
        if self._acted:
            return _midnight_after(now)
        due = await Read(self.desk.line).fetch_value(_NEXT_DUE, replay_id=self.desk.services.replay_id)
        return due and _midnight_after(max(due, now))


def _midnight_after(instant: datetime) -> datetime:
    return datetime.combine(instant.astimezone(SHANGHAI).date() + timedelta(days=1), time(), SHANGHAI)
