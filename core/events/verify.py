"""Whether the log still says what was written: its positions, its chain, and the events it refers to."""

from collections.abc import AsyncIterator

from sqlalchemy import BigInteger, bindparam, func, literal_column, select

from core.db.uow import Read, Row
from core.events.model import case_event, event_log, sequencer
from core.events.sequence import link

BATCH = 2000

_HEAD = select(
    sequencer.c.last_pos, sequencer.c.chain, select(func.max(event_log.c.pos)).scalar_subquery().label("top")
).where(sequencer.c.name == literal_column("'main'"))
_LINKS = (
    select(event_log.c.pos, event_log.c.event_id, event_log.c.chain.label("link"), case_event)
    .outerjoin(case_event, case_event.c.id == event_log.c.event_id)
    .where(event_log.c.pos > bindparam("after", type_=BigInteger))
    .order_by(event_log.c.pos)
    .limit(BATCH)
)


async def verify(read: Read) -> int | None:
    """The first position that is missing, or whose link does not follow from its event and the link before; else None.

    Recomputes the whole chain. Events numbered while it runs are left to the next time.
    """
    head = await read.fetch_one(_HEAD)
    assert head is not None, "the migrations make the sequencer's row"
    pos, chain = 0, b""
    async for row in _links(read, head["last_pos"]):
        pos += 1
        if row["pos"] != pos or row["id"] is None or row["link"] != link(chain, pos, row):
            return pos
        chain = row["link"]
    if pos < head["last_pos"] or (head["top"] or 0) > pos:
        return pos + 1
    return None if chain == head["chain"] else max(pos, 1)


async def _links(read: Read, last: int) -> AsyncIterator[Row]:
    after = 0
    while after < last and (rows := await read.fetch(_LINKS, after=after)):
        for row in rows:
            if row["pos"] > last:
                return
            yield row
        after = rows[-1]["pos"]
