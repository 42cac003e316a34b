"""The statements that count what a consumer was handed."""

from sqlalchemy import BigInteger, Integer, Text, bindparam, case, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.events.model import case_event, queue_delivery, queue_entry, queue_parked
from core.events.queue_statements import BEHIND, FAILED, PARKED

_QUEUE = bindparam("queue", type_=Text())
_CONSUMER = bindparam("consumer", type_=Text())
_AT = bindparam("at", type_=TIMESTAMP(timezone=True))
_QPOS = bindparam("qpos", type_=BigInteger())
_PARKED = literal_column(f"'{PARKED}'", Text())
_FAILED = literal_column(f"'{FAILED}'", Text())

FIRST_READY = (
    select(queue_entry.c.qpos, queue_entry.c.event_id, case_event.c.case_id)
    .join(case_event, case_event.c.id == queue_entry.c.event_id)
    .outerjoin(
        queue_parked, (queue_parked.c.queue == queue_entry.c.queue) & (queue_parked.c.qpos == queue_entry.c.qpos)
    )
    .where(
        queue_entry.c.queue == _QUEUE,
        queue_entry.c.qpos > bindparam("after", type_=BigInteger()),
        queue_parked.c.state.is_(None) | (queue_parked.c.state == _FAILED),
        ~BEHIND,
    )
    .order_by(queue_entry.c.qpos)
    .limit(1)
)
"""The first entry after a place that can be taken."""

_HAND = insert(queue_delivery).values(
    queue=_QUEUE,
    consumer=_CONSUMER,
    event_id=bindparam("event_id", type_=Uuid(as_uuid=True)),
    deliveries=1,
    acked=bindparam("acked", type_=BigInteger()),
    parked=0,
    at=_AT,
)
_idle = queue_delivery.c.acked == _HAND.excluded.acked
_again = _idle & (queue_delivery.c.event_id == _HAND.excluded.event_id)
_soon = _again & (queue_delivery.c.at > bindparam("since", type_=TIMESTAMP(timezone=True)))
HAND = _HAND.on_conflict_do_update(
    index_elements=["queue", "consumer"],
    set_={
        "deliveries": case(
            (_soon, func.greatest(queue_delivery.c.deliveries, 1)), (_again, queue_delivery.c.deliveries + 1), else_=1
        ),
        "parked": case((_idle, queue_delivery.c.parked), else_=0),
        "at": case((_soon, queue_delivery.c.at), else_=_HAND.excluded.at),
        **{name: _HAND.excluded[name] for name in ("event_id", "acked")},
    },
).returning(queue_delivery.c.deliveries, queue_delivery.c.parked)
"""One more delivery to a consumer that has acknowledged nothing since the last; the same one if that was counted after `since`;
else the first."""
GIVE_UP = (
    insert(queue_parked)
    .values(
        queue=_QUEUE,
        qpos=_QPOS,
        event_id=bindparam("event_id", type_=Uuid(as_uuid=True)),
        case_id=bindparam("case_id", type_=Uuid(as_uuid=True)),
        attempts=bindparam("attempts", type_=Integer()),
        reason=bindparam("reason", type_=Text()),
        state=_PARKED,
        at=_AT,
    )
    .on_conflict_do_update(
        index_elements=["queue", "qpos"],
        set_={
            "attempts": queue_parked.c.attempts + bindparam("attempts", type_=Integer()),
            "reason": bindparam("reason", type_=Text()),
            "state": _PARKED,
            "at": _AT,
        },
        where=queue_parked.c.state == _FAILED,
    )
)
"""Park an entry; nothing is changed of one that is parked or moved already."""
COUNT_PARKED = (
    update(queue_delivery)
    .where(queue_delivery.c.queue == _QUEUE, queue_delivery.c.consumer == _CONSUMER)
    .values(parked=queue_delivery.c.parked + 1, deliveries=0)
)
FORGET = queue_delivery.delete().where(queue_delivery.c.queue == _QUEUE, queue_delivery.c.consumer == _CONSUMER)
