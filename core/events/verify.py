"""Whether the log still says what was written: its positions, its chain, and the events it refers to; so for each queue."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, func, literal_column, select

from core.db.uow import Read, Row
from core.events.chain import link
from core.events.model import case_event, event_log, log_anchor, queue_entry, queue_state, sequencer

BATCH = 2000

_HEAD = select(
    sequencer.c.last_pos, sequencer.c.chain, select(func.max(event_log.c.pos)).scalar_subquery().label("top")
).where(sequencer.c.name == literal_column("'main'"))
_CUT = select(log_anchor.c.pos, log_anchor.c.chain).order_by(log_anchor.c.pos.desc()).limit(1)
_AFTER = bindparam("after", type_=BigInteger)
_LINKS = (
    select(event_log.c.pos, event_log.c.chain.label("link"), *case_event.c)
    .outerjoin(case_event, case_event.c.id == event_log.c.event_id)
    .where(event_log.c.pos > _AFTER)
    .order_by(event_log.c.pos)
    .limit(BATCH)
)
_QUEUE_HEADS = select(queue_state).order_by(queue_state.c.queue)
_OF_QUEUE = queue_entry.c.queue == bindparam("queue", type_=Text)
_FIRST_KEPT = select(queue_entry.c.qpos, queue_entry.c.chain).where(_OF_QUEUE).order_by(queue_entry.c.qpos).limit(1)
_QUEUE_LINKS = (
    select(queue_entry.c.qpos.label("pos"), queue_entry.c.chain.label("link"), *case_event.c)
    .outerjoin(case_event, case_event.c.id == queue_entry.c.event_id)
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
        begin = (kept["qpos"], kept["chain"]) if kept and kept["qpos"] > 1 else (0, b"")
        broken = await _broken(read, _QUEUE_LINKS, begin, (state["head"], state["chain"]), queue=queue)
        if broken is not None:
            found[queue] = broken
    return found


async def _broken(
    read: Read, links: Select[Any], begin: tuple[int, bytes], end: tuple[int, bytes | None], **of: object
) -> int | None:
    pos, chain = begin
    async for row in _rows(read, links, pos, end[0], **of):
        pos += 1
        if row["pos"] != pos or row["id"] is None or row["link"] != link(chain, pos, row):
            return pos
        chain = row["link"]
    if pos < end[0]:
        return pos + 1
    return None if end[1] in {None, chain} else max(pos, 1)


async def _rows(read: Read, links: Select[Any], after: int, last: int, **of: object) -> AsyncIterator[Row]:
    while after < last and (rows := await read.fetch(links, after=after, **of)):
        for row in rows:
            if row["pos"] > last:
                return
            yield row
        after = rows[-1]["pos"]
