"""The log, read from a streaming replica as long as that is as good as the primary.

The log is the same on every replica, only shorter: the sequencer's commits are one after another. So a replica that lags
delays, and nothing else. What it must not do silently is to stay behind for ever, or to be a piece of another history after a
fail-over: it is compared with the primary every second, and left for it as long as anything is wrong. Nothing may be decided
by what it says of cases: whoever is told of an event is asked of the primary.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import asyncpg
import structlog
from sqlalchemy import BigInteger, bindparam, func, literal_column, select

from core.db.read import Read, Row
from core.db.trouble import TROUBLE
from core.events.model import event_log, log_anchor, sequencer

PATIENCE = 5.0
"""Seconds that a replica may be behind."""
AGAIN = 0.02
"""Seconds until it is asked again, when a wake-up was quicker than the replica."""

_log = structlog.get_logger("hotline.replica")
_MAIN = sequencer.c.name == literal_column("'main'")
_POS = bindparam("pos", type_=BigInteger())
_HERE = select(
    sequencer.c.last_pos, sequencer.c.chain, func.pg_is_in_recovery().label("replaying")
).where(_MAIN)  # fmt: skip
_THERE = select(
    select(sequencer.c.last_pos).where(_MAIN).scalar_subquery().label("last_pos"),
    func.coalesce(
        select(event_log.c.chain).where(event_log.c.pos == _POS).scalar_subquery(),
        select(log_anchor.c.chain).where(log_anchor.c.pos == _POS).scalar_subquery(),
    ).label("chain"),
)
_REPLAYED = "select last_pos from sequencer where name = 'main'"


@dataclass(frozen=True, slots=True)
class Mark:
    """How long the primary's log was at an instant of this process's clock."""

    at: float
    pos: int


class Replica:
    """Where the tail reads: as a pool is, for reading only. `look` is called every second.

    `told_of` is the position of the last wake-up: what was told of is waited for, up to `patience` seconds.
    """

    def __init__(self, replica: Any, primary: Any, told_of: Callable[[], int], patience: float = PATIENCE) -> None:
        self._replica, self._primary, self._told_of, self._patience = replica, primary, told_of, patience
        self._replayed, self._in_vain, self._marks = 0, 0, deque[Mark](maxlen=1000)
        self._problem: str | None = "has not been looked at yet"

    def problems(self) -> list[str]:
        """In one line why the primary is read instead; empty while the replica is."""
        return [f"replica: it {self._problem}; the primary is read instead"] if self._problem else []

    async def fetch(self, query: str, *args: object) -> Any:
        """All rows."""
        return await self._answer("fetch", query, args)

    async def fetchval(self, query: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        return await self._answer("fetchval", query, args)

    async def fetchrow(self, query: str, *args: object) -> Any:
        """The first row, or None. One that holds nothing is asked of the primary: the replica may not have it yet."""
        row = await self._answer("fetchrow", query, args)
        if self._problem is None and (row is None or not any(value is not None for value in row)):
            return await self._primary.fetchrow(query, *args)
        return row

    async def look(self) -> None:
        """Compare the replica with the primary."""
        try:
            async with asyncio.timeout(self._patience):
                here = await Read(self._replica).fetch_one(_HERE)
        except TROUBLE as error:
            self._judge(f"does not answer ({type(error).__name__})")
            return
        assert here is not None, "the migrations make the sequencer's row"
        there = await Read(self._primary).fetch_one(_THERE, pos=here["last_pos"])
        assert there is not None, "a select of scalars has one row"
        self._judge(self._found(here, there, monotonic()))

    def _found(self, here: Row, there: Row, now: float) -> str | None:
        pos, self._replayed = here["last_pos"], here["last_pos"]
        if not here["replaying"]:
            return "is no standby any more"
        if pos > there["last_pos"] or (pos and there["chain"] != here["chain"]):
            return "is on another history"
        return "is too far behind" if self._behind(pos, Mark(now, there["last_pos"])) >= self._patience else None

    def _behind(self, pos: int, now: Mark) -> float:
        """For how many seconds the primary's log has been longer than `pos`; zero if it is not."""
        if self._marks and self._marks[-1].pos > now.pos:  # after a restore
            self._marks.clear()
        if not self._marks or self._marks[-1].pos < now.pos:
            self._marks.append(now)
        while self._marks and self._marks[0].pos <= pos < self._marks[-1].pos:
            self._marks.popleft()
        return now.at - self._marks[0].at if self._marks[0].pos > pos else 0.0

    def _judge(self, problem: str | None) -> None:
        if problem is not None and self._problem != problem:
            _log.warning("replica left", problem=problem)
        elif problem is None and self._problem is not None:
            _log.info("replica read")
        self._problem = problem

    async def _answer(self, method: str, query: str, args: tuple[object, ...]) -> Any:
        if self._problem is None:
            try:
                async with asyncio.timeout(self._patience):
                    await self._wait()
                    return await getattr(self._replica, method)(query, *args)
            except TimeoutError:
                self._give_up(self._told_of())
            except asyncpg.PostgresError:
                pass  # replaying may have had to cancel it: the primary knows whether it is worse
            except TROUBLE as error:
                self._judge(f"does not answer ({type(error).__name__})")
        return await getattr(self._primary, method)(query, *args)

    def _give_up(self, wanted: int) -> None:
        """It did not come to what was told of; until it has, it is behind. A hint may be wrong: once is enough."""
        self._in_vain = wanted
        if not self._marks or self._marks[-1].pos < wanted:
            self._marks.append(Mark(monotonic() - self._patience, wanted))
        self._judge("is too far behind")

    async def _wait(self) -> None:
        """Until it has replayed what this process was told of; a shorter log after a restore is told of as well."""
        wanted = self._told_of()
        while self._replayed < wanted != self._in_vain:
            self._replayed = await self._replica.fetchval(_REPLAYED)
            if self._replayed < wanted:
                await asyncio.sleep(AGAIN)
