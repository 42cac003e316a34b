"""Reading a work queue: its entries in order, how far its consumers are, and a digest to compare both sides by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.db.read import Read, Row
from core.errors import Refused
from core.events import queue_statements as sql
from core.events.chain import digest_of, linked
from core.events.cursors import cursor
from core.events.errors import QUEUE_RANGE
from core.events.record import SYSTEM
from core.events.routing import QueueBook
from core.events.thresholds import NAMES, Thresholds
from core.plugin.views import CaseEvent


class EntryState(StrEnum):
    """Whether an entry can be handed out. DELAYED: its consumer wants it later. MOVED: it stands at a later place since."""

    READY = "READY"
    DELAYED = "DELAYED"
    PARKED = "PARKED"
    BEHIND = "BEHIND"
    MOVED = "MOVED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a queue. `qpos` has no gap, so that a consumer can tell that it has everything.

    What is not READY is told by its place alone, lest the consumer misses a number, and so is what the wall keeps from the
    reader: there `event` is None. `digest` is the SHA-256 of the event's canonical bytes, and empty where it is kept from the
    reader and was queued before digests were; `chain` the SHA-256 of the chain before, qpos as eight bytes, the sixteen of
    the id, and the digest. `retry_at` is when what is DELAYED comes again.
    """

    queue: str
    qpos: int
    cursor: str
    state: EntryState
    attempts: int
    event_id: UUID
    event: CaseEvent | None
    digest: bytes
    chain: bytes
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a consumer is behind the queue's head; `level` WARN or PAGE beyond the queue's thresholds.

    `consumer` is empty for a queue that nobody has acknowledged anything of. `seconds` since the first entry that it has not
    acknowledged was written, or handed out again: what waited for a mend, or for its time, was nobody's delay.
    """

    queue: str
    consumer: str
    acked: int
    head: int
    rows: int
    seconds: float
    level: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """`before` is the chain before `from_qpos`, `after` the one at `to_qpos`: who folds the entries between gets from one to
    the other if, and only if, it has the same ones."""

    queue: str
    from_qpos: int
    to_qpos: int
    count: int
    before: bytes
    after: bytes


async def read_queues(read: Read) -> QueueBook:
    """Where the units' active queues are."""
    return QueueBook({row["path"]: row["name"] for row in await read.fetch(sql.BOOK)})


async def entries(read: Read, queue: str, after_qpos: int, limit: int) -> list[Entry]:
    """The next entries, READY or not, without a gap."""
    rows = await read.fetch(sql.ENTRIES, queue=queue, after=after_qpos, limit=limit)
    return [_entry(row) for row in rows]


async def entries_behind(read: Read, queue: str, qpos: int, cursor: str, limit: int) -> list[Entry] | None:
    """The next entries behind a cursor that was found to stand at `qpos`; None if it does not any more.

    History may have been exchanged since it was looked up, by a fail-over, and the next places be those of other events;
    hence one statement reads what the cursor stands on and what follows.
    """
    if qpos == 0:
        return await entries(read, queue, 0, limit)
    found = await read.fetch(sql.ENTRIES, queue=queue, after=qpos - 1, limit=limit + 1)
    return [_entry(row) for row in found[1:]] if found and _cursor(found[0]) == cursor else None


async def cursor_at(read: Read, queue: str, qpos: int) -> str:
    """The place after everything up to `qpos`, as the server itself knows it."""
    return cursor(queue, qpos, await read.fetch_value(sql.CHAIN, queue=queue, qpos=qpos) or b"")


async def head(read: Read, queue: str) -> tuple[int, str]:
    """The last position, and its cursor; 0 for an empty queue."""
    row = await read.fetch_one(sql.HEAD, queue=queue)
    return (row["head"], cursor(queue, row["head"], row["chain"])) if row else (0, cursor(queue, 0, b""))


async def lag(read: Read, queue: str | None = None) -> list[Lag]:
    """How far behind the consumers of one active queue, or of all, are."""
    return [_lag(row) for row in await read.fetch(sql.LAG, queue=queue)]


async def digest(read: Read, queue: str, from_qpos: int, to_qpos: int) -> Digest:
    """What one side says of a stretch of the queue. Raises QUEUE_RANGE."""
    backward = not 1 <= from_qpos <= to_qpos
    row = await read.fetch_one(sql.DIGEST, queue=queue, before=0 if backward else from_qpos - 1, last=to_qpos)
    assert row is not None, "a select of scalars has one row"
    before = b"" if from_qpos == 1 else row["before"]
    if backward or before is None or row["after"] is None:
        raise Refused(QUEUE_RANGE, field=("fromQpos",), first=row["first"] or 0, last=row["last"] or 0)
    return Digest(queue, from_qpos, to_qpos, to_qpos - from_qpos + 1, before, row["after"])


def fold(chain: bytes, entries: Sequence[tuple[int, UUID, bytes]]) -> bytes:
    """The chain after these (qpos, event id, digest), as each side reckons it from what it has."""
    for qpos, event_id, of in entries:
        chain = linked(chain, qpos, event_id, of)
    return chain


def case_event_of(row: Row) -> CaseEvent:
    """A row of `case_event` with the case's gate."""
    return CaseEvent(
        id=row["id"],
        case_id=row["case_id"],
        case_version=row["case_version"],
        type=row["type"],
        assignment_id=row["assignment_id"],
        actor=None if row["actor"] == SYSTEM else UUID(row["actor"]),
        secrecy=row["secrecy"],
        gate=row["gate"],
        body=row["body"],
        occurred_at=row["occurred_at"],
        traceparent=row["traceparent"],
    )


def _cursor(row: Row) -> str:
    return cursor(row["queue"], row["qpos"], row["link"])


def _entry(row: Row) -> Entry:
    parked, shown = row["parked"] if row["parked"] != sql.FAILED else None, row["gate"] is not None
    return Entry(
        queue=row["queue"],
        qpos=row["qpos"],
        cursor=_cursor(row),
        state=EntryState(parked or (EntryState.BEHIND if row["behind"] else EntryState.READY)),
        attempts=row["attempts"] or 0,
        event_id=row["event_id"],
        event=case_event_of(row) if shown else None,
        digest=digest_of(row) if shown else row["kept_digest"] or b"",
        chain=row["link"],
        retry_at=row["retry_at"],
    )


def _lag(row: Row) -> Lag:
    rows, seconds = row["head"] - row["acked"], max(float(row["seconds"] or 0), 0.0)
    level = Thresholds(**{name: row[name] for name in NAMES}).level(rows, seconds)
    return Lag(row["queue"], row["consumer"], row["acked"], row["head"], rows, seconds, level)
