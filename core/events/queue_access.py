"""Who may use a work queue: it lies where its unit does; a plug-in's own queue lies nowhere, and opens to `all`."""

from sqlalchemy import Text, bindparam, func, select

from core.access.operations import Operation, registered
from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.db.read import Read, Row
from core.db.uow import UnitOfWork
from core.districts.model import district
from core.errors import NotAllowed, Refused
from core.events.errors import UNKNOWN_QUEUE
from core.events.model import work_queue
from core.units.model import unit

_QUEUE = (
    select(
        work_queue,
        func.coalesce(unit.c.path, "").label("unit_path"),
        func.coalesce(district.c.path, "").label("district_path"),
    )
    .outerjoin(unit, unit.c.id == work_queue.c.unit_id)
    .outerjoin(district, district.c.code == unit.c.district)
)
_ONE = _QUEUE.where(work_queue.c.name == bindparam("queue", type_=Text()))
_ALL = _QUEUE.order_by(work_queue.c.name)
_LOOKED_UP = 128
"""Characters of a name that are looked up: no name is longer."""


def foresee_queue(uow: UnitOfWork, queue: str) -> None:
    """Have what `queue_for` asks come with what is read next."""
    uow.foresee(_ONE, queue=queue[:_LOOKED_UP])


async def queue_for(
    read: Read, viewer: Viewer, queue: str, operation: Operation, field: tuple[str, ...] = ("input", "queue")
) -> Row:
    """The queue, for `operation`. UNKNOWN_QUEUE when there is none, or none the viewer may do anything with."""
    row = await read.fetch_one(_ONE, queue=queue[:_LOOKED_UP])
    if row is not None and may_use(viewer, operation, row):
        return row
    if row is not None and any(may_use(viewer, one, row) for one in _OPERATIONS):
        raise NotAllowed(operation)
    raise Refused(UNKNOWN_QUEUE, field=field)


async def queues_of(read: Read, viewer: Viewer) -> list[Row]:
    """Every queue that the viewer may read or maintain, by name."""
    rows = await read.fetch(_ALL)
    return [
        row for row in rows if may_use(viewer, Operation.QUEUE_READ, row) or may_use(viewer, Operation.QUEUE_WRITE, row)
    ]


def may_use(viewer: Viewer, operation: Operation, row: Row) -> bool:
    """Whether the viewer may do it to this queue. A plug-in's is opened by `<plug-in>/queue.read` and so on, if it has them.

    An API key may be confined to some of the queues that its account may use.
    """
    if viewer.session and viewer.session.queues is not None and row["name"] not in viewer.session.queues:
        return False
    target = Target(row["district_path"], (row["unit_path"],), None, 0)
    own = f"{row['name'].partition(':')[0]}/{operation}"
    asked = own if row["unit_id"] is None and own in registered() else operation
    return allows(viewer, asked, target)


_OPERATIONS = (Operation.QUEUE_READ, Operation.QUEUE_ACK, Operation.QUEUE_WRITE)
