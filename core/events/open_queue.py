"""openWorkQueue and closeWorkQueue: from when to when a unit's, or a plug-in's desk's, events are queued for it."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, literal_column, select, update

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.cases import check
from core.cases.outcome import Outcome
from core.db.uow import UnitOfWork
from core.districts.model import district
from core.errors import NotAllowed, Refused
from core.events.delivery_statements import FORGET
from core.events.errors import QUEUE_EXISTS, QUEUE_NAME
from core.events.model import queue_state, work_queue
from core.events.queue_access import may_use, queue_for
from core.events.queue_statements import RELEASE
from core.events.thresholds import NAMES, PAGE_SECONDS, WARN_SECONDS, Thresholds
from core.ids import new_id
from core.units.queries import active_unit

_SET = ("title", *NAMES)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}:[a-z0-9_-]{1,64}")
_PATH = select(district.c.path).where(district.c.code == bindparam("district", type_=Text()))
_EXISTING = select(work_queue).where(work_queue.c.name == bindparam("queue", type_=Text())).with_for_update()
_REOPEN = (
    update(work_queue)
    .where(work_queue.c.name == bindparam("queue", type_=Text()))
    .values({name: bindparam(name) for name in _SET} | {"active": True})
)
_CLOSE = (
    update(work_queue)
    .where(work_queue.c.name == bindparam("queue", type_=Text()))
    .values(active=literal_column("false"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWorkQueue:
    """Either a unit or, for a plug-in's desk, a name `<plug-in>:<name>`; behind by how much is how bad."""

    unit_id: UUID | None = None
    name: str | None = None
    title: str | None = None
    warn_seconds: int = WARN_SECONDS
    page_seconds: int = PAGE_SECONDS
    warn_rows: int | None = None
    page_rows: int | None = None

    @property
    def thresholds(self) -> Thresholds:
        """When a consumer is behind."""
        return Thresholds(self.warn_seconds, self.page_seconds, self.warn_rows, self.page_rows)


async def open_work_queue(uow: UnitOfWork, actor: Viewer, input: OpenWorkQueue) -> Outcome:
    """Open a queue, or a closed one again. Events written from now on reach it, as soon as every process knows of it.

    Raises QUEUE_NAME, QUEUE_THRESHOLDS, QUEUE_EXISTS for one that is open, NotAllowed.
    """
    input.thresholds.checked()
    row = await _wanted(uow, actor, input)
    await uow.insert_new(queue_state, {"queue": row["name"], "head": 0, "chain": b""})
    if await uow.insert_new(work_queue, row):
        return Outcome(row["id"], row["id"], 1)
    former = await uow.fetch_one(_EXISTING, queue=row["name"])
    if former is None or former["active"]:
        raise Refused(QUEUE_EXISTS, queue=row["name"])
    await uow.execute(_REOPEN, queue=row["name"], **{name: row[name] for name in _SET})
    return Outcome(former["id"], former["id"], 1)


async def close_work_queue(uow: UnitOfWork, actor: Viewer, queue: str) -> Outcome:
    """No event is queued any more; what is in the queue can be read, but the log is not kept for it. Raises UNKNOWN_QUEUE."""
    row = await queue_for(uow, actor, queue, Operation.QUEUE_WRITE)
    await uow.execute(_CLOSE, queue=queue)
    return Outcome(row["id"], row["id"], 1)


async def release_consumer(uow: UnitOfWork, actor: Viewer, queue: str, consumer: str) -> bool:
    """Forget a consumer that will not come back, for whom the log would be kept for ever; whether there was one."""
    await queue_for(uow, actor, queue, Operation.QUEUE_WRITE)
    await uow.execute(FORGET, queue=queue, consumer=consumer)
    return bool(await uow.execute(RELEASE, queue=queue, consumer=consumer))


async def _wanted(uow: UnitOfWork, actor: Viewer, input: OpenWorkQueue) -> dict[str, Any]:
    """The row. Who may open it is asked before anything is told of what there is."""
    place: dict[str, Any] = {
        "unit_id": None,
        "name": input.name or "",
        "unit_path": "",
        "district_path": "",
        "short_name": "",
    }
    if input.unit_id is not None:
        unit = await active_unit(uow, input.unit_id, ("input", "unitId"))
        path = await uow.fetch_value(_PATH, district=unit["district"])
        place = {
            **unit,
            "unit_id": unit["id"],
            "name": f"unit:{unit['code']}",
            "unit_path": unit["path"],
            "district_path": path,
        }
    elif not _NAME.fullmatch(input.name or "") or str(input.name).startswith("unit:"):
        raise Refused(QUEUE_NAME, field=("input", "name"))
    if not may_use(actor, Operation.QUEUE_WRITE, place):
        raise NotAllowed(Operation.QUEUE_WRITE)
    title = check.optional_text(input.title, "title", limit=200) or place["short_name"] or place["name"]
    return {
        "id": new_id(), "name": place["name"], "unit_id": place["unit_id"], "title": title, "active": True,
        "created_at": uow.now, **{name: getattr(input, name) for name in NAMES},
    }  # fmt: skip
