"""The sequencer: gives every committed event its position in the log, without gaps, and links it to the one before.

Readers that follow ids in the order they were drawn skip events, for they are not committed in that order. One sequencer at
a time therefore takes what is visible from the outbox and numbers it. An event's reference is drawn under the lock of its
case, so what is visible of a case is always its beginning, in order.
"""

import asyncio
from typing import Any

from sqlalchemy import delete, literal_column, select

from core.db.read import Read
from core.events.append import append
from core.events.bus import OUTBOX, POLL_SECONDS, Bus, LocalBus, pause_at
from core.events.model import outbox, sequencer
from core.events.repeat import repeat

BATCH = 500
SECONDS = 0.02
"""The least between two batches."""

_MAIN = sequencer.c.name == literal_column("'main'")
_LOCK = select(sequencer.c.last_pos, sequencer.c.chain).where(_MAIN).with_for_update()
_FIRST = select(outbox.c.id).order_by(outbox.c.id).limit(BATCH)
_TAKE = delete(outbox).where(outbox.c.id.in_(_FIRST)).returning(outbox.c.id, outbox.c.event_id, outbox.c.queues)
_WAITING = select(outbox.c.id).limit(1)


async def step(pool: Any) -> int:
    """Number what waits, up to `BATCH` events; how many."""
    return (await _numbered(pool))[0]


async def _numbered(pool: Any) -> tuple[int, int]:
    """The same in one transaction, and the log's end.

    The lock is a statement of its own: those after it see what was committed before it was granted, so that a sequencer
    which had to wait never works on what another has taken.
    """
    async with pool.acquire() as connection, connection.transaction():
        run = Read(connection)
        head = await run.fetch_one(_LOCK)
        assert head is not None, "the migrations make the sequencer's row"
        taken = sorted(await run.fetch(_TAKE), key=lambda row: row["id"])
        return len(taken), await append(run, head, taken) if taken else head["last_pos"]


async def run_sequencer(pool: Any, stop: asyncio.Event, bus: Bus | None = None) -> None:
    """Number events until `stop` is set, surviving restarts of the database; any number of processes may.

    The bus says when this process has committed some, and is told of their positions; what others have left behind is
    found by the poll. Without a bus there is nothing but a quicker poll.
    """
    read = Read(pool)

    async def drain() -> None:
        # Asked without a lock first: an idle sequencer writes nothing. What comes meanwhile is of the next batch.
        full = await read.fetch_value(_WAITING) is not None
        while full and not stop.is_set():
            number, end = await _numbered(pool)
            full = number == BATCH
            if bus is not None:
                await bus.tell(end)

    pause = pause_at(bus or LocalBus(), OUTBOX, SECONDS)
    await repeat("sequencer", drain, stop, POLL_SECONDS if bus else SECONDS, pause)
