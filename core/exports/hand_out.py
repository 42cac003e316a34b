"""Handing a file out: to its requester alone, if all that is in it is still theirs to see, and in the log before."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.operations import Operation
from core.access.step_up import require_step_up
from core.access.viewer import Viewer
from core.audit.record import Access, Act, recorded
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import NotFound, Refused
from core.exports.columns import TAKEN, ExportColumn
from core.exports.errors import EXPORT_GONE, EXPORT_NOT_READY, EXPORT_OUTDATED
from core.exports.model import export
from core.exports.request import ExportState
from core.exports.rows import reached

AT_ONCE: Final = 2_000
"""Rows of one event."""
_OWN = select(export).where(
    export.c.id == bindparam("of", type_=Uuid(as_uuid=True)),
    export.c.requested_by == bindparam("by", type_=Uuid(as_uuid=True)),
)
_WAITING = (ExportState.AWAITING_APPROVAL, ExportState.APPROVED)


async def handed_out(uow: UnitOfWork, actor: Viewer, export_id: UUID) -> Row:
    """The export whose file may be given once the transaction is committed: its `storage_key` and `size`.

    Raises NotFound for what is not the actor's, EXPORT_NOT_READY, EXPORT_GONE, STEP_UP_REQUIRED and EXPORT_OUTDATED.
    """
    row = await uow.fetch_one(_OWN, of=export_id, by=actor.id)
    if row is None:
        raise NotFound
    if row["state"] in _WAITING:
        raise Refused(EXPORT_NOT_READY)
    if row["state"] != ExportState.MADE or row["until"] <= uow.now:
        raise Refused(EXPORT_GONE)
    require_step_up(actor)
    await _still_open(uow, actor, row)
    await recorded(uow, list(_accesses(actor, row)))
    return row


async def _still_open(uow: UnitOfWork, actor: Viewer, row: Row) -> None:
    for name, cases in row["shown"].items():
        operation = Operation(name)
        personal = operation is not Operation.EXPORT_REQUEST
        found = await reached(uow, actor, [UUID(one) for one in cases], operation, personal=personal)
        if found < len(cases):
            raise Refused(EXPORT_OUTDATED)


def _accesses(actor: Viewer, row: Row) -> Iterator[Access]:
    seen = {"case_file.case_no": row["shown"][Operation.EXPORT_REQUEST.value]}
    for column in row["columns"]:
        taken = TAKEN[ExportColumn(column)]
        if taken.field is not None:
            seen[taken.field.column] = row["shown"][taken.operation.value]
    for name, cases in seen.items():
        for at in range(0, len(cases), AT_ONCE):
            part = [UUID(one) for one in cases[at : at + AT_ONCE]]
            yield Access(act=Act.EXPORT, actors=(actor.id,), seen={name: part}, purpose=row["purpose"])
