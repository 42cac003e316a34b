"""changeWorkQueue: what an open queue is called, and from where on a consumer that is behind is an alarm."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, bindparam, select, update

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.cases import check
from core.cases.outcome import Outcome
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.events.model import work_queue
from core.events.queue_access import queue_for
from core.events.thresholds import NAMES, Thresholds

_THIS = work_queue.c.name == bindparam("queue", type_=Text())
_LOCKED = select(work_queue.c.title, *(work_queue.c[name] for name in NAMES)).where(_THIS).with_for_update()
_CHANGE = update(work_queue).where(_THIS).values({name: bindparam(f"new_{name}") for name in ("title", *NAMES)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWorkQueue:
    """What is None stays as it is; 0 rows are no threshold any more."""

    queue: str
    title: str | None = None
    warn_seconds: int | None = None
    page_seconds: int | None = None
    warn_rows: int | None = None
    page_rows: int | None = None


async def change_work_queue(uow: UnitOfWork, actor: Viewer, input: ChangeWorkQueue) -> Outcome:
    """Change the queue; its alarms follow at the next look. Raises UNKNOWN_QUEUE, QUEUE_THRESHOLDS, NotAllowed."""
    row = await queue_for(uow, actor, input.queue, Operation.QUEUE_WRITE)
    title = check.optional_text(input.title, "title", limit=200)
    former = await uow.fetch_one(_LOCKED, queue=row["name"])
    assert former is not None, "queues are closed, never removed"
    changed = _changed(input, former).checked()
    values = {"title": title or former["title"], **{name: getattr(changed, name) for name in NAMES}}
    await uow.execute(_CHANGE, queue=row["name"], **{f"new_{name}": value for name, value in values.items()})
    return Outcome(row["id"], row["id"], 1)


def _changed(input: ChangeWorkQueue, former: Row) -> Thresholds:
    asked = {name: getattr(input, name) for name in NAMES}
    values: dict[str, Any] = {name: former[name] if value is None else value for name, value in asked.items()}
    return Thresholds(**values | {name: values[name] or None for name in ("warn_rows", "page_rows")})
