"""Firing what is due: yellow and red cards, and the end of the window in which a unit may return an assignment.

The case row is locked first, as by every command, and its timers are read again under the lock; so a timer fires once, at
the due time that holds, whoever else scans, extends or stops. Of one case the earliest goes first, and the others follow in
later passes: each is an event and a version of its own.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.db.read import Row
from core.db.uow import UnitOfWork, unit_of_work
from core.deadlines import clocks
from core.deadlines import fire_statements as sql
from core.deadlines.cards import CARDS, card_body
from core.deadlines.timers import TimerKind
from core.events.arrays import columns_of
from core.events.batch import SystemEvent, record_each
from core.events.consequence import Consequence
from core.services import Services


async def fire_due(pool: Any, services: Services, *, limit: int = 500) -> int:
    """Fire every timer due before the services' present that belongs to their replay, or to none; how many.

    A timer whose due instant is the present itself does not fire: an act at that instant is in time. Each pass is a
    transaction over `limit` cases at most. Cases that others have locked are left to the next call.
    """
    fired = 0
    while (count := await _pass(pool, services, limit)) is not None:
        fired += count
    return fired


async def _pass(pool: Any, services: Services, limit: int) -> int | None:
    """How many timers fired; None when no case with a due timer could be had."""
    async with unit_of_work(pool, services) as uow:
        due = {"now": uow.now, "replay_id": services.replay_id}
        cases = [row["id"] for row in await uow.fetch(sql.LOCK_CASES, **due, limit=limit)]
        if not cases:
            return None
        timers = await uow.fetch(sql.EARLIEST, **due, cases=cases)
        if timers:
            await _fire(uow, timers)
        return len(timers)


async def _fire(uow: UnitOfWork, timers: Sequence[Row]) -> None:
    await uow.execute(sql.FIRED, timers=[row["timer_id"] for row in timers], at=uow.now)
    accepted = await _deem_accepted(uow, timers)
    ended = await _end_acceptance(uow, accepted, timers)
    await _write_clocks(uow, [*map(_fired, timers), *ended])
    types = {row["case_id"]: _type(row, accepted) for row in timers}
    ats = [row["fires_at"] for row in timers]
    cases = await uow.fetch(sql.WRITE_CASES, id=list(types), type=list(types.values()), at=ats)
    written = {row["id"]: row for row in cases}
    await record_each(uow, [_event(row, written[row["case_id"]], types[row["case_id"]]) for row in timers])


async def _deem_accepted(uow: UnitOfWork, timers: Sequence[Row]) -> frozenset[UUID]:
    """The assignments that count as accepted because nobody said anything in time."""
    windows = [row for row in timers if row["fires"] == TimerKind.DEEMED_ACCEPTANCE]
    if not windows:
        return frozenset()
    ids, ats = [row["assignment_id"] for row in windows], [row["fires_at"] for row in windows]
    return frozenset(row["id"] for row in await uow.fetch(sql.ACCEPT, id=ids, at=ats))


async def _end_acceptance(uow: UnitOfWork, accepted: frozenset[UUID], timers: Sequence[Row]) -> list[dict[str, Any]]:
    """The acceptance clocks of these assignments, as they ended when the window did."""
    if not accepted:
        return []
    ats = {row["assignment_id"]: row["fires_at"] for row in timers if row["assignment_id"] in accepted}
    rows = await uow.fetch(sql.ACCEPTANCE_CLOCKS, assignments=list(accepted))
    await uow.execute(sql.DISARM, clocks=[row["id"] for row in rows])
    return [{**row, **clocks.stopped(row, ats[row["assignment_id"]])} for row in rows]


def _fired(row: Row) -> dict[str, Any]:
    """The clock after its timer; a breach is written once."""
    at = row["fires_at"]
    if row["fires"] == TimerKind.YELLOW:
        return {**row, "warned_at": at}
    if row["fires"] == TimerKind.RED:
        return {**row, "breached_at": row["breached_at"] or at}
    return {**row, **clocks.stopped(row, at)}


async def _write_clocks(uow: UnitOfWork, rows: Sequence[Row]) -> None:
    await uow.execute(sql.WRITE_CLOCKS, **columns_of(rows, sql.CLOCK_COLUMNS))


def _type(row: Row, accepted: frozenset[UUID]) -> Consequence:
    closed = Consequence.DEEMED_ACCEPTED if row["assignment_id"] in accepted else Consequence.RETURN_WINDOW_CLOSED
    return CARDS.get(row["fires"], closed)


def _event(row: Row, case: Row, type_: Consequence) -> SystemEvent:
    """It happened at the timer's own instant, however late it was noticed."""
    at, assignment_id = row["fires_at"], row["assignment_id"]
    return SystemEvent(case["id"], case["version"], case["secrecy"], type_, at, assignment_id, card_body(row, at))
