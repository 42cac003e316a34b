"""Entries that a consumer wants later: when their time has come they are handed out again, those of their case behind them.

Nothing but their row knows of it, so that whichever process looks next after a crash hands them out. What has failed is
remembered at the new place: the fifth failure parks it, however much time there was between.
"""

from datetime import datetime
from typing import Any

from core.db.read import Row
from core.db.uow import UnitOfWork, unit_of_work
from core.events import waiting_statements as sql
from core.events.model import queue_parked
from core.events.moving import to_the_end
from core.events.queue_statements import FAILED
from core.services import Services

LONGEST = 3600
"""Seconds that an entry can be delayed at a time: its case stands still, and Art. 18 gives a utility minutes."""


async def hand_out_due(pool: Any, services: Services) -> int:
    """Hand out again whatever is due, each in a transaction of its own; any number of processes may. How many it was."""
    done = 0
    while await _hand_out_next(pool, services):
        done += 1
    return done


async def _hand_out_next(pool: Any, services: Services) -> bool:
    async with unit_of_work(pool, services) as uow:
        due = await uow.fetch_one(sql.DUE, now=uow.now)
        if due is None:
            return False
        state = await uow.fetch_one(sql.LOCK, queue=due["queue"])  # nobody appends meanwhile, the sequencer neither
        found = await uow.fetch_one(sql.FIRST_PARKED, queue=due["queue"], event_id=due["event_id"])
        if state is None or found is None or not _is_due(found, uow.now):
            return False  # another process was first, or its consumer has put it off again
        await _hand_out(uow, state, found)
    return True


def _is_due(found: Row, now: datetime) -> bool:
    return found["retry_at"] is not None and found["retry_at"] <= now


async def _hand_out(uow: UnitOfWork, state: Row, due: Row) -> None:
    queue = due["queue"]
    rows = await uow.fetch(sql.HELD_BACK, queue=queue, qpos=due["qpos"], case_id=due["case_id"])
    places = await to_the_end(uow, queue, state, rows, due["reason"])
    failed = [
        _remembered(uow, queue, row, qpos, due["qpos"])
        for row, qpos in zip(rows, places, strict=True)
        if row["parked"] is not None
    ]
    await uow.insert(queue_parked, failed)


def _remembered(uow: UnitOfWork, queue: str, row: Row, qpos: int, due: int) -> dict[str, object]:
    """Another of the case that waits, too, goes on waiting at its new place."""
    again = row["qpos"] == due
    return {
        "queue": queue, "qpos": qpos, "event_id": row["id"], "case_id": row["case_id"], "attempts": row["attempts"],
        "reason": row["reason"], "state": FAILED if again else row["parked"], "at": uow.now,
        "retry_at": None if again else row["retry_at"],
    }  # fmt: skip
