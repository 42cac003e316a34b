"""The sequencer: gives every committed event its position in the log, without gaps, and links it to the one before.

Readers that follow ids in the order they were drawn skip events, for they are not committed in that order. One sequencer at
a time therefore takes what is visible from the outbox and numbers it. An event's reference is drawn under the lock of its
case, so what is visible of a case is always its beginning, in order.
"""

import asyncio
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, any_, bindparam, delete, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.uow import Read, Row
from core.events.arrays import table_of
from core.events.bus import OUTBOX, POLL_SECONDS, Bus, LocalBus, pause_at
from core.events.canonical import canonical
from core.events.model import case_event, event_log, outbox, sequencer
from core.events.repeat import repeat

BATCH = 500
SECONDS = 0.02
"""The least between two batches."""

_MAIN = sequencer.c.name == literal_column("'main'")
_LOCK = select(sequencer.c.last_pos, sequencer.c.chain).where(_MAIN).with_for_update()
_FIRST = select(outbox.c.id).order_by(outbox.c.id).limit(BATCH)
_TAKE = delete(outbox).where(outbox.c.id.in_(_FIRST)).returning(outbox.c.id, outbox.c.event_id)
_EVENTS = select(case_event).where(case_event.c.id == any_(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True)))))
_LINKS = table_of(pos=BigInteger(), event_id=Uuid(as_uuid=True), chain=LargeBinary())
_LOG = insert(event_log).from_select(["pos", "event_id", "chain"], select(*_LINKS.c))
_ADVANCE = update(sequencer).where(_MAIN).values(last_pos=bindparam("last_pos"), chain=bindparam("new_chain"))
_WAITING = select(outbox.c.id).limit(1)
_HEAD = select(sequencer.c.last_pos).where(_MAIN)


def link(chain: bytes, pos: int, event: Row) -> bytes:
    """The chain after this event: SHA-256 over the chain before, the position, the event's id and the digest of its content."""
    event_id: UUID = event["id"]
    digest = sha256(canonical(event)).digest()
    return sha256(chain + pos.to_bytes(8, "big") + event_id.bytes + digest).digest()


async def step(pool: Any) -> int:
    """Number what waits, up to `BATCH` events, in one transaction; how many.

    The lock is a statement of its own: those after it see what was committed before it was granted, so that a sequencer
    which had to wait never works on what another has taken.
    """
    async with pool.acquire() as connection, connection.transaction():
        run = Read(connection)
        head = await run.fetch_one(_LOCK)
        assert head is not None, "the migrations make the sequencer's row"
        taken = sorted(await run.fetch(_TAKE), key=lambda row: row["id"])
        if taken:
            await _append(run, head, [row["event_id"] for row in taken])
        return len(taken)


async def run_sequencer(pool: Any, stop: asyncio.Event, bus: Bus | None = None) -> None:
    """Number events until `stop` is set, surviving restarts of the database; any number of processes may.

    The bus says when this process has committed some, and is told of their positions; what others have left behind is
    found by the poll. Without a bus there is nothing but a quicker poll.
    """
    read = Read(pool)

    async def drain() -> None:
        # Asked without a lock first: an idle sequencer writes nothing.
        while not stop.is_set() and await read.fetch_value(_WAITING) is not None:
            await step(pool)
            if bus is not None:
                await bus.tell(await read.fetch_value(_HEAD))

    async def rest(seconds: float) -> None:
        # The first event after a quiet time is numbered at once, a rush of them in batches.
        await asyncio.sleep(SECONDS)
        await news(seconds)

    news = pause_at(bus or LocalBus(), OUTBOX)
    await repeat("sequencer", drain, stop, POLL_SECONDS if bus else SECONDS, rest)


async def _append(run: Read, head: Row, ids: list[UUID]) -> None:
    events = {row["id"]: row for row in await run.fetch(_EVENTS, ids=ids)}
    pos, chain = head["last_pos"], head["chain"]
    positions, chains = [], []
    for id_ in ids:
        pos += 1
        chain = link(chain, pos, events[id_])
        positions.append(pos)
        chains.append(chain)
    await run.fetch(_LOG, pos=positions, event_id=ids, chain=chains)
    await run.fetch(_ADVANCE, last_pos=pos, new_chain=chain)
