"""Once a minute each plug-in may look around: in one process of the deployment, told by the plug-in's cursor."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.db.uow import UnitOfWork, unit_of_work
from core.plugin import reader_statements as sql
from core.plugin.errors import HookFailed
from core.plugin.loaded import Loaded
from core.services import Services

HOOK = "each_minute"


@dataclass
class Minute:
    """The minutes of one plug-in in one process."""

    pool: Any
    services: Services
    loaded: Loaded
    _seen: datetime | None = field(default=None, init=False)

    async def step(self) -> bool:
        """Call the plug-in if this minute is new and the plug-in is on somewhere; whether it was called.

        A minute that failed has passed: what was written is undone, and the next minute is another chance.
        """
        now, name = _minute(self.services.clock.now()), self.loaded.name
        if now == self._seen or not self.services.plugins.switches.districts(name):
            return False
        self._seen = now
        try:
            async with unit_of_work(self.pool, self.services) as uow:
                if not await self._tick(uow, now):
                    return False
                await self.services.plugins.run.call(name, HOOK, uow=uow)
        except HookFailed:
            async with unit_of_work(self.pool, self.services) as uow:
                await self._tick(uow, now)
        return True

    async def _tick(self, uow: UnitOfWork, now: datetime) -> bool:
        """Take the minute for this process; False when another has it."""
        cursor = await uow.fetch_one(sql.CLAIM, plugin=self.loaded.name)
        if cursor is None or (cursor["minute_at"] is not None and cursor["minute_at"] >= now):
            return False
        return await uow.execute(sql.TICK, plugin=self.loaded.name, now=now) == 1


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
