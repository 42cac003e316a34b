"""Giving entries that waited new places at the end of their queue, in their order: the old ones are passed by for good.

So positions stay without a gap, the order of the case is kept, and consumers need no second way of being told.
"""

from collections.abc import Sequence

from core.db.read import Row
from core.db.uow import UnitOfWork
from core.events import waiting_statements as sql
from core.events.chain import digest_of, linked
from core.events.model import queue_entry


async def to_the_end(uow: UnitOfWork, queue: str, state: Row, rows: Sequence[Row], reason: str) -> list[int]:
    """The new positions of `rows`, as `HELD_BACK` has them. `state` is the queue's, which this transaction has locked."""
    await _leave(uow, queue, rows, reason)
    chain, added = state["chain"], []
    for qpos, row in enumerate(rows, start=state["head"] + 1):
        digest = digest_of(row)
        chain = linked(chain, qpos, row["id"], digest)
        added.append(
            {"queue": queue, "qpos": qpos, "pos": row["pos"], "event_id": row["id"], "chain": chain, "digest": digest}
        )
    await uow.insert(queue_entry, added)
    await uow.execute(sql.ADVANCE, queue=queue, new_head=state["head"] + len(added), new_chain=chain)
    return [one["qpos"] for one in added]


async def _leave(uow: UnitOfWork, queue: str, rows: Sequence[Row], reason: str) -> None:
    told = {"queue": queue, "reason": reason, "at": uow.now}
    await uow.execute_many(
        sql.MOVE, [{**told, "qpos": row["qpos"], "event_id": row["id"], "case_id": row["case_id"]} for row in rows]
    )
