"""After-effects: each plug-in reads the event log for itself, in order, and what it writes is done exactly once.

One process at a time works for a plug-in: it holds the plug-in's cursor, a row, for one transaction, and in that transaction
stand the effect and the position after it. A failure undoes it; a second transaction notes the failure. The effect is tried
again after growing pauses, and meanwhile the case's later events wait behind it, and no other case's.

A replay of old messages has readers of its own, at its own time: they do what follows from its cases and nothing else, and
the readers of the present leave that to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.queries import last_switch, take_switches
from core.events.queues import case_event_of
from core.plugin import reader_statements as sql
from core.plugin.errors import Failure, HookFailed
from core.plugin.loaded import Loaded
from core.plugin.views import CaseEvent
from core.services import Services

HOOK = "after_case_event"
STRETCH = 500
"""Positions of the log that one transaction passes by at most."""
AHEAD = 64
"""Events that one transaction shows the hook at most, as long as it does nothing with them."""

PAUSES = (
    timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10),
)  # fmt: skip
"""Between one try and the next; an effect that fails once more after the last is a dead letter."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """What an event asks of the plug-in. `tries` are those that failed; None when it comes from the log itself."""

    pos: int
    event: CaseEvent
    tries: int | None


class _Failed(Exception):
    def __init__(self, effect: _Effect, fault: str) -> None:
        super().__init__(fault)
        self.effect, self.fault = effect, fault


@dataclass
class Reader:
    """The reader of one plug-in in one process; it holds one connection, and only while it works."""

    pool: Any
    services: Services
    loaded: Loaded
    _number: int = field(default=-1, init=False)
    _ahead: int = field(default=1, init=False)

    async def step(self) -> bool:
        """Do the next effect, or pass by a stretch of the log that asks nothing; False when nothing is left.

        Also False while another process works for the plug-in, or this one has turned it off for itself.
        """
        if self._suspended or not await self._look():
            return False
        try:
            async with unit_of_work(self.pool, self.services) as uow:
                return await self._one(uow)
        except HookFailed:  # it was not asked: suspended since
            return False
        except Exception as error:
            # A hook that has cost the connection fails the end of the transaction, too.
            failed = error if isinstance(error, _Failed) else error.__context__
            if not isinstance(failed, _Failed):
                raise
            async with unit_of_work(self.pool, self.services) as uow:
                await self._note(uow, failed)
            return True

    async def _look(self) -> bool:
        read, now = Read(self.pool), self.services.clock.now()
        return bool(await read.fetch_value(sql.LOOK, now=now, **self._here()))

    async def _one(self, uow: UnitOfWork) -> bool:
        cursor = await uow.fetch_one(sql.CLAIM, plugin=self.loaded.name)
        if cursor is None:
            return False
        await self._follow_switches(uow)
        due = await uow.fetch_one(sql.DUE, now=uow.now, **self._here())
        if due is not None:
            await self._do(uow, _Effect(due["pos"], case_event_of(due), due["attempts"]))
            await uow.execute(sql.DONE, plugin=self.loaded.name, pos=due["pos"])
            return True
        return await self._go_on(uow, cursor)

    async def _go_on(self, uow: UnitOfWork, cursor: Row) -> bool:
        until = min(cursor["head"], cursor["pos"] + STRETCH)
        if until == cursor["pos"]:
            return False
        types = sorted(self.loaded.manifest.listens)
        asked = {"after": cursor["pos"], "until": until, "types": types, "most": self._ahead}
        rows = await uow.fetch(sql.NEXT, **asked, **self._here())
        met = await self._meet(uow, rows)
        await uow.execute(sql.ADVANCE, plugin=self.loaded.name, pos=until if met is None else met)
        return met is not None or bool(until < cursor["head"])

    async def _meet(self, uow: UnitOfWork, rows: Sequence[Row]) -> int | None:
        """Events of the log, up to the first that something is done with; where the reader is then, None at their end.

        What nothing was done with may be shown again when a later one fails. Many are only asked for when the ones before
        were of that kind.
        """
        for row in rows:
            before, effect = uow.touches, _Effect(row["pos"], case_event_of(row), None)
            if not row["ours"] or row["waits"]:  # it is of another time, or an earlier one of its case is not done yet
                await self._keep(uow, effect, tries=0, fault=None)
            else:
                await self._do(uow, effect)
            if uow.touches > before:
                self._ahead = 1
                return effect.pos
        whole, self._ahead = len(rows) < self._ahead, min(AHEAD, 2 * self._ahead)
        return None if whole else int(rows[-1]["pos"])

    async def _do(self, uow: UnitOfWork, effect: _Effect) -> None:
        before = uow.touches
        try:
            await self.services.plugins.run.call(self.loaded.name, HOOK, event=effect.event, uow=uow)
            if uow.touches > before:
                await uow.fetch(sql.CHECK_NOW)
        except HookFailed as failed:
            if failed.kind is Failure.SUSPENDED:
                raise
            raise _Failed(effect, failed.fault) from None
        except asyncpg.IntegrityConstraintViolationError as broken:
            raise _Failed(effect, f"{type(broken).__name__} of {broken.constraint_name}") from None

    async def _note(self, uow: UnitOfWork, failed: _Failed) -> None:
        """Remember the failure, unless another process has got further meanwhile."""
        effect, name = failed.effect, self.loaded.name
        cursor = await uow.fetch_one(sql.CLAIM, plugin=name)
        if cursor is None or not await self._stands(uow, cursor, effect):
            return
        if effect.tries is None:
            await uow.execute(sql.ADVANCE, plugin=name, pos=effect.pos)
        await self._keep(uow, effect, tries=(effect.tries or 0) + 1, fault=failed.fault)

    async def _stands(self, uow: UnitOfWork, cursor: Row, effect: _Effect) -> bool:
        if effect.tries is None:
            return bool(cursor["pos"] < effect.pos)
        return bool(await uow.fetch_value(sql.IS_WAITING, plugin=self.loaded.name, pos=effect.pos) == effect.tries)

    async def _keep(self, uow: UnitOfWork, effect: _Effect, *, tries: int, fault: str | None) -> None:
        await uow.execute(
            sql.KEEP,
            plugin=self.loaded.name,
            pos=effect.pos,
            event_id=effect.event.id,
            case_id=effect.event.case_id,
            state=sql.DEAD if tries > len(PAUSES) else sql.WAITING,
            attempts=tries,
            fault=fault,
            next_at=_next_at(effect, tries, uow.now),
            failed_at=uow.now if fault else None,
        )

    async def _follow_switches(self, uow: UnitOfWork) -> None:
        """An event must not pass by a plug-in that was switched on just before it by another process."""
        number = await last_switch(uow)
        if number != self._number:
            await take_switches(uow, self.services.plugins)
            self._number = number

    def _here(self) -> dict[str, object]:
        name = self.loaded.name
        districts = list(self.services.plugins.switches.districts(name))
        return {"plugin": name, "districts": districts, "replay_id": self.services.replay_id}

    @property
    def _suspended(self) -> bool:
        return self.loaded.name in self.services.plugins.switches.suspended


def _next_at(effect: _Effect, tries: int, now: datetime) -> datetime:
    """When it may be tried next; what has only waited so far may be from its own instant on, in whichever time that is."""
    return now + PAUSES[min(tries, len(PAUSES)) - 1] if tries else effect.event.occurred_at
