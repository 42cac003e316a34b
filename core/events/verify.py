"""Whether the log still says what was written: its positions, its chain, and the events it refers to; so for each queue."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, func, literal_column, select

from core.db.read import Read, Row
from core.events.append import digests_of
from core.events.chain import linked
from core.events.model import event_log, log_anchor, queue_entry, queue_state, sequencer

BATCH = 2000

_HEAD = select(
    sequencer.c.last_pos, sequencer.c.chain, select(func.max(event_log.c.pos)).scalar_subquery().label("top")
).where(sequencer.c.name == literal_column("'main'"))
_CUT = select(log_anchor.c.pos, log_anchor.c.chain).order_by(log_anchor.c.pos.desc()).limit(1)
_AFTER = bindparam("after", type_=BigInteger)
_LINKS = (
    select(event_log.c.pos, event_log.c.event_id, event_log.c.chain)
    .where(event_log.c.pos > _AFTER)
    .order_by(event_log.c.pos)
    .limit(BATCH)
)
_QUEUE_HEADS = select(queue_state).order_by(queue_state.c.queue)
_OF_QUEUE = queue_entry.c.queue == bindparam("queue", type_=Text)
_FIRST_KEPT = (
    select(
        queue_entry.c.qpos,
        queue_entry.c.chain,
        (queue_entry.c.pos <= select(func.max(log_anchor.c.pos)).scalar_subquery()).label("cut"),
    )
    .where(_OF_QUEUE)
    .order_by(queue_entry.c.qpos)
    .limit(1)
)
"""One before the cut stands for its link alone: the event may have been deleted with its case."""
_QUEUE_LINKS = (
    select(queue_entry.c.qpos.label("pos"), queue_entry.c.event_id, queue_entry.c.chain)
    .where(_OF_QUEUE, queue_entry.c.qpos > _AFTER)
    .order_by(queue_entry.c.qpos)
    .limit(BATCH)
)


async def verify(read: Read) -> int | None:
    """The first position that is missing, or whose link does not follow from its event and the link before; else None.

    Recomputes the whole chain from where the log was cut off last. Events numbered while it runs are left to the next time.
    """
    head, cut = await read.fetch_one(_HEAD), await read.fetch_one(_CUT)
    assert head is not None, "the migrations make the sequencer's row"
    begin = (cut["pos"], cut["chain"]) if cut else (0, b"")
    last = head["last_pos"]
    if (head["top"] or 0) <= last:
        return await _broken(read, _LINKS, begin, (last, head["chain"]))
    # The sequencer was set back: what stands beyond it is nobody's.
    return await _broken(read, _LINKS, begin, (last, None)) or last + 1


async def verify_queues(read: Read) -> dict[str, int]:
    """The first place of each queue that is missing or wrong in the same sense; empty when all are sound."""
    found: dict[str, int] = {}
    for state in await read.fetch(_QUEUE_HEADS):
        queue = state["queue"]
        kept = await read.fetch_one(_FIRST_KEPT, queue=queue)
        begin = (kept["qpos"], kept["chain"]) if kept and (kept["qpos"] > 1 or kept["cut"]) else (0, b"")
        broken = await _broken(read, _QUEUE_LINKS, begin, (state["head"], state["chain"]), queue=queue)
        if broken is not None:
            found[queue] = broken
    return found


async def _broken(
    read: Read, links: Select[Any], begin: tuple[int, bytes], end: tuple[int, bytes | None], **of: object
) -> int | None:
    pos, chain = begin
    async for rows in _batches(read, links, pos, end[0], **of):
        digests = await digests_of(read, [row["event_id"] for row in rows])
        for row in rows:
            pos, digest = pos + 1, digests.get(row["event_id"])
            if row["pos"] != pos or digest is None or row["chain"] != linked(chain, pos, row["event_id"], digest):
                return pos
            chain = row["chain"]
    # Every link follows from the one before: where the end is another, something behind the last one is missing.
    return pos + 1 if pos < end[0] or end[1] not in {None, chain} else None


async def _batches(read: Read, links: Select[Any], after: int, last: int, **of: object) -> AsyncIterator[Sequence[Row]]:
    while after < last and (rows := await read.fetch(links, after=after, **of)):
        yield [row for row in rows if row["pos"] <= last]
        after = rows[-1]["pos"]
