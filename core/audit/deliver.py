"""Bringing signed heads to their sinks, in order; what a sink could not take waits until it can."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import BigInteger, Text, bindparam, func, select

from core.audit.heads import read_head
from core.audit.model import head_sink, signed_head
from core.audit.sinks import Sink, SinkRefused
from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.services import Services

BATCH = 200

_log = structlog.get_logger("hotline.audit")
_OF = head_sink.c.sink == bindparam("name", type_=Text())
_CLAIM = select(head_sink.c.number).where(_OF).with_for_update(skip_locked=True)
_LAST = select(func.max(signed_head.c.number))
_THERE = select(head_sink)
_NEXT = (
    select(signed_head.c.text)
    .where(signed_head.c.number > bindparam("after", type_=BigInteger()))
    .order_by(signed_head.c.number)
    .limit(BATCH)
)


async def deliver(pool: Any, services: Services, sinks: Mapping[str, Sink]) -> int:
    """Bring every sink what it lacks, `BATCH` heads at most; how many were taken."""
    taken, read = 0, Read(pool)
    last = await read.fetch_value(_LAST)
    there = {row["sink"]: row["number"] for row in await read.fetch(_THERE)}
    for name, sink in sinks.items():
        if last is None or there.get(name) == last:
            continue
        async with unit_of_work(pool, services) as uow:
            taken += await _bring(uow, name, sink)
    return taken


async def _bring(uow: UnitOfWork, name: str, sink: Sink) -> int:
    """Nothing while another process brings this sink something."""
    await uow.insert_new(head_sink, {"sink": name, "number": 0})
    after = await uow.fetch_value(_CLAIM, name=name)
    if after is None:
        return 0
    taken = 0
    for row in await uow.fetch(_NEXT, after=after):
        head = read_head(row["text"])
        try:
            await sink.take(head)
        except SinkRefused as refused:
            _log.error("signed head not taken", number=head.number, why=str(refused))
            break
        after, taken = head.number, taken + 1
    if taken:
        await uow.update(head_sink, {"sink": name}, {"number": after})
    return taken
