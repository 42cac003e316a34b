"""How a change of a measure begins and ends."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotAllowed, NotFound, Outcome, Refused, Row, Stale, StaleDetail, UnitOfWork, VersionMoved, Viewer
from plugins.enterprise_desk.errors import MEASURE_WITHDRAWN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import measure

_BY_ID = select(measure).where(measure.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


async def standing(uow: UnitOfWork, actor: Viewer, id_: UUID, expected: int | None) -> Row:
    """A measure that has not been withdrawn. Raises Refused."""
    row = await uow.fetch_one(_BY_ID, id=id_) if actor.may(Operation.MEASURE_READ) else None
    if row is None:
        raise NotFound(field=("input", "measureId"))
    if not actor.may(Operation.MEASURE_WRITE):
        raise NotAllowed(Operation.MEASURE_WRITE)
    if expected not in (None, row["version"]):
        raise Stale(StaleDetail(row["version"], at=row["at"]))
    if row["withdrawn_at"] is not None:
        raise Refused(MEASURE_WITHDRAWN, field=("input", "measureId"))
    return row


async def next_version(uow: UnitOfWork, actor: Viewer, row: Row, columns: dict[str, Any]) -> Outcome:
    """Write the measure's next version; VersionMoved if somebody was first."""
    version = row["version"] + 1
    values = {**columns, "version": version, "by": actor.id, "at": uow.now}
    if not await uow.update(measure, {"id": row["id"], "version": row["version"]}, values):
        raise VersionMoved
    return Outcome(row["id"], row["id"], version)
