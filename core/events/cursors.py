"""Cursors: a place in a queue, or in the log, on this history.

A position alone is not enough: after a fail-over to a standby that lacked the last commits, or a restore, the same positions
are given to other events, and a reader that trusts a number skips them without noticing. A cursor therefore carries the
first bytes of the chain at its position, and a place whose chain differs is a fork in history.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy import BigInteger, Text, bindparam, func, literal_column, select

from core.db.read import Read
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.events.errors import CURSOR_NOT_OURS
from core.events.model import event_log, log_anchor, queue_ack, queue_entry, queue_state, sequencer

LOG = "log"
"""The log itself, as the name of a queue: a queue's own name has a colon."""

_MARK = 8
"""Bytes of the chain that a cursor carries."""

_log = structlog.get_logger("hotline.cursors")
_QPOS = bindparam("qpos", type_=BigInteger())
_QUEUE = bindparam("queue", type_=Text())
_OF_QUEUE = queue_entry.c.queue == _QUEUE
_QUEUE_AT = select(
    select(queue_state.c.head).where(queue_state.c.queue == _QUEUE).scalar_subquery().label("head"),
    select(queue_entry.c.chain).where(_OF_QUEUE, queue_entry.c.qpos == _QPOS).scalar_subquery().label("chain"),
    # The last entry before those that are kept stays, for its link.
    select(func.nullif(func.min(queue_entry.c.qpos), 1)).where(_OF_QUEUE).scalar_subquery().label("cut"),
)
_LOG_AT = select(
    select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'")).scalar_subquery().label("head"),
    func.coalesce(
        select(event_log.c.chain).where(event_log.c.pos == _QPOS).scalar_subquery(),
        select(log_anchor.c.chain).where(log_anchor.c.pos == _QPOS).scalar_subquery(),
    ).label("chain"),
    select(func.max(log_anchor.c.pos)).scalar_subquery().label("cut"),
)
_ACKED = select(func.min(queue_ack.c.acked)).where(
    queue_ack.c.queue == _QUEUE,
    (queue_ack.c.consumer == bindparam("consumer", type_=Text())) | bindparam("consumer", type_=Text()).is_(None),
)


class Reason(StrEnum):
    """Why a reader cannot go on from its cursor."""

    NOT_ON_THIS_HISTORY = "NOT_ON_THIS_HISTORY"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to `qpos` has been read; 0 is the beginning."""

    queue: str
    qpos: int


@dataclass(frozen=True, slots=True)
class Fork:
    """The reader must go on after `from_qpos`, and may meet events again that it knows by their ids.

    NOT_ON_THIS_HISTORY: after the last position that it acknowledged on the history there is now, and in the log, where
    nobody acknowledges, from its beginning. EXPIRED: from the first position that is still kept.
    """

    queue: str
    from_qpos: int
    reason: Reason


def cursor(queue: str, qpos: int, chain: bytes) -> str:
    """The place after `qpos`, whose link is `chain`; opaque to whoever gets it."""
    return urlsafe_b64encode(_marked(chain) + qpos.to_bytes(8, "big") + queue.encode()).decode().rstrip("=")


def foresee_place(uow: UnitOfWork, queue: str, cursor: str) -> None:
    """Have what `place` asks come with what is read next, if the cursor is one."""
    with suppress(Refused):
        qpos, _ = _decoded(queue, cursor, None)
        uow.foresee(_QUEUE_AT, **_binds(queue, qpos))


async def place(
    read: Read, queue: str, cursor: str, *, consumer: str | None = None, field: tuple[str, ...] | None = None
) -> Place | Fork:
    """Where the reader stands, or the fork it must go back from. `queue` may be LOG.

    Raises CURSOR_NOT_OURS, naming `field`, for what no queue or another one has given.
    """
    qpos, mark = _decoded(queue, cursor, field)
    row = await read.fetch_one(_LOG_AT if queue == LOG else _QUEUE_AT, **_binds(queue, qpos))
    assert row is not None, "a select of scalars has one row"
    cut, head = row["cut"] or 0, row["head"] or 0
    chain = b"" if qpos == cut == 0 else row["chain"]
    if chain is not None and qpos <= head and mark == _marked(chain):
        return Place(queue, qpos)
    if chain is None and qpos < cut:
        return Fork(queue, cut, Reason.EXPIRED)
    _log.warning("a reader comes from another history", queue=queue, qpos=qpos, head=head)
    acked = 0 if queue == LOG else await _acked(read, queue, consumer)
    return Fork(queue, min(max(acked, cut), head), Reason.NOT_ON_THIS_HISTORY)


async def acknowledged(read: Read, queue: str, consumer: str) -> Place:
    """Where a consumer stands that sends no cursor: after everything it has acknowledged."""
    return Place(queue, await _acked(read, queue, consumer))


async def _acked(read: Read, queue: str, consumer: str | None) -> int:
    return await read.fetch_value(_ACKED, queue=queue, consumer=consumer) or 0


def _binds(queue: str, qpos: int) -> dict[str, object]:
    return {"qpos": qpos} if queue == LOG else {"qpos": qpos, "queue": queue}


def _marked(chain: bytes) -> bytes:
    return chain[:_MARK].ljust(_MARK, b"\0")


def _decoded(queue: str, text: str, field: tuple[str, ...] | None) -> tuple[int, bytes]:
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        mark, qpos, name = raw[:_MARK], int.from_bytes(raw[_MARK:16], "big", signed=True), raw[16:].decode()
    except (ValueError, NotBase64):
        raise Refused(CURSOR_NOT_OURS, field=field) from None
    if len(raw) <= 16 or name != queue or qpos < 0 or cursor(name, qpos, mark) != text:
        raise Refused(CURSOR_NOT_OURS, field=field)
    return qpos, mark
