"""The statements of work queues."""

from sqlalchemy import BigInteger, Integer, Text, bindparam, case, func, literal_column, null, select
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.model import case_file
from core.events.model import case_event, queue_ack, queue_entry, queue_parked, queue_state, work_queue
from core.units.model import unit

FAILED, DELAYED, PARKED, MOVED = "FAILED", "DELAYED", "PARKED", "MOVED"

_QUEUE = bindparam("queue", type_=Text())
_CONSUMER = bindparam("consumer", type_=Text())
_AT = bindparam("at", type_=TIMESTAMP(timezone=True))
_QPOS = bindparam("qpos", type_=BigInteger())
_PARKED_STATE = literal_column(f"'{PARKED}'", Text())
_FAILED_STATE = literal_column(f"'{FAILED}'", Text())
_DELAYED_STATE = literal_column(f"'{DELAYED}'", Text())
WAITING = (_PARKED_STATE, _DELAYED_STATE)
"""What keeps the later entries of its case waiting."""

BOOK = (
    select(unit.c.path, work_queue.c.name)
    .join(unit, unit.c.id == work_queue.c.unit_id)
    .where(work_queue.c.active)
    .order_by(unit.c.path)
)

_ahead = queue_parked.alias("ahead")
BEHIND = (
    select(_ahead.c.qpos)
    .where(
        _ahead.c.queue == queue_entry.c.queue,
        _ahead.c.case_id == case_event.c.case_id,
        _ahead.c.state.in_(WAITING),
        _ahead.c.qpos < queue_entry.c.qpos,
    )
    .exists()
)
"""Whether a row of `queue_entry` and its `case_event` waits behind another of its case."""
_AFTER = bindparam("after", type_=BigInteger())
ENTRIES = (
    select(
        queue_entry.c.queue,
        queue_entry.c.qpos,
        queue_entry.c.chain.label("link"),
        queue_entry.c.event_id,
        queue_entry.c.digest.label("kept_digest"),
        queue_parked.c.state.label("parked"),
        queue_parked.c.attempts,
        queue_parked.c.retry_at,
        BEHIND.label("behind"),
        *case_event.c,
        case_file.c.gate,
    )
    .outerjoin(case_event, case_event.c.id == queue_entry.c.event_id)
    .outerjoin(case_file, case_file.c.id == case_event.c.case_id)
    .outerjoin(
        queue_parked,
        (queue_parked.c.queue == queue_entry.c.queue)
        & (queue_parked.c.qpos == queue_entry.c.qpos)
        & (queue_parked.c.qpos > _AFTER),  # else all that was ever moved may be read for a page
    )
    .where(queue_entry.c.queue == _QUEUE, queue_entry.c.qpos > _AFTER)
    .order_by(queue_entry.c.qpos)
    .limit(bindparam("limit", type_=Integer()))
)
"""Every place, also where the reader's side of the wall has nothing of its event: there is no `id` then."""
CHAIN = select(queue_entry.c.chain).where(queue_entry.c.queue == _QUEUE, queue_entry.c.qpos == _QPOS)

HEAD = select(queue_state.c.head, queue_state.c.chain).where(queue_state.c.queue == _QUEUE)

_head = func.coalesce(queue_state.c.head, 0)
_acked = func.coalesce(queue_ack.c.acked, 0)
_moved = queue_parked.alias("moved")
_handed_out_again = (
    select(func.max(_moved.c.at))
    .where(
        _moved.c.queue == queue_entry.c.queue,
        _moved.c.case_id == case_event.c.case_id,
        _moved.c.event_id == case_event.c.id,
        _moved.c.state == literal_column(f"'{MOVED}'"),
        _moved.c.qpos < queue_entry.c.qpos,
    )
    .scalar_subquery()
)
_next = (
    select(func.greatest(case_event.c.recorded_at, _handed_out_again))
    .join(queue_entry, queue_entry.c.event_id == case_event.c.id)
    .where(queue_entry.c.queue == work_queue.c.name, queue_entry.c.qpos > _acked)
    .order_by(queue_entry.c.qpos)
    .limit(1)
    .scalar_subquery()
)
"""Since when the first entry behind what is acknowledged, of those that are kept, can be taken."""
LAG = (
    select(
        work_queue.c.name.label("queue"),
        func.coalesce(queue_ack.c.consumer, "").label("consumer"),
        _acked.label("acked"),
        _head.label("head"),
        func.extract("epoch", func.clock_timestamp() - _next).label("seconds"),
        work_queue.c.warn_seconds,
        work_queue.c.page_seconds,
        work_queue.c.warn_rows,
        work_queue.c.page_rows,
    )
    .outerjoin(queue_state, queue_state.c.queue == work_queue.c.name)
    .outerjoin(queue_ack, queue_ack.c.queue == work_queue.c.name)
    .where(work_queue.c.active, (work_queue.c.name == _QUEUE) | _QUEUE.is_(None))
    .order_by(work_queue.c.name, queue_ack.c.consumer)
)

_of_queue = queue_entry.c.queue == _QUEUE
DIGEST = select(
    select(queue_entry.c.chain)
    .where(_of_queue, queue_entry.c.qpos == bindparam("before", type_=BigInteger()))
    .scalar_subquery()
    .label("before"),
    select(queue_entry.c.chain)
    .where(_of_queue, queue_entry.c.qpos == bindparam("last", type_=BigInteger()))
    .scalar_subquery()
    .label("after"),
    select(func.min(queue_entry.c.qpos)).where(_of_queue).scalar_subquery().label("first"),
    select(func.max(queue_entry.c.qpos)).where(_of_queue).scalar_subquery().label("last"),
)

ACKED = select(queue_ack.c.acked).where(queue_ack.c.queue == _QUEUE, queue_ack.c.consumer == _CONSUMER)
_ACK = insert(queue_ack)
ACK = _ACK.on_conflict_do_update(
    index_elements=["queue", "consumer"],
    set_={"acked": func.greatest(queue_ack.c.acked, _ACK.excluded.acked), "at": _ACK.excluded.at},
)
_others = queue_ack.alias("others")
TAKEN = queue_parked.delete().where(
    queue_parked.c.queue == _QUEUE,
    queue_parked.c.state == _FAILED_STATE,
    queue_parked.c.qpos <= _QPOS,
    ~select(_others.c.acked)
    .where(_others.c.queue == _QUEUE, _others.c.consumer != _CONSUMER, _others.c.acked < queue_parked.c.qpos)
    .exists(),
)
"""What failed before and was taken after all, by every consumer: it may be another one that cannot take it."""
RELEASE = queue_ack.delete().where(queue_ack.c.queue == _QUEUE, queue_ack.c.consumer == _CONSUMER)

_MOST = bindparam("most", type_=Integer())
_RETRY_AT = bindparam("retry_at", type_=TIMESTAMP(timezone=True))
_AGAIN = case((_RETRY_AT.is_not(None), _DELAYED_STATE), else_=_FAILED_STATE)
_FAIL = insert(queue_parked).values(
    queue=_QUEUE,
    qpos=_QPOS,
    event_id=bindparam("event_id", type_=Uuid(as_uuid=True)),
    case_id=bindparam("case_id", type_=Uuid(as_uuid=True)),
    attempts=1,
    reason=bindparam("reason", type_=Text()),
    state=_AGAIN,
    at=_AT,
    retry_at=_RETRY_AT,
)
_last = queue_parked.c.attempts + 1 >= _MOST
FAIL = _FAIL.on_conflict_do_update(
    index_elements=["queue", "qpos"],
    set_={
        "attempts": queue_parked.c.attempts + 1,
        "reason": _FAIL.excluded.reason,
        "at": _FAIL.excluded.at,
        "state": case((_last, _PARKED_STATE), else_=_FAIL.excluded.state),
        "retry_at": case((_last, null()), else_=_FAIL.excluded.retry_at),
    },
    where=queue_parked.c.state == _FAILED_STATE,
).returning(queue_parked.c.attempts, queue_parked.c.state)
"""One more failure of an entry, which the consumer may want again later; no row when it waits or was moved already."""
