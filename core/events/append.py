"""Appending a batch of events to the log and to the queues their writers chose; called by the sequencer, under its lock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, Text, any_, bindparam, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.dialects.postgresql import insert as upsert

from core.audit.model import access_event
from core.db.read import Read, Row
from core.events.arrays import columns_of, table_of
from core.events.chain import digest_of, digest_of_access, linked
from core.events.model import case_event, event_log, queue_entry, queue_state, sequencer
from core.events.partitions import enters_half, keep_ahead

CHANNEL = "hotline_log"
"""Told of the log's new end by NOTIFY, once per batch: a notifying transaction takes a lock of the whole cluster."""

_NAMES = bindparam("names", type_=ARRAY(Text()))
_IDS = any_(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))))
_EVENTS = select(case_event).where(case_event.c.id == _IDS)
_ACCESSES = select(access_event).where(access_event.c.id == _IDS)
_LINKS = table_of(pos=BigInteger(), event_id=Uuid(as_uuid=True), chain=LargeBinary())
_LOG = insert(event_log).from_select(["pos", "event_id", "chain"], select(*_LINKS.c))
_STATES = select(queue_state).where(queue_state.c.queue == any_(_NAMES)).order_by(queue_state.c.queue).with_for_update()
_MADE = table_of(name=Text())
_MAKE = (
    upsert(queue_state)
    .from_select(["queue", "head", "chain"], select(_MADE.c.name, literal_column("0"), literal_column("''::bytea")))
    .on_conflict_do_nothing()
)
_QUEUED = table_of(
    queue=Text(),
    qpos=BigInteger(),
    pos=BigInteger(),
    event_id=Uuid(as_uuid=True),
    chain=LargeBinary(),
    digest=LargeBinary(),
)
_ENQUEUED = tuple(column.name for column in _QUEUED.c)
_ENQUEUE = insert(queue_entry).from_select(list(_ENQUEUED), select(*_QUEUED.c))
_HEADS = table_of(queue=Text(), head=BigInteger(), chain=LargeBinary())
_SET_HEADS = (
    update(queue_state).where(queue_state.c.queue == _HEADS.c.queue).values(head=_HEADS.c.head, chain=_HEADS.c.chain)
)
_ADVANCE = (
    update(sequencer)
    .where(sequencer.c.name == literal_column("'main'"))
    .values(last_pos=bindparam("last_pos"), chain=bindparam("new_chain"))
)
_NOTIFY = select(func.pg_notify(literal_column(f"'{CHANNEL}'"), bindparam("payload", type_=Text())))
_APPEND = _NOTIFY.add_cte(_LOG.cte("logged"), _ADVANCE.cte("advanced"))


async def append(run: Read, head: Row, taken: Sequence[Row]) -> int:
    """Give these references of the outbox, in their order, the positions after `head`, and their places in queues.

    The log's new end.
    """
    digests = await digests_of(run, [row["event_id"] for row in taken])
    pos, chain, links = head["last_pos"], head["chain"], []
    for row in taken:
        pos, event_id = pos + 1, row["event_id"]
        chain = linked(chain, pos, event_id, digests[event_id])
        links.append({"pos": pos, "event_id": event_id, "chain": chain})
    if enters_half(head["last_pos"], pos):
        await keep_ahead(run, pos)
    columns = columns_of(links, ("pos", "event_id", "chain"))
    await run.fetch(_APPEND, **columns, last_pos=pos, new_chain=chain, payload=str(pos))
    await _enqueue(run, taken, head["last_pos"] + 1, digests)
    return int(pos)


async def digests_of(run: Read, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Of these events, of either kind; one that does not exist has none."""
    digests = {row["id"]: digest_of(row) for row in await run.fetch(_EVENTS, ids=ids)}
    others = [id_ for id_ in ids if id_ not in digests]
    if others:
        digests |= {row["id"]: digest_of_access(row) for row in await run.fetch(_ACCESSES, ids=others)}
    return digests


async def _enqueue(run: Read, taken: Sequence[Row], first: int, digests: dict[UUID, bytes]) -> None:
    names = sorted({queue for row in taken for queue in row["queues"]})
    if not names:
        return
    states = await _locked(run, names)
    entries = []
    for pos, row in enumerate(taken, start=first):
        for queue in row["queues"]:
            event_id = row["event_id"]
            head, chain = states[queue]
            states[queue] = head + 1, linked(chain, head + 1, event_id, digests[event_id])
            entries.append((queue, head + 1, pos, event_id, states[queue][1], digests[event_id]))
    columns = [list(column) for column in zip(*entries, strict=True)]
    await run.fetch(_ENQUEUE, **dict(zip(_ENQUEUED, columns, strict=True)))
    heads, chains = zip(*(states[queue] for queue in names), strict=True)
    await run.fetch(_SET_HEADS, queue=names, head=list(heads), chain=list(chains))


async def _locked(run: Read, names: list[str]) -> dict[str, tuple[int, bytes]]:
    """Where each queue ends; one that an event names for the first time begins here."""
    rows = await run.fetch(_STATES, names=names)
    if len(rows) < len(names):
        await run.fetch(_MAKE, name=names)
        rows = await run.fetch(_STATES, names=names)
    return {row["queue"]: (row["head"], row["chain"]) for row in rows}
