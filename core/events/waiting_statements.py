"""The statements of what waits in a queue, parked or delayed, and of handing it out again."""

from sqlalchemy import BigInteger, Text, bindparam, literal_column, null, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.events.model import case_event, queue_entry, queue_parked, queue_state
from core.events.queue_statements import HEAD, MOVED, WAITING

_QUEUE = bindparam("queue", type_=Text())
_AT = bindparam("at", type_=TIMESTAMP(timezone=True))
_QPOS = bindparam("qpos", type_=BigInteger())
_MOVED_STATE = literal_column(f"'{MOVED}'", Text())

LOCK = HEAD.with_for_update()
FIRST_PARKED = (
    select(queue_parked)
    .where(
        queue_parked.c.queue == _QUEUE,
        queue_parked.c.event_id == bindparam("event_id", type_=Uuid(as_uuid=True)),
        queue_parked.c.state.in_(WAITING),
    )
    .order_by(queue_parked.c.qpos)
    .limit(1)
)
DUE = (
    select(queue_parked.c.queue, queue_parked.c.event_id)
    .where(queue_parked.c.retry_at <= bindparam("now", type_=TIMESTAMP(timezone=True)))
    .order_by(queue_parked.c.queue, queue_parked.c.qpos)
    .limit(1)
)
"""The first of what is wanted again by now."""
HELD_BACK = (
    select(
        queue_entry.c.qpos,
        queue_entry.c.pos,
        queue_parked.c.state.label("parked"),
        queue_parked.c.attempts,
        queue_parked.c.reason,
        queue_parked.c.retry_at,
        case_event,
    )
    .join(case_event, case_event.c.id == queue_entry.c.event_id)
    .outerjoin(
        queue_parked,
        (queue_parked.c.queue == queue_entry.c.queue)
        & (queue_parked.c.qpos == queue_entry.c.qpos)
        & (queue_parked.c.qpos >= _QPOS),
    )
    .where(
        queue_entry.c.queue == _QUEUE,
        queue_entry.c.qpos >= _QPOS,
        case_event.c.case_id == bindparam("case_id", type_=Uuid(as_uuid=True)),
        queue_parked.c.state.is_distinct_from(_MOVED_STATE),
    )
    .order_by(queue_entry.c.qpos)
)
"""An entry that waits, and those of its case behind it, with what is known of their failures."""
_MOVE = insert(queue_parked).values(
    queue=_QUEUE,
    qpos=_QPOS,
    event_id=bindparam("event_id", type_=Uuid(as_uuid=True)),
    case_id=bindparam("case_id", type_=Uuid(as_uuid=True)),
    attempts=0,
    reason=bindparam("reason", type_=Text()),
    state=_MOVED_STATE,
    at=_AT,
)
MOVE = _MOVE.on_conflict_do_update(
    index_elements=["queue", "qpos"],
    set_={"state": _MOVE.excluded.state, "at": _MOVE.excluded.at, "retry_at": null()},
)
ADVANCE = (
    update(queue_state)
    .where(queue_state.c.queue == _QUEUE)
    .values(head=bindparam("new_head", type_=BigInteger()), chain=bindparam("new_chain"))
)
PARKED_NOW = (
    select(queue_parked, case_event.c.type)
    .join(case_event, case_event.c.id == queue_parked.c.event_id)
    .where(queue_parked.c.state.in_(WAITING), (queue_parked.c.queue == _QUEUE) | _QUEUE.is_(None))
    .order_by(queue_parked.c.queue, queue_parked.c.qpos)
)
